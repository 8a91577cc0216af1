"""Risk aversion of one: the tax comes off the logarithm, years of life are the yardstick, and nothing jumps there."""

import numpy as np
import pytest

from agents.codes import LIVING
from model import SocialInsuranceModel
from model.lifetime import discounted_years, log_burden, months_of_last_year
from model.measures.welfare import Sums, consumption_equivalent, group_cev, group_sums, scaled
from model.settings import BehaviourSettings, Settings

RATE = 0.03


def settings(gamma):
    return Settings(population=400, until=2027, behaviour=BehaviourSettings(risk_aversion=gamma))


def test_the_last_year_of_a_life_is_what_is_left_after_whole_years():
    assert months_of_last_year([0, 1, 12, 13, 24, 25, 120]).tolist() == [0, 1, 12, 1, 12, 1, 12]


def test_discounted_years_are_summed_from_the_first_year_lived():
    years = discounted_years([24, 30, 5, 0, 12], [1, 1, 3, 1, 10], RATE)
    year = [1.0 / (1.0 + RATE) ** n for n in range(12)]
    expected = [year[1] + year[2], year[1] + year[2] + 0.5 * year[3], 5 / 12 * year[3], 0.0, year[10]]
    assert years == pytest.approx(expected, rel=1e-12)


def test_tax_and_cost_of_living_take_their_logarithms_for_the_months_lived():
    cost = np.full(11, 0.0)
    cost[4] = 0.01
    taxed, untaxed = log_burden([12, 18, 30], np.array([True, True, False]), np.array([0, 4, 4]), 0.9, 0.05, cost)
    assert taxed == pytest.approx([0.9 * np.log(1.05), 0.9 * 0.5 * np.log(1.05 * 1.01), 0.0], rel=1e-12)
    assert untaxed == pytest.approx([0.0, 0.9 * 0.5 * np.log(1.01), 0.0], rel=1e-12)


def test_a_subsidy_of_consumption_is_worth_its_own_rate():
    rng = np.random.default_rng(5)
    weight, before, years = rng.uniform(1, 2, 50), rng.uniform(9, 11, 50) * 20, np.full(50, 20.0)
    sums = group_sums(weight, before, before, 1.0, years)
    assert group_cev(scaled(sums, 0.037, 1.0), 1.0) == pytest.approx(0.037, rel=1e-12)
    better = group_sums(weight, before + 20 * np.log(1.02), before, 1.0, years)
    assert isinstance(better, Sums) and group_cev(better, 1.0) == pytest.approx(0.02, rel=1e-9)
    assert group_cev(scaled(better, 0.01, 1.0), 1.0) == pytest.approx(1.02 * 1.01 - 1.0, rel=1e-9)


def test_every_life_adds_discounted_logarithms_after_the_tax(compiled):
    model = SocialInsuranceModel(settings=settings(1.0))
    expected = np.zeros(model.columns["utility_sum"].size)
    factor = 1.0
    while model.running:
        model.step()
        factor /= 1.0 + RATE
        rows = model.rows
        lives = model.columns["alive"][:rows] == LIVING
        burden = np.log((1.0 + model.treasury.tax_rate) * (1.0 + model.living_cost))
        after = model.columns["utility_year"][:rows] - burden[model.columns["start_decile"][:rows]]
        expected[:rows][lives] += factor * after[lives]
    assert model.treasury.tax_rate != 0.0
    survivors = np.flatnonzero(model.columns["alive"] == LIVING)
    assert model.columns["utility_sum"][survivors] == pytest.approx(expected[survivors], rel=1e-12)
    lives = model.lives()
    at_start = (lives["cohort"] == "living").to_numpy() & (model.columns["alive"][: len(lives)] == LIVING)
    assert lives["discounted_years"].to_numpy()[at_start] == pytest.approx(1 / 1.03 + 1 / 1.03**2, rel=1e-12)
    assert (model.columns["months_lived"][survivors] % 12 == 0).all()


def test_a_cev_at_one_lies_between_those_just_below_and_just_above(compiled):
    found = []
    for gamma in (0.98, 1.0, 1.02):
        lives = []
        for design in ("status_quo", "compulsory_five"):
            model = SocialInsuranceModel(design, settings=settings(gamma))
            model.finish_lives()
            lives.append(model.lives())
        weight, years = lives[0]["weight"].to_numpy(), lives[0]["discounted_years"].to_numpy()
        assert (lives[0]["discounted_years"] == lives[1]["discounted_years"]).all()
        total = [float(weight @ each["utility_sum"].to_numpy()) for each in reversed(lives)]
        found.append(consumption_equivalent(*total, gamma, float(weight @ years)))
    below, at_one, above = found
    assert at_one != 0.0
    assert min(below, above) < at_one < max(below, above)
    assert at_one == pytest.approx(0.5 * (below + above), rel=0.02)
