"""History: the average wages behind past limits, account interest, and the funds' balances."""

import pytest

from model.history import account_interest, average_wage_history, earnings_and_prices, medical_levels, opening_funds
from model.tables import read_rows


def test_limits_rest_on_the_wages_of_the_year_before():
    assert average_wage_history(1993) == 2711 / 12
    assert average_wage_history(2010) == 32736 / 12
    assert average_wage_history(2011) == 36539 / 12
    assert average_wage_history(2018) == 74318 / 12
    assert average_wage_history(2025) == pytest.approx(8026)
    for year in (1991, 2026):
        with pytest.raises(ValueError, match="1992 to 2025"):
            average_wage_history(year)


def test_full_calibre_wage_lies_between_private_and_non_private_wages():
    rows = {int(row["year"]): row for row in read_rows("wage_history.csv")}
    for year in range(2019, 2026):
        before = rows[year - 1]
        assert float(before["private_wage"]) < 12 * average_wage_history(year) < float(before["nonprivate_wage"])


def test_earnings_grow_with_the_published_wages():
    earnings, prices = earnings_and_prices()
    assert earnings[1993] / earnings[1992] == pytest.approx(3371 / 2711)
    assert earnings[2025] / earnings[2024] == pytest.approx(1.036)
    assert prices[2011] / prices[2010] == pytest.approx(1.054)
    assert earnings[2025] == prices[2025] == 1.0


def test_account_interest_is_the_announced_rate():
    assert account_interest(2016) == pytest.approx(0.0831)
    assert account_interest(2025) == 0.015
    with pytest.raises(ValueError, match="1996 to 2025"):
        account_interest(1995)


def test_medical_levels_follow_spending_per_participant_without_the_retiree_mix():
    employee, resident = medical_levels("employee_cost"), medical_levels("resident_cost")
    assert employee[2025] == resident[2025] == 1.0
    assert resident[2018] == pytest.approx(692 / 1133, rel=2e-3)
    crude = (19376.55 / 38856.12) / (17751 / 37095)
    assert 1 / employee[2023] == pytest.approx(crude, rel=0.02)
    assert 2024 in employee
    assert 2010 in resident


def test_opening_funds_carry_the_published_balances():
    funds = opening_funds(2025)
    assert funds["employee_pension"] == 78685e8
    assert funds["resident_pension"] == 19774e8
    three = sum(funds[name] for name in ("employee_pension", "resident_pension", "unemployment", "injury"))
    assert three == pytest.approx(10.2e12, rel=0.02)
    assert opening_funds(2015)["employee_pension"] == 35345e8
    with pytest.raises(ValueError, match="2015 and 2025"):
        opening_funds(2020)


def test_every_balance_lies_within_its_range_and_has_a_source():
    for row in read_rows("opening_funds.csv"):
        assert float(row["low"]) <= float(row["reserve"]) <= float(row["high"])
        assert row["source"]
        assert row["confidence"] in ("high", "medium", "low")
