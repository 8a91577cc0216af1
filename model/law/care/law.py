"""What does long-term care law say in one year? The parameters as the plain values that compiled stages read."""

from typing import NamedTuple

import numpy as np

from agents.codes import GROUPS, SECTORS
from model.law.coverage.law import PLATFORM_BASES, taken_up


class CareLaw(NamedTuple):
    """Long-term care law of one year: pilots, the national scheme, or a mixture; [g] code Group; money in yuan.

    Charges and rates are already weighted by how far the national scheme replaces the pilots.
    """

    employee_share: float  # members of employee medical who are insured
    resident_share: float  # members of resident medical who are insured
    worker_rate: np.ndarray  # [g] share of base, national scheme
    employer_rate: np.ndarray  # [g]
    platform_rate: np.ndarray  # [g]
    user_rate: np.ndarray  # [g]
    treasury_rate: np.ndarray  # [g]
    platform_base: int  # 0 payroll, 1 order, 2 revenue, 3 profit
    order_charge: np.ndarray  # [sector] yuan an order
    employee_charge_year: float  # pilots, a head
    resident_charge_year: float
    own_share: float  # of the pilots' charges
    pension_rate: float  # national scheme, share of the pension of retirees
    resident_year: float  # national scheme, own amount of residents
    treasury_match: float  # national scheme, per yuan of retirees and residents
    standard_cost_month: float
    pay_out: np.ndarray  # [kind of member: contributor, retiree, resident] part of the standard cost
    recognised: float  # share of persons in need who draw


def resolve(p, context) -> CareLaw:
    """Which long-term care law applies in the year? `p`: parameters; `context`: incomes of the year."""
    national = float(p["care.national"])
    pilot = 1.0 - national
    income_year = 12.0 * context.urban_income_month
    employee, resident = p["care.coverage.employee"], p["care.coverage.resident"]
    everywhere = p["care.coverage.national"]
    joins = taken_up(p, "care")
    of_members = p["care.benefit.pay_out.employee"]
    return CareLaw(
        employee_share=float(joins * (pilot * employee + national * max(employee, everywhere))),
        resident_share=float(pilot * resident + national * max(resident, everywhere)),
        worker_rate=national * p.by("care.worker_rate", GROUPS),
        employer_rate=national * p.by("care.employer_rate", GROUPS),
        platform_rate=national * p.by("care.platform_rate", GROUPS),
        user_rate=national * p.by("care.user_rate", GROUPS),
        treasury_rate=national * p.by("care.treasury_rate", GROUPS),
        platform_base=PLATFORM_BASES[p["coverage.platform.base"]],
        order_charge=national * p.by("care.order_charge", SECTORS),
        employee_charge_year=float(pilot * p["care.pilot.employee_charge"]),
        resident_charge_year=float(pilot * p["care.pilot.resident_charge"]),
        own_share=float(p["care.pilot.own_share"]),
        pension_rate=float(national * p["care.national_others.pension_rate"]),
        resident_year=float(national * p["care.national_others.resident_rate"] * income_year),
        treasury_match=float(p["care.national_others.treasury_match"]),
        standard_cost_month=float(p["care.benefit.standard_cost_month"]),
        pay_out=np.array([of_members, of_members, p["care.benefit.pay_out.resident"]], dtype=np.float64),
        recognised=float(p["care.benefit.recognised"]),
    )
