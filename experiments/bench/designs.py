"""What does a year of a person cost under each design? More of the law moves, and more of it is chosen."""

from collections.abc import Sequence

import pandas as pd

from experiments import report
from experiments.bench import measure
from experiments.bench.measure import Cost
from experiments.progress import Progress
from experiments.tables.table import Table, number

REACH_NANOSECONDS = 450.0
MIDDLE = 100_000  # records
EVERY = "all"


def named(expressions: Sequence[str]) -> list[str]:
    """The designs meant, each once; `all` stands for every design that comes with the project.

    InputError for an unknown design, before anything runs.
    """
    from experiments.compare import find
    from model.law.design import list_designs

    if EVERY in expressions:
        return [file.name for file in list_designs()]
    return list(dict.fromkeys(find(expression).name for expression in expressions))


def run_bench_designs(names: Sequence[str], population: int, years: int) -> None:
    """Measure the engine under these designs, one after the other, on one thread, and print what each costs."""
    costs = {}
    with Progress(len(names)) as progress:
        progress.begin("measuring")
        for name in names:
            costs[name] = measure.measured(population, years, 1, name)
            progress.advance(1)
    report.show([designs_table(costs)], report.console())


def designs_table(costs: dict[str, Cost]) -> Table:
    """One line a design, the dearest first; cost in CPU nanoseconds a person-year."""
    ordered = sorted(costs.items(), key=lambda item: -item[1].cpu_nanoseconds)
    rows = [
        [
            name,
            number(cost.cpu_nanoseconds, 0),
            number(cost.wall_seconds, 2),
            "reached" if cost.cpu_nanoseconds <= REACH_NANOSECONDS else "missed",
        ]
        for name, cost in ordered
    ]
    first = ordered[0][1]
    title = f"Speed under each design, {number(first.population, 0)} records, {first.years} years, one thread"
    headers = ["Design", "CPU ns/person-year", "Wall s", f"At most {number(REACH_NANOSECONDS, 0)}"]
    note = "The first year of each run is left out: it loads the compiled code."
    data = pd.DataFrame([{"design": name, **cost._asdict()} for name, cost in ordered]).drop(columns="stages")
    return Table("speed_of_designs", title, headers, rows, 1, frozenset(), note, data)
