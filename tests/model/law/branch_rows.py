"""Rows on which the stages of a small branch run, and the platforms that they run with: shared by their tests."""

import inspect

import numpy as np

from agents.columns import BY_NAME, FLOW_BY_NAME
from model.platforms import Platforms


def platform_table():
    one = np.ones(6)
    return Platforms(
        sector=np.arange(6), successor=np.arange(6), price_per_order=one, pay_per_order=one, pay_loss_per_order=one,
        revenue_per_order=one, taxable_profit_per_order=one, orders_full_time=one, demand_index=one,
        user_order_share=one, user_margin_per_order=one, employed_chance=0.0 * one,
    )  # fmt: skip


def arrays_for(stage, rows, named, left_behind):
    """What the stage takes: `named`, columns at their defaults, draws of one half, and flows of zero.

    left_behind: flows that hold 9, as if an earlier block had left it there.
    """
    arrays = {}
    for name in inspect.signature(stage.py_func).parameters:
        if name in named:
            arrays[name] = named[name]
        elif name.startswith("u_"):
            arrays[name] = np.full(rows, 0.5)
        elif name in BY_NAME:
            arrays[name] = np.full(rows, BY_NAME[name].default, dtype=BY_NAME[name].dtype)
        else:
            arrays[name] = np.full(rows, 9 if name in left_behind else 0, dtype=FLOW_BY_NAME[name].dtype)
    arrays["months_alive"][:] = 12
    return arrays
