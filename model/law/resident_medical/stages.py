"""Resident medical insurance over a block of persons: premiums and benefits."""

import math

import numpy as np

from agents.codes import MEDICAL_RESIDENT
from agents.compiled import loop, stage
from model.health import profile_age
from model.law.medical.expectation import mean_of_patients
from model.law.medical.stays import patient_kinds
from model.law.resident_medical.rules import (
    mean_stay_payment,
    mean_visits_payment,
    premium_parts,
    resident_payment,
)

RESIDENT_PROFILE = 0  # row of the cost profile


@stage
def contribute(
    months_alive, medical_scheme, income_year, pension_month, law_resident_medical, paid_worker_resident_medical,
    paid_treasury_resident_medical,
):  # fmt: skip
    """Premium and subsidy of the coverage year, in full whatever the months lived in it."""
    for i in range(months_alive.size):
        paid_worker_resident_medical[i] = 0.0
        paid_treasury_resident_medical[i] = 0.0
        if months_alive[i] == 0 or medical_scheme[i] != MEDICAL_RESIDENT:
            continue
        own, treasury = premium_parts(
            law_resident_medical.premium_year, law_resident_medical.subsidy_year,
            income_year[i] + 12.0 * pension_month[i], law_resident_medical.poor_income_year,
            law_resident_medical.poor_relief,
        )  # fmt: skip
        paid_worker_resident_medical[i] = own
        paid_treasury_resident_medical[i] = treasury


@loop
def pay_for_stays(patient_cost, province, sigma, law_resident_medical, payment):
    """Mean payment for patients with these mean hospital costs."""
    for k in range(payment.size):
        payment[k] = mean_stay_payment(patient_cost[k], sigma, province[k], law_resident_medical)


@loop
def pay_for_visits(outpatient_cost, sigma, law_resident_medical, payment):
    """Mean payment for persons with these mean outpatient costs."""
    for k in range(payment.size):
        payment[k] = mean_visits_payment(outpatient_cost[k], sigma, law_resident_medical)


@stage
def claim(
    months_alive, sex, age_months, province, medical_scheme, medical_covered_months, medical_cost, inpatient_cost,
    expected_cost, illness, economy, behaviour, law_resident_medical, benefit_resident_medical,
    expected_resident_medical,
):  # fmt: skip
    """What the fund pays: for the realised cost, and on average given the person's risk.

    The rule of a full year holds for the covered part of the year, as if costs came evenly. The mean holds for those
    whose scheme is that of the year's start, which has formed their costs. It is worked out in long loops over those
    covered: tables for stays, one closed form for visits.
    """
    law = law_resident_medical
    unseen = illness.outpatient_sigma * math.sqrt(1.0 - behaviour.signal_share)
    sigma, top = illness.inpatient_sigma, illness.highest_stay_probability
    level = economy.resident_medical_level
    ages, provinces = illness.cost.shape[2], law.ceiling.size
    kind, hazard_per_yuan = np.empty(2 * ages, dtype=np.int32), np.empty(2 * ages)
    patient_cost, cell_province = np.empty(provinces * kind.size), np.empty(provinces * kind.size, dtype=np.int32)
    kinds = patient_kinds(
        RESIDENT_PROFILE, level, provinces, illness, kind, hazard_per_yuan, patient_cost, cell_province
    )
    inside = illness.inpatient_share[RESIDENT_PROFILE].ravel()  # hospital part of expected cost
    stay = np.empty(provinces * kinds)
    pay_for_stays(patient_cost, cell_province, sigma, law, stay)
    covered = np.empty(months_alive.size, dtype=np.int32)  # their rows
    count = 0
    benefit_resident_medical[:] = 0.0
    expected_resident_medical[:] = 0.0
    for i in range(months_alive.size):
        covered[count] = i
        member = (months_alive[i] > 0) & (medical_scheme[i] == MEDICAL_RESIDENT) & (medical_covered_months[i] > 0)
        count += 1 if member else 0
    outside, visits = np.empty(count), np.empty(count)
    capped = np.empty(count, dtype=np.int32)  # rows beyond the cap, where a stay costs more, it is not likelier
    beyond = 0
    for k in range(count):
        i = covered[k]
        cell, p = sex[i] * ages + profile_age(age_months[i]), province[i]
        cost = expected_cost[i]
        outside[k] = cost - cost * inside[cell]
        probability = min(cost * hazard_per_yuan[cell], top)
        expected_resident_medical[i] = probability * stay[p * kinds + kind[cell]]
        capped[beyond] = i
        beyond += 1 if probability >= top else 0
    for k in range(beyond):
        i = capped[k]
        hospital = expected_cost[i] * inside[sex[i] * ages + profile_age(age_months[i])]
        mean = mean_stay_payment(mean_of_patients(hospital, top), sigma, province[i], law)
        expected_resident_medical[i] = top * mean
    pay_for_visits(outside, unseen, law, visits)
    for k in range(count):
        i = covered[k]
        share = medical_covered_months[i] / months_alive[i]
        benefit_resident_medical[i] = share * resident_payment(
            inpatient_cost[i], medical_cost[i] - inpatient_cost[i], province[i], law
        )
        expected_resident_medical[i] = share * (expected_resident_medical[i] + visits[k])
