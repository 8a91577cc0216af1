"""Platforms: who bears a charge, how demand and profit react, who leaves, and what Mesa keeps alive."""

import gc
import pickle
import weakref

import mesa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.platform import ORDER, PAYROLL, PROFIT, REVENUE, Platform, PlatformTerms, contract_forms, incidence


def terms(**changes):
    base = PlatformTerms(
        name="test", sector=0, order_share=0.5, price_per_order=40.0, pay_per_order=8.0, orders_full_time=10_000.0,
        revenue_per_order=10.0, margin=0.1, volatility=0.2, user_order_share=0.5, user_margin_per_order=1.0,
        demand_elasticity=1.0, supply_elasticity=0.5, concentration=0.25,
    )  # fmt: skip
    return base._replace(**changes)


def found(**changes):
    model = mesa.Model()
    return Platform(model, 7, terms(**changes))


positive = st.floats(0.01, 5.0)


@settings(deadline=None, derandomize=True)
@given(positive, positive, st.floats(0.0, 1.0), st.floats(0.01, 1.0), positive, positive, st.floats(0.0, 1.0))
def test_the_parts_of_a_charge_add_up_to_the_charge(charge, benefit, valuation, share, demand, supply, hhi):
    borne = incidence(charge, benefit, valuation, share, demand, supply, hhi)
    assert sum(borne) == pytest.approx(charge)


def test_incidence_of_a_worked_charge():
    # pass-through 1 / 1.25 = 0.8, labour demand 1.0 x 0.2 x 0.8 = 0.16, pay falls by 0.16 / 0.66 of the charge
    borne = incidence(0.66, 0.0, 0.0, 0.2, 1.0, 0.5, 0.25)
    assert borne.pay_loss == pytest.approx(0.16)
    assert borne.price_rise == pytest.approx(0.8 * 0.5)
    assert borne.margin_loss == pytest.approx(0.2 * 0.5)


def test_workers_with_fixed_labour_bear_the_whole_charge_and_valued_benefits_lower_pay():
    fixed = incidence(1.0, 0.0, 0.0, 0.5, 1.0, 1e-12, 0.0)
    assert fixed.pay_loss == pytest.approx(1.0)
    valued = incidence(1.0, 1.0, 1.0, 0.5, 1.0, 0.5, 0.0)
    assert valued.pay_loss == pytest.approx(1.0)
    assert valued.price_rise == pytest.approx(0.0)


def test_bargaining_power_moves_a_charge_between_workers_and_the_rest_and_turns_for_a_relief():
    def pay_loss(charge, power):
        return incidence(charge, 0.0, 0.0, 0.2, 1.0, 0.5, 0.25, power).pay_loss

    assert [pay_loss(0.66, power) for power in (-1.0, -0.5, 0.0, 0.5, 1.0)] == pytest.approx(
        [0.66, 0.41, 0.16, 0.08, 0.0]
    )
    assert [pay_loss(-0.66, power) for power in (-1.0, 0.0, 1.0)] == pytest.approx([0.0, -0.16, -0.66])


def test_a_monopoly_passes_half_of_a_cost_rise_to_the_price():
    borne = incidence(1.0, 0.0, 0.0, 1e-9, 1.0, 0.5, 1.0)
    assert borne.price_rise == pytest.approx(0.5)
    assert borne.margin_loss == pytest.approx(0.5)


def test_terms_follow_level_and_cycle_before_any_charge():
    platform = found()
    platform.start_year(1.1, 0.95, -1.0)
    assert platform.price_per_order == pytest.approx(44.0)
    assert platform.pay_per_order == pytest.approx(8.8)
    assert platform.profit_per_order == pytest.approx((0.1 - 0.2) * 11.0)
    assert platform.demand_index == pytest.approx(0.95)
    assert platform.pay_loss_per_order == 0.0


def test_charges_are_levied_on_payroll_orders_revenue_or_profit():
    platform = found()
    assert platform.charge_per_order(PAYROLL, 0.2, 9.9) == pytest.approx(1.6)
    assert platform.charge_per_order(ORDER, 0.2, 0.07) == pytest.approx(0.07)
    assert platform.charge_per_order(REVENUE, 0.02, 9.9) == pytest.approx(0.2)
    assert platform.charge_per_order(PROFIT, 0.2, 9.9) == pytest.approx(0.2)
    platform.start_year(1.0, 1.0, -2.0)
    assert platform.charge_per_order(PROFIT, 0.2, 9.9) == 0.0


def test_a_response_moves_pay_price_demand_and_profit_by_the_incidence():
    platform = found()
    borne = platform.respond(0.66)
    assert platform.pay_per_order == pytest.approx(8.0 - borne.pay_loss)
    assert platform.pay_loss_per_order == pytest.approx(0.16)
    assert platform.price_per_order == pytest.approx(40.4)
    assert platform.demand_index == pytest.approx(40.0 / 40.4)
    assert platform.revenue_per_order == pytest.approx(10.4)
    assert platform.profit_per_order == pytest.approx(1.0 - 0.1)


def test_a_charge_on_profit_moves_neither_pay_nor_price():
    platform = found()
    borne = platform.respond(0.2, PROFIT)
    assert borne == (0.0, 0.0, 0.2)
    assert (platform.pay_per_order, platform.price_per_order, platform.profit_per_order) == (8.0, 40.0, 1.0)


def test_a_year_without_charge_is_the_base_year():
    platform = found()
    platform.respond(0.5)
    platform.start_year(1.0, 1.0, 0.0)
    platform.respond(0.0)
    assert (platform.price_per_order, platform.pay_per_order, platform.demand_index) == (40.0, 8.0, 1.0)


def test_a_platform_wants_to_exit_after_five_years_of_loss_in_a_row():
    platform = found()
    for profit in (-1.0, -1.0, 1.0, -1.0, -1.0, -1.0, -1.0):
        platform.end_year(10.0, profit)
    assert not platform.wants_to_exit
    platform.end_year(10.0, -1.0)
    assert platform.wants_to_exit
    platform.leave()
    assert not platform.active and not platform.wants_to_exit
    platform.enter()
    assert platform.active and platform.loss_years == 0


def test_the_model_gives_the_id_and_a_deleted_model_is_collected():
    model = mesa.Model()
    platform = Platform(model, 1007, terms())
    assert platform.unique_id == 1007
    assert list(model.agents) == [platform]
    gone = weakref.ref(model)
    del model, platform
    gc.collect()
    assert gone() is None


def test_platforms_survive_pickling_with_their_id_and_terms():
    platform = pickle.loads(pickle.dumps(found()))
    assert platform.unique_id == 7
    assert platform.terms == terms()


def test_contract_forms_of_a_worked_test():
    # 0.2 tested; employment costs ln 2 over 3 of pay and falls to a half in odds: 0.1 to 0.3 and 0.5
    forms = contract_forms(0.2, 0.5, 0.23104906018664842, 3.0)
    assert forms == pytest.approx((0.1 / 0.9, 0.3 / 0.9, 0.5 / 0.9))
    assert contract_forms(0.0, 0.5, 0.3, 3.0) == (0.0, 0.5, 0.5)
    # whom the test finds beyond actual users are crowdsourced workers
    assert contract_forms(0.2, 0.1, 0.0, 3.0) == pytest.approx((0.2, 0.0, 0.8))


@settings(deadline=None, derandomize=True)
@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 10.0))
def test_contract_forms_add_up_and_employment_never_exceeds_the_test(tested, user_share, wedge, elasticity):
    forms = contract_forms(tested, user_share, wedge, elasticity)
    assert sum(forms) == pytest.approx(1.0)
    assert min(forms) >= 0.0 and forms.employed <= tested + 1e-12


def test_a_platform_employs_nobody_until_the_law_reaches_its_workers():
    platform = found()
    assert platform.forms == (0.0, 0.5, 0.5) and platform.employed_chance == 0.0
