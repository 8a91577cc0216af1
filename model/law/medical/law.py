"""What does employee medical law say in one year? The parameters as the plain values that compiled stages read."""

from typing import NamedTuple

import numpy as np

from agents.codes import GROUP_EMPLOYEE, GROUP_PUBLIC, GROUPS, SECTORS
from model.law.coverage.law import PLATFORM_BASES
from model.law.medical.rules import FALL_TO_RESIDENT, PAY_ON

MEMBERS = ("worker", "retiree")
SHORTFALLS = {"resident": FALL_TO_RESIDENT, "pay_on": PAY_ON}


class MedicalLaw(NamedTuple):
    """Employee medical law of one year. Rates are shares of the base; [g] code Group, [p] province, [r] 0 workers,
    1 retirees; money in yuan, a year unless the name says month."""

    worker_rate: np.ndarray  # [g]
    employer_rate: np.ndarray  # [g]
    platform_rate: np.ndarray  # [g]
    user_rate: np.ndarray  # [g]
    treasury_rate: np.ndarray  # [g]
    account_rate: np.ndarray  # [g] part of all rates that enters the personal account
    platform_base: int  # 0 payroll, 1 order, 2 revenue, 3 profit
    order_charge: np.ndarray  # [sector] yuan an order
    flexible_rate: np.ndarray  # [p] rate of individual payers over the national one
    province_wage: np.ndarray  # [p] W, yuan a month
    retiree_account_month: float
    account_own_share: float
    account_family_share: float
    required_months: np.ndarray  # [sex]
    paid_months_minimum: float
    shortfall_rule: int  # 0 resident medical, 1 pay on
    pay_on_limit_months: float
    pay_on_rate: float
    pay_on_base_month: np.ndarray  # [p]
    waiting_months: np.ndarray  # [p] at first enrolment
    interruption_months: np.ndarray  # [p] after an interruption
    waiting_grace_months: float
    waiting_after_resident: int
    inpatient_off_catalogue: float
    inpatient_deductible: np.ndarray  # [r]
    inpatient_rate: np.ndarray  # [r]
    ceiling: np.ndarray  # [p] of the pool for hospital cost
    supplement_rate: float
    supplement_ceiling: np.ndarray  # [p]
    outpatient_off_catalogue: float
    outpatient_deductible: np.ndarray  # [r]
    outpatient_rate: np.ndarray  # [r]
    outpatient_ceiling: np.ndarray  # [r]


def resolve(p, context) -> MedicalLaw:
    """Which employee medical law applies in the year? `p` is the year's parameters, `context` its wages."""
    wage = np.array(context.province_wage, dtype=np.float64)
    wage_year = 12.0 * wage
    flexible_credit = p["medical.account.flexible_rate"] * p["medical.account.flexible_share"]
    account_rate = np.full(len(GROUPS), flexible_credit)
    account_rate[0] = 0.0
    account_rate[[GROUP_EMPLOYEE, GROUP_PUBLIC]] = (
        p["medical.account.employee_rate"] + p["medical.account.employer_rate"]
    )
    limit = p["medical.waiting.limit"]
    return MedicalLaw(
        worker_rate=p.by("medical.worker_rate", GROUPS),
        employer_rate=p.by("medical.employer_rate", GROUPS),
        platform_rate=p.by("medical.platform_rate", GROUPS),
        user_rate=p.by("medical.user_rate", GROUPS),
        treasury_rate=p.by("medical.treasury_rate", GROUPS),
        account_rate=account_rate,
        platform_base=PLATFORM_BASES[p["coverage.platform.base"]],
        order_charge=p.by("medical.order_charge", SECTORS),
        flexible_rate=local_factors(p),
        province_wage=wage,
        retiree_account_month=float(p["medical.account.retiree_month"]),
        account_own_share=float(p["medical.account.own_share"]),
        account_family_share=float(p["medical.account.family_share"]),
        required_months=12.0 * p.by("medical.retirement.required_years", ("men", "women")),
        paid_months_minimum=12.0 * p["medical.retirement.paid_years"],
        shortfall_rule=SHORTFALLS[p["medical.retirement.shortfall"]],
        pay_on_limit_months=12.0 * p["medical.retirement.pay_on_years"],
        pay_on_rate=max(p["medical.local_rate_mean"] - flexible_credit, 0.0),
        pay_on_base_month=p["medical.retirement.pay_on_base"] * wage,
        waiting_months=np.minimum(p.array("medical.waiting.first"), limit),
        interruption_months=np.minimum(p.array("medical.waiting.interruption"), limit),
        waiting_grace_months=float(p["medical.waiting.grace"]),
        waiting_after_resident=int(p["medical.waiting.after_resident"]),
        inpatient_off_catalogue=float(p["medical.inpatient.off_catalogue"]),
        inpatient_deductible=p.by("medical.inpatient.deductible", MEMBERS),
        inpatient_rate=p.by("medical.inpatient.rate", MEMBERS),
        ceiling=p["medical.inpatient.ceiling"] * wage_year,
        supplement_rate=float(p["medical.inpatient.supplement_rate"]),
        supplement_ceiling=p["medical.inpatient.supplement_ceiling"] * wage_year,
        outpatient_off_catalogue=float(p["medical.outpatient.off_catalogue"]),
        outpatient_deductible=p.by("medical.outpatient.deductible", MEMBERS),
        outpatient_rate=p.by("medical.outpatient.rate", MEMBERS),
        outpatient_ceiling=p.by("medical.outpatient.ceiling", MEMBERS),
    )


def local_factors(p) -> np.ndarray:
    """What do individual payers of each province pay relative to the national rate? Ones without local rates.

    The factor applies to every payer's rate of the flexible groups, so that a design that moves points from the
    worker to the platform keeps the province's total.
    """
    local = p.array("medical.local_rate")
    if not int(p["medical.local_rates"]):
        return np.ones_like(local)
    return local / p["medical.local_rate_mean"]
