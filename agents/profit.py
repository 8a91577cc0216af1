"""Which profit does a platform declare? Losses carried forward, profit shifted away, and what remains on average.

Profits are yuan per order or shares of revenue; a platform knows numbers, not laws, so the years for which losses count
and the rate come in from the model.
"""

import math

import numpy as np


def after_losses(profit: float, losses: tuple[float, ...], years: int) -> tuple[float, tuple[float, ...]]:
    """What of a profit is left after the losses of the years before, and which losses go on? The oldest count first.

    losses: of the last years, oldest first, positive and in the unit of profit; years: for how many years a loss may
    be set off, 0 for none.
    """
    if years == 0:
        return max(profit, 0.0), ()
    held = losses[-years:]
    if profit <= 0.0:
        return 0.0, (*held, -profit)[-years:]
    left = []
    for loss in held:
        used = min(loss, profit)
        profit -= used
        left.append(loss - used)
    return profit, (*left, 0.0)[-years:]


def declared_share(rate: float, semi_elasticity: float) -> float:
    """Which share of profit is still declared where profit bears this rate? It falls by `semi_elasticity` a unit."""
    return math.exp(-semi_elasticity * rate)


def neutral_rate(wanted: float, semi_elasticity: float) -> float:
    """Which rate on profit yields `wanted`, a share of undiminished profit, after shifting? Infinite if none up to 1.

    The yield rate x exp(-semi_elasticity x rate) rises up to the rate 1 / semi_elasticity.
    """
    highest = 1.0 if semi_elasticity <= 1.0 else 1.0 / semi_elasticity
    if wanted > highest * declared_share(highest, semi_elasticity):
        return math.inf
    low, high = 0.0, highest
    for _ in range(100):
        middle = 0.5 * (low + high)
        reached = middle * declared_share(middle, semi_elasticity) >= wanted
        low, high = (low, middle) if reached else (middle, high)
    return high


def mean_after_losses(states: np.ndarray, margins: np.ndarray, years: int) -> np.ndarray:
    """What is declared a year on average by platforms whose profit is margin plus the state of a cycle?

    float64[margins]. states: float64[years simulated], the cycle; margins: float64, both in standard deviations.
    """
    held = np.zeros((years, margins.size))  # oldest first
    declared = np.zeros(margins.size)
    for state in states:
        profit = margins + state
        rest = np.maximum(profit, 0.0)
        for age in range(years):
            used = np.minimum(held[age], rest)
            held[age] -= used
            rest = rest - used
        declared += rest
        if years:
            held[:-1] = held[1:]
            held[-1] = np.maximum(-profit, 0.0)
    return declared / states.size
