"""Simulated careers against worked records: months, index, accounts, and the award of a pensioner."""

import numpy as np
import pytest

from agents.codes import FEMALE, MALE
from model.alignment import uniforms
from model.careers import (
    DRAW_PURPOSE,
    FIRST_YEAR,
    JOIN,
    MEMBER_DORMANT,
    MEMBER_EMPLOYEE,
    MEMBER_FLEXIBLE,
    MEMBER_NONE,
    MEMBER_PUBLIC,
    RETIREE_EMPLOYEE,
    RETIREE_PUBLIC,
    TRACK,
    career_history,
    simulate_careers,
)

BASE = 2025
SEED = np.uint64(4)
RECORD = (
    "pension_months", "deemed_months", "index_sum", "pension_account", "claim_month", "pension_month",
    "account_pension_month",
)  # fmt: skip


@pytest.fixture(scope="module")
def divisor(base_named):
    return base_named["law_pension"].divisor


@pytest.fixture(scope="module")
def plain(divisor):
    """A history without luck: a wage of 1,000 throughout, no interest, 8 % to accounts, everyone in and insured."""
    years = BASE - FIRST_YEAR + 1
    return career_history(BASE, divisor)._replace(
        wage_month=np.full(years, 1000.0), account_rate=np.zeros(years), account_share=np.full(years, 0.08),
        adjustment=np.zeros(years), joined=np.ones(years), entry_age=np.array([20, 20, 20, 22]), stay=np.ones(7),
        return_=np.zeros(7), months_a_year=np.full(7, 12.0), index_mean=np.full(7, 0.8), index_spread=np.zeros(7),
    )  # fmt: skip


def simulated(people, history, member, ratio_now=1.0, **columns):
    """Pension records of people of these member kinds."""
    kind = np.atleast_1d(np.asarray(member, dtype=np.int64))
    rows = people(kind.size, **columns)
    for name in RECORD:
        rows[name][:] = 9
    simulate_careers(
        rows["worker"], rows["birth_month"], rows["sex"], rows["education"], kind, np.full(kind.size, float(ratio_now)),
        rows["ability"], SEED, history, *(rows[name] for name in RECORD),
    )  # fmt: skip
    return rows


def test_rows_without_membership_get_zeros(people, plain):
    rows = simulated(people, plain, [MEMBER_NONE] * 3, birth_month=12 * 1980)
    assert all(not rows[name].any() for name in RECORD)


def test_a_public_employees_months_are_twelve_a_year_deemed_before_accounts_began(people, plain):
    rows = simulated(people, plain, MEMBER_PUBLIC, 1.5, birth_month=12 * 1970 + 5, education=3)
    # half of 1992, 1993 to 2013 deemed; 2014 to 2025 paid
    assert rows["deemed_months"][0] == 6 + 12 * 21
    assert rows["pension_months"][0] == 12 * 12
    assert rows["index_sum"][0] == pytest.approx(1.5 * (258 + 144), rel=1e-12)
    assert rows["pension_account"][0] == pytest.approx(0.08 * 1.5 * 1000.0 * 144, rel=1e-12)
    assert rows["claim_month"][0] == 0 and rows["pension_month"][0] == 0.0


def test_an_employees_account_earns_the_credited_rate_of_every_later_year(people, plain):
    history = plain._replace(account_rate=np.full(plain.account_rate.size, 0.05))
    rows = simulated(people, history, MEMBER_EMPLOYEE, birth_month=12 * 2003)
    # half of 2023, then 2024 and 2025; the credits of a year earn nothing in that year
    assert rows["pension_months"][0] == 30
    assert rows["pension_account"][0] == pytest.approx(80.0 * (6 * 1.05**2 + 12 * 1.05 + 12), rel=1e-12)


def test_a_member_joins_once_his_kind_of_work_is_covered(people, plain):
    joined = np.where(np.arange(FIRST_YEAR, BASE + 1) < 2010, 0.0, 1.0)
    history = plain._replace(joined=joined, join_age=200)
    rows = simulated(people, history, [MEMBER_EMPLOYEE, MEMBER_PUBLIC], birth_month=12 * 1970)
    assert rows["pension_months"][0] == 12 * 16 and rows["deemed_months"][0] == 0
    # public employees were in from their first job
    assert rows["pension_months"][1] == 12 * 12 and rows["deemed_months"][1] == 6 + 12 * 23


def test_earlier_joiners_are_the_older_ones(people, plain):
    path = np.linspace(0.02, 1.0, BASE - FIRST_YEAR + 1)
    size = 400
    early = simulated(people, plain._replace(joined=path, join_age=30), [MEMBER_EMPLOYEE] * size,
                      birth_month=12 * 1970)["pension_months"]  # fmt: skip
    even = simulated(people, plain._replace(joined=path, join_age=200), [MEMBER_EMPLOYEE] * size,
                     birth_month=12 * 1970)["pension_months"]  # fmt: skip
    assert np.all(early >= even) and early.mean() > even.mean() + 12
    # and each in the first year whose share exceeds his draw
    u = uniforms(SEED, DRAW_PURPOSE, np.arange(size, dtype=np.uint32), JOIN)
    first = np.array([max(FIRST_YEAR + int(np.argmax(path >= draw)), 1990) for draw in u])
    late = (first > 1996) & (first < BASE)
    assert np.array_equal(even[late], 12 * (BASE + 1 - first[late]))


def test_an_index_that_nobody_knows_follows_ability_within_the_limits_of_the_base(people, plain):
    rows = simulated(people, plain, [MEMBER_FLEXIBLE] * 4, ratio_now=0.0, birth_month=12 * 1990,
                     ability=[0.0, 0.5, -5.0, 50.0])  # fmt: skip
    index = rows["index_sum"] / (rows["pension_months"] + rows["deemed_months"])
    assert index == pytest.approx([0.8, 0.8 * 1.45, 0.6, 3.0], rel=1e-6)


def test_a_dormant_member_keeps_a_record_though_he_does_not_pay_today(people, plain):
    broken = plain._replace(stay=np.zeros(7), return_=np.zeros(7))
    rows = simulated(people, broken, MEMBER_DORMANT, birth_month=12 * 1985)
    assert rows["pension_months"][0] == 12
    assert rows["pension_account"][0] == pytest.approx(0.08 * 1000.0 * 12, rel=1e-12)
    returning = plain._replace(return_=np.ones(7))
    rows = simulated(people, returning, MEMBER_DORMANT, birth_month=12 * 1985)
    # insured in every year but the last: half of 2005, then 2006 to 2024
    assert rows["pension_months"][0] == 6 + 12 * 19


def test_a_pensioners_award_follows_the_law_from_his_own_record(people, plain):
    u = uniforms(SEED, DRAW_PURPOSE, np.arange(50, dtype=np.uint32), TRACK)
    rows = simulated(people, plain, [RETIREE_EMPLOYEE] * 50, birth_month=12 * 1960, sex=MALE)
    at_60 = u < 0.82
    assert np.array_equal(rows["claim_month"], np.where(at_60, 12 * 2020, 12 * 2017))
    assert at_60.any() and not at_60.all()
    # half of 1980 and 1981 to 1995 deemed, 1996 to 2019 paid, account of 24 years at 80 a month
    k = int(np.flatnonzero(at_60)[0])
    assert (rows["deemed_months"][k], rows["pension_months"][k]) == (186, 288)
    account = 80.0 * 288
    part = account / 139.0
    pension = 1000.0 * 474 / 12 * 0.01 + part + 1000.0 * 0.013 * 186 / 12
    assert rows["account_pension_month"][k] == pytest.approx(part, rel=1e-12)
    assert rows["pension_month"][k] == pytest.approx(pension, rel=1e-12)
    # after five years in payment
    assert rows["pension_account"][k] == pytest.approx(account - 60 * part, rel=1e-12)


def test_pensions_in_payment_rise_by_the_adjustments_after_the_claim(people, plain):
    raised = plain._replace(adjustment=np.full(plain.adjustment.size, 0.03))
    rows, before = (
        simulated(people, history, RETIREE_PUBLIC, birth_month=12 * 1966, sex=FEMALE) for history in (raised, plain)
    )
    assert rows["claim_month"][0] == 12 * 2021
    for name in ("pension_month", "account_pension_month"):
        assert rows[name][0] == pytest.approx(before[name][0] * 1.03**4, rel=1e-12)


@pytest.mark.parametrize("kind", [RETIREE_EMPLOYEE, RETIREE_PUBLIC])
def test_every_retirees_award_is_positive_under_the_dated_history(people, divisor, kind):
    size = 600
    years = np.linspace(1930, 1965, size).astype(np.int64)
    history = career_history(BASE, divisor)
    rows = simulated(people, history, [kind] * size, 0.0, birth_month=12 * years, sex=np.arange(size) % 2,
                     education=np.arange(size) % 4)  # fmt: skip
    assert np.all(rows["pension_month"] > 0.0)
    assert np.all(rows["pension_month"] > rows["account_pension_month"])
    assert np.all(rows["pension_account"] >= 0.0)
    assert np.all((rows["claim_month"] > rows["birth_month"]) & (rows["claim_month"] < 12 * (BASE + 1)))


def test_the_dated_history_has_every_year_and_shares_that_rise_to_one(divisor):
    history = career_history(BASE, divisor)
    for name in ("wage_month", "account_rate", "account_share", "adjustment", "joined"):
        assert getattr(history, name).size == BASE - FIRST_YEAR + 1
        assert np.all(getattr(history, name) >= 0.0)
    assert np.all(np.diff(history.joined) >= 0.0) and history.joined[-1] == 1.0
    share = dict(zip(range(FIRST_YEAR, BASE + 1), history.account_share, strict=True))
    assert (share[1995], share[1996], share[2005], share[2006]) == (0.0, 0.11, 0.11, 0.08)
