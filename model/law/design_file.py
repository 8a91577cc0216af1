"""What does a design file say? Its lines checked, its paths expanded, its changes laid over the law in force."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from model.kept import kept
from model.law.changes import LAW, Change, InForce, Neutral, Setting, Step
from model.law.leaf import as_date, as_value
from model.law.parameter import Parameter, Text, fits, kind_of, scaled
from model.law.parameters import LawInForce
from model.law.sources import ROOT, LawError, Place, Table, check, read_table, suggestion

NEUTRAL_PATH = "coverage.platform.rate"
NEUTRAL_CHARGE = "coverage.platform.order_charge."
FORMS = ("value", "values", "scale", "as_of", "neutral_to")
BASES = ("baseline", "law", "pilot", "draft", "proposal", "doctrine", "variant", "assumption")


class Resolution(BaseModel):
    """Which part of a package wins where two parts differ, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    winner: Text
    reason: Text


class DesignFile(BaseModel):
    """The lines of a design file."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    name: Text
    id: str = ""
    en: Text
    zh: Text
    article: Text
    basis: Literal["baseline", "law", "pilot", "draft", "proposal", "doctrine", "variant", "assumption"]
    summary: Text
    from_: Annotated[Any, Field(alias="from")] = None
    phase_in: Annotated[int, Field(ge=1, le=100)] = 1
    extends: str | list[str] = ()
    parts: list[str] = ()
    resolve: dict[str, Resolution] = Field(default_factory=dict)
    against: str = "status_quo"
    touches: list[str] = ()
    changes: Annotated[dict[str, Any], Field(default_factory=dict)]


def read_design_file(path: Path) -> tuple[DesignFile, Table]:
    """Which design does this file describe? Its checked lines, and the file with the places of its lines."""
    # the model's own designs are read in every run; others are kept nowhere
    own = path.is_file() and path.resolve().is_relative_to(ROOT)
    table = kept(f"designs/{path.stem}", [path], lambda: read_table(path)) if own else read_table(path)
    name = str(table.get("name", path.stem))
    file = check(DesignFile, table, name)
    if file.name != path.stem:
        raise LawError(f"name: `{file.name}` in a file called {path.name}; give both one name", table.values_at["name"])
    return file, table


def read_changes(file: DesignFile, table: Table, law: LawInForce, over: frozenset[str]) -> dict[str, Change]:
    """Which parameters does the file itself set? One change for each path, checked against the parameter's limits.

    over: names of the designs that this one extends or joins, over which its own changes take precedence.
    """
    lines = table.get("changes")
    if not isinstance(lines, Table) or not lines:
        return {}
    if file.from_ is None:
        raise LawError(f"{file.name}: from: missing; a line `from: 2027` is needed", table.place)
    start = as_date(file.from_, f"{file.name}.from", table.values_at["from"])
    changes: dict[str, Change] = {}
    for pattern, raw in lines.items():
        place = lines.keys_at[pattern]
        for path in expand(pattern, law.paths(), place):
            if path in changes:
                first = changes[path].steps[0].place
                raise LawError(f"{path}: set twice, first in line {first.line}; keep one", place)
            parameter = law.parameter(path)
            why, settings = _settings(parameter, raw, start, file.phase_in, place)
            last = settings[-1][0] if settings[-1][1] != LAW else settings[-2][0]
            changes[path] = Change(
                parameter,
                tuple(
                    Step(day, setting, day if day == last else None, frozenset({file.name}), over, place, why)
                    for day, setting in settings
                ),
            )
    return changes


def expand(pattern: str, paths: Iterable[str], place: Place) -> list[str]:
    """Which parameters does a path with `{a,b}` or `*` mean? LawError with a suggestion if there is none."""
    paths, found = list(paths), []
    for plain in _alternatives(pattern):
        if "*" in plain:
            matches = [path for path in paths if _matches(path, plain)]
        else:
            matches = [plain] if plain in paths else []
        if not matches:
            raise LawError(f"unknown parameter `{plain}`{suggestion(plain, paths)}", place)
        found += matches
    return found


def _matches(path: str, pattern: str) -> bool:
    """Does a `*` stand for one level of the path, or a part of it?"""
    levels, wanted = path.split("."), pattern.split(".")
    return len(levels) == len(wanted) and all(map(fnmatchcase, levels, wanted))


def _alternatives(pattern: str) -> list[str]:
    choice = re.search(r"\{([^{}]*)\}", pattern)
    if not choice:
        return [pattern]
    head, tail = pattern[: choice.start()], pattern[choice.end() :]
    return [full for word in choice[1].split(",") for full in _alternatives(head + word.strip() + tail)]


def _settings(
    parameter: Parameter, raw: Any, start: date, years: int, place: Place
) -> tuple[str, list[tuple[date, Setting]]]:
    """Why, and what holds from which day on, by one line of `changes`."""
    row = raw if isinstance(raw, Table) else {"value": raw}
    why = ""
    if isinstance(raw, Table) and all(isinstance(key, date | int) for key in raw):
        row = {"values": raw}
    for key in row:
        if key not in (*FORMS, "until", "phase_in", "why"):
            allowed = ", ".join((*FORMS, "until", "phase_in", "why"))
            raise LawError(f"{parameter.path}.{key}: unknown key; a change has {allowed}, or dates", place)
    forms = [form for form in FORMS if form in row]
    if len(forms) != 1:
        raise LawError(f"{parameter.path}: one of {', '.join(FORMS)} is needed, not {len(forms)}", place)
    why, form = str(row.get("why", "")), forms[0]
    settings = _by_form(parameter, form, row[form], start, place)
    phased = row.get("phase_in", years if form == "value" and parameter.kind == "number" else 1)
    if isinstance(phased, bool) or not isinstance(phased, int) or phased < 1:
        raise LawError(f"{parameter.path}.phase_in: {phased!r} is no number of years; write phase_in: 5", place)
    if phased > 1:
        settings = _phased(parameter, settings[0], phased, form, place)
    if "until" in row:
        settings = _ended(parameter, settings, row["until"], place)
    for _, setting in settings:
        _check(parameter, setting, place)
    return why, settings


def _by_form(parameter: Parameter, form: str, raw: Any, start: date, place: Place) -> list[tuple[date, Setting]]:
    path = parameter.path
    if form == "values":
        if not isinstance(raw, Table) or not raw:
            raise LawError(f"{path}.values: write dates with values, `{{2027: 0.5, 2030: 1}}`", place)
        dated = sorted((as_date(key, path, place), as_value(raw[key], f"{path}.{key}", place)) for key in raw)
        if dated[0][0] < start:
            raise LawError(f"{path}: {dated[0][0]} lies before the design's `from`, {start}", place)
        return dated
    if form == "as_of":
        return [(start, InForce(as_of=as_date(raw, f"{path}.as_of", place)))]
    if form == "neutral_to":
        if not (path == NEUTRAL_PATH or path.startswith(NEUTRAL_CHARGE)) or raw != "payroll":
            raise LawError(
                f"{path}: only {NEUTRAL_PATH} and {NEUTRAL_CHARGE}* can be {{neutral_to: payroll}}; give a number",
                place,
            )
        return [(start, Neutral(raw))]
    value = as_value(raw, f"{path}.{form}", place)
    if form == "scale":
        if not isinstance(value, float) or parameter.kind == "text":
            raise LawError(f"{path}.scale: a number times a number or table is needed, not {raw!r}", place)
        return [(start, InForce(factor=value))]
    return [(start, value)]


def _phased(
    parameter: Parameter, setting: tuple[date, Setting], years: int, form: str, place: Place
) -> list[tuple[date, Setting]]:
    """Equal yearly steps from the value in force to the new one, which is reached in the last of `years` years."""
    start, new = setting
    if form != "value" or kind_of(new) != "number" or parameter.kind != "number":
        raise LawError(f"{parameter.path}: only a number is phased in; leave phase_in away", place)
    old = parameter.on(start)
    days = [date(start.year + n, start.month, min(start.day, 28)) for n in range(1, years)]
    return [(day, old + (new - old) * ((n + 1) / years)) for n, day in enumerate([start, *days])]


def _ended(
    parameter: Parameter, settings: list[tuple[date, Setting]], raw: Any, place: Place
) -> list[tuple[date, Setting]]:
    """The same settings, and the law in force again after the year or day `until`."""
    if isinstance(raw, date):
        end = raw + timedelta(days=1)
    else:
        end = as_date(raw, f"{parameter.path}.until", place).replace(year=raw + 1)
    if end <= settings[-1][0]:
        raise LawError(f"{parameter.path}: until {raw} ends before the change of {settings[-1][0]}", place)
    return [*settings, (end, LAW)]


def _check(parameter: Parameter, setting: Setting, place: Place) -> None:
    if isinstance(setting, Neutral):
        return
    if isinstance(setting, InForce):
        if setting.as_of and setting.as_of < parameter.dates[0]:
            raise LawError(parameter.too_early(setting.as_of), place)
        for value in parameter.values if setting.factor != 1.0 else ():
            fits(parameter, scaled(value, setting.factor), place)
        return
    fits(parameter, setting, place)
