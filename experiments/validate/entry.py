"""The subcommand `validate`, which loads what it needs when it runs."""

from typing import Annotated

import typer

from experiments.options import Jobs, Lang, Language, Out, Population, Replications, Seed, jobs_of


def validate(
    population: Population = None,
    replications: Replications = None,
    seed: Seed = 1,
    settings: Annotated[
        str | None, typer.Option(help="Settings, as `estimated`: a name of experiments/settings, or a file.")
    ] = None,
    checks: Annotated[
        bool, typer.Option("--checks", help="Instead: projections and reactions beside those that others publish.")
    ] = False,
    jobs: Jobs = None,
    out: Out = None,
    lang: Lang = Language.EN,
) -> None:
    """Does the model reproduce 2016 to 2025? The same engine from the end of 2015 beside every published figure."""
    if checks:
        from experiments.validate.checks import run_checks as run_validate
    else:
        from experiments.validate.command import run_validate

    if run_validate(population, replications, seed, jobs_of(jobs), out, lang.value, settings):
        raise typer.Exit(1)
