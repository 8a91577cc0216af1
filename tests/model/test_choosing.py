"""What options are worth: closed forms for one year, and which terms move which option."""

import math

import numpy as np
import pytest

from agents.codes import (
    CASUAL,
    CLAIM_EMPLOYEE,
    FARMER,
    GROUP_CASUAL,
    GROUP_NONE,
    GROUP_PLATFORM,
    GROUP_SELF_EMPLOYED,
    MEDICAL_FLEXIBLE,
    MEDICAL_NONE,
    MEDICAL_RESIDENT,
    OPTION_AVERAGE,
    OPTION_FLOOR,
    PLATFORM,
    SELF_EMPLOYED,
    STUDENT,
    URBAN_LOCAL,
    URBAN_NONLOCAL,
)
from agents.enrolment import CLASS_CASUAL, CLASS_FARMER, CLASS_PLATFORM, CLASS_SELF_EMPLOYED, INFEASIBLE
from model.medical_choice import value_medical
from model.pension_choice import value_pension

WAGE = 8_000.0
FLEXIBLE = slice(GROUP_SELF_EMPLOYED, None)
LOWER = ("value_pension_none", "value_pension_resident")
BASES = ("value_base_floor", "value_base_income", "value_base_average")
MEDICAL = ("value_medical_none", "value_medical_resident", "value_medical_employee")


@pytest.fixture
def named(base_named):
    """The law of the base year at one average wage of 8,000 yuan, nobody barred; a tenth of it is subsistence."""
    wage = np.full(31, WAGE)
    return base_named | {
        "law_pension": base_named["law_pension"]._replace(province_wage=wage.copy(), average_wage_month=WAGE),
        "law_medical": base_named["law_medical"]._replace(province_wage=wage.copy(), flexible_rate=np.ones(31)),
        "law_coverage": base_named["law_coverage"]._replace(hukou_limit=np.zeros(31), subsidy_income_cap_month=9_000.0),
        "behaviour": base_named["behaviour"]._replace(subsistence_share=0.1, paid_months_flexible=10.0, habit=0.3),
    }


def changed(named, record, **fields):
    return named | {record: named[record]._replace(**fields)}


def worker_rate(named, law, rate):
    rates = named[law].worker_rate.copy()
    rates[FLEXIBLE] = rate
    return changed(named, law, worker_rate=rates)


def flexible(people, rows=3, **values):
    """Flexible workers of 35 with 72,000 yuan a year and five years of contributions."""
    kinds = np.arange(rows) % 3
    defaults = {
        "status": np.array([SELF_EMPLOYED, CASUAL, PLATFORM])[kinds], "income_year": 72_000.0,
        "group": np.array([GROUP_SELF_EMPLOYED, GROUP_CASUAL, GROUP_PLATFORM])[kinds],
        "choice_class": np.array([CLASS_SELF_EMPLOYED, CLASS_CASUAL, CLASS_PLATFORM])[kinds],
        "age_months": 420, "birth_month": 12 * 1990, "pension_months": 60, "index_sum": 36.0,
        "pension_account": 23_000.0, "peer_cell": 45, "expected_cost": 4_000.0, "medical_scheme": MEDICAL_RESIDENT,
    }  # fmt: skip
    return people(rows, **(defaults | values))


def values(rows, names):
    return np.array([rows[name] for name in names])


# ---- pension ----------------------------------------------------------------------------------------------


def test_without_trust_a_pension_option_is_worth_its_cost_alone(people, call, named):
    rows = call(value_pension, flexible(people), changed(named, "outlook", trust=0.0))
    room = 72_000.0 - 0.1 * 12 * WAGE
    tier = named["outlook"].tier_share * 72_000.0
    assert values(rows, LOWER)[0].tolist() == [0.0] * 3
    assert rows["value_pension_resident"] == pytest.approx(math.log((room - tier) / room), rel=1e-12)
    for name, base in zip(BASES, (4_800.0, 6_000.0, 8_000.0), strict=True):
        assert rows[name] == pytest.approx(math.log((room - 0.2 * base * 10.0) / room), rel=1e-12)


def test_trust_in_promised_pensions_adds_to_every_paid_option_and_to_none_other(people, call, named):
    without = call(value_pension, flexible(people), changed(named, "outlook", trust=0.0))
    trusting = call(value_pension, flexible(people), named)
    assert np.all(values(trusting, BASES) > values(without, BASES))
    assert np.all(trusting["value_pension_resident"] > without["value_pension_resident"])
    assert not trusting["value_pension_none"].any()


def test_a_higher_rate_lowers_the_employee_options_and_leaves_none_and_resident_to_the_bit(people, call, named):
    before = call(value_pension, flexible(people), named)
    after = call(value_pension, flexible(people), worker_rate(named, "law_pension", 0.28))
    assert np.all(values(after, BASES) < values(before, BASES))
    assert values(after, LOWER).tobytes() == values(before, LOWER).tobytes()


@pytest.mark.parametrize(("mode", "rate"), [(1, 0.05), (3, 0.5), (4, 0.04)])
def test_a_subsidy_to_the_employee_scheme_raises_its_options_only(people, call, named, mode, rate):
    before = call(value_pension, flexible(people), named)
    subsidy = changed(named, "law_coverage", subsidy_mode=mode, subsidy_rate=rate)
    after = call(value_pension, flexible(people), subsidy)
    assert np.all(values(after, BASES) > values(before, BASES))
    assert values(after, LOWER).tobytes() == values(before, LOWER).tobytes()


def test_premium_relief_of_a_half_is_worth_a_rate_of_a_half(people, call, named):
    relief = changed(named, "law_coverage", subsidy_mode=3, subsidy_rate=0.5)
    subsidised = call(value_pension, flexible(people), relief)
    cheaper = call(value_pension, flexible(people), worker_rate(named, "law_pension", 0.1))
    assert values(subsidised, BASES) == pytest.approx(values(cheaper, BASES), rel=1e-12)


def test_incomes_above_the_cap_get_no_subsidy(people, call, named):
    capped = changed(named, "law_coverage", subsidy_mode=3, subsidy_rate=0.5, subsidy_income_cap_month=5_999.0)
    assert values(call(value_pension, flexible(people), capped), BASES).tobytes() == values(
        call(value_pension, flexible(people), named), BASES).tobytes()  # fmt: skip


def test_a_cost_that_exceeds_the_room_above_subsistence_is_infeasible(people, call, named):
    # 20 % of 8,000 for ten months are 16,000, of 4,800 they are 9,600: the room is 13,000 less 9,600 of subsistence
    low = changed(named, "behaviour", support_floor_share=0.1, subsistence_share=0.02, paid_months_flexible=10.0)
    rows = call(value_pension, flexible(people, income_year=[16_000.0, 10_000.0, 30_000.0]), low)
    assert (rows["value_base_average"] == INFEASIBLE).tolist() == [True, True, False]
    assert (rows["value_base_floor"] == INFEASIBLE).tolist() == [False, True, False]
    assert np.all(rows["value_pension_resident"] > INFEASIBLE)


def test_intercepts_and_peers_enter_their_own_option(people, call, named):
    outlook = named["outlook"]
    intercept, base = outlook.intercept_pension.copy(), outlook.intercept_base.copy()
    peers = outlook.peer_pension.copy()
    intercept[CLASS_CASUAL, 1] = [0.1, 0.2, 0.4]
    base[CLASS_CASUAL, 1] = [0.0, 0.8, 1.6]
    peers[45] = [0.01, 0.02, 0.04]
    moved = changed(named, "outlook", intercept_pension=intercept, intercept_base=base, peer_pension=peers)
    difference = values(call(value_pension, flexible(people), moved), LOWER + BASES)
    difference -= values(call(value_pension, flexible(people), named), LOWER + BASES)
    assert difference[:, 1] == pytest.approx([0.11, 0.22, 0.44, 1.24, 2.04], abs=1e-12)
    assert difference[:, 0] == pytest.approx([0.01, 0.02, 0.04, 0.04, 0.04], abs=1e-12)


def test_who_has_begun_to_pay_likes_to_go_on_and_a_little_more_on_the_same_base(people, call, named):
    begun = call(value_pension, flexible(people, pension_option=[0, OPTION_FLOOR, OPTION_AVERAGE]), named)
    fresh = call(value_pension, flexible(people), named)
    difference = values(begun, BASES) - values(fresh, BASES)
    assert difference == pytest.approx(np.array([[0.0, 0.375, 0.3], [0.0, 0.3, 0.3], [0.0, 0.3, 0.375]]), abs=1e-12)
    assert values(begun, LOWER).tobytes() == values(fresh, LOWER).tobytes()


def test_farmers_non_locals_who_are_barred_and_groups_without_the_right_have_no_employee_option(people, call, named):
    eligible = named["law_coverage"].eligible.copy()
    eligible[0, GROUP_PLATFORM] = 0.0
    limit = changed(named, "law_coverage", hukou_limit=np.full(31, 0.6), eligible=eligible)
    rows = flexible(people, 4, hukou=[URBAN_NONLOCAL, URBAN_LOCAL, URBAN_LOCAL, URBAN_LOCAL], u_taste_10=0.5)
    rows["status"][3], rows["group"][3], rows["choice_class"][3] = FARMER, GROUP_NONE, CLASS_FARMER
    call(value_pension, rows, limit)
    assert (values(rows, BASES) <= INFEASIBLE + 1.0).all(axis=0).tolist() == [True, False, True, True]
    assert np.all(rows["value_pension_resident"] > INFEASIBLE)
    rows["u_taste_10"][:] = 0.7
    call(value_pension, rows, limit)
    assert rows["value_base_floor"][0] > INFEASIBLE + 1.0


def test_students_pensioners_the_dead_and_those_with_an_employer_value_nothing(people, call, named):
    rows = flexible(people, 4)
    rows["status"][0], rows["claim"][1], rows["months_alive"][2], rows["choice_class"][3] = (
        STUDENT, CLAIM_EMPLOYEE, 0, -1,
    )  # fmt: skip
    call(value_pension, rows, named)
    assert not rows["value_pension_none"].any()
    assert np.all(values(rows, LOWER[1:] + BASES) == INFEASIBLE)


def test_who_lacks_more_months_than_are_left_cannot_reach_the_minimum(people, call, named):
    # a man of 58 retires some years after 60; the minimum then is 15 years and a little more
    rows = flexible(people, age_months=58 * 12 + 6, birth_month=12 * 1967, pension_months=[0, 100, 170])
    call(value_pension, rows, named)
    assert rows["pension_out_of_reach"].tolist() == [1, 1, 0]
    assert not call(value_pension, flexible(people, pension_months=0), named)["pension_out_of_reach"].any()


# ---- medical ----------------------------------------------------------------------------------------------


ROOM = 72_000.0 - 0.1 * 12 * WAGE


def year_left(named, need, premium, relief):
    """Log utility of a year with this need, yuan, of which a scheme with a premium pays a share."""
    own = need * (1.0 - relief)
    left = ROOM - premium - own
    return math.log(left / ROOM) - named["behaviour"].medical_risk_weight * (own / left) ** 2


def usual_need(named, health):
    """Expected cost of a man of 35 in resident medical, yuan, if nothing but his persistent health is known."""
    illness = named["illness"]
    return illness.cost[0, 0, 35] * named["economy"].resident_medical_level * illness.normaliser[0, 35] * np.exp(health)


def test_no_cover_and_resident_cover_are_weighed_by_persistent_health_and_not_by_the_news_of_the_year(
    people, call, named
):
    rows = call(value_medical, flexible(people, health=0.4, expected_cost=[400.0, 4_000.0, 20_000.0]), named)
    outlook, need = named["outlook"], usual_need(named, np.float32(0.4).item())
    for name, premium, relief in (
        ("value_medical_none", 0.0, 0.0),
        ("value_medical_resident", outlook.resident_premium, outlook.relief_resident),
    ):
        assert rows[name] == pytest.approx([year_left(named, need, premium, relief)] * 3, rel=1e-9)


def test_the_more_illness_is_foreseen_the_more_employee_cover_is_worth(people, call, named):
    rows = call(value_medical, flexible(people, expected_cost=[400.0, 4_000.0, 20_000.0]), named)
    worth = rows["value_medical_employee"]
    assert worth[0] < worth[1] < worth[2]


def test_without_trust_employee_cover_is_worth_the_year_less_the_months_of_waiting(people, call, named):
    wait = np.full(31, 6.0)
    law = changed(changed(named, "law_medical", waiting_months=wait), "outlook", trust=0.0)
    schemes = [MEDICAL_RESIDENT, MEDICAL_NONE, MEDICAL_RESIDENT]
    rows = call(value_medical, flexible(people, medical_scheme=schemes), law)
    premium, outlook = 12.0 * 0.6 * WAGE * named["law_medical"].worker_rate[GROUP_CASUAL], named["outlook"]
    resident = (outlook.resident_premium, outlook.relief_resident)
    # what it adds to resident medical, given the 4,000 that are foreseen, on top of what that is worth as it is chosen
    usual = year_left(named, usual_need(named, 0.0), *resident) - year_left(named, 4_000.0, *resident)
    expected = [
        usual + year_left(named, 4_000.0, premium, outlook.relief_employee * covered) for covered in (1.0, 0.5, 1.0)
    ]
    assert rows["value_medical_employee"] == pytest.approx(expected, rel=1e-9)
    after_resident = changed(law, "law_medical", waiting_after_resident=1)
    rows = call(value_medical, flexible(people, medical_scheme=schemes), after_resident)
    assert rows["value_medical_employee"] == pytest.approx([expected[1]] * 3, rel=1e-9)


def test_a_dearer_employee_scheme_moves_neither_none_nor_resident_medical(people, call, named):
    before = call(value_medical, flexible(people), named)
    after = call(value_medical, flexible(people), worker_rate(named, "law_medical", 0.12))
    assert np.all(after["value_medical_employee"] < before["value_medical_employee"])
    assert values(after, MEDICAL[:2]).tobytes() == values(before, MEDICAL[:2]).tobytes()


def test_need_is_weighed_alike_whatever_scheme_a_person_has_held(people, call, named):
    illness, economy = named["illness"], named["economy"]
    at = 35
    more = illness.cost[1, 0, at] * economy.medical_level / (illness.cost[0, 0, at] * economy.resident_medical_level)
    rows = flexible(people, medical_scheme=[MEDICAL_RESIDENT, MEDICAL_FLEXIBLE, MEDICAL_NONE],
                    expected_cost=[4_000.0, 4_000.0 * more, 4_000.0])  # fmt: skip
    call(value_medical, rows, named)
    for name in MEDICAL[:2]:
        assert rows[name] == pytest.approx([rows[name][0]] * 3, rel=1e-9)


def test_free_cover_in_retirement_adds_value_until_the_months_are_full(people, call, named):
    required = named["outlook"].required_medical_months[0]
    months = [0, int(required) - 12, int(required)]
    trusting = call(value_medical, flexible(people, medical_months=months), named)["value_medical_employee"]
    without = call(value_medical, flexible(people, medical_months=months), changed(named, "outlook", trust=0.0))
    gain = trusting - without["value_medical_employee"]
    # at 35, four fifths of 25 years are 240 months: a start from nothing does not reach 300
    assert gain[0] == 0.0 and gain[1] > 0.0 and gain[2] == 0.0
