"""How does the command end when somebody asks it to stop? With one message, exit code 130 and nothing half-written."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

EXIT_CODE = 130
MESSAGE = "linghuo: interrupted; nothing was written"

_at_once = False


def listen() -> None:
    """From now on Ctrl-C and a request to terminate raise KeyboardInterrupt."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)


@contextmanager
def at_once() -> Iterator[None]:
    """Inside the block an interrupt ends the process on the spot.

    The compiler calls back into Python, where a raised KeyboardInterrupt would be lost. Only for work that writes
    nothing but caches, which appear by rename.
    """
    global _at_once
    before, _at_once = _at_once, True
    try:
        yield
    finally:
        _at_once = before


def _stop(number, frame) -> None:
    if _at_once:
        print(MESSAGE, file=sys.stderr, flush=True)
        os._exit(EXIT_CODE)
    raise KeyboardInterrupt
