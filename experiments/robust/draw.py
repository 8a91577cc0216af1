"""What do the figures of sampled futures show? Boxes of regret, shares of solvency, and rules with bars of failure."""

from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING

from experiments.figures.style import MARKS, legend_of_designs, mark
from experiments.labels import Labels, wrapped
from experiments.robust.futures import Robust

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

NORMAL_95 = 1.96
SPREAD = 0.6  # of the distance between funds that the designs of one fund take
WHISKERS = (5, 95)  # percentiles
FAILS, HOLDS = MARKS[2].colour, "#d0d0d0"
COLUMNS = 3
HEAD_WIDTH, CONDITION_WIDTH = 46, 40  # letters on a line of a design's name and of conditions
ANOTHER_LINE = 0.6  # of the height of a bar that another line takes
THOUSANDS = 1000.0  # from here on numbers are read more easily with separators


def regrets(robust: Robust, data: "pd.DataFrame", titles: Mapping[str, str], labels: Labels) -> "Figure":
    """A panel per criterion, a box per design: how regret is spread over futures."""
    from matplotlib.figure import Figure

    columns, rows = min(COLUMNS, len(robust.criteria)), ceil(len(robust.criteria) / COLUMNS)
    figure = Figure(figsize=(7.2, 0.7 + rows * (0.5 + 0.36 * len(titles))))
    axes = figure.subplots(rows, columns, sharey=True, squeeze=False)
    for axis in axes.flat[len(robust.criteria) :]:
        axis.set_axis_off()
    for axis, (name, criterion) in zip(axes.flat, robust.criteria.items(), strict=False):
        part = data[data["criterion"] == name]
        spread = [part.loc[part["design"] == design, "regret"].to_numpy() for design in titles]
        axis.boxplot(
            spread, orientation="horizontal", whis=WHISKERS, widths=0.55, patch_artist=True,
            boxprops={"facecolor": "#bcd9ea", "linewidth": 0.7}, medianprops={"color": "black", "linewidth": 1.4},
            flierprops={"marker": ".", "markersize": 2.5, "markeredgecolor": "#555555"},
        )  # fmt: skip
        axis.set_title(wrapped(criterion.title(labels), 26))
        axis.set_xlabel(wrapped(labels("axis.regret", unit=criterion.unit(labels)), 34))
        axis.set_yticks(range(1, len(titles) + 1), [wrapped(title, 26) for title in titles.values()])
        axis.set_ylim(len(titles) + 0.6, 0.4)
        axis.grid(axis="x")
        axis.grid(axis="y", visible=False)
        axis.locator_params(axis="x", nbins=4)
        if axis.get_xlim()[1] >= THOUSANDS:
            axis.xaxis.set_major_formatter("{x:,.0f}")
    return figure


def solvency(robust: Robust, data: "pd.DataFrame", titles: Mapping[str, str], labels: Labels) -> "Figure":
    """In which share of futures is each fund without debt to the end? A dot per fund and design, with its error."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 1.2 + 0.44 * len(robust.funds)))
    axis = figure.subplots()
    for order, (design, title) in enumerate(titles.items()):
        part = data[data["design"] == design].set_index("fund").loc[list(robust.funds)]
        shift = SPREAD * (order / (len(titles) - 1) - 0.5)
        look = mark(order)
        error = NORMAL_95 * part["share_se"].fillna(0.0)
        axis.errorbar(
            part["share"], [place + shift for place in range(len(part))],
            xerr=[error.clip(upper=part["share"]), error.clip(upper=100.0 - part["share"])],
            color=look.colour, marker=look.marker, linestyle="none", markersize=4, elinewidth=0.9, capsize=1.8,
            label=wrapped(title, 30), clip_on=False,
        )  # fmt: skip
    for place in range(len(robust.funds) - 1):
        axis.axhline(place + 0.5, color="#dddddd", linewidth=0.5)
    axis.set_yticks(range(len(robust.funds)), [wrapped(labels.of("fund", fund), 24) for fund in robust.funds])
    axis.set_ylim(len(robust.funds) - 0.45, -0.55)
    axis.set_xlim(0.0, 100.0)
    axis.set_xlabel(labels("axis.solvency_share", year=robust.solvent_year))
    axis.grid(axis="x")
    axis.grid(axis="y", visible=False)
    legend_of_designs(figure, axis, labels("bars.futures"))
    return figure


def rules(data: "pd.DataFrame", titles: Mapping[str, str], labels: Labels) -> "Figure":
    """The leaves of every design's tree as rules in words, each with the share of its futures in which it fails."""
    from matplotlib.figure import Figure
    from matplotlib.transforms import blended_transform_factory

    said = {design: wrapped(title, HEAD_WIDTH) for design, title in titles.items()}
    conditions = [wrapped(each, CONDITION_WIDTH) for each in data["conditions"]]
    more = sum(text.count("\n") for text in (*said.values(), *conditions))
    figure = Figure(figsize=(7.2, 0.7 + 0.24 * (len(data) + 1.3 * len(titles) + ANOTHER_LINE * more)))
    axis = figure.subplots()
    ticks, words, place = [], [], 0.0
    beside = blended_transform_factory(axis.transAxes, axis.transData)
    for design, title in said.items():
        part = data.assign(words=conditions)[data["design"] == design]
        axis.text(0.0, place, title, transform=beside, fontweight="bold", va="center", fontsize=8)
        place += 1.0 + ANOTHER_LINE * title.count("\n")
        for row in part.itertuples():
            place += 0.5 * ANOTHER_LINE * row.words.count("\n")
            axis.barh(place, 100.0, color=HOLDS, height=0.62)
            axis.barh(place, row.density, color=FAILS, height=0.62, hatch="////", edgecolor="white", linewidth=0.0)
            counted = labels("robust.counted", failures=row.failures, futures=row.futures)
            axis.text(1.01, place, counted, transform=beside, va="center", fontsize=7.5)
            ticks.append(place)
            words.append(row.words)
            place += 1.0 + 0.5 * ANOTHER_LINE * row.words.count("\n")
        place += 0.3
    axis.set_yticks(ticks, words)
    axis.tick_params(axis="y", length=0)
    axis.set_ylim(place - 0.6, -0.6)
    axis.set_xlim(0.0, 100.0)
    axis.set_xlabel(labels("axis.failing"))
    axis.grid(visible=False)
    return figure
