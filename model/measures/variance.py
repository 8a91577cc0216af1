"""How much of the spread of results comes from the sample of persons, and how much from their luck?

A run draws a population p and the luck l of its persons. Every result is y = mean + P_p + L_l + E_pl with independent
effects. Runs that share a population or a luck tell the parts apart.
"""

from itertools import combinations
from typing import NamedTuple

import numpy as np

NOTHING = float("nan")


class Components(NamedTuple):
    """Variances of one run's result, and the squared standard errors that they leave in the mean of the runs.

    `sampling` is the variance of a population's expectation over luck, `luck` the variance over luck within a
    population (main effect and interaction together), so that the two add up to the variance of a run. Each an array
    of the shape that the results of one run have.
    """

    sampling: np.ndarray
    luck: np.ndarray
    mean_sampling: np.ndarray
    mean_luck: np.ndarray

    @property
    def standard_error_sampling(self) -> np.ndarray:
        """How uncertain is the mean of the runs because their persons are a sample?"""
        return np.sqrt(self.mean_sampling)

    @property
    def standard_error_luck(self) -> np.ndarray:
        """How uncertain is the mean of the runs because of what happens to their persons?"""
        return np.sqrt(self.mean_luck)

    @property
    def standard_error(self) -> np.ndarray:
        """How uncertain is the mean of the runs altogether?"""
        return np.sqrt(self.mean_sampling + self.mean_luck)


def variance_components(values, populations, lucks) -> Components:
    """Which variances have sampling and luck? values: [runs] or [runs, ...]; the others: [runs], which draw each has.

    Half the mean squared difference of runs that share nothing, only the population, or only the luck has the
    expectation P + L + E, L + E and P + E. The differences of these means are the unbiased estimators, in a balanced
    cross the classical ones of the two-way analysis of variance (Searle, Casella and McCulloch 1992, 5.3); none is
    below zero. Where no runs share a luck, its main effect counts as zero. NaN where the runs do not tell the parts
    apart; ValueError for one run given twice.
    """
    values = np.asarray(values, dtype=float)
    apart, same_population, same_luck = _half_squares(values, populations, lucks)
    sampling = np.maximum(apart - same_population, 0.0)
    luck = np.asarray(same_population)
    main = np.clip(np.nan_to_num(apart - same_luck), 0.0, luck)
    by_population, by_luck = _squared_shares(populations), _squared_shares(lucks)
    mean_luck = main * by_luck + (luck - main) / len(values)
    return Components(sampling, luck, sampling * by_population, mean_luck)


def standard_error_of_mean(values, populations, lucks) -> np.ndarray:
    """How uncertain is the mean of the runs? By components where the runs tell them apart, else as independent ones.

    values: [runs] or [runs, ...]. NaN for a single run, and where all runs share one population or one luck.
    """
    values = np.asarray(values, dtype=float)
    found = variance_components(values, populations, lucks).standard_error
    count = len(values)
    if len(set(populations)) == len(set(lucks)) == count > 1:
        return values.std(axis=0, ddof=1) / count**0.5
    return found


def paired_change(values, baseline, populations, lucks) -> tuple[np.ndarray, Components]:
    """By how much does a design differ from the baseline, run by run? Mean difference and its components.

    values, baseline: [runs] or [runs, ...], the same run under both, so that what the runs share cancels.
    """
    change = np.asarray(values, dtype=float) - np.asarray(baseline, dtype=float)
    return change.mean(axis=0), variance_components(change, populations, lucks)


def _half_squares(values, populations, lucks) -> list[np.ndarray]:
    """Mean half squared difference of pairs that share nothing, the population alone, the luck alone."""
    found: dict[tuple[bool, bool], list[np.ndarray]] = {}
    for one, two in combinations(range(len(values)), 2):
        shared = (populations[one] == populations[two], lucks[one] == lucks[two])
        found.setdefault(shared, []).append(0.5 * (values[one] - values[two]) ** 2)
    if (True, True) in found:
        raise ValueError("two runs have the same population and the same luck: they are one run counted twice")
    nothing = np.full(values.shape[1:], NOTHING)
    return [
        np.mean(found[kind], axis=0) if kind in found else nothing
        for kind in ((False, False), (True, False), (False, True))
    ]


def _squared_shares(draws) -> float:
    """Sum over draws of the squared share of runs that have it: one over their number in a balanced cross."""
    _, counts = np.unique(np.asarray(draws), return_counts=True)
    return float(((counts / counts.sum()) ** 2).sum())
