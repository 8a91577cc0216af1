"""The table of what each design changes beside its own comparator."""

import json

import pandas as pd
import pytest

from experiments.errors import InputError
from experiments.labels import Labels
from experiments.tables.designs import MEASURES, frame, reasons, table
from model.law.design import list_designs


def test_every_design_has_a_sentence_that_says_why_and_no_sentence_is_left_over():
    names = {file.name for file in list_designs()} - {"status_quo"}
    assert set(reasons()) == names
    assert all(sentence.endswith(".") and len(sentence) > 30 for sentence in reasons().values())


def test_a_file_that_is_no_list_of_sentences_is_refused(tmp_path):
    path = tmp_path / "reasons.yaml"
    path.write_text("lower_rate: [1, 2]\n", encoding="utf-8")
    with pytest.raises(InputError, match="a sentence for each design"):
        reasons(path)


def test_each_design_that_was_run_is_compared_with_its_own_comparator(comparison):
    files = list_designs()
    found = frame(comparison, files)
    run = set(comparison.setup.all_designs)
    wanted = [f.name for f in files if f.name in run and f.against in run and f.name != f.against]
    assert found["design"].tolist() == wanted and wanted
    assert {f"{name}_se" for name in MEASURES} < set(found.columns)
    words = table(comparison, files, Labels("zh"))
    assert len(words.rows) == len(wanted) and all(len(row) == len(words.headers) for row in words.rows)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_command_leaves_a_folder_that_can_be_drawn_again(
    on_paper, linghuo, comparison, monkeypatch, tmp_path, language
):
    files = [file for file in list_designs() if file.name in comparison.setup.all_designs]
    monkeypatch.setattr("model.law.design.list_designs", lambda: files)
    small = ("--population", 600, "--until", 2028, "--replications", 2, "--jobs", 1, "--lang", language)
    code, out, err = linghuo("designs", "effects", *small, "--out", tmp_path / "r")
    assert code == 0 and "full_proposal" in out and "results in" in err
    assert json.loads((tmp_path / "r" / "analysis.json").read_text())["kind"] == "design_effects"
    kept = {path.name: path.read_bytes() for path in (tmp_path / "r").iterdir()}
    assert {"design_effects.csv", "design_effects.tex", "design_effects.md", "report.html"} < kept.keys()
    assert {"figure.csv", "figure.pdf", "figure.png", "figure.svg"} < kept.keys()
    drawn = pd.read_csv(tmp_path / "r" / "figure.csv")
    told = pd.read_csv(tmp_path / "r" / "design_effects.csv")
    assert drawn["cev"].tolist() == told["cev"].tolist() and drawn["design"].tolist() == told["design"].tolist()
    for name in ("design_effects.csv", "design_effects.tex", "report.html"):
        (tmp_path / "r" / name).unlink()
    monkeypatch.setattr("experiments.run.build", None)
    code, again, err = linghuo("plot", tmp_path / "r", "--lang", language)
    assert code == 0 and again == out and "drew figure; 1 tables" in err
    assert {path.name: path.read_bytes() for path in (tmp_path / "r").iterdir()} == kept
    other = linghuo("designs", "effects", *small[2:], "--out", tmp_path / "r")
    assert other[0] == 2 and "already holds another experiment" in other[2]
