"""Tastes of the base year: intercepts reproduce shares, and every person's choice is his best option."""

import numpy as np
import pytest
from scipy.stats import gumbel_r, kstest, logistic

from agents.enrolment import BANDS, CLASSES
from model.tastes import group_shares, log_sum, posterior_lower, posterior_tastes, probabilities, solve_intercepts

ROWS = 6_000
SEED, PURPOSE, SCALE = 11, 9, 0.45


@pytest.fixture(scope="module")
def drawn():
    """Utilities of options, choices drawn from the logit model, and the tastes that explain them."""
    random = np.random.default_rng(5)
    values = random.normal(0.0, 0.6, size=(ROWS, 3))
    cumulative = probabilities(values / SCALE).cumsum(axis=1)
    choice = (random.random(ROWS)[:, None] > cumulative[:, :2]).sum(axis=1)
    worker = np.arange(ROWS, dtype=np.uint32)
    return values, choice, worker, posterior_tastes(values, choice, SEED, PURPOSE, worker, SCALE)


def test_the_log_sum_is_the_log_of_the_sum_of_exponentials_without_overflow():
    values = np.array([[0.0, np.log(2.0), np.log(3.0)], [900.0, 900.0, -900.0]])
    assert log_sum(values) == pytest.approx([np.log(6.0), 900.0 + np.log(2.0)], rel=1e-14)


def test_logit_probabilities_are_proportional_to_exponentials():
    assert probabilities(np.log([[1.0, 2.0, 5.0]]))[0] == pytest.approx([0.125, 0.25, 0.625], rel=1e-14)


def test_shares_of_a_group_are_its_own_pulled_to_its_class_by_twenty_records():
    choice = np.array([0] * 30 + [1] * 30 + [2] * 20)
    group = np.array([0] * 60 + [1] * 20)
    share = group_shares(choice, group, np.array([0, 0]), np.ones(80))
    whole = np.array([30.0, 30.0, 20.0]) / 80.0
    assert share[0] == pytest.approx((60 * np.array([0.5, 0.5, 0.0]) + 20 * whole) / 80.0, rel=1e-9)
    assert share[1] == pytest.approx((20 * np.array([0.0, 0.0, 1.0]) + 20 * whole) / 40.0, rel=1e-9)


def test_intercepts_reproduce_the_shares_of_every_group():
    random = np.random.default_rng(3)
    groups = len(CLASSES) * BANDS
    group = np.repeat(np.arange(groups), 100)
    values = random.normal(0.0, 0.5, size=(group.size, 3))
    choice = random.choice(3, size=group.size, p=[0.5, 0.3, 0.2])
    weight = random.uniform(0.5, 2.0, size=group.size)
    intercept = solve_intercepts(values, choice, group, weight, SCALE)
    assert intercept.shape == (len(CLASSES), BANDS, 3)
    assert not intercept[..., 0].any()
    p = probabilities((values + intercept.reshape(groups, 3)[group]) / SCALE)
    target = group_shares(choice, group, np.arange(groups) // BANDS, weight)
    for k in range(groups):
        mean = np.average(p[group == k], axis=0, weights=weight[group == k])
        assert mean == pytest.approx(target[k], abs=1e-6)


def test_equal_utilities_give_the_log_odds_of_the_shares():
    groups = len(CLASSES) * BANDS
    group = np.repeat(np.arange(groups), 10)
    choice = np.tile([0, 0, 0, 0, 0, 1, 1, 1, 2, 2], groups)
    intercept = solve_intercepts(np.zeros((group.size, 3)), choice, group, np.ones(group.size), SCALE)
    expected = SCALE * np.log([1.0, 3.0 / 5.0, 2.0 / 5.0])
    assert np.allclose(intercept, expected, atol=1e-8)


def test_the_option_that_a_person_holds_is_his_best_in_every_row(drawn):
    values, choice, _, tastes = drawn
    total = values + SCALE * tastes
    held = total[np.arange(ROWS), choice]
    assert np.all(held >= total.max(axis=1) - 1e-12)
    assert np.array_equal(total.argmax(axis=1), choice)


def test_tastes_of_people_who_choose_by_the_model_are_gumbel(drawn):
    _, _, _, tastes = drawn
    for option in range(3):
        assert kstest(tastes[:, option], gumbel_r.cdf).pvalue > 0.01
    correlation = np.corrcoef(gumbel_r.cdf(tastes).T)
    assert np.all(np.abs(correlation - np.eye(3)) < 0.05)


def test_an_unlikely_choice_is_explained_and_stays_finite():
    values = np.array([[0.0, 0.0, -50.0], [0.0, -50.0, 0.0]])
    tastes = posterior_tastes(values, np.array([2, 1]), SEED, PURPOSE, np.arange(2, dtype=np.uint32), 1.0)
    assert np.all(np.isfinite(tastes)) and np.all(np.abs(tastes) <= 60.0)
    assert (values + tastes).argmax(axis=1).tolist() == [2, 1]


def test_tastes_of_a_person_depend_on_nobody_else(drawn):
    values, choice, worker, tastes = drawn
    part = slice(100, 130)
    alone = posterior_tastes(values[part], choice[part], SEED, PURPOSE, worker[part], SCALE)
    assert np.array_equal(alone, tastes[part])


def test_a_lower_choice_that_is_known_is_the_better_of_the_two_and_tastes_are_logistic():
    random = np.random.default_rng(8)
    values = np.column_stack([np.zeros(ROWS), random.normal(0.0, 0.6, ROWS), np.full(ROWS, 9.0)])
    takes = 1.0 / (1.0 + np.exp(-values[:, 1] / SCALE))
    choice = (random.random(ROWS) < takes).astype(np.int64)
    known = np.arange(ROWS) % 3 > 0
    taste = posterior_lower(values, choice, known, SEED, PURPOSE, np.arange(ROWS, dtype=np.uint32), SCALE)
    keen = values[:, 1] - values[:, 0] + SCALE * taste > 0.0
    assert np.array_equal(keen[known], choice[known] == 1)
    for rows in (known, ~known):
        assert kstest(taste[rows], logistic.cdf).pvalue > 0.01
