"""What distinguishes the bases of platforms' contributions? Who bears them, and how much they vary over the years."""

from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.fit import one_above_another
from experiments.figures.style import mark
from experiments.labels import Labels
from experiments.tables.bases import Told

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

BEARERS = {"by_pay": ("#0072B2", ""), "by_prices": ("#E69F00", "////"), "by_profit": ("#D0D0D0", "\\\\\\\\")}
VARY = ("variation", "platform_variation")
NORMAL_95 = 1.96
SHIFT = 0.13  # of the distance between bases that two marks of one base stand from its line


def draw(data: "pd.DataFrame", told: Told, labels: Labels) -> tuple["Figure", "pd.DataFrame"]:
    """The figure, and the numbers it shows. data: as `experiments.bases.summary`."""
    from matplotlib.figure import Figure

    names = [name for each in (*BEARERS, *VARY) for name in (each, f"{each}_se")]
    frame, places = data[["base", "rate", *names]], np.arange(len(data))
    figure = Figure(figsize=(7.2, 2.7))
    left, right = figure.subplots(1, 2, sharey=True)
    reached = np.zeros(len(frame))
    for name, (colour, hatch) in BEARERS.items():
        left.barh(places, frame[name], left=reached, height=0.6, color=colour, hatch=hatch, edgecolor="#222222",
                  label=labels(f"bears.{name}"))  # fmt: skip
        reached = reached + frame[name].to_numpy()
    left.set_title(labels("panel.bears"))
    left.set_xlabel(labels("axis.bears"))
    left.set_xlim(0.0, 100.0)
    for order, name in enumerate(VARY):
        look, aside = mark(order + 1), SHIFT * (2 * order - 1)
        right.errorbar(
            frame[name], places + aside, xerr=NORMAL_95 * frame[f"{name}_se"].fillna(0.0), color=look.colour,
            marker=look.marker, linestyle="none", markersize=5, elinewidth=0.9, capsize=2,
            label=labels(f"varies.{name}"),
        )  # fmt: skip
    right.set_title(labels("panel.varies"))
    right.set_xlabel(labels("axis.varies"))
    right.set_xlim(left=0.0)
    for axis in (left, right):
        axis.grid(axis="x")
        axis.grid(visible=False, axis="y")
        axis.tick_params(axis="y", length=0)
        axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.24), ncols=3)
    rates = [labels("base.at_rate", base=labels(f"base.{row.base}"), rate=f"{100 * row.rate:.2f}")
             for row in frame.itertuples()]  # fmt: skip
    left.set_yticks(places, rates)
    left.set_ylim(len(frame) - 0.5, -0.5)
    one_above_another(figure)
    return figure, frame
