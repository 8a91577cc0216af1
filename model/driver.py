"""How does everyone live a year? Plans over sections of rows, on one thread or several.

A section is driven by one compiled call where possible (model/native.py), else stage by stage from Python. Both are
the same year to the last bit, whatever the size of a block and the number of threads.
"""

import operator
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from agents.bridges import CannotBridge
from model import warming
from model.luck import Luck
from model.native import NativeYears
from model.plan import CHUNK_ROWS, SECTION_ROWS, Plan, Scratch, blocks_of, check_memory

NATIVE_BLOCK_ROWS = 2048


class PlainYear:
    """A year whose stages are called from Python, one by one."""

    def __init__(self, plans: Sequence[Plan], columns, named, luck: Luck, year: int, tally, block_rows: int):
        self.plans, self.columns, self.named, self.tally = plans, columns, named, tally
        self.luck, self.year, self.block_rows = luck, year, block_rows
        self.draws = sorted({name for plan in plans for name in plan.draws})
        self.free: list[Scratch] = []

    def live(self, low: int, high: int) -> None:
        """Let the rows of a section live the year, block after block, on memory that no other thread uses."""
        try:
            scratch = self.free.pop()
        except IndexError:
            scratch = Scratch(min(self.block_rows, SECTION_ROWS), self.draws)
        for start, end in self._lived_blocks(low, high):
            self._live_block(start, end, scratch)
        self.free.append(scratch)

    def _lived_blocks(self, low: int, high: int) -> Iterator[tuple[int, int]]:
        """The blocks of a section, without the chunks that nobody lives in."""
        start = low
        while start < high:
            end = start
            while end < high and end - start < self.block_rows and self.chunks[end // CHUNK_ROWS]:
                end += CHUNK_ROWS
            if end > start:
                yield start, min(end, high)
            start = max(end, start + CHUNK_ROWS)

    def _live_block(self, low: int, high: int, scratch: Scratch) -> None:
        booked = self.plans[-1].seconds
        started = time.perf_counter()
        drawn = self.luck.fill_block(self.year, self.columns["worker"][low:high], self.draws, scratch.draws)
        booked[-1] += time.perf_counter() - started
        flows = scratch.view(high - low)
        for plan in self.plans:
            plan.run(self.columns, flows, low, high, self.named, drawn)
        if self.tally is not None:
            started = time.perf_counter()
            self.tally.post(low, high, scratch.money, flows, self.columns)
            booked[-1] += time.perf_counter() - started

    def close(self) -> None:
        """Nothing is left to do."""


class Driver:
    """Runs plans over sections of rows."""

    def __init__(self, luck: Luck, threads: int = 1, block_rows: int | None = None, native: bool = True):
        """block_rows: how many rows go through the stages at once; native: by one compiled call, where possible."""
        self.luck = luck
        self.threads = threads
        self.block_rows = block_rows
        self.native = native
        self._years: NativeYears | None = None
        self._arrays: list = []  # the columns whose memory has been checked, and that the native years drive

    def __getstate__(self):
        return {**self.__dict__, "_years": None, "_arrays": []}

    def _check(self, columns) -> None:
        """Check the memory of columns that this driver has not seen yet."""
        arrays = list(columns.values())
        if len(arrays) != len(self._arrays) or any(map(operator.is_not, arrays, self._arrays)):
            check_memory(columns)
            self._years, self._arrays = None, arrays

    def _open(self, plans, columns, named, year, tally) -> NativeYears | PlainYear:
        """The year, ready to be lived: by compiled calls if possible."""
        if self.native and not self.luck.debug and not (tally is not None and tally.keeps_flows):
            steps = () if tally is None else tally.steps
            block_rows = min(self.block_rows or NATIVE_BLOCK_ROWS, SECTION_ROWS)
            years = self._years
            if years is None or (years.plans, years.steps, years.block_rows) != (plans, steps, block_rows):
                years = self._years = NativeYears(plans, columns, self.luck, steps, block_rows)
            try:
                years.open(named, year, tally)
            except CannotBridge:
                self.native = False
            else:
                return years
        block_rows = min(self.block_rows or SECTION_ROWS, SECTION_ROWS)
        return PlainYear(plans, columns, named, self.luck, year, tally, block_rows)

    def run(self, plans: Sequence[Plan], columns, rows: int, named, year: int, tally=None, chunks=None) -> None:
        """Run `plans` in order over the first `rows` rows; `tally` adds up what they leave (model/tally.py).

        chunks: bool[chunks] which of them are lived; the others, which hold nobody who lives, are passed over. All
        are by default.
        """
        sections = blocks_of(rows)
        blocks_of(rows, self.block_rows)  # refuses a size that cuts a chunk
        if not sections:
            return
        self._check(columns)
        lived = self._open(tuple(plans), columns, named, year, tally)
        lived.chunks = np.ones(-(-rows // CHUNK_ROWS), dtype=bool) if chunks is None else chunks
        if isinstance(lived, NativeYears):  # which is compiled as a whole; the plain year compiles as it goes
            warming.stop()
        if self.threads == 1 or len(sections) == 1:
            for section in sections:
                lived.live(*section)
        else:
            with ThreadPoolExecutor(self.threads) as pool:
                list(pool.map(lambda section: lived.live(*section), sections))
        lived.close()
        warming.stop()
