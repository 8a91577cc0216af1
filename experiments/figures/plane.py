"""Which designs are good for funds and for persons? Every design in the plane of solvency and welfare."""

from typing import TYPE_CHECKING

import numpy as np

from experiments.crossing import labels_of
from experiments.effects import balances, welfare_gain
from experiments.figures.fit import after_fit
from experiments.labels import Labels
from model.measures.variance import standard_error_of_mean

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from experiments.article import Article

RINGS = (9.0, 14.0, 20.0, 27.0, 35.0, 44.0, 54.0, 65.0)  # points of paper around a point where its label may stand
POINT, BEST, AXIS = "#0072B2", "#D55E00", "#444444"


def data(article: "Article") -> "pd.DataFrame":
    """Every design with its change of balance and its CEV, means and standard errors, and whether it is efficient."""
    import pandas as pd

    comparison = article.comparison
    ids = {name: number for number, name in article.names.items()}
    shown = {design.name for design in comparison.setup.compared if design.against == comparison.setup.baseline}
    before = balances(comparison, comparison.setup.baseline, "all")
    draws = labels_of(range(comparison.setup.replications))
    rows = []
    for design in comparison.setup.all_designs:
        if design in ids and (design in shown or design == comparison.setup.baseline):
            solvency = balances(comparison, design, "all") - before
            gain = welfare_gain(comparison, design)
            errors = [float(standard_error_of_mean(each, *draws)) for each in (solvency, gain)]
            rows.append((ids[design], design, float(solvency.mean()), errors[0], float(gain.mean()), errors[1]))
    frame = pd.DataFrame(rows, columns=["id", "design", "balance_change", "balance_se", "cev", "cev_se"])
    return frame.assign(efficient=efficient(frame["balance_change"], frame["cev"]))


def efficient(solvency, welfare) -> np.ndarray:
    """On which points does no other improve in one without loss in the other? bool[points]"""
    solvency, welfare = np.asarray(solvency, dtype=float), np.asarray(welfare, dtype=float)
    at_least = (solvency[None, :] >= solvency[:, None]) & (welfare[None, :] >= welfare[:, None])
    better = (solvency[None, :] > solvency[:, None]) | (welfare[None, :] > welfare[:, None])
    return ~(at_least & better).any(axis=1)


def draw(article: "Article", labels: Labels) -> tuple["Figure", "pd.DataFrame"]:
    """The figure, and the numbers it shows."""
    frame = data(article)
    return drawn(frame, labels), frame


def drawn(frame: "pd.DataFrame", labels: Labels) -> "Figure":
    """The figure of these points. The frontier joins the designs that no other one dominates."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 4.8))
    axis = figure.subplots()
    axis.axhline(0.0, color=AXIS, linewidth=0.7)
    axis.axvline(0.0, color=AXIS, linewidth=0.7)
    frontier = frame[frame["efficient"]].sort_values("balance_change")
    axis.plot(
        frontier["balance_change"], frontier["cev"], color=BEST, linestyle=(0, (5, 1.5)), linewidth=1.1,
        label=labels("plane.frontier"), zorder=1,
    )  # fmt: skip
    for best, colour, marker in ((False, POINT, "o"), (True, BEST, "D")):
        part = frame[frame["efficient"] == best]
        axis.errorbar(
            part["balance_change"], part["cev"], xerr=1.96 * part["balance_se"], yerr=1.96 * part["cev_se"],
            color=colour, marker=marker, linestyle="none", markersize=4, elinewidth=0.6, zorder=2,
        )  # fmt: skip
    axis.set_xlabel(labels("axis.plane_balance"))
    axis.set_ylabel(labels("axis.plane_cev"))
    axis.grid(axis="both")
    axis.margins(0.08)
    axis.legend(loc="best")
    after_fit(figure, lambda: _label(axis, frame))
    return figure


def label_offsets(points, size=(17.0, 8.0), clearance=2.5) -> list[tuple[float, float]]:
    """Where does each point's label stand, so that none hides another or a point? Offsets of centres, in points.

    points: [points, 2] positions on paper in points; size: of a label. The nearest free place of rings around the
    point; the last one where all are taken.
    """
    points = np.asarray(points, dtype=float)
    taken: list[np.ndarray] = []
    found = []
    rings = [(radius, turn) for radius in RINGS for turn in np.arange(0.0, 2.0, 0.125) * np.pi]
    half = np.array(size) / 2.0
    for point in points:
        for radius, turn in rings:
            offset = radius * np.array([1.3 * np.cos(turn), np.sin(turn)])
            centre = point + offset
            free = all(np.any(np.abs(centre - other) >= 2.0 * half) for other in taken)
            if free and np.all(np.any(np.abs(points - centre) >= half + clearance, axis=1)):
                break
        taken.append(centre)
        found.append((float(offset[0]), float(offset[1])))
    return found


def _label(axis: "Axes", frame: "pd.DataFrame") -> None:
    for earlier in list(axis.texts):
        earlier.remove()
    axis.figure.draw_without_rendering()  # the layout is known from here on, and with it where points lie on paper
    places = frame[["balance_change", "cev"]].to_numpy()
    on_paper = axis.transData.transform(places) * 72.0 / axis.figure.dpi
    for row, place, offset in zip(frame["id"], places, label_offsets(on_paper), strict=True):
        far = max(abs(offset[0]), abs(offset[1])) > RINGS[1]
        line = {"arrowstyle": "-", "linewidth": 0.4, "color": AXIS, "shrinkA": 0, "shrinkB": 2} if far else None
        axis.annotate(
            row, place, xytext=offset, textcoords="offset points", ha="center", va="center", fontsize=6.5,
            arrowprops=line, zorder=3,
        )  # fmt: skip
