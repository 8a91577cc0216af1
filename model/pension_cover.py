"""Who is in which pension scheme this year, for how many months, on which base? Choice where the law leaves one."""

import numpy as np

from agents.codes import (
    CLAIM_NONE,
    GROUP_PLATFORM,
    GROUP_PUBLIC,
    OPTION_AVERAGE,
    OPTION_FLOOR,
    OPTION_NONE,
    OPTION_RESIDENT,
    PENSION_EMPLOYEE,
    PENSION_FLEXIBLE,
    PENSION_NONE,
    PENSION_PUBLIC,
    PENSION_RESIDENT,
    STUDENT,
)
from agents.compiled import rule, stage
from agents.enrolment import (
    CLASS_FARMER,
    INFEASIBLE,
    choose_three,
    evasion_probability,
    inclusive_value,
    paid_months_mean,
    reported_share,
)
from model.choosing import rate_group, resources_of
from model.covering import low_digits, months_before_claim, stays_below
from model.law.coverage.rules import (
    IN_REACH,
    LOWER_CLOSED,
    binds_older,
    bound_share,
    limited_base,
    lower_scheme_open,
    rate_factor,
)

OPTION_NOT_ASKED = -1  # pension option of a person whose employer enrols him


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
    pension_pays_on, duty_part, wealth, u_taste_9, u_taste_11, u_month, law_pension, law_coverage, compliance,
    behaviour, outlook, year, transfer_gap_months, pension_scheme, pension_option, pension_paid_months,
    pension_base_month, pension_rate_cut, resident_tier,
):  # fmt: skip
    """Pension enrolment: through the employer, by choice, or by a mandate that binds or is evaded.

    Where the law exempts older entrants, a mandate does not bind who can no longer pay the minimum months by the
    statutory age; he may still choose to pay. Elsewhere he is bound: until that age, where he draws a pension pro rata,
    or until his months are full, where he pays on. `older_entrant` marks who has paid so.

    Who has elected to pay on past that age (`pension_pays_on`) pays all months on the lowest base, whatever his work.
    """
    scale = behaviour.taste_scale_pension
    base_scale = behaviour.taste_scale_base
    high = law_coverage.base_ceiling[0]
    pension_paid_months[:] = 0
    pension_base_month[:] = 0.0
    pension_rate_cut[:] = 0.0
    resident_tier[:] = 0.0
    size = group.size  # rows of three kinds, selected without a branch, which nobody could foresee
    employed, lower, choosers = np.empty(size, np.uint32), np.empty(size, np.uint32), np.empty(size, np.uint32)
    employees, residents, count = 0, 0, 0
    for i in range(size):
        before = min(max(claim_month[i] - 12 * year, 0), 12)
        lived = min(months_alive[i], 12 if claim[i] == CLAIM_NONE else before)
        asked = (lived > 0) & (status[i] != STUDENT)
        at_work = (insured_at_work[i] & 1) == 1
        free = (not at_work) & (choice_class[i] >= 0)
        only_lower = (choice_class[i] >= CLASS_FARMER) & (pension_pays_on[i] == 0)
        employed[employees] = lower[residents] = choosers[count] = i
        employees += 1 if asked & at_work else 0
        residents += 1 if asked & free & only_lower else 0
        count += 1 if asked & free & (not only_lower) else 0
    for n in range(employees):
        i = employed[n]
        g, wage = group[i], law_pension.province_wage[province[i]]
        pension_option[i] = OPTION_NOT_ASKED
        pension_scheme[i] = PENSION_PUBLIC if g == GROUP_PUBLIC else PENSION_EMPLOYEE
        lived = min(months_alive[i], months_before_claim(claim[i], claim_month[i], year))
        pension_paid_months[i] = min(months_worked[i], lived)
        low = law_coverage.base_floor[0, g]
        pension_base_month[i] = limited_base(wage_month[i] * compliance.base_ratio[employer[i]], wage, low, high)
    for n in range(residents):  # only the resident scheme is open, and nobody is bound
        i = lower[n]
        keen = value_pension_resident[i] - value_pension_none[i] + scale * taste_pension_lower[i]
        if keen > 0.0:
            wage = law_pension.province_wage[province[i]]
            resources = resources_of(income_year[i], wage, behaviour.support_floor_share)
            pension_scheme[i] = PENSION_RESIDENT
            pension_option[i] = OPTION_RESIDENT
            resident_tier[i] = min(max(outlook.tier_share * resources, outlook.tier_low), outlook.tier_high)
        else:
            pension_scheme[i] = without_payment(pension_scheme[i])
            pension_option[i] = OPTION_NONE
    for n in range(count):
        i = choosers[n]
        lived = min(months_alive[i], months_before_claim(claim[i], claim_month[i], year))
        g = group[i]
        wage = law_pension.province_wage[province[i]]
        rg = rate_group(g)
        resources = resources_of(income_year[i], wage, behaviour.support_floor_share)
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
        if pension_pays_on[i] == 1 and chosen != 2:
            chosen = 2
            if mode == 0:
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
            if not bound and law_coverage.pauses_allowed == 1 and pension_pays_on[i] == 0:
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
