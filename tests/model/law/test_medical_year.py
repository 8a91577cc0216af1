"""A year of employee medical for rows of persons: contributions, retirement, waiting, benefits, accounts."""

from inspect import signature
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest

from agents.codes import (
    GROUP_CASUAL,
    GROUP_EMPLOYEE,
    GROUP_NONE,
    GROUP_PLATFORM,
    MEDICAL_EMPLOYEE,
    MEDICAL_FLEXIBLE,
    MEDICAL_NONE,
    MEDICAL_RESIDENT,
    MEDICAL_RETIREE,
)
from model.demography import demography_of
from model.health import fall_ill, health_tables, stay_outlook
from model.law.injury import law as injury_law
from model.law.medical import stages
from model.law.medical.law import resolve
from model.law.medical.rules import expected_pool_payment, flexible_wait, pensioner_scheme
from model.law.parameters import load_law
from model.law.resident_medical import law as resident_law

SHANGHAI, ANHUI = 8, 11


class Platforms(NamedTuple):
    sector: np.ndarray


PLATFORMS = Platforms(np.zeros(2, dtype=np.int64))
CONTEXT = SimpleNamespace(
    year=2025, average_wage=8026.0, province_wage=np.full(31, 8026.0), urban_income_month=54188 / 12,
    province_income_month=np.full(31, 54188 / 12), medical_growth=1.0,
)  # fmt: skip
LAW = resolve(load_law().year(2025), CONTEXT)
INJURY_LAW = injury_law.resolve(
    load_law().year(2025),
    SimpleNamespace(
        **vars(CONTEXT), minimum_wage_month=np.full(31, 2000.0), economy=SimpleNamespace(pension_adjustment=0.02)
    ),
)


def ints(*values, dtype=np.int8):
    return np.array(values, dtype=dtype)


def money(*values):
    return np.array(values, dtype=np.float64)


def contribute(law, rows, year=2025):
    """Run `contribute` on rows given as dicts by the columns' names without `medical_`; the columns and flows."""
    counts = {"months_alive": 12, "months_worked": 12, "group": 0, "sex": 0, "province": ANHUI, "platform": -1,
              "claims_pension": 0, "months_retired": 0, "scheme": 0, "paid_months": 0, "months": 0,
              "unemployment_medical_months": 0}  # fmt: skip
    sums = ("base_month", "orders_year", "platform_revenue", "platform_profit", "account")
    medical = {"scheme", "paid_months", "months", "base_month", "account"}
    columns = {}
    for name, default in counts.items() | dict.fromkeys(sums, 0.0).items():
        dtype = np.float64 if name in sums else np.int16 if name in ("platform", "months") else np.int8
        values = np.array([row.get(name, default) for row in rows], dtype=dtype)
        columns[f"medical_{name}" if name in medical else name] = values
    for payer in ("worker", "platform", "user", "employer", "treasury"):
        columns[f"paid_{payer}_medical"] = np.full(len(rows), -1.0)
    columns["medical_account_credit"] = np.full(len(rows), -1.0)
    known = {**columns, "year": year, "law_medical": law, "platforms": PLATFORMS}
    stages.contribute(*[known[name] for name in signature(stages.contribute.py_func).parameters])
    return columns


def test_each_payer_pays_his_rate_and_the_account_gets_its_part():
    employee = {"group": GROUP_EMPLOYEE, "scheme": MEDICAL_EMPLOYEE, "paid_months": 12, "base_month": 6000.0}
    flexible = {"group": GROUP_CASUAL, "scheme": MEDICAL_FLEXIBLE, "paid_months": 10, "base_month": 5000.0}
    uninsured_by_employer = {**employee, "scheme": MEDICAL_FLEXIBLE, "base_month": 5000.0}
    retiree = {"group": GROUP_NONE, "scheme": MEDICAL_RETIREE, "months_retired": 12, "months": 400}
    got = contribute(LAW, [
        employee, {**flexible, "province": SHANGHAI}, uninsured_by_employer, retiree, {**employee, "months_alive": 0},
    ])  # fmt: skip
    assert got["paid_worker_medical"] == pytest.approx([1440.0, 0.105 * 50000, 0.07 * 60000, 0.0, 0.0])
    assert got["paid_employer_medical"] == pytest.approx([0.08 * 72000, 0.0, 0.0, 0.0, 0.0])
    assert got["medical_account_credit"] == pytest.approx(
        [0.0251 * 72000, 0.01274 * 50000, 0.01274 * 60000, 72.0 * 12, 0.0]
    )
    assert got["medical_account"] == pytest.approx(got["medical_account_credit"])
    assert list(got["medical_months"]) == [12, 10, 12, 400, 0]
    for payer in ("platform", "user", "treasury"):
        assert not got[f"paid_{payer}_medical"].any()


def test_months_that_the_unemployment_fund_pays_count_and_cover_and_cost_the_person_nothing():
    rows = [
        {"group": GROUP_EMPLOYEE, "scheme": MEDICAL_EMPLOYEE, "paid_months": 7, "months_worked": 7, "months": 100,
         "base_month": 6000.0, "unemployment_medical_months": 5},
        {"scheme": MEDICAL_FLEXIBLE, "paid_months": 12, "months_worked": 0, "months": 40, "base_month": 5000.0,
         "unemployment_medical_months": 9},
    ]  # fmt: skip
    got = contribute(LAW, rows)
    assert list(got["medical_months"]) == [112, 52]
    assert got["paid_worker_medical"] == pytest.approx([0.02 * 42_000, 0.07 * 15_000])
    assert got["medical_account_credit"] == pytest.approx([0.0251 * 42_000, 0.01274 * 15_000])
    covered, gap, wait = ints(-1, -1), ints(0, 0), ints(0, 0)
    resident = resident_law.resolve(load_law().year(2025), CONTEXT)
    stages.wait(
        ints(12, 12), ints(ANHUI, ANHUI), ints(0, 0), ints(MEDICAL_EMPLOYEE, MEDICAL_FLEXIBLE), ints(7, 12), ints(5, 9),
        got["medical_months"], LAW, resident, gap, wait, covered,
    )  # fmt: skip
    assert list(covered) == [12, 12]


def test_a_platform_pays_on_revenue_of_the_insured_part_of_the_work():
    rate = np.zeros(6)
    rate[GROUP_PLATFORM] = 0.05
    rows = [
        {"group": GROUP_PLATFORM, "platform": 1, "scheme": MEDICAL_FLEXIBLE, "paid_months": 6, "base_month": 5000.0,
         "platform_revenue": 20_000.0, "platform_profit": -50.0, "orders_year": 1000.0},
    ]  # fmt: skip
    law = LAW._replace(platform_rate=rate, order_charge=np.full(6, 0.3))
    on_revenue = contribute(law._replace(platform_base=2), rows)
    assert on_revenue["paid_platform_medical"] == pytest.approx([0.05 * 0.07 / 0.072 * 10_000])
    assert contribute(law._replace(platform_base=3), rows)["paid_platform_medical"] == pytest.approx([0.0])
    assert contribute(law._replace(platform_base=1), rows)["paid_platform_medical"] == pytest.approx([150.0])
    assert contribute(law._replace(platform_base=0), rows)["paid_platform_medical"] == pytest.approx(
        [0.05 * 0.07 / 0.072 * 30_000]
    )


def test_free_cover_needs_the_years_and_others_pay_on_or_leave():
    required = LAW.required_months
    assert list(required) == [300.0, 240.0]
    ask = (required[0], 120.0, 1, 120.0)
    assert pensioner_scheme(MEDICAL_EMPLOYEE, 1, 300.0, 280.0, *ask) == MEDICAL_RETIREE
    assert pensioner_scheme(MEDICAL_EMPLOYEE, 1, 299.0, 280.0, *ask) == MEDICAL_FLEXIBLE
    assert pensioner_scheme(MEDICAL_EMPLOYEE, 1, 179.0, 179.0, *ask) == MEDICAL_RESIDENT
    assert pensioner_scheme(MEDICAL_EMPLOYEE, 1, 299.0, 280.0, required[0], 120.0, 0, 120.0) == MEDICAL_RESIDENT
    assert pensioner_scheme(MEDICAL_EMPLOYEE, 0, 179.0, 179.0, *ask) == MEDICAL_EMPLOYEE
    assert pensioner_scheme(MEDICAL_FLEXIBLE, 1, 300.0, 60.0, required[0], 120.0, 1, 120.0) == MEDICAL_FLEXIBLE


def test_a_pensioner_who_pays_on_becomes_a_retiree_when_the_years_are_full():
    rows = [
        {"scheme": MEDICAL_FLEXIBLE, "months_retired": 12, "months": 290},
        {"scheme": MEDICAL_FLEXIBLE, "months_retired": 12, "months": 200},
        {"group": GROUP_EMPLOYEE, "scheme": MEDICAL_EMPLOYEE, "months_retired": 6, "claims_pension": 1,
         "paid_months": 6, "base_month": 6000.0, "months": 294},
    ]  # fmt: skip
    got = contribute(LAW, rows)
    pay_on = 0.07 / 0.072 * (0.072 - 0.01274) * 0.6 * 8026.0 * 12
    assert got["paid_worker_medical"] == pytest.approx([pay_on, pay_on, 0.02 * 36000])
    assert list(got["medical_months"]) == [302, 212, 300]
    assert got["medical_account_credit"] == pytest.approx([0.0, 0.0, 0.0251 * 36000 + 72.0 * 6])
    scheme = ints(MEDICAL_FLEXIBLE, MEDICAL_FLEXIBLE, MEDICAL_EMPLOYEE)
    stages.retire(
        ints(12, 12, 12), ints(0, 0, 0), ints(0, 0, 1), ints(12, 12, 6), got["medical_months"], 2025, LAW, scheme
    )
    assert list(scheme) == [MEDICAL_RETIREE, MEDICAL_FLEXIBLE, MEDICAL_RETIREE]


def test_waits_follow_gap_and_interruption():
    assert flexible_wait(0, 0.0, 0.0, 6.0, 3.0, 3.0, 0) == 0.0  # from resident medical without a gap
    assert flexible_wait(0, 0.0, 0.0, 6.0, 3.0, 3.0, 1) == 6.0
    assert flexible_wait(2, 0.0, 0.0, 6.0, 3.0, 3.0, 0) == 6.0
    assert flexible_wait(1, 60.0, 0.0, 6.0, 3.0, 3.0, 0) == 3.0
    assert flexible_wait(0, 60.0, 3.0, 6.0, 3.0, 3.0, 0) == 0.0
    assert flexible_wait(0, 60.0, 4.0, 6.0, 3.0, 3.0, 0) == 3.0


def test_waiting_is_served_over_years_and_gaps_are_counted():
    resident = resident_law.resolve(load_law().year(2025), CONTEXT)
    scheme = ints(
        MEDICAL_FLEXIBLE, MEDICAL_FLEXIBLE, MEDICAL_RESIDENT, MEDICAL_NONE, MEDICAL_EMPLOYEE, MEDICAL_EMPLOYEE
    )
    paid = ints(4, 12, 0, 0, 9, 0)
    months = ints(4, 112, 0, 50, 109, 80, dtype=np.int16)
    gap, left, covered = ints(3, 0, 4, 1, 0, 0), ints(0, 0, 0, 2, 0, 0), ints(-1, -1, -1, -1, -1, -1)
    province = ints(SHANGHAI, ANHUI, ANHUI, ANHUI, ANHUI, ANHUI)
    alive, by_fund = np.full(6, 12, dtype=np.int8), np.zeros(6, dtype=np.int8)
    stages.wait(alive, province, np.zeros(6, np.int8), scheme, paid, by_fund, months, LAW, resident, gap, left, covered)
    assert list(covered) == [0, 12, 5, 0, 9, 0]  # Shanghai waits six months; four missed years wait 3 + 4
    assert list(left) == [2, 0, 0, 0, 0, 0]
    assert list(gap) == [0, 0, 0, 2, 0, 1]
    paid = ints(12, 12, 0, 0, 9, 0)
    stages.wait(alive, province, np.zeros(6, np.int8), scheme, paid, by_fund, months + 12, LAW, resident, gap, left,
                covered)  # fmt: skip
    assert covered[0] == 10 and left[0] == 0


def test_accounts_pay_own_costs_then_relatives_and_the_rest_is_out_of_pocket():
    account = money(5000.0, 300.0, 0.0, 700.0)
    spent, own = money(-1, -1, -1, -1), money(-1, -1, -1, -1)
    stages.settle(
        ints(12, 12, 12, 7), ints(0, 0, 0, 1), ints(MEDICAL_EMPLOYEE, MEDICAL_RETIREE, MEDICAL_NONE, MEDICAL_EMPLOYEE),
        money(3000.0, 9000.0, 2000.0, 100.0), money(1800.0, 6000.0, 0.0, 0.0), money(0.0, 0.0, 0.0, 0.0),
        money(2000.0, 300.0, 0.0, 0.0), ints(0, 0, 0, 0), money(0.0, 0.0, 0.0, 0.0), LAW, INJURY_LAW, account, spent,
        own,
    )  # fmt: skip
    assert own == pytest.approx([1200.0 * 0.6, 3000.0 - 300.0, 2000.0, 60.0])
    assert spent == pytest.approx([480.0 + 0.62 * 2000.0, 300.0, 0.0, 700.0])
    assert account == pytest.approx([5000.0 - spent[0], 0.0, 0.0, 0.0])


def test_treatment_of_a_work_injury_is_paid_by_the_injury_fund_or_out_of_pocket_never_by_medical_insurance():
    account = money(50_000.0, 50_000.0, 0.0, 0.0)
    spent, own = money(-1, -1, -1, -1), money(-1, -1, -1, -1)
    stages.settle(
        ints(12, 12, 12, 0), ints(0, 0, 1, 0), ints(MEDICAL_EMPLOYEE, MEDICAL_EMPLOYEE, MEDICAL_NONE, MEDICAL_NONE),
        money(0.0, 0.0, 0.0, 0.0), money(0.0, 0.0, 0.0, 0.0), money(0.0, 0.0, 0.0, 0.0), money(0.0, 0.0, 0.0, 0.0),
        ints(9, 9, 12, 9), money(80_000.0, 0.0, 0.0, 0.0), LAW, INJURY_LAW, account, spent, own,
    )  # fmt: skip
    treatment = INJURY_LAW.treatment_cost
    assert own.tolist() == [0.0, treatment[8], treatment[11], 0.0]
    assert spent.tolist() == [0.0, 0.0, 0.0, 0.0]


class Level(NamedTuple):
    medical_level: float
    resident_medical_level: float


class Signal(NamedTuple):
    signal_share: float


def ill(scheme_code, size=150_000, age=62, seed=3):
    """Rows of one sex, age and scheme who have lived a year of illness; columns and what stages need beside them."""
    illness = health_tables(demography_of(2026).death_probability)
    random = np.random.default_rng(seed)
    scheme = np.full(size, scheme_code, dtype=np.int8)
    sex, alive = np.ones(size, dtype=np.int8), np.full(size, 12, dtype=np.int8)
    months = np.full(size, 12 * age + 3, dtype=np.int16)
    health = np.zeros(size, dtype=np.float32)
    cost, hospital, expected = np.zeros(size), np.zeros(size), np.zeros(size)
    draws = [random.random(size) for _ in range(4)]
    level, signal = Level(1.1, 1.2), Signal(0.35)
    fall_ill(sex, months, alive, scheme, *draws, illness, level, signal, health, cost, hospital, expected)
    known = (sex, months, np.full(size, ANHUI, dtype=np.int8), scheme)
    return alive, known, (cost, hospital, expected), (illness, level, signal)


@pytest.mark.parametrize("scheme", [MEDICAL_FLEXIBLE, MEDICAL_RETIREE])
def test_the_pool_pays_on_average_what_it_is_settled_at(scheme):
    alive, known, costs, tables = ill(scheme)
    covered = np.full(alive.size, 12, dtype=np.int8)
    covered[: alive.size // 2] = 6
    paid, expected = np.empty(alive.size), np.empty(alive.size)
    stages.claim(alive, *known, covered, *costs, *tables, LAW, paid, expected)
    sex, months, _, _ = known
    for k in (0, alive.size - 1):
        hospital, probability = stay_outlook(costs[2][k], 1, sex[k], months[k] // 12, 1.1, tables[0])
        given = (hospital, costs[2][k] - hospital, probability, 1.26, 0.8 * np.sqrt(0.65))
        plain = expected_pool_payment(*given, int(scheme == MEDICAL_RETIREE), ANHUI, LAW)
        assert expected[k] == pytest.approx(covered[k] / 12 * plain, rel=1e-12)
    gap = paid - expected
    assert abs(gap.mean()) < 4.0 * gap.std() / np.sqrt(gap.size)
    assert expected.std() > 0.0 and paid.std() > 2.0 * expected.std()
    assert paid[: gap.size // 2].mean() == pytest.approx(0.5 * paid[gap.size // 2 :].mean(), rel=0.05)


def test_only_covered_members_of_the_employee_scheme_are_paid():
    alive, known, costs, tables = ill(MEDICAL_EMPLOYEE, size=4)
    alive[3] = 0
    known[3][1] = MEDICAL_RESIDENT
    covered = ints(12, 12, 0, 0)
    paid, expected = np.full(4, -1.0), np.full(4, -1.0)
    stages.claim(alive, *known, covered, *costs, *tables, LAW, paid, expected)
    assert expected[0] > 0.0 and not expected[1:].any() and not paid[1:].any()
