"""Months, pay and orders of a year follow the worked examples; the dead and the idle get zeros."""

from typing import NamedTuple

import numpy as np
import pytest
from scipy.stats import norm

from agents.codes import (
    CASUAL,
    CLAIM_DISABILITY,
    CLAIM_EMPLOYEE,
    CLAIM_NONE,
    CLAIM_PUBLIC,
    CLAIM_RESIDENT,
    EMPLOYEE,
    FARMER,
    OUT,
    PLATFORM,
    PUBLIC,
    RETIRED,
    SELF_EMPLOYED,
    STUDENT,
    UNEMPLOYED,
    Employer,
)
from agents.earnings import earn, lose_work


class Work(NamedTuple):
    lose_work: np.ndarray
    lose_work_employer: np.ndarray
    lose_work_age: np.ndarray
    find_work: np.ndarray
    log_profile: np.ndarray
    cohort_growth: np.ndarray
    cohort_first: int
    cohort_last: int
    log_hukou: np.ndarray
    log_employer: np.ndarray
    log_status: np.ndarray
    persistence: float
    innovation_deviation: np.ndarray
    transitory_deviation: np.ndarray
    platform_ability: float
    log_platform: np.ndarray


class Behaviour(NamedTuple):
    involuntary_share: float
    claim_response: float = 0.3


class Platforms(NamedTuple):
    pay_per_order: np.ndarray
    pay_loss_per_order: np.ndarray
    revenue_per_order: np.ndarray
    taxable_profit_per_order: np.ndarray
    orders_full_time: np.ndarray
    demand_index: np.ndarray


class Economy(NamedTuple):
    wage_level: float


LOG_EMPLOYER = np.log(np.array([1, 1.6, 1.5, 1.6, 1.4, 1.2, 1.1, 1.0, 0.8]))
LOG_STATUS = np.tile(np.array([0, 8.5, 8.6, 0, 8.4, 7.8, 7.0, 0, 0, 0])[:, None], (1, 85))
WORK = Work(
    lose_work=np.array([0, 0.04, 0.004, 0.08, 0.05, 0.10, 0, 0, 0, 0]),
    lose_work_employer=np.array([1, 1, 0.5, 1, 1, 1, 1, 1, 2.0]),
    lose_work_age=np.ones(85),
    find_work=np.full(85, 0.2),
    log_profile=np.tile(np.linspace(0.0, 0.84, 85), (2, 4, 1)),
    cohort_growth=np.array([[0.01] * 4, [0.0] * 4]),
    cohort_first=1970,
    cohort_last=1995,
    log_hukou=np.array([0.0, -0.1]),
    log_employer=LOG_EMPLOYER,
    log_status=LOG_STATUS,
    persistence=0.9,
    innovation_deviation=np.full(10, 0.2),
    transitory_deviation=np.full(10, 0.3),
    platform_ability=0.5,
    log_platform=np.full(85, -0.05),
)
PLATFORMS = Platforms(
    pay_per_order=np.array([7.0, 30.0]),
    pay_loss_per_order=np.array([0.2, 0.0]),
    revenue_per_order=np.array([6.5, 4.0]),
    taxable_profit_per_order=np.array([0.5, -0.1]),
    orders_full_time=np.array([10_000.0, 2_000.0]),
    demand_index=np.array([1.0, 0.9]),
)


def spent(status, u_lose, u_months=0.5, employer=2, months_alive=12, income=50_000.0, share=0.6, claim=CLAIM_NONE,
          claim_month=0, may_claim=0):  # fmt: skip
    """Months worked, months unemployed, the flag of lost work and its month for rows of these statuses."""
    size = len(status)
    months = [np.full(size, 99, dtype=np.int8) for _ in range(4)]
    lose_work(
        np.array(status, dtype=np.int8), np.full(size, employer, dtype=np.int8),
        np.full(size, 12 * 40, dtype=np.int16), np.full(size, months_alive, dtype=np.int8),
        np.full(size, claim, dtype=np.int8), np.full(size, 12 * 2026 + claim_month, dtype=np.int32), np.int64(2026),
        np.full(size, income), np.full(size, may_claim, dtype=np.int8), np.full(size, u_lose),
        np.full(size, u_months), WORK, Behaviour(share), *months,
    )  # fmt: skip
    return [flow.tolist() for flow in months]


def test_workers_who_keep_their_work_work_every_month_they_live():
    statuses = [EMPLOYEE, PUBLIC, PLATFORM, SELF_EMPLOYED, CASUAL, FARMER]
    worked, without, lost, month = spent(statuses, 0.5, months_alive=7)
    assert worked == [7] * 6
    assert without == lost == month == [0] * 6


def test_a_spell_starts_in_an_equally_likely_month_and_lasts_a_geometric_time():
    # hazard 0.04 x 0.5 of state firms; 0.003 / 0.02 = 0.15 is below the involuntary 0.6: month 0.25 x 12 = 3
    assert spent([EMPLOYEE], 0.003, u_months=0.5) == [[8], [4], [1], [4]]  # log 0.5 / log 0.8 = 3.1, so 4 months
    assert spent([EMPLOYEE], 0.003, u_months=0.999999) == [[3], [9], [1], [4]]  # cut by the end of the year
    # 0.016 / 0.02 = 0.8 is a quit: (0.8 - 0.6) / 0.4 = 0.5, month 6, one month at u = 0.1
    assert spent([EMPLOYEE], 0.016, u_months=0.1) == [[11], [1], [0], [7]]
    assert spent([EMPLOYEE], 0.021) == [[12], [0], [0], [0]]


def test_employer_types_change_the_hazard_of_employees_only():
    assert spent([EMPLOYEE, SELF_EMPLOYED], 0.06, employer=8)[1] == [4, 0]


def test_the_unemployed_lost_work_if_they_earned_last_year_and_did_not_quit():
    assert spent([UNEMPLOYED], 0.5) == [[0], [12], [1], [0]]
    assert spent([UNEMPLOYED], 0.7) == [[0], [12], [0], [0]]
    assert spent([UNEMPLOYED], 0.5, income=0.0) == [[0], [12], [0], [0]]


def plainly_spent(status, employer, lived, claim, claim_month, income, u_lose, u_months, share):
    """Months worked and without work, flag and month of lost work of one person, as the docstring of the stage says."""
    stops = status in (EMPLOYEE, PUBLIC, UNEMPLOYED)
    if claim == CLAIM_DISABILITY or (stops and claim in (CLAIM_EMPLOYEE, CLAIM_PUBLIC)):
        lived = min(lived, max(claim_month, 0))
    if lived == 0 or status in (STUDENT, OUT, RETIRED):
        return [0, 0, 0, 0]
    if status == UNEMPLOYED:
        return [0, lived, int(income > 0.0 and u_lose < share), 0]
    hazard = WORK.lose_work[status] * (WORK.lose_work_employer[employer] if status == EMPLOYEE else 1.0)
    if u_lose >= hazard:
        return [lived, 0, 0, 0]
    part = u_lose / hazard
    within = part / share if part < share else (part - share) / (1.0 - share)
    left = lived - min(int(within * lived), lived - 1)
    spell = min(1 + int(min(np.log(1.0 - u_months) / np.log(0.8), 1200.0)), left)
    return [lived - spell, spell, int(part < share), 1 + lived - left]


def test_months_with_and_without_work_equal_their_plain_form():
    draw, size = np.random.default_rng(2), 4_000
    small = [draw.integers(0, n, size).astype(np.int8) for n in (10, 9, 13, 5)]
    month, income = draw.integers(-20, 30, size), draw.choice([0.0, 9_000.0], size)
    u_lose, u_months = draw.random(size) ** 3, draw.random(size)
    flows = [np.full(size, 99, dtype=np.int8) for _ in range(4)]
    lose_work(
        small[0], small[1], np.full(size, 12 * 40, dtype=np.int16), small[2], small[3],
        (12 * 2026 + month).astype(np.int32), np.int64(2026), income, np.zeros(size, dtype=np.int8), u_lose, u_months,
        WORK, Behaviour(0.6), *flows,
    )  # fmt: skip
    plain = [
        plainly_spent(*row, 0.6)
        for row in zip(*(a.tolist() for a in (*small, month, income, u_lose, u_months)), strict=True)
    ]
    assert np.transpose(flows).tolist() == plain


def test_flexible_workers_who_may_claim_lose_work_more_often():
    # hazard 0.05 x 1.3 = 0.065 of the self-employed
    assert spent([SELF_EMPLOYED], 0.06)[2] == [0]
    assert spent([SELF_EMPLOYED], 0.038, may_claim=1)[2] == [1]  # 0.038 / 0.065 is below the involuntary 0.6
    assert spent([SELF_EMPLOYED], 0.038)[2] == [0]  # 0.038 / 0.05 is a quit
    assert spent([SELF_EMPLOYED], 0.066, may_claim=1)[1] == [0]


def test_those_outside_work_and_the_dead_have_no_months():
    assert spent([STUDENT, OUT, RETIRED], 0.0001) == [[0] * 3] * 4
    assert spent([EMPLOYEE, UNEMPLOYED], 0.0001, months_alive=0) == [[0] * 2] * 4


def test_wage_workers_stop_in_the_month_of_their_claim_and_the_self_employed_go_on():
    statuses = [EMPLOYEE, PUBLIC, SELF_EMPLOYED]
    assert spent(statuses, 0.5, claim=CLAIM_EMPLOYEE, claim_month=5)[0] == [5, 5, 12]
    assert spent(statuses, 0.5, claim=CLAIM_DISABILITY, claim_month=0)[0] == [0, 0, 0]
    assert spent(statuses, 0.5, claim=CLAIM_RESIDENT, claim_month=5)[0] == [12, 12, 12]
    assert spent([UNEMPLOYED], 0.5, claim=CLAIM_EMPLOYEE, claim_month=5)[1] == [5]
    # a spell that would end after the claim ends with it
    assert spent([EMPLOYEE], 0.003, u_months=0.999999, claim=CLAIM_PUBLIC, claim_month=6) == [[1], [5], [1], [2]]


def earned(status, months_worked, *, employer=0, platform=-1, intensity=1.0, hukou=0, sex=0, age=40, alive=12,
           ability=0.1, shock=0.2, level=1.1, u_shock=0.5, u_transitory=0.5, year=2026):  # fmt: skip
    """Flows and updated columns of one row."""
    columns = {"earnings_shock": np.full(1, shock, dtype=np.float32), "income_year": np.full(1, 123.0)}
    flows = {name: np.full(1, -1.0) for name in
             ("wage_month", "orders_year", "platform_revenue", "platform_profit", "net_pay_loss")}  # fmt: skip

    def byte(value):
        return np.full(1, value, dtype=np.int8)

    earn(
        byte(status), byte(employer), np.full(1, platform, dtype=np.int16), byte(sex), byte(1), byte(hukou),
        np.full(1, 12 * age + 3, dtype=np.int16), byte(alive), byte(months_worked),
        np.full(1, intensity, dtype=np.float32), np.full(1, ability, dtype=np.float32), np.full(1, u_shock),
        np.full(1, u_transitory), np.int64(year), WORK, PLATFORMS, Economy(level), *columns.values(), *flows.values(),
    )  # fmt: skip
    return {name: float(array[0]) for name, array in {**columns, **flows}.items()}


def test_a_wage_is_the_product_of_its_parts():
    row = earned(EMPLOYEE, 10, employer=Employer.STATE_OWNED, hukou=3, age=40, u_shock=0.8, u_transitory=0.3)
    shock = 0.9 * 0.2 + 0.2 * norm.ppf(0.8)
    # born in 1986, nine cohorts before the last: nine percent of log points less
    log_pay = np.log(1.1) + 0.24 - 0.09 - 0.1 + np.log(1.5) + 8.5 + 0.1 + shock + 0.3 * norm.ppf(0.3)
    assert row["earnings_shock"] == pytest.approx(shock, rel=1e-6)
    assert row["wage_month"] == pytest.approx(np.exp(log_pay), rel=1e-6)
    assert row["income_year"] == pytest.approx(10 * np.exp(log_pay), rel=1e-6)
    assert row["orders_year"] == row["platform_revenue"] == row["platform_profit"] == row["net_pay_loss"] == 0.0


def test_cohorts_outside_the_compared_ones_earn_as_the_nearest():
    young = earned(SELF_EMPLOYED, 12, age=20)["wage_month"]
    assert young == pytest.approx(1.1 * np.exp(0.04 + 8.4 + 0.1 + 0.18), rel=1e-6)
    old = earned(SELF_EMPLOYED, 12, age=70)["wage_month"]
    assert old == pytest.approx(1.1 * np.exp(0.54 - 0.25 + 8.4 + 0.1 + 0.18), rel=1e-6)


def test_platform_workers_earn_orders_times_pay_per_order():
    row = earned(PLATFORM, 9, platform=1, intensity=0.8, u_transitory=0.7)
    orders = 0.8 * 2_000 * 0.9 * 9 / 12
    own = np.exp(0.5 * (0.1 + 0.18) - 0.05 + 0.3 * norm.ppf(0.7))
    assert row["orders_year"] == pytest.approx(orders, rel=1e-6)
    assert row["income_year"] == pytest.approx(orders * 30 * own, rel=1e-6)
    assert row["wage_month"] == pytest.approx(orders * 30 * own / 9, rel=1e-6)
    assert row["platform_revenue"] == pytest.approx(orders * 4.0, rel=1e-6)
    assert row["platform_profit"] == pytest.approx(orders * -0.1, rel=1e-6)
    assert earned(PLATFORM, 12, platform=0)["net_pay_loss"] == pytest.approx(10_000 * 0.2, rel=1e-6)


@pytest.mark.parametrize("status", [STUDENT, UNEMPLOYED, OUT, RETIRED])
def test_persons_out_of_work_earn_nothing_and_keep_their_persistent_component_moving(status):
    row = earned(status, 0, u_shock=0.9)
    assert row["earnings_shock"] == pytest.approx(0.18 + 0.2 * norm.ppf(0.9), rel=1e-6)
    assert sum(value for name, value in row.items() if name != "earnings_shock") == 0.0


def test_the_dead_get_zeros_and_nothing_else_changes():
    row = earned(PLATFORM, 0, platform=1, alive=0)
    assert row["earnings_shock"] == pytest.approx(0.2)
    assert sum(value for name, value in row.items() if name != "earnings_shock") == 0.0


def test_pay_of_every_working_status_is_positive_and_rises_with_the_wage_level():
    for status in (EMPLOYEE, PUBLIC, PLATFORM, SELF_EMPLOYED, CASUAL, FARMER):
        low = earned(status, 12, platform=0, level=1.0)["wage_month"]
        high = earned(status, 12, platform=0, level=2.0)["wage_month"]
        expected = low if status == PLATFORM else 2 * low  # platforms set pay per order themselves
        assert low > 0.0 and high == pytest.approx(expected, rel=1e-9)
