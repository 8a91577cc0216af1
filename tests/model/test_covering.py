"""Who is insured where: the stages of enrolment on a few people worked by hand."""

import numpy as np
import pytest

from agents.codes import (
    CASUAL,
    CLAIM_EMPLOYEE,
    CLAIM_NONE,
    EMPLOYEE,
    FARMER,
    FEMALE,
    GROUP_CASUAL,
    GROUP_EMPLOYEE,
    GROUP_NONE,
    GROUP_PLATFORM,
    GROUP_PUBLIC,
    GROUP_SELF_EMPLOYED,
    MEDICAL_EMPLOYEE,
    MEDICAL_FLEXIBLE,
    MEDICAL_NONE,
    MEDICAL_RESIDENT,
    MEDICAL_RETIREE,
    OPTION_AVERAGE,
    OPTION_FLOOR,
    OPTION_INCOME,
    OPTION_NONE,
    OPTION_RESIDENT,
    PENSION_EMPLOYEE,
    PENSION_FLEXIBLE,
    PENSION_NONE,
    PENSION_PUBLIC,
    PENSION_RESIDENT,
    PLATFORM,
    PUBLIC,
    RURAL_LOCAL,
    SELF_EMPLOYED,
    STUDENT,
    Employer,
)
from agents.enrolment import (
    CLASS_CASUAL,
    CLASS_FARMER,
    CLASS_PLATFORM,
    CLASS_SELF_EMPLOYED,
    CLASS_UNINSURED,
    INFEASIBLE,
)
from model.covering import cover_rest, insure_at_work, months_before_claim
from model.grouping import PLATFORM_CELLS, classify
from model.law.coverage.rules import (
    IN_REACH,
    OLDER_EXEMPT,
    OLDER_PAY_ON,
    OLDER_PRO_RATA,
    OUT_OF_REACH,
    PAST_AGE,
    PAST_AGE_WITHOUT_RECORD,
)
from model.medical_cover import enrol_medical, pay_medical
from model.pension_cover import OPTION_NOT_ASKED, enrol_pension, lower_scheme_closed, paid_months
from model.unemployment_cover import insure_against_job_loss

WAGE = 8_000.0
PENSION, MEDICAL, INJURY, UNEMPLOYMENT, MATERNITY = range(5)


@pytest.fixture
def named(base_named):
    """The law of the base year at one average wage of 8,000 yuan a month, with plain behaviour."""
    wage = np.full(31, WAGE)
    return base_named | {
        "law_pension": base_named["law_pension"]._replace(province_wage=wage.copy()),
        "law_medical": base_named["law_medical"]._replace(province_wage=wage.copy()),
        "behaviour": base_named["behaviour"]._replace(
            support_floor_share=0.25, reported_share=0.75, paid_months_flexible=12.0
        ),
        "outlook": base_named["outlook"]._replace(tier_share=0.02, tier_low=200.0, tier_high=5_000.0),
    }


def coverage(named, **changes):
    """The same with other fields of coverage law."""
    return named | {"law_coverage": named["law_coverage"]._replace(**changes)}


def bound(named, branch, withholding=0.0, **changes):
    """The same with a mandate of one branch for all flexible workers."""
    mandate, eligible = named["law_coverage"].mandate.copy(), named["law_coverage"].eligible.copy()
    mandate[branch, GROUP_SELF_EMPLOYED:] = eligible[branch, GROUP_SELF_EMPLOYED:] = 1.0
    return coverage(named, mandate=mandate, eligible=eligible, withholding=withholding, **changes)


# ---- groups -----------------------------------------------------------------------------------------------


def test_group_class_and_peers_follow_from_the_status(people, call, named):
    statuses = [EMPLOYEE, PUBLIC, PLATFORM, PLATFORM, SELF_EMPLOYED, CASUAL, FARMER, STUDENT]
    rows = people(8, status=statuses, province=5, platform=[-1, -1, 7, -1, -1, -1, -1, -1])
    call(classify, rows, named)
    assert rows["group"].tolist() == [
        GROUP_EMPLOYEE, GROUP_PUBLIC, GROUP_PLATFORM, GROUP_PLATFORM, GROUP_SELF_EMPLOYED, GROUP_CASUAL, GROUP_NONE,
        GROUP_NONE,
    ]  # fmt: skip
    assert rows["choice_class"].tolist() == [3, -1, 0, 0, 1, 2, 5, 6]
    first = PLATFORM_CELLS + 20
    assert rows["peer_cell"].tolist() == [first + 2, first + 2, 7, first, first, first + 1, first + 3, first + 3]


def test_the_law_misses_flexible_workers_by_their_draw_but_no_employee_and_leaves_them_the_choice(
    people, call, named
):
    rows = people(4, status=[CASUAL, CASUAL, EMPLOYEE, CASUAL], u_taste_10=[0.84, 0.86, 0.99, 0.5])
    rows["months_alive"][3] = 0
    call(classify, rows, coverage(named, missed=np.full(5, 0.15)))
    assert rows["group"].tolist() == [GROUP_CASUAL, GROUP_NONE, GROUP_EMPLOYEE, GROUP_NONE]
    assert rows["choice_class"].tolist() == [CLASS_CASUAL, CLASS_CASUAL, CLASS_UNINSURED, -1]


# ---- employers --------------------------------------------------------------------------------------------


def test_an_employer_enrols_in_the_branches_whose_threshold_lies_above_the_draw(people, call, named):
    kind = np.zeros_like(named["compliance"].threshold_by_hukou)
    kind[1, :5, Employer.HOUSEHOLD_BUSINESS] = [0.3, 0.1, 0.6, 0.4, 0.2]
    kind[0, :, Employer.PUBLIC] = 1.0
    here = named | {"compliance": named["compliance"]._replace(threshold_by_hukou=kind)}
    rows = people(
        4, group=[GROUP_EMPLOYEE, GROUP_EMPLOYEE, GROUP_PUBLIC, GROUP_CASUAL], hukou=[RURAL_LOCAL, 0, 0, RURAL_LOCAL],
        employer=[Employer.HOUSEHOLD_BUSINESS, Employer.HOUSEHOLD_BUSINESS, Employer.PUBLIC,
                  Employer.HOUSEHOLD_BUSINESS], u_taste_8=0.25, age_months=360, birth_month=12 * 1995,
    )  # fmt: skip
    call(insure_at_work, rows, here)
    assert rows["insured_at_work"].tolist() == [1 + 4 + 8, 0, 31, 0]


def test_past_the_statutory_age_nobody_without_a_record_or_with_a_pension_joins_pension_or_unemployment(
    people, call, named
):
    here = named | {"compliance": named["compliance"]._replace(
        threshold_by_hukou=np.ones_like(named["compliance"].threshold_by_hukou))}  # fmt: skip
    rows = people(
        5, group=GROUP_EMPLOYEE, employer=Employer.COMPANY, birth_month=[12 * 1960] * 4 + [12 * 1974], u_taste_8=0.5,
        age_months=[780] * 4 + [618], sex=[0, 0, 0, 0, FEMALE], pension_months=[0, 120, 200, 0, 0],
        claim=[CLAIM_NONE, CLAIM_NONE, CLAIM_EMPLOYEE, CLAIM_NONE, CLAIM_NONE],
    )  # fmt: skip
    rows["age_months"][3] = 700
    call(insure_at_work, rows, coverage(here, injury_over_age=0.0))
    without = 2  # employee medical alone
    # without a record; with one he pays on; a pensioner; before his age; a woman worker of 51 is past hers
    assert rows["insured_at_work"].tolist() == [without, 31, without, 31, without]
    call(insure_at_work, rows, coverage(here, injury_over_age=0.6))
    assert rows["insured_at_work"].tolist() == [without + 4, 31, without + 4, 31, without + 4]


# ---- months -----------------------------------------------------------------------------------------------


def test_months_before_a_claim():
    year = 2030
    given = [(CLAIM_NONE, 0), (CLAIM_EMPLOYEE, 12 * 2029 + 5), (CLAIM_EMPLOYEE, 12 * 2030),
             (CLAIM_EMPLOYEE, 12 * 2030 + 4), (CLAIM_EMPLOYEE, 12 * 2031 + 2)]  # fmt: skip
    assert [months_before_claim(claim, month, year) for claim, month in given] == [12, 0, 0, 4, 12]


@pytest.mark.parametrize("mean", [6.5, 8.0, 9.3, 11.0, 12.0])
def test_individual_payers_pay_the_given_mean_of_months(mean):
    months = np.array([paid_months(u, 12, mean) for u in (np.arange(5_000) + 0.5) / 5_000])
    assert months.mean() == pytest.approx(mean, abs=0.01)
    assert months.min() >= 1 and months.max() <= 12
    assert max(paid_months(u, 5, mean) for u in (0.01, 0.5, 0.99)) <= 5


# ---- pension ----------------------------------------------------------------------------------------------


def choosers(people, rows, **values):
    """People with twelve months of life and work, values that make nothing better than no pension, and no tastes."""
    defaults = {
        "choice_class": CLASS_SELF_EMPLOYED, "group": GROUP_SELF_EMPLOYED, "status": SELF_EMPLOYED,
        "months_worked": 12, "income_year": 60_000.0, "wage_month": 5_000.0, "value_pension_resident": -1.0,
        "value_base_floor": -2.0, "value_base_income": -3.0, "value_base_average": -4.0,
        "value_medical_resident": -1.0, "value_medical_employee": -2.0,
    }  # fmt: skip
    return people(rows, **(defaults | values))


PAID = ("pension_scheme", "pension_option", "pension_paid_months", "pension_base_month", "resident_tier")


def record(rows, names=PAID):
    return [tuple(float(rows[name][i]) for name in names) for i in range(rows["group"].size)]


def test_who_may_choose_takes_the_best_option_with_its_base(people, call, named):
    rows = choosers(people, 5)
    rows["value_pension_resident"][1] = 1.0
    rows["value_base_floor"][2] = rows["value_base_income"][3] = rows["value_base_average"][4] = 1.0
    call(enrol_pension, rows, named)
    assert record(rows) == [
        (PENSION_NONE, OPTION_NONE, 0, 0.0, 0.0),
        (PENSION_RESIDENT, OPTION_RESIDENT, 0, 0.0, 1_200.0),
        (PENSION_FLEXIBLE, OPTION_FLOOR, 12, 4_800.0, 0.0),
        (PENSION_FLEXIBLE, OPTION_INCOME, 12, 5_000.0, 0.0),
        (PENSION_FLEXIBLE, OPTION_AVERAGE, 12, 8_000.0, 0.0),
    ]


def test_tastes_are_weighed_with_the_scale_of_their_choice(people, call, named):
    scale = named["behaviour"].taste_scale_pension
    rows = choosers(people, 2, taste_pension_resident=[0.99 / scale, 1.01 / scale])
    call(enrol_pension, rows, named)
    assert rows["pension_scheme"].tolist() == [PENSION_NONE, PENSION_RESIDENT]


def test_the_tier_of_the_resident_pension_stays_between_its_ends(people, call, named):
    rows = choosers(people, 2, value_pension_resident=1.0, income_year=[0.0, 1e6])
    call(enrol_pension, rows, named)
    assert rows["resident_tier"].tolist() == [0.02 * 0.25 * 12 * WAGE, 5_000.0]


def test_an_employer_declares_a_part_of_the_wage_within_the_limits(people, call, named):
    ratio = named["compliance"].base_ratio[Employer.COMPANY]
    rows = choosers(people, 4, group=[GROUP_EMPLOYEE, GROUP_EMPLOYEE, GROUP_EMPLOYEE, GROUP_PUBLIC],
                    insured_at_work=1, employer=Employer.COMPANY, wage_month=[3_000.0, 10_000.0, 1e5, 10_000.0],
                    months_worked=[12, 7, 12, 12])  # fmt: skip
    call(enrol_pension, rows, named)
    assert record(rows) == [
        (PENSION_EMPLOYEE, OPTION_NOT_ASKED, 12, 4_800.0, 0.0),
        (PENSION_EMPLOYEE, OPTION_NOT_ASKED, 7, 10_000.0 * ratio, 0.0),
        (PENSION_EMPLOYEE, OPTION_NOT_ASKED, 12, 24_000.0, 0.0),
        (PENSION_PUBLIC, OPTION_NOT_ASKED, 12, 10_000.0 * ratio, 0.0),
    ]


def test_who_stops_paying_is_dormant_in_the_employee_scheme_and_leaves_the_resident_one(people, call, named):
    rows = choosers(people, 3, pension_scheme=[PENSION_FLEXIBLE, PENSION_RESIDENT, PENSION_PUBLIC])
    call(enrol_pension, rows, named)
    assert rows["pension_scheme"].tolist() == [PENSION_FLEXIBLE, PENSION_NONE, PENSION_EMPLOYEE]
    assert not rows["pension_paid_months"].any()


def test_farmers_choose_between_resident_pension_and_none_by_a_taste_of_their_own(people, call, named):
    scale = named["behaviour"].taste_scale_pension
    rows = choosers(people, 2, choice_class=CLASS_FARMER, group=GROUP_NONE, value_base_floor=9.0,
                    taste_pension_lower=[0.99 / scale, 1.01 / scale])  # fmt: skip
    call(enrol_pension, rows, named)
    assert rows["pension_scheme"].tolist() == [PENSION_NONE, PENSION_RESIDENT]


def test_a_mandate_binds_by_phase_and_is_evaded_by_those_below_the_probability(people, call, named):
    law = bound(named, PENSION, detection_year=0.0)
    law["law_coverage"].mandate[PENSION, GROUP_SELF_EMPLOYED] = 0.5
    odds = np.exp(named["behaviour"].evasion_intercept + named["behaviour"].evasion_response * 2.0)
    evades = odds / (1.0 + odds)
    rows = choosers(people, 3, u_taste_11=[0.4, 0.4, 0.6], u_taste_9=[evades - 0.001, evades + 0.001, 0.999])
    call(enrol_pension, rows, law)
    assert rows["pension_scheme"].tolist() == [PENSION_NONE, PENSION_FLEXIBLE, PENSION_NONE]
    assert rows["pension_paid_months"].tolist() == [0, 12, 0]


def test_who_is_bound_pays_every_month_even_where_the_others_pay_a_part(people, call, named):
    behaviour = named["behaviour"]._replace(paid_months_flexible=6.5)
    rows = choosers(people, 2, value_base_floor=1.0, u_taste_11=[0.4, 0.6], u_month=0.01)
    law = bound(named, PENSION) | {"behaviour": behaviour}
    law["law_coverage"].mandate[PENSION, GROUP_SELF_EMPLOYED] = 0.5
    call(enrol_pension, rows, law)
    assert rows["pension_paid_months"].tolist() == [12, 1]


def test_withholding_catches_platform_workers_only_and_on_the_whole_of_their_pay(people, call, named):
    mode = named["law_coverage"].base_mode.copy()
    mode[PENSION, GROUP_SELF_EMPLOYED:] = 1
    law = bound(named, PENSION, withholding=1.0, detection_year=0.02, base_mode=mode)
    rows = choosers(people, 3, group=[GROUP_PLATFORM, GROUP_CASUAL, GROUP_CASUAL], income_year=96_000.0,
                    choice_class=[CLASS_PLATFORM, CLASS_CASUAL, CLASS_CASUAL], u_taste_9=[0.01, 0.01, 0.9999],
                    value_base_floor=9.0)  # fmt: skip
    call(enrol_pension, rows, law)
    assert rows["pension_scheme"].tolist() == [PENSION_FLEXIBLE, PENSION_NONE, PENSION_FLEXIBLE]
    assert rows["pension_option"].tolist() == [OPTION_INCOME, OPTION_NONE, OPTION_INCOME]
    # withheld pay is seen in full, what one declares oneself is three quarters of it
    assert rows["pension_base_month"].tolist() == [8_000.0, 0.0, 6_000.0]


def test_a_law_that_closes_the_lower_scheme_leaves_flexible_workers_employee_pension_or_none(people, call, named):
    rows = choosers(people, 3, value_pension_resident=[1.0, 1.0, 1.0], group=[GROUP_CASUAL, GROUP_CASUAL, GROUP_NONE],
                    income_year=[60_000.0, 40_000.0, 60_000.0])  # fmt: skip
    # of 5,000 yuan 3,750 are declared, of 3,333 yuan 2,500
    call(enrol_pension, rows, coverage(named, lower_scheme=1, lower_scheme_limit_month=3_000.0))
    assert rows["pension_scheme"].tolist() == [PENSION_NONE, PENSION_RESIDENT, PENSION_RESIDENT]


def test_the_limit_of_the_lower_scheme_meets_declared_earnings_and_some_of_those_just_above_it_declare_less():
    behaviour = (0.1, 0.3)
    assert not lower_scheme_closed(1, 3_000.0, 3_900.0, 0.75, 0.9, *behaviour)
    assert lower_scheme_closed(1, 3_000.0, 4_200.0, 0.75, 0.9, *behaviour)  # 3,150, within a tenth above the limit
    assert not lower_scheme_closed(1, 3_000.0, 4_200.0, 0.75, 0.2, *behaviour)
    assert lower_scheme_closed(1, 3_000.0, 4_500.0, 0.75, 0.2, *behaviour)
    assert lower_scheme_closed(1, 3_000.0, 3_150.0, 1.0, 0.2, *behaviour)  # a platform shows all
    assert lower_scheme_closed(2, 3_000.0, 0.0, 0.75, 0.2, *behaviour)
    assert not lower_scheme_closed(0, 3_000.0, 9_000.0, 1.0, 0.9, *behaviour)


def test_resident_medical_closes_too_where_the_law_says_so_but_for_those_who_cannot_afford_the_other_scheme(
    people, call, named
):
    values = {"value_medical_resident": 1.0, "value_medical_employee": [0.5, -0.5, INFEASIBLE, 0.5],
              "income_year": [60_000.0, 60_000.0, 60_000.0, 30_000.0], "group": GROUP_CASUAL}  # fmt: skip
    closed = {"lower_scheme": 1, "lower_scheme_limit_month": 3_000.0}
    pension_alone = call(enrol_medical, choosers(people, 4, **values), coverage(named, **closed))
    assert pension_alone["medical_scheme"].tolist() == [MEDICAL_RESIDENT] * 4
    law = coverage(named, lower_scheme_medical=1, **closed)
    both = call(enrol_medical, choosers(people, 4, **values), law)
    assert both["medical_scheme"].tolist() == [MEDICAL_FLEXIBLE, MEDICAL_NONE, MEDICAL_RESIDENT, MEDICAL_RESIDENT]
    # the duty to join resident medical does not reach whom it is closed to
    duty = coverage(law, resident_medical_mandate=1.0)
    rows = call(enrol_medical, choosers(people, 4, u_taste_9=0.9999, **values), duty)
    assert rows["medical_scheme"][1] == MEDICAL_NONE


def test_students_pensioners_and_the_dead_are_not_asked(people, call, named):
    rows = choosers(people, 4, value_base_floor=1.0, claim=[0, CLAIM_EMPLOYEE, CLAIM_EMPLOYEE, 0],
                    claim_month=[0, 12 * 2024, 12 * 2025 + 3, 0])  # fmt: skip
    rows["status"][0] = STUDENT
    rows["months_alive"][3] = 0
    call(enrol_pension, rows, named | {"year": 2025})
    # the third claims in April and pays until then
    assert rows["pension_paid_months"].tolist() == [0, 0, 3, 0]


def test_a_mandate_exempts_who_cannot_reach_the_minimum_years_only_where_the_law_says_so(people, call, named):
    law = bound(named, PENSION, detection_year=0.0)
    pays, none = PENSION_FLEXIBLE, PENSION_NONE
    # in reach; out of reach; the same, but would pay of his own will; past the age with a record, and without one
    expected = {OLDER_EXEMPT: [pays, none, pays, none, none], OLDER_PAY_ON: [pays, pays, pays, pays, none],
                OLDER_PRO_RATA: [pays, pays, pays, none, none]}  # fmt: skip
    for older, schemes in expected.items():
        rows = choosers(people, 5, u_taste_9=0.9999, value_base_floor=[-2.0, -2.0, 1.0, -2.0, -2.0],
                        pension_out_of_reach=[IN_REACH, OUT_OF_REACH, OUT_OF_REACH, PAST_AGE, PAST_AGE_WITHOUT_RECORD])
        call(enrol_pension, rows, coverage(law, older_entrants=older))
        assert rows["pension_scheme"].tolist() == schemes
        late = [0, *(int(scheme == pays and older != OLDER_EXEMPT) for scheme in schemes[1:])]
        assert rows["older_entrant"].tolist() == late


# ---- medical ----------------------------------------------------------------------------------------------


def test_medical_cover_comes_from_the_employer_by_choice_or_free_in_retirement(people, call, named):
    rows = choosers(people, 5, choice_class=[-1, 1, 1, 1, 1], insured_at_work=[2, 0, 0, 0, 0], months_worked=8,
                    group=[GROUP_EMPLOYEE, *[GROUP_SELF_EMPLOYED] * 4], employer=Employer.PUBLIC)  # fmt: skip
    rows["value_medical_resident"][2] = rows["value_medical_employee"][3] = 1.0
    rows["medical_scheme"][:] = [MEDICAL_NONE, MEDICAL_RESIDENT, MEDICAL_NONE, MEDICAL_NONE, MEDICAL_RETIREE]
    call(enrol_medical, rows, named)
    rows["medical_start_month"][:] = 1
    call(pay_medical, rows, named)
    names = ("medical_scheme", "medical_paid_months", "medical_base_month")
    declared = 5_000.0 * named["compliance"].base_ratio[Employer.PUBLIC]
    assert record(rows, names) == [
        (MEDICAL_EMPLOYEE, 8, max(declared, 4_800.0)),
        (MEDICAL_NONE, 0, 0.0),
        (MEDICAL_RESIDENT, 0, 0.0),
        (MEDICAL_FLEXIBLE, 12, 4_800.0),
        (MEDICAL_RETIREE, 0, 0.0),
    ]


def test_a_member_whose_pension_begins_keeps_the_scheme_until_the_medical_branch_has_judged_it(people, call, named):
    begins = 12 * 2025 + 3  # in April, so that three months are paid before
    rows = choosers(people, 5, claim=CLAIM_EMPLOYEE, claim_month=[begins, begins, begins, 12 * 2023, 12 * 2023],
                    value_medical_employee=INFEASIBLE, value_medical_resident=1.0)  # fmt: skip
    rows["medical_scheme"][:] = [MEDICAL_FLEXIBLE, MEDICAL_EMPLOYEE, MEDICAL_NONE, MEDICAL_FLEXIBLE, MEDICAL_EMPLOYEE]
    rows["medical_start_month"][:] = 1
    call(enrol_medical, rows, named | {"year": 2025})
    # the last two are pensioners: one pays on, the other has been judged and may choose resident medical alone
    expected = [MEDICAL_FLEXIBLE, MEDICAL_EMPLOYEE, MEDICAL_RESIDENT, MEDICAL_FLEXIBLE, MEDICAL_RESIDENT]
    assert rows["medical_scheme"].tolist() == expected
    call(pay_medical, rows, named | {"year": 2025})
    assert rows["medical_paid_months"].tolist() == [3, 0, 0, 0, 0]


def test_mandates_of_both_medical_schemes_bind_those_who_do_not_evade(people, call, named):
    rows = choosers(people, 2, u_taste_9=[0.0001, 0.9999])
    call(enrol_medical, rows, bound(named, MEDICAL))
    assert rows["medical_scheme"].tolist() == [MEDICAL_NONE, MEDICAL_FLEXIBLE]
    rows = choosers(people, 2, u_taste_9=[0.0001, 0.9999])
    call(enrol_medical, rows, coverage(named, resident_medical_mandate=1.0))
    assert rows["medical_scheme"].tolist() == [MEDICAL_NONE, MEDICAL_RESIDENT]


# ---- the other branches -----------------------------------------------------------------------------------

REST = ("injury_months", "injury_pilot", "unemployment_paid_months", "maternity_paid_months")


def cover(call, rows, named):
    """Both stages of the smaller branches, in their order."""
    call(cover_rest, rows, named)
    call(insure_against_job_loss, rows, named)


def test_employees_are_covered_where_their_employer_enrols_them(people, call, named):
    rows = choosers(people, 3, group=GROUP_EMPLOYEE, months_worked=9, insured_at_work=[4, 8 + 16, 1 + 2],
                    employer=Employer.PUBLIC)  # fmt: skip
    cover(call, rows, named)
    assert record(rows, REST) == [(9, 0, 0, 0), (0, 0, 9, 9), (0, 0, 0, 0)]
    declared = max(5_000.0 * named["compliance"].base_ratio[Employer.PUBLIC], 4_800.0)
    assert rows["insured_base_month"].tolist() == [declared] * 3


def test_the_injury_pilot_reaches_platform_workers_by_province_and_sector(people, call, named):
    sector = named["platforms"].sector
    first, other = int(sector[0]), int(np.flatnonzero(sector != sector[0])[0])
    reach = np.zeros(6)
    reach[first] = 0.8
    provinces = np.zeros(31)
    provinces[3] = 0.5
    law = coverage(named, pilot_reach=provinces, pilot_sector=reach)
    rows = choosers(people, 5, group=[GROUP_PLATFORM] * 4 + [GROUP_CASUAL], platform=[0, 0, other, 0, -1],
                    province=[3, 3, 3, 4, 3], u_taste_8=[0.39, 0.41, 0.39, 0.0, 0.0], months_worked=10)  # fmt: skip
    cover(call, rows, law)
    assert record(rows, REST) == [(10, 1, 0, 0), *[(0, 0, 0, 0)] * 4]


def test_a_mandate_of_a_branch_takes_the_place_of_the_pilot_and_keeps_its_own_threshold(people, call, named):
    threshold = np.zeros(6)
    threshold[GROUP_PLATFORM] = 6_000.0
    law = bound(bound(named, INJURY), UNEMPLOYMENT, unemployment_threshold_month=threshold)
    rows = choosers(people, 4, group=GROUP_PLATFORM, platform=0, province=0, months_worked=10,
                    income_year=[60_000.0, 84_000.0, 84_000.0, 84_000.0], u_taste_9=[0.8, 0.8, 0.1, 0.1],
                    u_taste_8=0.9999)  # fmt: skip
    rows["months_alive"][3] = 0
    cover(call, rows, law)
    assert record(rows, REST) == [(10, 0, 0, 0), (10, 0, 10, 0), (0, 0, 0, 0), (0, 0, 0, 0)]
    assert rows["insured_base_month"].tolist() == [5_000.0, 7_000.0, 7_000.0, 0.0]
    # what a platform withholds cannot be evaded
    cover(call, rows, coverage(law, withholding=1.0))
    assert record(rows, REST)[2] == (10, 0, 10, 0)


def test_enforcement_brings_those_into_a_small_branch_who_would_evade_it(people, call, named):
    law = bound(named, INJURY, detection_year=0.0)
    odds = np.exp(named["behaviour"].evasion_intercept)
    rows = choosers(people, 2, group=GROUP_CASUAL, u_taste_9=odds / (1.0 + odds) + np.array([-0.001, 0.001]))
    cover(call, rows, law)
    assert rows["injury_months"].tolist() == [0, 12]
    cover(call, rows, coverage(law, detection_year=0.5, fine_multiple=3.0))
    assert rows["injury_months"].tolist() == [12, 12]


def test_care_and_maternity_come_with_medical_cover(people, call, named):
    care = named["law_care"]._replace(employee_share=0.6, resident_share=0.3)
    law = coverage(named, maternity_reach=np.ones(31)) | {"law_care": care}
    rows = choosers(people, 4, u_taste_8=0.5, u_taste_11=[0.5, 0.5, 0.2, 0.2],
                    medical_scheme=[MEDICAL_FLEXIBLE, MEDICAL_RESIDENT, MEDICAL_RESIDENT, MEDICAL_NONE],
                    medical_start_month=[1, 1, 1, 0])  # fmt: skip
    cover(call, rows, law)
    assert rows["care_paid_months"].tolist() == [12, 0, 12, 0]
    assert rows["maternity_paid_months"].tolist() == [12, 0, 0, 0]
    rows["medical_start_month"][0] = 7
    cover(call, rows, law)
    assert rows["maternity_paid_months"].tolist() == [6, 0, 0, 0]
