"""Coverage shares on cases worked out by hand."""

import numpy as np

from model.measures import coverage


def test_coverage_share_is_insured_over_persons_and_nan_without_persons():
    share = coverage.coverage_share([1.0, 2.0, 0.0], [4.0, 2.0, 0.0])
    assert share[:2].tolist() == [0.25, 1.0]
    assert np.isnan(share[2])


def test_coverage_change_is_in_percentage_points():
    assert coverage.coverage_change([0.75, 0.2], [0.5, 0.2]).tolist() == [25.0, 0.0]
