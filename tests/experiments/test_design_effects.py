"""The table of what each design changes beside its own comparator."""

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
