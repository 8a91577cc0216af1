"""What does work injury law say in one year? The parameters as the plain values that compiled stages read."""

from typing import NamedTuple

import numpy as np

from agents.codes import GROUPS, SECTORS, Employer
from model.law.coverage.law import PLATFORM_BASES

EMPLOYERS = tuple(employer.name.lower() for employer in Employer)[1:]


class InjuryLaw(NamedTuple):
    """Work injury law of one year. [g] code Group, [e] code Employer, [p] province, [s] platform sector.

    Outcomes 0 to 9 are grades 1 to 10, 10 no grade, 11 fatal. Rates are shares of the base; money in yuan.
    """

    worker_rate: np.ndarray  # [g]
    employer_rate: np.ndarray  # [g] on top of the industry rate
    platform_rate: np.ndarray  # [g]
    user_rate: np.ndarray  # [g]
    treasury_rate: np.ndarray  # [g]
    industry_rate: np.ndarray  # [e] after floats and the temporary cut; [0] platforms, for employees without a type
    platform_base: int  # 0 payroll, 1 order, 2 revenue, 3 profit
    order_charge: np.ndarray  # [s] yuan an order, outside the pilot
    pilot_charge: np.ndarray  # [s] yuan an order
    pilot_base_share: float
    pilot_living_share: float
    pilot_medical_grant_share: float
    province_wage: np.ndarray  # [p] W, yuan a month
    minimum_wage_month: np.ndarray  # [p]
    wage_floor_share: float
    wage_ceiling_share: float
    lump_sum_months: np.ndarray  # [10] by grade
    allowance_share: np.ndarray  # [6] by grade
    no_suitable_work_share: float
    nursing_share: np.ndarray  # [4] by grade
    medical_grant_months: np.ndarray  # [6] grades 5 to 10
    employment_grant_months: np.ndarray  # [6] grades 5 to 10
    contract_end_share: np.ndarray  # [6] grades 5 to 10
    treatment_cost: np.ndarray  # [12] by outcome
    leave_months: np.ndarray  # [12] by outcome
    funeral_months: float
    death_lump_sum: float
    survivor_share: float
    survivor_years: float
    uninsured_recovery: float
    allowance_growth: float  # rise of allowances in payment in the year
    other_spending_share: float  # of contribution revenue, spent by the fund beside the persons' flows


def resolve(p, context) -> InjuryLaw:
    """Which work injury law applies in the year? `p` is the year's parameters, `context` its wages and economy."""
    class_rate = p.array("injury.class_rate")
    mix = np.stack([p.array(f"injury.industry_mix.{name}") for name in EMPLOYERS])
    industry_rate = np.zeros(len(EMPLOYERS) + 1)
    effective = p["injury.experience_factor"] * (1.0 - p["injury.temporary_cut"])
    industry_rate[1:] = (mix * class_rate).sum(axis=1) * effective
    industry_rate[0] = float((p.array("injury.industry_mix.platform") * class_rate).sum()) * effective
    return InjuryLaw(
        worker_rate=p.by("injury.worker_rate", GROUPS),
        employer_rate=p.by("injury.employer_rate", GROUPS),
        platform_rate=p.by("injury.platform_rate", GROUPS),
        user_rate=p.by("injury.user_rate", GROUPS),
        treasury_rate=p.by("injury.treasury_rate", GROUPS),
        industry_rate=industry_rate,
        platform_base=PLATFORM_BASES[p["coverage.platform.base"]],
        order_charge=p.by("injury.order_charge", SECTORS),
        pilot_charge=np.array([float(p.get(f"injury.pilot.charge.{name}", 0.0)) for name in SECTORS]),
        pilot_base_share=float(p["injury.pilot.base_share"]),
        pilot_living_share=float(p["injury.pilot.living_share"]),
        pilot_medical_grant_share=float(p["injury.pilot.medical_grant_share"]),
        province_wage=np.array(context.province_wage, dtype=np.float64),
        minimum_wage_month=np.array(context.minimum_wage_month, dtype=np.float64),
        wage_floor_share=float(p["injury.wage_floor_share"]),
        wage_ceiling_share=float(p["injury.wage_ceiling_share"]),
        lump_sum_months=p.array("injury.lump_sum_months"),
        allowance_share=p.array("injury.allowance_share"),
        no_suitable_work_share=float(p["injury.no_suitable_work_share"]),
        nursing_share=p.array("injury.nursing_share"),
        medical_grant_months=p.array("injury.medical_grant_months"),
        employment_grant_months=p.array("injury.employment_grant_months"),
        contract_end_share=p.array("injury.contract_end_share"),
        treatment_cost=p.array("injury.treatment_cost"),
        leave_months=p.array("injury.leave_months"),
        funeral_months=float(p["injury.funeral_months"]),
        death_lump_sum=float(p["injury.death_multiple"] * 12.0 * context.urban_income_month),
        survivor_share=float(p["injury.survivor_share"]),
        survivor_years=float(p["injury.survivor_years"]),
        uninsured_recovery=float(p["injury.uninsured_recovery"]),
        allowance_growth=float(p["injury.allowance_indexation"] * context.economy.pension_adjustment),
        other_spending_share=float(p["injury.other_spending_share"]),
    )
