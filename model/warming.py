"""How are the stages compiled on two processors? A second process compiles them from the last to the first.

Compilation takes most of a minute, once for a state of the sources, and a process compiles one stage at a time. So
while nothing is on disk yet, a process of its own starts at the end of the year and leaves what it has compiled in
the cache, where the first process finds it. Nobody depends on it: without it the first process compiles everything.
"""

import atexit
import os
import subprocess
import sys

from agents.compiled import ROOT, is_warm, mark_warm

_OTHERS: list[subprocess.Popen] = []


def start() -> None:
    """Start the second process, if nothing has been compiled and there is a processor for it."""
    if _OTHERS or is_warm() or (os.cpu_count() or 1) < 2 or os.environ.get("NUMBA_DISABLE_JIT", "0") != "0":
        return
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    command = [sys.executable, "-c", "from model.warming import compile_backwards; compile_backwards()"]
    try:
        _OTHERS.append(subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path}, **quiet))
    except OSError:
        return
    atexit.register(stop)


def stop() -> None:
    """End the second process: everything is compiled, or nobody waits for it any more."""
    while _OTHERS:
        other = _OTHERS.pop()
        other.terminate()
        other.wait()


def finish() -> None:
    """A whole year has run, so nothing is left to compile: no later start needs a second process."""
    stop()
    if not is_warm():
        mark_warm()


def compile_backwards() -> None:
    """Compile the stages of the year and its sums for the arguments of every run, the last ones first."""
    from numba import typeof

    from agents.bridges import form_of
    from agents.columns import allocate
    from model.luck import Luck
    from model.program import calls_of, examples_of, given_in
    from model.settings import Settings
    from model.tally import Tally
    from model.world import CELLS, World
    from model.year import LIFE_PLAN, YEAR_PLAN

    luck = Luck(1)
    tally = Tally(1, CELLS, 1)
    given = given_in(Settings().start, World(Settings()).base_named(luck.seed), luck, tally.outputs)
    example = examples_of(allocate(1), given)
    for call in reversed(calls_of((LIFE_PLAN, YEAR_PLAN), tally.steps)):
        form_of(call.stage, tuple(typeof(example(name)) for name in call.arguments))
