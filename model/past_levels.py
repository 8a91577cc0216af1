"""What do the estimated levels of the past change in a year of the backcast? Bases, costs, hazards and drifts.

They act from the first simulated year to 2025. What comes later, and the population at the start, is left alone.
"""

import math
from typing import NamedTuple

import numpy as np

from agents.codes import Branch
from model.settings import PastLevels, Settings
from model.start_year import BASE_YEAR

NEUTRAL = PastLevels()
EMPLOYEE_OPTION, RESIDENT_OPTION = 2, 1  # places of the schemes in the intercepts of choice


def acts(settings: Settings, year: int) -> bool:
    """Do estimated levels of the past change this year of a run?"""
    return settings.start < year <= BASE_YEAR and settings.past != NEUTRAL


def past_illness(illness: NamedTuple, past: PastLevels, year: int) -> NamedTuple:
    """The medical cost of a year, relative to spending per member; float64[scheme, sex, age]."""
    before = year - BASE_YEAR
    factor = np.array([
        past.medical_cost_resident * math.exp(past.medical_cost_resident_growth * before),
        past.medical_cost_employee * math.exp(past.medical_cost_employee_growth * before),
    ])  # fmt: skip
    return illness._replace(cost=illness.cost * factor[:, None, None])


def past_compliance(compliance: NamedTuple, past: PastLevels) -> NamedTuple:
    """Declared bases, and which part of contributions is collected."""
    collected = compliance.collected.copy()
    collected[Branch.UNEMPLOYMENT] *= past.collected_unemployment
    collected[Branch.INJURY] *= past.collected_injury
    return compliance._replace(base_ratio=compliance.base_ratio * past.declared_base, collected=collected)


def past_risk(risk: NamedTuple, past: PastLevels, year: int) -> NamedTuple:
    """Hazards of injury by risk class."""
    return risk._replace(rate=risk.rate * past.injury_hazard * math.exp(past.injury_hazard_growth * (year - BASE_YEAR)))


def past_laws(laws: dict, past: PastLevels, year: int) -> dict:
    """Practice of the law: pension base, months for free cover, tiers, premiums, recognised losses, cost of care."""
    pension, medical, resident = laws["pension"], laws["medical"], laws["resident_medical"]
    tiers, unemployment, care = laws["resident_pension"], laws["unemployment"], laws["care"]
    children = past.medical_cost_resident * math.exp(past.medical_cost_resident_growth * (year - BASE_YEAR))
    return laws | {
        "pension": pension._replace(benefit_wage=pension.benefit_wage * past.pension_award),
        "medical": medical._replace(required_months=medical.required_months * past.medical_retirement_months),
        "resident_pension": tiers._replace(
            tier_low_year=tiers.tier_low_year * past.resident_payment,
            tier_share=tiers.tier_share * past.resident_payment,
        ),
        "resident_medical": resident._replace(
            premium_year=resident.premium_year * past.resident_premium,
            subsidy_year=resident.subsidy_year * past.resident_premium,
            children_cost_per_head=resident.children_cost_per_head * children,
            children_benefit_year=resident.children_benefit_year * children,
        ),
        "unemployment": unemployment._replace(
            recognised_share=np.minimum(unemployment.recognised_share * past.unemployment_claims, 1.0 / 0.55)
        ),
        "care": care._replace(standard_cost_month=care.standard_cost_month * past.care_cost),
    }


def past_outlook(outlook: NamedTuple, past: PastLevels, start: int, year: int) -> NamedTuple:
    """Intercepts of choice that have drifted since the start."""
    pension, medical, passed = outlook.intercept_pension.copy(), outlook.intercept_medical.copy(), year - start
    pension[:, :, EMPLOYEE_OPTION] += past.employee_pension_drift * passed
    medical[:, :, EMPLOYEE_OPTION] += (past.employee_medical_drift + past.resident_medical_drift) * passed
    medical[:, :, RESIDENT_OPTION] += past.resident_medical_drift * passed
    return outlook._replace(intercept_pension=pension, intercept_medical=medical)
