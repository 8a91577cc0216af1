"""Which employee pension law holds in a year? The law's parameters as compiled stages read them."""

from typing import NamedTuple

import numpy as np

from agents.codes import GROUPS, SECTORS
from model.law.coverage.law import PLATFORM_BASES

INDEX_CONCEPTS = ("base", "pool", "capped_pool")


class PensionLaw(NamedTuple):
    """Employee pension law of one year. [g] code Group, [p] province; rates are shares of the base; money in yuan."""

    average_wage_month: float  # national W of the year's limits
    province_wage: np.ndarray  # [p] W by province, yuan a month
    benefit_wage: np.ndarray  # [p] pension base 计发基数, yuan a month
    province_income_month: np.ndarray  # [p] urban disposable income per head of the year before
    worker_rate: np.ndarray  # [g]
    employer_rate: np.ndarray  # [g]
    platform_rate: np.ndarray  # [g]
    user_rate: np.ndarray  # [g]
    treasury_rate: np.ndarray  # [g]
    account_rate: np.ndarray  # [g] credited to the individual account
    platform_base: int  # 0 payroll, 1 order, 2 revenue, 3 profit
    order_charge: np.ndarray  # [sector] yuan an order
    accrual_rate: float
    index_weight: float
    flat_component: float
    index_concept: int  # 0 base over W, 1 pooled yuan over full_pooled_rate of W, 2 the smaller of both
    full_pooled_rate: float
    transitional_rate: float
    divisor: np.ndarray  # months divisor at full years of age from 40
    divisor_by_month: int
    account_interest: float
    adjustment: float  # rise of pensions in payment on 1 January
    public_premium: float
    funeral_months: float
    survivor_years: np.ndarray
    survivor_months: np.ndarray
    survivor_cap_years: float
    survivor_floor_months: float
    disability_near_months: int
    disability_short_months: int
    disability_full_months: int
    disability_more_months: int
    transfer_account_share: float
    receipt_months: int
    transfer_kept_age_months: np.ndarray  # [sex] age from which the relation stays behind
    subsidy_share: float  # baseline fiscal subsidy over expenditure


def resolve(p, context) -> PensionLaw:
    """Which employee pension law do the parameters `p` of a year make?

    context: year, wages and incomes of the year. From `pension.path_from_year` on its economy gives account interest
    and the yearly adjustment; without an economy the last notices stay.
    """
    economy = getattr(context, "economy", None)
    interest, adjustment = float(p["pension.account_interest"]), float(p["pension.adjustment"])
    if economy is not None and context.year >= p["pension.path_from_year"]:
        interest, adjustment = float(economy.account_rate), float(economy.pension_adjustment)
    wage = np.array(context.province_wage, dtype=np.float64)
    return PensionLaw(
        average_wage_month=float(context.average_wage),
        province_wage=wage,
        benefit_wage=float(p["pension.benefit_base_ratio"]) * wage,
        province_income_month=np.array(context.province_income_month, dtype=np.float64),
        worker_rate=p.by("pension.worker_rate", GROUPS),
        employer_rate=p.by("pension.employer_rate", GROUPS),
        platform_rate=p.by("pension.platform_rate", GROUPS),
        user_rate=p.by("pension.user_rate", GROUPS),
        treasury_rate=p.by("pension.treasury_rate", GROUPS),
        account_rate=p.by("pension.account_rate", GROUPS),
        platform_base=PLATFORM_BASES[p["coverage.platform.base"]],
        order_charge=p.by("pension.order_charge", SECTORS),
        accrual_rate=float(p["pension.accrual_rate"]),
        index_weight=float(p["pension.index_weight"]),
        flat_component=float(p["pension.flat_component"]),
        index_concept=INDEX_CONCEPTS.index(p["pension.index_concept"]),
        full_pooled_rate=float(p["pension.full_pooled_rate"]),
        transitional_rate=float(p["pension.transitional_rate"]),
        divisor=p.array("pension.months_divisor"),
        divisor_by_month=int(p["pension.divisor_by_month"]),
        account_interest=interest,
        adjustment=adjustment + float(p["pension.adjustment_supplement"]),
        public_premium=float(p["pension.public_premium"]),
        funeral_months=float(p["pension.funeral_months"]),
        survivor_years=p.array("pension.survivor.years"),
        survivor_months=p.array("pension.survivor.months"),
        survivor_cap_years=float(p["pension.survivor.cap_years"]),
        survivor_floor_months=float(p["pension.survivor.floor_months"]),
        disability_near_months=int(p["pension.disability.near_months"]),
        disability_short_months=int(p["pension.disability.short_months"]),
        disability_full_months=int(p["pension.disability.full_months"]),
        disability_more_months=int(p["pension.disability.more_months"]),
        transfer_account_share=float(p["pension.transfer.account_share"]),
        receipt_months=int(p["pension.transfer.receipt_months"]),
        transfer_kept_age_months=12.0 * p.by("pension.transfer.kept_age", ("men", "women")),
        subsidy_share=float(p["pension.subsidy_share"]),
    )
