"""A comparison's runs stand in the ledger of every experiment: none is lost, none run twice, a failure is data."""

import json

import pandas as pd
import pytest

from experiments import compare, ledger, paired_runs, results, run, runner
from experiments.errors import InputError
from experiments.lives_record import coded, named
from experiments.progress import Progress

SMALL = ("--population", 600, "--until", 2028, "--replications", 2, "--jobs", 2, "--out", "r")


@pytest.fixture
def command(on_paper, linghuo, monkeypatch):
    """Runs `linghuo` on paper, without figures."""
    monkeypatch.setattr(results, "drawings", lambda comparison, labels: [])
    return linghuo


def failing(monkeypatch, design, replication):
    """Lets one run fail."""
    simulate = paired_runs.simulate

    def broken(task, advance):
        if (task.design.name, task.replication) == (design, replication):
            raise ZeroDivisionError("no one works")
        return simulate(task, advance)

    monkeypatch.setattr(paired_runs, "simulate", broken)


def some_setup(**given):
    return compare.setup(["full_proposal"], **{"population": 500, "until": 2030, "replications": 2, **given})


def test_records_and_lives_come_back_from_the_ledger_to_the_last_bit(on_paper, tmp_path):
    setup = some_setup()
    paired_runs.complete(setup, tmp_path / "r", 2)
    found = paired_runs.found(setup, tmp_path / "r")
    listed = ledger.declared(tmp_path / "r").set_index(["design", "replication"])["identity"]
    for one in setup.runs():
        model = run.build(one)
        while model.running:
            model.step()
        at = (one.design.name, one.replication)
        for name in run.RECORDS:
            frame = found.records[name]
            kept = frame[(frame["design"] == at[0]) & (frame["replication"] == at[1])].iloc[:, 2:]
            given = getattr(model.records, name)().reset_index(drop=True)
            pd.testing.assert_frame_equal(kept.reset_index(drop=True), given, check_exact=True)
            assert list(frame.columns[:3]) == ["design", "replication", "year"]
        kept = named(ledger.records(tmp_path / "r", "lives", [listed[at]])).iloc[:, 3:]
        pd.testing.assert_frame_equal(kept, model.lives(), check_exact=True)


def test_lives_with_other_names_are_refused(on_paper):
    lives = run.build(some_setup().runs()[0]).lives()
    with pytest.raises(ValueError, match="hukou has the names"):
        coded(lives.assign(hukou=lives["hukou"].cat.rename_categories(str.upper)))


def test_records_stand_design_by_design_for_any_number_of_jobs(on_paper, tmp_path):
    setup = some_setup(replications=4)
    for jobs in (1, 3):
        paired_runs.complete(setup, tmp_path / str(jobs), jobs)
    one, three = (paired_runs.found(setup, tmp_path / str(jobs)) for jobs in (1, 3))
    for name in paired_runs.FRAMES:
        pd.testing.assert_frame_equal(one.records[name], three.records[name], check_exact=True)
    order = one.records["funds"][["design", "replication"]].drop_duplicates().to_numpy().tolist()
    assert order == [[design, number] for design in setup.all_designs for number in range(4)]


def test_progress_reaches_its_end(on_paper, tmp_path):
    setup, progress = some_setup(), Progress(0, quiet=True)
    paired_runs.complete(setup, tmp_path / "r", 2, progress)
    assert progress.done == progress.total == compare.work(setup)


def test_a_design_of_which_a_run_failed_is_left_out_and_retried(command, tmp_path, monkeypatch):
    designs = ("full_proposal", "compulsory_five")
    assert command("compare", *designs, *SMALL[:-1], "whole")[0] == 0
    with monkeypatch.context() as patch:
        failing(patch, "compulsory_five", 1)
        code, out, err = command("compare", *designs, *SMALL)
    assert code == 1 and "ZeroDivisionError: no one works" in err and "Five compulsory" not in out
    assert "left out, since not all of their runs are done: compulsory_five" in err
    assert pd.read_parquet(tmp_path / "r" / "welfare.parquet")["design"].unique().tolist() == ["full_proposal"]
    manifest = json.loads((tmp_path / "r" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["left_out"] == ["compulsory_five"] and set(manifest["designs"]) == {"status_quo", *designs}
    code, out, err = command("status", tmp_path / "r")
    assert code == 1 and out.startswith("5 done, 1 failed, 0 left") and "no one works" in err
    assert command("compare", *designs, *SMALL)[0] == 1  # as with any experiment, a failed run is not run again unasked
    code, out, err = command("compare", *designs, *SMALL, "--retry")
    assert code == 0 and "1 of 6 runs are left" in err and "Five compulsory" in out
    for name in ("funds.parquet", "welfare.parquet", "tables/solvency.csv"):
        assert (tmp_path / "r" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_without_the_baseline_nothing_is_compared(command, tmp_path, monkeypatch):
    failing(monkeypatch, "status_quo", 0)
    code, out, err = command("compare", *SMALL)
    assert (code, out) == (1, "") and "runs of the baseline status_quo failed" in err and "no one works" in err
    assert not (tmp_path / "r" / "welfare.parquet").exists()


def test_where_nothing_is_kept_a_failure_is_raised_and_an_impossible_law_is_bad_input(on_paper, monkeypatch):
    from model.law.sources import LawError

    failing(monkeypatch, "full_proposal", 0)
    with pytest.raises(runner.RunFailed, match=r"1 of 4 runs failed, the first under full_proposal .* no one works"):
        compare.compare(some_setup())

    def impossible(task, advance):
        raise LawError("the rates add up to more than one")

    monkeypatch.setattr(paired_runs, "simulate", impossible)
    with pytest.raises(InputError, match="status_quo: the rates add up to more than one"):
        compare.compare(some_setup())


def test_the_folder_of_another_state_of_the_code_is_refused(command, tmp_path, monkeypatch):
    assert command("compare", *SMALL)[0] == 0
    for module in (compare, results, runner):
        monkeypatch.setattr(module, "code_version", lambda: "another")
    code, out, err = command("compare", *SMALL)
    assert (code, out) == (2, "") and "another state of the code" in err


def test_results_written_from_python_are_replaced_by_the_command(command, tmp_path):
    setup = compare.setup(population=600, until=2028, replications=2, group_years=10)
    results.write(compare.compare(setup), tmp_path / "r")
    before = (tmp_path / "r" / "welfare.parquet").read_bytes()
    assert command("compare", *SMALL)[0] == 0
    assert (tmp_path / "r" / "welfare.parquet").read_bytes() == before and (tmp_path / "r" / "ledger").is_dir()
