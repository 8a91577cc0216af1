"""Employee pensions in payment: raises, run-down of accounts, allowances, grants at death, and one whole life."""

from typing import NamedTuple

import numpy as np
import pytest

from agents.codes import (
    CLAIM_DISABILITY,
    CLAIM_EMPLOYEE,
    CLAIM_NONE,
    CLAIM_PUBLIC,
    CLAIM_RESIDENT,
    GROUP_CASUAL,
    PENSION_EMPLOYEE,
    PENSION_FLEXIBLE,
    PENSION_PUBLIC,
    PENSION_RESIDENT,
)
from model.law.pension.rules import pension_award
from model.law.pension.stages import award, bequeath, contribute, credit_interest, pay
from model.law.retirement.stages import claim, confirm, months
from tests.model.law.pension_rows import NO_SUBSIDY, PLATFORMS, WAGE, law, month, people, retirement_law, run


class Behaviour(NamedTuple):
    early_claim_hazard: float
    late_claim_share: float


def members(rows, **columns):
    """Men born in December 1965, who retire in March 2026 at 60 years and 3 months."""
    basis = {"birth_month": month(1965, 12), "pension_scheme": PENSION_EMPLOYEE, "pension_paid_months": 0}
    return people(rows, **basis | columns)


def test_pensions_rise_in_january_and_run_down_the_account():
    table = members(
        3, claim=[CLAIM_EMPLOYEE, CLAIM_PUBLIC, CLAIM_EMPLOYEE], claim_month=[month(2020), month(2020), month(2026, 3)],
        pension_month=[3000.0, 7000.0, 2700.0], account_pension_month=[500.0, 500.0, 1100.0],
        pension_account=[4000.0, 60_000.0, 150_000.0], months_retired=[12, 6, 10], pension_months=200,
    )  # fmt: skip
    run(pay, table, law_pension=law(adjustment=0.02))
    assert table["pension_month"] == pytest.approx([3060.0, 7140.0, 2700.0])
    assert table["benefit_pension"] == pytest.approx([36_720.0, 0.0, 27_000.0])
    assert table["benefit_public_pension"] == pytest.approx([0.0, 42_840.0, 0.0])
    assert table["benefit_disability"].tolist() == [0.0] * 3
    assert table["pension_account"] == pytest.approx([0.0, 57_000.0, 139_000.0])


def test_disability_allowances_depend_on_months_and_distance_to_retirement():
    born = [month(1967), month(1980), month(1980)]
    table = members(
        3, birth_month=born, claim=CLAIM_DISABILITY, claim_month=month(2026), pension_months=[240, 240, 90],
        index_sum=[240.0, 240.0, 90.0], pension_account=100_000.0, months_retired=0,
    )  # fmt: skip
    run(award, table)
    near, _ = pension_award(WAGE, 1.0, 240, 0, 100_000.0, month(2026) - month(1967), law())
    assert table["pension_month"] == pytest.approx([near, 1600.0, 600.0])
    assert (table["account_pension_month"] > 0).tolist() == [True, False, False]
    assert table["claims_pension"].tolist() == [0, 0, 0]
    paid = []
    for year in (2026, 2027, 2028):
        run(pay, table, year=year, law_pension=law(adjustment=0.0))
        paid.append(table["benefit_disability"].tolist())
    # seven and a half years of contributions: 12 + 3 * 3 months
    assert [row[2] for row in paid] == pytest.approx([7200.0, 5400.0, 0.0])
    assert [row[1] for row in paid] == pytest.approx([19_200.0] * 3)


def test_death_pays_grants_and_leaves_the_account_to_heirs():
    table = members(
        5, dies=[1, 1, 1, 0, 1], months_alive=6, pension_months=[264, 420, 100, 100, 0], pension_account=20_000.0,
        claim=[CLAIM_NONE, CLAIM_EMPLOYEE, CLAIM_PUBLIC, CLAIM_NONE, CLAIM_RESIDENT], claim_month=month(2020),
        pension_scheme=[PENSION_EMPLOYEE, PENSION_EMPLOYEE, PENSION_PUBLIC, PENSION_EMPLOYEE, PENSION_RESIDENT],
    )  # fmt: skip
    table["pension_account"][4] = 0.0
    run(bequeath, table)
    # 22 years: 2 + 16 months; 35 years and 6.5 years of pension: 2 + 24 - 6
    assert table["benefit_survivor"] == pytest.approx([81_000.0, 90_000.0, 0.0, 0.0, 0.0])
    assert table["benefit_pension_refund"].tolist() == [20_000.0, 20_000.0, 20_000.0, 0.0, 0.0]
    assert table["pension_account"].tolist() == [0.0, 0.0, 0.0, 20_000.0, 0.0]


def test_a_whole_life_gives_the_pension_of_the_formula_and_its_account_closes():
    table = people(
        1, birth_month=month(1990), pension_scheme=PENSION_FLEXIBLE, group=GROUP_CASUAL, platform=-1,
        pension_base_month=0.6 * WAGE, orders_year=0.0, platform_revenue=0.0, platform_profit=0.0,
    )  # fmt: skip
    start, retires, dies = 2033, month(2053), 2058
    credited, drawn, paid_in = 0.0, 0.0, 0.0
    for year in range(start, dies + 1):
        named = {
            "year": year, "law_pension": law(account_interest=0.025, adjustment=0.02),
            "law_retirement": retirement_law(year), "behaviour": Behaviour(0.0, 0.0), "u_retire": np.array([0.5]),
            "platforms": PLATFORMS, "law_coverage": NO_SUBSIDY,
        }  # fmt: skip
        table["dies"][:] = year == dies
        run(claim, table, **named)
        working = 12 if table["claim"][0] == CLAIM_NONE else 0
        table["months_worked"][:] = table["pension_paid_months"][:] = working
        for stage in (contribute, confirm, credit_interest, award, months):
            run(stage, table, **named)
        before = float(table["pension_account"][0])
        run(pay, table, **named)
        drawn += before - table["pension_account"][0]
        run(bequeath, table, **named)
        credited += table["account_credit"][0] + table["account_interest"][0]
        paid_in += table["paid_worker_pension"][0]
        if table["claims_pension"][0] == 1:
            assert table["claim_month"][0] == retires
            assert table["pension_month"][0] == pytest.approx(WAGE * 0.8 * 0.20 + before / 117)
    assert table["pension_months"][0] == 240
    assert paid_in == pytest.approx(0.2 * 0.6 * WAGE * 240)
    assert table["benefit_pension_refund"][0] > 0.0
    assert table["benefit_pension_refund"][0] == pytest.approx(credited - drawn)
    assert table["pension_account"][0] == 0.0
    assert table["benefit_survivor"][0] == (2 + 9) * 4500.0


def random_people(rows):
    """Men and women of all ages, schemes and claims, consistent enough to live a year."""
    draw = np.random.default_rng(7)
    age = draw.integers(16, 95, rows)
    table = people(
        rows, birth_month=month(2026) - 12 * age, sex=draw.integers(0, 2, rows), education=draw.integers(0, 4, rows),
        pension_scheme=draw.integers(0, 5, rows), pension_months=draw.integers(0, 420, rows),
        deemed_months=draw.choice([0, 0, 60], rows), pension_account=draw.uniform(0, 200_000, rows),
        resident_account=draw.uniform(0, 9000, rows), resident_months=draw.integers(0, 200, rows),
        care_need=draw.choice([0, 0, 1], rows), months_alive=draw.choice([12, 12, 7, 0], rows),
        pension_paid_months=draw.choice([0, 0, 6, 12], rows), pension_base_month=6000.0, months_worked=12,
        group=draw.integers(0, 6, rows), orders_year=0.0, platform_revenue=0.0, platform_profit=0.0,
        income_year=60_000.0, claim_month=month(2020), province=draw.integers(0, 31, rows),
    )  # fmt: skip
    table["claim"][:] = np.where(age >= 63, draw.choice([0, CLAIM_EMPLOYEE, CLAIM_PUBLIC], rows), 0)
    pensioner = table["claim"] > 0
    table["claim_month"][~pensioner] = 0
    table["pension_paid_months"][pensioner] = 0
    table["pension_month"][pensioner] = 3000.0
    table["account_pension_month"][pensioner] = 600.0
    table["dies"][:] = (table["months_alive"] > 0) & (table["months_alive"] < 12)
    table["index_sum"][:] = table["pension_months"] + table["deemed_months"]
    return table


def test_every_yuan_of_every_account_is_accounted_for():
    rows = 400
    table = random_people(rows)
    before, resident_before = table["pension_account"].copy(), table["resident_account"].copy()
    dead = table["months_alive"] == 0
    named = {
        "behaviour": Behaviour(0.3, 0.1), "u_retire": np.linspace(0.01, 0.99, rows), "platforms": PLATFORMS,
        "law_coverage": NO_SUBSIDY,
    }  # fmt: skip
    for stage in (claim, contribute, confirm, credit_interest, award, months):
        run(stage, table, **named)
    unspent = table["pension_account"].copy()
    run(pay, table, **named)
    drawn = unspent - table["pension_account"]
    run(bequeath, table, **named)
    moved, refund = table["transfer_account_resident"], table["benefit_pension_refund"]
    change = table["account_credit"] + table["account_interest"] - moved - drawn - refund
    assert table["pension_account"] - before == pytest.approx(change)
    assert table["resident_account"] - resident_before == pytest.approx(moved)
    assert (table["pension_account"] >= 0).all() and (table["resident_account"] >= 0).all()
    assert (moved != 0).sum() > 20 and (refund > 0).sum() > 20 and (table["claims_pension"] == 1).sum() > 5
    benefits = table["benefit_pension"] + table["benefit_public_pension"] + table["benefit_disability"]
    assert (benefits >= drawn - 1e-9).all()
    for name in ("benefit_pension", "benefit_survivor", "benefit_pension_refund", "account_interest", "claims_pension"):
        assert not table[name][dead].any()
