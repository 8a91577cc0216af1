"""What employee medical pays over a block of persons: pooled fund, personal accounts, and what is left to oneself."""

import math

import numpy as np

from agents.codes import MEDICAL_EMPLOYEE, MEDICAL_RETIREE
from agents.compiled import stage
from model.health import profile_age, stay_outlook
from model.law.medical.rules import account_spending, expected_pool_payment, pool_payment

EMPLOYEE_PROFILE = 1  # row of the cost profile


@stage
def claim(
    months_alive, sex, age_months, province, medical_scheme, medical_covered_months, medical_cost, inpatient_cost,
    expected_cost, illness, economy, behaviour, law_medical, benefit_medical_pool, expected_medical,
):  # fmt: skip
    """What the pooled fund pays: for the realised cost, and on average given the person's risk.

    The rule of a full year holds for the covered part of the year, as if costs came evenly. The mean holds for those
    whose scheme is that of the year's start, which has formed their costs.
    """
    unseen = illness.outpatient_sigma * math.sqrt(1.0 - behaviour.signal_share)
    covered = np.empty(months_alive.size, dtype=np.int32)  # their rows
    count = 0
    for i in range(months_alive.size):
        benefit_medical_pool[i] = 0.0
        expected_medical[i] = 0.0
        covered[count] = i
        member = (months_alive[i] > 0) & (medical_scheme[i] >= MEDICAL_EMPLOYEE) & (medical_covered_months[i] > 0)
        count += 1 if member else 0
    for k in range(count):
        i = covered[k]
        share = medical_covered_months[i] / months_alive[i]
        retired = 1 if medical_scheme[i] == MEDICAL_RETIREE else 0
        p = province[i]
        hospital, probability = stay_outlook(
            expected_cost[i], EMPLOYEE_PROFILE, sex[i], profile_age(age_months[i]), economy.medical_level, illness
        )
        benefit_medical_pool[i] = share * pool_payment(
            inpatient_cost[i], medical_cost[i] - inpatient_cost[i], retired, p, law_medical
        )
        expected_medical[i] = share * expected_pool_payment(
            hospital, expected_cost[i] - hospital, probability, illness.inpatient_sigma, unseen, retired, p, law_medical
        )


@stage
def settle(
    months_alive, dies, medical_scheme, medical_cost, benefit_medical_pool, benefit_resident_medical,
    medical_account_credit, law_medical, medical_account, benefit_medical_account, own_medical,
):  # fmt: skip
    """What is spent from personal accounts, and what is left to pay out of pocket, insured or not.

    The account pays a part of own costs, and a part of the year's credit goes to relatives and medicines. At death
    the balance goes to the heirs (社会保险法 第十四条 by analogy; local rules).
    """
    for i in range(months_alive.size):
        if months_alive[i] == 0:
            benefit_medical_account[i] = 0.0
            own_medical[i] = 0.0
            continue
        left = max(medical_cost[i] - benefit_medical_pool[i] - benefit_resident_medical[i], 0.0)
        working = 0.0 if medical_scheme[i] == MEDICAL_RETIREE else medical_account_credit[i]
        own, family = account_spending(
            medical_account[i], left, working, law_medical.account_own_share, law_medical.account_family_share
        )
        spent = medical_account[i] if dies[i] == 1 else own + family
        benefit_medical_account[i] = spent
        medical_account[i] -= spent
        own_medical[i] = left - own
