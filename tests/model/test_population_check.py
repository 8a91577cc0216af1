"""A line of the base-year check: how far the model's figure is from the published one, and whether it holds."""

import pytest

from model.population_check import TOLERANCE, Line


def line(model, published=100.0, tolerance=TOLERANCE):
    return Line("flexible workers", "m persons", published, model, tolerance)


def test_the_error_is_relative_to_the_published_figure():
    assert line(103.0).error == pytest.approx(0.03)
    assert line(49.0, 50.0).error == pytest.approx(-0.02)


@pytest.mark.parametrize(
    ("value", "holds"), [(100.0, True), (101.9, True), (98.1, True), (102.1, False), (97.9, False)]
)
def test_a_figure_holds_within_its_tolerance_on_both_sides(value, holds):
    assert line(value).holds is holds


def test_a_range_is_a_wider_tolerance():
    assert line(80.0, 72.0, 12.0 / 72.0).holds and not line(85.0, 72.0, 12.0 / 72.0).holds


def test_a_figure_that_is_missing_from_the_model_does_not_hold():
    assert not line(0.0).holds and not line(float("nan")).holds
