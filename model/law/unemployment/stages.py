"""Unemployment insurance over a block of persons: contributions and claims."""

import numpy as np

from agents.codes import GROUP_EMPLOYEE, GROUP_PUBLIC, Branch
from agents.compiled import stage
from model.law.coverage.rules import platform_contribution, platforms_pay
from model.law.retirement.rules import person_track, statutory_age_of
from model.law.unemployment.rules import (
    benefit_month,
    entitlement,
    group_of_lost_work,
    medical_premium_month,
    months_before_retirement,
    months_near_retirement,
    own_rate,
    pension_premium_month,
)

UNEMPLOYMENT = int(Branch.UNEMPLOYMENT)
MOST_MONTHS = 1200
MOST_CLAIMS = 99


@stage
def contribute(
    months_alive, group, platform, months_worked, unemployment_paid_months, insured_base_month, orders_year,
    platform_revenue, platform_profit, unemployment_claims, platforms, compliance, law_unemployment,
    unemployment_months,
    paid_worker_unemployment, paid_platform_unemployment, paid_user_unemployment, paid_employer_unemployment,
    paid_treasury_unemployment,
):  # fmt: skip
    """Contributions by payer, and the months paid since the last claim.

    Of what employees owe on their declared base a part is collected; payers of other groups pay what they owe.
    """
    law = law_unemployment
    levied = platforms_pay(law.platform_base, law.platform_rate, law.order_charge)
    paid_worker_unemployment[:] = 0.0
    paid_platform_unemployment[:] = 0.0
    paid_user_unemployment[:] = 0.0
    paid_employer_unemployment[:] = 0.0
    paid_treasury_unemployment[:] = 0.0
    insured = np.empty(months_alive.size, dtype=np.uint32)  # their rows
    count = 0
    for i in range(months_alive.size):
        insured[count] = i
        count += 1 if (months_alive[i] > 0) & (unemployment_paid_months[i] > 0) else 0
    for k in range(count):
        i = insured[k]
        months = unemployment_paid_months[i]
        g = group[i]
        employed = g == GROUP_EMPLOYEE or g == GROUP_PUBLIC
        payroll = insured_base_month[i] * months * (compliance.collected[UNEMPLOYMENT] if employed else 1.0)
        rate = own_rate(
            law_unemployment.worker_rate[g], law_unemployment.experience_surcharge[g], unemployment_claims[i]
        )
        paid_worker_unemployment[i] = rate * payroll
        paid_employer_unemployment[i] = law_unemployment.employer_rate[g] * payroll
        paid_user_unemployment[i] = law_unemployment.user_rate[g] * payroll
        paid_treasury_unemployment[i] = law_unemployment.treasury_rate[g] * payroll
        if levied and platform[i] >= 0 and not employed:
            covered = min(months / max(months_worked[i], 1), 1.0)
            paid_platform_unemployment[i] = platform_contribution(
                law_unemployment.platform_base, law_unemployment.platform_rate[g], payroll, orders_year[i] * covered,
                law_unemployment.order_charge[platforms.sector[platform[i]]], platform_revenue[i] * covered,
                platform_profit[i] * covered,
            )  # fmt: skip
        unemployment_months[i] = min(unemployment_months[i] + months, MOST_MONTHS)


@stage
def claim(
    months_alive, sex, education, employer, birth_month, province, status, status_before, group, pension_scheme,
    deemed_months, loses_work, months_unemployed, may_claim_unemployment, income_drop_months, u_grade, year, behaviour,
    law_retirement, law_unemployment, unemployment_months, unemployment_left, unemployment_claims, benefit_unemployment,
    transfer_unemployment_medical,
    transfer_unemployment_pension, unemployment_medical_months, unemployment_pension_months, unemployment_claim_number,
):  # fmt: skip
    """Benefits of those who lost work, and the premiums that the fund pays for them, with their months.

    Runs before the contributions of the pension and medical branches, which credit these months.

    A loss of work opens a claim if the months paid suffice and the person registers. Every other spell draws what is
    left of an earlier claim: the same spell in its next year, or a loss before the months suffice again. Whether a
    person registers is decided by the draw of the injury grade, which only the few injured use otherwise.

    The rules are those of the work that was lost: who is unemployed from January on had it the year before.

    A flexible worker who may claim and works on at a deeply lower income draws benefit for the months of income that
    he lacks, as far as the drop was against his will and leaves a trace such as deactivation or deregistration. He goes
    on paying his own premiums.
    """
    law = law_unemployment
    benefit_unemployment[:] = 0.0
    transfer_unemployment_medical[:] = 0.0
    transfer_unemployment_pension[:] = 0.0
    unemployment_medical_months[:] = 0
    unemployment_pension_months[:] = 0
    unemployment_claim_number[:] = 0
    for i in range(months_alive.size):
        spell = months_unemployed[i]
        drop = income_drop_months[i] if spell == 0 and may_claim_unemployment[i] == 1 else 0
        if months_alive[i] == 0 or spell + drop <= 0:
            continue
        g = group_of_lost_work(group[i], status[i], status_before[i])
        lost = loses_work[i] == 1 or drop > 0
        opens = lost and unemployment_months[i] >= law.qualifying_months[g]
        if not opens and (drop > 0 or unemployment_left[i] == 0):
            continue
        track = person_track(sex[i], education[i], employer[i], pension_scheme[i], deemed_months[i], law_retirement)
        age = statutory_age_of(track, birth_month[i], pension_scheme[i], law_retirement)
        to_retirement = months_before_retirement(birth_month[i] + age, year)
        left = 1.0 * unemployment_left[i]
        waiting = 0.0
        if opens:
            recognised = law.recognised_share[g] * (behaviour.involuntary_share if drop > 0 else 1.0)
            registers = u_grade[i] < behaviour.unemployment_take_up * recognised
            if not registers or unemployment_claims[i] >= law.maximum_claims[g]:
                continue
            left = entitlement(unemployment_months[i], left, law.qualifying_months[g], to_retirement, law)
            waiting = law.waiting_months[g]
            unemployment_months[i] = 0
            unemployment_claims[i] = min(unemployment_claims[i] + 1, MOST_CLAIMS)
            unemployment_claim_number[i] = unemployment_claims[i]
        drawn = min(max(spell + drop - waiting, 0.0), left)
        unemployment_left[i] = int(left - drawn)
        local_wage = law.province_wage[province[i]]
        benefit = benefit_month(law.minimum_wage_month[province[i]], local_wage, law.benefit_share[g], law)
        benefit_unemployment[i] = benefit * drawn
        if drop > 0:
            continue
        medical_month = medical_premium_month(local_wage, law)
        transfer_unemployment_medical[i] = medical_month * drawn
        unemployment_medical_months[i] = int(drawn) if medical_month > 0.0 else 0
        pension_month = pension_premium_month(local_wage, law)
        near = months_near_retirement(drawn, to_retirement, law)
        transfer_unemployment_pension[i] = pension_month * near
        unemployment_pension_months[i] = int(near) if pension_month > 0.0 else 0
