"""Funds and the treasury by hand: interest on reserve and debt, the fill beside the books, and the tax."""

import pytest

from agents.fund import ENTRIES, InsuranceFund, Ledger, Memo, Treasury


def fund(reserve=1000.0):
    return InsuranceFund(None, 7, "pension", reserve)


def test_a_year_is_booked_with_interest_on_the_opening_reserve():
    pension = fund()
    entries = {"worker": 80.0, "employer": 160.0, "treasury": 40.0, "benefits": -300.0, "other_spending": -5.0}
    ledger = pension.close_year(2026, 0.02, entries, Memo(2026, subsidy_rule=40.0))
    assert ledger == Ledger(2026, 1000.0, 80.0, 0.0, 0.0, 160.0, 40.0, 20.0, 0.0, -300.0, -5.0, 995.0)
    assert pension.reserve == 995.0
    assert pension.balance_year == -5.0
    assert pension.ledgers == [ledger]
    assert pension.memos == [Memo(2026, subsidy_rule=40.0, filled_reserve=995.0)]


def test_interest_is_the_funds_own_and_cannot_be_booked_from_outside():
    assert fund().close_year(2026, 0.02, {"interest": 999.0}, Memo(2026)).interest == 20.0


def test_closing_is_the_sum_of_opening_and_entries():
    entries = {name: 3.0 * place for place, name in enumerate(ENTRIES)}
    ledger = fund().close_year(2026, 0.5, entries, Memo(2026))
    assert ledger.closing == sum(ledger[1:-1])


def test_a_year_opens_where_the_last_one_closed_and_debt_bears_the_same_interest():
    pension = fund(100.0)
    pension.close_year(2026, 0.0, {"benefits": -300.0}, Memo(2026))
    second = pension.close_year(2027, 0.05, {}, Memo(2027))
    assert (second.opening, second.interest, second.closing) == (-200.0, -10.0, -210.0)


def test_the_fill_brings_the_filled_reserve_to_zero_and_leaves_the_reported_one_alone():
    pension = fund(100.0)
    pension.close_year(2026, 0.0, {"benefits": -60.0}, Memo(2026))
    assert (pension.memos[-1].fill, pension.filled_reserve) == (0.0, 40.0)
    pension.close_year(2027, 0.10, {"benefits": -60.0}, Memo(2027))
    assert (pension.memos[-1].fill, pension.filled_reserve) == (pytest.approx(16.0), 0.0)
    assert pension.reserve == pytest.approx(-16.0)
    # what was filled bears no interest: the next fill is the year's own gap
    pension.close_year(2028, 0.10, {"benefits": -60.0}, Memo(2028))
    assert (pension.memos[-1].fill, pension.filled_reserve) == (pytest.approx(60.0), 0.0)
    assert pension.reserve == pytest.approx(-16.0 * 1.1 - 60.0)


def test_a_fill_that_is_taken_is_treasury_money_in_the_books_and_ends_the_debt():
    pension = fund(100.0)
    pension.close_year(2026, 0.10, {"treasury": 5.0, "benefits": -175.0}, Memo(2026))
    pension.take_fill()
    last = pension.ledgers[-1]
    assert (last.treasury, last.closing, pension.reserve) == pytest.approx((65.0, 0.0, 0.0), abs=1e-9)
    assert last.closing == pytest.approx(sum(last[1:-1]), abs=1e-9)
    assert pension.close_year(2027, 0.10, {}, Memo(2027)).closing == pytest.approx(0.0, abs=1e-9)


def test_the_memo_of_a_year_carries_its_year():
    pension = fund()
    pension.close_year(2031, 0.0, {}, Memo(1999, base_total=5.0))
    assert pension.memos == [Memo(2031, base_total=5.0, filled_reserve=1000.0)]


def test_the_first_year_sets_the_share_of_gdp_that_needs_no_tax():
    treasury = Treasury(None, 1)
    assert treasury.set_tax(50.0, 1000.0, 400.0, True) == 0.0
    assert treasury.base_share == 0.05


def test_a_share_of_gdp_given_beforehand_is_the_one_that_counts():
    treasury = Treasury(None, 1, 0.04)
    assert treasury.set_tax(50.0, 1000.0, 400.0, True) == pytest.approx(0.025, rel=1e-12)
    assert treasury.base_share == 0.04


def test_the_tax_pays_for_what_exceeds_the_share_of_the_base_year_and_returns_what_falls_short():
    treasury = Treasury(None, 1)
    treasury.set_tax(50.0, 1000.0, 400.0, True)
    assert treasury.set_tax(90.0, 1000.0, 400.0, True) == pytest.approx(0.10, rel=1e-12)
    assert treasury.set_tax(50.0, 1200.0, 400.0, True) == pytest.approx(-0.025, rel=1e-12)
    assert treasury.tax_rate == treasury.tax_rates[-1]
    assert treasury.outlays == [50.0, 90.0, 50.0]


def test_no_tax_is_levied_where_the_channel_is_closed_or_nothing_is_consumed():
    treasury = Treasury(None, 1)
    treasury.set_tax(50.0, 1000.0, 400.0, False)
    assert treasury.set_tax(90.0, 1000.0, 400.0, False) == 0.0
    assert treasury.set_tax(90.0, 1000.0, 0.0, True) == 0.0
