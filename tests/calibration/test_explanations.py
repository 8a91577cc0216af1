"""Explanations are found by measure and year, and a wrong line of their file is named."""

import pytest

from calibration.explanations import ExplanationError, explanation_of, load_explanations

TEXT = "measure,first_year,last_year,explanation\npension.reserve,2016,2018,a reason\n"


@pytest.fixture
def path(tmp_path):
    target = tmp_path / "explanations.csv"
    target.write_text(TEXT)
    return target


def test_an_explanation_holds_for_its_measure_and_years(path):
    known = load_explanations(path)
    assert explanation_of("pension.reserve", 2018, known) == "a reason"
    assert explanation_of("pension.reserve", 2019, known) == ""
    assert explanation_of("pension.revenue", 2018, known) == ""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("pension.reserve", "pension.reserv", r":2: measure: `pension\.reserv` is unknown"),
        ("2016,", "soon,", r":2: first_year and last_year are years"),
        ("2016,", "2019,", r":2: first_year 2019 lies after"),
        ("a reason", "", r":2: explanation: none"),
        ("first_year,", "", r":1: the columns are"),
    ],
)
def test_a_wrong_line_is_named(path, old, new, message):
    path.write_text(TEXT.replace(old, new, 1))
    with pytest.raises(ExplanationError, match=message):
        load_explanations(path)


def test_the_projects_own_file_is_right():
    assert load_explanations()
