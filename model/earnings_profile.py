"""What do people earn at the end of 2025, by status, employer type, sex, education, registration and age?

Index and level figures of model/data/earnings_profile.csv become additive tables of log points. The levels are
solved so that the mean over the status profile is the published or assumed mean of each employer type and status.
The cross-section falls after 35 mostly because older cohorts earn less, so a person's own path is steeper: the
difference is a cohort term in the year of birth.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from agents.codes import CASUAL, EMPLOYEE, FARMER, PLATFORM, PUBLIC, SELF_EMPLOYED, Employer
from model.education_hukou import BASE_YEAR, HUKOU_KINDS, LEVELS
from model.labour_data import AGES, FIRST_AGE, along_age, by_group, figure, select
from model.status_profile import SEXES, STATUSES, StatusProfile, status_profile

FILE = "earnings_profile.csv"
EMPLOYERS = tuple(employer.name.lower() for employer in Employer)
FIRST_TYPE = int(Employer.STATE_OWNED)
WORK_ENTRY_AGE = 18
COHORT_AGES = (30, 55)
FORMAL = (EMPLOYEE, PUBLIC)
ROUNDS = 200


class EarningsProfile(NamedTuple):
    """Additive tables of log monthly pay in yuan of 2025, and the variances of what persons add to them."""

    log_profile: np.ndarray  # [sex, education, age]
    cohort_growth: np.ndarray  # [sex, education], log points per year of birth between the cohorts of 30 and 55
    log_hukou: np.ndarray  # [kind]
    log_employer: np.ndarray  # [employer type]
    log_status: np.ndarray  # [status, age], half the variance of the person's part taken off
    employer_share: np.ndarray  # [education, kind, employer type], of employees
    ability_deviation: float
    persistence: float
    innovation_deviation: np.ndarray  # [status]
    transitory_deviation: np.ndarray  # [status]
    shock_deviation: np.ndarray  # [status, age], of the persistent component after a career in the status
    platform_ability: float
    log_platform: np.ndarray  # [age], minus half the variance of a platform worker's pay per order


def own_path() -> tuple[np.ndarray, np.ndarray]:
    """How does a person's own pay run with age, and how much more does each later cohort earn?

    float64[sex, education, age] in log points and float64[sex, education] in log points per year of birth.
    """
    ages = AGES.astype(np.float64)
    linear, quadratic = (figure(FILE, "experience", name) for name in ("linear", "quadratic"))
    level = np.log(by_group(FILE, "education_level", LEVELS))
    low, high = COHORT_AGES
    paths = np.empty((2, len(LEVELS), AGES.size))
    growth = np.empty((2, len(LEVELS)))
    for s, sex in enumerate(SEXES):
        for e, name in enumerate(LEVELS):
            shape = "lower_secondary" if name == "primary" else name
            cross = np.log(along_age(select(FILE, "index", shape, sex)))
            years = np.array([low, high]) - figure(FILE, "entry_age", shape)
            experience = linear * years + quadratic * years**2
            observed = cross[high - FIRST_AGE] - cross[low - FIRST_AGE]
            growth[s, e] = max(experience[1] - experience[0] - observed, 0.0) / (high - low)
            paths[s, e] = level[e] + cross + growth[s, e] * (np.clip(ages, low, high) - low)
    return paths, growth


def cross_section(paths: np.ndarray, growth: np.ndarray) -> np.ndarray:
    """What is the log index of each age in the base year? float64[sex, education, age]."""
    low, high = COHORT_AGES
    return paths - growth[..., None] * (np.clip(AGES, low, high) - low)


def employer_shares(profile: StatusProfile) -> np.ndarray:
    """Which share of employees of an education and registration works where? float64[education, kind, employer]."""
    names = EMPLOYERS[FIRST_TYPE:]
    heads = by_group(FILE, "employer_heads", names)
    rows = {(row.group, row.second): row.value / 100.0 for row in select(FILE, "employer_education")}
    education = np.array([[rows[name, level] for level in LEVELS] for name in names])
    rural = by_group(FILE, "employer_rural", names) / 100.0
    joint = heads[:, None, None] * education[..., None] * np.stack([1.0 - rural, rural], axis=1)[:, None, :]
    cells = profile.persons()[..., EMPLOYEE].sum(axis=(0, 1)) / 1e4
    heads = heads * cells.sum() / heads.sum()
    for _ in range(ROUNDS):
        joint *= (heads / joint.sum(axis=(1, 2)))[:, None, None]
        joint *= cells / joint.sum(axis=0)
    share = np.zeros((len(LEVELS), 2, len(EMPLOYERS)))
    share[..., FIRST_TYPE:] = np.round(np.moveaxis(joint / cells, 0, -1), 10)
    return share / share.sum(axis=-1, keepdims=True)


def _levels(profile: StatusProfile, log_index: np.ndarray, shares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Log levels by employer type and by status at which the means of the file are met."""
    persons = profile.persons()
    index = np.exp(np.moveaxis(log_index, 1, 2))[..., None] * by_group(FILE, "hukou_level", HUKOU_KINDS)
    by_employer, by_status = np.zeros(len(EMPLOYERS)), np.zeros(len(STATUSES))
    for k, name in enumerate(EMPLOYERS):
        if k == 0:
            continue
        part = persons[..., PUBLIC] if k == Employer.PUBLIC else persons[..., EMPLOYEE] * shares[..., k]
        by_employer[k] = np.log(figure(FILE, "wage_employer", name) * part.sum() / (part * index).sum())
    for status in (SELF_EMPLOYED, CASUAL, FARMER):
        part = persons[..., status]
        mean = figure(FILE, "wage_status", STATUSES[status])
        by_status[status] = np.log(mean * part.sum() / (part * index).sum())
    return by_employer, by_status


@cache
def earnings_profile() -> EarningsProfile:
    """What are the tables from which a person's pay follows? Levels are those of the status profile's workers."""
    profile = status_profile()
    paths, growth = own_path()
    shares = employer_shares(profile)
    by_employer, by_status = _levels(profile, cross_section(paths, growth), shares)
    persistence = figure(FILE, "shock", "persistence")
    ability = figure(FILE, "shock", "ability")
    formal = np.isin(np.arange(len(STATUSES)), FORMAL)
    innovation = np.where(formal, *(figure(FILE, "shock", f"innovation_{kind}") for kind in ("formal", "flexible")))
    transitory = np.where(formal, *(figure(FILE, "shock", f"transitory_{kind}") for kind in ("formal", "flexible")))
    transitory[PLATFORM] = figure(FILE, "shock", "transitory_platform")
    years = np.maximum(AGES - WORK_ENTRY_AGE, 1)
    grown = (1.0 - persistence ** (2.0 * years)) / (1.0 - persistence**2)
    shock = innovation[:, None] * grown
    half = 0.5 * (ability + shock + transitory[:, None])
    part = figure(FILE, "platform_ability", "all")
    platform_half = 0.5 * (part**2 * (ability + shock[PLATFORM]) + transitory[PLATFORM])
    return EarningsProfile(
        log_profile=np.round(paths, 12),
        cohort_growth=np.round(growth, 12),
        log_hukou=np.round(np.log(by_group(FILE, "hukou_level", HUKOU_KINDS)), 12),
        log_employer=np.round(by_employer, 12),
        log_status=np.round(by_status[:, None] - half, 12),
        employer_share=shares,
        ability_deviation=round(float(np.sqrt(ability)), 12),
        persistence=persistence,
        innovation_deviation=np.round(np.sqrt(innovation), 12),
        transitory_deviation=np.round(np.sqrt(transitory), 12),
        shock_deviation=np.round(np.sqrt(shock), 12),
        platform_ability=part,
        log_platform=np.round(-platform_half, 12),
    )


def birth_year_of_first_cohort() -> int:
    """In which year was the youngest cohort born that the cohort term compares with? Later ones earn the same."""
    return BASE_YEAR - COHORT_AGES[0]
