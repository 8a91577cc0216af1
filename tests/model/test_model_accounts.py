"""What people hold moves by what is booked: pension and medical accounts, wealth, and the months of the year."""

import numpy as np
import pytest

from agents.codes import CLAIM_DISABILITY, CLAIM_EMPLOYEE, CLAIM_NONE, CLAIM_PUBLIC, LIVING
from model import SocialInsuranceModel
from model.tally import MONEY


@pytest.fixture(scope="module")
def year_of_everyone(compiled):
    """Columns before a year, columns after it, and the flows between them, of rows that live the year."""
    model = SocialInsuranceModel(population=3000, until=2028)
    model.step()
    model.begin_year()
    before = {name: column[: model.rows].copy() for name, column in model.columns.items()}
    model.workers.agent(int(model.workers.rows[0])).step()  # a single step makes the model keep the year's flows
    model.end_year()
    after = {name: column[: model.rows].copy() for name, column in model.columns.items()}
    return model, before, after, dict(model.workers.flows)


def test_pension_accounts_move_by_credit_interest_refund_transfer_and_pensions_drawn(year_of_everyone):
    _, before, after, flows = year_of_everyone
    inflow = before["pension_account"] + flows["account_credit"] + flows["account_interest"]
    left = inflow - flows["benefit_pension_refund"] - flows["transfer_account_resident"]
    drawn = left - after["pension_account"]
    rounding = 1e-9 * (1.0 + np.abs(inflow))
    pensioner = (after["claim"] == CLAIM_EMPLOYEE) | (after["claim"] == CLAIM_PUBLIC)
    disabled = after["claim"] == CLAIM_DISABILITY
    assert np.all(np.abs(drawn[~pensioner & ~disabled]) <= rounding[~pensioner & ~disabled])
    due = after["account_pension_month"] * flows["months_retired"]
    in_reserve = pensioner & (flows["benefit_pension_refund"] == 0.0)
    expected = np.minimum(due, left)
    assert np.all(np.abs(drawn - expected)[in_reserve] <= rounding[in_reserve])
    assert np.sum(drawn[in_reserve] > 1.0) > 100
    heirs = pensioner & (flows["benefit_pension_refund"] > 0.0)
    assert np.all(np.abs(drawn - due)[heirs] <= rounding[heirs])


def test_the_accounts_of_the_country_add_up_to_the_liability_in_the_memo(year_of_everyone):
    model, before, after, flows = year_of_everyone
    weight = after["weight"]
    change = float((weight * (after["pension_account"] - before["pension_account"])).sum())
    memo = {entry.year: entry for entry in model.funds["pension"].memos}
    entering = ~(before["alive"] == LIVING) & (before["pension_account"] > 0.0)
    assert not entering.any()
    assert memo[2027].account_liability - memo[2026].account_liability == pytest.approx(change, rel=1e-6)
    money = model.totals.money
    drawn = float(
        (weight * (before["pension_account"] - after["pension_account"] + flows["account_credit"]
                   + flows["account_interest"] - flows["benefit_pension_refund"]
                   - flows["transfer_account_resident"])).sum()
    )  # fmt: skip
    booked = (
        money["account_credit"] + money["account_interest"] - money["benefit_pension_refund"]
        - money["transfer_account_resident"] - drawn
    )  # fmt: skip
    assert booked == pytest.approx(change, rel=1e-6)
    pensions = money["benefit_pension"] + money["benefit_public_pension"] + money["benefit_disability"]
    assert 0.0 < drawn < pensions


def test_medical_accounts_move_by_credit_and_payment(year_of_everyone):
    _, before, after, flows = year_of_everyone
    expected = before["medical_account"] + flows["medical_account_credit"] - flows["benefit_medical_account"]
    living = after["alive"] == LIVING
    assert np.allclose(after["medical_account"][living], expected[living], rtol=1e-9, atol=1e-6)
    assert np.all(after["medical_account"] >= 0.0)


def test_wealth_moves_by_saving_and_by_what_a_spouse_leaves(year_of_everyone):
    model, before, after, flows = year_of_everyone
    living = (after["alive"] == LIVING) & (before["alive"] == LIVING)
    expected = np.maximum(before["wealth"] + flows["saving"], 0.0)
    spouse = after["spouse_row"]
    widowed = living & (spouse >= 0) & (after["marriage_year"] <= model.year)
    widowed[widowed] = flows["dies"][spouse[widowed]] == 1
    assert widowed.any()
    expected[widowed] += flows["estate"][spouse[widowed]]
    assert np.allclose(after["wealth"][living], expected[living], rtol=1e-9, atol=1e-6)


def test_sums_of_the_year_are_weighted_sums_of_the_flows(year_of_everyone):
    model, _, after, flows = year_of_everyone
    for name in MONEY:
        assert model.totals.money[name] == pytest.approx(float(after["weight"] @ flows[name]), rel=1e-9), name


def test_nobody_pays_or_receives_after_death(year_of_everyone):
    _, before, _, flows = year_of_everyone
    dead = before["alive"] != LIVING
    assert dead.sum() > 10
    assert np.all(flows["months_alive"][dead] == 0)
    for name in MONEY:
        assert not flows[name][dead].any(), name


def test_months_of_the_year_fit_into_it(year_of_everyone):
    _, _, after, flows = year_of_everyone
    alive = flows["months_alive"]
    for name in (
        "months_worked", "months_unemployed", "months_retired", "pension_paid_months", "medical_paid_months",
        "medical_covered_months", "injury_months", "unemployment_paid_months", "maternity_paid_months",
        "care_paid_months",
    ):  # fmt: skip
        assert np.all((flows[name] >= 0) & (flows[name] <= alive)), name
    assert np.all(flows["months_worked"] + flows["months_unemployed"] <= alive)
    retired = flows["months_retired"][after["claim"] == CLAIM_NONE]
    assert not retired.any()
