"""Insurance funds and the treasury as agents: what came in, what went out, what is left, and who fills a gap."""

import math
from typing import NamedTuple

import mesa

ENTRIES = (
    "worker", "platform", "user", "employer", "treasury", "interest", "other_income", "benefits", "other_spending",
)  # fmt: skip


class Ledger(NamedTuple):
    """One year of one fund, yuan; outflows are negative, so that `closing` is the sum of all the others."""

    year: int
    opening: float
    worker: float
    platform: float
    user: float
    employer: float
    treasury: float
    interest: float
    other_income: float
    benefits: float
    other_spending: float
    closing: float


class Memo(NamedTuple):
    """What a fund's year holds besides cash: parts of entries, transfers and liabilities, yuan.

    `filled_reserve` is what the fund would hold if the treasury had filled every gap; `rights_accrued`, in the last
    year of the horizon alone, the present value of what persons have earned by then and have still to receive.
    """

    year: int
    subsidy_rule: float = 0.0
    premium_subsidy: float = 0.0
    public_employer: float = 0.0
    transfers_in: float = 0.0
    transfers_out: float = 0.0
    account_liability: float = 0.0
    settlement: float = 0.0
    base_total: float = 0.0
    benefits_expected: float = 0.0
    fill: float = 0.0
    filled_reserve: float = 0.0
    rights_accrued: float = 0.0


class Institution(mesa.Agent):
    """An agent that the model numbers itself, so that neither ids nor deleted models live on in Mesa's registers."""

    def __init__(self, model, unique_id: int):
        self.model = model
        self.unique_id = unique_id
        self.pos = None


class InsuranceFund(Institution):
    """One branch and scheme: its reserve, its ledger of every year, and the fill that the law would ask for."""

    def __init__(self, model, unique_id: int, name: str, reserve: float):
        super().__init__(model, unique_id)
        self.name = name
        self.reserve = float(reserve)
        self.filled_reserve = float(reserve)
        self.ledgers: list[Ledger] = []
        self.memos: list[Memo] = []

    def close_year(self, year: int, interest_rate: float, entries: dict[str, float], memo: Memo) -> Ledger:
        """Book a year: interest on the opening reserve (a negative reserve is debt at the same yield).

        entries: yuan by ENTRIES except interest, outflows negative. The reported reserve is never filled; beside it a
        filled reserve shows how much the treasury would have to add to keep the fund at zero.
        """
        opening = self.reserve
        interest = opening * interest_rate
        amounts = {name: float(entries.get(name, 0.0)) for name in ENTRIES}
        amounts["interest"] = interest
        closing = opening + math.fsum(amounts.values())
        filled = self.filled_reserve * (1.0 + interest_rate) + math.fsum(amounts.values()) - interest
        fill = max(-filled, 0.0)
        self.filled_reserve = max(filled, 0.0)
        ledger = Ledger(year, opening, **amounts, closing=closing)
        self.reserve = closing
        self.ledgers.append(ledger)
        self.memos.append(memo._replace(year=year, fill=fill, filled_reserve=self.filled_reserve))
        return ledger

    def take_fill(self) -> None:
        """Turn the last year's fill into cash from the treasury, as the balance rule `treasury` asks."""
        last, fill = self.ledgers[-1], self.memos[-1].fill
        self.ledgers[-1] = last._replace(treasury=last.treasury + fill, closing=last.closing + fill)
        self.reserve = self.ledgers[-1].closing

    @property
    def balance_year(self) -> float:
        """Revenue less spending of the last year, yuan."""
        last = self.ledgers[-1]
        return last.closing - last.opening


class Treasury(Institution):
    """The budget that subsidises insurance: outlays, their base-year share of GDP, and the tax on consumption."""

    def __init__(self, model, unique_id: int, base_share: float | None = None):
        """base_share: outlays of the base year over GDP; without it the first year's share is taken."""
        super().__init__(model, unique_id)
        self.base_share = base_share
        self.tax_rate = 0.0
        self.outlays: list[float] = []
        self.tax_rates: list[float] = []

    def set_tax(self, outlay_year: float, gdp_year: float, consumption_year: float, levied: bool) -> float:
        """Which consumption tax pays for outlays above their base-year share of GDP? Its rate on consumption.

        A negative rate returns what falls below that share. It is levied on households in the same year.
        """
        if self.base_share is None:
            self.base_share = outlay_year / gdp_year
        excess = outlay_year - self.base_share * gdp_year
        self.tax_rate = excess / consumption_year if levied and consumption_year > 0.0 else 0.0
        self.outlays.append(outlay_year)
        self.tax_rates.append(self.tax_rate)
        return self.tax_rate
