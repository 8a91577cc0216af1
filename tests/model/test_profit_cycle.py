"""Good and bad years of platforms: the same under every design, in the proportions that the settings state."""

import math

import numpy as np
import pytest

from model.profit_cycle import FIRST_CYCLE_YEAR, cycles, mean_declared

SECTORS = tuple([0] * 60 + [1] * 60)


def declared(profit, deviation, carry_years):
    return mean_declared(np.array([profit]), np.array([deviation]), 0.6, carry_years).item()


def correlation(one, two):
    return float(np.corrcoef(np.ravel(one), np.ravel(two))[0, 1])


def test_states_have_variance_one_and_the_autocorrelation_asked_for():
    path = cycles(1, SECTORS, 0.6, 0.0)
    assert path.mean() == pytest.approx(0.0, abs=0.05) and path.std() == pytest.approx(1.0, abs=0.05)
    assert correlation(path[1:], path[:-1]) == pytest.approx(0.6, abs=0.03)


def test_platforms_of_a_sector_share_the_part_that_is_common_and_sectors_share_nothing():
    together = cycles(1, SECTORS, 0.0, 1.0)
    assert np.all(together[:, :60] == together[:, :1])
    half = np.concatenate([cycles(seed, SECTORS, 0.0, 0.5) for seed in range(5)])
    assert correlation(half[:, :30], half[:, 30:60]) == pytest.approx(0.5, abs=0.06)
    assert correlation(half[:, :60], half[:, 60:]) == pytest.approx(0.0, abs=0.1)


def test_a_platforms_luck_depends_on_nobody_beside_it_and_nobody_can_change_it():
    path = cycles(7, SECTORS, 0.6, 0.5)
    assert np.array_equal(path[:, :3], cycles(7, (0, 0, 0), 0.6, 0.5))
    assert not np.array_equal(path, cycles(8, SECTORS, 0.6, 0.5))
    assert path.shape[0] > 2075 - FIRST_CYCLE_YEAR and not path.flags.writeable


def test_what_is_declared_in_the_mean_is_the_positive_part_without_carry_forward_and_less_with_it():
    for margin in (-1.0, 0.0, 0.5, 2.0):
        density = math.exp(-0.5 * margin**2) / math.sqrt(2.0 * math.pi)
        positive = margin * 0.5 * (1.0 + math.erf(margin / math.sqrt(2.0))) + density
        without = declared(margin, 1.0, 0)
        assert without == pytest.approx(positive, abs=0.02)
        assert max(margin, 0.0) - 1e-9 <= declared(margin, 1.0, 5) <= without
    assert declared(3.0, 0.5, 5) == pytest.approx(3.0, rel=1e-3)
    assert declared(10.0, 0.5, 5) == 10.0
    assert declared(-1.0, 0.0, 5) == 0.0
