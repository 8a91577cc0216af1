"""How is a block estimated on the runner? Every batch of points is an experiment of its own, which a restart finds.

The search is a function of what the batches say, so that the same command asks for the same points again.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from calibration.backcast import backcast_settings
from calibration.estimation import (
    Fit,
    Parameter,
    block_parameters,
    block_targets,
    deviations,
    estimate,
    held_at,
)
from calibration.identification import Identification, identify, profiles
from calibration.targets import Target
from experiments import ledger, runner
from experiments.code_version import code_version
from experiments.experiment import Experiment
from experiments.uncertain import Uncertain
from experiments.validate.command import RECORD, evaluate

BATCHES = "batches"


class Plan(NamedTuple):
    """What every evaluation shares."""

    folder: Path
    population: int
    replications: int
    starts: int
    seed: int
    jobs: int
    say: Callable[[str], None]


class BlockResult(NamedTuple):
    """A block's estimate: of all its parameters, those left at their priors included."""

    parameters: tuple[Parameter, ...]
    targets: tuple[Target, ...]
    fit: Fit  # of the parameters that were searched for
    found: Identification  # of the same
    searched: tuple[str, ...]
    profile: list[tuple[str, float, float]]


def simulator(plan: Plan, parameters: Sequence[Parameter], targets: Sequence[Target], held: Mapping[str, float]):
    """The function of the values [n, p] that returns relative errors and their sampling errors, float64[n, m]."""
    ranges = {p.name: Uncertain(distribution="uniform", low=p.low, high=p.high, source=p.evidence) for p in parameters}
    settings = backcast_settings(plan.population, **_grouped(held))

    def simulate(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        import pandas as pd

        points = tuple({p.name: round(float(v), 10) for p, v in zip(parameters, row, strict=True)} for row in values)
        experiment = Experiment(
            name="estimate", designs=("status_quo",), settings=settings, uncertain=ranges, explicit=points,
            replications=plan.replications, seed=plan.seed,
        )  # fmt: skip
        known = runner.manifest(experiment, code_version())["identity"][:16]
        folder = plan.folder / BATCHES / known
        runner.complete(experiment, folder, plan.jobs, evaluate=evaluate)
        failed = ledger.failures(folder)
        if len(failed):
            raise RuntimeError(f"{folder}: {len(failed)} runs failed, the first: {failed.iloc[0]['message']}")
        runs = ledger.records(folder, RECORD)
        wide = runs.pivot_table(index=["point", "replication"], columns=["measure", "year"], values="value")
        keys = pd.MultiIndex.from_tuples([(t.measure, t.year) for t in targets])
        published = np.array([t.value * t.scale for t in targets])
        errors = (wide[keys] / published - 1.0).to_numpy().reshape(len(points), plan.replications, len(targets))
        spread = errors.std(axis=1, ddof=1) if plan.replications > 1 else np.zeros((len(points), len(targets)))
        return errors.mean(axis=1), spread / plan.replications**0.5

    return simulate


def run_block(plan: Plan, block: str, values: Mapping[str, float], without: Sequence[str] = ()) -> BlockResult:
    """Estimate a block, the others held at `values`; parameters in `without` stay at their priors unasked.

    What the moments do not identify near the start, or at the estimate, is set to its prior, and the rest estimated
    again.
    """
    whole, targets = block_parameters(block), block_targets(block)

    def spread(sampling: np.ndarray) -> np.ndarray:
        return deviations(targets, sampling)

    chosen = [p for p in whole if p.name not in without]
    fit = found = None
    searching = False
    while chosen:
        names = {p.name for p in chosen}
        held = {p.name: p.prior for p in whole} | dict(values)
        held = {n: v for n, v in held.items() if n not in names}
        held |= {p.name: p.prior for p in whole if p.name not in names}
        simulate = simulator(plan, chosen, targets, held)
        begin = np.array([values.get(p.name, p.prior) for p in chosen])
        if searching:
            fit = estimate(chosen, simulate, spread, plan.starts, plan.seed, begin=begin, say=plan.say)
        else:
            fit = held_at(chosen, begin, simulate, spread)
        found = identify(chosen, fit)
        lost = [p.name for p, told in zip(chosen, found.identified, strict=True) if not told]
        if lost:
            plan.say(f"{block}: not identified, kept at the prior: {', '.join(lost)}")
            chosen = [p for p in chosen if p.name not in lost]
        elif searching:
            break
        else:
            searching = True
    if not chosen:
        raise RuntimeError(f"{block}: the moments identify none of its parameters")
    return BlockResult(
        whole, targets, fit, found, tuple(p.name for p in chosen), profiles(chosen, fit, simulate)
    )  # fmt: skip


def _grouped(values: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """The values as fields of `Settings`."""
    fields: dict[str, dict[str, float]] = {}
    for name, value in values.items():
        group, _, bare = name.partition(".")
        fields.setdefault(group, {})[bare] = value
    return fields
