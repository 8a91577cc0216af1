"""Which parameters are uncertain, and which answers may depend on them? Declared in a YAML file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from experiments.criterion import Criterion, checked
from experiments.experiment import Experiment, Text, existing
from experiments.located import Misplaced, read
from experiments.sensitivity import indices
from experiments.uncertain import Uncertain
from model.settings import Settings

MIDDLE = 0.5  # quantile of a parameter at the centre


class Sensitivity(BaseModel):
    """A design, what it is compared with, the answers, and the parameters that they may depend on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]
    en: str
    zh: str
    design: Annotated[Text, Field(description="a name, a sum a+b, or a design file relative to this file")]
    against: Annotated[Text | None, Field(description="answers are changes from this design; none: levels")] = None
    uncertain: Annotated[dict[str, Uncertain], Field(min_length=2, description="as in an experiment")]
    criteria: Annotated[dict[str, Criterion], Field(min_length=1, description="name -> the answer")]
    swing_replications: Annotated[int, Field(ge=2, description="of each parameter's ends, which tell the noise")] = 4
    trajectories: Annotated[int, Field(ge=2, description="of Morris, one run a parameter and one more each")] = 10
    keep: Annotated[int, Field(ge=2, description="how many parameters Sobol's indices are taken of")] = 8
    samples: Annotated[int, Field(ge=8, description="base samples of Sobol, a power of two")] = 64
    resamples: Annotated[int, Field(ge=20, description="bootstrap draws of the bounds")] = 500
    settings: Settings = Settings()
    replications: Annotated[int, Field(ge=1, description="of every point of Morris and Sobol")] = 1
    seed: Annotated[int, Field(ge=1, lt=2**31, description="root seed of luck and of the points")] = 1

    @classmethod
    def load(cls, path: Path | str) -> "Sensitivity":
        """What does this file declare? InputError names file, line and what would be right."""
        return read(cls, Path(path))

    @field_validator("design", "against")
    @classmethod
    def _exists(cls, design: str | None, info: ValidationInfo) -> str | None:
        if design is None:
            return None
        try:
            return existing((design,), (info.context or {}).get("folder"))[0]
        except Misplaced as error:
            raise ValueError(str(error)) from None

    @field_validator("samples")
    @classmethod
    def _is_a_power_of_two(cls, samples: int) -> int:
        if samples & (samples - 1):
            above = 1 << samples.bit_length()
            raise ValueError(f"{samples}: Sobol's sequence needs a power of two, {above // 2} or {above}")
        return samples

    @model_validator(mode="after")
    def _can_be_run(self):
        for name, criterion in self.criteria.items():
            if criterion.in_percent and self.against is None:
                raise Misplaced(("criteria", name, "in_percent"), "is of a change; name the other design as `against`")
        checked(lambda: self.experiment(self.swings(), self.swing_replications))
        return self

    @property
    def kept(self) -> int:
        """Of how many parameters are Sobol's indices taken?"""
        return min(self.keep, len(self.uncertain))

    def centre(self) -> dict[str, float | str]:
        """Every parameter at its median."""
        return {name: parameter.quantile(MIDDLE) for name, parameter in self.uncertain.items()}

    def swings(self) -> tuple[dict[str, float | str], ...]:
        """The centre, then one parameter after the other at its ends, or at each of its choices."""
        centre = self.centre()
        moved = [centre | {name: value} for name, parameter in self.uncertain.items() for value in parameter.extremes]
        return (centre, *moved)

    def morris(self) -> tuple[dict[str, float | str], ...]:
        """The points of Morris's trajectories through all parameters."""
        cube = indices.places(list(self.uncertain), "morris", self.trajectories, self.seed)
        return indices.values(self.uncertain, cube)

    def sobol(self, names: Sequence[str]) -> tuple[dict[str, float | str], ...]:
        """The points of Sobol's samples of these parameters, the others at the centre."""
        cube = indices.places(names, "sobol", self.samples, self.seed)
        drawn = indices.values({name: self.uncertain[name] for name in names}, cube)
        centre = self.centre()
        return tuple(centre | point for point in drawn)

    def experiment(self, points: Sequence[dict], replications: int | None = None) -> Experiment:
        """The runs at these points."""
        designs = (self.design,) if self.against is None else (self.against, self.design)
        return Experiment(
            name=self.name, en=self.en, zh=self.zh, designs=designs, settings=self.settings, seed=self.seed,
            uncertain=self.uncertain, explicit=tuple(points), replications=replications or self.replications,
            measures={name: criterion.measure for name, criterion in self.criteria.items()},
        )  # fmt: skip
