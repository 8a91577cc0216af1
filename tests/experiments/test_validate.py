"""The command validates from a folder: resumable runs, a table for every figure, scores and figures redrawn alone."""

import json

import pandas as pd
import pytest

from calibration.measures import MEASURES
from calibration.targets import load_targets
from experiments.cli import main
from experiments.errors import InputError
from experiments.figures.style import styled
from experiments.labels import Labels
from experiments.presentation import redraw
from experiments.validate import command, present


def on_paper(settings, advance=lambda years: None) -> pd.DataFrame:
    """A run that meets the mean published figure of each measure, a tenth above for one replication."""
    published = {(t.measure, t.year): t.value * t.scale for t in load_targets()}
    factor = 1.0 + 0.1 * settings.replication
    rows = [
        (name, year, factor * published.get((name, year), 1.0)) for name in MEASURES for year in range(2016, 2026)
    ]  # fmt: skip
    advance(10)
    return pd.DataFrame(rows, columns=["measure", "year", "value"])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr("calibration.backcast.simulate", on_paper)
    target = tmp_path / "validation"
    assert command.run_validate(500, 2, 1, 1, target, "en") == 0
    return target


def test_tables_scores_and_figures_stand_in_the_folder(folder):
    scores = pd.read_csv(folder / "scores.csv")
    assert set(scores["use"]) == {"fitted", "held out"}
    assert (scores["mean_error"].abs() < 0.11).all()
    assert len(pd.read_csv(folder / "targets.csv")) == len(load_targets())
    for name in ("pension", "medical", "errors"):
        assert (folder / f"{name}.pdf").exists() and (folder / f"{name}.csv").exists()
    assert not (folder / "economy.pdf").exists()  # inputs of the model have no path to compare
    assert json.loads((folder / "analysis.json").read_text())["kind"] == "validate"


def test_a_second_call_runs_nothing_again_and_a_folder_is_redrawn_in_chinese(folder, monkeypatch):
    def never(settings, advance=None):
        raise AssertionError("ran again")

    monkeypatch.setattr("calibration.backcast.simulate", never)
    assert command.run_validate(500, 2, 1, 1, folder, "en") == 0
    shown = redraw(folder, "zh")
    assert shown.tables[0].headers[0] == "基金"


def test_every_measure_and_block_has_words_in_both_languages():
    for language in ("en", "zh"):
        labels = Labels(language)
        for measure in MEASURES:
            assert present.quantity_name(measure, labels)
            assert present.block_name(measure.partition(".")[0], labels)


def test_a_path_shows_what_is_fitted_held_out_and_only_shown(folder):
    from calibration.backcast import against
    from experiments import ledger
    from experiments.validate.figures import paths

    values = ledger.records(folder, command.RECORD)
    compared = against(values, load_targets())
    with styled("en"):
        figure, data = paths("pension", values, compared, Labels("en"))
    words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert words == ["Model (band: replications)", "Published, fitted", "Published, held out", "Published, shown"]
    assert set(data["use"]) == {"fitted", "held out", "shown"}


def test_bad_numbers_and_a_wrong_file_of_targets_are_told_before_any_run(tmp_path, monkeypatch, capsys):
    with pytest.raises(InputError, match="replications"):
        command.run_validate(500, 0, 1, 1, tmp_path / "a", "en")
    with pytest.raises(InputError, match="population"):
        command.run_validate(0, 2, 1, 1, tmp_path / "b", "en")

    def wrong():
        from calibration.targets import TargetError

        raise TargetError("targets.csv:7: unit: `km` is unknown")

    monkeypatch.setattr("calibration.targets.load_targets", wrong)
    with pytest.raises(InputError, match=r"targets\.csv:7"):
        command.run_validate(500, 2, 1, 1, tmp_path / "c", "en")
    assert not list(tmp_path.iterdir())


def test_help_names_the_command(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["linghuo", "validate", "--help"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    assert "2016 to 2025" in " ".join(capsys.readouterr().out.split())
