"""What does one lever do over its range? A line with a band for every measure, and the status quo across it."""

from typing import TYPE_CHECKING

from experiments.figures.style import band, legend_of_designs, mark
from experiments.labels import Labels, wrapped
from experiments.means import titles_of
from experiments.sweep.changes import STATUS_QUO, spread, unit
from experiments.sweep.grid import Sweep
from experiments.tables.called import measure_titles

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = 2
NORMAL_95 = 1.96
REFERENCE, LINE = 0, 1  # places in the row of marks


def draw(sweep: Sweep, data: "pd.DataFrame", labels: Labels) -> "Figure":
    """The figure. data: as `experiments.sweep.changes`."""
    from matplotlib.figure import Figure

    count, titles = len(sweep.measures), measure_titles(sweep.measures, labels)
    columns = min(COLUMNS, count)
    rows = -(-count // columns)
    figure = Figure(figsize=(7.2, 0.9 + 1.7 * rows))
    axes = figure.subplots(rows, columns, sharex=True, squeeze=False)
    for axis, (name, measure) in zip(axes.flat, sweep.measures.items(), strict=False):
        _panel(axis, sweep, data[data["measure"] == name], labels)
        axis.set_title(wrapped(titles[name], 36))
        axis.set_ylabel(wrapped(unit(measure.of, labels), 22))
    for axis in axes.flat[count:]:
        axis.remove()
    for axis in axes.flat[max(0, count - columns) : count]:  # the lowest of each column
        axis.tick_params(labelbottom=True)
        axis.set_xlabel(wrapped(sweep.levers[0].title(labels.language), 40))
    legend_of_designs(figure, axes.flat[0], labels("sweep.band"))
    figure.align_ylabels()
    return figure


def _panel(axis: "Axes", sweep: Sweep, data: "pd.DataFrame", labels: Labels) -> None:
    lever = sweep.levers[0]
    before = data[data["at"] == STATUS_QUO].iloc[0]
    look = mark(REFERENCE)
    for order, (design, title) in enumerate(
        titles_of(data.loc[data["at"] != STATUS_QUO, "design"].unique(), labels).items()
    ):
        grid = data[(data["at"] != STATUS_QUO) & (data["design"] == design)].sort_values(lever.name)
        places, middle, width = lever.scale * grid[lever.name], grid["mean"], NORMAL_95 * spread(grid)
        line = mark(LINE + order)
        band(axis, places, middle, middle - width, middle + width, LINE + order, title)
        axis.plot(places, middle, color=line.colour, marker=line.marker, linestyle="none", markersize=3)
    axis.axhline(before["mean"], color=look.colour, linestyle=look.dashes, label=labels("sweep.level"))
    stands = lever.scale * before[lever.name]
    if lever.scale * min(lever.values) <= stands <= lever.scale * max(lever.values):
        axis.plot(
            stands, before["mean"], color=look.colour, marker="*", markersize=9, linestyle="none", clip_on=False,
            zorder=3, label=labels("sweep.here"),
        )  # fmt: skip
    axis.margins(x=0.03)
