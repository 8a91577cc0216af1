"""What do two levers do together? The change from the status quo at every pair of values, one map a measure."""

from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.fit import when_narrow
from experiments.figures.style import mark
from experiments.labels import Labels, is_chinese, wrapped
from experiments.sweep.changes import OF_LIVES, STATUS_QUO, unit
from experiments.sweep.grid import Sweep
from experiments.tables.called import measure_titles
from experiments.tables.means import decimals
from experiments.tables.table import number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

COLUMNS = 2
LEGEND = 0.5  # inches
COLOURS = "cividis"  # rises in grey too
DARK = 0.55  # of the range of colours, below which letters are white
STAR = mark(2).colour
BAR = 0.85  # of the height of a panel that the bar of colours takes


def draw(sweep: Sweep, data: "pd.DataFrame", labels: Labels) -> "Figure":
    """The figure. data: as `experiments.sweep.changes`; the first lever runs to the right, the second up."""
    from matplotlib.figure import Figure

    across, up = sweep.levers
    titles = measure_titles(sweep.measures, labels)
    columns = min(COLUMNS, len(sweep.measures))
    rows = -(-len(sweep.measures) // columns)
    height = 0.75 + 0.25 * len(up.values)
    figure = Figure(figsize=(7.2, LEGEND + height * rows))
    axes = figure.subplots(rows, columns, squeeze=False)
    for axis, (name, measure) in zip(axes.flat, sweep.measures.items(), strict=False):
        part = data[data["measure"] == name]
        image = _map(axis, sweep, part)
        describe(axis, image, titles[name], measure.of, part, labels)
        axis.set_xlabel(wrapped(across.title(labels.language), 40))
        axis.set_ylabel(wrapped(up.title(labels.language), 26))
    for axis in axes.flat[len(sweep.measures) :]:
        axis.remove()
    legend(figure, sweep.at_status_quo() is not None, labels)
    above_each_other_when_narrow(figure, list(axes.flat[: len(sweep.measures)]), height)
    return figure


def _map(axis: "Axes", sweep: Sweep, data: "pd.DataFrame") -> "AxesImage":
    across, up = sweep.levers
    grid = data[data["at"] != STATUS_QUO]
    cells = grid.pivot(index=up.name, columns=across.name, values="change")
    low, high = extent(data)
    image = axis.imshow(cells.to_numpy(), origin="lower", aspect="auto", cmap=COLOURS, vmin=low, vmax=high)
    digits = max(0, decimals(max(abs(low), abs(high))) - 1)
    for (row, column), value in np.ndenumerate(cells.to_numpy()):
        tone = "white" if value < low + DARK * (high - low) else "black"
        axis.text(column, row, number(value, digits), ha="center", va="center", fontsize=5.5, color=tone)
    axis.set_xticks(range(cells.shape[1]), [f"{across.scale * value:.4g}" for value in cells.columns])
    axis.set_yticks(range(cells.shape[0]), [f"{up.scale * value:.4g}" for value in cells.index])
    axis.grid(visible=False)
    stands = data[data["at"] == STATUS_QUO].iloc[0]
    place = [_index(cells.columns.to_numpy(), stands[across.name]), _index(cells.index.to_numpy(), stands[up.name])]
    if None not in place:
        star(axis, place[0] - 0.36, place[1] + 0.28)
    return image


def _index(values: np.ndarray, value: float) -> float | None:
    """Between which columns or rows, counted from 0, lies the value? None outside of them."""
    if not values[0] <= value <= values[-1]:
        return None
    return float(np.interp(value, values, np.arange(values.size)))


def above_each_other_when_narrow(figure: "Figure", panels: list["Axes"], height: float) -> None:
    """On narrow paper panels with bars of colours stand in one column, each so many inches high."""

    def arrange() -> float:
        rows = figure.add_gridspec(len(panels), 1)
        for axis, row in zip(panels, rows, strict=True):
            axis.set_subplotspec(row)
        return LEGEND + height * len(panels)

    when_narrow(figure, arrange)


def extent(data: "pd.DataFrame") -> tuple[float, float]:
    """From which to which change do the colours reach? None at all is included, so that it stands on the bar."""
    low, high = min(0.0, float(data["change"].min())), max(0.0, float(data["change"].max()))
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def star(axis: "Axes", across: float, up: float) -> None:
    """Mark where the status quo stands."""
    axis.plot(across, up, marker="*", markersize=8, color=STAR, markeredgecolor="white", markeredgewidth=0.5,
              linestyle="none", clip_on=False, zorder=5)  # fmt: skip


def describe(
    axis: "Axes", colours: "ScalarMappable", name: str, kind: str, data: "pd.DataFrame", labels: Labels
) -> None:
    """What is measured and how high it is in the status quo, and a bar of its changes with a line at none."""
    level = data.loc[data["at"] == STATUS_QUO, "mean"].iloc[0]
    titled = labels("sweep.titled", name=name, level=number(level, decimals(level) if level else 0))
    whole = name if kind == OF_LIVES else titled
    axis.set_title(wrapped(whole, 52 if is_chinese(whole) else 36))  # Chinese letters are wide but few
    bar = axis.figure.colorbar(colours, ax=axis, shrink=BAR)
    bar.ax.axhline(0.0, color=STAR, linewidth=1.8)
    change = unit(kind, labels) if kind == OF_LIVES else labels("sweep.change", unit=unit(kind, labels))
    bar.set_label(wrapped(change, 26))


def legend(figure: "Figure", stands: bool, labels: Labels) -> None:
    """What the line on the bars and the star mean, below the panels."""
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], color=STAR, linewidth=1.8, label=labels("sweep.zero"))]
    if stands:
        here = labels("sweep.here")
        handles.append(Line2D([], [], color=STAR, marker="*", markersize=8, linestyle="none", label=here))
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
