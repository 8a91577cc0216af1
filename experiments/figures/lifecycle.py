"""One life under each design: who pays, what comes back, and at which age it has come back."""

from typing import TYPE_CHECKING

from agents.codes import PAYERS
from experiments.figures.fit import when_narrow
from experiments.figures.style import PAYER_FILLS, mark
from experiments.labels import Labels, wrapped
from experiments.lifecycle.outcome import KINDS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from experiments.lifecycle.outcome import Outcome

THOUSAND = 1000.0
NAME_WIDTH = 26
AXIS_WIDTH = 30
BAR_INCHES = 0.38
KIND_FILLS = {
    "pension": ("#0072B2", ""), "resident_pension": ("#56B4E9", "////"), "medical": ("#009E73", ""),
    "resident_medical": ("#8FD3BC", "...."), "injury": ("#D55E00", ""), "unemployment": ("#E69F00", "xxxx"),
    "maternity": ("#CC79A7", "\\\\\\\\"), "care": ("#F0E442", "----"), "heirs": ("#D0D0D0", ""),
}  # fmt: skip


def data(outcomes: list["Outcome"]) -> "pd.DataFrame":
    """Per design and year: yuan by payer and kind, discount factor, and what has come back less own payments so far."""
    import pandas as pd

    parts = []
    for each in outcomes:
        years = each.years.copy()
        received = years[[f"received_{kind}" for kind in KINDS]].sum(axis=1)
        years["net_own_to_date"] = ((received - years["paid_worker"]) * years["discount"]).cumsum()
        years.insert(0, "design", each.design.name)
        parts.append(years)
    return pd.concat(parts, ignore_index=True)


def draw(outcomes: list["Outcome"], labels: Labels) -> tuple["Figure", "pd.DataFrame"]:
    """The figure, and the numbers it shows."""
    from matplotlib.figure import Figure

    shown = data(outcomes)
    bars = BAR_INCHES * len(outcomes) + 1.0
    figure = Figure(figsize=(7.2, bars + 3.0))
    axes = figure.subplot_mosaic([["paid", "received"], ["path", "path"]], height_ratios=[bars, 2.6])
    axes["received"].sharey(axes["paid"])

    def one_below_the_other() -> float:
        grid = figure.add_gridspec(3, 1, height_ratios=[bars, bars, 2.2])
        for place, axis in enumerate(axes.values()):
            axis.set_subplotspec(grid[place, 0])
        axes["received"].tick_params(axis="y", labelleft=True)
        return 2.0 * bars + 4.0

    when_narrow(figure, one_below_the_other)
    names = [wrapped(_title(each, labels), NAME_WIDTH) for each in outcomes]
    paid = {payer: [each.paid[payer] / THOUSAND for each in outcomes] for payer in PAYERS}
    back = {kind: [each.received[kind] / THOUSAND for each in outcomes] for kind in KINDS}
    _stack(axes["paid"], paid, PAYER_FILLS, "payer", labels)
    _stack(axes["received"], back, KIND_FILLS, "received", labels)
    axes["paid"].set_yticks(range(len(outcomes)), names)
    axes["paid"].invert_yaxis()
    axes["received"].tick_params(axis="y", labelleft=False)
    axes["paid"].set_title(labels("panel.paid"))
    axes["received"].set_title(labels("panel.received"))
    widest = max(sum(each.paid.values()) for each in outcomes), max(sum(each.received.values()) for each in outcomes)
    for axis in (axes["paid"], axes["received"]):
        axis.set_xlim(0, 1.15 * max(widest) / THOUSAND)
        axis.set_xlabel(labels("axis.present_value"))
        axis.grid(axis="x")
        axis.grid(visible=False, axis="y")
        axis.tick_params(axis="y", length=0)
    for place, each in enumerate(outcomes):
        path = shown[shown["design"] == each.design.name]
        look = mark(place)
        axes["path"].plot(path["age"], path["net_own_to_date"] / THOUSAND, color=look.colour, linestyle=look.dashes,
                          label=_title(each, labels))  # fmt: skip
    axes["path"].axhline(0.0, color="#808080", linewidth=0.6)
    axes["path"].margins(x=0.01)
    axes["path"].set_xlabel(labels("axis.age"))
    axes["path"].set_ylabel(wrapped(labels("axis.net_own"), AXIS_WIDTH))
    handles, words = axes["path"].get_legend_handles_labels()
    figure.legend(handles, [wrapped(word) for word in words], loc="outside lower center", ncols=min(2, len(outcomes)))
    return figure, shown


def _stack(axis: "Axes", parts: dict[str, list[float]], fills: dict, kind: str, labels: Labels) -> None:
    """Bars of parts side by side, one a design, with the total at their end; parts that are nothing are left out."""
    reached = [0.0] * len(next(iter(parts.values())))
    for name, widths in parts.items():
        if not any(widths):
            continue
        colour, hatch = fills[name]
        axis.barh(range(len(widths)), widths, left=reached, height=0.7, color=colour, hatch=hatch, edgecolor="#222222",
                  label=labels.of(kind, name))  # fmt: skip
        reached = [before + width for before, width in zip(reached, widths, strict=True)]
    for place, total in enumerate(reached):
        axis.annotate(f"{total:,.0f}", (total, place), xytext=(3, 0), textcoords="offset points", va="center",
                      fontsize=7)  # fmt: skip
    axis.legend(
        loc="upper center", bbox_to_anchor=(0.5, -0.75 / (BAR_INCHES * len(reached) + 0.1)), ncols=2, fontsize=6.5
    )


def _title(outcome: "Outcome", labels: Labels) -> str:
    return outcome.design.zh if labels.language == "zh" else outcome.design.en
