"""Who gains from a design, and how much consumption is that worth?

Lives are compared pairwise: the same persons with the same luck under two designs. Utility is expected
discounted CRRA utility without an additive constant, so the consumption-equivalent variation (CEV) has a
closed form. Groups are types known in advance; living persons and later entrants are never pooled.
"""

from typing import NamedTuple

import numpy as np

SMALLEST_EFFECTIVE_SAMPLE = 400.0
SAME = 1e-12  # relative difference of two lives' utility below which nobody gains or loses


class Sums(NamedTuple):
    """What one replication says about one group; additive over replications.

    `scale` is what the gain in utility is measured against: the baseline's utility, or with logarithmic
    utility the discounted years of life. All sums are weighted, the last three of squared weighted terms.
    """

    weight: float
    weight_squared: float
    gain: float
    scale: float
    gainers: float
    losers: float
    gain_gain: float
    gain_scale: float
    scale_scale: float

    def plus(self, other: "Sums") -> "Sums":
        """What do both say together?"""
        return Sums(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def crra_utility(consumption, gamma) -> np.ndarray:
    """What is a year's consumption worth? c^(1-gamma)/(1-gamma), the logarithm for gamma = 1.

    consumption: yuan, positive; gamma: relative risk aversion.
    """
    consumption = np.asarray(consumption, dtype=float)
    if gamma == 1.0:
        return np.log(consumption)
    return consumption ** (1.0 - gamma) / (1.0 - gamma)


def consumption_equivalent(utility_design, utility_baseline, gamma, discounted_years=None) -> float:
    """Which lasting percentage change of baseline consumption is as good as the design? A share.

    utility_design, utility_baseline: discounted lifetime utility, summed or averaged over the same persons;
    discounted_years: discounted length of life, summed or averaged alike; needed for gamma = 1 alone.
    Solves sum of delta^t u((1+x) c0) = sum of delta^t u(c1): (U1/U0)^(1/(1-gamma)) - 1, or exp((U1-U0)/L) -
    1.
    """
    scale = _scale(utility_baseline, gamma, discounted_years)
    return _share((utility_design - utility_baseline) / scale, gamma)


def group_sums(weight, utility_design, utility_baseline, gamma, discounted_years=None) -> Sums:
    """What does one replication say about a group? All arrays: [persons], same persons in the same order."""
    weight = np.asarray(weight, dtype=float)
    before = np.asarray(utility_baseline, dtype=float)
    change = np.asarray(utility_design, dtype=float) - before
    tolerance = SAME * np.abs(before)
    gain = weight * change
    scale = weight * _scale(before, gamma, discounted_years)
    return Sums(
        weight=float(weight.sum()),
        weight_squared=float((weight * weight).sum()),
        gain=float(gain.sum()),
        scale=float(scale.sum()),
        gainers=float(weight[change > tolerance].sum()),
        losers=float(weight[change < -tolerance].sum()),
        gain_gain=float((gain * gain).sum()),
        gain_scale=float((gain * scale).sum()),
        scale_scale=float((scale * scale).sum()),
    )


def pooled(replications) -> Sums:
    """What do all replications say together? Expectation over replications within the type."""
    total, *others = replications
    for sums in others:
        total = total.plus(sums)
    return total


def group_cev(sums: Sums, gamma) -> float:
    """How large is the group's consumption-equivalent variation? A share, by a ratio of means."""
    return _share(sums.gain / sums.scale, gamma)


def standard_error_persons(sums: Sums, gamma) -> float:
    """How uncertain is the CEV because the group is a sample of persons with their luck? A share.

    Linearised (delta method) standard error of a paired, weighted ratio (Cochran 1977, 6.8), persons
    independent. NaN for a single effective person.
    """
    effective = effective_size(sums)
    if not effective > 1.0:
        return float("nan")
    ratio = sums.gain / sums.scale
    squares = sums.gain_gain - 2.0 * ratio * sums.gain_scale + ratio * ratio * sums.scale_scale
    error = np.sqrt(max(squares, 0.0) * effective / (effective - 1.0)) / abs(sums.scale)
    return float(abs(_slope(ratio, gamma)) * error)


def standard_error_replications(replications, gamma) -> float:
    """How uncertain is the CEV from one replication, its population and its luck, to the next? A share.

    Delete-one jackknife over replications of the paired ratio; NaN for a single replication.
    """
    replications = list(replications)
    count = len(replications)
    if count < 2:
        return float("nan")
    left = [group_cev(pooled(replications[:out] + replications[out + 1 :]), gamma) for out in range(count)]
    return float(np.sqrt((count - 1.0) / count * np.sum((np.array(left) - np.mean(left)) ** 2)))


def replication_values(replications, statistic) -> np.ndarray:
    """What does each replication add to a measure of all of them? float64[replications], the jackknife's pseudo-values.

    replications: results that `statistic` (a list of them -> number) makes a measure of. Their mean is the measure up
    to its bias, and their spread is that of replications. NaN for a single one.
    """
    replications = list(replications)
    count = len(replications)
    if count < 2:
        return np.full(count, np.nan)
    whole = statistic(replications)
    left = [statistic(replications[:out] + replications[out + 1 :]) for out in range(count)]
    return count * whole - (count - 1) * np.array(left)


def scaled(sums: Sums, rate, gamma) -> Sums:
    """What would the replication say if everyone had 1 + rate times the consumption under the design?

    It multiplies utility, or with gamma = 1 adds its logarithm for every year of life. The sums of squares, of no use
    then, are NaN.
    """
    nothing = float("nan")
    if gamma == 1.0:
        gain = sums.gain + sums.scale * float(np.log1p(rate))
    else:
        gain = (1.0 + rate) ** (1.0 - gamma) * (sums.gain + sums.scale) - sums.scale
    return sums._replace(gain=gain, gainers=nothing, losers=nothing, gain_gain=nothing, gain_scale=nothing)


def effective_size(sums: Sums) -> float:
    """How many equally weighted persons say as much as this weighted sample? Kish's (sum w)^2 / sum w^2."""
    return sums.weight**2 / sums.weight_squared if sums.weight_squared > 0.0 else 0.0


def is_reportable(sums: Sums) -> bool:
    """Is the group large enough to be shown? At least 400 effective persons."""
    return effective_size(sums) >= SMALLEST_EFFECTIVE_SAMPLE


def _scale(utility_baseline, gamma, discounted_years):
    if gamma != 1.0:
        return np.asarray(utility_baseline, dtype=float)
    if discounted_years is None:
        raise ValueError("logarithmic utility (gamma = 1) needs the discounted years of life")
    return np.asarray(discounted_years, dtype=float)


def _share(ratio, gamma) -> float:
    """From the relative gain of utility to the share of consumption, without loss for small gains."""
    if gamma == 1.0:
        return float(np.expm1(ratio))
    return float(np.expm1(np.log1p(ratio) / (1.0 - gamma)))


def _slope(ratio, gamma) -> float:
    if gamma == 1.0:
        return float(np.exp(ratio))
    return float((1.0 + ratio) ** (1.0 / (1.0 - gamma) - 1.0) / (1.0 - gamma))
