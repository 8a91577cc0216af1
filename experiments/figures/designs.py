"""What does each design change beside its own comparator? A line a design, a panel a measure, with 95 % bounds."""

from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.fit import when_narrow
from experiments.figures.style import mark
from experiments.labels import Labels, wrapped
from experiments.means import titles_of
from experiments.tables.designs import Told

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

PANELS = ("pension_coverage", "injury_coverage", "reserves", "worker_burden", "treasury", "cev")
NORMAL_95 = 1.96
ROW = 0.145  # inches
BESIDE = 1.5  # inches of titles and axes above and below
COLUMNS_WHEN_NARROW = 2
NARROW_LINE = 56  # letters
LONGEST_TITLE = 14  # Chinese characters


def _short(title: str) -> str:
    """A title that leaves room for the panels; the table has it whole."""
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def draw(data: "pd.DataFrame", told: Told, labels: Labels) -> tuple["Figure", "pd.DataFrame"]:
    """The figure, and the numbers it shows. data: as `experiments.tables.designs.frame`."""
    from matplotlib.figure import Figure

    shown = [name for panel in PANELS for name in (panel, f"{panel}_se")]
    frame = data[["id", "design", "against", *shown]]
    titles = titles_of(frame["design"], labels)
    names = [_short(titles[name]) if labels.language == "zh" else name.replace("_", " ") for name in frame["design"]]
    places, look = np.arange(len(frame)), mark(1)
    height = BESIDE + ROW * len(frame)
    figure = Figure(figsize=(7.2, height))
    axes = figure.subplots(1, len(PANELS), sharey=True)
    for axis, name in zip(axes, PANELS, strict=True):
        axis.axvline(0.0, color="#444444", linewidth=0.7)
        axis.errorbar(
            frame[name], places, xerr=NORMAL_95 * frame[f"{name}_se"].fillna(0.0), color=look.colour, marker="o",
            linestyle="none", markersize=3, elinewidth=0.8,
        )  # fmt: skip
        axis.set_title(labels(f"panel.effect_{name}"))
        axis.set_xlabel(labels(f"axis.effect_{name}"))
        axis.grid(axis="both")
        axis.locator_params(axis="x", nbins=3)
        axis.tick_params(axis="y", length=0)
    axes[0].set_yticks(places, [f"{name}  {number}".rstrip() for name, number in zip(names, frame["id"], strict=True)])
    axes[0].set_ylim(len(frame) - 0.4, -0.6)
    said = labels("bars.effects", year=told.year, replications=told.replications)
    below = figure.supxlabel(said, fontsize=7.5)

    def stacked() -> float:
        rows = -(-len(PANELS) // COLUMNS_WHEN_NARROW)
        grid = figure.add_gridspec(rows, COLUMNS_WHEN_NARROW)
        for place, axis in enumerate(axes):
            axis.set_subplotspec(grid[divmod(place, COLUMNS_WHEN_NARROW)])
            axis.tick_params(axis="y", labelleft=place % COLUMNS_WHEN_NARROW == 0)
        below.set_text(wrapped(said, NARROW_LINE))
        return 0.8 * rows * height

    when_narrow(figure, stacked)
    return figure, frame
