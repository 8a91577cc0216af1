"""How does a model's number stand beside a published one? Paths of replications, and one row for each quantity."""

from typing import TYPE_CHECKING

import numpy as np

from calibration.checks.published import UNITS, Published
from model.measures.variance import standard_error_of_mean

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "check", "quantity", "year", "unit", "model", "standard_error", "published", "low", "high", "inside", "note",
)  # fmt: skip
NEVER = float("nan")


class Paths:
    """The yearly readings of several replications of one run: `paths["gdp"]` is float64[replications, years].

    frame: replication, population, luck, measure, year, value; the same years in each replication. The draws of
    population and luck tell the standard error. ValueError if a replication lacks a year.
    """

    def __init__(self, frame: "pd.DataFrame"):
        draws = frame.drop_duplicates("replication").sort_values("replication")
        self.populations, self.lucks = draws["population"].tolist(), draws["luck"].tolist()
        self._tables = {
            name: part.pivot(index="replication", columns="year", values="value").sort_index()
            for name, part in frame.groupby("measure", sort=False)
        }
        longest = max(self._tables.values(), key=lambda table: table.shape[1])
        if any(table.isna().any(axis=None) for name, table in self._tables.items() if name != "selection"):
            raise ValueError("a replication lacks a year that others have")
        self.years = longest.columns.to_numpy(dtype=int)

    def __getitem__(self, measure: str) -> np.ndarray:
        return self._tables[measure].to_numpy(dtype=float)

    def at(self, measure: str, year: int) -> np.ndarray:
        """The readings of a year, float64[replications]. KeyError for a year that was not run."""
        return self._tables[measure][year].to_numpy(dtype=float)

    def error(self, values: np.ndarray) -> float:
        """Standard error of the mean of one number per replication; NaN where the runs do not tell it."""
        if len(values) < 2 or not np.isfinite(values).all():
            return NEVER
        return float(standard_error_of_mean(values, self.populations, self.lucks))


def line(figure: Published, value: float, error: float, note: str = "", year: int | None = None) -> tuple:
    """A row of COLUMNS: the model's value in the figure's unit beside the figure, and whether it lies in its range.

    value, error: persons, yuan, years or shares. Inside is None where no range is published or the value is NaN; a
    date that is NaN never comes, which lies outside every range.
    """
    scale = UNITS[figure.unit]
    mean = value / scale
    ranged = figure.low == figure.low or figure.high == figure.high
    verdict = False if figure.unit == "year" and ranged and mean != mean else inside(mean, figure.low, figure.high)
    return (
        figure.check, figure.quantity, figure.year if year is None else year, figure.unit, mean, error / scale,
        figure.value, figure.low, figure.high, verdict, note or figure.note,
    )  # fmt: skip


def inside(value: float, low: float, high: float) -> bool | None:
    """Does a value lie in a range, of which an end may be open (NaN)? None without a value or a range."""
    if value != value or (low != low and high != high):
        return None
    return not (value < low or value > high)


def frame_of(rows: list[tuple]) -> "pd.DataFrame":
    """The rows as a frame of COLUMNS."""
    import pandas as pd

    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"year": "Int64", "inside": "boolean"})
