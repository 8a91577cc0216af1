"""Tables say the same on the screen, in LaTeX and in their data, and nothing is cut."""

import io
import re

import pandas as pd
import pytest

from experiments import report, results
from experiments.labels import LANGUAGES, Labels, wrapped
from experiments.tables.table import Table, latex, merged, number, write_csv, write_latex


def small(**given):
    words = {
        "name": "small", "title": "A & B_1", "headers": ["Fund", "Rate, %"], "rows": [["pension", "-3.20"]],
        "labels": 1, "sections": frozenset(), "note": "100 % sure", "data": pd.DataFrame({"x": [1.5]}),
    }  # fmt: skip
    return Table(**{**words, **given})


def printed(tables, stream=None):
    stream = io.StringIO() if stream is None else stream
    report.show(tables, report.console(stream))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(1234567.8, 0, "1,234,568"), (-0.001, 2, "0.00"), (-1.5, 1, "-1.5"), (float("nan"), 1, "–"), (0.0, 0, "0")],
)
def test_numbers_are_written_for_readers(value, digits, text):
    assert number(value, digits) == text


def test_repeated_labels_are_said_once_and_begin_sections():
    rows, sections = merged([["a", "x", "1"], ["a", "x", "2"], ["a", "y", "3"], ["b", "y", "4"]], 2)
    assert rows == [["a", "x", "1"], ["", "", "2"], ["", "y", "3"], ["b", "y", "4"]]
    assert sections == {3}


def test_latex_escapes_its_own_characters():
    assert latex(r"50 % of {a}_b & $c #~^\–") == (
        r"50 \% of \{a\}\_b \& \$c \#\textasciitilde{}\textasciicircum{}\textbackslash{}--"
    )
    assert latex("-3.2") == "$-$3.2"
    assert latex("II(3)②") == "II(3)(2)"
    assert latex("-") == "-"


def test_a_latex_table_has_the_rules_of_booktabs_and_as_many_cells_as_columns(tmp_path):
    write_latex(small(), tmp_path)
    text = (tmp_path / "small.tex").read_text(encoding="utf-8")
    assert r"\caption{A \& B\_1}" in text
    assert r"\begin{tabular}{lr}" in text
    assert text.index(r"\toprule") < text.index(r"\midrule") < text.index(r"\bottomrule")
    assert r"pension & $-$3.20 \\" in text


def test_the_csv_holds_the_plain_numbers(tmp_path):
    write_csv(small(), tmp_path)
    assert (tmp_path / "small.csv").read_text() == "x\n1.5\n"


def test_a_pipe_gets_whole_lines(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    long = "a very long name of a legal design that no terminal would show in one line of text, and more of it"
    text = printed([small(rows=[[long, "1"]] * 2)])
    assert text.count(long) == 2
    assert "…" not in text


def test_a_narrow_terminal_folds_and_cuts_nothing(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setenv("NO_COLOR", "1")
    text = printed([small(rows=[["a long name that has to fold", "1234567.89"]])], Terminal())
    assert "…" not in text
    assert all(len(line) <= 30 for line in text.splitlines() if "\x1b" not in line)
    for part in ("a long", "fold", "1234567.89"):
        assert part in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_of_a_comparison_are_complete(comparison, language):
    tables = results.tables(comparison, Labels(language))
    text = printed(tables)
    for table in tables:
        assert table.title in text
        assert all(len(row) == len(table.headers) for row in table.rows)
        assert not table.data.empty
    words = Labels(language)
    assert all(words.of("fund", fund) in text for fund in ("pension", "medical", "injury", "care"))
    assert words("subsidy.without") in text
    assert words("word.never") in text


def test_numbers_on_the_screen_are_those_of_the_data(comparison):
    solvency = results.tables(comparison, Labels("en"))[0]
    row = solvency.data.set_index(["design", "fund", "subsidy"]).loc[("full_proposal", "injury", "with")]
    at = next(place for place, row in enumerate(solvency.rows) if row[0] == "Injury")
    shown = next(row for row in solvency.rows[at:] if "full proposal" in row[1])
    assert shown[5] == f"{row['reserve'] / 1e9:,.0f}"
    assert shown[9] == f"{100 * row['rate_paid']:.2f}"


def test_a_dash_or_a_greek_letter_makes_no_table_chinese(tmp_path):
    table = small()._replace(title="Mean of 2026–2050, μ*", note="σ")
    write_latex(table, tmp_path)
    text = (tmp_path / f"{table.name}.tex").read_text(encoding="utf-8")
    assert "Source: simulations" in text and "ctex" not in text
    assert r"$\mu$*" in text and r"\item $\sigma$" in text and text.isascii()
    assert wrapped("the mean of 2026–2050 and no more", 40) == "the mean of 2026–2050 and no more"


def test_a_latex_table_that_is_longer_than_a_page_goes_on_under_the_same_number(tmp_path):
    rows = [[f"row {k}", str(k)] for k in range(100)]
    table = Table("long", "Long", ["what", "n"], rows, 1, frozenset(range(0, 100, 7)), "A note.", pd.DataFrame())
    write_latex(table, tmp_path)
    text = (tmp_path / "long.tex").read_text(encoding="utf-8")
    parts = text.split(r"\begin{table}")[1:]
    assert [part.count("row ") for part in parts] == [35, 35, 30]  # each begins where a section does
    assert [int(n) for n in re.findall(r"row (\d+) &", text)] == list(range(100))
    assert all(r"what & n \\" in part for part in parts)
    assert [r"\label" in part for part in parts] == [True, False, False]
    assert text.count(r"\addtocounter{table}{-1}") == 2 == text.count("(continued)")
    assert ["A note." in part for part in parts] == [False, False, True]
