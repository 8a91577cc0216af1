"""The command `linghuo`. It loads what a subcommand needs only when that subcommand runs, so help is immediate."""

import importlib.util
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from experiments import interrupt
from experiments.errors import InputError

BAD_INPUT = 2

app = typer.Typer(
    help="Compare legal designs of social insurance for China's flexible workers 灵活就业人员社会保险.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
population_app = typer.Typer(help="The base-year population.", no_args_is_help=True)
designs_app = typer.Typer(help="The legal designs that can be compared; without a subcommand their list.")
app.add_typer(population_app, name="population")
app.add_typer(designs_app, name="designs")


class Language(StrEnum):
    EN = "en"
    ZH = "zh"


class Backend(StrEnum):
    THREADS = "threads"
    PROCESSES = "processes"


class Variant(StrEnum):
    LOW = "low"
    MID = "mid"
    HIGH = "high"


def cores() -> int:
    """How many cores may this process use?"""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@app.command()
def compare(
    designs: Annotated[
        list[str] | None, typer.Argument(help="Designs to compare with the baseline; a name, a sum a+b, or a file.")
    ] = None,
    baseline: Annotated[str, typer.Option(help="Design that the others are compared with.")] = "status_quo",
    population: Annotated[int | None, typer.Option(help="Living records at the start.", show_default=False)] = None,
    until: Annotated[int | None, typer.Option(help="Last simulated year.", show_default=False)] = None,
    replications: Annotated[
        int | None, typer.Option(help="Populations and lives drawn anew.", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option(help="Root seed of all luck.")] = 1,
    variant: Annotated[Variant, typer.Option(help="Path of the economy.")] = Variant.MID,
    settings: Annotated[
        str | None, typer.Option(help="Settings of behaviour: a name of experiments/settings, or a file.")
    ] = None,
    jobs: Annotated[int | None, typer.Option(help="Runs at a time.  [default: cores]", show_default=False)] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results.  [default: a new one in results/]", show_default=False)
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language of tables and figures.")] = Language.EN,
) -> None:
    """What would other legal designs change? Without arguments: the law in force against the full proposal."""
    from experiments import compare as comparing
    from experiments.command import run_compare

    if jobs is not None and jobs < 1:
        raise InputError(f"--jobs: {jobs} is not at least 1")
    setup = comparing.setup(
        designs=tuple(designs or comparing.DESIGNS),
        baseline=baseline,
        population=comparing.POPULATION if population is None else population,
        until=comparing.UNTIL if until is None else until,
        replications=comparing.REPLICATIONS if replications is None else replications,
        seed=seed,
        variant=variant.value,
        settings_file=settings,
    )
    run_compare(setup, jobs or cores(), out, lang.value)


@app.command()
def article(
    population: Annotated[int | None, typer.Option(help="Living records at the start.", show_default=False)] = None,
    until: Annotated[int | None, typer.Option(help="Last simulated year.", show_default=False)] = None,
    replications: Annotated[
        int | None, typer.Option(help="Populations and lives drawn anew.", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option(help="Root seed of all luck.")] = 1,
    variant: Annotated[Variant, typer.Option(help="Path of the economy.")] = Variant.MID,
    vary: Annotated[bool, typer.Option(help="Try claims again over the ranges of what they depend on.")] = True,
    jobs: Annotated[int | None, typer.Option(help="Runs at a time.  [default: cores]", show_default=False)] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results.  [default: a new one in results/]", show_default=False)
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language of tables and figures.")] = Language.EN,
) -> None:
    """Does the model bear out the article's claims? A verdict on each, and all designs in one figure."""
    from experiments import compare as comparing
    from experiments.command import run_article

    if jobs is not None and jobs < 1:
        raise InputError(f"--jobs: {jobs} is not at least 1")
    run_article(
        comparing.POPULATION if population is None else population,
        comparing.UNTIL if until is None else until,
        comparing.REPLICATIONS if replications is None else replications,
        seed,
        variant.value,
        vary,
        jobs or cores(),
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
        typer.Option(help="injury:7@2030, birth@2028, job_loss:6@2030, illness:60000@2035, care@2060. Repeatable."),
    ] = None,
    joins: Annotated[
        str, typer.Option(help="Schemes joined where the law leaves the choice, or none.")
    ] = "pension,medical",
    base: Annotated[str, typer.Option(help="Pension base where it is chosen: floor, income or average.")] = "floor",
    paid_years: Annotated[float, typer.Option(help="Years already paid in employee pension and medical.")] = 0.0,
    death_age: Annotated[
        int | None, typer.Option(help="Age at death.  [default: by the life table]", show_default=False)
    ] = None,
    variant: Annotated[Variant, typer.Option(help="Path of the economy.")] = Variant.MID,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results.  [default: a new one in results/]", show_default=False)
    ] = None,
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
) -> None:
    """What does the engine cost? Speed, memory, start, and the same rules as plain Mesa agents."""
    from experiments.bench.command import run_bench

    run_bench(_numbers("--sizes", sizes), _numbers("--years", str(years))[0], _numbers("--threads", threads))


@app.command()
def experiment(
    file: Annotated[Path, typer.Argument(help="A YAML file; `linghuo schema` describes it.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder for the runs.  [default: one in results/]", show_default=False)
    ] = None,
    jobs: Annotated[int | None, typer.Option(help="Runs at a time.  [default: cores]", show_default=False)] = None,
    backend: Annotated[Backend, typer.Option(help="What runs share the machine as.")] = Backend.THREADS,
    retry: Annotated[bool, typer.Option("--retry", help="Run again what failed before.")] = False,
) -> None:
    """What do the runs that a file declares say? Goes on where it was stopped; exit code 1 if a run failed."""
    from experiments.experiment_command import run_experiment

    if jobs is not None and jobs < 1:
        raise InputError(f"--jobs: {jobs} is not at least 1")
    if run_experiment(file, out, jobs or cores(), backend.value, retry):
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
def schema(
    out: Annotated[Path | None, typer.Option(help="File instead of standard output.", show_default=False)] = None,
) -> None:
    """What may stand in an experiment file? A JSON schema, which editors check and complete by."""
    from experiments.experiment_command import write_schema

    write_schema(out)


@population_app.command("check")
def check_population(
    population: Annotated[int, typer.Option(help="Living records.")] = 100_000,
    seed: Annotated[int, typer.Option(help="Root seed of all luck.")] = 1,
    first_year: Annotated[
        bool, typer.Option("--first-year", help="The funds' totals of the first simulated year instead.")
    ] = False,
    lang: Annotated[Language, typer.Option(help="Language.")] = Language.EN,
) -> None:
    """Does the base-year population reproduce the published figures? Exit code 1 if one is outside its tolerance."""
    from experiments import base_population, report
    from experiments.labels import Labels

    labels = Labels(lang.value)
    if first_year:
        lines = base_population.check_first_year(population, seed)
        shown = base_population.first_year_table(lines, labels)
    else:
        lines = base_population.check(population, seed)
        shown = base_population.table(lines, labels)
    report.show([shown], report.console())
    if not all(line.holds for line in lines):
        raise typer.Exit(1)


@designs_app.callback(invoke_without_command=True)
def designs(
    context: typer.Context, lang: Annotated[Language, typer.Option(help="Language of the list.")] = Language.EN
) -> None:
    """The legal designs that can be compared; without a subcommand their list."""
    if context.invoked_subcommand is None:
        list_designs(lang)


@designs_app.command("list")
def list_designs(lang: Annotated[Language, typer.Option(help="Language.")] = Language.EN) -> None:
    """Which designs are there?"""
    from experiments import catalogue, report

    report.show([catalogue.list_table(lang.value)], report.console())


@designs_app.command("levers")
def list_levers(lang: Annotated[Language, typer.Option(help="Language.")] = Language.EN) -> None:
    """Which levers does the article name, and which designs or settings move each?"""
    from experiments import catalogue, report

    report.show([catalogue.levers_table(lang.value)], report.console())


@designs_app.command("effects")
def design_effects(
    population: Annotated[int | None, typer.Option(help="Living records at the start.", show_default=False)] = None,
    until: Annotated[int | None, typer.Option(help="Last simulated year.", show_default=False)] = None,
    replications: Annotated[
        int | None, typer.Option(help="Populations and lives drawn anew.", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option(help="Root seed of all luck.")] = 1,
    variant: Annotated[Variant, typer.Option(help="Path of the economy.")] = Variant.MID,
    jobs: Annotated[int | None, typer.Option(help="Runs at a time.  [default: cores]", show_default=False)] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results.  [default: a new one in results/]", show_default=False)
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language.")] = Language.EN,
) -> None:
    """What does each design change by 2050 beside its own comparator, and why?"""
    from experiments import compare as comparing
    from experiments.command import run_effects

    if jobs is not None and jobs < 1:
        raise InputError(f"--jobs: {jobs} is not at least 1")
    run_effects(
        comparing.POPULATION if population is None else population,
        comparing.UNTIL if until is None else until,
        comparing.REPLICATIONS if replications is None else replications,
        seed,
        variant.value,
        jobs or cores(),
        out,
        lang.value,
    )


@designs_app.command("bases")
def platform_bases(
    design: Annotated[
        str, typer.Argument(help="Design, sum or file under which platforms pay a share.")
    ] = "co_financing",
    profit_rate: Annotated[float, typer.Option(help="Rate on profit, whose yield the other bases match.")] = 0.25,
    population: Annotated[int | None, typer.Option(help="Living records at the start.", show_default=False)] = None,
    until: Annotated[int | None, typer.Option(help="Last simulated year.", show_default=False)] = None,
    replications: Annotated[
        int | None, typer.Option(help="Populations and lives drawn anew.", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option(help="Root seed of all luck.")] = 1,
    jobs: Annotated[int | None, typer.Option(help="Runs at a time.  [default: cores]", show_default=False)] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results.  [default: a new one in results/]", show_default=False)
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language.")] = Language.EN,
) -> None:
    """On what should platforms pay? Payroll, orders, revenue and profit at equal first-year revenue."""
    from experiments import bases
    from experiments.command import run_bases

    if jobs is not None and jobs < 1:
        raise InputError(f"--jobs: {jobs} is not at least 1")
    run_bases(
        design,
        profit_rate,
        bases.POPULATION if population is None else population,
        bases.UNTIL if until is None else until,
        bases.REPLICATIONS if replications is None else replications,
        seed,
        jobs or cores(),
        out,
        lang.value,
    )


@designs_app.command("show")
def show_design(
    design: Annotated[str, typer.Argument(help="A name, a sum a+b, or a file.")],
    year: Annotated[int, typer.Option(help="Year whose parameters are shown.")] = 2035,
    lang: Annotated[Language, typer.Option(help="Language.")] = Language.EN,
) -> None:
    """What does a design change in a year, beside the law in force?"""
    from experiments import catalogue, report

    report.show([catalogue.changes_table(design, year, lang.value)], report.console())


@designs_app.command("diff")
def compare_designs(
    first: Annotated[str, typer.Argument(help="A name, a sum a+b, or a file.")],
    second: Annotated[str, typer.Argument(help="Another.")],
    year: Annotated[int, typer.Option(help="Year whose parameters are compared.", min=1998, max=2125)] = 2035,
    lang: Annotated[Language, typer.Option(help="Language.")] = Language.EN,
) -> None:
    """In which parameters do two designs differ in a year, and who says so?"""
    from experiments import catalogue, report

    report.show([catalogue.difference_table(first, second, year, lang.value)], report.console())


@designs_app.command("check")
def check_design(
    file: Annotated[str, typer.Argument(help="The path of a design file of your own.")],
    lang: Annotated[Language, typer.Option(help="Language.")] = Language.EN,
) -> None:
    """Does a design file load, and what does it change? A mistake is named with file, line and the nearest name."""
    from experiments import catalogue, report

    report.show([catalogue.check_table(file, lang.value)], report.console())


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
