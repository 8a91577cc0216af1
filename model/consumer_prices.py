"""By how much do charges on platforms raise the cost of living, at each income?

What platforms pass on to prices lowers orders in the model; here it also lowers what persons' money buys. It enters
no decision: like the consumption tax it scales consumption in welfare alone.
"""

from functools import cache

import numpy as np

from agents.compiled import stage
from model.lifetime import INCOME_GROUPS
from model.tables import read_rows
from model.tally import PLATFORM_SUMS


@cache
def spending_intensity(variant: str) -> np.ndarray:
    """How large is platform spending in consumption at each income, relative to the mean? float64[11]

    variant: low, mid or high gradient. Place 0 stands for persons without a decile and is one.
    """
    intensity = np.ones(INCOME_GROUPS)
    for row in read_rows("platform_spending.csv"):
        intensity[int(row["decile"])] = float(row[variant])
    return intensity


def passed_on(platforms, orders, wage_level: float) -> float:
    """What do consumers pay this year because of charges on orders? Nominal yuan.

    platforms: the records that stages read, whose prices contain what is passed on; orders: [platforms]. Base prices
    follow the wage level, so the rise is price less base price times level, on orders as they are after it.
    """
    price, base = platforms
    return float(np.asarray(orders, dtype=float) @ (np.asarray(price) - np.asarray(base) * wage_level))


def cost_of_living(burden: float, consumption_by_group, intensity) -> np.ndarray:
    """By which share does consumption cost each income group more? float64[groups]

    burden: yuan that all consumers pay more; consumption_by_group: [groups] yuan; intensity: [groups] platform
    spending in consumption relative to the mean. The groups' shares times consumption add up to the burden.
    """
    consumption = np.asarray(consumption_by_group, dtype=float)
    weighted = float(consumption @ np.asarray(intensity, dtype=float))
    return burden * np.asarray(intensity, dtype=float) / weighted if weighted > 0.0 else np.zeros(consumption.size)


@stage
def sum_consumption(weight, consumption_year, start_decile, by_group):
    """Weighted consumption of the year by income group, by_group[11], in row order; yuan."""
    for i in range(weight.size):
        by_group[start_decile[i]] += weight[i] * consumption_year[i]


def living_cost_of(model) -> np.ndarray:
    """By which share does this year cost each income group of this run more? float64[11]"""
    from model.platforms import successors

    agents = model.platforms
    serving = [agents[place] for place in successors(agents)]
    prices = [agent.price_per_order for agent in serving], [agent.terms.price_per_order for agent in serving]
    orders = model.totals.platforms[:, PLATFORM_SUMS.index("orders")]
    burden = passed_on(prices, orders, model.named["economy"].wage_level)
    by_group = np.zeros(INCOME_GROUPS)
    names = "weight", "consumption_year", "start_decile"
    sum_consumption(*(model.columns[name][: model.rows] for name in names), by_group)
    return cost_of_living(burden, by_group, spending_intensity(model.settings.platform_spending))
