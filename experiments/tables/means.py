"""Means and standard errors of an experiment's measures. A line per point and design."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from experiments.labels import Labels
from experiments.tables.called import measure_titles
from experiments.tables.table import Table, merged, number

if TYPE_CHECKING:
    import pandas as pd

SIGNIFICANT = 4


def table(found: "pd.DataFrame", declared: Mapping, titles: Mapping[str, str], labels: Labels) -> Table:
    """The table as readers see it. found: as `experiments.means.frame`; titles: of designs by name."""
    from experiments.means import moved

    levers = moved(found)
    rows = []
    for (point, design), part in found.groupby(["point", "design"], sort=False):
        part = part.set_index("measure")
        given = [_value(part[name].iloc[0]) for name in levers]
        cells = [_cell(part.loc[name, "mean"], part.loc[name, "mean_se"]) for name in declared["measures"]]
        rows.append([str(point), *given, titles[design], *cells])
    shown, sections = merged(rows, 1 + len(levers))
    called = measure_titles(declared["measures"], labels)
    names = [f"{called[name]}, {unit(measure, labels)}" for name, measure in declared["measures"].items()]
    headers = [labels("word.point"), *levers, labels("word.design"), *names]
    note = labels("note.means", replications=declared["replications"])
    return Table("means", labels("table.means"), headers, shown, 2 + len(levers), sections, note, found)


def unit(measure: Mapping, labels: Labels) -> str:
    """In which unit is the measure? Those of experiments.measured."""
    return labels.of("measured", measure["of"])


def _cell(mean: float, error: float) -> str:
    digits = decimals(mean)
    return f"{number(mean, digits)} ({number(error, digits)})"


def decimals(value: float) -> int:
    """How many decimals leave four significant digits?"""
    return max(0, SIGNIFICANT - len(f"{abs(value):.0f}")) + (abs(value) < 1) if value == value else 0


def _value(value) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
