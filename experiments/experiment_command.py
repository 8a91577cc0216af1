"""What do `linghuo experiment`, `status` and `schema` do? Run what a file declares, and say how far it is."""

import json
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from experiments import cluster, interrupt, ledger, presentation
from experiments.errors import InputError
from experiments.output import MANIFEST
from experiments.progress import Progress, duration

RESULTS = Path("results")
SHOWN_FAILURES = 10
# what files declare, and what reads them
FILES = {
    "experiment": "experiments.experiment:Experiment",
    "sweep": "experiments.sweep.grid:Sweep",
    "robust": "experiments.robust.futures:Robust",
    "sensitivity": "experiments.sensitivity.study:Sensitivity",
    "frontier": "experiments.frontier.levers:Frontier",
    "decompose": "experiments.decompose.package:Package",
}


class Status(NamedTuple):
    """How many runs are done, have failed and are left, and how many seconds the rest takes; NaN: not known yet."""

    done: int
    failed: int
    left: int
    seconds_left: float
    open: bool

    def __str__(self) -> str:
        parts = [f"{self.done} done", f"{self.failed} failed", f"{self.left} left"]
        if self.left and self.seconds_left == self.seconds_left:
            parts.append(f"about {duration(self.seconds_left)} {'left' if self.open else 'to go once it is resumed'}")
        return ", ".join(parts)


def run_experiment(
    file: Path, out: Path | None, jobs: int, backend: str, retry: bool, scheduler: str | None = None
) -> int:
    """Run what the file declares and the folder lacks, and print the means. How many runs have failed?"""
    from experiments import runner
    from experiments.code_version import code_version
    from experiments.experiment import Experiment

    started = time.perf_counter()
    experiment = Experiment.load(file)
    folder = out or RESULTS / f"{experiment.name}-{runner.manifest(experiment, code_version())['identity'][:6]}"
    interrupt.will_say(
        f"linghuo: interrupted; finished runs are kept in {folder}, and the same command goes on from there"
    )
    try:
        runner.complete(experiment, folder, jobs, backend, progress=Progress(0), retry=retry, scheduler=scheduler)
    except runner.BrokenExecutor:
        print(f"linghuo: worker processes died {runner.BREAKS} times in a row, out of memory perhaps; finished runs "
              "are kept: use fewer --jobs, or --backend threads", file=sys.stderr)  # fmt: skip
        return max(1, status_of(folder).failed)
    except cluster.SchedulerLost as error:
        print(f"linghuo: {error}: {folder}", file=sys.stderr)
        return max(1, status_of(folder).failed)
    print(summary(folder, list(experiment.measures)))
    presentation.redraw(folder)
    status = status_of(folder)
    tell_failures(folder, tracebacks=False)
    took = duration(time.perf_counter() - started)
    print(f"linghuo: {took}; {status}; runs and report.html in {folder}", file=sys.stderr)
    return status.failed


def show_status(folder: Path, tracebacks: bool) -> int:
    """Print how far the experiment of this folder is. How many runs have failed?"""
    status = status_of(folder)
    print(status)
    tell_failures(folder, tracebacks)
    return status.failed


def status_of(folder: Path) -> Status:
    """How far is the experiment of this folder? InputError if it holds none."""
    if not (folder / ledger.RUNS).is_file() or not (folder / MANIFEST).is_file():
        raise InputError(f"{folder}: holds no runs; name the folder of an experiment, an analysis or a comparison")
    wanted = set(ledger.declared(folder)["identity"])
    ended = ledger.entries(folder)
    failed = int((ended["outcome"] == ledger.FAILED).sum())
    left, seconds = len(wanted) - len(ended), float("nan")
    if len(ended):
        seconds = left * float(ended["seconds"].mean()) / float(ended["jobs"].iloc[-1])
    return Status(len(ended) - failed, failed, left, seconds, ledger.is_open(folder))


def summary(folder: Path, names: list[str]) -> str:
    """The mean of every measure over replications, by point and design, as text; empty without measures."""
    found = ledger.results(folder, names)
    if found.empty:
        return "no measures were asked for" if not names else "no run has ended"
    wide = found.pivot_table(
        index=["point", "design"], columns="measure", values="value", aggfunc="mean", sort=False, dropna=False
    )
    return wide.reindex(columns=names).to_string(float_format=lambda value: f"{value:,.4g}", max_rows=40)


def schema_of(kind: str) -> dict:
    """The JSON schema of the files that declare an experiment or an analysis. InputError: there are no such files."""
    from model.law.sources import suggestion

    if kind not in FILES:
        meant = suggestion(kind, list(FILES)) or f"; files declare {', '.join(FILES)}"
        raise InputError(f"no file declares a `{kind}`{meant}")
    module, name = FILES[kind].split(":")
    return getattr(import_module(module), name).model_json_schema()


def write_schema(kind: str, out: Path | None) -> None:
    """Write a kind's JSON schema to standard output or a file. InputError: no such kind, or it cannot be written."""
    text = json.dumps(schema_of(kind), indent=2, ensure_ascii=False) + "\n"
    if out is None:
        print(text, end="")
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from None


def tell_failures(folder: Path, tracebacks: bool) -> None:
    """Say on standard error which runs of the folder failed, and why."""
    failed = ledger.failures(folder)
    for row in failed.head(None if tracebacks else SHOWN_FAILURES).itertuples():
        where = f"point {row.point}, {row.design}, replication {row.replication}"
        print(f"linghuo: failed at {where}: {row.exception}: {row.message}", file=sys.stderr)
        if tracebacks:
            print(row.traceback, file=sys.stderr)
    if not tracebacks and len(failed) > SHOWN_FAILURES:
        print(f"linghuo: and {len(failed) - SHOWN_FAILURES} more; `linghuo status {folder} --tracebacks` lists all",
              file=sys.stderr)  # fmt: skip
