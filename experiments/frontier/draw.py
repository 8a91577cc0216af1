"""What do the figures of a frontier show? Both aims in a plane with the set in it, and the levers along the set."""

from collections.abc import Mapping
from itertools import product
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.style import MARKS, legend_of_designs, mark
from experiments.frontier.levers import Frontier
from experiments.labels import Labels, width_of, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = 3
TRIED = {"color": "#a8a8a8", "marker": "o", "markersize": 3, "linestyle": "none", "markeredgewidth": 0}
SET = {"color": MARKS[1].colour, "marker": MARKS[1].marker, "markersize": 4}
PLANE = np.array([6.2, 3.7])  # inches that the axes of the plane take, about
CHARACTER, LINE, MARGIN = 0.062, 0.125, 0.05  # inches: of a name's letters, and kept free around it
DISTANCES = (0.12, 0.25, 0.4, 0.6, 0.9, 1.3)  # inches of a name from its point
POINTS_PER_INCH = 72.0
THOUSANDS = 1000.0  # from here on numbers are read more easily with separators


def axis_title(frontier: Frontier, aim: str, labels: Labels) -> str:
    """What stands on the axis of an aim, with its unit?"""
    criterion = frontier.criteria[aim]
    return labels("axis.gain", criterion=criterion.title(labels), unit=criterion.unit(labels))


def plane(
    frontier: Frontier, found: "pd.DataFrame", beside: "pd.DataFrame", titles: Mapping[str, str], labels: Labels
) -> "Figure":
    """All combinations in grey, the Pareto set joined, and the marked designs with their names."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 4.6))
    axis = figure.subplots()
    across, up = frontier.criteria
    axis.plot(found[across], found[up], **TRIED, label=labels("frontier.tried_ones"))
    best = found[found["pareto"]].sort_values(across, kind="stable")
    errors = {"xerr": best[f"{across}_se"].fillna(0.0), "yerr": best[f"{up}_se"].fillna(0.0)}
    axis.errorbar(best[across], best[up], **errors, **SET, linewidth=0.9, elinewidth=0.6, label=labels("frontier.set"))
    for place, row in enumerate(beside.itertuples()):
        look = mark(0 if place == 0 else place + 1)
        at = getattr(row, across), getattr(row, up)
        axis.plot(*at, color=look.colour, marker=look.marker, markersize=7, linestyle="none", zorder=5)
    axis.margins(0.1)
    axis.axhline(0.0, color="#444444", linewidth=0.5, zorder=0)
    axis.axvline(0.0, color="#444444", linewidth=0.5, zorder=0)
    axis.set_xlabel(axis_title(frontier, across, labels))
    axis.set_ylabel(wrapped(axis_title(frontier, up, labels), 52))
    axis.grid(visible=True, axis="both")
    _separate(axis)
    legend_of_designs(figure, axis, labels("bars.one_error"))
    points = np.concatenate([each[[across, up]].to_numpy(dtype=float) for each in (found, beside)])
    for row in beside.itertuples():
        _name(axis, (getattr(row, across), getattr(row, up)), wrapped(titles[row.design], 26), points)
    return figure


def levers(frontier: Frontier, found: "pd.DataFrame", labels: Labels) -> "Figure":
    """A panel per lever: its values along the first aim, those of the Pareto set marked."""
    from matplotlib.figure import Figure

    columns, rows = min(COLUMNS, len(frontier.levers)), ceil(len(frontier.levers) / COLUMNS)
    figure = Figure(figsize=(7.2, 0.8 + 1.9 * rows))
    axes = figure.subplots(rows, columns, sharex=True, squeeze=False)
    across = next(iter(frontier.criteria))
    best = found[found["pareto"]]
    for place, axis in enumerate(axes.flat):
        if place >= len(frontier.levers):
            axis.set_axis_off()
            continue
        name, lever = list(frontier.levers.items())[place]
        axis.plot(found[across], lever.scale * found[name], **TRIED, label=labels("frontier.tried_ones"))
        axis.plot(best[across], lever.scale * best[name], **SET, linestyle="none", label=labels("frontier.set"))
        axis.set_title(wrapped(lever.zh if labels.language == "zh" else lever.en, 30), fontsize=7.5)
        if place + columns >= len(frontier.levers):
            axis.tick_params(labelbottom=True)
            axis.set_xlabel(wrapped(axis_title(frontier, across, labels), 34))
        _separate(axis)
    legend_of_designs(figure, axes.flat[0], None)
    return figure


def _name(axis: "Axes", at: tuple[float, float], title: str, points: np.ndarray) -> None:
    """The name of a marked design near its point, where it covers the fewest points and stays inside.

    Sizes are reckoned, not measured, since a text is measured only by drawing it.
    """
    low, high = np.array([axis.get_xlim(), axis.get_ylim()]).T
    places, own = ((np.asarray(each) - low) / (high - low) * PLANE for each in (points, at))
    lines = title.split("\n")
    width = CHARACTER * max(map(width_of, lines))
    half = np.array([width, LINE * len(lines)]) / 2.0
    tries = []
    for far, angle in product(DISTANCES, range(0, 360, 15)):
        away = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        middle = own + away * far + np.sign(away.round(6)) * half
        covered = int((np.abs(places - middle) < half + MARGIN).all(axis=1).sum())
        outside = bool((middle - half < 0.0).any() or (middle + half > PLANE).any())
        tries.append((outside, covered, far, angle, tuple(middle - own)))
    offset = np.array(min(tries)[-1]) * POINTS_PER_INCH
    axis.annotate(
        title, at, xytext=tuple(offset), textcoords="offset points", fontsize=7.5, zorder=6, ha="center", va="center",
        arrowprops={"arrowstyle": "-", "color": "#444444", "linewidth": 0.6, "shrinkA": 1.0, "shrinkB": 4.0},
    )  # fmt: skip


def _separate(axis: "Axes") -> None:
    if max(map(abs, axis.get_ylim())) >= THOUSANDS:
        axis.yaxis.set_major_formatter("{x:,.0f}")
    if max(map(abs, axis.get_xlim())) >= THOUSANDS:
        axis.xaxis.set_major_formatter("{x:,.0f}")
