"""The subcommand `frontier`, which loads what it needs when it runs."""

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


def frontier(
    name: Annotated[str, typer.Argument(help="A ready-made search, as pension, or a YAML file.")],
    generations: Annotated[int | None, typer.Option(help="How often the optimiser learns.", show_default=False)] = None,
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
    """Which combinations of levers cannot be bettered in one aim without loss in the other? Pareto set by NSGA-II."""
    from experiments.frontier.command import frontier_of, run_frontier

    chosen = frontier_of(
        name, generations=generations, population=population, until=until, replications=replications, persons=persons
    )
    if run_frontier(chosen, jobs_of(jobs), out, lang.value, retry, scheduler):
        raise typer.Exit(1)
