"""What does resident medical insurance pay and ask for? The statutes as scalar functions; money in yuan.

`law` is a `ResidentMedicalLaw`.
"""

from agents.compiled import rule
from model.law.medical.expectation import expected_excess, mean_of_patients
from model.law.medical.rules import expected_outpatient_payment, outpatient_payment


@rule
def premium_parts(premium, subsidy, income_year, poor_income_year, poor_relief):
    """What do person and treasury pay for one participant, yuan a year? 社会保险法 第二十五条.

    Medical assistance 医疗救助 pays `poor_relief` of the premium for persons with an income below the line.
    """
    relief = poor_relief * premium if income_year < poor_income_year else 0.0
    return premium - relief, subsidy + relief


@rule
def resident_wait(gap_years, fixed, per_missed_year, long_gap_years, long_gap_months):
    """How many months does a returning participant wait for benefits? 国办发〔2024〕38号; none without a gap.

    fixed: months after any gap (3); per_missed_year: further months for each missed year (1); after
    `long_gap_years` missed years (4) both make at least `long_gap_months` (6).
    """
    if gap_years <= 0:
        return 0.0
    months = fixed + per_missed_year * gap_years
    return max(months, long_gap_months) if gap_years >= long_gap_years else months


@rule
def hospital_payment(cost, off_catalogue, deductible, rate, ceiling, critical_deductible, critical_rate):
    """What is paid for the hospital costs of a year? 国发〔2009〕12号; critical illness insurance 国办发〔2015〕57号.

    Above the deductible the fund pays its rate up to the ceiling; of what a person then still bears within the
    catalogue above `critical_deductible`, critical illness insurance 大病保险 pays its rate.
    """
    catalogue = cost * (1.0 - off_catalogue)
    basic = min(rate * max(catalogue - deductible, 0.0), ceiling)
    return basic + critical_rate * max(catalogue - basic - critical_deductible, 0.0)


@rule
def expected_hospital_payment(
    expected_cost, probability, sigma, off_catalogue, deductible, rate, ceiling, critical_deductible, critical_rate
):
    """Mean of `hospital_payment` if a stay has `probability` and its yearly cost is lognormal with `sigma`.

    critical_deductible: not below `deductible`
    """
    return probability * stay_payment(
        mean_of_patients(expected_cost, probability), sigma, off_catalogue, deductible, rate, ceiling,
        critical_deductible, critical_rate,
    )  # fmt: skip


@rule
def stay_payment(patient_cost, sigma, off_catalogue, deductible, rate, ceiling, critical_deductible, critical_rate):
    """Mean of `hospital_payment` over patients, whose yearly cost is lognormal with mean `patient_cost`."""
    catalogue = patient_cost * (1.0 - off_catalogue)
    end = deductible + ceiling / rate
    above_end = expected_excess(catalogue, sigma, end)
    basic = rate * (expected_excess(catalogue, sigma, deductible) - above_end)
    borne_at_end = end - ceiling
    below_end = critical_deductible < borne_at_end
    start = deductible + (critical_deductible - deductible) / (1.0 - rate)
    start = start if below_end else end + critical_deductible - borne_at_end
    # what a person bears rises by 1 - rate a yuan up to the end of the basic benefit, then by a whole yuan
    slope = 1.0 - rate if below_end else 1.0
    borne = slope * expected_excess(catalogue, sigma, start) + (1.0 - slope) * above_end
    return basic + critical_rate * borne


@rule
def resident_payment(inpatient_cost, outpatient_cost, province, law):
    """What does the fund pay for a participant's costs of a full year?"""
    hospital = hospital_payment(
        inpatient_cost, law.inpatient_off_catalogue, law.inpatient_deductible, law.inpatient_rate,
        law.ceiling[province], law.critical_deductible[province], law.critical_rate,
    )  # fmt: skip
    outpatient = outpatient_payment(
        outpatient_cost, law.outpatient_off_catalogue, law.outpatient_deductible, law.outpatient_rate,
        law.outpatient_ceiling,
    )  # fmt: skip
    return hospital + outpatient


@rule
def mean_stay_payment(patient_cost, sigma, province, law):
    """What does the fund pay on average for a patient's hospital costs of a year with mean `patient_cost`?"""
    return stay_payment(
        patient_cost, sigma, law.inpatient_off_catalogue, law.inpatient_deductible, law.inpatient_rate,
        law.ceiling[province], law.critical_deductible[province], law.critical_rate,
    )  # fmt: skip


@rule
def mean_visits_payment(expected_cost, sigma, law):
    """What does the fund pay on average for outpatient costs of a year with mean `expected_cost`?"""
    return expected_outpatient_payment(
        expected_cost, sigma, law.outpatient_off_catalogue, law.outpatient_deductible, law.outpatient_rate,
        law.outpatient_ceiling,
    )  # fmt: skip


@rule
def expected_resident_payment(
    expected_inpatient, expected_outpatient, probability, inpatient_sigma, outpatient_sigma, province, law
):
    """Mean of `resident_payment` given mean hospital and outpatient costs and the `probability` of any stay.

    inpatient_sigma, outpatient_sigma: spread of the logarithm of a patient's hospital cost and of outpatient cost
    """
    patient_cost = mean_of_patients(expected_inpatient, probability)
    hospital = probability * mean_stay_payment(patient_cost, inpatient_sigma, province, law)
    return hospital + mean_visits_payment(expected_outpatient, outpatient_sigma, law)


def children_account(heads: float, law) -> tuple[float, float, float]:
    """What do `heads` children under 16 bring to the fund and cost it in a year? Premium, subsidy, benefit in yuan."""
    return heads * law.premium_year, heads * law.subsidy_year, heads * law.children_benefit_year
