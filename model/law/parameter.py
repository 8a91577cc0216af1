"""What is one parameter of the law, and what is it in a given year?"""

import calendar
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from model.law.sources import LawError, Place

Value = float | str | tuple
Index = Callable[[str, int, int], float]  # growth of "wage", "prices" or "medical" between two years


class Missing(Enum):
    """Stands for a value that the files do not give for so early a year; the same object in every process."""

    MISSING = 0


MISSING = Missing.MISSING


def _as_text(raw: Any) -> Any:
    """A date or number stands for its own spelling: `source: 2024-09-13`."""
    return str(raw) if isinstance(raw, date | int | float) else raw


Text = Annotated[str, BeforeValidator(_as_text), Field(min_length=1)]


class Dated(BaseModel):
    """One value with the document that it comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Any
    source: Text
    confidence: Literal["high", "medium", "low"] = "high"
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the law: its names, unit, limits and dated values, each with its source.

    `values` are numbers, words, or tables (tuples); `dates` are the days from which they hold, in order.
    """

    path: str
    en: str
    zh: str
    unit: str
    dates: tuple[date, ...]
    values: tuple[Value, ...]
    sources: tuple[Dated, ...]
    kind: str  # number, text or table
    beyond: str
    within_year: str
    low: float | None
    high: float | None
    levers: tuple[str, ...]
    choices: tuple[str, ...]
    place: Place

    def on(self, day: date) -> Value:
        """What holds on this day? LawError if the day is before the first date."""
        held = [value for start, value in zip(self.dates, self.values, strict=True) if start <= day]
        if not held:
            raise LawError(self.too_early(day), self.place)
        return held[-1]

    def too_early(self, when: date | int) -> str:
        """The message for a time before the first date."""
        return f"{self.path}: no value before {self.dates[0]}, asked for {when}; add an earlier date with its source"

    def in_year(self, year: int, index: Index | None = None) -> Value | object:
        """What holds in this year? The month-weighted mean, or the value at the year's start or end.

        After the last date the value follows `beyond`, from the year of that date on; without an `index` it stays
        as it is. In the year of the first date only the months from that date count. `MISSING` in earlier years.
        """
        return blend(self.dates, lambda position: self.worth(position, year, index), year, self.within_year)

    def worth(self, position: int, year: int, index: Index | None, last: int | None = None) -> Value:
        """The dated value number `position` in a year, grown by `beyond` if it is the last one, or number `last`."""
        value, since = self.values[position], self.dates[position].year
        final = len(self.dates) - 1 if last is None else last
        if index is None or not self.grows or year <= since or position != final:
            return value
        return scaled(value, index(self.beyond, since, year))

    @property
    def grows(self) -> bool:
        """Does the value move by itself after its last date?"""
        return self.beyond in ("wage", "prices", "medical")


def blend(dates: Sequence[date], worth: Callable[[int], Value], year: int, within: str) -> Value | object:
    """What holds in a year of values that begin on `dates`? `worth(n)` is the n-th of them; `within` as the files.

    `MISSING` before the year of the first date.
    """
    if year < dates[0].year:
        return MISSING
    if year > dates[-1].year:
        return worth(len(dates) - 1)
    starts = [_months_into(day, year) for day in dates]
    final = max(position for position, start in enumerate(starts) if start < 12.0)
    first = max((position for position, start in enumerate(starts) if start <= 0.0), default=0)
    if within == "start" or first == final:
        return worth(first)
    if within == "end":
        return worth(final)
    edges = [max(start, 0.0) for start in starts[first : final + 1]] + [12.0]
    weights = [(end - start) / (12.0 - edges[0]) for start, end in pairwise(edges)]
    return _mean(weights, [worth(position) for position in range(first, final + 1)])


def scaled(value: Value, factor: float) -> Value:
    """A number or table times a factor."""
    return tuple(scaled(item, factor) for item in value) if isinstance(value, tuple) else value * factor


def fits(parameter: Parameter, value: Value, place: Place) -> None:
    """May the parameter take this value? LawError if its kind, a limit or the list of words forbids it."""
    kind = kind_of(value)
    if kind != parameter.kind:
        raise LawError(f"{parameter.path}: a {kind} where a {parameter.kind} is needed: {value!r}", place)
    if parameter.within_year == "average" and shape(value) != shape(parameter.values[0]):
        raise LawError(f"{parameter.path}: a table of {shape(value)}; {shape(parameter.values[0])} is needed", place)
    for item in items(value):
        if isinstance(item, str):
            if parameter.choices and item not in parameter.choices:
                allowed = ", ".join(parameter.choices)
                raise LawError(f"{parameter.path}: `{item}` is no setting; settings are {allowed}", place)
        elif (parameter.low is not None and item < parameter.low) or (
            parameter.high is not None and item > parameter.high
        ):
            limits = f"{_limit(parameter.low)} to {_limit(parameter.high)} {parameter.unit}"
            raise LawError(f"{parameter.path}: {item:g} is out of range; {limits} is possible", place)


def kind_of(value: Value) -> str:
    """number, text or table."""
    return "text" if isinstance(value, str) else "table" if isinstance(value, tuple) else "number"


def items(value: Value) -> list:
    """The numbers or words of a value, one after the other."""
    return [item for part in value for item in items(part)] if isinstance(value, tuple) else [value]


def shape(value: Value) -> tuple:
    """Lengths of a table's levels; empty for a number or word."""
    return (len(value), *(shape(part) for part in value)) if isinstance(value, tuple) else ()


def _mean(weights: list[float], parts) -> Value:
    if all(part == parts[0] for part in parts):
        return parts[0]
    if isinstance(parts[0], tuple):
        return tuple(_mean(weights, column) for column in zip(*parts, strict=True))
    return math.fsum(weight * part for weight, part in zip(weights, parts, strict=True))


def _months_into(day: date, year: int) -> float:
    """Months from the year's start to the day, negative before it."""
    days = calendar.monthrange(day.year, day.month)[1]
    return (day.year - year) * 12 + day.month - 1 + (day.day - 1) / days


def _limit(bound: float | None) -> str:
    return "any" if bound is None else f"{bound:g}"
