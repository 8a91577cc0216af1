"""Which levers may be combined, between which bounds, and for which two aims? Declared in a YAML file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from experiments.admissible import check_value, paths_of
from experiments.criterion import Criterion, checked
from experiments.experiment import Experiment, Text, existing
from experiments.located import Misplaced, read
from experiments.measured import Measure
from model.settings import Settings

DIGITS = 12  # of a value times a factor: 0.4 of 0.12 is 0.048 and no 0.04800000000000001
AIMS = 2


class Bounded(BaseModel):
    """A lever between bounds: paths of the law that move together, each by its factor times the lever's value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: Annotated[str, Field(description="title in English, with its unit")]
    zh: Annotated[str, Field(description="title in Chinese, with its unit")]
    low: Annotated[float, Field(description="smallest value")]
    high: Annotated[float, Field(description="largest value")]
    step: Annotated[float | None, Field(gt=0.0, description="distance of values from low on; default any value")] = None
    scale: Annotated[float, Field(gt=0.0, description="what a value is multiplied by to be shown: 100 for %")] = 1.0
    moves: Annotated[
        dict[str, float],
        Field(min_length=1, description="path of the law, with {a,b} or * for several -> factor of the value"),
    ]

    @field_validator("moves")
    @classmethod
    def _are_paths(cls, moves: dict[str, float]) -> dict[str, float]:
        paths_of(moves)
        return moves

    @model_validator(mode="after")
    def _can_be_set(self):
        if not self.low < self.high:
            raise Misplaced(("low",), f"{self.low:g} is not below high, {self.high:g}")
        if self.step is not None:
            steps = (self.high - self.low) / self.step
            if abs(steps - round(steps)) > 1e-6 or steps < 1.0:
                wrong = f"{self.step:g}: from {self.low:g} to {self.high:g} there are no whole steps of that size"
                raise Misplaced(("step",), wrong)
        for end in ("low", "high"):
            for path, value in self.settings(getattr(self, end)).items():
                check_value(paths_of([path])[path], value, (end,))
        return self

    def settings(self, value: float) -> dict[str, float]:
        """To what does the lever set each of its paths?"""
        return {path: round(factor * value, DIGITS) for path, factor in self.moves.items()}


class Frontier(BaseModel):
    """Levers of a design between bounds, two aims, and how long the optimiser looks for what cannot be bettered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]
    en: str
    zh: str
    design: Annotated[Text, Field(description="whose levers are moved: a name, a sum a+b, or a file beside this one")]
    marked: Annotated[
        tuple[Text, ...], Field(min_length=1, description="designs shown beside; the first is what changes refer to")
    ] = ("status_quo", "full_proposal")
    levers: Annotated[dict[str, Bounded], Field(min_length=1, description="name -> lever")]
    levers_from: Annotated[int, Field(ge=2026, le=2125, description="first year in which the levers hold")] = 2027
    criteria: Annotated[dict[str, Criterion], Field(description="the two aims")]
    size: Annotated[int, Field(ge=4, le=1000, description="combinations in a generation")] = 24
    generations: Annotated[int, Field(ge=1, le=1000, description="how often the optimiser learns")] = 8
    settings: Settings = Settings()
    replications: Annotated[int, Field(ge=1)] = 2
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1

    @classmethod
    def load(cls, path: Path | str) -> "Frontier":
        """Which search does this file declare? InputError names file, line and what would be right."""
        return read(cls, Path(path))

    @field_validator("design")
    @classmethod
    def _exists(cls, given: str, info: ValidationInfo) -> str:
        try:
            return existing((given,), (info.context or {}).get("folder"))[0]
        except Misplaced as error:
            raise ValueError(str(error)) from None

    @field_validator("marked")
    @classmethod
    def _exist(cls, marked: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return existing(marked, (info.context or {}).get("folder"))

    @field_validator("levers")
    @classmethod
    def _move_apart(cls, levers: dict[str, Bounded]) -> dict[str, Bounded]:
        moved_by: dict[str, str] = {}
        for name, lever in levers.items():
            for path in (path for paths in paths_of(lever.moves).values() for path in paths):
                if moved_by.setdefault(path, name) != name:
                    raise Misplaced((name, "moves"), f"moves {path}, which {moved_by[path]} moves too")
        return levers

    @field_validator("criteria")
    @classmethod
    def _are_two(cls, criteria: dict[str, Criterion]) -> dict[str, Criterion]:
        if len(criteria) != AIMS:
            raise ValueError(f"{len(criteria)} aims; the set is drawn in a plane, so give it {AIMS}")
        return criteria

    @model_validator(mode="after")
    def _lies_within_the_years(self):
        if self.levers_from > self.settings.until:
            wrong = f"{self.levers_from}: the levers would begin after the last simulated year, {self.settings.until}"
            raise Misplaced(("levers_from",), wrong)
        checked(self.beside)
        return self

    @property
    def measures(self) -> dict[str, Measure]:
        """What is read from every run."""
        return {name: criterion.measure for name, criterion in self.criteria.items()}

    def beside(self) -> Experiment:
        """The runs of the marked designs, whose levers stay as they are."""
        return self._experiment(self.marked)

    def generation(self, combinations: Sequence[dict[str, float]]) -> Experiment:
        """The runs of these combinations: for each the value of every lever by name."""
        explicit = tuple(
            {path: value for name, lever in self.levers.items() for path, value in lever.settings(each[name]).items()}
            for each in combinations
        )
        return self._experiment((self.design,), explicit=explicit, levers_from=self.levers_from)

    def _experiment(self, designs: tuple[str, ...], **points) -> Experiment:
        return Experiment(
            name=self.name, en=self.en, zh=self.zh, designs=designs, settings=self.settings, seed=self.seed,
            replications=self.replications, measures=self.measures, **points,
        )  # fmt: skip
