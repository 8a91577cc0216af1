"""Claims and bunching are shares of persons or of claims over the years asked for; years out of reach are refused."""

import numpy as np
import pandas as pd
import pytest

from experiments.errors import InputError
from experiments.measured import Measure, check_years

COUNTS = pd.DataFrame(
    [
        (2030, "casual", 100.0, 8.0, 2.0, 1.0),
        (2031, "casual", 100.0, 4.0, 4.0, 3.0),
        (2031, "platform", 200.0, 6.0, 0.0, 0.0),
        (2031, "self_employed", 100.0, 0.0, 0.0, 1.0),
        (2031, "employee", 900.0, 90.0, 45.0, 0.0),
    ],
    columns=["year", "group", "persons", "unemployment_claims", "unemployment_repeat", "reports_below"],
)


def value(**fields):
    return Measure(**fields).value({"counts": COUNTS}, None, 1.0)


def test_claims_and_bunching_are_shares_of_persons_and_repeats_of_claims():
    assert value(of="unemployment_claims", group="flexible") == pytest.approx(100.0 * 10 / 400)
    assert value(of="repeat_claims", group="flexible") == pytest.approx(100.0 * 4 / 10)
    assert value(of="bunching", group="flexible") == pytest.approx(100.0 * 4 / 400)


def test_years_since_are_taken_together():
    assert value(of="unemployment_claims", group="casual", since=2030) == pytest.approx(100.0 * 12 / 200)
    assert value(of="repeat_claims", group="casual", since=2030, year=2030) == pytest.approx(25.0)


def test_repeats_of_no_claims_are_undefined():
    assert np.isnan(value(of="repeat_claims", group="self_employed"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"of": "bunching", "group": "flexible", "since": 2024}, "since 2024 are not simulated"),
        ({"of": "bunching", "group": "flexible", "since": 2030, "year": 2029}, "since 2030 are not simulated"),
    ],
)
def test_years_that_are_not_simulated_are_refused(fields, said):
    with pytest.raises(InputError, match=said):
        check_years({"mine": Measure(**fields)}, 2025, 2035)


def test_what_has_no_years_has_no_first_one():
    with pytest.raises(ValueError, match="coverage has no since"):
        Measure(of="coverage", group="flexible", branch="pension", since=2030)
