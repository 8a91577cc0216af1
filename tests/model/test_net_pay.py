"""How a design changes net pay, and whom it moves: contributions that bind, charges that are passed on."""

import numpy as np
import pytest

from agents.codes import CASUAL, EMPLOYEE, GROUP_PLATFORM, PLATFORM, SELF_EMPLOYED
from agents.work import move
from model.net_pay import kept_pay, pay_changes, typical_pay_month
from model.settings import Settings, behaviour_of
from model.world import World

YEAR = 2030


@pytest.fixture(scope="module")
def world():
    return World(Settings())


def mandated(world, rate, share=1.0, withholding=1.0, mode=1):
    """The laws of a year with a pension mandate for platform workers alone, at a rate of their own income."""
    laws = dict(world.laws(YEAR))
    coverage = laws["coverage"]
    mandate, modes, floor = np.zeros_like(coverage.mandate), coverage.base_mode.copy(), coverage.base_floor.copy()
    mandate[0, GROUP_PLATFORM], modes[0, GROUP_PLATFORM], floor[0, GROUP_PLATFORM] = share, mode, 0.1
    rates = laws["pension"].worker_rate.copy()
    rates[GROUP_PLATFORM] = rate
    laws["coverage"] = coverage._replace(
        mandate=mandate, base_mode=modes, base_floor=floor, withholding=withholding, detection_year=0.0
    )
    laws["pension"] = laws["pension"]._replace(worker_rate=rates)
    return laws


def kept(world, laws, **behaviour):
    constants = behaviour_of(Settings().behaviour)._replace(**behaviour)
    return kept_pay(laws, world.start_laws, world.economy(YEAR), constants)


def place(status):
    return (EMPLOYEE, None, PLATFORM, SELF_EMPLOYED, CASUAL).index(status)


def test_the_law_in_force_changes_no_net_pay(world):
    for year in (2026, 2030, 2060):
        assert not pay_changes(world, year).any()


def test_a_design_changes_nothing_before_its_first_year_nor_with_frozen_platforms():
    world = World(Settings(), "compulsory_five")
    assert not pay_changes(world, 2026).any()
    after = pay_changes(world, YEAR)
    assert np.all(after[[PLATFORM - 1, SELF_EMPLOYED - 1, CASUAL - 1]] < 0.0)
    assert not after[[0, 1, 5, 6, 7]].any()
    assert not pay_changes(World(Settings().frozen_channels(), "compulsory_five"), YEAR).any()


def test_a_withheld_mandate_of_eight_percent_takes_eight_percent_of_platform_pay_and_none_of_other(world):
    before = kept(world, mandated(world, 0.0))
    after = kept(world, mandated(world, 0.08))
    ratio = after / before
    assert ratio[place(PLATFORM)] == pytest.approx(0.92, rel=1e-12)
    assert np.delete(ratio, place(PLATFORM)).tolist() == [1.0] * 4
    # a phase-in takes its part, and a base at the average wage that wage
    half = kept(world, mandated(world, 0.08, share=0.5)) / before
    assert half[place(PLATFORM)] == pytest.approx(0.96, rel=1e-12)
    economy = world.economy(YEAR)
    pay = before[place(PLATFORM)] * typical_pay_month(PLATFORM) * economy.wage_level
    average = kept(world, mandated(world, 0.08, mode=2)) / before
    assert average[place(PLATFORM)] == pytest.approx(1.0 - 0.08 * economy.average_wage / pay, rel=1e-12)


def test_without_withholding_people_declare_a_part_of_their_income_and_some_evade(world):
    before = kept(world, mandated(world, 0.0))
    declared = {"reported_share": 0.75, "report_response": 0.0, "report_burden": 0.0}
    honest = kept(world, mandated(world, 0.08, withholding=0.0), evasion_intercept=-60.0, **declared) / before
    assert honest[place(PLATFORM)] == pytest.approx(1.0 - 0.75 * 0.08, rel=1e-6)
    evading = kept(world, mandated(world, 0.08, withholding=0.0), **declared) / before
    assert honest[place(PLATFORM)] < evading[place(PLATFORM)] < 1.0
    # at a rate of 8 instead of 20 % they declare 0.12 more, for each unit of the response to the rate
    declared["report_burden"] = 1.0
    more = kept(world, mandated(world, 0.08, withholding=0.0), evasion_intercept=-60.0, **declared)
    assert more[place(PLATFORM)] / before[place(PLATFORM)] == pytest.approx(1.0 - 0.87 * 0.08, rel=1e-6)


def test_charges_that_platforms_pass_on_lower_the_pay_of_their_workers_alone(world):
    laws = mandated(world, 0.0)
    rates = laws["pension"].platform_rate.copy()
    rates[GROUP_PLATFORM] = 0.16
    ratio = kept(world, laws | {"pension": laws["pension"]._replace(platform_rate=rates)}) / kept(world, laws)
    assert 0.84 < ratio[place(PLATFORM)] < 1.0
    assert np.delete(ratio, place(PLATFORM)).tolist() == [1.0] * 4


def test_lower_net_pay_on_platforms_moves_some_of_their_workers_elsewhere_and_nobody_between_two_others(
    people, call, base_named
):
    draws = np.random.default_rng(3).random((8, 20_000))
    goals = []
    for change in (0.0, np.log(0.92)):
        pay = np.zeros(8)
        pay[PLATFORM - 1] = change
        rows = people(20_000, status=PLATFORM, age_months=420, birth_month=12 * 1990)
        for k in range(8):
            rows[f"u_job_{k}"][:] = draws[k]
        behaviour = base_named["behaviour"]._replace(pay_change=pay)
        goals.append(call(move, rows, base_named | {"behaviour": behaviour, "year": 2026})["status"].copy())
    before, after = goals
    moved = before != after
    assert 20 < moved.sum() < 1_000
    assert np.all(before[moved] == PLATFORM)
