"""What does resident medical law say in one year? The parameters as the plain values that compiled stages read."""

from typing import NamedTuple

import numpy as np

from model.law.medical.expectation import mean_over_lognormal
from model.law.medical.rules import outpatient_payment
from model.law.resident_medical.rules import hospital_payment


class ResidentMedicalLaw(NamedTuple):
    """Resident medical law of one year. [p] province; money in yuan a year, of a full year of cover."""

    premium_year: float
    subsidy_year: float  # national standard and local financing
    poor_income_year: float
    poor_relief: float  # share of the premium
    inpatient_off_catalogue: float
    inpatient_deductible: float
    inpatient_rate: float
    ceiling: np.ndarray  # [p]
    critical_deductible: np.ndarray  # [p] own cost
    critical_rate: float
    outpatient_off_catalogue: float
    outpatient_deductible: float
    outpatient_rate: float
    outpatient_ceiling: float
    fixed_wait_months: float
    wait_per_missed_year: float
    long_gap_years: float
    long_gap_months: float
    children_cost_per_head: float
    children_benefit_year: float


def resolve(p, context) -> ResidentMedicalLaw:
    """Which resident medical law applies in the year? `p`: parameters; `context`: incomes, cost level.

    Children's cost follows the residents' cost level of `context.economy`, without one `context.medical_growth`.
    """
    income_year = 12.0 * np.array(context.province_income_month, dtype=np.float64)
    economy = getattr(context, "economy", None)
    cost_level = context.medical_growth if economy is None else economy.resident_medical_level
    deductible = float(p["resident_medical.inpatient.deductible"])
    critical = p["resident_medical.critical.deductible"] * income_year
    law = ResidentMedicalLaw(
        premium_year=float(p["resident_medical.premium"]),
        subsidy_year=float(p["resident_medical.subsidy"] + p["resident_medical.local_subsidy"]),
        poor_income_year=float(p["resident_medical.poor.income"] * 12.0 * context.urban_income_month),
        poor_relief=float(p["resident_medical.poor.relief"]),
        inpatient_off_catalogue=float(p["resident_medical.inpatient.off_catalogue"]),
        inpatient_deductible=deductible,
        inpatient_rate=float(p["resident_medical.inpatient.rate"]),
        ceiling=p["resident_medical.inpatient.ceiling"] * income_year,
        critical_deductible=np.maximum(critical, deductible),
        critical_rate=float(p["resident_medical.critical.rate"]),
        outpatient_off_catalogue=float(p["resident_medical.outpatient.off_catalogue"]),
        outpatient_deductible=float(p["resident_medical.outpatient.deductible"]),
        outpatient_rate=float(p["resident_medical.outpatient.rate"]),
        outpatient_ceiling=float(p["resident_medical.outpatient.ceiling"]),
        fixed_wait_months=float(p["resident_medical.waiting.fixed"]),
        wait_per_missed_year=float(p["resident_medical.waiting.per_missed_year"]),
        long_gap_years=float(p["resident_medical.waiting.long_gap_years"]),
        long_gap_months=float(p["resident_medical.waiting.long_gap_months"]),
        children_cost_per_head=float(p["resident_medical.children.cost"] * cost_level),
        children_benefit_year=0.0,
    )
    hospital = p["resident_medical.children.inpatient_share"] * law.children_cost_per_head
    return law._replace(children_benefit_year=_children_benefit(law, p, context, hospital))


def _children_benefit(law: ResidentMedicalLaw, p, context, hospital: float) -> float:
    """Mean payment for a child at the national income; `hospital`: mean hospital cost. Yuan a year."""
    income_year = 12.0 * context.urban_income_month
    probability = p["resident_medical.children.inpatient_probability"]
    critical = max(p["resident_medical.critical.deductible"] * income_year, law.inpatient_deductible)
    stay = mean_over_lognormal(
        hospital_payment, hospital / probability, p["resident_medical.children.inpatient_sigma"],
        law.inpatient_off_catalogue, law.inpatient_deductible, law.inpatient_rate,
        p["resident_medical.inpatient.ceiling"] * income_year, critical, law.critical_rate,
    )  # fmt: skip
    visits = mean_over_lognormal(
        outpatient_payment, law.children_cost_per_head - hospital,
        p["resident_medical.children.outpatient_sigma"], law.outpatient_off_catalogue, law.outpatient_deductible,
        law.outpatient_rate, law.outpatient_ceiling,
    )  # fmt: skip
    return float(probability * stay + visits)
