"""Work injury insurance over a block of persons: contributions and claims.

The injuries themselves are no law: `model.hazards.be_injured` writes `injured` and `injury_hazard` before `claim`.
"""

import numpy as np

from agents.codes import GROUP_EMPLOYEE, GROUP_PUBLIC, PLATFORM, Branch
from agents.compiled import stage
from model.hazards import risk_class
from model.law.coverage.rules import platform_contribution
from model.law.injury.rules import (
    FUND_ALLOWANCES,
    GRADES,
    allowance_month,
    benefit_wage,
    employer_payment,
    expected_payment_parts,
    fund_payment,
    industry_rate,
    monthly_payment,
    own_wage,
)

INJURY = int(Branch.INJURY)


@stage
def contribute(
    months_alive, group, employer, platform, months_worked, injury_months, injury_pilot, injury_part,
    injury_base_month, orders_year, platform_revenue, platform_profit, platforms, compliance, law_injury,
    paid_worker_injury, paid_platform_injury, paid_user_injury, paid_employer_injury, paid_treasury_injury,
):  # fmt: skip
    """Contributions by payer: by industry for employees, per order in the pilot, else by the rates of the group.

    Orders, revenue and profit count for the covered part of the months worked, and for the part of the work that is
    insured. Of what employers owe on declared bases a part is collected.
    """
    paid_worker_injury[:] = 0.0
    paid_platform_injury[:] = 0.0
    paid_user_injury[:] = 0.0
    paid_employer_injury[:] = 0.0
    paid_treasury_injury[:] = 0.0
    insured = np.empty(months_alive.size, dtype=np.uint32)  # their rows
    count = 0
    for i in range(months_alive.size):
        insured[count] = i
        count += 1 if (months_alive[i] > 0) & (injury_months[i] > 0) else 0
    for k in range(count):
        i = insured[k]
        g = group[i]
        covered = min(injury_months[i] / max(months_worked[i], 1), 1.0) * injury_part[i]
        on_platform = platform[i] >= 0
        sector = platforms.sector[platform[i]] if on_platform else 0
        if injury_pilot[i] == 1:
            paid_platform_injury[i] = law_injury.pilot_charge[sector] * orders_year[i] * covered
            continue
        employed = g == GROUP_EMPLOYEE or g == GROUP_PUBLIC
        payroll = injury_base_month[i] * injury_months[i] * (compliance.collected[INJURY] if employed else 1.0)
        paid_worker_injury[i] = law_injury.worker_rate[g] * payroll
        paid_employer_injury[i] = (
            industry_rate(employed, employer[i], law_injury.employer_rate[g], law_injury) * payroll
        )
        paid_user_injury[i] = law_injury.user_rate[g] * payroll
        paid_treasury_injury[i] = law_injury.treasury_rate[g] * payroll
        if on_platform and not employed:
            paid_platform_injury[i] = platform_contribution(
                law_injury.platform_base, law_injury.platform_rate[g], payroll, orders_year[i] * covered,
                law_injury.order_charge[sector], platform_revenue[i] * covered, platform_profit[i] * covered,
            )  # fmt: skip


@stage
def fill_means(risk, law_injury, means):
    """Mean payment of an injury by pilot and risk class: a fixed part, and parts per yuan of own and of local wage."""
    for pilot in range(2):
        for c in range(risk.rate.size):
            means[pilot, c] = expected_payment_parts(pilot, risk.share[c], law_injury)


def injury_means(risk, law_injury) -> np.ndarray:
    """What does an injury cost the fund on average in a year? float64[pilot, risk class, 3], parts as `fill_means`."""
    means = np.empty((2, risk.rate.size, 3))
    fill_means(risk, law_injury, means)
    return means


@stage
def claim(
    status, group, employer, platform, province, claim, months_alive, months_worked, months_retired, pension_month,
    wage_month, injury_base_month, injury_months, injury_pilot, injury_part, injured, injury_hazard, u_injury,
    platforms, injury_means, law_injury, injury_grade, injury_allowance_month, injury_wage_month, benefit_injury,
    expected_injury, employer_injury, benefit_injury_allowance,
):  # fmt: skip
    """Payments for old and new injuries, by fund and employer, and what the fund expects to pay given the risk.

    Given an injury, u_injury is uniform below the hazard, so its lower part `covered` decides whether the injury falls
    in a covered month and in insured work: the mean of realised payments is the expected one. An employer without
    insurance owes everything and pays a part; nobody owes a flexible worker without cover anything.
    """
    benefit_injury[:] = 0.0
    expected_injury[:] = 0.0
    employer_injury[:] = 0.0
    benefit_injury_allowance[:] = 0.0
    concerned = np.empty(status.size, dtype=np.uint32)  # rows that are insured, injured, or have a grade
    count = 0
    for i in range(status.size):
        concerned[count] = i
        at_risk = (injury_hazard[i] > 0.0) & ((injury_months[i] > 0) | (injured[i] > 0))
        count += 1 if (months_alive[i] > 0) & (at_risk | (injury_grade[i] > 0)) else 0
    for k in range(count):
        i = concerned[k]
        local_wage = law_injury.province_wage[province[i]]
        employed = group[i] == GROUP_EMPLOYEE or group[i] == GROUP_PUBLIC
        if injury_grade[i] > 0 and injury_allowance_month[i] > 0.0:
            injury_allowance_month[i] *= 1.0 + law_injury.allowance_growth
            if injury_grade[i] <= FUND_ALLOWANCES:
                benefit_injury_allowance[i] = monthly_payment(
                    injury_grade[i], injury_allowance_month[i], pension_month[i], claim[i], months_retired[i],
                    months_alive[i], law_injury.minimum_wage_month[province[i]], local_wage, law_injury,
                )  # fmt: skip
            elif employed:
                employer_injury[i] = injury_allowance_month[i] * months_worked[i]
        if injury_hazard[i] <= 0.0:
            continue
        pilot = injury_pilot[i]
        insured = injury_months[i] > 0
        covered = min(injury_months[i] / months_worked[i], 1.0) * injury_part[i]
        declared = injury_base_month[i] if insured else wage_month[i]
        wage = benefit_wage(pilot, declared, local_wage, law_injury)
        if insured:
            sector = platforms.sector[platform[i]] if status[i] == PLATFORM and platform[i] >= 0 else 0
            parts = injury_means[pilot, risk_class(status[i], employer[i], sector)]
            expected_injury[i] = injury_hazard[i] * covered * (parts[0] + parts[1] * wage + parts[2] * local_wage)
        if injured[i] == 0:
            continue
        outcome = injured[i] - 1
        owed = employer_payment(outcome, wage_month[i], own_wage(declared, local_wage, law_injury), law_injury)
        paid = u_injury[i] < injury_hazard[i] * covered
        if paid:
            benefit_injury[i] = fund_payment(outcome, pilot, wage, local_wage, law_injury)
            employer_injury[i] += owed if employed else 0.0
        elif employed:
            total = owed + fund_payment(outcome, 0, wage, local_wage, law_injury)
            employer_injury[i] += law_injury.uninsured_recovery * total
        recognised = outcome < GRADES and (paid or employed)
        if recognised and (injury_grade[i] == 0 or outcome + 1 < injury_grade[i]):
            injury_grade[i] = outcome + 1
            injury_wage_month[i] = wage
            keeps = paid and (employed or outcome < FUND_ALLOWANCES)
            injury_allowance_month[i] = allowance_month(outcome + 1, wage, law_injury) if keeps else 0.0
