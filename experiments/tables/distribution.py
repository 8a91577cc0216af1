"""How equal are consumption and income, how many are poor, and how many are ruined by illness?"""

from typing import TYPE_CHECKING

from experiments.crossing import mean_and_error
from experiments.labels import Labels
from experiments.tables.coverage import shown_years
from experiments.tables.table import Table, merged, number

if TYPE_CHECKING:
    import pandas as pd

    from experiments.compare import Comparison

MEASURES = {
    "gini_consumption": 1.0, "gini_income": 1.0, "poverty_half_median": 100.0, "poverty_subsistence": 100.0,
    "catastrophic_health": 100.0, "replacement_rate": 100.0, "replacement_rate_flexible": 100.0,
}  # fmt: skip


def summary(comparison: "Comparison") -> "pd.DataFrame":
    """Means over replications with standard errors: a row per design and observed year."""
    frame = comparison.records["distribution"]
    data = None
    for name in (*MEASURES, "poverty_gap"):
        found = mean_and_error(frame, ["design", "year"], name)
        data = found if data is None else data.merge(found, on=["design", "year"])
    return data


def table(comparison: "Comparison", labels: Labels) -> Table:
    """The table of the distribution as readers see it."""
    setup = comparison.setup
    data = summary(comparison)
    cells = data.set_index(["design", "year"])
    years = [year for year in shown_years(comparison) if year in set(data["year"])]
    rows = []
    for name, unit in MEASURES.items():
        for design in setup.all_designs:
            values = [number(unit * cells.at[(design, year), name], 3 if unit == 1.0 else 2) for year in years]
            rows.append([labels.of("measure", name), setup.title(design, labels), *values])
    rows, sections = merged(rows, 1)
    headers = ["", labels("word.design"), *(str(year) for year in years)]
    title, note = labels("table.distribution"), labels("note.distribution")
    return Table("distribution", title, headers, rows, 2, sections, note, data)
