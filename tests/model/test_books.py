"""The books: every yuan paid is received, persons are conserved, and a run whose books break stops."""

import numpy as np
import pytest

from agents.codes import LIVING
from agents.fund import ENTRIES
from model import SocialInsuranceModel
from model.books import FUNDS, PAYER_FLOWS, BooksError, check
from model.settings import Settings
from model.tally import GROUP_NAMES, PAID, Tally

YEARS = range(2026, 2036)


@pytest.fixture(scope="module")
def model(lived):
    return lived(design="full_proposal", population=2000, until=2035)


# ---- ledgers ----------------------------------------------------------------------------------------------


def test_closing_is_the_sum_of_every_row_of_the_ledgers(model):
    funds = model.records.funds()
    assert len(funds) == len(FUNDS) * len(YEARS)
    entries = funds[["opening", *ENTRIES]]
    assert np.all((entries.sum(axis=1) - funds["closing"]).abs() <= 1e-9 * entries.abs().max(axis=1))
    assert (funds["benefits"] <= 0.0).all()
    assert np.isfinite(funds.select_dtypes("number").to_numpy()).all()


def test_a_year_opens_with_what_the_last_one_left(model):
    for _, ledger in model.records.funds().groupby("fund"):
        assert ledger["opening"].iloc[1:].tolist() == ledger["closing"].iloc[:-1].tolist()


def test_what_one_fund_sends_another_receives(model):
    memo = model.records.memo().groupby("year")[["transfers_in", "transfers_out"]].sum()
    assert np.allclose(memo["transfers_in"], memo["transfers_out"], rtol=1e-12)


def test_under_the_treasurys_rule_the_fill_becomes_cash_and_no_fund_is_in_debt(lived):
    settings = Settings(population=1000, until=2060, balance_rule="treasury")
    model = lived(settings=settings)
    filled = 0
    for fund in model.funds.values():
        for ledger, memo, after in zip(fund.ledgers, fund.memos, [*fund.ledgers[1:], None], strict=True):
            assert ledger.closing > -1.0
            assert memo.fill == 0.0 or (ledger.treasury >= memo.fill and abs(ledger.closing) < 1.0)
            assert after is None or after.opening == ledger.closing
            filled += memo.fill > 0.0
        assert fund.reserve == pytest.approx(fund.filled_reserve, rel=1e-9, abs=1.0)
    assert filled > 10
    funds = model.records.funds()
    entries = funds[["opening", *ENTRIES]]
    assert np.all((entries.sum(axis=1) - funds["closing"]).abs() <= 1e-9 * entries.abs().max(axis=1))


def test_payers_of_all_groups_pay_what_the_funds_receive(model):
    for totals in model.records.totals:
        paid = dict(zip(PAID, totals.paid.sum(axis=0), strict=True))
        for fund in FUNDS:
            for flow in PAYER_FLOWS[fund].values():
                assert paid[flow] == pytest.approx(totals.money[flow], rel=1e-9)


def test_contributions_in_the_ledgers_are_those_of_the_persons(model):
    ledgers = model.records.funds().set_index(["year", "fund"])
    for year, totals in zip(model.records.years, model.records.totals, strict=True):
        for fund in ("pension", "medical", "injury", "unemployment", "maternity", "care"):
            for payer in ("worker", "platform", "user", "employer"):
                assert ledgers.loc[(year, fund), payer] == totals.money[f"paid_{payer}_{fund}"]


# ---- persons ----------------------------------------------------------------------------------------------


def test_persons_are_conserved_from_year_to_year(compiled):
    model = SocialInsuranceModel(population=2000, until=2035)
    weight = model.columns["weight"]
    while model.running:
        before = float(weight[model.columns["alive"] == LIVING].sum())
        start, end = (model.entrants.rows_until(year) for year in (model.year, model.year + 1))
        model.step()
        entered = float(weight[start:end].sum())
        deaths = model.totals.count("deaths")
        assert entered > 0.0 and deaths > 0.0
        assert model.persons == pytest.approx(before + entered - deaths, rel=1e-12)
        assert model.totals.count("persons") == pytest.approx(model.persons, rel=1e-12)
        assert model.totals.count("persons", *GROUP_NAMES) == pytest.approx(model.persons, rel=1e-12)


# ---- breaks -----------------------------------------------------------------------------------------------


def broken(monkeypatch, flow, amount):
    """A model whose tally adds `amount` to one flow that nobody paid."""
    sound = Tally.totals

    def totals(tally):
        found = sound(tally)
        found.money[flow] += amount
        return found

    monkeypatch.setattr(Tally, "totals", totals)
    return SocialInsuranceModel(population=300, until=2027)


def gap_of(error) -> float:
    """Which gap does the message name, yuan?"""
    return float(str(error).split("a gap of ")[1])


@pytest.mark.parametrize("flow", PAID)
def test_a_contribution_that_nobody_paid_stops_the_run_and_names_branch_payer_and_amount(
    flow, compiled, monkeypatch
):
    _, payer, branch = flow.split("_", 2)
    model = broken(monkeypatch, flow, 123_456_789.0)
    with pytest.raises(BooksError, match=f"books of 2026 do not balance: {branch}, {payer}: .* yuan") as info:
        model.step()
    assert gap_of(info.value) == pytest.approx(123_456_789.0, abs=1.0)
    assert model.year == 2025 and model.records.years == []


@pytest.mark.parametrize(
    ("flow", "where"),
    [
        ("own_medical", "all branches, worker"),
        ("consumption", "household, worker"),
        ("saving", "household, worker"),
    ],
)
def test_a_household_that_loses_money_stops_the_run(flow, where, compiled, monkeypatch):
    model = broken(monkeypatch, flow, 1e9)
    with pytest.raises(BooksError, match=f"books of 2026 do not balance: {where}: ") as info:
        model.step()
    assert abs(gap_of(info.value)) == pytest.approx(1e9, abs=1.0)


def test_a_person_who_vanishes_stops_the_run(compiled):
    model = SocialInsuranceModel(population=300, until=2027)
    model.begin_year()
    model.columns["alive"][5] = 2
    with pytest.raises(BooksError, match="books of 2026 do not balance: persons"):
        model.live_year()
        model.end_year()


def test_rounding_is_no_gap_and_nothing_else_is_passed_over():
    check("pension", "worker", 1e12, 1e12 + 1e2, 2026)
    for gap in (1e4, -1e4, float("nan"), float("inf")):
        with pytest.raises(BooksError, match="books of 2026 do not balance: pension, employer: "):
            check("pension", "employer", 1e12, 1e12 + gap, 2026)
