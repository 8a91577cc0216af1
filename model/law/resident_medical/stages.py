"""Resident medical insurance over a block of persons: premiums and benefits."""

import math

import numpy as np

from agents.codes import MEDICAL_RESIDENT
from agents.compiled import loop, stage
from model.health import profile_age, stay_month
from model.law.medical.expectation import mean_of_patients
from model.law.medical.stays import StayTables, patient_kinds, stay_tables
from model.law.resident_medical.rules import (
    mean_stay_payment,
    mean_visits_payment,
    premium_parts,
    resident_payment,
)

RESIDENT_PROFILE = 0  # row of the cost profile


@stage
def contribute(
    months_alive, medical_scheme, resident_first_months, income_year, pension_month, law_resident_medical,
    paid_worker_resident_medical, paid_treasury_resident_medical,
):  # fmt: skip
    """Premium and subsidy of the coverage year, in full whatever the months lived in it."""
    for i in range(months_alive.size):
        paid_worker_resident_medical[i] = 0.0
        paid_treasury_resident_medical[i] = 0.0
        participates = medical_scheme[i] == MEDICAL_RESIDENT or resident_first_months[i] > 0
        if months_alive[i] == 0 or not participates:
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
def fill_stays(illness, level, law_resident_medical, kind, hazard_per_yuan, payment):
    """Mean payments for stays of a year, as `stay_tables` asks for them."""
    provinces = law_resident_medical.ceiling.size
    patient_cost, province = np.empty(provinces * kind.size), np.empty(provinces * kind.size, dtype=np.int32)
    kinds = patient_kinds(RESIDENT_PROFILE, level, provinces, illness, kind, hazard_per_yuan, patient_cost, province)
    part = payment[: provinces * kinds]
    pay_for_stays(patient_cost, province, illness.inpatient_sigma, law_resident_medical, part)
    return kinds


def resident_stays(illness, level: float, law_resident_medical) -> StayTables:
    """What does resident medical pay on average for a hospital stay this year? level: its medical cost, 2025 is 1."""
    return stay_tables(fill_stays, RESIDENT_PROFILE, 1, illness, level, law_resident_medical)


@stage
def claim(
    months_alive, sex, age_months, province, medical_scheme, medical_covered_months, resident_first_months,
    stay_covered, medical_cost, inpatient_cost, expected_cost, u_stay_month, illness, resident_stays,
    behaviour, law_resident_medical, benefit_resident_medical, expected_resident_medical,
):  # fmt: skip
    """What the fund pays: for the realised cost, and on average given the person's risk.

    Deductible and ceilings of a year hold for what is spent in its covered months: a hospital stay in its month, other
    costs evenly. The mean holds for those whose scheme is that of the year's start, which has formed their costs; the
    few who leave for employee medical in July are settled as it falls. It is worked out in long loops over those
    covered: a table for stays, one closed form for visits.
    """
    law = law_resident_medical
    unseen = illness.outpatient_sigma * math.sqrt(1.0 - behaviour.signal_share)
    sigma, top = illness.inpatient_sigma, illness.highest_stay_probability
    stays = resident_stays
    covered = np.empty(months_alive.size, dtype=np.uint32)  # their rows
    count = 0
    benefit_resident_medical[:] = 0.0
    expected_resident_medical[:] = 0.0
    for i in range(months_alive.size):
        covered[count] = i
        first = resident_first_months[i]
        member = (medical_scheme[i] == MEDICAL_RESIDENT) & (medical_covered_months[i] > 0)
        count += 1 if (months_alive[i] > 0) & (member | (first > 0)) else 0
    shares, outside, visits = np.empty(count), np.empty(count), np.empty(count)
    capped = np.empty(count, dtype=np.uint32)  # those beyond the cap, where a stay costs more, it is not likelier
    beyond = 0
    for k in range(count):
        i = covered[k]
        s, age = sex[i], profile_age(age_months[i])
        first = resident_first_months[i]
        share = (first if first > 0 else medical_covered_months[i]) / months_alive[i]
        cost = expected_cost[i]
        shares[k], outside[k] = share, share * (cost - cost * stays.hospital_share[s, age])
        probability = min(cost * stays.hazard_per_yuan[s, age], top)
        expected_resident_medical[i] = share * probability * stays.payment[0, province[i], stays.kind[s, age]]
        capped[beyond] = k
        beyond += 1 if probability >= top else 0
    for m in range(beyond):
        k = capped[m]
        i = covered[k]
        hospital = expected_cost[i] * stays.hospital_share[sex[i], profile_age(age_months[i])]
        mean = mean_stay_payment(mean_of_patients(hospital, top), sigma, province[i], law)
        expected_resident_medical[i] = shares[k] * top * mean
    pay_for_visits(outside, unseen, law, visits)
    for k in range(count):
        i = covered[k]
        first = resident_first_months[i]
        in_first = (first > 0) & (stay_month(u_stay_month[i], months_alive[i]) <= first)
        in_time = inpatient_cost[i] if in_first | ((first == 0) & (stay_covered[i] == 1)) else 0.0
        paid = resident_payment(in_time, shares[k] * (medical_cost[i] - inpatient_cost[i]), province[i], law)
        benefit_resident_medical[i] = paid
        expected_resident_medical[i] = paid if first > 0 else expected_resident_medical[i] + visits[k]
