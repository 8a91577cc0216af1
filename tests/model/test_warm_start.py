"""A start with everything compiled: no run compiles again what the cache holds or a plain call would do."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DESIGNS = ("status_quo", "full_proposal", "bundling", "profit_base")
RUN = """
import sys

from numba.core.event import RecordingListener, register

seen = RecordingListener()
register("numba:compile", seen)
from model import SocialInsuranceModel

for design in sys.argv[1:]:
    model = SocialInsuranceModel(design=design, population=200, until=2028)
    while model.running:
        model.step()
print(sorted({event.data["dispatcher"].py_func.__qualname__ for _, event in seen.buffer}))
"""


def test_a_warm_start_compiles_nothing(compiled):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUN, *DESIGNS], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
