"""How long does a first year take on a fresh machine, and how long once everything is compiled?"""

import os
import subprocess
import sys
import tempfile
import time

SCRIPT = "from model import SocialInsuranceModel as M; M(population={population}).step()"


def cold_and_warm(population: int) -> tuple[float, float]:
    """Seconds from starting Python to the end of the first year: with an empty cache, and with a full one."""
    with tempfile.TemporaryDirectory(prefix="linghuo-bench-") as cache:
        return _seconds(population, cache), _seconds(population, cache)


def _seconds(population: int, cache: str) -> float:
    started = time.perf_counter()
    command = [sys.executable, "-c", SCRIPT.format(population=population)]
    done = subprocess.run(
        command, env={**os.environ, "LINGHUO_CACHE": cache}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the first year failed:\n{done.stderr}")
    return time.perf_counter() - started
