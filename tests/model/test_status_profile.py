"""The status profile meets the published totals, margins and participation."""

import numpy as np
import pytest

from agents.codes import CASUAL, EMPLOYEE, FARMER, OUT, PLATFORM, PUBLIC, RETIRED, SELF_EMPLOYED, STUDENT, UNEMPLOYED
from model.cohorts import population_at_end
from model.education_hukou import LEVELS, school_share, urban_share
from model.labour_data import AGES, select
from model.status_profile import EDUCATION_FILE, RAKED, STATUSES, employed_persons, status_profile

PROFILE = status_profile()
PERSONS = PROFILE.persons()


def test_shares_sum_to_one_and_hold_every_person_of_sixteen_and_over():
    share = PROFILE.status_share
    assert share.shape == (2, 85, 4, 2, 10)
    assert share.min() >= 0.0
    np.testing.assert_allclose(share.sum(axis=4), 1.0, atol=1e-12)
    np.testing.assert_allclose(PERSONS.sum(), population_at_end(2025)[:, 16:].sum(), rtol=1e-12)
    np.testing.assert_allclose(PROFILE.education_share.sum(axis=2), 1.0, atol=1e-9)


def test_status_totals_of_the_end_of_2025_are_met_in_millions():
    total = PERSONS.sum(axis=(0, 1, 2, 3)) / 1e6
    wanted = {EMPLOYEE: 323.5, PUBLIC: 38.5, PLATFORM: 62.0, SELF_EMPLOYED: 117.0, CASUAL: 21.0, FARMER: 163.0}
    for status, heads in wanted.items():
        assert total[status] == pytest.approx(heads, rel=1e-6)
    assert total[[PLATFORM, SELF_EMPLOYED, CASUAL]].sum() == pytest.approx(200.0, rel=1e-6)
    assert total[EMPLOYEE : FARMER + 1].sum() == pytest.approx(725.1, rel=2e-3)
    assert employed_persons() == 725.1e6
    assert total[UNEMPLOYED] == pytest.approx(22.0, rel=1e-6)
    assert total[RETIRED] == pytest.approx(133.9, rel=1e-6)
    assert 60.0 < total[STUDENT] < 72.0
    assert 200.0 < total[OUT] < 240.0


def test_education_and_registration_of_each_status_are_met():
    rows = {(row.group, row.second): row.value / 100 for row in select(EDUCATION_FILE, "education_of")}
    rural = {row.group: row.value / 100 for row in select(EDUCATION_FILE, "rural_of")}
    for status in RAKED:
        heads = PERSONS[..., status]
        share = heads.sum(axis=(0, 1, 3)) / heads.sum()
        np.testing.assert_allclose(share, [rows[STATUSES[status], level] for level in LEVELS], atol=1e-4)
        assert heads[..., 1].sum() / heads.sum() == pytest.approx(rural[STATUSES[status]], abs=1e-4)


def test_urban_registration_has_the_national_share_and_falls_with_less_education():
    assert PERSONS[..., 0, :].sum() / PERSONS.sum() == pytest.approx(0.483, abs=1e-6)
    urban = urban_share(PROFILE.population[..., None] * PROFILE.education_share)
    assert (np.diff(urban, axis=0) > 0.0).all()


def test_persons_away_from_their_registration_are_those_of_the_census_by_age():
    away = (PROFILE.cells().sum(axis=(0, 2)) * PROFILE.nonlocal_share).sum() / 1e6
    assert 300.0 < away < 350.0  # 376 m in 2020 less 11.5 % under fifteen


@pytest.mark.parametrize(
    ("low", "high", "men", "women"), [(25, 54, 89.2, 81.6), (55, 64, 68.0, 51.6), (65, 100, 25.0, 16.4)]
)
def test_participation_stays_near_the_ilo_estimate_of_2025(low, high, men, women):
    ages = slice(low - AGES[0], high + 1 - AGES[0])
    for sex, rate in ((0, men), (1, women)):
        held = PERSONS[sex, ages].sum(axis=(0, 1, 2))
        assert 100 * held[EMPLOYEE : UNEMPLOYED + 1].sum() / held.sum() == pytest.approx(rate, abs=2.0)


def test_statuses_other_than_claims_and_school_change_smoothly_with_age():
    by_age = PERSONS.sum(axis=(2, 3))
    share = by_age / by_age.sum(axis=2, keepdims=True)
    for status in (PLATFORM, SELF_EMPLOYED, FARMER, UNEMPLOYED):
        assert np.abs(np.diff(share[:, 10:, status], axis=1)).max() < 0.025
    jumps = np.abs(np.diff(share[0, :, RETIRED]))
    assert AGES[1:][jumps.argmax()] == 60  # men retire at sixty


def test_school_ends_by_age_and_education():
    school = school_share()
    assert (np.diff(school, axis=1) <= 0.0).all()
    assert school[0].max() == 0.0
    assert school[3, 2] > 0.98 and school[3, 9] < 0.06  # tertiary at 18 and at 25
