"""What carries over from last year to this year's choices? Platform terms and peers, from aggregates."""

import numpy as np

from agents.codes import GROUP_PLATFORM, SECTORS
from agents.platform import ORDER, PAYROLL, PROFIT, REVENUE
from model.platforms import close_year
from model.tally import CELL_COUNTS, PLATFORM_SUMS

LEVIED_ON = (PAYROLL, ORDER, REVENUE, PROFIT)
CONTRIBUTORY = ("pension", "medical", "injury", "unemployment", "maternity", "care")


def platform_charges(laws: dict, terms, pay_per_order: float, sector: int, injury_reach: float) -> float:
    """How much must a platform and its users pay on an order, yuan, if every worker were insured in every branch bound?

    Rates fall on pay under a payroll base; on revenue or profit where the law says so; per-order charges add up.
    """
    charge = 0.0
    for branch in CONTRIBUTORY:
        law = laws[branch]
        bound = laws["coverage"].mandate[CONTRIBUTORY.index(branch), GROUP_PLATFORM]
        base = law.platform_base
        rate = law.platform_rate[GROUP_PLATFORM]
        if base == PAYROLL:
            charge += bound * rate * pay_per_order
        elif base == ORDER:
            charge += bound * law.order_charge[sector]
        charge += bound * law.user_rate[GROUP_PLATFORM] * pay_per_order
    pilot = getattr(laws["injury"], "pilot_charge", None)
    if pilot is not None:
        charge += injury_reach * float(pilot[sector])
    return charge


def set_platform_terms(model, year: int) -> None:
    """Phase 3: platforms read last year's orders and this year's charges, and set price, pay and demand."""
    economy = model.world.economy(year)
    laws = model.world.laws(year)
    if model.settings.platform_response and model.reporting and model.totals is not None:
        sums = dict(zip(PLATFORM_SUMS, model.totals.platforms.T, strict=True))
        close_year(model.platforms, sums["orders"], sums["profit"])
    coverage = laws["coverage"]
    for agent in model.platforms:
        agent.start_year(economy.wage_level, 1.0, 0.0)
        sector = agent.terms.sector
        reach = float(np.mean(coverage.pilot_reach)) * float(coverage.pilot_sector[sector])
        if not model.settings.platform_response:
            continue
        charge = platform_charges(laws, agent.terms, agent.pay_per_order, sector, reach)
        base = int(laws["pension"].platform_base)
        if base == REVENUE:
            rates = sum(float(laws[b].platform_rate[GROUP_PLATFORM]) * float(coverage.mandate[k, GROUP_PLATFORM])
                        for k, b in enumerate(CONTRIBUTORY))  # fmt: skip
            charge += rates * agent.revenue_per_order
        agent.respond(charge)


def next_peers(model) -> None:
    """What did people of each cell choose this year, compared with the base year? It moves next year's choices."""
    terms = model.terms
    if not model.settings.peers:
        return
    cells = dict(zip(CELL_COUNTS, model.totals.cells.T, strict=True))
    terms.peer_pension = shares(cells, "choosers", "pension_resident", "pension_employee") - terms.peer_base_pension
    terms.peer_medical = (
        shares(cells, "medical_choosers", "medical_resident", "medical_employee") - terms.peer_base_medical
    )
    empty = cells["choosers"] <= 0.0
    terms.peer_pension[empty] = 0.0
    terms.peer_medical[cells["medical_choosers"] <= 0.0] = 0.0


def shares(cells: dict, total: str, second: str, third: str) -> np.ndarray:
    """Shares of the first (the rest), second and third option per cell, float64[cells, 3]."""
    base = np.maximum(cells[total], 1e-300)
    two, three = cells[second] / base, cells[third] / base
    return np.stack([1.0 - two - three, two, three], axis=1)


def sector_names() -> tuple[str, ...]:
    """The platform sectors in the order of their codes."""
    return SECTORS
