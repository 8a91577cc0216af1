"""A start with everything compiled: no run compiles again what the cache holds or a plain call would do."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUN = """
from numba.core.event import RecordingListener, register

seen = RecordingListener()
register("numba:compile", seen)
from model import SocialInsuranceModel

model = SocialInsuranceModel(population=200, until=2026)
model.step()
print(sorted({event.data["dispatcher"].py_func.__qualname__ for _, event in seen.buffer}))
"""


def test_a_warm_start_compiles_nothing(compiled):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUN], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
