"""What does each measure say at every point of a sweep, and by how much does it differ from the status quo?"""

from typing import TYPE_CHECKING

import numpy as np

from experiments.crossing import labels_of
from experiments.labels import Labels
from experiments.sweep.grid import Sweep
from model.measures.variance import standard_error_of_mean

if TYPE_CHECKING:
    import pandas as pd

STATUS_QUO, GRID = "status_quo", "grid"
NOTHING = float("nan")
NUMBERS = ("mean", "mean_se", "change", "change_se", "replications")
OF_LIVES = "consumption_equivalent"  # shown as a variation, in % of what the status quo is worth


def changes(sweep: Sweep, found: "pd.DataFrame", reference: "pd.DataFrame") -> "pd.DataFrame":
    """A row per point, design and measure, the status quo first: the levers' values and NUMBERS.

    found, reference: results of the grid and of the status quo, as `ledger.results`. A change is the mean difference
    from the status quo in the same replication, that is the same persons with the same luck; its error is that of
    these differences. NaN where no replication has both. Values of the levers as declared; those of the status quo are
    NaN where it stands nowhere on the axes, and its column `at` is `status_quo`, of the others `grid`.
    """
    import pandas as pd

    names, places = [lever.name for lever in sweep.levers], list(sweep.places())
    stands = sweep.at_status_quo() or (NOTHING,) * len(names)
    at = reference["design"].iloc[0] if len(reference) else sweep.status_quo
    columns, rows = ["at", "design", *names, "measure", *NUMBERS], []
    for measure, kind in ((name, each.of) for name, each in sweep.measures.items()):
        before = _by_replication(reference[reference["measure"] == measure])
        level = before if kind != OF_LIVES else 0.0 * before
        none = 0.0 if len(before.dropna()) else NOTHING
        rows.append((STATUS_QUO, at, *stands, measure, *_mean(level), none, none, int(before.notna().sum())))
        mine, designs = found[found["measure"] == measure], list(found["design"].unique())
        parts = dict(list(mine.groupby(["design", "point"])))
        for design, number in sorted(parts, key=lambda key: (designs.index(key[0]), key[1])):
            part = parts[design, number]
            values = _by_replication(part)
            difference = values - before
            if kind == OF_LIVES:
                values = difference = 100.0 * (values / before - 1.0)
            counted = int(values.notna().sum())
            rows.append((GRID, design, *places[number], measure, *_mean(values), *_mean(difference), counted))
    return pd.DataFrame(rows, columns=columns)


def _by_replication(frame: "pd.DataFrame") -> "pd.Series":
    return frame.set_index("replication")["value"]


def _mean(values: "pd.Series") -> tuple[float, float]:
    """Mean over the replications that have a value, and its standard error."""
    values = values.dropna().sort_index()
    if values.empty:
        return NOTHING, NOTHING
    return float(values.mean()), float(standard_error_of_mean(values.to_numpy(), *labels_of(values.index)))


def unit(kind: str, labels: Labels) -> str:
    """In which unit is a measure of this kind shown?"""
    return labels("sweep.cev") if kind == OF_LIVES else labels.of("measured", kind)


def spread(frame: "pd.DataFrame") -> np.ndarray:
    """Which standard error belongs to a level drawn beside the status quo? The paired one, else that of the level."""
    return frame["change_se"].fillna(frame["mean_se"]).fillna(0.0).to_numpy()
