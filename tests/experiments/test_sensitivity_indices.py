"""Indices of sensitivity, found through the runner, against what Ishigami's function has in closed form."""

from math import pi, sin

import numpy as np
import pytest

from experiments import runner
from experiments.experiment import Experiment
from experiments.sensitivity import indices

A, B = 7.0, 0.1
NAMES = ("behaviour.trust", "behaviour.habit", "behaviour.peer_weight")
RANGES = ((0.2, 1.0), (0.0, 3.0), (0.0, 2.0))


def ishigami(task, advance):
    behaviour = task.settings.behaviour
    drawn = (behaviour.trust, behaviour.habit, behaviour.peer_weight)
    x = [-pi + 2.0 * pi * (v - low) / (high - low) for v, (low, high) in zip(drawn, RANGES, strict=True)]
    return {"treasury": sin(x[0]) + A * sin(x[1]) ** 2 + B * x[2] ** 4 * sin(x[0])}, {}


def answers(method, size):
    ranges = {
        name: {"distribution": "uniform", "low": low, "high": high, "source": "Ishigami and Homma 1990"}
        for name, (low, high) in zip(NAMES, RANGES, strict=True)
    }
    declared = {
        "name": "ishigami", "designs": ["status_quo"], "uncertain": ranges, "measures": {"treasury": {"of": "treasury"}}
    }  # fmt: skip
    cube = indices.places(NAMES, method, size, seed=1)
    points = indices.values(Experiment(**declared).uncertain, cube)
    found = runner.run(Experiment(**declared, explicit=points), evaluate=ishigami)
    return cube, found.sort_values("point")["value"].to_numpy()


def test_sobol_through_the_runner_finds_the_analytic_indices():
    _, found = answers("sobol", 512)
    shares = indices.shares(NAMES, found, resamples=100, seed=1)
    assert shares["S1"].to_numpy() == pytest.approx([0.3139, 0.4424, 0.0], abs=0.05)
    assert shares["ST"].to_numpy() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.05)
    assert (shares[["S1_conf", "ST_conf"]].to_numpy() > 0.0).all()


def test_morris_through_the_runner_finds_the_analytic_mean_effects():
    cube, found = answers("morris", 200)
    effects = indices.screened(NAMES, cube, found, resamples=100, seed=1)
    # a step of 2/3 on the grid -pi, -pi/3, pi/3, pi: sin moves by sqrt(3)/2, sin squared by 3/4, x^4 by pi^4 80/81
    step, rise = 2.0 / 3.0, sin(pi / 3.0)
    high_power = (pi**4 + (pi / 3.0) ** 4) / 2.0
    expected = [rise * (1.0 + B * high_power) / step, A * rise**2 / step, B * pi**4 * 80.0 / 81.0 * rise / 2.0 / step]
    assert effects["mu_star"].to_numpy() == pytest.approx(expected, rel=0.1)
    assert effects["sigma"].to_numpy()[0] > 0.0


def test_a_seed_of_zero_is_refused_since_it_would_be_no_seed():
    with pytest.raises(ValueError, match="SALib takes zero"):
        indices.places(NAMES, "sobol", 8, seed=0)


def test_the_same_seed_gives_the_same_points():
    for method in ("morris", "sobol"):
        assert np.array_equal(indices.places(NAMES, method, 8, 3), indices.places(NAMES, method, 8, 3))
