"""What carries over to the next year: charges per order, platform terms, neutral rates' sums, and peers."""

from types import SimpleNamespace

import mesa
import numpy as np
import pytest

from agents.codes import GROUP_PLATFORM, LIVING, PLATFORM, SELF_EMPLOYED
from agents.platform import ORDER, PAYROLL, PROFIT, REVENUE, Platform
from model.law.design import load_design
from model.law.parameters import load_law
from model.law.sources import LawError
from model.platforms import load_platforms
from model.settings import BehaviourSettings, Settings
from model.tally import CELL_COUNTS, PLATFORM_SUMS
from model.terms import (
    CONTRIBUTORY,
    Charge,
    charges_of,
    declare_profits,
    insured_shares,
    mean_profits,
    next_peers,
    pay_and_base,
    ration_subsidy,
    set_platform_terms,
    settle_neutral_rates,
    shares,
    sustained_profits,
)
from model.world import ChoiceTerms, World


@pytest.fixture(scope="module")
def world():
    return World(Settings())


@pytest.fixture
def platforms():
    model = mesa.Model(rng=0)
    return [Platform(model, k, terms) for k, terms in enumerate(load_platforms())]


def laws_with(world, base, rates, user=0.0, order=0.0, mandate=1.0):
    """The laws of 2026 with these platform rates by branch, bound for a share of platform workers, no pilot."""
    laws = dict(world.laws(2026))
    bound = laws["coverage"].mandate.copy()
    bound[:, GROUP_PLATFORM] = mandate
    laws["coverage"] = laws["coverage"]._replace(mandate=bound, pilot_reach=np.zeros(31))
    for branch, rate in zip(CONTRIBUTORY, rates, strict=True):
        law = laws[branch]
        platform_rate, user_rate = law.platform_rate.copy(), law.user_rate.copy()
        platform_rate[GROUP_PLATFORM], user_rate[GROUP_PLATFORM] = rate, user
        laws[branch] = law._replace(
            platform_rate=platform_rate, user_rate=user_rate, platform_base=base, order_charge=np.full(6, order)
        )
    return laws


RATES = (0.10, 0.05, 0.01, 0.005, 0.0, 0.0)


@pytest.mark.parametrize(
    ("base", "expected"),
    [(PAYROLL, 0.165 * 6.0), (REVENUE, 0.165 * 8.0), (ORDER, 6 * 0.2), (PROFIT, 0.0)],
)
def test_a_charge_per_order_is_the_sum_of_all_branches_on_their_base(world, base, expected):
    terms = SimpleNamespace(pay_per_order=6.0, revenue_per_order=8.0)
    charge = Charge(laws_with(world, base, RATES, order=0.2), 0)
    assert charge.rate == pytest.approx(0.165, rel=1e-12)
    assert charge.per_order(terms) == pytest.approx(expected, rel=1e-12)
    # users pay on the worker's pay, whatever the platform pays on
    with_users = Charge(laws_with(world, base, RATES, user=0.01, order=0.2), 0)
    assert with_users.per_order(terms) == pytest.approx(expected + 6 * 0.01 * 6.0, rel=1e-12)


def test_a_charge_counts_for_the_share_that_is_bound(world):
    terms = SimpleNamespace(pay_per_order=6.0, revenue_per_order=8.0)
    half = Charge(laws_with(world, PAYROLL, RATES, mandate=0.5), 0)
    assert half.per_order(terms) == pytest.approx(0.5 * 0.165 * 6.0, rel=1e-12)


def test_a_charge_counts_for_those_who_are_insured_without_a_mandate(world):
    agent = SimpleNamespace(pay_per_order=6.0, revenue_per_order=8.0)
    insured = {"pension": 0.4, "medical": 0.1}
    charge = Charge(laws_with(world, PAYROLL, RATES, mandate=0.2), 0, insured)
    assert charge.rate == pytest.approx(0.4 * 0.10 + 0.2 * (0.05 + 0.01 + 0.005), rel=1e-12)
    assert charge.benefit_per_order(agent) == pytest.approx(charge.per_order(agent), rel=1e-12)


def test_the_insured_share_is_that_of_last_years_platform_workers():
    assert insured_shares(None) == {}
    counts = {"persons": 50.0, "flexible_pension": 10.0, "flexible_medical": 20.0, "maternity": 5.0}
    totals = SimpleNamespace(count=lambda name, *groups: counts.get(name, 0.0) if groups == ("platform",) else 1e9)
    assert insured_shares(totals) == {
        "pension": 0.2, "medical": 0.4, "unemployment": 0.0, "maternity": 0.1, "care": 0.0,
    }  # fmt: skip


def test_workers_give_up_pay_for_what_they_value_but_not_for_the_pilot(world, platforms):
    def pay_losses(**behaviour):
        model = model_of(world, platforms, behaviour=BehaviourSettings(**behaviour))
        model.world = SimpleNamespace(
            economy=world.economy, start_laws=world.start_laws, laws=lambda year: laws_with(world, PAYROLL, RATES)
        )
        set_platform_terms(model, 2026)
        return np.array([agent.pay_loss_per_order / agent.terms.pay_per_order for agent in platforms])

    unvalued, valued = pay_losses(benefit_valuation=0.0), pay_losses(benefit_valuation=0.5)
    assert np.all(valued > unvalued) and np.all(unvalued > 0.0)
    assert np.all(pay_losses(bargaining_power=-0.5) > pay_losses(bargaining_power=0.5))
    assert pay_losses(bargaining_power=1.0) == pytest.approx(0.0, abs=1e-15)
    pilot = []
    for value in (0.0, 1.0):
        set_platform_terms(model_of(world, platforms, behaviour=BehaviourSettings(benefit_valuation=value)), 2030)
        pilot.append([agent.pay_loss_per_order for agent in platforms])
    assert pilot[0] == pilot[1]


def test_a_subsidy_is_cut_to_its_ceiling_by_what_last_year_cost():
    design = load_design("fiscal_subsidy")
    world = World(Settings(), design)
    model = SimpleNamespace(world=world, reporting=True, totals=None, subsidy_granted=1.0)
    ration_subsidy(model, 2027)
    assert world.laws(2027)["coverage"].subsidy_rate == pytest.approx(1 / 3)
    ceiling = 0.002 * world.economy(2027).gdp_year
    for year, cost, granted in ((2028, 0.5 * ceiling, 1.0), (2028, 4.0 * ceiling, 0.25), (2029, 1.0 * ceiling, 0.25)):
        world.set_design(design)
        model.totals = SimpleNamespace(money={"paid_treasury_pension": cost}, count=lambda *_: 1e15)
        ration_subsidy(model, year)
        assert model.subsidy_granted == pytest.approx(granted, rel=0.1)
        assert world.laws(year)["coverage"].subsidy_rate == pytest.approx(model.subsidy_granted / 3, rel=1e-12)
    model.reporting = False
    held = model.subsidy_granted
    ration_subsidy(model, 2035)
    assert model.subsidy_granted == held


def test_a_law_without_subsidy_is_left_alone(world):
    model = SimpleNamespace(world=world, reporting=True, totals=None, subsidy_granted=1.0)
    before = world.laws(2027)["coverage"]
    ration_subsidy(model, 2027)
    assert world.laws(2027)["coverage"] is before


def test_a_profit_base_cannot_be_neutral_to_payroll_when_profits_are_too_small(platforms):
    sums = np.zeros((len(platforms), len(PLATFORM_SUMS)))
    sums[:, PLATFORM_SUMS.index("orders")] = 1.0
    wanted = mean_profits(platforms, BehaviourSettings(), 5).sum()
    sums[0, PLATFORM_SUMS.index("payroll")] = 10.0 * wanted
    change = "coverage.platform.rate"
    file = load_design("revenue_base").varied({"coverage.platform.base": "profit"}, load_law(), 2027)
    assert [rate.path for rate in file.neutral] == [change]
    model = SimpleNamespace(
        world=World(Settings(), file), totals=SimpleNamespace(platforms=sums), design=file, platforms=platforms,
        settings=Settings(),
    )  # fmt: skip
    with pytest.raises(LawError, match="more than platforms' profit would be needed"):
        settle_neutral_rates(model, 2027)
    sums[0, PLATFORM_SUMS.index("payroll")] = wanted
    on_payroll = file.solved({change: 0.0}).varied({"coverage.platform.base": "payroll"}, load_law(), 2027)
    settle_neutral_rates(model, 2027)
    of_payroll = sum_of_rates(model.world.resolve(2027, on_payroll))
    whole = sum_of_rates(model.world.laws(2027))
    assert not model.design.neutral and 0.05 < of_payroll < whole < 0.5
    # what is shifted away at the rate is made up for
    assert whole * np.exp(-0.8 * whole) == pytest.approx(of_payroll, rel=1e-6)


def sum_of_rates(laws):
    return sum(laws[branch].platform_rate[GROUP_PLATFORM] for branch in CONTRIBUTORY)


def test_a_neutral_charge_on_orders_is_that_of_each_sector_and_follows_wages(platforms):
    sums = np.zeros((len(platforms), len(PLATFORM_SUMS)))
    sums[:, PLATFORM_SUMS.index("orders")] = 2.0
    sector = np.array([agent.terms.sector for agent in platforms])
    sums[:, PLATFORM_SUMS.index("payroll")] = 2.0 * (10.0 + sector)  # pay per order 10, 11, ... by sector
    file = load_design("order_base")
    assert len(file.neutral) == 6
    model = SimpleNamespace(
        world=World(Settings(), file), totals=SimpleNamespace(platforms=sums), design=file, platforms=platforms,
        settings=Settings(),
    )  # fmt: skip
    settle_neutral_rates(model, 2027)
    laws = model.world.laws(2027)
    charges = sum(laws[branch].order_charge for branch in CONTRIBUTORY)
    whole = sum_of_rates(model.world.resolve(2027, load_design("co_financing")))
    assert charges == pytest.approx(whole * (10.0 + np.arange(6)), rel=1e-6)
    later = sum(model.world.laws(2030)[branch].order_charge for branch in CONTRIBUTORY)
    growth = model.world.paths.index("wage", 2027, 2030)
    assert growth > 1.05 and later == pytest.approx(growth * charges, rel=1e-6)


def test_the_pilot_charges_the_orders_that_it_reaches_and_that_no_mandate_insures(world):
    laws = laws_with(world, PAYROLL, (0.0,) * 6, mandate=0.0)
    reach = np.zeros(31)
    reach[:10] = 0.62
    laws["coverage"] = laws["coverage"]._replace(pilot_reach=reach, pilot_sector=np.full(6, 0.5))
    laws["injury"] = laws["injury"]._replace(pilot_charge=np.full(6, 0.3))
    assert Charge(laws, 2).pilot == pytest.approx(0.62 * 10 / 31 * 0.5 * 0.3, rel=1e-12)
    laws["coverage"].mandate[CONTRIBUTORY.index("injury"), GROUP_PLATFORM] = 0.75
    assert Charge(laws, 2).pilot == pytest.approx(0.25 * 0.62 * 10 / 31 * 0.5 * 0.3, rel=1e-12)


def test_status_quo_asks_platforms_for_the_pilot_only_and_in_the_base_year_for_what_their_terms_contain(
    world, platforms
):
    for agent in platforms:
        sector = agent.terms.sector
        start = Charge(world.start_laws, sector)
        assert Charge(world.laws(2025), sector).per_order(agent) == start.per_order(agent) == start.pilot
        later = Charge(world.laws(2030), sector)
        assert later.per_order(agent) == later.pilot >= start.pilot


def model_of(world, platforms, **changes):
    """As much of a model as phase 3 reads."""
    settings = Settings(**changes)
    return SimpleNamespace(
        world=world, settings=settings, reporting=True, totals=None, platforms=platforms,
        luck=SimpleNamespace(seed=1), start_charges=charges_of(world.start_laws, platforms),
    )  # fmt: skip


def test_charges_of_the_base_year_are_in_the_terms_already(world, platforms):
    set_platform_terms(model_of(world, platforms), 2025)
    level = world.economy(2025).wage_level
    for agent in platforms:
        assert agent.pay_per_order == agent.terms.pay_per_order * level
        assert agent.price_per_order == agent.terms.price_per_order * level
        assert agent.pay_loss_per_order == 0.0 and agent.demand_index == 1.0


def test_what_a_later_law_adds_is_borne_by_pay_price_and_margin_unless_platforms_do_not_respond(world, platforms):
    level = world.economy(2030).wage_level
    set_platform_terms(model_of(world, platforms, platform_response=False), 2030)
    assert all(agent.pay_per_order == agent.terms.pay_per_order * level for agent in platforms)
    set_platform_terms(model_of(world, platforms), 2030)
    laws = world.laws(2030)
    for agent in platforms:
        sector = agent.terms.sector
        added = Charge(laws, sector).pilot - level * Charge(world.start_laws, sector).pilot
        margin = agent.terms.margin * agent.terms.revenue_per_order * level - agent.normal_profit_per_order
        price = agent.price_per_order - agent.terms.price_per_order * level
        assert agent.pay_loss_per_order + price + margin == pytest.approx(added, abs=1e-9)
        assert (agent.pay_loss_per_order > 0.0) == (added > 0.0)


def test_pay_and_bases_come_from_last_years_sums_or_from_the_people_of_the_base_year(platforms):
    sums = np.zeros((len(platforms), len(PLATFORM_SUMS)))
    for name, value in (("payroll", 10.0), ("revenue", 7.0), ("orders", 2.0)):
        sums[:, PLATFORM_SUMS.index(name)] = value
    last_year = SimpleNamespace(totals=SimpleNamespace(platforms=sums), platforms=platforms, settings=Settings())
    for base, each in ((REVENUE, 7.0), (ORDER, 2.0)):
        pay, levied = pay_and_base(last_year, base, 5)
        assert np.all(pay == 10.0) and np.all(levied == each)
    _, profit = pay_and_base(last_year, PROFIT, 5)
    assert profit == pytest.approx(2.0 * mean_profits(platforms, BehaviourSettings(), 5))
    columns = {
        "alive": np.array([LIVING, LIVING, 2]), "status": np.array([PLATFORM, SELF_EMPLOYED, PLATFORM]),
        "weight": np.array([10.0, 10.0, 10.0]), "platform": np.array([1, -1, 1]),
        "intensity": np.array([0.5, 1.0, 1.0]), "income_year": np.array([40_000.0, 9.0, 9.0]),
    }  # fmt: skip
    model = SimpleNamespace(totals=None, columns=columns, platforms=platforms, settings=Settings())
    pay, revenue = pay_and_base(model, REVENUE, 5)
    terms = platforms[1].terms
    assert pay[1] == pay.sum() == 400_000.0
    assert revenue.sum() == pytest.approx(10.0 * 0.5 * terms.orders_full_time * terms.revenue_per_order, rel=1e-12)


def on_profit(world, platforms, rate=0.25, **changes):
    """A model that has passed phase 3 of 2030 under a charge on profit alone."""
    model = model_of(world, platforms, **changes)
    laws = laws_with(world, PROFIT, (rate, 0.0, 0.0, 0.0, 0.0, 0.0))
    model.world = SimpleNamespace(economy=world.economy, start_laws=world.start_laws, laws=lambda year: laws)
    set_platform_terms(model, 2030)
    return model


def test_a_charge_on_profit_lowers_declared_profit_and_leaves_price_and_pay(world, platforms):
    def declared(rate, **changes):
        for agent in platforms:
            agent.losses = ()
        on_profit(world, platforms, rate, **changes)
        return np.array([(a.taxable_profit_per_order, a.pay_per_order, a.price_per_order) for a in platforms]).T

    without, charged = declared(0.0), declared(0.25)
    assert charged[0] == pytest.approx(np.exp(-0.8 * 0.25) * without[0]) and charged[0].min() >= 0.0
    assert np.array_equal(charged[1:], without[1:])
    assert declared(0.25, platform_response=False)[0].tolist() == declared(0.0, platform_response=False)[0].tolist()


def test_good_and_bad_years_move_the_profit_that_is_declared_but_not_the_one_by_which_owners_judge(world, platforms):
    seen = []
    for volatility in (0.0, 1.0):
        on_profit(world, platforms, 0.0, behaviour=BehaviourSettings(profit_volatility=volatility))
        seen.append(np.array([(a.profit_per_order, a.sustained_profit_per_order) for a in platforms]).T)
    assert np.all(seen[0][0] == seen[0][1])
    assert np.array_equal(seen[0][1], seen[1][1]) and np.all(seen[0][0] != seen[1][0])
    orders = np.arange(len(platforms), dtype=float)
    assert sustained_profits(platforms, orders) == pytest.approx(orders * seen[1][1])


def test_owners_see_profit_after_the_charge_of_the_mean_year(world, platforms):
    on_profit(world, platforms, 0.25)
    for agent in platforms:
        mean = np.exp(-0.8 * 0.25) * mean_profits([agent], BehaviourSettings(), 5)[0]
        expected = agent.normal_profit_per_order - 0.25 * mean
        assert agent.sustained_profit_per_order == pytest.approx(expected, rel=1e-9)
        assert agent.levy == (0.0, 0.0, pytest.approx(0.25 * agent.taxable_profit_per_order))


def test_with_the_cycle_at_its_mean_every_year_declares_the_mean(world, platforms):
    model = on_profit(world, platforms, 0.0, profit_cycle="mean")
    expected = mean_profits(platforms, BehaviourSettings(), 5)
    assert [agent.taxable_profit_per_order for agent in platforms] == pytest.approx(expected)
    declare_profits(model, 2031, charges_of(model.world.laws(2031), platforms), 0)
    more = np.array([agent.taxable_profit_per_order for agent in platforms])
    assert np.all(more >= np.array(expected)) and more.sum() > sum(expected)


def cells_of(**counts):
    """Totals whose cells hold these counts."""
    size = len(next(iter(counts.values())))
    cells = np.zeros((size, len(CELL_COUNTS)))
    for name, values in counts.items():
        cells[:, CELL_COUNTS.index(name)] = values
    return SimpleNamespace(cells=cells)


def test_shares_of_three_options_add_up_to_one():
    cells = {"all": np.array([10.0, 4.0]), "second": np.array([5.0, 1.0]), "third": np.array([2.0, 3.0])}
    assert shares(cells, "all", "second", "third") == pytest.approx(np.array([[0.3, 0.5, 0.2], [0.0, 0.25, 0.75]]))


def test_peers_are_the_change_of_shares_since_the_first_year_and_zero_in_empty_cells():
    model = SimpleNamespace(settings=Settings(), reporting=True, terms=ChoiceTerms())
    model.totals = cells_of(choosers=[10.0, 10.0], pension_resident=[5.0, 5.0], pension_employee=[1.0, 2.0],
                            medical_choosers=[10.0, 0.0], medical_resident=[8.0, 0.0])  # fmt: skip
    next_peers(model)
    assert not model.terms.peer_pension.any() and not model.terms.peer_medical.any()
    model.totals = cells_of(choosers=[20.0, 0.0], pension_resident=[8.0, 0.0], pension_employee=[6.0, 0.0],
                            medical_choosers=[10.0, 10.0], medical_resident=[5.0, 0.0],
                            medical_employee=[3.0, 0.0])  # fmt: skip
    next_peers(model)
    assert model.terms.peer_pension == pytest.approx(np.array([[-0.1, -0.1, 0.2], [0.0, 0.0, 0.0]]))
    assert model.terms.peer_medical[0] == pytest.approx([0.0, -0.3, 0.3])


def test_frozen_peers_stay_where_they_are():
    model = SimpleNamespace(settings=Settings(peers=False), reporting=True, terms=ChoiceTerms(), totals=None)
    next_peers(model)
    assert model.terms.peer_base_pension is None and not model.terms.peer_pension.any()
