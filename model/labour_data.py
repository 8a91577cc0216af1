"""Which published or assumed labour figures does the model start from? Rows of the labour files in model/data.

Every row carries its unit, source and confidence; low and high are blank where only one figure is known. The files
share one form, so that a reader can sort them by confidence and an experiment can vary a row by its name.
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

DATA = Path(__file__).resolve().parent / "data"
FIRST_AGE, LAST_AGE = 16, 100
AGES = np.arange(FIRST_AGE, LAST_AGE + 1)
CONFIDENCES = ("high", "medium", "low")


class Row(NamedTuple):
    """One figure: what it is, for whom, its range, and where it comes from."""

    quantity: str
    group: str
    second: str
    sex: str
    age_from: int
    age_to: int
    value: float
    low: float | None
    high: float | None
    unit: str
    source: str
    confidence: str


def _row(file: str, number: int, record: dict[str, str]) -> Row:
    where = f"{file}, line {number}"
    if record["confidence"] not in CONFIDENCES or not record["unit"] or not record["source"]:
        raise ValueError(f"{where}: a figure needs a unit, a source and a confidence of {', '.join(CONFIDENCES)}")
    low, high = (float(record[name]) if record[name] else None for name in ("low", "high"))
    value = float(record["value"])
    if low is not None and high is not None and not low <= value <= high:
        raise ValueError(f"{where}: {value} lies outside {low} to {high}")
    ages = [int(record[name]) if record[name] else -1 for name in ("age_from", "age_to")]
    names = [record[name] for name in ("quantity", "group", "second", "sex")]
    return Row(*names, *ages, value, low, high, record["unit"], record["source"], record["confidence"])


@cache
def rows_of(file: str) -> tuple[Row, ...]:
    """Which figures does this file of model/data hold? ValueError, with the line, for a figure without source."""
    with (DATA / file).open(encoding="utf-8", newline="") as handle:
        return tuple(_row(file, number, record) for number, record in enumerate(csv.DictReader(handle), start=2))


def select(file: str, quantity: str, group: str | None = None, sex: str | None = None) -> list[Row]:
    """Which rows have this quantity, and group and sex where given? KeyError if there is none."""
    found = [
        row
        for row in rows_of(file)
        if row.quantity == quantity and group in (None, row.group) and sex in (None, row.sex)
    ]
    if not found:
        raise KeyError(f"{file} has no row {quantity} {group or ''} {sex or ''}")
    return found


def figure(file: str, quantity: str, group: str = "") -> float:
    """What is the one figure of this name? KeyError unless there is exactly one."""
    found = select(file, quantity, group)
    if len(found) != 1:
        raise KeyError(f"{file} has {len(found)} rows {quantity} {group}, not one")
    return found[0].value


def by_group(file: str, quantity: str, names: tuple[str, ...], missing: float | None = None) -> np.ndarray:
    """What are the figures of these groups, in this order? float64[len(names)]; KeyError without a default."""
    found = {row.group: row.value for row in select(file, quantity)}
    if missing is None and (lacking := [name for name in names if name not in found]):
        raise KeyError(f"{file} has no {quantity} for {', '.join(lacking)}")
    return np.array([found.get(name, missing) for name in names], dtype=np.float64)


def along_age(rows: list[Row], ages: np.ndarray = AGES) -> np.ndarray:
    """How does a figure that is given for some ages or age bands run over single ages? float64[ages.size].

    Linear between the middles of the bands, constant outside them.
    """
    points = sorted(((row.age_from + row.age_to) / 2.0, row.value) for row in rows)
    return np.interp(ages, [age for age, _ in points], [value for _, value in points])
