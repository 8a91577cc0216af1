"""Which employees are enrolled in which branch, and which part of their wage do employers declare?

Employers enrol in a fixed order of branches, so one uniform a person decides all of them: enrolled in a branch if
it lies below the threshold of the branch and the employer type. Thresholds are shares of those who can be insured:
nobody past the old retirement ages joins a branch without a record, employee medical excepted. Figures:
model/data/compliance.csv.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from agents.codes import EMPLOYEE, FEMALE, Branch, Employer
from model.earnings_profile import cross_section, earnings_profile, own_path
from model.labour_data import AGES, by_group, figure, select
from model.start_year import BACKCAST_YEAR, BASE_YEAR, passed_share, start_constants
from model.status_profile import status_profile

FILE = "compliance.csv"
EMPLOYERS = tuple(employer.name.lower() for employer in Employer)
INSURED_BRANCHES = tuple(branch.name.lower() for branch in Branch)[: Branch.RESIDENT_PENSION]
WITHOUT_AGE_LIMIT = (Branch.MEDICAL, Branch.CARE)  # care follows employee medical
OLD_AGE_MEN, OLD_AGE_WOMEN, OLD_AGE_WOMEN_TERTIARY = 60, 50, 55  # those of higher education hold cadres' posts
TERTIARY = 3


class Compliance(NamedTuple):
    """Thresholds of enrolment and declared bases by employer type; type none has zeros."""

    threshold: np.ndarray  # share enrolled, [branch 6, employer 9]
    threshold_by_hukou: np.ndarray  # the same by registration, [kind, branch 6, employer 9]
    base_ratio: np.ndarray  # declared base over wage before limits, [employer 9]
    collected: np.ndarray  # contributions of employees over rate times declared base, [branch 6]


def _by_hukou(threshold: np.ndarray, rural_share: np.ndarray, odds_ratio: float) -> np.ndarray:
    """Thresholds of urban and rural registration with this odds ratio whose mean is `threshold`."""
    low, high = np.zeros_like(threshold), np.ones_like(threshold)
    for _ in range(60):
        urban = 0.5 * (low + high)
        rural = odds_ratio * urban / (1.0 - urban + odds_ratio * urban)
        below = (1.0 - rural_share) * urban + rural_share * rural < threshold
        low, high = np.where(below, urban, low), np.where(below, high, urban)
    # a branch that covers everybody or nobody covers both kinds alike
    even = (threshold <= 0.0) | (threshold >= 1.0)
    return np.where(even, threshold, np.round(np.stack([urban, rural]), 12))


def past_old_age(sex, age, education):
    """Who is above the old retirement age, so that no employer can insure him without a record? bool; age in years."""
    women = np.where(np.asarray(education) == TERTIARY, OLD_AGE_WOMEN_TERTIARY, OLD_AGE_WOMEN)
    return np.asarray(age) > np.where(np.asarray(sex) == FEMALE, women, OLD_AGE_MEN)


def _employees(insurable: bool, year: int = BASE_YEAR) -> np.ndarray:
    """Employees by sex, age, education and registration, persons: all, or those below the old ages."""
    persons = status_profile(year).persons()[..., EMPLOYEE]
    sex, place, education, _ = np.indices(persons.shape)
    past = past_old_age(sex, AGES[place], education) & insurable
    return np.where(past, 0.0, persons)


def _heads(insurable: bool, year: int = BASE_YEAR) -> np.ndarray:
    """The same persons by education, registration and employer type."""
    return _employees(insurable, year).sum(axis=(0, 1))[..., None] * earnings_profile().employer_share


def rural_share_of_types(insurable: bool = True, year: int = BASE_YEAR) -> np.ndarray:
    """Which share of the employees of each employer type has rural registration? float64[employer].

    insurable: only those below the old retirement ages
    """
    heads = _heads(insurable, year)
    return heads[:, 1].sum(axis=0) / np.maximum(heads.sum(axis=(0, 1)), 1.0)


def _fewer(threshold: np.ndarray, heads: np.ndarray, insured: float) -> np.ndarray:
    """Thresholds by employer type, shifted by one odds ratio so that so many of these employees are enrolled."""
    low, high = 1e-4, 1e4
    for _ in range(80):
        odds = np.sqrt(low * high)
        shifted = odds * threshold / (1.0 - threshold + odds * threshold)
        low, high = (low, odds) if (heads * shifted).sum() > insured else (odds, high)
    return np.round(shifted, 12)


@cache
def _odds_of_2015() -> np.ndarray:
    """How do the odds to be enrolled in each branch at the end of 2015 compare with 2025? float64[branch 6]."""
    past, late = start_constants(BACKCAST_YEAR), compliance_tables().threshold
    odds = np.ones(len(late))
    outside = slice(int(Employer.STATE_OWNED), None)
    for branch, name in enumerate(INSURED_BRANCHES):
        insured = past["insured_employees_medical" if name == "care" else f"insured_employees_{name}"] * 1e6
        heads = employees_by_type(branch not in WITHOUT_AGE_LIMIT, BACKCAST_YEAR)[outside]
        then, now = _fewer(late[branch, outside], heads, insured), late[branch, outside]
        k = int(Employer.COMPANY) - outside.start
        odds[branch] = then[k] / (1.0 - then[k]) * (1.0 - now[k]) / now[k]
    return odds


@cache
def compliance_in(year: int) -> Compliance:
    """The same in a year from 2015 to 2025: the log-odds to be enrolled rise in a straight line from 2015 on.

    Public employers enrol as in 2025; bases and collection stay.
    """
    tables = compliance_tables()
    if year == BASE_YEAR:
        return tables
    odds = np.exp((1.0 - passed_share(year)) * np.log(_odds_of_2015()))[:, None]
    threshold = odds * tables.threshold / (1.0 - tables.threshold + odds * tables.threshold)
    threshold[:, Employer.PUBLIC] = tables.threshold[:, Employer.PUBLIC]
    rural = [rural_share_of_types(branch not in WITHOUT_AGE_LIMIT, year) for branch in range(len(threshold))]
    by_hukou = _by_hukou(threshold, np.stack(rural), figure(FILE, "rural_odds", "pension"))
    return tables._replace(threshold=np.round(threshold, 12), threshold_by_hukou=by_hukou)


@cache
def compliance_tables() -> Compliance:
    """Which share of employees is enrolled by branch and employer type, and on which part of the wage?"""
    rows = {(row.group, row.second): row.value / 100.0 for row in select(FILE, "enrolled")}
    threshold = np.array(
        [[rows.get((branch, employer), 0.0) for employer in EMPLOYERS] for branch in INSURED_BRANCHES]
    )
    rural = np.stack([rural_share_of_types(branch not in WITHOUT_AGE_LIMIT) for branch in range(len(threshold))])
    by_hukou = _by_hukou(threshold, rural, figure(FILE, "rural_odds", "pension"))
    base_ratio = by_group(FILE, "base_ratio", EMPLOYERS, missing=0.0)
    collected = by_group(FILE, "collected", INSURED_BRANCHES, missing=1.0)
    return Compliance(threshold, by_hukou, base_ratio, collected)


def employees_by_type(insurable: bool = True, year: int = BASE_YEAR) -> np.ndarray:
    """How many employees has each employer type outside the public sector? persons, float64[employer].

    insurable: only those below the old retirement ages
    """
    return _heads(insurable, year).sum(axis=(0, 1))


def mean_declared_base() -> np.ndarray:
    """What do employers declare on average in 2025, in yuan a month and within the limits? float64[employer].

    Closed form: pay is lognormal within a cell of the status profile, and a clipped lognormal has a known mean.
    """
    from scipy.stats import norm  # only this closed form needs it, and it is slow to import

    pay = earnings_profile()
    ratio = compliance_tables().base_ratio
    wage = figure(FILE, "target", "average_wage")
    low, high = (wage * figure(FILE, "target", f"base_{limit}") for limit in ("floor", "ceiling"))
    centre = np.moveaxis(cross_section(*own_path()), 1, 2)[..., None] + pay.log_hukou
    variance = pay.ability_deviation**2 + pay.shock_deviation**2 + pay.transitory_deviation[:, None] ** 2
    spread = np.sqrt(variance[EMPLOYEE])[None, :, None, None]
    weight = _employees(insurable=True)
    means = np.zeros(len(EMPLOYERS))
    for k in range(int(Employer.STATE_OWNED), len(EMPLOYERS)):
        mu = centre + pay.log_employer[k] + np.log(ratio[k]) - 0.5 * spread**2
        a, b = (np.log(low) - mu) / spread, (np.log(high) - mu) / spread
        inside = np.exp(mu + 0.5 * spread**2) * (norm.cdf(b - spread) - norm.cdf(a - spread))
        mean = low * norm.cdf(a) + inside + high * norm.cdf(-b)
        part = weight * pay.employer_share[..., k]
        means[k] = (mean * part).sum() / part.sum()
    return means


def enterprise_contributions() -> float:
    """How much do enterprises and their employees pay into the employee pension in 2025? Yuan, expected."""
    heads = employees_by_type() * compliance_tables().threshold[Branch.PENSION]
    rate, months = figure(FILE, "target", "pension_rate"), figure(FILE, "target", "months_paid")
    return float((heads * mean_declared_base()).sum() * rate * months)
