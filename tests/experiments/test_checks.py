"""The checks run from a folder: resumable parts, one table for all, the decomposition, a figure each."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest

from calibration.checks.published import CHECKS
from calibration.checks.readings import AGE_STARTS
from experiments.cli import main
from experiments.errors import InputError
from experiments.presentation import redraw
from experiments.validate import checks

MEASURES = {
    "gdp": 1e14, "yield": 0.02, "price_level": 1.0, "children": 2e8, "persons": 1.1e9, "pension.opening": 4e12,
    "pension.closing": 5e12, "pension.interest": 1e11, "pension.subsidy": 5e11, "pension.spending": 4e12,
    "resident_pension.spending": 5e11, "pool.income": 1.8e12, "pool.spending": 1.9e12, "flexible.payers": 5e7,
    "flexible.persons": 2e8, "platform.levied": 1e9, "platform.borne_by_pay": 5e8, "platform.borne_by_prices": 3e8,
    "platform.borne_by_profit": 2e8, "whole.contributions": 4.5e12, "whole.other_income": 0.0, "whole.spending": 4e12,
    "whole.moved": 0.0, "public.contributions": 8e11, "public.other_income": 0.0, "public.spending": 1e12,
    "public.moved": 0.0, "enterprise.retirees": 1e8, "enterprise.insured": 2.6e8, "enterprise.payers": 2.1e8,
}  # fmt: skip


def on_paper(settings, design="status_quo", divided=False, advance=lambda years: None):
    """A run in which every reading is constant, a hundredth more for each replication."""
    years = range(settings.start + 1, settings.until + 1)
    factor = 1.0 + 0.01 * settings.replication
    names = [name for name in MEASURES if divided or name.partition(".")[0] not in ("whole", "public", "enterprise")]
    rows = [(name, year, factor * MEASURES[name]) for name in names for year in years]
    rows.append(("selection", settings.start + 1, 1.1))
    people = [
        (year, sex, age, factor * 2e7)
        for year in range(settings.start, settings.until + 1, 5)
        for sex in ("male", "female")
        for age in AGE_STARTS
    ]
    advance(len(years))
    return {
        "yearly": pd.DataFrame(rows, columns=["measure", "year", "value"]),
        "people": pd.DataFrame(people, columns=["year", "sex", "age", "persons"]),
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("made") / "checks"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("calibration.checks.readings.simulate", on_paper)
        assert checks.run_checks(500, 2, 1, 1, target, "en") == 0
    return target


def test_one_table_holds_all_six_checks_and_each_has_a_figure(folder):
    found = pd.read_csv(folder / "checks.csv")
    assert set(found["check"]) == set(CHECKS)
    assert {"model", "standard_error", "published", "low", "high", "inside", "note"} <= set(found.columns)
    assert all((folder / f"{name}.pdf").exists() and (folder / f"{name}.csv").exists() for name in CHECKS)
    steps = pd.read_csv(folder / "steps.csv")
    assert steps["step"].iloc[-1] == "report" and np.isfinite(steps["balance_2050"]).all()
    assert json.loads((folder / "analysis.json").read_text())["kind"] == "checks"
    assert (folder / "population_years.csv").exists() and (folder / "report.html").exists()


def test_standard_errors_come_from_the_replications(folder):
    found = pd.read_csv(folder / "checks.csv").set_index(["quantity", "year"])
    # two replications that share nothing, at 1 and 1.01 times 10,000: the error of the mean is half the difference
    retirees = found.loc[("retirees", 2050)]
    assert retirees["standard_error"] == pytest.approx(0.5 * 0.01 * 1e4)


def test_a_second_call_runs_nothing_again_and_a_folder_is_redrawn_in_chinese(folder, monkeypatch):
    def never(*given):
        raise AssertionError("ran again")

    monkeypatch.setattr("calibration.checks.readings.simulate", never)
    assert checks.run_checks(500, 2, 1, 1, folder, "en") == 0
    assert redraw(folder, "zh").tables[0].headers[0] == "检验"


def test_a_folder_whose_runs_are_missing_says_so(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    for part in (copy / checks.AHEAD / "ledger").glob("*.parquet"):
        part.unlink()
    with pytest.raises(InputError, match="runs are missing"):
        redraw(copy)


def test_bad_numbers_and_a_wrong_file_are_told_before_any_run(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="replications"):
        checks.run_checks(500, 0, 1, 1, tmp_path / "a", "en")
    with pytest.raises(InputError, match="population"):
        checks.run_checks(0, 2, 1, 1, tmp_path / "b", "en")
    with pytest.raises(InputError, match="unknown settings"):
        checks.run_checks(500, 2, 1, 1, tmp_path / "c", "en", "no_such_settings")

    def wrong():
        from calibration.checks.published import CheckFileError

        raise CheckFileError("checks.csv:7: unit: `km` is unknown")

    monkeypatch.setattr("calibration.checks.published.load_published", wrong)
    with pytest.raises(InputError, match=r"checks\.csv:7"):
        checks.run_checks(500, 2, 1, 1, tmp_path / "d", "en")
    assert not list(tmp_path.iterdir())


def test_the_option_is_named_in_the_help(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["linghuo", "validate", "--help"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    assert "--checks" in capsys.readouterr().out
