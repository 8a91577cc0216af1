"""What has each combination of levers gained over the first marked design, in both aims? Read from the folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments import ledger
from experiments.crossing import labels_of
from experiments.frontier.levers import DIGITS, Frontier
from experiments.frontier.search import Values, area, part, unbettered
from model.measures.variance import standard_error_of_mean

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["point", "design", "replication"]


def gains(frontier: Frontier, folder: Path, subfolder: str = ".") -> "pd.DataFrame":
    """A row per point and design of the subfolder: for each aim its mean gain and `<aim>_se` over replications.

    Gains are differences from the first marked design with the same persons and luck. Rows with a failed run are NaN.
    """
    import pandas as pd

    names = list(frontier.criteria)
    origin = _wide(ledger.results(folder, names))
    origin = origin[origin["design"] == origin["design"].iloc[0]].set_index("replication")[names]
    rows = []
    for (point, design), runs in _wide(ledger.results(folder / subfolder, names)).groupby(KEYS[:2], sort=False):
        row = {"point": point, "design": design}
        for name, criterion in frontier.criteria.items():
            other = origin[name].reindex(runs["replication"]).to_numpy()
            gained = criterion.gain(runs[name].to_numpy(), other)
            row[name] = float(gained.mean())
            row[f"{name}_se"] = float(standard_error_of_mean(gained, *labels_of(runs["replication"])))
        rows.append(row)
    return pd.DataFrame(rows)


def answers(frontier: Frontier, folder: Path, subfolder: str) -> Sequence[Values]:
    """The gains of the combinations of a generation in their order, as the optimiser hears of them."""
    values = gains(frontier, folder, subfolder).sort_values("point")[list(frontier.criteria)].to_numpy()
    return [tuple(map(float, row)) if np.isfinite(row).all() else None for row in values]


def tried(frontier: Frontier, folder: Path) -> "pd.DataFrame":
    """All combinations tried, a row each: generation, levers by name, gains with errors, `pareto`; without failed ones.

    pareto: is no other combination at least as good in both aims and better in one?
    """
    import pandas as pd

    frames = []
    for number in range(1, frontier.generations + 1):
        if (folder / part(number) / ledger.RUNS).exists():
            points = ledger.points(folder / part(number)).set_index("point")
            found = gains(frontier, folder, part(number)).dropna(subset=list(frontier.criteria))
            for name, lever in frontier.levers.items():
                path, factor = next((path, factor) for path, factor in lever.moves.items() if factor)
                found[name] = (points.loc[found["point"], path].to_numpy(dtype=float) / factor).round(DIGITS)
            frames.append(found.assign(generation=number))
    whole = pd.concat(frames, ignore_index=True)
    errors = [f"{name}_se" for name in frontier.criteria]
    whole = whole[["generation", *frontier.levers, *frontier.criteria, *errors]]
    return whole.assign(pareto=unbettered(whole[list(frontier.criteria)].to_numpy()))


def progress(frontier: Frontier, found: "pd.DataFrame") -> "pd.DataFrame":
    """How far was the search after each generation? Combinations tried, how many unbettered, and the area they span.

    area: dominated by the set of that time, % of the last one's; measured from the worst values tried. If it still
    grows, more generations would find more. found: as `tried`.
    """
    import pandas as pd

    names, rows = list(frontier.criteria), []
    values = found[names].to_numpy()
    whole = area(values, values.min(axis=0))
    for number in found["generation"].unique():
        so_far = values[(found["generation"] <= number).to_numpy()]
        share = 100.0 * area(so_far, values.min(axis=0)) / whole if whole > 0.0 else float("nan")
        rows.append((number, len(so_far), int(unbettered(so_far).sum()), share))
    return pd.DataFrame(rows, columns=["generation", "tried", "unbettered", "area"])


def _wide(results: "pd.DataFrame") -> "pd.DataFrame":
    table = results.set_index([*KEYS, "measure"])["value"].unstack("measure").reset_index()
    order = {name: place for place, name in enumerate(results["design"].unique())}
    return table.sort_values(KEYS, key=lambda column: column.map(order) if column.name == "design" else column)
