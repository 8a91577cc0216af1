"""Who is in which medical scheme this year, for how many months, on which base? Choice where the law leaves one."""

from agents.codes import (
    CLAIM_EMPLOYEE,
    CLAIM_PUBLIC,
    GROUP_PLATFORM,
    GROUP_PUBLIC,
    MEDICAL_EMPLOYEE,
    MEDICAL_FLEXIBLE,
    MEDICAL_NONE,
    MEDICAL_RESIDENT,
    MEDICAL_RETIREE,
)
from agents.compiled import stage
from agents.enrolment import CLASS_FARMER, INFEASIBLE, choose_three, evasion_probability, reported_share
from model.choosing import rate_group, resources_of
from model.covering import low_digits, months_before_claim
from model.law.coverage.rules import BASE_INCOME, bound_share, limited_base
from model.pension_cover import lower_scheme_closed


@stage
def enrol_medical(
    group, choice_class, insured_at_work, months_alive, income_year, claim, claim_month, year, value_medical_none,
    value_medical_resident, value_medical_employee, taste_medical_none, taste_medical_resident, taste_medical_employee,
    taste_medical_lower, duty_part, u_taste_9, u_taste_11, law_pension, law_coverage, behaviour, medical_scheme,
):  # fmt: skip
    """Medical scheme from January on: through the employer, free as a retiree, by choice, or by a mandate.

    Where the lower scheme is closed in this branch too, a flexible worker who is barred from employee medical, or
    cannot afford it, keeps resident medical: the law means to move him up, not out.
    """
    scale = behaviour.taste_scale_medical
    closes = law_coverage.lower_scheme_medical == 1
    for i in range(group.size):
        if months_alive[i] == 0 or medical_scheme[i] == MEDICAL_RETIREE:
            continue
        lived = min(months_alive[i], months_before_claim(claim[i], claim_month[i], year))
        pensioner = claim[i] == CLAIM_EMPLOYEE or claim[i] == CLAIM_PUBLIC
        member = medical_scheme[i] == MEDICAL_EMPLOYEE or medical_scheme[i] == MEDICAL_FLEXIBLE
        begins = pensioner and claim_month[i] >= 12 * year
        if member and begins:
            continue  # whose pension begins is judged by the medical branch: free, pays on or leaves
        if pensioner and lived <= 0 and medical_scheme[i] == MEDICAL_FLEXIBLE:
            continue  # a pensioner who lacks years pays on, in the medical branch
        g = group[i]
        if insured_at_work[i] & 2:
            medical_scheme[i] = MEDICAL_EMPLOYEE
            continue
        if choice_class[i] < 0:
            continue
        u_none = value_medical_none[i] + scale * taste_medical_none[i]
        u_resident = value_medical_resident[i] + scale * taste_medical_resident[i]
        u_employee = value_medical_employee[i] + scale * taste_medical_employee[i]
        bound = (
            g > GROUP_PUBLIC
            and lived > 0
            and u_taste_11[i] < bound_share(law_coverage.mandate[1, g], law_coverage.middle_duty[1], duty_part[i])
        )
        withheld = bound and g == GROUP_PLATFORM and u_taste_9[i] < law_coverage.withholding
        closed = False
        if closes and g > GROUP_PUBLIC and lived > 0 and u_employee > 0.5 * INFEASIBLE:
            seen = 1.0 if withheld else reported_share(
                behaviour.reported_share, behaviour.report_response, behaviour.report_burden,
                law_coverage.detection_year, law_pension.worker_rate[g],
            )  # fmt: skip
            closed = lower_scheme_closed(
                law_coverage.lower_scheme, law_coverage.lower_scheme_limit_month, income_year[i] / 12.0, seen,
                low_digits(u_taste_9[i]), behaviour.bunching_width, behaviour.bunching_share,
            )  # fmt: skip
        if closed:
            u_resident = 2.0 * INFEASIBLE
        chosen = choose_three(u_none, u_resident, u_employee)
        if choice_class[i] >= CLASS_FARMER:
            keen = value_medical_resident[i] - value_medical_none[i] + scale * taste_medical_lower[i]
            chosen = 1 if keen > 0.0 else 0
        if chosen == 2 and lived <= 0:
            chosen = 1
        if bound and chosen != 2:
            loss = max(u_none, u_resident) - max(u_employee, 0.5 * INFEASIBLE)
            evades = evasion_probability(
                loss, law_coverage.detection_year, law_coverage.fine_multiple, behaviour.evasion_intercept,
                behaviour.evasion_response, behaviour.evasion_enforcement,
            )  # fmt: skip
            if withheld or u_taste_9[i] >= evades:
                chosen = 2
        if chosen == 0 and not closed and u_taste_11[i] < law_coverage.resident_medical_mandate:
            loss = u_none - u_resident
            evades = evasion_probability(
                loss, law_coverage.detection_year, law_coverage.fine_multiple, behaviour.evasion_intercept,
                behaviour.evasion_response, behaviour.evasion_enforcement,
            )  # fmt: skip
            if u_taste_9[i] >= evades:
                chosen = 1
        if chosen == 2:
            medical_scheme[i] = MEDICAL_FLEXIBLE
        elif chosen == 1:
            medical_scheme[i] = MEDICAL_RESIDENT
        else:
            medical_scheme[i] = MEDICAL_NONE


@stage
def pay_medical(
    group, choice_class, insured_at_work, employer, province, months_alive, months_worked, wage_month, income_year,
    claim, claim_month, year, medical_scheme, medical_start_month, duty_part, u_taste_9, u_taste_11, law_medical,
    law_pension,
    law_coverage, compliance, behaviour, medical_paid_months, medical_base_month,
):  # fmt: skip
    """For how many months, and on which base, is employee medical paid? By employers, or from January or July on."""
    medical_paid_months[:] = 0
    medical_base_month[:] = 0.0
    high = law_coverage.base_ceiling[1]
    for i in range(group.size):
        if months_alive[i] == 0:
            continue
        g = group[i]
        wage = law_medical.province_wage[province[i]]
        if medical_scheme[i] == MEDICAL_EMPLOYEE and insured_at_work[i] & 2:
            low = law_coverage.base_floor[1, g]
            medical_paid_months[i] = months_worked[i]
            medical_base_month[i] = limited_base(wage_month[i] * compliance.base_ratio[employer[i]], wage, low, high)
        elif medical_scheme[i] == MEDICAL_FLEXIBLE and choice_class[i] >= 0:
            rg = rate_group(g)
            lived = min(months_alive[i], months_before_claim(claim[i], claim_month[i], year))
            resources = resources_of(income_year[i], wage, behaviour.support_floor_share)
            own = 0.0
            if law_coverage.base_mode[1, rg] == BASE_INCOME:
                bound = u_taste_11[i] < bound_share(
                    law_coverage.mandate[1, g], law_coverage.middle_duty[1], duty_part[i]
                )
                withheld = bound and g == GROUP_PLATFORM and u_taste_9[i] < law_coverage.withholding
                seen = 1.0 if withheld else reported_share(
                    behaviour.reported_share, behaviour.report_response, behaviour.report_burden,
                    law_coverage.detection_year, law_pension.worker_rate[rg],
                )  # fmt: skip
                own = seen * resources / 12.0
            medical_paid_months[i] = max(lived - (medical_start_month[i] - 1), 0)
            medical_base_month[i] = limited_base(own, wage, law_coverage.base_floor[1, rg], high)
