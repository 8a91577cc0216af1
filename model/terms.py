"""What carries over from last year to this year's choices? Platform terms and peers, from aggregates."""

import math

import numpy as np

from agents.codes import GROUP_PLATFORM, LIVING, PLATFORM
from agents.platform import ORDER, PAYROLL, PROFIT, REVENUE
from model.platforms import close_year
from model.tally import CELL_COUNTS, PLATFORM_SUMS

CONTRIBUTORY = ("pension", "medical", "injury", "unemployment", "maternity", "care")


class Charge:
    """What a law asks of platforms and users for an order, by what it is levied on."""

    def __init__(self, laws: dict, sector: int):
        """Shares bound by a mandate count; the injury pilot reaches the orders that no mandate insures."""
        coverage = laws["coverage"]
        self.base = int(laws["pension"].platform_base)
        self.rate = self.user_rate = self.order_charge = 0.0
        for position, branch in enumerate(CONTRIBUTORY):
            law = laws[branch]
            bound = float(coverage.mandate[position, GROUP_PLATFORM])
            self.rate += bound * float(law.platform_rate[GROUP_PLATFORM])
            self.user_rate += bound * float(law.user_rate[GROUP_PLATFORM])
            if self.base == ORDER:
                self.order_charge += bound * float(law.order_charge[sector])
        reach = float(np.mean(coverage.pilot_reach)) * float(coverage.pilot_sector[sector])
        pilot = reach * (1.0 - float(coverage.mandate[CONTRIBUTORY.index("injury"), GROUP_PLATFORM]))
        self.pilot = pilot * float(laws["injury"].pilot_charge[sector])

    def per_order(self, agent) -> float:
        """Yuan an order at the platform's terms before it reacts; charges on profit are left out."""
        levied = self.order_charge + self.pilot + self.user_rate * agent.pay_per_order
        if self.base == PAYROLL:
            levied += self.rate * agent.pay_per_order
        elif self.base == REVENUE:
            levied += self.rate * agent.revenue_per_order
        return levied


def set_platform_terms(model, year: int) -> None:
    """Phase 3: platforms read last year's orders and this year's charges, and set price, pay and demand.

    Terms of the base year already contain the charges of that year, so only what is added to them is passed on.
    """
    economy = model.world.economy(year)
    laws = model.world.laws(year)
    if model.settings.platform_response and model.reporting and model.totals is not None:
        sums = dict(zip(PLATFORM_SUMS, model.totals.platforms.T, strict=True))
        close_year(model.platforms, sums["orders"], sums["profit"])
    sectors = {agent.terms.sector for agent in model.platforms}
    now = {sector: Charge(laws, sector) for sector in sectors}
    at_start = {sector: Charge(model.world.start_laws, sector) for sector in sectors}
    for agent in model.platforms:
        agent.start_year(economy.wage_level, 1.0, 0.0)
        if not model.settings.platform_response:
            continue
        charge = now[agent.terms.sector]
        added = charge.per_order(agent) - at_start[agent.terms.sector].per_order(agent)
        agent.respond(added)
        if charge.base == PROFIT:
            agent.respond(charge.rate * max(agent.profit_per_order, 0.0), PROFIT)


def settle_neutral_rates(model, year: int) -> None:
    """Which rates on revenue yield what payroll yields? Solved once, in the year they begin, and kept.

    The rate is that on payroll, over all branches, times last year's platform pay over platform revenue.
    """
    design = model.world.design
    due = [rate for rate in design.neutral if rate.from_year <= year]
    if not due:
        return
    pay, revenue = platform_pay_and_revenue(model)
    known = design.solved({item.path: 0.0 for item in due})
    on_payroll = known.varied({"coverage.platform.base": "payroll"}, model.world.law, due[0].from_year)
    laws = model.world.resolve(year, on_payroll)
    whole = math.fsum(float(laws[branch].platform_rate[GROUP_PLATFORM]) for branch in CONTRIBUTORY)
    rate = round(whole * pay / revenue, 9) if revenue > 0.0 else 0.0
    model.world.set_design(design.solved({item.path: rate for item in due}))
    model.design = model.world.design


def platform_pay_and_revenue(model) -> tuple[float, float]:
    """Pay of platform workers and accounting revenue of platforms in the last year, yuan."""
    if model.totals is not None:
        sums = model.totals.platforms.sum(axis=0)
        return float(sums[PLATFORM_SUMS.index("payroll")]), float(sums[PLATFORM_SUMS.index("revenue")])
    columns = model.columns
    works = (columns["alive"] == LIVING) & (columns["status"] == PLATFORM)
    weight, at = columns["weight"][works], columns["platform"][works]
    terms = [agent.terms for agent in model.platforms]
    full = np.array([t.orders_full_time * t.revenue_per_order for t in terms])
    revenue = float((weight * columns["intensity"][works] * full[at]).sum())
    return float((weight * columns["income_year"][works]).sum()), revenue


def next_peers(model) -> None:
    """What did people of each cell choose this year, compared with the base year? It moves next year's choices."""
    terms = model.terms
    if not model.settings.peers or not model.reporting:
        return
    cells = dict(zip(CELL_COUNTS, model.totals.cells.T, strict=True))
    pension = shares(cells, "choosers", "pension_resident", "pension_employee")
    medical = shares(cells, "medical_choosers", "medical_resident", "medical_employee")
    if terms.peer_base_pension is None:
        terms.peer_base_pension, terms.peer_base_medical = pension, medical
    terms.peer_pension = pension - terms.peer_base_pension
    terms.peer_medical = medical - terms.peer_base_medical
    terms.peer_pension[cells["choosers"] <= 0.0] = 0.0
    terms.peer_medical[cells["medical_choosers"] <= 0.0] = 0.0


def shares(cells: dict, total: str, second: str, third: str) -> np.ndarray:
    """Shares of the first (the rest), second and third option per cell, float64[cells, 3]."""
    base = np.maximum(cells[total], 1e-300)
    two, three = cells[second] / base, cells[third] / base
    return np.stack([1.0 - two - three, two, three], axis=1)
