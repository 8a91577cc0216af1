"""Resident medical: premiums and subsidy, benefits with critical illness insurance, waiting after gaps, children."""

from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.codes import MEDICAL_FLEXIBLE, MEDICAL_NONE, MEDICAL_RESIDENT, MEDICAL_RETIREE
from model.demography import demography_of
from model.health import fall_ill, health_tables, stay_outlook
from model.law.parameters import load_law
from model.law.resident_medical import stages
from model.law.resident_medical.law import resolve
from model.law.resident_medical.rules import (
    children_account,
    expected_hospital_payment,
    expected_resident_payment,
    hospital_payment,
    resident_payment,
    resident_wait,
)

EASY = settings(deadline=None, derandomize=True, max_examples=60)
INCOME_MONTH = 54188 / 12


def law_of(year=2025, medical_growth=1.0):
    context = SimpleNamespace(
        year=year, urban_income_month=INCOME_MONTH, province_income_month=np.full(31, INCOME_MONTH),
        medical_growth=medical_growth,
    )  # fmt: skip
    return resolve(load_law().year(year), context)


LAW = law_of()


def ints(*values, dtype=np.int8):
    return np.array(values, dtype=dtype)


def test_financing_of_2025_is_that_of_the_bulletin():
    assert LAW.premium_year == 400.0 and LAW.subsidy_year == 793.0
    assert (LAW.premium_year + LAW.subsidy_year) * 942.1327e6 == pytest.approx(11_237.72e8, rel=0.001)


@pytest.mark.parametrize(
    ("year", "premium", "subsidy"),
    [(2018, 180, 490), (2020, 250, 550), (2023, 350, 640), (2025, 400, 700), (2026, 400, 724)],
)
def test_premium_is_that_of_the_notice_of_the_year_before(year, premium, subsidy):
    p = load_law().year(year)
    assert p["resident_medical.premium"] == premium
    assert p["resident_medical.subsidy"] == subsidy


def test_parameters_reproduce_payment_ratio_and_spending_of_2025():
    cost, outpatient, probability = 1527.0, 470.0, 0.145
    hospital = expected_hospital_payment(
        cost, probability, 1.26, 0.09, LAW.inpatient_deductible, LAW.inpatient_rate, LAW.ceiling[0], 1e12, 0.6
    )
    assert hospital / (0.91 * cost) == pytest.approx(0.66, abs=0.005)
    spending = expected_resident_payment(cost, outpatient, probability, 1.26, 1.2, 0, LAW)
    assert spending * 942.1327e6 == pytest.approx(10_678.63e8, rel=0.01)


@EASY
@given(
    st.floats(100, 1e5), st.floats(0.01, 0.9), st.floats(1e4, 1e6), st.floats(1e3, 1e6), st.floats(0.3, 0.95),
)  # fmt: skip
def test_mean_payment_is_the_sum_over_the_distribution_of_costs(mean, probability, ceiling, critical, rate):
    critical = max(critical, 700.0)
    normal = np.random.default_rng(5).standard_normal(40_000)
    costs = mean / probability * np.exp(1.26 * normal - 0.5 * 1.26**2)
    basic = np.clip(rate * (0.9 * costs - 700.0), 0.0, ceiling)
    paid = basic + 0.6 * np.maximum(0.9 * costs - basic - critical, 0.0)
    assert hospital_payment(costs[0], 0.1, 700.0, rate, ceiling, critical, 0.6) == pytest.approx(paid[0])
    expected = expected_hospital_payment(mean, probability, 1.26, 0.1, 700.0, rate, ceiling, critical, 0.6)
    assert abs(probability * paid.mean() - expected) <= 5.0 * probability * paid.std() / np.sqrt(costs.size)


def test_critical_illness_insurance_pays_above_its_deductible_only():
    cost = 100_000.0
    basic = LAW.inpatient_rate * (0.91 * cost - 700.0)
    left = 0.91 * cost - basic
    assert resident_payment(cost, 0.0, 0, LAW) == pytest.approx(basic + 0.6 * (left - LAW.critical_deductible[0]))
    assert resident_payment(20_000.0, 0.0, 0, LAW) == pytest.approx(LAW.inpatient_rate * 17_500.0)
    beyond = 2e6
    above_ceiling = LAW.ceiling[0] + 0.6 * (0.91 * beyond - LAW.ceiling[0] - LAW.critical_deductible[0])
    assert resident_payment(beyond, 0.0, 0, LAW) == pytest.approx(above_ceiling)
    assert resident_payment(0.0, 1e5, 0, LAW) == 2000.0


@pytest.mark.parametrize(("missed", "months"), [(0, 0), (1, 4), (2, 5), (3, 6), (4, 7), (6, 9)])
def test_waits_grow_with_missed_years(missed, months):
    assert resident_wait(missed, 3.0, 1.0, 4.0, 6.0) == months


def test_a_long_gap_waits_half_a_year_at_least_and_nobody_waited_before_2025():
    assert resident_wait(4, 1.0, 0.0, 4.0, 6.0) == 6.0
    early = law_of(2024)
    assert resident_wait(9, early.fixed_wait_months, early.wait_per_missed_year, 4.0, early.long_gap_months) == 0.0


def test_treasury_pays_the_subsidy_and_a_part_of_the_premium_of_the_poor():
    worker, treasury = np.full(4, -1.0), np.full(4, -1.0)
    stages.contribute(
        ints(12, 12, 12, 0), ints(MEDICAL_RESIDENT, MEDICAL_RESIDENT, MEDICAL_NONE, MEDICAL_RESIDENT), ints(0, 0, 0, 0),
        np.array([30_000.0, 1_000.0, 0.0, 0.0]), np.array([0.0, 100.0, 0.0, 0.0]), LAW, worker, treasury,
    )  # fmt: skip
    assert worker == pytest.approx([400.0, 0.85 * 400.0, 0.0, 0.0])
    assert treasury == pytest.approx([793.0, 793.0 + 60.0, 0.0, 0.0])


class Level(NamedTuple):
    medical_level: float
    resident_medical_level: float


class Signal(NamedTuple):
    signal_share: float


def test_the_fund_pays_on_average_what_it_is_settled_at_and_members_only():
    size = 150_000
    illness = health_tables(demography_of(2026).death_probability)
    random = np.random.default_rng(9)
    scheme = np.full(size, MEDICAL_RESIDENT, dtype=np.int8)
    sex, alive = np.zeros(size, dtype=np.int8), np.full(size, 12, dtype=np.int8)
    age, province = np.full(size, 12 * 70, dtype=np.int16), np.zeros(size, dtype=np.int8)
    cost, hospital, expected = np.zeros(size), np.zeros(size), np.zeros(size)
    signal = Signal(0.35)
    fall_ill(
        sex, age, alive, scheme, *(random.random(size) for _ in range(4)), illness, Level(1.1, 1.2), signal,
        np.zeros(size, np.float32), cost, hospital, expected,
    )  # fmt: skip
    covered = np.full(size, 12, dtype=np.int8)
    scheme[0], covered[1] = MEDICAL_RETIREE, 0
    paid, settled = np.empty(size), np.empty(size)
    first = np.zeros(size, dtype=np.int8)
    stays = stages.resident_stays(illness, 1.2, LAW)
    rest = (np.ones(size, np.int8), cost, hospital, expected, random.random(size), illness, stays, signal, LAW, paid,
            settled)  # fmt: skip
    stages.claim(alive, sex, age, province, scheme, covered, first, *rest)
    assert not paid[:2].any() and not settled[:2].any()
    gap = paid - settled
    assert abs(gap.mean()) < 4.0 * gap.std() / np.sqrt(size)
    # who leaves for employee medical in July keeps the first half's benefits, settled as they fall
    whole = paid.copy()
    scheme[:], first[:] = MEDICAL_FLEXIBLE, 6
    stages.claim(alive, sex, age, province, scheme, covered, first, *rest)
    assert settled.tobytes() == paid.tobytes()
    stays = hospital > 0.0
    assert paid[stays].mean() == pytest.approx(0.5 * whole[stays].mean(), rel=0.03)


def test_who_changes_over_in_july_has_paid_the_premium_of_the_year():
    worker, treasury = np.full(2, -1.0), np.full(2, -1.0)
    stages.contribute(
        ints(12, 12), ints(MEDICAL_FLEXIBLE, MEDICAL_FLEXIBLE), ints(6, 0), np.array([30_000.0] * 2), np.zeros(2), LAW,
        worker, treasury,
    )  # fmt: skip
    assert worker.tolist() == [400.0, 0.0]


def test_every_member_is_settled_at_the_mean_of_his_own_risk_also_where_a_stay_is_as_likely_as_it_can_be():
    illness = health_tables(demography_of(2026).death_probability)
    random = np.random.default_rng(4)
    size = 600
    sex, province = random.integers(0, 2, size).astype(np.int8), random.integers(0, 31, size).astype(np.int8)
    age = random.integers(16, 105, size).astype(np.int16)
    expected = 1.2 * illness.cost[0, sex, np.minimum(age, 100)] * np.exp(random.normal(0.5, 1.5, size))
    scheme, covered = np.full(size, MEDICAL_RESIDENT, dtype=np.int8), np.full(size, 12, dtype=np.int8)
    paid, settled = np.empty(size), np.empty(size)
    stages.claim(
        covered, sex, 12 * age, province, scheme, covered, np.zeros(size, np.int8), np.zeros(size, np.int8), expected,
        np.zeros(size), expected, np.full(size, 0.5), illness, stages.resident_stays(illness, 1.2, LAW),
        Signal(0.35), LAW, paid, settled,
    )  # fmt: skip
    outlooks = [stay_outlook(expected[i], 0, sex[i], min(age[i], 100), 1.2, illness) for i in range(size)]
    assert 20 < sum(p == illness.highest_stay_probability for _, p in outlooks) < size - 20
    plain = [
        expected_resident_payment(
            hospital, cost - hospital, p, illness.inpatient_sigma, illness.outpatient_sigma * np.sqrt(0.65), place, LAW
        )
        for (hospital, p), cost, place in zip(outlooks, expected, province, strict=True)
    ]  # fmt: skip
    assert settled == pytest.approx(plain, rel=1e-12)


def test_children_bring_premium_and_subsidy_and_cost_their_mean_benefit():
    premium, subsidy, benefit = children_account(1e6, LAW)
    assert (premium, subsidy) == (400e6, 793e6)
    hospital = 0.62 * 741.0
    exact = expected_resident_payment(hospital, 741.0 - hospital, 0.078, 1.26, 1.2, 0, LAW)
    assert benefit / 1e6 == pytest.approx(exact, rel=0.005)
    assert children_account(1.0, law_of(medical_growth=2.0))[2] > 1.9 * benefit / 1e6


def test_the_law_resolves_in_every_year_to_one_set_of_types():
    kinds = {
        tuple((type(value), getattr(value, "dtype", None), getattr(value, "ndim", 0)) for value in law_of(year))
        for year in (2010, 2016, 2020, 2025, 2026, 2060)
    }
    assert len(kinds) == 1
