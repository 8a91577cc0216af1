"""Illness and care: mean cost is the profile's, hand-worked rows, persistence as published, care need as published."""

from typing import NamedTuple

import numpy as np
import pytest

from agents.codes import MEDICAL_EMPLOYEE, MEDICAL_NONE, MEDICAL_RESIDENT, MEDICAL_RETIREE
from agents.elementary import exp, normal_quantile
from model.cohorts import population_at_end
from model.demography import death_probability
from model.economy import load_paths
from model.health import LEAST_PROBABILITY, fall_ill, health_tables, need_care, profile_age, profile_row, stay_outlook
from model.tables import read_constants


class Behaviour(NamedTuple):
    signal_share: float


BEHAVIOUR = Behaviour(0.35)
ILLNESS = health_tables(death_probability(2025))
ECONOMY = load_paths().year(2025)
RESIDENT_SCALE = read_constants("illness.yaml")["resident_profile_scale"]


def run(sex, age, scheme, health, uniforms, economy=ECONOMY, months=None):
    """Illness of the rows given, as a dict of columns and flows; uniforms: health, illness, inpatient, signal."""
    rows = len(sex)
    lived = np.full(rows, 12, dtype=np.int8) if months is None else np.array(months, dtype=np.int8)
    state = {"health": np.array(health, dtype=np.float32)}
    flows = {name: np.full(rows, -1.0) for name in ("medical_cost", "inpatient_cost", "expected_cost")}
    fall_ill(
        np.array(sex, dtype=np.int8), (12 * np.asarray(age)).astype(np.int16), lived, np.array(scheme, dtype=np.int8),
        *(np.array(u, dtype=np.float64) for u in uniforms), ILLNESS, economy, BEHAVIOUR, state["health"],
        flows["medical_cost"], flows["inpatient_cost"], flows["expected_cost"],
    )  # fmt: skip
    return state | flows


def crowd(rows=200_000, seed=11):
    """A national crowd of 2025: sexes, ages and stationary health."""
    luck = np.random.default_rng(seed)
    people = population_at_end(2025)[:, 16:100]
    place = luck.choice(people.size, rows, p=(people / people.sum()).ravel())
    sex, age = place // people.shape[1], 16 + place % people.shape[1]
    spread = np.sqrt(ILLNESS.health_variance) * luck.standard_normal(rows)
    return luck, sex.astype(np.int8), age, (ILLNESS.health_mean[sex, age] + spread).astype(np.float32)


def test_three_rows_by_hand():
    half = 0.5
    result = run(
        [0, 1, 1], [40, 70, 40], [MEDICAL_EMPLOYEE, MEDICAL_RESIDENT, MEDICAL_EMPLOYEE], [0.0, 0.0, 0.5],
        [[half] * 3, [half] * 3, [0.999, 0.01, 0.999], [half] * 3], months=[12, 3, 0],
    )  # fmt: skip
    seen, unseen, sigma = 0.64 * 0.35, 0.64 * 0.65, 1.26
    men = 2135 * ILLNESS.normaliser[0, 40] * np.exp(-seen / 2)
    assert result["expected_cost"][0] == pytest.approx(men)
    assert result["inpatient_cost"][0] == 0
    assert result["medical_cost"][0] == pytest.approx(men * 952 / 2135 * np.exp(-unseen / 2), rel=1e-3)
    risk = ILLNESS.normaliser[1, 70] * np.exp(-seen / 2)
    women = RESIDENT_SCALE * 4613 * risk
    hazard = 0.292 * risk
    rank = normal_quantile(0.01 / hazard)
    stay = women * (3767 / 4613) / hazard * np.exp(sigma * rank - sigma**2 / 2)
    assert result["inpatient_cost"][1] == pytest.approx(stay)
    assert result["medical_cost"][1] == pytest.approx(stay + women * 846 / 4613 * np.exp(-unseen / 2))
    assert [result[name][2] for name in ("medical_cost", "inpatient_cost", "expected_cost")] == [0, 0, 0]
    assert result["health"] == pytest.approx([0.0, 0.0, 0.5])


def test_profile_restates_the_published_totals():
    assert ILLNESS.cost[1, 0, 40] == 2135
    assert ILLNESS.cost[0, 1, 30] == pytest.approx(RESIDENT_SCALE * 1800)
    assert ILLNESS.cost[0, 0, 2] == pytest.approx(RESIDENT_SCALE * 1087)
    people = population_at_end(2025)
    workers = people.copy()
    workers[:, :20] = workers[:, 60:] = 0
    assert 2300 < (ILLNESS.cost[1] * workers).sum() / workers.sum() < 3400  # 2,881 per worker of the scheme
    whole = (ILLNESS.cost[0] * people).sum() / people.sum() / RESIDENT_SCALE
    assert 1700 < whole < 2400  # about 2,000 per resident member where members are of all ages


def test_mean_cost_is_the_profile():
    luck, sex, age, health = crowd()
    rows = sex.size
    scheme = np.where(luck.random(rows) < 0.5, MEDICAL_EMPLOYEE, MEDICAL_RESIDENT)
    result = run(sex, age, scheme, health, [luck.random(rows) for _ in range(4)])
    profile = ILLNESS.cost[(scheme == MEDICAL_EMPLOYEE).astype(int), sex, age]
    hospital = profile * ILLNESS.inpatient_share[(scheme == MEDICAL_EMPLOYEE).astype(int), sex, age]
    assert result["expected_cost"].mean() == pytest.approx(profile.mean(), rel=0.02)
    assert result["medical_cost"].mean() == pytest.approx(profile.mean(), rel=0.03)
    assert result["inpatient_cost"].mean() == pytest.approx(hospital.mean(), rel=0.05)
    old = age >= 80
    assert result["expected_cost"][old].mean() == pytest.approx(profile[old].mean(), rel=0.05)


def test_concentration_and_persistence_are_those_of_claims():
    luck, sex, age, health = crowd()
    rows = sex.size
    scheme = np.full(rows, MEDICAL_EMPLOYEE)
    costs = []
    for _ in range(5):
        year = run(sex, age, scheme, health, [luck.random(rows) for _ in range(4)])
        health = year["health"]
        costs.append(year["medical_cost"])
    stays = np.sort(year["inpatient_cost"][year["inpatient_cost"] > 0])[::-1]
    top = [cost >= np.quantile(cost, 0.9) for cost in costs]
    assert stays[: stays.size // 10].sum() / stays.sum() == pytest.approx(0.49, abs=0.03)
    assert (top[0] & top[1]).sum() / top[0].sum() == pytest.approx(0.336, abs=0.03)
    assert (top[0] & top[4]).sum() / top[0].sum() == pytest.approx(0.236, abs=0.03)
    assert costs[0][top[0]].sum() / costs[0].sum() > 0.5
    assert (year["inpatient_cost"] > 0).mean() == pytest.approx(0.15, abs=0.015)


def test_stage_equals_its_plain_form():
    luck, sex, age, health = crowd(500)
    uniforms = [luck.random(500) for _ in range(4)]
    scheme = luck.choice([MEDICAL_NONE, MEDICAL_RESIDENT, MEDICAL_EMPLOYEE, MEDICAL_RETIREE], 500)
    result = run(sex, age, scheme, health, uniforms)
    for i in range(500):
        u_health, u_illness, u_inpatient, u_signal = (float(u[i]) for u in uniforms)
        row = 1 if scheme[i] >= MEDICAL_EMPLOYEE else 0
        cell = row, sex[i], min(age[i], 100)
        seen, unseen = 0.8 * np.sqrt(0.35), 0.8 * np.sqrt(0.65)
        need = 0.82 * float(health[i]) + ILLNESS.health_innovation * normal_quantile(u_health)
        risk = ILLNESS.normaliser[cell[1:]] * exp(need + seen * normal_quantile(u_signal) - 0.5 * seen * seen)
        expected = ILLNESS.cost[cell] * risk
        hazard = max(min(ILLNESS.inpatient_probability[cell] * risk, 0.9), LEAST_PROBABILITY)
        hospital = 0.0
        if u_inpatient < hazard:
            size = exp(1.26 * normal_quantile(u_inpatient / hazard) - 0.5 * 1.26 * 1.26)
            hospital = expected * ILLNESS.inpatient_share[cell] / hazard * size
        outside = expected * (1 - ILLNESS.inpatient_share[cell]) * exp(
            unseen * normal_quantile(u_illness) - 0.5 * unseen * unseen
        )
        assert result["expected_cost"][i] == pytest.approx(expected, rel=1e-12)
        assert result["inpatient_cost"][i] == pytest.approx(hospital, rel=1e-12)
        assert result["medical_cost"][i] == pytest.approx(hospital + outside, rel=1e-12)
        assert result["health"][i] == np.float32(need)


def test_costs_follow_the_medical_level_of_the_scheme():
    later = ECONOMY._replace(medical_level=2.0, resident_medical_level=3.0)
    uniforms = [[0.4] * 3] * 4
    rows = ([0, 0, 0], [50, 50, 50], [MEDICAL_EMPLOYEE, MEDICAL_RESIDENT, MEDICAL_NONE], [0.1] * 3, uniforms)
    now, then = run(*rows), run(*rows, economy=later)
    assert then["medical_cost"] / now["medical_cost"] == pytest.approx([2, 3, 3])
    assert now["medical_cost"][1] == now["medical_cost"][2]


def test_stay_outlook_agrees_with_the_stage():
    luck, sex, age, health = crowd(40_000)
    rows = sex.size
    result = run(sex, age, np.full(rows, MEDICAL_RETIREE), health, [luck.random(rows) for _ in range(4)])
    hospital, chance = np.array([
        stay_outlook(cost, profile_row(MEDICAL_RETIREE), s, profile_age(12 * a), 1.0, ILLNESS)
        for cost, s, a in zip(result["expected_cost"], sex, age, strict=True)
    ]).T  # fmt: skip
    assert chance.max() <= 0.9
    assert (result["inpatient_cost"] > 0).mean() == pytest.approx(chance.mean(), rel=0.03)
    assert result["inpatient_cost"].mean() == pytest.approx(hospital.mean(), rel=0.08)


def test_care_need_starts_at_the_drawn_rows_and_lasts():
    care = np.array([0, 0, 1, 0], dtype=np.int8)
    u_care = np.array([0.001, 0.9, 0.9, 0.001])
    months = np.array([12, 12, 12, 0], dtype=np.int8)
    need_care(np.array([0, 1, 0, 1], dtype=np.int8), np.full(4, 12 * 85, dtype=np.int16), months, u_care, ILLNESS, care)
    assert care.tolist() == [1, 0, 1, 0]


def test_care_prevalence_restates_its_points():
    assert ILLNESS.care_prevalence[0, 62] == pytest.approx(0.0172)  # at exact age 62.5, middle of 60-64
    assert ILLNESS.care_prevalence[1, 82] == pytest.approx(0.1091)
    assert ILLNESS.care_prevalence[1, 105] == pytest.approx(0.2551)
    old = population_at_end(2025)[:, 60:]
    mean = (old * ILLNESS.care_prevalence[:, 60:101]).sum() / old.sum()
    assert 0.0234 < mean < 0.08  # between those unable to care for themselves and a quarter of any limitation
    assert (ILLNESS.care_incidence >= 0).all()
    assert (ILLNESS.care_incidence < 0.2).all()
