"""What does unemployment law say in one year? The parameters as the plain values that compiled stages read."""

from typing import NamedTuple

import numpy as np

from agents.codes import GROUPS, SECTORS
from model.law.coverage.law import PLATFORM_BASES


class UnemploymentLaw(NamedTuple):
    """Unemployment law of one year. [g] code Group (none: the rules of employees), [p] province, [s] platform sector;
    rates are shares of the base, money in yuan, durations in months."""

    worker_rate: np.ndarray  # [g]
    employer_rate: np.ndarray  # [g]
    platform_rate: np.ndarray  # [g]
    user_rate: np.ndarray  # [g]
    treasury_rate: np.ndarray  # [g]
    platform_base: int  # 0 payroll, 1 order, 2 revenue, 3 profit
    order_charge: np.ndarray  # [s] yuan an order
    experience_surcharge: np.ndarray  # [g] share of the own rate for each earlier claim
    qualifying_months: np.ndarray  # [g]
    duration_from_months: np.ndarray  # [k]
    duration_months: np.ndarray  # [k]
    longest_months: float
    waiting_months: np.ndarray  # [g]
    maximum_claims: np.ndarray  # [g]
    recognised_share: np.ndarray  # [g] of losses of work
    benefit_share: np.ndarray  # [g] of the minimum wage
    benefit_floor_share: float  # of W
    minimum_wage_month: np.ndarray  # [p]
    province_wage: np.ndarray  # [p] W, yuan a month
    medical_premium_share: float  # of W
    extension_months: float
    pension_paid: float
    pension_rate: float
    pension_base_share: float  # of W
    other_spending_share: float  # of contribution revenue, spent by the fund beside the persons' flows


def resolve(p, context) -> UnemploymentLaw:
    """Which unemployment law applies in the year? `p` is the year's parameters, `context` its wages."""
    return UnemploymentLaw(
        worker_rate=p.by("unemployment.worker_rate", GROUPS),
        employer_rate=p.by("unemployment.employer_rate", GROUPS),
        platform_rate=p.by("unemployment.platform_rate", GROUPS),
        user_rate=p.by("unemployment.user_rate", GROUPS),
        treasury_rate=p.by("unemployment.treasury_rate", GROUPS),
        platform_base=PLATFORM_BASES[p["coverage.platform.base"]],
        order_charge=p.by("unemployment.order_charge", SECTORS),
        experience_surcharge=p.by("unemployment.experience_surcharge", GROUPS),
        qualifying_months=p.by("unemployment.qualifying_months", GROUPS),
        duration_from_months=p.array("unemployment.duration_from_months"),
        duration_months=p.array("unemployment.duration_months"),
        longest_months=float(p["unemployment.longest_months"]),
        waiting_months=p.by("unemployment.waiting_months", GROUPS),
        maximum_claims=p.by("unemployment.maximum_claims", GROUPS),
        recognised_share=p.by("unemployment.recognised_share", GROUPS),
        benefit_share=p.by("unemployment.benefit_share", GROUPS),
        benefit_floor_share=float(p["unemployment.benefit_floor_share"]),
        minimum_wage_month=np.array(context.minimum_wage_month, dtype=np.float64),
        province_wage=np.array(context.province_wage, dtype=np.float64),
        medical_premium_share=float(p["unemployment.medical_premium_share"]),
        extension_months=float(p["unemployment.near_retirement.extension_months"]),
        pension_paid=float(p["unemployment.near_retirement.pension_paid"]),
        pension_rate=float(p["unemployment.near_retirement.pension_rate"]),
        pension_base_share=float(p["unemployment.near_retirement.pension_base_share"]),
        other_spending_share=float(p["unemployment.other_spending_share"]),
    )
