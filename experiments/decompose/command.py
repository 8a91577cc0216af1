"""What does `linghuo decompose` do? Run every coalition of a package's parts, and say what each part contributes."""

from pathlib import Path

from experiments import analysis
from experiments.decompose.package import Package


def package_of(given: str, **changes) -> Package:
    """Which package is meant: one of experiments/configs, with or without `decompose_`, or a file? With these changes.

    InputError if there is none.
    """
    return analysis.declared(Package, "package", "decompose_", given, **changes)


def run_decompose(
    package: Package, jobs: int, out: Path | None, language: str, retry: bool = False, scheduler: str | None = None
) -> int:
    """Run what the folder lacks, print and write tables and figures. How many runs have failed?"""
    options = {"package": package.model_dump(mode="json")}
    parts = {analysis.WHOLE: package.experiment()}
    return analysis.run(
        "decompose", package.name, parts, options, jobs, out, language, retry=retry, scheduler=scheduler
    )
