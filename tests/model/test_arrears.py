"""Missed months of individual payers: kept for two years, and paid later where law and savings allow it."""

import numpy as np
import pytest

from agents.codes import (
    CLAIM_EMPLOYEE,
    GROUP_CASUAL,
    GROUP_NONE,
    GROUP_SELF_EMPLOYED,
    PENSION_FLEXIBLE,
    PENSION_RESIDENT,
)
from model.arrears import buy_missed_months, months_bought

WAGE = 8_000.0
DUE_MONTH = 0.20 * 0.60 * WAGE


@pytest.fixture
def named(base_named):
    """The law of the base year at an average wage of 8,000 yuan, in which arrears are open for two years."""
    pension = base_named["law_pension"]._replace(province_wage=np.full(31, WAGE))
    coverage = base_named["law_coverage"]._replace(arrears_allowed=1, arrears_years=2)
    return base_named | {"law_pension": pension, "law_coverage": coverage}


def members(people, rows, **values):
    given = {"group": GROUP_CASUAL, "pension_scheme": PENSION_FLEXIBLE, "pension_paid_months": 9, "wealth": 1e6,
             "missed_months": 4, "missed_months_before": 3, "u_taste_8": 0.0}  # fmt: skip
    return people(rows, **(given | values))


def test_half_of_the_savings_is_spent_on_missed_months_at_most():
    assert months_bought(7, 2.0 * 7 * 960.0, 960.0, 2.0) == 7
    assert months_bought(7, 2.0 * 7 * 960.0 - 1.0, 960.0, 2.0) == 6
    assert months_bought(7, -500.0, 960.0, 2.0) == 0
    assert months_bought(7, 0.0, 0.0, 2.0) == 7


def test_who_pays_this_year_pays_up_the_latest_months_first_and_misses_others_anew(people, call, named):
    rows = members(people, 3, wealth=[1e6, 2.0 * 5 * DUE_MONTH, 2.0 * 2 * DUE_MONTH])
    call(buy_missed_months, rows, named)
    assert rows["pension_bought_months"].tolist() == [7, 5, 2]
    assert rows["missed_months_before"].tolist() == [0, 0, 2]  # what is left of last year's
    assert rows["missed_months"].tolist() == [3, 3, 3]


def test_a_share_of_payers_pays_up_and_everybody_who_lacks_months_for_a_pension(people, call, named):
    share = named["behaviour"].arrears_take_up
    draws = (1000 + np.array([share - 0.01, share + 0.01, share + 0.01])) / 65536.0  # the last digits decide
    rows = members(people, 3, u_taste_8=draws, pension_out_of_reach=[0, 0, 1])
    assert call(buy_missed_months, rows, named)["pension_bought_months"].tolist() == [7, 0, 7]


def test_one_year_back_leaves_the_older_months_closed(people, call, named):
    law = named | {"law_coverage": named["law_coverage"]._replace(arrears_years=1)}
    assert call(buy_missed_months, members(people, 1), law)["pension_bought_months"].tolist() == [4]


def test_the_law_in_force_lets_nobody_pay_up_and_still_remembers(people, call, named, base_named):
    assert base_named["law_coverage"].arrears_allowed == 0
    law = named | {"law_coverage": named["law_coverage"]._replace(arrears_allowed=0)}
    rows = call(buy_missed_months, members(people, 1), law)
    assert (rows["pension_bought_months"][0], rows["missed_months"][0], rows["missed_months_before"][0]) == (0, 3, 4)


def test_only_members_who_pay_for_themselves_have_arrears(people, call, named):
    rows = members(
        people,
        6,
        pension_paid_months=[9, 9, 9, 0, 9, 12],
        group=[GROUP_CASUAL, GROUP_CASUAL, GROUP_CASUAL, GROUP_CASUAL, GROUP_NONE, GROUP_SELF_EMPLOYED],
    )
    rows["pension_scheme"][0] = PENSION_RESIDENT
    rows["claim"][1] = CLAIM_EMPLOYEE
    rows["insured_at_work"][2] = 1
    call(buy_missed_months, rows, named)
    # who pays nothing this year buys nothing and misses all twelve
    assert rows["pension_bought_months"].tolist() == [0, 0, 0, 0, 7, 7]
    assert rows["missed_months"].tolist() == [0, 0, 0, 12, 3, 0]
