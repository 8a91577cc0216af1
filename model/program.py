"""Which calls make up a year, and where does each word of their arguments stand in the frame?

The calls are the draws, each just before the first stage that needs it, the stages of the plans, and the stages of
the tally. Every column, flow, draw and record has a place in the frame (agents/bridges.py), the same in every block,
year and run.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numba import typeof

from agents.bridges import (
    INTEGER,
    POINTER,
    Bridges,
    Load,
    address_of,
    check_words,
    form_of,
    kinds_of,
    packing_of,
    parts_of,
)
from agents.columns import BY_NAME, FLOW_BY_NAME
from model.luck import Luck, Purpose, fill, purposes_of
from model.plan import Plan, Step

SIZE_SLOT = 0
MONEY = "money"


class Call(NamedTuple):
    """One call of a stage: the arguments by name, and where its time is booked: a plan and a position in it."""

    stage: object
    name: str
    arguments: tuple[str, ...]
    plan: Plan
    position: int


def calls_of(plans: Sequence[Plan], tally: Sequence[Step]) -> list[Call]:
    """What is called in a year, in order? Draws are filled when the first stage needs them, into buffers.

    A buffer is named u_<number> and serves another draw once nobody reads the first one any more.
    """
    steps = [(step, plan, position) for plan in plans for position, step in enumerate(plan.steps)]
    steps += [(step, plans[-1], len(plans[-1].steps)) for step in tally]
    readers: dict[str, list[int]] = {}
    for number, (step, _, _) in enumerate(steps):
        for name in step.parameters:
            if name.startswith("u_"):
                readers.setdefault(name, []).append(number)
    fills: dict[int, list[tuple]] = {}
    for purpose, _, words in purposes_of(tuple(sorted(readers)))[1]:
        first = min(readers[word][0] for word in words if word in readers)
        fills.setdefault(first, []).append((purpose, words))
    calls: list[Call] = []
    held: dict[str, str] = {}
    free: list[str] = []
    buffers = 0
    for number, (step, plan, position) in enumerate(steps):
        for purpose, words in fills.get(number, []):
            for word in words:
                if not free:
                    free.append(f"u_{buffers}")
                    buffers += 1
                held[word] = free.pop()
            names = (*luck_names(purpose), "worker", *(held[word] for word in words))
            calls.append(Call(fill, f"draws of {purpose.name}", names, plans[-1], len(plans[-1].steps)))
            free += [held.pop(word) for word in words if word not in readers]
        calls.append(Call(step.stage, step.name, tuple(held.get(n, n) for n in step.parameters), plan, position))
        free += [held.pop(name) for name in list(held) if readers[name][-1] == number]
    return calls


def luck_names(purpose: Purpose) -> tuple[str, str, str]:
    """Under which names stand the seed, the number and the year of a purpose among the arguments of a year?"""
    return f"{purpose.name}.seed", f"{purpose.name}.number", f"{purpose.name}.year"


def is_row_array(name: str) -> bool:
    """Is this argument a column, flow or draw, which has one value a row?"""
    return name in BY_NAME or name in FLOW_BY_NAME or name.startswith("u_")


class Program:
    """The calls of a year, and the place of every word of their arguments in the frame."""

    def __init__(self, calls: Sequence[Call], example: Callable[[str], object]):
        """example: a value of the type of each argument, by name. CannotBridge if a call cannot be made."""
        self.calls = calls
        self.types = {name: typeof(example(name)) for call in calls for name in call.arguments}
        self.parts = {name: parts_of(numba_type) for name, numba_type in self.types.items() if kinds_of(numba_type)}
        self.packings = {name: packing_of(self.types[name]) for name in self.parts}
        self.row_slots: dict[str, int] = {}  # of the pointer to a block's first row
        self.record_slots: dict[str, int] = {}  # of the first word of everything else
        self.slots = SIZE_SLOT + 1
        asked: list[tuple[Load, ...]] = []
        self.forms = []
        for call in calls:
            form = form_of(call.stage, tuple(self.types[name] for name in call.arguments))
            loads = tuple(load for name in call.arguments for load in self._loads(name))
            check_words(form, "".join(kind for kind, _, _ in loads))
            asked.append(loads)
            self.forms.append(form)
        self.bridges = Bridges(asked)
        self.addresses = np.array([address_of(form) for form in self.forms], dtype=np.uint64).view(np.int64)

    def _loads(self, name: str) -> list[Load]:
        numba_type = self.types[name]
        kinds = kinds_of(numba_type)
        if is_row_array(name):
            if name not in self.row_slots:
                self.row_slots[name] = self.slots
                self.slots += 1
            bytes_each = np.dtype(str(numba_type.dtype)).itemsize
            size, each = (INTEGER, SIZE_SLOT, False), (INTEGER, bytes_each, True)
            no_owner = (POINTER, 0, True)
            return [no_owner, no_owner, size, each, (POINTER, self.row_slots[name], False), size, each]
        if name not in self.record_slots:
            self.record_slots[name] = self.slots
            self.slots += len(kinds)
        first = self.record_slots[name]
        return [(kind, first + place, False) for place, kind in enumerate(kinds)]


_PROGRAMS: dict[tuple, Program] = {}
_MAKING = threading.Lock()  # runs that share a process share their programs


def program_of(plans: Sequence[Plan], tally: Sequence[Step], example: Callable[[str], object], renew: bool) -> Program:
    """The program of these plans and stages of a tally, made once a process unless it is to be renewed."""
    key = (*plans, *tally)
    with _MAKING:
        if renew or key not in _PROGRAMS:
            _PROGRAMS[key] = Program(calls_of(plans, tally), example)
        return _PROGRAMS[key]


def given_in(year: int, named: Mapping[str, object], luck: Luck, outputs: Mapping[str, np.ndarray]) -> dict:
    """Every argument of a year's calls besides columns, flows and draws: records, sources of luck, sums."""
    given = {**named, **{name: array[0] for name, array in outputs.items()}}
    for purpose in Purpose:
        seed, year_of_draw = luck.source(purpose, year)
        given |= zip(luck_names(purpose), (seed, int(purpose), year_of_draw), strict=True)
    return given


def examples_of(columns: Mapping[str, np.ndarray], given: Mapping[str, object]) -> Callable[[str], object]:
    """A function of an argument's name: a value of the type that it has in every block."""

    def example(name: str) -> object:
        if name.startswith("u_"):
            return np.empty(1)
        if name in FLOW_BY_NAME:
            return np.empty(1, dtype=FLOW_BY_NAME[name].dtype)
        if name == MONEY:
            return np.empty((1, 1))
        return columns[name] if name in columns else given[name]

    return example
