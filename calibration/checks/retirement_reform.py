"""By how many years does the retirement reform of 2024 put off the deficit of the employee pension?

Two runs from the end of 2025 with the same luck: the law in force, and the ages and minimum years of before 2025.
"""

from typing import TYPE_CHECKING

import numpy as np

from calibration.checks.comparison import NEVER, Paths, frame_of, line
from calibration.checks.published import of_check
from model.measures.solvency import closing_without, exhaustion_year, first_deficit_year, peak_year

if TYPE_CHECKING:
    import pandas as pd

CHECK = "retirement_reform"
FIRST_DEFICITS = ("first_deficit_ages_kept", "first_deficit_reform")


def dates(years: np.ndarray, opening: float, closing: np.ndarray) -> dict[str, float]:
    """When is the reserve largest, when does a year first close with a deficit, and when is nothing left? NaN: never.

    years, closing: [years], yuan at the end of each year; opening: yuan before the first.
    """
    balance = np.diff(closing, prepend=opening)
    return {
        "peak_year": peak_year(years, closing),
        "first_deficit": first_deficit_year(years, balance),
        "exhaustion": exhaustion_year(years, closing),
    }


def reserve(paths: Paths, with_subsidy: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Opening reserve [replications] and closing ones [replications, years] of the whole fund, yuan.

    without subsidy: as if it had not been paid from the first year on, at the yield of each year.
    """
    closing = paths["pension.closing"]
    if not with_subsidy:
        rows = zip(closing, paths["pension.subsidy"], paths["yield"], strict=True)
        closing = np.stack([closing_without(path, subsidy, yields) for path, subsidy, yields in rows])
    return paths["pension.opening"][:, 0], closing


def dates_of(paths: Paths, with_subsidy: bool = True) -> dict[str, tuple[float, float, str]]:
    """Each date of the mean path, its standard error over the replications' own dates, and in how many it comes."""
    opening, closing = reserve(paths, with_subsidy)
    middle = dates(paths.years, float(opening.mean()), closing.mean(axis=0))
    own = [dates(paths.years, start, path) for start, path in zip(opening, closing, strict=True)]
    found = {}
    for name, date in middle.items():
        values = np.array([each[name] for each in own])
        comes = int(np.isfinite(values).sum())
        note = "" if comes == values.size else f"in {comes} of {values.size} replications by {paths.years[-1]}"
        found[name] = (date, paths.error(values) if comes == values.size else NEVER, note)
    return found


def check(reform: Paths, ages_kept: Paths, figures=None) -> "pd.DataFrame":
    """How do first deficits with and without the reform compare, counting the subsidy and without it?"""
    known = of_check(CHECK, figures)
    rows = []
    for with_subsidy, words in ((True, "with subsidy"), (False, "without subsidy")):
        both = [dates_of(paths, with_subsidy)["first_deficit"] for paths in (ages_kept, reform)]
        for quantity, (date, error, note) in zip(FIRST_DEFICITS, both, strict=True):
            rows.append(line(known[quantity, None], date, error, "; ".join(filter(None, (words, note)))))
        gained = both[1][0] - both[0][0]
        rows.append(line(known["years_gained", None], gained, NEVER, words))
    return frame_of(rows)


def path(reform: Paths, ages_kept: Paths) -> "pd.DataFrame":
    """Reserve of each year in both runs, with and without subsidy, over output: mean, lowest and highest, percent."""
    import pandas as pd

    parts = []
    for design, paths in (("reform", reform), ("ages_kept", ages_kept)):
        for subsidy in (True, False):
            closing = 100.0 * reserve(paths, subsidy)[1] / paths["gdp"]
            parts.append(pd.DataFrame({
                "design": design, "subsidy": subsidy, "year": paths.years, "mean": closing.mean(axis=0),
                "lowest": closing.min(axis=0), "highest": closing.max(axis=0),
            }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)
