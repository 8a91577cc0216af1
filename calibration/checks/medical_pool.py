"""When does the pooled fund of employee medical insurance first spend more than it takes in?

Pool and personal accounts are one fund in the model. The pool takes all contributions but what is credited to accounts,
maternity included, and pays what it is expected to pay for the persons' risks, and maternity benefits.
"""

from typing import TYPE_CHECKING

import numpy as np

from calibration.checks.comparison import NEVER, Paths, frame_of, line
from calibration.checks.published import of_check
from model.measures.solvency import exhaustion_year, first_deficit_year

if TYPE_CHECKING:
    import pandas as pd

CHECK = "medical_pool"
WIDEST = 0.5  # of the search for a rate of growth


def reserve(paths: Paths, opening: float) -> np.ndarray:
    """The pool's reserve at the end of each year, float64[replications, years] yuan, with interest at the yield.

    opening: yuan at the start of the first year.
    """
    income, spent, yields = paths["pool.income"], paths["pool.spending"], paths["yield"]
    held, closing = np.full(len(income), opening), np.empty_like(income)
    for place in range(income.shape[1]):
        held = held * (1.0 + yields[:, place]) + income[:, place] - spent[:, place]
        closing[:, place] = held
    return closing


def first_deficit(projection: Paths, opening: float, with_interest: bool) -> tuple[float, float]:
    """First year in which the mean path of the pool closes with a deficit, and the standard error. NaN: never."""
    balance = projection["pool.income"] - projection["pool.spending"]
    if with_interest:
        balance = np.diff(reserve(projection, opening), prepend=opening, axis=1)
    own = np.array([first_deficit_year(projection.years, path) for path in balance])
    error = projection.error(own) if np.isfinite(own).all() else NEVER
    return first_deficit_year(projection.years, balance.mean(axis=0)), error


def excess_growth(projection: Paths, opening: float, year: int) -> float:
    """By how much would spending have to grow faster each year for a first deficit no later than `year`? A share.

    Of the mean path, interest counted, as much more in every year from the first on; negative where the deficit comes
    before without it.
    """
    income, spent = projection["pool.income"].mean(axis=0), projection["pool.spending"].mean(axis=0)
    years, ages = projection.years, np.arange(1, projection.years.size + 1)
    low, high = -WIDEST, WIDEST
    for _ in range(60):
        middle = 0.5 * (low + high)
        flows = income - spent * (1.0 + middle) ** ages
        held, balance = opening, np.empty_like(flows)
        for place, rate in enumerate(projection["yield"].mean(axis=0)):
            balance[place] = held * rate + flows[place]
            held += balance[place]
        comes = first_deficit_year(years, balance)
        low, high = (low, middle) if comes <= year else (middle, high)
    return high


def check(projection: Paths, opening: float, variants: dict[str, Paths] | None = None, figures=None) -> "pd.DataFrame":
    """How do the pool's first year and its first deficit compare? projection: from the end of 2025, the law in force.

    The published year is the last before the run, so the first simulated one stands beside it. The balance of a year
    counts interest, as in the bulletins; a second line leaves it out. variants: the same on other paths of the economy.
    """
    known, rows = of_check(CHECK, figures), []
    for measure, quantity in (("pool.income", "pool_revenue"), ("pool.spending", "pool_expenditure")):
        values, figure = projection[measure][:, 0], known[quantity, 2025]
        year = int(projection.years[0])
        rows.append(line(figure, float(values.mean()), projection.error(values), f"the year {year} beside 2025"))
    figure = known["first_deficit", None]
    rows.append(line(figure, *first_deficit(projection, opening, True), "interest counted"))
    rows.append(line(figure, *first_deficit(projection, opening, False), "without interest"))
    for name, paths in (variants or {}).items():
        rows.append(line(figure, *first_deficit(paths, opening, True), f"{name} path of the economy"))
    unknown = figure._replace(value=NEVER, low=NEVER, high=NEVER)
    for year in map(int, (figure.low, figure.high)):
        extra = unknown._replace(quantity="excess_growth", unit="percent", year=year)
        rows.append(line(extra, excess_growth(projection, opening, year), NEVER, f"for a first deficit in {year}"))
    exhausted = exhaustion_year(projection.years, reserve(projection, opening).mean(axis=0))
    rows.append(line(unknown._replace(quantity="exhaustion"), exhausted, NEVER, "no published range"))
    return frame_of(rows)


def path(projection: Paths, opening: float) -> "pd.DataFrame":
    """Income, spending and reserve of each year, mean over replications, in percent of output."""
    import pandas as pd

    parts = {"income": projection["pool.income"], "spending": projection["pool.spending"],
             "reserve": reserve(projection, opening)}  # fmt: skip
    shares = {name: 100.0 * (values / projection["gdp"]).mean(axis=0) for name, values in parts.items()}
    return pd.DataFrame({"year": projection.years, **shares})
