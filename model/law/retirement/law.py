"""Which retirement rules hold in a year? The law's parameters as compiled stages read them."""

from typing import NamedTuple

import numpy as np

from agents.compiled import plain
from model.law.coverage.rules import OLDER_EXEMPT, OLDER_PAY_ON, OLDER_PRO_RATA
from model.law.retirement.rules import minimum_months_in

OLDER_ENTRANTS = {"exempt": OLDER_EXEMPT, "pay_on": OLDER_PAY_ON, "pro_rata": OLDER_PRO_RATA}
TRACKS = ("men", "women_55", "women_50")
WOMEN_TRACKS = ("women_55", "women_50", "by_history", "men")
TO_RESIDENT_SCHEME = 0  # place in the next line
SHORT_CAREERS = ("resident_scheme", "refund", "pro_rata")


class RetirementLaw(NamedTuple):
    """Retirement law of one year. Arrays are by Track; ages, steps and windows in months."""

    old_age_months: np.ndarray  # int64[3]
    first_birth_month: np.ndarray  # int64[3], months since year 0
    step_months: np.ndarray  # int64[3]
    cap_months: np.ndarray  # int64[3]
    minimum_months: int  # contribution months needed for a pension first due in this year
    minimum_base_months: int
    minimum_rise_from_year: int
    minimum_rise_months: int
    minimum_cap_months: int
    early_window: int
    late_window: int
    flexible_women_track: int  # 0 the 55 track, 1 the 50 track, 2 by contribution history, 3 as men
    history_months: int
    flexible_keeps_old_ages: int
    women_equal_men: int
    pay_on_months: int
    short_career: int  # 0 to the resident scheme, 1 refund, 2 pro rata pension
    older_entrants: int  # whom a mandate has bound too late for the minimum: 0 exempt, 1 pays on, 2 pro rata
    disability_allowance: int


def resolve(p, context=None) -> RetirementLaw:
    """Which retirement law do the parameters `p` of a year make? Of `context` only the year is read, if given.

    What a mandate says of older entrants is read from coverage law; it concerns nobody else.
    """
    year = context.year if context is not None else p.year
    base, rise_from = int(p["retirement.minimum.months"]), int(p["retirement.minimum.rise_from_year"])
    rise, cap = int(p["retirement.minimum.rise_months"]), int(p["retirement.minimum.cap_months"])
    return RetirementLaw(
        old_age_months=_months(p, "old_age"),
        first_birth_month=_months(p, "first_birth_month"),
        step_months=_months(p, "step"),
        cap_months=_months(p, "cap"),
        minimum_months=int(plain(minimum_months_in)(year, base, rise_from, rise, cap)),
        minimum_base_months=base,
        minimum_rise_from_year=rise_from,
        minimum_rise_months=rise,
        minimum_cap_months=cap,
        early_window=int(p["retirement.early_window"]),
        late_window=int(p["retirement.late_window"]),
        flexible_women_track=WOMEN_TRACKS.index(p["retirement.flexible_women_track"]),
        history_months=int(p["retirement.history_months"]),
        flexible_keeps_old_ages=int(p["retirement.flexible_keeps_old_ages"]),
        women_equal_men=int(p["retirement.women_equal_men"]),
        pay_on_months=int(p["retirement.pay_on_months"]),
        short_career=SHORT_CAREERS.index(p["retirement.short_career"]),
        older_entrants=OLDER_ENTRANTS[p.get("coverage.older_entrants", "pay_on")],
        disability_allowance=int(p["retirement.disability_allowance"]),
    )


def _months(p, name: str) -> np.ndarray:
    return np.rint(p.by(f"retirement.{name}", TRACKS)).astype(np.int64)
