"""What does maternity law say in one year? The parameters as the plain values that compiled stages read."""

from typing import NamedTuple

import numpy as np

from agents.codes import GROUPS, SECTORS
from model.law.coverage.law import PLATFORM_BASES

BASE_RULES = {"standard": 0, "declared": 1}


class MaternityLaw(NamedTuple):
    """Maternity law of one year. Rates are shares of the base; [g] code Group, [p] province; money in yuan."""

    worker_rate: np.ndarray  # [g]
    employer_rate: np.ndarray  # [g]
    platform_rate: np.ndarray  # [g]
    user_rate: np.ndarray  # [g]
    treasury_rate: np.ndarray  # [g]
    platform_base: int  # 0 payroll, 1 order, 2 revenue, 3 profit
    order_charge: np.ndarray  # [sector] yuan an order
    paid_days: np.ndarray  # [p] days of allowance a birth, the mean over difficult births included
    medical_cost: float  # paid for a birth
    employee_months: float  # in a row before birth
    flexible_months: float
    flexible_share: np.ndarray  # [p] flexible members of employee medical who have maternity cover
    declared_base_rule: int  # 1: flexible workers' allowance on their declared base
    standard_base_month: np.ndarray  # [p]
    spouse_share: float  # women without work whose husband is insured


def resolve(p, context) -> MaternityLaw:
    """Which maternity law applies in the year? `p`: parameters; `context`: wages, province names, cost level."""
    national = p["maternity.leave.national_days"]
    extension = np.maximum(p.array("maternity.leave.days") - national, 0.0)
    difficult = p["maternity.leave.difficult_days"] * p["maternity.leave.difficult_share"]
    pilots = p["coverage.maternity_pilot.provinces"]
    wage = np.array(context.province_wage, dtype=np.float64)
    return MaternityLaw(
        worker_rate=p.by("maternity.worker_rate", GROUPS),
        employer_rate=p.by("maternity.employer_rate", GROUPS),
        platform_rate=p.by("maternity.platform_rate", GROUPS),
        user_rate=p.by("maternity.user_rate", GROUPS),
        treasury_rate=p.by("maternity.treasury_rate", GROUPS),
        platform_base=PLATFORM_BASES[p["coverage.platform.base"]],
        order_charge=p.by("maternity.order_charge", SECTORS),
        paid_days=national + p["maternity.leave.extension_paid"] * extension + difficult,
        medical_cost=float(p["maternity.medical_cost"] * context.medical_growth),
        employee_months=float(p["maternity.qualifying.employee"]),
        flexible_months=float(p["maternity.qualifying.flexible"]),
        flexible_share=np.array([float(name in pilots) for name in context.provinces]),
        declared_base_rule=BASE_RULES[p["maternity.flexible.base_rule"]],
        standard_base_month=p["maternity.flexible.standard_base"] * wage,
        spouse_share=float(p["maternity.spouse_share"]),
    )
