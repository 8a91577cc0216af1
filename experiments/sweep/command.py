"""What does `linghuo sweep` do? Run a lever's grid and the status quo under the same luck, and draw what it changes."""

from pathlib import Path

from experiments import analysis
from experiments.sweep.grid import Sweep
from experiments.sweep.present import REFERENCE


def sweep_of(given: str, **changes) -> Sweep:
    """Which sweep is meant: one of experiments/configs, with or without `sweep_`, or a file? With these changes.

    InputError if there is none.
    """
    return analysis.declared(Sweep, "sweep", "sweep_", given, **changes)


def run_sweep(
    sweep: Sweep, jobs: int, out: Path | None, language: str, retry: bool = False, scheduler: str | None = None
) -> int:
    """Run what the folder lacks, print and write tables and figures. How many runs have failed?"""
    parts = {analysis.WHOLE: sweep.experiment(), REFERENCE: sweep.reference()}
    options = {"sweep": sweep.model_dump(mode="json")}
    return analysis.run("sweep", sweep.name, parts, options, jobs, out, language, retry=retry, scheduler=scheduler)
