"""The parts of a choice between schemes against worked numbers: costs, gains, bases and evasion."""

import math

import pytest

from agents.codes import OPTION_AVERAGE, OPTION_FLOOR, OPTION_INCOME
from agents.enrolment import (
    INFEASIBLE,
    age_band,
    choose_three,
    cost_utility,
    evasion_probability,
    expected_employee_pension,
    growth_over,
    inclusive_value,
    medical_utility,
    old_age_gain,
    vesting_probability,
)


@pytest.mark.parametrize(("age", "band"), [(16.0, 0), (34.9, 0), (35.0, 1), (49.9, 1), (50.0, 2), (80.0, 2)])
def test_age_bands_begin_at_35_and_at_50(age, band):
    assert age_band(age) == band


def test_a_cost_is_worth_the_log_of_what_it_leaves_above_subsistence():
    assert cost_utility(60_000.0, 10_000.0, 0.0) == 0.0
    assert cost_utility(60_000.0, 10_000.0, 25_000.0) == pytest.approx(math.log(0.5), rel=1e-12)


@pytest.mark.parametrize(
    ("resources", "cost"), [(60_000.0, 49_500.0), (60_000.0, 80_000.0), (10_000.0, 0.0), (5_000.0, 0.0)]
)
def test_what_leaves_next_to_nothing_above_subsistence_is_infeasible(resources, cost):
    assert cost_utility(resources, 10_000.0, cost) == INFEASIBLE


def test_half_of_those_with_just_the_minimum_months_expect_a_pension():
    assert vesting_probability(180.0, 180.0, 36.0) == 0.5
    assert vesting_probability(216.0, 180.0, 36.0) == pytest.approx(1.0 / (1.0 + math.exp(-1.0)), rel=1e-12)
    below, above = vesting_probability(150.0, 180.0, 36.0), vesting_probability(210.0, 180.0, 36.0)
    assert below + above == pytest.approx(1.0, rel=1e-12)


def test_a_vested_pension_is_one_percent_a_year_of_the_mean_of_average_wage_and_own_base_and_the_account():
    # 20 years at 0.6 of the average wage: (1 + 0.6) / 2 x 20 x 1 % = 0.16 of it a month, and 14 wages over 139 months
    pension = expected_employee_pension(240.0, 144.0, 14.0, 1.0, 0.01, 0.5, 0.0, 139.0, 120.0)
    assert pension == pytest.approx(12.0 * (0.16 + 14.0 / 139.0), rel=1e-12)


def test_a_record_without_a_pension_is_worth_its_account_in_the_resident_scheme():
    assert expected_employee_pension(60.0, 36.0, 3.0, 0.0, 0.01, 0.5, 0.0, 139.0, 120.0) == pytest.approx(
        0.3, rel=1e-12
    )
    halves = expected_employee_pension(240.0, 144.0, 14.0, 0.5, 0.01, 0.5, 0.0, 139.0, 120.0)
    assert halves == pytest.approx(6.0 * (0.16 + 14.0 / 139.0) + 6.0 * 14.0 / 120.0, rel=1e-12)


def test_the_gain_in_old_age_is_the_log_of_the_ratio_of_incomes():
    assert old_age_gain(2.0, 4.0, 1.0) == pytest.approx(math.log(2.0), rel=1e-12)
    assert old_age_gain(2.0, 1.0, 1.0) == 0.0


def test_a_year_with_illness_loses_the_log_of_its_cost_and_the_square_of_its_share():
    # 50,000 above subsistence, premium 5,000, own cost 15,000: 30,000 left, a share of one half
    value = medical_utility(60_000.0, 10_000.0, 5_000.0, 15_000.0, 0.8)
    assert value == pytest.approx(math.log(0.6) - 0.8 * 0.25, rel=1e-12)


def test_own_medical_cost_stops_at_seven_tenths_of_the_room_and_its_variance_at_one():
    value = medical_utility(60_000.0, 10_000.0, 0.0, 1e9, 0.8)
    assert value == pytest.approx(math.log(0.3) - 0.8, rel=1e-12)
    assert medical_utility(60_000.0, 10_000.0, 14_500.0, 1e9, 0.8) == INFEASIBLE
    assert medical_utility(10_000.0, 10_000.0, 0.0, 0.0, 0.8) == INFEASIBLE


def test_the_largest_of_three_is_chosen_and_ties_go_to_the_earlier():
    cases = [(3.0, 2.0, 1.0), (1.0, 3.0, 2.0), (1.0, 2.0, 3.0), (1.0, 1.0, 1.0), (0.0, 1.0, 1.0)]
    assert [choose_three(*case) for case in cases] == [0, 1, 2, 0, 1]


def test_the_best_base_is_the_best_with_its_taste_and_gives_the_scheme_its_value():
    assert inclusive_value(1.0, 0.5, 0.4, 0.0, 0.0, 0.0, 0.1) == (1.0, OPTION_FLOOR)
    value, option = inclusive_value(1.0, 0.5, 0.4, 0.0, 6.0, 0.0, 0.1)
    assert (value, option) == (pytest.approx(1.1), OPTION_INCOME)
    value, option = inclusive_value(1.0, 0.5, 0.4, 0.0, 0.0, 8.0, 0.1)
    assert (value, option) == (pytest.approx(1.2), OPTION_AVERAGE)


def test_evasion_has_the_odds_of_its_intercept_loss_and_punishment():
    odds = math.exp(-0.4 + 3.0 * 0.2 - 12.0 * 0.02 * 1.5)
    found = evasion_probability(0.2, 0.02, 1.5, -0.4, 3.0, 12.0)
    assert found == pytest.approx(odds / (1.0 + odds), rel=1e-12)
    assert evasion_probability(0.0, 0.0, 0.0, 0.0, 3.0, 12.0) == 0.5


def test_a_heavier_fine_deters_and_a_heavier_loss_invites_evasion():
    base = evasion_probability(0.2, 0.02, 1.0, -0.4, 3.0, 12.0)
    assert evasion_probability(0.2, 0.02, 3.0, -0.4, 3.0, 12.0) < base
    assert evasion_probability(0.4, 0.02, 1.0, -0.4, 3.0, 12.0) > base
    assert 0.0 < evasion_probability(-1e6, 0.02, 1.0, -0.4, 3.0, 12.0) < 1e-8
    assert 1.0 - 1e-8 < evasion_probability(1e6, 0.02, 1.0, -0.4, 3.0, 12.0) < 1.0


def test_a_yuan_grows_at_a_constant_log_rate():
    assert growth_over(math.log(1.03), 10.0) == pytest.approx(1.03**10, rel=1e-12)
    assert growth_over(-0.02, 0.0) == 1.0
