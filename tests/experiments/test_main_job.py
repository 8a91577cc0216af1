"""The main job on the real model, small: the promised files come out, and the number of jobs decides nothing."""

import numpy as np
import pandas as pd
import pytest

from experiments import compare, results
from experiments.tables.solvency import by_replication
from model.books import FUNDS


@pytest.fixture(scope="module")
def setup():
    return compare.setup(["full_proposal"], population=1500, until=2030, replications=2)


@pytest.fixture(scope="module")
def found(setup):
    return compare.compare(setup, jobs=2)


def test_one_job_says_the_same_as_two_to_the_last_bit(setup, found):
    again = compare.compare(setup, jobs=1)
    pd.testing.assert_frame_equal(again.welfare, found.welfare, check_exact=True)
    for name, frame in found.records.items():
        pd.testing.assert_frame_equal(again.records[name], frame, check_exact=True)


def test_the_ledger_of_every_fund_and_year_adds_up(found):
    funds = found.records["funds"]
    assert len(funds) == 2 * 2 * 5 * len(FUNDS)
    entries = funds.loc[:, "opening":"other_spending"]
    assert np.allclose(entries.sum(axis=1), funds["closing"], rtol=1e-12, atol=1e-3)
    for _, path in funds.sort_values("year").groupby(["design", "replication", "fund"]):
        assert path["opening"].to_numpy()[1:].tolist() == path["closing"].to_numpy()[:-1].tolist()


def test_measures_follow_for_every_fund_with_a_payroll(found):
    rows = by_replication(found).set_index(["design", "fund", "replication", "subsidy"]).sort_index()
    pension = rows.xs("pension", level="fund")
    assert pension["rate_paid"].between(0.1, 0.4).all()
    assert pension["rate_needed"].notna().all()
    without, kept = pension.xs("without", level="subsidy"), pension.xs("with", level="subsidy")
    assert (without["rate_needed"] > kept["rate_needed"]).all()


def test_every_reported_group_has_a_finite_gain(found):
    shown = found.welfare["effective_size"] >= 400
    assert shown.any()
    assert np.isfinite(found.welfare.loc[shown, "cev"]).all()
    assert found.welfare.loc[~shown, "cev"].isna().all()


def test_the_folder_is_complete(found, tmp_path, monkeypatch):
    monkeypatch.setattr(results, "drawings", lambda comparison, labels: [])
    results.write(found, tmp_path / "out", "zh")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {f"{name}.parquet" for name in ("funds", "coverage", "welfare", "burden")} < names
    assert (tmp_path / "out" / "tables" / "solvency.tex").read_text(encoding="utf-8").count("职工基本养老保险") == 1
