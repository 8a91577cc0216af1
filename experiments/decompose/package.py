"""Which parts has a package, and which designs are their coalitions? Declared in a YAML file."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from experiments.errors import InputError
from experiments.experiment import Experiment
from experiments.located import Misplaced, read
from experiments.measured import Measure
from model.measures.attribution import Coalition, coalitions
from model.settings import Settings

MOST_PLAYERS = 10  # 1,024 designs
UNCOUNTED = ("exhaustion_year",)  # censored at the last year: its parts do not add up to anything


class Group(BaseModel):
    """Parts that belong together: a lever group. Its parts are sums of designs; two or more of them are nested."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    en: str
    zh: str
    parts: Annotated[tuple[str, ...], Field(min_length=1, description="designs, or sums a+b")]


class Package(BaseModel):
    """A package of designs in groups, the design that it changes, and what is measured under each coalition."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]
    en: str
    zh: str
    origin: Annotated[str, Field(description="the design without any part")] = "status_quo"
    groups: Annotated[tuple[Group, ...], Field(min_length=2)]
    settings: Settings = Settings()
    replications: Annotated[int, Field(ge=1)] = 4
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    measures: Annotated[dict[str, Measure], Field(min_length=1)]

    @classmethod
    def load(cls, path: Path | str) -> "Package":
        """Which package does this file declare? InputError names file, line and what would be right."""
        return read(cls, Path(path))

    @field_validator("groups")
    @classmethod
    def _add_up(cls, groups: tuple[Group, ...]) -> tuple[Group, ...]:
        from experiments.compare import find

        seen: set[str] = set()
        for place, group in enumerate(groups):
            for number, part in enumerate(group.parts):
                try:
                    find(part)
                except InputError as error:
                    raise Misplaced((place, "parts", number), str(error)) from None
                if part in seen:
                    raise Misplaced((place, "parts", number), f"the part {part} stands in two places")
                seen.add(part)
        if len(seen) > MOST_PLAYERS:
            raise ValueError(f"{len(seen)} parts make {2 ** len(seen):,} designs; at most {MOST_PLAYERS} are run")
        return groups

    @model_validator(mode="after")
    def _measures_numbers_that_add_up(self):
        for name, measure in self.measures.items():
            if measure.of in UNCOUNTED:
                wrong = f"{measure.of} cannot be decomposed: it ends with the horizon; take reserve or balance"
                raise Misplaced(("measures", name, "of"), wrong)
        return self

    @property
    def players(self) -> list[str]:
        """All parts of all groups."""
        return [part for group in self.groups for part in group.parts]

    def expression(self, coalition: Coalition) -> str:
        """Which design holds just these parts, in the order of the package?"""
        return "+".join(part for part in self.players if part in coalition) or self.origin

    def experiment(self) -> Experiment:
        """The runs that a decomposition needs: every coalition under the same luck."""
        return Experiment(
            name=self.name, en=self.en, zh=self.zh, settings=self.settings, seed=self.seed,
            designs=tuple(self.expression(coalition) for coalition in coalitions(self.players)),
            replications=self.replications, measures=self.measures,
        )  # fmt: skip
