"""Which combinations does the optimiser try next? Generations of NSGA-II, each an experiment of its own.

What a generation tries follows from the seed and what the earlier ones have said. So a search that was stopped asks
the same questions again, finds their answers on the disk, and goes on to the same end.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.frontier.levers import AIMS, DIGITS, Frontier

if TYPE_CHECKING:
    from experiments.experiment import Experiment

Values = Sequence[float] | None  # gains in the two aims, more is better; None where a run failed
SEEDS = 2**32  # of numpy's older generators, which the sampler uses


def part(generation: int) -> str:
    """In which subfolder do the runs of this generation stand? Counted from 1."""
    return f"generation_{generation:03d}"


def generations(frontier: Frontier) -> Iterator[list[dict[str, float]]]:
    """The combinations of each generation, value by lever; after each the values of its aims have to be sent.

    NSGA-II (Deb et al. 2002) as optuna has it: tournaments by rank and crowding, crossover and mutation.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    distributions = {
        name: optuna.distributions.FloatDistribution(lever.low, lever.high, step=lever.step)
        for name, lever in frontier.levers.items()
    }
    sampler = optuna.samplers.NSGAIISampler(population_size=frontier.size, seed=frontier.seed % SEEDS)
    study = optuna.create_study(sampler=sampler, directions=["maximize"] * AIMS)
    for _ in range(frontier.generations):
        trials = [study.ask(distributions) for _ in range(frontier.size)]
        found: Sequence[Values] = yield [
            {name: round(value, DIGITS) for name, value in trial.params.items()} for trial in trials
        ]
        for trial, values in zip(trials, found, strict=True):
            if values is None:
                study.tell(trial, state=optuna.trial.TrialState.FAIL)
            else:
                study.tell(trial, list(values))


def search(frontier: Frontier, answer: Callable[[str], Sequence[Values]]) -> Iterator[tuple[str, "Experiment"]]:
    """Subfolder and experiment of each generation in turn; it has to have been run when the next one is asked for.

    A combination that an earlier generation has tried is not run again; a generation of nothing else is passed over.
    answer: the gains of every combination of a subfolder, in its order.
    """
    asked, known = generations(frontier), {}
    combinations = next(asked)
    for number in range(1, frontier.generations + 1):
        new = {_key(each): each for each in combinations if _key(each) not in known}
        if new:
            yield part(number), frontier.generation(list(new.values()))
        if number < frontier.generations:
            known |= zip(new, answer(part(number)), strict=True) if new else ()
            combinations = asked.send([known[_key(each)] for each in combinations])


def _key(combination: dict[str, float]) -> tuple[float, ...]:
    return tuple(combination.values())


def unbettered(values: np.ndarray) -> np.ndarray:
    """Which rows are better than every other in some column, or the same in all? More is better; bool, a row each."""
    atleast = (values[:, None, :] >= values[None, :, :]).all(axis=2)
    better = (values[:, None, :] > values[None, :, :]).any(axis=2)
    return ~(atleast & better).any(axis=0)


def area(values: np.ndarray, origin: np.ndarray) -> float:
    """Which area do points of two aims dominate beyond `origin`? More is better; the hypervolume of two dimensions."""
    inside = values[(values > origin).all(axis=1)]
    total, reached = 0.0, float(origin[1])
    for first, second in inside[np.argsort(-inside[:, 0], kind="stable")]:
        if second > reached:
            total += (first - origin[0]) * (second - reached)
            reached = float(second)
    return total
