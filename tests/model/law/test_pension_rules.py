"""Employee pension rules: formula, divisor, index, interest, grants, and the dated values behind them."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.codes import (
    GROUP_EMPLOYEE,
    GROUP_NONE,
    GROUP_PLATFORM,
    GROUP_SELF_EMPLOYED,
    GROUPS,
    PENSION_EMPLOYEE,
    PENSION_FLEXIBLE,
)
from model.law.parameters import load_law
from model.law.pension.law import resolve
from model.law.pension.rules import (
    account_pension,
    allowance_months,
    basic_part,
    basic_pension,
    divisor_at,
    divisor_of,
    index_gain,
    interest_of,
    months_divisor,
    payer_group,
    pension_award,
    survivor_multiple,
    transitional_pension,
)

ANNEX = [
    233, 230, 226, 223, 220, 216, 212, 208, 204, 199, 195, 190, 185, 180, 175, 170, 164, 158, 152, 145, 139, 132, 125,
    117, 109, 101, 93, 84, 75, 65, 56,
]  # fmt: skip
HALVES = {483: 232.3, 507: 225.3, 585: 200.3, 609: 191.3, 699: 150.3, 723: 137.3, 735: 130.3, 793: 92.3}


def context(year, economy=None):
    return SimpleNamespace(
        year=year, average_wage=8000.0, province_wage=np.full(31, 8000.0), province_income_month=np.full(31, 4500.0),
        economy=economy,
    )  # fmt: skip


def law(year=2026, economy=None, **changes):
    return resolve(load_law().year(year), context(year, economy))._replace(**changes)


def test_the_divisor_is_the_annex_at_full_years():
    ages = 12 * np.arange(40, 71)
    assert months_divisor(ages).tolist() == ANNEX
    assert load_law().year(2025)["pension.months_divisor"] == tuple(ANNEX)


def test_the_divisor_rounds_halves_up():
    assert {age: months_divisor(age) for age in HALVES} == HALVES


def test_the_divisor_holds_its_ends():
    assert (months_divisor(300), months_divisor(840), months_divisor(1000)) == (233, 56, 56)


@settings(deadline=None, derandomize=True)
@given(st.integers(480, 839))
def test_the_divisor_falls_with_every_month_and_stays_between_the_birthdays(age):
    table = np.array(ANNEX, dtype=np.float64)
    assert divisor_at(table, age) > divisor_at(table, age + 1)
    assert divisor_of(table, age, 0) == ANNEX[age // 12 - 40]
    assert abs(divisor_at(table, age) - np.interp(age / 12, np.arange(40, 71), table)) <= 0.05 + 1e-9


def test_single_numbers_and_arrays_agree():
    wages, indices = np.array([6000.0, 8000.0]), np.array([[0.6], [1.0], [3.0]])
    grid = basic_pension(wages, indices, 20)
    assert grid.shape == (3, 2)
    assert grid[1, 1] == basic_pension(8000.0, 1.0, 20) == pytest.approx(1600.0)
    assert account_pension(np.array([139.0, 278.0]), 139).tolist() == [1.0, 2.0]
    assert transitional_pension(8000, 1.0, np.array([0, 10]), 0.013) == pytest.approx([0.0, 1040.0])
    assert isinstance(basic_pension(8000, 1, 20), float)


def test_a_flat_component_and_own_weight_move_solidarity_only():
    assert basic_part(8000.0, 3.0, 20.0, 0.01, 0.5, 0.0) == pytest.approx(3200.0)
    assert basic_part(8000.0, 3.0, 20.0, 0.01, 0.0, 0.0) == pytest.approx(1600.0)
    assert basic_part(8000.0, 3.0, 20.0, 0.01, 1.0, 0.1) == pytest.approx(4800.0 + 800.0)
    at_average = [basic_part(8000.0, 1.0, 20.0, 0.01, weight, 0.0) for weight in (0.0, 0.5, 1.0)]
    assert at_average == pytest.approx([1600.0] * 3)


def test_the_award_adds_basic_transitional_and_account_part():
    whole, account = pension_award(8000.0, 1.0, 240, 60, 139_000.0, 720, law())
    assert account == pytest.approx(1000.0)
    assert whole == pytest.approx(8000 * 0.2 + 8000 * 5 * 0.013 + 1000.0)


def test_equal_pooled_money_gives_equal_index_only_under_the_pool_concept():
    wage, payroll = 8000.0, 12 * 8000.0
    employee, flexible = 0.16 * payroll, 0.12 * payroll
    assert index_gain(0, payroll, employee, wage, 0.16) == index_gain(0, payroll, flexible, wage, 0.16) == 12.0
    assert index_gain(1, payroll, employee, wage, 0.16) == pytest.approx(12.0)
    assert index_gain(1, payroll, flexible, wage, 0.16) == pytest.approx(9.0)
    assert index_gain(2, payroll, flexible, wage, 0.12) == pytest.approx(12.0)
    assert index_gain(2, payroll, employee, wage, 0.12) == pytest.approx(12.0)
    assert index_gain(2, payroll, 0.6 * flexible, wage, 0.12) == pytest.approx(7.2)


def test_interest_counts_flows_of_the_year_half():
    assert interest_of(1000.0, 200.0, 0.0, 0.02, 12) == pytest.approx(22.0)
    assert interest_of(1000.0, 0.0, 200.0, 0.02, 12) == pytest.approx(18.0)
    assert interest_of(1000.0, 0.0, 0.0, 0.02, 6) == pytest.approx(10.0)
    assert interest_of(100.0, 0.0, 500.0, 0.02, 12) == 0.0


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 600), st.integers(0, 400), st.booleans())
def test_survivor_grants_stay_within_3_and_24_months_and_rise_with_years(months, drawn, pensioner):
    years, steps = np.array([0.0, 5.0, 10.0, 15.0]), np.array([3.0, 6.0, 9.0, 9.0])
    grant = survivor_multiple(months, drawn, pensioner, years, steps, 30.0, 9.0)
    assert 3 <= grant <= 24
    assert grant <= survivor_multiple(months + 12, drawn, pensioner, years, steps, 30.0, 9.0)
    assert not pensioner or grant >= 9


@pytest.mark.parametrize("months, expected", [(1, 12), (59, 12), (60, 12), (61, 15), (72, 15), (73, 18), (179, 42)])
def test_reduced_disability_allowances_last_longer_with_each_year(months, expected):
    assert allowance_months(months, 12, 60, 3) == expected


def test_individual_payers_without_flexible_work_pay_as_self_employed():
    assert payer_group(GROUP_NONE, PENSION_FLEXIBLE) == GROUP_SELF_EMPLOYED
    assert payer_group(GROUP_EMPLOYEE, PENSION_FLEXIBLE) == GROUP_SELF_EMPLOYED
    assert payer_group(GROUP_PLATFORM, PENSION_FLEXIBLE) == GROUP_PLATFORM
    assert payer_group(GROUP_EMPLOYEE, PENSION_EMPLOYEE) == GROUP_EMPLOYEE


def test_rates_of_the_law_in_force():
    resolved = law()
    assert dict(zip(GROUPS, resolved.worker_rate.tolist(), strict=True)) == {
        "none": 0.0, "employee": 0.08, "public": 0.08, "self_employed": 0.2, "casual": 0.2, "platform": 0.2,
    }  # fmt: skip
    assert resolved.employer_rate.tolist() == [0.0, 0.16, 0.16, 0.0, 0.0, 0.0]
    assert resolved.account_rate.tolist() == [0.0, 0.08, 0.08, 0.08, 0.08, 0.08]
    assert resolved.platform_rate.sum() == resolved.user_rate.sum() == resolved.treasury_rate.sum() == 0.0


def test_the_cut_of_2019_holds_from_may():
    assert load_law().year(2019)["pension.employer_rate.employee"] == pytest.approx((4 * 0.20 + 8 * 0.16) / 12)


@pytest.mark.parametrize(
    "year, interest, adjustment",
    [(2012, 0.035, 0.10), (2016, 0.0831, 0.065), (2021, 0.0669, 0.045), (2025, 0.015, 0.02)],
)
def test_notices_give_interest_and_adjustment_until_2025(year, interest, adjustment):
    economy = SimpleNamespace(account_rate=0.5, pension_adjustment=0.5)
    resolved = law(year, economy)
    assert (resolved.account_interest, resolved.adjustment) == (interest, adjustment)


def test_the_economy_gives_interest_and_adjustment_from_2026():
    resolved = law(2026, SimpleNamespace(account_rate=0.019, pension_adjustment=0.018))
    assert (resolved.account_interest, resolved.adjustment) == (0.019, 0.018)
    assert (law(2026).account_interest, law(2026).adjustment) == (0.015, 0.02)


def test_the_baseline_subsidy_is_a_fifth_to_a_quarter_of_spending():
    assert [load_law().year(year)["pension.subsidy_share"] for year in (2010, 2017, 2026)] == [0.185, 0.21, 0.22]


def test_fields_have_one_type_each_year():
    types = []
    for year in (2010, 2019, 2026, 2060):
        fields = law(year)._asdict()
        arrays = [v for v in fields.values() if isinstance(v, np.ndarray)]
        assert all(v.flags.c_contiguous and v.flags.writeable for v in arrays)
        types.append({k: v.dtype if isinstance(v, np.ndarray) else type(v) for k, v in fields.items()})
    assert types[0] == types[1] == types[2] == types[3]
