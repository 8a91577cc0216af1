"""Whom does social insurance reach? The insured share of flexible workers by branch and year."""

from typing import TYPE_CHECKING

from experiments.figures.style import band, legend_of_designs, year_axis
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
    figure = Figure(figsize=(7.2, 4.0))
    axes = figure.subplots(2, COLUMNS, sharex=True, sharey=True)
    for place, (axis, branch) in enumerate(zip(axes.flat, BRANCHES, strict=True)):
        for order, design in enumerate(setup.all_designs):
            path = frame[(frame["branch"] == branch) & (frame["design"] == design)]
            spread = [100 * path[name] for name in ("share", "share_lowest", "share_highest")]
            band(axis, path["year"], *spread, order, setup.title(design, labels))
        axis.set_title(labels.of("branch", branch))
        axis.set_ylim(0, 100)
        year_axis(axis)
        if place % COLUMNS == 0:
            axis.set_ylabel(labels("axis.coverage"))
    title = labels("band.replications", replications=setup.replications) if setup.replications > 1 else None
    legend_of_designs(figure, axes.flat[0], title)
    figure.align_ylabels()
    return figure, frame
