"""How does the command end when somebody asks it to stop? With one message, exit code 130 and nothing half-written."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

EXIT_CODE = 130
MESSAGE = "linghuo: interrupted; nothing was written"

_at_once = False
_message = MESSAGE


def message() -> str:
    """What is said to somebody who asks the command to stop?"""
    return _message


def will_say(text: str) -> None:
    """From now on, say this to somebody who asks the command to stop: what has been kept, and how to go on."""
    global _message
    _message = text


def listen() -> None:
    """From now on Ctrl-C and a request to terminate raise KeyboardInterrupt."""
    will_say(MESSAGE)
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
        print(_message, file=sys.stderr, flush=True)
        os._exit(EXIT_CODE)
    raise KeyboardInterrupt
