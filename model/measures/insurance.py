"""What part of a gain is insurance, and what would the gain be if funds gave back what they have saved?"""

import numpy as np


def mean_gain(consumption_design, consumption_baseline) -> float:
    """By which share does a type's mean discounted consumption rise? Sums over the same persons, discounted alike."""
    return float(consumption_design) / float(consumption_baseline) - 1.0


def insurance_value(cev, gain) -> float:
    """What is a design worth to a type beyond the mean consumption it brings? A share of consumption.

    cev: the type's consumption-equivalent variation; gain: its `mean_gain`. The transfer that raises everyone's
    consumption by the mean gain has exactly that gain as its CEV; what is left is the worth of a life less at risk,
    seen from before anything has happened to the type (Benabou 2002; Floden 2001).
    """
    return float(cev) - float(gain)


def return_rate(reserves_design, reserves_baseline, horizon_factor, consumption_value) -> float:
    """At which rate could consumption be subsidised for life from what funds hold more than in the baseline?

    reserves: yuan at the horizon, all funds; horizon_factor: worth of a yuan at the horizon at the start;
    consumption_value: present value of all consumption of the scored cohorts under the design. Negative where the
    design leaves less.
    """
    more = float(reserves_design) - float(reserves_baseline)
    return more * float(horizon_factor) / float(consumption_value)


def cev_with_return(cev, rate) -> float:
    """What is the CEV with that subsidy? Scaling every year's consumption by 1 + rate scales 1 + CEV by it: exact."""
    return float((1.0 + np.float64(cev)) * (1.0 + rate) - 1.0)
