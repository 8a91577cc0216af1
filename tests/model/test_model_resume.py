"""An interrupted run, pickled at any year's end and resumed anywhere, ends as if nothing had happened."""

import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from agents.codes import LIVING
from model import SocialInsuranceModel

ROOT = Path(__file__).resolve().parents[2]
SMALL = {"population": 300, "until": 2028}


@pytest.fixture(scope="module")
def small(lived):
    return lived(**SMALL)


@pytest.mark.parametrize("years", [0, 1, 2, 3])
def test_a_pickled_run_resumes_as_if_it_had_not_been_interrupted(years, small, differences):
    model = SocialInsuranceModel(**SMALL)
    for _ in range(years):
        model.step()
    resumed = pickle.loads(pickle.dumps(model))
    while resumed.running:
        resumed.step()
    assert model.year == 2025 + years
    assert differences(small, resumed) == []
    frames = (resumed.datacollector.get_model_vars_dataframe(), small.datacollector.get_model_vars_dataframe())
    assert frames[0].equals(frames[1])


def test_a_run_that_resumes_in_another_process_ends_in_the_same_bits(tmp_path, small, differences):
    model = SocialInsuranceModel(**SMALL)
    model.step()
    (tmp_path / "half.pickle").write_bytes(pickle.dumps(model))
    resume = (
        "import pickle, sys; from pathlib import Path; folder = Path(sys.argv[1]);"
        "model = pickle.loads((folder / 'half.pickle').read_bytes());"
        "model.step(); model.step(); (folder / 'whole.pickle').write_bytes(pickle.dumps(model))"
    )
    subprocess.run([sys.executable, "-c", resume, str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    resumed = pickle.loads((tmp_path / "whole.pickle").read_bytes())
    assert not resumed.running
    assert differences(small, resumed) == []


def test_lives_end_alike_after_an_interruption_and_on_two_threads(lived):
    model = lived(population=1100, until=2027)
    resumed = pickle.loads(pickle.dumps(model))
    blocks = SocialInsuranceModel(population=1100, until=2027, threads=2, block_rows=1024)
    for each in (model, resumed, blocks):
        each.finish_lives()
        assert not np.any(each.columns["alive"] == LIVING)
        assert np.isfinite(each.lives()["utility_sum"]).all()
    assert model.lives().equals(resumed.lives())
    assert model.lives().equals(blocks.lives())
