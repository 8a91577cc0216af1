"""What does everybody expect this year? Survival, growth, relief and prices that enter choices."""

import math
from typing import NamedTuple

import numpy as np

from agents.compiled import stage
from agents.enrolment import growth_over

AGES = 111
MOST_MONTHS = 1200  # to a claim, in tables of growth


class Outlook(NamedTuple):
    """Expectations and group terms of one year as the choice stages read them; shapes in the comments."""

    survival: np.ndarray  # [sex, age] survivors out of one at birth, period table of the year
    life_years: np.ndarray  # [sex, age] expected discounted years of life from this age
    deferred_years: np.ndarray  # [sex, age] expected discounted years of life from the planned pension age
    pension_discount: np.ndarray  # [months to the claim] real discount factor, of three months at least
    medical_discount: np.ndarray  # [months to free cover] real discount factor, of six months at least
    account_growth: np.ndarray  # [months to the claim] growth of an account balance relative to wages
    half_growth: np.ndarray  # the same over half of these months, as a root
    minimum_months: np.ndarray  # [years ahead] legal minimum months for a pension claimed then
    resident_basic_share: float  # resident basic pension a month over the average wage
    resident_divisor: float  # months over which a resident account is paid
    old_age_share: float  # other resources in old age over the average wage, a year
    relief_resident: float  # share of expected medical cost that resident medical pays
    relief_employee: float  # share that the employee scheme pays
    retiree_cost_share: float  # expected yearly medical cost of a retiree over the yearly average wage
    required_medical_months: np.ndarray  # [sex] months for free cover in retirement
    resident_premium: float  # yuan of the coverage year
    tier_low: float  # lowest yearly resident pension contribution, yuan
    tier_high: float  # highest
    tier_share: float  # share of income that a payer of the resident scheme contributes
    pension_wealth_unit: float  # basic pension a year of contributions earns, yuan a year
    family_floor_year: float  # yuan: relatives below it receive, above it give
    support_unit: float  # yuan received per yuan of gap
    consumption_floor_year: float  # yuan
    trust: float  # weight of promised pensions in choices
    intercept_pension: np.ndarray  # [class, band, 3] none, resident, employee
    intercept_base: np.ndarray  # [class, band, 3] floor, income, average
    intercept_medical: np.ndarray  # [class, band, 3]
    peer_pension: np.ndarray  # [cell, 3] utility from what peers chose last year
    peer_medical: np.ndarray  # [cell, 3]


@stage
def fill_growth(log_discount, log_account_growth, pension_discount, medical_discount, account_growth, half_growth):
    """Growth tables by months ahead, from the yearly log rates: once a year, not at every call of a stage."""
    for m in range(pension_discount.size):
        years = max(m / 12.0, 0.25)
        pension_discount[m] = growth_over(log_discount, years)
        medical_discount[m] = growth_over(log_discount, max(m / 12.0, 0.5))
        account_growth[m] = growth_over(log_account_growth, years)
        half_growth[m] = math.sqrt(account_growth[m])


def growth_tables(log_discount: float, log_account_growth: float) -> dict[str, np.ndarray]:
    """Which factors of discount and growth go with so many months ahead? By field of `Outlook`, float64[1200] each."""
    names = ("pension_discount", "medical_discount", "account_growth", "half_growth")
    tables = {name: np.empty(MOST_MONTHS) for name in names}
    fill_growth(log_discount, log_account_growth, *tables.values())
    return tables


def survival_table(death_probability: np.ndarray) -> np.ndarray:
    """How many of one newborn reach each exact age under this year's table? float64[..., 2, 111]."""
    survival = np.ones(death_probability.shape)
    survival[..., 1:] = np.cumprod(1.0 - death_probability[..., : AGES - 1], axis=-1)
    return survival


def discounted_life(survival: np.ndarray, discount: float) -> np.ndarray:
    """How many discounted years of life does a person of each exact age expect? Half-year convention.

    survival: float64[..., 2, 111], any number of tables at once.
    """
    years = np.zeros(survival.shape)
    alive, reached = survival[..., :-1], survival[..., 1:]
    stay = np.divide(reached, np.maximum(alive, 1e-300), out=np.zeros(alive.shape), where=alive > 0.0)
    this_year, later = discount**0.5 * (0.5 + 0.5 * stay), discount * stay
    for age in range(AGES - 2, -1, -1):
        years[..., age] = this_year[..., age] + later[..., age] * years[..., age + 1]
    return years


def deferred_life(survival: np.ndarray, life_years: np.ndarray, discount: float, claim_age: np.ndarray) -> np.ndarray:
    """How many discounted pension years does a person of each age expect from the pension age `claim_age[sex]`?"""
    years = np.array(life_years)
    for sex, start in enumerate(claim_age.tolist()):
        before, at_start = survival[..., sex, :start], survival[..., sex, start, None]
        # powers of a Python number: numpy's own differ in the last bit between processors
        discounted = np.array([discount ** (start - age) for age in range(start)])
        reach = np.divide(at_start, before, out=np.zeros(before.shape), where=before > 0.0)
        years[..., sex, :start] = reach * discounted * life_years[..., sex, start, None]
    return years


class Lifetimes(NamedTuple):
    """What a year's survival means for plans, float64[2, 111] each, as in `Outlook`."""

    survival: np.ndarray
    life_years: np.ndarray
    deferred_years: np.ndarray
