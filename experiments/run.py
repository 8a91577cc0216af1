"""What does one run of one design say? The model, year by year to the horizon and then to the end of all lives."""

import time
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


class Outcome(NamedTuple):
    """What a run has said: its records by name, the lives of scored persons, and its wall time in seconds."""

    run: Run
    records: dict[str, "pd.DataFrame"]
    lives: "pd.DataFrame"
    seconds: float


def build(run: Run):
    """The model of this run at its start, on one thread: runs share the machine's cores among themselves."""
    from model import SocialInsuranceModel

    return SocialInsuranceModel(design=run.design, settings=run.settings, threads=1)


def simulate(run: Run, advance: Callable[[int], None]) -> Outcome:
    """What happens under this design? `advance(n)` hears of every n years' worth of work, and may raise."""
    started = time.perf_counter()
    # records end at the horizon: the years after it serve the scored lives and have no new entrants
    model, records = _reach_horizon(run, advance, RECORDS)
    model.finish_lives()
    records[PROFILES] = named(model.profiles.frame(), run)
    advance(FINISH_STEPS)
    return Outcome(run, records, model.lives(), time.perf_counter() - started)


def to_horizon(run: Run, advance: Callable[[int], None], names: Sequence[str]) -> Outcome:
    """What do the records of these names say of the years to the horizon? Nobody's life is followed beyond it."""
    import pandas as pd

    started = time.perf_counter()
    _, records = _reach_horizon(run, advance, names)
    return Outcome(run, records, pd.DataFrame(), time.perf_counter() - started)


def _reach_horizon(run: Run, advance: Callable[[int], None], names: Sequence[str]):
    model = build(run)
    while model.running:
        model.step()
        advance(1)
    return model, {name: named(getattr(model.records, name)(), run) for name in names}


def named(frame: "pd.DataFrame", run: Run) -> "pd.DataFrame":
    """The same records with the run's design and replication as first columns."""
    frame = frame.reset_index(drop=True)
    frame.insert(0, "design", run.design.name)
    frame.insert(1, "replication", run.replication)
    return frame
