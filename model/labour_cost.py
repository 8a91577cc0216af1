"""By how much does a design change what an employee costs a firm beside a flexible worker? (formal labour demand)

Cheaper cover of flexible workers invites firms to turn employees into them. Labour cost is what has to be paid so that
the worker is left with one yuan and the cover of pension and medical insurance that employees have. Both costs are
taken against the law in force of the same year, so that moves are those of the base year until a design changes them.
"""

import numpy as np

from agents.codes import CASUAL, GROUP_EMPLOYEE, PLATFORM, SELF_EMPLOYED
from agents.compiled import plain
from model.contracts import employments_of
from model.law.coverage.rules import limited_base
from model.net_pay import DESTINATIONS, KINDS, charge_and_loss, kept_pay, responds, under_law_in_force
from model.settings import behaviour_of
from model.terms import CONTRIBUTORY

FLEXIBLE = (PLATFORM, SELF_EMPLOYED, CASUAL)
PASS_THROUGH_YEARS = 10  # in which the short run becomes the long run


def employer_rate(laws: dict) -> float:
    """What does an employer pay for an employee at the average wage, by the rates of all branches? Share of pay."""
    coverage = laws["coverage"]
    rate = 0.0
    for position, branch in enumerate(CONTRIBUTORY):
        floor, ceiling = coverage.base_floor[position, GROUP_EMPLOYEE], coverage.base_ceiling[position]
        base = plain(limited_base)(1.0, 1.0, float(floor), float(ceiling))
        rate += base * float(laws[branch].employer_rate[GROUP_EMPLOYEE])
    return rate


def log_costs(laws: dict, start_laws: dict, economy, behaviour) -> np.ndarray:
    """Log cost of an employee before any pass-through, and of a worker in each kind of flexible work. float64[4].

    An employee costs pay and employers' rates. A flexible worker costs the pay that leaves him the same after his
    contributions, and what platforms bear of charges on his work beyond what they take from pay.
    """
    kept = kept_pay(laws, start_laws, economy, behaviour, priced=True)
    employments = employments_of(laws, behaviour.contract_elasticity, behaviour)
    charge, lost = charge_and_loss(laws, start_laws, economy.wage_level, employments)
    costs = [np.log(1.0 + employer_rate(laws))]
    for kind in FLEXIBLE:
        costs.append(-np.log(kept[KINDS.index(kind)]) + (np.log(1.0 + charge - lost) if kind == PLATFORM else 0.0))
    return np.array(costs)


def pass_through(years: int, early: float, late: float) -> float:
    """Which share of a change of employers' contributions do wages bear, so many years after it?"""
    return early + (late - early) * min(max(years, 0) / PASS_THROUGH_YEARS, 1.0)


def cost_changes(world, year: int) -> np.ndarray:
    """Log change of an employee's labour cost over that of a flexible worker, by destination of a job move, float64[8].

    Zero for other destinations, under the law in force, and where settings freeze the response of platforms. world: a
    model.world.World.
    """
    change = np.zeros(DESTINATIONS)
    if not responds(world, year):
        return change
    settings = world.settings.behaviour
    in_force = under_law_in_force(world, year, log_costs)
    now = log_costs(world.laws(year), world.start_laws, world.economy(year), behaviour_of(settings))
    employee, *flexible = (now - in_force).tolist()
    borne = pass_through(
        year - world.design.first_year, settings.formal_pass_through, settings.formal_pass_through_late
    )
    for kind, moved in zip(FLEXIBLE, flexible, strict=True):
        change[kind - 1] = round((1.0 - borne) * employee - moved, 9)
    return change
