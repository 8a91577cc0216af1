"""How is a quantity over shares of a whole drawn? In a triangle whose corners are a share of one.

The first share is 1 in the left corner, the second in the right one, the third at the top. Along each side one share
is zero; the lines inside, parallel to the sides, are those of equal shares.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEIGHT = 3.0**0.5 / 2.0
EDGE, LINE = "#444444", "#ffffff"
TICKS = (0.2, 0.4, 0.6, 0.8)
APART = 0.05  # of a side, between the triangle and what is written at it


def place(shares) -> np.ndarray:
    """Where on paper do these shares lie? shares: [..., 3] that add up to one; returns [..., 2], sides of length 1."""
    shares = np.asarray(shares, dtype=float)
    return np.stack([shares[..., 1] + 0.5 * shares[..., 2], HEIGHT * shares[..., 2]], axis=-1)


def field(axis: "Axes", shares, values, low: float, high: float, colours: str):
    """Colour the triangle between these points, linearly, and show the points. What a colour bar is made for."""
    points = place(shares)
    filled = axis.tripcolor(*points.T, np.asarray(values, dtype=float), shading="gouraud", cmap=colours, vmin=low,
                            vmax=high, zorder=0, rasterized=True)  # fmt: skip
    axis.plot(*points.T, marker="o", markersize=1.6, color=EDGE, linestyle="none", zorder=3)
    return filled


def contour(axis: "Axes", shares, values, level: float, colour: str) -> None:
    """The line along which the quantity has this level, if there is one."""
    values = np.asarray(values, dtype=float)
    if values.min() < level < values.max():
        axis.tricontour(*place(shares).T, values, levels=[level], colors=[colour], linewidths=1.4, zorder=2)


def frame(axis: "Axes", corners: Sequence[str], scale: float = 1.0) -> None:
    """The triangle with lines of equal shares, their values along the sides, and what has a whole at its corners.

    scale: what a share is multiplied by where it is written: 100 for %. Values of the first share stand on the left
    side, of the second at the bottom, of the third on the right side, each where the line of that value ends.
    """
    outline = place(np.eye(3)[[0, 1, 2, 0]])
    axis.plot(*outline.T, color=EDGE, linewidth=0.8, zorder=2, clip_on=False)
    for value in TICKS:
        ends = {0: ((value, 0.0, 1.0 - value), (value, 1.0 - value, 0.0)),
                1: ((1.0 - value, value, 0.0), (0.0, value, 1.0 - value)),
                2: ((0.0, 1.0 - value, value), (1.0 - value, 0.0, value))}  # fmt: skip
        beside = {0: (-APART, 0.0), 1: (0.0, -APART), 2: (APART, 0.0)}
        for part, (written, other) in ends.items():
            axis.plot(*place([written, other]).T, color=LINE, linewidth=0.4, alpha=0.6, zorder=1)
            spot = place(written) + beside[part]
            axis.text(*spot, f"{scale * value:g}", fontsize=5.5, ha="center", va="center", color=EDGE)
    left, right, top = place(np.eye(3))
    axis.text(left[0], -1.8 * APART, corners[0], ha="center", va="top")
    axis.text(right[0], -1.8 * APART, corners[1], ha="center", va="top")
    axis.text(top[0], top[1] + APART, corners[2], ha="center", va="bottom")
    axis.set_aspect("equal")
    axis.set_xlim(-0.2, 1.2)
    axis.set_ylim(-0.25, HEIGHT + 0.2)
    axis.set_axis_off()
