"""How does a decomposition look? A table of contributions, one of interactions, and a waterfall for every measure."""

from pathlib import Path
from typing import TYPE_CHECKING

from experiments import ledger
from experiments.decompose.package import Package
from experiments.decompose.shares import pairs, shares
from experiments.errors import InputError
from experiments.figures.style import MARKS
from experiments.labels import Labels, wrapped
from experiments.presentation import Drawing, Presentation
from experiments.tables.called import measure_titles
from experiments.tables.table import NOTHING, Table, number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RISES, FALLS, TOTAL = MARKS[1].colour, MARKS[2].colour, "#777777"
MANY, FEW = 100.0, 1.0  # from here on no digits, and one digit


def present(folder: Path, options: dict, labels: Labels) -> Presentation:
    """The tables and figures of the decomposition in this folder. InputError if none of its replications is whole."""
    package = Package.model_validate(options["package"])
    found = ledger.results(folder, list(package.measures))
    data, together = shares(package, found), pairs(package, found)
    if data.empty:
        raise InputError(f"{folder}: no replication has all of its runs; finish or retry them first")
    title = package.zh if labels.language == "zh" else package.en
    names = {group.name: group.zh if labels.language == "zh" else group.en for group in package.groups}
    names |= {"origin": labels("decompose.origin"), "total": labels("decompose.total")}
    tables = [_contributions(package, data, names, title, labels), _interactions(package, together, names, labels)]
    figure = waterfall(package, data, names, labels)
    return Presentation(title, tables, [Drawing("waterfall", title, figure, data)])


def _contributions(package: Package, data: "pd.DataFrame", names: dict, title: str, labels: Labels) -> Table:
    lines = [("origin", "all")]
    for group in package.groups:
        lines += [(group.name, "all"), *((group.name, part) for part in group.parts if len(group.parts) > 1)]
    rows = []
    for group, part in [*lines, ("total", "all")]:
        here = data[(data["group"] == group) & (data["part"] == part)].set_index("measure")
        label = names[group] if part == "all" else f"  {_title(part, labels)}"
        rows.append([label, *(_cell(here.loc[name]) if name in here.index else NOTHING for name in package.measures)])
    headers = [labels("decompose.part"), *_headers(package, labels)]
    note = labels("note.decompose", replications=int(data["replications"].max()), origin=package.origin)
    return Table("contributions", title, headers, rows, 1, frozenset({1, len(rows) - 1}), note, data)


def _interactions(package: Package, data: "pd.DataFrame", names: dict, labels: Labels) -> Table:
    rows = [
        [f"{names[group]} × {names[other]}", *(_cell(row) for _, row in block.set_index("measure").iterrows())]
        for (group, other), block in data.groupby(["group", "with"], sort=False)
    ]
    headers = [labels("decompose.pair"), *_headers(package, labels)]
    return Table(
        "interactions",
        labels("decompose.interactions"),
        headers,
        rows,
        1,
        frozenset(),
        labels("note.interactions"),
        data,
    )


def waterfall(package: Package, data: "pd.DataFrame", names: dict, labels: Labels) -> "Figure":
    """From nothing to the whole effect, group by group, in a panel for every measure; bars of error at each step."""
    from matplotlib.figure import Figure

    measures = [name for name in package.measures if name in set(data["measure"])]
    titles = measure_titles(package.measures, labels)
    across = min(3, len(measures))
    down = -(-len(measures) // across)
    figure = Figure(figsize=(7.2, 0.6 + 0.28 * down * (len(package.groups) + 3)))
    axes = figure.subplots(down, across, sharey=True, squeeze=False)
    for axis in axes.flat[len(measures) :]:
        axis.remove()
    for axis, measure in zip(axes.flat, measures, strict=False):
        whole = data[(data["measure"] == measure) & (data["part"] == "all")].set_index("group")
        _panel(axis, whole, [group.name for group in package.groups], names)
        axis.set_title(wrapped(titles[measure], 26))
        axis.set_xlabel(labels.of("measured", package.measures[measure].of))
    return figure


def _panel(axis: "Axes", whole: "pd.DataFrame", groups: list[str], names: dict) -> None:
    reached = 0.0
    for place, group in enumerate(groups):
        added = whole.loc[group, "value"]
        axis.barh(
            place, added, left=reached, color=RISES if added >= 0.0 else FALLS, hatch="" if added >= 0.0 else "////"
        )
        axis.plot([reached + added] * 2, [place - 0.4, place + 1.4], color="#444444", linewidth=0.6)
        axis.errorbar(reached + added, place, xerr=_error(whole, group), color="black", capsize=1.5, linewidth=0.8)
        reached += added
    last = len(groups)
    axis.barh(last, whole.loc["total", "value"], color=TOTAL)
    axis.errorbar(
        whole.loc["total", "value"], last, xerr=_error(whole, "total"), color="black", capsize=1.5, linewidth=0.8
    )
    axis.axvline(0.0, color="#444444", linewidth=0.7)
    axis.set_yticks(range(last + 1), [wrapped(names[each], 26) for each in (*groups, "total")])
    axis.set_ylim(last + 0.6, -0.6)
    axis.grid(axis="y", visible=False)
    axis.locator_params(axis="x", nbins=4)


def _headers(package: Package, labels: Labels) -> list[str]:
    titles = measure_titles(package.measures, labels)
    return [f"{titles[name]}, {labels.of('measured', measure.of)}" for name, measure in package.measures.items()]


def _error(whole: "pd.DataFrame", group: str) -> float:
    error = whole.loc[group, "error"]
    return 0.0 if error != error else error


def _title(part: str, labels: Labels) -> str:
    from experiments.compare import find

    design = find(part)
    return design.zh if labels.language == "zh" else design.en


def _cell(row) -> str:
    value = row["value"]
    digits = 0 if abs(value) >= MANY else 1 if abs(value) >= FEW else 3
    return f"{number(value, digits)} ({number(row['error'], digits)})"
