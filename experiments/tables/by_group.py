"""Which flexible workers are insured, and who pays for them? By sex, age, hukou and more, in the last year counted."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.crossing import draws, first_of_each, mean_and_error
from experiments.labels import Labels
from experiments.measured import PAYERS
from experiments.tables.table import Table, merged, number
from experiments.tables.welfare import group_label
from model.measures.coverage import coverage_share
from model.measures.fairness import burden_share
from model.measures.welfare import SMALLEST_EFFECTIVE_SAMPLE

if TYPE_CHECKING:
    import pandas as pd

    from experiments.compare import Comparison

AMONG = "flexible"
BRANCHES = ("pension", "medical", "injury", "unemployment", "maternity", "care")
KEYS = ["year", "among", "dimension", "group"]


def tables(comparison: "Comparison", labels: Labels) -> list[Table]:
    """The tables of coverage and burden by group; none where groups were not counted."""
    if comparison.records["coverage_by_group"].empty:
        return []
    shares = coverage(comparison), burden(comparison)
    words = ("branch", BRANCHES), ("payer", (*PAYERS, "total"))
    return [
        _table(comparison, labels, name, data, kind, columns)
        for name, data, (kind, columns) in zip(("coverage_by_group", "burden_by_group"), shares, words, strict=True)
    ]


def coverage(comparison: "Comparison") -> "pd.DataFrame":
    """Insured share of every group: a row per design, KEYS and branch; NaN where the sample is too small."""
    frame = comparison.records["coverage_by_group"]
    frame = frame.assign(share=coverage_share(frame["insured"], frame["persons"]))
    return _means(comparison, frame, "branch")


def burden(comparison: "Comparison") -> "pd.DataFrame":
    """Contributions over labour income of every group: a row per design, KEYS and payer, all payers as `total`."""
    import pandas as pd

    frame = comparison.records["burden_by_group"]
    keys = ["design", "replication", *KEYS]
    parts = {"paid": ("paid", "sum"), "income": ("income", "first"), "effective_size": ("effective_size", "first")}
    by_payer = frame.groupby([*keys, "payer"], sort=False).agg(**parts).reset_index()
    total = frame.groupby(keys, sort=False).agg(**parts).reset_index().assign(payer="total")
    both = pd.concat([by_payer, total], ignore_index=True)
    return _means(comparison, both.assign(share=burden_share(both["paid"], both["income"])), "payer")


def _means(comparison: "Comparison", frame: "pd.DataFrame", column: str) -> "pd.DataFrame":
    """Means and errors over replications; persons count once in the effective size, however many lucks they have."""
    keys = ["design", *KEYS, column]
    found = mean_and_error(frame, keys, "share")
    once = first_of_each([draw.population for draw in draws(comparison.setup.replications)])
    sizes = frame[frame["replication"].isin(once)].groupby(keys)["effective_size"].sum().rename("effective_size")
    found = found.join(sizes, on=keys)
    small = found["effective_size"] < SMALLEST_EFFECTIVE_SAMPLE
    found.loc[small, ["share", "share_se"]] = float("nan")
    return found


def _table(
    comparison: "Comparison", labels: Labels, name: str, data: "pd.DataFrame", kind: str, columns: Sequence[str],
) -> Table:  # fmt: skip
    setup = comparison.setup
    year = int(data["year"].max())
    shown = data[(data["year"] == year) & (data["among"] == AMONG)]
    cells = shown.set_index(["dimension", "group", "design", kind])["share"]
    rows = []
    for dimension, group in shown.set_index(["dimension", "group"]).index.unique():
        for design in setup.all_designs:
            shares = [100.0 * cells.get((dimension, group, design, each), float("nan")) for each in columns]
            numbers = [number(share, 1) for share in shares]
            rows.append([labels.of("by", dimension), _name(dimension, group, labels), setup.title(design, labels)])
            rows[-1] += numbers
    rows, sections = merged(rows, 2)
    headers = [*(labels(f"word.{word}") for word in ("dimension", "group", "design"))]
    headers += [labels.of(kind, each) for each in columns]
    note = labels(f"note.{name}", replications=setup.replications)
    return Table(name, labels(f"table.{name}", year=year), headers, rows, 3, sections, note, data)


def _name(dimension: str, group: str, labels: Labels) -> str:
    if (dimension, group) == ("decile", "none"):
        return labels("decile.none")
    return group_label({"dimension": dimension, "group": group}, labels)
