"""Who gains from each design, and how much consumption is that worth?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from experiments.ex_ante import types_of
from experiments.labels import Labels
from experiments.tables.table import Table, merged, number
from model.measures import welfare as measures
from model.measures.welfare import Sums

if TYPE_CHECKING:
    import pandas as pd

    from experiments.compare import Comparison

KEYS = ["design", "cohort", "dimension", "group"]
HIDDEN = ("decile",)  # in the files, while readers see fifths
SAME_PERSONS = ["weight", "sex", "birth_year", "cohort"]


def group_rows(design, replication, lives: "pd.DataFrame", baseline: "pd.DataFrame", gamma) -> Iterator[dict]:
    """What does one replication say about every group? A row per cohort, dimension and group.

    lives, baseline: the same persons in the same order, otherwise RuntimeError.
    """
    if not lives[SAME_PERSONS].equals(baseline[SAME_PERSONS]):
        raise RuntimeError(f"replication {replication}: {design} and the baseline hold different persons")
    weight = lives["weight"].to_numpy()
    after, before = lives["utility_sum"].to_numpy(), baseline["utility_sum"].to_numpy()
    years = lives["discounted_years"].to_numpy() if "discounted_years" in lives else None
    for cohort, dimension, group, mask in types_of(baseline):
        sums = measures.group_sums(
            weight[mask], after[mask], before[mask], gamma, None if years is None else years[mask]
        )
        reported = measures.is_reportable(sums)
        yield {
            "design": design,
            "replication": replication,
            "cohort": cohort,
            "dimension": dimension,
            "group": group,
            "effective_size": measures.effective_size(sums),
            "cev": measures.group_cev(sums, gamma) if reported else float("nan"),
            **sums._asdict(),
        }


def summary(comparison: "Comparison") -> "pd.DataFrame":
    """The CEV of every group over all replications with both standard errors; too small groups are empty."""
    import pandas as pd

    gamma = comparison.setup.settings.behaviour.risk_aversion
    rows = []
    for key, part in comparison.welfare.groupby(KEYS, sort=False):
        replications = [Sums(*values) for values in part[list(Sums._fields)].to_numpy()]
        rows.append({**dict(zip(KEYS, key, strict=True)), **_summary(replications, gamma)})
    return pd.DataFrame(rows)


def table(comparison: "Comparison", labels: Labels) -> Table:
    """The table of welfare as readers see it, a section per design and cohort."""
    setup = comparison.setup
    data = summary(comparison)
    rows = []
    for row in data[~data["dimension"].isin(HIDDEN)].to_dict("records"):
        numbers = [
            number(100 * row["cev"], 2),
            number(100 * row["se_replications"], 2),
            number(100 * row["se_persons"], 2),
            number(100 * row["gainers"], 0),
            number(100 * row["losers"], 0),
            number(row["effective_size"], 0),
        ]
        names = [labels.of("cohort", row["cohort"]), labels.of("dimension", row["dimension"]), group_label(row, labels)]
        rows.append([setup.title(row["design"], labels), *names, *numbers])
    rows, sections = merged(rows, 3)
    measures_shown = ("cev", "se_replications", "se_persons", "gainers", "losers", "effective")
    headers = [labels(f"word.{word}") for word in ("design", "cohort", "dimension", "group")]
    headers += [labels.of("measure", name) for name in measures_shown]
    title = labels("table.welfare", baseline=setup.title(setup.baseline, labels))
    return Table("welfare", title, headers, rows, 4, sections, labels("note.welfare"), data)


def group_label(row: Mapping, labels: Labels) -> str:
    """What is this group called?"""
    dimension, group = row["dimension"], row["group"]
    if dimension == "age":
        low, high = group.split("-")
        return labels.age_band(int(low), int(high) if high else None)
    if dimension == "entry":
        low, high = group.split("-")
        return labels("entry.between", low=low, high=high)
    if dimension == "decile":
        return labels("decile.numbered", number=group)
    return labels.of(dimension, group)


def _summary(replications: Sequence[Sums], gamma: float) -> dict[str, float]:
    total = measures.pooled(replications)
    shown = measures.is_reportable(total)
    nothing = float("nan")
    return {
        "effective_size": measures.effective_size(total),
        "cev": measures.group_cev(total, gamma) if shown else nothing,
        "se_replications": measures.standard_error_replications(replications, gamma) if shown else nothing,
        "se_persons": measures.standard_error_persons(total, gamma) if shown else nothing,
        "gainers": total.gainers / total.weight if shown else nothing,
        "losers": total.losers / total.weight if shown else nothing,
    }
