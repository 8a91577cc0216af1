"""Which weights meet all margins and stay nearest to those of the survey? Iterative proportional fitting, bounded.

Weights are scaled to each margin in turn (Deming and Stephan 1940), but none to more than `largest_factor` times, or to
less than the same part of, what it was: the truncated multiplicative method of Deville and Särndal (1992).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from calibration.microdata.margins import Margin
from calibration.microdata.survey import SurveyError
from model.alignment import scale_to

ROUNDS = 2_000
STEPS = 6  # of scaling to one margin, as long as bounds bind
STEEPEST = 1e9  # most by which margins may pull at a weight that its bound holds
CLOSE = 1e-6  # relative difference of every total
NEAR = 1e-3  # with bounds that bind, totals are approached slowly


class Raked(NamedTuple):
    """Weights that meet the margins, what they cost, and how often they were scaled."""

    weight: np.ndarray
    kish: float  # effective number of persons, (sum of weights)^2 / sum of squared weights
    largest_factor: float  # most by which a weight was raised, against all weights scaled alike
    smallest_factor: float
    rounds: int
    worst: float  # largest relative difference of a total


def kish(weight: np.ndarray) -> float:
    """How many persons with equal weights tell as much (Kish 1965)?"""
    return float(weight.sum() ** 2 / (weight * weight).sum())


def rake(
    weight: np.ndarray, margins: Sequence[Margin], largest_factor: float, population: float | None = None
) -> Raked:
    """The raked weights. SurveyError names the margin that cannot be met.

    population: persons that all weights together stand for; none: those of the first margin
    """
    for margin in margins:
        _check_categories(margin, weight)
    population = margins[0].totals.sum() if population is None else population
    start = weight * (population / weight.sum())
    raked, pull = start.copy(), np.ones(start.size)
    low, high = start / largest_factor, start * largest_factor
    rounds, before = 0, np.inf
    for rounds in range(1, ROUNDS + 1):
        for margin in margins:
            for _ in range(STEPS):
                wanted = raked.copy()
                scale_to(wanted, margin.category, margin.totals)
                pull = np.clip(pull * wanted / raked, 1.0 / STEEPEST, STEEPEST)
                raked = np.clip(start * pull, low, high)
                if np.allclose(raked, wanted, rtol=1e-12, atol=0.0):
                    break
        off = max((_differences(margin, raked).max() for margin in margins), default=0.0)
        if off <= CLOSE:
            break
        if rounds % 200 == 0:
            if off <= NEAR or off > 0.999 * before:
                break
            before = off
    off = [_differences(margin, raked).max() for margin in margins]
    if off and max(off) > NEAR:
        _refuse(margins[int(np.argmax(off))], raked, largest_factor)
    raked = np.round(raked, 6)
    factor = raked / start
    return Raked(raked, kish(raked), float(factor.max()), float(factor.min()), rounds, float(max(off, default=0.0)))


def held(margin: Margin, weight: np.ndarray) -> np.ndarray:
    """How many persons do these weights give in each category of a margin?"""
    return np.bincount(margin.category, weights=weight, minlength=margin.totals.size)


def _differences(margin: Margin, weight: np.ndarray) -> np.ndarray:
    return np.abs(held(margin, weight) / np.where(margin.totals > 0.0, margin.totals, 1.0) - (margin.totals > 0.0))


def _check_categories(margin: Margin, weight: np.ndarray) -> None:
    """SurveyError if nobody is in a category that has a total."""
    empty = (held(margin, weight) <= 0.0) & (margin.totals > 0.0)
    if empty.any():
        names = [f"{margin.categories[k]} ({margin.totals[k] / 1e6:.1f} m)" for k in np.flatnonzero(empty)]
        raise SurveyError(
            f"margin {margin.name}: nobody is in {', '.join(names)}, so the weights cannot meet it; map more values to "
            f"these codes, or leave {margin.name} out of `rake`"
        )


def _refuse(margin: Margin, weight: np.ndarray, largest_factor: float) -> None:
    reached = held(margin, weight)
    worst = int(np.argmax(np.abs(reached - margin.totals)))
    raise SurveyError(
        f"margin {margin.name}: {margin.categories[worst]} has {reached[worst] / 1e6:.4g} m where "
        f"{margin.totals[worst] / 1e6:.4g} m are published, and no weights reach it within a factor of "
        f"{largest_factor:g}; raise `largest_factor`, or leave {margin.name} out of `rake`"
    )
