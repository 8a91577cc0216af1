"""Dates are read off paths whose dates are known: peak, first deficit, exhaustion, and what a reform puts off."""

import math

import numpy as np
import pytest

from calibration.checks import retirement_reform
from calibration.checks.comparison import inside
from model.measures.solvency import peak_year

YEARS = np.arange(2026, 2036)


def test_a_reserve_that_falls_by_one_more_each_year_has_the_dates_of_its_parabola():
    # balance 3, 2, 1, 0, -1, ... from 10: the reserve is 13, 15, 16, 16, 15, 13, 10, 6, 1, -5
    closing = 1e9 * (10.0 + np.cumsum(3.0 - np.arange(10)))
    found = retirement_reform.dates(YEARS, 1e10, closing)
    assert found == {"peak_year": 2028, "first_deficit": 2030, "exhaustion": 2035}


def test_a_reserve_that_grows_to_the_end_has_no_date():
    found = retirement_reform.dates(YEARS, 0.0, 1e9 * np.arange(1.0, 11.0))
    assert all(math.isnan(date) for date in found.values())


def test_a_reserve_that_only_falls_has_its_peak_in_the_first_year():
    assert peak_year(YEARS, np.arange(10.0, 0.0, -1.0)) == 2026


def test_the_reform_gains_the_years_between_two_first_deficits(on_paper):
    kept, reform = (1e9 * (10.0 + np.cumsum(start - np.arange(10.0))) for start in (3.0, 5.0))
    common = {"pension__opening": 1e10, "pension__subsidy": 0.0, "yield": 0.0, "gdp": 1e12}
    paths = [on_paper(YEARS, pension__closing=closing, **common) for closing in (reform, kept)]
    found = retirement_reform.check(*paths)
    counted = found[found["note"] == "with subsidy"].set_index("quantity")["model"]
    assert counted.to_dict() == {"first_deficit_ages_kept": 2030, "first_deficit_reform": 2032, "years_gained": 2}


def test_without_subsidy_the_first_year_that_needs_it_is_a_deficit(on_paper):
    # closing as if each year brought 2 bn of which 3 bn are subsidy
    paths = on_paper(
        YEARS, pension__closing=1e10 + 2e9 * np.arange(1, 11), pension__opening=1e10, pension__subsidy=3e9,
        **{"yield": 0.0}, gdp=1e12,
    )  # fmt: skip
    assert math.isnan(retirement_reform.dates_of(paths)["first_deficit"][0])
    assert retirement_reform.dates_of(paths, with_subsidy=False)["first_deficit"][0] == 2026


@pytest.mark.parametrize(
    ("value", "low", "high", "expected"),
    [(1, 0, 2, True), (3, 0, 2, False), (3, 0, math.nan, True), (-1, 0, math.nan, False), (1, math.nan, math.nan, None),
     (math.nan, 0, 2, None)],
)  # fmt: skip
def test_a_value_is_inside_its_range_where_there_is_one(value, low, high, expected):
    assert inside(value, low, high) is expected
