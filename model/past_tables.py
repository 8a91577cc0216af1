"""Which tables do the years of the backcast read? Moves that lead from one year's labour market to the next.

From 2015 to 2025 the labour market changed: farmers became fewer, platform work appeared, employers enrolled more of
their people. The status profile of every year lies between those of the two start years; job moves are raked so that
they lead from one to the next, as those of later years keep the profile of 2025.
"""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from model.compliance import compliance_in
from model.composition import composition_log
from model.declared_types import cast
from model.demography import course_of, death_probability, demography_of
from model.health import health_tables
from model.job_moves import moves_of
from model.kept import kept
from model.start_year import BACKCAST_YEAR, BASE_YEAR
from model.status_profile import status_profile
from model.year_tables import YearTables, data_files, year_tables


@dataclass(frozen=True)
class PastTables:
    """The tables of 2015 to 2025 as stages read them, by year; what is not here is that of later years."""

    drift: dict[int, np.ndarray]  # float64[status], of mean pay by schooling, log points since 2025
    moves: dict[int, np.ndarray]  # float64[sex, age before, education, kind, from 10, to 8], to the year's end
    compliances: dict[int, NamedTuple]
    demography: dict[int, NamedTuple]
    illness: dict[int, NamedTuple]

    @property
    def risk(self) -> NamedTuple:
        """Risk of injury, the same in all years."""
        return year_tables().risk

    @property
    def migration(self) -> NamedTuple:
        """Moves between provinces, the same in all years."""
        return year_tables().migration

    def work_in(self, year: int) -> NamedTuple:
        """The tables of work of a year, with the moves that lead to its end."""
        work = year_tables().work
        return work._replace(log_status=work.log_status - self.drift[year][:, None], transition=self.moves[year])

    def compliance_in(self, year: int) -> NamedTuple:
        """Whom employers enrol in a year, and on which base."""
        return self.compliances[year]


@cache
def past_tables() -> PastTables:
    """The tables of this state of the data files, made in half a minute where the cache does not hold them."""
    return kept("past_tables", data_files(), _made)


def tables_of(start: int, year: int) -> YearTables | PastTables:
    """Which tables does a year of a run read that starts at the end of `start`?"""
    return past_tables() if start < BASE_YEAR and year <= BASE_YEAR else year_tables()


def _made() -> PastTables:
    years = range(BACKCAST_YEAR, BASE_YEAR + 1)
    ends = range(BACKCAST_YEAR + 1, BASE_YEAR + 1)
    profiles = {year: status_profile(year) for year in years}
    moves = {year: moves_of(profiles[year - 1], profiles[year]) for year in ends}
    illness = {year: health_tables(death_probability(year), course_of(year)[:3]) for year in years}
    return PastTables(
        drift={year: composition_log(year) for year in years},
        moves=moves | {BACKCAST_YEAR: moves[BACKCAST_YEAR + 1]},  # in the start year nobody moves
        compliances={year: cast(compliance_in(year)) for year in years},
        # births and deaths of the start year are over: its people read those of the year that follows
        demography={year: cast(demography_of(max(year, BACKCAST_YEAR + 1))) for year in years},
        illness={year: cast(tables) for year, tables in illness.items()},
    )
