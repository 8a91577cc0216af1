"""The model as a Mesa user meets it: batch runs, data collection, agents, garbage collection."""

import gc
import math
import pickle
import weakref

import mesa
import numpy as np
import pytest

from model import SocialInsuranceModel


@pytest.fixture
def model(compiled):
    return SocialInsuranceModel(population=300, until=2027)


def test_batch_run_compares_designs_as_a_mesa_user_expects(compiled):
    results = mesa.batch_run(
        SocialInsuranceModel,
        parameters={"design": ["status_quo", "full_proposal"], "population": [2000]},
        max_steps=5,
        display_progress=False,
    )
    assert [run["design"] for run in results] == ["status_quo", "full_proposal"]
    assert [run["year"] for run in results] == [2030, 2030]
    assert [run["Step"] for run in results] == [5, 5]
    now, proposed = results
    assert now["average_wage"] == proposed["average_wage"]
    assert proposed["flexible_pension_share"] > now["flexible_pension_share"] > 0.0
    assert proposed["flexible_injury_share"] > now["flexible_injury_share"]
    assert all(math.isfinite(value) for run in results for value in run.values() if isinstance(value, float))


def test_batch_run_can_report_every_year(compiled):
    results = mesa.batch_run(
        SocialInsuranceModel,
        parameters={"population": 200, "until": 2028, "replication": [0, 1]},
        data_collection_period=1,
        display_progress=False,
    )
    for replication in (0, 1):
        years = [run["year"] for run in results if run["replication"] == replication]
        assert years[:3] == [2025, 2026, 2027]  # Mesa before 3.5 leaves out the last of four
    reserves = [run["pension_reserve"] for run in results if run["year"] == 2027]
    assert len(set(reserves)) == 2


def test_the_data_collector_has_a_row_for_the_start_and_one_for_every_step(model):
    while model.running:
        model.step()
    table = model.datacollector.get_model_vars_dataframe()
    assert table["year"].tolist() == [2025, 2026, 2027]
    assert table["persons"].between(1.0e9, 1.4e9).all()
    assert table.iloc[1:].notna().all(axis=None)
    for year in (2026, 2027):
        ledger = next(entry for entry in model.funds["pension"].ledgers if entry.year == year)
        assert table.set_index("year").loc[year, "pension_reserve"] == ledger.closing
    assert table["pension_reserve"].iloc[0] == model.funds["pension"].ledgers[0].opening


def test_step_after_the_last_year_does_nothing(model, differences):
    while model.running:
        model.step()
    before = pickle.loads(pickle.dumps(model))
    model.step()
    assert (model.running, model.year) == (False, 2027)
    assert differences(before, model) == []
    assert len(model.datacollector.get_model_vars_dataframe()) == 3


@pytest.mark.parametrize("rng", [None, 3, np.random.default_rng(3)])
def test_mesas_generator_is_accepted_and_decides_nothing(rng, model, differences):
    other = SocialInsuranceModel(population=300, until=2027, rng=rng)
    other.step()
    model.step()
    assert differences(model, other) == []


def test_workers_answer_and_obey_at_column_speed(model):
    model.step()
    workers = model.workers
    mean = workers.agg("income_year", np.mean)
    living = model.columns["alive"] == 1
    assert mean == model.columns["income_year"][living].mean()
    assert len(workers) == int(living.sum())
    row = int(workers.rows[7])
    worker = workers.agent(row)
    worker.income_year = 1.0
    assert model.columns["income_year"][row] == 1.0 == workers.agent(row).income_year
    assert worker.model is model
    workers.set("wealth", 5.0)
    assert model.columns["wealth"][living].tolist() == [5.0] * len(workers)
    by_sex = workers.groupby("sex").agg("wealth", np.sum)
    assert sum(by_sex.values()) == 5.0 * len(workers)


def test_what_a_worker_is_given_he_keeps_for_the_year(model):
    """A write before the year is read by the year: savings are eaten, not forgotten."""
    rich, same = SocialInsuranceModel(population=300, until=2027), model
    rows = rich.workers.rows[:50]
    rich.columns["wealth"][rows] += 1e7
    rich.begin_year()
    same.begin_year()
    for each in (rich, same):
        each.workers.agent(int(rows[0])).step()
        each.end_year()
    assert np.all(rich.columns["wealth"][rows][rich.columns["alive"][rows] == 1] > 5e6)
    assert rich.workers.agg("consumption", np.sum) > same.workers.agg("consumption", np.sum)


def test_platforms_and_funds_are_agents_with_ids_of_their_own(model):
    assert len(model.platforms) >= 20
    assert len({platform.terms.sector for platform in model.platforms}) == 6
    assert list(model.funds) == [
        "pension", "resident_pension", "medical", "resident_medical", "injury", "unemployment", "maternity", "care",
    ]  # fmt: skip
    agents = [*model.platforms, *model.funds.values(), model.treasury]
    assert all(isinstance(agent, mesa.Agent) and agent.model is model for agent in agents)
    ids = [agent.unique_id for agent in agents]
    assert len(set(ids)) == len(ids)
    assert min(ids) >= model.columns["worker"].size
    assert model.funds["pension"].reserve > 1e12
    assert model.pension_reserve == model.funds["pension"].reserve
    with pytest.raises(AttributeError, match="no attribute pensions_reserve"):
        _ = model.pensions_reserve


def test_ids_go_on_after_unpickling(model):
    model.step()
    again = pickle.loads(pickle.dumps(model))
    assert [fund.unique_id for fund in again.funds.values()] == [fund.unique_id for fund in model.funds.values()]
    assert again.workers.agent(int(again.workers.rows[3])).model is again


@pytest.mark.parametrize("years", [0, 1])
def test_a_deleted_model_leaves_memory(years, compiled):
    model = SocialInsuranceModel(population=200, until=2027)
    for _ in range(years):
        model.step()
        model.begin_year()
        model.workers.do("step")
        model.end_year()
    gone = weakref.ref(model)
    arrays = weakref.ref(model.columns["wealth"])
    del model
    gc.collect()
    assert gone() is None and arrays() is None


def test_a_model_leaves_memory_though_the_class_was_asked_for_again_while_it_lived(compiled):
    model = SocialInsuranceModel(population=200, until=2027)
    arrays = weakref.ref(model.columns["wealth"])
    frozen = gc.get_freeze_count()
    from model import SocialInsuranceModel as again  # as a run in another thread does

    assert again is SocialInsuranceModel and gc.get_freeze_count() == frozen
    del model
    gc.collect()
    assert arrays() is None


def test_the_constructor_refuses_what_is_no_run():
    for wrong in ({"population": 0}, {"until": 2025}, {"seed": -1}, {"replication": -1}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            SocialInsuranceModel(**wrong)
    with pytest.raises(ValueError, match="status_quo"):
        SocialInsuranceModel(design="status_qou")
