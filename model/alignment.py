"""How are persons drawn from a table and memberships fitted to published totals? Systematic samples and ranks.

Everything is a function of the seed: uniforms are keyed by the record, totals are met by ranking persons by a score
and admitting them until the weighted total is reached, so that weights need not move.
"""

import numpy as np

from agents.compiled import stage
from agents.elementary import exp, log
from model.luck import gumbel, normal, uniform


@stage
def draw_uniform(seed, purpose, year, worker, draw, out):
    """Fill `out` with draw number `draw` of a purpose and year for every worker."""
    for i in range(worker.size):
        out[i] = uniform(seed, purpose, year, worker[i], draw)


def uniforms(seed: int, purpose: int, worker: np.ndarray, draw: int, year: int = 0) -> np.ndarray:
    """Which uniform has each worker for this draw? float64, one a worker."""
    out = np.empty(worker.size)
    draw_uniform(np.uint64(seed), int(purpose), int(year), worker, int(draw), out)
    return out


def systematic_sample(mass: np.ndarray, size: int, offset: float) -> np.ndarray:
    """Which cell does each of `size` equally spaced points hit, from an offset in [0, 1)? int64, sorted.

    mass: non-negative, any scale. A cell is hit in proportion to its mass, within one record.
    """
    cumulative = np.cumsum(mass.ravel())
    points = (np.arange(size) + offset) * (cumulative[-1] / size)
    return np.minimum(np.searchsorted(cumulative, points, side="right"), mass.size - 1)


def admit(score: np.ndarray, weight: np.ndarray, eligible: np.ndarray, total: float) -> np.ndarray:
    """Whom does a scheme admit so that its members weigh `total`? The eligible with the highest scores; bool mask.

    The total is met to within half the weight of a record, or everyone eligible is admitted.
    """
    admitted = np.zeros(score.size, dtype=bool)
    rows = np.flatnonzero(eligible)
    if rows.size == 0 or total <= 0.0:
        return admitted
    order = rows[np.argsort(-score[rows], kind="stable")]
    reached = np.cumsum(weight[order])
    count = int(np.searchsorted(reached - 0.5 * weight[order], total, side="left"))
    admitted[order[:count]] = True
    return admitted


def admit_by_group(score, weight, eligible, group: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Whom does a scheme admit so that its members in every group weigh the group's total? Bool mask.

    group: place in `totals` of each person. What a group lacks in eligible persons is spread over the groups with
    room, by their totals.
    """
    held = np.bincount(group[eligible], weights=weight[eligible], minlength=totals.size)
    wanted = np.minimum(totals, held)
    for _ in range(totals.size):
        missing = totals.sum() - wanted.sum()
        room = wanted < held
        if missing <= 1e-9 * totals.sum() or not (totals[room] > 0.0).any():
            break
        wanted[room] = np.minimum(wanted[room] + missing * totals[room] / totals[room].sum(), held[room])
    admitted = np.zeros(score.size, dtype=bool)
    for place, total in enumerate(wanted):
        admitted |= admit(score, weight, eligible & (group == place), total)
    return admitted


def scale_to(weight: np.ndarray, key: np.ndarray, totals: np.ndarray) -> None:
    """Scale weights in place so that every key's records weigh its total; keys without records stay out."""
    held = np.bincount(key, weights=weight, minlength=totals.size)
    factor = np.divide(totals, held, out=np.ones(totals.size), where=held > 0.0)
    weight *= factor[key]


def choice_from(cumulative: np.ndarray, row: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Which category does u pick from row `row` of a table of cumulative shares? int64."""
    return np.minimum((u[:, None] >= cumulative[row]).sum(axis=1), cumulative.shape[1] - 1)


@stage
def normal_into(u, out):
    """Fill `out` with the standard normal variate of every uniform."""
    for i in range(u.size):
        out[i] = normal(u[i])


@stage
def gumbel_into(u, out):
    """Fill `out` with the standard Gumbel variate of every uniform."""
    for i in range(u.size):
        out[i] = gumbel(u[i])


@stage
def exp_into(x, out):
    """Fill `out` with the exponential of every value."""
    for i in range(x.size):
        out[i] = exp(x[i])


@stage
def log_into(x, out):
    """Fill `out` with the natural logarithm of every value."""
    for i in range(x.size):
        out[i] = log(x[i])


def column_of(function, values: np.ndarray) -> np.ndarray:
    """Which values has an elementary stage at each of `values`? The project's own functions: the same on every host."""
    out = np.empty(values.size)
    function(np.ascontiguousarray(values, dtype=np.float64), out)
    return out
