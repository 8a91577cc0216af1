"""Who gains from each design, and how much consumption is that worth?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from experiments.crossing import FEWEST_FOR_COMPONENTS, first_of_each, labels_of
from experiments.ex_ante import COHORTS, types_of
from experiments.labels import Labels
from experiments.public_value import return_rates
from experiments.tables.table import Table, merged, number
from model.measures import insurance
from model.measures import welfare as measures
from model.measures.variance import standard_error_of_mean, variance_components
from model.measures.welfare import Sums

if TYPE_CHECKING:
    import pandas as pd

    from experiments.compare import Comparison

KEYS = ["design", "cohort", "dimension", "group"]
HIDDEN = ("decile", "birth")  # in the files, while readers see fifths and ages
SHOWN = (
    "cev", "cev_returned", "mean_gain", "insurance", "se_replications", "se_sampling", "se_luck", "se_persons",
    "gainers", "losers",
)  # fmt: skip
SAME_PERSONS = ["weight", "sex", "birth_year", "cohort"]


def group_rows(design, replication, lives: "pd.DataFrame", baseline: "pd.DataFrame", gamma) -> Iterator[dict]:
    """What does one replication say about every group? A row per cohort, dimension and group.

    lives, baseline: the same persons in the same order, otherwise RuntimeError.
    """
    if not lives[SAME_PERSONS].equals(baseline[SAME_PERSONS]):
        raise RuntimeError(f"replication {replication}: {design} and the baseline hold different persons")
    weight = lives["weight"].to_numpy()
    after, before = lives["utility_sum"].to_numpy(), baseline["utility_sum"].to_numpy()
    untaxed = lives["utility_untaxed_sum"].to_numpy(), baseline["utility_untaxed_sum"].to_numpy()
    consumed = lives["consumption_sum"].to_numpy(), baseline["consumption_sum"].to_numpy()
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
            "cev_untaxed": measures.consumption_equivalent(
                *(float(weight[mask] @ each[mask]) for each in untaxed),
                gamma,
                None if years is None else float(weight[mask] @ years[mask]),
            ),
            "consumption_design": float(weight[mask] @ consumed[0][mask]),
            "consumption_baseline": float(weight[mask] @ consumed[1][mask]),
            **sums._asdict(),
        }


def summary(comparison: "Comparison") -> "pd.DataFrame":
    """The CEV of every group over all replications with its standard errors; too small groups are empty.

    `cev_returned`: with reserves returned as a subsidy of consumption; `insurance`: what the CEV has beyond the mean
    gain of consumption; `se_sampling` and `se_luck`: parts of `se_replications`; `se_persons`: by persons alone.
    Persons who live under several lucks count once in the effective size and in that last error.
    """
    import pandas as pd

    gamma = comparison.setup.settings.behaviour.risk_aversion
    rates = return_rates(comparison.records, comparison.setup.baseline)
    rows = []
    for key, part in comparison.welfare.groupby(KEYS, sort=False):
        found = [Sums(*values) for values in part[list(Sums._fields)].to_numpy()]
        labels = labels_of(part["replication"])
        rate = [rates[key[0], replication] for replication in part["replication"]]
        consumed = part["consumption_design"].sum(), part["consumption_baseline"].sum()
        rows.append({**dict(zip(KEYS, key, strict=True)), **_summary(found, labels, rate, consumed, gamma)})
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
    measures_shown = (
        "cev", "cev_returned", "insurance", "se_sampling", "se_luck", "se_persons", "gainers", "losers", "effective",
    )  # fmt: skip
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
    if setup.replications < FEWEST_FOR_COMPONENTS:
        note += labels("note.components", fewest=FEWEST_FOR_COMPONENTS)
    return Table(f"welfare_{cohort}", title, headers, rows, len(words), sections, note, data)


def _numbers(row: Mapping) -> list[str]:
    percent = {
        "cev": 2, "cev_returned": 2, "insurance": 2, "se_sampling": 2, "se_luck": 2, "se_persons": 2, "gainers": 0,
        "losers": 0,
    }  # fmt: skip
    cells = [number(100 * row[name], digits) for name, digits in percent.items()]
    return [*cells, number(row["effective_size"], 0)]


def group_label(row: Mapping, labels: Labels) -> str:
    """What is this group called?"""
    dimension, group = row["dimension"], row["group"]
    if dimension == "age":
        low, high = group.split("-")
        return labels.age_band(int(low), int(high) if high else None)
    if dimension in ("entry", "birth"):
        low, high = group.split("-")
        return labels("entry.between", low=low, high=high)
    if dimension == "decile":
        return labels("decile.numbered", number=group)
    return labels.of(dimension, group)


def _summary(replications: Sequence[Sums], draws, rates, consumed, gamma: float) -> dict[str, float]:
    """Measures of one group; draws: populations and lucks of the replications; rates: what is returned in each."""
    total = measures.pooled(replications)
    persons = measures.pooled([replications[place] for place in first_of_each(draws[0])])
    effective = measures.effective_size(persons)
    if not measures.is_reportable(persons):
        return {"effective_size": effective} | dict.fromkeys(SHOWN, float("nan"))
    cev = measures.group_cev(total, gamma)
    returned = [measures.scaled(sums, rate, gamma) for sums, rate in zip(replications, rates, strict=True)]
    gain = insurance.mean_gain(*consumed)
    values = measures.replication_values(replications, lambda some: measures.group_cev(measures.pooled(some), gamma))
    components = variance_components(values, *draws)
    return {
        "effective_size": effective,
        "cev": cev,
        "cev_returned": measures.group_cev(measures.pooled(returned), gamma),
        "mean_gain": gain,
        "insurance": insurance.insurance_value(cev, gain),
        "se_replications": float(standard_error_of_mean(values, *draws)),
        "se_sampling": float(components.standard_error_sampling),
        "se_luck": float(components.standard_error_luck),
        "se_persons": measures.standard_error_persons(persons, gamma),
        "gainers": total.gainers / total.weight,
        "losers": total.losers / total.weight,
    }
