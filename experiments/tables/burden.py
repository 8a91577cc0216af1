"""Who pays the contributions, measured against the labour income of those who are insured?"""

from typing import TYPE_CHECKING

from experiments.crossing import mean_and_error
from experiments.labels import Labels
from experiments.tables.table import Table, merged, number
from model.measures.fairness import burden_share

if TYPE_CHECKING:
    import pandas as pd

    from experiments.compare import Comparison

SHOWN_GROUPS = ("platform", "self_employed", "casual", "flexible", "employee", "public")
PAYERS = ("worker", "platform", "user", "employer", "treasury")


def shares(comparison: "Comparison") -> "pd.DataFrame":
    """Contributions over labour income: a row per design, group and payer, mean of the years of the horizon.

    `share_se` is the standard error of the mean of the runs, by components of population and luck.
    """
    frame = comparison.records["burden"]
    keys = ["design", "replication", "year", "group", "payer"]
    yearly = frame.groupby(keys, sort=False).agg(paid=("paid", "sum"), income=("income", "first")).reset_index()
    yearly["share"] = burden_share(yearly["paid"], yearly["income"])
    runs = yearly.groupby(["design", "replication", "group", "payer"], sort=False)["share"].mean()
    return mean_and_error(runs.reset_index(), ["design", "group", "payer"], "share")


def table(comparison: "Comparison", labels: Labels) -> Table:
    """The table of burden as readers see it: groups and designs down, payers across."""
    setup = comparison.setup
    data = shares(comparison)
    cells = data.set_index(["design", "group", "payer"])["share"]
    rows = []
    for group in SHOWN_GROUPS:
        if group not in set(data["group"]):
            continue
        for design in setup.all_designs:
            paid = [cells.get((design, group, payer), float("nan")) for payer in PAYERS]
            numbers = [number(100 * share, 1) for share in (*paid, sum(p for p in paid if p == p))]
            rows.append([labels.of("group", group), setup.title(design, labels), *numbers])
    rows, sections = merged(rows, 1)
    headers = [labels("word.group"), labels("word.design")]
    headers += [labels.of("payer", payer) for payer in (*PAYERS, "total")]
    title = labels("table.burden", first=setup.settings.start + 1, last=setup.settings.until)
    return Table("burden", title, headers, rows, 2, sections, labels("note.burden"), data)
