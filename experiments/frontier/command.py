"""What does `linghuo frontier` do? Let an optimiser combine levers, generation by generation; draw what it finds."""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from experiments import analysis
from experiments.experiment import Experiment
from experiments.frontier.gains import answers
from experiments.frontier.levers import Frontier
from experiments.frontier.search import part, search


def frontier_of(given: str, **changes) -> Frontier:
    """Which search is meant: one of experiments/configs, with or without `frontier_`, or a file? With these changes.

    InputError if there is none.
    """
    return analysis.declared(Frontier, "frontier", "frontier_", given, **changes)


def run_frontier(frontier: Frontier, jobs: int, out: Path | None, language: str) -> int:
    """Run what the folder lacks, print and write tables and figures. How many runs have failed?"""
    first, experiment = next(search(frontier, lambda subfolder: ()))
    options = {"frontier": frontier.model_dump(mode="json", exclude_unset=True)}  # a whole `settings` has luck

    def later(folder: Path) -> Iterator[tuple[str, Experiment]]:
        for subfolder, further in islice(search(frontier, lambda ended: answers(frontier, folder, ended)), 1, None):
            print(f"linghuo: {subfolder} of {part(frontier.generations)}", file=sys.stderr)
            yield subfolder, further

    parts = {analysis.WHOLE: frontier.beside(), first: experiment}
    return analysis.run("frontier", frontier.name, parts, options, jobs, out, language, later)
