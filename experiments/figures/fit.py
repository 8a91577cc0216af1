"""How does a figure drawn for two text columns fit another width and stay readable?

Panels move into fewer columns, letters shrink less than the paper and never below a smallest size, legends take fewer
columns, and titles and labels are wrapped where they would run into what stands beside them.
"""

import re
from collections.abc import Callable
from math import ceil
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from experiments.labels import is_chinese

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

NARROW = 0.75  # of the width that it was drawn for: from here on panels are arranged anew
SMALLEST_FONT = 5.5  # points
COLUMNS = 2  # of panels on narrow paper
ROW_HEIGHT = 0.85  # of a row of panels on narrow paper, in heights of a row as drawn
LEGEND_LINE = 0.14  # inches
ROOM = 0.97  # of the figure's width that a legend may take
BREAKS = re.compile(r"(?<= )|(?<=[.,])(?=[A-Za-z{])")
CHINESE_PIECES = re.compile(r"[（《“]*(?:[-−]?[0-9A-Za-z.,%:+]+|.)[）》”，。、：；%]*\s*", re.DOTALL)
_after: WeakKeyDictionary = WeakKeyDictionary()
_narrow: WeakKeyDictionary = WeakKeyDictionary()


def after_fit(figure: "Figure", place: Callable[[], None]) -> None:
    """Place what depends on positions on paper now, and again when the figure gets another size."""
    _after[figure] = place
    place()


def when_narrow(figure: "Figure", arrange: Callable[[], float]) -> None:
    """On narrow paper the figure's panels are arranged by this, which returns the height in inches."""
    _narrow[figure] = arrange


def settle(figure: "Figure") -> None:
    """Take columns from legends that are wider than the figure, and wrap titles and labels longer than their panels."""
    rows = sum(_columns_of_legend(legend, figure) for legend in list(figure.legends))
    width, height = figure.get_size_inches()
    figure.set_size_inches(width, height + LEGEND_LINE * rows)
    figure.draw_without_rendering()
    before = [_words_of(axis) for axis in figure.axes]
    for axis in figure.axes:
        _wrap_words(axis)
    if (rows or before != [_words_of(axis) for axis in figure.axes]) and figure in _after:
        _after[figure]()


def one_above_another(figure: "Figure") -> None:
    """On narrow paper the figure's panels, which stand side by side, stand one above the other, each as high as now."""
    panels = list(figure.axes)

    def stacked() -> float:
        grid = figure.add_gridspec(len(panels), 1)
        for place, axis in enumerate(panels):
            axis.set_subplotspec(grid[place, 0])
            axis.tick_params(axis="y", labelleft=True)
        return len(panels) * figure.get_figheight()

    when_narrow(figure, stacked)


def fit(figure: "Figure", width: float) -> None:
    """Bring the figure to this width in inches."""
    now, height = figure.get_size_inches()
    scale = width / now
    if abs(scale - 1.0) < 1e-6:
        return
    narrow = scale < NARROW
    height = _arrange(figure, height) if narrow else height * scale
    figure.set_size_inches(width, height)
    _shrink(figure, scale**0.35 if narrow else scale**0.5)
    settle(figure)
    figure.align_ylabels()
    if figure in _after:
        _after[figure]()


def _arrange(figure: "Figure", height: float) -> float:
    """Put equal panels into fewer columns. How high is the figure then, in inches?"""
    if figure in _narrow:
        return _narrow[figure]()
    panels = [axis for axis in figure.axes if axis.get_subplotspec() is not None]
    grids = {axis.get_subplotspec().get_gridspec() for axis in panels}
    grid = next(iter(grids)) if len(grids) == 1 else None
    equal = grid is not None and len(panels) == len(figure.axes) and all(_is_cell(axis) for axis in panels)
    if not equal or grid.ncols <= COLUMNS:
        return height * ROW_HEIGHT
    rows = ceil(len(panels) / COLUMNS)
    fresh = figure.add_gridspec(rows, COLUMNS)
    words = next((axis.get_ylabel() for axis in panels if axis.get_ylabel()), "")
    for place, axis in enumerate(panels):
        row, column = divmod(place, COLUMNS)
        axis.set_subplotspec(fresh[row, column])
        last = place + COLUMNS >= len(panels)
        if len(axis.get_shared_x_axes().get_siblings(axis)) > 1:
            axis.tick_params(axis="x", labelbottom=last)
        if len(axis.get_shared_y_axes().get_siblings(axis)) > 1:
            axis.tick_params(axis="y", labelleft=column == 0)
        axis.set_ylabel(words if column == 0 else "")
    return height * ROW_HEIGHT * rows / grid.nrows


def _is_cell(axis: "Axes") -> bool:
    spec = axis.get_subplotspec()
    return len(spec.rowspan) == len(spec.colspan) == 1


def _shrink(figure: "Figure", factor: float) -> None:
    """Make letters smaller, or larger, in all that stands on the figure."""
    from matplotlib.text import Text

    for axis in figure.axes:
        for one in (axis.xaxis, axis.yaxis):
            ticks = one.get_ticklabels()
            if ticks:
                one.set_tick_params(labelsize=max(SMALLEST_FONT, factor * ticks[0].get_fontsize()))
    ticks = {text for axis in figure.axes for one in (axis.xaxis, axis.yaxis) for text in one.get_ticklabels()}
    for text in figure.findobj(Text):
        if text not in ticks:
            text.set_fontsize(max(SMALLEST_FONT, factor * text.get_fontsize()))


def _columns_of_legend(legend, figure: "Figure") -> int:
    """Take columns from a legend that is wider than the figure. How many lines did that add?"""
    entries = [text.get_text() for text in legend.get_texts()]
    before = columns = legend._ncols
    title = legend.get_title()
    figure.draw_without_rendering()
    while columns > 1 and legend.get_window_extent().width > ROOM * figure.bbox.width:
        columns -= 1
        legend = _legend_again(legend, figure, entries, columns)
        figure.draw_without_rendering()
    earlier = title.get_text().count("\n")
    _wrap(legend.get_title(), ROOM * figure.bbox.width)
    return (
        ceil(len(entries) / columns) - ceil(len(entries) / before) + legend.get_title().get_text().count("\n") - earlier
    )


def _legend_again(legend, figure: "Figure", entries: list[str], columns: int):
    """The legend of the figure with another number of columns, which matplotlib cannot change afterwards."""
    handles = dict(zip(entries, legend.legend_handles, strict=True))
    for axis in figure.axes:
        handles |= {name: handle for handle, name in zip(*axis.get_legend_handles_labels(), strict=True)
                    if name in handles}  # fmt: skip
    size, title = legend.get_texts()[0].get_fontsize(), legend.get_title()
    legend.remove()
    return figure.legend(
        [handles[name] for name in entries], entries, loc="outside lower center", ncols=columns, fontsize=size,
        title=title.get_text() or None, title_fontsize=title.get_fontsize(),
    )  # fmt: skip


def _words_of(axis: "Axes") -> list[str]:
    """Titles and labels of a panel."""
    texts = (axis.title, axis._left_title, axis._right_title, axis.xaxis.label, axis.yaxis.label)
    return [text.get_text() for text in texts]


def _wrap_words(axis: "Axes") -> None:
    """Wrap title and labels that are longer than the panel."""
    box, paper = axis.get_window_extent(), axis.figure.bbox.width
    for title in (axis.title, axis._left_title, axis._right_title):
        _wrap(title, box.width)
    to_edge = ROOM * min(box.x0 + box.x1, 2.0 * paper - box.x0 - box.x1)  # twice the way from the middle of the panel
    _wrap(axis.xaxis.label, to_edge if len(axis.figure.axes) == 1 else min(1.15 * box.width, to_edge))
    _wrap(axis.yaxis.label, 1.15 * box.height, upright=True)


def _wrap(text: "Text", room: float, upright: bool = False) -> None:
    words = " ".join(text.get_text().split())
    if not words or "$" in words:
        return
    extent = text.get_window_extent()
    length = extent.height if upright else extent.width
    if length <= room:
        return
    longest = max(len(line) for line in text.get_text().split("\n"))
    text.set_text("\n".join(_lines(words, max(6, int(longest * room / length)))))


def _lines(words: str, characters: int) -> list[str]:
    """The words on lines of about so many characters, broken at spaces and after points in paths.

    In Chinese anywhere but inside a number or a foreign word, before a closing mark and after an opening one.
    """
    lines = [""]
    for piece in CHINESE_PIECES.findall(words) if is_chinese(words) else BREAKS.split(words):
        if lines[-1] and len(lines[-1]) + len(piece.rstrip()) > characters:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]
