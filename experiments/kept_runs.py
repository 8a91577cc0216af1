"""Which runs of a comparison are on the disk already? Each is kept whole as soon as it ends, until all have ended.

A run stands in a folder of its own, named by all that determines it: code, design, settings and luck. It is written
under another name and renamed, so whatever kills the process costs the runs under way and nothing else.
"""

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.code_version import code_version
from experiments.output import identity, write_json
from experiments.run import Outcome, Run

if TYPE_CHECKING:
    import pandas as pd

LIVES, TOLD = "lives", "run.json"


class KeptRuns:
    """The runs beside a results folder, which is itself written whole or not at all."""

    def __init__(self, results: Path):
        self.folder = results.parent / f".{results.name}-runs"

    def find(self, run: Run) -> Outcome | None:
        """What has this run said, to the last bit? None if it has not ended, or cannot be read."""
        import pandas as pd
        from pyarrow import ArrowException

        place = self._place(run)
        try:
            told = json.loads((place / TOLD).read_text(encoding="utf-8"))
            frames = {name: pd.read_feather(place / f"{name}.feather") for name in (*told["records"], LIVES)}
        except (OSError, ValueError, KeyError, ArrowException):
            return None
        return Outcome(run, frames, frames.pop(LIVES), told["seconds"])

    def keep(self, outcome: Outcome) -> None:
        """Keep what a run has said. A full disk costs only the chance to go on from here."""
        place = self._place(outcome.run)
        partial = place.with_name(f"{place.name}-partial-{os.getpid()}")
        frames: dict[str, pd.DataFrame] = {**outcome.records, LIVES: outcome.lives}
        try:
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            for name, frame in frames.items():
                frame.to_feather(partial / f"{name}.feather")  # keeps categories as they are, which Parquet does not
            write_json(partial / TOLD, {"records": list(outcome.records), "seconds": outcome.seconds})
            shutil.rmtree(place, ignore_errors=True)  # one that could not be read
            partial.rename(place)
        except OSError:
            shutil.rmtree(partial, ignore_errors=True)

    def remove(self) -> None:
        """Remove all runs, which are in the results now."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _place(self, run: Run) -> Path:
        determinants = {
            "code": code_version(), "name": run.design.name, "design": run.design.text(),
            "settings": run.settings.model_dump(), "replication": run.replication,
        }  # fmt: skip
        return self.folder / identity(determinants)
