"""Which published figures is the model held against, and which of them may it be fitted to?

The file is calibration/data/targets.csv: one figure a line, with unit, source and confidence. It is checked before
anything runs, since a wrong unit or a figure that is fitted by mistake shows nowhere later.
"""

import csv
import math
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from calibration.measures import MEASURES
from model.law.sources import suggestion

FILE = Path(__file__).resolve().parent / "data" / "targets.csv"
COLUMNS = ("id", "measure", "year", "value", "unit", "source", "confidence", "use", "note")
UNITS = {"10k persons": 1e4, "100m yuan": 1e8, "yuan a month": 1.0, "ratio": 1.0, "percent": 0.01}
CONFIDENCES = ("high", "medium", "low")
FITTED, HELD_OUT, SHOWN = USES = ("fitted", "held out", "shown")
FIRST_YEAR, LAST_FITTED_YEAR, LAST_YEAR = 2016, 2022, 2025


class TargetError(ValueError):
    """The file of targets is wrong; the message names file and line and says what would be right."""


class Target(NamedTuple):
    """A published figure: `value` in its unit, which holds `scale` persons, yuan or ones."""

    id: str
    measure: str
    year: int
    value: float
    unit: str
    source: str
    confidence: str
    use: str
    note: str

    @property
    def scale(self) -> float:
        """How many persons, yuan or ones is a unit of the figure?"""
        return UNITS[self.unit]


@cache
def load_targets(path: Path = FILE) -> tuple[Target, ...]:
    """Which figures does the file hold, in its order? TargetError at the first line that is wrong."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        lines = [(number, line) for number, line in enumerate(file, 1) if not line.startswith("#") and line.strip()]
    name = Path(path).name
    if not lines:
        raise TargetError(f"{name}: is empty; a line with the columns {', '.join(COLUMNS)} is needed")
    numbers = [number for number, _ in lines]
    rows = csv.reader(line for _, line in lines)
    found = tuple(next(rows))
    if found != COLUMNS:
        raise TargetError(f"{name}:{numbers[0]}: the columns must be {','.join(COLUMNS)}, not {','.join(found)}")
    targets: list[Target] = []
    seen: dict[str, int] = {}
    for number, cells in zip(numbers[1:], rows, strict=True):
        place = f"{name}:{number}"
        if len(cells) != len(COLUMNS):
            raise TargetError(f"{place}: {len(cells)} cells where {len(COLUMNS)} are needed")
        target = _target(place, dict(zip(COLUMNS, cells, strict=True)))
        if target.id in seen:
            raise TargetError(f"{place}: id: `{target.id}` stands in line {seen[target.id]} already; ids are unique")
        seen[target.id] = number
        targets.append(target)
    return tuple(targets)


def _target(place: str, row: dict[str, str]) -> Target:
    """One line as a figure. TargetError if a cell is wrong or a figure may not be used as it says."""
    for column in ("id", "source"):
        if not row[column].strip():
            raise TargetError(f"{place}: {column}: empty; every figure has an id and a source")
    _known(place, "measure", row["measure"], MEASURES)
    _known(place, "unit", row["unit"], UNITS)
    _known(place, "confidence", row["confidence"], CONFIDENCES)
    _known(place, "use", row["use"], USES)
    year, value = _number(place, "year", row["year"]), _number(place, "value", row["value"])
    if not FIRST_YEAR <= year <= LAST_YEAR or year != int(year):
        raise TargetError(f"{place}: year: {row['year']}; the backcast has the years {FIRST_YEAR} to {LAST_YEAR}")
    target = Target(**{**row, "year": int(year), "value": value})
    kind = MEASURES[target.measure].unit
    if kind != target.unit:
        raise TargetError(f"{place}: unit: {target.unit}; {target.measure} is measured in {kind}")
    if target.use != SHOWN and target.confidence == "low":
        raise TargetError(f"{place}: use: {target.use}; a figure of low confidence can only be shown")
    due = FITTED if target.year <= LAST_FITTED_YEAR else HELD_OUT
    if target.use not in (SHOWN, due):
        raise TargetError(
            f"{place}: use: {target.use}; figures up to {LAST_FITTED_YEAR} may be fitted, later ones are held out, "
            f"so {target.year} is {due} or shown"
        )
    return target


def _known(place: str, column: str, value: str, known: Iterable[str]) -> None:
    if value not in known:
        hint = suggestion(value, known) or f"; known are {', '.join(known)}"
        raise TargetError(f"{place}: {column}: `{value}` is unknown{hint}")


def _number(place: str, column: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise TargetError(f"{place}: {column}: `{text}` is no number")
    return value
