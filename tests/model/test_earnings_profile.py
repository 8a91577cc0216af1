"""Pay levels meet the published wages, and a person's own path is steeper than the cross-section."""

import numpy as np
import pytest

from agents.codes import CASUAL, EMPLOYEE, FARMER, PLATFORM, PUBLIC, SELF_EMPLOYED, Employer
from model.earnings_profile import EMPLOYERS, cross_section, earnings_profile, own_path
from model.status_profile import status_profile

PAY = earnings_profile()
PERSONS = status_profile().persons()
INDEX = np.exp(np.moveaxis(cross_section(*own_path()), 1, 2))[..., None] * np.exp(PAY.log_hukou)
TYPES = PERSONS[..., EMPLOYEE, None] * PAY.employer_share
BILL = TYPES * INDEX[..., None] * np.exp(PAY.log_employer)
PUBLIC_BILL = (PERSONS[..., PUBLIC] * INDEX).sum() * np.exp(PAY.log_employer[Employer.PUBLIC])
NON_PRIVATE = [Employer.STATE_OWNED, Employer.FOREIGN, Employer.COMPANY]
PRIVATE = [Employer.PRIVATE_LARGE, Employer.PRIVATE_MEDIUM, Employer.PRIVATE_SMALL]


def mean_by_status(status: int) -> float:
    """Mean of exp(log pay) over a status when persons' own parts have mean one."""
    half = 0.5 * (
        PAY.ability_deviation**2 + PAY.shock_deviation[status] ** 2 + PAY.transitory_deviation[status] ** 2
    )
    level = np.exp(PAY.log_status[status] + half)[None, :, None, None]
    heads = PERSONS[..., status]
    return float((heads * INDEX * level).sum() / heads.sum())


def test_urban_non_private_and_private_wages_of_2025_are_met():
    heads = TYPES.sum(axis=(0, 1, 2, 3))
    bill = BILL.sum(axis=(0, 1, 2, 3))
    public = PERSONS[..., PUBLIC].sum()
    non_private = (bill[NON_PRIVATE].sum() + PUBLIC_BILL) / (heads[NON_PRIVATE].sum() + public)
    private = bill[PRIVATE].sum() / heads[PRIVATE].sum()
    assert 12 * non_private == pytest.approx(129_441, rel=5e-3)
    assert 12 * private == pytest.approx(71_590, rel=5e-3)
    assert 12 * PUBLIC_BILL / public == pytest.approx(120_000, rel=1e-6)
    units = NON_PRIVATE + PRIVATE
    full_calibre = (bill[units].sum() + PUBLIC_BILL) / (heads[units].sum() + public)
    assert full_calibre == pytest.approx(8_335, rel=0.01)  # wage behind the limits of 2026


def test_flexible_workers_and_farmers_earn_the_means_of_the_file():
    assert mean_by_status(SELF_EMPLOYED) == pytest.approx(5_966, rel=1e-6)
    assert mean_by_status(CASUAL) == pytest.approx(2_800, rel=1e-6)
    assert 12 * mean_by_status(FARMER) == pytest.approx(17_796, rel=1e-6)


def test_women_earn_three_quarters_of_mens_wages():
    pay = BILL.sum(axis=(1, 2, 3, 4)) / TYPES.sum(axis=(1, 2, 3, 4))
    assert 0.70 <= pay[1] / pay[0] <= 0.80


def test_own_path_is_steeper_than_the_cross_section_which_peaks_earlier():
    paths, growth = own_path()
    cross = cross_section(paths, growth)
    assert growth.min() >= 0.0
    assert (growth[:, 1] > growth[:, 3]).all()
    rise = paths[..., 55 - 16] - paths[..., 30 - 16]
    assert (rise >= cross[..., 55 - 16] - cross[..., 30 - 16] - 1e-12).all()
    np.testing.assert_allclose(
        rise - (cross[..., 55 - 16] - cross[..., 30 - 16]), 25 * growth, atol=1e-12
    )
    assert cross[0, 1].argmax() + 16 <= 35
    assert np.exp(cross[0, 3, 30 - 16] - cross[0, 2, 30 - 16]) == pytest.approx(1.45)


def test_employer_shares_meet_heads_and_the_educated_work_for_the_state_and_companies():
    np.testing.assert_allclose(PAY.employer_share.sum(axis=2), 1.0, atol=1e-12)
    heads = dict(zip(EMPLOYERS, TYPES.sum(axis=(0, 1, 2, 3)) / 1e6, strict=True))
    assert heads["none"] == heads["public"] == 0.0
    assert heads["state_owned"] == pytest.approx(40.0, rel=1e-3)
    assert heads["household_business"] == pytest.approx(43.4, rel=5e-3)
    assert (PAY.employer_share[3, :, Employer.STATE_OWNED] > PAY.employer_share[1, :, Employer.STATE_OWNED]).all()


def test_variances_of_log_pay_are_those_of_the_file():
    assert PAY.ability_deviation**2 == pytest.approx(0.15)
    assert PAY.shock_deviation[EMPLOYEE, -1] ** 2 == pytest.approx(0.03 / (1 - 0.81), rel=1e-3)
    assert PAY.shock_deviation[SELF_EMPLOYED, 0] ** 2 == pytest.approx(0.05)
    riders = 0.45**2 * (0.15 + PAY.shock_deviation[PLATFORM] ** 2) + 0.04
    np.testing.assert_allclose(PAY.log_platform, -0.5 * riders, rtol=1e-10)
    assert 0.08 < riders[40 - 16] < 0.20
