"""What does each platform earn and pay in a year, and who bears the contribution that is levied on it?"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from agents.codes import SECTORS
from agents.platform import Platform
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


def platform_rows(year: int, platforms: Sequence[Platform], sums: np.ndarray) -> list[PlatformYear]:
    """The accounts of every platform index. sums: float64[platform, PLATFORM_SUMS] of the year.

    Payments differ from what is levied by floors of contribution bases, which a platform does not see in an order.
    """
    rows = []
    for agent, serving, line in zip(platforms, successors(platforms), sums, strict=True):
        known, served = dict(zip(PLATFORM_SUMS, line.tolist(), strict=True)), platforms[serving]
        orders, levy = known["orders"], served.levy
        row = PlatformYear(
            year, agent.terms.name, SECTORS[agent.terms.sector], known["workers"], orders, known["payroll"],
            known["revenue"], orders * served.profit_per_order, known["taxable_profit"], known["paid"],
            orders * (levy.pay_loss + levy.price_rise + levy.margin_loss),
            orders * levy.pay_loss, orders * levy.price_rise, orders * levy.margin_loss,
        )  # fmt: skip
        rows.append(row)
    return rows
