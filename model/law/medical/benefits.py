"""What employee medical pays over a block of persons: pooled fund, personal accounts, and what is left to oneself."""

import math

import numpy as np

from agents.codes import MEDICAL_EMPLOYEE, MEDICAL_RETIREE
from agents.compiled import loop, stage
from model.health import profile_age
from model.law.injury.rules import treatment_of
from model.law.medical.expectation import mean_of_patients
from model.law.medical.rules import (
    account_spending,
    mean_stay_payment,
    mean_visits_payment,
    pool_payment,
)
from model.law.medical.stays import StayTables, patient_kinds, stay_tables

EMPLOYEE_PROFILE = 1  # row of the cost profile


@loop
def pay_for_stays(patient_cost, province, sigma, retired, law_medical, payment):
    """Mean payment for patients with these mean hospital costs, workers or retirees."""
    for k in range(payment.size):
        payment[k] = mean_stay_payment(patient_cost[k], sigma, retired, province[k], law_medical)


@loop
def pay_for_visits(outpatient_cost, retired, sigma, law_medical, payment):
    """Mean payment for persons with these mean outpatient costs, workers or retirees."""
    for k in range(payment.size):
        payment[k] = mean_visits_payment(outpatient_cost[k], sigma, retired[k], law_medical)


@stage
def fill_stays(illness, level, law_medical, kind, hazard_per_yuan, payment):
    """Mean payments for stays of a year, of workers, then of retirees, as `stay_tables` asks for them."""
    provinces = law_medical.ceiling.size
    patient_cost, province = np.empty(provinces * kind.size), np.empty(provinces * kind.size, dtype=np.int32)
    kinds = patient_kinds(EMPLOYEE_PROFILE, level, provinces, illness, kind, hazard_per_yuan, patient_cost, province)
    cells = provinces * kinds
    for retired in range(2):
        part = payment[retired * cells : (retired + 1) * cells]
        pay_for_stays(patient_cost, province, illness.inpatient_sigma, retired, law_medical, part)
    return kinds


def medical_stays(illness, level: float, law_medical) -> StayTables:
    """What does employee medical pay on average for a hospital stay this year? level: its medical cost, 2025 is 1."""
    return stay_tables(fill_stays, EMPLOYEE_PROFILE, 2, illness, level, law_medical)


@stage
def claim(
    months_alive, sex, age_months, province, medical_scheme, medical_covered_months, medical_start_month,
    stay_covered, medical_cost, inpatient_cost, expected_cost, illness, medical_stays, behaviour, law_medical,
    benefit_medical_pool, expected_medical,
):  # fmt: skip
    """What the pooled fund pays: for the realised cost, and on average given the person's risk.

    Deductible and ceilings of a year hold for what is spent in its covered months: a hospital stay in its month, other
    costs evenly. The mean holds for those whose scheme is that of the year's start, which has formed their costs; who
    decided in July knew more, and is settled as it falls. It is worked out in long loops over those covered: a table
    for stays, one closed form for visits.
    """
    law = law_medical
    unseen = illness.outpatient_sigma * math.sqrt(1.0 - behaviour.signal_share)
    sigma, top = illness.inpatient_sigma, illness.highest_stay_probability
    stays = medical_stays
    covered = np.empty(months_alive.size, dtype=np.uint32)  # their rows
    count = 0
    benefit_medical_pool[:] = 0.0
    expected_medical[:] = 0.0
    for i in range(months_alive.size):
        covered[count] = i
        member = (months_alive[i] > 0) & (medical_scheme[i] >= MEDICAL_EMPLOYEE) & (medical_covered_months[i] > 0)
        count += 1 if member else 0
    capped = np.empty(count, dtype=np.uint32)  # those beyond the cap, where a stay costs more, it is not likelier
    beyond = 0
    outside, visits, retirees = np.empty(count), np.empty(count), np.empty(count, dtype=np.int8)
    for k in range(count):
        i = covered[k]
        s, age = sex[i], profile_age(age_months[i])
        retired = 1 if medical_scheme[i] == MEDICAL_RETIREE else 0
        share = medical_covered_months[i] / months_alive[i]
        cost = expected_cost[i]
        outside[k], retirees[k] = share * (cost - cost * stays.hospital_share[s, age]), retired
        probability = min(cost * stays.hazard_per_yuan[s, age], top)
        expected_medical[i] = share * probability * stays.payment[retired, province[i], stays.kind[s, age]]
        capped[beyond] = k
        beyond += 1 if probability >= top else 0
    for m in range(beyond):
        k = capped[m]
        i = covered[k]
        hospital = expected_cost[i] * stays.hospital_share[sex[i], profile_age(age_months[i])]
        mean = mean_stay_payment(mean_of_patients(hospital, top), sigma, retirees[k], province[i], law)
        expected_medical[i] = medical_covered_months[i] / months_alive[i] * top * mean
    pay_for_visits(outside, retirees, unseen, law, visits)
    for k in range(count):
        i = covered[k]
        share = medical_covered_months[i] / months_alive[i]
        in_time = inpatient_cost[i] if stay_covered[i] == 1 else 0.0
        paid = pool_payment(in_time, share * (medical_cost[i] - inpatient_cost[i]), retirees[k], province[i], law)
        benefit_medical_pool[i] = paid
        expected_medical[i] = paid if medical_start_month[i] > 1 else expected_medical[i] + visits[k]


@stage
def settle(
    months_alive, dies, medical_scheme, medical_cost, benefit_medical_pool, benefit_resident_medical,
    medical_account_credit, injured, benefit_injury, law_medical, law_injury, medical_account,
    benefit_medical_account, medical_account_left, own_medical,
):  # fmt: skip
    """What is spent from personal accounts, and what is left to pay out of pocket, insured or not.

    The account pays a part of own costs, and a part of the year's credit goes to relatives and medicines. At death
    the balance goes to the heirs (社会保险法 第十四条 by analogy; local rules). Medical insurance leaves out the
    treatment of work injuries (第三十条): where the injury fund has not paid for it, it is paid out of pocket.
    """
    for i in range(months_alive.size):
        if months_alive[i] == 0:
            benefit_medical_account[i] = 0.0
            medical_account_left[i] = 0.0
            own_medical[i] = 0.0
            continue
        left = max(medical_cost[i] - benefit_medical_pool[i] - benefit_resident_medical[i], 0.0)
        working = 0.0 if medical_scheme[i] == MEDICAL_RETIREE else medical_account_credit[i]
        own, family = account_spending(
            medical_account[i], left, working, law_medical.account_own_share, law_medical.account_family_share
        )
        spent = medical_account[i] if dies[i] == 1 else own + family
        benefit_medical_account[i] = spent
        medical_account_left[i] = spent - own if dies[i] == 1 else 0.0
        medical_account[i] -= spent
        own_medical[i] = left - own
    for i in range(months_alive.size):
        if injured[i] > 0 and benefit_injury[i] == 0.0 and months_alive[i] > 0:
            own_medical[i] += treatment_of(injured[i], law_injury)
