"""What does an experiment ask? Designs, levers, uncertain parameters and measures, declared in a YAML file."""

from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from experiments.admissible import Value, check_setting, check_value, paths_of, with_values
from experiments.errors import InputError
from experiments.located import Misplaced, read
from experiments.measured import Measure, check_years
from experiments.run import BY_GROUP, GROUP_YEARS
from experiments.uncertain import Uncertain, latin_hypercube
from model.settings import BehaviourSettings, PastLevels, Settings

if TYPE_CHECKING:
    import pandas as pd

OWN_SETTINGS = {"seed": "seed", "replication": "replications", "population_replication": "replications"}
UNCERTAIN_WORDS = {"variant", "platform_spending"}
Text = Annotated[str, Field(min_length=1)]
Record = Literal[
    "funds", "memo", "spending", "coverage", "burden", "economy", "distribution", "coverage_by_group",
    "burden_by_group", "profiles",
]  # fmt: skip


class Point(NamedTuple):
    """Where the experiment looks: values of the levers, and draws of what is uncertain."""

    number: int
    levers: dict[str, Any]
    uncertain: dict[str, Any]


class Experiment(BaseModel):
    """An experiment: every design at every point, in every replication.

    Points are all combinations of the levers' values, each with all samples of the uncertain parameters.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", description="letters, digits, - and _")]
    en: Annotated[str, Field(description="title in English")] = ""
    zh: Annotated[str, Field(description="title in Chinese")] = ""
    designs: Annotated[
        tuple[Text, ...], Field(min_length=1, description="names, sums a+b, or design files relative to this file")
    ]
    settings: Annotated[Settings, Field(description="what every run shares")] = Settings()
    levers: Annotated[
        dict[str, Annotated[list[Value], Field(min_length=1)]],
        Field(description="policy: path of the law, with {a,b} or * for several -> values; all combinations are run"),
    ] = {}
    levers_from: Annotated[int, Field(ge=2026, le=2125, description="first year in which the levers hold")] = 2027
    uncertain: Annotated[
        dict[str, Uncertain],
        Field(description="behaviour.<constant>, variant or platform_spending -> distribution with its source"),
    ] = {}
    samples: Annotated[int, Field(ge=1, description="draws of the uncertain parameters, a Latin hypercube")] = 1
    explicit: Annotated[
        tuple[dict[str, Value], ...],
        Field(description="instead of combinations and samples just these points: path of the law or name of an "
                          "uncertain parameter -> value, the same names in each"),
    ] = ()  # fmt: skip
    replications: Annotated[int, Field(ge=1, description="populations and lives drawn anew")] = 1
    seed: Annotated[int, Field(ge=0, lt=2**63, description="root seed of all luck and samples")] = 1
    measures: Annotated[dict[str, Measure], Field(description="name -> one number of a run")] = {}
    outputs: Annotated[tuple[Record, ...], Field(description="records of the runs that are kept whole")] = ()

    @classmethod
    def load(cls, path: Path | str) -> "Experiment":
        """Which experiment does this file declare? InputError names file, line and what would be right."""
        return read(cls, Path(path))

    @field_validator("designs")
    @classmethod
    def _exist(cls, designs: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return existing(designs, (info.context or {}).get("folder"))

    @field_validator("settings")
    @classmethod
    def _without_luck(cls, settings: Settings) -> Settings:
        for name in sorted(settings.model_fields_set & OWN_SETTINGS.keys()):
            raise Misplaced((name,), f"stands outside `settings`, as a line `{OWN_SETTINGS[name]}: ...`")
        return settings

    @field_validator("levers")
    @classmethod
    def _fit_the_law(cls, levers: dict[str, list]) -> dict[str, list]:
        moved = paths_of(levers)
        for path, values in levers.items():
            for number, value in enumerate(values):
                check_value(moved[path], value, (path, number))
                if value in values[:number]:
                    raise Misplaced((path, number), f"the value {value} is listed twice")
        return levers

    @field_validator("uncertain")
    @classmethod
    def _are_settings(cls, uncertain: dict[str, Uncertain]) -> dict[str, Uncertain]:
        from model.law.sources import suggestion

        known = [*(f"behaviour.{name}" for name in BehaviourSettings.model_fields),
                 *(f"past.{name}" for name in PastLevels.model_fields), *sorted(UNCERTAIN_WORDS)]  # fmt: skip
        for name, parameter in uncertain.items():
            if name not in known:
                meant = suggestion(name, known) or "; constants of behaviour are written behaviour.<name>"
                raise Misplaced((name,), f"unknown parameter `{name}`{meant}")
            for value in parameter.extremes:
                check_setting(name, value, (name,))
        return uncertain

    @model_validator(mode="after")
    def _stands_at_given_points(self):
        if not self.explicit:
            return self
        if self.levers or self.samples > 1:
            stray = "levers" if self.levers else "samples"
            raise Misplaced((stray,), "has no place beside `explicit`, which lists every point")
        names = self.explicit[0].keys()
        for name in self.uncertain.keys() - names:
            raise Misplaced(("explicit", 0), f"gives no value for the uncertain parameter {name}")
        try:
            moved = paths_of([name for name in names if name not in self.uncertain])
        except Misplaced as error:
            raise Misplaced(("explicit", 0, *error.location), str(error)) from None
        for number, point in enumerate(self.explicit):
            for name in names ^ point.keys():
                raise Misplaced(("explicit", number), f"{name} has a value at some points only; give it one at each")
            for name, value in point.items():
                if name in moved:
                    check_value(moved[name], value, ("explicit", number, name))
                else:
                    check_setting(name, value, ("explicit", number, name))
        return self

    @model_validator(mode="after")
    def _fits_together(self):
        settings = self.settings
        if self.samples > 1 and not self.uncertain:
            raise Misplaced(("samples",), f"{self.samples} samples of nothing; declare parameters under `uncertain`")
        if self.levers and self.levers_from > settings.until:
            wrong = f"{self.levers_from}: the levers would begin after the last simulated year, {settings.until}"
            raise Misplaced(("levers_from",), wrong)
        for name in self.uncertain:
            if name.startswith("behaviour.") and name.partition(".")[2] in settings.behaviour.model_fields_set:
                raise Misplaced(("uncertain", name), "is also fixed under `settings`; say it once")
        try:
            check_years(self.measures, settings.start, settings.until)
        except InputError as error:
            raise Misplaced(("measures", str(error).partition(":")[0]), str(error).partition(": ")[2]) from None
        return self

    def points(self) -> Iterator[Point]:
        """All points in their order: those listed, or for every combination of levers every sample."""
        if self.explicit:
            for number, point in enumerate(self.explicit):
                drawn = {name: point[name] for name in point if name in self.uncertain}
                yield Point(number, {name: point[name] for name in point if name not in drawn}, drawn)
            return
        if self.uncertain:
            samples = latin_hypercube(self.uncertain, self.samples, self.seed)
        else:
            samples = [{}]
        combinations = (dict(zip(self.levers, values, strict=True)) for values in product(*self.levers.values()))
        for number, (levers, drawn) in enumerate(product(combinations, samples)):
            yield Point(number, levers, drawn)

    def settings_at(self, drawn: dict[str, Any]) -> Settings:
        """The settings of a run in which the uncertain parameters have these values; luck is set by its replication."""
        needs_ledger = any(measure.of == "distribution" for measure in self.measures.values())
        needs_ledger |= bool({"distribution", "profiles"} & set(self.outputs))
        ledger = {"lifetime_ledger": True} if needs_ledger else {}
        if self.settings.group_years == 0 and set(BY_GROUP) & set(self.outputs):
            ledger["group_years"] = GROUP_YEARS
        return with_values(self.settings.model_copy(update={"seed": self.seed, **ledger}), drawn)

    def run(self, jobs: int = 1, out: Path | str | None = None) -> "pd.DataFrame":
        """What do all runs say? A row per point, design, replication and measure, in that order.

        out: a folder in which finished runs are kept, so that the same call goes on where an earlier one ended;
        without it they are kept until the call returns. A run that failed has NaN values, and a warning says so.
        """
        from experiments.runner import run

        return run(self, jobs, out)


def existing(designs: Sequence[str], folder: Path | None) -> tuple[str, ...]:
    """The expressions of these designs with paths made whole. Misplaced where one does not exist or comes twice."""
    from experiments import compare

    found: dict[str, str] = {}
    for place, given in enumerate(designs):
        expression = beside(given, folder)
        try:
            name = compare.find(expression).name
        except InputError as error:
            raise Misplaced((place,), str(error)) from None
        if name in found:
            raise Misplaced((place,), f"the design {name} is listed twice")
        found[name] = expression
    return tuple(found.values())


def beside(expression: str, folder: Path | None) -> str:
    """The expression with paths of design files that exist beside the experiment's file made whole."""
    terms = [term.strip() for term in expression.split("+")]
    whole = [(folder / term) if folder and term.endswith((".yaml", ".yml")) else None for term in terms]
    return "+".join(str(path) if path else term for path, term in zip(whole, terms, strict=True))
