"""Does each fund last, and which contribution rate would it need? With the fiscal subsidy and without."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from experiments.crossing import labels_of
from experiments.labels import Labels
from experiments.tables.table import Table, merged, number
from model.books import FUNDS
from model.measures import solvency as measures
from model.measures.variance import standard_error_of_mean, variance_components

if TYPE_CHECKING:
    import pandas as pd

    from experiments.compare import Comparison

CONTRIBUTIONS = ["worker", "platform", "user", "employer", "treasury"]
RESERVE_YEAR = 2050
YEARS = ("first_deficit_year", "exhaustion_year")
AMOUNTS = (
    "reserve", "balance_share", "balance_rights_share", "rate_needed", "rate_paid", "reserve_months", "subsidy_gdp",
    "subsidy_value", "rights", "account_liability",
)  # fmt: skip
PARTS = ("", "_sampling", "_luck")


def by_replication(comparison: "Comparison") -> "pd.DataFrame":
    """Every measure of every fund in every replication: a row per design, fund, subsidy and replication."""
    import pandas as pd

    return pd.DataFrame(list(_rows(comparison)))


def reserve_year(comparison: "Comparison") -> int:
    """At the end of which year is the reserve reported? 2050, or the last year of a shorter run."""
    return min(RESERVE_YEAR, comparison.setup.settings.until)


def summary(comparison: "Comparison") -> "pd.DataFrame":
    """The measures over replications: the (lower) median of years, never being later than any; means of amounts.

    Columns `..._se` are standard errors of the means, with the parts that sampling and luck have in them, and
    `..._change` differences from the baseline, paired run by run; `..._earliest` and `..._latest` the range of years.
    Money is yuan of the base year, present values at the start of the first year.
    """
    import pandas as pd

    rows = []
    runs = by_replication(comparison)
    parts = {key: part for key, part in runs.groupby(["design", "fund", "subsidy"], sort=False)}
    for key, part in parts.items():
        row = dict(zip(("design", "fund", "subsidy"), key, strict=True))
        for name in YEARS:
            row[name], row[f"{name}_earliest"], row[f"{name}_latest"] = middle_year(part[name])
        baseline = parts[comparison.setup.baseline, *key[1:]]
        rows.append(row | _means(part, baseline))
    return pd.DataFrame(rows)


def _means(part: "pd.DataFrame", baseline: "pd.DataFrame") -> dict[str, float]:
    """Means over replications, their errors, and paired changes against the baseline."""
    populations, lucks = labels_of(part["replication"])
    values, before = part[list(AMOUNTS)].to_numpy(), baseline[list(AMOUNTS)].to_numpy()
    found = {}
    for suffix, numbers in (("", values), ("_change", values - before)):
        components = variance_components(numbers, populations, lucks)
        errors = (standard_error_of_mean(numbers, populations, lucks), components.standard_error_sampling,
                  components.standard_error_luck)  # fmt: skip
        for place, name in enumerate(AMOUNTS):
            found[name + suffix] = numbers[:, place].mean()
            found |= {f"{name}{suffix}_se{which}": each[place] for which, each in zip(PARTS, errors, strict=True)}
    return found


def middle_year(years: Iterable[float]) -> tuple[float, float, float]:
    """The (lower) median, earliest and latest of years in which NaN means never, and never is later than any."""
    ordered = sorted(float("inf") if year != year else float(year) for year in years)
    chosen = (ordered[(len(ordered) - 1) // 2], ordered[0], ordered[-1])
    return tuple(year if year < float("inf") else measures.NEVER for year in chosen)


def table(comparison: "Comparison", labels: Labels) -> Table:
    """The table of solvency as readers see it; funds without a subsidy have one line a design."""
    setup = comparison.setup
    data = summary(comparison)
    rows = []
    unit = float(labels("unit.reserve"))
    subsidised = data.groupby("fund")[["reserve"]].transform("nunique")["reserve"] > data["design"].nunique()
    data["shown"] = subsidised | (data["subsidy"] == "with")
    for fund in FUNDS:
        for design in setup.all_designs:
            here = data[(data["fund"] == fund) & (data["design"] == design) & data["shown"]]
            for row in here.to_dict("records"):
                several = len(here) > 1
                rows.append(
                    [
                        labels.of("fund", fund),
                        setup.title(design, labels),
                        labels.of("subsidy", row["subsidy"]) if several else "",
                        number(row["first_deficit_year"], 0, labels("word.never")).replace(",", ""),
                        number(row["exhaustion_year"], 0, labels("word.never")).replace(",", ""),
                        number(row["reserve"] / unit, 0),
                        number(100 * row["balance_share"], 2),
                        number(100 * row["balance_rights_share"], 2),
                        number(100 * row["rate_needed"], 2),
                        number(100 * row["rate_paid"], 2),
                    ]
                )
    rows, sections = merged(rows, 2)
    headers = [
        labels("word.fund"),
        labels("word.design"),
        labels("word.subsidy"),
        labels("measure.first_deficit_year"),
        labels("measure.exhaustion_year"),
        labels("measure.reserve", year=reserve_year(comparison), base=setup.settings.start),
        labels("measure.balance_share"),
        labels("measure.balance_rights_share"),
        labels("measure.rate_needed"),
        labels("measure.rate_paid"),
    ]
    note = labels("note.solvency", last=setup.settings.until, replications=setup.replications)
    title = labels("table.solvency")
    return Table("solvency", title, headers, rows, 3, sections, note, data.drop(columns="shown"))


def _rows(comparison: "Comparison") -> Iterator[dict]:
    setup = comparison.setup
    keys = ["design", "replication", "fund", "year"]
    funds = comparison.records["funds"].merge(comparison.records["memo"], on=keys)
    economy = comparison.records["economy"][["design", "replication", "year", "price_level", "yield_10y", "gdp_year"]]
    paths = funds.merge(economy, on=["design", "replication", "year"]).sort_values(keys)
    payroll = {key: part["base_total"].to_numpy() for key, part in paths.groupby(keys[:3])}
    parts = {key: part for key, part in paths.groupby(keys[:3])}
    for design in setup.all_designs:
        for fund in FUNDS:
            for replication in range(setup.replications):
                path = parts[design, replication, fund]
                baseline = payroll[setup.baseline, replication, fund]
                key = {"design": design, "fund": fund, "replication": replication}
                for subsidy in ("with", "without"):
                    yield {**key, "subsidy": subsidy, **_measures(path, baseline, subsidy, comparison)}


def _measures(path: "pd.DataFrame", baseline_payroll, subsidy: str, comparison: "Comparison") -> dict[str, float]:
    years, yields = path["year"].to_numpy(), path["yield_10y"].to_numpy()
    opening = path["opening"].iloc[0]
    rule = path["subsidy_rule"].to_numpy()
    contributions = path[CONTRIBUTIONS].sum(axis=1).to_numpy() - rule
    other = path["other_income"].to_numpy()
    closing = path["closing"].to_numpy()
    if subsidy == "with":
        other = other + rule
    else:
        closing = measures.closing_without(closing, rule, yields)
    spending = -(path["benefits"] + path["other_spending"]).to_numpy()
    payroll = path["base_total"].to_numpy()
    balance = measures.balance_of(opening, closing)
    income = contributions + other
    zeros = 0.0 * spending
    reserve = measures.reserve_at(years, closing, path["price_level"].to_numpy(), reserve_year(comparison))
    rights = path["rights_accrued"].iloc[-1]
    of_balance = (opening, income, spending, baseline_payroll, yields)
    level = path["price_level"].iloc[-1]
    return {
        "first_deficit_year": measures.first_deficit_year(years, balance),
        "exhaustion_year": measures.exhaustion_year(years, closing),
        "reserve": reserve,
        "balance_share": measures.present_value_balance(*of_balance),
        "balance_rights_share": measures.present_value_balance(*of_balance, rights),
        "rate_needed": measures.contribution_rate_needed(opening, other, spending, payroll, yields),
        "reserve_months": float(measures.reserve_months(closing, spending)[years == reserve_year(comparison)][0]),
        "subsidy_gdp": float(measures.share_of_gdp(rule, path["gdp_year"]).mean()) if subsidy == "with" else 0.0,
        "subsidy_value": float(measures.discount_factors(yields) @ rule) if subsidy == "with" else 0.0,
        "rights": measures.present_value_at_start(rights, yields),
        "account_liability": path["account_liability"].iloc[-1] / level,
        "rate_paid": measures.present_value_balance(0.0, contributions, zeros, payroll, yields),
    }
