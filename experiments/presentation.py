"""How do the results of a folder become tables and figures? From what is on disk alone, so nothing is run again."""

import json
import os
import tempfile
import warnings
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments.errors import InputError
from experiments.labels import Labels
from experiments.output import MANIFEST
from experiments.tables.table import Table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

ANALYSIS = "analysis.json"  # what was asked, beside the runs: {"kind": one of KINDS, and the analysis's own options}
# the module of each kind of analysis; its `present(folder, options, labels)` reads the folder and runs nothing
KINDS = {
    "decompose": "experiments.decompose.present",
    "sweep": "experiments.sweep.present",
    "robust": "experiments.robust.present",
    "sensitivity": "experiments.sensitivity.present",
    "frontier": "experiments.frontier.present",
    "validate": "experiments.validate.present",
    "checks": "experiments.validate.checks_present",
    "estimate": "experiments.estimate.present",
    "design_effects": "experiments.side_by_side",
    "platform_bases": "experiments.side_by_side",
    "doctrines": "experiments.side_by_side",
    "lifecycle": "experiments.lifecycle.present",
    "experiment": "experiments.means",
    "compare": "experiments.results",
    "article": "experiments.article_results",
}
OF_MANIFEST = ("compare", "article")  # what the manifest alone tells, since no analysis.json stands beside it
RUNS = "runs.parquet"
AGAIN = "run the analysis again into an empty folder"
NO_GLYPH = "Glyph .* missing from"


class Drawing(NamedTuple):
    """A figure with its file name, its caption, and the numbers that it shows."""

    name: str
    caption: str
    figure: "Figure"
    data: "pd.DataFrame"


class Presentation(NamedTuple):
    """What a reader sees of an analysis, and in which subfolders its tables and figures stand."""

    title: str
    tables: Sequence[Table]
    drawings: Sequence[Drawing]
    tables_in: str = "."
    figures_in: str = "."


class Options(dict):
    """What was asked of an analysis. InputError names an option that its file lacks."""

    def __init__(self, path: Path, content: dict):
        super().__init__(content)
        self.path = path

    def __missing__(self, name: str):
        raise InputError(f"{self.path}: lacks `{name}`; {AGAIN}")


def options_of(folder: Path) -> Options:
    """Which analysis does the folder hold, with which options? InputError if it holds none."""
    path = folder / ANALYSIS
    if not path.exists():
        return Options(path, {"kind": _kind_of_manifest(folder)})
    try:
        options = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: is damaged: {error}; {AGAIN}") from None
    kind = options.get("kind") if isinstance(options, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise InputError(f"{path}: unknown kind of analysis {kind!r}; known are {', '.join(KINDS)}")
    return Options(path, options)


def _kind_of_manifest(folder: Path) -> str:
    """The kind of a folder without options of its own: runs of an experiment, or a comparison or the article."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        manifest = {}
    named = manifest.get("experiment")
    if "declared" in manifest and (folder / RUNS).exists():
        return "experiment"
    if named not in OF_MANIFEST:
        raise InputError(
            f"{folder}: holds no {ANALYSIS} and no runs; name the folder of an experiment, an analysis, "
            "`linghuo compare` or `linghuo article`"
        )
    return named


def present(folder: Path, labels: Labels) -> Presentation:
    """The tables and figures of the analysis in this folder. InputError if it is not there or not finished."""
    from pyarrow import ArrowException
    from pydantic import ValidationError

    options = options_of(folder)
    try:
        return import_module(KINDS[options["kind"]]).present(folder, options, labels)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or options["kind"]
        raise InputError(f"{options.path}: {where}: {first['msg']}; {AGAIN}") from None
    except (OSError, ArrowException) as error:
        raise InputError(f"{folder}: {error}; {AGAIN}") from None


def redraw(folder: Path, language: str = "en", width: str | None = None) -> Presentation:
    """Write tables, figures and report.html of the folder anew, from what it holds. What was written?

    width: a preset of `experiments.figures.style.WIDTHS`; none: as drawn. Where no font has Chinese characters the
    figures are in English, the tables as asked.
    """
    from experiments.figures.style import styled, usable_language

    usable = usable_language(language)
    with styled(usable):
        shown = present(folder, Labels(usable))
        if usable != language:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", message=NO_GLYPH)  # of figures that are thrown away
                shown = present(folder, Labels(language))._replace(drawings=shown.drawings)
        write(shown, folder, width, language)
    return shown


def write(shown: Presentation, folder: Path, width: str | None = None, language: str = "en") -> None:
    """Every figure as PDF, PNG and SVG with its data, every table as CSV and LaTeX, and report.html, into the folder.

    Files appear by rename, so that an earlier drawing is replaced by a whole one. InputError: it cannot be written.
    """
    from experiments import page
    from experiments.figures.style import save
    from experiments.tables.table import write_csv, write_latex

    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".drawing-") as made:
            partial = Path(made)
            tables, figures = partial / shown.tables_in, partial / shown.figures_in
            for each in (tables, figures):
                each.mkdir(exist_ok=True)
                (folder / each.relative_to(partial)).mkdir(exist_ok=True)
            for drawing in shown.drawings:
                save(drawing.figure, drawing.data, figures, drawing.name, width)
            for table in shown.tables:
                write_csv(table, tables)
                write_latex(table, tables)
            page.write(shown, folder, partial, Labels(language))
            for path in sorted(each for each in partial.rglob("*") if each.is_file()):
                target = folder / path.relative_to(partial)
                target.parent.mkdir(exist_ok=True)
                os.replace(path, target)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}") from None
