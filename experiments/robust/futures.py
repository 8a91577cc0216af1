"""Which designs meet which futures, and what counts as failure? Declared in a YAML file."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from experiments.criterion import Criterion, checked
from experiments.experiment import Experiment, Text, existing
from experiments.located import Misplaced, read
from experiments.measured import FUNDS, Measure
from experiments.uncertain import Uncertain
from model.settings import Settings

EXHAUSTED = "exhausted_"  # before the fund's name: the measure of the year in which it is first in debt
FEWEST = 10  # futures below which neither shares nor a tree say anything


class Failure(BaseModel):
    """When does a design fail in a future? Where a fund ends in debt, or where its regret is too large."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fund: Annotated[str | None, Field(description="one of `funds`: in debt by `solvent_until`")] = None
    regret: Annotated[str | None, Field(description="one of `criteria`")] = None
    above: Annotated[float | None, Field(ge=0.0, description="of that regret, in its unit")] = None

    @model_validator(mode="after")
    def _is_one_of_both(self):
        if (self.fund is None) == (self.regret is None) or (self.regret is None) != (self.above is None):
            raise ValueError("a failure is either `fund: <fund>`, or `regret: <criterion>` with `above: <number>`")
        return self


class Robust(BaseModel):
    """Designs in sampled futures, the criteria of regret, the funds, and what counts as failure."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]
    en: str
    zh: str
    designs: Annotated[
        tuple[Text, ...], Field(min_length=2, description="names, sums a+b, or design files relative to this file")
    ]
    uncertain: Annotated[dict[str, Uncertain], Field(min_length=1, description="as in an experiment")]
    futures: Annotated[int, Field(ge=FEWEST, description="samples of what is uncertain, a Latin hypercube")]
    criteria: Annotated[dict[str, Criterion], Field(min_length=1, description="name -> what regret is measured by")]
    funds: Annotated[tuple[str, ...], Field(min_length=1, description=", ".join(FUNDS))] = FUNDS
    solvent_until: Annotated[
        int | None, Field(description="the year until which no year may end in debt; default the last one")
    ] = None
    fails: Annotated[tuple[Failure, ...], Field(min_length=1, description="any of them is a failure")]
    depth: Annotated[int, Field(ge=1, le=4, description="how many conditions a rule may have")] = 2
    settings: Settings = Settings()
    replications: Annotated[int, Field(ge=1)] = 1
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1

    @classmethod
    def load(cls, path: Path | str) -> "Robust":
        """Which designs and futures does this file declare? InputError names file, line and what would be right."""
        return read(cls, Path(path))

    @field_validator("designs")
    @classmethod
    def _exist(cls, designs: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return existing(designs, (info.context or {}).get("folder"))

    @field_validator("funds")
    @classmethod
    def _are_funds(cls, funds: tuple[str, ...]) -> tuple[str, ...]:
        from model.law.sources import suggestion

        for place, fund in enumerate(funds):
            if fund not in FUNDS:
                meant = suggestion(fund, FUNDS) or f"; known are {', '.join(FUNDS)}"
                raise Misplaced((place,), f"unknown fund `{fund}`{meant}")
            if fund in funds[:place]:
                raise Misplaced((place,), f"the fund {fund} is listed twice")
        return funds

    @model_validator(mode="after")
    def _knows_what_fails(self):
        for place, failure in enumerate(self.fails):
            for word, known in (("fund", self.funds), ("regret", tuple(self.criteria))):
                if (given := getattr(failure, word)) is not None and given not in known:
                    wrong = f"`{given}` is none of {', '.join(known)}"
                    raise Misplaced(("fails", place, word), wrong)
        for name in self.criteria:
            if name.startswith(EXHAUSTED):
                raise Misplaced(("criteria", name), f"names that begin with {EXHAUSTED} are those of funds")
        start, until = self.settings.start, self.settings.until
        if self.solvent_until is not None and not start < self.solvent_until <= until:
            raise Misplaced(("solvent_until",), f"{self.solvent_until} is not simulated; {start + 1} to {until} are")
        checked(self.experiment)
        return self

    @property
    def solvent_year(self) -> int:
        """The last year in which a fund has to be without debt."""
        return self.settings.until if self.solvent_until is None else self.solvent_until

    @property
    def measures(self) -> dict[str, Measure]:
        """What is read from every run: the criteria, and the year in which each fund is first in debt."""
        years = {f"{EXHAUSTED}{fund}": Measure(of="exhaustion_year", fund=fund) for fund in self.funds}
        return {name: criterion.measure for name, criterion in self.criteria.items()} | years

    def experiment(self) -> Experiment:
        """The runs: every design in every future."""
        return Experiment(
            name=self.name, en=self.en, zh=self.zh, designs=self.designs, settings=self.settings, seed=self.seed,
            uncertain=self.uncertain, samples=self.futures, replications=self.replications, measures=self.measures,
        )  # fmt: skip
