"""Who gains from each design, and how much consumption is that worth?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from experiments.ex_ante import COHORTS, types_of
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


def tables(comparison: "Comparison", labels: Labels) -> list[Table]:
    """The tables of welfare as readers see them, one for each cohort, since cohorts are never pooled."""
    data = summary(comparison)
    return [_table(comparison, labels, cohort, data[data["cohort"] == cohort]) for cohort in COHORTS]


def _table(comparison: "Comparison", labels: Labels, cohort: str, data: "pd.DataFrame") -> Table:
    setup = comparison.setup
    several = len(setup.designs) > 1
    order = {design: place for place, design in enumerate(setup.designs)}
    shown = data[~data["dimension"].isin(HIDDEN)]
    groups = shown.drop_duplicates(["dimension", "group"]).set_index(["dimension", "group"]).index
    rows = []
    for dimension, group in groups:
        here = shown[(shown["dimension"] == dimension) & (shown["group"] == group)]
        for row in sorted(here.to_dict("records"), key=lambda row: order[row["design"]]):
            names = [labels.of("dimension", dimension), group_label(row, labels)]
            names += [setup.title(row["design"], labels)] if several else []
            rows.append([*names, *_numbers(row)])
    rows, sections = merged(rows, 2 if several else 1)
    measures_shown = ("cev", "se_replications", "se_persons", "gainers", "losers", "effective")
    words = ("dimension", "group", "design") if several else ("dimension", "group")
    headers = [labels(f"word.{word}") for word in words]
    headers += [labels.of("measure", name) for name in measures_shown]
    title = labels(
        "table.welfare" if several else "table.welfare_of",
        design=setup.title(setup.designs[0], labels),
        baseline=setup.title(setup.baseline, labels),
        cohort=labels.of("cohort", cohort),
    )
    note = labels("note.welfare")
    return Table(f"welfare_{cohort}", title, headers, rows, len(words), sections, note, data)


def _numbers(row: Mapping) -> list[str]:
    percent = {"cev": 2, "se_replications": 2, "se_persons": 2, "gainers": 0, "losers": 0}
    cells = [number(100 * row[name], digits) for name, digits in percent.items()]
    return [*cells, number(row["effective_size"], 0)]


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
