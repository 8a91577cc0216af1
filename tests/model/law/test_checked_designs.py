"""The designs that validation uses as yardsticks change what they say, and nothing else in any year."""

import pytest

from model.law.design import load_design
from model.law.parameters import load_law

LAW = load_law()
AGES = {
    *(f"retirement.cap.{track}" for track in ("men", "women_55", "women_50")),
    "retirement.early_window", "retirement.late_window", "retirement.minimum.cap_months",
}  # fmt: skip
RATES = {"pension.employer_rate.employee", "pension.employer_rate.public"}


def differences(name, year):
    """Path -> value under the design and under the law in force, where they differ."""
    mine, theirs = LAW.year(year, design=load_design(name, LAW)), LAW.year(year)
    return {path: (mine[path], theirs[path]) for path in mine if mine[path] != theirs[path]}


@pytest.mark.parametrize("year", [2016, 2018, 2019, 2024])
def test_before_the_reform_ages_kept_are_the_law_in_force(year):
    assert differences("retirement_ages_kept", year) == {}


@pytest.mark.parametrize("year", [2025, 2030, 2040, 2060])
def test_ages_kept_take_back_the_delay_the_windows_and_the_higher_minimum(year):
    found = differences("retirement_ages_kept", year)
    assert set(found) == AGES
    assert {mine for path, (mine, _) in found.items() if "minimum" not in path} == {0.0}
    assert found["retirement.minimum.cap_months"][0] == 180.0


@pytest.mark.parametrize(("year", "expected"), [(2018, set()), (2021, set()), (2025, AGES), (2050, AGES)])
def test_the_law_of_the_actuarial_report_differs_by_the_ages_alone_outside_2020(year, expected):
    assert set(differences("cass_2019", year)) == expected


def test_the_law_of_the_actuarial_report_has_no_relief_in_2020():
    found = differences("cass_2019", 2020)
    assert "pension.employer_rate.employee" in found and set(found) <= RATES
    assert {mine for mine, _ in found.values()} == {0.16}
