"""The ODD document's tables come from the code."""

import pytest

from experiments.errors import InputError
from experiments.odd import DOCUMENT, TABLES, rewrite, rewritten


def test_tables_of_the_odd_document_say_what_the_code_says():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert rewritten(text) == text, "run `linghuo odd`"
    assert all(f"<!-- table: {name} -->" in text for name in TABLES)


def test_a_stale_table_is_rewritten_and_the_prose_is_kept(tmp_path):
    document = tmp_path / "ODD.md"
    document.write_text("before\n<!-- table: levers -->\nstale row\n<!-- end -->\nafter\n", encoding="utf-8")
    assert rewrite(document)
    text = document.read_text(encoding="utf-8")
    assert text.startswith("before\n<!-- table: levers -->\n|") and text.endswith("<!-- end -->\nafter\n")
    assert "| L46 |" in text and "stale row" not in text
    assert not rewrite(document)


def test_a_mark_that_names_no_table_is_refused():
    with pytest.raises(InputError, match="no table is called colums"):
        rewritten("<!-- table: colums -->\n<!-- end -->\n")


def test_every_behavioural_constant_has_evidence_and_lies_in_its_range():
    rows = [line.split(" | ") for line in TABLES["behaviour"]().splitlines()[2:]]
    assert len(rows) > 30
    for _, value, limits, _, evidence in rows:
        low, high = map(float, limits.split(" to "))
        assert low <= float(value) <= high
        assert len(evidence) > 5
