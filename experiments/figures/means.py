"""What do the measures of an experiment say at each point? Means with standard errors, a panel per measure."""

from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.fit import when_narrow
from experiments.figures.style import legend_of_designs, mark
from experiments.labels import Labels, wrapped
from experiments.tables.called import measure_titles
from experiments.tables.means import unit

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

COLUMNS = 2
NORMAL_95 = 1.96
MANY = 8  # designs, beyond which three panels share their names
LINE = 0.23  # inches for each design where every one has a line of its own
NAME_WIDTH = 40  # letters on a line of a design's name
SPREAD = 0.4  # of the distance between points that the designs of one point take


def draw(found: "pd.DataFrame", measures: Mapping, titles: Mapping[str, str], labels: Labels) -> "Figure":
    """The figure. found: as `experiments.means.frame`; a single lever that moves is the axis, else the points are."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    columns, rows = min(COLUMNS, len(measures)), ceil(len(measures) / COLUMNS)
    lever, called = axis_of(found), measure_titles(measures, labels)
    places = np.unique(found[lever])
    if len(places) == 1:
        return _designs_alone(found, measures, called, titles, labels)
    figure = Figure(figsize=(7.2, 0.9 + 1.8 * rows))
    axes = figure.subplots(rows, columns, sharex=True, squeeze=False)
    step = float(np.diff(places).min())
    for axis, (name, measure) in zip(axes.flat, measures.items(), strict=False):
        for order, (design, title) in enumerate(titles.items()):
            part = found[(found["measure"] == name) & (found["design"] == design)].sort_values(lever)
            shift = SPREAD * step * (order / max(1, len(titles) - 1) - 0.5) if len(titles) > 1 else 0.0
            look = mark(order)
            axis.errorbar(
                part[lever] + shift, part["mean"], yerr=NORMAL_95 * part["mean_se"].fillna(0.0), color=look.colour,
                marker=look.marker, linestyle="none", markersize=4, elinewidth=0.9, capsize=1.8, label=wrapped(title),
            )  # fmt: skip
        axis.set_title(wrapped(called[name], 36))
        axis.set_ylabel(unit(measure, labels))
        if lever == "point":
            axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        else:
            axis.set_xticks(places if len(places) <= 8 else places[:: ceil(len(places) / 8)])
    for axis in axes.flat[len(measures) :]:
        axis.set_axis_off()
    for axis in axes[-1]:
        axis.set_xlabel(labels("word.point") if lever == "point" else wrapped(lever))
    if len(measures) % columns:  # the panel above the empty place is the last one of its column
        axes[-2, -1].tick_params(labelbottom=True)
        axes[-2, -1].set_xlabel(axes[-1, 0].get_xlabel())
    legend_of_designs(figure, axes.flat[0], labels("bars.replications"))
    return figure


def _designs_alone(found, measures, called, titles: Mapping[str, str], labels: Labels) -> "Figure":
    """Where there is but one point the designs are what differs: each has a line of its own, named once."""
    from matplotlib.figure import Figure

    columns = min(COLUMNS if len(titles) <= MANY else COLUMNS + 1, len(measures))
    rows = ceil(len(measures) / columns)
    high = 0.75 + LINE * len(titles)
    figure = Figure(figsize=(7.2, 0.2 + high * rows))
    axes = figure.subplots(rows, columns, sharey=True, squeeze=False)
    heights = {design: -place for place, design in enumerate(titles)}
    for axis, (name, measure) in zip(axes.flat, measures.items(), strict=False):
        part = found[(found["measure"] == name) & found["design"].isin(heights)]
        axis.errorbar(
            part["mean"], part["design"].map(heights), xerr=NORMAL_95 * part["mean_se"].fillna(0.0),
            color=mark(0).colour, marker="o", linestyle="none", markersize=3.5, elinewidth=0.9, capsize=1.8,
        )  # fmt: skip
        axis.set_title(called[name])
        axis.set_xlabel(unit(measure, labels))
        axis.set_yticks(list(heights.values()), [wrapped(title, NAME_WIDTH) for title in titles.values()])
        axis.set_ylim(0.6 - len(titles), 0.6)
        axis.locator_params(axis="x", nbins=2 if columns > COLUMNS else 5)
        if columns > COLUMNS:
            axis.tick_params(axis="y", labelsize="x-small")
    for axis in axes.flat[len(measures) :]:
        axis.set_axis_off()
    figure.supxlabel(labels("bars.replications"), fontsize="small")
    panels = list(axes.flat[: len(measures)])

    def stacked() -> float:
        grid = figure.add_gridspec(len(panels), 1)
        for place, axis in enumerate(panels):
            axis.set_subplotspec(grid[place, 0])
            axis.tick_params(axis="y", labelleft=True)
        return 0.2 + high * len(panels)

    when_narrow(figure, stacked)
    return figure


def axis_of(found: "pd.DataFrame") -> str:
    """Which column is the axis of points: the only parameter that moves, if it is a number, or the point itself?"""
    from pandas.api.types import is_numeric_dtype

    from experiments.means import moved

    names = moved(found)
    return names[0] if len(names) == 1 and is_numeric_dtype(found[names[0]]) else "point"
