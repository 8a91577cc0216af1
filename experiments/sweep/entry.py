"""The subcommand `sweep`, which loads what it needs when it runs."""

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


def sweep(
    name: Annotated[str, typer.Argument(help="A ready-made sweep, as unemployment_threshold, or a YAML file.")],
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
    """What does a lever do over its range? One or two over a grid, or shares of three payers, beside the status quo."""
    from experiments.sweep.command import run_sweep, sweep_of

    chosen = sweep_of(name, population=population, until=until, replications=replications, persons=persons)
    if run_sweep(chosen, jobs_of(jobs), out, lang.value, retry, scheduler):
        raise typer.Exit(1)
