"""How is one parameter read from a law file? Its lines checked, its dates and values made sense of."""

import math
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from model.law.parameter import Dated, Parameter, Text, Value, fits, items, kind_of, shape
from model.law.sources import LawError, Place, Table, check

FIRST_YEAR, LAST_YEAR = 1900, 2200


class Leaf(BaseModel):
    """The lines of one parameter in a file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: Text
    zh: Text
    unit: Text
    values: Annotated[dict[Any, Any], Field(min_length=1)]
    beyond: Literal["constant", "wage", "prices", "medical", "statutory"] = "constant"
    within_year: Literal["average", "start", "end"] | None = None
    low: float | None = None
    high: float | None = None
    lever: str | list[str] = ()
    choices: list[str] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _low_before_high(self):
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low {self.low} lies above high {self.high}")
        return self


def read_parameter(path: str, table: Table, place: Place) -> Parameter:
    """Which parameter does this part of a file describe? LawError at the first thing that is wrong."""
    leaf = check(Leaf, table, path)
    dated: dict[date, Dated] = {}
    places: dict[date, Place] = {}
    for key, row in table["values"].items():
        at = table["values"].keys_at[key]
        day = as_date(key, f"{path}.values", at)
        if not isinstance(row, Table):
            raise LawError(f"{path}.values.{key}: write `{{value: ..., source: ...}}`, not {row!r}", at)
        if day in dated:
            raise LawError(f"{path}.values.{key}: this day stands here twice; keep one", at)
        dated[day] = check(Dated, row, f"{path}.values.{key}")
        places[day] = at
    days = tuple(sorted(dated))
    values = [as_value(dated[day].value, f"{path}.values.{day}", places[day]) for day in days]
    kinds = {kind_of(value) for value in values}
    if len(kinds) > 1:
        raise LawError(f"{path}: values are {' and '.join(sorted(kinds))}; one kind is needed", place)
    kind = kinds.pop()
    if kind == "text" and leaf.beyond in ("wage", "prices", "medical"):
        raise LawError(f"{path}: a word does not grow; use beyond: constant", place)
    if leaf.within_year == "average" and not _same_shape(values):
        raise LawError(f"{path}: only numbers and tables of one size have a mean; use within_year: start", place)
    within = leaf.within_year or ("average" if _same_shape(values) else "start")
    parameter = Parameter(
        path=path, en=leaf.en, zh=leaf.zh, unit=leaf.unit, dates=days, values=tuple(values),
        sources=tuple(dated[day] for day in days), kind=kind, beyond=leaf.beyond,
        within_year=within, low=leaf.low, high=leaf.high,
        levers=(leaf.lever,) if isinstance(leaf.lever, str) else tuple(leaf.lever),
        choices=tuple(leaf.choices), place=place,
    )  # fmt: skip
    for day, value in zip(days, values, strict=True):
        fits(parameter, value, places[day])
    return parameter


def as_date(key: Any, path: str, place: Place) -> date:
    """From which day on? A date, or a year, which means its first day."""
    if isinstance(key, date):
        return key
    if isinstance(key, int) and not isinstance(key, bool) and FIRST_YEAR <= key <= LAST_YEAR:
        return date(key, 1, 1)
    raise LawError(f"{path}: `{key}` is no date; write 2027-01-01 or 2027", place)


def as_value(raw: Any, path: str, place: Place) -> Value:
    """A number as float (true is 1), a word, or a list of them as a tuple; anything else is an error."""
    if isinstance(raw, bool | int | float):
        if not math.isfinite(raw):
            raise LawError(f"{path}: {raw} is no finite number", place)
        return float(raw)
    if isinstance(raw, str):
        return raw
    if isinstance(raw, list) and raw:
        return tuple(as_value(item, path, place) for item in raw)
    raise LawError(f"{path}: {raw!r} is neither a number nor a word nor a list of them", place)


def _same_shape(values: list[Value]) -> bool:
    numbers = all(isinstance(item, float) for value in values for item in items(value))
    return numbers and len({shape(value) for value in values}) == 1
