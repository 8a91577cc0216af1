"""Stored estimates are read as they were written, and a wrong line is named with what would be right."""

import math

import pytest

from calibration.estimates import FILE, Estimate, EstimateError, load_estimates, write_estimates

ONE = Estimate("past.care_cost", 1.25, 0.1, 1.0, 0.5, 2.0, True, "a run", "abc", "20000 records")
IDLE = Estimate("behaviour.habit", 0.3, math.nan, 0.3, 0.0, 3.0, False, "a run", "abc", "20000 records")


@pytest.fixture
def path(tmp_path):
    target = tmp_path / "estimates.csv"
    write_estimates((ONE, IDLE), target)
    return target


def test_what_is_written_is_read_again(path):
    first, second = load_estimates(path)
    assert first == ONE
    assert second.value == 0.3 and math.isnan(second.standard_error) and not second.identified
    assert [each.name for each in path.parent.iterdir()] == ["estimates.csv"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("past.care_cost", "past.car_cost", r":2: parameter: `past\.car_cost` is no setting"),
        (",1.25,", ",many,", r":2: value: `many` is no number"),
        (",1.25,", ",2.5,", r":2: value: 2\.5 lies outside 0\.5 to 2"),
        (",yes,", ",perhaps,", r":2: identified: `perhaps`"),
        (",yes,", ",no,", r":2: standard_error: an identified"),
        ("behaviour.habit,0.3,", "behaviour.habit,0.4,", r":3: value: what is not identified stays"),
        ("behaviour.habit,0.3,,0.3,0,3", "past.care_cost,1,,1,0.5,2", r":3: parameter: past\.care_cost stands here"),
        ("parameter,value", "parameter,valu", r":1: the columns are parameter"),
    ],
)
def test_a_wrong_line_is_named(path, old, new, message):
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(EstimateError, match=message):
        load_estimates(path)


def test_the_stored_estimates_are_in_order_and_the_settings_file_holds_them():
    from experiments.settings_files import find_settings

    stored = {each.parameter: each.value for each in load_estimates(FILE) if each.identified}
    assert stored
    held = {name: each.value for name, each in find_settings("estimated").values.items()}
    assert held == pytest.approx(stored)
