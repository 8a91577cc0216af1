"""What share of output do pensions take, to 2050 and beyond? Employee, public and resident pensions together."""

from typing import TYPE_CHECKING

import numpy as np

from calibration.checks.comparison import Paths, frame_of, line
from calibration.checks.published import of_check

if TYPE_CHECKING:
    import pandas as pd

CHECK = "pension_spending"
RISES = {"rise_2015_2050": (2015, 2050), "rise_2024_2050": (2024, 2050)}
FROM_THE_PAST = "run from the end of 2015 under the law in force"
FROM_TODAY = "run from the end of 2025 under the law in force"


def shares(paths: Paths) -> np.ndarray:
    """Spending of both pension funds on benefits over output, float64[replications, years]."""
    return (paths["pension.spending"] + paths["resident_pension.spending"]) / paths["gdp"]


def check(
    history: Paths, projection: Paths, variants: dict[str, Paths] | None = None, figures=None
) -> "pd.DataFrame":  # fmt: skip
    """How does the path stand beside those of the IMF? From both starts, where they reach.

    history: the run from 2015; projection: that from 2025, both under the law in force. The rise from 2015 counts
    from the published share of that year, since the run begins after it, and so does the rise from 2024 in the run
    from 2025. variants: that run on other paths of the economy.
    """
    known = of_check(CHECK, figures)
    rows = []
    others = [(paths, f"{FROM_TODAY}, {name} path of the economy") for name, paths in (variants or {}).items()]
    for paths, note in ((history, FROM_THE_PAST), (projection, FROM_TODAY), *others):
        found = dict(zip(paths.years.tolist(), shares(paths).T, strict=True))
        for (quantity, year), figure in known.items():
            if quantity == "spending" and year in found:
                rows.append(line(figure, float(found[year].mean()), paths.error(found[year]), note))
            elif quantity in RISES and RISES[quantity][1] in found:
                first, last = RISES[quantity]
                published = known["spending", first].value / 100.0
                before = found.get(first, np.full(found[last].size, published))
                base = "" if first in found else f"; from the published share of {first}"
                rise = found[last] - before
                rows.append(line(figure, float(rise.mean()), paths.error(rise), note + base))
    return frame_of(rows)


def path(paths: Paths) -> "pd.DataFrame":
    """The share of every year: year, mean, lowest and highest replication, in percent of output."""
    import pandas as pd

    found = 100.0 * shares(paths)
    columns = {"mean": found.mean(axis=0), "lowest": found.min(axis=0), "highest": found.max(axis=0)}
    return pd.DataFrame({"year": paths.years, **columns})
