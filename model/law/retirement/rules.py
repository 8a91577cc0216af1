"""When may a person draw a pension? The tracks of the 2024 Decision, the elective window and the minimum years.

The compiled rules take every parameter of the law, so that a design can move it; the plain functions at the end
answer for the law in force. A month is counted from year 0: 12 * year + month - 1.
"""

from enum import IntEnum
from functools import lru_cache

import numpy as np

from agents.codes import FEMALE
from agents.compiled import rule
from model.law.coverage.rules import OLDER_PRO_RATA

LAW_YEAR = 2025  # year whose law the plain functions state


class Track(IntEnum):
    """Which schedule of the 2024 Decision applies?"""

    MEN = 0
    WOMEN_55 = 1
    WOMEN_50 = 2


MEN, WOMEN_55, WOMEN_50 = range(3)
FLEXIBLE_55, FLEXIBLE_50, FLEXIBLE_BY_HISTORY, FLEXIBLE_AS_MEN = range(4)
TERTIARY, PUBLIC_EMPLOYER, SCHEME_EMPLOYEE, SCHEME_FLEXIBLE = 3, 1, 2, 3


@rule
def retirement_age(birth_month, old_age, first_birth_month, step, cap):
    """Statutory retirement age, months. NPCSC Decision of 2024-09-13; State Council Measures, annexes 1-3.

    From `first_birth_month` on, one month of delay for every `step` months of birth, at most `cap` months.
    """
    later = birth_month - first_birth_month
    if later < 0:
        return old_age
    return old_age + min(cap, later // step + 1)


@rule
def earliest_age(statutory_age, old_age, window):
    """Earliest elective age, months: `window` months before the statutory age, never before the old age."""
    return max(min(old_age, statutory_age), statutory_age - window)


@rule
def minimum_months_in(year, months, rise_from_year, rise_months, cap_months):
    """Contribution months needed for a monthly pension first due in `year`. NPCSC Decision 2024-09-13, art. 2."""
    if year < rise_from_year:
        return months
    return max(months, min(cap_months, months + rise_months * (year - rise_from_year + 1)))


@rule
def track_of(
    sex, education, employer, pension_scheme, employed_months, flexible_women_track, women_equal_men, history_months
):
    """Which track does a person retire on? Code Track. 国发〔1978〕104号; 劳社部发〔2001〕20号.

    A woman is a woman worker 女工人 if she is insured through an employer outside the public sector and has no
    tertiary education; other women retire on the 55 track. `flexible_women_track` says which applies to women who
    pay as flexible workers: 0 the 55 track, 1 the 50 track, 2 the 50 track after `history_months` as an employee,
    3 the men's. `employed_months`: contribution months through an employer.
    """
    if sex != FEMALE or women_equal_men == 1:
        return MEN
    if pension_scheme == SCHEME_FLEXIBLE:
        if flexible_women_track == FLEXIBLE_AS_MEN:
            return MEN
        if flexible_women_track == FLEXIBLE_50:
            return WOMEN_50
        if flexible_women_track == FLEXIBLE_BY_HISTORY and employed_months >= history_months:
            return WOMEN_50
        return WOMEN_55
    if pension_scheme == SCHEME_EMPLOYEE and education != TERTIARY and employer != PUBLIC_EMPLOYER:
        return WOMEN_50
    return WOMEN_55


@rule
def person_track(sex, education, employer, pension_scheme, employed_months, law):
    """Track of a person under a RetirementLaw."""
    return track_of(
        sex, education, employer, pension_scheme, employed_months,
        law.flexible_women_track, law.women_equal_men, law.history_months,
    )  # fmt: skip


@rule
def statutory_age_of(track, birth_month, pension_scheme, law):
    """Statutory retirement age of a track under a RetirementLaw, months; flexible payers may keep the old age."""
    if pension_scheme == SCHEME_FLEXIBLE and law.flexible_keeps_old_ages == 1:
        return law.old_age_months[track]
    return retirement_age(
        birth_month, law.old_age_months[track], law.first_birth_month[track], law.step_months[track],
        law.cap_months[track],
    )  # fmt: skip


@rule
def youngest_age_of(law):
    """Age in months before which nobody claims a pension under a RetirementLaw: its lowest old age of a track."""
    return law.old_age_months.min()


@rule
def minimum_months_of(year, law):
    """Minimum contribution months for a pension first due in `year` under a RetirementLaw."""
    if law.short_career == 2:  # pro rata: one month is enough
        return 1
    return minimum_months_in(
        year, law.minimum_base_months, law.minimum_rise_from_year, law.minimum_rise_months, law.minimum_cap_months
    )


@rule
def person_minimum_months(year, older_entrant, law):
    """Minimum months of a person: one where the law gives a pension pro rata to whom a mandate has bound too late."""
    if older_entrant == 1 and law.older_entrants == OLDER_PRO_RATA:
        return 1
    return minimum_months_of(year, law)


@rule
def claim_month_of(
    january, ready_month, earliest_month, statutory_month, latest_month, may_postpone, luck, early_hazard, late_share
):
    """In which month of the year that starts in `january` does a person claim? -1 if in none.

    `ready_month`: first month in which the minimum contribution months are met. Between `earliest_month` and the
    statutory month people claim at `early_hazard` a year, evenly over its months; at the statutory month, and each
    year after it until `latest_month`, a share `late_share` of those who may postpone does so. 人社部发〔2024〕94号.
    luck: uniform in (0, 1); its low end decides early claims, its high end late ones.
    """
    end = january + 12
    first = max(max(earliest_month, ready_month), january)
    last = min(statutory_month, end)
    if first < last and early_hazard > 0.0:
        wait = luck * 12.0 / early_hazard
        if wait < last - first:
            return first + int(wait)
    due = max(max(statutory_month, ready_month), january)
    if may_postpone and due < latest_month and luck > 1.0 - late_share:
        due = latest_month
    return due if due < end else -1


@rule
def months_in_payment(year, claim_month, months_alive):
    """For how many months of the year is a pension paid that starts in `claim_month`?"""
    first = claim_month - 12 * year
    if first < 0:
        first = 0
    return max(months_alive - first, 0)


@lru_cache(maxsize=1)
def _law_in_force():
    from model.law.parameters import load_law
    from model.law.retirement.law import resolve

    return resolve(load_law().year(LAW_YEAR))


def _plain(result):
    """A Python number for a single value, else the array."""
    return result.item() if np.ndim(result) == 0 else result


def statutory_retirement_age(track, birth_month):
    """At what age, in months, does a person of this track and birth month retire by the law in force?

    track: code Track; birth_month: 12 * year + month - 1. Numbers or arrays, broadcast; int or int64 array.
    IndexError for a track that does not exist. Source: State Council Measures of 2024, annexes 1-3.
    """
    law = _law_in_force()
    track = np.asarray(track, dtype=np.int64)
    delayed = np.vectorize(retirement_age, otypes=[np.int64])
    schedule = (law.old_age_months, law.first_birth_month, law.step_months, law.cap_months)
    return _plain(delayed(np.asarray(birth_month, dtype=np.int64), *(table[track] for table in schedule)))


def minimum_contribution_months(year):
    """How many contribution months does a pension first due in `year` need by the law in force?

    Number or array; int or int64 array. Source: NPCSC Decision of 2024-09-13, art. 2 (180 until 2029, 240 from 2039).
    """
    law = _law_in_force()
    path = (law.minimum_base_months, law.minimum_rise_from_year, law.minimum_rise_months, law.minimum_cap_months)
    return _plain(np.vectorize(minimum_months_in, otypes=[np.int64])(np.asarray(year, dtype=np.int64), *path))
