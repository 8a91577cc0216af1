"""What the compiler makes of the model: one signature a stage, and packed arithmetic where the time goes."""

import json
import platform
import re
import subprocess
import sys
from pathlib import Path

import numba
import pytest

from agents.compiled import _NO_ALIAS
from model import SocialInsuranceModel
from model.luck import fill
from model.packing import WORDS
from model.plan import Scratch
from model.year import LIFE_PLAN, YEAR_PLAN

ROOT = Path(__file__).resolve().parents[2]
DESIGNS = ("status_quo", "law_2011", "in_force_2026", "compulsory_five", "full_proposal")
RUNS = """
import json, sys
from agents.compiled import STAGES
from model import SocialInsuranceModel

for design in sys.argv[1:]:
    model = SocialInsuranceModel(design=design, population=200, until=2034)
    while model.running:
        model.step()
size = {"population": 1500, "until": 2028, "threads": 2, "block_rows": 1024, "replication": 1}
model = SocialInsuranceModel(design=design, **size)
model.step()
model.begin_year()
model.workers.select(at_most=2).do("step")
model.end_year()
model.finish_lives()
print(json.dumps({f"{s.py_func.__module__}.{s.py_func.__name__}": len(s.signatures) for s in STAGES}))
"""


def test_each_stage_is_compiled_once_for_all_designs_years_and_ways_to_run(compiled):
    command = [sys.executable, "-W", "error", "-c", RUNS, *DESIGNS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    signatures = json.loads(done.stdout)
    one_for_each_size_of_word = {"model.packing.trade_places": len(WORDS)}
    assert {name: count for name, count in signatures.items() if count > 1} == one_for_each_size_of_word
    ran = {name for name, count in signatures.items() if count == 1}
    stages = [step.stage.py_func for step in (*LIFE_PLAN.steps, *YEAR_PLAN.steps)]
    assert {f"{stage.__module__}.{stage.__name__}" for stage in stages} <= ran


if platform.machine() in ("x86_64", "AMD64"):
    PACKED = re.compile(r"\bv?(?:add|sub|mul|div|sqrt|max|min)pd\b")
    SCALAR = re.compile(r"\bv?(?:add|sub|mul|div|sqrt|max|min)sd\b")
    HOT = (
        "pension_choice.value_pension", "medical_choice.value_medical", "agents.earnings.earn", "agents.work.move",
        "health.fall_ill", "living.consume", "demography.age_and_die", "law.medical.benefits.claim",
        "law.resident_medical.stages.claim", "fill",
    )  # fmt: skip

    @pytest.fixture(scope="module")
    def arguments(compiled):
        """By name of a hot stage: the stage, and arguments as the driver passes them."""
        model = SocialInsuranceModel(population=1500, until=2026)
        model.begin_year()
        rows = model.rows
        scratch = Scratch(rows, sorted({*LIFE_PLAN.draws, *YEAR_PLAN.draws}))
        names = {**model.columns, **model.named, **scratch.flows, **scratch.draws}
        columns = {name: array[:rows] for name, array in model.columns.items()}
        found = {
            step.name: (step.stage, [{**names, **columns}[name] for name in step.parameters])
            for step in (*LIFE_PLAN.steps, *YEAR_PLAN.steps)
            if step.name in HOT
        }
        words = list(scratch.draws.values())[:4]
        found["fill"] = fill, [model.luck.seed, 1, 2026, columns["worker"], *words]
        return found

    @pytest.mark.parametrize("name", HOT)
    def test_hot_stages_are_packed_arithmetic(name, arguments):
        stage, given = arguments[name]
        uncached = numba.njit(error_model="numpy", nogil=True, **_NO_ALIAS)(stage.py_func)
        uncached.compile(tuple(map(numba.typeof, given)))
        (assembly,) = uncached.inspect_asm().values()
        packed, scalar = len(PACKED.findall(assembly)), len(SCALAR.findall(assembly))
        assert packed >= 8 and packed >= 0.2 * scalar, f"{name}: {packed} packed, {scalar} scalar operations"
