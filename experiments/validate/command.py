"""What does `linghuo validate` do? Run the backcast in several replications, and hold it against published figures."""

import sys
from pathlib import Path

from experiments.errors import InputError
from experiments.experiment import Experiment
from experiments.task import Advance, Task

NAME, RECORD = "validate", "backcast"
RESULTS = Path("results")


def experiment_of(
    population: int | None, replications: int | None, seed: int, settings_file: str | None = None
) -> Experiment:
    """Which runs does a validation consist of? InputError if a number is out of range."""
    from pydantic import ValidationError

    from calibration.backcast import POPULATION, REPLICATIONS, backcast_settings
    from experiments.settings_files import find_settings

    fields = find_settings(settings_file).fields() if settings_file is not None else {}
    try:
        settings = backcast_settings(POPULATION if population is None else population, **fields)
        return Experiment(
            name=NAME, designs=("status_quo",), settings=settings, seed=seed,
            replications=REPLICATIONS if replications is None else replications,
        )  # fmt: skip
    except ValidationError as error:
        problem = error.errors()[0]
        raise InputError(f"--{problem['loc'][-1]}: {problem['msg']}, not {problem['input']!r}") from None


def evaluate(task: Task, advance: Advance):
    """What a run of the backcast says: nothing as a measure of an experiment, every measure and year as a record."""
    from calibration.backcast import simulate

    return {}, {RECORD: simulate(task.settings, advance)}


def run_validate(
    population: int | None, replications: int | None, seed: int, jobs: int, out: Path | None, language: str,
    settings_file: str | None = None,
) -> int:  # fmt: skip
    """Run what the folder lacks, print and write tables and figures. How many runs have failed?"""
    from calibration.targets import TargetError, load_targets
    from experiments import interrupt, ledger, presentation, runner
    from experiments.code_version import code_version
    from experiments.output import write_json
    from experiments.plot_command import run_plot
    from experiments.progress import Progress

    experiment = experiment_of(population, replications, seed, settings_file)
    try:
        load_targets()
    except TargetError as error:
        raise InputError(str(error)) from None
    folder = out or RESULTS / f"{NAME}-{runner.manifest(experiment, code_version())['identity'][:6]}"
    interrupt.will_say(f"linghuo: interrupted; finished runs are kept in {folder}, and the same command goes on")
    runner.complete(experiment, folder, jobs, evaluate=evaluate, progress=Progress(0))
    write_json(folder / presentation.ANALYSIS, {"kind": NAME, "population": experiment.settings.population})
    failed = len(ledger.failures(folder))
    if failed:
        print(f"linghuo: {failed} runs failed; `linghuo status {folder}` lists them", file=sys.stderr)
    if failed < experiment.replications:
        run_plot(folder, language, None)
    return failed
