"""Replications are added until a comparison is as precise as asked, and none of them is run twice."""

import json

import pandas as pd
import pytest

from experiments import compare, paired_runs, results
from experiments.crossing import labels_of
from experiments.precision import precision_of
from model.measures.variance import standard_error_of_mean

SMALL = ("--population", 500, "--until", 2028, "--jobs", 1, "--out", "r")


@pytest.fixture
def begun(monkeypatch):
    """The runs that have been begun, in their order; nothing is drawn."""
    simulate, runs = paired_runs.simulate, []

    def counted(task, advance):
        runs.append((task.design.name, task.replication))
        return simulate(task, advance)

    monkeypatch.setattr(paired_runs, "simulate", counted)
    monkeypatch.setattr(results, "drawings", lambda comparison, labels: [])
    return runs


def replications(tmp_path):
    return json.loads((tmp_path / "r" / "manifest.json").read_text(encoding="utf-8"))["replications"]


def test_replications_are_added_until_the_error_is_small_enough_and_none_is_run_twice(begun, linghuo, tmp_path):
    code, _, err = linghuo("compare", *SMALL, "--precision", "1000pp", "--replications", 4)
    assert code == 0 and "4 replications; largest standard error" in err and len(begun) == 8
    asked = precision_of(f"{0.8 * precision_of('1pp').reached_by(results.read(tmp_path / 'r')):.6f}pp")
    code, _, err = linghuo("compare", *SMALL, "--precision", f"{asked.value}pp", "--replications", 4)
    taken = replications(tmp_path)
    assert code == 0 and f"{taken} replications; largest standard error" in err and 4 < taken < 64
    assert len(begun) == len(set(begun)) == 2 * taken
    found = results.read(tmp_path / "r")
    assert asked.reached_by(found) <= asked.value
    funds = pd.read_parquet(tmp_path / "r" / "funds.parquet")
    last = funds[funds["year"] == funds["year"].max()].groupby(["design", "replication"])["closing"].sum()
    change = (last["full_proposal"] - last["status_quo"]).to_numpy()
    relative = 100.0 * float(standard_error_of_mean(change, *labels_of(range(taken)))) / abs(change.mean())
    assert precision_of("1%").reached_by(found) == pytest.approx(relative, rel=1e-9) and relative > 1.0
    alone = compare.compare(compare.setup(population=500, until=2028, replications=taken, group_years=10))
    assert alone.welfare.equals(found.welfare)


def test_at_the_cap_it_says_how_many_would_do(begun, linghuo, tmp_path):
    asked = ("--precision", "0.001pp", "--most-replications", 5, "--replications", 4)
    code, _, err = linghuo("compare", *SMALL, *asked)
    assert code == 0 and replications(tmp_path) == 5 and len(begun) == 10
    assert "more than asked; about" in err and "would reach 0.001 pp" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--precision", "0.1"), "--precision: 0.1 is none; write 0.1pp for shares, or 1% of the change for money"),
        (("--precision", "0pp"), "--precision: 0pp is none"),
        (("--precision", "1pp", "--replications", 3), "an error needs at least 4"),
        (("--precision", "1pp", "--most-replications", 3), "--most-replications allows 3"),
    ],
)
def test_a_precision_that_cannot_be_is_refused_before_any_run(begun, linghuo, tmp_path, arguments, said):
    code, out, err = linghuo("compare", *SMALL, *arguments)
    assert (code, out) == (2, "") and said in err and not begun and not (tmp_path / "r").exists()


def test_another_comparison_in_the_folder_is_refused(begun, linghuo):
    assert linghuo("compare", *SMALL, "--precision", "1000pp", "--replications", 4)[0] == 0
    code, _, err = linghuo("compare", *SMALL, "--precision", "1000pp", "--replications", 4, "--seed", 2)
    assert code == 2 and "already holds another experiment" in err
