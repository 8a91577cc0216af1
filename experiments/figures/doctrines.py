"""How do the three doctrines differ from the law in force? Whom each branch covers, and who pays."""

from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.fit import one_above_another
from experiments.figures.style import PAYER_FILLS, mark
from experiments.labels import Labels, wrapped
from experiments.tables.doctrines import Told

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

NORMAL_95 = 1.96
SPREAD = 0.5  # of the distance between branches that the designs of one branch take
NAME_WIDTH = 16  # letters of a design's name in a line


def draw(data: "pd.DataFrame", told: Told, labels: Labels) -> tuple["Figure", "pd.DataFrame"]:
    """The figure, and the numbers it shows. data: as `experiments.doctrines.summary`."""
    from matplotlib.figure import Figure

    frame = data[data["section"].isin(["coverage", "payers"])].reset_index(drop=True)
    comparator, *doctrines = told.designs
    titles = {comparator: told.title[labels.language]} | {name: labels.of("doctrine", name) for name in doctrines}
    figure = Figure(figsize=(7.2, 3.6))
    left, right = figure.subplots(1, 2, width_ratios=(1.15, 1.0))
    covered = frame[frame["section"] == "coverage"]
    branches = covered["measure"].drop_duplicates().tolist()
    for order, (name, title) in enumerate(titles.items()):
        part, look = covered[covered["design"] == name].set_index("measure").loc[branches], mark(order)
        aside = SPREAD * (order / (len(titles) - 1) - 0.5)
        left.errorbar(
            part["level"], np.arange(len(branches)) + aside, xerr=NORMAL_95 * part["level_se"].fillna(0.0),
            color=look.colour, marker=look.marker, linestyle="none", markersize=4, elinewidth=0.8, label=wrapped(title),
        )  # fmt: skip
    left.set_yticks(np.arange(len(branches)), [labels(f"branch.{branch}") for branch in branches])
    left.set_ylim(len(branches) - 0.5, -0.5)
    left.set_xlim(-2.0, 102.0)
    left.set_title(labels("panel.covered", year=told.year))
    left.set_xlabel(labels("axis.coverage"))
    paid = frame[(frame["section"] == "payers") & (frame["measure"] != "total")]
    cells, reached = paid.set_index(["measure", "design"])["level"], np.zeros(len(titles))
    for payer, (colour, hatch) in PAYER_FILLS.items():
        widths = np.array([cells.get((payer, name), 0.0) for name in titles])
        if widths.any():
            right.barh(np.arange(len(titles)), widths, left=reached, height=0.6, color=colour, hatch=hatch,
                       edgecolor="#222222", label=labels.of("payer", payer))  # fmt: skip
            reached = reached + widths
    right.set_yticks(np.arange(len(titles)), [wrapped(title, NAME_WIDTH) for title in titles.values()])
    right.set_ylim(len(titles) - 0.5, -0.5)
    right.set_xlim(0.0, 100.0)
    right.set_title(labels("panel.payers", year=told.year))
    right.set_xlabel(labels("axis.paid"))
    for axis, columns in ((left, 2), (right, 2)):
        axis.grid(axis="x")
        axis.grid(visible=False, axis="y")
        axis.tick_params(axis="y", length=0)
        axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=columns)
    one_above_another(figure)
    return figure, frame
