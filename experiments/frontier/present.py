"""How does a frontier look? All combinations, the set that cannot be bettered, its levers, and how the search went."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.errors import InputError
from experiments.frontier import draw
from experiments.frontier.gains import gains, progress, tried
from experiments.frontier.levers import Frontier
from experiments.labels import Labels
from experiments.means import titles_of
from experiments.presentation import Drawing, Presentation
from experiments.tables.means import decimals
from experiments.tables.table import NOTHING, Table, number

if TYPE_CHECKING:
    import pandas as pd


def present(folder: Path, options: Mapping, labels: Labels) -> Presentation:
    """The tables and figures of the search in this folder. InputError if no combination has all of its runs."""
    frontier = Frontier.model_validate(options["frontier"])
    beside, found = gains(frontier, folder), tried(frontier, folder)
    if found.empty or beside[list(frontier.criteria)].iloc[0].isna().any():
        raise InputError(
            f"{folder}: no combination and no {frontier.marked[0]} has all of its runs; go on or retry first"
        )
    beside = beside.dropna(subset=list(frontier.criteria))
    titles = titles_of(beside["design"].unique(), labels)
    tables = [_set(frontier, found, beside, titles, labels), _search(progress(frontier, found), labels)]
    origin = titles[beside["design"].iloc[0]]
    drawings = [
        Drawing("frontier", labels("caption.frontier", tried=len(found), origin=origin),
                draw.plane(frontier, found, beside, titles, labels), _with_marked(found, beside)),
        Drawing("levers", labels("caption.frontier_levers"), draw.levers(frontier, found, labels), found),
    ]  # fmt: skip
    return Presentation(frontier.zh if labels.language == "zh" else frontier.en, tables, drawings)


def _set(frontier: Frontier, found: "pd.DataFrame", beside: "pd.DataFrame", titles: Mapping, labels: Labels) -> Table:
    aims = list(frontier.criteria)
    best = found[found["pareto"]].sort_values(aims[0], kind="stable").reset_index(drop=True)
    digits = {aim: decimals(best[aim].abs().max()) for aim in aims}

    def cells(row) -> list[str]:
        return [f"{number(row[aim], digits[aim])} ({number(row[f'{aim}_se'], digits[aim])})" for aim in aims]

    rows = [[titles[row["design"]], *[NOTHING] * len(frontier.levers), *cells(row)] for _, row in beside.iterrows()]
    for place, row in best.iterrows():
        shown = [f"{lever.scale * row[name]:.4g}" for name, lever in frontier.levers.items()]
        rows.append([f"{place + 1}", *shown, *cells(row)])
    headers = [labels("frontier.combination"),
               *(lever.zh if labels.language == "zh" else lever.en for lever in frontier.levers.values()),
               *(draw.axis_title(frontier, aim, labels) for aim in aims)]  # fmt: skip
    better = int((best[aims] > 0.0).all(axis=1).sum())
    note = labels("note.frontier", origin=titles[beside["design"].iloc[0]], tried=len(found), better=better,
                  replications=frontier.replications)  # fmt: skip
    data = _with_marked(best, beside)
    return Table("pareto_set", labels("table.frontier"), headers, rows, 1, frozenset({len(beside)}), note, data)


def _search(data: "pd.DataFrame", labels: Labels) -> Table:
    rows = [[f"{row.generation}", f"{row.tried}", f"{row.unbettered}", number(row.area, 1)]
            for row in data.itertuples()]  # fmt: skip
    headers = [labels(f"frontier.{word}") for word in ("generation", "tried", "unbettered", "area")]
    return Table("search", labels("table.search"), headers, rows, 1, frozenset(), labels("note.search"), data)


def _with_marked(found: "pd.DataFrame", beside: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd

    return pd.concat([found.assign(design=""), beside.drop(columns="point")], ignore_index=True)
