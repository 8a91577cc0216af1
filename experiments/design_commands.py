"""The subcommands of `linghuo designs`. Each loads what it needs only when it runs."""

from typing import Annotated

import typer

from experiments.options import (
    EconomyPath,
    Jobs,
    Lang,
    Language,
    Out,
    Population,
    Replications,
    Seed,
    Until,
    Variant,
    jobs_of,
)

designs_app = typer.Typer(help="The legal designs that can be compared; without a subcommand their list.")


@designs_app.callback(invoke_without_command=True)
def designs(
    context: typer.Context, lang: Annotated[Language, typer.Option(help="Language of the list.")] = Language.EN
) -> None:
    """The legal designs that can be compared; without a subcommand their list."""
    if context.invoked_subcommand is None:
        list_designs(lang)


@designs_app.command("list")
def list_designs(lang: Lang = Language.EN) -> None:
    """Which designs are there?"""
    from experiments import catalogue, report

    report.show([catalogue.list_table(lang.value)], report.console())


@designs_app.command("levers")
def list_levers(lang: Lang = Language.EN) -> None:
    """Which levers does the article name, and which designs or settings move each?"""
    from experiments import catalogue, report

    report.show([catalogue.levers_table(lang.value)], report.console())


@designs_app.command("effects")
def design_effects(
    population: Population = None,
    until: Until = None,
    replications: Replications = None,
    seed: Seed = 1,
    variant: EconomyPath = Variant.MID,
    jobs: Jobs = None,
    out: Out = None,
    lang: Lang = Language.EN,
) -> None:
    """What does each design change by 2050 beside its own comparator, and why?"""
    from experiments import compare as comparing
    from experiments.command import run_effects

    run_effects(
        comparing.POPULATION if population is None else population,
        comparing.UNTIL if until is None else until,
        comparing.REPLICATIONS if replications is None else replications,
        seed,
        variant.value,
        jobs_of(jobs),
        out,
        lang.value,
    )


@designs_app.command("bases")
def platform_bases(
    design: Annotated[
        str, typer.Argument(help="Design, sum or file under which platforms pay a share.")
    ] = "co_financing",
    profit_rate: Annotated[float, typer.Option(help="Rate on profit, whose yield the other bases match.")] = 0.25,
    population: Population = None,
    until: Until = None,
    replications: Replications = None,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Out = None,
    lang: Lang = Language.EN,
) -> None:
    """On what should platforms pay? Payroll, orders, revenue and profit at equal first-year revenue."""
    from experiments import bases
    from experiments.command import run_bases

    run_bases(
        design,
        profit_rate,
        bases.POPULATION if population is None else population,
        bases.UNTIL if until is None else until,
        bases.REPLICATIONS if replications is None else replications,
        seed,
        jobs_of(jobs),
        out,
        lang.value,
    )


@designs_app.command("doctrines")
def three_doctrines(
    population: Population = None,
    until: Until = None,
    replications: Replications = None,
    seed: Seed = 1,
    variant: EconomyPath = Variant.MID,
    jobs: Jobs = None,
    out: Out = None,
    lang: Lang = Language.EN,
) -> None:
    """Should insurance hang on employment? Separation, bundling and the compromise side by side."""
    from experiments import doctrines
    from experiments.command import run_doctrines

    run_doctrines(
        doctrines.POPULATION if population is None else population,
        doctrines.UNTIL if until is None else until,
        doctrines.REPLICATIONS if replications is None else replications,
        seed,
        variant.value,
        jobs_of(jobs),
        out,
        lang.value,
    )


@designs_app.command("show")
def show_design(
    design: Annotated[str, typer.Argument(help="A name, a sum a+b, or a file.")],
    year: Annotated[int, typer.Option(help="Year whose parameters are shown.")] = 2035,
    lang: Lang = Language.EN,
) -> None:
    """What does a design change in a year, beside the law in force?"""
    from experiments import catalogue, report

    report.show([catalogue.changes_table(design, year, lang.value)], report.console())


@designs_app.command("diff")
def compare_designs(
    first: Annotated[str, typer.Argument(help="A name, a sum a+b, or a file.")],
    second: Annotated[str, typer.Argument(help="Another.")],
    year: Annotated[int, typer.Option(help="Year whose parameters are compared.", min=1998, max=2125)] = 2035,
    lang: Lang = Language.EN,
) -> None:
    """In which parameters do two designs differ in a year, and who says so?"""
    from experiments import catalogue, report

    report.show([catalogue.difference_table(first, second, year, lang.value)], report.console())


@designs_app.command("check")
def check_design(
    file: Annotated[str, typer.Argument(help="The path of a design file of your own.")],
    lang: Lang = Language.EN,
) -> None:
    """Does a design file load, and what does it change? A mistake is named with file, line and the nearest name."""
    from experiments import catalogue, report

    report.show([catalogue.check_table(file, lang.value)], report.console())
