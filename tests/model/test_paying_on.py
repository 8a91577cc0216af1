"""Who pays missing months after the statutory age: the plan is weighed as a whole, by those whom the law asks."""

import math

import numpy as np
import pytest

from agents.codes import (
    CLAIM_EMPLOYEE,
    CLAIM_RESIDENT,
    GROUP_CASUAL,
    GROUP_NONE,
    OPTION_FLOOR,
    PENSION_EMPLOYEE,
    PENSION_FLEXIBLE,
    PENSION_RESIDENT,
)
from agents.enrolment import CLASS_FARMER, CLASS_OUT, INFEASIBLE
from model.paying_on import elect_to_pay_on, plan_gain
from model.pension_cover import enrol_pension

WAGE, YEAR = 8_000.0, 2026


@pytest.fixture
def named(base_named):
    """The law of the base year at one average wage of 8,000 yuan."""
    pension = base_named["law_pension"]._replace(province_wage=np.full(31, WAGE), average_wage_month=WAGE)
    return base_named | {"law_pension": pension, "year": YEAR}


def short(people, rows, **values):
    """Men who turned 60 years and 3 months, their statutory age, in March 2026, with ten years of payments at 0.6."""
    given = {
        "birth_month": 12 * 1965 + 11, "group": GROUP_CASUAL, "choice_class": 1, "pension_scheme": PENSION_EMPLOYEE,
        "pension_months": 120, "index_sum": 72.0, "pension_account": 60_000.0, "income_year": 60_000.0,
        "age_months": 726,
    }  # fmt: skip
    return people(rows, **(given | values))


def test_the_gain_of_a_plan_is_the_pension_later_less_every_year_that_is_paid():
    # two years of 12,000 out of 60,000 above a living of 10,000 and half of the savings of 20,000
    own = math.log((70_000 - 10_000 - 12_000) / 60_000)
    gain = 5.0 * math.log((2.0 + 3.0) / (2.0 + 1.0))
    assert plan_gain(60_000.0, 10_000.0, 20_000.0, 1_000.0, 0.0, 24, 5.0, 2.0, 3.0, 1.0) == pytest.approx(
        2.0 * own + gain
    )
    # six months cost half a year's payment, once; what would be drawn meanwhile is lost too
    half = math.log((60_000 - 10_000 - 6_000 - 3_000) / 50_000)
    assert plan_gain(60_000.0, 10_000.0, 0.0, 1_000.0, 3_000.0, 6, 5.0, 2.0, 3.0, 1.0) == pytest.approx(half + gain)
    assert plan_gain(20_000.0, 10_000.0, 0.0, 1_000.0, 0.0, 24, 5.0, 2.0, 3.0, 1.0) == INFEASIBLE


def test_few_missing_months_are_paid_on_and_a_record_of_months_is_left(people, call, named):
    rows = short(people, 4, pension_months=[170, 144, 6, 180], index_sum=[102.0, 86.0, 3.6, 108.0],
                 pension_account=[70_000.0, 60_000.0, 2_000.0, 80_000.0])  # fmt: skip
    # the third would pay until the age of 74; the last needs nothing
    assert call(elect_to_pay_on, rows, named)["pension_pays_on"].tolist() == [1, 1, 0, 0]


def test_who_cannot_afford_a_year_does_not_pay_on_but_may_use_savings(people, call, named):
    dear = named | {"law_pension": named["law_pension"]._replace(worker_rate=np.full(6, 0.4))}
    rows = short(people, 2, pension_months=144, income_year=0.0, wealth=[0.0, 200_000.0])
    assert call(elect_to_pay_on, rows, dear)["pension_pays_on"].tolist() == [0, 1]


def test_asked_are_members_of_age_who_are_not_insured_at_work_and_draw_nothing(people, call, named):
    rows = short(people, 7, pension_months=[150, 150, 150, 150, 150, 0, 150], insured_at_work=[0, 1, 0, 0, 0, 0, 0])
    rows["birth_month"][2] = 12 * 1967  # under age
    rows["claim"][3], rows["claim_month"][3] = CLAIM_EMPLOYEE, 12 * 2025  # a pensioner
    rows["claim"][4], rows["claim_month"][4] = CLAIM_RESIDENT, 12 * 2026
    rows["claim"][6], rows["claim_month"][6] = CLAIM_EMPLOYEE, 12 * 2026 + 9  # announced, with months still to be paid
    assert call(elect_to_pay_on, rows, named)["pension_pays_on"].tolist() == [1, 0, 0, 0, 0, 0, 1]


def test_where_the_law_limits_paying_on_nobody_pays_longer(people, call, named):
    law = named | {"law_retirement": named["law_retirement"]._replace(pay_on_months=60)}
    rows = short(people, 2, pension_months=150, birth_month=[12 * 1963, 12 * 1960])
    assert call(elect_to_pay_on, rows, law)["pension_pays_on"].tolist() == [1, 0]
    assert call(elect_to_pay_on, rows, named)["pension_pays_on"].tolist() == [1, 1]


def test_who_pays_on_pays_every_month_on_the_lowest_base_whatever_his_work(people, call, named):
    rows = short(people, 4, pension_pays_on=[1, 1, 1, 0], choice_class=[1, CLASS_FARMER, CLASS_OUT, CLASS_OUT],
                 group=[GROUP_CASUAL, GROUP_NONE, GROUP_NONE, GROUP_NONE], u_month=0.999,
                 value_pension_none=5.0, value_pension_resident=-5.0, value_base_floor=INFEASIBLE,
                 value_base_income=INFEASIBLE, value_base_average=INFEASIBLE)  # fmt: skip
    call(enrol_pension, rows, named)
    assert rows["pension_scheme"].tolist() == [PENSION_FLEXIBLE] * 3 + [PENSION_EMPLOYEE]
    assert rows["pension_paid_months"].tolist() == [12, 12, 12, 0]
    assert rows["pension_base_month"] == pytest.approx([0.6 * WAGE] * 3 + [0.0])
    assert rows["pension_option"][:3].tolist() == [OPTION_FLOOR] * 3


def test_a_record_moved_to_the_resident_scheme_by_choice_may_be_paid_on_too(people, call, named):
    rows = short(people, 1, pension_scheme=PENSION_RESIDENT, pension_months=150, resident_months=60)
    assert call(elect_to_pay_on, rows, named)["pension_pays_on"].tolist() == [1]
