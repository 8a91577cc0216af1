"""Luck as a function of who, what and when: counter-based uniforms, and the variates that come from them.

A uniform is `uniform(seed, purpose, year, worker, draw)`. It depends on nothing else: not on the design, on
other workers, on the order of events, on blocks or threads. So two designs give the same person the same
accidents.

The generator is Philox4x32-10 (J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, Parallel random
numbers: as easy as 1, 2, 3, SC 2011). Its counter is (worker, year, purpose, draw // 4), its key the two
halves of the seed; one call gives four 32-bit words, of which draw % 4 picks one.
"""

import math
from collections.abc import Iterable, MutableMapping
from enum import IntEnum
from functools import cache

import numpy as np

from agents.compiled import rule, stage
from agents.elementary import exp, log, normal_quantile

MULTIPLIER_0 = np.uint64(0xD2511F53)
MULTIPLIER_1 = np.uint64(0xCD9E8D57)
WEYL_0 = np.uint64(0x9E3779B9)
WEYL_1 = np.uint64(0xBB67AE85)
LOW_32 = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
SIX = np.uint64(6)
REPLICATION = 0xFFFFFFFF  # counter word of replication seeds, which no purpose has
TASTE_YEAR = 0
LONGEST_SPELL_MONTHS = 1200


class Purpose(IntEnum):
    """What a draw is for. Each purpose has four uniforms a worker and year, and more by a higher `draw`."""

    LIFE = 1
    JOB_A = 2
    JOB_B = 3
    EARN = 4
    HEALTH = 5
    ACCIDENT = 6
    COVER = 7
    TASTE_A = 8
    TASTE_B = 9
    TASTE_C = 10
    START = 11
    ENTRY = 12
    PROFIT = 13  # of platforms and sectors, not of workers
    MARRIAGE = 14
    IMPORT = 15  # of persons of a survey, by their place in its file


WORDS_BY_PURPOSE: dict[Purpose, tuple[str, str, str, str]] = {
    Purpose.LIFE: ("death", "birth", "retire", "migrate"),
    Purpose.JOB_A: ("job_0", "job_1", "job_2", "job_3"),
    Purpose.JOB_B: ("job_4", "job_5", "job_6", "job_7"),
    Purpose.EARN: ("persistent", "transitory", "months", "platform"),
    Purpose.HEALTH: ("health", "illness", "inpatient", "signal"),
    Purpose.ACCIDENT: ("injury", "grade", "lose_work", "care"),
    Purpose.COVER: ("compliance", "stay_month", "foresight", "month"),
    Purpose.TASTE_A: ("taste_0", "taste_1", "taste_2", "taste_3"),
    Purpose.TASTE_B: ("taste_4", "taste_5", "taste_6", "taste_7"),
    Purpose.TASTE_C: ("taste_8", "taste_9", "taste_10", "taste_11"),
}
NAMED_DRAWS: dict[str, tuple[Purpose, int]] = {
    name: (purpose, word) for purpose, names in WORDS_BY_PURPOSE.items() for word, name in enumerate(names)
}
TASTES = (Purpose.TASTE_A, Purpose.TASTE_B, Purpose.TASTE_C)


@rule
def philox4x32(c0, c1, c2, c3, k0, k1):
    """Which four random words belong to this counter and key? All are uint64 that hold 32 bits."""
    for _ in range(10):
        product_0 = MULTIPLIER_0 * c0
        product_1 = MULTIPLIER_1 * c2
        c0, c2 = (product_1 >> HALF) ^ c1 ^ k0, (product_0 >> HALF) ^ c3 ^ k1
        c1, c3 = product_1 & LOW_32, product_0 & LOW_32
        k0 = (k0 + WEYL_0) & LOW_32
        k1 = (k1 + WEYL_1) & LOW_32
    return c0, c1, c2, c3


@rule
def uniform32(word):
    """Which uniform does a 32-bit word stand for? (word + 1/2) / 2**32: never 0 or 1, symmetric, exact."""
    return (np.float64(np.int64(word)) + 0.5) * (1.0 / 4294967296.0)


@rule
def uniform53(word, next_word):
    """Which uniform do two 32-bit words stand for, where 2**32 values are too few?

    (n + 1/2) / 2**52 with n the top 26 bits of each word: 53 bits, the most that never round to 0 or 1.
    """
    n = ((word >> SIX) << np.uint64(26)) | (next_word >> SIX)
    return (np.float64(np.int64(n)) + 0.5) * (1.0 / 4503599627370496.0)


@rule
def uniform(seed, purpose, year, worker, draw):
    """Which uniform in (0, 1) is draw number `draw` of this purpose for this worker in this year?

    All arguments are non-negative integers, the seed of 64 bits and the others of 32. Tastes have year 0.
    """
    key = np.uint64(seed)
    w0, w1, w2, w3 = philox4x32(
        np.uint64(worker),
        np.uint64(year),
        np.uint64(purpose),
        np.uint64(draw // 4),
        key & LOW_32,
        key >> HALF,
    )
    place = draw % 4
    first_two = w0 if place == 0 else w1
    last_two = w2 if place == 2 else w3
    return uniform32(first_two if place < 2 else last_two)


@stage
def fill(seed, purpose, year, worker, first, second, third, fourth):
    """Which are draws 0 to 3 of one purpose in one year for a block of workers? Fills four float64 arrays."""
    key = np.uint64(seed)
    k0 = key & LOW_32
    k1 = key >> HALF
    c1 = np.uint64(year)
    c2 = np.uint64(purpose)
    for i in range(worker.size):
        w0, w1, w2, w3 = philox4x32(np.uint64(worker[i]), c1, c2, np.uint64(0), k0, k1)
        first[i] = uniform32(w0)
        second[i] = uniform32(w1)
        third[i] = uniform32(w2)
        fourth[i] = uniform32(w3)


def _halves(seed: int) -> tuple[np.uint64, np.uint64]:
    """The low and high 32 bits of a seed; ValueError unless it has at most 64 bits and no sign."""
    if not 0 <= int(seed) < 2**64:
        raise ValueError(f"a seed is an integer from 0 to 2**64 - 1, not {seed}")
    return np.uint64(int(seed) & 0xFFFFFFFF), np.uint64(int(seed) >> 32)


@stage
def seed_words(replication, purpose, low, high, words):
    """The first two words of a replication's counter: a stage, so that the compiled form is kept on disk."""
    zero = np.uint64(0)
    w0, w1, _, _ = philox4x32(replication, zero, purpose, zero, low, high)
    words[0] = w0
    words[1] = w1


def replication_seed(root_seed: int, replication: int) -> int:
    """Which seed, of 64 bits, has this replication of an experiment? It depends on the two numbers alone."""
    if not 0 <= replication < 2**32:
        raise ValueError(f"a replication is numbered from 0 to 2**32 - 1, not {replication}")
    low, high = _halves(root_seed)
    words = np.zeros(2, dtype=np.uint64)
    seed_words(np.uint64(replication), np.uint64(REPLICATION), low, high, words)
    return int(words[0]) | (int(words[1]) << 32)


@cache
def purposes_of(names: tuple[str, ...]) -> tuple[list[str], list[tuple[Purpose, int, list[str]]]]:
    """Which arrays do these draws fill, and of which purposes? Each with its number and all its arrays.

    KeyError for a draw that does not exist.
    """
    wanted = [name.removeprefix("u_") for name in names]
    unknown = sorted(set(wanted) - NAMED_DRAWS.keys())
    if unknown:
        raise KeyError(f"no draw is called {', '.join(unknown)}; the draws are {', '.join(NAMED_DRAWS)}")
    purposes = [
        (purpose, int(purpose), [f"u_{name}" for name in WORDS_BY_PURPOSE[purpose]])
        for purpose in sorted({NAMED_DRAWS[name][0] for name in wanted})
    ]
    return [f"u_{name}" for name in wanted], purposes


class Luck:
    """The uniforms of one run, drawn block by block and each purpose once.

    Draws without a year belong to the person, not to what happens to him: they come from the seed of the population,
    which is the run's own unless `person_seed` says otherwise.

    With `debug` a purpose that is asked for twice in a year for the same worker is an error (tastes: ever).
    """

    def __init__(self, seed: int, debug: bool = False, person_seed: int | None = None) -> None:
        person_seed = seed if person_seed is None else person_seed
        _halves(seed)
        _halves(person_seed)
        self.seed = np.uint64(seed)
        self.person_seed = np.uint64(person_seed)
        self.debug = debug
        self._asked: dict[tuple[Purpose, int], list[np.ndarray]] = {}

    def source(self, purpose: Purpose, year: int) -> tuple[np.uint64, int]:
        """From which seed and which year do the draws of a purpose come? Tastes have no year: they are the person's."""
        return (self.person_seed, TASTE_YEAR) if purpose in TASTES else (self.seed, int(year))

    def fill_block(
        self,
        year: int,
        worker_block: np.ndarray,
        names: Iterable[str],
        scratch: MutableMapping[str, np.ndarray],
    ) -> dict[str, np.ndarray]:
        """Which uniforms do stages that name these draws get this year? A dict `u_<name>` -> float64 array.

        worker_block: uint32 ids, one a row; names: keys of NAMED_DRAWS, with or without the leading `u_`;
        scratch: memory kept from call to call, one mapping a thread, filled with arrays as needed; the arrays
        returned are views on their first rows. KeyError for an unknown name; ValueError, in debug mode, for a
        second request.
        """
        wanted, purposes = purposes_of(tuple(names))
        rows = worker_block.size
        filled: dict[str, np.ndarray] = {}
        for purpose, number, drawn in purposes:
            seed, year_of_draw = self.source(purpose, year)
            if self.debug:
                self._remember(purpose, year_of_draw, worker_block)
            words = [self._memory(scratch, name, rows) for name in drawn]
            fill(seed, number, year_of_draw, worker_block, *words)
            filled.update(zip(drawn, words, strict=True))
        return {name: filled[name] for name in wanted}

    @staticmethod
    def _memory(scratch: MutableMapping[str, np.ndarray], name: str, rows: int) -> np.ndarray:
        if name not in scratch or scratch[name].size < rows:
            scratch[name] = np.empty(rows)
        return scratch[name][:rows]

    def _remember(self, purpose: Purpose, year: int, worker_block: np.ndarray) -> None:
        earlier_blocks = self._asked.setdefault((purpose, year), [])
        for earlier in earlier_blocks:
            again = np.intersect1d(earlier, worker_block)
            if again.size:
                raise ValueError(f"{purpose.name} of {year} was drawn before for worker {again[0]}")
        earlier_blocks.append(worker_block.copy())


@rule
def normal(u):
    """Which standard normal variate belongs to the uniform u?"""
    return normal_quantile(u)


@rule
def lognormal(u, mu, sigma):
    """Which lognormal variate belongs to the uniform u? Its logarithm has mean mu and deviation sigma."""
    return exp(mu + sigma * normal_quantile(u))


@rule
def gumbel(u):
    """Which standard Gumbel variate (largest extreme value, location 0, scale 1) belongs to the uniform u?"""
    return -log(-log(u))


@rule
def geometric_months(u, p):
    """How many months, at least one, lasts a spell that ends each month with probability p? An int64.

    The smallest k with 1 - (1 - p)**k >= u. A spell that would outlast a century is cut at 1200 months.
    """
    stays = 1.0 - p
    if stays >= 1.0:
        return LONGEST_SPELL_MONTHS
    if stays <= 0.0:
        return 1
    months = log(1.0 - u) / log(stays)
    return max(1, math.ceil(min(months, float(LONGEST_SPELL_MONTHS))))


@rule
def discrete(u, cumulative):
    """Which category, from 0, belongs to the uniform u?

    cumulative: float64[:], rising to 1. Category j has probability cumulative[j] - cumulative[j - 1]; one of
    probability 0 is never drawn unless it is the last.
    """
    category = 0
    for j in range(cumulative.size - 1):
        category += 1 if u >= cumulative[j] else 0
    return category
