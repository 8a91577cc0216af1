"""Who pays, who receives, and how equally?"""

import numpy as np


def burden_share(paid, income) -> np.ndarray:
    """Which share of a group's labour income goes into contributions? [any shape], NaN without income.

    paid: yuan by one payer or all; income: yuan of labour income of the group, same shape.
    """
    paid = np.asarray(paid, dtype=float)
    income = np.asarray(income, dtype=float)
    share = np.full(np.broadcast_shapes(paid.shape, income.shape), np.nan)
    np.divide(paid, income, out=share, where=income > 0.0)
    return share


def payer_shares(paid) -> np.ndarray:
    """How is a bill divided among those who pay it? paid: [..., payers] yuan; shares that sum to one.

    NaN where nobody pays.
    """
    paid = np.asarray(paid, dtype=float)
    total = paid.sum(axis=-1, keepdims=True)
    share = np.full(paid.shape, np.nan)
    np.divide(paid, total, out=share, where=total > 0.0)
    return share


def gini(values, weights) -> float:
    """How unequal are weighted, non-negative values? 0 for equal ones, towards 1 for one owner of everything.

    values, weights: [persons]. One minus twice the area under the Lorenz curve, by trapezoids, which for
    whole weights is the Gini coefficient of the persons written out one by one. NaN if the total is zero.
    """
    values = np.asarray(values, dtype=float)
    weights = np.asarray(weights, dtype=float)
    if values.size == 0 or np.any(values < 0.0) or np.any(weights < 0.0):
        raise ValueError("a Gini coefficient needs at least one value, and values and weights not negative")
    order = np.argsort(values, kind="stable")
    weights = weights[order]
    held = np.cumsum(weights * values[order])
    if not held[-1] > 0.0:
        return float("nan")
    area = float((weights * (held + np.concatenate(([0.0], held[:-1])))).sum())
    return float(1.0 - area / (weights.sum() * held[-1]))


def present_value(flows, rate) -> float:
    """What are yearly flows, paid in mid-year, worth at the start of the first year? flows: [years]."""
    flows = np.asarray(flows, dtype=float)
    return float(flows @ (1.0 + rate) ** -(np.arange(flows.size) + 0.5))


def moneys_worth(benefits, contributions, rate) -> float:
    """How many yuan does a life receive per yuan paid in, in present value? NaN if nothing is paid.

    benefits, contributions: [years] yuan, expected over death, contributions of all payers; rate: discount
    rate a year. One is actuarially fair (Geanakoplos, Mitchell and Zeldes 1999).
    """
    paid = present_value(contributions, rate)
    return present_value(benefits, rate) / paid if paid > 0.0 else float("nan")


def internal_rate_of_return(benefits, contributions, lowest=-0.5, highest=1.0) -> float:
    """At which yearly interest would the contributions have just paid the benefits? NaN if at none.

    benefits, contributions: [years] yuan; searched between `lowest` and `highest`, for streams that are paid
    first and received later, where the rate is unique.
    """
    from scipy.optimize import brentq  # slow to import, and only this needs it

    net = np.asarray(benefits, dtype=float) - np.asarray(contributions, dtype=float)
    ends = [present_value(net, rate) for rate in (lowest, highest)]
    if not np.any(net != 0.0) or ends[0] * ends[1] > 0.0:
        return float("nan")
    return float(brentq(lambda rate: present_value(net, rate), lowest, highest, xtol=1e-12))


def benefit_per_yuan(benefits, contributions, rates) -> float:
    """How many yuan of benefits come back per yuan that all payers paid in, with a discount rate for every year?

    benefits, contributions: [years] yuan of a group, death included; rates: [years]. Flows count at mid-year. This is
    the measure behind equal benefit for equal contribution 同缴同得. NaN if nothing is paid.
    """
    rates = np.asarray(rates, dtype=float)
    factor = 1.0 / (np.cumprod(1.0 + rates) / np.sqrt(1.0 + rates))
    paid = float(factor @ np.asarray(contributions, dtype=float))
    return float(factor @ np.asarray(benefits, dtype=float)) / paid if paid > 0.0 else float("nan")
