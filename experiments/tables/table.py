"""What is a table, and how does it become a file?"""

import re
from collections.abc import Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments.labels import Labels, wrapped

if TYPE_CHECKING:
    import pandas as pd

NOTHING = "–"
SHORTEST_HEAD = 12  # letters of a line of a header in LaTeX
LONG = 48  # letters from which on a column in LaTeX is a paragraph
PARAGRAPH = "7cm"
ERROR = re.compile(r"(^|_)se(_|$)|standard_error")  # a column of standard errors
_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{",
    "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "–": "--",
}  # fmt: skip


class Table(NamedTuple):
    """Words for readers and the numbers behind them.

    headers and rows are formatted text; `labels` leading columns are words, the rest numbers; a row that begins a
    section stands in `sections`; `data` holds the same and more as plain numbers.
    """

    name: str
    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    labels: int
    sections: frozenset[int]
    note: str
    data: "pd.DataFrame"


def number(value: float, digits: int, missing: str = NOTHING) -> str:
    """How is a number written? With thousands separators; `missing` for NaN, no minus sign before zero."""
    if value != value:
        return missing
    text = f"{value:,.{digits}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.,") else text


def merged(rows: Sequence[Sequence[str]], columns: int) -> tuple[list[list[str]], frozenset[int]]:
    """The rows with leading labels said once, and which rows begin a section (a new first label)."""
    written, sections = [], set()
    previous: Sequence[str] = ()
    for place, row in enumerate(rows):
        same = 0
        while same < columns and previous and row[same] == previous[same]:
            same += 1
        if same == 0 and place:
            sections.add(place)
        written.append([""] * same + list(row[same:]))
        previous = row
    return written, frozenset(sections)


def write_csv(table: Table, folder: Path) -> None:
    """The table's numbers as `name.csv`."""
    table.data.to_csv(folder / f"{table.name}.csv", index=False, lineterminator="\n", encoding="utf-8")


def write_latex(table: Table, folder: Path) -> None:
    """The table as `name.tex`, with the rules of the booktabs package and notes below that are as wide as the table.

    Long headers and texts stand on several lines; what is still wider than the page is made smaller.
    """
    widths = [max([_width(cell) for cell in cells], default=0) for cells in zip(*table.rows, strict=True)]
    widths = widths or [0] * len(table.headers)
    kinds = ["l" if place < table.labels else "r" for place in range(len(table.headers))]
    columns = [f"p{{{PARAGRAPH}}}" if wide > LONG else kind for kind, wide in zip(kinds, widths, strict=True)]
    lines = [
        r"% needs \usepackage{booktabs,graphicx,threeparttable}"
        + ("" if table.title.isascii() else r"; Chinese needs \usepackage{ctex}"),
        r"\begin{table}[htbp]",
        r"\centering",
        rf"\caption{{{latex(table.title)}}}",
        rf"\label{{tab:{table.name}}}",
        r"\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{%",
        r"\begin{threeparttable}",
        rf"\begin{{tabular}}{{{''.join(columns)}}}",
        r"\toprule",
        " & ".join(_head(*each) for each in zip(table.headers, kinds, widths, strict=True)) + r" \\",
        r"\midrule",
    ]
    for place, row in enumerate(table.rows):
        if place in table.sections:
            lines.append(r"\addlinespace")
        lines.append(" & ".join(latex(cell) for cell in row) + r" \\")
    lines += [r"\bottomrule", r"\end{tabular}", r"\begin{tablenotes}[flushleft]", r"\footnotesize"]
    lines += [rf"\item {latex(note)}" for note in (table.note, source(table)) if note]
    lines += [r"\end{tablenotes}", r"\end{threeparttable}}", r"\end{table}"]
    (folder / f"{table.name}.tex").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _width(text: str) -> int:
    """How many letters wide is a text? Chinese letters count double."""
    return sum(1 if letter.isascii() else 2 for letter in text)


def _head(header: str, kind: str, width: int) -> str:
    """A header on lines no longer than what stands below it needs."""
    lines = wrapped(header, min(LONG, max(SHORTEST_HEAD, width))).split("\n")
    stacked = r" \\ ".join(map(latex, lines))
    return stacked if len(lines) == 1 else rf"\shortstack[{kind}]{{{stacked}}}"


def source(table: Table) -> str:
    """Where do the numbers come from, and what are their standard errors? In the language of the table's title."""
    labels = Labels("en" if table.title.isascii() else "zh")
    has_errors = any(ERROR.search(str(column)) for column in table.data.columns)
    return labels("note.source", version=version()) + (labels("note.errors") if has_errors else "")


@cache
def version() -> str:
    """Which version of linghuo is this?"""
    try:
        return metadata.version("linghuo")
    except metadata.PackageNotFoundError:  # run from a folder that is not installed
        return ""


def write_markdown(table: Table, folder: Path) -> None:
    """The table as `name.md`, with its title above and its note below."""
    aligned = [":---"] * table.labels + ["---:"] * (len(table.headers) - table.labels)
    lines = [_row(table.headers), _row(aligned), *(_row(row) for row in table.rows)]
    text = "\n".join([f"# {table.title}", "", *lines, "", table.note, ""])
    (folder / f"{table.name}.md").write_text(text, encoding="utf-8")


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def latex(text: str) -> str:
    """The text with LaTeX's own characters escaped, and a true minus sign before a number."""
    escaped = "".join(_LATEX.get(character, character) for character in text)
    return f"$-${escaped[1:]}" if text[:1] == "-" and text[1:2].isdigit() else escaped
