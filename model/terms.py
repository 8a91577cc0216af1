"""What carries over from last year to this year's choices? Platform terms and peers, from aggregates."""

import math

import numpy as np

from agents.codes import GROUP_PLATFORM, GROUPS, LIVING, PLATFORM, SECTORS
from agents.platform import ORDER, PAYROLL, PROFIT, REVENUE
from agents.profit import after_losses, declared_share, neutral_rate
from model.contracts import NOBODY, Employment, employments_of
from model.law.coverage.rules import SUBSIDY_NONE
from model.law.sources import LawError
from model.platforms import close_year, successors
from model.profit_cycle import FIRST_CYCLE_YEAR, cycles, mean_declared
from model.settings import behaviour_of
from model.tally import CELL_COUNTS, PLATFORM_SUMS

FLEXIBLE = ("self_employed", "casual", "platform")
OPENING_LOSS_YEARS = 5
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
        reach = float(coverage.pilot_reach.sum()) / coverage.pilot_reach.size * float(coverage.pilot_sector[sector])
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
        if self.base in (PAYROLL, REVENUE):
            levied += self.levy_per_order(agent)
        return levied

    def levy_per_order(self, agent) -> float:
        """The part of it that is levied on the platform's own base, yuan an order at the wages of this law's year."""
        if self.base == ORDER:
            return self.order_charge
        if self.base == PAYROLL:
            return self.rate * agent.pay_per_order
        return self.rate * agent.revenue_per_order if self.base == REVENUE else 0.0

    def benefit_per_order(self, agent, wage_level: float = 1.0) -> float:
        """What an order adds to the workers' own insurance at its cost, yuan: all charges but the pilot's.

        The pilot's cover hangs on the order, not on a record that the worker builds up, and few know of it.
        """
        return self.benefit_of(self.per_order(agent, wage_level), wage_level)

    def benefit_of(self, per_order: float, wage_level: float = 1.0) -> float:
        """The same, where the charges on an order are known."""
        return per_order - wage_level * self.pilot


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
        close_year(model.platforms, sums["orders"], sustained_profits(model.platforms, sums["orders"]))
    elasticity = behaviour.contract_elasticity if model.settings.platform_response else 0.0
    employments = employments_of(laws, elasticity, behaviour_of(behaviour))
    now = charges_of(laws, model.platforms, insured_shares(model.totals), employments)
    level = economy.wage_level
    taste = {"valuation": behaviour.benefit_valuation, "bargaining": behaviour.bargaining_power}
    for agent, state in zip(model.platforms, states_of(model, year), strict=True):
        agent.start_year(level, 1.0, float(state))
        employment = employments[agent.terms.sector]
        agent.contracts(employment.tested, employment.employer_rate, elasticity)
        agent.employed_chance = employment.full_time_chance
        if not model.settings.platform_response:
            continue
        charge, before = now[agent.terms.sector], model.start_charges[agent.terms.sector]
        owed, owed_before = charge.per_order(agent), before.per_order(agent, level)
        added = owed - owed_before
        benefit = charge.benefit_of(owed) - before.benefit_of(owed_before, level)
        levy = charge.levy_per_order(agent)
        agent.levy = agent.borne(levy, benefit=levy, **taste)
        agent.respond(added, benefit=benefit, **taste)
    declare_profits(model, year, now, int(laws["coverage"].loss_carry_years))


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
    """Which rates on revenue or profit, or charges on orders, yield what payroll yields? Solved once and kept.

    The yield wanted is the rate on payroll, over all branches, times last year's platform pay. Revenue and orders are
    last year's too, a charge that of each sector; profit is what platforms declare in the mean of good and bad years,
    less what they shift away at the rate. LawError if the whole profit would not be enough.
    """
    design = model.world.design
    due = [rate for rate in design.neutral if rate.from_year <= year]
    if not due:
        return
    known = design.solved({item.path: 0.0 for item in due})
    laws = model.world.resolve(year, design.solved({item.path: 1.0 for item in due}))
    base = int(laws["pension"].platform_base)
    pay, levied = pay_and_base(model, base, int(laws["coverage"].loss_carry_years))
    field = "order_charge" if base == ORDER else "platform_rate"
    place = 0 if base == ORDER else GROUP_PLATFORM
    collected = math.fsum(float(getattr(laws[branch], field)[place]) for branch in CONTRIBUTORY)
    levied = collected * levied  # a branch that is not yet in force everywhere leaves its part uncollected
    on_payroll = known.varied({"coverage.platform.base": "payroll"}, model.world.law, due[0].from_year)
    laws = model.world.resolve(year, on_payroll)
    whole = math.fsum(float(laws[branch].platform_rate[GROUP_PLATFORM]) for branch in CONTRIBUTORY)
    if base == ORDER:
        solved = _neutral_charges(model, due, whole * pay, levied)
    else:
        rate = _neutral_rate(model, year, due[0].path, base, whole * float(pay.sum()), float(levied.sum()), collected)
        solved = dict.fromkeys((item.path for item in due), rate)
    model.world.set_design(design.solved(solved))
    model.design = model.world.design


def _neutral_rate(model, year: int, path: str, base: int, wanted: float, taxed: float, collected: float) -> float:
    """The rate on revenue or profit; `taxed` yuan are what a rate of one collects, a part `collected` of the base."""
    rate = wanted / taxed if taxed > 0.0 else 0.0
    if base == PROFIT and rate > 0.0:
        rate = neutral_rate(rate * collected, _semi_elasticity(model.settings)) / collected
    if rate > 1.0:
        needed = f"{rate:.2f} of" if math.isfinite(rate) else "more than"
        raise LawError(
            f"{path}: {needed} platforms' {'profit' if base == PROFIT else 'revenue'} would be needed to "
            f"yield what payroll yields in {year}; give a rate between 0 and 1"
        )
    return round(rate, 9)


def _neutral_charges(model, due, wanted: np.ndarray, orders: np.ndarray) -> dict[str, float]:
    """The charge on an order of every sector, yuan, by path; zero for a sector without orders."""
    sector = np.array([agent.terms.sector for agent in model.platforms])
    wanted, orders = (np.bincount(sector, each, len(SECTORS)) for each in (wanted, orders))
    by_path = {
        f"coverage.platform.order_charge.{name}": round(float(wanted[k] / orders[k]), 9) if orders[k] > 0.0 else 0.0
        for k, name in enumerate(SECTORS)
    }
    return {item.path: by_path.get(item.path, 0.0) for item in due}


def _semi_elasticity(settings) -> float:
    """By how much does declared profit fall with the rate? Not at all where platforms do not respond."""
    return settings.behaviour.profit_shifting if settings.platform_response else 0.0


def pay_and_base(model, base: int, carry_years: int) -> tuple[np.ndarray, np.ndarray]:
    """Pay of each platform's workers last year, yuan, and its orders, its revenue, or the profit that it would declare.

    Both float64[platform index]. Profit is the mean of good and bad years, losses carried forward, without shifting.
    """
    serving = [model.platforms[k] for k in successors(model.platforms)]
    if model.totals is not None:
        sums = dict(zip(PLATFORM_SUMS, model.totals.platforms.T, strict=True))
        pay, orders, revenue = sums["payroll"], sums["orders"], sums["revenue"]
    else:
        columns = model.columns
        works = (columns["alive"] == LIVING) & (columns["status"] == PLATFORM)
        weight, at = columns["weight"][works], columns["platform"][works]
        pay = np.bincount(at, weight * columns["income_year"][works], len(serving))
        full = np.array([agent.terms.orders_full_time for agent in serving])
        orders = np.bincount(at, weight * columns["intensity"][works], len(serving)) * full
        revenue = orders * np.array([agent.terms.revenue_per_order for agent in serving])
    if base == ORDER:
        return pay, orders
    if base == REVENUE:
        return pay, revenue
    return pay, orders * mean_profits(serving, model.settings.behaviour, carry_years)


def mean_profits(agents, behaviour, carry_years: int) -> np.ndarray:
    """Which profit per order would platforms declare in the mean of good and bad years? Yuan, before shifting."""
    profit, volatility, revenue = np.array(
        [(agent.normal_profit_per_order, agent.terms.volatility, agent.revenue_per_order) for agent in agents]
    ).T
    deviation = behaviour.profit_volatility * volatility * revenue
    return mean_declared(profit, deviation, behaviour.profit_persistence, carry_years)


def declare_profits(model, year: int, charges: dict[int, Charge], carry_years: int) -> None:
    """Which profit do platforms declare this year, and what does a charge on profit leave of it in the mean?

    Losses of the five years before the first one count, at base-year terms. With settings.profit_cycle `mean` each
    declares the mean of good and bad years in every year.
    """
    behaviour = model.settings.behaviour
    if model.totals is None:
        for past in range(year - OPENING_LOSS_YEARS, year):
            level = model.world.economy(past).wage_level
            for agent, state in zip(model.platforms, states_of(model, past), strict=True):
                margin = agent.terms.margin + agent.terms.volatility * state
                _, agent.losses = after_losses(
                    margin * agent.terms.revenue_per_order * level, agent.losses, carry_years
                )
    shifting = _semi_elasticity(model.settings)
    in_mean_years = mean_profits(model.platforms, behaviour, carry_years).tolist()
    for agent, mean in zip(model.platforms, in_mean_years, strict=True):
        charge = charges[agent.terms.sector]
        rate = charge.rate if charge.base == PROFIT else 0.0
        kept = declared_share(rate, shifting)
        agent.declare(kept, carry_years)
        in_the_mean = kept * mean
        if model.settings.profit_cycle == "mean":
            agent.taxable_profit_per_order = in_the_mean
        agent.sustained_profit_per_order = agent.normal_profit_per_order - rate * in_the_mean
        if charge.base == PROFIT:
            agent.levy = agent.respond(charge.rate * agent.taxable_profit_per_order, PROFIT)


def states_of(model, year: int) -> np.ndarray:
    """In which state is each platform's profit this year, times the setting of its volatility? float64[platform]"""
    behaviour = model.settings.behaviour
    if model.settings.profit_cycle == "mean":
        return np.zeros(len(model.platforms))
    sectors = tuple(agent.terms.sector for agent in model.platforms)
    path = cycles(model.luck.seed, sectors, behaviour.profit_persistence, behaviour.profit_common_share)
    return behaviour.profit_volatility * path[year - FIRST_CYCLE_YEAR]


def sustained_profits(platforms, orders: np.ndarray) -> np.ndarray:
    """Profit of each index last year as it would have been in a normal year, after all charges, yuan."""
    serving = [platforms[k] for k in successors(platforms)]
    return orders * np.array([agent.sustained_profit_per_order for agent in serving])


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
