"""Who pays? Contributions by payer in % of the labour income of each group, one bar per design."""

from typing import TYPE_CHECKING

from experiments.figures.fit import when_narrow
from experiments.figures.style import PAYER_FILLS
from experiments.labels import Labels, wrapped
from experiments.tables.burden import PAYERS, SHOWN_GROUPS, shares

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from experiments.compare import Comparison

BAR_LABEL_WIDTH = 36


def data(comparison: "Comparison") -> "pd.DataFrame":
    """Contributions over labour income by design, group and payer, mean of the years of the horizon."""
    frame = shares(comparison)
    return frame[frame["group"].isin(SHOWN_GROUPS)].reset_index(drop=True)


def draw(comparison: "Comparison", labels: Labels) -> tuple["Figure", "pd.DataFrame"]:
    """The figure, and the numbers it shows."""
    from matplotlib.figure import Figure

    designs = comparison.setup.all_designs
    frame = data(comparison)
    cells = frame.set_index(["design", "group", "payer"])["share"].fillna(0.0)
    groups = [group for group in SHOWN_GROUPS if group in set(frame["group"])]
    bars = [(group, design) for group in groups for design in designs]
    gap = 0.7
    heights = [place + gap * (place // len(designs)) for place in range(len(bars))]
    figure = Figure(figsize=(7.2, 1.2 + 0.21 * (len(bars) + gap * len(groups))))
    axis = figure.subplots()
    reached = [0.0] * len(bars)
    for payer in PAYERS:
        widths = [100 * cells.get((design, group, payer), 0.0) for group, design in bars]
        if not any(widths):
            continue
        colour, hatch = PAYER_FILLS[payer]
        axis.barh(
            heights,
            widths,
            left=reached,
            height=0.8,
            color=colour,
            hatch=hatch,
            edgecolor="#222222",
            label=labels.of("payer", payer),
        )
        reached = [before + width for before, width in zip(reached, widths, strict=True)]
    axis.set_yticks(heights, [wrapped(comparison.setup.title(design, labels), BAR_LABEL_WIDTH) for _, design in bars])
    axis.tick_params(axis="y", length=0)
    axis.invert_yaxis()
    axis.margins(y=0.02)
    axis.set_xlim(0.0, 1.1 * max(reached))  # room for the totals, beside which the groups' names stand
    for height, total in zip(heights, reached, strict=True):
        axis.annotate(
            f"{total:.1f}", (total, height), xytext=(3, 0), textcoords="offset points", va="center", fontsize=7
        )
    for place, group in enumerate(groups):
        middle = heights[place * len(designs)] + (len(designs) - 1) / 2
        axis.annotate(
            labels.of("group", group),
            (1.0, middle),
            xycoords=("axes fraction", "data"),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontweight="bold",
        )
    axis.set_xlabel(labels("axis.burden"))
    axis.grid(axis="x")
    axis.grid(visible=False, axis="y")
    figure.legend(loc="outside lower center", ncols=len(PAYERS))

    def with_room_for_totals() -> float:
        axis.set_xlim(right=1.28 * max(reached))
        return figure.get_figheight()

    when_narrow(figure, with_room_for_totals)
    return figure, frame
