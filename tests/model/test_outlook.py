"""Expectations of life by hand: survivors, discounted years of life, and years from the pension age on."""

import numpy as np
import pytest

from model.outlook import AGES, deferred_life, discounted_life, growth_tables, survival_table

DISCOUNT = 1.0 / 1.03


def test_survivors_are_the_product_of_yearly_survival_of_each_sex():
    death = np.zeros((2, AGES))
    death[0], death[1, 40] = 0.1, 0.5
    survival = survival_table(death)
    assert survival[0] == pytest.approx(0.9 ** np.arange(AGES), rel=1e-12)
    assert np.all(survival[1, :41] == 1.0) and np.all(survival[1, 41:] == 0.5)


def test_without_death_the_years_of_life_are_a_geometric_sum_at_half_years():
    years = discounted_life(np.ones((2, AGES)), DISCOUNT)
    left = AGES - 1 - np.arange(AGES)
    expected = DISCOUNT**0.5 * (1.0 - DISCOUNT**left) / (1.0 - DISCOUNT)
    assert years[0] == pytest.approx(expected, rel=1e-12)
    assert years[1].tolist() == years[0].tolist()


def test_without_discount_and_death_every_year_until_the_end_of_the_table_counts():
    assert discounted_life(np.ones((2, AGES)), 1.0)[0].tolist() == (AGES - 1.0 - np.arange(AGES)).tolist()


def test_those_who_die_in_a_year_live_half_of_it():
    survival = np.zeros((2, AGES))
    survival[:, 0] = 1.0
    years = discounted_life(survival, DISCOUNT)
    assert years[:, 0] == pytest.approx(0.5 * DISCOUNT**0.5, rel=1e-12)


def test_constant_mortality_gives_the_sum_of_an_infinite_series_far_from_the_end():
    stay, discount = 0.8, 0.9
    survival = np.tile(stay ** np.arange(AGES), (2, 1))
    years = discounted_life(survival, discount)
    expected = discount**0.5 * (0.5 + 0.5 * stay) / (1.0 - discount * stay)
    assert years[0, 20] == pytest.approx(expected, rel=1e-9)


def test_a_pension_to_come_is_worth_its_years_at_the_claim_times_reaching_it():
    survival = np.tile(0.99 ** np.arange(AGES), (2, 1))
    life = discounted_life(survival, DISCOUNT)
    deferred = deferred_life(survival, life, DISCOUNT, np.array([60, 55]))
    assert deferred[0, 40] == pytest.approx((0.99 * DISCOUNT) ** 20 * life[0, 60], rel=1e-12)
    assert deferred[1, 40] == pytest.approx((0.99 * DISCOUNT) ** 15 * life[1, 55], rel=1e-12)
    assert deferred[0, 60:].tolist() == life[0, 60:].tolist()
    assert deferred[1, 55:].tolist() == life[1, 55:].tolist()


def test_an_age_that_nobody_reaches_expects_no_pension_to_come():
    survival = np.zeros((2, AGES))
    survival[:, :31] = 1.0
    life = discounted_life(survival, DISCOUNT)
    assert not deferred_life(survival, life, DISCOUNT, np.array([60, 55]))[:, :55].any()


def test_growth_by_months_ahead_is_that_of_the_yearly_rate_over_a_quarter_or_half_a_year_at_least():
    tables = growth_tables(np.log(0.97), np.log(1.02))
    years = np.arange(1200) / 12.0
    assert tables["pension_discount"] == pytest.approx(0.97 ** np.maximum(years, 0.25), rel=1e-12)
    assert tables["medical_discount"] == pytest.approx(0.97 ** np.maximum(years, 0.5), rel=1e-12)
    assert tables["account_growth"] == pytest.approx(1.02 ** np.maximum(years, 0.25), rel=1e-12)
    assert tables["half_growth"] ** 2 == pytest.approx(tables["account_growth"], rel=1e-12)
