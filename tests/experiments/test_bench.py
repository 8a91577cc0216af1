"""The bench says what it measured, beside what is to be reached."""

import numpy as np
import pytest

from experiments.bench import command, designs, measure, philox, plain_mesa
from experiments.bench.measure import Cost
from experiments.bench.plain_mesa import Cell, Plain, SingleCell
from experiments.errors import InputError
from model.law.design import list_designs


def cost(population, threads, seconds):
    return Cost(population, 50, threads, 1.0, seconds, seconds * threads, 50 * population, 4 * 10**8, [("earn", 0.7)])


COSTS = [cost(10_000, 1, 0.15), cost(100_000, 1, 1.5), cost(1_000_000, 1, 16.5), cost(1_000_000, 2, 9.0)]


def test_speed_and_processor_time_follow_from_seconds_and_person_years():
    assert COSTS[1].cpu_nanoseconds == pytest.approx(300)
    assert COSTS[1].per_second == pytest.approx(5e6 / 1.5)
    assert COSTS[3].cpu_nanoseconds == pytest.approx(360)


def test_the_summary_says_what_is_reached_and_what_is_missed():
    small = cost(1_000, 1, 0.265)  # 15 ms at 300 ns a person-year and 250 ms fixed in 50 years: 5 ms a year
    table = command.summary_table(COSTS, small, 70.0, 3.0, 1.5, Plain(45.0, 1000, {}))
    said = {row[0].split(",")[0]: row[1:] for row in table.rows}
    assert said["CPU ns a person-year"] == ["300", "at most 350", "reached"]
    assert said["… in doubles of numpy's Philox (1.50 ns each)"][0] == "200"
    assert said["… times the engine's"] == ["150,000", "at least 100", "reached"]
    assert said["fixed cost of a year"] == ["5.00", "at most 2", "missed"]
    assert said["cold start to the end of the first year"] == ["70.0", "at most 60", "missed"]
    assert said["warm start to the end of the first year"] == ["3.0", "at most 4", "reached"]
    assert next(row for row in table.rows if "against" in row[0])[1:] == ["10.0", "at most 15", "reached"]


def test_shares_of_stages_are_of_the_plan():
    table = command.stages_table([cost(100_000, 1, 1.0)._replace(stages=[("earn", 3.0), ("claim", 1.0)])])
    assert [row[:2] for row in table.rows] == [["earn", "75.0"], ["claim", "25.0"]]


def test_the_dearest_design_comes_first_and_is_held_against_its_own_limit():
    table = designs.designs_table({"status_quo": cost(100_000, 1, 1.5), "three_classes": cost(100_000, 1, 2.5)})
    assert [(row[0], row[1], row[3]) for row in table.rows] == [
        ("three_classes", "500", "missed"), ("status_quo", "300", "reached"),
    ]  # fmt: skip


def test_designs_to_measure_are_named_once_or_all_and_an_unknown_one_stops_before_any_run():
    assert designs.named(["status_quo", "bundling", "status_quo"]) == ["status_quo", "bundling"]
    assert designs.named(["all"]) == [file.name for file in list_designs()]
    with pytest.raises(InputError, match="bundling"):
        designs.named(["bundlin"])


def test_a_measured_run_is_one_of_the_design_asked_for():
    cost = measure.measured(300, 3, 1, "bundling")
    assert cost.population == 300 and cost.years == 3
    assert 400 < cost.person_years < 1_000  # two of the three years are timed


def test_the_unit_of_time_is_some_nanoseconds():
    assert 0.1 < philox.nanoseconds_a_double() < 100


def test_cells_hold_one_value_and_keep_the_precision_of_their_column():
    cell, single = Cell([1.5]), SingleCell([0.0])
    single[0] = 0.1
    cell[0] += 1
    assert (cell[0], cell.size, single.size) == (2.5, 1, 1)
    assert single[0] == float(np.float32(0.1)) != 0.1


def test_the_largest_difference_is_relative_to_the_engine():
    assert plain_mesa.largest_difference({"a": 101.0, "b": 50.0}, {"a": 100.0, "b": 50.0}) == pytest.approx(0.01)


def test_cells_take_one_value_for_the_whole_column():
    cell, single = Cell([3]), SingleCell([1.0])
    cell[:] = 0
    single[:] = 0.1
    assert (list(cell), list(single)) == ([0], [float(np.float32(0.1))])


def test_plain_agents_leave_the_engines_reserves():
    """Over years, so that what spouses leave and share at a year's end reaches the agents too."""
    plain = plain_mesa.measured(150, 5)
    assert plain.person_years > 600
    assert plain_mesa.largest_difference(plain.reserves, plain_mesa.engine_reserves(150, 5)) < plain_mesa.AGREEMENT
