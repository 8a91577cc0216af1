"""How do the model's ten years look beside the published ones? A panel for each quantity, and all errors at once."""

from typing import TYPE_CHECKING

from calibration.backcast import block_of, scores
from calibration.targets import FITTED, HELD_OUT, SHOWN, UNITS
from experiments.figures.style import MARKS, band
from experiments.labels import Labels

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SCALES = {"10k persons": 0.01, "100m yuan": 0.1}  # from the published unit to millions of persons and billions of yuan
INPUTS = "economy"
FEWEST_YEARS = 3  # a path is drawn where a quantity has this many figures
ACROSS, PANEL_HEIGHT = 3, 1.75
LOOKS = {
    FITTED: {"marker": "o", "color": MARKS[0].colour, "markerfacecolor": MARKS[0].colour},
    HELD_OUT: {"marker": "s", "color": MARKS[2].colour, "markerfacecolor": "white"},
    SHOWN: {"marker": "x", "color": "#777777"},
}


def paths(block: str, values: "pd.DataFrame", compared: "pd.DataFrame", labels: Labels):
    """The figure of one fund with the numbers that it shows; None if no quantity has figures of several years.

    Quantities that are inputs of the model have no path to compare.
    """
    from matplotlib.figure import Figure

    if block == INPUTS:
        return None
    here = compared[compared["block"] == block]
    counted = here.groupby("measure", sort=False)["year"].nunique()
    measures = [name for name in counted.index if counted[name] >= FEWEST_YEARS]
    if not measures:
        return None
    down = -(-len(measures) // ACROSS)
    figure = Figure(figsize=(7.2, 0.7 + PANEL_HEIGHT * down))
    axes = figure.subplots(down, min(ACROSS, len(measures)), sharex=True, squeeze=False)
    for empty in range(len(measures), axes.size):
        axes.flat[empty].remove()
        axes.flat[empty - ACROSS].tick_params(labelbottom=True)  # nothing stands below it
    for axis, measure in zip(axes.flat, measures, strict=False):
        published = here[here["measure"] == measure]
        _panel(axis, values[values["measure"] == measure], published, labels)
        axis.set_title(labels.of("target", measure.partition(".")[2]))
        axis.set_ylabel(labels.of("unit_drawn", published["unit"].iloc[0]))
    found = {}
    for axis in axes.flat[: len(measures)]:
        handles, names = axis.get_legend_handles_labels()
        found.update(zip(names, handles, strict=True))
    order = [labels("validate.model_path"), *(_published(use, labels) for use in LOOKS)]
    found = {name: found[name] for name in order if name in found}
    figure.legend(list(found.values()), list(found), loc="outside lower center", ncols=4)
    return figure, here[here["measure"].isin(measures)].drop(columns="block")


def _panel(axis: "Axes", runs: "pd.DataFrame", published: "pd.DataFrame", labels: Labels) -> None:
    from matplotlib.ticker import MultipleLocator

    unit = published["unit"].iloc[0]
    scale = SCALES.get(unit, 1.0)
    path = runs.groupby("year")["value"].agg(["mean", "min", "max"]) * (scale / UNITS[unit])
    band(axis, path.index, path["mean"], path["min"], path["max"], 1, labels("validate.model_path"))
    for use, look in LOOKS.items():
        points = published[published["use"] == use]
        if len(points):
            axis.plot(points["year"], scale * points["published"], linestyle="", markersize=3.6, zorder=3,
                      label=_published(use, labels), **look)  # fmt: skip
    low = min(float(path["min"].min()), scale * float(published["published"].min()))
    high = max(float(path["max"].max()), scale * float(published["published"].max()))
    axis.set_ylim(min(0.0, low), 1.08 * high)
    axis.xaxis.set_major_locator(MultipleLocator(3, offset=1))
    axis.locator_params(axis="y", nbins=5)


def _published(use: str, labels: Labels) -> str:
    return labels("validate.published_as", use=labels.of("use", use))


def errors(compared: "pd.DataFrame", labels: Labels) -> tuple["Figure", "pd.DataFrame"]:
    """Mean relative error of every quantity, fitted and held out, and its numbers."""
    from matplotlib.figure import Figure

    from experiments.validate.present import block_name, quantity_name

    data = scores(compared, by="measure")
    measures = list(dict.fromkeys(data["measure"]))
    figure = Figure(figsize=(7.2, 0.8 + 0.17 * len(measures)))
    axis = figure.subplots()
    place = {measure: row for row, measure in enumerate(measures)}
    for use in (FITTED, HELD_OUT):
        points = data[data["use"] == use]
        axis.plot(100.0 * points["mean_error"], points["measure"].map(place), linestyle="", markersize=4.5,
                  label=labels.of("use", use), **LOOKS[use])  # fmt: skip
    axis.axvspan(-10.0, 10.0, color="#DDDDDD", alpha=0.5, linewidth=0)
    axis.axvline(0.0, color="#444444", linewidth=0.7)
    names = [f"{block_name(block_of(each), labels)}: {quantity_name(each, labels)}" for each in measures]
    axis.set_yticks(range(len(measures)), names)
    axis.set_ylim(len(measures) - 0.4, -0.6)
    axis.set_xlabel(labels("validate.mean"))
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure, data
