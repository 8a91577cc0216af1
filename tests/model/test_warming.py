"""The second process of a cold start: it compiles what runs need, and is gone when they have it."""

import json
import subprocess
import sys
from pathlib import Path

import numba

import agents.compiled as compiled_code
from model import SocialInsuranceModel, warming
from model.driver import PlainYear

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


def test_stages_on_disk_count_as_warm_only_once_a_whole_year_has_run(monkeypatch, tmp_path):
    monkeypatch.setattr(compiled_code, "_WARM_MARK", tmp_path / "whole-year")
    (tmp_path / "luck.seed_words-1.py311.nbi").touch()
    assert not compiled_code.is_warm()
    warming.finish()
    assert compiled_code.is_warm()


def test_a_year_without_compilation_or_without_its_cache_leaves_no_mark(monkeypatch, tmp_path):
    monkeypatch.setattr(compiled_code, "_WARM_MARK", tmp_path / "gone" / "whole-year")
    warming.finish()
    monkeypatch.setattr(compiled_code, "_WARM_MARK", tmp_path / "whole-year")
    monkeypatch.setattr(numba.config, "DISABLE_JIT", True)
    warming.finish()
    assert not compiled_code.is_warm()


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


def test_a_year_that_is_not_compiled_as_a_whole_lets_the_second_process_go_on_until_it_has_run(compiled, monkeypatch):
    lived, ended = [], []
    monkeypatch.setattr(PlainYear, "live", lambda self, low, high: lived.append((low, list(ended))))
    monkeypatch.setattr(warming, "stop", lambda: ended.append(len(lived)))
    model = SocialInsuranceModel(population=200, until=2027)
    model.begin_year()
    model.driver.native = False
    model.driver.run(model.plans, model.columns, model.rows, model.named, 2026)
    assert lived == [(0, [])] and ended == [1]
