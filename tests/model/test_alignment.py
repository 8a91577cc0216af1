"""Samples and fits to totals by hand: systematic samples, admission by rank, weights scaled to totals, uniforms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.alignment import (
    admit,
    admit_by_group,
    choice_from,
    column_of,
    exp_into,
    log_into,
    scale_to,
    systematic_sample,
    uniforms,
)
from model.luck import Purpose


def test_equally_spaced_points_hit_cells_in_proportion_to_their_mass():
    mass = np.array([[1.0, 0.0], [3.0, 4.0]])
    assert systematic_sample(mass, 8, 0.5).tolist() == [0, 2, 2, 2, 3, 3, 3, 3]
    assert systematic_sample(10.0 * mass, 8, 0.5).tolist() == systematic_sample(mass, 8, 0.5).tolist()


@settings(deadline=None, derandomize=True)
@given(
    st.lists(st.floats(0.0, 10.0), min_size=1, max_size=12).filter(lambda mass: sum(mass) > 0.1),
    st.integers(1, 200),
    st.floats(0.0, 1.0, exclude_max=True),
)
def test_a_sample_is_within_one_record_of_its_share(mass, size, offset):
    mass = np.array(mass)
    cells = systematic_sample(mass, size, offset)
    hits = np.bincount(cells, minlength=mass.size)
    assert cells.size == size and np.all(np.diff(cells) >= 0)
    assert np.all(np.abs(hits - size * mass / mass.sum()) <= 1.0 + 1e-9)


def test_the_highest_scores_are_admitted_until_the_total_is_reached():
    score = np.array([0.1, 0.9, 0.5, 0.7])
    weight = np.array([10.0, 20.0, 30.0, 40.0])
    everyone = np.ones(4, dtype=bool)
    assert admit(score, weight, everyone, 60.0).tolist() == [False, True, False, True]
    # the next of weight 30 comes in once half of it is missing
    assert admit(score, weight, everyone, 75.0).tolist() == [False, True, False, True]
    assert admit(score, weight, everyone, 75.1).tolist() == [False, True, True, True]


def test_only_the_eligible_are_admitted_and_all_of_them_when_they_are_too_few():
    score, weight = np.array([0.1, 0.9, 0.5]), np.array([10.0, 10.0, 10.0])
    eligible = np.array([True, False, True])
    assert admit(score, weight, eligible, 1e9).tolist() == [True, False, True]
    assert not admit(score, weight, eligible, 0.0).any()
    assert not admit(score, weight, np.zeros(3, dtype=bool), 20.0).any()


def test_equal_scores_are_admitted_in_row_order():
    assert admit(np.zeros(4), np.ones(4), np.ones(4, dtype=bool), 2.0).tolist() == [True, True, False, False]


@settings(deadline=None, derandomize=True)
@given(st.lists(st.floats(0.1, 5.0), min_size=1, max_size=30), st.floats(0.0, 1.0))
def test_an_admitted_total_is_met_within_half_a_record(weights, share):
    weight = np.array(weights)
    total = share * weight.sum()
    chosen = admit(np.sin(np.arange(weight.size)), weight, np.ones(weight.size, dtype=bool), total)
    assert abs(weight[chosen].sum() - total) <= 0.5 * weight.max() + 1e-9


def test_weights_of_a_key_are_scaled_to_its_total_and_keys_without_records_stay_out():
    weight = np.array([1.0, 3.0, 5.0])
    scale_to(weight, np.array([0, 0, 2]), np.array([8.0, 99.0, 10.0]))
    assert weight.tolist() == [2.0, 6.0, 10.0]


def test_a_uniform_picks_from_the_cumulative_shares_of_its_row():
    cumulative = np.array([[0.2, 0.5, 1.0], [0.0, 0.0, 1.0]])
    row, u = np.array([0, 0, 0, 0, 1]), np.array([0.19, 0.2, 0.6, 1.0, 0.0])
    assert choice_from(cumulative, row, u).tolist() == [0, 1, 2, 2, 2]


def test_the_uniform_of_a_record_depends_on_the_record_and_not_on_those_beside_it():
    worker = np.arange(50, dtype=np.uint32)
    u = uniforms(7, Purpose.START, worker, 3)
    assert np.all((u > 0.0) & (u < 1.0)) and np.unique(u).size == 50
    assert uniforms(7, Purpose.START, worker[[30, 4]].copy(), 3).tolist() == u[[30, 4]].tolist()


@pytest.mark.parametrize(
    "other",
    [(8, Purpose.START, 3, 0), (7, Purpose.ENTRY, 3, 0), (7, Purpose.START, 4, 0), (7, Purpose.START, 3, 2030)],
)
def test_seed_purpose_draw_and_year_each_give_other_uniforms(other):
    worker = np.arange(50, dtype=np.uint32)
    seed, purpose, draw, year = other
    assert not np.any(uniforms(7, Purpose.START, worker, 3) == uniforms(seed, purpose, worker, draw, year))


def test_elementary_functions_take_columns_of_any_layout():
    values = np.arange(1.0, 9.0)[::2]
    assert np.allclose(column_of(exp_into, column_of(log_into, values)), values, rtol=1e-14)
    assert column_of(log_into, np.array([1, 1])).tolist() == [0.0, 0.0]


def test_every_group_is_admitted_to_its_own_total():
    score, weight = np.array([0.1, 0.9, 0.5, 0.7, 0.2]), np.full(5, 10.0)
    group, everyone = np.array([0, 0, 0, 1, 1]), np.ones(5, dtype=bool)
    assert admit_by_group(score, weight, everyone, group, np.array([20.0, 10.0])).tolist() == [
        False, True, True, True, False,
    ]  # fmt: skip
    assert not admit_by_group(score, weight, everyone, group, np.zeros(2)).any()


def test_what_a_group_lacks_goes_to_groups_with_room_by_their_totals():
    group = np.repeat([0, 1, 2], [2, 50, 100])
    score, weight = np.sin(np.arange(152.0)), np.ones(152)
    admitted = admit_by_group(score, weight, np.ones(152, dtype=bool), group, np.array([32.0, 20.0, 40.0]))
    assert np.bincount(group[admitted]).tolist() == [2, 30, 60]
    few = admit_by_group(score, weight, group < 2, group, np.array([32.0, 40.0, 40.0]))
    assert np.bincount(group[few]).tolist() == [2, 50]  # everyone eligible, and nobody else
