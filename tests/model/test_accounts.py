"""Books of a year from sums by hand: what enters a fund, what is settled, and what the treasury rule does."""

from types import SimpleNamespace

import pytest

from agents.fund import InsuranceFund
from model.accounts import _settle_with_medical, children_account
from model.books import (
    BENEFITS,
    EXPECTED,
    FUNDS,
    PAYER_FLOWS,
    BooksError,
    check_households,
    check_payers,
    close_funds,
    contributions,
    settlement,
    spending,
)
from model.tally import MONEY, PAID


def sums(**money):
    """National sums of a year, zero but for these."""
    return dict.fromkeys(MONEY, 0.0) | money


def test_every_contribution_enters_one_fund_from_one_payer_and_every_benefit_leaves_one():
    flows = [flow for payers in PAYER_FLOWS.values() for flow in payers.values()]
    assert sorted(flows) == sorted(PAID)
    benefits = [name for names in BENEFITS.values() for name in names]
    assert len(set(benefits)) == len(benefits) and set(benefits) <= set(MONEY)
    assert {name for name in MONEY if name.startswith("benefit_")} == set(benefits)


def test_contributions_are_the_payers_own_flows():
    money = sums(paid_worker_pension=8.0, paid_employer_pension=16.0, paid_worker_medical=99.0)
    expected = {"worker": 8.0, "platform": 0.0, "user": 0.0, "employer": 16.0, "treasury": 0.0}
    assert contributions("pension", money) == expected
    assert contributions("resident_pension", money) == {"worker": 0.0, "treasury": 0.0}


@pytest.mark.parametrize("fund", EXPECTED)
def test_funds_with_risky_claims_book_their_expectation_and_show_the_difference(fund):
    expected, realised = EXPECTED[fund]
    money = sums(**{expected: 100.0, realised: 130.0})
    assert settlement(fund, money) == -30.0
    assert spending(fund, money) == 100.0


@pytest.mark.parametrize("fund", [name for name in FUNDS if name not in EXPECTED])
def test_the_other_funds_book_what_they_pay(fund):
    money = sums(**dict.fromkeys(BENEFITS[fund], 5.0))
    assert settlement(fund, money) == 0.0
    assert spending(fund, money) == 5.0 * len(BENEFITS[fund])


def test_a_fund_closes_with_persons_flows_and_rules_of_the_year():
    fund = InsuranceFund(None, 1, "resident_pension", 1_000.0)
    money = sums(paid_worker_resident_pension=50.0, paid_treasury_resident_pension=10.0, benefit_resident_basic=200.0)
    rules = {"resident_pension": {"subsidy_rule": 200.0, "other_income": 7.0, "other_spending": 3.0, "benefits": 4.0,
                                  "worker": 1.0, "transfers_in": 7.0}}  # fmt: skip
    close_funds(2026, {"resident_pension": fund}, money, 0.01, rules)
    ledger, memo = fund.ledgers[-1], fund.memos[-1]
    assert (ledger.worker, ledger.treasury, ledger.other_income) == (51.0, 210.0, 7.0)
    assert (ledger.benefits, ledger.other_spending, ledger.interest) == (-204.0, -3.0, 10.0)
    assert ledger.closing == pytest.approx(1_071.0)
    assert (memo.subsidy_rule, memo.premium_subsidy, memo.transfers_in, memo.benefits_expected) == (
        200.0, 10.0, 7.0, 204.0,
    )  # fmt: skip


def test_what_maternity_lacks_comes_from_employee_medical_and_what_it_has_left_goes_there():
    for benefit, gap in ((100.0, 60.0), (25.0, -15.0)):
        rules = {"medical": {"other_spending": 5.0}, "maternity": {}}
        _settle_with_medical(rules, sums(benefit_maternity=benefit, paid_employer_maternity=40.0), "maternity")
        assert rules["maternity"]["other_income"] == rules["maternity"]["transfers_in"] == gap
        assert rules["medical"]["other_spending"] == 5.0 + gap
        assert rules["medical"]["transfers_out"] == gap


def test_children_pay_the_premium_and_get_subsidy_and_benefit_by_the_head():
    law = SimpleNamespace(premium_year=400.0, subsidy_year=700.0, children_benefit_year=413.0)
    assert children_account(10.0, law) == pytest.approx((4_000.0, 7_000.0, 4_130.0))


def test_payers_that_do_not_pay_what_a_fund_receives_are_named():
    money = sums(paid_user_injury=5_000.0)
    check_payers(2026, money, {name: money[name] for name in PAID})
    with pytest.raises(BooksError, match=r"injury, user: 5000\.00 against 4000\.00 yuan, a gap of 1000\.00"):
        check_payers(2026, money, {name: money[name] for name in PAID} | {"paid_user_injury": 4_000.0})


def test_households_keep_what_they_neither_pay_nor_spend():
    money = sums(income_gross=100.0, income_net=80.0, own_medical=5.0, paid_worker_pension=15.0, consumption=70.0,
                 consumption_floor=2.0, family_received=4.0, family_given=3.0, saving=13.0)  # fmt: skip
    check_households(2026, money)
    with pytest.raises(BooksError, match="household, worker"):
        check_households(2026, money | {"saving": 12.0})
    with pytest.raises(BooksError, match="all branches, worker"):
        check_households(2026, money | {"own_medical": 6.0})
