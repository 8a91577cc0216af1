"""What does a yuan of public money buy under each design? Willingness to pay, net cost and their ratio."""

from typing import TYPE_CHECKING

from experiments.crossing import mean_and_error
from experiments.labels import Labels
from experiments.public_value import ratios
from experiments.tables.table import Table, number
from model.measures.public_funds import marginal_value

if TYPE_CHECKING:
    import pandas as pd

    from experiments.compare import Comparison

INFINITE = "∞"


def summary(comparison: "Comparison") -> "pd.DataFrame":
    """Means over replications and standard errors; the ratio is that of the means, not the mean of ratios."""
    import pandas as pd

    runs = pd.DataFrame(list(ratios(comparison.records, comparison.welfare, comparison.setup.baseline)))
    worth = mean_and_error(runs, ["design"], "willingness_to_pay")
    cost = mean_and_error(runs, ["design"], "net_cost")
    data = worth.merge(cost, on="design")
    pairs = zip(data["willingness_to_pay"], data["net_cost"], strict=True)
    return data.assign(marginal_value=[marginal_value(*pair) for pair in pairs])


def table(comparison: "Comparison", labels: Labels) -> Table:
    """The table of worth and cost as readers see it."""
    setup = comparison.setup
    data = summary(comparison)
    unit = float(labels("unit.reserve"))
    rows = []
    for row in data.to_dict("records"):
        amounts = [number(row[name] / unit, 0) for name in (
            "willingness_to_pay", "willingness_to_pay_se", "net_cost", "net_cost_se",
        )]  # fmt: skip
        ratio = row["marginal_value"]
        written = INFINITE if ratio == float("inf") else number(ratio, 2)
        rows.append([setup.title(row["design"], labels), *amounts, written])
    words = ("willingness_to_pay", "se", "net_cost", "se", "marginal_value")
    headers = [labels("word.design"), *(labels.of("measure", word) for word in words)]
    note = labels("note.public_funds", last=setup.settings.until)
    return Table("public_funds", labels("table.public_funds"), headers, rows, 1, frozenset(), note, data)
