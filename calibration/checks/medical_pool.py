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
    exhausted = exhaustion_year(projection.years, reserve(projection, opening).mean(axis=0))
    rows.append(line(figure._replace(quantity="exhaustion", low=NEVER, high=NEVER, value=NEVER),
                     exhausted, NEVER, "no published range"))  # fmt: skip
    return frame_of(rows)


def path(projection: Paths, opening: float) -> "pd.DataFrame":
    """Income, spending and reserve of each year, mean over replications, in percent of output."""
    import pandas as pd

    parts = {"income": projection["pool.income"], "spending": projection["pool.spending"],
             "reserve": reserve(projection, opening)}  # fmt: skip
    shares = {name: 100.0 * (values / projection["gdp"]).mean(axis=0) for name, values in parts.items()}
    return pd.DataFrame({"year": projection.years, **shares})
