"""What is each option worth to a person who may choose? The values of pension and medical options, without tastes."""

import numpy as np

from agents.codes import (
    CLAIM_NONE,
    FEMALE,
    GROUP_PUBLIC,
    MEDICAL_FLEXIBLE,
    MEDICAL_NONE,
    MEDICAL_RETIREE,
    OPTION_AVERAGE,
    OPTION_FLOOR,
    OPTION_INCOME,
    PENSION_FLEXIBLE,
    PENSION_RESIDENT,
    STUDENT,
)
from agents.compiled import loop, rule, stage
from agents.elementary import exp
from agents.enrolment import (
    CLASS_CASUAL,
    CLASS_FARMER,
    INFEASIBLE,
    age_band,
    cannot_keep_up,
    cost_utility,
    expected_employee_pension,
    medical_utility,
    old_age_gain,
    reported_share,
    vesting_probability,
)
from model.health import profile_age, profile_row
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
    platform_contribution,
    rate_factor,
    subsidised,
)
from model.law.pension.rules import INDEX_OF_BASE, divisor_at, index_gain
from model.law.retirement.rules import person_track, statutory_age_of
from model.outlook import MOST_MONTHS

SPAN = 128  # choosers weighed in one go; what is gathered of them stands in rows
(
    ROOM, WEIGHT, MONTHS, LATER, INDEX, ACCOUNT, GROWN, HALF_GROWN, MINIMUM, DIVISOR, TIER, EARNED, EXTRA, CREDIT_RATE,
    KEPT, CREDIT_NOW, RATIO,
) = range(17)  # fmt: skip
COST, CREDIT = RATIO + 3, RATIO + 6  # ratio, cost and what the index counts have a row for each base
PENSION_ROWS = CREDIT + 3
VESTED_NOW, VESTED_NOT = MINIMUM, TIER  # rows that serve twice
USUAL, HEALTH, NEED, PREMIUM, BONUS, PAID = range(1, 7)  # after the room, for medical choices
FLEXIBLE_GROUP_OF_OTHERS = 3  # persons without flexible work pay as individuals without a platform


@rule
def rate_group(group):
    """Insurance group whose individual rates a chooser pays: his own, or the self-employed's."""
    return group if group > 2 else FLEXIBLE_GROUP_OF_OTHERS


@rule
def resources_of(income_year, average_wage, floor_share):
    """Yearly resources with which a chooser weighs costs: earnings, or what the family guarantees."""
    return max(income_year, floor_share * 12.0 * average_wage)


@rule
def may_pay_as_individual(choice_class, eligible, hukou, u_barred, limit):
    """May a chooser join an employee scheme by himself? By class, the group's right, and local registration.

    eligible: share of the group that the branch is open to; limit: share of non-locals barred in the province. It
    takes no law as a whole, which compiled code would count references of at every call.
    """
    return (choice_class < CLASS_FARMER) & (eligible > 0.0) & ((hukou % 2 == 0) | (u_barred >= limit))


@rule
def distance_of(choice_class, group, employee_wide, identity_penalty):
    """What keeps a flexible worker away from schemes of employees, to whom he does not belong 身份认同? Utility.

    Nothing where the law counts him as a kind of employee, which it does not for those whom its definition misses.
    """
    belongs = (employee_wide == 1) & (group > GROUP_PUBLIC)
    return identity_penalty if (choice_class <= CLASS_CASUAL) & (not belongs) else 0.0


@rule
def pooled_year(base_year, pooled_rate, platform, income_year, part, group, law_pension, platforms):
    """What is paid into the pooled fund for a payer on this base, yuan a year, by himself and by others?

    base_year: bases of the paid months; pooled_rate: rates of worker, user and treasury less that of the account;
    part: of the year that is paid for. Of what a platform owes on orders, revenue or profit a worker knows what goes
    with his income at the mean pay of its orders.
    """
    orders, charge, revenue, profit = 0.0, 0.0, 0.0, 0.0
    if platform >= 0:
        orders = part * income_year / max(platforms.pay_per_order[platform], 1e-9)
        charge = law_pension.order_charge[platforms.sector[platform]]
        revenue = orders * platforms.revenue_per_order[platform]
        profit = orders * platforms.taxable_profit_per_order[platform]
    by_platform = platform_contribution(
        law_pension.platform_base, law_pension.platform_rate[group], base_year, orders, charge, revenue, profit
    )
    return max(pooled_rate * base_year + by_platform, 0.0)


@loop
def weigh_resident_pension(count, given, spread, accrual, own_weight, flat, resident_divisor, other, value):
    """Log utility of the resident pension for `count` choosers, without peers and intercepts.

    given: float64[PENSION_ROWS, SPAN], rows as named above; value: float64[4, SPAN], row 3 is written.
    """
    for j in range(count):
        months, account, divisor = given[MONTHS, j], given[ACCOUNT, j], given[DIVISOR, j]
        vested = vesting_probability(months, given[MINIMUM, j], spread)
        held = expected_employee_pension(
            months, given[INDEX, j], account, vested, accrual, own_weight, flat, divisor, resident_divisor
        )
        held = held if months > 0.0 else 0.0
        gain = old_age_gain(other + held, given[EARNED, j] + given[EXTRA, j], given[EARNED, j])
        own = cost_utility(given[ROOM, j], 0.0, given[TIER, j])
        value[3, j] = own + given[WEIGHT, j] * gain if own > INFEASIBLE else own


@loop
def weigh_bases(count, given, paid, first_counted, spread, accrual, own_weight, flat, resident_divisor, other, value):
    """Log utility of the employee pension at three bases for the first `count` choosers, as above.

    Whether a pension is reached does not depend on the base; the chances take the place of MINIMUM and TIER.
    first_counted: row of what the index counts of the first base, CREDIT, or RATIO where it counts the base itself.
    """
    for j in range(count):
        months = given[MONTHS, j] + given[LATER, j]
        minimum = given[MINIMUM, j]
        given[VESTED_NOW, j] = vesting_probability(months + paid, minimum, spread)
        given[VESTED_NOT, j] = vesting_probability(months, minimum, spread)
    for option in range(3):
        for j in range(count):
            later, divisor = given[LATER, j], given[DIVISOR, j]
            ratio, index, counted = given[RATIO + option, j], given[INDEX, j], given[first_counted + option, j]
            months = given[MONTHS, j] + later
            credit, now = given[CREDIT_RATE, j] * ratio, given[CREDIT_NOW, j] * ratio
            then = given[ACCOUNT, j] + credit * later * given[HALF_GROWN, j]
            p_now = expected_employee_pension(
                months + paid, index + counted * (paid + later), then + now * paid * given[GROWN, j],
                given[VESTED_NOW, j], accrual, own_weight, flat, divisor, resident_divisor,
            )  # fmt: skip
            p_not = expected_employee_pension(
                months, index + counted * later, then, given[VESTED_NOT, j], accrual, own_weight, flat, divisor,
                resident_divisor,
            )  # fmt: skip
            p_not = p_not if months > 0.0 else 0.0
            own = cost_utility(given[ROOM, j], 0.0, given[COST + option, j])
            weight = given[WEIGHT, j] * given[KEPT, j]
            value[option, j] = own + weight * old_age_gain(other, p_now, p_not) if own > INFEASIBLE else own


@loop
def weigh_particulars(
    count, row, paid, group, province, platform, income_year, wealth, law_pension, law_coverage, platforms, behaviour,
    seen_of, given,
):  # fmt: skip
    """What a matching subsidy, an index of pooled yuan and payment without pauses change for the first choosers.

    None of them is in the law in force, so they stand apart from what is gathered for all. Changes rows CREDIT and
    CREDIT_NOW, and COST of who is out of the question. seen_of: float64[group] share of income declared.
    """
    to_account = law_coverage.matching_to_account == 1
    for j in range(count):
        at = row[j]
        g, wage = rate_group(group[at]), law_pension.province_wage[province[at]]
        income_month = income_year[at] / 12.0
        factor = rate_factor(
            seen_of[g] * income_month, wage, law_coverage.schedule_low_income, law_coverage.schedule_high_income,
            law_coverage.schedule_low_factor,
        )  # fmt: skip
        rate = law_pension.worker_rate[g] * factor
        matched = 0.0  # per yuan of the base, as far as choosers see it
        if law_coverage.subsidy_mode == SUBSIDY_MATCHING:
            _, matched = subsidised(
                SUBSIDY_MATCHING, law_coverage.subsidy_rate, behaviour.matching_salience * rate, 1.0,
                law_pension.average_wage_month, 1.0, income_month, law_coverage.subsidy_income_cap_month,
            )  # fmt: skip
        to_pool = rate - given[CREDIT_RATE, j] + law_pension.user_rate[g] + law_pension.treasury_rate[g]
        if to_account:  # nobody counts on matching in later years, when income may be above its limit
            given[CREDIT_NOW, j] += matched
        else:
            to_pool += matched
        resources = resources_of(income_year[at], wage, behaviour.support_floor_share)
        out_of_question = cannot_keep_up(
            resources / 12.0, rate * law_coverage.base_floor[0, g] * wage, behaviour.subsistence_share * wage,
            wealth[at], behaviour.monthly_deviation, law_coverage.payment_months, law_coverage.pauses_allowed,
            behaviour.pause_tolerance,
        )  # fmt: skip
        for option in range(3):
            bases = given[RATIO + option, j] * wage * paid
            pooled = pooled_year(
                bases, to_pool, platform[at], income_year[at], paid / 12.0, g, law_pension, platforms
            )
            given[CREDIT + option, j] = index_gain(
                law_pension.index_concept, bases, pooled, wage, law_pension.full_pooled_rate
            ) / paid  # fmt: skip
            if out_of_question:
                given[COST + option, j] = max(given[COST + option, j], given[ROOM, j])


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
    index_sum, pension_account, resident_months, record_loss, wealth, platform, support_share, duty_part, u_taste_10,
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
    row, others = np.empty(SPAN, dtype=np.int64), np.empty(SPAN, dtype=np.int64)
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
            given[ROOM, j] = resources - behaviour.subsistence_share * 12.0 * wage
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
            for option in range(3):
                base = low * wage
                if option == 1:
                    base = own
                elif option == 2:
                    base = min(max(wage, low * wage), high * wage)
                given[RATIO + option, j] = base / wage
                own_cost, _ = subsidised(
                    law_coverage.subsidy_mode, law_coverage.subsidy_rate, rate * base * paid, base * paid,
                    law_pension.average_wage_month, paid, income_year[at] / 12.0,
                    law_coverage.subsidy_income_cap_month,
                )  # fmt: skip
                given[COST + option, j] = own_cost * (1.0 - support_share[at])
        if particular:
            weigh_particulars(
                uppers, row, paid, group, province, platform, income_year, wealth, law_pension, law_coverage, platforms,
                behaviour, seen_of, given,
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


@rule
def need_as_resident(expected_cost, scheme, sex, age, illness, economy):
    """Expected cost of the year, yuan, as a resident member of the same age and sex would have it.

    Use of care follows the cover held; better cover makes people use more, which is no reason to want it.
    scheme: code MedicalScheme when the year begins; age: of the cost profile.
    """
    kind = profile_row(scheme)
    level = economy.medical_level if kind == 1 else economy.resident_medical_level
    resident = illness.cost[0, sex, age] * economy.resident_medical_level
    return expected_cost * resident / (illness.cost[kind, sex, age] * level)


@rule
def flexible_premium_year(declared_year, wage, province, group, law_medical, law_coverage):
    """What an individual payer of employee medical pays for twelve months, yuan, on the income that he declares."""
    base = limited_base(
        declared_year / 12.0 if law_coverage.base_mode[1, group] == 1 else 0.0,
        wage, law_coverage.base_floor[1, group], law_coverage.base_ceiling[1],
    )  # fmt: skip
    return law_medical.flexible_rate[province] * law_medical.worker_rate[group] * base * 12.0


@rule
def months_to_free_cover(sex, age_months):
    """Months until the age at which cover in retirement is planned to begin."""
    return min(max(12 * (60 if sex != FEMALE else 55) - age_months, 0), MOST_MONTHS - 1)


@rule
def free_cover_weight(sex, age_months, months, promised, discount, keep, outlook):
    """By which part of free cover in retirement, in discounted years believed, does a year of payment bring it nearer?

    discount: of the months to that age; keep: probability to go on paying. Nothing once the months are full, or
    where they cannot be reached any more.
    """
    required = outlook.required_medical_months[sex]
    claim_age = 60 if sex != FEMALE else 55
    own_age = min(age_months // 12, 109)
    reach = outlook.survival[sex, claim_age] / max(outlook.survival[sex, own_age], 1e-9)
    possible = months + keep * max(1.0 * months_to_free_cover(sex, age_months), 6.0)
    step = 12.0 / required if (possible >= required) & (months < required) else 0.0
    return promised * discount * min(reach, 1.0) * outlook.life_years[sex, claim_age] * step


@loop
def weigh_lower_medical(count, given, risk, premium, relief, value):
    """Log utility of no cover and of resident medical by persistent need alone, without peers and intercepts.

    given: float64[PAID + 1, SPAN], rows as named above; value: float64[2, SPAN], written.
    """
    for j in range(count):
        given[USUAL, j] *= exp(given[HEALTH, j])
    for j in range(count):
        value[0, j] = medical_utility(given[ROOM, j], 0.0, 0.0, given[USUAL, j], risk)
    for j in range(count):
        value[1, j] = medical_utility(given[ROOM, j], 0.0, premium, given[USUAL, j] * (1.0 - relief), risk)


@loop
def weigh_employee_medical(count, given, risk, premium, relief, gain, value):
    """By how much does employee medical beat resident medical, given what is foreseen of the year's illness?

    given: float64[PAID + 1, SPAN], rows as named above; value: float64[SPAN], written.
    """
    for j in range(count):
        value[j] = medical_utility(given[ROOM, j], 0.0, premium, given[NEED, j] * (1.0 - relief), risk)
    for j in range(count):
        cost = given[NEED, j] * (1.0 - given[PAID, j])
        best = medical_utility(given[ROOM, j], 0.0, given[PREMIUM, j], cost, risk)
        value[j] = best + given[BONUS, j] * gain - value[j] if best > INFEASIBLE else INFEASIBLE


@stage
def value_medical(
    group, choice_class, insured_at_work, peer_cell, sex, age_months, months_alive, province, income_year,
    claim, medical_scheme, medical_months, medical_wait, expected_cost, health, support_share, u_taste_10, hukou,
    law_medical, law_pension, law_coverage, behaviour, outlook, illness, economy, value_medical_none,
    value_medical_resident, value_medical_employee,
):  # fmt: skip
    """Log utility of each medical option when the year's enrolment is decided, without tastes.

    Resident medical is chosen and paid in the last quarter of the year before, so that it and no cover are weighed by
    the persistent need alone. Employee medical can be joined in January: it is worth what resident medical is, plus
    what it adds given the signal of the year's illness, which is in `expected_cost`, plus the share of free cover in
    retirement that the year earns.

    Who is enrolled by an employer, or free as a retiree, is not asked.
    """
    row, others = np.empty(SPAN, dtype=np.int64), np.empty(SPAN, dtype=np.int64)
    given, value, gain = np.empty((PAID + 1, SPAN)), np.empty((2, SPAN)), np.empty(SPAN)
    promised = behaviour.present_bias * outlook.trust * (1.0 - law_coverage.trust_discount[1])
    saved = outlook.retiree_cost_share * (outlook.relief_employee - outlook.relief_resident)
    free_cover = old_age_gain(outlook.old_age_share + 0.3 - saved, saved, 0.0)
    risk, premium, relief = behaviour.medical_risk_weight, outlook.resident_premium, outlook.relief_resident
    subsistence = behaviour.subsistence_share * 12.0
    certain = 1.0 - law_coverage.legal_uncertainty
    value_medical_none[:] = 0.0
    value_medical_resident[:] = INFEASIBLE
    value_medical_employee[:] = INFEASIBLE
    size = group.size
    i = 0
    while i < size:
        uppers, count = 0, 0
        while i < size and uppers + count < SPAN:
            at = i
            i += 1
            asked = (months_alive[at] > 0) & (choice_class[at] >= 0) & ((insured_at_work[at] & 2) == 0)
            if not (asked & (medical_scheme[at] != MEDICAL_RETIREE)):
                continue
            eligible, limit = law_coverage.eligible[1, rate_group(group[at])], law_coverage.hukou_limit[province[at]]
            may_join = may_pay_as_individual(choice_class[at], eligible, hukou[at], u_taste_10[at], limit)
            if may_join & (claim[at] == CLAIM_NONE):
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
            p, s, age = province[at], sex[at], profile_age(age_months[at])
            wage = law_medical.province_wage[p]
            resources = resources_of(income_year[at], wage, behaviour.support_floor_share)
            given[ROOM, j] = resources - subsistence * wage
            given[USUAL, j] = illness.cost[0, s, age] * economy.resident_medical_level * illness.normaliser[s, age]
            given[HEALTH, j] = health[at]
            if j >= uppers:
                continue
            g = rate_group(group[at])
            given[NEED, j] = need_as_resident(expected_cost[at], medical_scheme[at], s, age, illness, economy)
            seen = reported_share(
                behaviour.reported_share, behaviour.report_response, behaviour.report_burden,
                law_coverage.detection_year, law_pension.worker_rate[g],
            )  # fmt: skip
            premium_year = flexible_premium_year(seen * resources, wage, p, g, law_medical, law_coverage)
            given[PREMIUM, j] = premium_year * (1.0 - support_share[at])
            # a newcomer without cover waits; from the resident scheme one waits only where the law says so
            wait = 0.0
            if medical_scheme[at] == MEDICAL_FLEXIBLE:
                wait = 1.0 * medical_wait[at]
            elif medical_scheme[at] == MEDICAL_NONE or law_medical.waiting_after_resident == 1:
                wait = law_medical.waiting_months[p]
            given[PAID, j] = outlook.relief_employee * (min(max(12.0 - wait, 0.0), 12.0) / 12.0)
            left = months_to_free_cover(s, age_months[at])
            given[BONUS, j] = free_cover_weight(
                s, age_months[at], 1.0 * medical_months[at], promised, outlook.medical_discount[left],
                behaviour.continue_member, outlook,
            )  # fmt: skip
            given[BONUS, j] *= certain if choice_class[at] <= CLASS_CASUAL else 1.0
        weigh_lower_medical(count, given, risk, premium, relief, value)
        weigh_employee_medical(uppers, given, risk, premium, relief, free_cover, gain)
        for j in range(count):
            at = row[j]
            k, band, cell = choice_class[at], age_band(age_months[at] / 12.0), peer_cell[at]
            none, resident = outlook.intercept_medical[k, band, 0], outlook.intercept_medical[k, band, 1]
            value_medical_none[at] = value[0, j] + (none + outlook.peer_medical[cell, 0])
            value_medical_resident[at] = value[1, j] + (resident + outlook.peer_medical[cell, 1])
            if j < uppers:
                best = gain[j] + value[1, j] if gain[j] > INFEASIBLE else INFEASIBLE
                best += outlook.intercept_medical[k, band, 2] + outlook.peer_medical[cell, 2]
                best -= distance_of(k, group[at], law_coverage.employee_wide, behaviour.identity_penalty)
                value_medical_employee[at] = best + (behaviour.habit if medical_scheme[at] == MEDICAL_FLEXIBLE else 0.0)
