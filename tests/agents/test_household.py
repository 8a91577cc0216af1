"""The household rule against worked numbers: the wealth target, consumption with support, and utility."""

import math

import pytest

from agents.household import consumption_of, crra, wealth_target

BUFFER_YEARS, LIFE_CYCLE, CROWD_OUT = 0.5, 4.0, 0.35


def target(income, age, pension_wealth):
    return wealth_target(income, age, False, pension_wealth, BUFFER_YEARS, LIFE_CYCLE, CROWD_OUT)


@pytest.mark.parametrize(
    ("age", "shape"), [(20.0, 0.0), (25.0, 0.0), (42.5, 0.5), (60.0, 1.0), (75.0, 0.5), (90.0, 0.0), (100.0, 0.0)]
)
def test_the_target_rises_from_25_to_60_and_is_run_down_by_90(age, shape):
    assert target(50_000.0, age, 0.0) == pytest.approx(25_000.0 + 200_000.0 * shape, rel=1e-12)


def test_pension_wealth_crowds_out_planned_saving_but_never_the_buffer():
    assert target(50_000.0, 60.0, 100_000.0) == pytest.approx(25_000.0 + 200_000.0 - 35_000.0, rel=1e-12)
    assert target(50_000.0, 60.0, 1e9) == pytest.approx(25_000.0, rel=1e-12)


def test_without_income_there_is_nothing_to_aim_at():
    assert target(0.0, 60.0, 100_000.0) == 0.0


def test_part_of_the_gap_to_the_target_is_consumed_or_saved():
    assert consumption_of(50_000.0, 30_000.0, 30_000.0, 0.1, 8_000.0) == (50_000.0, 0.0)
    assert consumption_of(50_000.0, 80_000.0, 30_000.0, 0.1, 8_000.0) == (pytest.approx(55_000.0), 0.0)
    assert consumption_of(50_000.0, 0.0, 30_000.0, 0.1, 8_000.0) == (pytest.approx(47_000.0), 0.0)


def test_nobody_borrows():
    # 50,000 and 1,000 of wealth: a plan of 50,000 + 0.5 x 20,000 ends at what there is
    assert consumption_of(50_000.0, 1_000.0, -19_000.0, 0.5, 8_000.0) == (pytest.approx(51_000.0), 0.0)


def test_support_fills_the_gap_to_the_floor_and_no_more():
    assert consumption_of(5_000.0, 1_000.0, 0.0, 0.1, 8_000.0) == (pytest.approx(8_000.0), pytest.approx(2_000.0))
    assert consumption_of(-3_000.0, 1_000.0, 0.0, 0.1, 8_000.0) == (pytest.approx(8_000.0), pytest.approx(8_000.0))


def test_wealth_is_eaten_down_to_the_floor_before_support_is_paid():
    assert consumption_of(1_000.0, 20_000.0, 90_000.0, 0.1, 8_000.0) == (pytest.approx(8_000.0), 0.0)


def test_utility_has_constant_relative_risk_aversion():
    assert crra(math.e, 1.0) == pytest.approx(1.0, rel=1e-12)
    assert crra(4.0, 2.0) == pytest.approx(-0.25, rel=1e-12)
    assert crra(4.0, 0.5) == pytest.approx(4.0, rel=1e-12)
    # the same proportional gain is worth less by the power of the level
    assert (crra(200.0, 3.0) - crra(100.0, 3.0)) / (crra(2.0, 3.0) - crra(1.0, 3.0)) == pytest.approx(1e-4, rel=1e-9)
