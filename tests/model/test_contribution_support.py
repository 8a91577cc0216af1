"""Relief of contributions for the hard to employ and for graduates: who, for how long, and what choosers see of it."""

import numpy as np
import pytest

from agents.codes import CASUAL, FEMALE, GROUP_CASUAL, GROUP_EMPLOYEE, GROUP_SELF_EMPLOYED, MEDICAL_RESIDENT, Education
from agents.enrolment import CLASS_CASUAL
from model.contribution_support import count_support, grant_support, hard_to_employ_may_draw
from model.medical_choice import value_medical
from model.pension_choice import value_pension

YEAR = 2025


def reached(named, **fields):
    return named | {"law_coverage": named["law_coverage"]._replace(**fields)}


def flexible(people, rows, age, **values):
    age = np.asarray(age)
    given = {"status": CASUAL, "group": GROUP_CASUAL, "choice_class": CLASS_CASUAL, "income_year": 48_000.0,
             "age_months": 12 * age, "birth_month": 12 * YEAR + 6 - 12 * age, "platform": -1, "peer_cell": 45,
             "medical_scheme": MEDICAL_RESIDENT, "expected_cost": 3_000.0}  # fmt: skip
    return people(rows, **(given | values))


def test_the_law_in_force_reaches_nobody_beyond_those_whom_the_base_year_shows(people, call, base_named):
    rows = flexible(people, 3, [22, 45, 57], education=Education.TERTIARY, support_share=0.5)
    call(grant_support, rows, base_named)
    assert rows["support_share"].tolist() == [0.0] * 3


def test_the_grant_goes_to_older_flexible_workers_whom_it_reaches(people, call, base_named):
    law = reached(base_named, hard_to_employ_reach=0.5)
    low, high = 1000 / 65536.0 + 0.25 / 65536.0, 1000 / 65536.0 + 0.75 / 65536.0  # of which the last digits decide
    rows = flexible(
        people,
        6,
        [49, 51, 51, 51, 41, 41],
        sex=[0, 0, 0, 0, FEMALE, 0],
        u_taste_11=low,
        group=[GROUP_CASUAL, GROUP_SELF_EMPLOYED, GROUP_CASUAL, GROUP_EMPLOYEE, GROUP_CASUAL, GROUP_CASUAL],
    )
    rows["u_taste_11"][2] = high
    call(grant_support, rows, law)
    rate = base_named["law_coverage"].hard_to_employ_rate
    assert rate == pytest.approx(2 / 3, abs=1e-3)
    assert rows["support_share"].tolist() == [0.0, rate, 0.0, 0.0, rate, 0.0]


def test_the_grant_ends_after_three_years_but_runs_to_retirement_if_it_began_within_five_years_of_it():
    rule = (600, 36.0, 60.0)  # from fifty on
    assert hard_to_employ_may_draw(620, 756, 35, *rule) and not hard_to_employ_may_draw(620, 756, 36, *rule)
    assert not hard_to_employ_may_draw(599, 756, 0, *rule)
    assert hard_to_employ_may_draw(740, 756, 40, *rule)  # began 56 months before
    assert not hard_to_employ_may_draw(740, 756, 48, *rule)  # began 64 months before
    assert not hard_to_employ_may_draw(756, 756, 0, *rule)


def test_graduates_draw_the_grant_for_two_years_up_to_their_age(people, call, base_named):
    law = reached(base_named, graduate_reach=1.0)
    rows = flexible(
        people,
        4,
        [22, 22, 26, 22],
        support_months=[0, 0, 0, 24],
        education=[Education.TERTIARY, Education.UPPER_SECONDARY, Education.TERTIARY, Education.TERTIARY],
    )
    call(grant_support, rows, law)
    assert (rows["support_share"] > 0.0).tolist() == [True, False, False, False]


def test_months_are_counted_where_a_contribution_was_paid(people, call, base_named):
    rows = people(3, support_share=[0.5, 0.5, 0.0], pension_paid_months=[9, 0, 12], medical_paid_months=[12, 0, 12])
    call(count_support, rows, base_named)
    assert rows["support_months"].tolist() == [12, 0, 0]


def test_choosers_weigh_what_is_left_to_pay_and_lower_schemes_are_worth_the_same(people, call, base_named):
    free = base_named | {"law_coverage": base_named["law_coverage"]._replace(hukou_limit=np.zeros(31))}
    rows = flexible(people, 3, [52, 52, 52], pension_months=120, index_sum=80.0, support_share=[0.0, 1 / 3, 2 / 3])
    call(value_pension, rows, free)
    call(value_medical, rows, free)
    for name in ("value_base_floor", "value_base_income", "value_base_average", "value_medical_employee"):
        assert np.all(np.diff(rows[name]) > 0.0), name
    for name in ("value_pension_resident", "value_medical_resident", "value_pension_none"):
        assert np.ptp(rows[name]) == 0.0, name
