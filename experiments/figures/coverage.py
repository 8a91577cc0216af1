"""Whom does social insurance reach? The insured share of flexible workers by branch and year."""

from typing import TYPE_CHECKING

from experiments.figures.style import legend_of_designs, mark, wrapped, year_axis
from experiments.labels import Labels
from experiments.tables.coverage import GROUP, shares

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from experiments.compare import Comparison

BRANCHES = (
    "pension", "medical", "injury", "unemployment", "resident_pension", "resident_medical", "maternity", "care",
)  # fmt: skip
COLUMNS = 4


def data(comparison: "Comparison") -> "pd.DataFrame":
    """Insured share of flexible workers: mean, lowest and highest over replications."""
    frame = shares(comparison)
    return frame[(frame["group"] == GROUP) & frame["branch"].isin(BRANCHES)].reset_index(drop=True)


def draw(comparison: "Comparison", labels: Labels) -> tuple["Figure", "pd.DataFrame"]:
    """The figure, and the numbers it shows."""
    from matplotlib.figure import Figure

    setup = comparison.setup
    frame = data(comparison)
    branches = [branch for branch in BRANCHES if branch in set(frame["branch"])]
    rows = -(-len(branches) // COLUMNS)
    figure = Figure(figsize=(7.2, 0.5 + 1.75 * rows))
    axes = figure.subplots(rows, COLUMNS, sharex=True, sharey=True, squeeze=False)
    for place, axis in enumerate(axes.flat):
        if place >= len(branches):
            axis.remove()
            continue
        for order, design in enumerate(setup.all_designs):
            path = frame[(frame["branch"] == branches[place]) & (frame["design"] == design)]
            look = mark(order)
            axis.fill_between(
                path["year"],
                100 * path["share_lowest"],
                100 * path["share_highest"],
                color=look.colour,
                alpha=0.18,
                linewidth=0,
            )
            axis.plot(
                path["year"],
                100 * path["share"],
                color=look.colour,
                linestyle=look.dashes,
                label=wrapped(comparison.setup.title(design, labels)),
                clip_on=False,
            )
        axis.set_title(labels.of("branch", branches[place]))
        axis.set_ylim(0, 100)
        year_axis(axis)
        if place % COLUMNS == 0:
            axis.set_ylabel(labels("axis.coverage"))
    title = labels("band.replications", replications=setup.replications) if setup.replications > 1 else None
    legend_of_designs(figure, axes.flat[0], title)
    figure.align_ylabels()
    return figure, frame
