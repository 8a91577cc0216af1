"""Paths on paper: readings of a few replications that are written down instead of simulated."""

import numpy as np
import pandas as pd
import pytest

from calibration.checks.comparison import Paths


@pytest.fixture
def on_paper():
    """paths(years, measure=values, ...): values are one number, [years], or [replications, years] of two."""

    def paths(years, **measures):
        years = list(years)
        rows = []
        for name, values in measures.items():
            table = np.broadcast_to(np.asarray(values, dtype=float), (2, len(years)))
            rows += [
                (number, number, number, name.replace("__", "."), year, table[number, place])
                for number in range(2)
                for place, year in enumerate(years)
            ]
        return Paths(pd.DataFrame(rows, columns=["replication", "population", "luck", "measure", "year", "value"]))

    return paths
