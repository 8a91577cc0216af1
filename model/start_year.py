"""In which years can a run start, and what is known of the end of each? Totals that the population is fitted to.

The model starts at the end of 2025 for what lies ahead and at the end of 2015 for the backcast, which holds the same
engine against the ten published years since. Levels (pay, prices, cost) are those of 2025 in both.
"""

from functools import cache

from model.tables import read_constants

BASE_YEAR, BACKCAST_YEAR = 2025, 2015
FILES = {BASE_YEAR: "base_year.yaml", BACKCAST_YEAR: "base_year_2015.yaml"}


@cache
def start_constants(year: int) -> dict:
    """Which totals and priors hold at the end of a start year? name -> value; ValueError for another year.

    What the file of 2015 does not state again is a prior that holds for both years.
    """
    if year not in FILES:
        raise ValueError(f"a run starts at the end of {BACKCAST_YEAR} or of {BASE_YEAR}, not of {year}")
    return {**read_constants(FILES[BASE_YEAR]), **read_constants(FILES[year])}


def passed_share(year: int) -> float:
    """Which part of the way from 2015 to 2025 has passed at the end of a year? 0 before it, 1 after it."""
    return min(max((year - BACKCAST_YEAR) / (BASE_YEAR - BACKCAST_YEAR), 0.0), 1.0)
