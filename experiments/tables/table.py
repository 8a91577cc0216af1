"""What is a table, and how does it become a file?"""

import re
from collections.abc import Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments.labels import Labels, is_chinese, width_of, wrapped

if TYPE_CHECKING:
    import pandas as pd

NOTHING = "–"
SHORTEST_HEAD = 12  # letters of a line of a header in LaTeX
LONG = 48  # letters from which on a column in LaTeX is a paragraph
PARAGRAPH = "7cm"
PAGE = 40  # lines of a table in LaTeX on a page
ERROR = re.compile(r"(^|_)se(_|$)|standard_error")  # a column of standard errors
_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{",
    "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "–": "--", "−": "$-$", "≥": r"$\geq$",
    "≤": r"$\leq$", "≈": r"$\approx$", "×": r"$\times$", "±": r"$\pm$", "√": r"$\surd$",
    "α": r"$\alpha$", "β": r"$\beta$", "γ": r"$\gamma$", "ε": r"$\varepsilon$", "η": r"$\eta$", "λ": r"$\lambda$",
    **{chr(0x2460 + place): f"({place + 1})" for place in range(20)},  # encircled numbers
    "μ": r"$\mu$", "µ": r"$\mu$", "ρ": r"$\rho$", "σ": r"$\sigma$", "τ": r"$\tau$", "φ": r"$\varphi$",
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

    Long headers and texts stand on several lines; what is still wider than the page is made smaller, and what is
    longer than a page goes on in further parts under the same number.
    """
    widths = [max([width_of(cell) for cell in cells], default=0) for cells in zip(*table.rows, strict=True)]
    widths = widths or [0] * len(table.headers)
    kinds = ["l" if place < table.labels else "r" for place in range(len(table.headers))]
    columns = [f"p{{{PARAGRAPH}}}" if wide > LONG else kind for kind, wide in zip(kinds, widths, strict=True)]
    head = " & ".join(_head(*each) for each in zip(table.headers, kinds, widths, strict=True)) + r" \\"
    chinese = is_chinese(table.title)
    needs = r"% needs \usepackage{booktabs,graphicx,threeparttable}"
    lines = [needs + (r"; Chinese needs \usepackage{ctex}" if chinese else "")]
    parts = _parts(table)
    for part, (first, end) in enumerate(parts):
        again = "" if part == 0 else Labels("zh" if chinese else "en")("table.continued")
        lines += [
            *([] if part == 0 else ["", r"\addtocounter{table}{-1}"]),
            r"\begin{table}[htbp]",
            r"\centering",
            rf"\caption{{{latex(table.title + again)}}}",
            *([rf"\label{{tab:{table.name}}}"] if part == 0 else []),
            r"\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{%",
            r"\begin{threeparttable}",
            rf"\begin{{tabular}}{{{''.join(columns)}}}",
            r"\toprule",
            head,
            r"\midrule",
        ]
        for place in range(first, end):
            if place in table.sections and place > first:
                lines.append(r"\addlinespace")
            lines.append(" & ".join(latex(cell) for cell in table.rows[place]) + r" \\")
        lines += [r"\bottomrule", r"\end{tabular}"]
        if part == len(parts) - 1:
            lines += [r"\begin{tablenotes}[flushleft]", r"\footnotesize"]
            lines += [rf"\item {latex(note)}" for note in (table.note, source(table)) if note]
            lines += [r"\end{tablenotes}"]
        lines += [r"\end{threeparttable}}", r"\end{table}"]
    (folder / f"{table.name}.tex").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _parts(table: Table) -> list[tuple[int, int]]:
    """The rows of each page: first and end. A part ends before a section where one begins late enough in it."""
    lines = [max((-(-width_of(cell) // LONG) for cell in row), default=1) or 1 for row in table.rows]
    parts, first = [], 0
    while first < len(lines):
        end, used = first, 0
        while end < len(lines) and (used + lines[end] <= PAGE or end == first):
            used += lines[end]
            end += 1
        if end < len(lines):
            breaks = [place for place in table.sections if first + (end - first) // 2 < place <= end]
            end = max(breaks, default=end)
        parts.append((first, end))
        first = end
    return parts or [(0, 0)]


def _head(header: str, kind: str, width: int) -> str:
    """A header on lines no longer than what stands below it needs."""
    lines = wrapped(header, min(LONG, max(SHORTEST_HEAD, width))).split("\n")
    stacked = r" \\ ".join(map(latex, lines))
    return stacked if len(lines) == 1 else rf"\shortstack[{kind}]{{{stacked}}}"


def source(table: Table) -> str:
    """Where do the numbers come from, and what are their standard errors? In the language of the table's title."""
    labels = Labels("zh" if is_chinese(table.title) else "en")
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
