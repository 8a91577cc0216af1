"""Provinces: order, shares that add up, and wages whose mean over workers is the national average wage."""

import numpy as np
import pytest

from model.provinces import load_provinces, province_index


def test_order_and_names():
    provinces = load_provinces()
    assert len(provinces.names) == 31
    assert provinces.names[0] == "Beijing"
    assert provinces.names[-1] == "Xinjiang"
    assert province_index("Guangdong") == province_index("广东") == 18
    with pytest.raises(KeyError, match="no province is called Canton"):
        province_index("Canton")


def test_shares_add_to_one_and_wages_average_to_the_national_wage():
    provinces = load_provinces()
    assert provinces.population_share.sum() == pytest.approx(1)
    assert provinces.worker_share.sum() == pytest.approx(1)
    assert (provinces.wage_month(8026.0) * provinces.worker_share).sum() == pytest.approx(8026.0)


def test_wages_of_2025_are_those_of_the_notices():
    wages = load_provinces().wage_month(8026.0)
    published = {"Beijing": 11937, "Shanghai": 12434, "Guangdong": 9183, "Henan": 6385}
    for name, wage in published.items():
        assert wages[province_index(name)] == pytest.approx(wage, rel=1e-3)


def test_floor_and_ceiling_of_the_base_are_sixty_and_three_hundred_percent():
    provinces = load_provinces()
    beijing, guangdong = province_index("Beijing"), province_index("Guangdong")
    assert provinces.base_floor[beijing] == pytest.approx(0.6, abs=1e-3)
    assert provinces.base_floor[guangdong] == pytest.approx(0.52, abs=1e-3)
    assert provinces.base_ceiling == pytest.approx(np.full(31, 3.0), abs=2e-3)


def test_minimum_wage_rises_less_than_the_average_wage():
    provinces = load_provinces()
    minimum = provinces.minimum_wage_month(8026.0)
    assert minimum[province_index("Shanghai")] == pytest.approx(2740, rel=0.02)
    assert np.ptp(minimum / provinces.wage_month(8026.0)) > 0.1
    assert (minimum < 0.4 * provinces.wage_month(8026.0)).all()


def test_pilot_began_in_seven_provinces_in_july_2022():
    provinces = load_provinces()
    starts = zip(provinces.names, provinces.injury_pilot_month, strict=True)
    first = {name for name, month in starts if month == 12 * 2022 + 6}
    assert first == {"Beijing", "Shanghai", "Jiangsu", "Guangdong", "Hainan", "Chongqing", "Sichuan"}


def test_urban_incomes_average_to_the_national_one():
    provinces = load_provinces()
    weights = provinces.population_share * provinces.urban_share
    incomes = provinces.income_month(4515.67)
    assert (incomes * weights).sum() / weights.sum() == pytest.approx(4515.67)
    assert incomes.max() == incomes[province_index("Shanghai")]
