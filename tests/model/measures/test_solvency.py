"""Each solvency measure against a case that can be worked out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.measures import solvency

YEARS = np.arange(2026, 2031)


def test_first_deficit_year_is_the_first_negative_balance_and_nan_for_never():
    assert solvency.first_deficit_year(YEARS, [5, 0, -1.5, 3, -2]) == 2028
    assert np.isnan(solvency.first_deficit_year(YEARS, [5, 0, 1, 3, 2]))


def test_the_rounding_of_sums_is_neither_a_deficit_nor_a_debt():
    assert np.isnan(solvency.first_deficit_year(YEARS, [0, -1e-5, 0, 1e-5, 0]))
    assert np.isnan(solvency.exhaustion_year(YEARS, [0, -1e-5, -1e-4, 1e-5, 0]))


def test_exhaustion_year_is_the_first_year_that_ends_in_debt():
    assert solvency.exhaustion_year(YEARS, [3, 2, 0, -1.5, 4]) == 2029
    assert np.isnan(solvency.exhaustion_year(YEARS, [3, 2, 0, 0, 0]))


def test_reserve_at_a_year_is_in_yuan_of_the_base_year():
    assert solvency.reserve_at(YEARS, [1, 2, 30, 4, 5], [1, 1, 1.5, 1, 1], 2028) == 20.0
    assert np.isnan(solvency.reserve_at(YEARS, [1, 2, 3, 4, 5], np.ones(5), 2050))


def test_reserve_months_count_months_of_the_years_spending():
    months = solvency.reserve_months([24.0, -6.0, 1.0], [12.0, 12.0, 0.0])
    assert months[:2].tolist() == [24.0, -6.0]
    assert np.isnan(months[2])


def test_discounting_is_from_the_end_of_the_year():
    factor = solvency.discount_factors([0.1, 0.0, 0.25])
    assert factor == pytest.approx([1 / 1.1, 1 / 1.1, 1 / 1.375], rel=1e-15)


def test_present_value_balance_of_level_flows_without_interest_is_a_plain_mean():
    # reserve 10, income 20 and spending 25 a year over 5 years, payroll 100 a year: (10 - 25) / 500
    balance = solvency.present_value_balance(10, [20] * 5, [25] * 5, [100] * 5, [0.0] * 5)
    assert balance == pytest.approx(-0.03, rel=1e-14)


def test_present_value_balance_counts_rights_at_the_horizon():
    rates = [0.1, 0.1]
    without = solvency.present_value_balance(0, [0, 0], [0, 0], [100, 100], rates)
    rights = solvency.present_value_balance(0, [0, 0], [0, 0], [100, 100], rates, rights_at_horizon=121)
    payroll = 100 / 1.1 + 100 / 1.21
    assert without == 0.0
    assert rights == pytest.approx(-100 / payroll, rel=1e-14)


def test_measures_on_payroll_are_undefined_without_payroll():
    assert np.isnan(solvency.present_value_balance(1, [1], [1], [0], [0.02]))
    assert np.isnan(solvency.contribution_rate_needed(1, [1], [1], [0], [0.02]))


def test_contribution_rate_needed_of_a_pay_as_you_go_fund_is_its_cost_rate():
    payroll = 100 * 1.05 ** np.arange(40)
    rate = solvency.contribution_rate_needed(0, np.zeros(40), 0.24 * payroll, payroll, np.full(40, 0.03))
    assert rate == pytest.approx(0.24, rel=1e-13)


@settings(deadline=None, derandomize=True, max_examples=50)
@given(
    opening=st.floats(-100, 100),
    spending=st.lists(st.floats(0, 50), min_size=3, max_size=3),
    rate=st.floats(0, 0.2),
)
def test_the_rate_needed_leaves_exactly_nothing_at_the_end(opening, spending, rate):
    payroll = np.array([100.0, 120.0, 90.0])
    needed = solvency.contribution_rate_needed(opening, np.zeros(3), spending, payroll, np.full(3, rate))
    reserve = opening
    for base, cost in zip(payroll, spending, strict=True):
        reserve = reserve * (1 + rate) + needed * base - cost
    assert abs(reserve) < 1e-10


def test_taking_a_stream_away_takes_its_interest_away():
    closing = solvency.closing_without([100.0, 100.0, 100.0], [10.0, 0.0, 0.0], [0.02, 0.1, 0.0])
    assert closing == pytest.approx([90.0, 89.0, 89.0], rel=1e-14)


def test_balance_is_the_change_of_the_reserve():
    assert solvency.balance_of(5.0, [7.0, 4.0]).tolist() == [2.0, -3.0]


def test_share_of_gdp_divides_year_by_year():
    assert solvency.share_of_gdp([1.0, 3.0], [100.0, 60.0]).tolist() == [0.01, 0.05]
