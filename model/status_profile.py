"""How are persons of 16 and over spread over the ten labour statuses at the end of 2025, or of a year before?

Band shares of model/data/status_profile.csv are made smooth in single years of age, scaled to the totals of the
file, and raked to the education and registration of each status: the least change of a product form that meets
the margins (iterative proportional fitting).
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from agents.codes import EMPLOYEE, OUT, RETIRED, STUDENT, UNEMPLOYED, Status
from model.cohorts import population_at_end
from model.demography import education_shares
from model.education_hukou import LEVELS, education_share, nonlocal_share, school_share, urban_share
from model.labour_data import AGES, along_age, by_group, figure, select
from model.start_year import BACKCAST_YEAR, BASE_YEAR, passed_share, start_constants

FILE, EDUCATION_FILE = "status_profile.csv", "education_hukou.csv"
SEXES = ("male", "female")
STATUSES = tuple(status.name.lower() for status in Status)
STATES = ("formal", "other", "public", "platform", "self_employed", "casual", "farmer", "unemployed")
STATUS_OF_STATE = (1, 1, 2, 3, 4, 5, 6, 7)
RAKED = (*range(EMPLOYEE, UNEMPLOYED + 1), RETIRED)
ROUNDS = 300


class StatusProfile(NamedTuple):
    """The joint distribution of persons of 16 and over by sex, age 16..100, education, registration and status."""

    population: np.ndarray  # persons, [sex, age]
    education_share: np.ndarray  # [sex, age, education], sums to one
    urban_share: np.ndarray  # [education, age], share with urban registration
    nonlocal_share: np.ndarray  # [age, kind], share living away from the place of registration
    status_share: np.ndarray  # [sex, age, education, kind, status], sums to one

    def persons(self) -> np.ndarray:
        """How many persons are in each cell? float64[sex, age, education, kind, status]."""
        return self.cells()[..., None] * self.status_share

    def cells(self) -> np.ndarray:
        """How many persons have each sex, age, education and kind of registration? float64[2, 85, 4, 2]."""
        return self.population[..., None, None] * self.education_share[..., None] * self.kind_share()

    def kind_share(self) -> np.ndarray:
        """Which share has urban and rural registration? float64[1, age, education, kind]."""
        urban = self.urban_share.T[None]
        return np.stack([urban, 1.0 - urban], axis=-1)


def _state_shares(farmer_age_shift: float) -> np.ndarray:
    """Shares of persons not at school by working state, unscaled: float64[sex, age, state].

    farmer_age_shift: by how many years farmers are younger than in 2025
    """
    shares = np.empty((2, AGES.size, len(STATES)))
    for s, sex in enumerate(SEXES):
        for k, state in enumerate(STATES):
            bands = select(FILE, "share", state, sex)
            if state in ("formal", "public"):
                # claims cut the number of job holders in steps at the legal ages: interpolate what is left of them
                stay = 1.0 - along_age(select(FILE, "claimed", state, sex)) / 100.0
                held = [
                    row._replace(value=row.value / stay[(row.age_from <= AGES) & (row.age_to >= AGES)].mean())
                    for row in bands
                ]
                shares[s, :, k] = along_age(held) * stay / 100.0
            else:
                ages = AGES + farmer_age_shift if state == "farmer" else AGES
                shares[s, :, k] = along_age(bands, ages) / 100.0
    return shares


class Totals(NamedTuple):
    """Persons by working state, retired persons, and by how many years farmers are younger than in 2025."""

    states: np.ndarray  # persons, in the order of STATES
    retired: float
    farmer_age_shift: float


def _totals(year: int) -> Totals:
    """Totals at the end of a year from 2015 to 2025: those of the two start years, and a straight line between them."""
    late = Totals(by_group(FILE, "persons", STATES) * 1e4, figure(FILE, "persons", "retired") * 1e4, 0.0)
    if year == BASE_YEAR:
        return late
    past, share = start_constants(BACKCAST_YEAR), passed_share(year)
    states = np.array([past[f"persons_{state}"] for state in STATES]) * 1e6
    early = Totals(states, past["persons_retired"] * 1e6, past["farmer_age_shift"])
    return Totals(*((1.0 - share) * old + share * new for old, new in zip(early, late, strict=True)))


def _by_age(population: np.ndarray, at_school: np.ndarray, totals: Totals, year: int) -> np.ndarray:
    """Persons by sex, age and status that meet the totals; out of the labour force is the rest."""
    counts = np.zeros((2, AGES.size, len(STATUSES)))
    outside = population - at_school
    working = _state_shares(totals.farmer_age_shift) * outside[..., None]
    retired = np.stack([along_age(select(FILE, "retired", "retired", sex)) for sex in SEXES]) / 100.0
    retired *= totals.retired / (retired * population).sum()
    counts[..., RETIRED] = retired * population
    if year == BASE_YEAR:
        working *= totals.states / working.sum(axis=(0, 1))
    else:
        working = _fit_ages(working, outside - counts[..., RETIRED], totals.states)
    for k, status in enumerate(STATUS_OF_STATE):
        counts[..., status] += working[..., k]
    counts[..., STUDENT] = at_school
    counts[..., OUT] = population - counts.sum(axis=2)
    if counts.min() < 0.0:
        raise ValueError("the totals of the status profile leave fewer than nobody out of the labour force")
    return counts


def _fit_ages(working: np.ndarray, room: np.ndarray, states: np.ndarray) -> np.ndarray:
    """Persons by sex, age and working state nearest to `working` that leave nobody out who is not there.

    room: persons of a sex and age who neither study nor are retired. Those out of the labour force are a state like
    the others, with the shares by age of 2025 as prior and what the totals leave as total.
    """
    profile = status_profile(BASE_YEAR)
    persons = profile.persons().sum(axis=(2, 3))
    free = persons.sum(axis=2) - persons[..., STUDENT] - persons[..., RETIRED]
    idle = persons[..., OUT] / np.maximum(free, 1.0) * room
    fitted = np.concatenate([working, idle[..., None]], axis=2)
    totals = np.append(states, room.sum() - states.sum())
    for _ in range(ROUNDS):
        fitted *= totals / fitted.sum(axis=(0, 1))
        fitted *= (room / np.maximum(fitted.sum(axis=2), 1e-9))[..., None]
    return fitted[..., :-1]


def _rake(seed: np.ndarray, cells: np.ndarray, by_age: np.ndarray, schooling: np.ndarray | None) -> np.ndarray:
    """The counts nearest to `seed` with these cells, ages by status, and education and registration of statuses.

    schooling: float64[education], how the share of each education compares with 2025, where it does not equal it
    """
    names = [STATUSES[j] for j in RAKED]
    totals = by_age.sum(axis=(0, 1))[list(RAKED)]
    rows = {(row.group, row.second): row.value / 100.0 for row in select(EDUCATION_FILE, "education_of")}
    education = totals[:, None] * np.array([[rows[name, level] for level in LEVELS] for name in names])
    if schooling is not None:
        education *= schooling
        education *= (totals / education.sum(axis=1))[:, None]
    rural = by_group(EDUCATION_FILE, "rural_of", tuple(names)) / 100.0
    kind = totals[:, None] * np.stack([1.0 - rural, rural], axis=1)
    counts = seed.copy()
    raked = list(RAKED)
    for _ in range(ROUNDS):
        factor = np.ones((len(STATUSES), len(LEVELS)))
        factor[raked] = education / counts.sum(axis=(0, 1, 3)).T[raked]
        counts *= factor.T[None, None, :, None, :]
        factor = np.ones((len(STATUSES), 2))
        factor[raked] = kind / counts.sum(axis=(0, 1, 2)).T[raked]
        counts *= factor.T[None, None, None, :, :]
        counts *= (by_age / np.maximum(counts.sum(axis=(2, 3)), 1e-9))[:, :, None, None, :]
        counts *= (cells / np.maximum(counts.sum(axis=4), 1e-9))[..., None]
    return counts


def _schooling(year: int) -> np.ndarray | None:
    """How does the share of each final education compare with 2025? float64[education]; None in 2025."""
    if year == BASE_YEAR:
        return None
    shares = []
    for at in (year, BASE_YEAR):
        persons = population_at_end(at)[:, AGES, None] * education_share(at)
        shares.append(persons.sum(axis=(0, 1)) / persons.sum())
    return shares[0] / shares[1]


@cache
def status_profile(year: int = BASE_YEAR) -> StatusProfile:
    """How many of each sex, age, education and registration are in which status at the end of a year, 2015 to 2025?"""
    population = population_at_end(year)[:, AGES]
    education = education_share(year)
    school = school_share()[:, :-1]
    urban = urban_share(population[..., None] * education)
    rural = 1.0 - (education.mean(axis=0) * urban.T).sum(axis=1)
    blank = np.zeros((2, AGES.size, len(LEVELS), 2, len(STATUSES)))
    profile = StatusProfile(population, education, urban, nonlocal_share(rural), blank)
    cells = profile.cells()
    students = cells * school.T[None, :, :, None]
    by_age = _by_age(population, students.sum(axis=(2, 3)), _totals(year), year)
    outside = by_age.copy()
    outside[..., STUDENT] = 0.0
    left = cells - students
    seed = outside[:, :, None, None, :] * (left / left.sum(axis=(2, 3), keepdims=True))[..., None]
    counts = _rake(seed, left, outside, _schooling(year))
    counts[..., STUDENT] = students
    share = np.round(counts / cells[..., None], 10)
    return profile._replace(status_share=share / share.sum(axis=4, keepdims=True))


def persons_by_education(year: int) -> np.ndarray:
    """How many live at the end of a year, 2015 to 2160? Persons, float64[sex, age 16..100, education]."""
    shares = np.moveaxis(education_shares(year)[:, :, AGES], 1, 2)
    return population_at_end(year)[:, AGES, None] * shares


def employed_persons() -> float:
    """How many persons work at the end of 2025, by the published total of the file?"""
    return figure(FILE, "memo", "employed") * 1e4
