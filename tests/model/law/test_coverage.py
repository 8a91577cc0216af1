"""Coverage law: whom the branches cover, on which base, and who pays."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents import codes
from model.law.coverage.financing import settle
from model.law.coverage.law import BRANCHES, CoverageLaw, resolve
from model.law.coverage.rules import (
    declared_base,
    evasion_cost,
    insurance_group,
    limited_base,
    lower_scheme_open,
    may_enrol_at_work,
    menu_base,
    platform_contribution,
    platforms_pay,
    subsidised,
)
from model.law.design import list_designs, load_design
from model.law.parameters import load_law
from model.law.sources import LawError

LAW = load_law()
PROVINCES = ("Beijing", "Tianjin", "Shanghai", "Jiangsu", "Zhejiang", "Guangdong", "Hainan", "Chongqing", "Sichuan",
             "Jiangxi", "Guizhou", "Henan")  # fmt: skip
CONTEXT = SimpleNamespace(average_wage=8026.0, provinces=PROVINCES)
W = 8026.0
PENSION, MEDICAL, INJURY, UNEMPLOYMENT, MATERNITY, CARE = range(6)
FLEXIBLE = [codes.GROUP_SELF_EMPLOYED, codes.GROUP_CASUAL, codes.GROUP_PLATFORM]


def coverage(year, design=None):
    return resolve(LAW.year(year, design=design), CONTEXT)


# rules


def test_the_floor_base_costs_what_the_worked_example_says():
    base = limited_base(3500.0, W, 0.60, 3.0)
    assert base == pytest.approx(4815.6)
    assert 0.20 * base == pytest.approx(963.12)
    assert 0.20 * base / 3500.0 == pytest.approx(0.275, abs=5e-4)
    assert limited_base(6800.0, W, 0.60, 3.0) == 6800.0
    assert limited_base(50000.0, W, 0.60, 3.0) == pytest.approx(24078.0)


def test_the_menu_offers_floor_income_and_average():
    options = [menu_base(option, 6800.0, W, 0.60, 3.0)
               for option in (codes.OPTION_FLOOR, codes.OPTION_INCOME, codes.OPTION_AVERAGE)]  # fmt: skip
    assert options == pytest.approx([4815.6, 6800.0, 8026.0])


@pytest.mark.parametrize(("mode", "base"), [(0, 4815.6), (1, 6800.0), (2, 8026.0)])
def test_the_base_rule_of_the_year_decides_what_is_declared(mode, base):
    assert declared_base(mode, codes.OPTION_FLOOR, 6800.0, W, 0.60, 3.0) == pytest.approx(base)


def test_a_group_follows_from_the_status_unless_the_definition_misses_it():
    statuses = [codes.EMPLOYEE, codes.PUBLIC, codes.SELF_EMPLOYED, codes.CASUAL, codes.PLATFORM, codes.FARMER]
    assert [insurance_group(status, 0) for status in statuses] == [1, 2, 3, 4, 5, 0]
    assert [insurance_group(status, 1) for status in statuses] == [1, 2, 0, 0, 0, 0]


def test_a_riders_orders_cost_the_platform_what_the_pilot_says():
    orders = 40.0 * 26.0
    assert platform_contribution(1, 0.0, 0.0, orders, 0.06, 0.0, 0.0) == pytest.approx(62.4)
    assert platform_contribution(1, 0.0, 0.0, orders, 0.07, 0.0, 0.0) == pytest.approx(72.8)


def test_each_platform_base_levies_on_its_own_quantity_and_a_loss_pays_nothing():
    paid = [platform_contribution(base, 0.1, 1000.0, 10.0, 2.0, 3000.0, 500.0) for base in range(4)]
    assert paid == pytest.approx([100.0, 20.0, 300.0, 50.0])
    assert platform_contribution(3, 0.1, 1000.0, 10.0, 2.0, 3000.0, -500.0) == 0.0


def test_platforms_pay_where_a_rate_of_a_group_or_on_orders_a_charge_of_a_sector_is_set():
    none, some = np.zeros(6), np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.1])
    assert [platforms_pay(base, some, none) for base in range(4)] == [True, False, True, True]
    assert [platforms_pay(base, none, some) for base in range(4)] == [False, True, False, False]


@pytest.mark.parametrize(
    ("mode", "rate", "own", "treasury"),
    [
        (0, 0.5, 1200.0, 0.0),
        (1, 0.01, 1200.0 - 0.01 * W * 12, 0.01 * W * 12),
        (2, 1 / 3, 1200.0, 400.0),
        (3, 2 / 3, 400.0, 800.0),
        (4, 0.04, 800.0, 400.0),
        (4, 0.50, 0.0, 1200.0),
    ],
)
def test_a_subsidy_adds_to_or_relieves_what_the_worker_pays(mode, rate, own, treasury):
    paid = subsidised(mode, rate, 1200.0, 10000.0, W, 12.0, 3000.0, 0.6 * W)
    assert paid == pytest.approx((own, treasury))


def test_above_the_income_cap_there_is_no_subsidy():
    assert subsidised(3, 0.5, 1200.0, 10000.0, W, 12.0, 5000.0, 0.6 * W) == (1200.0, 0.0)


@given(st.integers(0, 4), st.floats(0, 2), st.floats(0, 1e5), st.floats(0, 1e6), st.floats(0, 2e4))
def test_a_subsidy_never_makes_a_contribution_negative_and_only_matching_adds(mode, rate, own, base, income):
    worker, treasury = subsidised(mode, rate, own, base, W, 12.0, income, 0.6 * W)
    assert worker >= 0.0
    assert treasury >= 0.0
    if mode != 2:
        assert worker + treasury == pytest.approx(own)


def test_evasion_costs_the_amount_due_the_fine_and_the_surcharge_when_found():
    assert evasion_cost(10000.0, 0.02, 1.0, 0.0005) == pytest.approx(0.02 * 10000 * (1 + 1 + 0.09125))


def test_locals_always_enrol_at_work_and_others_unless_barred():
    assert [may_enrol_at_work(1, 1.0, 0.0), may_enrol_at_work(0, 0.9, 0.89), may_enrol_at_work(0, 0.9, 0.9)] == [
        1,
        0,
        1,
    ]


def test_the_lower_scheme_closes_for_all_or_above_an_income():
    open_to = [[lower_scheme_open(rule, income, 5000.0) for income in (4000.0, 6000.0)] for rule in (0, 1, 2)]
    assert open_to == [[1, 1], [1, 0], [0, 0]]


# the law of a year


def test_the_law_in_force_lets_flexible_workers_join_two_branches_and_binds_them_in_none():
    law = coverage(2026)
    assert law.eligible[PENSION, FLEXIBLE].tolist() == [1.0, 1.0, 1.0]
    assert law.eligible[MEDICAL, FLEXIBLE].tolist() == [1.0, 1.0, 1.0]
    assert law.eligible[[INJURY, UNEMPLOYMENT, MATERNITY, CARE]][:, FLEXIBLE].sum() == 0.0
    assert law.mandate[:, FLEXIBLE].sum() == 0.0
    assert law.mandate[:, [codes.GROUP_EMPLOYEE, codes.GROUP_PUBLIC]].min() == 1.0
    assert law.eligible[:, codes.GROUP_NONE].sum() == 0.0
    assert (law.withholding, law.platform_base, law.subsidy_mode, law.lower_scheme) == (0.0, 0, 0, 0)
    assert law.base_floor[PENSION].tolist() == [0.0, 0.6, 0.6, 0.6, 0.6, 0.6]
    assert law.base_ceiling[PENSION] == 3.0


def test_the_base_of_individual_payers_was_the_average_wage_and_is_a_menu():
    assert coverage(2008).base_mode[PENSION, FLEXIBLE].tolist() == [2, 2, 2]
    assert coverage(2020).base_mode[PENSION, FLEXIBLE].tolist() == [0, 0, 0]


def test_the_injury_pilot_reaches_seven_provinces_then_all():
    first = [PROVINCES.index(name) for name in ("Beijing", "Shanghai", "Jiangsu", "Guangdong", "Hainan", "Sichuan")]
    other = PROVINCES.index("Henan")
    assert coverage(2021).pilot_reach.max() == 0.0
    assert coverage(2023).pilot_reach[first].tolist() == [1.0] * 6
    assert coverage(2023).pilot_reach[other] == 0.0
    assert 0.0 < coverage(2025).pilot_reach[other] < coverage(2026).pilot_reach[other] < 1.0
    assert coverage(2027).pilot_reach.tolist() == [1.0] * len(PROVINCES)
    assert coverage(2023).pilot_sector[codes.Sector.PARCEL] == 0.0


def test_household_registration_bars_most_in_very_large_cities_until_a_design_removes_it():
    law = coverage(2027)
    assert law.hukou_limit[PROVINCES.index("Beijing")] == 0.9
    assert law.hukou_limit[PROVINCES.index("Henan")] == 0.1
    assert coverage(2027, load_design("hukou_removal", LAW)).hukou_limit.max() == 0.0


def test_maternity_cover_reaches_pilot_provinces_and_with_a_mandate_all():
    reach = coverage(2026).maternity_reach
    assert {name for name, share in zip(PROVINCES, reach, strict=True) if share > 0} == {
        "Tianjin", "Zhejiang", "Jiangxi", "Guizhou",
    }  # fmt: skip
    assert coverage(2031, load_design("compulsory_five", LAW)).maternity_reach.min() == 1.0


def test_a_mandate_opens_its_branch_by_fifths():
    five = load_design("compulsory_five", LAW)
    for year, share in ((2026, 0.0), (2027, 0.2), (2029, 0.6), (2031, 1.0), (2060, 1.0)):
        law = coverage(year, five)
        assert law.mandate[:CARE, FLEXIBLE] == pytest.approx(share)
        assert np.all(law.eligible >= law.mandate)
        assert law.mandate[CARE, FLEXIBLE].sum() == 0.0


def test_the_wide_meaning_of_employee_opens_every_branch_with_a_payer_without_binding():
    law = coverage(2027, load_design("kind_of_employee", LAW))
    paid = [row for row, branch in enumerate(BRANCHES) if branch not in ("injury", "unemployment")]
    assert law.eligible[paid][:, FLEXIBLE].min() == 1.0
    with_payers = coverage(2027, load_design("kind_of_employee + compulsory_five", LAW))
    assert with_payers.eligible[:5, FLEXIBLE].min() == 1.0
    assert law.mandate[:, FLEXIBLE].max() == 0.0


def test_trust_in_a_pilot_is_lower_than_in_a_statute():
    law = coverage(2027)
    assert law.trust_discount[INJURY] > law.trust_discount[PENSION] == 0.0
    assert coverage(2027, load_design("compulsory_five", LAW)).trust_discount[INJURY] == 0.0


@pytest.mark.parametrize("name", [file.name for file in list_designs()])
def test_fields_have_one_type_in_every_design_and_year(name):
    design = load_design(name, LAW)
    design = design.solved({rate.path: 0.03 for rate in design.neutral})
    wanted = [(type(field), getattr(field, "dtype", None), np.ndim(field)) for field in coverage(2026)]
    for year in (1992, 2010, 2016, 2025, 2027, 2029, 2050, 2125):
        law = coverage(year, design)
        assert [(type(field), getattr(field, "dtype", None), np.ndim(field)) for field in law] == wanted
        assert isinstance(law, CoverageLaw)
        assert min(law.eligible.min(), law.mandate.min(), law.base_floor.min()) >= 0.0
        assert max(law.eligible.max(), law.mandate.max()) <= 1.0


def test_an_unknown_province_in_a_list_is_an_error():
    context = SimpleNamespace(average_wage=W, provinces=("Beijin", "Shanghai"))
    with pytest.raises(LawError, match="unknown province `Beijing`; did you mean `Beijin`"):
        resolve(LAW.year(2025), context)


# who pays


def test_shares_split_the_total_of_the_platform_group():
    values = dict.fromkeys((f"{b}.{p}_rate.platform" for b in BRANCHES for p in ("worker", "platform", "user")), 0.0)
    values |= {f"coverage.payer_shares.{p}.{b}": s for b in BRANCHES
               for p, s in (("worker", 0.5), ("platform", 0.3), ("user", 0.2))}  # fmt: skip
    values |= {"coverage.payer_rule": "by_share", "pension.worker_rate.platform": 0.20}
    settle(values)
    rates = [values[f"pension.{payer}_rate.platform"] for payer in ("worker", "platform", "user")]
    assert rates == pytest.approx([0.10, 0.06, 0.04])
    values["coverage.payer_shares.worker.pension"] = 0.6
    with pytest.raises(LawError, match=r"payer_shares\.\*\.pension: 0.6 \+ 0.3 \+ 0.2 is not 1"):
        settle(values)


def test_users_owe_nothing_where_they_are_no_employers_and_the_worker_keeps_the_total():
    narrow = load_design("co_financing", LAW).varied({"coverage.employer_meaning": "narrow"}, LAW, 2027)
    wide_rates, narrow_rates = (
        [LAW.year(2027, design=design)[f"pension.{payer}_rate.platform"] for payer in ("worker", "platform", "user")]
        for design in (load_design("co_financing", LAW), narrow)
    )
    assert wide_rates == pytest.approx([0.08, 0.08, 0.04])
    assert narrow_rates == pytest.approx([0.12, 0.08, 0.0])


def test_a_rate_on_revenue_needs_a_branch_in_which_platforms_pay():
    values = {"coverage.platform.base": "revenue", "coverage.platform.rate": 0.05}
    with pytest.raises(LawError, match="platforms pay in no branch"):
        settle(values)


def test_the_law_in_force_is_left_as_it_is():
    values = {path: LAW.year(2026)[path] for path in LAW.year(2026)}
    before = dict(values)
    settle(values)
    assert values == before


# rules between employment and independence


def test_a_middle_class_owes_its_part_of_the_duties_and_two_classes_owe_nothing():
    sequence = {name: coverage(2027, load_design(name, LAW)) for name in ("three_classes", "law_2011")}
    three, two = sequence["three_classes"], sequence["law_2011"]
    assert three.middle_duty.tolist() == [0.1, 0.1, 0.0, 0.0, 0.0, 0.0]
    assert (three.classes, two.classes, coverage(2026).classes) == (3, 2, 3)
    assert coverage(2026).middle_duty.max() == 0.0
    assert max(three.mandate[:, FLEXIBLE].max(), two.mandate[:, FLEXIBLE].max()) == 0.0  # duties are of persons
    continuous = load_design("three_classes", LAW).varied({"coverage.classes": "continuous"}, LAW, 2027)
    assert coverage(2027, continuous).classes == 0


def test_weights_of_subordination_are_scaled_to_one_and_one_is_needed():
    paths = [f"coverage.subordination_weight.{name}" for name in ("hours", "dependence", "income")]
    only = load_design("three_classes", LAW).varied({paths[0]: 0.2, paths[1]: 0.2, paths[2]: 0.0}, LAW, 2027)
    assert coverage(2027, only).subordination_weight.tolist() == [0.5, 0.5, 0.0]
    with pytest.raises(LawError, match=r"subordination_weight.*all are 0"):
        coverage(2027, load_design("three_classes", LAW).varied(dict.fromkeys(paths, 0.0), LAW, 2027))


def test_the_definition_misses_kinds_of_work_by_its_error_and_a_chance_of_their_own():
    assert coverage(2026).missed.tolist() == [0.15] * 5
    occasional = "coverage.classification_error_by_kind.occasional"
    functional = load_design("functional_definition", LAW).varied({occasional: 3.0}, LAW, 2027)
    law = coverage(2027, functional)
    assert law.missed == pytest.approx([0.05, 0.05, 0.15, 0.05, 0.05])
    assert (law.functional_definition, law.living_income_month) == (1, pytest.approx(0.1 * W))


def test_each_of_several_employers_insures_work_injury_and_nothing_else():
    law, in_force = coverage(2027, load_design("multi_employer_injury", LAW)), coverage(2027)
    assert law.mandate[INJURY, FLEXIBLE].tolist() == [0.0, 0.4, 1.0]
    others = [PENSION, MEDICAL, UNEMPLOYMENT, MATERNITY, CARE]
    assert np.array_equal(law.mandate[others], in_force.mandate[others])
    assert law.eligible[INJURY, FLEXIBLE].tolist() == [0.0, 0.4, 1.0]


def test_a_wider_test_of_employment_counts_where_a_branch_is_bundled():
    law = coverage(2027, load_design("bundling", LAW))
    assert law.employment_test.min(axis=0) == pytest.approx([0.22, 0.76, 0.11, 0.02, 0.35, 0.16])
    assert coverage(2027).employment_test.max() == 0.0
    partly = load_design("bundling", LAW).varied({"coverage.link.medical": "separated"}, LAW, 2027)
    assert coverage(2027, partly).employment_test[MEDICAL].max() == 0.0


def test_maternity_cover_at_choice_reaches_those_who_take_it():
    included, chosen = (
        coverage(2031, load_design(name, LAW)) for name in ("maternity_inclusion", "maternity_optional")
    )
    assert included.maternity_reach.tolist() == [1.0] * len(PROVINCES)
    assert chosen.maternity_reach == pytest.approx(0.3 * included.maternity_reach)


def test_what_is_found_missing_costs_the_fine_and_the_surcharge_of_half_a_year():
    assert coverage(2026).fine_multiple == pytest.approx(1.0 + 0.0005 * 182.5)


def test_separation_opens_and_binds_every_branch_of_the_five():
    law = coverage(2031, load_design("separation", LAW))
    assert law.eligible[:, FLEXIBLE].min() == 1.0
    assert law.mandate[:CARE, FLEXIBLE].min() == 1.0


def test_nobody_joins_a_branch_of_his_own_will_for_which_nobody_pays():
    opened = coverage(2030, load_design("kind_of_employee", LAW))
    flexible = [codes.GROUPS.index(name) for name in ("self_employed", "casual", "platform")]
    for branch in ("injury", "unemployment"):
        assert not opened.eligible[BRANCHES.index(branch), flexible].any()
    paid = coverage(2030, load_design("separation", LAW))
    assert (paid.eligible[BRANCHES.index("unemployment"), flexible] == 1.0).all()


# ---- pilots that become law -------------------------------------------------------------------------------------


def test_a_statute_reaches_platforms_beyond_the_pilots_list_but_opens_no_further_sector():
    decree, statute = coverage(2030), coverage(2030, load_design("codified", LAW))
    begun = decree.pilot_sector > 0.0
    assert begun.any() and not begun.all()
    assert statute.pilot_sector[begun] == pytest.approx(0.5 * (1.0 + decree.pilot_sector[begun]))
    assert not statute.pilot_sector[~begun].any()
    assert statute.pilot_reach.tolist() == decree.pilot_reach.tolist()
    assert statute.trust_discount[INJURY] == 0.0 < decree.trust_discount[INJURY]
