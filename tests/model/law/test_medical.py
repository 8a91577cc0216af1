"""Employee medical: what the pool pays, on average and by luck, who pays in, who is covered, what accounts do."""

from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

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
from model.health import fall_ill, health_tables
from model.law.medical import stages
from model.law.medical.expectation import expected_excess, mean_over_lognormal
from model.law.medical.law import MedicalLaw, resolve
from model.law.medical.rules import (
    expected_pool_payment,
    flexible_wait,
    inpatient_payment,
    pensioner_scheme,
    pool_payment,
)
from model.law.parameters import load_law
from model.law.resident_medical import law as resident_law

EASY = settings(deadline=None, derandomize=True, max_examples=60)
BEIJING, SHANGHAI, ANHUI = 0, 8, 11


class Platforms(NamedTuple):
    sector: np.ndarray


PLATFORMS = Platforms(np.zeros(2, dtype=np.int64))


def context(year=2025, medical_growth=1.0):
    return SimpleNamespace(
        year=year, average_wage=8026.0, province_wage=np.full(31, 8026.0), urban_income_month=54188 / 12,
        province_income_month=np.full(31, 54188 / 12), medical_growth=medical_growth,
    )  # fmt: skip


def law_of(year=2025, **changes):
    return resolve(load_law().year(year), context(year))._replace(**changes)


def ints(*values, dtype=np.int8):
    return np.array(values, dtype=dtype)


def money(*values):
    return np.array(values, dtype=np.float64)


@EASY
@given(st.floats(10, 1e6), st.floats(0.3, 2.0), st.floats(1, 2e6))
def test_mean_excess_equals_the_integral(mean, sigma, threshold):
    def above(z):
        return max(mean * np.exp(sigma * z - 0.5 * sigma * sigma) - threshold, 0.0) * norm.pdf(z)

    first = np.log(threshold / mean) / sigma + 0.5 * sigma
    exact = quad(above, max(first, -9.0), max(first, sigma) + 9.0, limit=200)[0]
    assert expected_excess(mean, sigma, threshold) == pytest.approx(exact, rel=1e-6, abs=1e-8 * (mean + threshold))
    assert max(mean - threshold, 0.0) - 1e-9 * threshold <= expected_excess(mean, sigma, threshold) <= mean


def test_without_threshold_the_mean_excess_is_the_mean():
    assert expected_excess(500.0, 1.0, 0.0) == pytest.approx(500.0, abs=2e-9)
    assert expected_excess(0.0, 1.0, 100.0) == 0.0


def test_yearly_summary_of_a_rule_agrees_with_the_closed_form():
    mean = mean_over_lognormal(lambda cost, threshold: max(cost - threshold, 0.0), 1000.0, 1.26, 900.0)
    assert mean == pytest.approx(expected_excess(1000.0, 1.26, 900.0), rel=0.01)


@EASY
@given(st.floats(0, 3e6), st.floats(0, 1e5), st.integers(0, 1))
def test_the_pool_never_pays_more_than_the_catalogue_cost(inpatient, outpatient, retired):
    paid = pool_payment(inpatient, outpatient, retired, BEIJING, LAW)
    assert 0.0 <= paid <= 0.9 * (inpatient + outpatient) + 1e-6
    assert pool_payment(inpatient + 100.0, outpatient, retired, BEIJING, LAW) >= paid


LAW = law_of()


def test_payments_stop_at_ceiling_and_supplement():
    ceiling = 6 * 12 * 8026.0
    assert LAW.ceiling[ANHUI] == pytest.approx(ceiling)
    assert inpatient_payment(1e9, 0.1, 900.0, 0.869, ceiling, 0.85, 400_000.0) == pytest.approx(ceiling + 400_000.0)
    at_ceiling = 900.0 + ceiling / 0.869
    assert inpatient_payment(at_ceiling / 0.9 + 1000.0, 0.1, 900.0, 0.869, ceiling, 0.85, 4e5) == pytest.approx(
        ceiling + 0.85 * 900.0
    )
    assert pool_payment(0.0, 1e6, 1, ANHUI, LAW) == 20_000.0


@pytest.mark.parametrize("retired", [0, 1])
@pytest.mark.parametrize("ceiling", [60_000.0, 600_000.0])
def test_realised_payments_average_to_the_expected_one(retired, ceiling):
    law = LAW._replace(ceiling=np.full(31, ceiling), supplement_ceiling=np.full(31, 40_000.0))
    random = np.random.default_rng(1)
    size, probability, hospital, outpatient = 400_000, 0.2, 3000.0, 2000.0
    stays = random.random(size) < probability
    cost = hospital / probability * np.exp(1.26 * random.standard_normal(size) - 0.5 * 1.26**2) * stays
    visits = outpatient * np.exp(0.8 * random.standard_normal(size) - 0.5 * 0.8**2)
    basic = np.clip(law.inpatient_rate[retired] * (0.9 * cost - law.inpatient_deductible[retired]), 0.0, ceiling)
    above = np.maximum(0.9 * cost - law.inpatient_deductible[retired], 0.0) - basic / law.inpatient_rate[retired]
    paid = basic + np.minimum(law.supplement_rate * above, 40_000.0)
    paid += np.clip(
        law.outpatient_rate[retired] * (0.9 * visits - law.outpatient_deductible[retired]), 0.0,
        law.outpatient_ceiling[retired],
    )  # fmt: skip
    sample = [pool_payment(cost[k], visits[k], retired, ANHUI, law) for k in range(200)]
    assert np.allclose(sample, paid[:200])
    expected = expected_pool_payment(hospital, outpatient, probability, 1.26, 0.8, retired, ANHUI, law)
    assert abs(paid.mean() - expected) < 4.0 * paid.std() / np.sqrt(size)


def test_parameters_reproduce_the_hospital_payment_ratio_and_pool_spending_of_2025():
    members = {0: (280.6232e6, 2881.0, 0.58, 0.1157), 1: (107.938e6, 9614.0, 0.47, 0.242)}
    hospital = paid = total = 0.0
    for retired, (heads, cost, share, probability) in members.items():
        inpatient = cost * share
        stays = expected_pool_payment(inpatient, 0.0, probability, 1.26, 1.3, retired, ANHUI, LAW)
        hospital += heads * 0.9 * inpatient
        paid += heads * stays
        total += heads * expected_pool_payment(inpatient, cost - inpatient, probability, 1.26, 1.3, retired, ANHUI, LAW)
    assert paid / hospital == pytest.approx(0.841, abs=0.003)
    assert total == pytest.approx(13_594.28e8 - 1_393.81e8, rel=0.01)  # pool less maternity


def test_parameters_reproduce_revenue_and_accounts_of_2025():
    employees, base = 210.8014e6, 1.044 * 8026.0 * 12
    flexible, floor = 69.8218e6, 0.6 * 8026.0 * 9.3
    maternity = load_law().year(2025)["maternity.employer_rate.employee"]
    rate = LAW.employer_rate[GROUP_EMPLOYEE] + LAW.worker_rate[GROUP_EMPLOYEE] + maternity
    revenue = employees * base * rate + flexible * floor * LAW.worker_rate[GROUP_CASUAL]
    accounts = employees * base * LAW.account_rate[GROUP_EMPLOYEE] + flexible * floor * LAW.account_rate[GROUP_CASUAL]
    accounts += 107.938e6 * 12 * LAW.retiree_account_month
    assert revenue == pytest.approx(24_683.6e8, rel=0.01)
    assert accounts == pytest.approx(6_390.69e8, rel=0.01)


def test_the_law_resolves_in_every_year_to_one_set_of_types():
    kinds = {
        tuple((type(value), getattr(value, "dtype", None), getattr(value, "ndim", 0)) for value in law_of(year))
        for year in (2010, 2016, 2020, 2022, 2025, 2026, 2060)
    }
    assert len(kinds) == 1
    assert all(
        value.flags.c_contiguous and value.flags.writeable for value in law_of() if isinstance(value, np.ndarray)
    )
    assert isinstance(LAW, MedicalLaw)


def test_national_rates_and_a_limit_on_waiting_replace_the_local_ones():
    class Changed(dict):
        array = staticmethod(lambda path: load_law().year(2025).array(path))
        by = staticmethod(lambda prefix, names: load_law().year(2025).by(prefix, names))

    p = Changed({path: load_law().year(2025)[path] for path in load_law().year(2025)})
    p["medical.local_rates"], p["medical.waiting.limit"] = 0.0, 0.0
    changed = resolve(p, context())
    assert LAW.flexible_rate[SHANGHAI] == pytest.approx(0.105 / 0.072)
    assert set(changed.flexible_rate) == {1.0}
    assert LAW.waiting_months[SHANGHAI] == 6.0 and changed.waiting_months.max() == 0.0


def contribute(law, rows, year=2025, platforms=PLATFORMS):
    """Run `contribute` on rows given as dicts; returns the columns and flows."""
    size = len(rows)
    whole = {"months_alive": 12, "months_worked": 12, "group": 0, "sex": 0, "province": ANHUI, "platform": -1,
             "claims_pension": 0, "months_retired": 0, "medical_scheme": 0, "medical_paid_months": 0}  # fmt: skip
    columns = {name: np.array([row.get(name, default) for row in rows], dtype=np.int16 if name == "platform" else np.int8)
               for name, default in whole.items()}  # fmt: skip
    for name in ("medical_base_month", "orders_year", "platform_revenue", "platform_profit", "medical_account"):
        columns[name] = np.array([row.get(name, 0.0) for row in rows], dtype=np.float64)
    columns["medical_months"] = np.array([row.get("medical_months", 0) for row in rows], dtype=np.int16)
    for payer in ("worker", "platform", "user", "employer", "treasury"):
        columns[f"paid_{payer}_medical"] = np.full(size, -1.0)
    columns["medical_account_credit"] = np.full(size, -1.0)
    given = {**columns, "year": year, "law_medical": law, "platforms": platforms}
    stages.contribute(*[given[name] for name in stages.contribute.py_func.__code__.co_varnames[: 25]])
    return columns


def test_each_payer_pays_his_rate_and_the_account_gets_its_part():
    got = contribute(LAW, [
        {"group": GROUP_EMPLOYEE, "medical_scheme": MEDICAL_EMPLOYEE, "medical_paid_months": 12, "medical_base_month": 6000.0},
        {"group": GROUP_CASUAL, "medical_scheme": MEDICAL_FLEXIBLE, "medical_paid_months": 10, "medical_base_month": 5000.0, "province": SHANGHAI},
        {"group": GROUP_EMPLOYEE, "medical_scheme": MEDICAL_FLEXIBLE, "medical_paid_months": 12, "medical_base_month": 5000.0},
        {"group": GROUP_NONE, "medical_scheme": MEDICAL_RETIREE, "months_retired": 12, "medical_months": 400},
        {"group": GROUP_EMPLOYEE, "medical_scheme": MEDICAL_EMPLOYEE, "medical_paid_months": 12, "medical_base_month": 6000.0, "months_alive": 0},
    ])  # fmt: skip
    assert got["paid_worker_medical"] == pytest.approx([1440.0, 0.105 * 50000, 0.07 * 60000, 0.0, 0.0])
    assert got["paid_employer_medical"] == pytest.approx([0.08 * 72000, 0.0, 0.0, 0.0, 0.0])
    assert got["medical_account_credit"] == pytest.approx(
        [0.0239 * 72000, 0.01274 * 50000, 0.01274 * 60000, 72.0 * 12, 0.0]
    )
    assert got["medical_account"] == pytest.approx(got["medical_account_credit"])
    assert list(got["medical_months"]) == [12, 10, 12, 400, 0]
    for payer in ("platform", "user", "treasury"):
        assert not got[f"paid_{payer}_medical"].any()


def test_a_platform_pays_on_revenue_of_the_insured_part_of_the_work():
    rate = np.zeros(6)
    rate[GROUP_PLATFORM] = 0.05
    rows = [
        {"group": GROUP_PLATFORM, "platform": 1, "medical_scheme": MEDICAL_FLEXIBLE, "medical_paid_months": 6,
         "medical_base_month": 5000.0, "platform_revenue": 20_000.0, "platform_profit": -50.0, "orders_year": 1000.0},
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
        {"medical_scheme": MEDICAL_FLEXIBLE, "months_retired": 12, "medical_months": 290},
        {"medical_scheme": MEDICAL_FLEXIBLE, "months_retired": 12, "medical_months": 200},
        {"group": GROUP_EMPLOYEE, "medical_scheme": MEDICAL_EMPLOYEE, "months_retired": 6, "claims_pension": 1,
         "medical_paid_months": 6, "medical_base_month": 6000.0, "medical_months": 294},
    ]  # fmt: skip
    got = contribute(LAW, rows)
    pay_on = 0.07 / 0.072 * (0.072 - 0.01274) * 0.6 * 8026.0 * 12
    assert got["paid_worker_medical"] == pytest.approx([pay_on, pay_on, 0.02 * 36000])
    assert list(got["medical_months"]) == [302, 212, 300]
    assert got["medical_account_credit"] == pytest.approx([0.0, 0.0, 0.0239 * 36000 + 72.0 * 6])
    scheme = ints(MEDICAL_FLEXIBLE, MEDICAL_FLEXIBLE, MEDICAL_EMPLOYEE)
    stages.retire(ints(12, 12, 12), ints(0, 0, 0), ints(0, 0, 1), ints(12, 12, 6), got["medical_months"], 2025, LAW, scheme)
    assert list(scheme) == [MEDICAL_RETIREE, MEDICAL_FLEXIBLE, MEDICAL_RETIREE]


def test_waits_follow_gap_and_interruption():
    assert flexible_wait(0, 0.0, 0.0, 6.0, 3.0, 3.0, 0) == 0.0  # from resident medical without a gap
    assert flexible_wait(0, 0.0, 0.0, 6.0, 3.0, 3.0, 1) == 6.0
    assert flexible_wait(2, 0.0, 0.0, 6.0, 3.0, 3.0, 0) == 6.0
    assert flexible_wait(1, 60.0, 0.0, 6.0, 3.0, 3.0, 0) == 3.0
    assert flexible_wait(0, 60.0, 3.0, 6.0, 3.0, 3.0, 0) == 0.0
    assert flexible_wait(0, 60.0, 4.0, 6.0, 3.0, 3.0, 0) == 3.0


def test_waiting_is_served_over_years_and_gaps_are_counted():
    resident = resident_law.resolve(load_law().year(2025), context())
    scheme = ints(MEDICAL_FLEXIBLE, MEDICAL_FLEXIBLE, MEDICAL_RESIDENT, MEDICAL_NONE, MEDICAL_EMPLOYEE, MEDICAL_EMPLOYEE)
    paid = ints(4, 12, 0, 0, 9, 0)
    months = ints(4, 112, 0, 50, 109, 80, dtype=np.int16)
    gap, left, covered = ints(3, 0, 4, 1, 0, 0), ints(0, 0, 0, 2, 0, 0), ints(-1, -1, -1, -1, -1, -1)
    province = ints(SHANGHAI, ANHUI, ANHUI, ANHUI, ANHUI, ANHUI)
    alive = np.full(6, 12, dtype=np.int8)
    stages.wait(alive, province, np.zeros(6, np.int8), scheme, paid, months, LAW, resident, gap, left, covered)
    assert list(covered) == [0, 12, 5, 0, 9, 0]  # Shanghai waits six months; four missed years wait 3 + 4
    assert list(left) == [2, 0, 0, 0, 0, 0]
    assert list(gap) == [0, 0, 0, 2, 0, 1]
    stages.wait(alive, province, np.zeros(6, np.int8), scheme, ints(12, 12, 0, 0, 9, 0), months + 12, LAW, resident,
                gap, left, covered)  # fmt: skip
    assert covered[0] == 10 and left[0] == 0


def test_accounts_pay_own_costs_then_relatives_and_the_rest_is_out_of_pocket():
    account = money(5000.0, 300.0, 0.0, 700.0)
    spent, own = money(-1, -1, -1, -1), money(-1, -1, -1, -1)
    stages.settle(
        ints(12, 12, 12, 7), ints(0, 0, 0, 1), ints(MEDICAL_EMPLOYEE, MEDICAL_RETIREE, MEDICAL_NONE, MEDICAL_EMPLOYEE),
        money(3000.0, 9000.0, 2000.0, 100.0), money(1800.0, 6000.0, 0.0, 0.0), money(0.0, 0.0, 0.0, 0.0),
        money(2000.0, 300.0, 0.0, 0.0), LAW, account, spent, own,
    )  # fmt: skip
    assert own == pytest.approx([1200.0 * 0.6, 3000.0 - 300.0, 2000.0, 60.0])
    assert spent == pytest.approx([480.0 + 0.63 * 2000.0, 300.0, 0.0, 700.0])
    assert account == pytest.approx([5000.0 - spent[0], 0.0, 0.0, 0.0])


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
