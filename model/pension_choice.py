"""What is each pension option worth to a person who may choose? Values without tastes."""

import numpy as np

from agents.codes import (
    CLAIM_NONE,
    GROUP_PUBLIC,
    OPTION_AVERAGE,
    OPTION_FLOOR,
    OPTION_INCOME,
    PENSION_FLEXIBLE,
    PENSION_RESIDENT,
    STUDENT,
)
from agents.compiled import rule, stage
from agents.enrolment import CLASS_CASUAL, INFEASIBLE, age_band, reported_share
from model.choosing import SPAN, distance_of, may_pay_as_individual, rate_group, resources_of
from model.law.coverage.rules import (
    BASE_INCOME,
    IN_REACH,
    OLDER_EXEMPT,
    OLDER_PRO_RATA,
    OUT_OF_REACH,
    PAST_AGE,
    PAST_AGE_WITHOUT_RECORD,
    SUBSIDY_MATCHING,
    binds_older,
    bound_share,
    limited_base,
    rate_factor,
)
from model.law.pension.rules import INDEX_OF_BASE, divisor_at
from model.law.retirement.rules import person_track, statutory_age_of
from model.outlook import MOST_MONTHS
from model.pension_weighing import (
    ACCOUNT,
    BORNE,
    CREDIT,
    CREDIT_NOW,
    CREDIT_RATE,
    DIVISOR,
    EARNED,
    EXTRA,
    GROWN,
    HALF_GROWN,
    INCOME,
    INDEX,
    KEPT,
    LATER,
    LOW,
    MINIMUM,
    MONTHS,
    OWN,
    PENSION_ROWS,
    RATE,
    RATIO,
    ROOM,
    TIER,
    WAGE,
    WEIGHT,
    price_bases,
    weigh_bases,
    weigh_particulars,
    weigh_resident_pension,
)


@rule
def reach_of_minimum(months, minimum, months_left, before_age):
    """Can the minimum months of the pension still be paid until the statutory age? Code of `pension_out_of_reach`.

    Half a year of this year counts as left beside the months to that age.
    """
    if months + months_left + 6 >= minimum:
        return IN_REACH
    if before_age:
        return OUT_OF_REACH
    return PAST_AGE if months > 0.0 else PAST_AGE_WITHOUT_RECORD


@stage
def value_pension(
    status, group, choice_class, insured_at_work, peer_cell, sex, education, employer, birth_month, age_months,
    months_alive, province, income_year, claim, pension_scheme, pension_option, pension_months, deemed_months,
    index_sum, pension_account, resident_months, record_loss, wealth, household_support_year,
    platform, support_share, duty_part, u_taste_10,
    u_taste_11, hukou, law_pension, law_retirement, law_coverage, platforms, behaviour, outlook, pension_out_of_reach,
    value_pension_none, value_pension_resident, value_base_floor, value_base_income, value_base_average,
):  # fmt: skip
    """Log utility of each pension option: what it costs now, and what it adds to old age if kept up.

    Paying now adds twelve months to those that the group's frozen continuation probability promises anyway. The
    employee pension is expected by the law's own formula with the minimum months of the claim year; short records
    move to the resident scheme with the account. Who lacks more months than are left of this year and until the
    statutory age cannot reach the minimum (`pension_out_of_reach`); where a mandate binds him nevertheless he expects
    what the law gives him, a pension later, for which he has paid on, or one without a minimum.

    Who is enrolled by an employer is not asked. Choosers are gathered in spans, those who may pay as individuals
    first: look-ups, then arithmetic that vectorises, then intercepts and peers.
    """
    row, others = np.empty(SPAN, dtype=np.uint32), np.empty(SPAN, dtype=np.uint32)
    given, value = np.empty((PENSION_ROWS, SPAN)), np.empty((4, SPAN))
    discount, growth, half_growth = outlook.pension_discount, outlook.account_growth, outlook.half_growth
    basic_year = 12.0 * outlook.resident_basic_share
    promised = behaviour.present_bias * outlook.trust * (1.0 - law_coverage.trust_discount[0])
    counts_pool = law_pension.index_concept != INDEX_OF_BASE
    first_counted = CREDIT if counts_pool else RATIO
    certain = 1.0 - law_coverage.legal_uncertainty
    # what holds for all under the law in force stays out of the loop
    scheduled = law_coverage.schedule_low_factor != 1.0
    matches = law_coverage.subsidy_mode == SUBSIDY_MATCHING
    pauses = law_coverage.pauses_allowed == 1
    particular = matches | counts_pool | (not pauses)
    paid = behaviour.paid_months_flexible if pauses else 12.0
    older = law_coverage.older_entrants
    binds_late = (older != OLDER_EXEMPT) & (law_coverage.mandate[0, GROUP_PUBLIC + 1 :].max() > 0.0)
    seen_of = np.empty(law_pension.worker_rate.size)
    for g in range(seen_of.size):
        seen_of[g] = reported_share(
            behaviour.reported_share, behaviour.report_response, behaviour.report_burden, law_coverage.detection_year,
            law_pension.worker_rate[g],
        )  # fmt: skip
    high = law_coverage.base_ceiling[0]
    spread, other = behaviour.vesting_spread_months, 12.0 * outlook.old_age_share
    pension_out_of_reach[:] = 0
    value_pension_none[:] = 0.0
    value_pension_resident[:] = INFEASIBLE
    value_base_floor[:] = INFEASIBLE
    value_base_income[:] = INFEASIBLE
    value_base_average[:] = INFEASIBLE
    size = status.size
    i = 0
    while i < size:
        uppers, count = 0, 0
        while i < size and uppers + count < SPAN:
            at = i
            i += 1
            asked = (months_alive[at] > 0) & (choice_class[at] >= 0) & (claim[at] == CLAIM_NONE)
            if not (asked & (status[at] != STUDENT) & ((insured_at_work[at] & 1) == 0)):
                continue
            eligible, limit = law_coverage.eligible[0, rate_group(group[at])], law_coverage.hukou_limit[province[at]]
            if may_pay_as_individual(choice_class[at], eligible, hukou[at], u_taste_10[at], limit):
                row[uppers] = at
                uppers += 1
            else:
                others[count] = at
                count += 1
        for j in range(count):
            row[uppers + j] = others[j]
        count += uppers
        for j in range(count):
            at = row[j]
            wage = law_pension.province_wage[province[at]]
            resources = resources_of(income_year[at], wage, behaviour.support_floor_share)
            track = person_track(
                sex[at], education[at], employer[at], PENSION_FLEXIBLE, pension_months[at], law_retirement
            )
            claim_months = statutory_age_of(track, birth_month[at], PENSION_FLEXIBLE, law_retirement)
            left = min(max(claim_months - age_months[at], 0), MOST_MONTHS - 1)
            ahead = max(left / 12.0, 0.25)
            given[MINIMUM, j] = outlook.minimum_months[min(int(ahead), outlook.minimum_months.size - 1)]
            given[MONTHS, j] = 1.0 * pension_months[at] + deemed_months[at]
            out = reach_of_minimum(given[MONTHS, j], given[MINIMUM, j], left, claim_months > age_months[at])
            pension_out_of_reach[at] = out
            if binds_late & (out != IN_REACH):
                g = group[at]
                bound = g > GROUP_PUBLIC and u_taste_11[at] < bound_share(
                    law_coverage.mandate[0, g], law_coverage.middle_duty[0], duty_part[at]
                ) and binds_older(older, out)  # fmt: skip
                if bound and older == OLDER_PRO_RATA:
                    given[MINIMUM, j] = 1.0
                elif bound:
                    lacking = int(given[MINIMUM, j] - given[MONTHS, j]) - left
                    claim_months += lacking
                    left = min(left + lacking, MOST_MONTHS - 1)
                    ahead = max(left / 12.0, 0.25)
            claim_age = min(claim_months // 12, 109)
            own_age = min(age_months[at] // 12, 109)
            reach = outlook.survival[sex[at], claim_age] / max(outlook.survival[sex[at], own_age], 1e-9)
            given[ROOM, j] = resources - behaviour.subsistence_share * 12.0 * wage + household_support_year[at]
            given[WEIGHT, j] = promised * min(reach, 1.0) * discount[left] * outlook.life_years[sex[at], claim_age]
            given[KEPT, j] = 1.0 - record_loss[at]  # the resident scheme needs no transfer
            given[KEPT, j] *= certain if choice_class[at] <= CLASS_CASUAL else 1.0
            given[DIVISOR, j] = divisor_at(law_pension.divisor, claim_months)
            given[GROWN, j] = growth[left]
            given[HALF_GROWN, j] = half_growth[left]
            keep = behaviour.continue_member if pension_scheme[at] > PENSION_RESIDENT else behaviour.continue_new
            given[LATER, j] = 12.0 * keep * max(ahead - 1.0, 0.0)
            given[INDEX, j] = index_sum[at]
            given[ACCOUNT, j] = pension_account[at] / wage * given[GROWN, j]
            given[TIER, j] = min(max(outlook.tier_share * resources, outlook.tier_low), outlook.tier_high)
            # a year in the resident scheme earns a fifteenth of its basic pension until fifteen years are full
            years_paid = resident_months[at] / 12.0
            given[EARNED, j] = basic_year * min((years_paid + keep * ahead) / 15.0, 1.0)
            full = basic_year / 15.0 if years_paid < 15.0 else 0.0
            given[EXTRA, j] = full + 12.0 * given[TIER, j] / wage * given[GROWN, j] / outlook.resident_divisor
            if j >= uppers:
                continue
            g = rate_group(group[at])
            low = law_coverage.base_floor[0, g]
            rate, account_rate = law_pension.worker_rate[g], law_pension.account_rate[g]
            if scheduled:
                factor = rate_factor(
                    seen_of[g] * income_year[at] / 12.0, wage, law_coverage.schedule_low_income,
                    law_coverage.schedule_high_income, law_coverage.schedule_low_factor,
                )  # fmt: skip
                rate *= factor
                account_rate *= factor
            declared = seen_of[g] if law_coverage.base_mode[0, g] == BASE_INCOME else 1.0
            own = limited_base(declared * resources / 12.0, wage, low, high)
            given[CREDIT_RATE, j] = given[CREDIT_NOW, j] = account_rate
            given[WAGE, j], given[LOW, j], given[OWN, j], given[RATE, j] = wage, low, own, rate
            given[INCOME, j], given[BORNE, j] = income_year[at] / 12.0, 1.0 - support_share[at]
        price_bases(
            uppers, given, paid, high, law_coverage.subsidy_mode, law_coverage.subsidy_rate,
            law_coverage.subsidy_income_cap_month, law_pension.average_wage_month,
        )  # fmt: skip
        if particular:
            weigh_particulars(
                uppers, row, paid, group, platform, income_year, wealth, law_pension, law_coverage, platforms,
                behaviour, given,
            )  # fmt: skip
        weigh_resident_pension(
            count, given, spread, law_pension.accrual_rate, law_pension.index_weight, law_pension.flat_component,
            outlook.resident_divisor, other, value,
        )  # fmt: skip
        weigh_bases(
            uppers, given, paid, first_counted, spread, law_pension.accrual_rate, law_pension.index_weight,
            law_pension.flat_component, outlook.resident_divisor, other, value,
        )  # fmt: skip
        for j in range(count):
            at = row[j]
            k = choice_class[at]
            band = age_band(age_months[at] / 12.0)
            cell = peer_cell[at]
            value_pension_none[at] = outlook.intercept_pension[k, band, 0] + outlook.peer_pension[cell, 0]
            value_pension_resident[at] = value[3, j] + (
                outlook.intercept_pension[k, band, 1] + outlook.peer_pension[cell, 1]
            )
            added = outlook.intercept_pension[k, band, 2] + outlook.peer_pension[cell, 2]
            if pension_option[at] >= OPTION_FLOOR:  # who has begun to pay goes on paying
                added += behaviour.habit
            added -= distance_of(k, group[at], law_coverage.employee_wide, behaviour.identity_penalty)
            if j < uppers:
                usual = 0.25 * behaviour.habit
                o = pension_option[at]
                first, second, third = value[0, j], value[1, j], value[2, j]
                first += usual if first > INFEASIBLE and o == OPTION_FLOOR else 0.0
                second += usual if second > INFEASIBLE and o == OPTION_INCOME else 0.0
                third += usual if third > INFEASIBLE and o == OPTION_AVERAGE else 0.0
                value_base_floor[at] = first + outlook.intercept_base[k, band, 0] + added
                value_base_income[at] = second + outlook.intercept_base[k, band, 1] + added
                value_base_average[at] = third + outlook.intercept_base[k, band, 2] + added
            else:
                value_base_floor[at] += added
                value_base_income[at] += added
                value_base_average[at] += added
