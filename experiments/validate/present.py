"""How does a validation look? Every figure beside the model's, a score per fund, and where the model errs most."""

from pathlib import Path
from typing import TYPE_CHECKING

from calibration.backcast import against, block_of, scores
from calibration.explanations import LARGE, explanation_of, load_explanations
from calibration.targets import SHOWN, load_targets
from experiments import ledger
from experiments.errors import InputError
from experiments.labels import Labels
from experiments.presentation import Drawing, Presentation
from experiments.tables.table import Table, merged, number
from experiments.validate import figures
from experiments.validate.command import RECORD
from model.books import FUNDS

if TYPE_CHECKING:
    import pandas as pd


def present(folder: Path, options: dict, labels: Labels) -> Presentation:
    """The tables and figures of the validation in this folder. InputError if none of its runs is done."""
    values = ledger.records(folder, RECORD)
    if values.empty:
        raise InputError(f"{folder}: no run is done; finish or retry them first")
    compared = against(values, load_targets())
    note = {"replications": int(values["replication"].nunique()), "population": options["population"]}
    tables = [
        _scores(compared, labels, note), _series(compared, labels), _figures(compared, labels, note),
        _explained(compared, labels),
    ]  # fmt: skip
    drawings = [
        Drawing(block, labels("caption.backcast", block=block_name(block, labels)), *drawn)
        for block in dict.fromkeys(compared["block"])
        if (drawn := figures.paths(block, values, compared, labels)) is not None
    ]
    drawings.append(Drawing("errors", labels("caption.backcast_errors"), *figures.errors(compared, labels)))
    return Presentation(labels("validate.title"), tables, drawings)


def block_name(block: str, labels: Labels) -> str:
    """What is a fund, or another block of figures, called?"""
    return labels.of("fund" if block in FUNDS else "block", block)


def quantity_name(measure: str, labels: Labels) -> str:
    """What does a measure say of its block?"""
    return labels.of("target", measure.partition(".")[2])


def _scores(compared: "pd.DataFrame", labels: Labels, note: dict) -> Table:
    data = scores(compared)
    rows = [
        [block_name(row.block, labels), labels.of("use", row.use), number(row.figures, 0),
         *(number(100.0 * value, 1) for value in (row.mean_error, row.mean_absolute_error)),
         *(number(100.0 * value, 0) for value in (row.within_5, row.within_10))]
        for row in data.itertuples()
    ]  # fmt: skip
    rows, sections = merged(rows, 1)
    headers = [labels(f"validate.{name}") for name in ("block", "use", "figures", "mean", "absolute", "in5", "in10")]
    return Table("scores", labels("table.scores"), headers, rows, 2, sections, labels("note.scores", **note), data)


def _series(compared: "pd.DataFrame", labels: Labels) -> Table:
    """Mean relative errors by measure, fitted and held out side by side."""
    data = scores(compared, by="measure").assign(block=lambda frame: frame["measure"].map(block_of))
    wide = data.pivot(index="measure", columns="use", values=["mean_error", "mean_absolute_error"])
    rows = []
    for measure in dict.fromkeys(data["measure"]):
        cells = [number(100.0 * wide.loc[measure].get((kind, use), float("nan")), 1)
                 for kind in ("mean_error", "mean_absolute_error") for use in ("fitted", "held out")]  # fmt: skip
        rows.append([block_name(block_of(measure), labels), quantity_name(measure, labels), *cells])
    rows, sections = merged(rows, 1)
    words = [f"{labels(f'validate.{kind}')}, {labels.of('use', use)}"
             for kind in ("mean", "absolute") for use in ("fitted", "held out")]  # fmt: skip
    headers = [labels("validate.block"), labels("validate.quantity"), *words]
    return Table("series", labels("table.series"), headers, rows, 2, sections, labels("note.series"), data)


def _figures(compared: "pd.DataFrame", labels: Labels, note: dict) -> Table:
    """Every published figure with the model's value."""
    rows = [
        [block_name(row.block, labels), f"{quantity_name(row.measure, labels)}, {labels.of('unit', row.unit)}",
         str(row.year), labels.of("use", row.use), _amount(row.published), _amount(row.model),
         number(100.0 * row.relative_error, 1)]
        for row in compared.sort_values(["block", "measure", "year"], kind="stable").itertuples()
    ]  # fmt: skip
    rows, sections = merged(rows, 2)
    headers = [
        labels(f"validate.{name}") for name in ("block", "quantity", "year", "use", "published", "model", "error")
    ]
    return Table(
        "targets", labels("table.targets"), headers, rows, 4, sections, labels("note.targets", **note), compared
    )


def _explained(compared: "pd.DataFrame", labels: Labels) -> Table:
    """Figures of high confidence that the model misses by more than a tenth, with the reason as far as it is known."""
    scored = compared[(compared["use"] != SHOWN) & (compared["confidence"] == "high")]
    data = scored[scored["relative_error"].abs() > LARGE].sort_values(["measure", "year"], kind="stable")
    known = load_explanations()
    data = data.assign(
        explanation=[explanation_of(row.measure, row.year, known) for row in data.itertuples()]
    )[["id", "measure", "year", "use", "relative_error", "explanation"]]  # fmt: skip
    rows = [
        [f"{block_name(block_of(measure), labels)}: {quantity_name(measure, labels)}",
         ", ".join(f"{row.year} ({number(100.0 * row.relative_error, 0)})" for row in part.itertuples()),
         text or labels("validate.unexplained")]
        for (measure, text), part in data.groupby(["measure", "explanation"], sort=False)
    ]  # fmt: skip
    headers = [labels(f"validate.{name}") for name in ("quantity", "years", "explanation")]
    return Table("explained", labels("table.explained"), headers, rows, 3, frozenset(), labels("note.explained"), data)


def _amount(value: float) -> str:
    return number(value, 0 if abs(value) >= 1000.0 else 1 if abs(value) >= 10.0 else 2)
