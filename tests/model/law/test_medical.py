"""Employee medical law of a year: what the pool pays, on average and by luck, and the published totals of 2025."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from agents.codes import GROUP_CASUAL, GROUP_EMPLOYEE
from agents.compiled import plain
from model.law.medical.expectation import expected_excess, lognormal_nodes, mean_over_lognormal
from model.law.medical.law import MedicalLaw, resolve
from model.law.medical.rules import expected_pool_payment, inpatient_payment, pool_payment
from model.law.parameters import load_law
from model.law.resident_medical.rules import hospital_payment

EASY = settings(deadline=None, derandomize=True, max_examples=60)
BEIJING, SHANGHAI, ANHUI = 0, 8, 11


def context(year=2025, medical_growth=1.0):
    return SimpleNamespace(
        year=year, average_wage=8026.0, province_wage=np.full(31, 8026.0), urban_income_month=54188 / 12,
        province_income_month=np.full(31, 54188 / 12), medical_growth=medical_growth,
    )  # fmt: skip


def law_of(year=2025, **changes):
    return resolve(load_law().year(year), context(year))._replace(**changes)


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
    assert expected_excess(0.0, 1.0, 100.0) == pytest.approx(0.0, abs=1e-12)


def test_yearly_summary_of_a_rule_agrees_with_the_closed_form():
    mean = mean_over_lognormal(lambda cost, threshold: max(cost - threshold, 0.0), 1000.0, 1.26, 900.0)
    assert mean == pytest.approx(expected_excess(1000.0, 1.26, 900.0), rel=0.01)


def test_yearly_summary_of_a_rule_has_the_bits_of_the_rule_cost_by_cost():
    terms = 0.1, 500.0, 0.6, 40_000.0, 9_000.0, 0.55
    costs = [8_000.0 * node for node in lognormal_nodes(1.26).tolist()]
    expected = math.fsum(plain(hospital_payment)(cost, *terms) for cost in costs) / len(costs)
    assert mean_over_lognormal(hospital_payment, 8_000.0, 1.26, *terms) == expected


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
    employees, base = 210.8014e6, 0.99 * 8026.0 * 12
    flexible, floor = 69.8218e6, 0.6 * 8026.0 * 9.3
    maternity = load_law().year(2025)["maternity.employer_rate.employee"]
    rate = LAW.employer_rate[GROUP_EMPLOYEE] + LAW.worker_rate[GROUP_EMPLOYEE] + maternity
    revenue = employees * base * rate + flexible * floor * LAW.worker_rate[GROUP_CASUAL]
    accounts = employees * base * LAW.account_rate[GROUP_EMPLOYEE] + flexible * floor * LAW.account_rate[GROUP_CASUAL]
    accounts += 107.938e6 * 12 * LAW.retiree_account_month
    others = 907e8 + 190e8  # interest on the reserve, premiums paid by the unemployment fund
    assert revenue + others == pytest.approx(24_683.6e8, rel=0.01)
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
