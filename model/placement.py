"""In which province does a person of the base year live? Shares of the provinces by what he is insured in.

Insured workers and pensioners live where the employee pension has them. Persons of 60 and over without its pension
live where the resident pension has its recipients, and younger persons with rural registration who stayed at the
place of it where that scheme has its payers, both of the yearbook. All others fill up the provinces' population.
"""

from functools import cache

import numpy as np

from agents.codes import EMPLOYEE, PUBLIC, RETIRED
from model.alignment import choice_from
from model.provinces import load_provinces
from model.status_profile import status_profile

FIRST_AGE = 16
RESIDENT_PENSION_AGE = 60
OTHERS, WORKERS, PENSIONERS, RESIDENT_PAYERS, RESIDENT_RECIPIENTS = range(5)
LEAST_SHARE = 0.0005  # of the persons whom no scheme places, in a province that its schemes fill


def place_of(status: np.ndarray, age: np.ndarray, kind: np.ndarray, away: np.ndarray) -> np.ndarray:
    """By which of the five distributions is each person placed? int64; arrays broadcast.

    age: years; kind: 1 for rural registration; away: whether he lives away from the place of it
    """
    employed = (status == EMPLOYEE) | (status == PUBLIC)
    stayed = (kind == 1) & ~np.asarray(away, dtype=bool)
    row = np.where(stayed, RESIDENT_PAYERS, OTHERS)
    row = np.where(age >= RESIDENT_PENSION_AGE, RESIDENT_RECIPIENTS, row)
    return np.where(status == RETIRED, PENSIONERS, np.where(employed, WORKERS, row))


@cache
def placement_shares() -> np.ndarray:
    """Which share of each distribution lives in each province? float64[5, 31]; rows sum to one."""
    provinces, profile = load_provinces(), status_profile()
    table = np.stack([
        provinces.population_share, provinces.worker_share, provinces.pension_retirees, provinces.resident_payers,
        provinces.resident_recipients,
    ])  # fmt: skip
    table /= table.sum(axis=1, keepdims=True)
    persons = profile.persons().sum(axis=(0, 2))  # [age, kind, status]
    ages, kinds, statuses = np.indices(persons.shape)
    away = profile.nonlocal_share[ages, kinds]
    mass = np.zeros(len(table))
    for lives_away, share in ((False, 1.0 - away), (True, away)):
        place = place_of(statuses, ages + FIRST_AGE, kinds, np.full(persons.shape, lives_away))
        mass += np.bincount(place.ravel(), weights=(persons * share).ravel(), minlength=len(table))
    left = persons.sum() * table[OTHERS] - mass[WORKERS:] @ table[WORKERS:]
    left = np.maximum(left, LEAST_SHARE * mass[OTHERS])
    table[OTHERS] = left / left.sum()
    return table


def province_of(status: np.ndarray, age: np.ndarray, kind: np.ndarray, away: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Province of residence of each person, by the uniform `u`: int64, places in the order of the provinces."""
    return choice_from(np.cumsum(placement_shares(), axis=1), place_of(status, age, kind, away), u)
