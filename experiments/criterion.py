"""By which number is one design better than another? A measure, and which end of it is the good one."""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from experiments.experiment import Experiment
from experiments.labels import Labels
from experiments.located import Misplaced, complaint
from experiments.measured import Measure

UNORDERED = ("exhaustion_year",)  # no number at all where a fund never ends in debt


class Criterion(BaseModel):
    """A measure by which designs or combinations of levers are judged."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: Annotated[str, Field(description="title in English, without its unit")]
    zh: Annotated[str, Field(description="title in Chinese, without its unit")]
    measure: Measure
    best: Annotated[Literal["highest", "lowest"], Field(description="which end of the measure is the good one")]
    in_percent: Annotated[
        bool, Field(description="differences in % of the other design's value: consumption-equivalent variation")
    ] = False

    @model_validator(mode="after")
    def _has_a_good_end(self):
        if self.measure.of in UNORDERED:
            wrong = f"{self.measure.of} is no number for a fund that never ends in debt"
            raise Misplaced(("measure",), f"{wrong}; take reserve or balance")
        return self

    @property
    def sign(self) -> float:
        """1 where more is better, -1 where less is."""
        return 1.0 if self.best == "highest" else -1.0

    def gain(self, value, other):
        """How much better is `value` than `other`, in the measure's unit or in % of `other`?"""
        difference = self.sign * (value - other)
        return 100.0 * difference / abs(other) if self.in_percent else difference

    def title(self, labels: Labels) -> str:
        """What is it called?"""
        return self.zh if labels.language == "zh" else self.en

    def unit(self, labels: Labels) -> str:
        """In which unit are differences?"""
        return labels("criterion.percent") if self.in_percent else labels.of("measured", self.measure.of)


def checked(build: Callable[[], Experiment]) -> Experiment:
    """The experiment that an analysis declares. Misplaced at the analysis's own line if it cannot be run.

    Its measures are those of the analysis's `criteria`; other fields bear the same names in both.
    """
    try:
        return build()
    except ValidationError as error:
        location, message = complaint(Experiment, error)
        if location[0] == "measures":
            location = ("criteria", location[1], "measure", *location[2:])
        raise Misplaced(location, message.partition(": ")[2] or message) from None
