"""Yearly moves keep the cross-section, respect the law's claims, and stay near the hazards they start from."""

import numpy as np
import pytest

from agents.codes import EMPLOYEE, FARMER, OUT, PLATFORM, PUBLIC, RETIRED, SELF_EMPLOYED, STUDENT, UNEMPLOYED
from model.job_moves import claimants_by_origin, prior_moves, rake_moves, school_stay, transition
from model.status_profile import status_profile

TABLE = transition()
PROFILE = status_profile()
SHARE = PROFILE.status_share


def test_rows_are_probabilities():
    assert TABLE.shape == (2, 85, 4, 2, 10, 8)
    assert TABLE.flags.c_contiguous
    assert TABLE.min() >= 0.0
    np.testing.assert_allclose(TABLE.sum(axis=-1), 1.0, atol=1e-12)


def pushed_one_year(share: np.ndarray) -> np.ndarray:
    stay = school_stay().T[None, :, :, None]
    moved = (share[..., 1:9, None] * TABLE[..., 1:9, :]).sum(axis=-2)
    return moved + (share[..., STUDENT] * (1.0 - stay))[..., None] * TABLE[..., STUDENT, :]


@pytest.mark.parametrize(("sex", "first_claim_age"), [(0, 49), (1, 44)])
def test_a_year_of_moves_carries_each_age_into_the_next_where_nobody_claims(sex, first_claim_age):
    ages = slice(0, first_claim_age - 16)
    reached = pushed_one_year(SHARE)[sex, ages]
    following = SHARE[sex, 1 : first_claim_age - 15]
    np.testing.assert_allclose(reached, following[..., 1:9], atol=2e-6)
    stay = school_stay().T[ages, :, None]
    np.testing.assert_allclose(SHARE[sex, ages, ..., STUDENT] * stay, following[..., STUDENT], atol=1e-8)


def test_a_cohort_with_claims_as_in_the_cross_section_ages_along_the_profile():
    cells = PROFILE.cells()
    for sex in (0, 1):
        held = SHARE[sex, 45 - 16, ..., :9].copy()
        for age in range(45, 75):
            now, then = SHARE[sex, age - 16], SHARE[sex, age - 15]
            claims = claimants_by_origin(now, then) / np.maximum(now[..., :9], 1e-12)
            left = held * (1.0 - claims)
            held[..., 0] = 0.0
            held[..., 1:] = (left[..., 1:, None] * TABLE[sex, age - 16, ..., 1:9, :]).sum(axis=-2)
            if age + 1 in (55, 60, 65, 70, 75):
                weight = cells[sex, age - 15] / cells[sex, age - 15].sum()
                gap = ((held[..., 1:] - then[..., 1:9]) * weight[..., None]).sum(axis=(0, 1))
                assert np.abs(gap).max() < 0.05


def test_claims_come_from_insured_work_and_add_up():
    now, then = SHARE[0, 60 - 16 - 1], SHARE[0, 60 - 16]  # men turning sixty
    claims = claimants_by_origin(now, then)
    np.testing.assert_allclose(claims.sum(axis=-1), then[..., RETIRED] - now[..., RETIRED], rtol=1e-6)
    assert (claims <= now[..., :9]).all()
    assert (claims[..., PUBLIC] / now[..., PUBLIC] > claims[..., FARMER] / now[..., FARMER]).all()


def test_raking_meets_both_margins_and_keeps_odds_ratios():
    now, then = np.array([0.5, 0.3, 0.2]), np.array([0.4, 0.4, 0.2])
    prior = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.1, 0.2, 0.7]])
    joint = rake_moves(now, then, prior)
    np.testing.assert_allclose(joint.sum(axis=1), now, atol=1e-12)
    np.testing.assert_allclose(joint.sum(axis=0), then, atol=1e-9)
    odds = joint[0, 0] * joint[1, 1] / (joint[0, 1] * joint[1, 0])
    assert odds == pytest.approx(0.8 * 0.7 / (0.1 * 0.2))


def test_yearly_flows_are_those_of_the_hazards_within_their_ranges():
    persons = PROFILE.persons()
    rate = (persons[..., :, None] * TABLE).sum(axis=(0, 1, 2, 3)) / persons.sum(axis=(0, 1, 2, 3))[:, None]
    to_flexible = rate[EMPLOYEE, [PLATFORM - 1, SELF_EMPLOYED - 1, 4]].sum()
    assert 0.02 < to_flexible < 0.07
    assert 0.09 < rate[PLATFORM, EMPLOYEE - 1] < 0.30
    assert 0.02 < rate[PLATFORM, SELF_EMPLOYED - 1] < 0.09
    assert 0.08 < 1.0 - rate[SELF_EMPLOYED, SELF_EMPLOYED - 1] < 0.20
    assert 0.005 < 1.0 - rate[PUBLIC, PUBLIC - 1] < 0.03
    assert 0.35 < 1.0 - rate[UNEMPLOYED, UNEMPLOYED - 1] < 0.75


def test_wage_workers_near_the_legal_ages_keep_their_jobs_at_the_prior_pace():
    prior = prior_moves()
    for sex, age in ((0, 60), (0, 62), (1, 55), (1, 60)):
        for status in (EMPLOYEE, PUBLIC):
            stay = TABLE[sex, age - 16, ..., status, status - 1]
            assert (stay >= prior[age - 16, status, status] - 1e-6).all()


def test_moves_end_with_retirement():
    assert (TABLE[..., RETIRED, OUT - 1] == 1.0).all()
