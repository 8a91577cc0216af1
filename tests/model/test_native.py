"""One compiled call for a year: the same bits as the stages called from Python, and never a wrong word."""

import numpy as np
import pytest
from numba import typeof

from agents.bridges import CannotBridge, Unexpected, kinds_of, parts_of, words_of
from agents.columns import allocate
from agents.compiled import stage
from model import SocialInsuranceModel, program
from model.driver import Driver
from model.luck import NAMED_DRAWS, Luck, Purpose
from model.plan import CHUNK_ROWS, SECTION_ROWS, Plan, PlanError, Scratch
from model.program import calls_of
from model.tally import STEPS, Tally
from model.world import CELLS
from model.year import LIFE_PLAN, YEAR_PLAN

PLANS = (LIFE_PLAN, YEAR_PLAN)
SIZES = (1, 2, CHUNK_ROWS - 1, CHUNK_ROWS + 1, 2 * CHUNK_ROWS + 1, SECTION_ROWS - 1, SECTION_ROWS + 1)


@pytest.fixture(scope="module")
def opened(compiled):
    """A model whose year is open, with more rows than any of the sizes."""
    model = SocialInsuranceModel(population=2 * SECTION_ROWS, until=2027)
    model.step()
    model.begin_year()
    assert model.rows > 2 * SECTION_ROWS
    return model


def year_of(model, rows, **how) -> dict[str, bytes]:
    """The bits of all columns and sums after the first `rows` rows have lived the open year."""
    columns = {name: array.copy() for name, array in model.columns.items()}
    tally = Tally(rows, CELLS, len(model.platforms))
    driver = Driver(model.luck, **how)
    driver.run(PLANS, columns, rows, model.named, model.open_year, tally)
    assert driver.native == how.get("native", True)
    return {name: array.tobytes() for name, array in (columns | tally.outputs).items()}


@pytest.mark.parametrize("rows", SIZES)
def test_the_compiled_year_is_the_year_of_the_stages_called_from_python(rows, opened):
    assert year_of(opened, rows) == year_of(opened, rows, native=False)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("block_rows", [CHUNK_ROWS, 3 * CHUNK_ROWS, 2 * SECTION_ROWS])
def test_threads_and_blocks_of_the_compiled_year_do_not_move_a_bit(threads, block_rows, opened):
    rows = 2 * SECTION_ROWS + 3
    assert year_of(opened, rows, threads=threads, block_rows=block_rows) == year_of(opened, rows, native=False)


def test_years_of_a_model_are_the_same_on_both_ways(compiled, lived, differences):
    model = SocialInsuranceModel(population=2000, until=2029)
    model.driver.native = False
    while model.running:
        model.step()
    assert differences(model, lived(population=2000, until=2029)) == []


def test_a_run_that_changes_its_way_every_year_is_the_same_run(compiled, lived, differences):
    model = SocialInsuranceModel(population=2000, until=2029)
    while model.running:
        model.driver.native = not model.driver.native
        model.step()
    assert differences(model, lived(population=2000, until=2029)) == []


# ---- draws ------------------------------------------------------------------------------------------------


def test_every_stage_reads_its_draws_from_the_buffers_that_hold_them():
    calls = calls_of(PLANS, STEPS)
    steps = {step.stage: step for plan in PLANS for step in plan.steps}
    held, used = {}, set()
    for call in calls:
        if call.stage is program.fill:
            purpose = Purpose[call.arguments[1].removesuffix(".number")]
            buffers = call.arguments[4:]
            assert len(set(buffers)) == 4
            held |= dict.fromkeys(buffers) | {buffer: (purpose, word) for word, buffer in enumerate(buffers)}
            used |= set(buffers)
        elif call.stage in steps:
            for name, buffer in zip(steps[call.stage].parameters, call.arguments, strict=True):
                if name.startswith("u_"):
                    assert held[buffer] == NAMED_DRAWS[name[2:]]
                else:
                    assert name == buffer
    assert len(used) < len({name for plan in PLANS for name in plan.draws})


class TwoSeeds(Luck):
    """Luck of which some purposes have a seed and a year of their own."""

    def source(self, purpose, year):
        return (np.uint64(2**63 + 5), 3) if purpose % 2 else super().source(purpose, year)


def test_seeds_and_years_of_purposes_are_those_of_the_luck(opened):
    years = []
    for luck in (TwoSeeds(7), Luck(7)):
        for way in (True, False):
            columns = {name: array.copy() for name, array in opened.columns.items()}
            driver = Driver(luck, native=way)
            driver.run(PLANS, columns, 1000, opened.named, opened.open_year)
            years.append({name: array.tobytes() for name, array in columns.items()})
    assert years[0] == years[1] != years[2] == years[3]


def test_luck_that_watches_for_second_draws_still_finds_them(opened):
    luck = Luck(1, debug=True)
    columns = {name: array.copy() for name, array in opened.columns.items()}
    driver = Driver(luck)
    driver.run(PLANS, columns, 100, opened.named, 2026)
    with pytest.raises(ValueError, match="was drawn before"):
        driver.run(PLANS, columns, 100, opened.named, 2026)


# ---- types ------------------------------------------------------------------------------------------------


@stage
def halve(wealth, year, income_year):
    """Income of half the wealth, in years after 2000."""
    for i in range(wealth.size):
        income_year[i] = wealth[i] / 2.0 + (year - 2000)


@stage
def take_apart(wealth, behaviour, income_year):
    """A stage that numba refuses: it asks an array for a field."""
    for i in range(wealth.size):
        income_year[i] = wealth[i] + behaviour.no_such_number


@stage
def refuse(wealth, income_year):
    """A stage that stops."""
    for i in range(wealth.size):
        if wealth[i] > 1.0:
            raise ValueError("too rich")
        income_year[i] = 0.0


def test_a_stage_with_a_type_error_stops_with_numbas_message(opened):
    plan = Plan("test", [take_apart])
    for way in (True, False):
        with pytest.raises(Exception, match="no_such_number"):
            Driver(Luck(1), native=way).run([plan], allocate(10), 10, opened.named, 2026)


def test_a_stage_that_stops_is_named_with_its_rows():
    columns = allocate(10)
    columns["wealth"][7] = 2.0
    with pytest.raises(PlanError, match=r"refuse stopped somewhere in rows 0 to 9"):
        Driver(Luck(1)).run([Plan("test", [refuse])], columns, 10, {}, 2026)


def test_columns_and_records_of_other_types_are_read_as_what_they_are():
    plan = Plan("test", [halve])
    kinds = (np.float64, 2026), (np.float32, 2026), (np.int16, 2026), (np.int16, 2026.5), (np.float64, 2027)
    for dtype, year in kinds:
        columns = allocate(10)
        columns["wealth"] = np.arange(10).astype(dtype)
        driver = Driver(Luck(1))
        driver.run([plan], columns, 10, {"year": year}, 2026)
        assert driver.native
        assert columns["income_year"].tolist() == [i / 2.0 + year - 2000 for i in range(10)]


def test_what_has_no_place_in_a_frame_runs_from_python():
    columns = allocate(10)
    driver = Driver(Luck(1))
    driver.run([Plan("test", [halve])], columns, 10, {"year": np.int32(2026)}, 2026)
    assert not driver.native
    assert columns["income_year"].tolist() == [26.0] * 10


def test_a_numba_that_hides_its_functions_runs_from_python(opened, monkeypatch):
    rows = CHUNK_ROWS + 1
    expected = year_of(opened, rows, native=False)

    def hidden(form):
        raise CannotBridge("hidden")

    monkeypatch.setattr(program, "address_of", hidden)
    monkeypatch.setattr(program, "_PROGRAMS", {})
    columns = {name: array.copy() for name, array in opened.columns.items()}
    driver = Driver(opened.luck)
    driver.run(PLANS, columns, rows, opened.named, opened.open_year)
    assert not driver.native
    assert {name: array.tobytes() for name, array in columns.items()}.items() <= expected.items()


def test_words_of_a_record_are_those_that_numba_passes(opened):
    for name, record in opened.named.items():
        numba_type = typeof(record)
        assert len(words_of(parts_of(numba_type), record)) == len(kinds_of(numba_type)), name
    behaviour = opened.named["behaviour"]
    parts = parts_of(typeof(behaviour))
    for other in (behaviour._replace(risk_aversion=2), tuple(behaviour), 2.0, np.zeros(3)):
        with pytest.raises(Unexpected):
            words_of(parts, other)
    read_only = np.zeros(3)
    read_only.flags.writeable = False
    for other in (np.zeros(6)[::2], np.zeros((3, 1)), np.zeros(3, dtype=np.int64), 2.0, read_only):
        with pytest.raises(Unexpected):
            words_of(parts_of(typeof(np.zeros(3))), other)


def test_numbers_and_shapes_keep_their_bits_as_words():
    whole, real, seed = (parts_of(typeof(value)) for value in (1, 1.0, np.uint64(1)))
    assert words_of(whole, -5) == [-5]
    assert words_of(seed, np.uint64(2**64 - 2)) == [-2]
    assert words_of(real, -0.1) == [np.float64(-0.1).view(np.int64)]
    cube = np.zeros((2, 3, 4), dtype=np.int16)
    words = words_of(parts_of(typeof(cube)), cube)
    assert words == [0, 0, 24, 2, cube.ctypes.data, 2, 3, 4, *cube.strides]


def test_years_of_a_driver_use_the_records_of_their_own_year():
    columns = allocate(10)
    plan = Plan("test", [halve])
    driver = Driver(Luck(1))
    for year in (2026, 2027, 2027, 2026):
        driver.run([plan], columns, 10, {"year": year}, 2026)
        assert columns["income_year"].tolist() == [float(year - 2000)] * 10


def test_flows_of_a_lane_do_not_crowd_into_one_place_of_the_cache():
    scratch = Scratch(1024, ["month"])
    places = [array.__array_interface__["data"][0] // 64 % 64 for array in scratch.flows.values()]
    assert np.bincount(places, minlength=64).max() <= 4
