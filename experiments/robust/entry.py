"""The subcommand `robust`, which loads what it needs when it runs."""

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


def robust(
    name: Annotated[str, typer.Argument(help="A ready-made set of futures, as designs, or a YAML file.")],
    futures: Annotated[int | None, typer.Option(help="Sampled futures.", show_default=False)] = None,
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
    """Which design holds in futures that nobody knows? Regret, solvency of funds, and conditions of failure."""
    from experiments.robust.command import robust_of, run_robust

    chosen = robust_of(
        name, futures=futures, population=population, until=until, replications=replications, persons=persons
    )
    if run_robust(chosen, jobs_of(jobs), out, lang.value, retry, scheduler):
        raise typer.Exit(1)
