"""How long does one double from numpy's Philox generator take? A unit of time that travels between machines."""

import time

NUMBERS = 1_000_000
REPEATS = 20


def nanoseconds_a_double() -> float:
    """Nanoseconds of one uniform double into a reused buffer, the fastest of several fillings."""
    import numpy as np

    generator = np.random.Generator(np.random.Philox(1))
    buffer = np.empty(NUMBERS)
    fastest = float("inf")
    for _ in range(REPEATS):
        started = time.perf_counter()
        generator.random(out=buffer)
        fastest = min(fastest, time.perf_counter() - started)
    return 1e9 * fastest / NUMBERS
