"""Mean pay and schooling: nothing is taken off in the base year, and more as schooled cohorts replace others."""

import numpy as np
import pytest

from agents.codes import CASUAL, EMPLOYEE, FARMER, PUBLIC, SELF_EMPLOYED
from model.composition import BASE_YEAR, LAST_YEAR, composition_log, mean_pay_index

PAID = [EMPLOYEE, PUBLIC, SELF_EMPLOYED, CASUAL, FARMER]


def test_nothing_is_taken_off_in_the_base_year():
    assert composition_log(BASE_YEAR).tolist() == [0.0] * 10


def test_the_drift_of_a_status_is_the_log_of_its_mean_pay_over_the_base_years():
    drift = composition_log(2040)
    for status in PAID:
        ratio = mean_pay_index(2040, status) / mean_pay_index(BASE_YEAR, status)
        assert drift[status] == pytest.approx(np.log(ratio), abs=1e-11)
    assert not np.delete(drift, PAID).any()


def test_employees_mean_pay_rises_with_schooling_and_ever_more_slowly():
    path = [composition_log(year)[EMPLOYEE] for year in (2025, 2035, 2045, 2055)]
    steps = np.diff(path)
    assert np.all(steps > 0.0) and steps[-1] < steps[0]
    assert path[-1] < 0.5


def test_the_path_is_frozen_after_the_last_year():
    assert composition_log(LAST_YEAR + 20).tolist() == composition_log(LAST_YEAR).tolist()
