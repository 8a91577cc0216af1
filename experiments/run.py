"""What is one run of one design, and which records does it leave?"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

    from model.law.design import Design
    from model.settings import Settings

BY_GROUP = ("coverage_by_group", "burden_by_group")
RECORDS = ("funds", "memo", "spending", "coverage", "burden", "economy", "distribution", *BY_GROUP)
PROFILES = "profiles"
GROUP_YEARS = 10  # between counts by groups of persons, where they are wanted
FINISH_STEPS = 65  # what following the scored lives to their end costs, in simulated years


class Run(NamedTuple):
    """What determines one run: a legal design, and settings that hold all else, population and luck included.

    number: the replication that this run is part of, where it is not the settings' own.
    """

    design: "Design"
    settings: "Settings"
    number: int | None = None

    @property
    def replication(self) -> int:
        """Which replication of its experiment is the run part of?"""
        return self.settings.replication if self.number is None else self.number

    @property
    def steps(self) -> int:
        """How much work is the run, in simulated years?"""
        return self.settings.until - self.settings.start + FINISH_STEPS


def build(run: Run):
    """The model of this run at its start, on one thread: runs share the machine's cores among themselves."""
    from model import SocialInsuranceModel

    return SocialInsuranceModel(design=run.design, settings=run.settings, threads=1)


def to_horizon(run: Run, advance: Callable[[int], None], names: Sequence[str]) -> "dict[str, pd.DataFrame]":
    """What do the records of these names say of the years to the horizon? Nobody's life is followed beyond it."""
    model = build(run)
    while model.running:
        model.step()
        advance(1)
    return {name: getattr(model.records, name)().reset_index(drop=True) for name in names}
