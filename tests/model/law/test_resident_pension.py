"""Resident pension: matching, months, basic pension by province, and the stages on a few rows."""

import inspect
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.codes import CLAIM_EMPLOYEE, CLAIM_NONE, CLAIM_RESIDENT, PENSION_FLEXIBLE, PENSION_NONE, PENSION_RESIDENT
from agents.columns import FLOW_BY_NAME, allocate, allocate_flows
from model.law.parameters import load_law
from model.law.resident_pension.law import resolve
from model.law.resident_pension.rules import basic_pension, matching, missing_months, required_months
from model.law.resident_pension.stages import claim, contribute, pay
from model.law.retirement.stages import months

BEIJING, HEBEI, SHANGHAI = 0, 2, 8
FROM, YEARLY = np.array([200.0, 500.0, 2000.0]), np.array([40.0, 60.0, 120.0])


def month(year, number=1):
    return 12 * year + number - 1


def law(year=2026, economy=None, **changes):
    return resolve(load_law().year(year), SimpleNamespace(year=year, economy=economy))._replace(**changes)


def people(rows, **columns):
    table = allocate(rows) | allocate_flows(rows)
    for name in FLOW_BY_NAME:
        table[name][:] = 99  # what an earlier block left behind
    table["months_alive"][:] = 12
    for name in ("dies", "resident_tier", "months_retired"):
        table[name][:] = 0
    table["pension_scheme"][:] = PENSION_RESIDENT
    for name, values in columns.items():
        table[name][:] = values
    return table


def run(stage, table, **named):
    named = {"year": 2026, "law_resident_pension": law()} | named
    stage(*[(table | named)[name] for name in inspect.signature(stage.py_func).parameters])
    return table


@pytest.mark.parametrize("paid, added", [(0, 0), (199, 0), (200, 40), (499, 40), (500, 60), (5000, 120)])
def test_matching_rises_in_steps(paid, added):
    assert matching(float(paid), FROM, YEARLY) == added


def test_required_months_shrink_for_those_who_were_old_at_the_launch():
    born = [month(1951, 7), month(1952, 1), month(1960, 7), month(1966, 7), month(1980)]
    assert [required_months(birth, 720, 180, month(2011, 7)) for birth in born] == [0, 6, 108, 180, 180]


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 400), st.integers(0, 240))
def test_missing_months_are_whole_years_that_fill_the_gap(paid, required):
    missing = missing_months(paid, required)
    assert missing % 12 == 0 and paid + missing >= required
    assert missing < max(required - paid, 0) + 12


def test_long_contributors_get_a_hundredth_of_the_minimum_a_year():
    assert basic_pension(300.0, 150.0, 180, 180, 0.01) == 300.0
    assert basic_pension(300.0, 150.0, 215, 180, 0.01) == pytest.approx(303.0)


def test_the_national_minimum_of_a_year_is_its_mean():
    assert load_law().year(2025)["resident_pension.national_minimum_month"] == pytest.approx((123 + 143) / 2)
    assert law(2012).national_month == 55
    assert law(2026).national_month == pytest.approx(153)


def test_every_province_pays_the_national_minimum_and_the_capital_more():
    basic = law(2025).basic_month
    assert basic.shape == (31,) and basic.min() >= 133
    assert (basic[BEIJING], basic[HEBEI], basic[SHANGHAI]) == (133 + 855 + 560, 133 + 68, 133 + 1412 + 265)


def test_local_parts_grow_with_the_wage_after_2025():
    doubled = load_law().year(2040, economy=lambda kind, start, end: 2.0 if kind == "wage" else 1.0)
    context = SimpleNamespace(year=2040, economy=SimpleNamespace(resident_minimum_month=400.0, account_rate=0.03))
    resolved = resolve(doubled, context)
    assert resolved.national_month == pytest.approx(386.0)
    assert resolved.basic_month[HEBEI] == pytest.approx(386.0 + 2.0 * 68.0)
    assert resolved.account_interest == pytest.approx(0.035)


def test_contributions_are_matched_and_bear_half_a_year_of_interest():
    table = people(4, resident_tier=[2000.0, 0.0, 300.0, 500.0], resident_account=1000.0, birth_month=month(1990))
    table["months_alive"][3] = 0
    table["claim"][2] = CLAIM_EMPLOYEE
    run(contribute, table, law_resident_pension=law(account_interest=0.03))
    assert table["paid_worker_resident_pension"].tolist() == [2000.0, 0.0, 0.0, 0.0]
    assert table["paid_treasury_resident_pension"].tolist() == [120.0, 0.0, 0.0, 0.0]
    assert table["resident_months"].tolist() == [12, 0, 0, 0]
    assert table["resident_account"] == pytest.approx([3120.0 + 0.03 * 2060.0, 1030.0, 1030.0, 1000.0])


def test_missing_years_are_paid_at_once_at_sixty_without_matching():
    born = month(1966, 7)
    table = people(4, birth_month=born, resident_months=[150, 150, 180, 150])
    table["pension_scheme"][:] = [PENSION_RESIDENT, PENSION_NONE, PENSION_RESIDENT, PENSION_RESIDENT]
    table["pension_months"][3] = 24  # an employee record is settled first
    run(contribute, table)
    assert table["resident_months"].tolist() == [186, 150, 180, 150]
    assert table["paid_worker_resident_pension"].tolist() == [600.0, 0.0, 0.0, 0.0]
    assert table["paid_treasury_resident_pension"].tolist() == [0.0] * 4
    run(claim, table)
    assert table["claim"].tolist() == [CLAIM_RESIDENT, CLAIM_NONE, CLAIM_RESIDENT, CLAIM_NONE]
    assert table["claim_month"].tolist() == [month(2026, 7), 0, month(2026, 7), 0]


def test_claims_wait_for_the_age_the_months_and_the_employee_record():
    table = people(
        6, birth_month=[month(1967), month(1966, 7), month(1966, 7), month(1966, 7), month(1950), month(1966, 7)],
        resident_months=[180, 168, 180, 180, 0, 180], resident_account=13_900.0,
        pension_months=[0, 0, 12, 0, 0, 0], claim=[0, 0, 0, CLAIM_EMPLOYEE, 0, 0], months_alive=[12, 12, 12, 12, 12, 6],
    )  # fmt: skip
    table["pension_scheme"][2] = PENSION_FLEXIBLE
    run(claim, table)
    assert table["claim"].tolist() == [0, 0, 0, CLAIM_EMPLOYEE, CLAIM_RESIDENT, 0]
    assert table["claim_month"][4] == month(2026)
    assert table["account_pension_month"][4] == pytest.approx(100.0)


def test_pensions_are_paid_for_life_and_accounts_left_to_heirs():
    table = people(
        4, province=[HEBEI, HEBEI, SHANGHAI, HEBEI], claim=[CLAIM_RESIDENT, CLAIM_RESIDENT, CLAIM_RESIDENT, CLAIM_NONE],
        claim_month=[month(2020), month(2020), month(2026, 7), 0], resident_months=[180, 204, 180, 60],
        account_pension_month=[100.0, 100.0, 50.0, 0.0], resident_account=[9000.0, 500.0, 6950.0, 3000.0],
        dies=[0, 1, 0, 1], months_alive=[12, 6, 12, 12],
    )  # fmt: skip
    run(months, table)
    basic_month = np.full(31, 200.0)
    basic_month[SHANGHAI] = 1600.0
    run(pay, table, law_resident_pension=law(basic_month=basic_month, national_month=150.0, funeral_grant=1500.0))
    assert table["benefit_resident_basic"] == pytest.approx([2400.0, 6 * 203.0, 9600.0, 0.0])
    # the second account ends during the year: the fund goes on paying, nothing is left
    assert table["benefit_resident_account"] == pytest.approx([1200.0, 600.0, 300.0, 0.0])
    assert table["benefit_resident_refund"].tolist() == [0.0, 0.0, 0.0, 3000.0]
    assert table["benefit_resident_survivor"].tolist() == [0.0, 1500.0, 0.0, 0.0]
    assert table["resident_account"] == pytest.approx([7800.0, 0.0, 6650.0, 0.0])


def test_heirs_get_the_account_at_death_after_the_pensions_of_the_months_lived():
    # a pensioner dies after seven months: 13,900 yuan at January, 100 a month drawn, 3 % on the standing balance
    table = people(
        1, province=HEBEI, claim=CLAIM_RESIDENT, claim_month=month(2020), birth_month=month(1960), resident_months=180,
        account_pension_month=100.0, resident_account=13_900.0, dies=1, months_alive=7, months_retired=7,
    )  # fmt: skip
    rule = law(account_interest=0.03, basic_month=np.full(31, 200.0), funeral_grant=1500.0)
    run(contribute, table, law_resident_pension=rule)
    run(pay, table, law_resident_pension=rule)
    interest = 0.03 * 7 / 12 * (13_900.0 - 0.5 * 700.0)
    assert table["benefit_resident_basic"][0] == pytest.approx(1400.0)
    assert table["benefit_resident_account"][0] == pytest.approx(700.0)
    assert table["benefit_resident_refund"][0] == pytest.approx(13_900.0 + interest - 700.0)
    assert table["benefit_resident_survivor"][0] == 1500.0
    assert table["resident_account"][0] == 0.0


def test_types_do_not_change_over_the_years():
    types = []
    for year in (2010, 2016, 2025, 2060):
        fields = law(year)._asdict()
        types.append({k: v.dtype if isinstance(v, np.ndarray) else type(v) for k, v in fields.items()})
    assert types[0] == types[1] == types[2] == types[3]
