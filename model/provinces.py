"""How do the 31 provinces differ? People, wages, incomes, local limits and local rates, in statistical order."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from model.tables import read_constants, read_rows

PERCENT = 0.01


@dataclass(frozen=True)
class Provinces:
    """The provinces as arrays in the order of `names`, float64[31] unless said otherwise."""

    names: tuple[str, ...]
    names_zh: tuple[str, ...]
    population_share: np.ndarray  # of the national population, end of 2024
    urban_share: np.ndarray
    worker_share: np.ndarray  # of the workers in the employee pension, 2024
    relative_wage: np.ndarray  # average wage over the national W; its mean with worker shares is 1
    relative_income: np.ndarray  # urban disposable income per head over the mean with urban population weights
    base_floor: np.ndarray  # lowest pension base of 2025 over the provincial average wage
    base_ceiling: np.ndarray  # highest
    resident_minimum_2025: np.ndarray  # basic resident pension with the provincial part, yuan a month
    pension_retirees: np.ndarray  # persons, 2024
    resident_payers: np.ndarray  # members of the resident pension who draw none, persons, 2024
    resident_recipients: np.ndarray  # persons, 2024
    pension_reserve: np.ndarray  # employee pension, end of 2024, yuan
    resident_reserve: np.ndarray  # resident pension, end of 2024, yuan
    medical_rate: np.ndarray  # employee medical rate of individual payers, share of base
    medical_wait: np.ndarray  # waiting months of new individual payers
    injury_pilot_month: np.ndarray  # int64, month since year 0 in which the injury pilot has begun at the latest

    def wage_month(self, average_wage: float) -> np.ndarray:
        """Which average wage has each province if the national one is `average_wage`, yuan a month? float64[31]."""
        return average_wage * self.relative_wage

    def income_month(self, urban_income_month: float) -> np.ndarray:
        """Which urban income per head has each province, given the national one, yuan a month? float64[31]."""
        return urban_income_month * self.relative_income

    def minimum_wage_month(self, average_wage: float) -> np.ndarray:
        """Which minimum wage has each province, given the national average wage, yuan a month? float64[31].

        A line in national and provincial average wages, assumed: no table of minimum wages is kept.
        """
        constants = read_constants("provinces.yaml")
        own = constants["minimum_wage_own_share"] * self.wage_month(average_wage)
        return constants["minimum_wage_national_share"] * average_wage + own


@cache
def load_provinces() -> Provinces:
    """Which provinces does the data file describe? Read once per process."""
    rows = read_rows("provinces.csv")

    def column(name: str) -> np.ndarray:
        return np.array([float(row[name]) for row in rows])

    people, workers, wage, income = (
        column(name) for name in ("population", "pension_workers", "average_wage", "urban_income")
    )
    urban_people = people * column("urban_share")
    worker_share = workers / workers.sum()
    starts = [row["injury_pilot"].split("-") for row in rows]
    return Provinces(
        names=tuple(row["province"] for row in rows),
        names_zh=tuple(row["province_zh"] for row in rows),
        population_share=people / people.sum(),
        urban_share=PERCENT * column("urban_share"),
        worker_share=worker_share,
        relative_wage=wage / (wage * worker_share).sum(),
        relative_income=income / ((income * urban_people).sum() / urban_people.sum()),
        base_floor=column("base_floor") / wage,
        base_ceiling=column("base_ceiling") / wage,
        resident_minimum_2025=column("resident_minimum"),
        pension_retirees=1e4 * column("pension_retirees"),
        resident_payers=1e4 * (column("resident_participants") - column("resident_recipients")),
        resident_recipients=1e4 * column("resident_recipients"),
        pension_reserve=1e8 * column("pension_reserve"),
        resident_reserve=1e8 * column("resident_reserve"),
        medical_rate=PERCENT * column("medical_rate"),
        medical_wait=column("medical_wait"),
        injury_pilot_month=np.array([12 * int(year) + int(month) - 1 for year, month, _ in starts]),
    )


def province_index(name: str) -> int:
    """Which place has a province in the columns and tables? English or Chinese name; KeyError for another."""
    provinces = load_provinces()
    for names in (provinces.names, provinces.names_zh):
        if name in names:
            return names.index(name)
    raise KeyError(f"no province is called {name}; the provinces are {', '.join(provinces.names)}")
