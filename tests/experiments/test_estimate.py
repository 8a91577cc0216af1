"""The command estimates on a model with a known answer: tables and figures, a stored file, and a restart from runs."""

import json

import pandas as pd
import pytest

from calibration.measures import MEASURES
from calibration.targets import load_targets
from experiments.cli import main
from experiments.errors import InputError
from experiments.estimate import command
from experiments.presentation import redraw

TRUE = {"unemployment.revenue": ("collected_unemployment", 0.9), "injury.revenue": ("collected_injury", 1.1),
        "resident_pension.revenue": ("resident_payment", 0.8)}  # fmt: skip


def on_paper(settings, advance=lambda years: None) -> pd.DataFrame:
    """A run whose revenues are the published ones where three parameters have their true values; the rest is exact."""
    published = {(t.measure, t.year): t.value * t.scale for t in load_targets()}

    def factor(measure):
        if measure not in TRUE:
            return 1.0
        name, true = TRUE[measure]
        return getattr(settings.past, name) / true

    rows = [(name, year, factor(name) * published.get((name, year), 1.0))
            for name in MEASURES for year in range(2016, 2026)]  # fmt: skip
    advance(10)
    return pd.DataFrame(rows, columns=["measure", "year", "value"])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr("calibration.backcast.simulate", on_paper)
    target = tmp_path / "estimation"
    command.run_estimate(["compliance"], 500, 2, 1, 1, 1, target, "en")
    return target


def test_true_values_are_found_and_what_nothing_tells_stays_at_its_prior(folder):
    from calibration.estimates import load_estimates

    found = {each.parameter: each for each in load_estimates(folder / "estimates.csv")}
    for name, true in TRUE.values():
        assert found[f"past.{name}"].value == pytest.approx(true, rel=1e-4)
    premium = found["past.resident_premium"]
    assert not premium.identified and premium.value == 1.0


def test_tables_figures_and_the_settings_file_stand_in_the_folder(folder):
    from model.settings import Settings
    from model.settings_file import read_settings

    estimates = pd.read_csv(folder / "estimate_table.csv")
    assert set(estimates.loc[~estimates["identified"], "parameter"]) == {"past.resident_premium"}
    for name in ("sensitivity_compliance", "profile_compliance"):
        assert (folder / f"{name}.pdf").exists() and (folder / f"{name}.csv").exists()
    assert json.loads((folder / "analysis.json").read_text())["kind"] == "estimate"
    settings = Settings(**read_settings(folder / "estimated.yaml").fields())
    assert settings.past.collected_unemployment == pytest.approx(0.9, rel=1e-4)


def test_a_restart_simulates_nothing_again_and_the_folder_is_redrawn_in_chinese(folder, monkeypatch):
    before = (folder / "estimates.csv").read_text()

    def never(settings, advance=None):
        raise AssertionError("ran again")

    monkeypatch.setattr("calibration.backcast.simulate", never)
    command.run_estimate(["compliance"], 500, 2, 1, 1, 1, folder, "en")
    assert (folder / "estimates.csv").read_text() == before
    assert redraw(folder, "zh").tables[0].headers[0] == "分块"


def test_an_unknown_block_and_bad_numbers_are_told_before_any_run(tmp_path):
    with pytest.raises(InputError, match="unknown block `medicl`"):
        command.run_estimate(["medicl"], 500, 2, 1, 1, 1, tmp_path / "a", "en")
    with pytest.raises(InputError, match="replications"):
        command.run_estimate(None, 500, 0, 1, 1, 1, tmp_path / "b", "en")
    assert not list(tmp_path.iterdir())


def test_help_names_the_command(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["linghuo", "estimate", "--help"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    assert "standard errors" in " ".join(capsys.readouterr().out.split())
