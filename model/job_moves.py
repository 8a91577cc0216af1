"""How likely is each move between labour statuses within a year?

Yearly hazards of model/data/transitions.csv are the prior. Within each sex, age, education and registration they
are raked so that persons who have no pension claim carry the status profile of one age into that of the next: the
cross-section stays what it is while nothing changes. Leaving by a pension claim is not a move; it is taken out
first, and belongs to the claim.
"""

from functools import cache

import numpy as np

from agents.codes import EMPLOYEE, OUT, PUBLIC, RETIRED, STUDENT
from model.education_hukou import school_share
from model.labour_data import AGES, FIRST_AGE, along_age, by_group, select
from model.status_profile import STATUSES, StatusProfile, status_profile

FILE = "transitions.csv"
DESTINATIONS = STATUSES[1:9]
FROM = STATUSES[:9]  # a retired person does not move: work after the claim is a matter of its own
ROUNDS = 400
CLAIMS_FROM = (55, 50)  # ages from which claims by men and women in ordinary work are common


def prior_moves() -> np.ndarray:
    """What are the yearly probabilities of moves before raking? float64[age, from 9, to 9], students included.

    The last index counts statuses from student on; a student who leaves school has the row of first statuses.
    """
    prior = np.zeros((AGES.size, 9, 9))
    for row_from, origin in enumerate(FROM):
        for row_to, destination in enumerate(FROM):
            found = [row for row in select(FILE, "move", origin) if row.second == destination]
            if found:
                prior[:, row_from, row_to] = along_age(found) / 100.0
        if row_from != STUDENT:
            prior[:, row_from, row_from] = 1.0 - prior[:, row_from].sum(axis=1)
    return prior


def school_stay() -> np.ndarray:
    """With which probability does a student stay at school for another year? float64[education, age before]."""
    share = school_share()
    now, then = share[:, :-1], share[:, 1:]
    return np.where(now > 0.0, np.minimum(then / np.maximum(now, 1e-12), 1.0), 0.0)


def claimants_by_origin(now: np.ndarray, then: np.ndarray) -> np.ndarray:
    """From which statuses do persons of one age retire before the next? float64[..., 9], shares of the cell.

    now, then: status shares of two successive ages, float64[..., 10]. Claims come first from statuses that shrink,
    then from all, weighted by how many of a status are insured; at most 98 % of a status.
    """
    weight = np.concatenate([[0.0], by_group(FILE, "claim_weight", DESTINATIONS)])
    held = now[..., :9]
    claims = np.maximum(then[..., RETIRED] - now[..., RETIRED], 0.0)[..., None]
    shrinking = np.maximum(held - then[..., :9], 0.0) * np.minimum(weight, 1.0)
    first = shrinking * np.minimum(claims / np.maximum(shrinking.sum(axis=-1, keepdims=True), 1e-15), 1.0)
    taken = np.minimum(first, 0.98 * held)
    for _ in range(20):
        missing = claims - taken.sum(axis=-1, keepdims=True)
        room = (0.98 * held - taken) * weight
        step = room * np.maximum(missing, 0.0) / np.maximum(room.sum(axis=-1, keepdims=True), 1e-15)
        taken = np.minimum(taken + step, 0.98 * held)
    return taken


def rake_moves(now: np.ndarray, then: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Which joint shares of two years are nearest to the prior and have these margins? float64[..., 9, 9].

    now, then: float64[..., 9], each summing to one; prior: float64[..., 9, 9] of rows that sum to one.
    """
    joint = now[..., :, None] * prior
    for _ in range(ROUNDS):
        joint *= (then / np.maximum(joint.sum(axis=-2), 1e-300))[..., None, :]
        joint *= (now / np.maximum(joint.sum(axis=-1), 1e-300))[..., :, None]
    return joint


@cache
def transition() -> np.ndarray:
    """With which probability does a person without a pension claim move to each status within a year?

    float64[sex, age before 16..100, education, kind, from 10, to 8], C-contiguous; destinations are employee to out
    of the labour force, and rows sum to one. The row of a student is the move on leaving school.
    """
    return moves_of(status_profile())


def _keep_jobs_until_the_claim(probability: np.ndarray, prior: np.ndarray) -> None:
    """Give wage workers near the legal ages the prior hazards where raking makes them leave faster.

    At these ages the cross-section counts few who have a claim ahead. A law that postpones claims must not send
    those who now wait for theirs out of work at the pace of the few.
    """
    for sex, first_age in enumerate(CLAIMS_FROM):
        ages = slice(first_age - 1 - FIRST_AGE, None)
        for status in (EMPLOYEE, PUBLIC):
            raked, before = probability[sex, ages, ..., status, :], prior[sex, ages, ..., status, :]
            leaves_faster = raked[..., status - 1] < before[..., status - 1]
            raked[leaves_faster] = before[leaves_faster]


def moves_of(profile: StatusProfile, after: StatusProfile | None = None) -> np.ndarray:
    """The table of `transition` for any status profile.

    after: the profile a year later that the moves lead to, where it is not the same one
    """
    share = profile.status_share
    now, later = share, share if after is None else after.status_share
    then = np.concatenate([later[:, 1:], later[:, -1:]], axis=1)
    left = now[..., :9] - claimants_by_origin(now, then)
    left = left / left.sum(axis=-1, keepdims=True)
    goal = then[..., :9] / then[..., :9].sum(axis=-1, keepdims=True)
    # nobody goes back to school: students of the next age are those who stay
    stay = school_stay().T[None, :, :, None]
    staying = left[..., STUDENT] * stay
    prior = np.broadcast_to(prior_moves()[None, :, None, None], (*left.shape, 9))
    leaving = left.copy()
    leaving[..., STUDENT] -= staying
    worked = goal.copy()
    worked[..., STUDENT] = 0.0
    worked *= ((1.0 - staying) / worked.sum(axis=-1))[..., None]
    scale = leaving.sum(axis=-1, keepdims=True)
    joint = rake_moves(leaving / scale, worked / scale, prior)
    rows = joint.sum(axis=-1, keepdims=True)
    probability = np.where(rows > 1e-12, joint / np.maximum(rows, 1e-300), prior)[..., 1:]
    _keep_jobs_until_the_claim(probability, prior[..., 1:])
    table = np.zeros((*share.shape, 8))
    table[..., :9, :] = probability
    table[..., RETIRED, OUT - 1] = 1.0
    table = np.round(table, 9)
    return np.ascontiguousarray(table / table.sum(axis=-1, keepdims=True))
