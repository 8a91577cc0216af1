"""What does a design put in the place of one parameter, from when, and what follows when two designs meet?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from model.law.parameter import Index, Parameter, Value, blend, scaled
from model.law.sources import LawError, Place


@dataclass(frozen=True)
class InForce:
    """The law in force itself: times `factor`, or as it stood on the day `as_of`."""

    factor: float = 1.0
    as_of: date | None = None


@dataclass(frozen=True)
class Neutral:
    """A rate still to be solved: it yields in the first year what the `reference` base yields."""

    reference: str


LAW = InForce()  # the law as it is: a change that has ended
Setting = Value | InForce | Neutral


@dataclass(frozen=True)
class Step:
    """What holds from a day on, by which designs, and over which designs it takes precedence."""

    day: date
    setting: Setting
    since: date | None  # growth after the last value of a path counts from here; None: it does not grow
    origins: frozenset[str]
    over: frozenset[str]
    place: Place
    why: str = ""


@dataclass(frozen=True)
class Change:
    """One parameter under a design: the law in force until the first step, then step by step."""

    parameter: Parameter
    steps: tuple[Step, ...]

    @property
    def path(self) -> str:
        return self.parameter.path

    @property
    def first(self) -> date:
        return self.steps[0].day

    @property
    def neutral(self) -> tuple[Step, ...]:
        """The steps whose rate is still to be solved."""
        return tuple(step for step in self.steps if isinstance(step.setting, Neutral))

    @property
    def origins(self) -> frozenset[str]:
        """Which designs have a say in it?"""
        return frozenset(origin for step in self.steps for origin in step.origins)

    def at(self, day: date) -> Step | None:
        """Which step rules on a day? None where the law in force does."""
        rules = [step for step in self.steps if step.day <= day]
        return rules[-1] if rules and rules[-1].setting != LAW else None

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """The days on which the design or the law below it sets a value."""
        return tuple(sorted({*self.parameter.dates, *(step.day for step in self.steps)}))

    def in_year(self, year: int, index: Index | None = None) -> Value | object:
        """What holds in a year? As `Parameter.in_year`. LawError while a neutral rate is not solved."""
        return blend(self.dates, lambda n: self._worth(n, year, index), year, self.parameter.within_year)

    def _worth(self, position: int, year: int, index: Index | None) -> Value:
        day, parameter = self.dates[position], self.parameter
        step = self.at(day)
        setting = step.setting if step else LAW
        if isinstance(setting, Neutral):
            raise LawError(
                f"{self.path}: the rate neutral to {setting.reference} is not solved yet; the model solves it in the "
                "first year, or give a number",
                step.place,
            )
        if isinstance(setting, InForce):
            if day < parameter.dates[0]:
                raise LawError(parameter.too_early(day), step.place if step else parameter.place)
            known = [n for n, start in enumerate(parameter.dates) if setting.as_of is None or start <= setting.as_of]
            place = max(n for n in known if parameter.dates[n] <= day)
            value = parameter.worth(place, year, index, last=known[-1])
            return value if setting.factor == 1.0 else scaled(value, setting.factor)
        if index is None or not parameter.grows or step.since is None or year <= step.since.year:
            return setting
        return scaled(setting, index(parameter.beyond, step.since.year, year))

    def with_rate(self, rate: float) -> "Change":
        """The same change with its neutral rate solved."""
        steps = (replace(step, setting=rate) if isinstance(step.setting, Neutral) else step for step in self.steps)
        return replace(self, steps=tuple(steps))

    def claimed_over(self, others: Iterable[str]) -> "Change":
        """The same change with precedence over the steps of other designs."""
        extra = frozenset(others)
        return replace(self, steps=tuple(replace(step, over=step.over | (extra - step.origins)) for step in self.steps))


def merge(one: Change, other: Change) -> Change:
    """Which change do two designs make together?

    On days when one of them leaves the law in force the other rules. On days when both rule they must say the same,
    or one must take precedence. LawError names both places otherwise.
    """
    steps: list[Step] = []
    for day in sorted({step.day for step in (*one.steps, *other.steps)}):
        mine, theirs = one.at(day), other.at(day)
        if mine and theirs:
            step = _agree(one.parameter, mine, theirs)
        else:
            step = mine or theirs or Step(day, LAW, None, frozenset(), frozenset(), one.steps[-1].place)
        if not steps or _facts(step) != _facts(steps[-1]):
            steps.append(replace(step, day=day))
    return Change(one.parameter, tuple(steps))


def _agree(parameter: Parameter, mine: Step, theirs: Step) -> Step:
    if mine.setting == theirs.setting and (not parameter.grows or mine.since == theirs.since):
        first, second = sorted((mine, theirs), key=lambda step: step.place)
        why = "; ".join(dict.fromkeys(text for text in (first.why, second.why) if text))
        return replace(first, origins=first.origins | second.origins, over=first.over | second.over, why=why)
    if mine.origins <= theirs.over:
        return theirs
    if theirs.origins <= mine.over:
        return mine
    first, second = sorted((mine, theirs), key=lambda step: step.place)
    raise LawError(
        f"{parameter.path}: {_names(first)} says {said(first.setting)}, {_names(second)} says {said(second.setting)} "
        f"in {second.place}; a package names the winner and the reason under `resolve:`",
        first.place,
    )


def said(setting: Setting) -> str:
    """How a setting is written in a design file."""
    if isinstance(setting, Neutral):
        return f"{{neutral_to: {setting.reference}}}"
    if isinstance(setting, InForce):
        if setting.as_of:
            return f"{{as_of: {setting.as_of}}}"
        return "law in force" if setting == LAW else f"{{scale: {setting.factor!r}}}"
    if isinstance(setting, tuple):
        return f"[{', '.join(said(item) for item in setting)}]"
    return setting if isinstance(setting, str) else repr(setting)


def _names(step: Step) -> str:
    return " + ".join(sorted(step.origins))


def _facts(step: Step) -> tuple:
    return step.setting, step.since, step.origins, step.over, step.why
