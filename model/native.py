"""How does a whole year run in one compiled call?

`drive` takes a section of rows through all calls of a program (model/program.py), block after block; a block is so
small that its rows, flows and draws stay in the cache next to the core. Stages are called at their addresses over
bridges (agents/bridges.py), so nothing is compiled a second time. The plain driver of model/driver.py does the same
from Python, to the last bit.
"""

import time
from collections.abc import Sequence

import numpy as np

from agents.bridges import (
    RETURNED,
    RETURNED_NONE,
    WORD_OF_DATA,
    WORD_OF_ITEM,
    Unexpected,
    cross,
    put_words,
    ticks,
    words_of,
)
from agents.compiled import stage
from model.plan import CHUNK_ROWS, SECTION_ROWS, PlanError, Scratch, Step
from model.program import MONEY, SIZE_SLOT, Program, examples_of, given_in, program_of


@stage
def drive(low, high, block_rows, chunks, moved, first_bytes, row_bytes, bridges, addresses, frame, spent, failed):
    """Take rows `low` to `high` through all calls, block after block, but for the chunks that nobody lives in.

    chunks: bool, one a chunk of CHUNK_ROWS rows, from the first; moved: slots of the frame that point at the block's
    first row, which lies `first_bytes + row * row_bytes`; spent: processor ticks by call; failed[0]: the number of the
    call that did not return, else -1.
    """
    failed[0] = -1
    end = low
    while end < high:
        start = end
        while end < high and end - start < block_rows and chunks[end // CHUNK_ROWS]:
            end += CHUNK_ROWS
        if end == start:
            end += CHUNK_ROWS
            continue
        frame[SIZE_SLOT] = min(end, high) - start
        for place in range(moved.size):
            frame[moved[place]] = first_bytes[place] + start * row_bytes[place]
        before = ticks()
        for number in range(bridges.size):
            code = cross(bridges[number], frame, addresses[number])
            after = ticks()
            spent[number] += after - before
            before = after
            if code != RETURNED and code != RETURNED_NONE:
                failed[0] = number
                return


class NativeYears:
    """The years of one set of columns, each ready to be driven: the program, a frame of its records, lanes."""

    def __init__(self, plans, columns, luck, steps: Sequence[Step], block_rows: int):
        """steps: the stages of the tally; block_rows: how many rows go through the stages at once."""
        self.plans, self.columns, self.steps, self.block_rows = plans, columns, steps, block_rows
        self.luck = luck
        self.program: Program | None = None

    def open(self, named, year: int, tally=None) -> None:
        """Make a year with these records ready, and a tally's sums. CannotBridge: it has to be run from Python."""
        self.outputs = {} if tally is None else tally.outputs
        given = given_in(year, named, self.luck, self.outputs)
        try:
            if self.program is None:
                self._use(program_of(self.plans, self.steps, examples_of(self.columns, given), renew=False))
            self._fill_frame(given)
        except Unexpected:  # columns or records of other types than those of an earlier year or model
            self._use(program_of(self.plans, self.steps, examples_of(self.columns, given), renew=True))
            self._fill_frame(given)
        for lane in self.lanes:
            lane.open(self)

    def live(self, low: int, high: int) -> None:
        """Let the rows of a section live the year, on a lane that no other thread uses."""
        try:
            lane = self.lanes.pop()
        except IndexError:
            lane = Lane(self.program, self.block_rows)
            lane.open(self)
        lane.run(self, low, high)
        self.lanes.append(lane)

    def close(self) -> None:
        """Book the time that the stages took."""
        for lane in self.lanes:
            lane.book()

    def _use(self, program: Program) -> None:
        """Start an empty frame, and list the columns, whose places move from block to block."""
        self.program = program
        self.lanes: list[Lane] = []
        self.frame = np.zeros(program.slots, dtype=np.int64)
        self.placed: dict[str, object] = {}
        moved = {slot: name for name, slot in program.row_slots.items() if name in self.columns}
        words = [words_of(program.parts[name], self.columns[name]) for name in moved.values()]
        self.moved = np.array(list(moved), dtype=np.int64)
        self.row_bytes = np.array([each[WORD_OF_ITEM] for each in words], dtype=np.int64)
        self.first_bytes = np.array([each[WORD_OF_DATA] for each in words], dtype=np.int64)

    def _fill_frame(self, given) -> None:
        """Put the words of every record that is not that of last year into the frame."""
        parts, packings = self.program.parts, self.program.packings
        for name, slot in self.program.record_slots.items():
            if name != MONEY and self.placed.get(name) is not given[name]:
                put_words(self.frame, slot, packings[name], parts[name], given[name])
                self.placed[name] = given[name]  # alive as long as the frame points at its arrays


class Lane:
    """What one thread works with: the flows and draws of a block, a frame of its own, and the ticks of each call."""

    def __init__(self, program: Program, block_rows: int):
        self.program = program
        self.block_rows = block_rows
        names = program.row_slots
        self.scratch = Scratch(block_rows, [name.removeprefix("u_") for name in names if name.startswith("u_")])
        memory = {**self.scratch.flows, **self.scratch.draws}
        places = {slot: words_of(program.parts[name], memory[name])[WORD_OF_DATA]
                  for name, slot in names.items() if name in memory}  # fmt: skip
        if MONEY in program.record_slots:
            words = words_of(program.parts[MONEY], self.scratch.money)
            places |= {program.record_slots[MONEY] + place: word for place, word in enumerate(words)}
        self.places = np.array(list(places), dtype=np.int64)
        self.words = np.array(list(places.values()), dtype=np.int64)
        self.spent = np.zeros(len(program.calls), dtype=np.int64)
        self.failed = np.zeros(1, dtype=np.int64)

    def open(self, years: NativeYears) -> None:
        """Point the frame at this year's records and at the lane's own memory."""
        self.frame = years.frame.copy()
        self.frame[self.places] = self.words
        self.spent[:] = 0
        self.seconds = 0.0

    def run(self, years: NativeYears, low: int, high: int) -> None:
        """Let rows `low` to `high`, which are a section, live the year. PlanError if a stage stops."""
        program = self.program
        for name, array in years.outputs.items():
            slot = program.record_slots[name] + WORD_OF_DATA
            self.frame[slot] = years.frame[slot] + low // SECTION_ROWS * array.strides[0]
        started = time.perf_counter()
        drive(low, high, self.block_rows, years.chunks, years.moved, years.first_bytes, years.row_bytes,
              program.bridges.addresses, program.addresses, self.frame, self.spent, self.failed)  # fmt: skip
        self.seconds += time.perf_counter() - started
        if self.failed[0] >= 0:
            raise PlanError(f"{program.calls[self.failed[0]].name} stopped somewhere in rows {low} to {high - 1}")

    def book(self) -> None:
        """Add the time of each call to its plan, in proportion to the processor's ticks."""
        seconds = self.spent * (self.seconds / max(int(self.spent.sum()), 1))
        for call, each in zip(self.program.calls, seconds.tolist(), strict=True):
            call.plan.seconds[call.position] += each
