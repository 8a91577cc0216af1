"""How does a platform set price, pay and demand when a charge is laid on its orders?

A platform knows numbers, not laws: the charge per order, the market's growth and the state of the business cycle come
in from the model. A charge is shared between workers, consumers and the margin; what consumers pay lowers demand.
"""

from typing import NamedTuple

import numpy as np
from mesa import Agent

from agents.profit import after_losses

PAYROLL, ORDER, REVENUE, PROFIT = range(4)
EXIT_LOSS_YEARS = 5
ENTRY_PROFIT_YEARS = 5


class PlatformTerms(NamedTuple):
    """What a platform is in the base year; money in yuan of that year per order."""

    name: str
    sector: int
    order_share: float  # of the sector's orders
    price_per_order: float  # paid by the customer, goods included where they are delivered
    pay_per_order: float  # to the worker, after vehicle and fuel
    orders_full_time: float  # a year
    revenue_per_order: float  # accounting revenue of the platform
    margin: float  # mean profit over revenue
    volatility: float  # standard deviation of the margin over the cycle
    user_order_share: float  # carried out through stations and agents 实际用工方
    user_margin_per_order: float  # kept by them on these orders
    demand_elasticity: float  # of orders with respect to price, absolute value
    supply_elasticity: float  # of work with respect to pay
    concentration: float  # Herfindahl index of the sector, 0 to 1


class Incidence(NamedTuple):
    """Who bears a charge, yuan an order. The three parts add up to the charge."""

    pay_loss: float
    price_rise: float
    margin_loss: float


class ContractForms(NamedTuple):
    """In which form do people work for a platform? Shares of its workers that add up to one."""

    employed: float  # as employees 劳动关系
    through_users: float  # without employment, for actual users 实际用工方: stations, fleets, agencies
    crowdsourced: float  # without employment, for the platform itself 众包


def contract_forms(tested: float, user_share: float, wedge: float, elasticity: float) -> ContractForms:
    """Which contract forms does a platform use when the law takes a share of its workers for employees?

    tested: share of workers whom the test counts as employees under the contracts as they are; it looks first to those
    whose orders come through actual users, user_share of all. wedge: what employment costs on top of pay, as a
    share of pay; elasticity: fall of the log odds of employment per unit of it. A logit around the contracts as they
    are: the cost of the other forms stays, so workers leave employment for them in proportion to their use.
    """
    employed = tested * float(np.exp(-elasticity * wedge)) if tested > 0.0 else 0.0
    through_users = max(user_share - tested, 0.0)
    crowdsourced = max(1.0 - tested - through_users, 0.0)
    total = employed + through_users + crowdsourced
    return ContractForms(employed / total, through_users / total, crowdsourced / total)


def incidence(
    charge: float, benefit: float, valuation: float, labour_share: float,
    demand_elasticity: float, supply_elasticity: float, concentration: float, bargaining: float = 0.0,
) -> Incidence:  # fmt: skip
    """Who bears a charge per order: workers, consumers or the platform?

    charge, benefit: yuan an order, the benefit as its cost; valuation: yuan of pay that workers give up per yuan of
    benefit; labour_share: pay over price. With Cournot competition, linear demand and constant cost a part
    1 / (1 + Herfindahl index) of a cost rise reaches the price (Weyl and Fabinger 2013), hence the elasticity of
    labour demand is that part x labour share x elasticity of demand, and pay falls by
    (e_D charge + e_S valuation benefit) / (e_S + e_D) (Summers 1989). Consumers and margin split the rest.

    bargaining: power of workers on top of the market, -1 to 1; 0 leaves the formula, -1 lets them bear the whole
    charge (and gain nothing from relief), 1 nothing of it.
    """
    pass_through = 1.0 / (1.0 + concentration)
    labour_demand = demand_elasticity * labour_share * pass_through
    pay_loss = (labour_demand * charge + supply_elasticity * valuation * benefit) / (supply_elasticity + labour_demand)
    pay_loss = bargained(pay_loss, charge, bargaining)
    rest = charge - pay_loss
    price_rise = pass_through * rest
    return Incidence(pay_loss, price_rise, rest - price_rise)


def bargained(pay_loss: float, charge: float, bargaining: float) -> float:
    """What do workers lose when their bargaining power differs from the market's? Yuan an order.

    Weak workers (below 0) also bear a part of what consumers and the margin would; strong ones (above 0) keep a part
    of their loss. For a relief, a negative charge, the sides change.
    """
    power = bargaining if charge >= 0.0 else -bargaining
    if power < 0.0:
        return pay_loss - power * (charge - pay_loss)
    return (1.0 - power) * pay_loss


class Platform(Agent):
    """A platform with its terms of the year. The unique id comes from the model; money is nominal yuan."""

    def __init__(self, model, unique_id: int, terms: PlatformTerms) -> None:
        """Found a platform with base-year terms and register it with the model.

        Mesa's own constructor is left out: up to 3.3 it counts ids in a class attribute that keeps every model
        alive; later versions hand out ids when an agent registers, so the id is set before and after.
        """
        self.model = model
        self.unique_id = unique_id
        self.pos = None
        model.register_agent(self)
        self.unique_id = unique_id
        self.terms = terms
        self.active = True
        self.loss_years = 0  # in a row
        self.profit_years = 0  # in a row; of the successor while closed
        self.orders_year = 0.0
        self.losses: tuple[float, ...] = ()  # not yet set off, yuan an order, oldest first
        self.contracts(0.0)
        self.start_year(1.0, 1.0, 0.0)

    def start_year(self, level: float, market: float, cycle: float) -> None:
        """Which terms hold before any charge? Price, pay and revenue follow `level`, demand follows `market`.

        level: earnings relative to the base year; market: orders of the sector per worker relative to the base year;
        cycle: state of the business cycle in standard deviations. It moves the profit of the year; the normal profit,
        by which owners judge, is that of the mean year.
        """
        terms = self.terms
        self.price_per_order = terms.price_per_order * level
        self.pay_per_order = terms.pay_per_order * level
        self.revenue_per_order = terms.revenue_per_order * level
        self.profit_per_order = (terms.margin + terms.volatility * cycle) * self.revenue_per_order
        self.normal_profit_per_order = terms.margin * self.revenue_per_order
        self.taxable_profit_per_order = self.profit_per_order
        self.sustained_profit_per_order = self.normal_profit_per_order  # after a charge on profit, in the mean year
        self.levy = Incidence(0.0, 0.0, 0.0)
        self.pay_loss_per_order = 0.0
        self.demand_index = market

    def contracts(self, tested: float, wedge: float = 0.0, elasticity: float = 0.0) -> ContractForms:
        """Choose the contract forms of the year; arguments as in `contract_forms`.

        Nobody is an employee until the model says whom the law reaches: `employed_chance`, the probability that a
        full-time worker is one.
        """
        self.forms = contract_forms(tested, self.terms.user_order_share, wedge, elasticity)
        self.employed_chance = 0.0
        return self.forms

    def charge_per_order(self, levied_on: int, rate: float, order_charge: float) -> float:
        """How much is a charge per order, before anyone reacts? Yuan; levied on payroll, order, revenue or profit.

        rate: share of payroll, revenue or profit; order_charge: yuan an order. A loss pays nothing.
        """
        if levied_on == PAYROLL:
            return rate * self.pay_per_order
        if levied_on == ORDER:
            return order_charge
        if levied_on == REVENUE:
            return rate * self.revenue_per_order
        return rate * max(self.taxable_profit_per_order, 0.0)

    def respond(
        self, charge: float, levied_on: int = ORDER, benefit: float = 0.0, valuation: float = 0.0,
        bargaining: float = 0.0,
    ) -> Incidence:  # fmt: skip
        """Which pay, price, demand and profit follow from a charge (yuan an order), and who bears it?

        A charge on profit leaves the price and pay that maximise profit as they are, so the margin bears it all. The
        platform's profit is after the charge that it hands over, except a charge on profit itself, which is levied
        on `profit_per_order` as it stands. Call after `start_year`; charges of one year add up.
        """
        if levied_on == PROFIT:
            return Incidence(0.0, 0.0, charge)
        borne = self.borne(charge, levied_on, benefit, valuation, bargaining)
        old_price = self.price_per_order
        self.price_per_order = old_price + borne.price_rise
        self.demand_index *= (self.price_per_order / old_price) ** -self.terms.demand_elasticity
        self.pay_per_order -= borne.pay_loss
        self.pay_loss_per_order += borne.pay_loss
        self.revenue_per_order += borne.price_rise
        self.profit_per_order -= borne.margin_loss
        self.normal_profit_per_order -= borne.margin_loss
        self.taxable_profit_per_order = self.profit_per_order
        self.sustained_profit_per_order = self.normal_profit_per_order
        return borne

    def borne(
        self, charge: float, levied_on: int = ORDER, benefit: float = 0.0, valuation: float = 0.0,
        bargaining: float = 0.0,
    ) -> Incidence:  # fmt: skip
        """Who would bear a charge at the terms as they are? Nothing changes; arguments as in `respond`."""
        if levied_on == PROFIT:
            return Incidence(0.0, 0.0, charge)
        terms = self.terms
        return incidence(
            charge, benefit, valuation, self.pay_per_order / self.price_per_order,
            terms.demand_elasticity, terms.supply_elasticity, terms.concentration, bargaining,
        )  # fmt: skip

    def declare(self, declared_share: float, carry_years: int) -> float:
        """Which profit per order does it declare this year? What losses and shifting leave of it; yuan.

        declared_share: part of profit that is not shifted away; carry_years: for how many years losses are set off.
        Losses are kept per order, as if every year had the same orders. Call once a year, after `respond`.
        """
        rest, self.losses = after_losses(self.profit_per_order, self.losses, carry_years)
        self.taxable_profit_per_order = declared_share * rest
        return self.taxable_profit_per_order

    def end_year(self, orders: float, profit: float) -> None:
        """Record the year's orders, and count years of loss and of profit in a row.

        profit: after all charges, those on profit among them, as it would be in a year without good or bad luck: a
        bad year closes nobody, a business that does not pay does.
        """
        self.orders_year = orders
        if profit < 0.0:
            self.loss_years += 1
            self.profit_years = 0
        else:
            self.profit_years += 1
            self.loss_years = 0

    @property
    def wants_to_exit(self) -> bool:
        """Has it lost money for five years in a row? Then its owners close or sell it."""
        return self.active and self.loss_years >= EXIT_LOSS_YEARS

    def leave(self) -> None:
        """Close the platform: its workers and orders go to another of the sector until someone enters in its place."""
        self.active = False
        self.profit_years = 0

    def enter(self) -> None:
        """Open again in the place of a platform that left, with its base-year terms and no history."""
        self.active = True
        self.losses = ()
        self.loss_years = 0
        self.profit_years = 0
