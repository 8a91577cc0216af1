"""Which population and which luck has a replication? An order in which the first n replications are nearly a square."""

from collections.abc import Sequence
from math import isqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from model.measures.variance import standard_error_of_mean

if TYPE_CHECKING:
    import pandas as pd

FEWEST_FOR_COMPONENTS = 4


class Draw(NamedTuple):
    """The numbers of the population and of the luck that a replication draws."""

    population: int
    luck: int


def draw_of(replication: int) -> Draw:
    """Which population and luck does replication r have? A function of r alone.

    0 is (0, 0); then shell by shell: (n, n) first, then (0, n), (n, 0), (1, n), ... So two replications share nothing,
    four are all pairs of two populations with two lucks, nine all pairs of three with three.
    """
    if replication < 0:
        raise ValueError(f"a replication is numbered from 0, not {replication}")
    shell = isqrt(replication)
    place = replication - shell * shell
    if place == 0:
        return Draw(shell, shell)
    step = (place - 1) // 2
    return Draw(step, shell) if place % 2 == 1 else Draw(shell, step)


def draws(replications: int) -> list[Draw]:
    """The draws of the first `replications` replications."""
    return [draw_of(number) for number in range(replications)]


def labels_of(replications: Sequence[int]) -> tuple[list[int], list[int]]:
    """Populations and lucks of these replications, as measures take them."""
    found = [draw_of(int(number)) for number in replications]
    return [draw.population for draw in found], [draw.luck for draw in found]


def first_of_each(populations: Sequence[int]) -> list[int]:
    """At which places does each population stand for the first time? What persons are is counted there."""
    return [place for place, population in enumerate(populations) if population not in populations[:place]]


def mean_and_error(frame: "pd.DataFrame", keys: Sequence[str], name: str) -> "pd.DataFrame":
    """Mean of a measure over replications and its standard error, a row per key in order of appearance.

    frame: the keys, `replication` and the measure `name`; the error stands in `<name>_se`. All keys have the same
    replications in the same order, as the runs of one comparison do.
    """
    wide = frame.pivot_table(index=list(keys), columns="replication", values=name, sort=False, dropna=False)
    wide = wide.reindex(frame.drop_duplicates(list(keys)).set_index(list(keys)).index)
    populations, lucks = labels_of(wide.columns)
    values = wide.to_numpy()
    found = wide.index.to_frame(index=False)
    found[name] = np.mean(values, axis=1)
    found[f"{name}_se"] = standard_error_of_mean(values.T, populations, lucks)
    return found
