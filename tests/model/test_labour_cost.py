"""Formal labour demand: cheaper cover of flexible workers turns employees into them, and nobody else."""

import numpy as np
import pytest

from agents.codes import CASUAL, EMPLOYEE, GROUP_EMPLOYEE, PLATFORM, SELF_EMPLOYED
from agents.work import move
from model.labour_cost import cost_changes, employer_rate, log_costs, pass_through
from model.settings import Settings, behaviour_of
from model.world import World

YEAR = 2030
FLEXIBLE = [PLATFORM - 1, SELF_EMPLOYED - 1, CASUAL - 1]


@pytest.fixture(scope="module")
def world():
    return World(Settings())


def test_the_law_in_force_changes_no_labour_cost(world):
    for year in (2026, 2030, 2060):
        assert not cost_changes(world, year).any()


def test_nothing_changes_before_the_design_begins_nor_where_platforms_are_frozen():
    assert not cost_changes(World(Settings(), "lower_rate"), 2026).any()
    assert not cost_changes(World(Settings().frozen_channels(), "lower_rate"), YEAR).any()


def test_cheaper_cover_makes_employees_dearer_and_dearer_cover_cheaper():
    cheaper = cost_changes(World(Settings(), "own_share_1997"), YEAR)
    assert np.all(cheaper[FLEXIBLE] > 0.0)
    assert not np.delete(cheaper, FLEXIBLE).any()
    assert np.all(cost_changes(World(Settings(), "decision_2005"), YEAR)[FLEXIBLE] < 0.0)
    assert np.all(cost_changes(World(Settings(), "compulsory_five"), YEAR)[FLEXIBLE] < 0.0)


def test_a_grant_lowers_the_cost_of_those_whom_it_reaches():
    relief = cost_changes(World(Settings(), "subsidy_relief"), YEAR)
    assert relief[CASUAL - 1] > 0.0 and relief[PLATFORM - 1] == 0.0


def test_an_employee_costs_pay_and_the_rates_of_all_branches(world):
    laws, behaviour = dict(world.laws(YEAR)), behaviour_of(Settings().behaviour)
    whole = sum(
        float(laws[branch].employer_rate[GROUP_EMPLOYEE])
        for branch in ("pension", "medical", "injury", "unemployment", "maternity", "care")
    )
    assert employer_rate(laws) == pytest.approx(whole) and 0.2 < whole < 0.3
    rates = laws["pension"].employer_rate.copy()
    rates[GROUP_EMPLOYEE] += 0.04
    dearer = laws | {"pension": laws["pension"]._replace(employer_rate=rates)}
    economy = world.economy(YEAR)
    change = log_costs(dearer, world.start_laws, economy, behaviour) - log_costs(
        laws, world.start_laws, economy, behaviour
    )
    assert change == pytest.approx([np.log((1.04 + whole) / (1.0 + whole)), 0.0, 0.0, 0.0])


def test_wages_bear_a_quarter_at_first_and_three_quarters_after_ten_years():
    assert pass_through(0, 0.25, 0.75) == 0.25
    assert pass_through(5, 0.25, 0.75) == 0.5
    assert pass_through(10, 0.25, 0.75) == pass_through(40, 0.25, 0.75) == 0.75


@pytest.mark.parametrize("before", [EMPLOYEE, SELF_EMPLOYED])
def test_dearer_employees_become_flexible_workers_and_who_is_none_stays(people, call, base_named, before):
    draws = np.random.default_rng(3).random((8, 20_000))
    goals = []
    for change, elasticity in ((0.0, 0.5), (0.3, 0.0), (0.3, 2.0)):
        cost = np.zeros(8)
        cost[FLEXIBLE] = change
        rows = people(20_000, status=before, age_months=420, birth_month=12 * 1990)
        for k in range(8):
            rows[f"u_job_{k}"][:] = draws[k]
        behaviour = base_named["behaviour"]._replace(cost_change=cost, labour_demand_elasticity=elasticity)
        goals.append(call(move, rows, base_named | {"behaviour": behaviour, "year": 2026})["status"].copy())
    without, insensitive, after = goals
    assert np.array_equal(without, insensitive)
    moved = without != after
    if before == EMPLOYEE:
        assert 20 < moved.sum() < 2_000
        assert np.all(np.isin(after[moved], [PLATFORM, SELF_EMPLOYED, CASUAL]))
    else:
        assert not moved.any()
