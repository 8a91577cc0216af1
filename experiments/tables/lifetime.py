"""What comes back for what is paid in? Benefits per yuan and internal rates of return by type, over lives."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from experiments.crossing import first_of_each, labels_of, mean_and_error
from experiments.labels import Labels
from experiments.tables.table import Table, merged, number
from model.measures.fairness import benefit_per_yuan, internal_rate_of_return
from model.measures.welfare import SMALLEST_EFFECTIVE_SAMPLE

if TYPE_CHECKING:
    import pandas as pd

    from experiments.compare import Comparison

KEYS = ["design", "cohort", "kind", "type"]
KINDS = {"young": "status", "male": "hukou", "female": "hukou"}


def by_replication(comparison: "Comparison") -> "pd.DataFrame":
    """Every measure of every type in every replication. Older persons are left out: part of their lives is past."""
    import pandas as pd

    return pd.DataFrame(list(_rows(comparison.records["profiles"])))


def _rows(profiles: "pd.DataFrame") -> Iterator[dict]:
    shown = profiles[profiles["kind"].isin(KINDS)]
    for key, part in shown.groupby([*KEYS[:1], "replication", *KEYS[1:]], sort=False):
        part = part.sort_values("year")
        yields, level = part["yield_10y"].to_numpy(), part["price_level"].to_numpy()
        benefits, own = part["benefits"].to_numpy(), part["paid_own"].to_numpy()
        paid = own + part["paid_others"].to_numpy()
        names = [KEYS[0], "replication", *KEYS[1:]]
        yield {
            **dict(zip(names, key, strict=True)),
            "effective_size": part["effective_size"].iloc[0],
            "benefit_per_yuan": benefit_per_yuan(benefits, paid, yields),
            "benefit_per_own_yuan": benefit_per_yuan(benefits, own, yields),
            "real_return": internal_rate_of_return(benefits / level, paid / level),
        }


def summary(comparison: "Comparison") -> "pd.DataFrame":
    """Means over replications with standard errors; types with fewer than 400 effective persons are left out."""
    runs = by_replication(comparison)
    data = None
    for name in ("benefit_per_yuan", "benefit_per_own_yuan", "real_return"):
        found = mean_and_error(runs, KEYS, name)
        data = found if data is None else data.merge(found, on=KEYS)
    numbers = sorted(runs["replication"].unique())
    first = [numbers[place] for place in first_of_each(labels_of(numbers)[0])]
    sizes = runs[runs["replication"].isin(first)].groupby(KEYS, sort=False)["effective_size"].sum().reset_index()
    data = data.merge(sizes, on=KEYS)
    return data[data["effective_size"] >= SMALLEST_EFFECTIVE_SAMPLE].reset_index(drop=True)


def table(comparison: "Comparison", labels: Labels) -> Table:
    """The table of lifetimes as readers see it."""
    setup = comparison.setup
    data = summary(comparison)
    rows = []
    for (kind, name), part in data.groupby(["kind", "type"], sort=False):
        for row in part.to_dict("records"):
            group = labels.of(KINDS[kind], name)
            rows.append(
                [
                    labels(f"kind.{kind}"),
                    group,
                    setup.title(row["design"], labels),
                    number(row["benefit_per_yuan"], 2),
                    number(row["benefit_per_yuan_se"], 2),
                    number(row["benefit_per_own_yuan"], 2),
                    number(100 * row["real_return"], 2),
                    number(100 * row["real_return_se"], 2),
                ]
            )
    rows, sections = merged(rows, 2)
    words = ("benefit_per_yuan", "se", "benefit_per_own_yuan", "real_return", "se")
    headers = [labels("word.cohort"), labels("word.group"), labels("word.design")]
    headers += [labels.of("measure", word) for word in words]
    return Table("lifetime", labels("table.lifetime"), headers, rows, 3, sections, labels("note.lifetime"), data)
