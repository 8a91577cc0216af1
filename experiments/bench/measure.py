"""What does one run cost? A process of its own measures it, so that memory and caches are those of this run alone.

`python -m experiments.bench.measure POPULATION YEARS THREADS [DESIGN]` prints one line of JSON.
"""

import json
import subprocess
import sys
import time
from typing import NamedTuple

DESIGN = "status_quo"
REHEARSED = 1_000  # records of the run that compiles what a design alone calls for, before it is measured


class Cost(NamedTuple):
    """What a run of so many records, years and threads took: seconds, person-years lived, peak memory in bytes."""

    population: int
    years: int
    threads: int
    build_seconds: float
    wall_seconds: float
    cpu_seconds: float
    person_years: int
    peak_bytes: int
    stages: list[tuple[str, float]]

    @property
    def per_second(self) -> float:
        """Person-years simulated in a second of wall time."""
        return self.person_years / self.wall_seconds

    @property
    def cpu_nanoseconds(self) -> float:
        """Processor time of one person-year, all threads together."""
        return 1e9 * self.cpu_seconds / self.person_years


def measured(population: int, years: int, threads: int, design: str = DESIGN) -> Cost:
    """What does such a run cost in a process of its own? Compiled code and population come from the cache."""
    command = [sys.executable, "-m", __name__, str(population), str(years), str(threads), design]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the measured run failed:\n{done.stderr}")
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def here(population: int, years: int, threads: int, design: str = DESIGN) -> Cost:
    """What does such a run cost in this process? The first year is left out: it loads the compiled code.

    Under another design than the law in force, a small run of the same years comes first, as a change of the law in
    a later year may call for code that no run has compiled before.
    """
    import resource

    import numpy as np

    from agents.bridges import HAS_COUNTER
    from model import SocialInsuranceModel

    if design != DESIGN:
        rehearsal = SocialInsuranceModel(design=design, population=REHEARSED, until=2025 + years + 1, threads=threads)
        while rehearsal.running:
            rehearsal.step()
    started = time.perf_counter()
    model = SocialInsuranceModel(design=design, population=population, until=2025 + years + 1, threads=threads)
    build_seconds = time.perf_counter() - started
    model.step()
    before = dict(plan_seconds())
    wall = cpu = 0.0
    person_years = 0
    while model.running:
        person_years += int(np.count_nonzero(model.columns["alive"] == 1))
        wall_start, cpu_start = time.perf_counter(), time.process_time()
        model.step()
        wall += time.perf_counter() - wall_start
        cpu += time.process_time() - cpu_start
    if not HAS_COUNTER:  # a compiled year cannot tell its stages apart here, so two more years are called from Python
        model = SocialInsuranceModel(design=design, population=min(population, 20_000), until=2028, threads=threads)
        model.driver.native = False
        model.step()
        before = dict(plan_seconds())
        while model.running:
            model.step()
    stages = [(stage, seconds - before[stage]) for stage, seconds in plan_seconds()]
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return Cost(population, years, threads, build_seconds, wall, cpu, person_years, peak, stages)


def plan_seconds() -> list[tuple[str, float]]:
    """Seconds that each stage of the two plans has taken in this process so far."""
    from model.year import LIFE_PLAN, YEAR_PLAN

    return [
        (f"{row.stage} ({row.plan})" if row.stage == "draws and sums" else row.stage, row.seconds)
        for plan in (LIFE_PLAN, YEAR_PLAN)
        for row in plan.table().itertuples()
    ]


if __name__ == "__main__":
    print(json.dumps(here(*map(int, sys.argv[1:4]), *sys.argv[4:])._asdict()))
