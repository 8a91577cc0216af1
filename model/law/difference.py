"""What is a legal design: a small, dated, composable difference from the law in force, with its reasons?"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from model.law.changes import Change, Step, merge, said
from model.law.parameter import Index, Value, fits
from model.law.parameters import LawInForce
from model.law.sources import Place


class NeutralRate(NamedTuple):
    """A rate that the model solves: its path, its first year and the base whose yield it must reach."""

    path: str
    from_year: int
    reference: str


class Row(NamedTuple):
    """One line of a table of changes in a year."""

    path: str
    unit: str
    in_force: Value
    design: Value
    source: str


@dataclass(frozen=True, eq=False)
class Design:
    """A legal design over the law in force: what it is called, what it is measured against, what it changes.

    Designs add: `a + b` holds the changes of both; where they differ for the same time it is an error.
    """

    name: str
    id: str
    en: str
    zh: str
    article: str
    basis: str
    against: str
    summary: str
    touches: tuple[str, ...]
    parts: tuple[str, ...]
    changes: Mapping[str, Change] = field(repr=False)
    _years: dict = field(default_factory=dict, repr=False, compare=False)

    def overrides(self, year: int, index: Index | None = None) -> dict[str, Value]:
        """Which parameters does the design set in a year, and to what?

        index: growth as in `LawInForce.year`. LawError while a neutral rate that holds in the year is not solved.
        """
        if index is not None:
            values = {}
            for path, change in self._active(year):
                end, final = self._final.get(path, (year, None))
                values[path] = final if year > end else change.in_year(year, index)
            return values
        if year not in self._years:
            self._years[year] = {path: change.in_year(year) for path, change in self._active(year)}
        return dict(self._years[year])

    @cached_property
    def identity(self) -> str:
        """Which law is this? Equal for designs that set every parameter alike and let it grow from the same day."""
        steps = [
            (path, [(step.day, step.setting, step.since) for step in change.steps])
            for path, change in sorted(self.changes.items())
        ]
        return hashlib.sha256(repr(steps).encode()).hexdigest()

    @cached_property
    def _final(self) -> dict[str, tuple[int, Value]]:
        """What stays for good after the year of a change's last date, where nothing grows or waits to be solved?"""
        ends = {
            path: change.dates[-1].year
            for path, change in self.changes.items()
            if not change.parameter.grows and not change.neutral
        }
        return {path: (end, self.changes[path].in_year(end + 1)) for path, end in ends.items()}

    def _active(self, year: int) -> list[tuple[str, Change]]:
        return [(path, change) for path, change in self.changes.items() if change.first.year <= year]

    @property
    def first_year(self) -> int | None:
        """The first year in which the design changes anything; None for the law in force."""
        return min((change.first.year for change in self.changes.values()), default=None)

    @property
    def neutral(self) -> list[NeutralRate]:
        """Which rates must the model solve before the design runs?"""
        return [
            NeutralRate(path, step.day.year, step.setting.reference)
            for path, change in sorted(self.changes.items())
            for step in change.neutral
        ]

    def solved(self, rates: Mapping[str, float]) -> "Design":
        """The same design with its neutral rates replaced by numbers, path to rate."""
        changes = {
            path: change.with_rate(rates[path]) if path in rates and change.neutral else change
            for path, change in self.changes.items()
        }
        return replace(self, changes=changes, _years={})

    def varied(self, values: Mapping[str, Value], law: LawInForce, start: int) -> "Design":
        """The same design with parameters set from a year on, over whatever it says: a point of a sweep.

        values: path to number, word or table. LawError for an unknown path or a value that the parameter cannot take.
        """
        place, changes = Place(f"{self.name}, varied", 1, 1), dict(self.changes)
        name = ", ".join([self.name, *(f"{path} = {said(values[path])}" for path in sorted(values))])
        for path, raw in values.items():
            parameter, value = law.parameter(path), tuple(raw) if isinstance(raw, list) else raw
            value = float(value) if isinstance(value, int) else value
            fits(parameter, value, place)
            day, below = date(start, 1, 1), changes.get(path)
            over = frozenset(origin for step in (below.steps if below else ()) for origin in step.origins | step.over)
            change = Change(parameter, (Step(day, value, day, frozenset({name}), over, place, "varied"),))
            changes[path] = merge(below, change) if below else change
        return replace(self, name=name, changes=changes, _years={})

    def __eq__(self, other: object) -> bool:
        return self.text() == other.text() if isinstance(other, Design) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.text())

    def __add__(self, other: "Design") -> "Design":
        if not isinstance(other, Design):
            return NotImplemented
        return add([self, other])

    def text(self) -> str:
        """The design as canonical YAML, resolved to paths and dates: equal texts are equal designs of one name."""
        lines = [f"name: {self.name}", f"against: {self.against}", "changes:" if self.changes else "changes: {}"]
        for path, change in sorted(self.changes.items()):
            lines.append(f"  {path}:")
            lines += [f"    {step.day}: {said(step.setting)}" for step in change.steps]
        return "\n".join(lines) + "\n"

    def changes_table(self, law: LawInForce, year: int) -> list[Row]:
        """What does the design change in a year? One row a parameter that differs from the law in force, by path.

        Rates that follow from a split among payers are listed too; a neutral rate is shown as the file writes it.
        """
        open_rates = {rate.path for rate in self.neutral if rate.from_year <= year}
        in_force = law.year(year)
        if open_rates:
            resolved = {path: change.in_year(year) for path, change in self._active(year) if path not in open_rates}
        else:
            design = law.year(year, design=self)
            resolved = {path: design[path] for path in design}
        rows = [
            Row(path, _unit(law, path), in_force.get(path), value, self._authority(path, year))
            for path, value in resolved.items()
            if value != in_force.get(path)
        ]
        for rate in self.neutral:
            if rate.path in open_rates:
                rows.append(Row(rate.path, _unit(law, rate.path), in_force[rate.path], f"neutral to {rate.reference}",
                                self._authority(rate.path, year)))  # fmt: skip
        return sorted(rows)

    def _authority(self, path: str, year: int) -> str:
        """Who says so: the designs, the reason, and the line."""
        step = self.changes[path].at(date(year, 12, 31)) if path in self.changes else None
        if step is None:
            return "follows from coverage.payer_shares and coverage.platform"
        names = " + ".join(sorted(step.origins))
        return f"{names}: {step.why} ({step.place})" if step.why else f"{names} ({step.place})"


def add(designs: Iterable[Design]) -> Design:
    """Which design do these make together? LawError naming both files where two differ for the same time."""
    designs = list(designs)
    changes: dict[str, Change] = {}
    for design in designs:
        for path, change in design.changes.items():
            changes[path] = merge(changes[path], change) if path in changes else change
    named = {name for design in designs for name in design.name.split(" + ")}
    names = sorted(named - {"status_quo"}) or ["status_quo"]
    if len(names) == 1 and len(designs) == 1:
        return designs[0]

    def joined(parts: Iterable[str]) -> str:
        return " + ".join(dict.fromkeys(part for part in parts if part))

    return Design(
        name=" + ".join(names),
        id=joined(design.id for design in designs),
        en=joined(design.en for design in designs),
        zh=joined(design.zh for design in designs),
        article=joined(design.article for design in designs),
        basis=joined(design.basis for design in designs),
        against=_common_comparator(designs),
        summary=" ".join(dict.fromkeys(design.summary for design in designs)),
        touches=tuple(sorted({lever for design in designs for lever in design.touches})),
        parts=tuple(names),
        changes=changes,
    )


def _unit(law: LawInForce, path: str) -> str:
    """A rate that a branch does not list for its group has the unit of the branch's default."""
    known = path if path in law.paths() else f"{path.rsplit('.', 1)[0]}.default"
    return law.parameter(known).unit


def _common_comparator(designs: list[Design]) -> str:
    comparators = {design.against for design in designs}
    return comparators.pop() if len(comparators) == 1 else "status_quo"
