"""Who is insured in which branch this year, for how many months, on which base? Choice where the law leaves one.

Employees are enrolled by their employers as far as these comply; flexible workers and the others choose, or are
bound and comply or evade; the remaining branches follow from the group, the law and the platform.
"""

import numpy as np

from agents.codes import (
    CASUAL,
    CLAIM_EMPLOYEE,
    CLAIM_NONE,
    CLAIM_PUBLIC,
    EMPLOYEE,
    FARMER,
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
    OPTION_NONE,
    OPTION_RESIDENT,
    PENSION_EMPLOYEE,
    PENSION_FLEXIBLE,
    PENSION_NONE,
    PENSION_PUBLIC,
    PENSION_RESIDENT,
    PLATFORM,
    PUBLIC,
    SELF_EMPLOYED,
    STUDENT,
    UNEMPLOYED,
    Employer,
)
from agents.compiled import rule, stage
from agents.enrolment import (
    CLASS_CASUAL,
    CLASS_FARMER,
    CLASS_OUT,
    CLASS_PLATFORM,
    CLASS_SELF_EMPLOYED,
    CLASS_UNEMPLOYED,
    CLASS_UNINSURED,
    INFEASIBLE,
    choose_three,
    evasion_probability,
    inclusive_value,
    paid_months_mean,
    reported_share,
)
from model.choosing import rate_group, resources_of
from model.law.coverage.rules import (
    BASE_INCOME,
    IN_REACH,
    LOWER_CLOSED,
    binds_older,
    bound_share,
    limited_base,
    lower_scheme_open,
    rate_factor,
)
from model.law.retirement.rules import person_track, statutory_age_of

PLATFORM_CELLS = 40
FULL_TIME_FROM = 0.65  # of a full-time year; part-timers carry out 0.52 of it at most, full-timers 0.85 at least
OCCASIONAL_BELOW = 0.1  # of a full-time year; occasional workers carry out 0.06 at most, part-timers 0.17 at least
HOUSEHOLD_BUSINESS = int(Employer.HOUSEHOLD_BUSINESS)
OPTION_NOT_ASKED = -1  # pension option of a person whose employer enrols him


@rule
def low_digits(u):
    """A second uniform from a draw of 32 bits: its last 16, which say nothing about its size."""
    scaled = u * 65536.0
    return scaled - np.floor(scaled)


@rule
def kind_of_work(status, intensity):
    """Which kind of flexible work is it to an office that looks for it in a list? A place in DEFINITION_KINDS."""
    if status == SELF_EMPLOYED:
        return 3
    if status == CASUAL:
        return 4
    return 0 if intensity >= FULL_TIME_FROM else (1 if intensity >= OCCASIONAL_BELOW else 2)


@stage
def classify(
    status, employer, province, platform, intensity, income_year, months_alive, u_taste_10, law_coverage, platforms,
    group, choice_class, peer_cell, definition_case,
):  # fmt: skip
    """Insurance group of the year, class of choice, and the cell whose members are a person's peers.

    The definition of the law misses a share of the flexible workers of each kind: they may still enrol as individuals,
    but the rules for flexible workers do not reach them. A functional definition asks besides whether last year's
    earnings were a basic living (who had none begins, and is inside), and takes in a share of the employees of
    household businesses, whose work looks like theirs. A wider test of employment makes employees of full-time platform
    workers, with the chance that their platform's contracts leave.
    """
    missed = law_coverage.missed
    functional = law_coverage.functional_definition == 1
    living_year = 12.0 * law_coverage.living_income_month if functional else 0.0
    taken_in = law_coverage.inclusion_error if functional else 0.0
    for i in range(status.size):
        s = status[i]
        g, k, trade = GROUP_NONE, CLASS_OUT, 3
        if s == EMPLOYEE:
            g, k, trade = GROUP_EMPLOYEE, CLASS_UNINSURED, 2
        elif s == PUBLIC:
            g, k, trade = GROUP_PUBLIC, -1, 2
        elif s == PLATFORM:
            g, k, trade = GROUP_PLATFORM, CLASS_PLATFORM, 0
        elif s == SELF_EMPLOYED:
            g, k, trade = GROUP_SELF_EMPLOYED, CLASS_SELF_EMPLOYED, 0
        elif s == CASUAL:
            g, k, trade = GROUP_CASUAL, CLASS_CASUAL, 1
        elif s == UNEMPLOYED:
            k = CLASS_UNEMPLOYED
        elif s == FARMER:
            k = CLASS_FARMER
        alive = months_alive[i] > 0
        case = 0
        if g > GROUP_PUBLIC:
            if u_taste_10[i] >= 1.0 - missed[kind_of_work(s, intensity[i])]:
                case = 2
            elif income_year[i] > 0.0 and income_year[i] < living_year:
                case = 1
            g = GROUP_NONE if case > 0 else g
        elif s == EMPLOYEE and employer[i] == HOUSEHOLD_BUSINESS and low_digits(u_taste_10[i]) < taken_in:
            g, case = GROUP_CASUAL, 3
        full_time = s == PLATFORM and platform[i] >= 0 and intensity[i] >= FULL_TIME_FROM
        if full_time and low_digits(u_taste_10[i]) < platforms.employed_chance[platform[i]]:
            g, case = GROUP_EMPLOYEE, 0
        group[i] = g if alive else GROUP_NONE
        definition_case[i] = case if alive else 0
        choice_class[i] = k if alive else -1
        here = PLATFORM_CELLS + np.int64(province[i]) * 4 + trade
        peer_cell[i] = platform[i] if (s == PLATFORM and platform[i] >= 0) else here


@rule
def paid_months(u, months, mean):
    """Months that an individual payer pays: all twelve for some, a part for the rest, with the given mean.

    The share of full payers p solves 12 p + 6.5 (1 - p) = mean.
    """
    full = min(max((mean - 6.5) / 5.5, 0.0), 1.0)
    if u < full:
        return months
    part = 1 + int((u - full) / max(1.0 - full, 1e-9) * 11.999)
    return min(part, months)


@rule
def stays_below(income_month, threshold_month, width, u_report, share):
    """Does a person whose income lies within `width` above the threshold report one below it? Wages bunch there."""
    return income_month <= threshold_month * (1.0 + width) and u_report < share


@rule
def lower_scheme_closed(lower_scheme, limit_month, income_month, seen, u_report, width, share):
    """Is the resident scheme closed to a flexible worker with this income, of which he declares `seen`?

    Offices compare declared earnings with the limit, without support of relatives. Of those just above it a share
    declares less still, unless a platform shows all.
    """
    declared = seen * income_month
    if lower_scheme_open(lower_scheme, declared, limit_month) == 1:
        return False
    if lower_scheme == LOWER_CLOSED or seen >= 1.0:
        return True
    return not stays_below(declared, limit_month, width, u_report, share)


@stage
def insure_at_work(
    group, hukou, employer, sex, education, age_months, birth_month, claim, pension_months, deemed_months, u_taste_8,
    compliance, law_retirement, law_coverage, insured_at_work,
):  # fmt: skip
    """In which branches does the employer enrol the person? Bits by branch, from compliance of the employer type.

    Past the statutory age nobody without a record joins the pension or unemployment insurance, and injury cover depends
    on the rule for over-age workers.
    """
    for i in range(group.size):
        bits = 0
        g = group[i]
        if g == GROUP_EMPLOYEE or g == GROUP_PUBLIC:
            kind, e, u = hukou[i] // 2, employer[i], u_taste_8[i]
            threshold = compliance.threshold_by_hukou
            bits = (u < threshold[kind, 0, e]) | (u < threshold[kind, 1, e]) << 1 | (u < threshold[kind, 2, e]) << 2
            bits |= (u < threshold[kind, 3, e]) << 3 | (u < threshold[kind, 4, e]) << 4
            if age_months[i] >= 600 and bits > 0:
                scheme = PENSION_PUBLIC if g == GROUP_PUBLIC else PENSION_EMPLOYEE
                track = person_track(sex[i], education[i], employer[i], scheme, deemed_months[i], law_retirement)
                past = age_months[i] >= statutory_age_of(track, birth_month[i], scheme, law_retirement)
                if past and (pension_months[i] + deemed_months[i] == 0 or claim[i] != CLAIM_NONE):
                    bits &= ~(1 | (1 << 3) | (1 << 4))
                    if u_taste_8[i] >= law_coverage.injury_over_age:
                        bits &= ~(1 << 2)
        insured_at_work[i] = bits


@rule
def months_before_claim(claim, claim_month, year):
    """Months of the year before a pension is claimed: all twelve without a claim, none for an old one."""
    if claim == CLAIM_NONE:
        return 12
    return min(max(claim_month - 12 * year, 0), 12)


@rule
def without_payment(scheme):
    """Which pension scheme has a person who pays nothing? A member of the employee scheme stays in it, dormant."""
    if scheme == PENSION_RESIDENT:
        return PENSION_NONE
    return PENSION_EMPLOYEE if scheme == PENSION_PUBLIC else scheme


@stage
def enrol_pension(
    group, choice_class, insured_at_work, employer, province, status, months_alive, months_worked, wage_month,
    income_year, claim, claim_month, value_pension_none, value_pension_resident, value_base_floor, value_base_income,
    value_base_average, taste_pension_none, taste_pension_resident, taste_pension_employee,
    taste_pension_lower, taste_base_floor, taste_base_income, taste_base_average, pension_out_of_reach, older_entrant,
    duty_part, wealth, u_taste_9, u_taste_11, u_month, law_pension, law_coverage, compliance, behaviour, outlook, year,
    transfer_gap_months, pension_scheme, pension_option, pension_paid_months, pension_base_month, pension_rate_cut,
    resident_tier,
):  # fmt: skip
    """Pension enrolment: through the employer, by choice, or by a mandate that binds or is evaded.

    Where the law exempts older entrants, a mandate does not bind who can no longer pay the minimum months by the
    statutory age; he may still choose to pay. Elsewhere he is bound: until that age, where he draws a pension pro rata,
    or until his months are full, where he pays on. `older_entrant` marks who has paid so.
    """
    scale = behaviour.taste_scale_pension
    base_scale = behaviour.taste_scale_base
    for i in range(group.size):
        pension_paid_months[i] = 0
        pension_base_month[i] = 0.0
        pension_rate_cut[i] = 0.0
        resident_tier[i] = 0.0
        if months_alive[i] == 0 or status[i] == STUDENT:
            continue
        lived = min(months_alive[i], months_before_claim(claim[i], claim_month[i], year))
        if lived <= 0:
            continue
        g = group[i]
        wage = law_pension.province_wage[province[i]]
        low = law_coverage.base_floor[0, g]
        high = law_coverage.base_ceiling[0]
        if insured_at_work[i] & 1:
            pension_option[i] = OPTION_NOT_ASKED
            pension_scheme[i] = PENSION_PUBLIC if g == GROUP_PUBLIC else PENSION_EMPLOYEE
            pension_paid_months[i] = min(months_worked[i], lived)
            pension_base_month[i] = limited_base(wage_month[i] * compliance.base_ratio[employer[i]], wage, low, high)
            continue
        k = choice_class[i]
        if k < 0:
            continue
        rg = rate_group(g)
        resources = resources_of(income_year[i], wage, behaviour.support_floor_share)
        if k >= CLASS_FARMER:  # only the resident scheme is open, and nobody is bound
            keen = value_pension_resident[i] - value_pension_none[i] + scale * taste_pension_lower[i]
            if keen > 0.0:
                pension_scheme[i] = PENSION_RESIDENT
                pension_option[i] = OPTION_RESIDENT
                resident_tier[i] = min(max(outlook.tier_share * resources, outlook.tier_low), outlook.tier_high)
            else:
                pension_scheme[i] = without_payment(pension_scheme[i])
                pension_option[i] = OPTION_NONE
            continue
        own = limited_base(resources / 12.0, wage, law_coverage.base_floor[0, rg], high)
        value, option = inclusive_value(
            value_base_floor[i], value_base_income[i], value_base_average[i], taste_base_floor[i],
            taste_base_income[i], taste_base_average[i], base_scale,
        )  # fmt: skip
        mode = law_coverage.base_mode[0, rg]
        if mode == 1:
            value, option = value_base_income[i], OPTION_FLOOR + 1
        elif mode == 2:
            value, option = value_base_average[i], OPTION_AVERAGE
        u_none = value_pension_none[i] + scale * taste_pension_none[i]
        u_resident = value_pension_resident[i] + scale * taste_pension_resident[i]
        u_employee = value + scale * taste_pension_employee[i]
        bound = g > GROUP_PUBLIC and u_taste_11[i] < bound_share(
            law_coverage.mandate[0, g], law_coverage.middle_duty[0], duty_part[i]
        )
        bound = bound and binds_older(law_coverage.older_entrants, pension_out_of_reach[i])
        withheld = bound and g == GROUP_PLATFORM and u_taste_9[i] < law_coverage.withholding
        seen = 1.0 if withheld else reported_share(
            behaviour.reported_share, behaviour.report_response, behaviour.report_burden,
            law_coverage.detection_year, law_pension.worker_rate[rg],
        )  # fmt: skip
        if g > GROUP_PUBLIC and lower_scheme_closed(
            law_coverage.lower_scheme, law_coverage.lower_scheme_limit_month, income_year[i] / 12.0, seen,
            low_digits(u_taste_9[i]), behaviour.bunching_width, behaviour.bunching_share,
        ):  # fmt: skip
            u_resident = 2.0 * INFEASIBLE
        chosen = choose_three(u_none, u_resident, u_employee)
        if bound and chosen != 2:
            loss = max(u_none, u_resident) - max(u_employee, 0.5 * INFEASIBLE)
            evades = evasion_probability(
                loss, law_coverage.detection_year, law_coverage.fine_multiple, behaviour.evasion_intercept,
                behaviour.evasion_response, behaviour.evasion_enforcement,
            )  # fmt: skip
            if withheld or u_taste_9[i] >= evades:
                chosen = 2
                if mode == 0 and value <= 0.5 * INFEASIBLE:
                    option = OPTION_FLOOR
        if chosen == 2:
            pension_scheme[i] = PENSION_FLEXIBLE
            pension_option[i] = option
            if bound and pension_out_of_reach[i] != IN_REACH:
                older_entrant[i] = 1
            factor = rate_factor(
                seen * income_year[i] / 12.0, wage, law_coverage.schedule_low_income,
                law_coverage.schedule_high_income, law_coverage.schedule_low_factor,
            )  # fmt: skip
            pension_rate_cut[i] = 1.0 - factor
            months = lived
            if not bound and law_coverage.pauses_allowed == 1:
                mean = paid_months_mean(
                    behaviour.paid_months_flexible, resources / 12.0,
                    law_pension.worker_rate[rg] * factor * law_coverage.base_floor[0, rg] * wage,
                    behaviour.subsistence_share * wage, wealth[i], behaviour.monthly_deviation,
                    law_coverage.payment_months, law_coverage.pauses_allowed,
                )  # fmt: skip
                months = paid_months(u_month[i], lived, mean)
            pension_paid_months[i] = max(months - transfer_gap_months[i], 0)
            declared = law_coverage.base_floor[0, rg] * wage
            if option == OPTION_AVERAGE:
                declared = wage
            elif option != OPTION_FLOOR:
                declared = limited_base(
                    seen * resources / 12.0, wage, law_coverage.base_floor[0, rg], high
                ) if mode == 1 else own  # fmt: skip
            pension_base_month[i] = declared
        elif chosen == 1:
            pension_scheme[i] = PENSION_RESIDENT
            pension_option[i] = OPTION_RESIDENT
            resident_tier[i] = min(max(outlook.tier_share * resources, outlook.tier_low), outlook.tier_high)
        else:
            pension_scheme[i] = without_payment(pension_scheme[i])
            pension_option[i] = OPTION_NONE


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
        bound = g > GROUP_PUBLIC and lived > 0 and u_taste_11[i] < bound_share(
            law_coverage.mandate[1, g], law_coverage.middle_duty[1], duty_part[i]
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
    for i in range(group.size):
        injury_months[i] = 0
        injury_pilot[i] = 0
        maternity_paid_months[i] = 0
        care_paid_months[i] = 0
        insured_base_month[i] = 0.0
        if months_alive[i] == 0:
            continue
        g = group[i]
        p = province[i]
        wage = law_pension.province_wage[p]
        scheme = medical_scheme[i]
        in_employee_medical = scheme == MEDICAL_EMPLOYEE or scheme == MEDICAL_FLEXIBLE or scheme == MEDICAL_RETIREE
        share = law_care.employee_share if in_employee_medical else law_care.resident_share
        if (in_employee_medical or scheme == MEDICAL_RESIDENT) and u_taste_11[i] < share:
            care_paid_months[i] = months_alive[i]
        if g == GROUP_EMPLOYEE or g == GROUP_PUBLIC:
            months = months_worked[i]
            e = employer[i]
            bits = insured_at_work[i]
            injury_months[i] = months if bits & 4 else 0
            maternity_paid_months[i] = months if bits & 16 else 0
            insured_base_month[i] = limited_base(
                wage_month[i] * compliance.base_ratio[e],
                wage,
                law_coverage.base_floor[2, g],
                law_coverage.base_ceiling[2],
            )
        elif g > GROUP_PUBLIC:
            months = months_worked[i]
            on_platform = g == GROUP_PLATFORM
            withheld = on_platform and u_taste_9[i] < law_coverage.withholding
            resources = resources_of(income_year[i], wage, behaviour.support_floor_share)
            income_month = resources / 12.0
            insured_base_month[i] = limited_base(
                income_month, wage, law_coverage.base_floor[2, g], law_coverage.base_ceiling[2]
            )
            must = bound_share(law_coverage.mandate[2, g], law_coverage.middle_duty[2], duty_part[i])
            injury = flexible_months(
                max(law_coverage.eligible[2, g], must),
                must,
                take_up_injury,
                u_taste_11[i],
                u_taste_9[i],
                evades,
                withheld,
                months,
            )
            injury_months[i] = injury
            if injury == 0 and on_platform and platform[i] >= 0:
                sector = platforms.sector[platform[i]]
                if u_taste_8[i] < law_coverage.pilot_reach[p] * law_coverage.pilot_sector[sector]:
                    injury_months[i] = months
                    injury_pilot[i] = 1
            must = bound_share(law_coverage.mandate[4, g], law_coverage.middle_duty[4], duty_part[i])
            bound = flexible_months(
                max(law_coverage.eligible[4, g], must),
                must,
                0.0,
                u_taste_11[i],
                u_taste_9[i],
                evades,
                withheld,
                months,
            )
            attached = scheme == MEDICAL_FLEXIBLE and u_taste_8[i] < law_coverage.maternity_reach[p]
            since = max(months_alive[i] + 1 - medical_start_month[i], 0)
            maternity_paid_months[i] = since if attached else bound
