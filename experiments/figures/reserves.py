"""When do the reserves run out? The reserve of every fund relative to GDP, with the band of replications."""

from typing import TYPE_CHECKING

from experiments.figures.style import band, legend_of_designs, year_axis
from experiments.labels import Labels
from model.books import FUNDS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from experiments.compare import Comparison

COLUMNS = 4
TOTAL = "all"
SHOWN = (*(fund for fund in FUNDS if fund != "maternity"), TOTAL)


def data(comparison: "Comparison") -> "pd.DataFrame":
    """Reserve in % of GDP and in yuan of the base year: mean, lowest and highest over replications.

    Maternity has no reserve of its own since it became a sub-ledger of employee medical; `all` is the sum of funds.
    """
    import pandas as pd

    keys = ["design", "replication", "year"]
    economy = comparison.records["economy"][[*keys, "gdp_year", "price_level"]]
    funds = comparison.records["funds"][[*keys, "fund", "closing"]]
    total = funds.groupby(keys, sort=False)["closing"].sum().reset_index().assign(fund=TOTAL)
    frame = pd.concat([funds[funds["fund"].isin(SHOWN)], total]).merge(economy, on=keys)
    frame["percent_of_gdp"] = 100.0 * frame["closing"] / frame["gdp_year"]
    frame["base_year_yuan"] = frame["closing"] / frame["price_level"]
    groups = frame.groupby(["fund", "design", "year"], sort=False)
    spread = groups["percent_of_gdp"].agg(["mean", "min", "max"])
    spread.columns = ["percent_of_gdp", "percent_of_gdp_lowest", "percent_of_gdp_highest"]
    return spread.join(groups["base_year_yuan"].mean()).reset_index()


def draw(comparison: "Comparison", labels: Labels) -> tuple["Figure", "pd.DataFrame"]:
    """The figure, and the numbers it shows."""
    from matplotlib.figure import Figure

    setup = comparison.setup
    frame = data(comparison)
    figure = Figure(figsize=(7.2, 4.0))
    axes = figure.subplots(2, COLUMNS, sharex=True)
    for place, (axis, fund) in enumerate(zip(axes.flat, SHOWN, strict=True)):
        axis.axhline(0.0, color="#444444", linewidth=0.7)
        for order, design in enumerate(setup.all_designs):
            path = frame[(frame["fund"] == fund) & (frame["design"] == design)]
            spread = [path[name] for name in ("percent_of_gdp", "percent_of_gdp_lowest", "percent_of_gdp_highest")]
            band(axis, path["year"], *spread, order, setup.title(design, labels))
        axis.set_title(labels.of("fund", fund))
        year_axis(axis)
        axis.locator_params(axis="y", nbins=5)
        if place % COLUMNS == 0:
            axis.set_ylabel(labels("axis.reserve_gdp"))
    title = labels("band.replications", replications=setup.replications) if setup.replications > 1 else None
    legend_of_designs(figure, axes.flat[0], title)
    figure.align_ylabels()
    return figure, frame
