"""Simulated moments on toy models whose answer is known: estimates, standard errors, J, sensitivity, bounds."""

import numpy as np
import pytest

from calibration.estimation import (
    BLOCKS,
    JOINT,
    Parameter,
    block_parameters,
    block_targets,
    deviations,
    estimate,
    held_at,
    parameters_of,
)
from calibration.identification import identify, profiles
from calibration.targets import Target

SLOPES = np.array([[1.0, 0.0], [0.5, 1.0], [0.0, 2.0], [1.0, -1.0]])
TRUE, NOISE = np.array([0.3, -0.2]), np.array([0.004, -0.002, 0.001, 0.003])
SPREAD = np.array([0.02, 0.02, 0.05, 0.05])


def toy(name: str, low=-2.0, high=2.0, prior=0.0) -> Parameter:
    return Parameter(name, low, high, prior, "none", "toy")


TWO = (toy("a"), toy("b"))


def linear(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Errors that are linear in the parameters and cannot all vanish."""
    errors = (values - TRUE) @ SLOPES.T + NOISE
    return errors, np.zeros_like(errors)


def spread(sampling: np.ndarray) -> np.ndarray:
    return np.sqrt(SPREAD**2 + sampling**2)


def test_the_estimate_is_that_of_weighted_least_squares():
    fit = estimate(TWO, linear, spread)
    weights = np.diag(SPREAD**-2.0)
    exact = TRUE - np.linalg.solve(SLOPES.T @ weights @ SLOPES, SLOPES.T @ weights @ NOISE)
    assert fit.value == pytest.approx(exact, abs=1e-6)
    assert fit.jacobian == pytest.approx(SLOPES, abs=1e-9)


def test_standard_errors_j_and_sensitivity_are_those_of_the_formulas():
    fit = estimate(TWO, linear, spread)
    found = identify(TWO, fit)
    weights = np.diag(SPREAD**-2.0)
    inverse = np.linalg.inv(SLOPES.T @ weights @ SLOPES)
    assert found.standard_error == pytest.approx(np.sqrt(np.diag(inverse)))
    assert found.sensitivity == pytest.approx(-inverse @ SLOPES.T @ weights)
    assert found.freedom == 2
    assert found.j_statistic == pytest.approx(fit.error @ weights @ fit.error)
    assert found.j_statistic == pytest.approx(fit.objective)
    from scipy.stats import chi2

    assert found.p_value == pytest.approx(1.0 - chi2(2).cdf(found.j_statistic))
    scaled = SLOPES * TWO[0].scale / SPREAD[:, None]
    assert found.condition == pytest.approx(np.linalg.cond(scaled))


def test_sensitivity_foretells_how_the_estimate_of_a_linear_model_moves():
    fit = estimate(TWO, linear, spread)
    shift = np.array([0.01, -0.02, 0.0, 0.03])
    moved = estimate(TWO, lambda values: (linear(values)[0] + shift, np.zeros((len(values), 4))), spread)
    assert moved.value - fit.value == pytest.approx(identify(TWO, fit).sensitivity @ shift, abs=1e-6)


def test_a_parameter_that_moves_no_moment_and_one_that_mimics_another_are_named():
    idle = (*TWO, toy("idle"))
    fit = held_at(idle, np.zeros(3), lambda values: linear(values[:, :2]), spread)
    found = identify(idle, fit)
    assert found.identified.tolist() == [True, True, False]
    assert np.isnan(found.standard_error[2]) and np.isnan(found.sensitivity[2]).all()

    def twins(values):
        return linear(values[:, :2] + values[:, [2]] * [1.0, 0.0])

    found = identify(idle, held_at(idle, np.zeros(3), twins, spread))
    assert found.identified.sum() == 2 and found.identified[1]


def test_a_parameter_that_the_moments_hardly_tell_is_not_identified():
    one = (toy("weak", -1.0, 1.0),)
    limit = one[0].scale * 0.5

    def error_of(slope):
        fit = held_at(one, np.zeros(1), lambda v: (np.repeat(slope * v, 4, axis=1), np.zeros((len(v), 4))),
                      lambda s: np.full(4, 0.02))  # fmt: skip
        return identify(one, fit)

    slope = 0.02 / 2.0 / limit  # four moments: the standard error is 0.02 / (2 slope)
    assert error_of(1.01 * slope).identified[0]
    assert not error_of(0.99 * slope).identified[0]


def test_estimates_keep_to_their_bounds_and_every_start_is_tried():
    narrow = (toy("a", -2.0, 0.1), toy("b"))
    seen = []

    def recorded(values):
        seen.append(values)
        return linear(values)

    fit = estimate(narrow, recorded, spread, starts=3)
    values = np.concatenate(seen)
    assert values[:, 0].max() <= 0.1 + 1e-12 and values[:, 0].min() >= -2.0
    assert fit.value[0] == pytest.approx(0.1, abs=1e-3)
    assert len(fit.starts) == 3
    assert fit.objective == min(fit.starts)


def test_a_better_minimum_is_found_from_another_start():
    one = (toy("x", -3.0, 3.0, 2.0),)

    def two_wells(values):
        x = values[:, 0]
        errors = np.stack([0.1 * (x**2 - 4.0) + 0.05 * (x + 2.0), 0.01 * (x + 2.0)], axis=1)
        return errors, np.zeros_like(errors)

    def even(sampling):
        return np.full(sampling.size, 0.02)

    alone, several = (estimate(one, two_wells, even, starts=count, iterations=40) for count in (1, 6))
    assert alone.value[0] > 0.0 > several.value[0]
    assert several.value[0] == pytest.approx(-2.0, abs=1e-2)


def test_too_few_moments_and_no_parameter_are_told():
    with pytest.raises(ValueError, match="1 moments cannot tell 2"):
        estimate(TWO, lambda values: (values[:, :1], values[:, :1] * 0.0), lambda sampling: np.ones(1))
    with pytest.raises(ValueError, match="no parameter"):
        estimate((), linear, spread)


def test_profiles_of_a_linear_model_are_parabolas_with_their_lowest_point_at_the_estimate():
    fit = estimate(TWO, linear, spread)
    found = [(value, objective) for name, value, objective in profiles(TWO, fit, linear) if name == "a"]
    curvature = float(np.square(SLOPES[:, 0] / SPREAD).sum())
    for value, objective in found:
        assert objective - fit.objective == pytest.approx(curvature * (value - fit.value[0]) ** 2, rel=1e-3)


def test_weights_follow_confidence_and_sampling_and_reserves_count_less():
    def one(measure, confidence):
        return Target("t", measure, 2018, 1.0, "100m yuan", "s", confidence, "fitted", "")

    targets = [one("pension.revenue", "high"), one("pension.revenue", "medium"), one("pension.reserve", "high")]
    assert deviations(targets, np.array([0.0, 0.12, 0.0])) == pytest.approx([0.02, 0.13, 0.10])


def test_every_block_has_known_parameters_and_more_fitted_figures_than_parameters():
    names = [name for parameters, _ in BLOCKS.values() for name in parameters]
    assert len(names) == len(set(names))
    for block in (*BLOCKS, JOINT):
        parameters, targets = block_parameters(block), block_targets(block)
        assert len(targets) > len(parameters)
        assert all(target.use == "fitted" and target.year <= 2022 for target in targets)
        assert all(p.low < p.prior < p.high for p in parameters)
        measures = {target.measure for target in targets}
        assert block == JOINT or measures == set(BLOCKS[block][1])
    with pytest.raises(KeyError):
        parameters_of(["past.unheard_of"])
