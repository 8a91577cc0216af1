"""Charges passed on to consumers raise the cost of living by what they pay, and by no more."""

import numpy as np
import pytest

from model import SocialInsuranceModel
from model.consumer_prices import cost_of_living, passed_on, spending_intensity
from model.settings import Settings


def test_consumers_pay_the_rise_of_the_price_above_wages_on_every_order():
    burden = passed_on(([11.0, 22.0], [10.0, 20.0]), [100.0, 50.0], 1.05)
    assert burden == pytest.approx(100.0 * 0.5 + 50.0 * 1.0)
    assert passed_on(([10.5, 21.0], [10.0, 20.0]), [100.0, 50.0], 1.05) == pytest.approx(0.0, abs=1e-9)


def test_shares_of_the_groups_add_up_to_the_burden_and_follow_the_intensity():
    consumption, intensity = np.array([100.0, 300.0]), np.array([0.5, 1.5])
    cost = cost_of_living(7.0, consumption, intensity)
    assert consumption @ cost == pytest.approx(7.0)
    assert cost[1] / cost[0] == pytest.approx(3.0)
    assert cost_of_living(7.0, [0.0, 0.0], intensity).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("variant", ["low", "mid", "high"])
def test_intensities_have_mean_one_and_rise_with_income_in_the_order_of_the_variants(variant):
    intensity = spending_intensity(variant)
    assert intensity[0] == 1.0 and intensity[1:].mean() == pytest.approx(1.0, abs=1e-4)
    assert np.all(np.diff(intensity[1:]) >= 0.0)
    assert spending_intensity("low")[10] <= spending_intensity("mid")[10] <= spending_intensity("high")[10]


def test_prices_move_only_while_platforms_respond(compiled):
    frozen = SocialInsuranceModel(settings=Settings(population=800, until=2027).frozen_channels())
    while frozen.running:
        frozen.step()
    assert not frozen.living_cost.any()


def test_a_charge_on_platforms_costs_consumers_in_welfare_and_not_before_it(compiled):
    settings = Settings(population=800, until=2028)
    model = SocialInsuranceModel(design="co_financing + compulsory_five", settings=settings)
    while model.running:
        model.step()
    assert np.all(model.living_cost[1:] > 0.0) and np.all(np.diff(model.living_cost[1:]) > 0.0)
    assert model.living_cost.max() < 0.05
    flat = SocialInsuranceModel(
        design="co_financing + compulsory_five", settings=settings.model_copy(update={"platform_spending": "low"})
    )
    while flat.running:
        flat.step()
    assert np.array_equal(flat.columns["wealth"], model.columns["wealth"])
    assert not np.array_equal(flat.columns["utility_sum"], model.columns["utility_sum"])
