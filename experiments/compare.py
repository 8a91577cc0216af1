"""What would other legal designs change? The same persons with the same luck live under each of them."""

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments.code_version import code_version
from experiments.crossing import draws
from experiments.errors import InputError
from experiments.labels import Labels
from experiments.output import identity
from experiments.progress import Progress
from experiments.run import GROUP_YEARS as GROUP_YEARS
from experiments.run import Run
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
        """Which experiment is this, under which code?"""
        return identity({"code": code_version(), **self.determinants()})


@dataclass(frozen=True)
class Comparison:
    """What a comparison has found: the records of all runs, and welfare by group and replication.

    seconds: of all runs added up, however many ran side by side.
    """

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


def compare(setup: Setup, jobs: int = 1, progress: Progress | None = None) -> Comparison:
    """What do the designs change? All runs of `setup`, `jobs` at a time; the result does not depend on `jobs`.

    Nothing is kept; `linghuo compare` keeps its runs, see `experiments.paired_runs`. InputError: a design turns out
    impossible in some year; `runner.RunFailed`: any other failure of a run.
    """
    from experiments import paired_runs, runner

    with tempfile.TemporaryDirectory(prefix="linghuo-") as made:
        folder = Path(made) / "runs"
        paired_runs.complete(setup, folder, jobs, progress)
        runner.refuse_failures(folder)
        return paired_runs.found(setup, folder)


def work(setup: Setup) -> int:
    """How much work is the comparison, in simulated years?"""
    return sum(run.steps for run in setup.runs())


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
