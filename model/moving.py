"""Who lives in another province from this year on? Moves out, onward and home, and what people expect of them."""

import numpy as np

from agents.compiled import rule, stage
from agents.work import age_index, drawn_from

LOCAL, AWAY_WITHIN, AWAY = range(3)
BELOW_ONE = 1.0 - 1e-9


@rule
def whereabouts(hukou, province, home_province):
    """Local, away from the registration within its province, or in another province?"""
    return AWAY if province != home_province else hukou & 1


@stage
def migrate(
    months_alive, status, age_months, home_province, u_migrate, migration, hukou, province, ability, moved_from,
    transfer_draw,
):  # fmt: skip
    """Where a person lives from this year on, by last year's status and his age at the end of that year.

    Pay follows the province. One uniform decides whether, how far and where to, and what is left of it whether the
    record is transferred. Only who changes province has left one: `moved_from`, -1 for the others.
    """
    for i in range(status.size):
        moved_from[i] = -1
    for i in range(status.size):
        transfer_draw[i] = 0.0
    possible = np.empty(status.size, dtype=np.uint32)  # rows of those whom the highest hazard would move
    count = 0
    for i in range(status.size):
        possible[count] = i
        count += 1 if (u_migrate[i] < migration.highest_hazard) & (months_alive[i] > 0) else 0
    for k in range(count):
        i = possible[k]
        home = home_province[i]
        here = province[i]
        w = whereabouts(hukou[i], here, home)
        kind = hukou[i] >> 1
        a = age_index(age_months[i] - 6)
        hazard = migration.hazard[w, kind, status[i], a] * (migration.home_factor[home] if w == LOCAL else 1.0)
        if u_migrate[i] >= hazard:
            continue
        left = min(u_migrate[i] / hazard, BELOW_ONE)
        if w == AWAY:
            far = migration.return_share[kind, status[i], a]
            if left < far:
                goal = home
                left = left / far
            else:
                goal, left = drawn_from(migration.destination[home], (left - far) / (1.0 - far))
        else:
            goal = home
            far = migration.leaves_share[home]
            if w == LOCAL and left < far:
                goal, left = drawn_from(migration.destination[home], left / far)
        away = 1 if (goal != home or w == LOCAL) else 0
        hukou[i] = 2 * kind + away
        if goal != here:
            ability[i] += migration.log_wage[goal] - migration.log_wage[here]
            province[i] = goal
            moved_from[i] = here
            transfer_draw[i] = left


@stage
def foresee_moves(status, age_months, hukou, province, home_province, migration, record_loss):
    """Share of the pension months promised today that a person expects to lose by moves between provinces."""
    for i in range(status.size):
        w = whereabouts(hukou[i], province[i], home_province[i])
        record_loss[i] = migration.record_loss[w, hukou[i] >> 1, status[i], age_index(age_months[i])]
