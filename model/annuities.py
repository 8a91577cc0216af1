"""What is a stream of pensions worth at the end of a year, per yuan a year that it pays now or is promised now?

Survival is that of the period tables of the years to come, interest the ten-year yield, payments fall in mid-year.
Beyond the tables' last year everything goes on as in it.
"""

from collections.abc import Callable
from functools import cached_property

import numpy as np

from model.demography import death_probability
from model.health import OLDEST
from model.vital_rates import LAST_YEAR


class Prospects:
    """The years after `year`, from the first: mortality, interest and rates of growth."""

    def __init__(self, year: int, economy: Callable[[int], object], mortality=death_probability):
        """economy: year -> Economy; mortality: year -> float64[2, 111]."""
        self.years = [min(year + ahead, LAST_YEAR) for ahead in range(1, OLDEST + 1)]
        paths = [economy(later) for later in self.years]
        self.yields = np.array([path.yield_10y for path in paths])
        self.paths = paths
        self.death = [mortality(later) for later in self.years]
        self.discount = 1.0 / np.cumprod(1.0 + self.yields) * np.sqrt(1.0 + self.yields)  # to mid-year

    def growth(self, name: str) -> np.ndarray:
        """By which factor has a quantity grown in each year to come, from its rate a year? float64[years]"""
        return np.cumprod([1.0 + getattr(path, name) for path in self.paths])

    def level(self, name: str, now: float) -> np.ndarray:
        """How does a level of each year to come compare with that of now? float64[years]"""
        return np.array([getattr(path, name) for path in self.paths]) / now

    @cached_property
    def survivors(self) -> tuple[np.ndarray, np.ndarray]:
        """Which share of persons of each sex and age now lives in the middle of each year to come, and dies in it?

        Two arrays float64[years, 2, 111], by completed age at the end of this year.
        """
        count = len(self.years)
        living, dying = np.zeros((count, 2, OLDEST)), np.zeros((count, 2, OLDEST))
        share = np.ones((2, OLDEST))
        ages = np.arange(OLDEST)
        for ahead in range(count):
            later = ages + ahead + 1  # age reached in that year
            q = np.where(later < OLDEST, self.death[ahead][:, np.minimum(later, OLDEST - 1)], 1.0)
            living[ahead], dying[ahead] = share * (1.0 - 0.5 * q), share * q
            share = share * (1.0 - q)
        return living, dying

    @cached_property
    def reached(self) -> np.ndarray:
        """Which age does a person of each age now reach in each year to come? int64[years, 111]"""
        return np.arange(1, len(self.years) + 1)[:, None] + np.arange(OLDEST)[None, :]


def annuity(prospects: Prospects, growth: np.ndarray) -> np.ndarray:
    """What is a pension of one yuan a year worth that is paid from next year to death? float64[2, 111]

    growth: [years] the pension of each year to come relative to that of now.
    """
    living, _ = prospects.survivors
    return np.einsum("t,tsa->sa", prospects.discount * growth, living)


def deferred(prospects: Prospects, promised: np.ndarray, paid: np.ndarray, ages: range) -> np.ndarray:
    """What is a pension of one yuan a year worth that begins at an age to come? float64[len(ages), 2, 111]

    promised: [years] growth of the promise until it begins; paid: [years] level of pensions in payment, which grow
    from the beginning on. Whoever has passed the age begins next year.
    """
    living, _ = prospects.survivors
    kept = living * (paid * prospects.discount)[:, None, None]
    ahead, at = np.arange(len(prospects.years))[:, None], np.arange(living.shape[2])
    worth = np.empty((len(ages), *living.shape[1:]))
    for place, begin in enumerate(ages):
        wait = np.maximum(begin - at - 1, 0)  # whole years ahead whose payments are not yet due
        started = np.minimum(wait, len(promised) - 1)
        worth[place] = np.einsum("tsa,ta->sa", kept, ahead >= wait) * (promised[started] / paid[started])
    return worth


def refund(prospects: Prospects, balance: np.ndarray, ages: range) -> np.ndarray:
    """What is one yuan on an account worth that heirs get on death before an age? float64[len(ages), 2, 111]

    balance: [years] growth of the account.
    """
    _, dying = prospects.survivors
    left = dying * (balance * prospects.discount)[:, None, None]
    return np.stack([np.einsum("tsa,ta->sa", left, prospects.reached < begin) for begin in ages])


def by_age(prospects: Prospects, cost: np.ndarray, level: np.ndarray, ages: range) -> np.ndarray:
    """What is a yearly benefit worth whose cost depends on age, from an age to come? float64[len(ages), 2, 111]

    cost: float64[2, ages of the profile]; level: [years] cost relative to the profile.
    """
    living, _ = prospects.survivors
    amount = cost[:, np.minimum(prospects.reached, cost.shape[1] - 1)]  # [sex, years, age]
    spent = living * np.swapaxes(amount, 0, 1) * (level * prospects.discount)[:, None, None]
    return np.stack([np.einsum("tsa,ta->sa", spent, prospects.reached >= begin) for begin in ages])
