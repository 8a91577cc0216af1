"""The plan: what a stage may ask for, who owns a flow, whose memory is whose, and over which blocks it runs."""

import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.columns import FLOWS, allocate, allocate_flows
from model.driver import Driver
from model.luck import Luck
from model.plan import (
    CHUNK_ROWS,
    SECTION_ROWS,
    Plan,
    PlanError,
    Scratch,
    blocks_of,
    check_memory,
    written_names,
)
from model.year import LIFE_PLAN, YEAR_PLAN


def work(status, u_months, year, wealth, months_worked, wage_month):
    for i in range(status.size):
        months_worked[i] = 12 if u_months[i] < 0.5 else year - 2020
        wage_month[i] = 1000.0
        wealth[i] += 1.0


def spend(months_worked, wage_month, consumption):
    for i in range(months_worked.size):
        consumption[i] = months_worked[i] * wage_month[i]


def work_again(status, wage_month):
    for i in range(status.size):
        wage_month[i], _ = 1.0, 2.0


def misspelt(status, wage_mont):
    return status, wage_mont


def without_a_name_near(status, xyzzy):
    return status, xyzzy


def changes_the_year(status, year, seed):
    for i in range(status.size):
        seed[i] = year


def draws_twice(u_month, u_luck):
    return u_month, u_luck


# ---- what a plan refuses ----------------------------------------------------------------------------------


def test_an_unknown_parameter_is_refused_with_the_nearest_name():
    with pytest.raises(PlanError, match=r"misspelt: parameter wage_mont is no .*; did you mean wage_month\?$"):
        Plan("test", [misspelt])
    with pytest.raises(PlanError, match=r"near: parameter xyzzy is no column, flow, draw or reserved name$"):
        Plan("test", [without_a_name_near])
    with pytest.raises(PlanError, match="draws_twice: parameter u_luck is no column"):
        Plan("test", [draws_twice])


def test_a_flow_with_two_owners_is_refused_by_both_names():
    with pytest.raises(PlanError, match=r"work_again: flow wage_month is already written by .*test_plan\.work$"):
        Plan("test", [work, work_again])


def test_a_flow_read_before_it_is_written_is_refused():
    with pytest.raises(PlanError, match="spend: reads flow months_worked before any stage has written it"):
        Plan("test", [spend, work])
    assert Plan("test", [spend], given=["months_worked", "wage_month"]).written == ["consumption"]


def test_a_stage_that_writes_a_reserved_name_is_refused():
    with pytest.raises(PlanError, match="changes_the_year: writes seed, which is neither a column nor a flow"):
        Plan("test", [changes_the_year])


def test_written_names_are_all_that_a_stage_assigns_by_index():
    assert written_names(work) == ["months_worked", "wage_month", "wealth"]
    assert written_names(work_again) == ["wage_month"]
    assert written_names(misspelt) == []


# ---- memory -----------------------------------------------------------------------------------------------


def test_arrays_that_share_memory_are_refused_by_name():
    columns = allocate(100)
    check_memory({**columns, **allocate_flows(100)})
    columns["wealth"] = columns["income_year"]
    with pytest.raises(PlanError, match=r"(wealth and income_year|income_year and wealth) share memory"):
        check_memory(columns)
    memory = np.zeros(150)
    columns["wealth"], columns["income_year"] = memory[:100], memory[50:]
    with pytest.raises(PlanError, match="wealth and income_year share memory: a stage that writes one would"):
        check_memory(columns)
    columns["wealth"], columns["income_year"] = memory[:75], memory[75:]
    check_memory(columns)


def test_arrays_with_gaps_are_refused_by_name():
    with pytest.raises(PlanError, match="wealth is not contiguous"):
        check_memory({"wealth": np.zeros(20)[::2]})


def test_the_flows_and_draws_of_a_block_have_memory_of_their_own():
    scratch = Scratch(1000, ["month", "illness"])
    check_memory({**scratch.flows, **scratch.draws, **allocate(1000)})
    assert set(scratch.flows) == {flow.name for flow in FLOWS}


def test_the_driver_refuses_columns_that_share_memory():
    columns = allocate(10)
    columns["wealth"] = columns["income_year"]
    with pytest.raises(PlanError, match="share memory"):
        Driver(Luck(1)).run([Plan("test", [work])], columns, 10, {"year": 2026}, 2026)


def test_a_model_whose_columns_share_memory_stops_on_both_paths(compiled):
    from model import SocialInsuranceModel

    for path in ("step", "begin_year"):
        model = SocialInsuranceModel(population=200, until=2026)
        model.columns["wealth"] = model.columns["utility_sum"]
        with pytest.raises(PlanError, match="share memory"):
            getattr(model, path)()
            model.workers.agent(3).step()


# ---- running ----------------------------------------------------------------------------------------------


@given(st.integers(0, 200_000), st.sampled_from([None, CHUNK_ROWS, 3 * CHUNK_ROWS, 64 * CHUNK_ROWS]))
def test_blocks_cover_every_row_once_in_order_and_cut_no_chunk_and_no_section(rows, block_rows):
    blocks = blocks_of(rows, block_rows)
    assert [row for block in blocks for row in block][1:-1:2] == [low for low, _ in blocks[1:]]
    assert all(low % CHUNK_ROWS == 0 and low < high for low, high in blocks)
    assert all(low // SECTION_ROWS == (high - 1) // SECTION_ROWS for low, high in blocks)
    assert sum(high - low for low, high in blocks) == rows


class Kept:
    """A tally that keeps the consumption of every block."""

    def __init__(self):
        self.seen = {}

    def post(self, low, high, money, flows, columns):
        self.seen[low] = flows["consumption"].copy()


@pytest.mark.parametrize("threads", [1, 2])
def test_a_plan_runs_its_stages_in_order_on_every_row(threads):
    rows = 2 * SECTION_ROWS + CHUNK_ROWS + 7
    columns = allocate(rows)
    plan = Plan("test", [work, spend])
    kept = Kept()
    driver = Driver(Luck(1), threads, CHUNK_ROWS, native=False)
    driver.run([plan], columns, rows, {"year": 2026}, 2026, kept)
    consumption = np.concatenate([kept.seen[low] for low in sorted(kept.seen)])
    drawn = Luck(1).fill_block(2026, columns["worker"], ["months"], {})["u_months"]
    assert np.array_equal(consumption, np.where(drawn < 0.5, 12_000.0, 6_000.0))
    assert np.all(columns["wealth"] == 1.0)


def test_the_table_shows_what_each_stage_reads_writes_and_takes():
    plan = Plan("test", [work, spend])
    Driver(Luck(1)).run([plan], allocate(1000), 1000, {"year": 2026}, 2026)
    table = plan.table()
    assert table.columns.tolist() == ["plan", "stage", "reads", "writes", "seconds"]
    assert [name.split(".")[-1] for name in table["stage"]] == ["work", "spend", "draws and sums"]
    assert table["reads"].tolist() == ["status, u_months, year", "months_worked, wage_month", ""]
    assert table["writes"].tolist() == ["months_worked, wage_month, wealth", "consumption", ""]
    assert (table["seconds"] > 0.0).all()


# ---- the plan of the year ---------------------------------------------------------------------------------


def test_every_flow_of_the_year_has_one_owner():
    written = [*LIFE_PLAN.written, *YEAR_PLAN.written]
    assert sorted(written) == sorted(flow.name for flow in FLOWS)


def test_the_tables_of_the_year_name_every_stage_once_and_the_law_it_reads():
    tables = [plan.table() for plan in (LIFE_PLAN, YEAR_PLAN)]
    stages = [name for table in tables for name in table["stage"][:-1]]
    assert len(stages) == len(set(stages)) == len(LIFE_PLAN.steps) + len(YEAR_PLAN.steps)
    reads = tables[1].set_index("stage")["reads"]
    assert "law_maternity" in reads["law.maternity.stages.claim"]
    assert "u_illness" in reads["health.fall_ill"]


def test_every_stage_says_in_a_line_what_it_does():
    for step in (*LIFE_PLAN.steps, *YEAR_PLAN.steps):
        assert inspect.getdoc(step.stage.py_func), step.name
