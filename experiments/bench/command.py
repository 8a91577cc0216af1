"""What does `linghuo bench` print? The cost of the engine, beside what it is meant to reach."""

from collections.abc import Sequence

from experiments import report
from experiments.bench import measure, philox, plain_mesa, start
from experiments.bench.measure import Cost
from experiments.progress import Progress
from experiments.tables.table import Table, number

SIZES = (10_000, 100_000, 1_000_000)
THREADS = (1, 2)
YEARS = 50
SMALL = 1_000  # records of a run in which fixed costs show
PLAIN = (2_000, 5)
START_POPULATION = 10_000
REACH_NANOSECONDS = 350.0
REACH_PLAIN = 100.0
REACH_LINEAR = 15.0
REACH_FIXED_MILLISECONDS = 2.0
REACH_COLD_SECONDS = 60.0
REACH_WARM_SECONDS = 4.0
REACH_BYTES = 1e9


def run_bench(sizes: Sequence[int], years: int, threads: Sequence[int]) -> None:
    """Measure everything and print it. Each run has a process of its own."""
    screen = report.console()
    with Progress(len(sizes) * len(threads) + 4) as progress:
        progress.begin("measuring")
        cold, warm = start.cold_and_warm(START_POPULATION)
        progress.advance(1)
        small = measure.measured(SMALL, years, 1)
        progress.advance(1)
        costs = []
        for population in sizes:
            for count in threads:
                costs.append(measure.measured(population, years, count))
                progress.advance(1)
        unit = philox.nanoseconds_a_double()
        plain = plain_mesa.measured(*PLAIN)
        progress.advance(1)
        difference = plain_mesa.largest_difference(plain.reserves, plain_mesa.engine_reserves(*PLAIN))
        progress.advance(1)
    report.show([speed_table(costs), stages_table(costs), summary_table(costs, small, cold, warm, unit, plain)], screen)
    if difference > plain_mesa.AGREEMENT:
        raise RuntimeError(f"plain agents and engine disagree: reserves differ by up to {difference:.1e}")


def speed_table(costs: Sequence[Cost]) -> Table:
    """One line a run."""
    rows = [
        [
            number(cost.population, 0),
            str(cost.threads),
            number(cost.per_second / 1e6, 2),
            number(cost.cpu_nanoseconds, 0),
            number(cost.wall_seconds, 2),
            number(cost.build_seconds, 2),
            number(cost.peak_bytes / 1e6, 0),
        ]
        for cost in costs
    ]
    headers = ["Records", "Threads", "Million person-years/s", "CPU ns/person-year", "Wall s", "Build s", "Peak MB"]
    note = "The first year of each run is left out of the speed: it loads the compiled code."
    return Table("speed", f"Speed over {costs[0].years} years", headers, rows, 2, frozenset(), note, _data(costs))


def stages_table(costs: Sequence[Cost]) -> Table:
    """The share of each stage in the time of the run nearest to 100 000 records on one thread."""
    single = [cost for cost in costs if cost.threads == min(each.threads for each in costs)]
    chosen = min(single, key=lambda cost: abs(cost.population - 100_000))
    total = sum(seconds for _, seconds in chosen.stages)
    ordered = sorted(chosen.stages, key=lambda stage: -stage[1])
    rows = [
        [name, number(100 * seconds / total, 1), number(1e9 * seconds / chosen.person_years, 1)]
        for name, seconds in ordered
    ]
    note = f"{number(chosen.population, 0)} records, {chosen.threads} thread; time inside the plan alone."
    title = "Share of each stage"
    return Table("stages", title, ["Stage", "%", "ns/person-year"], rows, 1, frozenset(), note, _data(costs))


def summary_table(costs, small: Cost, cold: float, warm: float, unit: float, plain: plain_mesa.Plain) -> Table:
    """What is to be reached, and what is."""
    single = {cost.population: cost for cost in costs if cost.threads == min(each.threads for each in costs)}
    largest, middle = max(single), min(single, key=lambda population: abs(population - 100_000))
    nanoseconds = single[middle].cpu_nanoseconds
    linear = 100 * (single[largest].cpu_nanoseconds / nanoseconds - 1)
    years = small.years
    fixed = 1e3 * (small.wall_seconds - 1e-9 * nanoseconds * small.person_years) / years
    peak = single[largest].peak_bytes
    rows = [
        _line(f"CPU ns a person-year, {number(middle, 0)} records", nanoseconds, REACH_NANOSECONDS, 0),
        _line(f"… in doubles of numpy's Philox ({unit:.2f} ns each)", nanoseconds / unit, None, 0),
        _line(f"plain Mesa agents, ns a person-year ({PLAIN[0]} agents, {PLAIN[1]} years)", plain.nanoseconds, None, 0),
        _line("… times the engine's", plain.nanoseconds / nanoseconds, REACH_PLAIN, 0, at_least=True),
        _line(f"{number(largest, 0)} against {number(middle, 0)} records, % more", linear, REACH_LINEAR, 1),
        _line("fixed cost of a year, ms", fixed, REACH_FIXED_MILLISECONDS, 2),
        _line("cold start to the end of the first year, s", cold, REACH_COLD_SECONDS, 1),
        _line("warm start to the end of the first year, s", warm, REACH_WARM_SECONDS, 1),
        _line(f"peak memory of {number(largest, 0)} records, MB", peak / 1e6, REACH_BYTES / 1e6, 0),
    ]
    headers = ["What", "Measured", "To reach", ""]
    note = "Both ratios are measured in the same run of the bench as the engine."
    return Table("bench", "To reach", headers, rows, 1, frozenset(), note, _data(costs))


def _line(name: str, value: float, limit: float | None, digits: int, at_least: bool = False) -> list[str]:
    if limit is None:
        return [name, number(value, digits), "", ""]
    reached = value >= limit if at_least else value <= limit
    bound = f"{'at least' if at_least else 'at most'} {number(limit, 0)}"
    return [name, number(value, digits), bound, "reached" if reached else "missed"]


def _data(costs: Sequence[Cost]):
    import pandas as pd

    return pd.DataFrame([cost._asdict() for cost in costs]).drop(columns="stages")
