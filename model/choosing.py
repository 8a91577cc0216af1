"""What is each option worth to a person who may choose? The values of pension and medical options, without tastes."""

import math

from agents.codes import (
    CLAIM_NONE,
    FEMALE,
    MEDICAL_FLEXIBLE,
    MEDICAL_NONE,
    OPTION_AVERAGE,
    OPTION_FLOOR,
    OPTION_INCOME,
    PENSION_FLEXIBLE,
    PENSION_RESIDENT,
    STUDENT,
)
from agents.compiled import rule, stage
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

FLEXIBLE_GROUP_OF_OTHERS = 3  # persons without flexible work pay as individuals without a platform


@rule
def rate_group(group):
    """Insurance group whose individual rates a chooser pays: his own, or the self-employed's."""
    return group if group > 2 else FLEXIBLE_GROUP_OF_OTHERS


@rule
def resources_of(income_year, average_wage, floor_share):
    """Yearly resources with which a chooser weighs costs: earnings, or what the family guarantees."""
    return max(income_year, floor_share * 12.0 * average_wage)


@stage
def value_pension(
    status, group, choice_class, peer_cell, sex, education, employer, birth_month, age_months, months_alive, province,
    income_year, claim, pension_scheme, pension_option, pension_months, deemed_months, index_sum, pension_account,
    resident_months, u_taste_10, hukou, law_pension, law_retirement, law_coverage, behaviour, outlook,
    value_pension_none, value_pension_resident, value_base_floor, value_base_income, value_base_average,
):  # fmt: skip
    """Log utility of each pension option: what it costs now, and what it adds to old age if kept up.

    Paying now adds twelve months to those that the group's frozen continuation probability promises anyway. The
    employee pension is expected by the law's own formula with the minimum months of the claim year; short records
    move to the resident scheme with the account.
    """
    for i in range(status.size):
        value_pension_none[i] = 0.0
        value_pension_resident[i] = INFEASIBLE
        value_base_floor[i] = INFEASIBLE
        value_base_income[i] = INFEASIBLE
        value_base_average[i] = INFEASIBLE
        k = choice_class[i]
        if months_alive[i] == 0 or k < 0 or claim[i] != CLAIM_NONE or status[i] == STUDENT:
            continue
        g = rate_group(group[i])
        wage = law_pension.province_wage[province[i]]
        resources = resources_of(income_year[i], wage, behaviour.support_floor_share)
        subsistence = behaviour.subsistence_share * 12.0 * wage
        age = age_months[i] / 12.0
        band = age_band(age)
        track = person_track(
            sex[i], education[i], employer[i], PENSION_FLEXIBLE, pension_months[i], law_retirement
        )
        claim_months = statutory_age_of(track, birth_month[i], PENSION_FLEXIBLE, law_retirement)
        ahead = max(claim_months / 12.0 - age, 0.25)
        claim_age = min(int(claim_months / 12.0), 109)
        own_age = min(int(age), 109)
        reach = outlook.survival[sex[i], claim_age] / max(outlook.survival[sex[i], own_age], 1e-9)
        weight = (
            behaviour.present_bias * outlook.trust * law_coverage.trust_discount[0] * min(reach, 1.0)
            * growth_over(outlook.log_discount, ahead) * outlook.life_years[sex[i], claim_age]
        )  # fmt: skip
        minimum = outlook.minimum_months[min(int(ahead), outlook.minimum_months.size - 1)]
        divisor = divisor_at(law_pension.divisor, claim_months)
        grown = growth_over(outlook.log_account_growth, ahead)
        later_growth = math.sqrt(grown)
        member = pension_scheme[i] > PENSION_RESIDENT
        keep = behaviour.continue_member if member else behaviour.continue_new
        later = 12.0 * keep * max(ahead - 1.0, 0.0)
        months = 1.0 * pension_months[i] + deemed_months[i]
        account = pension_account[i] / wage * grown
        other = 12.0 * outlook.old_age_share
        own_weight = law_pension.index_weight
        accrual = law_pension.accrual_rate
        spread = behaviour.vesting_spread_months
        tier = min(max(outlook.tier_share * resources, outlook.tier_low), outlook.tier_high)

        # a year in the resident scheme earns a fifteenth of its basic pension until fifteen years are full
        basic_year = 12.0 * outlook.resident_basic_share
        years_paid = resident_months[i] / 12.0
        earned = basic_year * min((years_paid + keep * ahead) / 15.0, 1.0)
        extra = basic_year / 15.0 if years_paid < 15.0 else 0.0
        extra += 12.0 * tier / wage * grown / outlook.resident_divisor
        held = 0.0
        if months > 0.0:
            held = expected_employee_pension(
                months, index_sum[i], account, vesting_probability(months, minimum, spread), accrual, own_weight,
                divisor, outlook.resident_divisor,
            )  # fmt: skip
        value = cost_utility(resources, subsistence, tier)
        if value > INFEASIBLE:
            value += weight * old_age_gain(other + held, earned + extra, earned)
        value_pension_resident[i] = value

        allowed = k < CLASS_FARMER and law_coverage.eligible[0, g] > 0.0
        barred = hukou[i] % 2 == 1 and u_taste_10[i] < law_coverage.hukou_limit[province[i]]
        if allowed and not barred:
            low = law_coverage.base_floor[0, g]
            high = law_coverage.base_ceiling[0]
            own = limited_base(resources / 12.0, wage, low, high)
            rate = law_pension.worker_rate[g]
            paid = behaviour.paid_months_flexible
            vested_now = vesting_probability(months + paid + later, minimum, spread)
            vested_not = vesting_probability(months + later, minimum, spread)
            for option in range(OPTION_FLOOR, OPTION_AVERAGE + 1):
                base = low * wage
                if option == OPTION_INCOME:
                    base = own
                elif option == OPTION_AVERAGE:
                    base = min(max(wage, low * wage), high * wage)
                ratio = base / wage
                cost, _ = subsidised(
                    law_coverage.subsidy_mode, law_coverage.subsidy_rate, rate * base * paid, base * paid,
                    law_pension.average_wage_month, paid, income_year[i] / 12.0,
                    law_coverage.subsidy_income_cap_month,
                )  # fmt: skip
                value = cost_utility(resources, subsistence, cost)
                if value > INFEASIBLE:
                    credit = law_pension.account_rate[g] * ratio
                    then = account + credit * later * later_growth
                    p_now = expected_employee_pension(
                        months + paid + later, index_sum[i] + ratio * (paid + later), then + credit * paid * grown,
                        vested_now, accrual, own_weight, divisor, outlook.resident_divisor,
                    )  # fmt: skip
                    p_not = 0.0
                    if months + later > 0.0:
                        p_not = expected_employee_pension(
                            months + later, index_sum[i] + ratio * later, then, vested_not, accrual, own_weight,
                            divisor, outlook.resident_divisor,
                        )  # fmt: skip
                    value += weight * old_age_gain(other, p_now, p_not)
                    value += behaviour.habit * 0.25 if pension_option[i] == option else 0.0
                if option == OPTION_FLOOR:
                    value_base_floor[i] = value + outlook.intercept_base[k, band, 0]
                elif option == OPTION_INCOME:
                    value_base_income[i] = value + outlook.intercept_base[k, band, 1]
                else:
                    value_base_average[i] = value + outlook.intercept_base[k, band, 2]
        cell = peer_cell[i]
        value_pension_none[i] += outlook.intercept_pension[k, band, 0] + outlook.peer_pension[cell, 0]
        value_pension_resident[i] += outlook.intercept_pension[k, band, 1] + outlook.peer_pension[cell, 1]
        added = outlook.intercept_pension[k, band, 2] + outlook.peer_pension[cell, 2]
        if pension_option[i] >= OPTION_FLOOR:  # who has begun to pay goes on paying
            added += behaviour.habit
        value_base_floor[i] += added
        value_base_income[i] += added
        value_base_average[i] += added


@stage
def value_medical(
    status, group, choice_class, peer_cell, sex, age_months, months_alive, province, income_year, claim,
    medical_scheme, medical_months, medical_wait, expected_cost, health, u_taste_10, hukou, law_medical, law_coverage,
    behaviour, outlook, illness, economy, value_medical_none, value_medical_resident, value_medical_employee,
):  # fmt: skip
    """Log utility of each medical option given the private signal of the year's illness.

    Need is that of a resident member of the same age and sex, whatever scheme the person has held: better cover makes
    people use more care, which is no reason to want it.

    The signal is in `expected_cost`: what the person expects to need, given age, sex and health. Besides the year's
    cover, a month in employee medical earns its share of free cover in retirement.
    """
    for i in range(status.size):
        value_medical_none[i] = 0.0
        value_medical_resident[i] = INFEASIBLE
        value_medical_employee[i] = INFEASIBLE
        k = choice_class[i]
        if months_alive[i] == 0 or k < 0:
            continue
        g = rate_group(group[i])
        wage = law_medical.province_wage[province[i]]
        resources = resources_of(income_year[i], wage, behaviour.support_floor_share)
        subsistence = behaviour.subsistence_share * 12.0 * wage
        age = age_months[i] / 12.0
        band = age_band(age)
        row = profile_row(medical_scheme[i])
        at = profile_age(age_months[i])
        level = economy.medical_level if row == 1 else economy.resident_medical_level
        need = expected_cost[i] * (illness.cost[0, sex[i], at] * economy.resident_medical_level)
        need /= illness.cost[row, sex[i], at] * level
        risk = behaviour.medical_risk_weight
        none = medical_utility(resources, subsistence, 0.0, need, risk)
        resident = medical_utility(
            resources, subsistence, outlook.resident_premium, need * (1.0 - outlook.relief_resident), risk
        )
        value_medical_none[i] = none
        value_medical_resident[i] = resident
        allowed = k < CLASS_FARMER and claim[i] == CLAIM_NONE and law_coverage.eligible[1, g] > 0.0
        barred = hukou[i] % 2 == 1 and u_taste_10[i] < law_coverage.hukou_limit[province[i]]
        if allowed and not barred:
            base = limited_base(
                resources / 12.0 if law_coverage.base_mode[1, g] == 1 else 0.0,
                wage, law_coverage.base_floor[1, g], law_coverage.base_ceiling[1],
            )  # fmt: skip
            rate = law_medical.flexible_rate[province[i]] * law_medical.worker_rate[g]
            premium = rate * base * 12.0
            # a newcomer without cover waits; from the resident scheme one waits only where the law says so
            wait = 0.0
            if medical_scheme[i] == MEDICAL_FLEXIBLE:
                wait = 1.0 * medical_wait[i]
            elif medical_scheme[i] == MEDICAL_NONE or law_medical.waiting_after_resident == 1:
                wait = law_medical.waiting_months[province[i]]
            covered = min(max(12.0 - wait, 0.0), 12.0) / 12.0
            paid = outlook.relief_employee * covered
            value = medical_utility(resources, subsistence, premium, need * (1.0 - paid), risk)
            if value > INFEASIBLE:
                required = outlook.required_medical_months[sex[i]]
                claim_age = 60 if sex[i] != FEMALE else 55
                ahead = max(claim_age - age, 0.5)
                own_age = min(int(age), 109)
                reach = outlook.survival[sex[i], claim_age] / max(outlook.survival[sex[i], own_age], 1e-9)
                weight = (
                    behaviour.present_bias * outlook.trust * growth_over(outlook.log_discount, ahead)
                    * min(reach, 1.0) * outlook.life_years[sex[i], claim_age]
                )  # fmt: skip
                possible = medical_months[i] + behaviour.continue_member * 12.0 * ahead
                step = 12.0 / required if possible >= required and medical_months[i] < required else 0.0
                saved = outlook.retiree_cost_share * (outlook.relief_employee - outlook.relief_resident)
                income = outlook.old_age_share + 0.3
                value += weight * step * old_age_gain(income - saved, saved, 0.0)
            value_medical_employee[i] = value
        cell = peer_cell[i]
        value_medical_none[i] += outlook.intercept_medical[k, band, 0] + outlook.peer_medical[cell, 0]
        value_medical_resident[i] += outlook.intercept_medical[k, band, 1] + outlook.peer_medical[cell, 1]
        value_medical_employee[i] += outlook.intercept_medical[k, band, 2] + outlook.peer_medical[cell, 2]
        if medical_scheme[i] == MEDICAL_FLEXIBLE:
            value_medical_employee[i] += behaviour.habit

