"""What do all figures share? The style sheet, marks that differ without colour, the language, and the files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments.labels import wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHEET = Path(__file__).with_name("linghuo.mplstyle")
FORMATS = ("pdf", "png", "svg")
SHORT_YEARS = 30  # from which span on decades are ticks enough
WIDTHS = {"single": 3.5, "double": 7.2}  # inches: one and two text columns of a journal
CHINESE_FAMILIES = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans CJK JP",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Microsoft YaHei", "PingFang SC", "Hiragino Sans GB", "SimHei",
    "Heiti SC", "Arial Unicode MS", "Noto Serif CJK SC", "Noto Serif CJK JP", "Songti SC", "SimSun",
)  # fmt: skip
CHINESE_FILES = ("cjk", "notosanssc", "sourcehan", "wqy", "msyh", "pingfang", "simhei", "simsun", "songti")
FONT_ADVICE = (
    "no Chinese font is installed, so the figures are labelled in English; "
    "Debian and Ubuntu have one in the package fonts-noto-cjk"
)


class Mark(NamedTuple):
    """How a design looks: a colour of Okabe and Ito's palette, and what tells it apart without colour."""

    colour: str
    dashes: str | tuple
    marker: str


MARKS = (
    Mark("#000000", "-", "o"),
    Mark("#0072B2", (0, (5, 1.5)), "s"),
    Mark("#D55E00", (0, (1.2, 1.2)), "^"),
    Mark("#009E73", (0, (6, 1.5, 1.2, 1.5)), "D"),
    Mark("#CC79A7", (0, (3, 1, 1, 1, 1, 1)), "v"),
    Mark("#E69F00", (0, (8, 2)), "P"),
    Mark("#56B4E9", (0, (2, 2)), "X"),
)
PAYER_FILLS = {
    "worker": ("#0072B2", ""),
    "platform": ("#E69F00", "////"),
    "user": ("#F0E442", "...."),
    "employer": ("#56B4E9", "xxxx"),
    "treasury": ("#D0D0D0", "\\\\\\\\"),
}


def mark(place: int) -> Mark:
    """How does design number `place` look? The baseline is 0; with very many designs the marks come round again."""
    return MARKS[place] if place < len(MARKS) else MARKS[1 + (place - 1) % (len(MARKS) - 1)]


def band(axis: "Axes", years, middle, lowest, highest, place: int, title: str) -> None:
    """The path of design number `place`: a line, and a band from the lowest to the highest replication."""
    look = mark(place)
    axis.fill_between(years, lowest, highest, color=look.colour, alpha=0.18, linewidth=0)
    axis.plot(years, middle, color=look.colour, linestyle=look.dashes, label=wrapped(title), clip_on=False)


def year_axis(axis: "Axes") -> None:
    """Every second decade has a tick, which leaves room in small panels; whole years where there are few of them."""
    from matplotlib.ticker import MaxNLocator, MultipleLocator

    axis.margins(x=0.02)
    first, last = axis.dataLim.intervalx
    few = last - first < SHORT_YEARS
    axis.xaxis.set_major_locator(MaxNLocator(3, integer=True) if few else MultipleLocator(20, offset=10))


def legend_of_designs(figure: "Figure", axis: "Axes", title: str | None) -> None:
    """One legend for all panels, below them."""
    handles, names = axis.get_legend_handles_labels()
    columns = min(3, max(1, len(names)))
    figure.legend(handles, names, loc="outside lower center", ncols=columns, title=title)


def chinese_family() -> str | None:
    """Which installed font family has Chinese characters? None if there is none."""
    from matplotlib import font_manager

    def known() -> str | None:
        names = {font.name for font in font_manager.fontManager.ttflist}
        return next((family for family in CHINESE_FAMILIES if family in names), None)

    family = known()
    if family is None:  # matplotlib lists fonts once and keeps the list: look for one installed since
        for path in font_manager.findSystemFonts():
            if any(part in Path(path).name.lower() for part in CHINESE_FILES):
                font_manager.fontManager.addfont(path)
        family = known()
    return family


def usable_language(language: str) -> str:
    """In which language can figures be labelled here? English where no font has Chinese characters."""
    return "en" if language == "zh" and chinese_family() is None else language


@contextmanager
def styled(language: str) -> Iterator[None]:
    """Inside the block matplotlib draws in the project's style and can write the language."""
    import matplotlib
    from matplotlib import style

    chosen: dict[str, object] = {"font.family": ["DejaVu Sans"]}
    if language == "zh":
        # the Chinese family has to be the first one: as a mere fallback it fails beside mathematical text;
        # and type 42 loses the glyphs of fonts with PostScript outlines, which Chinese ones often have
        chosen = {"font.family": [chinese_family(), "DejaVu Sans"], "pdf.fonttype": 3}
    with style.context(SHEET), matplotlib.rc_context(chosen):
        yield


def save(figure: "Figure", data: "pd.DataFrame", folder: Path, name: str, width: str | None = None) -> None:
    """The figure as PDF, PNG and SVG, and the numbers it shows as CSV; the same input gives the same bytes.

    width: one of WIDTHS, to which the figure is brought first; none: as drawn.
    """
    from experiments.figures.fit import fit, settle

    if width is not None:
        fit(figure, WIDTHS[width])
    settle(figure)
    undated = {"pdf": {"CreationDate": None}, "svg": {"Date": None}, "png": {}}
    for kind in FORMATS:
        figure.savefig(folder / f"{name}.{kind}", metadata=undated[kind])
    data.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
