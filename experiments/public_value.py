"""What does each run leave in the funds, cost the budget and give to persons? Present values of one replication."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from model.measures import insurance, public_funds
from model.measures.solvency import present_value_at_start

if TYPE_CHECKING:
    import pandas as pd


class Worth(NamedTuple):
    """Present values of one run at the start of the first year, yuan; consumption by cohort, over whole lives."""

    reserves_at_horizon: float  # nominal, all funds, as if the treasury had filled every gap
    horizon_factor: float
    rights: float
    outlays: np.ndarray  # [years] nominal
    yields: np.ndarray
    consumption: Mapping[str, float]


def worth_of_runs(records: Mapping[str, "pd.DataFrame"]) -> dict[tuple[str, int], Worth]:
    """What is each run worth? By design and replication.

    Reserves are those beside which the consumption tax has paid for fills: a fund in debt holds nothing then, since
    households have paid its debt as it arose.
    """
    keys = ["design", "replication"]
    memo = dict(tuple(records["memo"].groupby(keys, sort=False)))
    profiles = dict(tuple(records["profiles"].groupby(keys, sort=False)))
    found = {}
    for key, economy in records["economy"].groupby(keys, sort=False):
        economy = economy.sort_values("year")
        yields = economy["yield_10y"].to_numpy()
        last = memo[key][memo[key]["year"] == economy["year"].max()]
        factor = present_value_at_start(1.0, yields)
        found[key] = Worth(
            float(last["filled_reserve"].sum()), factor, factor * float(last["rights_accrued"].sum()),
            economy["treasury_outlay"].to_numpy(), yields, _consumption(profiles[key]),
        )  # fmt: skip
    return found


def return_rates(records: Mapping[str, "pd.DataFrame"], baseline: str) -> dict[tuple[str, int], float]:
    """At which rate would each run's consumption be subsidised by what its funds hold more than the baseline's?"""
    worth = worth_of_runs(records)
    found = {}
    for (design, replication), run in worth.items():
        other = worth[baseline, replication]
        found[design, replication] = insurance.return_rate(
            run.reserves_at_horizon, other.reserves_at_horizon, run.horizon_factor, sum(run.consumption.values())
        )
    return found


def ratios(records: Mapping[str, "pd.DataFrame"], welfare: "pd.DataFrame", baseline: str) -> Iterator[dict]:
    """Willingness to pay and net cost of every design in every replication, yuan at the start of the first year.

    Net cost: outlays of the treasury to the horizon before the tax that pays for them, less what funds hold more at
    the horizon, plus rights accrued more by then. Willingness to pay is that of the scored cohorts.
    """
    worth = worth_of_runs(records)
    everyone = welfare[welfare["dimension"] == "all"]
    for (design, replication), part in everyone.groupby(["design", "replication"], sort=False):
        run, other = worth[design, replication], worth[baseline, replication]
        cohorts = part["cohort"].tolist()
        consumption = [other.consumption.get(cohort, 0.0) for cohort in cohorts]
        paid = public_funds.willingness_to_pay(part["cev_untaxed"].to_numpy(), consumption)
        more = (run.reserves_at_horizon - other.reserves_at_horizon) * run.horizon_factor
        cost = public_funds.net_cost(run.outlays, other.outlays, run.yields, more, run.rights - other.rights)
        yield {
            "design": design,
            "replication": replication,
            "willingness_to_pay": paid,
            "net_cost": cost,
            "marginal_value": public_funds.marginal_value(paid, cost),
        }


def _consumption(profiles: "pd.DataFrame") -> dict[str, float]:
    """Present value of consumption by cohort: flows at mid-year, at the bond yield."""
    yearly = profiles.pivot_table(index="year", columns="cohort", values="consumption", aggfunc="sum", sort=False)
    yields = profiles.drop_duplicates("year").set_index("year")["yield_10y"].loc[yearly.index].to_numpy()
    factor = np.sqrt(1.0 + yields) / np.cumprod(1.0 + yields)
    return {cohort: float(factor @ yearly[cohort].to_numpy()) for cohort in yearly.columns}
