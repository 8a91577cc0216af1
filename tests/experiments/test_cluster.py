"""Runs on the workers of a Dask cluster say what they say here, and a worker that is killed loses none of them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from experiments import Experiment, cli, cluster, compare, ledger, paired_runs, runner
from experiments.errors import InputError

ROOT = Path(cli.__file__).resolve().parent.parent
FILE = """name: spread
designs: [status_quo, compulsory_five]
settings: {population: 200, until: 2027}
levers:
  pension.accrual_rate: [0.008, 0.01, 0.012]
replications: 4
measures:
  covered: {of: coverage, group: flexible, branch: pension}
"""
START_SECONDS = 60


def slow_on_paper(task, advance):
    import time
    import zlib

    time.sleep(0.15)
    if task.replication == 3 and task.levers[0][1] == 0.01:
        raise ZeroDivisionError("no one works")
    return {"covered": zlib.crc32(task.identity.encode()) / 7}, {}


def swept_on_paper(task, advance):
    import zlib

    return {name: zlib.crc32(f"{name} {task.identity}".encode()) / 1e9 for name in task.measures}, {}


def compared_on_paper(task, advance):
    import zlib

    import numpy as np
    import pandas as pd

    luck = np.random.default_rng(zlib.crc32(task.identity.encode()))
    frames = {name: pd.DataFrame({"year": [2026, 2027], "x": luck.normal(size=2)}) for name in task.outputs}
    return {}, frames | {"lives": pd.DataFrame({"utility_sum": luck.normal(size=50)})}


def by_value(evaluate):
    """The function as workers get it that cannot import this file."""
    import cloudpickle

    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    return evaluate


@pytest.fixture
def experiment(tmp_path):
    (tmp_path / "spread.yaml").write_text(FILE, encoding="utf-8")
    return Experiment.load(tmp_path / "spread.yaml")


@pytest.fixture
def started(tmp_path):
    """Starts a process of Dask on loopback and returns it; all are ended after the test."""
    processes, logs = [], []

    def start(kind, *arguments, code=None):
        command = [sys.executable, *(["-c", code] if code else ["-m", f"distributed.cli.dask_{kind}"])]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        log = (tmp_path / f"{kind}-{len(processes)}.log").open("w")
        process = subprocess.Popen(
            [*command, *arguments, "--host", "127.0.0.1", "--no-dashboard"], cwd=tmp_path, env=environment,
            stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        processes.append(process)
        logs.append(log)
        return process

    start.processes = processes
    yield start
    for process, log in zip(reversed(processes), reversed(logs), strict=True):
        process.kill()
        process.wait()
        log.close()


@pytest.fixture
def scheduler(started, tmp_path):
    """The address of a scheduler."""
    import json

    file = tmp_path / "scheduler.json"
    process = started("scheduler", "--port", "0", "--scheduler-file", str(file))
    wait_for(lambda: file.exists() and file.stat().st_size, process)
    return json.loads(file.read_text())["address"]


@pytest.fixture
def worker(started, scheduler, tmp_path):
    """Starts a worker of one thread and returns its process."""

    def start(code=None):
        options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path / "workers"))
        return started("worker", scheduler, *options, code=code)

    return start


def wait_for(holds, process):
    deadline = time.monotonic() + START_SECONDS
    while not holds():
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)


def workers_at(address, wanted, process):
    with cluster.connected(address) as client:
        wait_for(lambda: cluster.threads(client) == wanted, process)


def assert_same(one, other):
    for folder in (one, other):
        assert len(ledger.entries(folder)) == 24
    said = [ledger.entries(folder).sort_values("identity", ignore_index=True) for folder in (one, other)]
    kept = ["identity", "outcome", "exception", "message"]
    pd.testing.assert_frame_equal(said[0][kept], said[1][kept], check_exact=True)
    pd.testing.assert_frame_equal(
        ledger.results(one, ["covered"]), ledger.results(other, ["covered"]), check_exact=True
    )


def test_a_worker_that_is_killed_midway_loses_nothing_and_changes_nothing(
    experiment, scheduler, worker, tmp_path, monkeypatch
):
    first, second = worker(), worker()
    workers_at(scheduler, 2, first)
    add, added = ledger.Ledger.add, []

    def killing(self, finished):
        add(self, finished)
        added.append(finished.identity)
        if len(added) == 8:
            os.kill(second.pid, signal.SIGKILL)

    monkeypatch.setattr(ledger.Ledger, "add", killing)
    evaluate = by_value(slow_on_paper)
    runner.complete(experiment, tmp_path / "cluster", 1, evaluate=evaluate, scheduler=scheduler)
    assert second.wait() == -signal.SIGKILL and first.poll() is None
    assert len(added) == len(set(added)) == 24
    monkeypatch.undo()
    runner.complete(experiment, tmp_path / "one", 1, evaluate=slow_on_paper)
    assert_same(tmp_path / "cluster", tmp_path / "one")
    failed = ledger.failures(tmp_path / "cluster")
    assert len(failed) == 2 and failed["traceback"].str.contains("in slow_on_paper").all()


def test_an_interrupt_keeps_what_has_finished_and_the_cluster_goes_on_from_there(
    experiment, scheduler, worker, tmp_path, monkeypatch
):
    workers_at(scheduler, 1, worker())
    add, added = ledger.Ledger.add, []

    def interrupted(self, finished):
        add(self, finished)
        added.append(finished.identity)
        if len(added) == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr(ledger.Ledger, "add", interrupted)
    evaluate = by_value(slow_on_paper)
    with pytest.raises(KeyboardInterrupt):
        runner.complete(experiment, tmp_path / "cluster", 1, evaluate=evaluate, scheduler=scheduler)
    assert len(ledger.entries(tmp_path / "cluster")) == 5
    runner.complete(experiment, tmp_path / "cluster", 1, evaluate=evaluate, scheduler=scheduler)
    assert len(added) == len(set(added)) == 24
    monkeypatch.undo()
    runner.complete(experiment, tmp_path / "one", 1, evaluate=slow_on_paper)
    assert_same(tmp_path / "cluster", tmp_path / "one")


OTHER_CODE = """
import experiments.code_version as code
code.LIBRARIES = ("numpy",)  # as a worker with another set of libraries
from distributed.cli.dask_worker import main
main()
"""


def test_a_worker_with_other_code_is_refused_before_any_run_and_when_it_comes_later(
    experiment, scheduler, worker, tmp_path, monkeypatch
):
    process = worker(OTHER_CODE)
    workers_at(scheduler, 1, process)
    with pytest.raises(InputError, match=r"worker tcp://127\.0\.0\.1:\d+: has another state of the code"):
        runner.complete(experiment, tmp_path / "early", 1, scheduler=scheduler)
    assert not (tmp_path / "early").exists()
    monkeypatch.setattr(cluster, "check_workers", lambda client: None)
    with pytest.raises(InputError, match="start the worker again"):
        runner.complete(experiment, tmp_path / "late", 1, scheduler=scheduler)
    assert ledger.entries(tmp_path / "late").empty


def test_a_scheduler_that_ends_midway_leaves_what_has_finished(
    experiment, scheduler, worker, started, tmp_path, monkeypatch
):
    process = worker()
    workers_at(scheduler, 1, process)
    add, added = ledger.Ledger.add, []

    def ending(self, finished):
        add(self, finished)
        added.append(finished.identity)
        if len(added) == 5:
            os.kill(started.processes[0].pid, signal.SIGKILL)

    monkeypatch.setattr(ledger.Ledger, "add", ending)
    with pytest.raises(cluster.SchedulerLost, match="went away before the runs were finished"):
        runner.complete(experiment, tmp_path / "r", 1, evaluate=by_value(slow_on_paper), scheduler=scheduler)
    assert len(ledger.entries(tmp_path / "r")) == len(added) < 24


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere"])
def test_a_scheduler_that_does_not_answer_is_named(experiment, tmp_path, monkeypatch, address):
    monkeypatch.setattr(cluster, "SECONDS_TO_ANSWER", 1.0)
    with pytest.raises(InputError, match=f"no Dask scheduler answers at {address} within 1 seconds"):
        runner.complete(experiment, tmp_path / "r", 1, scheduler=address)
    assert not (tmp_path / "r").exists()


def test_without_dask_the_extra_is_named(experiment, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"install linghuo\[cluster\]"):
        runner.complete(experiment, tmp_path / "r", 1, scheduler="tcp://127.0.0.1:1")


def test_an_analysis_says_on_the_cluster_what_it_says_here(scheduler, worker, tmp_path, monkeypatch, linghuo):
    workers_at(scheduler, 1, worker())
    complete, evaluate = runner.complete, by_value(swept_on_paper)
    monkeypatch.setattr(runner, "complete", lambda *given, **named: complete(*given, evaluate=evaluate, **named))
    small = ("sweep", "own_rate", "--population", 500, "--until", 2050, "--replications", 2)
    code, there, err = linghuo(*small, "--out", tmp_path / "there", "--scheduler", scheduler)
    assert code == 0, err
    code, here, _ = linghuo(*small, "--out", tmp_path / "here", "--jobs", 1)
    assert code == 0 and there == here
    code, out, err = linghuo(*small, "--out", tmp_path / "lost", "--scheduler", "tcp://127.0.0.1:1")
    assert (code, out) == (2, "") and "no Dask scheduler answers" in err and not (tmp_path / "lost").exists()


def test_runs_of_a_comparison_come_back_from_the_cluster_as_they_are_here(
    scheduler, worker, tmp_path, monkeypatch, linghuo
):  # fmt: skip
    workers_at(scheduler, 1, worker())
    setup = compare.setup(["full_proposal", "compulsory_five"], population=500, until=2027, replications=3)
    monkeypatch.setattr(paired_runs, "simulate", by_value(compared_on_paper))
    paired_runs.complete(setup, tmp_path / "there", 1, scheduler=scheduler)
    paired_runs.complete(setup, tmp_path / "here", 2)
    for name in paired_runs.OUTPUTS:
        there, here = (ledger.records(tmp_path / each, name) for each in ("there", "here"))
        pd.testing.assert_frame_equal(there, here, check_exact=True)
        assert len(there) == 9 * (50 if name == "lives" else 2)
    unreachable = ("--out", tmp_path / "lost", "--scheduler", "tcp://127.0.0.1:1")
    code, out, err = linghuo("compare", "--population", 500, *unreachable)
    assert (code, out) == (2, "") and "no Dask scheduler answers" in err and not (tmp_path / "lost").exists()


def test_an_analysis_whose_scheduler_went_away_ends_with_one_and_keeps_its_runs(tmp_path, monkeypatch, linghuo):
    def losing(*given, **named):
        raise cluster.SchedulerLost(f"the scheduler {cluster.LOST}")

    monkeypatch.setattr(runner, "complete", losing)
    code, out, err = linghuo("robust", "designs", "--out", tmp_path / "r", "--scheduler", "tcp://127.0.0.1:1")
    assert (code, out) == (1, "") and "the same command goes on from what is kept" in err
