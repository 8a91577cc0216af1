"""How do many runs share one machine? A pool of threads, since the compiled year runs outside Python's lock."""

import threading
from collections.abc import Callable, Sequence

from experiments import interrupt
from experiments.errors import Interrupted
from experiments.progress import Progress
from experiments.run import Outcome, Run, build, simulate


def prepare(runs: Sequence[Run], progress: Progress) -> None:
    """Compile the year and build the populations once, before runs that share both start side by side."""
    from agents.compiled import is_warm

    with interrupt.at_once():
        progress.say("loading the compiled model" if is_warm() else "compiling the model, once for this version")
        build(runs[0]).step()
        progress.say("building the populations")
        for run in {run.settings.population_draw: run for run in runs}.values():
            build(run)
    progress.begin("simulating")


def run_all(
    runs: Sequence[Run], jobs: int, progress: Progress, live: Callable[..., Outcome] | None = None
) -> list[Outcome]:
    """What do all runs say, in their order, whoever finishes first? An interrupt stops every run at its next year.

    live: what a run is, given the run and how it tells of its progress; none: `simulate`, to the end of all lives.
    """
    from joblib import Parallel, delayed

    stop = threading.Event()

    def advance(steps: int) -> None:
        if stop.is_set():
            raise Interrupted
        progress.advance(steps)

    def one(place: int, run: Run) -> tuple[int, Outcome]:
        return place, (live or simulate)(run, advance)

    outcomes: list[Outcome | None] = [None] * len(runs)
    pool = Parallel(n_jobs=jobs, backend="threading", return_as="generator_unordered")
    try:
        for place, outcome in pool(delayed(one)(place, run) for place, run in enumerate(runs)):
            outcomes[place] = outcome
    except BaseException:
        stop.set()  # whatever ends this run ends the others too
        raise
    return outcomes
