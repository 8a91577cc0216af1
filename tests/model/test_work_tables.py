"""The tables of work have one type, keep stocks where nothing changes, and agree with the platforms."""

import numpy as np
import pytest

from agents.codes import EMPLOYEE, PLATFORM, RETIRED, SECTORS, Employer
from model.earnings_profile import earnings_profile
from model.platforms import load_platforms, load_sectors, worker_heads
from model.status_profile import status_profile
from model.work_tables import job_taker_shares, leave_rate_of_employees, platform_shares, stock_tables, work_tables
from model.world import cast

TABLES = work_tables()
PERSONS = status_profile().persons()


def test_every_table_is_a_contiguous_writeable_float_array_or_a_number():
    for name, value in TABLES._asdict().items():
        if isinstance(value, np.ndarray):
            assert value.dtype == np.float64 and value.flags.c_contiguous and value.flags.writeable, name
            assert np.isfinite(value).all(), name
        else:
            assert type(value) in (int, float), name
    for name, value in cast(TABLES)._asdict().items():
        np.testing.assert_array_equal(value, getattr(TABLES, name))


def test_cumulative_tables_rise_to_one():
    for table in (TABLES.employer_cumulative, TABLES.platform_cumulative, TABLES.intensity_cumulative):
        assert (np.diff(table, axis=-1) >= 0.0).all()
        assert (table[..., -1] == 1.0).all()


def test_job_takers_replace_those_who_leave_each_type_of_employer():
    stock = np.array([0.5, 0.3, 0.2])
    change = np.array([0.02, 0.06, 0.16])
    takers = job_taker_shares(stock, change, np.array(0.1))
    assert takers == pytest.approx(np.array([0.06, 0.048, 0.052]) / 0.16)
    leaving = stock * (0.1 + change)
    np.testing.assert_allclose(leaving.sum() * takers, leaving)


def test_the_educated_leave_employment_less_often():
    rate = leave_rate_of_employees()
    assert ((rate > 0.04) & (rate < 0.2)).all()
    assert (rate[3] < rate[1]).all()


def test_nobody_takes_a_job_without_type_or_in_the_public_sector_as_an_employee():
    assert (TABLES.employer_cumulative[..., Employer.PUBLIC] == 0.0).all()
    stock = earnings_profile().employer_share
    takers = np.diff(TABLES.employer_cumulative, axis=-1, prepend=0.0)
    assert (takers[..., Employer.PRIVATE_SMALL] > stock[..., Employer.PRIVATE_SMALL]).all()


def test_base_year_employees_are_placed_as_all_employees_are():
    placed = np.diff(stock_tables().employer_cumulative, axis=-1, prepend=0.0)
    np.testing.assert_allclose(placed, earnings_profile().employer_share, atol=1e-12)
    assert stock_tables().transition is TABLES.transition


def test_platform_workers_are_spread_as_the_platforms_need_them_and_women_as_in_the_profile():
    on_platforms = PERSONS[..., PLATFORM].sum(axis=(1, 2, 3))
    shares = platform_shares(float(on_platforms[1] / on_platforms.sum()))
    heads = (shares * on_platforms[:, None]).sum(axis=0)
    wanted = worker_heads(load_platforms(), load_sectors())
    np.testing.assert_allclose(heads / heads.sum(), wanted / wanted.sum(), atol=1e-9)
    sector = np.array([terms.sector for terms in load_platforms()])
    by_sector = np.array([np.bincount(sector, weights=row, minlength=len(SECTORS)) for row in shares])
    women = by_sector[1] * on_platforms[1] / (by_sector * on_platforms[:, None]).sum(axis=0)
    assert women[SECTORS.index("domestic_work")] > 0.75
    assert women[SECTORS.index("ride_hailing")] < 0.10


def test_work_after_the_claim_has_mean_one_over_the_retired_and_ends_with_age():
    retired = PERSONS[..., RETIRED].sum(axis=(0, 2, 3))
    assert (TABLES.post_claim_work * retired).sum() == pytest.approx(retired.sum())
    assert TABLES.post_claim_work[-1] == 0.0
    assert TABLES.post_claim_kind.sum() == pytest.approx(1.0)


def test_yearly_probabilities_stay_below_one():
    worst = TABLES.lose_work.max() * TABLES.lose_work_employer.max() * TABLES.lose_work_age.max()
    assert 0.0 < worst < 1.0
    assert TABLES.lose_work[EMPLOYEE] > 0.0
    assert TABLES.change_employer.max() * TABLES.change_employer_age.max() < 1.0
    assert ((TABLES.find_work > 0.0) & (TABLES.find_work < 1.0)).all()
    assert TABLES.platform_change + TABLES.intensity_redraw < 1.0
