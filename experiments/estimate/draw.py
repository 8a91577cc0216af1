"""How do estimates look? The sensitivity of each to the moments as a heat map, and profiles of the objective."""

from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.style import MARKS
from experiments.labels import Labels

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

ACROSS, PANEL_HEIGHT = 3, 1.6


def sensitivity(data: "pd.DataFrame", names: dict[str, str], moments: dict[str, str], labels: Labels) -> "Figure":
    """A row per measure, a column per parameter: standard errors of the estimate per 1 % in all years."""
    from matplotlib.figure import Figure

    wide = data.pivot(index="measure", columns="parameter", values="sensitivity")
    wide = wide.reindex(index=list(moments), columns=list(names))
    figure = Figure(figsize=(7.2, 2.1 + 0.19 * len(wide)))
    axis = figure.subplots()
    axis.grid(visible=False)
    bound = max(float(np.nanmax(np.abs(wide.to_numpy()))), 1e-9)
    image = axis.imshow(wide.to_numpy(), cmap="RdBu_r", vmin=-bound, vmax=bound, aspect="auto")
    axis.set_xticks(range(len(names)), list(names.values()), rotation=40, ha="right", rotation_mode="anchor")
    axis.set_yticks(range(len(moments)), list(moments.values()))
    for row, column in zip(*np.nonzero(np.abs(wide.to_numpy()) >= 0.25 * bound), strict=True):
        value = wide.to_numpy()[row, column]
        axis.text(column, row, f"{value:.1f}", ha="center", va="center", fontsize=6,
                  color="white" if abs(value) > 0.6 * bound else "black")  # fmt: skip
    figure.colorbar(image, ax=axis, label=labels("estimate.sensitivity"), shrink=0.8)
    return figure


def profiles(data: "pd.DataFrame", names: dict[str, str], labels: Labels) -> "Figure":
    """How does the objective rise as a parameter leaves its estimate? A panel for each, the estimate and the prior."""
    from matplotlib.figure import Figure

    down = -(-len(names) // ACROSS)
    figure = Figure(figsize=(7.2, 0.7 + PANEL_HEIGHT * down))
    axes = figure.subplots(down, ACROSS, squeeze=False)
    for empty in range(len(names), axes.size):
        axes.flat[empty].remove()
    for axis, (name, title) in zip(axes.flat, names.items(), strict=False):
        here = data[data["parameter"] == name]
        root = np.sqrt(np.maximum(here["rise"], 0.0))
        axis.plot(here["value"], root, color=MARKS[0].colour, marker="o", markersize=2.5)
        axis.axvline(here["estimate"].iloc[0], color=MARKS[1].colour, label=labels("estimate.estimate"))
        axis.axvline(here["prior"].iloc[0], color=MARKS[2].colour, linestyle=":", label=labels("estimate.prior"))
        axis.set_title(title)
        axis.set_ylim(bottom=0.0)
        axis.locator_params(axis="x", nbins=4)
    for axis in axes[:, 0]:
        axis.set_ylabel(labels("estimate.rise"))
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure
