"""Which tables does every run read and no run change? Work, risk, moves; population and illness by year.

They follow from the data files alone, so a process reads them from the cache. They serve all runs of the process:
stages only read them, and nobody else writes into them.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from model.compliance import compliance_tables
from model.composition import BASE_YEAR, composition_log
from model.declared_types import cast
from model.demography import course_of, death_probability, demography_of
from model.hazards import load_injury_risk
from model.health import health_tables
from model.kept import kept
from model.migration import migration_tables
from model.outlook import Lifetimes, deferred_life, discounted_life, survival_table
from model.vital_rates import LAST_YEAR
from model.work_tables import work_tables

FOLDER = Path(__file__).resolve().parent
FIRST_YEAR = BASE_YEAR


@dataclass(frozen=True)
class YearTables:
    """The tables as stages read them, each record cast; those by year from 2025 to 2160."""

    work: NamedTuple  # WorkTables, pay at the schooling of 2025
    composition: np.ndarray  # float64[year, status] drift of mean pay by schooling, log points since 2025
    compliance: NamedTuple
    risk: NamedTuple
    migration: NamedTuple  # Migration, without what the law of a year does to records
    demography: dict[int, NamedTuple]
    illness: dict[int, NamedTuple]

    def work_in(self, year: int) -> NamedTuple:
        """The tables of work of a year, with the drift of mean pay by schooling taken out."""
        drift = self.composition[year - FIRST_YEAR]
        return self.work._replace(log_status=self.work.log_status - drift[:, None])

    def compliance_in(self, year: int) -> NamedTuple:
        """Whom employers enrol in a year, and on which base; the same in all of them."""
        return self.compliance


@cache
def year_tables() -> YearTables:
    """The tables of this state of the data files, made in about a second where the cache does not hold them."""
    return kept("tables", data_files(), _made)


def data_files() -> list[Path]:
    """Which files do the tables follow from? The data, and the law in force."""
    data = [path for path in (FOLDER / "data").rglob("*") if path.suffix in (".csv", ".yaml")]
    return sorted([*data, *FOLDER.glob("law/*/parameters.yaml")])


def _made() -> YearTables:
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    illness = {year: health_tables(demography_of(year).death_probability, course_of(year)[:3]) for year in years}
    return YearTables(
        work=cast(work_tables()),
        composition=np.stack([composition_log(year) for year in years]),
        compliance=cast(compliance_tables()),
        risk=cast(load_injury_risk()),
        migration=cast(migration_tables()),
        demography={year: cast(demography_of(year)) for year in years},
        illness={year: cast(tables) for year, tables in illness.items()},
    )


@lru_cache(maxsize=4)
def _lifetimes(discount: float, claim_age: tuple[int, int]) -> Lifetimes:
    """The lifetimes of every year: the way over the ages is walked once for all."""
    survival = survival_table(np.stack([table.death_probability for table in year_tables().demography.values()]))
    life = discounted_life(survival, discount)
    return Lifetimes(survival, life, deferred_life(survival, life, discount, np.array(claim_age)))


def lifetimes(year: int, discount: float, claim_age: tuple[int, int]) -> Lifetimes:
    """Which life does everyone expect under the mortality of a year from 2015 to 2160? Arrays of the caller's own.

    discount: yearly factor; claim_age: planned pension age by sex.
    """
    if year >= FIRST_YEAR:
        return Lifetimes(*(table[year - FIRST_YEAR].copy() for table in _lifetimes(discount, claim_age)))
    survival = survival_table(death_probability(year))
    life = discounted_life(survival, discount)
    return Lifetimes(survival, life, deferred_life(survival, life, discount, np.array(claim_age)))
