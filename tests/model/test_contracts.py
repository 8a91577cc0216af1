"""A wider test of employment: whom it reaches, what contracts leave of it, who pays, and what stays without it."""

from types import SimpleNamespace

import mesa
import numpy as np
import pytest

from agents.codes import (
    CASUAL,
    GROUP_CASUAL,
    GROUP_EMPLOYEE,
    GROUP_NONE,
    GROUP_PLATFORM,
    MEDICAL_EMPLOYEE,
    MEDICAL_RESIDENT,
    PENSION_EMPLOYEE,
    PENSION_RESIDENT,
    PLATFORM,
    SECTORS,
)
from agents.platform import ORDER, Platform
from model.contracts import (
    NO_TYPE,
    NOBODY,
    employments_of,
    full_time_pay,
    persons_by_form,
    platforms_as_employers,
    rates_over_pay,
)
from model.covering import cover_rest, insure_at_work
from model.grouping import classify
from model.law.design import load_design
from model.law.injury import stages as injury
from model.law.medical import stages as medical
from model.law.parameters import load_law
from model.law.pension import stages as pension
from model.law.unemployment import stages as unemployment
from model.medical_cover import pay_medical
from model.net_pay import kept_pay
from model.pension_cover import enrol_pension
from model.platforms import load_platforms
from model.records import Records
from model.settings import BehaviourSettings, Settings, behaviour_of
from model.tally import CELL_COUNTS, PLATFORM_SUMS, count_cells
from model.terms import Charge, charges_of, set_platform_terms
from model.unemployment_cover import insure_against_job_loss
from model.work_record import share_liability
from model.world import World

YEAR = 2031
BEHAVIOUR = behaviour_of(BehaviourSettings())
PENSION, MEDICAL, INJURY, UNEMPLOYMENT, MATERNITY, CARE = range(6)
PARCEL = SECTORS.index("parcel")
ZTO = next(k for k, terms in enumerate(load_platforms()) if terms.sector == PARCEL)


@pytest.fixture(scope="module")
def worlds():
    return {name: World(Settings(), name) for name in ("status_quo", "separation", "bundling", "compromise")}


@pytest.fixture(scope="module")
def laws(worlds):
    return {name: world.laws(YEAR) for name, world in worlds.items()}


def platforms_under(world, response=True, **behaviour):
    """The platforms after phase 3 of the year."""
    stand_in = mesa.Model(rng=0)
    agents = [Platform(stand_in, k, terms) for k, terms in enumerate(load_platforms())]
    settings = Settings(platform_response=response, behaviour=BehaviourSettings(**behaviour))
    set_platform_terms(
        SimpleNamespace(
            world=world, settings=settings, reporting=True, totals=None, platforms=agents,
            start_charges=charges_of(world.start_laws, agents), luck=SimpleNamespace(seed=1),
        ),
        YEAR,
    )  # fmt: skip
    return agents


# ---- the law in force ---------------------------------------------------------------------------------------


def test_without_a_wider_test_nobody_is_reached_and_employers_tables_are_the_same(worlds, laws, base_named):
    for name in ("status_quo", "separation", "compromise"):
        assert set(employments_of(laws[name], 3.0, BEHAVIOUR).values()) == {NOBODY}
        assert platforms_as_employers(base_named["compliance"], laws[name]["coverage"]) is base_named["compliance"]
        assert all(agent.employed_chance == agent.forms.employed == 0.0 for agent in platforms_under(worlds[name]))


def test_without_a_wider_test_the_elasticity_of_contracts_moves_no_bit(lived, differences):
    one, other = (
        lived(
            population=1_500, until=2028, seed=3,
            settings=Settings(behaviour=BehaviourSettings(contract_elasticity=value)),
        )
        for value in (0.0, 10.0)
    )  # fmt: skip
    assert differences(one, other) == []
    contracts = one.records.contracts()
    assert contracts[contracts["form"] == "employed"]["persons"].tolist() == [0.0] * (3 * len(SECTORS))


# ---- who is reached -----------------------------------------------------------------------------------------


def chances(named, **by_platform):
    """The same with these chances of a full-time worker to be an employee."""
    platforms = named["platforms"]
    chance = np.zeros_like(platforms.employed_chance)
    for platform, value in by_platform.items():
        chance[int(platform[1:])] = value
    return named | {"platforms": platforms._replace(employed_chance=chance)}


def test_full_time_workers_of_the_platform_are_reached_by_the_last_digits_of_their_draw(people, call, base_named):
    draw = np.array([0.25, 0.75, 0.25, 0.25, 0.25, 0.25]) / 65536.0 + 1.0 / 64.0
    rows = people(
        6, status=[PLATFORM] * 5 + [CASUAL], platform=[4, 4, 4, 4, 3, -1], intensity=[1.0, 1.0, 0.5, 1.0, 1.0, 1.0],
        u_taste_10=draw,
    )  # fmt: skip
    rows["months_alive"][3] = 0
    call(classify, rows, chances(base_named, p4=0.5))
    assert rows["group"].tolist() == [
        GROUP_EMPLOYEE, GROUP_PLATFORM, GROUP_PLATFORM, GROUP_NONE, GROUP_PLATFORM, GROUP_CASUAL,
    ]  # fmt: skip
    # status, class of choice and peers stay those of a platform worker
    assert rows["status"][0] == PLATFORM and rows["choice_class"][0] == 0 and rows["peer_cell"][0] == 4


def test_the_share_reached_is_the_chance_whatever_else_the_draw_decides(people, call, base_named):
    rows = people(40_000, status=PLATFORM, platform=4, u_taste_10=np.random.default_rng(5).random(40_000))
    call(classify, rows, chances(base_named, p4=0.3))
    reached = rows["group"] == GROUP_EMPLOYEE
    low = rows["u_taste_10"] < 0.2
    assert reached.mean() == pytest.approx(0.3, abs=0.01)
    assert reached[low].mean() == pytest.approx(0.3, abs=0.02)


def test_an_employee_by_law_is_no_peer_of_those_who_choose(people, call):
    rows = people(
        3, weight=1.0, status=PLATFORM, group=[GROUP_EMPLOYEE, GROUP_PLATFORM, GROUP_PLATFORM], peer_cell=ZTO,
        pension_scheme=[PENSION_EMPLOYEE, PENSION_RESIDENT, PENSION_RESIDENT], choice_class=0,
        medical_scheme=[MEDICAL_EMPLOYEE, MEDICAL_RESIDENT, MEDICAL_RESIDENT],
    )  # fmt: skip
    cells = np.zeros((ZTO + 1, len(CELL_COUNTS)))
    call(count_cells, rows, {"cells": cells})
    assert cells[ZTO].tolist() == [2.0, 2.0, 0.0, 2.0, 2.0, 0.0]


# ---- what they and their platforms pay ----------------------------------------------------------------------


def test_a_courier_who_is_an_employee_pays_and_is_paid_for_at_employees_rates(people, call, base_named, laws):
    law, wage = laws["bundling"], 8_000.0
    here = base_named | {f"law_{name}": each for name, each in law.items()} | {"year": YEAR}
    here["law_pension"] = law["pension"]._replace(province_wage=np.full(31, wage))
    here["law_medical"] = law["medical"]._replace(province_wage=np.full(31, wage))
    here["compliance"] = platforms_as_employers(base_named["compliance"], law["coverage"])
    rows = people(
        1, status=PLATFORM, platform=ZTO, group=GROUP_EMPLOYEE, months_worked=12, wage_month=6_000.0,
        income_year=72_000.0, age_months=360, birth_month=12 * (YEAR - 30), u_taste_8=0.99, choice_class=0,
        orders_year=45_000.0, medical_scheme=MEDICAL_EMPLOYEE,
    )  # fmt: skip
    for stage in (
        insure_at_work, enrol_pension, pay_medical, cover_rest, share_liability, insure_against_job_loss,
        pension.contribute, medical.contribute, injury.contribute, unemployment.contribute,
    ):  # fmt: skip
        call(stage, rows, here)
    assert rows["insured_at_work"][0] == 31 and rows["pension_scheme"][0] == PENSION_EMPLOYEE
    assert rows["injury_months"][0] == 12 and rows["injury_pilot"][0] == 0
    assert rows["pension_base_month"][0] == rows["insured_base_month"][0] == rows["medical_base_month"][0] == 6_000.0
    # 8 % and 16 % of 72,000 yuan, whoever the platform is
    assert rows["paid_worker_pension"][0] == pytest.approx(5_760.0)
    assert rows["paid_employer_pension"][0] == pytest.approx(11_520.0)
    assert rows["paid_worker_medical"][0] == pytest.approx(0.02 * 72_000.0)
    collected = base_named["compliance"].collected
    assert rows["paid_employer_unemployment"][0] == pytest.approx(0.005 * 72_000.0 * collected[UNEMPLOYMENT])
    industry = law["injury"].industry_rate[NO_TYPE]
    assert 0.0 < industry < 0.02
    assert rows["paid_employer_injury"][0] == pytest.approx(industry * 72_000.0 * collected[INJURY])
    assert not any(rows[f"paid_platform_{branch}"][0] for branch in ("pension", "medical", "injury", "unemployment"))


def test_no_order_is_charged_to_a_platform_that_pays_as_an_employer(people, call, base_named):
    law = base_named["law_injury"]._replace(platform_base=ORDER, order_charge=np.full(6, 0.1))
    rows = people(
        2, status=PLATFORM, platform=ZTO, group=[GROUP_EMPLOYEE, GROUP_PLATFORM], months_worked=12, injury_months=12,
        injury_base_month=6_000.0, injury_part=1.0, orders_year=1_000.0,
    )  # fmt: skip
    call(injury.contribute, rows, base_named | {"law_injury": law})
    assert rows["paid_platform_injury"].tolist() == pytest.approx([0.0, 100.0])
    assert rows["paid_employer_injury"][0] > 0.0


def test_a_separated_branch_is_enrolled_as_far_as_platform_workers_are_bound(base_named):
    law = load_law()
    partly = load_design("bundling", law).varied({"coverage.link.injury": "separated"}, law, 2027)
    coverage = World(Settings(), partly).laws(YEAR)["coverage"]
    assert coverage.employment_test[INJURY].max() == 0.0
    table = platforms_as_employers(base_named["compliance"], coverage)
    assert table.threshold_by_hukou[:, INJURY, NO_TYPE].tolist() == [0.0, 0.0]
    assert table.threshold_by_hukou[:, PENSION, NO_TYPE].tolist() == [1.0, 1.0]
    others = slice(NO_TYPE + 1, None)
    assert np.array_equal(
        table.threshold_by_hukou[..., others], base_named["compliance"].threshold_by_hukou[..., others]
    )


# ---- contracts ----------------------------------------------------------------------------------------------


def test_rates_over_pay_add_up_the_bundled_branches(laws):
    law = laws["bundling"]
    employer, worker = rates_over_pay(law, PARCEL)
    assert 0.6 < full_time_pay()[PARCEL] < 3.0  # within the limits: base is pay
    by_branch = [float(law[name].employer_rate[GROUP_EMPLOYEE]) for name in ("pension", "medical", "unemployment")]
    rest = law["maternity"].employer_rate[GROUP_EMPLOYEE] + law["care"].employer_rate[GROUP_EMPLOYEE]
    assert employer == pytest.approx(sum(by_branch) + rest + law["injury"].industry_rate[NO_TYPE])
    assert worker == pytest.approx(0.08 + 0.02 + 0.005 + law["care"].worker_rate[GROUP_EMPLOYEE])
    # who earns less than the floor is paid for at the floor
    low = SECTORS.index("online_work")
    floor = law["coverage"].base_floor[PENSION, GROUP_EMPLOYEE]
    assert full_time_pay()[low] < floor
    assert rates_over_pay(law, low)[0] == pytest.approx(employer * floor / full_time_pay()[low])


def test_more_escape_the_test_the_more_contracts_respond_and_the_more_employment_costs(laws):
    law = laws["bundling"]
    employed = [
        [each.employed for each in employments_of(law, elasticity, BEHAVIOUR).values()]
        for elasticity in (0.0, 1.5, 3.0, 10.0)
    ]
    tested = [each.tested for each in employments_of(law, 3.0, BEHAVIOUR).values()]
    # all comply once platforms withhold, so without a response the test is met
    assert law["coverage"].withholding == 1.0 and employed[0] == pytest.approx(tested)
    assert np.all(np.diff(np.array(employed), axis=0) < 0.0)
    dearer = law | {"pension": law["pension"]._replace(employer_rate=law["pension"].employer_rate * 1.5)}
    after = [each.employed for each in employments_of(dearer, 3.0, BEHAVIOUR).values()]
    assert np.all(np.array(after) < np.array(employed[2]))


def test_a_platform_that_does_not_withhold_complies_as_far_as_the_law_is_enforced(laws):
    def employed(withholding, detection):
        coverage = laws["bundling"]["coverage"]._replace(withholding=withholding, detection_year=detection)
        return employments_of(laws["bundling"] | {"coverage": coverage}, 3.0, BEHAVIOUR)[PARCEL].employed

    assert employed(1.0, 0.0) > employed(0.5, 0.0) > employed(0.0, 0.0) > 0.0
    assert employed(0.0, 0.5) > employed(0.0, 0.0)


def test_frozen_platforms_employ_whom_the_test_counts_and_responding_ones_fewer(worlds):
    frozen, responding = (platforms_under(worlds["bundling"], response) for response in (False, True))
    shares = employments_of(worlds["bundling"].laws(YEAR), 0.0, BEHAVIOUR)
    for agent, other in zip(frozen, responding, strict=True):
        assert agent.employed_chance == shares[agent.terms.sector].full_time_chance <= 1.0
        assert 0.0 < other.employed_chance < agent.employed_chance
        assert sum(other.forms) == pytest.approx(1.0)
        assert other.forms.crowdsourced >= agent.forms.crowdsourced


# ---- who bears it -------------------------------------------------------------------------------------------


def test_employers_rates_are_charged_to_the_orders_of_employees_and_take_the_place_of_the_pilot(laws):
    agent = SimpleNamespace(pay_per_order=2.0, revenue_per_order=3.0)
    employment = employments_of(laws["bundling"], 3.0, BEHAVIOUR)[PARCEL]
    plain, wide = Charge(laws["bundling"], PARCEL), Charge(laws["bundling"], PARCEL, None, employment)
    assert wide.pilot == pytest.approx((1.0 - employment.order_share) * plain.pilot)
    paid = employment.employer_rate * employment.order_share * 2.0
    assert wide.per_order(agent) == pytest.approx(paid + wide.pilot)
    assert wide.benefit_per_order(agent) == pytest.approx(paid)


def test_platforms_pass_employers_rates_on_and_net_pay_falls_by_them_and_the_workers_own(worlds, laws):
    before, after = platforms_under(worlds["status_quo"]), platforms_under(worlds["bundling"])
    for one, other in zip(before, after, strict=True):
        assert other.pay_per_order < one.pay_per_order and other.price_per_order > one.price_per_order

    def kept(name, **behaviour):
        world = worlds[name]
        constants = behaviour_of(BehaviourSettings(**behaviour))
        return kept_pay(laws[name], world.start_laws, world.economy(YEAR), constants)

    loss = kept("status_quo") - kept("bundling")
    assert loss[2] > 0.01 and np.delete(loss, 2).tolist() == [0.0] * 4
    assert (kept("status_quo") - kept("bundling", contract_elasticity=10.0))[2] < loss[2]


def test_the_doctrines_differ_in_who_pays(lived):
    def paid_2029(design):
        burden = lived(design=design, population=2_500, until=2029, seed=2).records.burden()
        at = burden[(burden["group"] == "platform") & (burden["year"] == 2029)]
        return at.groupby("payer")["paid"].sum()

    quo, separated, bundled, mixed = (
        paid_2029(name) for name in ("status_quo", "separation", "bundling", "compromise")
    )
    # bundled: employers; separated: the treasury; the compromise: platforms, for work injury
    assert bundled["employer"] > 0.0 and quo["employer"] == separated["employer"] == mixed["employer"] == 0.0
    assert separated["treasury"] > max(bundled["treasury"], mixed["treasury"])
    assert mixed["platform"] > quo["platform"] > bundled["platform"]


# ---- records ------------------------------------------------------------------------------------------------


def test_contract_forms_are_reported_by_sector_and_add_up_to_the_workers():
    stand_in = mesa.Model(rng=0)
    agents = [Platform(stand_in, k, terms) for k, terms in enumerate(load_platforms())]
    sums = np.zeros((len(agents), len(PLATFORM_SUMS)))
    sums[:, PLATFORM_SUMS.index("workers")] = 100.0
    sums[0, PLATFORM_SUMS.index("employed")] = 20.0
    agents[0].contracts(0.2)
    records = Records()
    records.sign(2030, persons_by_form(agents, sums))
    table = records.contracts().set_index(["sector", "form"])["persons"]
    food = [agent for agent in agents if agent.terms.sector == 0]
    assert table.sum() == pytest.approx(100.0 * len(agents))
    assert table["food_delivery", "employed"] == 20.0 and table["parcel", "employed"] == 0.0
    # half of the first platform's orders come through users, of which employees take 20 of 50
    through = 80.0 * 0.3 / 0.8 + 100.0 * sum(agent.terms.user_order_share for agent in food[1:])
    assert table["food_delivery", "through_users"] == pytest.approx(through)
