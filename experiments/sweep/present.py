"""How does a sweep look? Tables of levels and of changes from the status quo, and lines, a heat map or a triangle."""

from pathlib import Path
from typing import TYPE_CHECKING

from experiments import ledger
from experiments.errors import InputError
from experiments.labels import Labels
from experiments.means import titles_of
from experiments.presentation import Drawing, Presentation
from experiments.sweep import heat_map, lines, triangle
from experiments.sweep.changes import STATUS_QUO, changes, unit
from experiments.sweep.grid import Sweep
from experiments.tables.called import measure_titles
from experiments.tables.means import decimals
from experiments.tables.table import NOTHING, Table, merged, number

if TYPE_CHECKING:
    import pandas as pd

REFERENCE = "status_quo"  # subfolder of the runs that the grid is compared with
FIGURES = {1: ("lines", lines.draw), 2: ("heat_map", heat_map.draw), 3: ("triangle", triangle.draw)}
LEVELS, CHANGES = ("mean", "mean_se"), ("change", "change_se")


def present(folder: Path, options: dict, labels: Labels) -> Presentation:
    """The tables and the figure of the sweep in this folder. InputError if no run of it or its status quo has ended."""
    sweep = Sweep.model_validate(options["sweep"])
    names = list(sweep.measures)
    if not (folder / REFERENCE / ledger.RUNS).exists():
        raise InputError(f"{folder}: the status quo has not run yet; finish the sweep first")
    data = changes(sweep, ledger.results(folder, names), ledger.results(folder / REFERENCE, names))
    if not data[data["at"] != STATUS_QUO]["replications"].any():
        raise InputError(f"{folder}: no run of the grid has ended well; finish or retry them first")
    title = sweep.zh if labels.language == "zh" else sweep.en
    tables = [
        _table("levels", title, sweep, data, LEVELS, labels),
        _table("changes", labels("sweep.changes"), sweep, data[data["at"] != STATUS_QUO], CHANGES, labels),
    ]
    kind, draw = FIGURES[len(sweep.levers)]
    caption = labels(f"caption.{kind}", title=title)
    return Presentation(title, tables, [Drawing(kind, caption, draw(sweep, data, labels), data)])


def _table(name: str, title: str, sweep: Sweep, data: "pd.DataFrame", shown: tuple[str, str], labels: Labels) -> Table:
    levers, called = [lever.name for lever in sweep.levers], titles_of(data["design"].unique(), labels)
    before, rows = labels("sweep.status_quo"), []
    data = data.sort_values("at", key=lambda each: each != STATUS_QUO, kind="stable")
    for (at, design, *_), part in data.groupby(["at", "design", *levers], sort=False, dropna=False):
        part = part.set_index("measure")
        given = [_value(lever.scale * part[lever.name].iloc[0]) for lever in sweep.levers]
        cells = (_cell(*part.loc[measure, list(shown)]) for measure in sweep.measures)
        rows.append([before if at == STATUS_QUO else called[design], *given, *cells])
    titles = measure_titles(sweep.measures, labels)
    measures = [f"{titles[each]}, {unit(measure.of, labels)}" for each, measure in sweep.measures.items()]
    headers = [labels("word.design"), *(lever.title(labels.language) for lever in sweep.levers), *measures]
    shown_rows, sections = merged(rows, 1)
    count = int(data["replications"].max())
    note = labels(f"note.sweep_{name}", year=sweep.levers_from, replications=count)
    return Table(name, title, headers, shown_rows, 1 + len(levers), sections, note, data)


def _value(value: float) -> str:
    return f"{value:.6g}" if value == value else NOTHING


def _cell(value: float, error: float) -> str:
    digits = decimals(value) if value or error else 0  # of the status quo from itself, and of what nobody can do
    return f"{number(value, digits)} ({number(error, digits)})"
