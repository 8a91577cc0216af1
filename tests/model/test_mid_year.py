"""The second entry date of a year: who has news on 1 July, and whom the news brings into employee medical."""

import numpy as np
import pytest

from agents.codes import (
    CLAIM_EMPLOYEE,
    EMPLOYEE,
    FEMALE,
    GROUP_CASUAL,
    GROUP_EMPLOYEE,
    GROUP_SELF_EMPLOYED,
    MEDICAL_EMPLOYEE,
    MEDICAL_FLEXIBLE,
    MEDICAL_NONE,
    MEDICAL_RESIDENT,
    SELF_EMPLOYED,
)
from agents.enrolment import CLASS_FARMER, CLASS_SELF_EMPLOYED, CLASS_UNINSURED
from model.health import stay_month
from model.medical_choice import value_medical
from model.medical_cover import enrol_medical, pay_medical
from model.mid_year import hear_news, join_in_july

AUGUST, MARCH = 7.5 / 12.0, 2.5 / 12.0  # draws of the month of a stay


@pytest.fixture
def named(base_named):
    """The base year with nobody barred, no wait and a third of the stays foreseen."""
    return base_named | {
        "law_medical": base_named["law_medical"]._replace(
            waiting_months=np.zeros(31), interruption_months=np.zeros(31), province_wage=np.full(31, 8_000.0)
        ),
        "law_coverage": base_named["law_coverage"]._replace(hukou_limit=np.zeros(31), maternity_reach=np.zeros(31)),
        "behaviour": base_named["behaviour"]._replace(signal_share=0.35),
    }


def waiting(named, months):
    """The same with waiting months of newcomers."""
    law = named["law_medical"]._replace(
        waiting_months=np.full(31, float(months)), interruption_months=np.full(31, float(months))
    )
    return named | {"law_medical": law}


def outside(people, rows=1, **values):
    """Self-employed people of 40 who stayed out in January, and face a stay of 60,000 yuan in August that they see."""
    defaults = {
        "status": SELF_EMPLOYED, "group": GROUP_SELF_EMPLOYED, "choice_class": CLASS_SELF_EMPLOYED, "months_worked": 12,
        "income_year": 90_000.0, "age_months": 480, "birth_month": 12 * 1985, "peer_cell": 45, "expected_cost": 3_000.0,
        "medical_cost": 60_000.0, "inpatient_cost": 60_000.0, "u_stay_month": AUGUST, "u_foresight": 0.1,
        "medical_scheme": MEDICAL_NONE,
    }  # fmt: skip
    return people(rows, **(defaults | values))


def july(call, rows, named):
    call(hear_news, rows, named)
    return call(join_in_july, rows, named)


def test_a_stay_falls_into_every_month_lived_alike():
    draws = (np.arange(2_400) + 0.5) / 2_400
    assert np.bincount([stay_month(u, 12) for u in draws]).tolist() == [0] + [200] * 12
    assert {stay_month(u, 5) for u in draws} == {1, 2, 3, 4, 5}


def test_a_foreseen_stay_brings_the_uninsured_and_residents_into_employee_medical_from_july(people, call, named):
    rows = outside(people, 3, medical_scheme=[MEDICAL_NONE, MEDICAL_RESIDENT, MEDICAL_RESIDENT])
    rows["months_alive"][2] = 6  # nobody decides in July who has died by then
    july(call, rows, named)
    assert rows["medical_scheme"].tolist() == [MEDICAL_FLEXIBLE, MEDICAL_FLEXIBLE, MEDICAL_RESIDENT]
    assert rows["medical_start_month"].tolist() == [7, 7, 1]
    assert rows["resident_first_months"].tolist() == [0, 6, 0]
    call(pay_medical, rows, named)
    assert rows["medical_paid_months"].tolist() == [6, 6, 0]


def test_who_has_no_news_of_the_second_half_is_not_asked_again(people, call, named):
    rows = outside(
        people, 6, u_stay_month=[MARCH, *[AUGUST] * 5], inpatient_cost=[6e4, 6e4, 0.0, 6e4, 6e4, 6e4],
        u_foresight=[0.1, 0.36, 0.1, 0.1, 0.1, 0.1], choice_class=[1, 1, 1, CLASS_FARMER, 1, -1],
        claim=[0, 0, 0, 0, CLAIM_EMPLOYEE, 0],
    )  # fmt: skip
    july(call, rows, named)
    assert not rows["mid_year_news"].any()
    assert rows["medical_scheme"].tolist() == [MEDICAL_NONE] * 6


def crowd(people, rows=4_000, **values):
    """People who dislike resident medical, with stays of very different cost over the year, of whom some see them."""
    random = np.random.default_rng(5)
    cost = np.exp(random.normal(8.5, 1.3, rows)) * (random.random(rows) < 0.5)
    return outside(
        people, rows, inpatient_cost=cost, medical_cost=cost + 1_500.0, u_stay_month=random.random(rows),
        u_foresight=random.random(rows), taste_medical_employee=random.gumbel(size=rows),
        taste_medical_none=random.gumbel(size=rows), taste_medical_resident=-30.0,
        income_year=np.exp(random.normal(11.2, 0.5, rows)), **values,
    )  # fmt: skip


def january(call, rows, named):
    call(value_medical, rows, named)
    return call(enrol_medical, rows, named)


def test_who_joins_in_july_costs_more_than_who_stays_out(people, call, named):
    rows = january(call, crowd(people), named)
    asked = rows["medical_scheme"] == MEDICAL_NONE
    assert asked.sum() > 500
    july(call, rows, named)
    joined = rows["medical_start_month"] == 7
    assert joined.sum() > 20 and asked[joined].all()
    late = np.array([stay_month(u, 12) >= 7 for u in rows["u_stay_month"]])
    assert late[joined].all()
    assert rows["medical_cost"][joined].mean() > 2.0 * rows["medical_cost"][asked & ~joined].mean()
    # dearer than those as well who see a stay coming and stay out
    sees = asked & (rows["mid_year_news"] == 1)
    assert rows["medical_cost"][joined].mean() > 1.2 * rows["medical_cost"][sees & ~joined].mean()


def test_longer_waits_keep_those_out_whom_their_news_would_bring_in(people, call, named):
    counts = []
    for months in (0, 2, 4, 6):
        rows = july(call, january(call, crowd(people), named), waiting(named, months))
        counts.append(int((rows["medical_start_month"] == 7).sum()))
        assert set(rows["medical_wait"][rows["medical_start_month"] == 7]) <= {months}
    assert counts[0] > counts[1] > counts[2] > counts[3] == 0


def test_without_foresight_nobody_joins_on_the_news_of_the_year(people, call, named):
    blind = named | {"behaviour": named["behaviour"]._replace(signal_share=0.0)}
    rows = july(call, january(call, crowd(people), blind), blind)
    assert not (rows["medical_start_month"] == 7).any()


def test_the_january_choice_does_not_see_what_july_will_tell(people, call, named):
    one, other = crowd(people), crowd(people)
    other["u_stay_month"][:] = one["u_stay_month"][::-1]
    other["u_foresight"][:] = 0.0
    other["inpatient_cost"][:] = 1e5
    for rows in (one, other):
        rows["medical_scheme"][:] = MEDICAL_RESIDENT
        january(call, rows, named)
    assert one["medical_scheme"].tobytes() == other["medical_scheme"].tobytes()
    assert len(set(one["medical_scheme"])) > 1
    # and the autumn choice between none and resident does not see the signal of January
    signal = crowd(people, expected_cost=50_000.0)
    call(value_medical, signal, named)
    for name in ("value_medical_none", "value_medical_resident"):
        assert signal[name].tobytes() == one[name].tobytes()


def test_a_coming_birth_counts_when_maternity_cover_can_still_pay_for_it(people, call, named):
    reach = named["law_coverage"]._replace(maternity_reach=np.ones(31))
    for required, news in ((0.0, [1, 1, 0]), (3.0, [0, 1, 0]), (10.0, [0, 0, 0])):
        maternity = named["law_maternity"]._replace(flexible_months=required)
        law = named | {"law_coverage": reach, "law_maternity": maternity}
        rows = outside(people, 3, sex=FEMALE, inpatient_cost=0.0, gives_birth=[8, 11, 4])
        july(call, rows, law)
        assert rows["mid_year_news"].tolist() == news
        # a benefit of many thousands is worth six premiums
        assert (rows["medical_start_month"] == 7).tolist() == [bool(k) for k in news]


def test_who_lost_an_insured_job_in_spring_may_go_on_by_himself(people, call, named):
    lost = {
        "status": EMPLOYEE, "group": GROUP_EMPLOYEE, "choice_class": CLASS_UNINSURED, "insured_at_work": 2,
        "medical_scheme": MEDICAL_EMPLOYEE, "u_foresight": 0.9, "taste_medical_employee": 3.0,
    }  # fmt: skip
    # lost in April for the rest; in February, too long ago; in August, after July; in April for a month, back at work
    rows = outside(people, 5, loss_month=[4, 2, 8, 4, 0], months_unemployed=[9, 11, 5, 1, 0], **lost)
    july(call, rows, named)
    assert rows["mid_year_news"].tolist() == [2, 0, 0, 0, 0]
    assert rows["medical_own_months"].tolist() == [9, 0, 0, 0, 0]
    assert rows["medical_scheme"].tolist() == [MEDICAL_EMPLOYEE] * 5
    assert rows["medical_start_month"].tolist() == [7, 1, 1, 1, 1]


def test_a_stay_in_the_gap_after_a_lost_job_is_a_reason_to_pay_for_it(people, call, named):
    lost = {
        "status": EMPLOYEE, "group": GROUP_EMPLOYEE, "choice_class": CLASS_UNINSURED, "insured_at_work": 2,
        "medical_scheme": MEDICAL_EMPLOYEE, "u_foresight": 0.9, "loss_month": 4, "months_unemployed": 9,
        "inpatient_cost": 3e4,
    }  # fmt: skip
    may, november = 4.5 / 12.0, 10.5 / 12.0
    tastes = np.linspace(-6.0, 6.0, 200)
    gone_on = []
    for when in (may, november):
        rows = july(call, outside(people, 200, taste_medical_employee=tastes, **lost | {"u_stay_month": when}), named)
        gone_on.append(int((rows["medical_own_months"] > 0).sum()))
    assert gone_on[0] > gone_on[1]  # the stay of May is known, that of November is not


def test_groups_without_the_right_and_barred_non_locals_stay_out(people, call, named):
    eligible = named["law_coverage"].eligible.copy()
    eligible[1, GROUP_CASUAL] = 0.0
    law = named | {
        "law_coverage": named["law_coverage"]._replace(eligible=eligible, hukou_limit=np.full(31, 0.6))
    }
    rows = outside(people, 3, group=[GROUP_CASUAL, GROUP_SELF_EMPLOYED, GROUP_SELF_EMPLOYED], hukou=[0, 1, 1],
                   u_taste_10=[0.5, 0.5, 0.7])  # fmt: skip
    july(call, rows, law)
    assert (rows["medical_start_month"] == 7).tolist() == [False, False, True]
