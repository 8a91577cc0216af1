"""The second process of a cold start: it compiles what runs need, and is gone when they have it."""

import json
import subprocess
import sys
from pathlib import Path

from model import warming

ROOT = Path(__file__).resolve().parents[2]
BACKWARDS_THEN_RUN = """
import json
from agents.compiled import STAGES
from model import SocialInsuranceModel
from model.warming import compile_backwards

def forms():
    return {f"{s.py_func.__module__}.{s.py_func.__name__}": list(map(str, s.signatures)) for s in STAGES}

compile_backwards()
before = forms()
SocialInsuranceModel(population=200, until=2026).step()
print(json.dumps([before, forms()]))
"""


def test_it_compiles_every_stage_for_the_types_of_a_run(compiled):
    command = [sys.executable, "-W", "error", "-c", BACKWARDS_THEN_RUN]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    before, after = json.loads(done.stdout)
    made = {name: forms for name, forms in before.items() if forms}
    assert len(made) > 45
    assert {name: after[name] for name in made} == made


def test_it_does_not_start_where_stages_are_on_disk(compiled):
    warming.start()
    assert warming._OTHERS == []


def test_it_starts_once_and_is_ended(monkeypatch):
    monkeypatch.setattr(warming, "is_warm", lambda: False)
    monkeypatch.setattr(warming.os, "cpu_count", lambda: 2)
    warming.start()
    warming.start()
    (other,) = warming._OTHERS
    assert other.poll() is None
    warming.stop()
    assert other.poll() is not None and warming._OTHERS == []


def test_one_processor_or_no_compilation_needs_no_second_process(monkeypatch):
    monkeypatch.setattr(warming, "is_warm", lambda: False)
    monkeypatch.setattr(warming.os, "cpu_count", lambda: 1)
    warming.start()
    monkeypatch.setattr(warming.os, "cpu_count", lambda: 2)
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    warming.start()
    assert warming._OTHERS == []
