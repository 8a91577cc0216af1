"""Who dies, who gives birth? Yearly probabilities by age and sex, and how persons differ at the same age.

Multipliers by education, household registration, health and need of care have mean one at every age and sex in the
population that the model expects, so that sums follow `model.cohorts`. They are frozen: no alignment to totals happens
inside a run, which would move persons whom a design does not touch.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from agents.codes import FEMALE, LIVING, STUDENT
from agents.compiled import rule, stage
from agents.elementary import exp
from model.cohorts import children_under_16, fertility
from model.health import OLDEST, care_course, frailty
from model.tables import read_constants, read_rows
from model.vital_rates import AGES, FIRST_YEAR, LAST_YEAR, yearly_mortality

EDUCATIONS = ("primary", "lower_secondary", "upper_secondary", "tertiary")
CENSUS_YEAR = 2020
YOUNGER_AGE, OLDER_AGE = 59, 85  # ages at which relative mortality by education is stated
FIRST_FERTILE, LAST_FERTILE = 15, 49


class Demography(NamedTuple):
    """Death and birth in one year. Ages are completed years at mid-year; multipliers have mean one."""

    death_probability: np.ndarray  # float64[2, 111] by sex and age; 1 at the last age
    education_multiplier: np.ndarray  # float64[2, 4, 111] by sex, education and age
    hukou_multiplier: np.ndarray  # float64[4]
    care_multiplier: np.ndarray  # float64[2, 2, 111] by need of care, sex and age
    health_elasticity: float  # log mortality per log point of `health`
    health_shift: np.ndarray  # float64[2, 111] subtracted from elasticity * health
    birth_probability: np.ndarray  # float64[2, 101] by student or not and age
    children_under_16: float  # persons at the year's end


def death_probability(year: int) -> np.ndarray:
    """With which probability do persons die in a year from 2015 to 2160? float64[2, 111]; nobody passes age 110."""
    q = np.ones((2, OLDEST))
    rates = yearly_mortality(year)
    q[:, :AGES] = rates
    q[:, AGES : OLDEST - 1] = rates[:, -1:]
    return q


@cache
def relative_mortality() -> np.ndarray:
    """How does mortality by education compare, before scaling to mean one? float64[4, 111]."""
    table = np.ones((4, OLDEST))
    rows = {row["education"]: row for row in read_rows("mortality_differentials.csv")}
    share = np.clip((np.arange(OLDEST) - YOUNGER_AGE) / (OLDER_AGE - YOUNGER_AGE), 0.0, 1.0)
    for level, name in enumerate(EDUCATIONS):
        table[level] = (1.0 - share) * float(rows[name]["at_59"]) + share * float(rows[name]["at_85"])
    return table


def _cohort_education(year: int) -> np.ndarray:
    """Final education by sex and age at mid-year as cohorts had it at the census, float64[2, 4, 111]."""
    rows = read_rows("education_by_cohort.csv")
    shares = np.zeros((2, 4, OLDEST))
    born = year - np.arange(OLDEST)
    for sex, name in enumerate(("male", "female")):
        cohorts = [row for row in rows if row["sex"] == name]
        years = [float(row["birth_year"]) for row in cohorts]
        for level, column in enumerate(EDUCATIONS):
            shares[sex, level] = np.interp(born, years, [0.01 * float(row[column]) for row in cohorts])
    return shares


@cache
def _education_course() -> dict[int, np.ndarray]:
    """Education of the living by year: cohorts as at the census, then thinned by mortality that differs."""
    relative = relative_mortality()
    course = {year: _cohort_education(year) for year in range(FIRST_YEAR, CENSUS_YEAR + 1)}
    for year in range(CENSUS_YEAR, LAST_YEAR):
        shares = course[year]
        mean = (shares * relative).sum(axis=1, keepdims=True)
        q = death_probability(year)[:, None, :]
        left = shares * np.maximum(1.0 - q * relative / mean, 1e-6)
        after = _cohort_education(year + 1)
        grown = left / left.sum(axis=1, keepdims=True)
        after[:, :, 31:] = grown[:, :, 30:-1]
        course[year + 1] = after
    return course


def education_shares(year: int) -> np.ndarray:
    """How is final education distributed in a year from 2015 to 2160? float64[2, 4, 111] by sex, level and age."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"education is known from {FIRST_YEAR} to {LAST_YEAR}, not in {year}")
    return _education_course()[year].copy()


def _hukou_multiplier() -> np.ndarray:
    constants = read_constants("demography.yaml")
    ratio, rural = constants["rural_mortality_ratio"], constants["rural_registration_share"]
    urban = 1.0 / (1.0 - rural + rural * ratio)
    return np.array([urban, urban, urban * ratio, urban * ratio])


def _birth_probability(rates: np.ndarray) -> np.ndarray:
    """Births per woman by student or not, with the mean of `rates` if the stated share of women studies."""
    constants = read_constants("demography.yaml")
    studying = np.zeros(AGES)
    for age, share in constants["women_studying"].items():
        studying[age] = share
    ratio = constants["student_birth_ratio"]
    others = rates / (1.0 - studying + studying * ratio)
    return np.stack([others, others * ratio])


class Course(NamedTuple):
    """What a year's mortality implies for health and need of care at each age."""

    health_mean: np.ndarray  # float64[2, 111] mean of `health` when the year begins
    care_start: np.ndarray  # float64[2, 111] share in need when the year begins
    care_incidence: np.ndarray  # float64[2, 111] yearly probability of coming into need
    care_multiplier: np.ndarray  # float64[2, 2, 111] relative mortality by need of care


@cache
def _courses() -> Course:
    """The course of every year at once, by year from FIRST_YEAR on: the way over the ages is the same for all."""
    constants = read_constants("demography.yaml")
    q = np.stack([death_probability(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)])
    return Course(frailty(q, constants["health_elasticity"]), *care_course(q, constants["care_mortality_ratio"]))


def course_of(year: int) -> Course:
    """Which health and need of care go with the mortality of a year from 2015 to 2160? Arrays of the caller's own."""
    return Course(*(table[year - FIRST_YEAR].copy() for table in _courses()))


@cache
def demography_of(year: int) -> Demography:
    """Which deaths and births does a year from 2016 to 2160 bring? ValueError outside."""
    constants = read_constants("demography.yaml")
    q = death_probability(year)
    relative = relative_mortality()
    shares = education_shares(year)
    elasticity = constants["health_elasticity"]
    variance = read_constants("illness.yaml")["health_variance"]
    course = course_of(year)
    return Demography(
        death_probability=q,
        education_multiplier=relative / (shares * relative).sum(axis=1, keepdims=True),
        hukou_multiplier=_hukou_multiplier(),
        care_multiplier=course.care_multiplier,
        health_elasticity=elasticity,
        health_shift=elasticity * course.health_mean + 0.5 * elasticity * elasticity * variance,
        birth_probability=_birth_probability(fertility(year)[1]),
        children_under_16=children_under_16(year),
    )


@rule
def own_death_probability(sex, age, education, hukou, health, care_need, demography):
    """With which probability does this person die in the year? At most 1.

    age: completed years at mid-year, 0 to 110; health: persistent medical need, log points.
    """
    q = demography.death_probability[sex, age] * demography.education_multiplier[sex, education, age]
    q *= demography.hukou_multiplier[hukou] * demography.care_multiplier[care_need, sex, age]
    q *= exp(demography.health_elasticity * health - demography.health_shift[sex, age])
    return min(q, 1.0) if age < OLDEST - 1 else 1.0


@stage
def age_and_die(
    alive, birth_month, sex, education, hukou, health, care_need, u_death, year, demography, age_months, months_alive,
    dies,
):  # fmt: skip
    """Age at mid-year, and who dies in which month. Rows that are not living get zeros.

    A person lives through the month of death: `months_alive` is 1 to 12 in the year of death. The uniform that
    decides on death also decides on the month, which is uniform given death.
    """
    for i in range(alive.size):
        lives = alive[i] == LIVING
        months = 12 * year + 6 - birth_month[i]
        age = min(max(months, 0) // 12, OLDEST - 1)
        q = own_death_probability(sex[i], age, education[i], hukou[i], health[i], care_need[i], demography)
        died = lives & (u_death[i] < q)
        month = 1 + np.int64(min(12.0 * u_death[i] / q, 11.0))
        age_months[i] = months if lives else 0
        dies[i] = 1 if died else 0
        months_alive[i] = (month if died else 12) if lives else 0


@stage
def give_birth(sex, age_months, months_alive, status, u_birth, demography, children, child_ages, gives_birth):
    """Which women have a live birth this year, and in which month? Students rarely; the mean by age is the nation's.

    `gives_birth` is the month, 1 to 12, or 0; each month lived is equally likely.
    """
    for i in range(sex.size):
        age = min(max(np.int64(age_months[i]) // 12, 0), AGES - 1)
        studies = 1 if status[i] == STUDENT else 0
        probability = demography.birth_probability[studies, age]
        born = (sex[i] == FEMALE) & (months_alive[i] > 0) & (u_birth[i] < probability)
        month = 1 + int(u_birth[i] / max(probability, 1e-300) * 12.0) if born else 0
        gives_birth[i] = min(month, months_alive[i])
        children[i] = min(children[i] + 1, 100) if born else children[i]
        older = ((np.int64(child_ages[i]) << 1) & 0xFFFF) | (1 if born else 0)
        child_ages[i] = older if months_alive[i] > 0 else child_ages[i]
