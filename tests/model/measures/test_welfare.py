"""The consumption-equivalent variation and its errors, against cases with a known answer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.measures import welfare

DISCOUNT = 0.97


def lives(consumption, gamma):
    """Discounted utility and discounted years of [persons, years] consumption, zero after death."""
    factor = DISCOUNT ** np.arange(consumption.shape[1])
    alive = consumption > 0
    utility = np.where(alive, welfare.crra_utility(np.where(alive, consumption, 1.0), gamma), 0.0)
    return utility @ factor, alive @ factor


def some_lives(persons=200, years=30):
    generator = np.random.default_rng(7)
    consumption = 1e4 * np.exp(generator.normal(0, 0.7, (persons, years)))
    length = generator.integers(1, years + 1, persons)
    return np.where(np.arange(years) < length[:, None], consumption, 0.0), generator.uniform(1, 5, persons)


@pytest.mark.parametrize("gamma", [0.5, 1.0, 2.0, 3.0])
@pytest.mark.parametrize("change", [-0.3, -1e-9, 0.0, 0.02, 1.5])
def test_raising_every_years_consumption_alike_is_found_again(gamma, change):
    consumption, weight = some_lives()
    before, years = lives(consumption, gamma)
    after, _ = lives(consumption * (1 + change), gamma)
    sums = welfare.group_sums(weight, after, before, gamma, years)
    assert welfare.group_cev(sums, gamma) == pytest.approx(change, rel=2e-6, abs=1e-14)
    found = welfare.consumption_equivalent(weight @ after, weight @ before, gamma, weight @ years)
    assert found == pytest.approx(change, rel=1e-5, abs=1e-13)


def test_crra_utility_has_no_additive_constant():
    assert welfare.crra_utility(np.array([1.0, 4.0]), 2.0).tolist() == [-1.0, -0.25]
    assert welfare.crra_utility(np.array([1.0, np.e]), 1.0) == pytest.approx([0.0, 1.0])


@settings(deadline=None, derandomize=True, max_examples=40)
@given(step=st.floats(1e-7, 1e-5), change=st.floats(-0.5, 0.5), side=st.sampled_from([-1.0, 1.0]))
def test_the_log_case_joins_its_neighbours(step, change, side):
    consumption = np.array([[1.0, 2.0, 3.0]])
    shifted = consumption * np.array([1.0, 1 + change, 1.0])
    (before, years), (after, _) = lives(consumption, 1.0), lives(shifted, 1.0)
    at_one = welfare.consumption_equivalent(after[0], before[0], 1.0, years[0])
    gamma = 1.0 + side * step
    (before, _), (after, _) = lives(consumption, gamma), lives(shifted, gamma)
    beside = welfare.consumption_equivalent(after[0], before[0], gamma)
    assert beside == pytest.approx(at_one, abs=1e-4)


def test_log_utility_without_years_of_life_is_an_error():
    with pytest.raises(ValueError, match="discounted years"):
        welfare.consumption_equivalent(1.0, 2.0, 1.0)


def test_pooling_is_a_ratio_of_means_not_a_mean_of_ratios():
    gamma = 2.0
    first = welfare.group_sums([1.0], [-1.0], [-2.0], gamma)
    second = welfare.group_sums([1.0], [-4.0], [-4.0], gamma)
    # utilities -5 against -6: 6/5 of consumption
    assert welfare.group_cev(welfare.pooled([first, second]), gamma) == pytest.approx(0.2, rel=1e-14)


def test_gainers_and_losers_are_weighted_and_ties_are_neither():
    sums = welfare.group_sums([1.0, 2.0, 4.0], [-1.0, -3.0, -2.0], [-2.0, -2.0, -2.0], 2.0)
    assert (sums.gainers, sums.losers) == (1.0, 2.0)


def test_identical_lives_have_no_gain_and_no_error():
    sums = welfare.group_sums([1.0, 2.0], [-1.0, -3.0], [-1.0, -3.0], 2.0)
    assert welfare.group_cev(sums, 2.0) == 0.0
    assert welfare.standard_error_persons(sums, 2.0) == 0.0


def test_pairing_removes_what_both_lives_share():
    """A change proportional to each person's utility has no sampling error, however unequal the persons."""
    before = -np.exp(np.random.default_rng(3).normal(0, 1, 1000))
    sums = welfare.group_sums(np.ones(1000), 0.9 * before, before, 2.0)
    assert welfare.standard_error_persons(sums, 2.0) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("gamma", [1.0, 2.0])
def test_standard_errors_match_the_spread_of_repeated_samples(gamma):
    generator = np.random.default_rng(11)
    found, by_persons, by_replications = [], [], []
    for _ in range(400):
        replications = []
        for _ in range(5):
            scale = np.exp(generator.normal(0, 0.5, 300))
            weight = generator.uniform(0.5, 2.0, 300)
            before = np.log(scale) * 10 if gamma == 1.0 else -scale
            change = 0.03 * scale * (1 + 2 * generator.normal(0, 1, 300))
            replications.append(welfare.group_sums(weight, before + change, before, gamma, np.full(300, 20.0)))
        total = welfare.pooled(replications)
        found.append(welfare.group_cev(total, gamma))
        by_persons.append(welfare.standard_error_persons(total, gamma))
        by_replications.append(welfare.standard_error_replications(replications, gamma))
    spread = np.std(found)
    assert np.mean(by_persons) == pytest.approx(spread, rel=0.12)
    assert np.sqrt(np.mean(np.square(by_replications))) == pytest.approx(spread, rel=0.12)


def test_one_replication_has_no_spread_and_one_person_no_error():
    sums = welfare.group_sums([1.0], [-1.0], [-2.0], 2.0)
    assert np.isnan(welfare.standard_error_replications([sums], 2.0))
    assert np.isnan(welfare.standard_error_persons(sums, 2.0))


def test_jackknife_of_two_replications_is_half_their_distance():
    gamma = 0.0  # linear utility: the CEV is the ratio itself
    one = welfare.group_sums([1.0], [1.1], [1.0], gamma)
    two = welfare.group_sums([1.0], [1.3], [1.0], gamma)
    assert welfare.standard_error_replications([one, two], gamma) == pytest.approx(0.1, rel=1e-12)


def test_kish_size_and_the_limit_of_what_is_shown():
    equal = welfare.group_sums(np.full(400, 3.0), np.ones(400), np.ones(400), 2.0)
    unequal = welfare.group_sums([3.0, 1.0], [1.0, 1.0], [1.0, 1.0], 2.0)
    assert welfare.effective_size(equal) == pytest.approx(400)
    assert welfare.effective_size(unequal) == pytest.approx(1.6)
    assert welfare.is_reportable(equal)
    assert not welfare.is_reportable(unequal)
