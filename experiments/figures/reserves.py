"""When do the reserves run out? The reserve of every fund relative to GDP, with the band of replications."""

from typing import TYPE_CHECKING

from experiments.figures.style import legend_of_designs, mark, wrapped, year_axis
from experiments.labels import Labels

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from experiments.compare import Comparison

COLUMNS = 4


def data(comparison: "Comparison") -> "pd.DataFrame":
    """Reserve in % of GDP and in yuan of the base year: mean, lowest and highest over replications."""
    keys = ["design", "replication", "year"]
    economy = comparison.records["economy"][[*keys, "gdp_year", "price_level"]]
    frame = comparison.records["funds"].merge(economy, on=keys)
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
    funds = list(frame["fund"].unique())
    rows = -(-len(funds) // COLUMNS)
    figure = Figure(figsize=(7.2, 0.5 + 1.75 * rows))
    axes = figure.subplots(rows, COLUMNS, sharex=True, squeeze=False)
    for place, axis in enumerate(axes.flat):
        if place >= len(funds):
            axis.remove()
            continue
        axis.axhline(0.0, color="#444444", linewidth=0.7)
        for order, design in enumerate(setup.all_designs):
            path = frame[(frame["fund"] == funds[place]) & (frame["design"] == design)]
            look = mark(order)
            lowest, highest = path["percent_of_gdp_lowest"], path["percent_of_gdp_highest"]
            axis.fill_between(path["year"], lowest, highest, color=look.colour, alpha=0.18, linewidth=0)
            axis.plot(
                path["year"],
                path["percent_of_gdp"],
                color=look.colour,
                linestyle=look.dashes,
                label=wrapped(comparison.setup.title(design, labels)),
            )
        axis.set_title(labels.of("fund", funds[place]))
        year_axis(axis)
        axis.locator_params(axis="y", nbins=5)
        if place % COLUMNS == 0:
            axis.set_ylabel(labels("axis.reserve_gdp"))
    title = labels("band.replications", replications=setup.replications) if setup.replications > 1 else None
    legend_of_designs(figure, axes.flat[0], title)
    figure.align_ylabels()
    return figure, frame
