"""How much does mean pay change only because later cohorts have more schooling? A frozen path, the same in all runs.

W follows the macro path and is common to all designs. Mean pay of the model's employees must follow it too, so the
drift that schooling alone would add to mean pay is taken out. The path is computed from tables, before any run: no
design moves it.
"""

from functools import cache

import numpy as np

from agents.codes import CASUAL, EMPLOYEE, FARMER, PUBLIC, SELF_EMPLOYED
from model.alignment import column_of, exp_into, log_into
from model.cohorts import population_at_end
from model.demography import education_shares
from model.earnings_profile import earnings_profile
from model.status_profile import status_profile

BASE_YEAR, LAST_YEAR = 2025, 2160
FIRST_AGE, LAST_AGE = 16, 100


@cache
def _shares_in(status: int) -> np.ndarray:
    """Share of each sex, age and education in a status at end-2025, float64[2, 85, 4]."""
    persons = status_profile().persons().sum(axis=3)
    return persons[..., status] / np.maximum(persons.sum(axis=3), 1e-9)


@cache
def _weights(year: int) -> np.ndarray:
    """Persons by sex, age 16 to 100 and final education in a year, float64[2, 85, 4]."""
    people = population_at_end(min(year, LAST_YEAR))[:, FIRST_AGE : LAST_AGE + 1]
    shares = education_shares(min(year, LAST_YEAR))[:, :, FIRST_AGE : LAST_AGE + 1]
    return people[..., None] * np.transpose(shares, (0, 2, 1))


@cache
def mean_pay_index(year: int, status: int) -> float:
    """Mean pay of a status at the wage level of 2025 and today's shares in it, on the scale of the log profile."""
    index = _pay(year)
    weight = _weights(year) * _shares_in(status)
    return float((weight * index).sum() / weight.sum())


@cache
def _pay(year: int) -> np.ndarray:
    """Pay by sex, age and education in a year at the wage level of 2025, float64[2, 85, 4]."""
    pay = earnings_profile()
    first, last = 2025 - 30 - 25, 2025 - 30
    born = np.clip(year - np.arange(FIRST_AGE, LAST_AGE + 1), first, last)
    path = np.transpose(pay.log_profile, (0, 2, 1)) - pay.cohort_growth[:, None, :] * (last - born)[None, :, None]
    return column_of(exp_into, path.ravel()).reshape(path.shape)


@cache
def composition_log(year: int) -> np.ndarray:
    """By how many log points has schooling raised mean pay of each status since 2025? float64[10], to be taken off."""
    drift = np.zeros(10)
    for status in (EMPLOYEE, PUBLIC, SELF_EMPLOYED, CASUAL, FARMER):
        now = mean_pay_index(min(year, LAST_YEAR), status)
        ratio = np.array([now / mean_pay_index(BASE_YEAR, status)])
        drift[status] = round(float(column_of(log_into, ratio)[0]), 12)
    return drift
