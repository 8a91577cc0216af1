"""How many die and how many are born at each age? Yearly rates 2015 to 2160, before any difference between persons.

Rates are those of the World Population Prospects 2024. National deaths set the level of mortality; the level of births
follows from national births and is found with the population, in `model.cohorts`.
"""

from functools import cache

import numpy as np

from model.tables import by_year_and_sex, read_constants, read_rows

FIRST_YEAR, LAST_PUBLISHED_YEAR, LAST_YEAR = 2015, 2100, 2160
AGES = 101
IMPROVEMENT_YEARS = 20


@cache
def _published_mortality() -> dict[int, np.ndarray]:
    """Yearly death probabilities of the United Nations, float64[2, 101]; after 2100 the mean yearly change of
    2080-2100 goes on at each age (assumed)."""
    table = dict(by_year_and_sex("mortality.csv"))
    change = np.zeros((2, AGES))
    for year in range(LAST_PUBLISHED_YEAR - IMPROVEMENT_YEARS, LAST_PUBLISHED_YEAR):
        change += table[year + 1] / table[year]
    change /= IMPROVEMENT_YEARS
    for year in range(LAST_PUBLISHED_YEAR + 1, LAST_YEAR + 1):
        table[year] = table[year - 1] * change
    return table


def yearly_mortality(year: int, level: float | None = None) -> np.ndarray:
    """With which probability does a person of each sex and age at mid-year die in a year? float64[2, 101].

    The last age holds from 100 on. level: ratio to the United Nations' rates, by default the national one.
    ValueError outside 2015-2160.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"death rates are known from {FIRST_YEAR} to {LAST_YEAR}, not in {year}")
    ratio = read_constants("demography.yaml")["mortality_level"] if level is None else level
    return _published_mortality()[year] * ratio


@cache
def published_fertility() -> dict[int, tuple[float, np.ndarray]]:
    """Which births does the United Nations expect? Male births per female birth, and births per woman and year by age
    float64[101], by year; constant after 2100."""
    table = {}
    for row in read_rows("fertility.csv"):
        rates = np.zeros(AGES)
        for column, text in row.items():
            if column.startswith("age_"):
                rates[int(column[4:])] = float(text)
        table[int(row["year"])] = (float(row["sex_ratio_at_birth"]), rates)
    return table | {year: table[LAST_PUBLISHED_YEAR] for year in range(LAST_PUBLISHED_YEAR + 1, LAST_YEAR + 1)}
