"""Who should bear which share? The change from the status quo at every division of a whole, a triangle a measure."""

from typing import TYPE_CHECKING

from experiments.figures import ternary
from experiments.labels import Labels, wrapped
from experiments.sweep.changes import STATUS_QUO
from experiments.sweep.grid import Sweep
from experiments.sweep.heat_map import (
    COLOURS,
    LEGEND,
    STAR,
    above_each_other_when_narrow,
    describe,
    extent,
    legend,
    star,
)
from experiments.tables.called import measure_titles

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

COLUMNS = 2
HEIGHT = 2.6  # inches of a panel


def draw(sweep: Sweep, data: "pd.DataFrame", labels: Labels) -> "Figure":
    """The figure. data: as `experiments.sweep.changes`. A line runs where there is no change."""
    from matplotlib.figure import Figure

    titles = measure_titles(sweep.measures, labels)
    columns = min(COLUMNS, len(sweep.measures))
    rows = -(-len(sweep.measures) // columns)
    figure = Figure(figsize=(7.2, LEGEND + HEIGHT * rows))
    axes = figure.subplots(rows, columns, squeeze=False)
    corners = [wrapped(lever.title(labels.language), 18) for lever in sweep.levers]
    names = [lever.name for lever in sweep.levers]
    for axis, (name, measure) in zip(axes.flat, sweep.measures.items(), strict=False):
        part = data[data["measure"] == name]
        grid = part[(part["at"] != STATUS_QUO) & part["change"].notna()]
        before = part[part["at"] == STATUS_QUO].iloc[0]
        ternary.frame(axis, corners, sweep.levers[0].scale)
        filled = ternary.field(axis, grid[names], grid["change"], *extent(part), COLOURS)
        ternary.contour(axis, grid[names], grid["change"], 0.0, STAR)
        if sweep.at_status_quo() is not None:
            star(axis, *ternary.place(before[names].to_numpy(dtype=float)))
        describe(axis, filled, titles[name], measure.of, part, labels)
    for axis in axes.flat[len(sweep.measures) :]:
        axis.remove()
    legend(figure, sweep.at_status_quo() is not None, labels)
    above_each_other_when_narrow(figure, list(axes.flat[: len(sweep.measures)]), HEIGHT)
    return figure
