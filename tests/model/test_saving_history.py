"""Wealth of the base year: the saving rule lived by hand, means by age, and cross-sections that stay put."""

import numpy as np
import pytest

from agents.household import consumption_of, wealth_target
from model import SocialInsuranceModel
from model.distribution import distribution_of
from model.saving_history import AGES, LONGEST_YEARS, SavingHistory, growth_before, live_on, mean_by_age


def history(**changes):
    values = {
        "log_mean": np.full((2, 4, AGES), np.log(0.5)), "spread": np.zeros(2), "fixed_share": np.array([0.3, 0.7]),
        "lasting_share": np.array([0.5, 0.2]), "persistence": 0.8, "growth": np.full(LONGEST_YEARS + 1, 0.04),
        "least": 0.1, "floor": 0.05, "interest": 0.01, "buffer_years": 0.5, "life_cycle_target": 4.0,
        "crowd_out": 0.35, "adjustment": 0.12, "base_year": 2025,
    }  # fmt: skip
    return SavingHistory(**(values | changes))


def lives(age, resources, pension_wealth=0.0, claimed=False, copies=1, **changes):
    """Wealth of people of one age with these resources in average wages, one a worker number."""
    wealth = np.zeros(copies)
    live_on(
        np.arange(copies, dtype=np.uint32), np.zeros(copies, dtype=np.int8), np.zeros(copies, dtype=np.int8),
        np.full(copies, age, dtype=np.int64), np.full(copies, claimed), np.full(copies, np.log(resources)),
        np.full(copies, pension_wealth), np.uint64(7), history(**changes), wealth,
    )  # fmt: skip
    return wealth


@pytest.mark.parametrize(("age", "claimed", "pension_wealth"), [(16, False, 0.0), (40, False, 2.0), (72, True, 6.0)])
def test_without_luck_wealth_is_what_the_saving_rule_leaves_year_by_year(age, claimed, pension_wealth):
    held = 0.0
    for then in range(max(16, age - LONGEST_YEARS), age + 1):
        held /= 1.04
        resources = 0.5 + 0.01 * held
        earned = min(max(then - 20.0, 0.0) / max(min(age, 60) - 20.0, 1.0), 1.0)
        target = wealth_target.py_func(resources, float(then), claimed, pension_wealth * earned, 0.5, 4.0, 0.35)
        spent, support = consumption_of.py_func(resources, held, target, 0.12, 0.05)
        held += resources + support - spent
    assert lives(age, 0.5, pension_wealth, claimed)[0] == pytest.approx(held, rel=1e-12)


def test_who_keeps_high_resources_has_saved_more_than_who_has_them_by_chance():
    kept, chance = (
        lives(55, 1.5, copies=400, spread=np.array([0.6, 0.6]), fixed_share=np.full(2, fixed),
              lasting_share=np.full(2, 0.02)).mean()
        for fixed in (0.96, 0.02)
    )  # fmt: skip
    assert kept > 1.5 * chance


def test_wealth_is_never_negative_and_nobody_saves_below_the_floor():
    wealth = lives(60, 0.1, copies=300, spread=np.array([1.5, 1.5]))
    assert (wealth >= 0.0).all() and np.isfinite(wealth).all()


def test_means_by_age_are_those_of_large_groups_and_small_ones_lean_on_their_sex():
    rows = 4_000
    sex, education = np.arange(rows) % 2, np.zeros(rows, dtype=np.int8)
    age = np.where(np.arange(rows) % 4 < 2, 32, 52)
    values = sex + 0.1 * (age == 52)
    education[:2] = 3  # one record of each sex, of 32 years
    values[:2] = 9.0
    table = mean_by_age(values, np.full(rows, 2.0), sex, education, age)
    assert table.shape == (2, 4, AGES)
    assert table[0, 0, 32] == pytest.approx(0.0, abs=0.02) and table[1, 0, 52] == pytest.approx(1.1, abs=0.02)
    assert table[0, 0, 32] < table[0, 3, 32] < 1.0


def test_growth_before_the_base_year_is_that_of_earnings():
    growth = growth_before(2025)
    assert growth.shape == (LONGEST_YEARS + 1,)
    assert 0.0 < growth[0] < 0.08 and 0.08 < growth[15] < 0.2 and growth[-1] == growth[40]


def test_consumption_stays_as_equal_as_it_was_while_nothing_changes(compiled):
    model = SocialInsuranceModel(population=6_000, until=2036)
    seen = {}
    while model.running:
        model.step()
        if model.year in (2026, 2031, 2036):
            weight = model.columns["weight"] * (model.columns["alive"] == 1)
            wage_year = 12.0 * model.named["economy"].average_wage
            wealth = float((weight * model.columns["wealth"]).sum() / weight.sum() / wage_year)
            seen[model.year] = distribution_of(model) | {"wealth": wealth}
    for year in (2031, 2036):
        assert seen[year]["gini_consumption"] == pytest.approx(seen[2026]["gini_consumption"], abs=0.015)
        assert seen[year]["poverty_half_median"] == pytest.approx(seen[2026]["poverty_half_median"], abs=0.01)
        assert seen[year]["wealth"] == pytest.approx(seen[2026]["wealth"], rel=0.1)
