"""Runs are declared first, run at most once, and none that has finished is lost, however the process ends."""

import functools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from experiments import Experiment, cli, ledger, runner
from experiments.decompose.package import Package
from experiments.errors import InputError
from experiments.frontier.levers import Frontier
from experiments.robust.futures import Robust
from experiments.sensitivity.command import parts_of
from experiments.sensitivity.study import Sensitivity
from experiments.sweep.grid import Sweep

ANALYSES = {
    "decompose": lambda path: Package.load(path).experiment(),
    "frontier": lambda path: Frontier.load(path).beside(),
    "robust": lambda path: Robust.load(path).experiment(),
    "sensitivity": lambda path: parts_of(Sensitivity.load(path))["."],
    "sweep": lambda path: Sweep.load(path).experiment(),
}
ROOT = Path(cli.__file__).resolve().parent.parent
FILE = """name: mine
designs: [status_quo, compulsory_five]
settings: {population: 200, until: 2027}
levers:
  pension.accrual_rate: [0.008, 0.01, 0.012]
uncertain:
  behaviour.trust: {distribution: uniform, low: 0.5, high: 0.9, source: assumed}
samples: 2
replications: 2
measures:
  covered: {of: coverage, group: flexible, branch: pension}
  reserve: {of: reserve, fund: all}
"""
ON_PAPER = """
def on_paper(task, advance):
    import time, zlib
    advance(2)
    time.sleep({pause})
    value = zlib.crc32(task.identity.encode()) / 7 + task.settings.behaviour.trust
    return {{name: value + place for place, name in enumerate(task.measures)}}, {{}}
"""
KILLED = """
import sys
from experiments import Experiment, ledger, runner
ledger.BATCH_RUNS = 3
{on_paper}
runner.complete(Experiment.load(sys.argv[1]), __import__("pathlib").Path(sys.argv[2]), 2, evaluate=on_paper)
"""
scope = {}
exec(ON_PAPER.format(pause=0), scope)  # one text, since the killed process runs the same arithmetic
on_paper = scope["on_paper"]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture
def experiment(file):
    return Experiment.load(file)


def rows_of(folder):
    """What is on disk, by identity: everything but the times."""
    ended = ledger.entries(folder).sort_values("identity", ignore_index=True)
    results = ledger.results(folder, ["covered", "reserve"])
    return ended[["identity", "outcome", "exception", "message"]], results


def assert_same(one, other):
    for first, second in zip(rows_of(one), rows_of(other), strict=True):
        pd.testing.assert_frame_equal(first, second, check_exact=True)


def test_results_are_in_declared_order_with_a_row_per_measure(experiment):
    found = runner.run(experiment, 2, evaluate=on_paper)
    assert list(found.columns) == ["point", "design", "replication", "measure", "value"]
    assert len(found) == 6 * 2 * 2 * 2
    assert found["point"].is_monotonic_increasing
    assert found["measure"].tolist()[:4] == ["covered", "reserve"] * 2
    assert found["design"].tolist()[:8] == ["status_quo"] * 4 + ["compulsory_five"] * 4
    assert found["replication"].tolist()[:4] == [0, 0, 1, 1]


def test_every_run_differs_in_identity_and_a_change_of_anything_changes_it(experiment, file):
    known = set(runner.declare(experiment).tasks)
    assert len(known) == 24
    for old, new in (("seed", "seed: 5\n"), ("until: 2027", "until: 2028"), ("population: 200", "population: 201")):
        file.write_text(FILE.replace(old, new) if old in FILE else FILE + new, encoding="utf-8")
        assert not known & set(runner.declare(Experiment.load(file)).tasks)


def test_the_real_model_says_the_same_with_one_job_two_jobs_and_two_processes(compiled, file, tmp_path):
    file.write_text(FILE.replace("[0.008, 0.01, 0.012]", "[0.008]").replace("samples: 2", "samples: 1"))
    experiment = Experiment.load(file)
    folders = [tmp_path / name for name in ("one", "two", "processes")]
    for folder, jobs, backend in zip(folders, (1, 2, 2), ("threads", "threads", "processes"), strict=True):
        runner.complete(experiment, folder, jobs, backend)
    assert_same(folders[0], folders[1])
    assert_same(folders[0], folders[2])
    _, values = rows_of(folders[0])
    assert np.isfinite(values["value"]).all() and values["value"].nunique() > 4
    assert values[values["measure"] == "covered"]["value"].between(0, 100).all()


def test_measures_are_those_of_a_plain_run_of_the_model(compiled, file):
    from model import SocialInsuranceModel

    file.write_text(
        "name: one\ndesigns: [status_quo]\nsettings: {population: 200, until: 2026}\noutputs: [economy]\n"
        "measures:\n  reserve: {of: reserve, fund: pension}\n  worth: {of: consumption_equivalent}\n"
    )
    found = Experiment.load(file).run().set_index("measure")["value"]
    model = SocialInsuranceModel(population=200, until=2026, seed=1)
    model.step()
    price = model.records.economy()["price_level"].iloc[0]
    assert found["reserve"] == pytest.approx(model.funds["pension"].reserve / price / 1e9, rel=1e-12)
    model.finish_lives()
    lives = model.lives()
    lives = lives[lives["cohort"] == "living"]
    gamma = model.settings.behaviour.risk_aversion
    steady = found["worth"] ** (1 - gamma) / (1 - gamma) * (lives["weight"] @ lives["discounted_years"])
    assert steady == pytest.approx(lives["weight"] @ lives["utility_sum"], rel=1e-9)


def test_killed_twice_and_resumed_equals_uninterrupted(experiment, file, tmp_path):
    script = KILLED.format(on_paper=ON_PAPER.format(pause=0.15))
    folder, whole = tmp_path / "killed", tmp_path / "whole"
    for batches in (1, 3):
        process = subprocess.Popen([sys.executable, "-c", script, str(file), str(folder)], cwd=ROOT)
        deadline = time.monotonic() + 120
        while len(list(folder.glob("ledger/*.parquet"))) < batches:
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.01)
        process.kill()
        process.wait()
    kept = len(ledger.entries(folder))
    assert 0 < kept < 24
    ran = []

    def counted(task, advance):
        ran.append(task.identity)
        return on_paper(task, advance)

    runner.complete(experiment, folder, 2, evaluate=counted)
    runner.complete(experiment, whole, 1, evaluate=on_paper)
    assert len(ran) == 24 - kept
    assert_same(folder, whole)


def test_what_a_killed_process_left_of_a_batch_does_not_count(experiment, tmp_path):
    runner.complete(experiment, tmp_path / "whole", 1, evaluate=on_paper)
    runner.complete(experiment, tmp_path / "r", 1, evaluate=on_paper)
    (batch,) = (tmp_path / "r" / "ledger").glob("*.parquet")
    batch.rename(batch.with_name(batch.name + ledger.PARTIAL))
    assert ledger.results(tmp_path / "r", ["covered", "reserve"]).empty
    runner.complete(experiment, tmp_path / "r", 1, evaluate=on_paper)
    assert_same(tmp_path / "r", tmp_path / "whole")
    assert not list((tmp_path / "r").rglob(f"*{ledger.PARTIAL}"))


def test_a_worker_process_that_is_killed_loses_nothing(experiment, tmp_path):
    marker, victim = tmp_path / "killed", sorted(runner.declare(experiment).tasks)[7]
    arithmetic = ON_PAPER.format(pause=0.01)

    def deadly(task, advance):
        if task.identity == victim and not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        names = {}
        exec(arithmetic, names)
        return names["on_paper"](task, advance)

    runner.complete(experiment, tmp_path / "r", 2, "processes", deadly)
    assert marker.exists()
    runner.complete(experiment, tmp_path / "whole", 1, evaluate=on_paper)
    assert_same(tmp_path / "r", tmp_path / "whole")


def failing(task, advance):
    if task.levers[0][1] == 0.01:
        raise ZeroDivisionError("no one works")
    return on_paper(task, advance)


@pytest.fixture
def command(linghuo, monkeypatch):
    """Runs `linghuo` with these arguments, on paper; returns exit code, standard output and error."""
    complete = runner.complete

    def run(*arguments, evaluate=on_paper):
        monkeypatch.setattr(runner, "complete", functools.partial(complete, evaluate=evaluate))
        return linghuo(*arguments)

    return run


CASES = [(199, 2, "threads"), (200, 2, "processes"), (200, 1, "threads")]


@pytest.mark.parametrize(("runs", "jobs", "expected"), CASES)
def test_many_runs_on_several_cores_share_the_machine_as_processes(runs, jobs, expected, monkeypatch):
    asked, left = [], {str(number): None for number in range(runs)}

    def all_done(tasks, jobs, backend, evaluate, progress):
        asked.append(backend)
        return (SimpleNamespace(identity=known) for known in list(left))

    monkeypatch.setattr(runner, "_side_by_side", all_done)
    runner._run_left(left, SimpleNamespace(add=lambda finished: None), jobs, "auto", None, None)
    assert asked == [expected] and not left


def test_a_point_that_raises_is_kept_and_the_others_complete(command, file, tmp_path):
    code, out, err = command("experiment", file, "--out", "r", "--jobs", "2", evaluate=failing)
    assert code == 1
    assert "16 done, 8 failed, 0 left" in err and "ZeroDivisionError: no one works" in err
    failed = ledger.failures(tmp_path / "r")
    assert set(failed["point"]) == {2, 3} and len(failed) == 8
    assert failed["traceback"].str.contains("in failing").all()
    values = ledger.results(tmp_path / "r", ["covered", "reserve"])
    assert values["value"].isna().equals(values["point"].isin([2, 3]))
    code, out, err = command("status", "r", "--tracebacks")
    assert code == 1 and out.strip() == "16 done, 8 failed, 0 left" and "Traceback" in err

    ran = []

    def counted(task, advance):
        ran.append(task)
        return on_paper(task, advance)

    assert command("experiment", file, "--out", "r", evaluate=counted)[0] == 1 and not ran
    assert command("experiment", file, "--out", "r", "--retry", evaluate=counted)[0] == 0 and len(ran) == 8
    assert command("status", "r")[:2] == (0, "24 done, 0 failed, 0 left\n")
    runner.complete(Experiment.load(file), tmp_path / "whole", 1)
    assert_same(tmp_path / "r", tmp_path / "whole")


def test_python_gets_a_warning_for_failed_runs(experiment):
    with pytest.warns(UserWarning, match="8 of 24 runs failed, the first at point 2 under status_quo: ZeroDivision"):
        found = runner.run(experiment, evaluate=failing)
    assert found["value"].isna().sum() == 16


def test_an_interrupt_ends_with_130_keeps_what_has_finished_and_is_resumed(command, file, tmp_path, monkeypatch):
    add, added = ledger.Ledger.add, []

    def interrupted(self, finished):
        add(self, finished)
        added.append(finished)
        if len(added) == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr(ledger.Ledger, "add", interrupted)
    code, out, err = command("experiment", file, "--out", "r", "--jobs", "2")
    assert (code, out) == (130, "")
    assert err.splitlines()[-1] == (
        "linghuo: interrupted; finished runs are kept in r, and the same command goes on from there"
    )
    assert command("status", "r")[1].startswith("5 done, 0 failed, 19 left, about ")
    assert command("experiment", file, "--out", "r", "--jobs", "2")[0] == 0
    runner.complete(Experiment.load(file), tmp_path / "whole", 1)
    assert_same(tmp_path / "r", tmp_path / "whole")


def test_a_folder_of_another_experiment_is_refused(command, file, tmp_path):
    assert command("experiment", file, "--out", "r")[0] == 0
    before = sorted((tmp_path / "r").rglob("*"))
    file.write_text(FILE.replace("replications: 2", "replications: 3"))
    code, out, err = command("experiment", file, "--out", "r")
    assert (code, out) == (2, "") and "already holds another experiment" in err
    assert sorted((tmp_path / "r").rglob("*")) == before


def test_a_folder_begun_with_another_state_of_the_code_is_refused(experiment, tmp_path, monkeypatch):
    runner.complete(experiment, tmp_path / "r", 1, evaluate=on_paper)
    monkeypatch.setattr(runner, "code_version", lambda: "another")
    with pytest.raises(InputError, match="begun with another state of the code"):
        runner.complete(experiment, tmp_path / "r", 1, evaluate=on_paper)


def test_two_processes_do_not_write_to_one_folder(experiment, tmp_path):
    runner.complete(experiment, tmp_path / "r", 1, evaluate=on_paper)
    declared = runner.declare(experiment)
    with (
        ledger.entered(tmp_path / "r", declared.manifest, declared.runs, declared.points, 1),
        pytest.raises(InputError, match="another process is running this experiment"),
    ):
        runner.complete(experiment, tmp_path / "r", 1, evaluate=on_paper)
    assert not ledger.is_open(tmp_path / "r")


@pytest.mark.parametrize(
    "text",
    [
        "name: least\ndesigns: [status_quo]\n",
        "name: least\ndesigns: [status_quo]\nmeasures: {}\nlevers: {}\nuncertain: {}\noutputs: []\n",
    ],
)
def test_empty_sets_are_one_run_without_rows(command, file, text):
    file.write_text(text)
    assert len(runner.run(Experiment.load(file), evaluate=on_paper)) == 0
    assert command("experiment", file, "--out", "r")[:2] == (0, "no measures were asked for\n")
    assert command("status", "r")[1] == "1 done, 0 failed, 0 left\n"


def test_status_of_a_folder_without_an_experiment_says_so(command):
    code, out, err = command("status", "nowhere")
    assert (code, out) == (2, "") and "nowhere: holds no runs" in err


def test_draws_that_coincide_are_run_once_and_read_out_twice(file):
    file.write_text(
        FILE.replace("{distribution: uniform, low: 0.5, high: 0.9,", "{distribution: choice, values: [0.7],")
    )
    ran = []

    def counted(task, advance):
        ran.append(task.identity)
        return on_paper(task, advance)

    found = runner.run(Experiment.load(file), evaluate=counted)
    assert len(ran) == 12 and len(found) == 48
    wide = found.pivot_table(index=["design", "replication", "measure"], columns="point", values="value")
    assert (wide[0] == wide[1]).all() and not (wide[0] == wide[2]).any()


def test_records_are_kept_whole_with_point_design_and_replication(experiment, tmp_path):
    def with_records(task, advance):
        measures, _ = on_paper(task, advance)
        return measures, {"economy": pd.DataFrame({"year": [2026, 2027], "value": measures["covered"]})}

    runner.complete(experiment, tmp_path / "r", 2, evaluate=with_records)
    found = ledger.records(str(tmp_path / "r"), "economy")
    assert list(found.columns) == ["point", "design", "replication", "year", "value"] and len(found) == 48
    covered = ledger.results(tmp_path / "r", ["covered"])["value"]
    assert found["value"].tolist() == covered.repeat(2).tolist()
    points = ledger.points(str(tmp_path / "r"))
    assert list(points.columns) == ["point", "pension.accrual_rate", "behaviour.trust"] and len(points) == 6


def test_a_design_that_changes_under_way_is_a_failed_run(experiment):
    task = next(iter(runner.declare(experiment).tasks.values()))._replace(digest="another")
    finished = runner.finish(task, runner.simulate, lambda steps: None)
    assert finished.outcome == ledger.FAILED and "has changed since" in finished.message


def test_the_files_that_come_with_the_project_load():
    files = sorted((ROOT / "experiments" / "configs").glob("*.yaml"))
    assert files
    for path in files:
        experiment = ANALYSES.get(path.stem.partition("_")[0], Experiment.load)(path)
        assert runner.declare(experiment).tasks
