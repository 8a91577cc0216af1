"""What a person sees while waiting, on a terminal and in a log."""

import io
import math

import pytest

from experiments import progress
from experiments.progress import Progress, duration


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    now = {"time": 0.0}
    monkeypatch.setattr(progress.time, "monotonic", lambda: now["time"])
    return now


def test_a_log_gets_a_line_now_and_then_with_the_time_left(clock):
    stream = io.StringIO()
    with Progress(100, stream) as shown:
        clock["time"] += 1000
        shown.say("compiling")
        shown.begin("simulating")
        for _ in range(20):
            clock["time"] += 1
            shown.advance(5)
    lines = stream.getvalue().splitlines()
    assert lines[:3] == [
        "linghuo: compiling",
        "linghuo: simulating",
        "linghuo: 25 % done, about 15 s left",
    ]
    assert len(lines) == 6


def test_time_left_is_in_proportion(clock):
    shown = Progress(10, io.StringIO())
    assert math.isnan(shown.seconds_left())
    clock["time"] = 8.0
    shown.advance(4)
    assert shown.seconds_left() == 12.0


def test_a_terminal_gets_a_bar():
    stream = Terminal()
    with Progress(2, stream) as shown:
        shown.begin("simulating")
        shown.advance(1)
        shown.advance(1)
    assert "simulating" in stream.getvalue()
    assert "100%" in stream.getvalue()


def test_quiet_says_nothing():
    stream = Terminal()
    with Progress(2, stream, quiet=True) as shown:
        shown.say("nothing")
        shown.begin("nothing")
        shown.advance(2)
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "0 s"), (59.4, "59 s"), (65, "1 min 05 s"), (7384, "2 h 03 min"), (-3, "0 s")]
)
def test_durations_are_said_as_people_say_them(seconds, text):
    assert duration(seconds) == text
