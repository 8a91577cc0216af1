"""What do the figures of sensitivity show? A tornado of swings, bars of Morris, and bars of Sobol's shares."""

from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING

from experiments.figures.style import MARKS
from experiments.labels import Labels, wrapped
from experiments.sensitivity.study import Sensitivity

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = 2
LOW, HIGH, FIRST, TOTAL = "#56B4E9", MARKS[2].colour, MARKS[1].colour, "#bcd9ea"
UNCLEAR = {"hatch": "////", "facecolor": "white", "edgecolor": "#777777", "linewidth": 0.6}
SHOWN = 15  # parameters with the largest swings


def tornado(study: Sensitivity, data: "pd.DataFrame", names: Mapping[str, str], labels: Labels) -> "Figure":
    """A panel per criterion: the answer at both ends of each parameter, largest swings first, around the centre."""

    def draw(axis: "Axes", part: "pd.DataFrame") -> None:
        centre = float(part["centre"].iloc[0])
        for place, row in enumerate(part.itertuples()):
            unclear = abs(row.swing) <= 1.96 * row.swing_se
            for at, colour, hatch in ((row.at_low, LOW, ""), (row.at_high, HIGH, "....")):
                look = UNCLEAR if unclear else {"facecolor": colour, "hatch": hatch, "edgecolor": "white"}
                axis.barh(place, at - centre, left=centre, height=0.62, **(look | {"linewidth": 0.4}))
        axis.axvline(centre, color="black", linewidth=0.8)

    figure = panels(study, data, names, labels, draw, lambda part: part["swing"].abs())
    handles = [
        _patch(labels("sensitivity.at_low"), facecolor=LOW),
        _patch(labels("sensitivity.at_high"), facecolor=HIGH, hatch="....", edgecolor="white"),
        _patch(labels("sensitivity.unclear_swing"), **UNCLEAR),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
    return figure


def effects(study: Sensitivity, data: "pd.DataFrame", names: Mapping[str, str], labels: Labels) -> "Figure":
    """A panel per criterion: mean absolute effect of each parameter's range with its bound, and the floor of luck."""

    def draw(axis: "Axes", part: "pd.DataFrame") -> None:
        for place, row in enumerate(part.itertuples()):
            look = UNCLEAR if row.unclear else {"facecolor": FIRST}
            axis.barh(place, row.mu_star, xerr=row.mu_star_conf, height=0.62, error_kw={"elinewidth": 0.8}, **look)
        axis.axvline(float(part["floor"].iloc[0]), color="black", linewidth=0.8, linestyle=(0, (2, 2)))
        axis.set_xlim(left=0.0)

    figure = panels(study, data, names, labels, draw, lambda part: part["mu_star"])
    handles = [_patch(labels("sensitivity.mu_star"), facecolor=FIRST), _patch(labels("sensitivity.unclear"), **UNCLEAR),
               _floor(labels)]  # fmt: skip
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
    return figure


def variance(study: Sensitivity, data: "pd.DataFrame", names: Mapping[str, str], labels: Labels) -> "Figure":
    """A panel per criterion: first-order and total share of the variance of each parameter, with bounds."""

    def draw(axis: "Axes", part: "pd.DataFrame") -> None:
        for place, row in enumerate(part.itertuples()):
            look = UNCLEAR if row.unclear else {"facecolor": TOTAL, "edgecolor": "black", "linewidth": 0.4}
            axis.barh(place + 0.17, row.ST, xerr=row.ST_conf, height=0.32, error_kw={"elinewidth": 0.8}, **look)
            axis.barh(place - 0.17, row.S1, xerr=row.S1_conf, height=0.32, error_kw={"elinewidth": 0.8},
                      facecolor=FIRST)  # fmt: skip
        axis.axvline(float(part["floor"].iloc[0]), color="black", linewidth=0.8, linestyle=(0, (2, 2)))

    figure = panels(study, data, names, labels, draw, lambda part: part["ST"], labels("axis.variance_share"))
    handles = [_patch(labels("sensitivity.S1"), facecolor=FIRST),
               _patch(labels("sensitivity.ST"), facecolor=TOTAL, edgecolor="black", linewidth=0.4),
               _patch(labels("sensitivity.unclear_total"), **UNCLEAR), _floor(labels)]  # fmt: skip
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
    return figure


def panels(study, data, names, labels: Labels, draw, size, unit: str | None = None) -> "Figure":
    """A panel per criterion with a bar a parameter, the largest above; `size` orders the rows of a panel."""
    from matplotlib.figure import Figure

    columns = min(COLUMNS, len(study.criteria))
    rows = ceil(len(study.criteria) / columns)
    shown = min(SHOWN, data["parameter"].nunique())
    figure = Figure(figsize=(7.2, 0.9 + rows * (0.75 + 0.19 * shown)))
    axes = figure.subplots(rows, columns, squeeze=False).flat
    for axis, (name, criterion) in zip(axes, study.criteria.items(), strict=False):
        part = data[data["criterion"] == name]
        part = part.loc[size(part).sort_values(ascending=False, kind="stable").index[:SHOWN]]
        draw(axis, part)
        axis.set_title(wrapped(criterion.title(labels), 28))
        axis.set_xlabel(unit or unit_of(study, criterion, labels))
        axis.set_yticks(range(len(part)), [names[each] for each in part["parameter"]])
        axis.set_ylim(len(part) - 0.4, -0.6)
        axis.grid(axis="y", visible=False)
        axis.locator_params(axis="x", nbins=5)
    for axis in axes:
        axis.set_axis_off()
    return figure


def unit_of(study: Sensitivity, criterion, labels: Labels) -> str:
    """The unit of an answer, and that it is a change where another design is taken away."""
    unit = criterion.unit(labels)
    return unit if study.against is None else labels("axis.change", unit=unit)


def _patch(label: str, **look):
    from matplotlib.patches import Patch

    return Patch(label=label, **look)


def _floor(labels: Labels):
    from matplotlib.lines import Line2D

    return Line2D([], [], color="black", linewidth=0.8, linestyle=(0, (2, 2)), label=labels("sensitivity.floor"))
