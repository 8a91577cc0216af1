"""How slow are the same rules as plain Mesa agents? State in attributes, `AgentSet.do("step")`, nothing compiled.

Every agent runs the plan's own stages on cells that hold one value, so both ways are the same model and their books
must agree. The draws are given to the agents before the clock starts, which favours the plain way.
`python -m experiments.bench.plain_mesa POPULATION YEARS` prints one line of JSON.
"""

import json
import os
import subprocess
import sys
import time
from typing import NamedTuple

import mesa

AGREEMENT = 1e-8  # relative: compiled and plain code may differ in the last bit of a power


class Plain(NamedTuple):
    """What the plain agents took, and the reserves that they left, fund by fund, yuan."""

    seconds: float
    person_years: int
    reserves: dict[str, float]

    @property
    def nanoseconds(self) -> float:
        """Time of one person-year."""
        return 1e9 * self.seconds / self.person_years


class Cell(list):
    """One value of one person, which a stage written for columns reads and writes at index 0, or fills as a whole."""

    __slots__ = ()
    size = 1

    def __setitem__(self, index, value):
        super().__setitem__(0 if isinstance(index, slice) else index, value)


class SingleCell(Cell):
    """A cell that keeps single precision, as its column does."""

    __slots__ = ()

    def __setitem__(self, index, value):
        import numpy as np

        super().__setitem__(index, float(np.float32(value)))


class PlainWorker(mesa.Agent):
    """A person as most Mesa models write one: attributes of the object, one step a year."""

    def __init__(self, model, row: int, columns: dict):
        super().__init__(model)
        self.row = row
        for name, values in columns.items():
            cell = SingleCell if values.dtype.itemsize == 4 and values.dtype.kind == "f" else Cell
            setattr(self, name, cell([values[row].item()]))

    def step(self) -> None:
        """Live the year: every stage of the plan, on this person alone."""
        for function, arguments in self.model.stages:
            function(*[getattr(self, name) if mine else self.model.named[name] for name, mine in arguments])


class PlainModel(mesa.Model):
    """Holds plain workers, and what is the same for all of them in the year."""

    def __init__(self, stages):
        super().__init__(rng=1)
        self.stages = stages
        self.named: dict = {}


def measured(population: int, years: int) -> Plain:
    """What do plain agents take, in a process of its own with compilation off?"""
    command = [sys.executable, "-m", __name__, str(population), str(years)]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the plain agents failed:\n{done.stderr}")
    return Plain(**json.loads(done.stdout.splitlines()[-1]))


def engine_reserves(population: int, years: int) -> dict[str, float]:
    """What does the engine leave in the funds after the same years?"""
    from model import SocialInsuranceModel

    model = SocialInsuranceModel(population=population, until=2025 + years)
    while model.running:
        model.step()
    return {name: fund.reserve for name, fund in model.funds.items()}


def largest_difference(one: dict[str, float], other: dict[str, float]) -> float:
    """By which share do the reserves of two runs differ at most?"""
    return max(abs(one[name] - other[name]) / max(abs(other[name]), 1.0) for name in other)


def here(population: int, years: int) -> Plain:
    """What do plain agents take in this process, whose compilation is off?"""
    from agents.codes import LIVING
    from model import SocialInsuranceModel

    engine = SocialInsuranceModel(population=population, until=2025 + years)
    engine.packing.pack = lambda living, arrays, pointers: False  # agents keep their rows
    plain = PlainModel(stages_of_plan())
    workers: list[PlainWorker] = []
    seconds, person_years = 0.0, 0
    for _ in range(years):
        engine.begin_year()
        workers += [PlainWorker(plain, row, engine.columns) for row in range(len(workers), engine.rows)]
        _give_flows_and_draws(engine, workers)
        plain.named = engine.named
        alive = engine.columns["alive"][: engine.rows] == LIVING
        living, dead = (
            mesa.agent.AgentSet([worker for worker in workers if alive[worker.row] == is_alive], random=plain.random)
            for is_alive in (True, False)
        )
        started = time.perf_counter()
        living.do("step")
        seconds += time.perf_counter() - started
        person_years += len(living)
        dead.do("step")  # the books want their zeros; no time is charged for it
        _book(engine, workers)
    return Plain(seconds, person_years, {name: fund.reserve for name, fund in engine.funds.items()})


def stages_of_plan() -> list[tuple]:
    """Every stage as (function, parameters), each parameter with whether it belongs to the person."""
    from agents.columns import BY_NAME, FLOW_BY_NAME
    from model.year import LIFE_PLAN, YEAR_PLAN

    def mine(name: str) -> bool:
        return name in BY_NAME or name in FLOW_BY_NAME or name.startswith("u_")

    steps = [*LIFE_PLAN.steps, *YEAR_PLAN.steps]
    return [
        (getattr(step.stage, "py_func", step.stage), [(name, mine(name)) for name in step.parameters]) for step in steps
    ]


def _give_flows_and_draws(engine, workers) -> None:
    import numpy as np

    from agents.columns import FLOWS
    from model.year import LIFE_PLAN, YEAR_PLAN

    rows = np.array([worker.row for worker in workers], dtype=np.int64)
    names = sorted({*LIFE_PLAN.draws, *YEAR_PLAN.draws})
    drawn = engine.luck.fill_block(engine.open_year, engine.columns["worker"][rows], names, {})
    for place, worker in enumerate(workers):
        for name, values in drawn.items():
            setattr(worker, name, Cell([values[place].item()]))
        for flow in FLOWS:
            setattr(worker, flow.name, Cell([0]))


def _book(engine, workers) -> None:
    """Write what the agents did into the engine's arrays, let it close the year's books, and tell them what that left.

    At the end of a year spouses share and inherit, by the engine in both ways.
    """
    from agents.columns import allocate_flows

    flows = allocate_flows(engine.rows)
    for worker in workers:
        for name, values in (*engine.columns.items(), *flows.items()):
            values[worker.row] = getattr(worker, name)[0]
    engine.workers.flows = flows
    engine.lived[:] = True
    engine.end_year()
    for worker in workers:
        for name, values in engine.columns.items():
            getattr(worker, name)[0] = values[worker.row].item()


if __name__ == "__main__":
    print(json.dumps(here(*map(int, sys.argv[1:3]))._asdict()))
