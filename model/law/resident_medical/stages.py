"""Resident medical insurance over a block of persons: premiums and benefits."""

import math

import numpy as np

from agents.codes import MEDICAL_RESIDENT
from agents.compiled import stage
from model.health import profile_age, stay_outlook
from model.law.resident_medical.rules import expected_resident_payment, premium_parts, resident_payment

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


@stage
def claim(
    months_alive, sex, age_months, province, medical_scheme, medical_covered_months, medical_cost, inpatient_cost,
    expected_cost, illness, economy, behaviour, law_resident_medical, benefit_resident_medical,
    expected_resident_medical,
):  # fmt: skip
    """What the fund pays: for the realised cost, and on average given the person's risk.

    The rule of a full year holds for the covered part of the year, as if costs came evenly. The mean holds for those
    whose scheme is that of the year's start, which has formed their costs.
    """
    unseen = illness.outpatient_sigma * math.sqrt(1.0 - behaviour.signal_share)
    covered = np.empty(months_alive.size, dtype=np.int32)  # their rows
    count = 0
    for i in range(months_alive.size):
        benefit_resident_medical[i] = 0.0
        expected_resident_medical[i] = 0.0
        covered[count] = i
        member = (months_alive[i] > 0) & (medical_scheme[i] == MEDICAL_RESIDENT) & (medical_covered_months[i] > 0)
        count += 1 if member else 0
    for k in range(count):
        i = covered[k]
        share = medical_covered_months[i] / months_alive[i]
        p = province[i]
        hospital, probability = stay_outlook(
            expected_cost[i], RESIDENT_PROFILE, sex[i], profile_age(age_months[i]), economy.resident_medical_level,
            illness,
        )  # fmt: skip
        benefit_resident_medical[i] = share * resident_payment(
            inpatient_cost[i], medical_cost[i] - inpatient_cost[i], p, law_resident_medical
        )
        expected_resident_medical[i] = share * expected_resident_payment(
            hospital, expected_cost[i] - hospital, probability, illness.inpatient_sigma, unseen, p,
            law_resident_medical,
        )  # fmt: skip
