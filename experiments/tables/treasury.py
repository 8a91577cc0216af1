"""What does each design cost the treasury, beside the economy, and which tax on consumption pays for it?"""

from typing import TYPE_CHECKING

from experiments.labels import Labels
from experiments.tables.coverage import shown_years
from experiments.tables.table import Table, merged, number
from model.measures.solvency import share_of_gdp

if TYPE_CHECKING:
    import pandas as pd

    from experiments.compare import Comparison


def shares(comparison: "Comparison") -> "pd.DataFrame":
    """Treasury outlays over GDP and the tax rate: a row per design and year, means over replications."""
    frame = comparison.records["economy"]
    frame = frame.assign(outlay_gdp=share_of_gdp(frame["treasury_outlay"], frame["gdp_year"]))
    spread = frame.groupby(["design", "year"], sort=False)[["outlay_gdp", "consumption_tax"]].mean()
    return spread.reset_index()


def table(comparison: "Comparison", labels: Labels) -> Table:
    """The table of public finance as readers see it."""
    setup = comparison.setup
    data = shares(comparison)
    years = shown_years(comparison)
    cells = data.set_index(["design", "year"])
    rows = []
    for measure, column in (("treasury_gdp", "outlay_gdp"), ("consumption_tax", "consumption_tax")):
        for design in setup.all_designs:
            shown = [number(100 * cells.at[(design, year), column], 2) for year in years]
            rows.append([labels.of("measure", measure), setup.title(design, labels), *shown])
    rows, sections = merged(rows, 1)
    headers = ["", labels("word.design"), *(str(year) for year in years)]
    return Table("treasury", labels("table.treasury"), headers, rows, 2, sections, labels("note.treasury"), data)
