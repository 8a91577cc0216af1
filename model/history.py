"""What happened to wages, prices, account interest, medical cost and the funds before the first simulated year?"""

import math
from functools import cache

from model.tables import number, read_constants, read_rows

FIRST_WAGE_YEAR, FIRST_FULL_HISTORY_YEAR, BASE_YEAR = 1992, 2010, 2025
COST_OF_RETIREE, COST_OF_WORKER = 9614.0, 2881.0  # yuan a head in 2025, National Healthcare Security Administration


@cache
def _wages() -> dict[int, dict[str, float | None]]:
    return {int(row["year"]): {k: number(v) for k, v in row.items() if "confidence" not in k}
            for row in read_rows("wage_history.csv")}  # fmt: skip


def _full_calibre_wage(year: int) -> float:
    """Average wage of urban units of a year from 2009, yuan a year: non-private and private wages with the fixed
    weights that give the published mean of 2024, the wage behind the limits of 2025."""
    wages = _wages()
    last = wages[BASE_YEAR - 1]
    target = 12.0 * read_constants("economy.yaml")["average_wage_2025"]
    weight = (target - last["private_wage"]) / (last["nonprivate_wage"] - last["private_wage"])
    return weight * wages[year]["nonprivate_wage"] + (1.0 - weight) * wages[year]["private_wage"]


def average_wage_history(year: int) -> float:
    """Which average wage stood behind the limits in force in a year from 1992 to 2025? Yuan a month.

    Wages of the year before: on-post staff to the limits of 2010, non-private units to 2018, the full-calibre
    average since (国办发〔2019〕13号). ValueError outside the years.
    """
    if not FIRST_WAGE_YEAR <= year <= BASE_YEAR:
        raise ValueError(f"limits are known from {FIRST_WAGE_YEAR} to {BASE_YEAR}, not in {year}")
    wages = _wages()[year - 1]
    if year >= read_constants("economy.yaml")["first_full_calibre_year"]:
        return _full_calibre_wage(year - 1) / 12.0
    return (wages["staff_wage"] or wages["nonprivate_wage"]) / 12.0


def account_interest(year: int) -> float:
    """Which interest did individual accounts earn in a year from 1996 to 2025? A share; ValueError outside."""
    rate = _wages().get(year, {}).get("account_rate")
    if rate is None:
        raise ValueError(f"account interest is known from 1996 to {BASE_YEAR}, not in {year}")
    return rate / 100.0


def opening_funds(year: int) -> dict[str, float]:
    """How much had the insurance funds accumulated at the end of 2015 or 2025? fund -> yuan; ValueError otherwise."""
    funds = {r["fund"]: 1e8 * float(r["reserve"]) for r in read_rows("opening_funds.csv") if int(r["year"]) == year}
    if not funds:
        raise ValueError(f"balances of the funds are known for the ends of 2015 and 2025, not of {year}")
    return funds


def medical_levels(column: str) -> dict[int, float]:
    """Age-adjusted cost per head 2010-2025 relative to 2025: fund spending per participant, with the retiree mix
    taken out and the merger of maternity in 2019 bridged; a missing year is the geometric mean of its neighbours."""
    constants = read_constants("economy.yaml")
    rows = {int(row["year"]): {k: number(v) for k, v in row.items()} for row in read_rows("economy_history.csv")}
    cost: dict[int, float | None] = {}
    for year, row in rows.items():
        spending, share = row[column], row["retiree_share"]
        if column == "resident_cost":
            if spending is None and year < 2018:
                spending = row["employee_cost"] * constants["resident_cost_ratio_2018"]
        elif spending is not None:
            spending /= share * COST_OF_RETIREE + (1.0 - share) * COST_OF_WORKER
            if year < 2019:
                spending /= 1.0 - constants["maternity_share_2019"]
        cost[year] = spending
    filled = {y: math.sqrt(cost[y - 1] * cost[y + 1]) if c is None else c for y, c in cost.items()}
    return {year: value / filled[BASE_YEAR] for year, value in filled.items()}


def earnings_and_prices() -> tuple[dict[int, float], dict[int, float]]:
    """Levels of earnings and prices 1991-2025 relative to 2025."""
    wages = _wages()
    growth = {BASE_YEAR: read_constants("economy.yaml")["wage_growth_2025"]}
    for year in range(FIRST_WAGE_YEAR, BASE_YEAR):
        old = year < FIRST_FULL_HISTORY_YEAR
        now = wages[year]["staff_wage"] if old else _full_calibre_wage(year)
        before = wages[year - 1]["staff_wage"] if old else _full_calibre_wage(year - 1)
        growth[year] = now / before - 1.0
    earnings, prices = {BASE_YEAR: 1.0}, {BASE_YEAR: 1.0}
    for year in range(BASE_YEAR, FIRST_WAGE_YEAR - 1, -1):
        earnings[year - 1] = earnings[year] / (1.0 + growth[year])
        prices[year - 1] = prices[year] / (1.0 + wages[year]["prices"] / 100.0)
    return earnings, prices
