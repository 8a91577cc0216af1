"""What is each option worth to a person who may choose? The values of pension and medical options, without tastes."""

import math

import numpy as np

from agents.codes import (
    CLAIM_NONE,
    FEMALE,
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
from agents.enrolment import (
    CLASS_FARMER,
    INFEASIBLE,
    age_band,
    cost_utility,
    expected_employee_pension,
    growth_over,
    medical_utility,
    old_age_gain,
    vesting_probability,
)
from model.health import profile_age, profile_row
from model.law.coverage.rules import limited_base, subsidised
from model.law.pension.rules import divisor_at
from model.law.retirement.rules import person_track, statutory_age_of

MOST_MONTHS = 1200  # to a claim, in tables of growth
SPAN = 128  # choosers weighed in one go; what is gathered of them stands in rows
(
    ROOM, WEIGHT, MONTHS, LATER, INDEX, ACCOUNT, GROWN, HALF_GROWN, MINIMUM, DIVISOR, TIER, EARNED, EXTRA, CREDIT_RATE,
    RATIO,
) = range(15)  # fmt: skip
COST = RATIO + 3  # ratio and cost have a row for each base
NEED, PREMIUM, PAID, BONUS, STEP = range(1, 6)  # after the room, for medical choices
FLEXIBLE_GROUP_OF_OTHERS = 3  # persons without flexible work pay as individuals without a platform


@rule
def rate_group(group):
    """Insurance group whose individual rates a chooser pays: his own, or the self-employed's."""
    return group if group > 2 else FLEXIBLE_GROUP_OF_OTHERS


@rule
def resources_of(income_year, average_wage, floor_share):
    """Yearly resources with which a chooser weighs costs: earnings, or what the family guarantees."""
    return max(income_year, floor_share * 12.0 * average_wage)


@loop
def weigh_pension(count, given, paid, spread, accrual, own_weight, resident_divisor, other, value):
    """Log utility of the three bases and of the resident scheme for `count` choosers, without peers and intercepts.

    given: float64[COST + 3, SPAN], rows as named above; value: float64[4, SPAN], written.
    """
    for j in range(count):
        months, account, divisor = given[MONTHS, j], given[ACCOUNT, j], given[DIVISOR, j]
        vested = vesting_probability(months, given[MINIMUM, j], spread)
        held = expected_employee_pension(
            months, given[INDEX, j], account, vested, accrual, own_weight, divisor, resident_divisor
        )
        held = held if months > 0.0 else 0.0
        gain = old_age_gain(other + held, given[EARNED, j] + given[EXTRA, j], given[EARNED, j])
        own = cost_utility(given[ROOM, j], 0.0, given[TIER, j])
        value[3, j] = own + given[WEIGHT, j] * gain if own > INFEASIBLE else own
    for option in range(3):
        for j in range(count):
            later, minimum, divisor = given[LATER, j], given[MINIMUM, j], given[DIVISOR, j]
            ratio, index = given[RATIO + option, j], given[INDEX, j]
            months = given[MONTHS, j] + later
            credit = given[CREDIT_RATE, j] * ratio
            then = given[ACCOUNT, j] + credit * later * given[HALF_GROWN, j]
            vested_now = vesting_probability(months + paid, minimum, spread)
            vested_not = vesting_probability(months, minimum, spread)
            p_now = expected_employee_pension(
                months + paid, index + ratio * (paid + later), then + credit * paid * given[GROWN, j], vested_now,
                accrual, own_weight, divisor, resident_divisor,
            )  # fmt: skip
            p_not = expected_employee_pension(
                months, index + ratio * later, then, vested_not, accrual, own_weight, divisor, resident_divisor
            )
            p_not = p_not if months > 0.0 else 0.0
            own = cost_utility(given[ROOM, j], 0.0, given[COST + option, j])
            value[option, j] = own + given[WEIGHT, j] * old_age_gain(other, p_now, p_not) if own > INFEASIBLE else own


@stage
def value_pension(
    status, group, choice_class, insured_at_work, peer_cell, sex, education, employer, birth_month, age_months,
    months_alive, province, income_year, claim, pension_scheme, pension_option, pension_months, deemed_months,
    index_sum, pension_account, resident_months, u_taste_10, hukou, law_pension, law_retirement, law_coverage,
    behaviour, outlook, value_pension_none, value_pension_resident, value_base_floor, value_base_income,
    value_base_average,
):  # fmt: skip
    """Log utility of each pension option: what it costs now, and what it adds to old age if kept up.

    Paying now adds twelve months to those that the group's frozen continuation probability promises anyway. The
    employee pension is expected by the law's own formula with the minimum months of the claim year; short records
    move to the resident scheme with the account.

    Who is enrolled by an employer is not asked. Choosers are gathered in spans: first look-ups, then arithmetic that
    vectorises, then intercepts and peers.
    """
    row = np.empty(SPAN, dtype=np.int64)
    given, value = np.empty((COST + 3, SPAN)), np.empty((4, SPAN))
    discount, growth, half_growth = np.empty(MOST_MONTHS), np.empty(MOST_MONTHS), np.empty(MOST_MONTHS)
    for m in range(MOST_MONTHS):
        years = max(m / 12.0, 0.25)
        discount[m] = growth_over(outlook.log_discount, years)
        growth[m] = growth_over(outlook.log_account_growth, years)
        half_growth[m] = math.sqrt(growth[m])
    basic_year = 12.0 * outlook.resident_basic_share
    paid = behaviour.paid_months_flexible
    promised = behaviour.present_bias * outlook.trust * (1.0 - law_coverage.trust_discount[0])
    high = law_coverage.base_ceiling[0]
    size = status.size
    i = 0
    while i < size:
        count = 0
        while i < size and count < SPAN:
            at = i
            i += 1
            value_pension_none[at] = 0.0
            value_pension_resident[at] = INFEASIBLE
            value_base_floor[at] = INFEASIBLE
            value_base_income[at] = INFEASIBLE
            value_base_average[at] = INFEASIBLE
            asked = (months_alive[at] > 0) & (choice_class[at] >= 0) & (claim[at] == CLAIM_NONE)
            asked = asked & (status[at] != STUDENT) & ((insured_at_work[at] & 1) == 0)
            row[count] = at
            count += 1 if asked else 0
        for j in range(count):
            at = row[j]
            g = rate_group(group[at])
            wage = law_pension.province_wage[province[at]]
            resources = resources_of(income_year[at], wage, behaviour.support_floor_share)
            track = person_track(
                sex[at], education[at], employer[at], PENSION_FLEXIBLE, pension_months[at], law_retirement
            )
            claim_months = statutory_age_of(track, birth_month[at], PENSION_FLEXIBLE, law_retirement)
            left = min(max(claim_months - age_months[at], 0), MOST_MONTHS - 1)
            ahead = max(left / 12.0, 0.25)
            claim_age = min(claim_months // 12, 109)
            own_age = min(age_months[at] // 12, 109)
            reach = outlook.survival[sex[at], claim_age] / max(outlook.survival[sex[at], own_age], 1e-9)
            given[ROOM, j] = resources - behaviour.subsistence_share * 12.0 * wage
            given[WEIGHT, j] = promised * min(reach, 1.0) * discount[left] * outlook.life_years[sex[at], claim_age]
            given[MINIMUM, j] = outlook.minimum_months[min(int(ahead), outlook.minimum_months.size - 1)]
            given[DIVISOR, j] = divisor_at(law_pension.divisor, claim_months)
            given[GROWN, j] = growth[left]
            given[HALF_GROWN, j] = half_growth[left]
            keep = behaviour.continue_member if pension_scheme[at] > PENSION_RESIDENT else behaviour.continue_new
            given[LATER, j] = 12.0 * keep * max(ahead - 1.0, 0.0)
            given[MONTHS, j] = 1.0 * pension_months[at] + deemed_months[at]
            given[INDEX, j] = index_sum[at]
            given[ACCOUNT, j] = pension_account[at] / wage * given[GROWN, j]
            given[TIER, j] = min(max(outlook.tier_share * resources, outlook.tier_low), outlook.tier_high)
            # a year in the resident scheme earns a fifteenth of its basic pension until fifteen years are full
            years_paid = resident_months[at] / 12.0
            given[EARNED, j] = basic_year * min((years_paid + keep * ahead) / 15.0, 1.0)
            full = basic_year / 15.0 if years_paid < 15.0 else 0.0
            given[EXTRA, j] = full + 12.0 * given[TIER, j] / wage * given[GROWN, j] / outlook.resident_divisor
            given[CREDIT_RATE, j] = law_pension.account_rate[g]
            low = law_coverage.base_floor[0, g]
            rate = law_pension.worker_rate[g]
            own = limited_base(resources / 12.0, wage, low, high)
            for option in range(3):
                base = low * wage
                if option == 1:
                    base = own
                elif option == 2:
                    base = min(max(wage, low * wage), high * wage)
                given[RATIO + option, j] = base / wage
                given[COST + option, j], _ = subsidised(
                    law_coverage.subsidy_mode, law_coverage.subsidy_rate, rate * base * paid, base * paid,
                    law_pension.average_wage_month, paid, income_year[at] / 12.0,
                    law_coverage.subsidy_income_cap_month,
                )  # fmt: skip
        weigh_pension(
            count, given, paid, behaviour.vesting_spread_months, law_pension.accrual_rate, law_pension.index_weight,
            outlook.resident_divisor, 12.0 * outlook.old_age_share, value,
        )  # fmt: skip
        for j in range(count):
            at = row[j]
            k = choice_class[at]
            g = rate_group(group[at])
            band = age_band(age_months[at] / 12.0)
            cell = peer_cell[at]
            value_pension_none[at] = outlook.intercept_pension[k, band, 0] + outlook.peer_pension[cell, 0]
            value_pension_resident[at] = value[3, j] + (
                outlook.intercept_pension[k, band, 1] + outlook.peer_pension[cell, 1]
            )
            added = outlook.intercept_pension[k, band, 2] + outlook.peer_pension[cell, 2]
            if pension_option[at] >= OPTION_FLOOR:  # who has begun to pay goes on paying
                added += behaviour.habit
            allowed = k < CLASS_FARMER and law_coverage.eligible[0, g] > 0.0
            barred = hukou[at] % 2 == 1 and u_taste_10[at] < law_coverage.hukou_limit[province[at]]
            if allowed and not barred:
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


@loop
def weigh_medical(count, given, risk, resident_premium, relief_resident, income, saved, value):
    """Log utility of no cover, resident and employee medical for `count` choosers, without peers and intercepts.

    given: float64[STEP + 1, SPAN], rows as named above; value: float64[3, SPAN], written.
    """
    own = 1.0 - relief_resident
    gain = old_age_gain(income - saved, saved, 0.0)
    for j in range(count):
        value[0, j] = medical_utility(given[ROOM, j], 0.0, 0.0, given[NEED, j], risk)
    for j in range(count):
        value[1, j] = medical_utility(given[ROOM, j], 0.0, resident_premium, given[NEED, j] * own, risk)
    for j in range(count):
        cost = given[NEED, j] * (1.0 - given[PAID, j])
        best = medical_utility(given[ROOM, j], 0.0, given[PREMIUM, j], cost, risk)
        value[2, j] = best + given[BONUS, j] * given[STEP, j] * gain if best > INFEASIBLE else best


@stage
def value_medical(
    status, group, choice_class, insured_at_work, peer_cell, sex, age_months, months_alive, province, income_year,
    claim, medical_scheme, medical_months, medical_wait, expected_cost, health, u_taste_10, hukou, law_medical,
    law_coverage, behaviour, outlook, illness, economy, value_medical_none, value_medical_resident,
    value_medical_employee,
):  # fmt: skip
    """Log utility of each medical option given the private signal of the year's illness.

    Need is that of a resident member of the same age and sex, whatever scheme the person has held: better cover makes
    people use more care, which is no reason to want it.

    The signal is in `expected_cost`: what the person expects to need, given age, sex and health. Besides the year's
    cover, a month in employee medical earns its share of free cover in retirement.

    Who is enrolled by an employer, or free as a retiree, is not asked.
    """
    row = np.empty(SPAN, dtype=np.int64)
    given, value = np.empty((STEP + 1, SPAN)), np.empty((3, SPAN))
    discount = np.empty(MOST_MONTHS)
    for m in range(MOST_MONTHS):
        discount[m] = growth_over(outlook.log_discount, max(m / 12.0, 0.5))
    promised = behaviour.present_bias * outlook.trust * (1.0 - law_coverage.trust_discount[1])
    saved = outlook.retiree_cost_share * (outlook.relief_employee - outlook.relief_resident)
    size = status.size
    i = 0
    while i < size:
        count = 0
        while i < size and count < SPAN:
            at = i
            i += 1
            value_medical_none[at] = 0.0
            value_medical_resident[at] = INFEASIBLE
            value_medical_employee[at] = INFEASIBLE
            asked = (months_alive[at] > 0) & (choice_class[at] >= 0) & ((insured_at_work[at] & 2) == 0)
            row[count] = at
            count += 1 if asked & (medical_scheme[at] != MEDICAL_RETIREE) else 0
        for j in range(count):
            at = row[j]
            g = rate_group(group[at])
            p = province[at]
            s = sex[at]
            wage = law_medical.province_wage[p]
            resources = resources_of(income_year[at], wage, behaviour.support_floor_share)
            given[ROOM, j] = resources - behaviour.subsistence_share * 12.0 * wage
            kind = profile_row(medical_scheme[at])
            age = profile_age(age_months[at])
            level = economy.medical_level if kind == 1 else economy.resident_medical_level
            cost = expected_cost[at] * (illness.cost[0, s, age] * economy.resident_medical_level)
            given[NEED, j] = cost / (illness.cost[kind, s, age] * level)
            base = limited_base(
                resources / 12.0 if law_coverage.base_mode[1, g] == 1 else 0.0,
                wage, law_coverage.base_floor[1, g], law_coverage.base_ceiling[1],
            )  # fmt: skip
            given[PREMIUM, j] = law_medical.flexible_rate[p] * law_medical.worker_rate[g] * base * 12.0
            # a newcomer without cover waits; from the resident scheme one waits only where the law says so
            wait = 0.0
            if medical_scheme[at] == MEDICAL_FLEXIBLE:
                wait = 1.0 * medical_wait[at]
            elif medical_scheme[at] == MEDICAL_NONE or law_medical.waiting_after_resident == 1:
                wait = law_medical.waiting_months[p]
            given[PAID, j] = outlook.relief_employee * (min(max(12.0 - wait, 0.0), 12.0) / 12.0)
            required = outlook.required_medical_months[s]
            claim_age = 60 if s != FEMALE else 55
            left = min(max(12 * claim_age - age_months[at], 0), MOST_MONTHS - 1)
            own_age = min(age_months[at] // 12, 109)
            reach = outlook.survival[s, claim_age] / max(outlook.survival[s, own_age], 1e-9)
            given[BONUS, j] = promised * discount[left] * min(reach, 1.0) * outlook.life_years[s, claim_age]
            possible = medical_months[at] + behaviour.continue_member * 12.0 * max(left / 12.0, 0.5)
            given[STEP, j] = 12.0 / required if possible >= required and medical_months[at] < required else 0.0
        weigh_medical(
            count, given, behaviour.medical_risk_weight, outlook.resident_premium, outlook.relief_resident,
            outlook.old_age_share + 0.3, saved, value,
        )  # fmt: skip
        for j in range(count):
            at = row[j]
            k = choice_class[at]
            g = rate_group(group[at])
            band = age_band(age_months[at] / 12.0)
            cell = peer_cell[at]
            value_medical_none[at] = value[0, j] + (
                outlook.intercept_medical[k, band, 0] + outlook.peer_medical[cell, 0]
            )
            value_medical_resident[at] = value[1, j] + (
                outlook.intercept_medical[k, band, 1] + outlook.peer_medical[cell, 1]
            )
            allowed = k < CLASS_FARMER and claim[at] == CLAIM_NONE and law_coverage.eligible[1, g] > 0.0
            barred = hukou[at] % 2 == 1 and u_taste_10[at] < law_coverage.hukou_limit[province[at]]
            best = value[2, j] if allowed and not barred else INFEASIBLE
            best += outlook.intercept_medical[k, band, 2] + outlook.peer_medical[cell, 2]
            if medical_scheme[at] == MEDICAL_FLEXIBLE:
                best += behaviour.habit
            value_medical_employee[at] = best
