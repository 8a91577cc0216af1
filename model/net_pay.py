"""By how much does a design change net pay in each kind of work? What moves people between jobs (design of behaviour).

A mandate takes the worker's contribution out of pay, as far as it binds and is complied with; a charge on platforms
lowers pay by the part that they pass on. Both are taken against the law in force of the same year, so that job moves
are those of the base year while a design leaves net pay alone.
"""

import math
from functools import cache

import numpy as np

from agents.codes import (
    CASUAL,
    EMPLOYEE,
    GROUP_CASUAL,
    GROUP_EMPLOYEE,
    GROUP_PLATFORM,
    GROUP_PUBLIC,
    GROUP_SELF_EMPLOYED,
    PLATFORM,
    PUBLIC,
    SECTORS,
    SELF_EMPLOYED,
)
from agents.compiled import stage
from agents.enrolment import cost_utility, evasion_probability, reported_share
from agents.platform import PAYROLL, REVENUE
from model.contracts import NOBODY, employments_of
from model.labour_data import figure
from model.law.coverage.rules import BASE_AVERAGE, BASE_INCOME, limited_base, rate_factor, subsidised
from model.platforms import load_platforms, load_sectors, worker_heads
from model.settings import behaviour_of
from model.terms import CONTRIBUTORY, Charge

DESTINATIONS = 8  # of a job move: statuses from employee to out of the labour force
KINDS = (EMPLOYEE, PUBLIC, PLATFORM, SELF_EMPLOYED, CASUAL)  # kinds of work with an insurance group, and the group
GROUPS_OF_KINDS = np.array([GROUP_EMPLOYEE, GROUP_PUBLIC, GROUP_PLATFORM, GROUP_SELF_EMPLOYED, GROUP_CASUAL])
PENSION, LAST_CHOSEN, UNEMPLOYMENT = 0, 1, 3  # branches by number: in pension and medical a payer may choose his base
LEAST_KEPT = 0.1  # share of pay that is left at least, so that logarithms stay small
_in_force: dict = {}  # what remains of pay under the law in force, by variant, year and behaviour


@cache
def platform_arrays() -> dict[str, np.ndarray]:
    """Terms of the platforms in the base year, an array each, and the heads that work on them."""
    terms = load_platforms()
    arrays = {name: np.array([getattr(t, name) for t in terms], dtype=np.float64) for name in terms[0]._fields[3:]}
    arrays["sector"] = np.array([t.sector for t in terms])
    arrays["heads"] = worker_heads(terms, load_sectors())
    return arrays


@cache
def typical_pay_month(status: int) -> float:
    """What does a typical worker of this status earn in the base year, yuan a month, at full time?"""
    if status == PLATFORM:
        known = platform_arrays()
        pay = known["pay_per_order"] * known["orders_full_time"] / 12.0
        return float((pay * known["heads"]).sum() / known["heads"].sum())
    name = {SELF_EMPLOYED: "self_employed", CASUAL: "casual"}[status]
    return float(figure("earnings_profile.csv", "wage_status", name))


@stage
def take_burdens(rate, group, pay_month, before, least, average_wage, law_coverage, behaviour, kept):
    """What do the worker's own mandated contributions leave of pay? Share of the pay before them, float64[kinds].

    rate: float64[branch, group] of the worker; group, pay_month, before: of each kind of work, yuan a month without
    new charges and the share of it that platforms leave. least: float64[branch], share of payers to count at least,
    bound or not. Of every branch it takes rate x declared base over pay, less what the treasury grants to pension
    payers, as far as the mandate binds and is not evaded. A base that may be chosen is the lowest; a declared income is
    the part that people report, and all where it is withheld. Who is bound evades like one who loses the utility of
    the contribution and minds nothing else; where nothing is chosen, like one who loses none, as in
    `model.covering.cover_rest`.
    """
    for j in range(group.size):
        g = group[j]
        formal = g == GROUP_EMPLOYEE or g == GROUP_PUBLIC
        withheld = law_coverage.withholding if g == GROUP_PLATFORM else 0.0
        pay = before[j] * pay_month[j]
        room = max(pay, behaviour.support_floor_share * average_wage) - behaviour.subsistence_share * average_wage
        seen = 1.0
        if not formal:
            declared = reported_share(
                behaviour.reported_share, behaviour.report_response, behaviour.report_burden,
                law_coverage.detection_year, rate[PENSION, g],
            )  # fmt: skip
            seen = withheld + (1.0 - withheld) * declared
        share = 0.0
        for b in range(rate.shape[0]):
            bound = law_coverage.mandate[b, g]
            idle = b == UNEMPLOYMENT and pay < law_coverage.unemployment_threshold_month[g]
            if max(bound, least[b]) * rate[b, g] <= 0.0 or idle:
                continue
            own_rate = rate[b, g]
            if b == PENSION and not formal:
                own_rate *= rate_factor(
                    seen * pay, average_wage, law_coverage.schedule_low_income, law_coverage.schedule_high_income,
                    law_coverage.schedule_low_factor,
                )  # fmt: skip
            low, high = law_coverage.base_floor[b, g], law_coverage.base_ceiling[b]
            base = low * average_wage
            if b > LAST_CHOSEN or law_coverage.base_mode[b, g] == BASE_INCOME:
                base = limited_base(seen * pay, average_wage, low, high)
            elif law_coverage.base_mode[b, g] == BASE_AVERAGE:
                base = average_wage
            own = own_rate * base
            if b == PENSION and not formal:
                own, _ = subsidised(
                    law_coverage.subsidy_mode, law_coverage.subsidy_rate, own, base, average_wage, 1.0, pay,
                    law_coverage.subsidy_income_cap_month,
                )  # fmt: skip
            complies = 1.0
            if not formal:
                loss = -cost_utility(room, 0.0, own) if b <= LAST_CHOSEN else 0.0
                evades = evasion_probability(
                    loss, law_coverage.detection_year, law_coverage.fine_multiple, behaviour.evasion_intercept,
                    behaviour.evasion_response, behaviour.evasion_enforcement,
                )  # fmt: skip
                complies = withheld + (1.0 - withheld) * (1.0 - evades)
            share += max(complies * bound, least[b]) * own / pay
        kept[j] = max(before[j] * (1.0 - share), LEAST_KEPT)


def charge_and_loss(laws: dict, start_laws: dict, wage_level: float, employments=None) -> tuple[float, float]:
    """What has the law added to platforms' charges since the start, and what of it do workers lose? Shares of pay.

    The incidence of `agents.platform.incidence`, at the terms before anyone reacts, a mean over workers. employments:
    who is an employee by a wider test of employment under `laws`, by sector.
    """
    known = platform_arrays()
    pay, revenue = known["pay_per_order"] * wage_level, known["revenue_per_order"] * wage_level
    added = _levied(laws, pay, revenue, employments) - _levied(start_laws, pay, revenue)
    e = known["demand_elasticity"] * known["pay_per_order"] / known["price_per_order"] / (1.0 + known["concentration"])
    lost = e * added / (known["supply_elasticity"] + e)
    return tuple(float((part / pay * known["heads"]).sum() / known["heads"].sum()) for part in (added, lost))


def _levied(laws: dict, pay: np.ndarray, revenue: np.ndarray, employments=None) -> np.ndarray:
    """Charge per order of every platform, yuan; charges on profit reach nobody's pay."""
    charges = [Charge(laws, sector, None, (employments or {}).get(sector, NOBODY)) for sector in range(len(SECTORS))]
    per_order = np.array([charge.order_charge + charge.pilot for charge in charges])[platform_arrays()["sector"]]
    sector = platform_arrays()["sector"]
    rate, user_rate, employer_rate = (
        np.array([getattr(charge, name) for charge in charges])[sector]
        for name in ("rate", "user_rate", "employer_rate")
    )
    per_order += user_rate * pay
    if charges[0].base == PAYROLL:
        per_order += rate * pay
    elif charges[0].base == REVENUE:
        per_order += rate * revenue
    per_order += employer_rate * pay
    return per_order


def kept_pay(laws: dict, start_laws: dict, economy, behaviour, priced: bool = False) -> np.ndarray:
    """Which share of pay before any new charge is left to a typical worker of each kind? float64[5], as `KINDS`.

    behaviour: the constants as stages see them. priced: pension and medical insurance are counted in full, whoever is
    bound, at what they cost a worker who wants the cover that he had as an employee.
    """
    kept = np.empty(len(KINDS))
    pay = np.array([economy.average_wage] * 2 + [typical_pay_month(k) * economy.wage_level for k in KINDS[2:]])
    before = np.ones(len(KINDS))
    employments = employments_of(laws, behaviour.contract_elasticity, behaviour)
    heads = np.bincount(platform_arrays()["sector"], platform_arrays()["heads"], len(SECTORS))
    withheld = math.fsum(heads[k] * each.employed * each.worker_rate for k, each in employments.items()) / heads.sum()
    _, lost = charge_and_loss(laws, start_laws, economy.wage_level, employments)
    before[KINDS.index(PLATFORM)] -= lost + float(withheld)
    least = np.zeros(len(CONTRIBUTORY))
    least[: LAST_CHOSEN + 1] = float(priced)
    rate = np.stack([laws[branch].worker_rate for branch in CONTRIBUTORY])
    take_burdens(rate, GROUPS_OF_KINDS, pay, before, least, economy.average_wage, laws["coverage"], behaviour, kept)
    return kept


def pay_changes(world, year: int) -> np.ndarray:
    """Log change of net pay by destination of a job move that the design causes in a year, float64[8].

    Against the law in force of the same year; zero while the design changes nothing, and where settings freeze the
    response of platforms. world: a model.world.World.
    """
    if not responds(world, year):
        return np.zeros(DESTINATIONS)
    economy, behaviour = world.economy(year), behaviour_of(world.settings.behaviour)
    in_force = under_law_in_force(world, year, kept_pay)
    kept = kept_pay(world.laws(year), world.start_laws, economy, behaviour)
    change = np.zeros(DESTINATIONS)
    change[np.array(KINDS) - 1] = np.round(np.log(kept / in_force), 9)
    return change


def responds(world, year: int) -> bool:
    """May job moves of a year react to the design at all?"""
    first = world.design.first_year
    return world.settings.platform_response and first is not None and first <= year


def under_law_in_force(world, year: int, measure) -> np.ndarray:
    """What is `measure` of laws, start laws, economy and behaviour under the law in force? Worked out once."""
    settings = world.settings
    key = (measure.__name__, settings.variant, settings.start, year, settings.behaviour)
    if key not in _in_force:
        from model.law.design import load_design

        laws = world.resolve(year, load_design("status_quo", world.law))
        _in_force[key] = measure(laws, world.start_laws, world.economy(year), behaviour_of(settings.behaviour))
    return _in_force[key]
