"""How do many runs share one machine? A pool of threads, since the compiled year runs outside Python's lock."""

import threading
from collections.abc import Sequence

from experiments.errors import Interrupted
from experiments.progress import Progress
from experiments.run import Outcome, Run, simulate


def run_all(runs: Sequence[Run], jobs: int, progress: Progress) -> list[Outcome]:
    """What do all runs say, in their order, whoever finishes first? An interrupt stops every run at its next year."""
    from joblib import Parallel, delayed

    stop = threading.Event()

    def advance(steps: int) -> None:
        if stop.is_set():
            raise Interrupted
        progress.advance(steps)

    def one(place: int, run: Run) -> tuple[int, Outcome]:
        return place, simulate(run, advance)

    outcomes: list[Outcome | None] = [None] * len(runs)
    pool = Parallel(n_jobs=jobs, backend="threading", return_as="generator_unordered")
    try:
        for place, outcome in pool(delayed(one)(place, run) for place, run in enumerate(runs)):
            outcomes[place] = outcome
    except BaseException:
        stop.set()  # whatever ends this run ends the others too
        raise
    return outcomes
