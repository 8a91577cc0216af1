"""Workers: views that write through, Mesa's AgentSet over columns, and nothing that outlives its model."""

import copy
import gc
import pickle
import weakref

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mesa.agent import Agent, AgentSet

from agents.codes import DEAD, LIVING, NOT_YET, Status
from agents.columns import COLUMNS, FLOWS, allocate
from agents.worker import Worker, WorkerGroups, Workers

ROWS = 10
LIVE = [0, 1, 2, 4, 5, 7]  # 3 and 6 are dead, 8 and 9 have not entered


class Town(mesa.Model):
    """A model with nothing but people, which notes who has lived the year."""

    def __init__(self, seed=1):
        super().__init__(rng=seed)
        columns = allocate(ROWS)
        columns["alive"][:] = [LIVING, LIVING, LIVING, DEAD, LIVING, LIVING, DEAD, LIVING, NOT_YET, NOT_YET]
        columns["status"][:] = [1, 3, 3, 3, 1, 5, 3, 3, 0, 0]
        columns["income_year"][:] = [50.0, 20.0, 30.0, 99.0, 40.0, 20.0, 99.0, 60.0, 0.0, 0.0]
        self.columns = columns
        self.workers = Workers(self, columns)
        self.lived = []

    def live_one(self, row):
        self.lived.append(row)


@pytest.fixture
def town():
    return Town()


def ids(agents):
    return [agent.unique_id for agent in agents]


def test_every_public_attribute_of_mesas_agent_set_is_overridden():
    inherited = [
        name for name in dir(AgentSet) if not name.startswith("_") and name not in vars(Workers)
    ]
    assert inherited == []


@pytest.mark.parametrize(
    "name",
    ["__len__", "__iter__", "__reversed__", "__contains__", "__getitem__", "__getstate__", "__setstate__"],
)
def test_every_special_method_that_reads_mesas_dictionary_is_overridden(name):
    assert name in vars(Workers)


def test_no_column_or_flow_hides_behind_an_attribute_of_the_agent():
    names = {entry.name for entry in (*COLUMNS, *FLOWS)}
    assert names.isdisjoint(dir(Worker))


def test_every_column_reads_and_writes_through_its_row(town):
    worker = town.workers.agent(2)
    for column in COLUMNS:
        if column.name == "alive":
            continue
        setattr(worker, column.name, 7)
        assert town.columns[column.name][2] == 7
        town.columns[column.name][2] = 5
        value = getattr(worker, column.name)
        assert value == 5 and type(value) in (int, float)
    assert np.all(town.columns["wealth"][[0, 1, 3, 4, 5]] == 0.0)


def test_a_worker_is_an_agent_of_its_model_with_its_row_as_id(town):
    worker = town.workers.agent(7)
    assert isinstance(worker, Agent) and worker.model is town
    assert worker.unique_id == 7 and worker.pos is None
    assert worker.random is town.random
    assert repr(worker) == "<Worker 7>"
    assert {"wealth", "status", "step"} <= set(dir(worker))


def test_what_a_column_cannot_hold_is_refused(town):
    worker = town.workers.agent(0)
    for name, value in [("status", 300), ("status", 1.5), ("wealth", float("nan")), ("ability", 1e300)]:
        with pytest.raises(ValueError, match=f"the column '{name}' .* cannot hold"):
            setattr(worker, name, value)
        with pytest.raises(ValueError, match=f"the column '{name}' .* cannot hold"):
            town.workers.set(name, value)
    assert (worker.status, worker.wealth, worker.ability) == (1, 0.0, 0.0)


def test_an_unknown_name_is_an_error_that_suggests_the_nearest(town):
    worker = town.workers.agent(0)
    with pytest.raises(AttributeError, match=r"no 'income_yaer'; did you mean 'income_year'\?"):
        _ = worker.income_yaer
    with pytest.raises(AttributeError, match="did you mean 'wealth'"):
        worker.welth = 3
    with pytest.raises(AttributeError, match="did you mean 'status'"):
        town.workers.set("statu", 3)


def test_flows_of_the_year_are_read_when_kept_and_never_set(town):
    worker = town.workers.agent(4)
    with pytest.raises(AttributeError, match="the flow 'consumption' of the year has not been kept"):
        _ = worker.consumption
    town.workers.flows = {"consumption": np.arange(ROWS) * 1.5}
    assert worker.consumption == 6.0
    assert town.workers.select(status=5).get("consumption").tolist() == [7.5]
    with pytest.raises(AttributeError, match="cannot be set"):
        worker.consumption = 1.0


def test_an_agent_is_the_same_object_while_held_and_keyed_by_its_row(town):
    workers = town.workers
    held = workers.agent(7)
    assert workers.agent(7) is held and workers.agent(np.int64(7)) is held
    assert workers[-1] is held and list(workers)[-1] is held
    assert workers.select(status=3).agent(7) is held
    gone = weakref.ref(workers.agent(5))
    assert gone() is None


@pytest.mark.parametrize("row", [3, 8, -1, ROWS])
def test_a_row_without_a_living_person_is_a_key_error(town, row):
    with pytest.raises(KeyError, match=f"person {row} is not a living one"):
        town.workers.agent(row)


def test_a_selection_gives_no_agent_outside_itself(town):
    with pytest.raises(KeyError, match="person 0 is not a living one of this set"):
        town.workers.select(status=3).agent(0)


def test_only_the_living_are_counted_and_listed_in_row_order(town):
    workers = town.workers
    assert len(workers) == 6 and workers.rows.tolist() == LIVE
    assert ids(workers) == ids(workers.to_list()) == LIVE
    assert ids(reversed(workers)) == LIVE[::-1]
    assert workers[3].unique_id == 4 and ids(workers[1:3]) == [1, 2]
    with pytest.raises(IndexError):
        _ = workers[6]
    assert repr(workers) == "<Workers: 6 living persons of 10 rows>"


def test_death_and_entry_show_at_once_in_the_set_and_in_its_selections(town):
    riders = town.workers.select(status=Status.PLATFORM)
    worker = town.workers.agent(2)
    assert worker in town.workers and worker in riders
    town.columns["alive"][2] = DEAD
    town.columns["alive"][8] = LIVING
    assert worker not in town.workers and worker not in riders
    assert worker.income_year == 30.0
    assert town.workers.rows.tolist() == [0, 1, 4, 5, 7, 8] and riders.rows.tolist() == [1, 7]


def test_membership_position_and_count_follow_the_sequence(town):
    workers, other = town.workers, Town().workers
    worker = workers.agent(4)
    assert workers.index(worker) == 3 and workers.count(worker) == 1
    assert other.agent(4) not in workers and workers.count("nobody") == 0
    with pytest.raises(ValueError, match="is not there"):
        workers.index(worker, 4)
    assert workers.select(status=1).isdisjoint(workers.select(status=3))
    assert not workers.isdisjoint([worker])


def test_set_algebra_gives_selections_of_the_same_columns(town):
    workers = town.workers
    riders, poor = workers.select(status=3), workers.select(income_year=lambda x: x < 35.0)
    assert isinstance(riders & poor, Workers)
    assert sorted(ids(riders & poor)) == [1, 2]
    assert sorted(ids(riders | poor)) == [1, 2, 5, 7]
    assert ids(riders - poor) == [7]
    assert sorted(ids(riders ^ poor)) == [5, 7]
    assert riders <= workers and riders == workers.select(lambda worker: worker.status == 3)
    with pytest.raises(ValueError, match="workers of another model"):
        _ = workers | Town().workers


@pytest.mark.parametrize(
    "call",
    [
        lambda workers, worker: workers.add(worker),
        lambda workers, worker: workers.discard(worker),
        lambda workers, worker: workers.remove(worker),
        lambda workers, worker: workers.pop(),
        lambda workers, worker: workers.clear(),
        lambda workers, worker: worker.remove(),
        lambda workers, worker: Worker.create_agents(workers.model, 3),
    ],
)
def test_nobody_is_added_or_removed_by_hand(town, call):
    with pytest.raises(TypeError, match="people enter and die through the model"):
        call(town.workers, town.workers.agent(0))
    assert len(town.workers) == 6


def test_get_gives_a_fresh_array_of_the_living_and_lists_for_several_names(town):
    income = town.workers.get("income_year")
    assert income.tolist() == [50.0, 20.0, 30.0, 40.0, 20.0, 60.0]
    income[:] = -1.0
    assert town.columns["income_year"][0] == 50.0
    assert town.workers.get(["unique_id", "status"])[:2] == [[0, 1], [1, 3]]
    assert town.workers.get("nothing", "default", 4).tolist() == [4] * 6
    assert town.workers.get(["status", "nothing"], "default")[0] == [1, None]
    with pytest.raises(AttributeError, match="no 'nothing'"):
        town.workers.get("nothing")
    with pytest.raises(ValueError, match="'error' or 'default'"):
        town.workers.get("status", "ignore")


def test_agg_applies_one_function_or_several(town):
    assert town.workers.agg("income_year", np.sum) == 220.0
    assert town.workers.agg("income_year", [min, max, len]) == [20.0, 60.0, 6]


def test_set_writes_the_living_and_nobody_else(town):
    assert town.workers.set("wealth", 2.5) is town.workers
    assert town.columns["wealth"].tolist() == [2.5, 2.5, 2.5, 0.0, 2.5, 2.5, 0.0, 2.5, 0.0, 0.0]
    town.workers.sort("income_year").set("wealth", [1, 2, 3, 4, 5, 6])
    assert town.workers.get("wealth").tolist() == [2.0, 5.0, 4.0, 3.0, 6.0, 1.0]
    with pytest.raises(ValueError, match=r"shape \(3,\) do not fit 6 persons"):
        town.workers.set("wealth", [1, 2, 3])


def test_select_by_function_mask_condition_and_number(town):
    workers = town.workers
    assert ids(workers.select(lambda worker: worker.income_year > 35.0)) == [0, 4, 7]
    assert ids(workers.select(workers.get("income_year") > 35.0)) == [0, 4, 7]
    assert ids(workers.select(status=Status.PLATFORM)) == [1, 2, 7]
    assert ids(workers.select(status=(1, 5), income_year=lambda x: x < 45.0)) == [4, 5]
    assert ids(workers.select(status=3, at_most=2)) == [1, 2]
    assert ids(workers.select(at_most=0.5)) == [0, 1, 2] and len(workers.select(at_most=1.0)) == 6
    assert len(workers.select(at_most=0)) == 0 and len(workers.select(agent_type=mesa.Model)) == 0
    assert ids(workers.select(agent_type=Worker)) == LIVE
    with pytest.raises(ValueError, match="a mask is a bool array of 6 values"):
        workers.select(np.ones(ROWS, dtype=bool))
    with pytest.raises(ValueError, match="at_most is not negative"):
        workers.select(at_most=-1)


def test_selections_leave_the_set_alone_unless_in_place(town):
    workers = town.workers
    subset = workers.select(status=3)
    assert len(workers) == 6 and subset is not workers
    assert subset.select(income_year=20.0, inplace=True) is subset
    assert ids(subset) == [1]
    assert ids(copy.copy(subset)) == [1]


def test_sort_falls_by_default_and_keeps_ties_in_order(town):
    workers = town.workers
    assert ids(workers.sort("income_year")) == [7, 0, 4, 2, 1, 5]
    assert ids(workers.sort("income_year", ascending=True)) == [1, 5, 2, 4, 0, 7]
    assert ids(workers.sort(lambda worker: worker.income_year)) == [7, 0, 4, 2, 1, 5]
    assert ids(workers.sort(lambda worker: -worker.income_year, ascending=True)) == [7, 0, 4, 2, 1, 5]


def test_shuffle_uses_the_models_generator(town):
    shuffled = town.workers.shuffle()
    assert ids(shuffled) == ids(Town().workers.shuffle()) != ids(town.workers)
    assert sorted(ids(shuffled)) == LIVE
    assert town.workers.random is town.random and town.workers.rng is town.rng
    everyone = town.workers.select()
    assert everyone.shuffle(inplace=True) is everyone and sorted(ids(everyone)) == LIVE


def test_do_steps_every_living_worker_in_row_order(town):
    assert town.workers.do("step") is town.workers
    assert town.lived == LIVE
    town.workers.agent(4).step()
    assert town.lived == [*LIVE, 4]


def test_do_map_and_shuffle_do_take_names_and_functions(town):
    def earn(worker, amount, factor=1):
        worker.income_year += amount * factor
        return worker.unique_id

    assert town.workers.map(earn, 1, factor=2) == LIVE
    assert town.workers.get("income_year").tolist() == [52.0, 22.0, 32.0, 42.0, 22.0, 62.0]
    assert town.workers.map("step") == [None] * 6
    town.lived.clear()
    assert town.workers.shuffle_do("step") is town.workers
    assert sorted(town.lived) == LIVE and town.lived != LIVE


def test_whoever_dies_while_others_act_does_not_act(town):
    def strike_the_next(worker):
        town.columns["alive"][worker.unique_id + 1] = DEAD
        return worker.unique_id

    assert town.workers.map(strike_the_next) == [0, 2, 4, 7]


def test_groups_by_column_and_by_function_cover_everyone_once(town):
    groups = town.workers.groupby("status")
    assert isinstance(groups, WorkerGroups) and len(groups) == 3
    assert groups.count() == {1: 2, 3: 3, 5: 1}
    assert groups.agg("income_year", np.sum) == {1: 90.0, 3: 110.0, 5: 20.0}
    assert groups.agg("income_year", [min, max])[3] == [20.0, 60.0]
    assert groups.map(lambda group: ids(group)) == {1: [0, 4], 3: [1, 2, 7], 5: [5]}
    by_function = town.workers.groupby(lambda worker: worker.income_year >= 30.0)
    assert by_function.map("agg", "income_year", len) == {True: 4, False: 2}
    lists = town.workers.groupby("status", result_type="list")
    assert all(isinstance(group, list) for _, group in lists)
    assert lists.agg("income_year", np.sum) == {1: 90.0, 3: 110.0, 5: 20.0}
    assert town.workers.select(status=9).groupby("status").count() == {}


@settings(deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(-5, 5)), min_size=1, max_size=30))
def test_the_set_agrees_with_plain_python_on_any_population(people):
    columns = allocate(len(people))
    columns["alive"][:] = [alive for alive, _ in people]
    columns["income_year"][:] = [income for _, income in people]
    workers = Workers(None, columns)
    expected = [(row, income) for row, (alive, income) in enumerate(people) if alive == LIVING]
    assert ids(workers) == [row for row, _ in expected]
    assert ids(workers.sort("income_year")) == [
        row for row, _ in sorted(expected, key=lambda pair: pair[1], reverse=True)
    ]
    groups = workers.groupby("income_year").map(ids)
    assert groups == {
        value: [row for row, income in expected if income == value]
        for value in sorted({income for _, income in expected})
    }


def test_a_model_pickles_with_its_workers_and_keeps_views_on_the_new_columns(town):
    town.favourite, town.riders = town.workers.agent(4), town.workers.select(status=3)
    twin = pickle.loads(pickle.dumps(town))
    assert twin.workers.model is twin and twin.workers.rows.tolist() == LIVE
    assert twin.favourite is twin.workers.agent(4) and twin.favourite.model is twin
    twin.favourite.wealth = 8.0
    assert twin.columns["wealth"][4] == 8.0 and town.columns["wealth"][4] == 0.0
    assert ids(twin.riders) == [1, 2, 7]


def test_pickling_may_start_from_one_worker(town):
    town.favourite = town.workers.agent(4)
    twin = pickle.loads(pickle.dumps(town.favourite))
    assert twin.unique_id == 4 and twin.income_year == 40.0
    assert twin.model.favourite is twin and twin.model.workers.agent(4) is twin


def test_a_copied_worker_is_the_same_view(town):
    worker = town.workers.agent(4)
    assert copy.copy(worker) is worker


def test_a_deleted_model_is_collected_even_after_its_workers_were_used():
    town = Town()
    town.workers.do("step")
    town.workers.select(status=3).groupby("income_year").agg("wealth", sum)
    held = town.workers.agent(4)
    fate = weakref.ref(town)
    assert held.model is town
    del town, held
    gc.collect()
    assert fate() is None


def test_making_agents_registers_nothing_with_the_model(town):
    list(town.workers)
    assert len(town.agents) == 0
    assert town not in getattr(Agent, "_ids", {})
