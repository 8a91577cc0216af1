"""By how much does one design differ from another in each replication? The measures that claims are made of.

All runs share their luck with one baseline, so any two designs are compared from one comparison. Shares are in
percent or percentage points.
"""

from typing import TYPE_CHECKING

import numpy as np

from experiments.claims import Claim
from experiments.public_value import worth_of_runs
from model.measures.coverage import coverage_share
from model.measures.fairness import benefit_per_yuan, burden_share
from model.measures.solvency import discount_factors, present_value_at_start, share_of_gdp
from model.measures.welfare import Sums, group_cev

if TYPE_CHECKING:
    from experiments.compare import Comparison

LATEST_COVERAGE_YEAR = 2050


def effect(comparison: "Comparison", claim: Claim, design: str, against: str) -> np.ndarray:
    """The claim's measure under `design` less that under `against`, [replications]; NaN where there is none."""
    if claim.measure == "cev":
        gain = 1.0 + _cev(comparison, design, **claim.at)
        return 100.0 * (gain / (1.0 + _cev(comparison, against, **claim.at)) - 1.0)
    level = LEVELS[claim.measure]
    return level(comparison, design, **claim.at) - level(comparison, against, **claim.at)


def balances(comparison: "Comparison", design: str, fund: str) -> np.ndarray:
    """Present value of a fund's balance less rights accrued, in % of the baseline's pension payroll, [replications].

    fund: one of the funds, or `all`. What the treasury has paid in by rule is in it.
    """
    memo, funds = _of(comparison, "memo", design), _of(comparison, "funds", design)
    payroll = _of(comparison, "memo", comparison.setup.baseline)
    yields = worth_of_runs(comparison.records)
    found = []
    for number in range(comparison.setup.replications):
        rate = yields[design, number].yields
        last = funds[(funds["replication"] == number) & (funds["year"] == funds["year"].max())]
        rights = memo[(memo["replication"] == number) & (memo["year"] == memo["year"].max())]
        if fund != "all":
            last, rights = last[last["fund"] == fund], rights[rights["fund"] == fund]
        base = payroll[(payroll["replication"] == number) & (payroll["fund"] == "pension")].sort_values("year")
        held = last["closing"].sum() - rights["rights_accrued"].sum()
        found.append(present_value_at_start(held, rate) / float(discount_factors(rate) @ base["base_total"].to_numpy()))
    return 100.0 * np.array(found)


def _reserve(comparison: "Comparison", design: str, fund: str) -> np.ndarray:
    """Reserve of a fund, or of `all`, at the end of 2050, billion yuan of 2025, [replications]."""
    funds, economy = _of(comparison, "funds", design), _of(comparison, "economy", design)
    year = min(LATEST_COVERAGE_YEAR, comparison.setup.settings.until)
    held = funds[(funds["year"] == year) & ((funds["fund"] == fund) | (fund == "all"))]
    prices = economy[economy["year"] == year].groupby("replication")["price_level"].first()
    return (held.groupby("replication")["closing"].sum() / prices).to_numpy() / 1e9


def welfare_gain(comparison: "Comparison", design: str) -> np.ndarray:
    """CEV of all who live at the start, in %, [replications]; zero for the baseline."""
    return 100.0 * _cev(comparison, design, "living", "all", "all")


def _coverage(comparison: "Comparison", design: str, branch: str, group: str) -> np.ndarray:
    frame = _of(comparison, "coverage", design)
    year = min(LATEST_COVERAGE_YEAR, comparison.setup.settings.until)
    here = frame[(frame["year"] == year) & (frame["branch"] == branch) & (frame["group"] == group)]
    return 100.0 * coverage_share(here["insured"], here["persons"])


def _treasury(comparison: "Comparison", design: str) -> np.ndarray:
    frame = _of(comparison, "economy", design)
    frame = frame.assign(share=share_of_gdp(frame["treasury_outlay"], frame["gdp_year"]))
    return 100.0 * frame.groupby("replication")["share"].mean().to_numpy()


def _burden(comparison: "Comparison", design: str, group: str, payer: str) -> np.ndarray:
    frame = _of(comparison, "burden", design)
    here = frame[(frame["group"] == group) & (frame["payer"] == payer)]
    yearly = here.groupby(["replication", "year"]).agg(paid=("paid", "sum"), income=("income", "first"))
    yearly["share"] = burden_share(yearly["paid"], yearly["income"])
    return 100.0 * yearly.groupby("replication")["share"].mean().to_numpy()


def _benefit_per_yuan(comparison: "Comparison", design: str, kind: str, type: str) -> np.ndarray:
    frame = _of(comparison, "profiles", design)
    found = []
    for _, part in frame[(frame["kind"] == kind) & (frame["type"] == type)].groupby("replication"):
        part = part.sort_values("year")
        paid = (part["paid_own"] + part["paid_others"]).to_numpy()
        found.append(benefit_per_yuan(part["benefits"].to_numpy(), paid, part["yield_10y"].to_numpy()))
    return np.array(found)


def _distribution(comparison: "Comparison", design: str, figure: str) -> np.ndarray:
    frame = _of(comparison, "distribution", design)
    return 100.0 * frame[frame["year"] == frame["year"].max()][figure].to_numpy()


def _cev(comparison: "Comparison", design: str, cohort: str, dimension: str, group: str) -> np.ndarray:
    if design == comparison.setup.baseline:
        return np.zeros(comparison.setup.replications)
    frame = comparison.welfare
    here = frame[
        (frame["design"] == design) & (frame["cohort"] == cohort) & (frame["dimension"] == dimension)
        & (frame["group"] == group)
    ].sort_values("replication")  # fmt: skip
    gamma = comparison.setup.settings.behaviour.risk_aversion
    found = [group_cev(Sums(*values), gamma) for values in here[list(Sums._fields)].to_numpy()]
    return np.array(found) if len(found) == comparison.setup.replications else _nothing(comparison)


def _nothing(comparison: "Comparison") -> np.ndarray:
    return np.full(comparison.setup.replications, np.nan)


def _of(comparison: "Comparison", record: str, design: str):
    frame = comparison.records[record]
    return frame[frame["design"] == design].sort_values("replication", kind="stable")


LEVELS = {
    "coverage": _coverage, "reserve": _reserve, "balance": balances, "treasury": _treasury, "burden": _burden,
    "benefit_per_yuan": _benefit_per_yuan, "distribution": _distribution,
}  # fmt: skip
