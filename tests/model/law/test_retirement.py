"""Retirement ages, tracks and minimum months: the schedule of the 2024 Decision and the settings of designs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.codes import (
    FEMALE,
    MALE,
    PENSION_EMPLOYEE,
    PENSION_FLEXIBLE,
    PENSION_NONE,
    PENSION_PUBLIC,
    Education,
    Employer,
)
from model.law.parameters import load_law
from model.law.retirement.law import resolve
from model.law.retirement.rules import (
    Track,
    minimum_contribution_months,
    minimum_months_of,
    person_minimum_months,
    statutory_retirement_age,
    track_of,
)

TRACKS = list(Track)
BIRTHS = st.integers(12 * 1940, 12 * 2010)


def month(year, number=1):
    return 12 * year + number - 1


def law(year=2026, **changes):
    return resolve(load_law().year(year))._replace(**changes)


@settings(deadline=None, derandomize=True)
@given(st.sampled_from(TRACKS), BIRTHS)
def test_later_birth_never_means_an_earlier_age_or_retirement_month(track, birth):
    first, second = statutory_retirement_age(track, birth), statutory_retirement_age(track, birth + 1)
    assert first <= second <= first + 1


@settings(deadline=None, derandomize=True)
@given(st.sampled_from(TRACKS), BIRTHS)
def test_ages_stay_between_the_old_and_the_new_age(track, birth):
    old, new = {0: (720, 756), 1: (660, 696), 2: (600, 660)}[track]
    assert old <= statutory_retirement_age(track, birth) <= new


def test_arrays_give_what_single_persons_get():
    births = np.arange(month(1960), month(1992), 5)
    ages = statutory_retirement_age(np.array(TRACKS)[:, None], births)
    assert ages.shape == (3, births.size)
    assert ages.tolist() == [[statutory_retirement_age(track, int(birth)) for birth in births] for track in TRACKS]
    assert isinstance(statutory_retirement_age(0, month(1965)), int)
    years = np.array([2025, 2030, 2045])
    assert minimum_contribution_months(years).tolist() == [180, 186, 240]


def test_no_man_retires_in_june_2025():
    births = np.arange(month(1964), month(1967))
    retirement = births + statutory_retirement_age(Track.MEN, births)
    assert month(2025, 6) not in retirement
    assert month(2025, 5) in retirement and month(2025, 7) in retirement


@pytest.mark.parametrize(
    "year, expected", [(2010, 180), (2029, 180), (2030, 186), (2035, 216), (2039, 240), (2060, 240)]
)
def test_minimum_months_rise_by_half_a_year_from_2030_to_2039(year, expected):
    assert minimum_contribution_months(year) == expected
    assert law(year).minimum_months == expected


def test_a_design_moves_the_minimum_and_pro_rata_drops_it():
    assert minimum_months_of(2040, law(minimum_cap_months=180)) == 180
    assert minimum_months_of(2040, law(short_career=2)) == 1


def test_a_pension_pro_rata_of_a_mandate_drops_the_minimum_for_its_older_entrants_alone():
    for older, expected in ((0, 240), (1, 240), (2, 1)):
        assert person_minimum_months(2040, 1, law(older_entrants=older)) == expected
        assert person_minimum_months(2040, 0, law(older_entrants=older)) == 240


def test_the_old_ages_hold_before_2025():
    before = law(2024)
    assert before.cap_months.tolist() == [0, 0, 0]
    assert (before.early_window, before.late_window, before.disability_allowance) == (0, 0, 0)


def test_every_track_array_has_one_type():
    resolved = law()
    for name in ("old_age_months", "first_birth_month", "step_months", "cap_months"):
        array = getattr(resolved, name)
        assert array.dtype == np.int64 and array.shape == (3,) and array.flags.c_contiguous


LOW, HIGH = Education.LOWER_SECONDARY, Education.TERTIARY
FIRM, STATE = Employer.COMPANY, Employer.PUBLIC


@pytest.mark.parametrize(
    "sex, education, employer, scheme, expected",
    [
        (MALE, LOW, FIRM, PENSION_EMPLOYEE, Track.MEN),
        (FEMALE, LOW, FIRM, PENSION_EMPLOYEE, Track.WOMEN_50),
        (FEMALE, HIGH, FIRM, PENSION_EMPLOYEE, Track.WOMEN_55),
        (FEMALE, LOW, STATE, PENSION_EMPLOYEE, Track.WOMEN_55),
        (FEMALE, LOW, STATE, PENSION_PUBLIC, Track.WOMEN_55),
        (FEMALE, LOW, Employer.NONE, PENSION_FLEXIBLE, Track.WOMEN_55),
        (FEMALE, LOW, Employer.NONE, PENSION_NONE, Track.WOMEN_55),
    ],
)
def test_the_track_follows_sex_post_and_scheme(sex, education, employer, scheme, expected):
    assert track_of(sex, education, employer, scheme, 0, 0, 0, 120) == expected


def test_flexible_women_follow_the_setting_of_the_design():
    def track(setting, employed_months=0, equal=0):
        return track_of(FEMALE, LOW, 0, PENSION_FLEXIBLE, employed_months, setting, equal, 120)

    assert [track(setting) for setting in range(4)] == [1, 2, 1, 0]
    assert [track(2, months) for months in (119, 120)] == [1, 2]
    assert track(1, equal=1) == Track.MEN
