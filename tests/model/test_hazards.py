"""Work injuries: hazards by kind of work, severity, and the levels that the bulletins publish."""

import numpy as np
import pytest

from agents.codes import CASUAL, EMPLOYEE, FARMER, PLATFORM, PUBLIC, RETIRED, Employer, Sector
from model.hazards import RISK_CLASSES, HazardError, be_injured, injury_risk, load_injury_risk, outcome_of, risk_class
from model.platforms import Platforms

# insured heads in millions by employer of the first year, as the notes of the data file have them
INSURED = {
    "public": 37, "state_owned": 40, "foreign": 21, "company": 56, "private_large": 29, "private_medium": 42,
    "private_small": 60, "household_business": 21,
}  # fmt: skip


def platform_table(sector, orders_full_time):
    one = np.ones(1)
    return Platforms(
        sector=np.array([sector], dtype=np.int64), successor=np.zeros(1, dtype=np.int64), price_per_order=one,
        pay_per_order=one, pay_loss_per_order=one, revenue_per_order=one, taxable_profit_per_order=one,
        orders_full_time=np.array([orders_full_time]), demand_index=one, user_order_share=one,
        user_margin_per_order=one, employed_chance=0.0 * one,
    )  # fmt: skip


def injure(status, employer, platform, months_worked, orders, u_injury, u_grade, months_alive=12):
    rows = len(status)
    hazard, injured = np.full(rows, 9.0), np.full(rows, 9, dtype=np.int8)
    be_injured(
        np.array(status, dtype=np.int8), np.array(employer, dtype=np.int8), np.array(platform, dtype=np.int16),
        np.full(rows, months_alive, dtype=np.int8), np.array(months_worked, dtype=np.int8), np.array(orders),
        platform_table(Sector.FOOD_DELIVERY, 11_500.0), load_injury_risk(), np.array(u_injury), np.array(u_grade),
        hazard, injured,
    )  # fmt: skip
    return hazard, injured


def test_insured_employees_are_injured_as_often_as_the_bulletins_say():
    risk = load_injury_risk()
    heads = np.array([INSURED.get(name, 0) for name in RISK_CLASSES])
    injuries = 0.98 * (heads * risk.rate).sum()  # part of the year that they work
    assert 4.18 < 1000 * injuries / heads.sum() < 4.61  # recognised per 1,000 insured, 2018-2021
    assert injuries == pytest.approx(1.3, abs=0.03)  # millions, 2021: 1.299
    graded = 0.98 * (heads * risk.rate * risk.share[:, :10].sum(axis=1)).sum() / injuries
    assert 0.54 < graded < 0.60
    fatal = 0.98 * (heads * risk.rate * risk.share[:, 11]).sum() / injuries
    assert 0.012 < fatal < 0.028


def test_riders_are_injured_within_the_working_range():
    risk = load_injury_risk()
    food = risk.rate[RISK_CLASSES.index("food_delivery")]
    parcel = risk.rate[RISK_CLASSES.index("parcel")]
    assert 0.008 <= food <= 0.025
    assert 1.0 <= food / 11_500 * 1e6 <= 3.0  # compensable cases per million orders
    assert food / parcel == pytest.approx(3.6, abs=0.1)  # police data of 2026
    assert 0.05e-3 <= food * risk.share[RISK_CLASSES.index("food_delivery"), 11] <= 0.2e-3


def test_outcomes_of_every_class_are_probabilities_that_add_to_one():
    risk = load_injury_risk()
    assert risk.share.sum(axis=1) == pytest.approx(np.ones(len(RISK_CLASSES)))
    assert (risk.share >= 0.0).all()
    assert risk.below[:, 0].tolist() == [0.0] * len(RISK_CLASSES)


def test_a_draw_chooses_the_outcome_in_whose_interval_it_lies():
    risk = load_injury_risk()
    row = RISK_CLASSES.index("company")
    below, share = risk.below[row], risk.share[row]
    for outcome in range(12):
        assert outcome_of(below[outcome] + 0.5 * share[outcome], below) == outcome


def test_hazard_follows_employer_months_and_orders():
    hazard, injured = injure(
        status=[EMPLOYEE, EMPLOYEE, PLATFORM, CASUAL, FARMER, RETIRED],
        employer=[Employer.COMPANY, Employer.COMPANY, 0, 0, 0, 0],
        platform=[-1, -1, 0, -1, -1, -1],
        months_worked=[12, 6, 12, 12, 12, 0],
        orders=[0.0, 0.0, 5_750.0, 0.0, 0.0, 0.0],
        u_injury=[0.999] * 6,
        u_grade=[0.5] * 6,
    )
    assert hazard == pytest.approx([0.0047, 0.00235, 0.009, 0.006, 0.0, 0.0])
    assert injured.tolist() == [0] * 6


def test_injuries_happen_below_the_hazard_with_the_drawn_severity():
    last = np.nextafter(1.0, 0.0)
    _, injured = injure(
        status=[PUBLIC, EMPLOYEE, EMPLOYEE],
        employer=[Employer.PUBLIC, Employer.COMPANY, Employer.COMPANY],
        platform=[-1, -1, -1],
        months_worked=[12, 12, 12],
        orders=[0.0, 0.0, 0.0],
        u_injury=[0.00099, 0.001, 0.0049],
        u_grade=[last, 1e-9, 1e-9],
    )
    assert injured.tolist() == [12, 1, 0]


def test_the_dead_have_no_hazard():
    hazard, injured = injure([EMPLOYEE], [4], [-1], [12], [0.0], [1e-9], [0.5], months_alive=0)
    assert hazard[0] == 0.0 and injured[0] == 0


def test_platform_sectors_and_flexible_kinds_have_classes_of_their_own():
    assert RISK_CLASSES[risk_class(PLATFORM, 0, Sector.PARCEL)] == "parcel"
    assert RISK_CLASSES[risk_class(CASUAL, 4, 0)] == "casual"
    assert RISK_CLASSES[risk_class(EMPLOYEE, Employer.FOREIGN, 3)] == "foreign"


def test_shares_that_are_no_probabilities_are_refused():
    ones = np.ones(len(RISK_CLASSES))
    tenth = np.full(10, 0.1)
    with pytest.raises(HazardError, match="exceed one"):
        injury_risk(ones, 0.9 * ones, 0.2 * ones, tenth)
    with pytest.raises(HazardError, match="not 1 over 10"):
        injury_risk(ones, 0.5 * ones, 0.1 * ones, 2.0 * tenth)
