"""How far is a long piece of work, and how long will the rest take? Told on standard error."""

import sys
import threading
import time

SECONDS_BETWEEN_LINES = 5.0


class Progress:
    """A bar on a terminal, now and then a line elsewhere; `advance` may be called from any thread."""

    def __init__(self, total: int, stream=None, quiet: bool = False):
        self.total = total
        self.done = 0
        self.quiet = quiet
        self._stream = sys.stderr if stream is None else stream
        self._lock = threading.Lock()
        self._started = self._said = time.monotonic()
        self._bar = None

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, kind, value, traceback) -> None:
        if self._bar is not None:
            self._bar.stop()

    def say(self, text: str) -> None:
        """Tell what happens now, before the work that the total counts."""
        if not self.quiet:
            print(f"linghuo: {text}", file=self._stream, flush=True)

    def begin(self, text: str) -> None:
        """The work that the total counts begins now; what came before does not enter the estimate."""
        self._started = self._said = time.monotonic()
        if self.quiet:
            return
        if self._stream.isatty():
            self._bar = _bar(self._stream)
            self._task = self._bar.add_task(text, total=self.total)
            self._bar.start()
        else:
            self.say(text)

    def advance(self, steps: int) -> None:
        """`steps` more of the total are done."""
        with self._lock:
            self.done += steps
            if self._bar is not None:
                self._bar.update(self._task, completed=self.done)
            elif not self.quiet and time.monotonic() - self._said >= SECONDS_BETWEEN_LINES:
                self._said = time.monotonic()
                self.say(f"{100 * self.done // self.total} % done, about {duration(self.seconds_left())} left")

    def seconds_left(self) -> float:
        """How long will the rest take if it goes on as so far?"""
        if self.done == 0:
            return float("nan")
        return (time.monotonic() - self._started) * (self.total - self.done) / self.done


def duration(seconds: float) -> str:
    """How does a person say so many seconds? `45 s`, `3 min 05 s`, `2 h 10 min`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def _bar(stream):
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    return RichProgress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(file=stream),
        transient=True,
    )
