"""Which levers does a sweep move, over which points, and beside which law? Declared in a YAML file."""

from collections.abc import Iterator
from itertools import product
from math import fsum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from experiments.admissible import paths_of
from experiments.errors import InputError
from experiments.experiment import Experiment, Text, existing
from experiments.located import Misplaced, read
from experiments.measured import Measure, check_years
from experiments.sweep.lever import DIGITS, Lever
from model.settings import Settings

PRECISION = 1e-9
MOST_POINTS = 500
SHARES = 3  # levers of a ternary plot
FEWEST = {1: 2, 2: 4, SHARES: 3}  # points, without which there is nothing to draw


class Sweep(BaseModel):
    """One or two levers over a grid, or three that share a whole, under a design and beside the status quo.

    One lever may be moved under several designs.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]
    en: str
    zh: str
    designs: Annotated[
        tuple[Text, ...],
        Field(min_length=1, description="whose levers are moved: names, sums a+b, or files beside this one"),
    ]
    status_quo: Annotated[Text, Field(description="the design that is marked, whose levers stay")] = "status_quo"
    levers: Annotated[tuple[Lever, ...], Field(min_length=1, max_length=SHARES)]
    levers_from: Annotated[int, Field(ge=2026, le=2125, description="first year in which the levers hold")] = 2027
    steps: Annotated[
        int | None, Field(ge=1, le=20, description="of three levers that share a whole: 5 for shares in fifths")
    ] = None
    points: Annotated[
        tuple[tuple[float, ...], ...],
        Field(description="instead of steps: lists of three shares that add up to one"),
    ] = ()
    settings: Settings = Settings()
    replications: Annotated[int, Field(ge=1)] = 4
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    measures: Annotated[dict[str, Measure], Field(min_length=1)]

    @classmethod
    def load(cls, path: Path | str) -> "Sweep":
        """Which sweep does this file declare? InputError names file, line and what would be right."""
        return read(cls, Path(path))

    @field_validator("designs")
    @classmethod
    def _exist(cls, designs: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return existing(designs, (info.context or {}).get("folder"))

    @field_validator("status_quo")
    @classmethod
    def _exists(cls, given: str, info: ValidationInfo) -> str:
        try:
            return existing((given,), (info.context or {}).get("folder"))[0]
        except Misplaced as error:
            raise ValueError(str(error)) from None

    @field_validator("levers")
    @classmethod
    def _move_apart(cls, levers: tuple[Lever, ...]) -> tuple[Lever, ...]:
        seen: list[str] = []
        for place, lever in enumerate(levers):
            try:
                paths_of([*seen, *lever.moves])
            except Misplaced as error:
                raise Misplaced((place, "moves", *error.location), str(error)) from None
            if any(path in seen for path in lever.moves) or lever.name in [other.name for other in levers[:place]]:
                raise Misplaced((place,), "moves what another lever moves, or has its name")
            seen += lever.moves
        return levers

    @model_validator(mode="after")
    def _has_points(self):
        shared = len(self.levers) == SHARES
        if len(self.levers) > 1 and len(self.designs) > 1:
            raise Misplaced(("designs", 1), "several levers are moved under one design; leave the others away")
        for place, lever in enumerate(self.levers):
            if shared and lever.values:
                wrong = "three levers share a whole: give them `steps: 5` for fifths, or `points`, and no values"
                raise Misplaced(("levers", place, "values"), wrong)
            if not shared and not lever.values:
                raise Misplaced(("levers", place), "has no values; a line `values: [...]` is needed")
        if not shared and (self.steps is not None or self.points):
            stray = "points" if self.points else "steps"
            raise Misplaced((stray,), f"only {SHARES} levers that share a whole have {stray}; others have values")
        if shared and (self.steps is None) == (not self.points):
            raise Misplaced(("levers",), "shares need either `steps: 5` for fifths or `points`, lists of three shares")
        self._check_shares()
        if len(list(self.places())) > MOST_POINTS:
            raise Misplaced(("levers",), f"{len(list(self.places())):,} points; at most {MOST_POINTS} are run")
        if len(list(self.places())) < FEWEST[len(self.levers)] or any(len(lever.values) == 1 for lever in self.levers):
            raise Misplaced(("levers",), "a lever needs two values, and shares three points")
        return self

    @model_validator(mode="after")
    def _lies_within_the_years(self):
        if self.levers_from > self.settings.until:
            wrong = f"{self.levers_from}: the levers would begin after the last simulated year, {self.settings.until}"
            raise Misplaced(("levers_from",), wrong)
        try:
            check_years(self.measures, self.settings.start, self.settings.until)
        except InputError as error:
            raise Misplaced(("measures", str(error).partition(":")[0]), str(error).partition(": ")[2]) from None
        return self

    def _check_shares(self) -> None:
        for number, point in enumerate(self.points):
            written = " + ".join(f"{share:g}" for share in point)
            if len(point) != SHARES:
                raise Misplaced(("points", number), f"{len(point)} shares; one for each lever is needed")
            if min(point) < 0.0 or abs(fsum(point) - 1.0) > PRECISION:
                wrong = f"{written} lies outside the simplex: shares are not below zero and add up to 1"
                raise Misplaced(("points", number), wrong)
            if point in self.points[:number]:
                raise Misplaced(("points", number), f"the point {written} is listed twice")
        for number, point in enumerate(self.places() if self.steps else self.points):
            for lever, value in zip(self.levers, point, strict=True):
                lever.check(value, ("steps",) if self.steps else ("points", number))

    def places(self) -> Iterator[tuple[float, ...]]:
        """The values of the levers at every point, in order; shares by the first, then the second."""
        if len(self.levers) < SHARES:
            yield from product(*(lever.values for lever in self.levers))
        elif self.steps is None:
            yield from self.points
        else:
            for first, second in product(range(self.steps, -1, -1), repeat=2):
                if first + second <= self.steps:
                    whole = (first, second, self.steps - first - second)
                    yield tuple(round(part / self.steps, DIGITS) for part in whole)

    def experiment(self) -> Experiment:
        """The runs of the grid."""
        points = (zip(self.levers, place, strict=True) for place in self.places())
        explicit = tuple({path: value for lever, at in point for path, value in lever.settings(at).items()}
                         for point in points)  # fmt: skip
        return self._experiment(self.designs, explicit=explicit, levers_from=self.levers_from)

    def reference(self) -> Experiment:
        """The runs of the status quo under the same luck, whose levers stay as they are."""
        return self._experiment((self.status_quo,))

    def _experiment(self, designs: tuple[str, ...], **points) -> Experiment:
        return Experiment(
            name=self.name, en=self.en, zh=self.zh, designs=designs, settings=self.settings, seed=self.seed,
            replications=self.replications, measures=self.measures, **points,
        )  # fmt: skip

    def at_status_quo(self) -> tuple[float, ...] | None:
        """Where on the grid's axes does the status quo stand in the first year of the levers?

        None where it is nowhere: a lever says so, or paths that it moves together differ in the law.
        """
        from experiments.compare import find
        from model.law.parameters import load_law

        year = load_law().year(self.levers_from, design=find(self.status_quo))
        found = [lever.in_law(year) if lever.status_quo == "law" else lever.status_quo for lever in self.levers]
        return None if None in found or "nowhere" in found else tuple(found)
