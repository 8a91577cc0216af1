"""The file of published figures holds what the checks read, and a wrong line is named before anything runs."""

import pytest

from calibration.checks.published import CHECKS, COLUMNS, FILE, CheckFileError, load_published, of_check

HEAD = ",".join(COLUMNS) + "\n"
GOOD = "one,behaviour,elasticity,,-0.5,-0.8,-0.2,share,a source,low,\n"


def test_every_check_has_figures_with_a_source_and_ids_are_unique():
    figures = load_published()
    assert {figure.check for figure in figures} == set(CHECKS)
    assert len({figure.id for figure in figures}) == len(figures)
    assert all(figure.source for figure in figures)


def test_the_dates_of_the_actuarial_report_are_as_it_states_them():
    known = of_check("actuarial_report")
    dates = {name: known[name, None].value for name in ("peak_year", "first_deficit", "exhaustion")}
    assert dates == {"peak_year": 2027, "first_deficit": 2028, "exhaustion": 2035}
    assert all(known[name, None].high - known[name, None].low == 4 for name in dates)  # two years either way


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("behaviour", "behavior", r"checks\.csv:2: check: `behavior` is unknown.*behaviour"),
        ("share", "km", r"checks\.csv:2: unit: `km` is unknown"),
        ("low,", "certain,", r"checks\.csv:2: confidence: `certain` is unknown"),
        ("-0.5", "much", r"checks\.csv:2: value: `much` is no number"),
        ("-0.5,-0.8,-0.2", ",,", r"checks\.csv:2: value: a figure needs a value or a range"),
        ("-0.5", "0.5", r"checks\.csv:2: low: -0\.8 to -0\.2 is no range around 0\.5"),
        ("elasticity,,", "elasticity,2030.5,", r"checks\.csv:2: year: `2030\.5` is no year"),
        ("a source", " ", r"checks\.csv:2: source: empty"),
        (",low,\n", ",low\n", r"checks\.csv:2: 10 cells where 11 are needed"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_wrong(tmp_path, old, new, message):
    path = tmp_path / "checks.csv"
    path.write_text(HEAD + GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(CheckFileError, match=message):
        load_published(path)


def test_a_second_line_of_one_id_and_wrong_columns_are_refused(tmp_path):
    path = tmp_path / "checks.csv"
    path.write_text(HEAD + GOOD + GOOD, encoding="utf-8")
    with pytest.raises(CheckFileError, match=r"checks\.csv:3: id: `one` stands in line 2"):
        load_published(path)
    other = tmp_path / "columns.csv"
    other.write_text("# nothing\nid,value\n", encoding="utf-8")
    with pytest.raises(CheckFileError, match=r"columns\.csv:2: the columns must be id,check"):
        load_published(other)


def test_a_comment_counts_as_a_line_in_messages(tmp_path):
    path = tmp_path / "checks.csv"
    path.write_text("# words\n" + HEAD + GOOD.replace("low,", "certain,"), encoding="utf-8")
    with pytest.raises(CheckFileError, match=r"checks\.csv:3: confidence"):
        load_published(path)
    assert FILE.name == path.name
