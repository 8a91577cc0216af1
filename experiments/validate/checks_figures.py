"""How do the checks look in figures? The paths of the model with what is published about them, one figure a check."""

from typing import TYPE_CHECKING

from calibration.checks.actuarial_report import HUNDRED_MILLION, Cash
from calibration.checks.published import of_check
from experiments.figures.style import MARKS, band, mark
from experiments.labels import Labels

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN_YEARS = (2030, 2050, 2075)
TRILLION = 1e12
FLOOR, CEILING = -20.0, 30.0  # of the figure of reserves, trillions of yuan: paths beyond are cut
Drawn = tuple["Figure", "pd.DataFrame"]
POINT = {"linestyle": "", "marker": "o", "color": MARKS[2].colour, "markerfacecolor": "white", "zorder": 4}


def reserves(steps: dict[str, Cash], labels: Labels) -> Drawn:
    """The reserve of every step of the decomposition, and the points that the report states."""
    import pandas as pd

    figure, axis = _axes((7.2, 5.0))
    rows = []
    for place, (name, cash) in enumerate(steps.items()):
        path = cash.closing().mean(axis=0) / TRILLION
        look = mark(place)
        # marks come round again after the seventh, so that later steps have their marker too
        again = {"marker": look.marker, "markersize": 3.5, "markevery": 3} if place >= len(MARKS) else {}
        axis.plot(cash.years, path, color=look.colour, linestyle=look.dashes, label=labels.of("step", name), **again)
        rows.append(pd.DataFrame({"step": name, "year": cash.years, "reserve": path}))
    known = of_check("actuarial_report")
    published = {year: f.value * HUNDRED_MILLION / TRILLION for (name, year), f in known.items() if name == "reserve"}
    published[int(known["exhaustion", None].value)] = 0.0
    axis.plot(list(published), list(published.values()), label=labels("step.report"), **POINT)
    rows.append(pd.DataFrame({"step": "report", "year": list(published), "reserve": list(published.values())}))
    axis.axhline(0.0, color="#444444", linewidth=0.7)
    axis.set_ylim(FLOOR, CEILING)
    axis.set_ylabel(labels("checks.trillion"))
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure, pd.concat(rows, ignore_index=True)


def reform(data: "pd.DataFrame", labels: Labels) -> Drawn:
    """The reserve over output with and without the reform, with and without subsidy."""
    figure, axis = _axes((7.2, 3.6))
    for place, ((design, subsidy), path) in enumerate(data.groupby(["design", "subsidy"], sort=False)):
        words = labels("checks.of_both", design=labels.of("step_design", design),
                       subsidy=labels(f"checks.subsidy_{bool(subsidy)}"))  # fmt: skip
        band(axis, path["year"], path["mean"], path["lowest"], path["highest"], place, words)
    axis.axhline(0.0, color="#444444", linewidth=0.7)
    for figure_of, place in (("first_deficit_ages_kept", 2), ("first_deficit_reform", 0)):
        year = of_check("retirement_reform")[figure_of, None].value
        axis.axvline(year, color=MARKS[place].colour, linestyle=":", linewidth=1.0)
    axis.set_ylabel(labels("axis.reserve_gdp"))
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure, data


def spending(past: "pd.DataFrame", ahead: "pd.DataFrame", labels: Labels) -> Drawn:
    """Pension spending over output from both starts, and what the IMF's studies say."""
    import pandas as pd

    figure, axis = _axes((7.2, 3.4))
    for place, (name, path) in enumerate((("past", past), ("ahead", ahead))):
        band(axis, path["year"], path["mean"], path["lowest"], path["highest"], place, labels(f"checks.from_{name}"))
    known = {year: f for (name, year), f in of_check("pension_spending").items() if name == "spending"}
    axis.plot(list(known), [f.value for f in known.values()], label=labels("checks.published"), **POINT)
    for year, each in known.items():
        if each.low == each.low:
            axis.plot([year, year], [each.low, each.high], color=MARKS[2].colour, linewidth=1.0)
    axis.set_ylim(bottom=0.0)
    axis.set_ylabel(labels("unit.percent of GDP"))
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure, pd.concat([past.assign(start=2015), ahead.assign(start=2025)], ignore_index=True)


def pool(data: "pd.DataFrame", labels: Labels) -> Drawn:
    """Income, spending and reserve of the medical pool over output, and the range of published first deficits."""
    figure, axis = _axes((7.2, 3.2))
    for place, name in enumerate(("income", "spending", "reserve")):
        look = mark(place)
        words = labels(f"checks.pool_{name}")
        axis.plot(data["year"], data[name], color=look.colour, linestyle=look.dashes, label=words)
    published = of_check("medical_pool")["first_deficit", None]
    axis.axvspan(published.low, published.high, color="#DDDDDD", alpha=0.5, linewidth=0,
                 label=labels("checks.pool_range"))  # fmt: skip
    axis.axhline(0.0, color="#444444", linewidth=0.7)
    axis.set_ylabel(labels("unit.percent of GDP"))
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return figure, data


def ages(data: "pd.DataFrame", labels: Labels) -> Drawn:
    """Persons by age and sex in three years, the model's and the United Nations', and relative differences below."""
    from matplotlib.figure import Figure

    shown = data[data["year"].isin(SHOWN_YEARS)]
    figure = Figure(figsize=(7.2, 4.6))
    axes = figure.subplots(2, len(SHOWN_YEARS), sharex=True, sharey="row")
    for column, year in enumerate(SHOWN_YEARS):
        for place, sex in enumerate(("male", "female")):
            part = shown[(shown["year"] == year) & (shown["sex"] == sex)]
            colour, words = MARKS[place + 1].colour, labels.of("sex", sex)
            axes[0, column].plot(part["age"], 1e-6 * part["persons"], color=colour,
                                 label=labels("checks.model_of", who=words))  # fmt: skip
            axes[0, column].plot(part["age"], 1e-6 * part["published"], linestyle="", marker=MARKS[place + 1].marker,
                                 markersize=3.0, color=colour, label=labels("checks.wpp_of", who=words))  # fmt: skip
            many = part[part["published"] > 2e5]  # of few persons a relative difference is luck
            axes[1, column].plot(many["age"], 100.0 * many["relative"], color=colour, marker=MARKS[place + 1].marker,
                                 markersize=3.0)  # fmt: skip
        axes[0, column].set_title(str(year))
        axes[1, column].axhline(0.0, color="#444444", linewidth=0.7)
        axes[1, column].set_xlabel(labels("checks.first_age"))
    axes[0, 0].set_ylabel(labels("checks.millions"))
    axes[1, 0].set_ylabel(labels("checks.relative"))
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return figure, data


def reactions(data: "pd.DataFrame", labels: Labels) -> Drawn:
    """Elasticities, pass-through and selection with two standard errors, each over its published range."""
    shown = data.reset_index(drop=True)
    figure, axis = _axes((7.2, 0.9 + 0.32 * len(shown)))
    for place, row in shown.iterrows():
        if row["low"] == row["low"] or row["high"] == row["high"]:
            low = row["low"] if row["low"] == row["low"] else min(row["model"], row["high"])
            high = row["high"] if row["high"] == row["high"] else max(row["model"], row["low"])
            axis.plot([low, high], [place, place], color="#CCCCCC", linewidth=6.0, solid_capstyle="butt")
        error = 2.0 * row["standard_error"] if row["standard_error"] == row["standard_error"] else 0.0
        axis.errorbar(row["model"], place, xerr=error, color=MARKS[0].colour, marker="o", markersize=4.0)
        if row["published"] == row["published"]:
            axis.plot(row["published"], place, **POINT)
    names = [f"{labels.of('check_quantity', row.quantity)}: {row.note}" for row in shown.itertuples()]
    axis.set_yticks(range(len(shown)), [name if len(name) < 62 else f"{name[:60]}…" for name in names])
    axis.set_ylim(len(shown) - 0.5, -0.5)
    axis.axvline(0.0, color="#444444", linewidth=0.7)
    return figure, shown


def _axes(size: tuple[float, float]) -> tuple["Figure", "Axes"]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=size)
    return figure, figure.subplots()
