"""Tables of all years: those made at once, or read from the cache, are those of each year alone, to the last bit."""

import numpy as np
import pytest

from agents.elementary import exp
from model.composition import composition_log
from model.declared_types import cast
from model.demography import course_of, death_probability, demography_of
from model.health import OLDEST, care_course, frailty, health_tables
from model.outlook import deferred_life, discounted_life, survival_table
from model.tables import read_constants
from model.work_tables import work_tables
from model.year_tables import LAST_YEAR, data_files, lifetimes, year_tables

YEARS = (2026, 2041, 2075, LAST_YEAR)
CLAIM_AGE = (60, 55)


def bits(record) -> list:
    """Name, type and bits of every field."""
    return [
        (name, value.dtype, value.shape, value.tobytes()) if isinstance(value, np.ndarray) else (name, value)
        for name, value in record._asdict().items()
    ]


@pytest.mark.parametrize("year", YEARS)
def test_tables_by_year_are_those_of_the_year_alone(year):
    tables = year_tables()
    assert bits(tables.demography[year]) == bits(cast(demography_of(year)))
    assert bits(tables.illness[year]) == bits(cast(health_tables(death_probability(year))))
    work = work_tables()
    drift = composition_log(year)[:, None]
    assert bits(tables.work_in(year)) == bits(cast(work._replace(log_status=work.log_status - drift)))


@pytest.mark.parametrize("year", YEARS)
def test_lifetimes_by_year_are_those_of_the_year_alone(year):
    survival = survival_table(death_probability(year))
    life = discounted_life(survival, 1 / 1.03)
    alone = survival, life, deferred_life(survival, life, 1 / 1.03, np.array(CLAIM_AGE))
    for table, expected in zip(lifetimes(year, 1 / 1.03, CLAIM_AGE), alone, strict=True):
        assert table.tobytes() == expected.tobytes()


@pytest.mark.parametrize("year", YEARS)
def test_the_way_over_the_ages_is_the_one_that_scalars_take(year):
    """Frailty and need of care age by age in plain numbers, as their definitions say it."""
    deaths = death_probability(year)
    vital, illness = read_constants("demography.yaml"), read_constants("illness.yaml")
    elasticity, ratio = vital["health_elasticity"], vital["care_mortality_ratio"]
    variance, persistence = illness["health_variance"], illness["health_persistence"]
    mean, course = frailty(deaths, elasticity), course_of(year)
    start, incidence, multiplier = care_course(deaths, ratio)
    target = year_tables().illness[year].care_prevalence
    normaliser = year_tables().illness[year].normaliser
    for sex in range(2):
        gap = share = 0.0
        for age in range(16, OLDEST):
            q = float(deaths[sex, age])
            assert mean[sex, age] == course.health_mean[sex, age] == gap
            if age < 101:
                assert normaliser[sex, age] == exp(-(persistence * gap + 0.5 * variance))
            capped = min(q, 0.5)
            gap = persistence * (gap - capped / (1.0 - capped) * elasticity * variance)
            relative = min(ratio / (1.0 + share * (ratio - 1.0)), max(0.9 / q, 1.0))
            others = (1.0 - share * relative) / (1.0 - share)
            come = max(float(target[sex, age]) - share, 0.0) / (1.0 - share)
            assert start[sex, age] == course.care_start[sex, age] == share
            assert incidence[sex, age] == course.care_incidence[sex, age] == come
            assert (
                multiplier[:, sex, age].tolist() == course.care_multiplier[:, sex, age].tolist() == [others, relative]
            )
            alive, new = share * (1.0 - q * relative), (1.0 - share) * come * (1.0 - q * others)
            share = (alive + new) / (1.0 - min(q, 1.0 - 1e-9))


def test_the_tables_follow_every_data_file_and_the_law_in_force_but_no_design():
    names = {file.name for file in data_files()}
    assert {"mortality.csv", "transitions.csv", "illness.yaml", "injury_hazards.yaml", "parameters.yaml"} <= names
    assert not any("designs" in file.parts for file in data_files())
