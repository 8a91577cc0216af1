"""What does `linghuo validate --checks` do? Run what six checks need, and hold projections against published ones."""

import sys
from pathlib import Path

from experiments.crossing import draw_of
from experiments.errors import InputError
from experiments.experiment import Experiment
from experiments.task import Advance, Task, design_of

NAME = "checks"
RESULTS = Path("results")
POPULATION, REPLICATIONS = 100_000, 4
PAST, FAST, AHEAD, LOW, HIGH, REACTIONS = ("past", "fast_growth", "ahead", "ahead_low", "ahead_high", "reactions")
PAST_UNTIL, AHEAD_UNTIL, REACTIONS_UNTIL, FIRST = 2050, 2075, 2032, 2026
REPORT_LAW, AGES_KEPT, LAW = "cass_2019", "retirement_ages_kept", "status_quo"
OWN, LEVY = "pension.worker_rate.{self_employed,casual,platform}", "pension.platform_rate.platform"
# own rate of flexible payers, and rate of platforms on the base of their workers; the first is the law in force
POINTS = ((0.20, 0.0), (0.18, 0.0), (0.22, 0.0), (0.20, 0.08))


def experiments_of(
    population: int | None, replications: int | None, seed: int, settings_file: str | None = None
) -> dict[str, Experiment]:
    """Which runs do the checks consist of? By subfolder. InputError if a number is out of range."""
    from pydantic import ValidationError

    from calibration.backcast import FROZEN
    from experiments.settings_files import find_settings
    from model.settings import Settings
    from model.start_year import BACKCAST_YEAR

    fields = find_settings(settings_file).fields() if settings_file is not None else {}
    size = POPULATION if population is None else population
    shared = {"seed": seed, "replications": REPLICATIONS if replications is None else replications}
    try:
        past = Settings(**{"population": size, **FROZEN, **fields, "start": BACKCAST_YEAR, "until": PAST_UNTIL})
        ahead = Settings(**{"population": size, **fields, "until": AHEAD_UNTIL})
        points = tuple({OWN: own, LEVY: levy} for own, levy in POINTS)
        return {
            PAST: Experiment(name=NAME, designs=(LAW, AGES_KEPT, REPORT_LAW), settings=past, **shared),
            FAST: Experiment(
                name=NAME, designs=(REPORT_LAW,), settings=past.model_copy(update={"variant": "high"}), **shared
            ),
            AHEAD: Experiment(name=NAME, designs=(LAW, AGES_KEPT), settings=ahead, **shared),
            **{
                part: Experiment(
                    name=NAME, designs=(LAW,), settings=ahead.model_copy(update={"variant": variant}), **shared
                )
                for part, variant in ((LOW, "low"), (HIGH, "high"))
            },
            REACTIONS: Experiment(
                name=NAME, designs=(LAW,), settings=ahead.model_copy(update={"until": REACTIONS_UNTIL}),
                explicit=points, levers_from=FIRST, **shared,
            ),
        }  # fmt: skip
    except ValidationError as error:
        problem = error.errors()[0]
        raise InputError(f"--{problem['loc'][-1]}: {problem['msg']}, not {problem['input']!r}") from None


def evaluate(task: Task, advance: Advance):
    """What a run says for the checks: nothing as a measure of an experiment, two records."""
    from calibration.checks.readings import simulate
    from model.start_year import BASE_YEAR

    design, digest = design_of(task.design, task.levers, task.levers_from)
    if digest != task.digest:
        raise RuntimeError(f"the design {task.design} has changed since the experiment was declared")
    return {}, simulate(task.settings, design, task.settings.start < BASE_YEAR, advance)


def run_checks(
    population: int | None, replications: int | None, seed: int, jobs: int, out: Path | None, language: str,
    settings_file: str | None = None,
) -> int:  # fmt: skip
    """Run what the folder lacks, print and write tables and figures. How many runs have failed?"""
    from calibration.checks.published import CheckFileError, load_published
    from experiments import interrupt, ledger, presentation, runner
    from experiments.code_version import code_version
    from experiments.output import identity, write_json
    from experiments.plot_command import run_plot
    from experiments.progress import Progress

    parts = experiments_of(population, replications, seed, settings_file)
    try:
        load_published()
    except CheckFileError as error:
        raise InputError(str(error)) from None
    manifests = {part: runner.manifest(experiment, code_version()) for part, experiment in parts.items()}
    whole = identity({"parts": [manifest["identity"] for manifest in manifests.values()]})
    folder = out or RESULTS / f"{NAME}-{whole[:6]}"
    for part, manifest in manifests.items():
        ledger.check(folder / part, manifest)
    interrupt.will_say(f"linghuo: interrupted; finished runs are kept in {folder}, and the same command goes on")
    failed = 0
    for part, experiment in parts.items():
        runner.complete(experiment, folder / part, jobs, evaluate=evaluate, progress=Progress(0))
        ended = len(ledger.failures(folder / part))
        if ended:
            print(f"linghuo: {ended} runs failed; `linghuo status {folder / part}` lists them", file=sys.stderr)
        failed += ended
    settings = parts[PAST].settings
    write_json(folder / presentation.ANALYSIS, {"kind": NAME, "population": settings.population})
    if not failed:
        run_plot(folder, language, None)
    return failed


def paths_of(folder: Path, part: str, design: str = LAW, point: int = 0):
    """The readings of one design at one point over its replications. InputError if a run of them is missing."""
    from calibration.checks.comparison import Paths

    found = _records(folder, part, "yearly", design, point)
    return Paths(found)


def people_of(folder: Path):
    """Persons by age and sex under the law in force from the end of 2025: replication, year, sex, age, persons."""
    return _records(folder, AHEAD, "people", LAW, 0)


def _records(folder: Path, part: str, name: str, design: str, point: int):
    from experiments import ledger

    runs = ledger.declared(folder / part)
    records = ledger.records(folder / part, name)
    wanted = runs[(runs["design"] == design) & (runs["point"] == point)]["replication"]
    if not records.empty:
        records = records[(records["design"] == design) & (records["point"] == point)]
    if records.empty or set(records["replication"]) != set(wanted):
        raise InputError(f"{folder / part}: runs are missing; give the command again, it goes on with what is left")
    draws = {number: draw_of(int(number)) for number in set(wanted)}
    return records.assign(
        population=records["replication"].map({number: draw.population for number, draw in draws.items()}),
        luck=records["replication"].map({number: draw.luck for number, draw in draws.items()}),
    )
