"""What does `linghuo sensitivity` do? Move parameters one by one, screen them all, and share out the variance."""

from collections.abc import Iterator
from pathlib import Path

from experiments import analysis
from experiments.experiment import Experiment
from experiments.sensitivity.answers import MORRIS, SOBOL, answers, noise, ranked, screened, swings
from experiments.sensitivity.study import Sensitivity


def sensitivity_of(given: str, **changes) -> Sensitivity:
    """Which study is meant: one of experiments/configs, with or without `sensitivity_`, or a file? With these changes.

    InputError if there is none.
    """
    return analysis.declared(Sensitivity, "study of sensitivity", "sensitivity_", given, **changes)


def parts_of(study: Sensitivity) -> dict[str, Experiment]:
    """The runs that are known before any has ended, by the subfolder that they stand in."""
    swung = study.experiment(study.swings(), study.swing_replications)
    return {analysis.WHOLE: swung, MORRIS: study.experiment(study.morris())}


def chosen(study: Sensitivity, folder: Path) -> list[str]:
    """Of which parameters are Sobol's indices taken, as the runs of this folder say?"""
    luck = noise(study, swings(study, answers(study, folder)))
    return ranked(study, screened(study, answers(study, folder / MORRIS), luck))


def run_sensitivity(
    study: Sensitivity, jobs: int, out: Path | None, language: str, retry: bool = False, scheduler: str | None = None
) -> int:
    """Run what the folder lacks, print and write tables and figures. How many runs have failed?"""

    def later(folder: Path) -> Iterator[tuple[str, Experiment]]:
        yield SOBOL, study.experiment(study.sobol(chosen(study, folder)))

    options = {"sensitivity": study.model_dump(mode="json", exclude_unset=True)}  # a whole `settings` has luck
    return analysis.run(
        "sensitivity", study.name, parts_of(study), options, jobs, out, language, later, retry, scheduler
    )
