"""Which published figures is a check held against? A figure a line of calibration/data/checks.csv, with its source."""

import csv
import math
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from model.law.sources import suggestion

FILE = Path(__file__).resolve().parent.parent / "data" / "checks.csv"
COLUMNS = (
    "id", "check", "quantity", "year", "value", "low", "high", "unit", "source", "confidence", "note",
)  # fmt: skip
CHECKS = ("actuarial_report", "retirement_reform", "pension_spending", "medical_pool", "population", "behaviour")
UNITS = {
    "10k persons": 1e4, "100m yuan": 1e8, "percent": 0.01, "percent of GDP": 0.01, "points of GDP": 0.01, "year": 1.0,
    "years": 1.0, "share": 1.0, "ratio": 1.0, "log points per log point": 1.0,
}  # fmt: skip
CONFIDENCES = ("high", "medium", "low")


class CheckFileError(ValueError):
    """The file of published figures is wrong; the message names file and line and says what would be right."""


class Published(NamedTuple):
    """A published figure with its range, in its unit; NaN for what is not published, no year for what has none."""

    id: str
    check: str
    quantity: str
    year: int | None
    value: float
    low: float
    high: float
    unit: str
    source: str
    confidence: str
    note: str


@cache
def load_published(path: Path = FILE) -> tuple[Published, ...]:
    """Which figures does the file hold, in its order? CheckFileError at the first line that is wrong."""
    name, found, seen = Path(path).name, [], {}
    with Path(path).open(encoding="utf-8", newline="") as file:
        lines = [(number, line) for number, line in enumerate(file, 1) if not line.startswith("#") and line.strip()]
    rows = list(csv.reader(line for _, line in lines))
    if not rows or tuple(rows[0]) != COLUMNS:
        raise CheckFileError(f"{name}:{lines[0][0] if lines else 1}: the columns must be {','.join(COLUMNS)}")
    for (number, _), cells in zip(lines[1:], rows[1:], strict=True):
        place = f"{name}:{number}"
        if len(cells) != len(COLUMNS):
            raise CheckFileError(f"{place}: {len(cells)} cells where {len(COLUMNS)} are needed")
        figure = _figure(place, dict(zip(COLUMNS, cells, strict=True)))
        if figure.id in seen:
            raise CheckFileError(f"{place}: id: `{figure.id}` stands in line {seen[figure.id]} already; ids are unique")
        seen[figure.id] = number
        found.append(figure)
    return tuple(found)


def of_check(check: str, figures: Iterable[Published] | None = None) -> dict[tuple[str, int | None], Published]:
    """The figures of one check by quantity and year."""
    known = load_published() if figures is None else figures
    return {(figure.quantity, figure.year): figure for figure in known if figure.check == check}


def _figure(place: str, row: dict[str, str]) -> Published:
    for column in ("id", "quantity", "source"):
        if not row[column].strip():
            raise CheckFileError(f"{place}: {column}: empty; every figure has an id, a quantity and a source")
    for column, known in (("check", CHECKS), ("unit", UNITS), ("confidence", CONFIDENCES)):
        if row[column] not in known:
            hint = suggestion(row[column], known) or f"; known are {', '.join(known)}"
            raise CheckFileError(f"{place}: {column}: `{row[column]}` is unknown{hint}")
    value, low, high = (_number(place, column, row[column]) for column in ("value", "low", "high"))
    if all(map(math.isnan, (value, low, high))):
        raise CheckFileError(f"{place}: value: a figure needs a value or a range")
    if low > high or value < low or value > high:
        raise CheckFileError(f"{place}: low: {row['low']} to {row['high']} is no range around {row['value']}")
    year = _number(place, "year", row["year"])
    if year != year // 1 and not math.isnan(year):
        raise CheckFileError(f"{place}: year: `{row['year']}` is no year")
    numbers = {"year": None if math.isnan(year) else int(year), "value": value, "low": low, "high": high}
    return Published(**{**row, **numbers})


def _number(place: str, column: str, text: str) -> float:
    try:
        value = float(text) if text.strip() else math.nan
    except ValueError:
        raise CheckFileError(f"{place}: {column}: `{text}` is no number") from None
    if math.isinf(value):
        raise CheckFileError(f"{place}: {column}: `{text}` is no number")
    return value
