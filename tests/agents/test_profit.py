"""Which profit platforms declare: losses carried forward, profit shifted away, the mean of good and bad years."""

import math

import numpy as np
import pytest

from agents.profit import after_losses, declared_share, mean_after_losses, neutral_rate


def declared(profits, years):
    losses, found = (), []
    for profit in profits:
        rest, losses = after_losses(profit, losses, years)
        found.append(rest)
    return found


def test_a_loss_is_set_off_against_later_profits_and_the_oldest_loss_first():
    assert declared([-3.0, 2.0, 2.0], 5) == [0.0, 0.0, 1.0]
    rest, losses = after_losses(1.5, (1.0, 2.0), 5)
    assert rest == 0.0 and losses == (0.0, 1.5, 0.0)


def test_a_loss_expires_after_its_years():
    assert declared([-3.0, 0.0, 0.0, 2.0], 5)[-1] == 0.0
    assert declared([-3.0, 0.0, 0.0, 0.0, 0.0, 2.0], 5)[-1] == 0.0
    assert declared([-3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2.0], 5)[-1] == 2.0


def test_without_carry_forward_every_year_stands_alone():
    assert declared([-3.0, 2.0, -1.0, 4.0], 0) == [0.0, 2.0, 0.0, 4.0]


def test_all_profit_is_declared_at_rate_zero_and_less_at_a_higher_one():
    assert declared_share(0.0, 0.8) == 1.0
    assert declared_share(0.25, 0.8) == pytest.approx(math.exp(-0.2))


@pytest.mark.parametrize("semi_elasticity", [0.0, 0.8, 1.5])
def test_the_neutral_rate_yields_what_is_wanted_after_shifting(semi_elasticity):
    rate = neutral_rate(0.2, semi_elasticity)
    assert 0.2 <= rate < 0.4
    assert rate * declared_share(rate, semi_elasticity) == pytest.approx(0.2)


def test_no_rate_yields_more_than_shifting_leaves():
    assert neutral_rate(0.46, 0.8) == math.inf
    assert neutral_rate(1.5, 0.0) == math.inf
    assert neutral_rate(1.0 / 1.5 * math.exp(-1.0) + 1e-9, 1.5) == math.inf


def test_the_mean_over_many_years_is_that_of_platforms_one_by_one():
    states, margins = np.random.default_rng(1).normal(size=300), np.array([-0.5, 0.0, 0.7, 9.0])
    for years in (0, 1, 5):
        one_by_one = [np.mean(declared(margin + states, years)) for margin in margins]
        assert mean_after_losses(states, margins, years) == pytest.approx(np.array(one_by_one))
