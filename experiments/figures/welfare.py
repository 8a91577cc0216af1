"""Who gains? The consumption-equivalent change of every group, living persons and later entrants apart."""

from typing import TYPE_CHECKING

from experiments.ex_ante import COHORTS
from experiments.figures.fit import when_narrow
from experiments.figures.style import mark
from experiments.labels import Labels, wrapped
from experiments.tables.welfare import HIDDEN, group_label, summary

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from experiments.compare import Comparison

NORMAL_95 = 1.96
LEGEND_WIDTH = 36


def data(comparison: "Comparison") -> "pd.DataFrame":
    """CEV and its errors by group, groups that are too small left out."""
    frame = summary(comparison)
    return frame[~frame["dimension"].isin(HIDDEN) & frame["cev"].notna()].reset_index(drop=True)


def draw(comparison: "Comparison", labels: Labels) -> tuple["Figure", "pd.DataFrame"]:
    """The figure, and the numbers it shows. The legend fills the room that the shorter panel leaves."""
    from matplotlib.figure import Figure

    frame = data(comparison)
    lines = {cohort: _lines(frame[frame["cohort"] == cohort], labels) for cohort in COHORTS}
    living, entrants = (max(1, len(lines[cohort])) for cohort in COHORTS)
    figure = Figure(figsize=(7.2, 0.7 + 0.17 * living))
    grid = figure.add_gridspec(2, 2, height_ratios=[entrants, max(6, living - entrants)])
    left = figure.add_subplot(grid[:, 0])
    right = figure.add_subplot(grid[0, 1], sharex=left)
    for axis, cohort in zip((left, right), COHORTS, strict=True):
        _panel(axis, frame[frame["cohort"] == cohort], lines[cohort], comparison, labels)
        axis.set_title(labels.of("cohort", cohort))
        axis.set_xlabel(labels("axis.cev"))
        if not lines[cohort]:  # no group has enough persons to be shown
            axis.set_axis_off()
    below = figure.add_subplot(grid[1, 1])
    below.set_axis_off()
    baseline = comparison.setup.title(comparison.setup.baseline, labels)
    legend = below.legend(
        *left.get_legend_handles_labels(),
        loc="lower left",
        title=wrapped(labels("band.error", baseline=baseline), LEGEND_WIDTH),
        alignment="left",
        labelspacing=0.8,
    )
    legend.set_in_layout(False)  # it stands in free room and shall not make the panels narrower

    def above_each_other() -> float:
        lowest = 5 + 2 * len(comparison.setup.designs)
        rows = figure.add_gridspec(3, 1, height_ratios=[living, entrants, lowest])
        for axis, row in zip((left, right, below), rows, strict=True):
            axis.set_subplotspec(row)
        return 0.7 + 0.14 * (living + entrants + lowest)

    when_narrow(figure, above_each_other)
    return figure, frame


def _lines(frame: "pd.DataFrame", labels: Labels) -> list[tuple[str, str, str]]:
    """The lines of a panel from the top: (dimension, group, label), a heading where a dimension has several."""
    lines: list[tuple[str, str, str]] = []
    for row in frame.drop_duplicates(["dimension", "group"]).to_dict("records"):
        if row["dimension"] != "all" and (not lines or lines[-1][0] != row["dimension"]):
            lines.append((row["dimension"], "", labels.of("dimension", row["dimension"])))
        lines.append((row["dimension"], row["group"], group_label(row, labels)))
    return lines


def _panel(axis: "Axes", frame: "pd.DataFrame", lines, comparison: "Comparison", labels: Labels) -> None:
    designs = comparison.setup.designs
    height = {(dimension, group): place for place, (dimension, group, _) in enumerate(lines)}
    axis.axvline(0.0, color="#444444", linewidth=0.7)
    for order, design in enumerate(designs):
        part = frame[frame["design"] == design]
        shift = 0.0 if len(designs) == 1 else 0.4 * (order / (len(designs) - 1) - 0.5)
        look = mark(order + 1)
        axis.errorbar(
            100 * part["cev"],
            [height[key] + shift for key in zip(part["dimension"], part["group"], strict=True)],
            xerr=100 * NORMAL_95 * part["se_persons"],
            color=look.colour,
            marker=look.marker,
            linestyle="none",
            markersize=4,
            elinewidth=0.9,
            capsize=1.8,
            label=wrapped(comparison.setup.title(design, labels), LEGEND_WIDTH),
        )
    axis.set_yticks(range(len(lines)), [text for _, _, text in lines])
    axis.set_ylim(len(lines) - 0.4, -0.6)
    for tick, (_, group, _) in zip(axis.get_yticklabels(), lines, strict=True):
        if not group:
            tick.set_fontweight("bold")
    axis.tick_params(axis="y", length=0)
    axis.grid(axis="x")
    axis.grid(visible=False, axis="y")
