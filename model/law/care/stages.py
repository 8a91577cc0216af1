"""Long-term care insurance over a block of persons: contributions and benefits."""

import numpy as np

from agents.codes import GROUP_EMPLOYEE, GROUP_NONE, GROUP_PUBLIC
from agents.compiled import stage
from model.law.care.rules import care_benefit, charge_parts, expected_need_months, member_kind
from model.law.coverage.rules import platform_contribution, platforms_pay

OLDEST_AGE = 110


@stage
def contribute(
    months_alive, months_worked, group, platform, medical_scheme, pension_month, care_paid_months, insured_base_month,
    orders_year, platform_revenue, platform_profit, law_care, platforms, paid_worker_care, paid_platform_care,
    paid_user_care, paid_employer_care, paid_treasury_care,
):  # fmt: skip
    """Contributions by payer: a charge per head in the pilots, a rate in the national scheme.

    In the pilots an employer pays the other part for employees, the treasury for retirees and residents; flexible
    workers pay both. In the national scheme retirees pay on their pension; residents, and members of employee medical
    without work, an amount.
    """
    law = law_care
    levied = platforms_pay(law.platform_base, law.platform_rate, law.order_charge)
    paid_worker_care[:] = 0.0
    paid_platform_care[:] = 0.0
    paid_user_care[:] = 0.0
    paid_employer_care[:] = 0.0
    paid_treasury_care[:] = 0.0
    members = np.empty(months_alive.size, dtype=np.uint32)  # their rows
    count = 0
    for i in range(months_alive.size):
        members[count] = i
        count += 1 if (months_alive[i] > 0) & (care_paid_months[i] > 0) else 0
    for k in range(count):
        i = members[k]
        months = care_paid_months[i]
        part = months / 12.0
        kind = member_kind(medical_scheme[i])
        g = group[i]
        if kind == 0 and g != GROUP_NONE:
            own, other = charge_parts(law.employee_charge_year * part, law.own_share)
            has_employer = g <= GROUP_PUBLIC
            payroll = insured_base_month[i] * months
            paid_worker_care[i] = law.worker_rate[g] * payroll + own + (0.0 if has_employer else other)
            if levied and g != GROUP_EMPLOYEE:
                insured = min(months / max(months_worked[i], 1), 1.0)
                charge = law.order_charge[platforms.sector[platform[i]]] if platform[i] >= 0 else 0.0
                paid_platform_care[i] = platform_contribution(
                    law.platform_base, law.platform_rate[g], payroll, insured * orders_year[i], charge,
                    insured * platform_revenue[i], insured * platform_profit[i],
                )  # fmt: skip
            paid_user_care[i] = law.user_rate[g] * payroll
            paid_employer_care[i] = law.employer_rate[g] * payroll + (other if has_employer else 0.0)
            paid_treasury_care[i] = law.treasury_rate[g] * payroll
        else:
            head = law.resident_charge_year if kind == 2 else law.employee_charge_year
            own, other = charge_parts(head * part, law.own_share)
            amount = law.pension_rate * pension_month[i] * months if kind == 1 else law.resident_year * part
            paid_worker_care[i] = own + amount
            paid_treasury_care[i] = other + law.treasury_match * amount


@stage
def claim(
    months_alive, sex, age_months, medical_scheme, care_paid_months, care_need, illness, demography, law_care,
    benefit_care, expected_care,
):  # fmt: skip
    """What is paid to insured persons in need, and on average to insured persons of the same age and sex."""
    law = law_care
    need_months = np.empty((2, OLDEST_AGE + 1))  # mean months in need of a sex and age
    for s in range(2):
        for age in range(OLDEST_AGE + 1):
            q = demography.death_probability[s, age]
            need_months[s, age] = expected_need_months(
                illness.care_start[s, age], illness.care_incidence[s, age], q * demography.care_multiplier[1, s, age],
                q * demography.care_multiplier[0, s, age],
            )  # fmt: skip
    benefit_care[:] = 0.0
    expected_care[:] = 0.0
    members = np.empty(months_alive.size, dtype=np.uint32)  # their rows
    count = 0
    for i in range(months_alive.size):
        members[count] = i
        count += 1 if (months_alive[i] > 0) & (care_paid_months[i] > 0) else 0
    for k in range(count):
        i = members[k]
        months = care_paid_months[i]
        age = min(max(np.int64(age_months[i]) // 12, 0), OLDEST_AGE)
        need = need_months[sex[i], age]
        pay_out = law.pay_out[member_kind(medical_scheme[i])]
        if care_need[i] == 1:
            benefit_care[i] = care_benefit(1.0 * months, law.standard_cost_month, pay_out, law.recognised)
        covered = months / months_alive[i]
        expected_care[i] = covered * care_benefit(need, law.standard_cost_month, pay_out, law.recognised)
