"""Which law is in force? Every dated, sourced parameter of every branch, and its value in a year."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from model.kept import kept
from model.law.coverage.financing import settle
from model.law.leaf import as_date, read_parameter
from model.law.parameter import MISSING, Index, Parameter, Value, scaled
from model.law.sources import LawError, Place, Table, display, read_table, suggestion

FOLDER = Path(__file__).resolve().parent
HORIZON = 2125  # last year of the macro tables; designs are judged to this year


class Changes(Protocol):
    """What the law needs to know of a design: the values that it sets in a year."""

    name: str

    def overrides(self, year: int, index: Index | None = None) -> dict[str, Value]: ...


class YearLaw:
    """The parameters of one year with a design applied: a mapping from path to number, word or table."""

    __slots__ = ("_law", "_values", "design", "year")

    def __init__(self, law: "LawInForce", year: int, values: dict[str, Value], design: str):
        self._law, self.year, self._values, self.design = law, year, values, design

    def __getitem__(self, path: str) -> Value:
        """What is the parameter in this year? LawError for an unknown path or a year before its first date."""
        value = self._values.get(path, MISSING)
        if value is MISSING:
            parameter = self._law.parameter(path)
            raise LawError(parameter.too_early(self.year), parameter.place)
        return value

    def get(self, path: str, default: Any = None) -> Any:
        """The parameter, or `default` where it does not exist or has no value yet."""
        value = self._values.get(path, MISSING)
        return default if value is MISSING else value

    def text(self, path: str) -> str:
        """Which word is set? LawError if the parameter is a number or a table."""
        value = self[path]
        if not isinstance(value, str):
            raise LawError(f"{path}: a word is asked for, it is {value!r}", self._law.parameter(path).place)
        return value

    def array(self, path: str) -> np.ndarray:
        """The table as a fresh float64 array (a number is a table of one). LawError if it holds words."""
        return self._numbers(path, self[path])

    def by(self, prefix: str, names: list[str] | tuple[str, ...]) -> np.ndarray:
        """`<prefix>.<name>` for every name, float64; `<prefix>.default` stands in for names that are not listed."""
        paths, default = _paths(prefix, tuple(names))
        otherwise = self._values.get(default, MISSING)
        found = [self._values.get(path, otherwise) for path in paths]
        if MISSING in found:  # the mapping itself says what is wrong
            found = [self[default if path not in self._values and default in self._values else path] for path in paths]
        return self._numbers(prefix, found)

    def __contains__(self, path: object) -> bool:
        return self._values.get(path, MISSING) is not MISSING

    def __iter__(self) -> Iterator[str]:
        return (path for path, value in self._values.items() if value is not MISSING)

    def _numbers(self, path: str, value: Any) -> np.ndarray:
        try:
            numbers = np.array(value, dtype=np.float64)
            return numbers if numbers.ndim else numbers.reshape(1)
        except ValueError:
            raise LawError(f"{path}: a table of numbers of one length is asked for, it is {value!r}") from None


class LawInForce:
    """All parameters of the law in force and their history."""

    def __init__(self, parameters: dict[str, Parameter]):
        self._parameters = parameters
        self._last = {path: parameter.values[-1] for path, parameter in parameters.items()}
        self._ends = [(parameter.dates[-1].year, parameter) for parameter in parameters.values()]
        self._growing = [(end, parameter) for end, parameter in self._ends if parameter.grows]
        self._years: dict[int, tuple[dict[str, Value], list[Parameter]]] = {}

    def paths(self) -> tuple[str, ...]:
        """The dotted paths of all parameters, in the order of the files."""
        return tuple(self._parameters)

    def parameter(self, path: str) -> Parameter:
        """Names, unit, limits, dated values and sources of one parameter. LawError with a suggestion if unknown."""
        try:
            return self._parameters[path]
        except KeyError:
            raise LawError(f"unknown parameter `{path}`{suggestion(path, self._parameters)}") from None

    def value(self, path: str, day: date | str) -> Value:
        """What holds on a day (a date or "2019-05-01")? LawError before the first date."""
        when = day if isinstance(day, date) else _day(day)
        return self.parameter(path).on(when)

    def year(self, year: int, economy: Index | None = None, design: Changes | None = None) -> YearLaw:
        """Which law applies in a year?

        economy: growth of an index, called as `economy(kind, from_year, to_year)` with kind "wage", "prices" or
        "medical"; without it money amounts stay at their last dated value.
        design: the design whose changes lie over the law in force; none means the law in force.
        """
        fixed, growing = self._year(year)
        values = dict(fixed)
        if economy is not None:
            growth: dict[tuple[str, int], float] = {}
            for parameter in growing:  # past its last date, each by the growth since then
                key = parameter.beyond, parameter.dates[-1].year
                if key not in growth:
                    growth[key] = economy(*key, year)
                values[parameter.path] = scaled(parameter.values[-1], growth[key])
        if design is not None:
            values.update(design.overrides(year, economy))
            settle(values)
        return YearLaw(self, year, values, "status_quo" if design is None else design.name)

    def _year(self, year: int) -> tuple[dict[str, Value], list[Parameter]]:
        """The year's values without growth, and the parameters that grow in it; computed once."""
        if year not in self._years:
            fixed = dict(self._last)  # what holds after all dates; few parameters have a later one
            fixed.update({item.path: item.in_year(year) for end, item in self._ends if year <= end})
            self._years[year] = fixed, [parameter for end, parameter in self._growing if year > end]
        return self._years[year]


@cache
def _paths(prefix: str, names: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The dotted path of every name below a prefix, and that of its default."""
    return tuple(f"{prefix}.{name}" for name in names), f"{prefix}.default"


def load_law(folder: Path | str | None = None) -> LawInForce:
    """Which law do the files of this folder hold? Every `<branch>/parameters.yaml` below it, read once per process.

    LawError names file, line and column of a missing unit, source or date, a wrong value, or a key said twice.
    """
    return _load(Path(folder or FOLDER).resolve())


@cache
def _load(folder: Path) -> LawInForce:
    files = sorted(folder.glob("*/parameters.yaml"))
    if not files:
        raise LawError(f"{display(folder)}: no law here; files `<branch>/parameters.yaml` are needed")
    return LawInForce(kept("law", files, lambda: _read(files)))  # reading takes seconds


def _read(files: list[Path]) -> dict[str, Parameter]:
    parameters: dict[str, Parameter] = {}
    for file in files:
        branch = read_table(file)
        _collect(file.parent.name, branch, branch.place, parameters)
    return parameters


def _collect(path: str, table: Table, place: Place, parameters: dict[str, Parameter]) -> None:
    """A mapping with a name, unit or values is a parameter; every other mapping is a level of the path."""
    if isinstance(table.get("values"), Table) or any(isinstance(table.get(key), str) for key in ("en", "zh", "unit")):
        parameters[path] = read_parameter(path, table, place)
        return
    for key, item in table.items():
        if not isinstance(item, Table):
            raise LawError(
                f"{path}.{key}: {item!r} stands alone; a parameter has en, zh, unit and values", table.keys_at[key]
            )
        if isinstance(key, bool) or not isinstance(key, str | int) or "." in str(key):
            raise LawError(f"{path}.{key}: a name without dots is needed", table.keys_at[key])
        _collect(f"{path}.{key}", item, table.keys_at[key], parameters)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return as_date(text, "date", Place("(argument)", 1, 1))
