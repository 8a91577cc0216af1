"""How do all runs of an experiment come to be on disk? Declared first, then run side by side, each at most once."""

import contextlib
import signal
import tempfile
import threading
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from experiments import cluster, interrupt, ledger
from experiments.code_version import code_version
from experiments.crossing import draw_of
from experiments.errors import InputError, Interrupted
from experiments.ledger import Finished, Ledger
from experiments.output import identity
from experiments.progress import Progress
from experiments.task import Evaluate, Task, design_of, finish, run_of, simulate, steps_of

if TYPE_CHECKING:
    import pandas as pd

    from experiments.experiment import Experiment, Point
    from experiments.run import Run

Backend = Literal["auto", "threads", "processes"]
PROCESSES_FROM = 200  # runs; starting processes costs each some seconds, which so many win back outside Python's lock
BREAKS = 2  # how often in a row the worker processes may die without finishing a run


class RunFailed(RuntimeError):
    """A run failed whose result something else needs; the message ends with its traceback."""


class Declared(NamedTuple):
    """All runs of an experiment: the tasks by identity in the order of work, and the tables of runs and points."""

    manifest: dict
    tasks: dict[str, Task]
    runs: "pd.DataFrame"
    points: "pd.DataFrame"


def declare(experiment: "Experiment") -> Declared:
    """Which runs does the experiment consist of? Two runs that nothing sets apart are one, read out twice."""
    import pandas as pd

    code, rows, tasks = code_version(), [], {}
    points = list(experiment.points())
    for point in points:
        settings = experiment.settings_at(point.uncertain)
        levers = tuple((path, tuple(v) if isinstance(v, list) else v) for path, v in point.levers.items())
        for expression in experiment.designs:
            design, digest = design_of(expression, levers, experiment.levers_from)
            name = design_of(expression)[0].name
            for number in range(experiment.replications):
                drawn = draw_of(number)
                luck = {"replication": drawn.luck, "population_replication": drawn.population}
                own = settings.model_copy(update=luck)
                known = identity({"code": code, "design": design.text(), "settings": own.model_dump()})
                rows.append((known, point.number, name, number))
                tasks.setdefault(known, (number, Task(known, expression, digest, levers, experiment.levers_from, own,
                                                      number, experiment.measures, experiment.outputs)))  # fmt: skip
    # runs with the same persons stand together; the sort is stable, so designs and levers keep their order
    ordered = sorted(tasks.values(), key=lambda each: each[0])
    runs = pd.DataFrame(rows, columns=["identity", "point", "design", "replication"])
    return Declared(
        manifest(experiment, code), {task.identity: task for _, task in ordered}, runs, table_of(points)
    )  # fmt: skip


def declare_runs(runs: "Sequence[Run]", outputs: Sequence[str], manifest: Mapping) -> Declared:
    """These runs, of which these records are kept; listed design by design, whatever order they are worked off in."""
    import pandas as pd

    code, rows, tasks = code_version(), [], {}
    for run in runs:
        known = identity({"code": code, "design": run.design.text(), "settings": run.settings.model_dump()})
        rows.append((known, 0, run.design.name, run.replication))
        tasks.setdefault(
            known, Task(known, run.design, "", (), 0, run.settings, run.replication, {}, tuple(outputs))
        )
    place = {name: number for number, name in enumerate(dict.fromkeys(run.design.name for run in runs))}
    rows.sort(key=lambda row: place[row[2]])
    listed = pd.DataFrame(rows, columns=["identity", "point", "design", "replication"])
    return Declared(dict(manifest), tasks, listed, pd.DataFrame({"point": [0]}))


def records_of(
    runs: "Sequence[Run]", outputs: Sequence[str], jobs: int, progress: Progress | None = None
) -> "dict[str, pd.DataFrame]":
    """What do the records of these names say of all runs? Nothing is kept.

    Each with design and replication as first columns. InputError: the law is impossible in some year; RunFailed: any
    other failure.
    """
    with tempfile.TemporaryDirectory(prefix="linghuo-") as made:
        folder = Path(made) / "runs"
        declared = declare_runs(runs, outputs, {"identity": "not kept"})
        complete_declared(declared, folder, jobs, evaluate=simulate, progress=progress)
        refuse_failures(folder)
        return {name: ledger.records(folder, name).drop(columns="point") for name in outputs}


def refuse_failures(folder: Path) -> None:
    """Are all runs of the folder done that have ended? InputError for an impossible law, else RunFailed."""
    failed = ledger.failures(folder)
    if failed.empty:
        return
    first = failed.iloc[0]
    if first["exception"].startswith("model.law."):
        raise InputError(f"{first['design']}: {first['message']}")
    raise RunFailed(
        f"{len(failed)} of {len(ledger.declared(folder))} runs failed, the first under {first['design']} in "
        f"replication {first['replication']}: {first['exception']}: {first['message']}\n{first['traceback']}"
    )


def manifest(experiment: "Experiment", code: str) -> dict:
    """What determines the results: the experiment as declared, the texts of its designs and the code."""
    declared = {
        **experiment.model_dump(mode="json", exclude={"designs", "en", "zh"}),
        "designs": {(found := design_of(each)[0]).name: found.text() for each in experiment.designs},
    }
    whole = {"experiment": experiment.name, "code": code, "declared": declared}
    return {"identity": identity(whole), **whole}


def table_of(points: Iterable["Point"]) -> "pd.DataFrame":
    """A row per point: its number, its levers and its draws of uncertain parameters."""
    import pandas as pd

    rows = [{"point": point.number, **{k: _cell(v) for k, v in {**point.levers, **point.uncertain}.items()}}
            for point in points]  # fmt: skip
    return pd.DataFrame(rows)


def run(
    experiment: "Experiment", jobs: int = 1, out: Path | str | None = None, backend: Backend = "threads",
    evaluate: Evaluate = simulate, progress: Progress | None = None, scheduler: str | None = None,
) -> "pd.DataFrame":  # fmt: skip
    """What do all runs say? As `Experiment.run`; with `evaluate`, what something else says about the same tasks."""
    if out is None:
        with tempfile.TemporaryDirectory(prefix="linghuo-") as folder:
            return run(experiment, jobs, Path(folder) / experiment.name, backend, evaluate, progress, scheduler)
    folder = Path(out)
    complete(experiment, folder, jobs, backend, evaluate, progress, scheduler=scheduler)
    failed = ledger.failures(folder)
    if len(failed):
        first = failed.iloc[0]
        warnings.warn(
            f"{len(failed)} of {len(ledger.declared(folder))} runs failed, the first at point {first['point']} under "
            f"{first['design']}: {first['exception']}: {first['message']}",
            stacklevel=2,
        )
    return ledger.results(folder, experiment.measures)


def complete(
    experiment: "Experiment", folder: Path, jobs: int, backend: Backend = "auto", evaluate: Evaluate = simulate,
    progress: Progress | None = None, retry: bool = False, scheduler: str | None = None,
) -> None:  # fmt: skip
    """Run what the folder lacks. retry: also what failed before. However it ends, what has finished is on disk.

    backend: `auto` takes processes where jobs and runs are many enough to pay for their start, else threads.
    scheduler: address of a Dask scheduler, whose workers then do the runs; jobs and backend play no part.
    """
    complete_declared(declare(experiment), folder, jobs, backend, evaluate, progress, retry, scheduler)


def complete_declared(
    declared: Declared, folder: Path, jobs: int, backend: Backend = "auto", evaluate: Evaluate = simulate,
    progress: Progress | None = None, retry: bool = False, scheduler: str | None = None,
) -> None:  # fmt: skip
    """Run what the folder lacks of what is declared, as `complete`."""
    with contextlib.ExitStack() as stack:
        client = None
        if scheduler is not None:
            client = stack.enter_context(cluster.connected(scheduler))
            cluster.check_workers(client)
            jobs = max(1, cluster.threads(client))
        entered = ledger.entered(folder, declared.manifest, declared.runs, declared.points, jobs)
        open_ledger = stack.enter_context(entered)
        ended = ledger.entries(folder)
        over = ended[ended["outcome"] == ledger.DONE] if retry and len(ended) else ended
        over = over[over["identity"].isin(set(declared.tasks))]
        left = {known: task for known, task in declared.tasks.items() if known not in set(over["identity"])}
        shown = progress or Progress(0, quiet=True)
        shown.total = sum(steps_of(task) for task in left.values())
        with shown:
            if left and evaluate is simulate and client is None:
                prepare(next(iter(left.values())), shown)
            shown.begin(f"{len(left)} runs" if not len(over) else f"{len(left)} of {len(declared.tasks)} runs are left")
            if client is None:
                _run_left(left, open_ledger, jobs, backend, evaluate, shown)
            else:
                _run_on_cluster(left, open_ledger, client, evaluate, shown)


def prepare(task: Task, progress: Progress) -> None:
    """Compile the year before runs that need it start side by side."""
    from agents.compiled import is_warm
    from experiments import run as running

    with interrupt.at_once():
        progress.say("loading the compiled model" if is_warm() else "compiling the model, once for this version")
        try:
            running.build(run_of(task)).step()
        except Exception:
            progress.say("the first run cannot begin; it will be listed among the failed ones")


def _run_on_cluster(left: dict[str, Task], into: Ledger, client, evaluate: Evaluate, progress) -> None:
    """Run all that is left on the workers of a cluster; workers that die take nothing with them."""
    if left and not cluster.threads(client):
        progress.say("the scheduler has no workers yet; the runs wait for them")
    for finished in cluster.finished(client, list(left.values()), evaluate):
        into.add(finished)
        progress.advance(steps_of(left[finished.identity]))


def _run_left(left: dict[str, Task], into: Ledger, jobs: int, backend: Backend, evaluate: Evaluate, progress) -> None:
    """Run all that is left; processes that die take only the runs that they were at with them."""
    breaks = 0
    if backend == "auto":
        backend = "processes" if jobs > 1 and len(left) >= PROCESSES_FROM else "threads"
    while left:
        before = len(left)
        try:
            for finished in _side_by_side(list(left.values()), jobs, backend, evaluate, progress):
                del left[finished.identity]
                into.add(finished)
        except BrokenExecutor:
            into.write()
            breaks = breaks + 1 if len(left) == before else 1
            if breaks >= BREAKS:
                raise
            progress.say(f"a worker process died; {len(left)} runs go on in new ones")


def _side_by_side(tasks: list[Task], jobs: int, backend: Backend, evaluate: Evaluate, progress) -> Iterator[Finished]:
    from joblib import Parallel, delayed

    if backend == "processes":
        pool = Parallel(n_jobs=jobs, backend="loky", return_as="generator_unordered")
        calls = (delayed(_in_process)(task, evaluate) for task in tasks)
    else:
        stop = threading.Event()
        pool = Parallel(n_jobs=jobs, backend="threading", return_as="generator_unordered")
        calls = (delayed(_in_thread)(task, evaluate, progress, stop) for task in tasks)
    try:
        for steps, finished in pool(calls):
            progress.advance(steps)
            yield finished
    except BaseException:  # whatever ends this ends the other runs too
        if backend == "processes":
            _kill_processes()
        else:
            stop.set()
        raise


def _in_thread(task: Task, evaluate: Evaluate, progress: Progress, stop: threading.Event) -> tuple[int, Finished]:
    """The run, and which part of its work the progress has not heard of: all of the rest, where it failed."""
    told = 0

    def advance(steps: int) -> None:
        nonlocal told
        if stop.is_set():
            raise Interrupted
        told += steps
        progress.advance(steps)

    finished = finish(task, evaluate, advance)
    return steps_of(task) - told, finished


def _in_process(task: Task, evaluate: Evaluate) -> tuple[int, Finished]:
    """The run in a worker process, which leaves Ctrl-C to the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return steps_of(task), finish(task, evaluate, lambda steps: None)


def _kill_processes() -> None:
    from joblib.externals.loky import get_reusable_executor

    get_reusable_executor().shutdown(wait=True, kill_workers=True)


def _cell(value):
    return str(list(value)) if isinstance(value, list | tuple) else value
