"""Where does each person stand among the rows, so that the dead cost no time?

A person keeps his number for life and beyond; the row that holds him may change. From time to time the rows of the
dead trade places with those of the living behind them, after which whole chunks hold nobody who lives and are passed
over. The luck, life and record of a person move along unchanged: only sums are added in another order. Rows of those
who have not entered yet stay where they are, and so does the border between lives that are scored and others.
"""

import numpy as np

from agents.compiled import stage
from model.plan import CHUNK_ROWS

WORDS = {bytes_: np.dtype(f"u{bytes_}") for bytes_ in (1, 2, 4, 8)}  # by their size, so that few forms are compiled
WASTE = 32  # rows trade places once more than one of so many chunks could be spared


@stage
def trade_places(array, front, back):
    """Let the values in the rows `front` and those in the rows `back` trade places, pair by pair."""
    for pair in range(front.size):
        held = array[front[pair]]
        array[front[pair]] = array[back[pair]]
        array[back[pair]] = held


class Packing:
    """The row of every person, the person of every row, and which chunks have to be lived."""

    def __init__(self, rows: int, border: int):
        """rows: of everyone who will ever take part; border: row across which nobody moves."""
        self.place = np.arange(rows, dtype=np.int32)
        self.person = np.arange(rows, dtype=np.int32)
        self.border = border
        self._lived = np.zeros(0, dtype=bool)
        for word in WORDS.values():  # brings the compiled forms into memory, so that no year waits for them
            trade_places(np.zeros(0, word), np.zeros(0, np.int64), np.zeros(0, np.int64))

    def pack(self, living: np.ndarray, arrays, pointers=()) -> bool:
        """Bring the living to the front if that spares enough chunks, and tell whether it did.

        living: bool[rows] of those who had entered by the end of last year; `arrays` have a value for every row.
        pointers: those of them whose values are rows, negative for none; they point to the same persons afterwards.
        """
        rows = living.size
        parts = [(low, high) for low, high in ((0, min(self.border, rows)), (self.border, rows)) if high > low]
        counts = [int(np.count_nonzero(living[low:high])) for low, high in parts]
        needed = sum(-(-count // CHUNK_ROWS) for count in counts)
        spared = int(np.count_nonzero(chunks_of(living))) - needed
        if spared <= max(1, needed // WASTE):
            return False
        fronts, backs = [], []
        for (low, high), count in zip(parts, counts, strict=True):
            fronts.append(low + np.flatnonzero(~living[low : low + count]))
            backs.append(low + count + np.flatnonzero(living[low + count : high]))
        front, back = np.concatenate(fronts), np.concatenate(backs)
        for array in (self.person, *arrays):
            trade_places(array.view(WORDS[array.itemsize]), front, back)
        now = np.arange(self.place.size, dtype=np.int32)
        now[front], now[back] = back, front
        for rows_of in pointers:
            points = rows_of >= 0
            rows_of[points] = now[rows_of[points]]
        for moved in (front, back):
            self.place[self.person[moved]] = moved
        return True

    def lived_chunks(self, living: np.ndarray) -> np.ndarray:
        """Which chunks are to be lived this year? bool, one a chunk of `living`, which has one value a row.

        Those with somebody who lives, and those that had somebody when last year began: who died in it has to pass
        a year once more, in which all that is of the year becomes zero. Rows trade places before this is asked.
        """
        lived = chunks_of(living)
        asked = lived.copy()
        asked[: self._lived.size] |= self._lived[: asked.size]
        self._lived = lived
        return asked


def chunks_of(living: np.ndarray) -> np.ndarray:
    """In which chunks does somebody live? bool, one a chunk."""
    if not living.size:
        return np.zeros(0, dtype=bool)
    return np.logical_or.reduceat(living, np.arange(0, living.size, CHUNK_ROWS))
