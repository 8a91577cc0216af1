"""Whom do employers enrol, and who is covered in injury, maternity and care insurance? With what all covers share."""

import numpy as np

from agents.codes import (
    CLAIM_NONE,
    GROUP_EMPLOYEE,
    GROUP_PLATFORM,
    GROUP_PUBLIC,
    MEDICAL_EMPLOYEE,
    MEDICAL_FLEXIBLE,
    MEDICAL_RESIDENT,
    MEDICAL_RETIREE,
    PENSION_EMPLOYEE,
    PENSION_PUBLIC,
)
from agents.compiled import rule, stage
from agents.enrolment import evasion_probability
from model.choosing import resources_of
from model.law.coverage.rules import bound_share, limited_base
from model.law.retirement.rules import person_track, statutory_age_of


@rule
def low_digits(u):
    """A second uniform from a draw of 32 bits: its last 16, which say nothing about its size."""
    scaled = u * 65536.0
    return scaled - np.floor(scaled)


@rule
def stays_below(income_month, threshold_month, width, u_report, share):
    """Does a person whose income lies within `width` above the threshold report one below it? Wages bunch there."""
    return income_month <= threshold_month * (1.0 + width) and u_report < share


@stage
def insure_at_work(
    group, hukou, employer, sex, education, age_months, birth_month, claim, pension_months, deemed_months, u_taste_8,
    compliance, law_retirement, law_coverage, insured_at_work,
):  # fmt: skip
    """In which branches does the employer enrol the person? Bits by branch, from compliance of the employer type.

    Past the statutory age nobody without a record joins the pension or unemployment insurance, and injury cover depends
    on the rule for over-age workers.
    """
    employed = np.empty(group.size, dtype=np.uint32)  # rows of employees, selected without a branch
    count = 0
    for i in range(group.size):
        insured_at_work[i] = 0
        employed[count] = i
        count += 1 if (group[i] == GROUP_EMPLOYEE) | (group[i] == GROUP_PUBLIC) else 0
    threshold = compliance.threshold_by_hukou
    over_age = law_coverage.injury_over_age
    for k in range(count):
        i = employed[k]
        kind, e, u = hukou[i] // 2, employer[i], u_taste_8[i]
        bits = (u < threshold[kind, 0, e]) | (u < threshold[kind, 1, e]) << 1 | (u < threshold[kind, 2, e]) << 2
        bits |= (u < threshold[kind, 3, e]) << 3 | (u < threshold[kind, 4, e]) << 4
        if age_months[i] >= 600 and bits > 0:
            scheme = PENSION_PUBLIC if group[i] == GROUP_PUBLIC else PENSION_EMPLOYEE
            track = person_track(sex[i], education[i], employer[i], scheme, deemed_months[i], law_retirement)
            past = age_months[i] >= statutory_age_of(track, birth_month[i], scheme, law_retirement)
            if past and (pension_months[i] + deemed_months[i] == 0 or claim[i] != CLAIM_NONE):
                bits &= ~(1 | (1 << 3) | (1 << 4))
                if u >= over_age:
                    bits &= ~(1 << 2)
        insured_at_work[i] = bits


@rule
def months_before_claim(claim, claim_month, year):
    """Months of the year before a pension is claimed: all twelve without a claim, none for an old one."""
    if claim == CLAIM_NONE:
        return 12
    return min(max(claim_month - 12 * year, 0), 12)


@rule
def flexible_months(eligible, mandate, take_up, u_phase, u_evade, evades, withheld, months):
    """Months of cover in a branch that a flexible worker is made to join, or joins of free will where it is open.

    take_up: share of those to whom the branch is open who join of free will. They are the least inclined to evade, so
    that a mandate takes nobody out whom an open branch had brought in.
    """
    complies = u_phase < mandate and (withheld or u_evade >= evades)
    joins = u_phase < eligible and u_evade >= 1.0 - take_up
    return months if complies or joins else 0


@stage
def cover_rest(
    group, insured_at_work, employer, province, platform, months_alive, months_worked, wage_month, income_year,
    medical_scheme, medical_start_month, duty_part, u_taste_8, u_taste_9, u_taste_11, law_coverage, law_pension,
    law_care,
    compliance, platforms, behaviour, injury_months, injury_pilot, maternity_paid_months, care_paid_months,
    insured_base_month,
):  # fmt: skip
    """Cover in injury, maternity and care insurance, and the base on which they and unemployment insurance are paid.

    An open branch is joined of free will by a share of flexible workers, the smaller the less its promises are
    believed; maternity and care cover come with employee medical. The pilot reaches those whom the branch does not.
    """
    # these contributions are small: evasion depends on enforcement alone
    evades = evasion_probability(
        0.0, law_coverage.detection_year, law_coverage.fine_multiple, behaviour.evasion_intercept,
        behaviour.evasion_response, behaviour.evasion_enforcement,
    )  # fmt: skip
    take_up_injury = behaviour.voluntary_take_up_injury * (1.0 - law_coverage.trust_discount[2])
    employee_share, resident_share = law_care.employee_share, law_care.resident_share
    high, wages = law_coverage.base_ceiling[2], law_pension.province_wage
    employed, flexible = np.empty(group.size, dtype=np.uint32), np.empty(group.size, dtype=np.uint32)  # their rows
    employees, others = 0, 0
    for i in range(group.size):
        injury_months[i] = 0
        injury_pilot[i] = 0
        maternity_paid_months[i] = 0
        insured_base_month[i] = 0.0
        alive, scheme = months_alive[i], medical_scheme[i]
        by_medical = (scheme == MEDICAL_EMPLOYEE) | (scheme == MEDICAL_FLEXIBLE) | (scheme == MEDICAL_RETIREE)
        share = employee_share if by_medical else resident_share
        cared_for = (by_medical | (scheme == MEDICAL_RESIDENT)) & (u_taste_11[i] < share)
        care_paid_months[i] = alive if cared_for else 0
    for i in range(group.size):  # selected without a branch
        g, lives = group[i], months_alive[i] > 0
        employed[employees] = i
        employees += 1 if ((g == GROUP_EMPLOYEE) | (g == GROUP_PUBLIC)) & lives else 0
        flexible[others] = i
        others += 1 if (g > GROUP_PUBLIC) & lives else 0
    for k in range(employees):
        i = employed[k]
        months, bits = months_worked[i], insured_at_work[i]
        injury_months[i] = months if bits & 4 else 0
        maternity_paid_months[i] = months if bits & 16 else 0
        declared = wage_month[i] * compliance.base_ratio[employer[i]]
        low = law_coverage.base_floor[2, group[i]]
        insured_base_month[i] = limited_base(declared, wages[province[i]], low, high)
    for k in range(others):
        i = flexible[k]
        g, p, months = group[i], province[i], months_worked[i]
        wage = wages[p]
        on_platform = g == GROUP_PLATFORM
        withheld = on_platform and u_taste_9[i] < law_coverage.withholding
        income_month = resources_of(income_year[i], wage, behaviour.support_floor_share) / 12.0
        insured_base_month[i] = limited_base(income_month, wage, law_coverage.base_floor[2, g], high)
        must = bound_share(law_coverage.mandate[2, g], law_coverage.middle_duty[2], duty_part[i])
        injury = flexible_months(
            max(law_coverage.eligible[2, g], must), must, take_up_injury, u_taste_11[i], u_taste_9[i], evades, withheld,
            months,
        )  # fmt: skip
        injury_months[i] = injury
        if injury == 0 and on_platform and platform[i] >= 0:
            sector = platforms.sector[platform[i]]
            if u_taste_8[i] < law_coverage.pilot_reach[p] * law_coverage.pilot_sector[sector]:
                injury_months[i] = months
                injury_pilot[i] = 1
        must = bound_share(law_coverage.mandate[4, g], law_coverage.middle_duty[4], duty_part[i])
        bound = flexible_months(
            max(law_coverage.eligible[4, g], must), must, 0.0, u_taste_11[i], u_taste_9[i], evades, withheld, months
        )
        attached = medical_scheme[i] == MEDICAL_FLEXIBLE and u_taste_8[i] < law_coverage.maternity_reach[p]
        since = max(months_alive[i] + 1 - medical_start_month[i], 0)
        maternity_paid_months[i] = since if attached else bound
