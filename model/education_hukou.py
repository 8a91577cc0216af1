"""Which education and household registration have persons of each age and sex at the end of 2025?

Education is final and goes by birth cohort (`model.demography`); registration (hukou) depends on education and age
by the figures of model/data/education_hukou.csv.
"""

import numpy as np

from agents.codes import Education
from model.demography import education_shares
from model.labour_data import AGES, FIRST_AGE, LAST_AGE, along_age, figure, select
from model.start_year import BASE_YEAR

FILE = "education_hukou.csv"
LEVELS = tuple(level.name.lower() for level in Education)
HUKOU_KINDS = ("urban", "rural")


def education_share(year: int = BASE_YEAR) -> np.ndarray:
    """Which share of an age and sex has which final education in a year? float64[sex, age 16..100, education]."""
    shares = education_shares(year)[:, :, FIRST_AGE : LAST_AGE + 1]
    return np.ascontiguousarray(np.moveaxis(shares, 1, 2))


def school_share() -> np.ndarray:
    """Which share of persons of a final education is still at school? float64[education, age 16..101]."""
    ages = np.append(AGES, AGES[-1] + 1)
    return np.stack([along_age(select(FILE, "in_school", level), ages) / 100.0 for level in LEVELS])


def urban_share(persons: np.ndarray) -> np.ndarray:
    """Which share of an education and age has urban registration? float64[education, age 16..100].

    persons: float64[sex, age, education], the weights with which the national share is met. Its log-odds by
    education and age are shifted by one number.
    """
    raw = np.stack([along_age(select(FILE, "urban_hukou", level)) / 100.0 for level in LEVELS])
    odds = raw / (1.0 - raw)
    target = figure(FILE, "urban_hukou_share", "16+") / 100.0
    weight = persons.sum(axis=0).T / persons.sum()
    low, high = 0.01, 100.0
    for _ in range(60):
        factor = 0.5 * (low + high)
        share = factor * odds / (1.0 + factor * odds)
        low, high = (factor, high) if (share * weight).sum() < target else (low, factor)
    return np.round(share, 12)


def nonlocal_share(rural_share: np.ndarray) -> np.ndarray:
    """Which share of each kind of registration lives away from its place? float64[age 16..100, kind].

    rural_share: float64[age], share of rural registration. Floating rates by age are those of the 2020 census, of
    which the countryside holds a fixed part.
    """
    floating = along_age(select(FILE, "floating", "all")) / 100.0
    rural_part = figure(FILE, "floating_rural", "25-54") / 100.0
    urban = (1.0 - rural_part) * floating / np.maximum(1.0 - rural_share, 0.05)
    rural = rural_part * floating / np.maximum(rural_share, 0.05)
    return np.minimum(np.stack([urban, rural], axis=1), 0.85)
