"""The command as a person meets it: what it prints, what it leaves behind, and with which exit code it ends."""

import json
import re
import resource
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from experiments import cli, paired_runs, results
from experiments.output import MANIFEST

ROOT = Path(cli.__file__).resolve().parent.parent
SMALL = ("--population", "600", "--until", "2028", "--replications", "2", "--jobs", "2")


@pytest.fixture
def command(on_paper, linghuo, monkeypatch):
    """Runs `linghuo` on paper, without figures."""
    monkeypatch.setattr(results, "drawings", lambda comparison, labels: [])
    return linghuo


def test_compare_without_a_folder_writes_one_in_results_and_prints_its_tables(command, tmp_path):
    code, out, err = command("compare", *SMALL)
    assert code == 0
    (folder,) = (tmp_path / "results").iterdir()
    assert folder.name.startswith("full_proposal-against-status_quo-")
    assert f"results in {folder.relative_to(tmp_path)}" in err
    assert "Solvency of the funds" in out and "Who pays" in out


def test_the_folder_holds_what_the_documentation_promises(command, tmp_path):
    command("compare", "full_proposal", "compulsory_five", *SMALL, "--out", "r")
    folder = tmp_path / "r"
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"manifest.json", "funds.parquet", "coverage.parquet", "welfare.parquet", "burden.parquet"} <= files
    assert {"tables/solvency.csv", "tables/solvency.tex", "tables/welfare_living.csv", "tables/burden.tex"} <= files
    funds = pd.read_parquet(folder / "funds.parquet")
    assert list(funds.columns) == [
        "design", "replication", "year", "fund", "opening", "worker", "platform", "user", "employer", "treasury",
        "interest", "other_income", "benefits", "other_spending", "closing",
    ]  # fmt: skip
    assert funds["design"].unique().tolist() == ["status_quo", "full_proposal", "compulsory_five"]
    for name in ("coverage", "welfare", "burden"):
        assert list(pd.read_parquet(folder / f"{name}.parquet").columns[:2]) == ["design", "replication"]


def test_the_manifest_says_how_the_result_came_about(command, tmp_path):
    command("compare", *SMALL, "--seed", "7", "--out", "r")
    manifest = json.loads((tmp_path / "r" / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["settings"]["population"] == 600
    assert manifest["settings"]["seed"] == 7
    assert "name: full_proposal" in manifest["designs"]["full_proposal"]
    for kind in ("population", "luck"):
        assert len({seeds[kind] for seeds in manifest["seeds"]}) == len(manifest["seeds"]) == 2
    assert manifest["versions"]["mesa"]


def test_the_same_experiment_may_be_run_again_and_another_one_not(command, tmp_path):
    assert command("compare", *SMALL, "--out", "r")[0] == 0
    assert command("compare", *SMALL, "--out", "r", "--lang", "zh")[0] == 0
    before = (tmp_path / "r" / MANIFEST).read_bytes()
    code, out, err = command("compare", *SMALL, "--seed", "2", "--out", "r")
    assert (code, out) == (2, "")
    assert "already holds another experiment" in err
    assert (tmp_path / "r" / MANIFEST).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nonsense",), "unknown design `nonsense`"),
        (("--baseline", "nonsense"), "unknown design `nonsense`"),
        (("--population", "0"), "population: 0 is too small"),
        (("--until", "2020"), "until: 2020 is too small"),
        (("--replications", "0"), "replications: 0 is not at least 1"),
        (("--jobs", "0"), "--jobs: 0 is not at least 1"),
        (("--population", "many"), "--population"),
        (("--lang", "fr"), "--lang"),
        (("--no-such-option",), "--no-such-option"),
        (("status_quo",), "nothing to compare"),
        (("--out", "."), "current folder"),
        (("--out", "file/below"), "cannot be written"),
    ],
)
def test_bad_input_ends_with_one_message_and_leaves_nothing(command, tmp_path, arguments, message):
    (tmp_path / "file").write_text("")
    code, out, err = command("compare", *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


RESULTS = ("*.html", "tables/*", "figures/*", "funds.parquet", "welfare.parquet")


def results_in(folder):
    return sorted(path.relative_to(folder).as_posix() for form in RESULTS for path in folder.glob(form))


@pytest.mark.parametrize("place", ["simulating", "writing"])
def test_an_interrupt_ends_with_130_and_leaves_no_results(command, tmp_path, monkeypatch, place):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(*((paired_runs, "simulate") if place == "simulating" else (results, "tables")), interrupted)
    code, out, err = command("compare", *SMALL, "--out", "new/r")
    assert (code, out) == (130, "")
    told = "linghuo: interrupted; finished runs are kept in new/r, and the same command goes on"
    assert err.splitlines()[-1] == told and "Traceback" not in err
    assert results_in(tmp_path / "new" / "r") == []
    assert [path.name for path in tmp_path.rglob("new/*")] == ["r"]
    monkeypatch.undo()
    code, out, _ = command("status", tmp_path / "new" / "r")
    assert code == 0 and out.startswith("0 done, 0 failed, 4 left" if place == "simulating" else "4 done, 0 failed")
    code, out, err = command("plot", tmp_path / "new" / "r")
    assert (code, out) == (2, "") and "its runs are not all done" in err


def test_an_interrupted_comparison_goes_on_with_what_is_left_to_the_same_results(command, tmp_path, monkeypatch):
    command("compare", *SMALL, "--out", "whole")
    monkeypatch.setattr("experiments.ledger.BATCH_RUNS", 1)
    simulate, begun = paired_runs.simulate, []

    def interrupted(task, advance):
        begun.append((task.design.name, task.replication))
        if len(begun) == 3:
            raise KeyboardInterrupt
        return simulate(task, advance)

    monkeypatch.setattr(paired_runs, "simulate", interrupted)
    alone = (*SMALL[:-1], "1", "--out", "r")
    assert command("compare", *alone)[0] == 130 and results_in(tmp_path / "r") == []
    (tmp_path / "r" / "records" / "funds" / "000001.parquet").write_bytes(b"cut short")
    code, _, err = command("compare", *alone)
    assert code == 0 and "3 of 4 runs are left" in err and len(begun) == 3 + 3
    for name in results_in(tmp_path / "whole"):
        if name != "report.html":  # which tells when it was made
            assert (tmp_path / "r" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_a_foreign_package_called_agents_is_noticed(command, monkeypatch, tmp_path):
    class Foreign:
        origin = str(tmp_path / "site-packages" / "agents" / "__init__.py")

    monkeypatch.setattr(cli.importlib.util, "find_spec", lambda name: Foreign)
    code, _, err = command("compare")
    assert code == 2
    assert "environment of its own" in err and "site-packages" in err


def test_help_comes_within_a_second_and_loads_nothing_heavy():
    script = (
        "import sys; sys.argv = ['linghuo', '--help']\n"
        "from experiments.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "heavy = {'numba', 'pandas', 'matplotlib', 'mesa', 'numpy', 'scipy', 'pydantic'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    best = float("inf")
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        assert done.returncode == 0, done.stderr
    assert best < 1.0
    assert "compare" in done.stdout


def test_the_population_check_shows_every_line_and_fails_if_one_is_outside(command, monkeypatch):
    from experiments import base_population
    from model.population_check import Line

    lines = [Line("men 16-19", "m persons", 36.62, 36.60, 0.02), Line("reserve", "bn yuan", 145.0, 150.0, 0.02)]
    monkeypatch.setattr(base_population, "check", lambda population, seed, persons: lines[:population])
    assert command("population", "check", "--population", 1)[0] == 0
    code, out, _ = command("population", "check", "--population", 2)
    assert code == 1
    assert "men 16-19" in out and "3.45" in out and "1 outside their tolerance" in out


def test_the_check_of_the_first_year_shows_funds_and_fails_if_one_is_outside(command, monkeypatch):
    from experiments import base_population
    from model.first_year import FirstYearLine

    lines = [
        FirstYearLine("pension", "revenue", 2025, "low", 79161.0, 1.0, 78452.0, 0.08, 0.0, "bulletin"),
        FirstYearLine("resident_pension", "expenditure", 2025, "medium", 6223.0, 1.0, 6824.0, 0.08, 0.0, "bulletin"),
    ]
    monkeypatch.setattr(base_population, "check_first_year", lambda population, seed, persons: lines[:population])
    assert command("population", "check", "--first-year", "--population", 1)[0] == 0
    code, out, _ = command("population", "check", "--first-year", "--population", 2)
    assert code == 1
    assert "Resident pension" in out and "9.7" in out and "1 outside their tolerance" in out


def test_a_population_that_cannot_be_is_bad_input(command):
    code, _, err = command("population", "check", "--population", 0)
    assert code == 2
    assert "population: 0 is too small" in err


def test_levers_are_listed_with_what_moves_each(command):
    code, out, _ = command("designs", "levers")
    assert code == 0
    lines = {line.split()[0]: line for line in out.splitlines() if re.match(r" *L\d\d ", line)}
    assert list(lines) == [f"L{number:02}" for number in range(1, 47)]
    assert "D13 functional_definition" in lines["L01"]
    assert "behaviour.bargaining_power = 0 (-1 to 1)" in lines["L42"]
    assert "fairness.gini" in lines["L44"] and "behaviour.risk_aversion = 2 (0.5 to 5)" in lines["L45"]
    assert "灵活就业人员定义" in command("designs", "levers", "--lang", "zh")[1]


def test_no_lever_is_without_a_design_a_setting_or_a_measure():
    from experiments.catalogue import levers_table

    data = levers_table("en").data
    assert data["lever"].tolist() == [f"L{number:02}" for number in range(1, 47)]
    moved = (data["designs"] != "") | (data["settings"] != "") | (data["measures"] != "")
    assert moved.all()
    assert (data.loc[data["kind"] == "law", "designs"] != "").all()


def test_designs_are_listed_and_shown(command, monkeypatch):
    code, out, _ = command("designs", "list")
    assert code == 0
    assert "status_quo" in out and "full_proposal" in out


def test_a_design_that_has_a_comparator_of_its_own_says_so(command, monkeypatch):
    from dataclasses import replace

    from experiments import compare

    find = compare.find
    monkeypatch.setattr(compare, "find", lambda name: replace(find(name), against="compulsory_five"))
    _, _, err = command("compare", *SMALL)
    assert "full_proposal is meant to be read against compulsory_five" in err
