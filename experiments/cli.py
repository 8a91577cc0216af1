"""The command `linghuo`. It loads what a subcommand needs only when that subcommand runs, so help is immediate."""

import importlib.util
import sys
from pathlib import Path
from typing import Annotated

import typer

from experiments import interrupt
from experiments.decompose.entry import decompose
from experiments.design_commands import designs_app
from experiments.errors import InputError
from experiments.estimate.entry import estimate
from experiments.frontier.entry import frontier
from experiments.options import (
    Backend,
    EconomyPath,
    Jobs,
    Lang,
    Language,
    Out,
    Persons,
    Population,
    Replications,
    Retry,
    Scheduler,
    Seed,
    Until,
    Variant,
    Width,
    jobs_of,
)
from experiments.robust.entry import robust
from experiments.sensitivity.entry import sensitivity
from experiments.sweep.entry import sweep
from experiments.validate.entry import validate

BAD_INPUT = 2

app = typer.Typer(
    help="Compare legal designs of social insurance for China's flexible workers 灵活就业人员社会保险.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
population_app = typer.Typer(help="The base-year population.", no_args_is_help=True)
app.add_typer(population_app, name="population")
app.add_typer(designs_app, name="designs")
app.command()(decompose)
app.command()(sweep)
app.command()(robust)
app.command()(sensitivity)
app.command()(frontier)
app.command()(validate)
app.command()(estimate)


@app.command()
def compare(
    designs: Annotated[
        list[str] | None, typer.Argument(help="Designs to compare with the baseline; a name, a sum a+b, or a file.")
    ] = None,
    baseline: Annotated[str, typer.Option(help="Design that the others are compared with.")] = "status_quo",
    population: Population = None,
    until: Until = None,
    replications: Replications = None,
    seed: Seed = 1,
    variant: EconomyPath = Variant.MID,
    settings: Annotated[
        str | None, typer.Option(help="Settings of behaviour: a name of experiments/settings, or a file.")
    ] = None,
    persons: Persons = None,
    group_years: Annotated[
        int | None,
        typer.Option(help="Years between counts by sex, age, hukou ...; 0: none.  [default: 10]", show_default=False),
    ] = None,
    jobs: Jobs = None,
    out: Out = None,
    precision: Annotated[
        str | None,
        typer.Option(
            help="Add replications until the standard error of every design's change is at most this: 0.1pp of "
            "flexible workers' pension coverage, or 1% of the change in all reserves.",
            show_default=False,
        ),
    ] = None,
    most_replications: Annotated[int, typer.Option(help="Where --precision stops.")] = 64,
    retry: Retry = False,
    scheduler: Scheduler = None,
    lang: Annotated[Language, typer.Option(help="Language of tables and figures.")] = Language.EN,
) -> None:
    """What would other legal designs change? Without arguments: the law in force against the full proposal."""
    from experiments import compare as comparing
    from experiments.command import run_compare
    from experiments.precision import precision_of

    wanted = precision_of(precision) if precision is not None else None
    setup = comparing.setup(
        designs=tuple(designs or comparing.DESIGNS),
        baseline=baseline,
        population=comparing.POPULATION if population is None else population,
        until=comparing.UNTIL if until is None else until,
        replications=comparing.REPLICATIONS if replications is None else replications,
        seed=seed,
        variant=variant.value,
        settings_file=settings,
        persons=persons,
        group_years=comparing.GROUP_YEARS if group_years is None else group_years,
    )
    if run_compare(setup, jobs_of(jobs), out, lang.value, wanted, most_replications, retry, scheduler):
        raise typer.Exit(1)


@app.command()
def article(
    population: Population = None,
    until: Until = None,
    replications: Replications = None,
    seed: Seed = 1,
    variant: EconomyPath = Variant.MID,
    vary: Annotated[bool, typer.Option(help="Try claims again over the ranges of what they depend on.")] = True,
    jobs: Jobs = None,
    out: Out = None,
    lang: Annotated[Language, typer.Option(help="Language of tables and figures.")] = Language.EN,
) -> None:
    """Does the model bear out the article's claims? A verdict on each, and all designs in one figure."""
    from experiments import compare as comparing
    from experiments.command import run_article

    run_article(
        comparing.POPULATION if population is None else population,
        comparing.UNTIL if until is None else until,
        comparing.REPLICATIONS if replications is None else replications,
        seed,
        variant.value,
        vary,
        jobs_of(jobs),
        out,
        lang.value,
    )


@app.command()
def lifecycle(
    born: Annotated[str, typer.Option(help="Month of birth, as 1995-06.")],
    job: Annotated[str, typer.Option(help="A platform sector, self_employed, casual or employee.")],
    province: Annotated[str, typer.Option(help="Where the person lives and is registered.")],
    income: Annotated[float, typer.Option(help="Earnings of 2026, yuan a month; they grow with wages.")],
    sex: Annotated[str, typer.Option(help="female or male.")],
    designs: Annotated[str | None, typer.Option(help="Designs with commas: a,b,c.", show_default=False)] = None,
    event: Annotated[
        list[str] | None,
        typer.Option(
            help="injury:7@2030, birth@2028, job_loss:6@2030, illness:60000@2035, care@2060, move:henan@2030; "
            "repeatable."
        ),
    ] = None,
    joins: Annotated[
        str, typer.Option(help="Schemes joined where the law leaves the choice, or none.")
    ] = "pension,medical",
    base: Annotated[str, typer.Option(help="Pension base where it is chosen: floor, income or average.")] = "floor",
    paid_years: Annotated[float, typer.Option(help="Years already paid in employee pension and medical.")] = 0.0,
    death_age: Annotated[
        int | None, typer.Option(help="Age at death.  [default: by the life table]", show_default=False)
    ] = None,
    variant: EconomyPath = Variant.MID,
    out: Out = None,
    lang: Annotated[Language, typer.Option(help="Language of table and figure.")] = Language.EN,
) -> None:
    """What does each design take from one worker's life and give back? From 2026 to death, with given events."""
    from experiments.lifecycle.command import DESIGNS, run_lifecycle
    from experiments.lifecycle.person import person_of

    person = person_of(sex, born, job, province, income, joins, base, paid_years, death_age, event or ())
    run_lifecycle(person, designs or DESIGNS, variant.value, out, lang.value)


@app.command()
def bench(
    sizes: Annotated[str, typer.Option(help="Numbers of records.")] = "10000,100000,1000000",
    years: Annotated[int, typer.Option(help="Simulated years.")] = 50,
    threads: Annotated[str, typer.Option(help="Numbers of threads.")] = "1,2",
    design: Annotated[
        list[str] | None,
        typer.Option(help="Only the speed under this design, 100000 records, one thread. Repeatable; `all` for each."),
    ] = None,
) -> None:
    """What does the engine cost? Speed, memory, start, and the same rules as plain Mesa agents."""
    lasting = _numbers("--years", str(years))[0]
    if design:
        from experiments.bench.designs import MIDDLE, named, run_bench_designs

        run_bench_designs(named(design), MIDDLE, lasting)
        return
    from experiments.bench.command import run_bench

    run_bench(_numbers("--sizes", sizes), lasting, _numbers("--threads", threads))


@app.command()
def experiment(
    file: Annotated[Path, typer.Argument(help="A YAML file; `linghuo schema` describes it.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder for the runs.  [default: one in results/]", show_default=False)
    ] = None,
    jobs: Jobs = None,
    backend: Annotated[
        Backend, typer.Option(help="What runs share the machine as; auto: processes from 200 on.")
    ] = Backend.AUTO,
    retry: Retry = False,
    scheduler: Scheduler = None,
) -> None:
    """What do the runs that a file declares say? Goes on where it was stopped; exit code 1 if a run failed."""
    from experiments.experiment_command import run_experiment

    if run_experiment(file, out, jobs_of(jobs), backend.value, retry, scheduler):
        raise typer.Exit(1)


@app.command()
def status(
    folder: Annotated[Path, typer.Argument(help="The folder of an experiment.")],
    tracebacks: Annotated[bool, typer.Option("--tracebacks", help="Also where in the code runs failed.")] = False,
) -> None:
    """How far is an experiment: done, failed, left, and the time left? Exit code 1 if a run failed."""
    from experiments.experiment_command import show_status

    if show_status(folder, tracebacks):
        raise typer.Exit(1)


@app.command()
def plot(
    folder: Annotated[Path, typer.Argument(help="Folder of an experiment, an analysis or a comparison.")],
    lang: Annotated[Language, typer.Option(help="Language of tables and figures.")] = Language.EN,
    width: Annotated[
        Width | None, typer.Option(help="Text columns that figures fill.  [default: as drawn]", show_default=False)
    ] = None,
) -> None:
    """What do the results in a folder look like? Draws tables, figures and report.html anew; nothing is run."""
    from experiments.plot_command import run_plot

    run_plot(folder, lang.value, width and width.value)


@app.command()
def schema(
    kind: Annotated[
        str, typer.Argument(help="What a file declares: experiment, sweep, robust, frontier, sensitivity, decompose.")
    ] = "experiment",
    out: Annotated[Path | None, typer.Option(help="File instead of standard output.", show_default=False)] = None,
) -> None:
    """What may stand in the file of an experiment or analysis? A JSON schema, which editors check and complete by."""
    from experiments.experiment_command import write_schema

    write_schema(kind, out)


@population_app.command("check")
def check_population(
    population: Annotated[
        int | None,
        typer.Option(help="Living records.  [default: 100000, or all imported persons]", show_default=False),
    ] = None,
    seed: Seed = 1,
    persons: Persons = None,
    first_year: Annotated[
        bool, typer.Option("--first-year", help="The funds' totals of the first simulated year instead.")
    ] = False,
    lang: Lang = Language.EN,
) -> None:
    """Does the base-year population reproduce the published figures? Exit code 1 if one is outside its tolerance."""
    from experiments import base_population, report
    from experiments.labels import Labels

    labels = Labels(lang.value)
    if first_year:
        lines = base_population.check_first_year(population, seed, persons)
        shown = base_population.first_year_table(lines, labels)
    else:
        lines = base_population.check(population, seed, persons)
        shown = base_population.table(lines, labels)
    report.show([shown], report.console())
    if not all(line.holds for line in lines):
        raise typer.Exit(1)


@population_app.command("import")
def import_population(
    file: Annotated[Path, typer.Argument(help="Persons of a survey: CSV, Stata (.dta) or Parquet.")],
    map_file: Annotated[Path, typer.Option("--map", help="What its columns mean: a YAML file.")],
    seed: Seed = 1,
    donors: Annotated[int, typer.Option(help="Synthetic records from which gaps are filled.")] = 100_000,
    out: Out = None,
    lang: Lang = Language.EN,
) -> None:
    """Persons of one's own in place of the synthetic ones: mapped, gaps filled, weights raked, with a report."""
    from experiments.microdata import run_import

    run_import(file, map_file, out, seed, donors, lang.value)


@app.command("odd")
def rewrite_odd() -> None:
    """Bring the tables of the model's ODD document up to the code."""
    from experiments.odd import DOCUMENT, rewrite

    print(f"{DOCUMENT}: {'rewritten' if rewrite() else 'already up to date'}")


def main() -> None:
    """Run the command; mistakes of the person at the keyboard end with one message and exit code 2."""
    interrupt.listen()
    try:
        check_agents()
        app()
    except InputError as error:
        _fail(f"linghuo: {error}", BAD_INPUT)
    except (KeyboardInterrupt, SystemExit) as end:
        if isinstance(end, KeyboardInterrupt) or end.code == interrupt.EXIT_CODE:
            _fail(interrupt.message(), interrupt.EXIT_CODE)
        raise


def check_agents() -> None:
    """Is the package `agents` that Python would import this project's own? InputError otherwise."""
    found = importlib.util.find_spec("agents")
    place = Path(found.origin).parent if found and found.origin else None
    ours = Path(__file__).resolve().parent.parent / "agents"
    if place is None or place.resolve() != ours or not (ours / "columns.py").exists():
        raise InputError(
            f"the package `agents` comes from {place}, not from linghuo: another distribution (openai-agents) "
            "uses the same name; install linghuo in an environment of its own"
        )


def _numbers(option: str, text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdigit() and int(part) > 0 for part in parts):
        raise InputError(f"{option}: {text} is not a list of whole numbers above zero, as in 1,2")
    return [int(part) for part in parts]


def _fail(message: str, code: int) -> None:
    print(message, file=sys.stderr)
    sys.exit(code)
