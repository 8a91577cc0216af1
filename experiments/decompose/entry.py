"""The subcommand `decompose`, which loads what it needs when it runs."""

from typing import Annotated

import typer

from experiments.options import (
    Jobs,
    Lang,
    Language,
    Out,
    Persons,
    Population,
    Replications,
    Retry,
    Scheduler,
    Until,
    jobs_of,
)


def decompose(
    package: Annotated[str, typer.Argument(help="A ready-made package, as full_proposal, or a YAML file.")],
    population: Population = None,
    until: Until = None,
    replications: Replications = None,
    persons: Persons = None,
    jobs: Jobs = None,
    out: Out = None,
    retry: Retry = False,
    scheduler: Scheduler = None,
    lang: Lang = Language.EN,
) -> None:
    """How much of a package's effect is due to each part? Shapley and Owen values over all coalitions of its parts."""
    from experiments.decompose.command import package_of, run_decompose

    chosen = package_of(package, population=population, until=until, replications=replications, persons=persons)
    if run_decompose(chosen, jobs_of(jobs), out, lang.value, retry, scheduler):
        raise typer.Exit(1)
