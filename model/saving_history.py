"""How much have the people of the base year saved? Wealth that follows from the saving rule itself.

Resources are walked back from those of the base year along the mean of the same sex, education and age, and the
saving rule is lived forward from the age of sixteen. Wealth is then where the rule leaves people whose resources move
as they do in the model, so that saving and consumption do not drift while nothing changes.
"""

from typing import NamedTuple

import numpy as np

from agents.codes import CLAIM_EMPLOYEE, CLAIM_NONE, CLAIM_PUBLIC, CLAIM_RESIDENT
from agents.compiled import stage
from agents.elementary import exp
from agents.household import consumption_of, wealth_target
from model.alignment import column_of, log_into
from model.history import earnings_and_prices
from model.luck import Purpose, normal, uniform
from model.start_year import start_constants

FIRST_AGE, AGES = 16, 111
LONGEST_YEARS = 60  # of which less than a thousandth is left at the usual speed of saving
GROUP_YEARS = 5  # of age
PRIOR_RECORDS = 20.0  # weight of the sex's mean in small groups
DRAW_PURPOSE = int(Purpose.START)
FIXED, LASTING, PASSING, LASTING_OF_YEAR, PASSING_OF_YEAR = 76, 77, 78, 80, 81


class SavingHistory(NamedTuple):
    """What a life of saving needs besides the person: money in average wages of the year."""

    log_mean: np.ndarray  # [sex, education, age] mean log of yearly resources
    spread: np.ndarray  # [claimed] standard deviation of log resources around the mean
    fixed_share: np.ndarray  # [claimed] of the variance: what a person keeps
    lasting_share: np.ndarray  # [claimed] of the variance: what fades with `persistence`; the rest lasts a year
    persistence: float
    growth: np.ndarray  # [years back] growth of the average wage
    least: float  # resources with no income of one's own
    floor: float  # consumption that minimum support guarantees
    interest: float
    buffer_years: float
    life_cycle_target: float
    crowd_out: float
    adjustment: float
    base_year: int


@stage
def live_on(worker, sex, education, age, claimed, log_resources, pension_wealth, seed, saving, wealth):
    """Wealth at the end of the base year in average wages a year, from a life under the saving rule.

    Deviations of log resources have a fixed, a lasting and a passing part, normal given their sum today; the lasting
    one is walked back as the reversible AR(1) that it is. Pension wealth grew from nothing at twenty to today's.
    """
    lasting = np.zeros(LONGEST_YEARS + 1)
    for i in range(worker.size):
        late = 1 if claimed[i] else 0
        s, e, w = sex[i], education[i], worker[i]
        years = min(max(age[i] - FIRST_AGE, 0), LONGEST_YEARS)
        spread = saving.spread[late]
        fixed_part, lasting_part = saving.fixed_share[late], saving.lasting_share[late]
        fixed = fixed_part**0.5 * spread * normal(uniform(seed, DRAW_PURPOSE, 0, w, FIXED))
        lasts = lasting_part**0.5 * spread * normal(uniform(seed, DRAW_PURPOSE, 0, w, LASTING))
        passing_spread = (1.0 - fixed_part - lasting_part) ** 0.5 * spread
        passes = passing_spread * normal(uniform(seed, DRAW_PURPOSE, 0, w, PASSING))
        off = log_resources[i] - saving.log_mean[s, e, min(age[i], AGES - 1)] - (fixed + lasts + passes)
        fixed += fixed_part * off
        lasting[0] = lasts + lasting_part * off
        innovation = (lasting_part * (1.0 - saving.persistence**2)) ** 0.5 * spread
        for back in range(1, years + 1):
            u = uniform(seed, DRAW_PURPOSE, saving.base_year - back, w, LASTING_OF_YEAR)
            lasting[back] = saving.persistence * lasting[back - 1] + innovation * normal(u)
        held = 0.0
        for back in range(years, -1, -1):
            held /= 1.0 + saving.growth[back]
            then = min(age[i] - back, AGES - 1)
            if back == 0:
                own = exp(log_resources[i])
            else:
                u = uniform(seed, DRAW_PURPOSE, saving.base_year - back, w, PASSING_OF_YEAR)
                own = exp(saving.log_mean[s, e, then] + fixed + lasting[back] + passing_spread * normal(u))
            resources = max(own, saving.least) + saving.interest * held
            earned = min(max(then - 20.0, 0.0) / max(min(age[i], 60) - 20.0, 1.0), 1.0)
            target = wealth_target(
                resources, float(then), claimed[i], pension_wealth[i] * earned, saving.buffer_years,
                saving.life_cycle_target, saving.crowd_out,
            )  # fmt: skip
            spent, support = consumption_of(resources, held, target, saving.adjustment, saving.floor)
            held = max(held + resources + support - spent, 0.0)
        wealth[i] = held


def mean_by_age(values, weight, sex, education, age) -> np.ndarray:
    """Weighted mean by sex, education and age, linear between the middles of five-year groups: float64[2, 4, 111].

    Groups of few records are pulled to the mean of their sex and age, and these to that of all.
    """
    sex, education = (np.asarray(each, dtype=np.int64) for each in (sex, education))
    group = np.minimum(age, AGES - 1) // GROUP_YEARS
    groups = (AGES - 1) // GROUP_YEARS + 1
    prior = PRIOR_RECORDS * weight.mean()

    def mean(key, size, towards):
        mass = np.bincount(key, weights=weight, minlength=size)
        total = np.bincount(key, weights=weight * values, minlength=size)
        return (total + prior * towards) / (mass + prior)

    of_sex = mean(sex * groups + group, 2 * groups, np.average(values, weights=weight)).reshape(2, groups)
    towards = np.broadcast_to(of_sex[:, None], (2, 4, groups)).ravel()
    table = mean((sex * 4 + education) * groups + group, 8 * groups, towards).reshape(2, 4, groups)
    middle = GROUP_YEARS * (np.arange(groups) + 0.5)
    return np.stack([[np.interp(np.arange(AGES) + 0.5, middle, row) for row in of] for of in table])


def resources_of_base_year(rows, named, support_unit: float, base_year: int) -> np.ndarray:
    """Yearly resources after own contributions and family support, in average wages, by the rule of the family pool."""
    behaviour, outlook = named["behaviour"], named["outlook"]
    kept = start_constants(base_year)["net_income_share"]
    resident = named["law_resident_pension"].basic_month[rows["province"]] + rows["account_pension_month"]
    pension = np.where(rows["claim"] == CLAIM_RESIDENT, resident, rows["pension_month"])
    net = kept * (rows["income_year"] + 12.0 * pension)
    gap = outlook.family_floor_year - net
    pooled = net + support_unit * np.maximum(gap, 0.0) - behaviour.family_share * np.maximum(-gap, 0.0)
    return pooled / (12.0 * named["economy"].average_wage)


def pension_wealth_of_base_year(rows, age: np.ndarray, named) -> np.ndarray:
    """Value of the employee pension that the saving rule counts, in average wages, as the stage `consume` has it."""
    outlook = named["outlook"]
    wage_year = 12.0 * named["economy"].average_wage
    at = np.minimum(age, AGES - 1)
    months = rows["pension_months"] + rows["deemed_months"]
    index = rows["index_sum"] / np.maximum(months, 1)
    yearly = outlook.pension_wealth_unit * (1.0 + index) / 2.0 * months / 12.0
    promised = yearly * outlook.deferred_years[rows["sex"], at] + rows["pension_account"]
    drawn = 12.0 * rows["pension_month"] * outlook.life_years[rows["sex"], at]
    open_record = (rows["claim"] == CLAIM_NONE) & (months > 0)
    draws = (rows["claim"] == CLAIM_EMPLOYEE) | (rows["claim"] == CLAIM_PUBLIC)
    return np.where(draws, drawn, np.where(open_record, promised, 0.0)) / wage_year


def growth_before(year: int) -> np.ndarray:
    """By how much had earnings grown in a year and each of the sixty before? float64[years back + 1]."""
    levels, _ = earnings_and_prices()
    first = min(levels)
    known = {now: levels[now] / levels[now - 1] - 1.0 for now in levels if now > first}
    return np.array([known[max(year - back, first + 1)] for back in range(LONGEST_YEARS + 1)])


def saved_wealth(rows, age: np.ndarray, seed: int, named, support_unit: float, base_year: int) -> np.ndarray:
    """How much has everybody saved by the end of the base year, yuan? age: completed years."""
    behaviour, outlook = named["behaviour"], named["outlook"]
    prior = start_constants(base_year)
    wage_year = 12.0 * named["economy"].average_wage
    least = max(support_unit * outlook.family_floor_year, outlook.consumption_floor_year) / wage_year
    resources = np.maximum(resources_of_base_year(rows, named, support_unit, base_year), least)
    logs = column_of(log_into, resources)
    claimed = rows["claim"] > CLAIM_NONE
    age = np.ascontiguousarray(np.minimum(age, AGES - 1), dtype=np.int64)
    log_mean = mean_by_age(logs, rows["weight"], rows["sex"], rows["education"], age)
    off = logs - log_mean[rows["sex"], rows["education"], age]
    spread = [_spread(off[group], rows["weight"][group]) for group in (~claimed, claimed)]
    saving = SavingHistory(
        log_mean=log_mean,
        spread=np.array(spread),
        fixed_share=np.array(prior["fixed_resources_share"], dtype=np.float64),
        lasting_share=np.array(prior["lasting_resources_share"], dtype=np.float64),
        persistence=float(prior["resources_persistence"]),
        growth=growth_before(base_year),
        least=float(least),
        floor=float(outlook.consumption_floor_year / wage_year),
        interest=float(named["economy"].deposit_rate),
        buffer_years=float(behaviour.buffer_years),
        life_cycle_target=float(behaviour.life_cycle_target),
        crowd_out=float(behaviour.pension_crowd_out),
        adjustment=float(behaviour.wealth_adjustment),
        base_year=base_year,
    )
    wealth = np.zeros(age.size)
    pensions = pension_wealth_of_base_year(rows, age, named)
    live_on(
        rows["worker"], rows["sex"], rows["education"], age, claimed, logs, pensions, np.uint64(seed), saving, wealth
    )
    return np.round(wage_year * wealth, 2)


def _spread(off: np.ndarray, weight: np.ndarray) -> float:
    """Weighted standard deviation around zero; zero for nobody."""
    return float(np.sqrt((weight * off * off).sum() / weight.sum())) if weight.size else 0.0
