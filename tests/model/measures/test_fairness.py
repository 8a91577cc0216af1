"""Distribution measures against their closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from model.measures import fairness


def test_burden_is_paid_over_income():
    share = fairness.burden_share([10.0, 5.0], [100.0, 0.0])
    assert share[0] == 0.1
    assert np.isnan(share[1])


def test_payer_shares_sum_to_one():
    shares = fairness.payer_shares([[1.0, 3.0], [0.0, 0.0]])
    assert shares[0].tolist() == [0.25, 0.75]
    assert np.isnan(shares[1]).all()


def test_gini_of_one_owner_among_n_is_one_minus_one_over_n():
    assert fairness.gini([0, 0, 0, 7.0], np.ones(4)) == pytest.approx(0.75, rel=1e-14)
    assert fairness.gini([3.0, 3.0], [1.0, 5.0]) == pytest.approx(0.0, abs=1e-14)


def test_gini_with_unequal_weights_of_two_persons():
    # a share p of persons holds a share s of the total: the Gini coefficient is p - s
    assert fairness.gini([1.0, 5.0], [3.0, 1.0]) == pytest.approx(3 / 4 - 3 / 8, rel=1e-14)


@settings(deadline=None, derandomize=True, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 4)), min_size=2, max_size=12))
def test_whole_weights_equal_persons_written_out(pairs):
    values = np.array([value for value, _ in pairs], dtype=float)
    weights = np.array([weight for _, weight in pairs])
    if values.sum() == 0:
        assert np.isnan(fairness.gini(values, weights))
        return
    written_out = np.repeat(values, weights)
    differences = np.abs(written_out[:, None] - written_out[None, :]).mean()
    assert fairness.gini(values, weights) == pytest.approx(differences / (2 * written_out.mean()), abs=1e-12)


def test_gini_of_a_lognormal_distribution():
    # quantiles at cell middles approach 2 * Phi(sigma / sqrt 2) - 1
    cells = 200_000
    values = np.exp(0.6 * norm.ppf((np.arange(cells) + 0.5) / cells))
    assert fairness.gini(values, np.ones(cells)) == pytest.approx(2 * norm.cdf(0.6 / 2**0.5) - 1, abs=2e-5)


def test_gini_refuses_negative_values_and_nobody():
    with pytest.raises(ValueError, match="not negative"):
        fairness.gini([-1.0, 2.0], [1.0, 1.0])
    with pytest.raises(ValueError, match="at least one"):
        fairness.gini([], [])
    assert np.isnan(fairness.gini([0.0, 0.0], [1.0, 1.0]))


def test_a_fair_annuity_is_worth_its_money():
    rate = 0.03
    paid = np.array([100.0, 0.0, 0.0])
    received = np.array([0.0, 50 * 1.03, 50 * 1.03**2])
    assert fairness.moneys_worth(received, paid, rate) == pytest.approx(1.0, rel=1e-14)
    assert np.isnan(fairness.moneys_worth(received, np.zeros(3), rate))


def test_internal_rate_of_return_of_a_two_period_loan():
    assert fairness.internal_rate_of_return([0, 121.0], [100.0, 0]) == pytest.approx(0.21, abs=1e-10)
    assert fairness.internal_rate_of_return([0, 0, 81.0], [100.0, 0, 0]) == pytest.approx(-0.1, abs=1e-10)


def test_internal_rate_of_return_is_undefined_without_both_sides():
    assert np.isnan(fairness.internal_rate_of_return([0.0, 0.0], [100.0, 0.0]))
    assert np.isnan(fairness.internal_rate_of_return([0.0], [0.0]))
