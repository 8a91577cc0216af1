"""What does a payment rule pay on average when yearly costs are lognormal? Closed forms, exact to rounding.

Medical benefits are straight lines with kinks at a deductible and at ceilings. The mean of such a rule is a sum of
mean excesses over the kinks, so that a fund settled at expectation and the persons' realised benefits differ by luck
alone.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist
from types import FunctionType

import numpy as np

from agents.compiled import plain, rule
from agents.elementary import exp, log, normal_tail_ratio

NODES = 400
SMALLEST = 1e-9


@rule
def excess_at(cost, limit, log_ratio, sigma):
    """How much of a lognormal cost with mean `cost` lies above `limit` on average? E max(X - limit, 0), in yuan.

    log_ratio: log(cost / limit); sigma: standard deviation of the cost's logarithm, above 0. The mean excess is
    cost * cdf(u) - limit * cdf(u - sigma) with u = log_ratio / sigma + sigma / 2. As cost * density(u) equals
    limit * density(u - sigma), one exponential and one division serve both terms.
    """
    upper = log_ratio / sigma + 0.5 * sigma
    lower = upper - sigma
    top_upper, bottom_upper = normal_tail_ratio(math.fabs(upper))
    top_lower, bottom_lower = normal_tail_ratio(math.fabs(lower))
    first = (top_upper if upper < 0.0 else -top_upper) * bottom_lower
    second = (top_lower if lower < 0.0 else -top_lower) * bottom_upper
    tails = exp(-0.5 * upper * upper) * (first - second) / (bottom_upper * bottom_lower)
    whole = (cost if upper >= 0.0 else 0.0) - (limit if lower >= 0.0 else 0.0)
    return whole + cost * tails


@rule
def expected_excess(mean, sigma, threshold):
    """How much of a lognormal cost lies above `threshold` on average? E max(X - threshold, 0), in yuan.

    mean: mean cost, yuan; sigma: standard deviation of its logarithm, above 0; threshold: yuan, not negative. No
    branches, so that loops vectorise: costs and thresholds below a billionth of a yuan count as that.
    """
    cost = mean if mean > SMALLEST else SMALLEST
    limit = threshold if threshold > SMALLEST else SMALLEST
    return excess_at(cost, limit, log(cost) - log(limit), sigma)


@rule
def expected_layer(mean, sigma, low, high):
    """How much of a lognormal cost lies between `low` and `high` on average, in yuan? As `expected_excess`."""
    cost = mean if mean > SMALLEST else SMALLEST
    first = low if low > SMALLEST else SMALLEST
    last = high if high > SMALLEST else SMALLEST
    log_cost = log(cost)
    above = excess_at(cost, first, log_cost - log(first), sigma)
    return above - excess_at(cost, last, log_cost - log(last), sigma)


@rule
def mean_of_patients(expected_cost, probability):
    """What does a year with a hospital stay cost on average, yuan, if the mean over all persons is `expected_cost`?"""
    return expected_cost / (probability if probability > SMALLEST else SMALLEST)


@lru_cache(maxsize=8)
def lognormal_nodes(sigma: float) -> np.ndarray:
    """Costs at the midpoints of `NODES` equally likely classes of a lognormal variable with mean one, float64[400]."""
    normal = NormalDist()
    raw = [math.exp(sigma * normal.inv_cdf((k + 0.5) / NODES)) for k in range(NODES)]
    mean = math.fsum(raw) / NODES
    return np.array([value / mean for value in raw])


@lru_cache(maxsize=8)
def elementwise(payment: Callable[..., float]) -> Callable[..., np.ndarray]:
    """A payment rule without branches, compiled or not, for an array of costs: the same operations, the same bits."""
    written = plain(payment)
    known = {**written.__globals__, "min": np.minimum, "max": np.maximum}
    return FunctionType(written.__code__, known, written.__name__, written.__defaults__, written.__closure__)


def mean_over_lognormal(payment: Callable[..., float], mean: float, sigma: float, *parameters: float) -> float:
    """What does a payment rule pay on average? For the yearly summary of a law, outside compiled code.

    payment: rule of cost and `parameters`, without branches; mean: mean cost, yuan; right to about 0.2 %.
    """
    return math.fsum(elementwise(payment)(mean * lognormal_nodes(sigma), *parameters).tolist()) / NODES
