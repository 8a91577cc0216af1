"""The cache of compiled code: an edited rule is never overlooked, and nothing is compiled twice."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agents.compiled import KEPT_FOLDERS, UNUSED_SECONDS, source_key

ROOT = Path(__file__).resolve().parents[2]
RULES = "model/law/maternity/rules.py"
SCRIPT = """
import numpy as np
from model.law.maternity.law import MaternityLaw
from model.law.maternity.stages import claim
provinces = np.ones(31)
rates = np.zeros(6)
law = MaternityLaw(
    worker_rate=rates, employer_rate=rates, platform_rate=rates, user_rate=rates, treasury_rate=rates, platform_base=0,
    order_charge=rates, paid_days=90.0 * provinces, medical_cost=6000.0, employee_months=6.0, flexible_months=10.0,
    flexible_share=provinces, declared_base_rule=0, standard_base_month=3000.0 * provinces, spouse_share=0.4,
)
small = lambda value: np.full(3, value, dtype=np.int8)
births = np.array([6, 0, 6], dtype=np.int8)
paid, medical = np.zeros(3), np.zeros(3)
claim(
    small(12), small(1), small(1), small(0), births, small(1), small(12), np.full(3, 6000.0), small(24), law, paid,
    medical,
)
print(paid.tolist(), len(claim.signatures), sum(claim.stats.cache_hits.values()))
"""


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """A copy of the compiled sources with an empty cache beside it."""
    folder = tmp_path_factory.mktemp("copied")
    for name in ("agents", "model"):
        unused = shutil.ignore_patterns("__pycache__", "*.csv", "*.md")
        shutil.copytree(ROOT / name, folder / name, ignore=unused)
    return folder


def run(folder: Path) -> str:
    """What does the script print when it runs on the copied sources?"""
    environment = {**os.environ, "LINGHUO_CACHE": str(folder / "cache"), "PYTHONPATH": str(folder)}
    command = [sys.executable, "-P", "-W", "error", "-c", SCRIPT]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def cached(folder: Path) -> list[Path]:
    """Which files of compiled code are in the cache?"""
    return sorted((folder / "cache").rglob("*.nb?"))


def test_an_edited_rule_changes_the_result_and_unchanged_sources_compile_nothing(copied):
    assert run(copied) == "[18000.0, 0.0, 18000.0] 1 0"
    compiled = cached(copied)
    assert len({path.parent.parent for path in compiled}) == 1
    assert len(compiled) == 2  # an index and the code of the one stage

    assert run(copied) == "[18000.0, 0.0, 18000.0] 1 1"
    assert cached(copied) == compiled

    rules = copied / RULES
    text = rules.read_text(encoding="utf-8")
    edited = text.replace("return base_month / 30.0 * days", "return base_month / 15.0 * days")
    assert edited != text
    rules.write_text(edited, encoding="utf-8")
    assert run(copied) == "[36000.0, 0.0, 36000.0] 1 0"
    assert set(compiled) < set(cached(copied))

    rules.write_text(text, encoding="utf-8")
    assert run(copied) == "[18000.0, 0.0, 18000.0] 1 1"


def test_the_key_follows_every_source_that_may_be_compiled(copied):
    key = source_key(copied)
    assert key == source_key(copied)
    for name in (RULES, "agents/codes.py", "model/model.py", "model/law/pension/payment.py"):
        path = copied / name
        text = path.read_text(encoding="utf-8")
        path.write_text(text + "\n", encoding="utf-8")
        assert source_key(copied) != key
        path.write_text(text, encoding="utf-8")
    (copied / "notes.py").write_text("note = 1\n", encoding="utf-8")
    assert source_key(copied) == key
    (copied / "model/new.py").write_text("number = 1\n", encoding="utf-8")
    assert source_key(copied) != key
    (copied / "model/new.py").unlink()
    assert source_key(copied) == key


def test_only_a_few_states_of_the_sources_are_kept_and_none_that_may_be_in_use(copied):
    script = "import agents.compiled"
    environment = {**os.environ, "LINGHUO_CACHE": str(copied / "few"), "PYTHONPATH": str(copied)}
    note = copied / "agents/note.py"

    def use(state: int) -> int:
        note.write_text(f"state = {state}\n", encoding="utf-8")
        subprocess.run([sys.executable, "-P", "-c", script], env=environment, cwd=copied, check=True)
        return len(list((copied / "few/compiled").iterdir()))

    assert [use(state) for state in range(KEPT_FOLDERS + 2)] == list(range(1, KEPT_FOLDERS + 3))
    for folder in (copied / "few/compiled").iterdir():
        os.utime(folder, (0, time.time() - UNUSED_SECONDS - 1))
    assert use(KEPT_FOLDERS + 2) == KEPT_FOLDERS
    note.unlink()
