"""What does a yuan of public money buy? Willingness to pay against net cost to government."""

import numpy as np

UNDEFINED = float("nan")


def willingness_to_pay(cev, consumption_value) -> float:
    """What is a design worth to persons, in yuan? cev: shares by type; consumption_value: yuan by type.

    The consumption-equivalent variation of each type times the present value of its baseline consumption, summed over
    types, all yuan alike. Before the tax that finances the design.
    """
    return float(np.asarray(cev, dtype=float) @ np.asarray(consumption_value, dtype=float))


def net_cost(outlays, outlays_baseline, yields, reserve_value=0.0, rights_value=0.0) -> float:
    """What does a design cost government after behaviour, before it is financed? Yuan at the start of the first year.

    outlays: [years] yuan of the treasury; yields: [years]; reserve_value: present value of what funds hold more at the
    horizon than in the baseline; rights_value: present value of rights accrued by then, more than in the baseline.
    """
    factor = 1.0 / np.cumprod(1.0 + np.asarray(yields, dtype=float))
    more = np.asarray(outlays, dtype=float) - np.asarray(outlays_baseline, dtype=float)
    return float(factor @ more) - float(reserve_value) + float(rights_value)


def marginal_value(worth, cost) -> float:
    """How many yuan of benefit does a yuan of net cost bring? The MVPF of Hendren and Sprung-Keyser (2020).

    Worth over cost where the cost is above zero; infinite where persons gain and government does not pay; NaN where
    neither holds, since a ratio of two losses orders nothing.
    """
    if cost > 0.0:
        return worth / cost
    return float("inf") if worth > 0.0 else UNDEFINED
