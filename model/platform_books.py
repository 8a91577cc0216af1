"""What does each platform earn and pay in a year, and who bears the contribution that is levied on it?"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from agents.codes import SECTORS
from agents.platform import Platform, PlatformTerms
from model.platforms import successors
from model.tally import PLATFORM_SUMS


class PlatformYear(NamedTuple):
    """One platform in one year; yuan, but for workers and orders. Where it is closed its successor earns and pays."""

    year: int
    platform: str
    sector: str
    workers: float
    orders: float
    payroll: float  # pay of its workers
    revenue: float
    profit: float  # before a charge on profit; good and bad years in it
    taxable_profit: float  # declared
    paid: float  # contributions but those to work injury, among which the pilot's charges stand
    levied: float  # what the law asks on the platform's base: the next three together
    borne_by_pay: float
    borne_by_prices: float
    borne_by_profit: float


LINES = PlatformYear._fields[PlatformYear._fields.index("workers") :]  # what is counted in numbers


def platform_lines(platforms: Sequence[Platform], sums: np.ndarray) -> np.ndarray:
    """What does every platform index earn and pay? float64[platform, LINES]. sums: float64[platform, PLATFORM_SUMS].

    Payments differ from what is levied by floors of contribution bases, which a platform does not see in an order.
    """
    counted = dict(zip(PLATFORM_SUMS, sums.T, strict=True))
    serving = [platforms[place] for place in successors(platforms)]
    per_order = np.array([(agent.profit_per_order, *agent.levy) for agent in serving])
    profit, by_pay, by_prices, by_profit = (counted["orders"][:, None] * per_order).T
    known = {**counted, "profit": profit, "levied": by_pay + by_prices + by_profit,
             "borne_by_pay": by_pay, "borne_by_prices": by_prices, "borne_by_profit": by_profit}  # fmt: skip
    return np.stack([known[name] for name in LINES], axis=1)


def platform_rows(year: int, platforms: Sequence[PlatformTerms], lines: np.ndarray) -> list[PlatformYear]:
    """The accounts of every platform index, with its name and sector. lines: as of `platform_lines`."""
    return [
        PlatformYear(year, terms.name, SECTORS[terms.sector], *line)
        for terms, line in zip(platforms, lines.tolist(), strict=True)
    ]
