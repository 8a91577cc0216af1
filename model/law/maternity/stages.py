"""Maternity insurance over a block of persons: contributions, months in a row, allowances and medical cost."""

import numpy as np

from agents.codes import FARMER, GROUP_EMPLOYEE, GROUP_NONE, GROUP_PUBLIC
from agents.compiled import stage
from model.law.coverage.rules import platform_contribution, platforms_pay
from model.law.maternity.rules import allowance, allowance_base, entitled, months_in_a_row


@stage
def contribute(
    months_alive, months_worked, group, platform, maternity_paid_months, insured_base_month, orders_year,
    platform_revenue, platform_profit, law_maternity, platforms, maternity_months, paid_worker_maternity,
    paid_platform_maternity, paid_user_maternity, paid_employer_maternity, paid_treasury_maternity,
):  # fmt: skip
    """Contributions by payer, and months in a row with cover.

    A platform pays on the orders of the insured part of the months worked.
    """
    law = law_maternity
    levied = platforms_pay(law.platform_base, law.platform_rate, law.order_charge)
    paid_worker_maternity[:] = 0.0
    paid_platform_maternity[:] = 0.0
    paid_user_maternity[:] = 0.0
    paid_employer_maternity[:] = 0.0
    paid_treasury_maternity[:] = 0.0
    members = np.empty(months_alive.size, dtype=np.uint32)  # their rows
    count = 0
    for i in range(months_alive.size):
        row = months_in_a_row(maternity_months[i], maternity_paid_months[i], months_alive[i])
        maternity_months[i] = row if months_alive[i] > 0 else maternity_months[i]
        members[count] = i
        count += 1 if (months_alive[i] > 0) & (maternity_paid_months[i] > 0) else 0
    for k in range(count):
        i = members[k]
        months = maternity_paid_months[i]
        g = group[i]
        payroll = insured_base_month[i] * months
        paid_worker_maternity[i] = law.worker_rate[g] * payroll
        if levied and g != GROUP_EMPLOYEE:
            insured = min(months / max(months_worked[i], 1), 1.0)
            charge = law.order_charge[platforms.sector[platform[i]]] if platform[i] >= 0 else 0.0
            paid_platform_maternity[i] = platform_contribution(
                law.platform_base, law.platform_rate[g], payroll, insured * orders_year[i], charge,
                insured * platform_revenue[i], insured * platform_profit[i],
            )  # fmt: skip
        paid_user_maternity[i] = law.user_rate[g] * payroll
        paid_employer_maternity[i] = law.employer_rate[g] * payroll
        paid_treasury_maternity[i] = law.treasury_rate[g] * payroll


@stage
def claim(
    months_alive, status, group, province, gives_birth, medical_start_month, maternity_paid_months,
    insured_base_month, maternity_months, law_maternity, benefit_maternity, benefit_maternity_medical,
):  # fmt: skip
    """Allowance and medical cost of this year's births.

    Women without work get the medical cost if their husband is insured; as rows know no husband, every one of them
    gets the share of insured husbands. Runs after `contribute`.
    """
    law = law_maternity
    benefit_maternity[:] = 0.0
    benefit_maternity_medical[:] = 0.0
    for i in range(months_alive.size):
        if gives_birth[i] == 0 or months_alive[i] == 0:
            continue
        g = group[i]
        p = province[i]
        has_employer = g != GROUP_NONE and g <= GROUP_PUBLIC
        required = law.employee_months if has_employer else law.flexible_months
        start = 1 if has_employer else max(medical_start_month[i], 1)
        if entitled(maternity_months[i], maternity_paid_months[i], start, gives_birth[i], required):
            base = allowance_base(
                0 if has_employer else 1, law.declared_base_rule, insured_base_month[i], law.standard_base_month[p]
            )
            benefit_maternity[i] = allowance(base, law.paid_days[p])
            benefit_maternity_medical[i] = law.medical_cost
        elif g == GROUP_NONE and status[i] != FARMER:
            benefit_maternity_medical[i] = law.spouse_share * law.medical_cost
