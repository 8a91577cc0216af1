"""What would other legal designs change? The same persons with the same luck live under each of them."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments import pool
from experiments.crossing import draws
from experiments.errors import InputError
from experiments.kept_runs import KeptRuns
from experiments.labels import Labels
from experiments.output import identity
from experiments.progress import Progress
from experiments.run import GROUP_YEARS as GROUP_YEARS
from experiments.run import PROFILES, RECORDS, Outcome, Run
from experiments.settings_files import find_settings

if TYPE_CHECKING:
    import pandas as pd

    from model.law.design import Design
    from model.settings import Settings

BASELINE = "status_quo"
DESIGNS = ("full_proposal",)
POPULATION = 20_000
UNTIL = 2075
REPLICATIONS = 4
SEED = 1


class Setup(NamedTuple):
    """What a comparison is: its designs, what they are compared with, and settings and number of replications."""

    compared: tuple["Design", ...]
    against: "Design"
    replications: int
    settings: "Settings"

    @property
    def baseline(self) -> str:
        """Name of the design that the others are compared with."""
        return self.against.name

    @property
    def designs(self) -> tuple[str, ...]:
        """Names of the designs without the baseline."""
        return tuple(design.name for design in self.compared)

    @property
    def all_designs(self) -> tuple[str, ...]:
        """Names of the designs, the baseline first."""
        return (self.baseline, *self.designs)

    def title(self, name: str, labels: Labels) -> str:
        """What is the design called in the language of `labels`?"""
        design = next(design for design in (self.against, *self.compared) if design.name == name)
        return design.zh if labels.language == "zh" else design.en

    def runs(self) -> list[Run]:
        """Every run of the comparison; the runs of one replication stand together, since they share its persons."""
        return [
            Run(design, self.settings.model_copy(update=drawn), number)
            for number, drawn in enumerate(self.draws())
            for design in (self.against, *self.compared)
        ]

    def draws(self) -> list[dict[str, int]]:
        """Which population and luck has each replication, as fields of the settings?"""
        return [
            {"replication": draw.luck, "population_replication": draw.population} for draw in draws(self.replications)
        ]

    def determinants(self) -> dict:
        """All that the result depends on, as plain data: settings, number of replications and texts of designs."""
        settings = self.settings.model_dump()
        del settings["replication"], settings["population_replication"]
        return {
            "experiment": "compare",
            "baseline": self.baseline,
            "designs": {design.name: design.text() for design in (self.against, *self.compared)},
            "replications": self.replications,
            "settings": settings,
        }

    def identity(self) -> str:
        """Which experiment is this?"""
        return identity(self.determinants())


@dataclass(frozen=True)
class Comparison:
    """What a comparison has found: the records of all runs, and welfare by group and replication."""

    setup: Setup
    records: Mapping[str, "pd.DataFrame"]
    welfare: "pd.DataFrame"
    seconds: float


def setup(
    designs: Sequence[str] = DESIGNS,
    baseline: str = BASELINE,
    population: int = POPULATION,
    until: int = UNTIL,
    replications: int = REPLICATIONS,
    seed: int = SEED,
    variant: str = "mid",
    settings_file: str | None = None,
    group_years: int = 0,
    persons: Path | str | None = None,
) -> Setup:
    """Is this a comparison that can be run? InputError names what is wrong and what would be right.

    designs, baseline: names, sums of names or paths of design files; settings_file: name or path of a file of
    settings, which hold in all runs, the baseline's included; group_years: years between counts of coverage and burden
    by groups of persons, 0 for none; persons: what an import wrote; the rest as in Settings.
    """
    if replications < 1:
        raise InputError(f"replications: {replications} is not at least 1")
    fields = find_settings(settings_file).fields() if settings_file is not None else {}
    settings = settings_of(
        population=population, until=until, seed=seed, variant=variant, lifetime_ledger=True,
        group_years=group_years, persons=persons, **fields,
    )  # fmt: skip
    against = find(baseline)
    compared = {design.name: design for design in map(find, designs) if design.name != against.name}
    if not compared:
        raise InputError(f"nothing to compare: {against.name} is the baseline itself; name another design")
    return Setup(tuple(compared.values()), against, replications, settings)


def settings_of(**fields) -> "Settings":
    """The model's settings with these fields. InputError names each that is out of range."""
    from pydantic import ValidationError

    from model.settings import Settings

    try:
        return Settings(**fields)
    except ValidationError as error:
        raise InputError("; ".join(_sentence(each) for each in error.errors())) from None


def by_name(expression: str) -> str:
    """The expression with the article's numbers of designs, D00 to D31, replaced by names."""
    terms = [term.strip() for term in expression.split("+")]
    if not any(re.fullmatch(r"[Dd]\d\d", term) for term in terms):
        return expression
    from model.law.design import list_designs

    names = {file.id: file.name for file in list_designs()}
    return "+".join(names.get(term.upper(), term) for term in terms)


def find(expression: str) -> "Design":
    """Which design does this name, number such as D22, sum of them or path stand for? InputError if none, or wrong."""
    from model.law.design import load_design
    from model.law.sources import LawError

    try:
        return load_design(by_name(expression))
    except LawError as error:
        raise InputError(str(error)) from None


def compare(
    setup: Setup, jobs: int = 1, progress: Progress | None = None, kept: KeptRuns | None = None
) -> Comparison:
    """What do the designs change? All runs of `setup`, `jobs` at a time; the result does not depend on `jobs`.

    kept: where runs are kept as they end, and those that have ended earlier are taken from.
    """
    from model.law.sources import LawError

    started = time.perf_counter()
    runs = setup.runs()
    ended = {place: found for place, run in enumerate(runs) if kept and (found := kept.find(run))}
    left = [run for place, run in enumerate(runs) if place not in ended]

    def keeping(run: Run, advance: Callable[[int], None]) -> Outcome:
        outcome = pool.simulate(run, advance)
        kept.keep(outcome)
        return outcome

    try:
        with progress or Progress(0, quiet=True) as shown:
            if ended:
                shown.say(f"{len(left)} of {len(runs)} runs are left")
                shown.total = sum(run.steps for run in left)
            if left:
                pool.prepare(left, shown)
            new = iter(pool.run_all(left, jobs, shown, keeping if kept else None))
            outcomes = [ended[place] if place in ended else next(new) for place in range(len(runs))]
    except LawError as error:  # a design may turn out impossible only in a later year
        raise InputError(str(error)) from None
    return Comparison(setup, _records(setup, outcomes), _welfare(setup, outcomes), time.perf_counter() - started)


def work(setup: Setup) -> int:
    """How much work is the comparison, in simulated years?"""
    return sum(run.steps for run in setup.runs())


def _records(setup: Setup, outcomes: Sequence[Outcome]) -> dict[str, "pd.DataFrame"]:
    import pandas as pd

    order = {name: place for place, name in enumerate(setup.all_designs)}
    ordered = sorted(outcomes, key=lambda outcome: (order[outcome.run.design.name], outcome.run.replication))
    names = (*RECORDS, PROFILES)
    return {name: pd.concat([each.records[name] for each in ordered], ignore_index=True) for name in names}


def _welfare(setup: Setup, outcomes: Sequence[Outcome]) -> "pd.DataFrame":
    import pandas as pd

    from experiments.tables.welfare import group_rows

    gamma = setup.settings.behaviour.risk_aversion
    lives = {(each.run.design.name, each.run.replication): each.lives for each in outcomes}
    rows = [
        row
        for design in setup.designs
        for replication in range(setup.replications)
        for row in group_rows(
            design, replication, lives[design, replication], lives[setup.baseline, replication], gamma
        )
    ]
    return pd.DataFrame(rows)


def _sentence(error: Mapping) -> str:
    """One thing that is wrong with the settings, in words."""
    name, value, limits = ".".join(str(part) for part in error["loc"]), error["input"], error.get("ctx", {})
    if "ge" in limits:
        return f"{name}: {value} is too small, the smallest is {limits['ge']}"
    if "le" in limits:
        return f"{name}: {value} is too large, the largest is {limits['le']}"
    if error["type"] == "value_error":
        said = error["msg"].removeprefix("Value error, ")
        return f"{name}: {said}" if name and not said.startswith(f"{name}:") else said
    return f"{name}: {value}: {error['msg']}"
