"""Which group of the law, which class of choice and which circle of peers does a person belong to this year?"""

import numpy as np

from agents.codes import (
    CASUAL,
    EMPLOYEE,
    FARMER,
    GROUP_CASUAL,
    GROUP_EMPLOYEE,
    GROUP_NONE,
    GROUP_PLATFORM,
    GROUP_PUBLIC,
    GROUP_SELF_EMPLOYED,
    PLATFORM,
    PUBLIC,
    SELF_EMPLOYED,
    UNEMPLOYED,
    Employer,
    Status,
)
from agents.compiled import rule, stage
from agents.enrolment import (
    CLASS_CASUAL,
    CLASS_FARMER,
    CLASS_OUT,
    CLASS_PLATFORM,
    CLASS_SELF_EMPLOYED,
    CLASS_UNEMPLOYED,
    CLASS_UNINSURED,
)
from model.covering import low_digits

PLATFORM_CELLS = 40
FULL_TIME_FROM = 0.65  # of a full-time year; part-timers carry out 0.52 of it at most, full-timers 0.85 at least
OCCASIONAL_BELOW = 0.1  # of a full-time year; occasional workers carry out 0.06 at most, part-timers 0.17 at least
STATUSES = len(Status)
HOUSEHOLD_BUSINESS = int(Employer.HOUSEHOLD_BUSINESS)


@rule
def kind_of_work(status, intensity):
    """Which kind of flexible work is it to an office that looks for it in a list? A place in DEFINITION_KINDS."""
    if status == SELF_EMPLOYED:
        return 3
    if status == CASUAL:
        return 4
    return 0 if intensity >= FULL_TIME_FROM else (1 if intensity >= OCCASIONAL_BELOW else 2)


@stage
def classify(
    status, employer, province, platform, intensity, income_year, months_alive, u_taste_10, law_coverage, platforms,
    group, choice_class, peer_cell, definition_case,
):  # fmt: skip
    """Insurance group of the year, class of choice, and the cell whose members are a person's peers.

    The definition of the law misses a share of the flexible workers of each kind: they may still enrol as individuals,
    but the rules for flexible workers do not reach them. A functional definition asks besides whether last year's
    earnings were a basic living (who had none begins, and is inside), and takes in a share of the employees of
    household businesses, whose work looks like theirs. A wider test of employment makes employees of full-time platform
    workers, with the chance that their platform's contracts leave.
    """
    missed = law_coverage.missed
    functional = law_coverage.functional_definition == 1
    living_year = 12.0 * law_coverage.living_income_month if functional else 0.0
    taken_in = law_coverage.inclusion_error if functional else 0.0
    looked = taken_in > 0.0
    group_of, class_of = np.full(STATUSES, GROUP_NONE), np.full(STATUSES, CLASS_OUT)
    trade_of = np.full(STATUSES, 3)
    group_of[EMPLOYEE], class_of[EMPLOYEE], trade_of[EMPLOYEE] = GROUP_EMPLOYEE, CLASS_UNINSURED, 2
    group_of[PUBLIC], class_of[PUBLIC], trade_of[PUBLIC] = GROUP_PUBLIC, -1, 2
    group_of[PLATFORM], class_of[PLATFORM], trade_of[PLATFORM] = GROUP_PLATFORM, CLASS_PLATFORM, 0
    group_of[SELF_EMPLOYED], class_of[SELF_EMPLOYED] = GROUP_SELF_EMPLOYED, CLASS_SELF_EMPLOYED
    trade_of[SELF_EMPLOYED] = 0
    group_of[CASUAL], class_of[CASUAL], trade_of[CASUAL] = GROUP_CASUAL, CLASS_CASUAL, 1
    class_of[UNEMPLOYED], class_of[FARMER] = CLASS_UNEMPLOYED, CLASS_FARMER
    concerned = np.empty(status.size, dtype=np.uint32)  # rows that the definition may miss or take in
    count = 0
    for i in range(status.size):  # without a branch, which nobody could foresee
        s, alive = status[i], months_alive[i] > 0
        group[i] = group_of[s] if alive else GROUP_NONE
        choice_class[i] = class_of[s] if alive else -1
        definition_case[i] = 0
        here = PLATFORM_CELLS + np.int64(province[i]) * 4 + trade_of[s]
        peer_cell[i] = platform[i] if (s == PLATFORM) & (platform[i] >= 0) else here
        concerned[count] = i
        similar = (s == EMPLOYEE) & (employer[i] == HOUSEHOLD_BUSINESS) & looked
        count += 1 if ((group_of[s] > GROUP_PUBLIC) | similar) & alive else 0
    for n in range(count):
        i = concerned[n]
        s = status[i]
        if s == EMPLOYEE:
            if low_digits(u_taste_10[i]) < taken_in:
                group[i], definition_case[i] = GROUP_CASUAL, 3
            continue
        case = 0
        if u_taste_10[i] >= 1.0 - missed[kind_of_work(s, intensity[i])]:
            case = 2
        elif income_year[i] > 0.0 and income_year[i] < living_year:
            case = 1
        if case > 0:
            group[i], definition_case[i] = GROUP_NONE, case
        full_time = s == PLATFORM and platform[i] >= 0 and intensity[i] >= FULL_TIME_FROM
        if full_time and low_digits(u_taste_10[i]) < platforms.employed_chance[platform[i]]:
            group[i], definition_case[i] = GROUP_EMPLOYEE, 0
