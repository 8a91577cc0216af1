"""Which resident pension law holds in a year? The law's parameters as compiled stages read them."""

from typing import NamedTuple

import numpy as np


class ResidentPensionLaw(NamedTuple):
    """Resident pension law of one year. [p] province; money in yuan."""

    tier_low_year: float
    tier_high_year: float
    tier_share: float  # of income
    match_from: np.ndarray  # contributions from which each step of matching holds
    match_year: np.ndarray
    pension_age: int  # months
    minimum_months: int
    launch_month: int  # months since year 0
    arrears_allowed: int
    national_month: float  # national minimum, mean of the year
    basic_month: np.ndarray  # [p] basic pension, local additions included
    long_years_share: float
    divisor: float
    account_interest: float
    funeral_grant: float  # yuan
    basic_subsidy_share: float  # of basic pensions, paid by government


def resolve(p, context) -> ResidentPensionLaw:
    """Which resident pension law do the parameters `p` of a year make?

    context: the year, and from `resident_pension.path_from_year` on an economy that gives the national minimum and
    the interest; without one the last notices stay.
    """
    economy = getattr(context, "economy", None)
    national = float(p["resident_pension.national_minimum_month"])
    interest = float(p["resident_pension.account_interest"])
    if economy is not None and context.year >= p["resident_pension.path_from_year"]:
        national = float(economy.resident_minimum_month) * float(p["resident_pension.year_mean_share"])
        interest = float(economy.account_rate) + float(p["resident_pension.account_spread"])
    national += float(p["resident_pension.minimum_supplement_month"])
    local = p.array("resident_pension.provincial_top_up_month") + p.array("resident_pension.local_addition_month")
    return ResidentPensionLaw(
        tier_low_year=float(p["resident_pension.tier_low_year"]),
        tier_high_year=float(p["resident_pension.tier_high_year"]),
        tier_share=float(p["resident_pension.tier_share"]),
        match_from=p.array("resident_pension.match_from"),
        match_year=p.array("resident_pension.match_year"),
        pension_age=int(p["resident_pension.pension_age"]),
        minimum_months=int(p["resident_pension.minimum_months"]),
        launch_month=int(p["resident_pension.launch_month"]),
        arrears_allowed=int(p["resident_pension.arrears_allowed"]),
        national_month=national,
        basic_month=national + float(p["resident_pension.local_scale"]) * local,
        long_years_share=float(p["resident_pension.long_years_share"]),
        divisor=float(p["resident_pension.divisor"]),
        account_interest=interest,
        funeral_grant=float(p["resident_pension.funeral_months"]) * national,
        basic_subsidy_share=float(p["resident_pension.basic_subsidy_share"]),
    )
