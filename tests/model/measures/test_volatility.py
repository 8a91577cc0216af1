"""How much a yearly amount goes up and down."""

import numpy as np
import pytest

from model.measures.volatility import coefficient_of_variation, weighted_mean


def test_a_straight_line_does_not_vary_and_a_constant_neither():
    years = np.arange(6.0)
    assert coefficient_of_variation(np.stack([10.0 + 3.0 * years, np.full(6, 4.0)], axis=1)) == pytest.approx(
        [0.0, 0.0], abs=1e-12
    )


def test_deviations_from_the_trend_count_over_the_mean():
    # 1, -1, -1, 1 has neither mean nor trend: sum of squares 4 over 4 - 2 years
    found = coefficient_of_variation(np.array([[11.0], [9.0], [9.0], [11.0]]))
    assert found == pytest.approx([np.sqrt(2.0) / 10.0])


def test_years_without_a_value_are_left_out_and_a_short_series_has_no_variation():
    with_gap = np.array([[11.0, 1.0], [9.0, 2.0], [np.nan, np.nan], [9.0, np.nan], [11.0, np.nan]])
    found = coefficient_of_variation(with_gap)
    assert found[0] > 0.0 and np.isnan(found[1])
    assert np.isnan(coefficient_of_variation(np.zeros((5, 1))))[0]


def test_a_weighted_mean_leaves_out_what_is_not_known():
    assert weighted_mean([1.0, 3.0, np.nan], [3.0, 1.0, 5.0]) == 1.5
    assert np.isnan(weighted_mean([np.nan], [1.0]))
