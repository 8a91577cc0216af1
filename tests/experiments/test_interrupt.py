"""An interrupt ends the command at once, also where the compiler would swallow it."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from experiments import interrupt

ROOT = Path(interrupt.__file__).resolve().parent.parent
SWALLOWING = """
import os, signal, sys
from experiments import interrupt
interrupt.listen()
with interrupt.at_once():
    try:
        signal.raise_signal(signal.{name})
    except BaseException:
        pass  # what a callback of the compiler does
print("went on")
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupt_that_somebody_swallows_ends_the_process_all_the_same(name):
    script = SWALLOWING.format(name=name)
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.splitlines() == [interrupt.MESSAGE]


def test_elsewhere_an_interrupt_is_raised(monkeypatch):
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    try:
        interrupt.listen()
        with interrupt.at_once():
            pass
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])
