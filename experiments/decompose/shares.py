"""What does each part of a package contribute to each measure? Values by replication, their means and errors."""

from typing import TYPE_CHECKING

from experiments.decompose.package import Package
from model.measures.attribution import Coalition, coalitions, interactions, owen, shapley

if TYPE_CHECKING:
    import pandas as pd


def by_coalition(package: Package, found: "pd.DataFrame") -> dict[tuple[str, int], dict[Coalition, float]]:
    """The value of every coalition, by measure and replication; only replications in which all of them ran."""
    from experiments.compare import find

    of_design = {find(package.expression(each)).name: each for each in coalitions(package.players)}
    held: dict[tuple[str, int], dict[Coalition, float]] = {}
    for row in found.itertuples():
        if row.value == row.value:
            held.setdefault((row.measure, row.replication), {})[of_design[row.design]] = row.value
    return {key: values for key, values in held.items() if len(values) == len(of_design)}


def contributions(package: Package, values: dict[Coalition, float]) -> dict[tuple[str, str], float]:
    """What does each part add, by (group, part)? Owen's values, which are Shapley's where no parts are nested."""
    if all(len(group.parts) == 1 for group in package.groups):
        parts = shapley(values, package.players)
    else:
        parts = owen(values, [group.parts for group in package.groups])
    return {(group.name, part): parts[part] for group in package.groups for part in group.parts}


def of_groups(package: Package, values: dict[Coalition, float]) -> dict[Coalition, float]:
    """The game that whole groups play: coalitions of group names."""
    parts = {group.name: group.parts for group in package.groups}
    return {each: values[frozenset(part for name in each for part in parts[name])] for each in coalitions(list(parts))}


def shares(package: Package, found: "pd.DataFrame") -> "pd.DataFrame":
    """A row per measure, group and part: `value` and `error`, its standard error over replications.

    The part `all` is the whole group, the group `total` the effect of the package; `origin` its level without any
    part. Standard errors are NaN with one replication.
    """
    import pandas as pd

    rows = []
    for (measure, replication), values in by_coalition(package, found).items():
        added = contributions(package, values)
        whole = {(group.name, "all"): sum(added[group.name, part] for part in group.parts) for group in package.groups}
        nothing, everything = values[frozenset()], values[frozenset(package.players)]
        ends = {("origin", "all"): nothing, ("total", "all"): everything - nothing}
        rows += [(measure, *key, replication, value) for key, value in {**added, **whole, **ends}.items()]
    return _summary(pd.DataFrame(rows, columns=["measure", "group", "part", "replication", "value"]))


def pairs(package: Package, found: "pd.DataFrame") -> "pd.DataFrame":
    """A row per measure and pair of groups: how much more they do together than apart, `value` and `error`."""
    import pandas as pd

    names, rows = [group.name for group in package.groups], []
    for (measure, replication), values in by_coalition(package, found).items():
        for pair, value in interactions(of_groups(package, values), names).items():
            rows.append((measure, *pair, replication, value))
    return _summary(pd.DataFrame(rows, columns=["measure", "group", "with", "replication", "value"]))


def _summary(frame: "pd.DataFrame") -> "pd.DataFrame":
    keys = [name for name in frame.columns if name not in ("replication", "value")]
    groups = frame.groupby(keys, sort=False)["value"]
    summary = groups.agg(value="mean", deviation="std", replications="count").reset_index()
    summary["error"] = summary["deviation"] / summary["replications"] ** 0.5
    return summary.drop(columns="deviation")
