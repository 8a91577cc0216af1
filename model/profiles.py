"""What did types of persons pay into social insurance, receive from it and consume, year by year to their end?

The types are known in advance: the living by status and whether they were under 35 at the start, so that nearly all
of their working lives is seen, entrants by sex and registration. They are the rows of money's worth, internal rates of
return and the present value of consumption.
"""

import numpy as np
import pandas as pd

from agents.codes import Hukou, Sex, Status
from model.lifetime import sum_profiles

YOUNG_UNTIL = 35  # completed years at the end of the start year
ENTRANT_FROM = 2 * len(Status)
NAMES = (
    *(("living", age, status.name.lower()) for age in ("young", "older") for status in Status),
    *(("entrant", sex.name.lower(), hukou.name.lower()) for sex in Sex for hukou in Hukou),
)
AMOUNTS = ("paid_own", "paid_others", "benefits", "consumption")


def profile_of(columns, entrants, settings) -> np.ndarray:
    """To which profile does every row belong? int16[rows], -1 for entrants whose lives are not scored."""
    rows = columns["worker"].size
    profile = np.full(rows, -1, dtype=np.int16)
    first = entrants.first
    age = settings.start - columns["birth_month"][:first] // 12
    older = (age >= YOUNG_UNTIL).astype(np.int16)
    profile[:first] = older * len(Status) + columns["start_status"][:first]
    last = entrants.rows_until(min(settings.entrants_scored_until, settings.until))
    profile[first:last] = (
        ENTRANT_FROM + columns["sex"][first:last].astype(np.int16) * len(Hukou) + columns["start_hukou"][first:last]
    )
    return profile


def effective_sizes(profile: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """How many equally weighted persons does each profile stand for? Kish's (sum w)^2 / sum w^2, float64[profiles]."""
    scored = profile >= 0
    whole = np.bincount(profile[scored], weights=weight[scored], minlength=len(NAMES))
    squares = np.bincount(profile[scored], weights=weight[scored] ** 2, minlength=len(NAMES))
    return np.divide(whole**2, squares, out=np.zeros(len(NAMES)), where=squares > 0.0)


class Profiles:
    """The yearly sums of every profile, appended as years close, those after the horizon included."""

    def __init__(self, profile: np.ndarray, weight: np.ndarray):
        self.profile = profile
        self.effective = effective_sizes(profile, weight)
        self.years: list[int] = []
        self.sums: list[np.ndarray] = []
        self.prices: list[tuple[float, float]] = []

    def add(self, year: int, columns, rows: int, price_level: float, yield_10y: float) -> None:
        """Sum up a closed year over its first `rows` rows."""
        sums = np.zeros((len(NAMES), len(AMOUNTS)))
        taken = ("paid_own_year", "paid_others_year", "benefit_year", "consumption_year")
        sum_profiles(columns["weight"][:rows], self.profile[:rows], *(columns[name][:rows] for name in taken), sums)
        self.years.append(year)
        self.sums.append(sums)
        self.prices.append((price_level, yield_10y))

    def frame(self) -> pd.DataFrame:
        """Nominal yuan a year by cohort and type, with prices and the bond yield: a row per year and profile."""
        rows = [
            (year, *name, *amounts.tolist(), *prices, effective)
            for year, sums, prices in zip(self.years, self.sums, self.prices, strict=True)
            for name, amounts, effective in zip(NAMES, sums, self.effective.tolist(), strict=True)
        ]
        names = ["year", "cohort", "kind", "type", *AMOUNTS, "price_level", "yield_10y", "effective_size"]
        return pd.DataFrame(rows, columns=names)
