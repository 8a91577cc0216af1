"""Which platforms are there, and what do stages know of them in a year?

The base-year platforms and sectors stand in `data/platforms.csv` and `data/platform_sectors.csv`. A platform keeps its
index for the whole run. While one is closed, its index carries the terms of its successor, the largest open platform
of the sector, so a worker's `platform` column stays valid.
"""

import csv
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np

from agents.codes import SECTORS
from agents.platform import ENTRY_PROFIT_YEARS, Platform, PlatformTerms

FOLDER = Path(__file__).resolve().parent / "data"


class Sectors(NamedTuple):
    """The platform sectors of the base year in the order of `agents.codes.SECTORS`."""

    orders: np.ndarray  # float64[6] orders in 2025
    demand_elasticity: np.ndarray  # float64[6] absolute value
    supply_elasticity: np.ndarray  # float64[6]
    intensity_share: np.ndarray  # float64[6, 3] of workers: full-time, part-time, occasional
    intensity: np.ndarray  # float64[6, 3] orders over those of a full-time year
    platforms_share: np.ndarray  # float64[6, 3] of workers: on one, two, three platforms


class Platforms(NamedTuple):
    """The terms of one year per platform index; money in nominal yuan per order, after the reaction to charges."""

    sector: np.ndarray  # int64
    successor: np.ndarray  # int64 index of the platform that serves; the own index while open
    price_per_order: np.ndarray
    pay_per_order: np.ndarray  # to the worker, after vehicle and fuel and after the loss
    pay_loss_per_order: np.ndarray  # pay lost to charges that are passed on
    revenue_per_order: np.ndarray
    taxable_profit_per_order: np.ndarray  # declared: after other charges, losses of earlier years and shifting
    orders_full_time: np.ndarray  # a year
    demand_index: np.ndarray  # orders per worker relative to the base year
    user_order_share: np.ndarray  # through actual users
    user_margin_per_order: np.ndarray
    employed_chance: np.ndarray  # probability that a full-time worker is an employee by a wider test of employment


YEAR_FIELDS = (
    "price_per_order", "pay_per_order", "pay_loss_per_order", "revenue_per_order", "taxable_profit_per_order",
    "demand_index", "employed_chance",
)  # fmt: skip
BASE_FIELDS = ("orders_full_time", "user_order_share", "user_margin_per_order")
OF_THE_YEAR, OF_THE_BASE_YEAR = attrgetter(*YEAR_FIELDS), attrgetter(*BASE_FIELDS)


class PlatformDataError(ValueError):
    """The tables of platforms and sectors contradict each other."""


@lru_cache(maxsize=1)
def load_sectors(file: Path = FOLDER / "platform_sectors.csv") -> Sectors:
    """Which sectors does the data file describe? PlatformDataError unless each stands there once and adds up."""
    rows = {row["sector"]: row for row in _rows(file)}
    if set(rows) != set(SECTORS):
        raise PlatformDataError(f"{file.name}: needs the sectors {', '.join(SECTORS)}, has {', '.join(rows)}")
    kinds = ("full_time", "part_time", "occasional")

    def column(name: str) -> np.ndarray:
        return np.array([float(rows[sector][name]) for sector in SECTORS])

    share = np.stack([column(f"{kind}_share") for kind in kinds], axis=1)
    if np.abs(share.sum(axis=1) - 1.0).max() > 1e-9:
        raise PlatformDataError(f"{file.name}: intensity shares of a sector do not add to one")
    several = np.stack([column("two_platforms_share"), column("three_platforms_share")], axis=1)
    if several.min() < 0.0 or several.sum(axis=1).max() > 1.0:
        raise PlatformDataError(f"{file.name}: shares of workers on two and three platforms of a sector exceed one")
    return Sectors(
        orders=column("orders_2025"),
        demand_elasticity=column("demand_elasticity"),
        supply_elasticity=column("supply_elasticity"),
        intensity_share=np.ascontiguousarray(share),
        intensity=np.ascontiguousarray(np.stack([column(f"{kind}_intensity") for kind in kinds], axis=1)),
        platforms_share=np.concatenate([1.0 - several.sum(axis=1, keepdims=True), several], axis=1),
    )


@lru_cache(maxsize=1)
def load_platforms(file: Path = FOLDER / "platforms.csv") -> tuple[PlatformTerms, ...]:
    """Which platforms does the data file describe? PlatformDataError if a sector's order shares do not add to one."""
    rows = list(_rows(file))
    sectors = load_sectors()
    share = np.zeros(len(SECTORS))
    concentration = np.zeros(len(SECTORS))
    for row in rows:
        if row["sector"] not in SECTORS:
            raise PlatformDataError(f"{file.name}: {row['platform']}: unknown sector {row['sector']}")
        share[SECTORS.index(row["sector"])] += float(row["order_share"])
        concentration[SECTORS.index(row["sector"])] += float(row["order_share"]) ** 2
    if np.abs(share - 1.0).max() > 1e-9:
        raise PlatformDataError(f"{file.name}: order shares by sector are {share}, not one")
    return tuple(_terms(row, sectors, concentration) for row in rows)


def worker_heads(terms: Sequence[PlatformTerms], sectors: Sectors) -> np.ndarray:
    """How many people work mainly or substantially for each platform in 2025? Orders over orders per worker."""
    mean_intensity = (sectors.intensity_share * sectors.intensity).sum(axis=1)
    return np.array(
        [t.order_share * sectors.orders[t.sector] / (t.orders_full_time * mean_intensity[t.sector]) for t in terms]
    )


def successors(agents: Sequence[Platform]) -> list[int]:
    """Which platform serves each index? The own one while open, else the largest open one of its sector."""
    if all(agent.active for agent in agents):
        return list(range(len(agents)))
    largest: dict[int, int] = {}
    for index, agent in enumerate(agents):
        first = largest.setdefault(agent.terms.sector, index) if agent.active else index
        if agents[first].terms.order_share < agent.terms.order_share:
            largest[agent.terms.sector] = index
    return [index if agent.active else largest[agent.terms.sector] for index, agent in enumerate(agents)]


def platforms_of(agents: Sequence[Platform]) -> Platforms:
    """What do stages read this year? The terms of each index's serving platform, in the order of `agents`."""
    chosen = successors(agents)
    serving = [agents[k] for k in chosen]
    now = np.array([OF_THE_YEAR(agent) for agent in serving], dtype=np.float64).T.copy()
    fixed = np.array([OF_THE_BASE_YEAR(agent.terms) for agent in serving], dtype=np.float64).T.copy()
    return Platforms(
        sector=np.array([agent.terms.sector for agent in serving], dtype=np.int64),
        successor=np.array(chosen, dtype=np.int64),
        **dict(zip(YEAR_FIELDS, now, strict=True)),
        **dict(zip(BASE_FIELDS, fixed, strict=True)),
    )


def close_year(agents: Sequence[Platform], orders: np.ndarray, profit: np.ndarray) -> None:
    """Hand last year's orders and profit (by index, after charges) to the platforms, and let them leave or enter.

    profit: that of a normal year, `sustained_profit_per_order` of the serving platform times orders.
    Those that lost money for five years leave, the smallest first, but the last one of a sector stays. A closed place
    opens again once its successor has earned a profit for five years since.
    """
    chosen = successors(agents)
    served_orders = np.bincount(chosen, weights=orders, minlength=len(agents))
    served_profit = np.bincount(chosen, weights=profit, minlength=len(agents))
    for index, agent in enumerate(agents):
        if agent.active:
            agent.end_year(float(served_orders[index]), float(served_profit[index]))
    for agent, successor in zip(agents, chosen, strict=True):
        if not agent.active:
            agent.profit_years = agent.profit_years + 1 if served_profit[successor] >= 0.0 else 0
            if agent.profit_years >= ENTRY_PROFIT_YEARS:
                agent.enter()
    for agent in sorted((a for a in agents if a.wants_to_exit), key=lambda a: a.terms.order_share):
        if any(a.active and a.terms.sector == agent.terms.sector for a in agents if a is not agent):
            agent.leave()


def _terms(row: dict[str, str], sectors: Sectors, concentration: np.ndarray) -> PlatformTerms:
    k = SECTORS.index(row["sector"])
    return PlatformTerms(
        name=row["platform"], sector=k, order_share=float(row["order_share"]),
        price_per_order=float(row["price_per_order"]),
        pay_per_order=float(row["gross_pay_per_order"]) * (1.0 - float(row["cost_share"])),
        orders_full_time=float(row["orders_full_time"]), revenue_per_order=float(row["revenue_per_order"]),
        margin=float(row["margin"]), volatility=float(row["volatility"]),
        user_order_share=float(row["user_order_share"]), user_margin_per_order=float(row["user_margin_per_order"]),
        demand_elasticity=float(sectors.demand_elasticity[k]), supply_elasticity=float(sectors.supply_elasticity[k]),
        concentration=float(concentration[k]),
    )  # fmt: skip


def _rows(file: Path):
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
