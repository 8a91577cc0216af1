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
from model.law.medical.benefits import medical_stays
from model.law.medical.law import resolve
from model.law.medical.rules import expected_pool_payment, flexible_wait, pensioner_scheme
from model.law.parameters import load_law
from model.law.resident_medical import law as resident_law
from model.law.resident_medical.rules import resident_wait

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
              "claims_pension": 0, "months_retired": 0, "scheme": 0, "paid_months": 0, "own_months": 0,
              "months": 0, "unemployment_medical_months": 0}  # fmt: skip
    sums = ("base_month", "orders_year", "platform_revenue", "platform_profit", "account", "support_share")
    medical = {"scheme", "paid_months", "own_months", "months", "base_month", "account"}
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
    columns = {
        "medical_scheme": ints(MEDICAL_EMPLOYEE, MEDICAL_FLEXIBLE), "medical_gap": ints(0, 0),
        "medical_wait": ints(0, 0), "medical_paid_months": ints(7, 12), "medical_months": got["medical_months"],
        "unemployment_medical_months": ints(5, 9),
    }  # fmt: skip
    assert wait(LAW, RESIDENT_LAW, columns, 2)["medical_covered_months"].tolist() == [12, 12]


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


def test_who_lost_his_job_pays_the_months_without_it_at_the_rate_and_lowest_base_of_individual_payers():
    lost = {"group": GROUP_EMPLOYEE, "scheme": MEDICAL_EMPLOYEE, "paid_months": 5, "own_months": 7,
            "base_month": 6000.0}  # fmt: skip
    got = contribute(LAW, [lost])
    assert got["paid_worker_medical"] == pytest.approx([0.02 * 30_000 + 0.07 * 7 * 0.6 * 8026.0])
    assert got["paid_employer_medical"] == pytest.approx([0.08 * 30_000])
    assert list(got["medical_months"]) == [12]
    # for months that the unemployment fund pays he pays nothing himself
    partly = contribute(LAW, [{**lost, "unemployment_medical_months": 3}, {**lost, "unemployment_medical_months": 7}])
    assert partly["paid_worker_medical"] == pytest.approx([0.02 * 30_000 + 0.07 * 4 * 0.6 * 8026.0, 0.02 * 30_000])
    assert list(partly["medical_months"]) == [12, 12]


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


def test_months_of_an_interrupted_record_make_free_when_the_pension_begins():
    # 社会保险法 第二十七条 adds the years up: cover held when the pension begins is no condition
    ask = (300.0, 120.0, 1, 120.0)
    assert pensioner_scheme(MEDICAL_RESIDENT, 1, 300.0, 280.0, *ask) == MEDICAL_RETIREE
    assert pensioner_scheme(MEDICAL_NONE, 1, 300.0, 280.0, *ask) == MEDICAL_RETIREE
    assert pensioner_scheme(MEDICAL_RESIDENT, 1, 299.0, 280.0, *ask) == MEDICAL_RESIDENT
    assert pensioner_scheme(MEDICAL_NONE, 1, 299.0, 280.0, *ask) == MEDICAL_NONE
    assert pensioner_scheme(MEDICAL_RESIDENT, 1, 300.0, 100.0, *ask) == MEDICAL_RESIDENT  # too few paid ones
    assert pensioner_scheme(MEDICAL_RESIDENT, 0, 300.0, 280.0, *ask) == MEDICAL_RESIDENT  # an older pension
    assert pensioner_scheme(MEDICAL_RESIDENT, 1, 0.0, 0.0, 0.0, 0.0, 1, 120.0) == MEDICAL_RESIDENT  # no record


def test_a_new_pensioner_who_had_left_has_account_and_cover_of_a_retiree_if_his_years_are_enough():
    new = {"months_retired": 6, "claims_pension": 1}
    rows = [
        {**new, "scheme": MEDICAL_RESIDENT, "months": 310},
        {**new, "scheme": MEDICAL_NONE, "months": 200},
        {"scheme": MEDICAL_RESIDENT, "months_retired": 12, "months": 310},  # his pension began in another year
    ]
    got = contribute(LAW, rows)
    assert got["medical_account_credit"] == pytest.approx([72.0 * 6, 0.0, 0.0])
    assert not got["paid_worker_medical"].any()
    scheme = ints(MEDICAL_RESIDENT, MEDICAL_NONE, MEDICAL_RESIDENT)
    stages.retire(
        ints(12, 12, 12), ints(0, 0, 0), ints(1, 1, 0), ints(6, 6, 12), got["medical_months"], 2025, LAW, scheme
    )
    assert list(scheme) == [MEDICAL_RETIREE, MEDICAL_NONE, MEDICAL_RESIDENT]


def test_waits_follow_gap_and_interruption():
    assert flexible_wait(0, 0.0, 0.0, 6.0, 3.0, 3.0, 0) == 0.0  # from resident medical without a gap
    assert flexible_wait(0, 0.0, 0.0, 6.0, 3.0, 3.0, 1) == 6.0
    assert flexible_wait(2, 0.0, 0.0, 6.0, 3.0, 3.0, 0) == 6.0
    assert flexible_wait(1, 60.0, 0.0, 6.0, 3.0, 3.0, 0) == 3.0
    assert flexible_wait(0, 60.0, 3.0, 6.0, 3.0, 3.0, 0) == 0.0
    assert flexible_wait(0, 60.0, 4.0, 6.0, 3.0, 3.0, 0) == 3.0


def wait(law, resident, columns, rows, **flows):
    """Run `wait` with these columns and flows; those that are not named are those of members from January."""
    flows = {
        "months_alive": np.full(rows, 12, np.int8), "months_retired": np.zeros(rows, np.int8),
        "province": np.full(rows, ANHUI, np.int8), "medical_start_month": np.ones(rows, np.int8),
        "medical_own_months": np.zeros(rows, np.int8), "resident_first_months": np.zeros(rows, np.int8),
        "unemployment_medical_months": np.zeros(rows, np.int8),
        "inpatient_cost": np.zeros(rows), "u_stay_month": np.full(rows, 0.5), "law_medical": law,
        "law_resident_medical": resident, "medical_covered_months": np.full(rows, -1, np.int8),
        "stay_covered": np.full(rows, -1, np.int8), **columns, **flows,
    }  # fmt: skip
    stages.wait(*[flows[name] for name in signature(stages.wait.py_func).parameters])
    return flows


RESIDENT_LAW = resident_law.resolve(load_law().year(2025), CONTEXT)


def test_who_joins_in_july_waits_before_the_first_benefit_and_stays_count_in_the_months_after_it():
    months = (np.arange(12) + 0.5) / 12.0
    for wait_months, first in ((0, 7), (3, 10), (6, 13)):
        columns = {
            "medical_scheme": np.full(12, MEDICAL_FLEXIBLE, np.int8), "medical_gap": np.zeros(12, np.int8),
            "medical_wait": np.full(12, wait_months, np.int8), "medical_paid_months": np.full(12, 6, np.int8),
            "medical_months": np.full(12, 6, np.int16),
        }  # fmt: skip
        got = wait(LAW, RESIDENT_LAW, columns, 12, medical_start_month=np.full(12, 7, np.int8),
                   inpatient_cost=np.full(12, 9_000.0), u_stay_month=months)  # fmt: skip
        assert set(got["medical_covered_months"]) == {6 - wait_months}
        assert got["stay_covered"].tolist() == [0] * (first - 1) + [1] * (13 - first)


def test_who_goes_on_after_a_lost_job_is_covered_in_every_month():
    columns = {
        "medical_scheme": np.full(3, MEDICAL_EMPLOYEE, np.int8), "medical_gap": ints(0, 0, 0),
        "medical_wait": ints(0, 0, 0), "medical_paid_months": ints(5, 5, 5),
        "medical_months": ints(112, 105, 112, dtype=np.int16),
    }  # fmt: skip
    got = wait(LAW, RESIDENT_LAW, columns, 3, medical_own_months=ints(7, 0, 7), inpatient_cost=money(1.0, 1.0, 1.0),
               unemployment_medical_months=ints(0, 0, 4), u_stay_month=money(0.9, 0.9, 0.9),
               medical_start_month=ints(7, 1, 7))  # fmt: skip
    assert got["medical_covered_months"].tolist() == [12, 5, 12]
    assert got["stay_covered"].tolist() == [1, 0, 1]


def test_waiting_is_served_over_years_and_gaps_are_counted():
    scheme = ints(
        MEDICAL_FLEXIBLE, MEDICAL_FLEXIBLE, MEDICAL_RESIDENT, MEDICAL_NONE, MEDICAL_EMPLOYEE, MEDICAL_EMPLOYEE
    )
    months = ints(4, 112, 0, 50, 109, 80, dtype=np.int16)
    gap, left = ints(3, 0, 4, 1, 0, 0), ints(0, 0, 0, 2, 0, 0)
    columns = {"medical_scheme": scheme, "medical_gap": gap, "medical_wait": left,
               "province": ints(SHANGHAI, ANHUI, ANHUI, ANHUI, ANHUI, ANHUI)}  # fmt: skip
    got = wait(LAW, RESIDENT_LAW, columns, 6, medical_paid_months=ints(4, 12, 0, 0, 9, 0), medical_months=months)
    # Shanghai waits six months; four missed years wait 3 + 4
    assert list(got["medical_covered_months"]) == [0, 12, 5, 0, 9, 0]
    assert list(left) == [2, 0, 0, 0, 0, 0]
    assert list(gap) == [0, 0, 0, 2, 0, 1]
    got = wait(LAW, RESIDENT_LAW, columns, 6, medical_paid_months=ints(12, 12, 0, 0, 9, 0), medical_months=months + 12)
    assert got["medical_covered_months"][0] == 10 and left[0] == 0


def plainly_covered(row, law, resident):
    """Covered months, stay covered or not, wait and gap at the end of one member's year, month by month in words."""
    alive, scheme = row["months_alive"], row["medical_scheme"]
    paid = row["medical_paid_months"] + max(row["medical_own_months"], row["unemployment_medical_months"])
    months = min(paid + (row["months_retired"] if scheme == MEDICAL_FLEXIBLE else 0), alive)
    if scheme in (MEDICAL_RESIDENT, MEDICAL_RETIREE):
        months = alive
    if alive == 0:
        return [0, 0, row["medical_wait"], row["medical_gap"]]
    if scheme == MEDICAL_NONE or months == 0:
        return [0, 0, 0, row["medical_gap"] + 1]
    wait = row["medical_wait"] if scheme in (MEDICAL_RESIDENT, MEDICAL_FLEXIBLE) else 0
    if scheme == MEDICAL_RESIDENT and row["medical_gap"] > 0:
        wait = resident_wait(
            row["medical_gap"], resident.fixed_wait_months, resident.wait_per_missed_year, resident.long_gap_years,
            resident.long_gap_months,
        )  # fmt: skip
    if scheme == MEDICAL_FLEXIBLE:
        unpaid = alive - months - row["resident_first_months"]
        p = row["province"]
        wait = max(wait, flexible_wait(
            row["medical_gap"], row["medical_months"] - months, unpaid, law.waiting_months[p],
            law.interruption_months[p], law.waiting_grace_months, law.waiting_after_resident,
        ))  # fmt: skip
    first = 7 if scheme == MEDICAL_FLEXIBLE and row["medical_start_month"] == 7 else 1
    of_membership = list(range(first, first + months))
    with_benefits = of_membership[int(min(wait, months)) :]
    month = 1 + min(int(row["u_stay_month"] * alive), alive - 1)
    stay = int(row["inpatient_cost"] > 0.0 and month in with_benefits)
    return [len(with_benefits), stay, int(max(wait - months, 0)), 0]


def test_months_of_cover_and_stays_in_them_equal_their_plain_form():
    draw, rows = np.random.default_rng(8), 6_000
    bounds = {
        "months_alive": 13, "months_retired": 13, "province": 31, "medical_scheme": 5, "medical_paid_months": 13,
        "medical_own_months": 8, "unemployment_medical_months": 8, "medical_gap": 6, "medical_wait": 7,
    }  # fmt: skip
    columns = {name: draw.integers(0, top, rows).astype(np.int8) for name, top in bounds.items()}
    for name in ("months_retired", "medical_own_months", "unemployment_medical_months", "medical_gap", "medical_wait"):
        columns[name] *= draw.integers(0, 2, rows, dtype=np.int8)  # most people have none
    columns["months_alive"][: rows // 2] = 12
    columns["medical_months"] = draw.choice([4, 12, 40, 300], rows).astype(np.int16)
    columns["medical_start_month"] = draw.choice([1, 7], rows).astype(np.int8)
    columns["resident_first_months"] = np.where(columns["medical_start_month"] == 7, 6, 0).astype(np.int8)
    columns["inpatient_cost"], columns["u_stay_month"] = draw.choice([0.0, 9e3], rows), draw.random(rows)
    known = list(columns)
    plain = [
        plainly_covered(dict(zip(known, row, strict=True)), LAW, RESIDENT_LAW)
        for row in zip(*(columns[name].tolist() for name in known), strict=True)
    ]
    got = wait(LAW, RESIDENT_LAW, columns, rows)
    names = ("medical_covered_months", "stay_covered", "medical_wait", "medical_gap")
    assert np.transpose([got[name] for name in names]).tolist() == plain


def test_accounts_pay_own_costs_then_relatives_and_the_rest_is_out_of_pocket():
    account = money(5000.0, 300.0, 0.0, 700.0)
    spent, left, own = (money(-1, -1, -1, -1) for _ in range(3))
    stages.settle(
        ints(12, 12, 12, 7), ints(0, 0, 0, 1), ints(MEDICAL_EMPLOYEE, MEDICAL_RETIREE, MEDICAL_NONE, MEDICAL_EMPLOYEE),
        money(3000.0, 9000.0, 2000.0, 100.0), money(1800.0, 6000.0, 0.0, 0.0), money(0.0, 0.0, 0.0, 0.0),
        money(2000.0, 300.0, 0.0, 0.0), ints(0, 0, 0, 0), money(0.0, 0.0, 0.0, 0.0), LAW, INJURY_LAW, account, spent,
        left, own,
    )  # fmt: skip
    assert own == pytest.approx([1200.0 * 0.6, 3000.0 - 300.0, 2000.0, 60.0])
    assert spent == pytest.approx([480.0 + 0.62 * 2000.0, 300.0, 0.0, 700.0])
    assert account == pytest.approx([5000.0 - spent[0], 0.0, 0.0, 0.0])
    assert left == pytest.approx([0.0, 0.0, 0.0, 700.0 - 40.0])


def test_treatment_of_a_work_injury_is_paid_by_the_injury_fund_or_out_of_pocket_never_by_medical_insurance():
    account = money(50_000.0, 50_000.0, 0.0, 0.0)
    spent, left, own = (money(-1, -1, -1, -1) for _ in range(3))
    stages.settle(
        ints(12, 12, 12, 0), ints(0, 0, 1, 0), ints(MEDICAL_EMPLOYEE, MEDICAL_EMPLOYEE, MEDICAL_NONE, MEDICAL_NONE),
        money(0.0, 0.0, 0.0, 0.0), money(0.0, 0.0, 0.0, 0.0), money(0.0, 0.0, 0.0, 0.0), money(0.0, 0.0, 0.0, 0.0),
        ints(9, 9, 12, 9), money(80_000.0, 0.0, 0.0, 0.0), LAW, INJURY_LAW, account, spent, left, own,
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
    stays = medical_stays(illness, level.medical_level, LAW)
    return alive, known, (cost, hospital, expected), (illness, stays, signal)


@pytest.mark.parametrize("scheme", [MEDICAL_FLEXIBLE, MEDICAL_RETIREE])
def test_the_pool_pays_on_average_what_it_is_settled_at(scheme):
    alive, known, costs, tables = ill(scheme)
    covered = np.full(alive.size, 12, dtype=np.int8)
    covered[: alive.size // 2] = 6
    paid, expected = np.empty(alive.size), np.empty(alive.size)
    in_time = (np.random.default_rng(4).integers(0, 12, alive.size) < covered).astype(np.int8)
    start = np.ones(alive.size, np.int8)
    stages.claim(alive, *known, covered, start, in_time, *costs, *tables, LAW, paid, expected)
    sex, months, _, _ = known
    for k in (0, alive.size - 1):
        share = covered[k] / 12
        hospital, probability = stay_outlook(costs[2][k], 1, sex[k], months[k] // 12, 1.1, tables[0])
        given = (share * hospital, share * (costs[2][k] - hospital), share * probability, 1.26, 0.8 * np.sqrt(0.65))
        plain = expected_pool_payment(*given, int(scheme == MEDICAL_RETIREE), ANHUI, LAW)
        assert expected[k] == pytest.approx(plain, rel=1e-12)
    gap = paid - expected
    assert abs(gap.mean()) < 4.0 * gap.std() / np.sqrt(gap.size)
    assert expected.std() > 0.0 and paid.std() > 2.0 * expected.std()
    part, whole = paid[: gap.size // 2].mean(), paid[gap.size // 2 :].mean()
    assert 0.42 * whole < part < 0.53 * whole  # a year's deductible is taken from half a year's costs
    # who decided in July knew more than his risk, and is settled as it falls
    stages.claim(alive, *known, covered, start + 6, in_time, *costs, *tables, LAW, paid, expected)
    assert expected.tobytes() == paid.tobytes()


def test_only_covered_members_of_the_employee_scheme_are_paid():
    alive, known, costs, tables = ill(MEDICAL_EMPLOYEE, size=4)
    alive[3] = 0
    known[3][1] = MEDICAL_RESIDENT
    covered = ints(12, 12, 0, 0)
    paid, expected = np.full(4, -1.0), np.full(4, -1.0)
    ones = np.ones(4, np.int8)
    stages.claim(alive, *known, covered, ones, ones.copy(), *costs, *tables, LAW, paid, expected)
    assert expected[0] > 0.0 and not expected[1:].any() and not paid[1:].any()
