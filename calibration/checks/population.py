"""Does the population by age and sex go the way of the United Nations' medium variant?

The model begins with the national total at the end of 2025, which lies below that of World Population Prospects 2024,
has the national births of the years in which they differ, and lowers death rates to the national number of deaths. So
differences by age are wanted in part; they are shown, absolute and relative, and only totals have a published range.
"""

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from calibration.checks.comparison import Paths, frame_of, line
from calibration.checks.published import of_check

if TYPE_CHECKING:
    import pandas as pd

CHECK = "population"
FILE = Path(__file__).resolve().parent.parent / "data" / "wpp2024_population.csv"
CHILDREN = "age_0_15"


@cache
def united_nations(path: Path = FILE) -> "pd.DataFrame":
    """Persons at the year's end by year, sex and first age of the group (16, 20, 25, ... 100), WPP 2024 medium."""
    import pandas as pd

    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    found = [
        (int(row["year"]), row["sex"], int(name.split("_")[1]), 1e3 * float(value))
        for row in rows
        for name, value in row.items()
        if name.startswith("age_") and name != CHILDREN
    ]
    return pd.DataFrame(found, columns=["year", "sex", "age", "published"])


def by_age(people: "pd.DataFrame") -> "pd.DataFrame":
    """How do persons of 16 and over compare, group by group? people: replication, year, sex, age, persons.

    Columns year, sex, age (the group's first), persons (mean over replications), published, difference, relative.
    """
    mean = people.groupby(["year", "sex", "age"], as_index=False)["persons"].mean()
    found = mean.merge(united_nations(), on=["year", "sex", "age"])
    found["difference"] = found["persons"] - found["published"]
    found["relative"] = found["difference"] / found["published"]
    return found


def errors(compared: "pd.DataFrame") -> "pd.DataFrame":
    """How far off is a year? Total and relative difference, and the persons in the wrong group of age and sex.

    compared: as of `by_age`. misplaced: half the sum of absolute differences once both have the same total, over that
    total; over_65: relative difference of persons of 65 and over.
    """
    import pandas as pd

    rows = []
    for year, part in compared.groupby("year"):
        model, published = part["persons"], part["published"]
        total, wanted = model.sum(), published.sum()
        old = part["age"] >= 65
        rows.append((
            year, total, wanted, total - wanted, total / wanted - 1.0,
            0.5 * (model / total - published / wanted).abs().sum(),
            model[old].sum() / published[old].sum() - 1.0,
        ))  # fmt: skip
    return pd.DataFrame(
        rows, columns=["year", "persons", "published", "difference", "relative", "misplaced", "over_65"]
    )


def check(projection: Paths, figures=None) -> "pd.DataFrame":
    """Does everybody together, children included, stay within the 95 % bounds?"""
    rows = []
    total = projection["persons"] + projection["children"]
    for figure in of_check(CHECK, figures).values():
        if figure.year in projection.years:
            values = total[:, projection.years.tolist().index(figure.year)]
            rows.append(line(figure, float(values.mean()), projection.error(values)))
    return frame_of(rows)
