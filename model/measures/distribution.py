"""How are income, consumption and the cost of illness distributed among persons in a year?"""

import numpy as np


def weighted_share(happens, weights) -> float:
    """Which share of persons is it true of? happens, weights: [persons]; NaN without persons."""
    weights = np.asarray(weights, dtype=float)
    total = float(weights.sum())
    return float(weights[np.asarray(happens, dtype=bool)].sum() / total) if total > 0.0 else float("nan")


def weighted_median(values, weights) -> float:
    """Which value do half of the persons not exceed? The smallest value whose cumulated weight reaches one half."""
    values, weights = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    order = np.argsort(values, kind="stable")
    held = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(held, 0.5 * held[-1])])


def poverty_rate(values, weights, line) -> float:
    """Which share of persons has less than the line? values: [persons] yuan; line: yuan, or a share of the median.

    A line below one is relative: the OECD's half of the median is 0.5.
    """
    if line < 1.0:
        line = line * weighted_median(values, weights)
    return weighted_share(np.asarray(values, dtype=float) < line, weights)


def poverty_gap(values, weights, line) -> float:
    """By which share of the line do persons miss it on average, those above it by nothing? The gap of Foster et al."""
    weights = np.asarray(weights, dtype=float)
    short = np.maximum(1.0 - np.asarray(values, dtype=float) / line, 0.0)
    return float((weights * short).sum() / weights.sum())


def catastrophic_share(out_of_pocket, consumption, subsistence, weights, threshold=0.4) -> float:
    """Which share of persons spends at least `threshold` of its capacity to pay on health out of pocket?

    out_of_pocket, consumption: [persons] yuan a year, consumption including health; subsistence: yuan a year. Capacity
    is consumption above subsistence, and consumption itself where that is lower, as the WHO counts it (Xu et al.
    2003). Who spends nothing is never counted.
    """
    paid = np.asarray(out_of_pocket, dtype=float)
    consumption = np.asarray(consumption, dtype=float)
    capacity = np.where(consumption > subsistence, consumption - subsistence, consumption)
    return weighted_share((paid > 0.0) & (paid >= threshold * capacity), weights)


def replacement_rate(pension_month, weights, wage_month) -> float:
    """How large is the mean pension beside the average wage 平均替代率? NaN without pensioners.

    pension_month, weights: [pensioners] yuan a month; wage_month: yuan a month.
    """
    weights = np.asarray(weights, dtype=float)
    total = float(weights.sum())
    if not total > 0.0:
        return float("nan")
    return float((weights * np.asarray(pension_month, dtype=float)).sum() / total / wage_month)
