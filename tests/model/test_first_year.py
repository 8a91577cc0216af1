"""The first simulated year of the law in force takes and spends what is published, fund by fund, within 8 percent."""

from types import SimpleNamespace

import pytest

from agents.fund import Ledger, Memo
from model.first_year import FILE, FirstYearLine, booked, check_first_year
from model.model import SocialInsuranceModel
from model.tables import read_rows

CLOSED = Ledger(2026, 100.0, 10.0, 1.0, 2.0, 20.0, 5.0, 3.0, 4.0, -30.0, -6.0, 109.0)


@pytest.fixture(scope="module")
def lines():
    return check_first_year(SocialInsuranceModel(population=30_000, until=2026))


def line(model, change=1.0, sampling=0.0):
    return FirstYearLine("care", "revenue", 2025, "high", 100.0, change, model, 0.08, sampling, "bulletin")


def test_every_fund_takes_and_spends_what_is_published(lines):
    assert [f"{each.fund} {each.flow} {each.error:+.3f}" for each in lines if not each.holds] == []


def test_every_fund_of_the_books_is_compared_with_a_sourced_figure(lines):
    compared = {each.fund for each in lines if each.flow == "expenditure"}
    assert {"pension", "resident_pension", "medical_with_maternity", "resident_medical", "unemployment", "injury",
            "care", "maternity"} == compared  # fmt: skip
    for row in read_rows(FILE):
        assert row["source"] and row["confidence"] in ("high", "medium", "low")
        assert float(row["tolerance"]) == 0.08
        assert (float(row["change"]) == 1.0) == (row["change_source"] == "")


def test_only_flows_of_few_persons_have_a_sampling_error(lines):
    assert {each.fund for each in lines if each.sampling > 0.0} == {"maternity", "unemployment"}


def test_the_published_figure_is_brought_to_the_year_by_its_known_change():
    assert line(110.0, 1.1).error == pytest.approx(0.0)
    assert line(107.9).holds and not line(108.1).holds and not line(91.9).holds
    assert line(120.0, sampling=0.06).holds and not line(121.0, sampling=0.06).holds


def test_what_maternity_settles_with_employee_medical_counts_once():
    # maternity takes 20 and spends 25: employee medical pays 5 more, which is no spending of both together
    medical = CLOSED._replace(other_spending=-5.0)
    maternity = Ledger(2026, 0.0, 0.0, 0.0, 0.0, 20.0, 0.0, 0.0, 5.0, -25.0, 0.0, 0.0)
    funds = {
        name: SimpleNamespace(ledgers=[entry], memos=[Memo(2026, transfers_in=5.0 if name == "maternity" else 0.0)])
        for name, entry in {
            "medical": medical, "maternity": maternity, "injury": CLOSED, "unemployment": CLOSED
        }.items()
    }  # fmt: skip
    totals = booked(funds)
    assert totals["injury", "revenue"] == 45.0 and totals["injury", "expenditure"] == 36.0
    assert totals["maternity", "revenue"] == 20.0 and totals["maternity", "expenditure"] == 25.0
    assert totals["medical_with_maternity", "revenue"] == 65.0
    assert totals["medical_with_maternity", "expenditure"] == 55.0
    assert totals["unemployment_and_injury", "revenue"] == 90.0


def test_a_later_year_is_refused():
    with pytest.raises(RuntimeError, match="the year 2031 is closed"):
        check_first_year(SimpleNamespace(year=2031, settings=SimpleNamespace(start=2025)))
