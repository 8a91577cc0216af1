"""The same bits whatever way a run takes: threads, blocks, neighbours, single workers."""

import ast
import threading
from pathlib import Path

import numpy as np
import pytest

from agents.codes import DEAD
from model import SocialInsuranceModel
from model.plan import SECTION_ROWS, PlanError, Scratch

ROOT = Path(__file__).resolve().parents[2]
WHOLE_NUMBERS = {"columns.py", "packing.py", "population.py"}  # files that add only bytes and rows with Python's sum
LARGE = {"population": 30_000, "until": 2028}
SMALL = {"population": 300, "until": 2028}


@pytest.fixture(scope="module")
def large(lived):
    """Three years in several blocks, on one thread."""
    model = lived(**LARGE)
    assert model.rows > SECTION_ROWS
    return model


@pytest.fixture(scope="module")
def small(lived):
    return lived(**SMALL)


@pytest.mark.parametrize(
    ("threads", "block_rows"), [(2, None), (1, 1024), (2, 1024), (1, 4096), (2, 4096), (1, 102_400)]
)
def test_threads_and_block_sizes_do_not_move_a_bit(threads, block_rows, large, lived, differences):
    assert differences(large, lived(**LARGE, threads=threads, block_rows=block_rows)) == []


def test_a_block_that_cuts_a_chunk_is_refused(compiled):
    model = SocialInsuranceModel(**SMALL, block_rows=1000)
    with pytest.raises(PlanError, match="1000 rows, but must be a multiple of 512"):
        model.step()


def test_the_population_is_the_same_on_any_number_of_threads(compiled, differences):
    one, two = (SocialInsuranceModel(**SMALL, threads=threads) for threads in (1, 2))
    assert differences(one, two) == []


def test_models_that_run_side_by_side_do_not_touch_each_other(small, differences):
    models = [SocialInsuranceModel(**SMALL) for _ in range(3)]

    def live(model):
        while model.running:
            model.step()

    threads = [threading.Thread(target=live, args=(model,)) for model in models]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [differences(small, model) for model in models] == [[], [], []]


def test_flows_left_in_memory_by_another_block_have_no_effect(lived, differences, monkeypatch):
    expected = lived(population=2000, until=2030)
    clean = Scratch.__init__

    def full_of_rubbish(scratch, rows, draws):
        clean(scratch, rows, draws)
        for values in scratch.flows.values():
            values[:] = 77
        for values in scratch.draws.values():
            values[:] = np.nan

    monkeypatch.setattr(Scratch, "__init__", full_of_rubbish)
    assert differences(expected, lived(population=2000, until=2030)) == []


def test_no_money_is_added_by_pythons_sum_whose_rounding_changed_with_3_12():
    users = {
        path.name
        for folder in ("agents", "model")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sum"
    }
    assert users - WHOLE_NUMBERS == set()


# ---- single workers ---------------------------------------------------------------------------------------


def test_workers_who_step_one_by_one_live_as_in_the_models_step(small, differences):
    model = SocialInsuranceModel(**SMALL)
    while model.running:
        model.begin_year()
        model.workers.do("step")
        model.end_year()
    assert np.any(model.columns["alive"][: model.rows] == DEAD)
    assert differences(small, model) == []


def test_any_order_and_any_part_of_the_workers_gives_the_same_year(small, differences):
    model = SocialInsuranceModel(**SMALL)
    model.begin_year()
    model.workers.shuffle_do("step")
    model.end_year()
    model.begin_year()
    model.workers.select(at_most=0.1).do("step")
    model.end_year()
    model.begin_year()
    model.end_year()
    assert differences(small, model) == []


def test_a_worker_who_steps_can_read_the_flows_of_the_year(compiled):
    model = SocialInsuranceModel(**SMALL)
    worker = model.workers.select(status=1)[0]
    with pytest.raises(AttributeError, match="the flow 'consumption' of the year has not been kept"):
        _ = worker.consumption
    model.begin_year()
    worker.step()
    assert worker.consumption > 0.0
    assert 1 <= worker.months_alive <= 12
    assert worker.income_year == pytest.approx(worker.wage_month * worker.months_worked)
    others = [each for each in model.workers if each is not worker]
    assert {each.months_alive for each in others} == {0}
    model.end_year()
    assert {each.months_alive for each in model.workers} == {12}
    assert model.workers.agg("consumption", np.min) > 0.0
    model.begin_year()
    with pytest.raises(AttributeError, match="has not been kept"):
        _ = worker.consumption


def test_a_year_is_lived_once_and_only_while_it_is_open(compiled):
    model = SocialInsuranceModel(**SMALL)
    worker = model.workers.agent(7)
    for call in (worker.step, model.live_year, model.end_year):
        with pytest.raises(RuntimeError, match="no year is open"):
            call()
    model.begin_year()
    with pytest.raises(RuntimeError, match="the year 2026 is open"):
        model.begin_year()
    worker.step()
    with pytest.raises(RuntimeError, match="worker 7 has already lived the year 2026"):
        worker.step()
    with pytest.raises(RuntimeError, match="workers have lived the year 2026"):
        model.live_year()
    model.end_year()
    model.begin_year()
    model.live_year()
    for call in (worker.step, model.live_year):
        with pytest.raises(RuntimeError, match="lived the year 2027"):
            call()
    model.end_year()
    assert model.year == 2027


def test_the_dead_do_not_live_the_year(small):
    model = SocialInsuranceModel(**SMALL)
    worker = model.workers.agent(7)
    model.columns["alive"][7] = DEAD
    model.begin_year()
    with pytest.raises(RuntimeError, match="worker 7 is dead and cannot live the year 2026"):
        worker.step()
