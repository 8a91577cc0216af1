"""In which order do the stages of a year run, on which columns, and how long does each take?

A plan checks its stages once: every parameter is a column, a flow, a draw or a reserved name, every flow has one
owner that writes it before anyone reads it, and no two arguments share memory. A driver (model/driver.py) then runs
it over sections of rows, block after block. Blocks are multiples of a chunk, sections are fixed, and sums are taken
per chunk and section, so that neither the size of a block nor the number of threads moves a bit.
"""

import ast
import difflib
import inspect
import textwrap
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from agents.columns import BY_NAME, FLOW_BY_NAME, FLOWS, SUMMED_FLOWS, on_cache_lines
from model.luck import NAMED_DRAWS

CHUNK_ROWS = 512
SECTION_ROWS = 16 * CHUNK_ROWS
APART = 8

RESERVED = frozenset(
    {"behaviour", "economy", "province_table", "work", "illness", "migration", "platforms", "demography", "outlook",
     "compliance", "year", "seed", "risk", "medical_stays", "resident_stays", "injury_means"}
    | {
        f"law_{branch}"
        for branch in (
            "retirement", "coverage", "pension", "resident_pension", "medical", "resident_medical", "injury",
            "unemployment", "maternity", "care",
        )
    }
)  # fmt: skip


class PlanError(ValueError):
    """A stage asks for something that does not exist, or two stages own one flow."""


def written_names(function: Callable) -> list[str]:
    """Which of its parameters does a stage write? Those it assigns by index, read from its source."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    names: list[str] = []
    for node in ast.walk(tree):
        targets = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign):
            targets = [node.target]
        flat = [e for t in targets for e in (t.elts if isinstance(t, ast.Tuple) else [t])]
        for target in flat:
            if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
                name = target.value.id
                if name not in names:
                    names.append(name)
    return names


class Step:
    """One stage of a plan with its parameter names, and which of them it writes."""

    def __init__(self, stage):
        function = getattr(stage, "py_func", stage)
        self.stage = stage
        self.name = f"{function.__module__.removeprefix('model.')}.{function.__name__}"
        self.parameters = list(inspect.signature(function).parameters)
        self.writes = [name for name in written_names(function) if name in self.parameters]

    def entry(self):
        """What may be called in place of the stage, once it has accepted arguments of these types?

        Its one compiled form, without numba's choice by type, which takes longer than the loop over a small block.
        """
        forms = list(getattr(self.stage, "overloads", {}).values())
        return getattr(forms[0], "entry_point", self.stage) if len(forms) == 1 else self.stage


class Plan:
    """An ordered list of stages, checked, with the time that each has taken so far."""

    def __init__(self, name: str, stages: Sequence, given: Sequence[str] = ()):
        """`given`: flows that an earlier plan of the same year has written."""
        self.name = name
        self.steps = [Step(stage) for stage in stages]
        self.seconds = np.zeros(len(self.steps) + 1)
        self._accepted: tuple = (None, [])  # terms of a year that the stages have accepted, and how to call them
        self._check(set(given))
        self.draws = sorted({p[2:] for s in self.steps for p in s.parameters if p[:2] == "u_"})
        self.columns = sorted({p for s in self.steps for p in s.parameters if p in BY_NAME})
        self.flows = sorted({p for s in self.steps for p in s.parameters if p in FLOW_BY_NAME})

    def _check(self, written: set[str]) -> None:
        owners: dict[str, str] = {}
        known = [*BY_NAME, *FLOW_BY_NAME, *RESERVED, *(f"u_{name}" for name in NAMED_DRAWS)]
        for step in self.steps:
            for name in step.parameters:
                if name not in known:
                    close = difflib.get_close_matches(name, known, 1)
                    hint = f"; did you mean {close[0]}?" if close else ""
                    raise PlanError(f"{step.name}: parameter {name} is no column, flow, draw or reserved name{hint}")
                if name in FLOW_BY_NAME and name not in written and name not in step.writes:
                    raise PlanError(f"{step.name}: reads flow {name} before any stage has written it")
            for name in step.writes:
                if name in FLOW_BY_NAME:
                    if name in owners:
                        raise PlanError(f"{step.name}: flow {name} is already written by {owners[name]}")
                    owners[name] = step.name
                    written.add(name)
                elif name not in BY_NAME:
                    raise PlanError(f"{step.name}: writes {name}, which is neither a column nor a flow")
        self.written = sorted(owners)

    def table(self) -> pd.DataFrame:
        """What does each stage read and write, and how many seconds has it taken?"""
        rows = []
        for step, seconds in zip(self.steps, self.seconds, strict=False):
            reads = [name for name in step.parameters if name not in step.writes]
            rows.append((self.name, step.name, ", ".join(reads), ", ".join(step.writes), seconds))
        rows.append((self.name, "draws and sums", "", "", self.seconds[-1]))
        return pd.DataFrame(rows, columns=["plan", "stage", "reads", "writes", "seconds"])

    def run(self, columns, flows, low, high, named: Mapping[str, object], draws: Mapping[str, np.ndarray]) -> None:
        """Run every stage on rows `low` to `high`; `flows` and `draws` hold exactly these rows."""
        views = {name: columns[name][low:high] for name in self.columns}
        views.update(flows)
        views.update(draws)
        views.update(named)
        terms, entries = self._accepted
        if terms is not named:
            entries = [step.stage for step in self.steps]
        for position, step in enumerate(self.steps):
            start = time.perf_counter()
            entries[position](*[views[name] for name in step.parameters])
            self.seconds[position] += time.perf_counter() - start
        if terms is not named:
            self._accepted = (named, [step.entry() for step in self.steps])


def check_memory(arrays: Mapping[str, np.ndarray]) -> None:
    """Stop if an array is strided, or if two share memory: stages are compiled in the belief that none does."""
    spans = []
    for name, array in arrays.items():
        if not array.flags.c_contiguous:
            raise PlanError(f"{name} is not contiguous: stages read and write arrays without gaps")
        if array.size:
            spans.append((array.__array_interface__["data"][0], array.nbytes, name))
    spans.sort()
    for (start, size, name), (next_start, _, other) in pairwise(spans):
        if next_start < start + size:
            raise PlanError(f"{name} and {other} share memory: a stage that writes one would change the other")


class Scratch:
    """The flows and draws of one block, allocated once per thread and used for every block."""

    def __init__(self, rows: int, draws: Sequence[str]):
        width = rows + APART  # were rows a power of two apart, all flows would crowd into a few places of the cache
        self.money = on_cache_lines((len(SUMMED_FLOWS), width))  # the flows that are added up lie side by side
        self.flows = {flow.name: self.money[k] for k, flow in enumerate(SUMMED_FLOWS)}
        others = on_cache_lines((len(FLOWS) - len(SUMMED_FLOWS) + len(draws), width))
        rest = [flow for flow in FLOWS if flow.name not in self.flows]
        for memory, flow in zip(others, rest, strict=False):
            self.flows[flow.name] = memory.view(flow.dtype)[:width]
        self.draws = {f"u_{name}": memory for name, memory in zip(draws, others[len(rest) :], strict=True)}

    def view(self, rows: int) -> dict[str, np.ndarray]:
        """The flows of the first `rows` rows of this scratch."""
        return {name: array[:rows] for name, array in self.flows.items()}


def blocks_of(rows: int, block_rows: int | None = None) -> list[tuple[int, int]]:
    """Over which row ranges does a plan go? Sections by default; smaller blocks end where a section ends."""
    if block_rows is None:
        block_rows = SECTION_ROWS
    if block_rows % CHUNK_ROWS or block_rows <= 0:
        raise PlanError(f"a block has {block_rows} rows, but must be a multiple of {CHUNK_ROWS}")
    sections = range(0, rows, SECTION_ROWS)
    ends = [(low, min(low + SECTION_ROWS, rows)) for low in sections]
    return [(low, min(low + block_rows, end)) for first, end in ends for low in range(first, end, block_rows)]
