"""Which share of flexible workers has each branch's cover, by design and year?"""

from typing import TYPE_CHECKING

from experiments.crossing import mean_and_error
from experiments.labels import Labels
from experiments.tables.table import Table, merged, number
from model.measures.coverage import coverage_share

if TYPE_CHECKING:
    import pandas as pd

    from experiments.compare import Comparison

GROUP = "flexible"
MIDDLE_YEAR = 2050


def shares(comparison: "Comparison") -> "pd.DataFrame":
    """Insured shares: a row per design, year, group and branch; mean, lowest and highest over replications."""
    frame = comparison.records["coverage"]
    frame = frame.assign(share=coverage_share(frame["insured"], frame["persons"]))
    keys = ["design", "year", "group", "branch"]
    spread = frame.groupby(keys, sort=False)["share"].agg(["min", "max"]).reset_index()
    found = mean_and_error(frame, keys, "share")
    return found.assign(share_lowest=spread["min"], share_highest=spread["max"])


def shown_years(comparison: "Comparison") -> list[int]:
    """Which years does the table show? The first, 2050 and the last."""
    settings = comparison.setup.settings
    return sorted({settings.start + 1, min(MIDDLE_YEAR, settings.until), settings.until})


def table(comparison: "Comparison", labels: Labels) -> Table:
    """The table of coverage as readers see it."""
    setup = comparison.setup
    data = shares(comparison)
    years = shown_years(comparison)
    flexible = data[data["group"] == GROUP].set_index(["design", "year", "branch"])["share"]
    branches = list(flexible.index.get_level_values("branch").unique())
    rows = []
    for branch in branches:
        for design in setup.all_designs:
            insured = [number(100 * flexible.get((design, year, branch), float("nan")), 1) for year in years]
            rows.append([labels.of("branch", branch), setup.title(design, labels), *insured])
    rows, sections = merged(rows, 1)
    headers = [labels("word.branch"), labels("word.design"), *(str(year) for year in years)]
    note = labels("note.coverage", replications=setup.replications)
    return Table("coverage", labels("table.coverage"), headers, rows, 2, sections, note, data)
