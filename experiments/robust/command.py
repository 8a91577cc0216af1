"""What does `linghuo robust` do? Run every design in every sampled future, and say which regrets and which holds."""

from pathlib import Path

from experiments import analysis
from experiments.robust.futures import Robust


def robust_of(given: str, **changes) -> Robust:
    """Which analysis is meant: one of experiments/configs, with or without `robust_`, or a file? With these changes.

    InputError if there is none.
    """
    return analysis.declared(Robust, "set of futures", "robust_", given, **changes)


def run_robust(
    robust: Robust, jobs: int, out: Path | None, language: str, retry: bool = False, scheduler: str | None = None
) -> int:
    """Run what the folder lacks, print and write tables and figures. How many runs have failed?"""
    parts = {analysis.WHOLE: robust.experiment()}
    options = {"robust": robust.model_dump(mode="json", exclude_unset=True)}  # what is set: a whole `settings` has luck
    return analysis.run("robust", robust.name, parts, options, jobs, out, language, retry=retry, scheduler=scheduler)
