"""What does `linghuo frontier` do? Let an optimiser combine levers, generation by generation; draw what it finds."""

import json
import shutil
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from experiments import analysis, output, runner
from experiments.code_version import code_version
from experiments.experiment import Experiment
from experiments.frontier.gains import answers
from experiments.frontier.levers import Frontier
from experiments.frontier.search import part, search


def frontier_of(given: str, **changes) -> Frontier:
    """Which search is meant: one of experiments/configs, with or without `frontier_`, or a file? With these changes.

    InputError if there is none.
    """
    return analysis.declared(Frontier, "frontier", "frontier_", given, **changes)


def forget_if_outdated(folder: Path, generation: Experiment) -> None:
    """Remove an earlier search's runs of a generation, if that search went elsewhere for want of runs that failed.

    Only what stands where this generation belongs and differs from it in its combinations alone is removed.
    """
    held = output.held_identity(folder)
    wanted = runner.manifest(generation, code_version())
    if held in (None, wanted["identity"]):
        return
    before = json.loads((folder / output.MANIFEST).read_text(encoding="utf-8"))
    if outside_combinations(before) == outside_combinations(wanted):
        print(f"linghuo: {folder} is run anew, since runs before it had failed", file=sys.stderr)
        shutil.rmtree(folder)


def outside_combinations(manifest: dict) -> tuple:
    """All that determines a generation's runs but the combinations that it tries."""
    declared = {name: value for name, value in manifest["declared"].items() if name != "explicit"}
    return manifest["code"], declared


def run_frontier(
    frontier: Frontier, jobs: int, out: Path | None, language: str, retry: bool = False, scheduler: str | None = None
) -> int:
    """Run what the folder lacks, print and write tables and figures. How many runs have failed?"""
    first, experiment = next(search(frontier, lambda subfolder: ()))
    options = {"frontier": frontier.model_dump(mode="json", exclude_unset=True)}  # a whole `settings` has luck

    def later(folder: Path) -> Iterator[tuple[str, Experiment]]:
        for subfolder, further in islice(search(frontier, lambda ended: answers(frontier, folder, ended)), 1, None):
            print(f"linghuo: {subfolder} of {part(frontier.generations)}", file=sys.stderr)
            if retry:
                forget_if_outdated(folder / subfolder, further)
            yield subfolder, further

    parts = {analysis.WHOLE: frontier.beside(), first: experiment}
    return analysis.run("frontier", frontier.name, parts, options, jobs, out, language, later, retry, scheduler)
