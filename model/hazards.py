"""How likely is a work injury, and how grave? Occupational hazards, apart from what any law pays for them.

A risk class is an employer type, a kind of work without a platform, or a platform sector. Figures and sources are in
`data/injury_hazards.yaml`. Platform work counts by orders: a rider with half the orders of a full-time year bears half
the yearly hazard, so hazards follow work when a design changes how much people ride.
"""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from agents.codes import (
    CASUAL,
    EMPLOYEE,
    PLATFORM,
    PUBLIC,
    SECTORS,
    SELF_EMPLOYED,
    Employer,
)
from agents.compiled import rule, stage

FILE = Path(__file__).resolve().parent / "data" / "injury_hazards.yaml"
EMPLOYERS = tuple(employer.name.lower() for employer in Employer)
FLEXIBLE = ("self_employed", "casual")
RISK_CLASSES = EMPLOYERS + FLEXIBLE + SECTORS
OUTCOMES = 12  # grades 1 to 10, recognised without a grade, fatal
CLASS_SELF_EMPLOYED, CLASS_CASUAL, FIRST_SECTOR_CLASS = 9, 10, 11


class InjuryRisk(NamedTuple):
    """Hazards and severity by risk class, in the order of `RISK_CLASSES`."""

    rate: np.ndarray  # float64[17] recognised injuries per full-time person-year
    share: np.ndarray  # float64[17, 12] probability of each outcome of a recognised injury
    below: np.ndarray  # float64[17, 12] probability of an outcome before this one


class HazardError(ValueError):
    """The table of hazards is incomplete or not a set of probabilities."""


@lru_cache(maxsize=1)
def load_injury_risk(file: Path = FILE) -> InjuryRisk:
    """Which hazards does the data file state? HazardError for a missing class or shares that do not add to one."""
    from ruamel.yaml import YAML  # slow to load; a run reads the table from the cache

    table = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    return injury_risk(
        rate_per_thousand=_by_class(table, "rate_per_thousand"),
        graded_share=_by_class(table, "graded_share"),
        fatal_share=_by_class(table, "fatal_share"),
        grade_share=np.array(table["grade_share"]["values"], dtype=np.float64),
    )


def injury_risk(rate_per_thousand, graded_share, fatal_share, grade_share) -> InjuryRisk:
    """Which risk do these figures make? Arrays over `RISK_CLASSES`; `grade_share` over grades 1 to 10.

    HazardError when a share leaves [0, 1] or the grades do not add to one.
    """
    if abs(grade_share.sum() - 1.0) > 1e-9 or grade_share.size != 10 or grade_share.min() < 0.0:
        raise HazardError(f"grade shares add to {grade_share.sum():.6g} over {grade_share.size} grades, not 1 over 10")
    ungraded = 1.0 - graded_share - fatal_share
    if min(ungraded.min(), graded_share.min(), fatal_share.min()) < 0.0 or rate_per_thousand.min() < 0.0:
        raise HazardError("a hazard is negative or the graded and fatal shares exceed one")
    share = np.empty((len(RISK_CLASSES), OUTCOMES))
    share[:, :10] = graded_share[:, None] * grade_share
    share[:, 10] = ungraded
    share[:, 11] = fatal_share
    below = np.zeros_like(share)
    below[:, 1:] = np.cumsum(share, axis=1)[:, :-1]
    return InjuryRisk(rate=rate_per_thousand / 1000.0, share=share, below=below)


def _by_class(table, name: str) -> np.ndarray:
    rows = table[name]
    listed = {**rows["employer"], **rows["flexible"], **rows["sector"]}
    missing = [risk_class for risk_class in RISK_CLASSES if risk_class not in listed]
    if missing or len(listed) != len(RISK_CLASSES):
        raise HazardError(f"{name}: needs each of {', '.join(RISK_CLASSES)} once; missing {', '.join(missing)}")
    return np.array([listed[risk_class] for risk_class in RISK_CLASSES], dtype=np.float64)


@rule
def risk_class(status, employer, sector):
    """Which row of the table does this work belong to? Platform sector, flexible kind, else employer type."""
    if status == PLATFORM:
        return FIRST_SECTOR_CLASS + sector
    if status == SELF_EMPLOYED:
        return CLASS_SELF_EMPLOYED
    if status == CASUAL:
        return CLASS_CASUAL
    return np.int64(employer)


@rule
def exposure(status, months_worked, orders_year, orders_full_time):
    """Which part of a full-time year was worked? By orders on platforms, by months elsewhere, none outside work."""
    if status == PLATFORM:
        return orders_year / orders_full_time
    if status == EMPLOYEE or status == PUBLIC or status == SELF_EMPLOYED or status == CASUAL:
        return months_worked / 12.0
    return 0.0


@rule
def outcome_of(draw, below):
    """Which outcome, 0 to 11, does this uniform choose? `below` are the cumulated shares of one class."""
    outcome = 0
    for k in range(1, OUTCOMES):
        if draw >= below[k]:
            outcome = k
    return outcome


@stage
def be_injured(
    status, employer, platform, months_alive, months_worked, orders_year, platforms, risk, u_injury, u_grade,
    injury_hazard, injured,
):  # fmt: skip
    """Who is injured at work this year, and with which outcome? Injuries count whether insured or not.

    Farmers and persons out of work have no occupational hazard here. `injured` is the grade 1 to 10, 11 without a
    grade, 12 fatal; `injury_hazard` is the probability that it is not 0.
    """
    workers = np.empty(status.size, dtype=np.uint32)  # their rows
    count = 0
    for i in range(status.size):
        injury_hazard[i] = 0.0
        injured[i] = 0
        workers[count] = i
        count += 1 if (months_alive[i] > 0) & (months_worked[i] > 0) else 0
    for n in range(count):
        i = workers[n]
        on_platform = status[i] == PLATFORM and platform[i] >= 0
        sector = platforms.sector[platform[i]] if on_platform else 0
        full_time = platforms.orders_full_time[platform[i]] if on_platform else 1.0
        k = risk_class(status[i], employer[i], sector)
        hazard = min(risk.rate[k] * exposure(status[i], months_worked[i], orders_year[i], full_time), 0.5)
        injury_hazard[i] = hazard
        if u_injury[i] < hazard:
            injured[i] = 1 + outcome_of(u_grade[i], risk.below[k])
