"""The subcommand `estimate`, which loads what it needs when it runs."""

from typing import Annotated

import typer

from experiments.options import Jobs, Lang, Language, Out, Population, Replications, Seed, jobs_of


def estimate(
    block: Annotated[
        list[str] | None,
        typer.Option(help="Block of parameters, several times if wanted.  [default: all, then jointly]"),
    ] = None,
    population: Population = None,
    replications: Replications = None,
    starts: Annotated[int, typer.Option(min=1, help="Points from which the search begins.")] = 1,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Out = None,
    lang: Lang = Language.EN,
) -> None:
    """Which levels of the past meet the published figures? Estimates, standard errors, and what identifies them."""
    from experiments.estimate.command import run_estimate

    run_estimate(block, population, replications, starts, seed, jobs_of(jobs), out, lang.value)
