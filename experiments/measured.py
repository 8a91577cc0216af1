"""Which single numbers does a run say? The measures that an experiment file asks for."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from experiments.errors import InputError
from experiments.ex_ante import COHORTS, ENTRANT_TYPES, LIVING_TYPES

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal[
    "reserve", "balance", "payroll", "exhaustion_year", "coverage", "burden", "treasury", "consumption_tax",
    "distribution", "consumption_equivalent", "unemployment_claims", "repeat_claims", "bunching",
]  # fmt: skip
FUNDS = (
    "pension", "resident_pension", "medical", "resident_medical", "injury", "unemployment", "maternity", "care",
)  # fmt: skip
FLEXIBLE = ("platform", "self_employed", "casual")
GROUPS = (*FLEXIBLE, "flexible", "employee", "public", "farmer", "other")
BRANCHES = (*FUNDS, "any_pension", "any_medical")
PAYERS = ("worker", "platform", "user", "employer", "treasury")
FIGURES = (
    "gini_consumption", "gini_income", "poverty_half_median", "poverty_subsistence", "poverty_gap",
    "catastrophic_health", "replacement_rate", "replacement_rate_flexible",
)  # fmt: skip
NEEDED: dict[str, tuple[str, ...]] = {
    "reserve": ("fund",), "balance": ("fund",), "payroll": ("fund",), "exhaustion_year": ("fund",),
    "coverage": ("group", "branch"), "burden": ("group", "payer"), "treasury": (), "consumption_tax": (),
    "distribution": ("figure",), "consumption_equivalent": ("cohort", "dimension", "type"),
    "unemployment_claims": ("group",), "repeat_claims": ("group",), "bunching": ("group",),
}  # fmt: skip
COUNTED = ("unemployment_claims", "repeat_claims", "bunching")  # read from the record `counts`, over several years
YEARLY = ("reserve", "coverage", "burden", "treasury", "consumption_tax", *COUNTED)
KNOWN = {
    "fund": (*FUNDS, "all"), "group": GROUPS, "branch": BRANCHES, "payer": PAYERS, "figure": FIGURES,
    "cohort": COHORTS, "dimension": tuple(dict.fromkeys((*LIVING_TYPES, *ENTRANT_TYPES))),
}  # fmt: skip
BILLION = 1e9


class Measure(BaseModel):
    """One number of a run: what is measured (`of`), and of which fund, group, branch, payer, type or year."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    of: Annotated[Kind, Field(description="what is measured")]
    fund: Annotated[str | None, Field(description=", ".join(KNOWN["fund"]))] = None
    group: Annotated[str | None, Field(description=", ".join(GROUPS))] = None
    branch: Annotated[str | None, Field(description=", ".join(BRANCHES))] = None
    payer: Annotated[str | None, Field(description=", ".join(PAYERS))] = None
    figure: Annotated[str | None, Field(description=", ".join(FIGURES))] = None
    cohort: Annotated[str | None, Field(description="living at the start, or entrant; default living")] = None
    dimension: Annotated[str | None, Field(description="by what persons are grouped; default all")] = None
    type: Annotated[str | None, Field(description="the group of that dimension; default all")] = None
    year: Annotated[int | None, Field(description="year of a yearly measure; default the last simulated year")] = None
    since: Annotated[
        int | None, Field(description="first of the years that claims and bunching are taken over; default the year")
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _everyone_alive_by_default(cls, given):
        if isinstance(given, Mapping) and given.get("of") == "consumption_equivalent":
            return {"cohort": "living", "dimension": "all", "type": "all", **given}
        return given

    @model_validator(mode="after")
    def _is_complete(self):
        from model.law.sources import suggestion

        years = (("year",) if self.of in YEARLY else ()) + (("since",) if self.of in COUNTED else ())
        needed = (*NEEDED[self.of], *years)
        for name in NEEDED[self.of]:
            value = getattr(self, name)
            if value is None:
                raise ValueError(f"{self.of} needs {name}: {', '.join(KNOWN.get(name, ('a type',)))}")
            if name in KNOWN and value not in KNOWN[name]:
                meant = suggestion(value, KNOWN[name]) or f"; known are {', '.join(KNOWN[name])}"
                raise ValueError(f"{name}: unknown `{value}`{meant}")
        unused = [name for name in type(self).model_fields if name not in ("of", *needed) and getattr(self, name)]
        if unused:
            raise ValueError(f"{self.of} has no {unused[0]}; it has {', '.join(needed) or 'nothing besides `of`'}")
        return self

    @property
    def of_counts(self) -> bool:
        """Does it read the record `counts`, which runs otherwise do not make?"""
        return self.of in COUNTED

    @property
    def of_lives(self) -> bool:
        """Does it need lives followed to their end, past the horizon?"""
        return self.of == "consumption_equivalent"

    def value(self, records: Mapping[str, "pd.DataFrame"], lives: "pd.DataFrame | None", gamma: float) -> float:
        """What is it in one run? Units stand with the functions below; NaN where it is not defined."""
        if self.of == "consumption_equivalent":
            return float(_consumption_equivalent(self, lives, gamma))
        return float(_MEASURES[self.of](self, records))


def _year(measure: Measure, frame: "pd.DataFrame") -> "pd.DataFrame":
    return frame[frame["year"] == (frame["year"].max() if measure.year is None else measure.year)]


def _fund(measure: Measure, frame: "pd.DataFrame") -> "pd.DataFrame":
    return frame if measure.fund == "all" else frame[frame["fund"] == measure.fund]


def _reserve(measure: Measure, records) -> float:
    """Reserve at the end of the year, billion yuan of the base year."""
    prices = _year(measure, records["economy"])["price_level"].iloc[0]
    return _year(measure, _fund(measure, records["funds"]))["closing"].sum() / prices / BILLION


def _balance(measure: Measure, records) -> float:
    """Present value of the reserve at the horizon less the rights accrued by then, billion yuan at the start."""
    from model.measures.solvency import present_value_at_start

    held = _year(measure, _fund(measure, records["funds"]))["closing"].sum()
    rights = _year(measure, _fund(measure, records["memo"]))["rights_accrued"].sum()
    return present_value_at_start(held - rights, records["economy"]["yield_10y"].to_numpy()) / BILLION


def _payroll(measure: Measure, records) -> float:
    """Present value of the covered payroll, billion yuan at the start: what a balance is put in relation to."""
    from model.measures.solvency import discount_factors

    base = _fund(measure, records["memo"]).groupby("year")["base_total"].sum().to_numpy()
    return float(discount_factors(records["economy"]["yield_10y"].to_numpy()) @ base) / BILLION


def _exhaustion_year(measure: Measure, records) -> float:
    """The first year that ends in debt, NaN for never."""
    from model.measures.solvency import exhaustion_year

    closing = _fund(measure, records["funds"]).groupby("year")["closing"].sum()
    return exhaustion_year(closing.index.to_numpy(), closing.to_numpy())


def _coverage(measure: Measure, records) -> float:
    """Insured share of the group in the year, %."""
    from model.measures.coverage import coverage_share

    frame = _year(measure, records["coverage"])
    here = frame[(frame["group"] == measure.group) & (frame["branch"] == measure.branch)]
    return 100.0 * coverage_share(here["insured"], here["persons"])[0]


def _burden(measure: Measure, records) -> float:
    """What the payer pays for the group in the year, % of the group's labour income."""
    from model.measures.fairness import burden_share

    frame = _year(measure, records["burden"])
    here = frame[(frame["group"] == measure.group) & (frame["payer"] == measure.payer)]
    return 100.0 * float(burden_share(here["paid"].sum(), here["income"].iloc[0]))


def _treasury(measure: Measure, records) -> float:
    """Outlays of the treasury on insurance in the year, % of GDP."""
    row = _year(measure, records["economy"]).iloc[0]
    return 100.0 * row["treasury_outlay"] / row["gdp_year"]


def _consumption_tax(measure: Measure, records) -> float:
    """The tax on consumption that pays for them, %."""
    return 100.0 * _year(measure, records["economy"])["consumption_tax"].iloc[0]


def _distribution(measure: Measure, records) -> float:
    """A figure of inequality, poverty or replacement in the last year, %."""
    return 100.0 * _year(measure, records["distribution"])[measure.figure].iloc[0]


def _unemployment_claims(measure: Measure, records) -> float:
    """Unemployment claims that are opened in a year, % of the group; of the jobless by the work that they lost."""
    found = _counted(measure, records["counts"])
    return 100.0 * float(found["unemployment_claims"] / found["persons"]) if found["persons"] else float("nan")


def _repeat_claims(measure: Measure, records) -> float:
    """Claims of persons who have claimed before, % of the claims; NaN where there is none."""
    found = _counted(measure, records["counts"])
    opened = found["unemployment_claims"]
    return 100.0 * float(found["unemployment_repeat"] / opened) if opened else float("nan")


def _bunching(measure: Measure, records) -> float:
    """Who reports an income below the threshold of unemployment insurance and earns more, % of the group."""
    found = _counted(measure, records["counts"])
    return 100.0 * float(found["reports_below"] / found["persons"]) if found["persons"] else float("nan")


def _counted(measure: Measure, frame: "pd.DataFrame") -> "pd.Series":
    """Weighted person-years of every count in the group over the years asked for."""
    last = frame["year"].max() if measure.year is None else measure.year
    first = last if measure.since is None else measure.since
    groups = FLEXIBLE if measure.group == "flexible" else (measure.group,)
    here = frame["year"].between(first, last) & frame["group"].isin(groups)
    return frame[here].drop(columns=["year", "group"]).sum()


def _consumption_equivalent(measure: Measure, lives: "pd.DataFrame", gamma: float) -> float:
    """Which steady consumption, yuan a year, is worth as much to the group as its lives?

    Two designs' values of one replication give the consumption-equivalent variation: their ratio less one, since
    persons and their years are the same (conventions of model.measures.welfare).
    """
    from experiments.ex_ante import types_of

    wanted = measure.cohort, measure.dimension, measure.type
    for *key, mask in types_of(lives):
        if tuple(key) == wanted:
            weight = lives["weight"].to_numpy()[mask]
            utility = float(weight @ lives["utility_sum"].to_numpy()[mask])
            mean = utility / float(weight @ lives["discounted_years"].to_numpy()[mask])
            return float(np.exp(mean)) if gamma == 1.0 else ((1.0 - gamma) * mean) ** (1.0 / (1.0 - gamma))
    return float("nan")


_MEASURES: dict[str, Callable] = {
    "reserve": _reserve, "balance": _balance, "payroll": _payroll, "exhaustion_year": _exhaustion_year,
    "coverage": _coverage, "burden": _burden, "treasury": _treasury, "consumption_tax": _consumption_tax,
    "distribution": _distribution, "unemployment_claims": _unemployment_claims, "repeat_claims": _repeat_claims,
    "bunching": _bunching,
}  # fmt: skip


def check_years(measures: Mapping[str, Measure], start: int, until: int) -> None:
    """Do all measures lie within the simulated years? InputError names the first that does not."""
    for name, measure in measures.items():
        if measure.year is not None and not start < measure.year <= until:
            raise InputError(f"{name}: the year {measure.year} is not simulated; {start + 1} to {until} are")
        last = until if measure.year is None else measure.year
        if measure.since is not None and not start < measure.since <= last:
            raise InputError(f"{name}: the years since {measure.since} are not simulated; {start + 1} to {last} are")
