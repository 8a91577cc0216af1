"""On what should a platform's contribution be levied? Payroll, orders, revenue and profit at equal first-year revenue.

The rate on profit is given, since profit carries least. Rates on the other bases are solved at the root seed so that
platforms pay as much in the first year, profit being that of the mean of good and bad years; then they stay.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments import runner
from experiments.compare import find, settings_of
from experiments.crossing import draws, labels_of
from experiments.errors import InputError
from experiments.output import identity
from experiments.progress import Progress
from experiments.run import Run, to_horizon
from model.measures.variance import standard_error_of_mean
from model.measures.volatility import coefficient_of_variation, weighted_mean

if TYPE_CHECKING:
    import pandas as pd

    from model.law.design import Design
    from model.settings import Settings

RECORDS = ("platforms", "coverage", "economy")
BASES = ("payroll", "order", "revenue", "profit")
DESIGN = "co_financing"
PROFIT_RATE = 0.25  # of enterprise income tax, as in the design profit_base
POPULATION, UNTIL, REPLICATIONS, SEED = 20_000, 2045, 2, 1
FIRST_GUESS = {"payroll": 0.02, "order": 0.02, "revenue": 0.02}  # of payroll, orders' pay and revenue
CLOSE_ENOUGH, MOST_TRIALS = 5e-4, 8
MEASURES = (
    "first_year", "mean_year", "variation", "platform_variation", "nothing_due", "by_pay", "by_prices", "by_profit",
    "pay_change", "pension", "medical",
)  # fmt: skip


class Plan(NamedTuple):
    """What the experiment is: the design whose base changes, the rate on profit, and settings of all runs."""

    design: "Design"
    profit_rate: float
    replications: int
    settings: "Settings"

    @property
    def first_year(self) -> int:
        """The year from which platforms pay."""
        return self.design.first_year

    def determinants(self) -> dict:
        """All that the result depends on, as plain data."""
        settings = self.settings.model_dump()
        del settings["replication"], settings["population_replication"]
        return {
            "experiment": "platform bases", "design": self.design.text(), "profit_rate": self.profit_rate,
            "replications": self.replications, "settings": settings,
        }  # fmt: skip

    def identity(self) -> str:
        """Which experiment is this?"""
        return identity(self.determinants())


@dataclass(frozen=True)
class Found:
    """Rates that raise the same in the first year, and the records of all runs."""

    plan: Plan
    rates: Mapping[str, float]
    platforms: "pd.DataFrame"
    coverage: "pd.DataFrame"
    economy: "pd.DataFrame"
    seconds: float


def plan(design: str, profit_rate: float, population: int, until: int, replications: int, seed: int) -> Plan:
    """Is this an experiment that can be run? InputError names what is wrong and what would be right."""
    if replications < 1:
        raise InputError(f"replications: {replications} is not at least 1")
    if not 0.0 < profit_rate <= 1.0:
        raise InputError(f"profit rate: {profit_rate:g} is not a share above 0 and up to 1")
    settings = settings_of(population=population, until=until, seed=seed)
    chosen = find(design)
    if chosen.first_year is None or not _platforms_pay(chosen):
        raise InputError(
            f"{design}: platforms pay nothing under it; name a design that gives them a share, as {DESIGN}, or a sum "
            f"with one, as {DESIGN}+compulsory_five"
        )
    if settings.until <= chosen.first_year:
        raise InputError(f"until {until} is not after {chosen.first_year}, the first year of {design}")
    return Plan(chosen, profit_rate, replications, settings)


def _platforms_pay(design: "Design") -> bool:
    from model.law.parameters import load_law

    year = load_law().year(design.first_year, design=design) if not design.neutral else {}
    return any(path.endswith("platform_rate.platform") and year[path] > 0.0 for path in year)


def on_base(design: "Design", base: str, rate: float, order_pay: Mapping[str, float]) -> "Design":
    """The design with the platforms' whole contribution at this rate of a base.

    order_pay: pay per order by sector, yuan of the year before; a rate of it is the sector's charge on an order.
    """
    from model.law.parameters import load_law

    values: dict = {"coverage.platform.base": base}
    if base == "order":
        values |= {f"coverage.platform.order_charge.{sector}": rate * pay for sector, pay in order_pay.items()}
    else:
        values["coverage.platform.rate"] = rate
    return replace(design.varied(values, load_law(), design.first_year), name=base)


def equal_rates(plan: Plan, advance: Callable[[int], None] = lambda steps: None) -> tuple[dict, dict]:
    """Which rates raise in the first year what the rate on profit raises? And pay per order by sector, yuan.

    Solved at the root seed, with everybody's choices, by trial and proportion.
    """
    settings = plan.settings.model_copy(update={"until": plan.first_year, "profit_cycle": "mean"})
    order_pay: dict[str, float] = {}

    def raised(base: str, rate: float) -> tuple[float, "pd.DataFrame"]:
        tried = Run(on_base(plan.design, base, rate, order_pay), settings)
        frame = to_horizon(tried, advance, ("platforms",))["platforms"]
        return float(frame.loc[frame["year"] == plan.first_year, "paid"].sum()), frame

    target, frame = raised("profit", plan.profit_rate)
    before = frame[frame["year"] == plan.first_year - 1].groupby("sector")[["payroll", "orders"]].sum()
    before = before[before["orders"] > 0.0]
    order_pay |= (before["payroll"] / before["orders"]).to_dict()
    rates = {"profit": plan.profit_rate}
    for base, guess in FIRST_GUESS.items():
        rate = guess
        for _ in range(MOST_TRIALS):
            yields, _ = raised(base, rate)
            if abs(yields / target - 1.0) < CLOSE_ENOUGH:
                break
            rate *= target / yields
        rates[base] = rate
    return rates, order_pay


def run(plan: Plan, jobs: int = 1, progress: Progress | None = None) -> Found:
    """What does each base bring? The same persons and the same good and bad years under all four."""

    from model.law.sources import LawError

    started = time.perf_counter()
    shown = progress or Progress(0, quiet=True)
    shown.say("solving for rates of equal first-year revenue")
    try:
        rates, order_pay = equal_rates(plan)
    except LawError as error:
        raise InputError(str(error)) from None
    runs = [
        Run(
            on_base(plan.design, base, rates[base], order_pay),
            plan.settings.model_copy(update={"replication": draw.luck, "population_replication": draw.population}),
            number,
        )
        for number, draw in enumerate(draws(plan.replications))
        for base in BASES
    ]
    frames = runner.records_of(runs, RECORDS, jobs, shown)
    return Found(plan, rates, **frames, seconds=time.perf_counter() - started)


def work(plan: Plan) -> int:
    """How much work are the runs, in simulated years?"""
    return plan.replications * len(BASES) * (plan.settings.until - plan.settings.start)


def summary(found: Found) -> "pd.DataFrame":
    """A row per base: its rate, and the mean and standard error of every measure over replications.

    Billion yuan at wages of 2025, percent, and million persons.
    """
    import pandas as pd

    numbers = range(found.plan.replications)
    rows = []
    for base in BASES:
        values = [_measures(found, base, number) for number in numbers]
        row: dict = {"base": base, "rate": found.rates[base]}
        for name in MEASURES:
            each = np.array([value[name] for value in values])
            row[name] = float(each.mean())
            row[f"{name}_se"] = float(standard_error_of_mean(each, *labels_of(numbers)))
        rows.append(row)
    return pd.DataFrame(rows)


def _measures(found: Found, base: str, number: int) -> dict[str, float]:
    frames = [frame[(frame["design"] == base) & (frame["replication"] == number)]
              for frame in (found.platforms, found.economy, found.coverage)]  # fmt: skip
    first = found.plan.first_year
    platforms, economy, coverage = (frame[frame["year"] >= first] for frame in frames)
    wages = economy.set_index("year")["wage_level"]
    money = platforms.groupby("year")[["paid", "payroll", "levied", "borne_by_pay", "borne_by_prices"]].sum()
    money = money.div(wages, axis=0)
    paid, levied = money["paid"] / 1e9, money["levied"].sum()
    per_order = _levied_per_order(platforms, wages)
    orders = platforms.groupby("platform", sort=False)["orders"].sum().to_numpy()
    insured = coverage[(coverage["group"] == "platform") & (coverage["year"] == coverage["year"].max())]
    persons = insured.set_index("branch")["insured"] / 1e6
    by_pay, by_prices = (float(money[name].sum() / levied) for name in ("borne_by_pay", "borne_by_prices"))
    return {
        "first_year": float(paid.loc[first]), "mean_year": float(paid.mean()),
        "variation": 100.0 * float(coefficient_of_variation(paid.to_numpy()[:, None])[0]),
        "platform_variation": 100.0 * weighted_mean(coefficient_of_variation(per_order), orders),
        "nothing_due": 100.0 * weighted_mean((per_order <= 0.0).mean(axis=0), orders),
        "by_pay": 100.0 * by_pay, "by_prices": 100.0 * by_prices, "by_profit": 100.0 * (1.0 - by_pay - by_prices),
        "pay_change": -100.0 * float(money["borne_by_pay"].sum() / money[["payroll", "borne_by_pay"]].to_numpy().sum()),
        "pension": float(persons["pension"]), "medical": float(persons["medical"]),
    }  # fmt: skip


def _levied_per_order(platforms: "pd.DataFrame", wages: "pd.Series") -> np.ndarray:
    """What is levied on an order, at wages of 2025: float64[year, platform], zero in a year without orders."""
    wide = platforms.pivot_table(index="year", columns="platform", values=["levied", "orders"], sort=False)
    per_order = wide["levied"] / wide["orders"].where(wide["orders"] > 0.0)
    return per_order.div(wages, axis=0).to_numpy()

