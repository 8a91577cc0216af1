"""The subcommand `sensitivity`, which loads what it needs when it runs."""

from typing import Annotated

import typer

from experiments import options


def sensitivity(
    name: Annotated[str, typer.Argument(help="A ready-made study, as full_proposal, or a YAML file.")],
    trajectories: Annotated[int | None, typer.Option(help="Trajectories of Morris.", show_default=False)] = None,
    samples: Annotated[
        int | None, typer.Option(help="Base samples of Sobol, a power of two.", show_default=False)
    ] = None,
    keep: Annotated[int | None, typer.Option(help="Parameters that Sobol looks at.", show_default=False)] = None,
    population: options.Population = None,
    until: options.Until = None,
    replications: options.Replications = None,
    persons: options.Persons = None,
    jobs: options.Jobs = None,
    out: options.Out = None,
    retry: options.Retry = False,
    scheduler: options.Scheduler = None,
    lang: options.Lang = options.Language.EN,
) -> None:
    """Which uncertain parameters do the answers depend on? Swings one by one, Morris screening, Sobol indices."""
    from experiments.sensitivity.command import run_sensitivity, sensitivity_of

    changes = {"trajectories": trajectories, "samples": samples, "keep": keep, "population": population,
               "until": until, "replications": replications, "persons": persons}  # fmt: skip
    study = sensitivity_of(name, **changes)
    if run_sensitivity(study, options.jobs_of(jobs), out, lang.value, retry, scheduler):
        raise typer.Exit(1)
