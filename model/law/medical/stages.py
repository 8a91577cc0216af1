"""Employee medical insurance over a block of persons: contributions, cover in retirement, waiting, benefits.

Order in the year: `contribute`, `retire`, `wait`, then `claim` here and in resident medical, then `settle`.
"""

import numpy as np

from agents.codes import (
    GROUP_EMPLOYEE,
    GROUP_PUBLIC,
    GROUP_SELF_EMPLOYED,
    MEDICAL_EMPLOYEE,
    MEDICAL_FLEXIBLE,
    MEDICAL_NONE,
    MEDICAL_RESIDENT,
    MEDICAL_RETIREE,
)
from agents.compiled import stage
from model.health import stay_month
from model.law.coverage.rules import platform_contribution, platforms_pay
from model.law.medical.benefits import claim, settle
from model.law.medical.rules import (
    JANUARY,
    JULY,
    flexible_wait,
    paid_at_most,
    payer_group,
    pensioner_scheme,
    served,
)
from model.law.resident_medical.rules import resident_wait
from model.law.unemployment.rules import months_left_to_pay

__all__ = ["claim", "contribute", "retire", "settle", "wait"]

LONGEST_GAP = 100
MOST_MONTHS = 1200


@stage
def contribute(
    months_alive, months_worked, group, sex, province, platform, claims_pension, months_retired, medical_scheme,
    medical_paid_months, medical_own_months, unemployment_medical_months, medical_base_month, support_share,
    orders_year, platform_revenue, platform_profit, year, law_medical, platforms, medical_months, medical_account,
    paid_worker_medical, paid_platform_medical, paid_user_medical, paid_employer_medical, paid_treasury_medical,
    medical_account_credit,
):  # fmt: skip
    """Contributions by payer, months, and credits to personal accounts.

    A platform pays on the orders of the insured part of the months worked. Pensioners who still lack years pay on for
    the months in which they draw a pension, who lost an insured job and goes on by himself for the months without it
    that the unemployment fund does not pay; both at the lowest base. The treasury pays `support_share` of what
    flexible workers owe. Retirees' accounts are credited a fixed amount
    from the pooled fund. Months that the unemployment fund pays count; the account gets nothing for them.
    """
    law = law_medical
    levied = platforms_pay(law.platform_base, law.platform_rate, law.order_charge)
    paid_worker_medical[:] = 0.0
    paid_platform_medical[:] = 0.0
    paid_user_medical[:] = 0.0
    paid_employer_medical[:] = 0.0
    paid_treasury_medical[:] = 0.0
    medical_account_credit[:] = 0.0
    concerned = np.empty(months_alive.size, dtype=np.uint32)  # rows with paid months, and pensioners of the scheme
    count = 0
    for i in range(months_alive.size):
        concerned[count] = i
        paying = (medical_paid_months[i] > 0) | (medical_own_months[i] > 0) | (unemployment_medical_months[i] > 0)
        begins = (claims_pension[i] == 1) & (medical_months[i] > 0)
        pensioner = (months_retired[i] > 0) & ((medical_scheme[i] >= MEDICAL_EMPLOYEE) | begins)
        count += 1 if (months_alive[i] > 0) & (paying | pensioner) else 0
    for k in range(count):
        i = concerned[k]
        scheme = medical_scheme[i]
        p = province[i]
        by_fund = unemployment_medical_months[i]
        paid = months_left_to_pay(medical_paid_months[i], months_worked[i], by_fund)
        total = min(medical_months[i] + paid + by_fund, MOST_MONTHS)
        credit = 0.0
        if paid > 0:
            g = payer_group(scheme, group[i])
            local = law_medical.flexible_rate[p] if g > GROUP_PUBLIC else 1.0
            payroll = medical_base_month[i] * paid
            own = law_medical.worker_rate[g] * local * payroll
            supported = support_share[i] * own if g > GROUP_PUBLIC else 0.0
            paid_worker_medical[i] = own - supported
            if levied and g != GROUP_EMPLOYEE:
                insured = min(paid / max(months_worked[i], 1), 1.0)
                charge = law_medical.order_charge[platforms.sector[platform[i]]] if platform[i] >= 0 else 0.0
                paid_platform_medical[i] = platform_contribution(
                    law_medical.platform_base, law_medical.platform_rate[g] * local, payroll,
                    insured * orders_year[i], charge, insured * platform_revenue[i], insured * platform_profit[i],
                )  # fmt: skip
            paid_user_medical[i] = law_medical.user_rate[g] * local * payroll
            paid_employer_medical[i] = law_medical.employer_rate[g] * local * payroll
            paid_treasury_medical[i] = law_medical.treasury_rate[g] * local * payroll + supported
            credit = law_medical.account_rate[g] * payroll
        months_alone = months_left_to_pay(medical_own_months[i], 0, by_fund)
        if months_alone > 0:
            own = law_medical.pay_on_base_month[p] * months_alone
            paid_worker_medical[i] += law_medical.worker_rate[GROUP_SELF_EMPLOYED] * law_medical.flexible_rate[p] * own
            credit += law_medical.account_rate[GROUP_SELF_EMPLOYED] * own
            total = min(total + months_alone, MOST_MONTHS)
        if months_retired[i] > 0:
            if scheme != MEDICAL_RETIREE:
                scheme = pensioner_scheme(
                    scheme, claims_pension[i], total, paid_at_most(total, year), law_medical.required_months[sex[i]],
                    law_medical.paid_months_minimum, law_medical.shortfall_rule, law_medical.pay_on_limit_months,
                )  # fmt: skip
            if scheme == MEDICAL_RETIREE:
                credit += law_medical.retiree_account_month * months_retired[i]
            elif scheme == MEDICAL_FLEXIBLE:
                more = max(min(months_retired[i], months_alive[i] - paid - by_fund), 0)
                rate = law_medical.pay_on_rate * law_medical.flexible_rate[p]
                paid_worker_medical[i] += rate * law_medical.pay_on_base_month[p] * more
                total = min(total + more, MOST_MONTHS)
        medical_months[i] = total
        medical_account_credit[i] = credit
        medical_account[i] += credit


@stage
def retire(months_alive, sex, claims_pension, months_retired, medical_months, year, law_medical, medical_scheme):
    """Members who draw a pension become retirees of the scheme, pay on, or leave for resident medical.

    Those who pay on become retirees in the year in which their years are full. Who has left the scheme becomes one
    when his pension begins, if the months of his record are enough.
    """
    pensioners = np.empty(months_alive.size, dtype=np.uint32)  # rows with a record who draw a pension
    count = 0
    for i in range(months_alive.size):
        pensioners[count] = i
        member = (medical_scheme[i] == MEDICAL_EMPLOYEE) | (medical_scheme[i] == MEDICAL_FLEXIBLE)
        member |= (medical_scheme[i] < MEDICAL_EMPLOYEE) & (claims_pension[i] == 1)
        count += 1 if member & (months_alive[i] > 0) & (months_retired[i] > 0) else 0
    for k in range(count):
        i = pensioners[k]
        scheme = medical_scheme[i]
        months = medical_months[i]
        medical_scheme[i] = pensioner_scheme(
            scheme, claims_pension[i], months, paid_at_most(months, year), law_medical.required_months[sex[i]],
            law_medical.paid_months_minimum, law_medical.shortfall_rule, law_medical.pay_on_limit_months,
        )  # fmt: skip


@stage
def wait(
    months_alive, province, months_retired, medical_scheme, medical_start_month, medical_paid_months,
    medical_own_months, unemployment_medical_months, resident_first_months, medical_months, inpatient_cost,
    u_stay_month, law_medical, law_resident_medical, medical_gap, medical_wait, medical_covered_months, stay_covered,
):  # fmt: skip
    """Months with benefits after waiting, whether a hospital stay falls into them, waiting months left, and whole
    years without cover.

    Months of membership are in a row from January, or from July for who joined then; those with benefits are the last
    of them. Employees and retirees do not wait. A member for whom no month of the year is paid, by himself or by the
    unemployment fund, has no cover in it.
    """
    grace = law_medical.waiting_grace_months
    listed = np.empty(months_alive.size, dtype=np.uint32)  # rows that may wait; the others are covered from the start
    count = 0
    for i in range(months_alive.size):
        alive = months_alive[i]
        scheme = medical_scheme[i]
        whole = (scheme == MEDICAL_RESIDENT) | (scheme == MEDICAL_RETIREE)
        flexible = scheme == MEDICAL_FLEXIBLE
        drawing = months_retired[i] if flexible else 0
        paid = medical_paid_months[i] + max(medical_own_months[i], unemployment_medical_months[i])
        months = alive if whole else min(paid + drawing, alive)
        unpaid = alive - months - resident_first_months[i]
        interrupted = flexible & ((medical_months[i] <= months) | (unpaid > grace))
        open_wait = (medical_gap[i] > 0) | (medical_wait[i] > 0) | interrupted
        plain = (scheme != MEDICAL_NONE) & (months > 0) & (not open_wait)
        medical_covered_months[i] = months if plain else 0
        first = JULY if flexible & (medical_start_month[i] == JULY) else JANUARY
        month = stay_month(u_stay_month[i], alive)
        in_row = (month >= first) & (month < first + months)
        stay_covered[i] = 1 if plain & in_row & (inpatient_cost[i] > 0.0) else 0
        listed[count] = i
        count += 1 if (alive > 0) & (not plain) else 0
    for k in range(count):
        i = listed[k]
        alive = months_alive[i]
        scheme = medical_scheme[i]
        by_fund = unemployment_medical_months[i]
        paid = min(medical_paid_months[i] + max(medical_own_months[i], by_fund), alive)
        months = paid
        if scheme == MEDICAL_RESIDENT or scheme == MEDICAL_RETIREE:
            months = alive
        elif scheme == MEDICAL_FLEXIBLE and months_retired[i] > 0:
            months = min(paid + months_retired[i], alive)
        if scheme == MEDICAL_NONE or months <= 0:
            medical_gap[i] = min(medical_gap[i] + 1, LONGEST_GAP)
            medical_wait[i] = 0
            continue
        left = 1.0 * medical_wait[i]
        gap = medical_gap[i]
        if scheme == MEDICAL_RESIDENT:
            if gap > 0:
                left = resident_wait(
                    gap, law_resident_medical.fixed_wait_months, law_resident_medical.wait_per_missed_year,
                    law_resident_medical.long_gap_years, law_resident_medical.long_gap_months,
                )  # fmt: skip
        elif scheme == MEDICAL_FLEXIBLE:
            p = province[i]
            unpaid = alive - months - resident_first_months[i]
            new = flexible_wait(
                gap, 1.0 * (medical_months[i] - months), 1.0 * unpaid, law_medical.waiting_months[p],
                law_medical.interruption_months[p], law_medical.waiting_grace_months,
                law_medical.waiting_after_resident,
            )  # fmt: skip
            left = max(left, new)
        else:
            left = 0.0
        covered, left = served(left, 1.0 * months)
        medical_covered_months[i] = int(covered + 0.5)
        if inpatient_cost[i] > 0.0:
            first = JULY if scheme == MEDICAL_FLEXIBLE and medical_start_month[i] == JULY else JANUARY
            end = first + months
            month = stay_month(u_stay_month[i], alive)
            stay_covered[i] = 1 if month < end and month >= end - medical_covered_months[i] else 0
        medical_wait[i] = int(left + 0.5)
        medical_gap[i] = 0
