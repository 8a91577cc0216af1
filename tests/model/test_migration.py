"""Hazards of migration: they keep the cross-section, meet the census margins, and say what records may be lost."""

import numpy as np
import pytest

from model.labour_data import AGES, along_age, by_group, figure, select
from model.migration import (
    AWAY,
    AWAY_WITHIN,
    FILE,
    LOCAL,
    MOST_AWAY,
    away_hazards,
    expected_record_loss,
    mean_hazards,
    migration_of,
    migration_tables,
    registered_in,
    streams,
)
from model.provinces import load_provinces
from model.settings import BehaviourSettings, Settings
from model.status_profile import status_profile
from model.world import World

NAMES = load_provinces().names
TABLES = migration_tables()


@pytest.fixture(scope="module")
def laws():
    return World(Settings()).laws(2026)


def test_leaving_and_returning_turn_the_share_away_of_each_age_into_that_of_the_next():
    share = status_profile().nonlocal_share
    leaving, returning, _ = mean_hazards()
    for kind in range(2):
        now = share[:, kind]
        after = now * (1.0 - returning[kind]) + (1.0 - now) * leaving[kind]
        np.testing.assert_allclose(after[:-1], now[1:], atol=1e-12)
    assert leaving.min() >= 0.001 - 1e-12 and returning.max() < 0.15


def test_more_return_only_where_the_share_falls_faster_than_the_given_returns_explain():
    leaving, returning = away_hazards(np.array([0.4, 0.4, 0.3]), np.full(3, 0.05))
    assert returning[0] == returning[2] == 0.05
    assert leaving[0] == pytest.approx(0.4 * 0.05 / 0.6)
    assert leaving[1] == pytest.approx(0.001)
    assert returning[1] == pytest.approx((0.1 + 0.6 * 0.001) / 0.4)


def test_hazards_by_status_have_the_hazards_of_their_age_as_mean():
    persons = np.moveaxis(status_profile().persons().sum(axis=(0, 2)), 0, 2)
    mean = (TABLES.hazard * persons).sum(axis=2) / persons.sum(axis=1)
    leaving, returning, onward = mean_hazards()
    np.testing.assert_allclose(mean[LOCAL], leaving, atol=1e-9)
    np.testing.assert_allclose(mean[AWAY_WITHIN], returning, atol=1e-9)
    np.testing.assert_allclose(mean[AWAY], returning + onward, atol=1e-9)
    assert TABLES.hazard.max() <= TABLES.highest_hazard < 0.5


def test_given_returns_are_the_means_of_the_file_at_working_age():
    _, returning, onward = mean_hazards()
    given = along_age(select(FILE, "return")) / 100.0
    young = AGES < 35
    np.testing.assert_allclose(returning[:, young], np.broadcast_to(given[young], (2, young.sum())))
    assert np.all((returning + onward)[:, AGES < 45] < 0.07) and np.all((returning + onward)[:, AGES < 45] > 0.02)


def test_streams_meet_arrivals_and_departures_of_the_census():
    paths = streams()
    assert np.all(np.diag(paths.persons) == 0.0) and paths.persons.min() >= 0.0
    away = figure(FILE, "floating") * load_provinces().population_share
    arrivals = by_group(FILE, "arrivals", NAMES)
    np.testing.assert_allclose(paths.persons.sum(axis=0), np.minimum(arrivals, MOST_AWAY * away), rtol=1e-6)
    departures = by_group(FILE, "departures", NAMES)
    ratio = paths.persons.sum(axis=1) / departures
    np.testing.assert_allclose(ratio, ratio.mean(), rtol=1e-4)
    assert figure(FILE, "floating_across_provinces") == pytest.approx(arrivals.sum(), rel=0.001)
    assert figure(FILE, "floating_across_provinces") == pytest.approx(departures.sum(), rel=0.002)
    from_hunan = paths.persons[NAMES.index("Hunan")]
    assert NAMES[int(from_hunan.argmax())] == "Guangdong"


def test_as_many_leave_a_province_for_another_as_return_from_there():
    paths = streams()
    people = load_provinces().population_share
    away = figure(FILE, "floating") * people
    within = away * (1.0 - paths.cross_share)
    departures = paths.persons.sum(axis=1)
    locals_ = (within + departures) / paths.home_factor  # up to one scale
    leaving = locals_ * paths.home_factor * paths.leaves_share
    shares = np.diff(TABLES.destination, prepend=0.0, axis=1)
    np.testing.assert_allclose(leaving[:, None] * shares, paths.persons, rtol=1e-6, atol=1e-6)
    back = within / (within + departures)  # the other leavers stay in the province, and those there return
    np.testing.assert_allclose(1.0 - paths.leaves_share, back, rtol=1e-9)


def test_onward_moves_between_two_provinces_balance():
    persons = streams().persons
    shares = np.diff(TABLES.destination, prepend=0.0, axis=1)
    for home in range(len(NAMES)):
        flow = persons[home][:, None] * shares[home][None, :]
        np.testing.assert_allclose(flow, flow.T, rtol=1e-6, atol=1e-6)


def test_the_loss_expected_without_recovery_is_one_minus_the_chance_to_keep_the_record_at_every_move():
    hazard = np.full((1, AGES.size), 0.1)
    loss = expected_record_loss(hazard, 0.2, 0.0)[0]
    np.testing.assert_allclose(loss, 1.0 - 0.98 ** np.maximum(60 - AGES, 0), atol=1e-12)


def test_recovery_and_better_transfers_lower_the_loss_and_certain_transfers_end_it():
    hazard = np.full((1, AGES.size), 0.1)
    plain, collected = (expected_record_loss(hazard, 0.2, recovery)[0] for recovery in (0.0, 0.1))
    assert np.all(collected[AGES < 59] < plain[AGES < 59])
    assert np.all(expected_record_loss(hazard, 0.1, 0.1)[0][AGES < 60] < collected[AGES < 60])
    assert not expected_record_loss(hazard, 0.0, 0.1).any()


def test_without_migration_nobody_moves_and_nothing_is_lost(laws):
    none = migration_of(TABLES, BehaviourSettings(), laws, False)
    assert not none.hazard.any() and not none.record_loss.any() and none.highest_hazard == 0.0


def test_the_law_in_force_loses_a_tenth_and_full_portability_nothing(laws):
    assert migration_of(TABLES, BehaviourSettings(), laws, True).transfer_loss == pytest.approx(0.1)
    coverage = laws["coverage"]._replace(transfer_pooled_share=0.16, transfer_delay_months=0.0)
    full = migration_of(TABLES, BehaviourSettings(), laws | {"coverage": coverage}, True)
    assert full.transfer_loss == 0.0 and not full.record_loss.any()


def test_who_lives_away_from_his_registration_may_be_registered_in_another_province():
    rows = 40_000
    u = (np.arange(rows) + 0.5) / rows
    for name in ("Guangdong", "Henan"):
        here = np.full(rows, NAMES.index(name))
        home = registered_in(here, np.ones(rows, dtype=np.int8), u)
        assert (home != here).mean() == pytest.approx(streams().cross_share[here[0]], abs=1e-4)
        origins = np.bincount(home[home != here], minlength=31) / (home != here).sum()
        expected = streams().persons[:, here[0]] / streams().persons[:, here[0]].sum()
        np.testing.assert_allclose(origins, expected, atol=2e-3)
        assert np.array_equal(registered_in(here, np.full(rows, 2, dtype=np.int8), u), here)
