"""Persons change rows, and nothing of their lives does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import SocialInsuranceModel
from model.packing import Packing, chunks_of
from model.plan import CHUNK_ROWS
from model.settings import Settings


@given(st.integers(0, 2**32 - 1), st.integers(1, 6 * CHUNK_ROWS), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
@settings(deadline=None, derandomize=True, max_examples=60)
def test_the_living_of_each_part_come_to_its_front_and_take_all_that_is_theirs_along(seed, rows, share, border):
    random = np.random.default_rng(seed)
    later = 100  # rows of persons who have not entered yet
    living = random.random(rows) < share
    number, mark = np.arange(rows + later, dtype=np.int16), random.random(rows + later)
    alive = np.concatenate([living, np.zeros(later, dtype=bool)])
    packing = Packing(rows + later, int(border * rows))
    was, lived = mark.copy(), alive.copy()
    moved = packing.pack(living, [number, mark, alive])
    assert np.array_equal(packing.person, number) and np.array_equal(mark, was[number])
    assert np.array_equal(packing.person[packing.place], np.arange(rows + later))
    assert np.array_equal(alive, lived[number])
    assert np.array_equal(number[rows:], np.arange(rows, rows + later))
    assert set(number[: packing.border]) == set(range(packing.border))
    if moved:
        for low, high in ((0, packing.border), (packing.border, rows)):
            assert np.array_equal(alive[low:high], np.sort(alive[low:high])[::-1])


def test_nobody_moves_where_it_would_spare_no_chunk():
    living = np.ones(5 * CHUNK_ROWS, dtype=bool)
    living[::7] = False
    packing = Packing(living.size, living.size)
    assert not packing.pack(living, [])
    assert np.array_equal(packing.place, np.arange(living.size))


def test_a_chunk_is_lived_once_more_after_the_last_of_it_has_died():
    packing = Packing(3 * CHUNK_ROWS, 3 * CHUNK_ROWS)
    living = np.ones(2 * CHUNK_ROWS + 1, dtype=bool)
    assert packing.lived_chunks(living).tolist() == [True, True, True]
    living[CHUNK_ROWS : 2 * CHUNK_ROWS] = False
    assert packing.lived_chunks(living).tolist() == [True, True, True]
    assert packing.lived_chunks(living).tolist() == [True, False, True]
    assert chunks_of(np.zeros(0, dtype=bool)).size == 0


SETTINGS = Settings(population=8 * CHUNK_ROWS, until=2056, lifetime_ledger=True).frozen_channels()


def lived_through(pack: bool) -> SocialInsuranceModel:
    model = SocialInsuranceModel(settings=SETTINGS)
    packed = []
    if pack:
        take = model.packing.pack
        model.packing.pack = lambda *given, **more: packed.append(take(*given, **more)) or packed[-1]
    else:
        model.packing.pack = lambda *given, **more: False
    while model.running:
        model.step()
    assert any(packed) is pack
    return model


@pytest.fixture(scope="module")
def pair(compiled):
    """Thirty years lived with and without persons changing rows; no channel carries sums back to persons."""
    return lived_through(True), lived_through(False)


def test_lives_are_the_same_to_the_last_bit_whoever_holds_which_row(pair):
    moved, still = pair
    assert not np.array_equal(moved.packing.place, np.arange(moved.packing.place.size))
    place = moved.packing.place
    for name, column in still.columns.items():
        mine = moved.columns[name][place]
        if name == "spouse_row":  # a row, which is told by the person in it
            mine = np.where(mine >= 0, moved.packing.person[mine], mine)
        assert np.array_equal(mine, column), name
    assert moved.lives().equals(still.lives())


def test_sums_differ_by_rounding_alone(pair):
    moved, still = pair
    for name, amount in still.totals.money.items():
        assert moved.totals.money[name] == pytest.approx(amount, rel=1e-9, abs=1.0), name
    for one, other in zip(moved.profiles.sums, still.profiles.sums, strict=True):
        assert np.allclose(one, other, rtol=1e-9)


def test_a_worker_is_found_by_number_wherever_the_row_went(pair):
    moved, still = pair
    assert [a.unique_id for a in moved.workers] == [a.unique_id for a in still.workers]
    for person in moved.workers.persons[::97].tolist():
        assert moved.workers.agent(person).birth_month == still.workers.agent(person).birth_month
    assert np.array_equal(moved.workers.get("income_year"), still.workers.get("income_year"))
    assert np.array_equal(moved.columns["income_year"][moved.workers.rows], still.workers.get("income_year"))
    richest = [set_.sort("wealth")[0].unique_id for set_ in (moved.workers, still.workers)]
    assert richest[0] == richest[1]
