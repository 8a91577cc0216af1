"""How many people of each age and sex live in China at the end of a year, and how many turn sixteen?

The World Population Prospects 2024 give the shape, national figures the level. The 2020 census counts fewer young
adults and more old people than the United Nations; the ratio belongs to a birth cohort and stays with it, and a
raking to the communique of 2025 closes the rest. After 2025 cohorts are projected with the model's own death and birth
rates. Entrants come from this one path in every design. Migration across the border is left out, as in the national
figures, whose change is births less deaths: the United Nations expect some 9 million net departures in 2026-2075, and
without them their own medium variant has 0.4 % more people aged 16 and over in 2050 and 1.4 % more in 2075.
"""

from collections.abc import Mapping
from functools import cache

import numpy as np

from model.tables import by_year_and_sex, number, read_constants, read_rows
from model.vital_rates import AGES, FIRST_YEAR, LAST_YEAR, published_fertility, yearly_mortality

CENSUS_YEAR, BASE_YEAR = 2020, 2025
RAKING_ROUNDS = 60
ENTRY_AGE = 16


def fertility(year: int) -> tuple[float, np.ndarray]:
    """Male births per female birth, and births per woman and year by age at mid-year, float64[101], with the national
    level: births as published to 2025, the level of 2025 afterwards. ValueError outside 2016-2160."""
    _check(year)
    ratio, rates = published_fertility()[year]
    return ratio, rates * birth_level(min(year, BASE_YEAR))


@cache
def birth_level(year: int) -> float:
    """How do national births of a year from 2016 to 2025 compare with the United Nations' rates on national women?"""
    women = 0.5 * (population_at_end(year - 1)[1] + population_at_end(year)[1])
    return 1e4 * _national()[year]["births"] / float((women * published_fertility()[year][1]).sum())


@cache
def _national() -> dict[int, dict[str, float | None]]:
    rows = read_rows("national_population.csv")
    return {int(r["year"]): {k: number(v) for k, v in r.items() if k not in ("source", "confidence")} for r in rows}


def _year_end(year: int) -> np.ndarray:
    """United Nations population at a year's end, persons: the mean of two Julys, as ages then are birth years."""
    july = by_year_and_sex("population_july.csv")
    return 500.0 * (july[year] + july[year + 1])


@cache
def _census_ratio() -> np.ndarray:
    """Census over United Nations by single age on 1 November 2020: linear between the middles of five-year groups,
    solved so that every group is met; float64[101]."""
    july = by_year_and_sex("population_july.csv")
    united_nations = 1000.0 * (july[CENSUS_YEAR] + (july[CENSUS_YEAR + 1] - july[CENSUS_YEAR]) / 3.0).sum(axis=0)
    rows = read_rows("census_2020.csv")
    first = [int(row["first_age"]) for row in rows]
    counted = np.array([float(row["persons"]) + float(row["service_personnel"]) for row in rows])
    middle = np.array([age + 2.5 for age in first[:-1]] + [first[-1] + 5.0])
    inside = [slice(low, high) for low, high in zip(first, [*first[1:], AGES], strict=True)]
    node = np.ones(len(first))
    ratio = np.ones(AGES)
    for _ in range(RAKING_ROUNDS):
        ratio = np.interp(np.arange(AGES) + 0.5, middle, node)
        node *= counted / np.array([(united_nations[ages] * ratio[ages]).sum() for ages in inside])
    return ratio


def _survivors_of_births(born: int, last_year: int) -> np.ndarray:
    """How many of the children whom the nation counted as born in a year live at the end of a later one? float64[2]."""
    early = read_constants("demography.yaml")["infant_deaths_before_year_end"]
    ratio = published_fertility()[born][0]
    alive = 1e4 * _national()[born]["births"] * np.array([ratio, 1.0]) / (1.0 + ratio)
    alive *= 1.0 - early * yearly_mortality(born)[:, 0]
    for year in range(born + 1, last_year + 1):
        q, age = yearly_mortality(year), year - born
        younger = (1.0 - early) * q[:, 0] if age == 1 else 0.5 * q[:, age - 1]
        alive *= 1.0 - younger - 0.5 * q[:, age]
    return alive


@cache
def _ratios() -> tuple[np.ndarray, np.ndarray]:
    """National over United Nations population at the ends of 2020 and 2025, float64[2, 101] each."""
    census, national = _census_ratio(), _national()
    first = _year_end(CENSUS_YEAR) * census
    men = 1e4 * national[CENSUS_YEAR]["men"]
    first[0] *= men / first[0].sum()
    first[1] *= (1e4 * national[CENSUS_YEAR]["population"] - men) / first[1].sum()
    last = _year_end(BASE_YEAR)
    passed = BASE_YEAR - CENSUS_YEAR
    last[:, passed:] *= census[:-passed]
    for born in range(FIRST_YEAR, BASE_YEAR + 1):  # their single years are counted, which the averaging would blur
        last[:, BASE_YEAR - born] = _survivors_of_births(born, BASE_YEAR)
    figures = {key: 1e4 * value for key, value in national[BASE_YEAR].items() if value is not None}
    groups = (
        (slice(0, 16), figures["age_0_15"]),
        (slice(16, 60), figures["population"] - figures["age_0_15"] - figures["age_60_over"]),
        (slice(60, 65), figures["age_60_over"] - figures["age_65_over"]),
        (slice(65, AGES), figures["age_65_over"]),
    )
    for _ in range(RAKING_ROUNDS):
        last[0] *= figures["men"] / last[0].sum()
        last[1] *= (figures["population"] - figures["men"]) / last[1].sum()
        for ages, persons in groups:
            last[:, ages] *= persons / last[:, ages].sum()
    return first / _year_end(CENSUS_YEAR), last / _year_end(BASE_YEAR)


def _observed(year: int) -> np.ndarray:
    """National population at the end of a year from 2015 to 2025: the ratio of each cohort moves in a straight line
    from its value at the census to that of 2025, and the total is the published one."""
    at_census, at_base = _ratios()
    ages = np.arange(AGES)
    then = ages + CENSUS_YEAR - year
    share = min(max((year - CENSUS_YEAR) / (BASE_YEAR - CENSUS_YEAR), 0.0), 1.0)
    late = at_base[:, np.minimum(ages + BASE_YEAR - year, AGES - 1)]
    early = np.where(then >= 0, at_census[:, np.clip(then, 0, AGES - 1)], late)
    persons = _year_end(year) * ((1.0 - share) * early + share * late)
    return persons * (1e4 * _national()[year]["population"] / persons.sum())


def project(
    start: np.ndarray,
    first_year: int,
    last_year: int,
    mortality: Mapping[int, np.ndarray],
    births: Mapping[int, tuple[float, np.ndarray]],
) -> dict[int, np.ndarray]:
    """How many live at the end of each year if cohorts die and bear children at these rates? year -> float64[2, 101].

    start: persons at the end of the year before `first_year`; mortality: yearly probabilities by age at mid-year;
    births: male births per female birth and births per woman. Half of those aged a at a year's start have age a at
    mid-year, the other half a + 1.
    """
    early_share = read_constants("demography.yaml")["infant_deaths_before_year_end"]
    path, people = {}, start
    for year in range(first_year, last_year + 1):
        q = mortality[year]
        after = np.zeros((2, AGES))
        after[:, 1:] = people[:, :-1] * (1.0 - 0.5 * (q[:, :-1] + q[:, 1:]))
        after[:, 1] = people[:, 0] * (1.0 - (1.0 - early_share) * q[:, 0] - 0.5 * q[:, 1])
        after[:, -1] += people[:, -1] * (1.0 - q[:, -1])
        ratio, rates = births[year]
        born = float((rates * 0.5 * (people[1] + after[1])).sum())
        for sex, share in ((0, ratio / (1.0 + ratio)), (1, 1.0 / (1.0 + ratio))):
            after[sex, 0] = born * share * (1.0 - early_share * q[sex, 0])
        path[year] = people = after
    return path


@cache
def _projected() -> dict[int, np.ndarray]:
    years = range(BASE_YEAR + 1, LAST_YEAR + 1)
    mortality = {year: yearly_mortality(year) for year in years}
    births = {year: fertility(year) for year in years}
    return project(_observed(BASE_YEAR), BASE_YEAR + 1, LAST_YEAR, mortality, births)


def population_at_end(year: int) -> np.ndarray:
    """How many persons of each sex and age live in China at the end of a year, 2015 to 2160?

    float64[2, 101] in whole persons, men first, age in completed years, 100 and over in the last. ValueError outside.
    """
    _check(year)
    return np.rint(_observed(year) if year <= BASE_YEAR else _projected()[year])


def entrants(year: int) -> np.ndarray:
    """How many men and women turn sixteen in a year, 2016 to 2160? float64[2]: those of fifteen at its start.

    They live through the year with its mortality, so the sixteen-year-olds at its end are the survivors.
    """
    return population_at_end(year - 1)[:, ENTRY_AGE - 1].copy()


def births_in(year: int) -> float:
    """How many children are born in a year, 2016 to 2160, with the published births to 2025? Persons."""
    women = 0.5 * (population_at_end(year - 1)[1] + population_at_end(year)[1])
    return float((women * fertility(year)[1]).sum())


def children_under_16(year: int) -> float:
    """How many children under sixteen live in China at the end of a year, 2016 to 2160? Persons.

    Who turns sixteen in the year has a record of his own in it, so children of the year's middle would count twice.
    """
    return float(population_at_end(year)[:, :ENTRY_AGE].sum())


def _check(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the population is known from {FIRST_YEAR} to {LAST_YEAR}, not in {year}")
