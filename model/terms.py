"""What carries over from last year to this year's choices? Platform terms and peers, from aggregates."""

import math

import numpy as np

from agents.codes import GROUP_PLATFORM, GROUPS, LIVING, PLATFORM
from agents.platform import ORDER, PAYROLL, PROFIT, REVENUE
from model.contracts import NOBODY, Employment, employments_of
from model.law.coverage.rules import SUBSIDY_NONE
from model.law.sources import LawError
from model.platforms import close_year
from model.settings import behaviour_of
from model.tally import CELL_COUNTS, PLATFORM_SUMS

FLEXIBLE = ("self_employed", "casual", "platform")
CONTRIBUTORY = ("pension", "medical", "injury", "unemployment", "maternity", "care")


class Charge:
    """What a law asks of platforms and users for an order, by what it is levied on."""

    def __init__(self, laws: dict, sector: int, insured: dict | None = None, employment: Employment = NOBODY):
        """Platforms pay for the share bound by a mandate, or insured of free will if that is more.

        The injury pilot reaches the orders that no mandate insures. insured: share of platform workers by branch.
        employment: who is an employee by a wider test; for his orders employers' rates take the place of the others.
        """
        coverage = laws["coverage"]
        self.base = int(laws["pension"].platform_base)
        self.rate = self.user_rate = self.order_charge = 0.0
        for position, branch in enumerate(CONTRIBUTORY):
            law = laws[branch]
            bound = max(float(coverage.mandate[position, GROUP_PLATFORM]), (insured or {}).get(branch, 0.0))
            bound *= 1.0 - employment.order_share
            self.rate += bound * float(law.platform_rate[GROUP_PLATFORM])
            self.user_rate += bound * float(law.user_rate[GROUP_PLATFORM])
            if self.base == ORDER:
                self.order_charge += bound * float(law.order_charge[sector])
        reach = float(np.mean(coverage.pilot_reach)) * float(coverage.pilot_sector[sector])
        pilot = reach * (1.0 - float(coverage.mandate[CONTRIBUTORY.index("injury"), GROUP_PLATFORM]))
        pilot *= 1.0 - employment.order_share
        self.employer_rate = employment.employer_rate * employment.order_share  # on the pay of all orders
        self.pilot = pilot * float(laws["injury"].pilot_charge[sector])

    def per_order(self, agent, wage_level: float = 1.0) -> float:
        """Yuan an order at the platform's terms before it reacts; charges on profit are left out.

        wage_level: growth of wages since the year of this law, which lifts its charges in yuan to today's.
        """
        levied = wage_level * (self.order_charge + self.pilot) + self.user_rate * agent.pay_per_order
        levied += self.employer_rate * agent.pay_per_order
        if self.base == PAYROLL:
            levied += self.rate * agent.pay_per_order
        elif self.base == REVENUE:
            levied += self.rate * agent.revenue_per_order
        return levied

    def benefit_per_order(self, agent, wage_level: float = 1.0) -> float:
        """What an order adds to the workers' own insurance at its cost, yuan: all charges but the pilot's.

        The pilot's cover hangs on the order, not on a record that the worker builds up, and few know of it.
        """
        return self.per_order(agent, wage_level) - wage_level * self.pilot


def charges_of(laws: dict, platforms, insured: dict | None = None, employments=None) -> dict[int, Charge]:
    """The charge of every sector in which there is a platform. employments: `Employment` by sector, none: nobody."""
    by_sector = employments or {}
    return {
        sector: Charge(laws, sector, insured, by_sector.get(sector, NOBODY))
        for sector in {agent.terms.sector for agent in platforms}
    }


def set_platform_terms(model, year: int) -> None:
    """Phase 3: platforms read last year's orders and this year's charges, and set price, pay and demand.

    Terms of the base year already contain the charges of that year, so only what is added to them is passed on.
    Workers give up pay for the part of it that they value (Summers 1989), as far as they can bargain.
    """
    behaviour = model.settings.behaviour
    economy = model.world.economy(year)
    laws = model.world.laws(year)
    if model.settings.platform_response and model.reporting and model.totals is not None:
        sums = dict(zip(PLATFORM_SUMS, model.totals.platforms.T, strict=True))
        close_year(model.platforms, sums["orders"], sums["profit"])
    elasticity = behaviour.contract_elasticity if model.settings.platform_response else 0.0
    employments = employments_of(laws, elasticity, behaviour_of(behaviour))
    now = charges_of(laws, model.platforms, insured_shares(model.totals), employments)
    level = economy.wage_level
    for agent in model.platforms:
        agent.start_year(level, 1.0, 0.0)
        employment = employments[agent.terms.sector]
        agent.contracts(employment.tested, employment.employer_rate, elasticity)
        agent.employed_chance = employment.full_time_chance
        if not model.settings.platform_response:
            continue
        charge, before = now[agent.terms.sector], model.start_charges[agent.terms.sector]
        added = charge.per_order(agent) - before.per_order(agent, level)
        benefit = charge.benefit_per_order(agent) - before.benefit_per_order(agent, level)
        agent.respond(
            added, benefit=benefit, valuation=behaviour.benefit_valuation, bargaining=behaviour.bargaining_power
        )
        if charge.base == PROFIT:
            agent.respond(charge.rate * max(agent.profit_per_order, 0.0), PROFIT)


def insured_shares(totals) -> dict:
    """Which share of platform workers paid into each branch last year, bound or not? Empty before the first year.

    Work injury is left out: its counts hold the pilot, to which nobody pays a rate.
    """
    persons = 0.0 if totals is None else totals.count("persons", "platform")
    if persons <= 0.0:
        return {}
    counts = {"pension": "flexible_pension", "medical": "flexible_medical"}
    branches = (branch for branch in CONTRIBUTORY if branch != "injury")
    return {branch: totals.count(counts.get(branch, branch), "platform") / persons for branch in branches}


def ration_subsidy(model, year: int) -> None:
    """By how much is the subsidy of contributions cut, so that it keeps to its ceiling in GDP?

    The ceiling is met with a year's delay: offices learn from last year's cost. The part of the rate that is granted
    is kept in `model.subsidy_granted`; after the horizon it stays as it is.
    """
    if model.world.laws(year)["coverage"].subsidy_mode == SUBSIDY_NONE:
        return
    if model.totals is not None and model.reporting and model.subsidy_granted > 0.0:
        cost = model.totals.money["paid_treasury_pension"] - _statutory_share(model, year - 1)
        share = model.world.laws(year)["coverage"].subsidy_budget_share_gdp
        ceiling = share * float(model.world.economy(year - 1).gdp_year)
        full = cost / model.subsidy_granted
        model.subsidy_granted = ceiling / full if full > ceiling else 1.0
    laws = model.world.laws(year)
    coverage = laws["coverage"]
    laws["coverage"] = coverage._replace(subsidy_rate=coverage.subsidy_rate * model.subsidy_granted)


def _statutory_share(model, year: int) -> float:
    """What the treasury paid into flexible workers' pensions by rates of the law, not as a subsidy, yuan."""
    rate = model.world.laws(year)["pension"].treasury_rate
    return math.fsum(float(rate[GROUPS.index(name)]) * model.totals.count("pension_base", name) for name in FLEXIBLE)


def settle_neutral_rates(model, year: int) -> None:
    """Which rates on revenue or profit yield what payroll yields? Solved once, in the year they begin, and kept.

    The rate is that on payroll, over all branches, times last year's platform pay over platform revenue, or over
    the profit of platforms that made one. LawError if the whole profit would not be enough.
    """
    design = model.world.design
    due = [rate for rate in design.neutral if rate.from_year <= year]
    if not due:
        return
    known = design.solved({item.path: 0.0 for item in due})
    base = int(model.world.resolve(year, known)["pension"].platform_base)
    pay, taxed = platform_pay_and_base(model, base)
    on_payroll = known.varied({"coverage.platform.base": "payroll"}, model.world.law, due[0].from_year)
    laws = model.world.resolve(year, on_payroll)
    whole = math.fsum(float(laws[branch].platform_rate[GROUP_PLATFORM]) for branch in CONTRIBUTORY)
    rate = round(whole * pay / taxed, 9) if taxed > 0.0 else 0.0
    if rate > 1.0:
        raise LawError(
            f"{due[0].path}: {rate:.2f} of platforms' {'profit' if base == PROFIT else 'revenue'} would be needed to "
            f"yield what payroll yields in {year}; give a rate between 0 and 1"
        )
    model.world.set_design(design.solved({item.path: rate for item in due}))
    model.design = model.world.design


def platform_pay_and_base(model, base: int) -> tuple[float, float]:
    """Pay of platform workers, and revenue or positive profit of platforms in the last year, yuan."""
    if model.totals is not None:
        sums = dict(zip(PLATFORM_SUMS, model.totals.platforms.T, strict=True))
        taxed = np.maximum(sums["profit"], 0.0) if base == PROFIT else sums["revenue"]
        return float(sums["payroll"].sum()), float(taxed.sum())
    columns = model.columns
    works = (columns["alive"] == LIVING) & (columns["status"] == PLATFORM)
    weight, at = columns["weight"][works], columns["platform"][works]
    terms = [agent.terms for agent in model.platforms]
    kept = [max(t.margin, 0.0) if base == PROFIT else 1.0 for t in terms]
    full = np.array([t.orders_full_time * t.revenue_per_order * part for t, part in zip(terms, kept, strict=True)])
    taxed = float((weight * columns["intensity"][works] * full[at]).sum())
    return float((weight * columns["income_year"][works]).sum()), taxed


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
