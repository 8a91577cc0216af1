"""Value of public funds, insurance value, returned reserves, attribution and distribution in closed form."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.measures import attribution, distribution, fairness, insurance, public_funds, solvency
from model.measures.welfare import consumption_equivalent, crra_utility


def test_a_uniform_rise_of_one_percent_has_a_cev_of_one_percent():
    consumption = np.array([2e4, 5e4, 1e5])
    before, after = crra_utility(consumption, 2.0).sum(), crra_utility(1.01 * consumption, 2.0).sum()
    assert consumption_equivalent(after, before, 2.0) == pytest.approx(0.01, rel=1e-12)


def test_the_value_of_a_lump_sum_transfer_is_one():
    consumption, transfer, years = 3e4, 150.0, 10
    factor = solvency.discount_factors(np.full(years, 0.03))
    before = (factor * crra_utility(np.full(years, consumption), 2.0)).sum()
    after = (factor * crra_utility(np.full(years, consumption + transfer), 2.0)).sum()
    worth = public_funds.willingness_to_pay([consumption_equivalent(after, before, 2.0)], [consumption * factor.sum()])
    cost = public_funds.net_cost(np.full(years, transfer), np.zeros(years), np.full(years, 0.03))
    assert public_funds.marginal_value(worth, cost) == pytest.approx(1.0, rel=1e-10)


@pytest.mark.parametrize(
    ("worth", "cost", "value"),
    [(3.0, 2.0, 1.5), (-1.0, 2.0, -0.5), (1.0, 0.0, np.inf), (1.0, -5.0, np.inf), (0.0, 0.0, np.nan),
     (-1.0, -1.0, np.nan)],
)  # fmt: skip
def test_a_ratio_exists_where_government_pays_is_infinite_where_only_persons_gain_and_else_undefined(
    worth, cost, value
):
    assert public_funds.marginal_value(worth, cost) == pytest.approx(value, nan_ok=True)


def test_net_cost_counts_reserves_as_assets_and_rights_as_debt():
    cost = public_funds.net_cost([110.0], [0.0], [0.1], reserve_value=30.0, rights_value=10.0)
    assert cost == pytest.approx(100.0 - 30.0 + 10.0)


def test_a_gain_without_risk_has_no_insurance_value_and_a_mean_preserving_contraction_is_all_insurance():
    assert insurance.insurance_value(0.02, insurance.mean_gain(102.0, 100.0)) == pytest.approx(0.0, abs=1e-12)
    risky, safe = np.array([2e4, 6e4]), np.array([4e4, 4e4])
    cev = consumption_equivalent(crra_utility(safe, 2.0).sum(), crra_utility(risky, 2.0).sum(), 2.0)
    gain = insurance.mean_gain(safe.sum(), risky.sum())
    # the certainty equivalent of 20,000 and 60,000 is their harmonic mean, 30,000
    assert gain == 0.0
    assert insurance.insurance_value(cev, gain) == pytest.approx(1 / 3)


@given(st.floats(-0.2, 0.2), st.floats(-0.1, 0.1), st.floats(0.5, 4.0).filter(lambda g: abs(g - 1) > 0.01))
def test_returning_reserves_scales_every_life_exactly(gain, rate, gamma):
    before = np.array([2e4, 5e4, 9e4])
    after = before * (1.0 + gain)
    cev = consumption_equivalent(crra_utility(after, gamma).sum(), crra_utility(before, gamma).sum(), gamma)
    both = consumption_equivalent(
        crra_utility(after * (1.0 + rate), gamma).sum(), crra_utility(before, gamma).sum(), gamma
    )
    assert insurance.cev_with_return(cev, rate) == pytest.approx(both, abs=1e-9)


def test_the_subsidy_spends_exactly_what_is_returned():
    rate = insurance.return_rate(300.0, 100.0, 0.25, 1e4)
    assert rate * 1e4 == pytest.approx(0.25 * 200.0)
    assert insurance.return_rate(100.0, 300.0, 0.25, 1e4) == -rate


GLOVES = {  # one left glove a and two right ones b, c: a pair is worth one
    coalition: float("a" in coalition and len(coalition) > 1) for coalition in attribution.coalitions("abc")
}


def test_shapley_values_of_the_glove_game():
    found = attribution.shapley(GLOVES, "abc")
    assert [found[player] for player in "abc"] == pytest.approx([2 / 3, 1 / 6, 1 / 6])


@given(st.lists(st.floats(-1e3, 1e3), min_size=16, max_size=16))
def test_shapley_and_owen_parts_add_up_to_the_whole_whatever_the_game(values):
    players = "wxyz"
    game = dict(zip(attribution.coalitions(players), values, strict=True))
    whole = game[frozenset(players)] - game[frozenset()]
    shapley = attribution.shapley(game, players)
    owen = attribution.owen(game, ["wx", "y", "z"])
    assert sum(shapley.values()) == pytest.approx(whole, abs=1e-9)
    assert sum(owen.values()) == pytest.approx(whole, abs=1e-9)


def test_owen_values_share_out_the_shapley_value_of_their_union():
    game = {coalition: float(len(coalition)) ** 2 for coalition in attribution.coalitions("abcd")}
    outer = {
        coalition: game[frozenset("".join("ab" if name == "u" else name for name in coalition))]
        for coalition in attribution.coalitions("ucd")
    }
    found = attribution.owen(game, ["ab", "c", "d"])
    assert found["a"] + found["b"] == pytest.approx(attribution.shapley(outer, "ucd")["u"])
    singles = attribution.owen(game, ["a", "b", "c", "d"])
    assert singles == pytest.approx(attribution.shapley(game, "abcd"))


def test_a_missing_coalition_is_named():
    game = {key: value for key, value in GLOVES.items() if key != frozenset("ab")}
    with pytest.raises(KeyError, match=r"a \+ b"):
        attribution.shapley(game, "abc")


def test_benefit_per_yuan_discounts_by_the_years_own_rates():
    # a yuan paid in the first year and what it has grown to at mid-year of the third
    back = 1.02**0.5 * 1.03 * 1.04**0.5
    assert fairness.benefit_per_yuan([0, 0, back], [1, 0, 0], [0.02, 0.03, 0.04]) == pytest.approx(1.0)
    assert np.isnan(fairness.benefit_per_yuan([1.0], [0.0], [0.02]))


def test_the_internal_rate_of_a_known_annuity():
    # ten payments of 100 bought for their value at 5 %
    price = 100.0 * (1.0 - 1.05**-10) / 0.05
    paid, received = np.zeros(11), np.full(11, 100.0)
    paid[0], received[0] = price, 0.0
    assert fairness.internal_rate_of_return(received, paid) == pytest.approx(0.05, abs=1e-9)


def test_the_present_value_balance_of_a_constant_flow():
    # income of 20 % of payroll, spending of 23 %, no reserve: three points of payroll are missing whatever the rate
    years = 30
    payroll = np.full(years, 1e12)
    share = solvency.present_value_balance(0.0, 0.20 * payroll, 0.23 * payroll, payroll, np.full(years, 0.025))
    assert share == pytest.approx(-0.03, rel=1e-12)


def test_revenue_by_payer_is_in_base_year_yuan_and_spending_shares_add_up():
    revenue = solvency.revenue_by_payer({"worker": [10.0, 22.0], "treasury": [0.0, 11.0]}, [1.0, 1.1])
    assert revenue["worker"] == pytest.approx([10.0, 20.0]) and revenue["treasury"] == pytest.approx([0.0, 10.0])
    shares = solvency.spending_shares({"pension": [6.0, 3.0], "refund": [1.0, 0.0]})
    assert shares == {"pension": 0.9, "refund": 0.1}
    assert np.isnan(solvency.spending_shares({"pension": [0.0]})["pension"])


def test_an_amount_at_the_horizon_is_discounted_over_every_year():
    assert solvency.present_value_at_start(1.1 * 1.2, [0.1, 0.2]) == pytest.approx(1.0)


def test_poverty_is_below_a_line_or_below_a_share_of_the_weighted_median():
    values, weights = [10.0, 40.0, 100.0, 1000.0], [1.0, 1.0, 6.0, 2.0]
    assert distribution.weighted_median(values, weights) == 100.0
    assert distribution.poverty_rate(values, weights, 50.0) == pytest.approx(0.2)
    assert distribution.poverty_rate(values, weights, 0.5) == pytest.approx(0.2)
    assert distribution.poverty_rate(values, weights, 40.0) == pytest.approx(0.1)
    assert distribution.poverty_gap([20.0, 80.0], [1.0, 3.0], 40.0) == pytest.approx(0.25 * 0.5)


def test_health_is_catastrophic_beside_capacity_to_pay():
    paid = [0.0, 30.0, 40.0, 5.0]
    consumption = [5.0, 200.0, 200.0, 10.0]
    # capacity: 5 (below subsistence), 100, 100 and 10
    shares = distribution.catastrophic_share(paid, consumption, 100.0, [1.0, 1.0, 1.0, 1.0])
    assert shares == pytest.approx(0.5)


def test_the_replacement_rate_is_the_mean_pension_over_the_average_wage():
    assert distribution.replacement_rate([3000.0, 6000.0], [2.0, 1.0], 8000.0) == pytest.approx(0.5)
    assert np.isnan(distribution.replacement_rate([], [], 8000.0))
