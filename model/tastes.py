"""Which tastes explain the choices of the base year? Gumbel draws given what each person chose, and intercepts.

Intercepts of a group reproduce its base-year shares (Berry 1994); tastes come from the Gumbel posterior, so that the
option that a person holds is the best one at the start and nobody jumps in the first year.
"""

import numpy as np

from agents.enrolment import BANDS, CLASSES
from model.alignment import column_of, exp_into, gumbel_into, log_into, uniforms

SHRINK = 20.0  # records: shares of small groups are pulled to those of their class
ROUNDS = 60
BOUND = 12.0
SPAN = 65_536  # rows


def log_sum(values: np.ndarray) -> np.ndarray:
    """Log of the sum of exponentials over the last axis."""
    top = values.max(axis=1)
    odds = column_of(exp_into, (values - top[:, None]).ravel()).reshape(values.shape)
    return top + column_of(log_into, odds.sum(axis=1))


def probabilities(values: np.ndarray) -> np.ndarray:
    """Logit probabilities of the options, float64[rows, options]."""
    top = values.max(axis=1)[:, None]
    odds = column_of(exp_into, (values - top).ravel()).reshape(values.shape)
    return odds / odds.sum(axis=1, keepdims=True)


def group_shares(choice, group, class_of_group, weight, options: int = 3) -> np.ndarray:
    """Which shares chose each option in each group, pulled to its class where records are few? [groups, options]."""
    groups = class_of_group.size
    counts = np.zeros((groups, options))
    np.add.at(counts, (group, choice), weight)
    records = np.bincount(group, minlength=groups)
    by_class = np.zeros((class_of_group.max() + 1, options))
    np.add.at(by_class, class_of_group, counts)
    by_class = (by_class + 1e-9) / (by_class + 1e-9).sum(axis=1, keepdims=True)
    own = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1e-9)
    share = (records[:, None] * own + SHRINK * by_class[class_of_group]) / (records[:, None] + SHRINK)
    return np.maximum(share, 1e-6)


def solve_intercepts(values, choice, group, weight, scale: float) -> np.ndarray:
    """Which intercepts by group make mean probabilities equal base-year shares? float64[groups, 3], first zero.

    values: utilities of three options without intercepts; scale: of the tastes.
    """
    groups = len(CLASSES) * BANDS
    class_of_group = np.arange(groups) // BANDS
    share = group_shares(choice, group, class_of_group, weight)
    intercept = np.zeros((groups, 3))
    total = np.maximum(np.bincount(group, weights=weight, minlength=groups), 1e-300)
    for _ in range(ROUNDS):
        mean = np.zeros((groups, 3))
        for first in range(0, group.size, SPAN):
            part = slice(first, first + SPAN)
            p = probabilities((values[part] + intercept[group[part]]) / scale)
            np.add.at(mean, group[part], p * weight[part, None])
        mean = np.maximum(mean / total[:, None], 1e-9)
        ratio = column_of(log_into, (share / mean).ravel()).reshape(share.shape)
        intercept += scale * ratio
        intercept -= intercept[:, :1]
        intercept = np.clip(intercept, -BOUND, BOUND)
    return np.round(intercept, 9).reshape(len(CLASSES), BANDS, 3)


def add_intercepts(values: np.ndarray, intercept: np.ndarray, group: np.ndarray) -> None:
    """Add the intercepts of every row's group, float64[classes, bands, 3], to its utilities in place."""
    by_group = intercept.reshape(-1, values.shape[1])
    for option in range(values.shape[1]):
        values[:, option] += by_group[group, option]


def posterior_tastes(values, choice, seed, purpose, worker, scale: float) -> np.ndarray:
    """Which Gumbel tastes make every person's choice his best option? float64[rows, 3], given utilities.

    The best total is Gumbel around the log sum; the others are truncated below it (the posterior of a logit).
    """
    tastes = np.empty_like(values)
    for first in range(0, worker.size, SPAN):  # a span at a time, because memory of a large population is scarce
        part = slice(first, first + SPAN)
        scaled = values[part] / scale
        best = log_sum(scaled) + column_of(gumbel_into, uniforms(seed, purpose, worker[part], 0))
        for option in range(3):
            u = uniforms(seed, purpose, worker[part], 1 + option)
            gap = np.clip(best - scaled[:, option], -600.0, 600.0)
            lower = -column_of(log_into, column_of(exp_into, -gap) - column_of(log_into, u))
            tastes[part, option] = np.minimum(lower, gap)
        rows = np.arange(best.size)
        tastes[first + rows, choice[part]] = best - scaled[rows, choice[part]]
    return np.clip(tastes, -60.0, 60.0, out=tastes)


def posterior_lower(values, choice, known, seed, purpose, worker, scale: float) -> np.ndarray:
    """Which logistic tastes explain resident (1) over none (0) where nothing else is open? float64[rows].

    values: utilities of three options, the first two count; known: rows whose choice is known, the others draw from
    the whole distribution.
    """
    gap = np.clip((values[:, 1] - values[:, 0]) / scale, -40.0, 40.0)
    odds = column_of(exp_into, gap)
    takes = odds / (1.0 + odds)
    u = uniforms(seed, purpose, worker, 12)
    rank = np.where(known, np.where(choice == 1, (1.0 - takes) + takes * u, (1.0 - takes) * u), u)
    rank = np.clip(rank, 1e-12, 1.0 - 1e-12)
    return column_of(log_into, rank / (1.0 - rank))
