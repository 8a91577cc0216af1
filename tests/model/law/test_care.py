"""Long-term care: pilots and the national switch, who pays, what persons in need get, settlement at the mean."""

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
    MEDICAL_RESIDENT,
    MEDICAL_RETIREE,
)
from model.demography import demography_of
from model.health import health_tables
from model.law.care import stages
from model.law.care.law import resolve
from model.law.care.rules import expected_need_months
from model.law.parameters import load_law


class Platforms(NamedTuple):
    sector: np.ndarray


class Changed(dict):
    """The parameters of 2026 with a few of them changed."""

    def by(self, prefix, names):
        return np.array([self.get(f"{prefix}.{name}", self.get(f"{prefix}.default")) for name in names])


def law_of(year=2025, **changes):
    p = load_law().year(year)
    values = Changed({path: p[path] for path in p})
    values.update(changes)
    return resolve(values, SimpleNamespace(year=year, urban_income_month=54188 / 12))


LAW = law_of()
NATIONAL = law_of(2028, **{"care.national": 1.0})


def ints(*values, dtype=np.int8):
    return np.array(values, dtype=dtype)


def test_pilots_of_2025_have_the_published_members_revenue_and_benefit():
    employees, residents = 388.5612e6 * LAW.employee_share, 942.1327e6 * LAW.resident_share
    assert employees + residents == pytest.approx(308.5476e6, rel=0.005)
    revenue = employees * LAW.employee_charge_year + residents * LAW.resident_charge_year
    assert revenue == pytest.approx(369.62e8, rel=0.005)
    mean = 12 * LAW.standard_cost_month * (0.75 * LAW.pay_out[0] + 0.25 * LAW.pay_out[2])
    assert mean == pytest.approx(9665, rel=0.005)


@pytest.mark.parametrize(
    ("year", "insured", "members", "charge"),
    [
        (2020, 10_835, 34_455, 196.1),
        (2021, 14_461, 35_431, 260.6),
        (2022, 16_990, 36_243, 240.8),
        (2023, 18_331, 37_095, 243.63),
    ],
)
def test_earlier_pilots_have_the_published_members_and_revenue(year, insured, members, charge):
    law = law_of(year)
    assert law.employee_share * members == pytest.approx(insured, rel=0.003)
    assert law.employee_charge_year * insured * 1e4 == pytest.approx(charge * 1e8, rel=0.005)


def test_the_national_scheme_is_off_until_a_design_turns_it_on():
    assert not law_of(2028).worker_rate.any()
    assert law_of(2028).employee_share == LAW.employee_share
    assert NATIONAL.employee_share == NATIONAL.resident_share == 1.0
    assert NATIONAL.employee_charge_year == NATIONAL.resident_charge_year == 0.0
    half = law_of(2026, **{"care.national": 0.5})
    assert half.employee_share == pytest.approx(0.5 * 0.55 + 0.5 * 0.6)
    assert half.worker_rate[GROUP_EMPLOYEE] == pytest.approx(0.00075)


def contribute(law):
    """An employee, a casual worker, a platform worker, a retiree, a resident, a member without work, nobody alive."""
    paid = {payer: np.full(7, -1.0) for payer in ("worker", "platform", "user", "employer", "treasury")}
    stages.contribute(
        ints(12, 12, 12, 12, 12, 12, 0), ints(12, 12, 12, 0, 0, 0, 0),
        ints(GROUP_EMPLOYEE, GROUP_CASUAL, GROUP_PLATFORM, GROUP_NONE, GROUP_NONE, GROUP_NONE, GROUP_EMPLOYEE),
        ints(-1, -1, 0, -1, -1, -1, -1, dtype=np.int16),
        ints(MEDICAL_EMPLOYEE, MEDICAL_FLEXIBLE, MEDICAL_FLEXIBLE, MEDICAL_RETIREE, MEDICAL_RESIDENT, MEDICAL_FLEXIBLE,
             MEDICAL_EMPLOYEE),
        np.array([0, 0, 0, 3000.0, 0, 0, 0]), ints(12, 6, 12, 12, 12, 12, 12),
        np.array([6000.0, 5000.0, 5000.0, 0, 0, 0, 6000.0]), np.array([0, 0, 9000.0, 0, 0, 0, 0]),
        np.array([0, 0, 1e5, 0, 0, 0, 0]), np.array([0, 0, 1e4, 0, 0, 0, 0]), law, Platforms(np.zeros(1, np.int64)),
        *paid.values(),
    )  # fmt: skip
    return paid


def test_pilots_share_a_charge_per_head():
    paid = contribute(LAW)
    assert paid["worker"] == pytest.approx([76.5, 76.5, 153.0, 76.5, 22.5, 76.5, 0.0])
    assert paid["employer"] == pytest.approx([76.5, 0, 0, 0, 0, 0, 0])
    assert paid["treasury"] == pytest.approx([0, 0, 0, 76.5, 22.5, 76.5, 0])


def test_the_national_scheme_takes_a_rate_of_base_pension_or_income():
    paid = contribute(NATIONAL)
    resident = 0.00114 * 54188
    assert paid["worker"] == pytest.approx(
        [0.0015 * 72_000, 0.003 * 30_000, 0.003 * 60_000, 54.0, resident, resident, 0]
    )
    assert paid["employer"] == pytest.approx([0.0015 * 72_000, 0, 0, 0, 0, 0, 0])
    assert paid["treasury"] == pytest.approx([0, 0, 0, 54.0, resident, resident, 0])
    rate = np.zeros(6)
    rate[GROUP_PLATFORM] = 0.001
    on_revenue = contribute(NATIONAL._replace(platform_rate=rate, platform_base=2))
    assert on_revenue["platform"] == pytest.approx([0, 0, 100.0, 0, 0, 0, 0])


def test_persons_in_need_get_their_part_of_the_standard_cost_while_insured():
    tables = health_tables(demography_of(2026).death_probability)
    paid, expected = np.full(5, -1.0), np.full(5, -1.0)
    stages.claim(
        ints(12, 12, 12, 6, 0), ints(0, 0, 1, 1, 0), np.full(5, 12 * 85, np.int16),
        ints(MEDICAL_RETIREE, MEDICAL_RESIDENT, MEDICAL_RETIREE, MEDICAL_RETIREE, MEDICAL_RETIREE),
        ints(12, 12, 0, 6, 12), ints(1, 0, 1, 1, 1), tables, demography_of(2026), LAW, paid, expected,
    )  # fmt: skip
    month = 1240 * 0.49
    assert paid == pytest.approx([12 * month * 0.7, 0.0, 0.0, 6 * month * 0.7, 0.0])
    assert expected[0] > 0.0 and expected[1] == pytest.approx(expected[0] * 0.5 / 0.7)
    assert expected[2] == expected[4] == 0.0
    assert expected[3] > 0.0  # the mean does not look at the person's own need or death


def test_mean_months_in_need_follow_from_prevalence_and_deaths():
    assert expected_need_months(0.0, 0.0, 0.5, 0.1) == 0.0
    assert expected_need_months(1.0, 0.3, 0.0, 0.0) == 12.0
    assert expected_need_months(0.2, 0.05, 0.4, 0.1) == pytest.approx(0.2 * (12 - 2.2) + 0.8 * 0.05 * (12 - 0.55))


def test_benefits_average_to_what_the_fund_is_settled_at():
    size, age = 400_000, 84
    demography = demography_of(2026)
    tables = health_tables(demography.death_probability)
    random = np.random.default_rng(4)
    before = random.random(size) < tables.care_start[1, age]
    q = demography.death_probability[1, age] * demography.care_multiplier[before.astype(int), 1, age]
    luck = random.random(size)
    alive = np.where(luck < q, np.minimum((12 * luck / q).astype(int) + 1, 12), 12).astype(np.int8)
    need = (before | (random.random(size) < tables.care_incidence[1, age])).astype(np.int8)
    paid, expected = np.empty(size), np.empty(size)
    stages.claim(
        alive, np.ones(size, np.int8), np.full(size, 12 * age + 5, np.int16), np.full(size, MEDICAL_RETIREE, np.int8),
        alive.copy(), need, tables, demography, LAW, paid, expected,
    )  # fmt: skip
    assert abs(paid.mean() - expected.mean()) < 4.0 * paid.std() / np.sqrt(size)


def test_the_law_resolves_in_every_year_to_one_set_of_types():
    kinds = {
        tuple((type(value), getattr(value, "dtype", None), getattr(value, "ndim", 0)) for value in law_of(year))
        for year in (2010, 2016, 2020, 2025, 2026, 2060)
    }
    assert len(kinds) == 1
