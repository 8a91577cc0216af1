"""What does `linghuo decompose` do? Run every coalition of a package's parts, and say what each part contributes."""

import sys
from importlib import resources
from pathlib import Path

from experiments.decompose.package import Package
from experiments.errors import InputError

CONFIGS = Path(str(resources.files("experiments"))) / "configs"
RESULTS = Path("results")


def package_of(given: str, **changes) -> Package:
    """Which package is meant: one of experiments/configs, with or without `decompose_`, or a file? With these changes.

    InputError if there is none.
    """
    from model.law.sources import suggestion

    ready = {path.stem.removeprefix("decompose_"): path for path in sorted(CONFIGS.glob("decompose_*.yaml"))}
    path = Path(given)
    if path.suffix not in (".yaml", ".yml"):
        name = given.removeprefix("decompose_")
        if name not in ready:
            meant = suggestion(name, list(ready)) or f"; ready-made are {', '.join(ready)}, others are files"
            raise InputError(f"unknown package `{given}`{meant}")
        path = ready[name]
    package = Package.load(path)
    settings = {name: changes.pop(name) for name in ("population", "until") if changes.get(name) is not None}
    changed = {name: value for name, value in changes.items() if value is not None}
    if settings:
        from experiments.compare import settings_of

        settings_of(**settings)  # refuses what is out of range, by option
        changed["settings"] = package.settings.model_copy(update=settings)
    return package.model_copy(update=changed)


def run_decompose(package: Package, jobs: int, out: Path | None, language: str) -> int:
    """Run what the folder lacks, print and write tables and figures. How many runs have failed?"""
    from experiments import interrupt, ledger, presentation, runner
    from experiments.code_version import code_version
    from experiments.output import write_json
    from experiments.plot_command import run_plot
    from experiments.progress import Progress

    experiment = package.experiment()
    folder = out or RESULTS / f"{package.name}-{runner.manifest(experiment, code_version())['identity'][:6]}"
    interrupt.will_say(f"linghuo: interrupted; finished runs are kept in {folder}, and the same command goes on")
    runner.complete(experiment, folder, jobs, progress=Progress(0))
    options = {"kind": "decompose", "package": package.model_dump(mode="json")}
    write_json(folder / presentation.ANALYSIS, options)
    run_plot(folder, language, None)
    failed = len(ledger.failures(folder))
    if failed:
        print(f"linghuo: {failed} runs failed; `linghuo status {folder}` lists them", file=sys.stderr)
    return failed
