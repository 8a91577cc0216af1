"""How do the results of a folder become tables and figures? From what is on disk alone, so nothing is run again."""

import json
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments.errors import InputError
from experiments.labels import Labels
from experiments.tables.table import Table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

ANALYSIS = "analysis.json"  # what was asked, beside the runs: {"kind": one of KINDS, and the analysis's own options}
# the module of each kind of analysis; its `present(folder, options, labels)` reads the folder and runs nothing
KINDS = {
    "decompose": "experiments.decompose.present",
    "sweep": "experiments.sweep.present",
    "sensitivity": "experiments.sensitivity.present",
    "robust": "experiments.robust.present",
    "frontier": "experiments.frontier.present",
}


class Drawing(NamedTuple):
    """A figure with its file name, its caption, and the numbers that it shows."""

    name: str
    caption: str
    figure: "Figure"
    data: "pd.DataFrame"


class Presentation(NamedTuple):
    """What a reader sees of an analysis."""

    title: str
    tables: Sequence[Table]
    drawings: Sequence[Drawing]


def options_of(folder: Path) -> dict:
    """Which analysis does the folder hold, with which options? InputError if it holds none."""
    path = folder / ANALYSIS
    try:
        options = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise InputError(f"{folder}: holds no {ANALYSIS}; name the folder of an analysis") from None
    except ValueError as error:
        raise InputError(f"{path}: is damaged: {error}; run the analysis again into an empty folder") from None
    if options.get("kind") not in KINDS:
        raise InputError(f"{path}: unknown kind of analysis {options.get('kind')!r}; known are {', '.join(KINDS)}")
    return options


def present(folder: Path, labels: Labels) -> Presentation:
    """The tables and figures of the analysis in this folder. InputError if it is not there or not finished."""
    options = options_of(folder)
    return import_module(KINDS[options["kind"]]).present(folder, options, labels)


def write(shown: Presentation, folder: Path) -> None:
    """Every figure as PDF, PNG and SVG with its data, every table as CSV and LaTeX, into the folder."""
    from experiments.figures.style import save
    from experiments.tables.table import write_csv, write_latex

    for drawing in shown.drawings:
        save(drawing.figure, drawing.data, folder, drawing.name)
    for table in shown.tables:
        write_csv(table, folder)
        write_latex(table, folder)
