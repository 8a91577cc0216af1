"""What is one run of an experiment, in plain data that may travel to another process, and what does it say?"""

import time
import traceback
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from experiments.errors import Interrupted
from experiments.ledger import Finished
from experiments.lives_record import LIVES, coded
from experiments.output import identity

if TYPE_CHECKING:
    import pandas as pd

    from experiments.measured import Measure
    from experiments.run import Run
    from model.law.design import Design
    from model.settings import Settings

KEPT_DESIGNS = 64
Advance = Callable[[int], None]


class Task(NamedTuple):
    """One run: a design with its levers, settings with its luck, and what is asked of it."""

    identity: str
    design: "str | Design"  # an expression that finds it, or the design itself
    digest: str  # of the text of what the expression found when the run was declared
    levers: tuple[tuple[str, object], ...]
    levers_from: int
    settings: "Settings"
    replication: int
    measures: "dict[str, Measure]"
    outputs: tuple[str, ...]


Evaluate = Callable[[Task, Advance], tuple[dict[str, float], "dict[str, pd.DataFrame]"]]


@lru_cache(maxsize=KEPT_DESIGNS)
def design_of(expression: str, levers: tuple[tuple[str, object], ...] = (), start: int = 0) -> tuple["Design", str]:
    """Which design does the expression stand for, with these levers from `start` on? With the digest of its text."""
    from experiments import compare

    if levers:
        from model.law.design_file import expand
        from model.law.parameters import load_law
        from model.law.sources import Place

        law = load_law()
        values = {
            path: list(value) if isinstance(value, tuple) else value
            for pattern, value in levers
            for path in expand(pattern, law.paths(), Place("", 0, 0))
        }
        design = design_of(expression)[0].varied(values, law, start)
    else:
        design = compare.find(expression)
    return design, identity({"text": design.text()})


def run_of(task: Task) -> "Run":
    """Which run of the model is this? RuntimeError: its design has changed since it was declared."""
    from experiments.run import Run

    if not isinstance(task.design, str):
        return Run(task.design, task.settings, task.replication)
    design, digest = design_of(task.design, task.levers, task.levers_from)
    if digest != task.digest:
        raise RuntimeError(f"the design {task.design} has changed since the experiment was declared")
    return Run(design, task.settings, task.replication)


def simulate(task: Task, advance: Advance) -> tuple[dict[str, float], "dict[str, pd.DataFrame]"]:
    """What does the model say? Measures by name, and the records that are kept. `advance` hears of every year."""
    from experiments import run as running

    model = running.build(run_of(task))
    while model.running:
        model.step()
        advance(1)
    # records end at the horizon: the years after it serve the scored lives and have no new entrants
    wanted = running.RECORDS if task.measures else ()
    kept = [name for name in task.outputs if name not in (running.PROFILES, LIVES)]
    records = {name: getattr(model.records, name)() for name in dict.fromkeys((*wanted, *kept))}
    if any(measure.of_counts for measure in task.measures.values()):
        records["counts"] = model.records.counts()
    lives = None
    if follows_lives(task):
        model.finish_lives()
        records[running.PROFILES], lives = model.profiles.frame(), model.lives()
        advance(running.FINISH_STEPS)
    if LIVES in task.outputs:
        records[LIVES] = coded(lives)
    gamma = task.settings.behaviour.risk_aversion
    measures = {name: measure.value(records, lives, gamma) for name, measure in task.measures.items()}
    return measures, {name: records[name].reset_index(drop=True) for name in task.outputs}


def follows_lives(task: Task) -> bool:
    """Does the run go on to the end of all scored lives?"""
    from experiments.run import PROFILES

    return bool({PROFILES, LIVES} & set(task.outputs)) or any(each.of_lives for each in task.measures.values())


def steps_of(task: Task) -> int:
    """How much work is the run, in simulated years?"""
    from experiments.run import FINISH_STEPS

    return task.settings.until - task.settings.start + FINISH_STEPS * follows_lives(task)


def finish(task: Task, evaluate: Evaluate, advance: Advance) -> Finished:
    """What came of the run? Its results, or the exception as data; only a request to stop is raised."""
    started = time.perf_counter()
    try:
        measures, records = evaluate(task, advance)
    except Interrupted:
        raise
    except Exception as error:
        seconds, kind = time.perf_counter() - started, type(error)
        name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
        return Finished(task.identity, seconds, {}, {}, name, str(error), traceback.format_exc())
    return Finished(task.identity, time.perf_counter() - started, measures, records)
