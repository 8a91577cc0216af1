"""Maternity insurance: who pays, who has waited long enough, allowance and medical cost of a birth."""

from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest

from agents.codes import (
    CASUAL,
    EMPLOYEE,
    FARMER,
    GROUP_CASUAL,
    GROUP_EMPLOYEE,
    GROUP_NONE,
    GROUP_PLATFORM,
    OUT,
)
from model.law.maternity import stages
from model.law.maternity.law import resolve
from model.law.maternity.rules import allowance, entitled, months_in_a_row
from model.law.parameters import load_law

PROVINCES = (
    "Beijing", "Tianjin", "Hebei", "Shanxi", "Inner Mongolia", "Liaoning", "Jilin", "Heilongjiang", "Shanghai",
    "Jiangsu", "Zhejiang", "Anhui", "Fujian", "Jiangxi", "Shandong", "Henan", "Hubei", "Hunan", "Guangdong", "Guangxi",
    "Hainan", "Chongqing", "Sichuan", "Guizhou", "Yunnan", "Tibet", "Shaanxi", "Gansu", "Qinghai", "Ningxia",
    "Xinjiang",
)  # fmt: skip
ANHUI, ZHEJIANG, HENAN = PROVINCES.index("Anhui"), PROVINCES.index("Zhejiang"), PROVINCES.index("Henan")


class Platforms(NamedTuple):
    sector: np.ndarray


def law_of(year=2026, **changes):
    context = SimpleNamespace(
        year=year, province_wage=np.full(31, 8000.0), provinces=PROVINCES, medical_growth=1.0,
    )  # fmt: skip
    return resolve(load_law().year(year), context)._replace(**changes)


LAW = law_of()


def ints(*values, dtype=np.int8):
    return np.array(values, dtype=dtype)


def test_allowance_is_the_wage_over_thirty_times_the_days():
    assert allowance(8000.0, 98.0) == pytest.approx(26_133.33, abs=0.01)
    assert allowance(8000.0, 158.0) == pytest.approx(42_133.33, abs=0.01)


def test_days_are_the_provinces_with_a_part_of_the_extension_unpaid():
    assert LAW.paid_days[ANHUI] == pytest.approx(98 + 0.8 * 60 + 6)
    assert LAW.paid_days[HENAN] == pytest.approx(98 + 0.8 * 90 + 6)
    assert law_of(2014).paid_days[ANHUI] == pytest.approx(98 + 6)


def test_pilot_provinces_come_from_coverage_law():
    assert [name for name, share in zip(PROVINCES, LAW.flexible_share, strict=True) if share] == [
        "Tianjin", "Zhejiang", "Jiangxi", "Guizhou",
    ]  # fmt: skip
    assert not law_of(2020).flexible_share.any()


def test_months_in_a_row_start_again_after_a_gap():
    assert months_in_a_row(6, 12, 12) == 18
    assert months_in_a_row(20, 12, 12) == 24
    assert months_in_a_row(20, 5, 12) == 5
    assert months_in_a_row(20, 0, 12) == 0


def test_a_birth_right_after_joining_is_not_covered():
    assert not entitled(12.0, 12.0, 1, 7, 10.0)  # six months before July
    assert entitled(24.0, 12.0, 1, 7, 10.0)
    assert entitled(12.0, 12.0, 1, 11, 10.0) and not entitled(12.0, 12.0, 1, 10, 10.0)
    assert not entitled(24.0, 0.0, 1, 7, 0.0)


def test_who_joins_in_july_is_covered_for_births_after_the_wait_only():
    assert entitled(6.0, 6.0, 7, 12, 5.0) and not entitled(6.0, 6.0, 7, 11, 5.0)
    assert not entitled(6.0, 6.0, 7, 12, 6.0)
    assert entitled(6.0, 6.0, 7, 7, 0.0)


def test_only_the_employer_pays_in_the_law_in_force():
    months = ints(6, 3, 24)
    paid = {payer: np.full(3, -1.0) for payer in ("worker", "platform", "user", "employer", "treasury")}
    arguments = (
        ints(12, 12, 0), ints(12, 12, 0), ints(GROUP_EMPLOYEE, GROUP_PLATFORM, GROUP_EMPLOYEE),
        ints(-1, 0, -1, dtype=np.int16), ints(12, 6, 12), np.array([6000.0, 5000.0, 6000.0]),
        np.array([0.0, 1000.0, 0.0]), np.array([0.0, 20_000.0, 0.0]), np.array([0.0, 900.0, 0.0]),
    )  # fmt: skip
    stages.contribute(*arguments, LAW, Platforms(np.zeros(1, np.int64)), months, *paid.values())
    assert paid["employer"] == pytest.approx([0.006 * 72_000, 0.0, 0.0])
    assert not any(paid[payer].any() for payer in ("worker", "platform", "user", "treasury"))
    assert list(months) == [18, 6, 24]
    rate = np.zeros(6)
    rate[GROUP_PLATFORM] = 0.01
    stages.contribute(
        *arguments, LAW._replace(platform_rate=rate, platform_base=2), Platforms(np.zeros(1, np.int64)), months,
        *paid.values(),
    )  # fmt: skip
    assert paid["platform"] == pytest.approx([0.0, 0.01 * 10_000, 0.0])


def claim(law, *rows):
    names = ("status", "group", "province", "gives_birth", "paid", "base", "row")
    column = {name: [row[k] for row in rows] for k, name in enumerate(names)}
    cash, medical = np.full(len(rows), -1.0), np.full(len(rows), -1.0)
    stages.claim(
        np.full(len(rows), 12, np.int8), ints(*column["status"]), ints(*column["group"]), ints(*column["province"]),
        ints(*column["gives_birth"]), np.ones(len(rows), np.int8), ints(*column["paid"]),
        np.array(column["base"], dtype=np.float64),
        ints(*column["row"]), law, cash, medical,
    )  # fmt: skip
    return cash, medical


def test_births_bring_allowance_and_medical_cost_by_kind_of_cover():
    days = 98 + 0.8 * 60 + 6
    cash, medical = claim(
        LAW,
        (EMPLOYEE, GROUP_EMPLOYEE, ANHUI, 7, 12, 9000.0, 24),
        (EMPLOYEE, GROUP_EMPLOYEE, ANHUI, 0, 12, 9000.0, 24),
        (EMPLOYEE, GROUP_EMPLOYEE, ANHUI, 7, 0, 9000.0, 0),
        (CASUAL, GROUP_CASUAL, ZHEJIANG, 7, 12, 9000.0, 24),
        (CASUAL, GROUP_CASUAL, ZHEJIANG, 7, 12, 9000.0, 12),
        (OUT, GROUP_NONE, ANHUI, 7, 0, 0.0, 0),
        (FARMER, GROUP_NONE, ANHUI, 7, 0, 0.0, 0),
    )
    assert cash == pytest.approx([9000 / 30 * days, 0.0, 0.0, 4800 / 30 * days, 0.0, 0.0, 0.0])
    assert medical == pytest.approx([5500.0, 0.0, 0.0, 5500.0, 0.0, 0.39 * 5500.0, 0.0])
    declared, _ = claim(law_of(declared_base_rule=1), (CASUAL, GROUP_CASUAL, ZHEJIANG, 7, 12, 9000.0, 24))
    assert declared == pytest.approx([9000 / 30 * days])


def test_spending_of_2025_fits_the_insured_births():
    law = law_of(2025)
    births = 7.92e6
    spending = 0.42 * births * (allowance(0.87 * 8026.0, law.paid_days[ANHUI]) + law.medical_cost)
    spending += 0.20 * births * law.spouse_share * law.medical_cost
    assert spending == pytest.approx(1_393.81e8, rel=0.01)
