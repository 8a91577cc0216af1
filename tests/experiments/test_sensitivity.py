"""What answers depend on: Ishigami through the same runs and tables, the floor of luck, and files that are wrong."""

import json
from math import pi, sin, sqrt

import numpy as np
import pandas as pd
import pytest

from experiments.errors import InputError
from experiments.labels import Labels
from experiments.runner import complete
from experiments.sensitivity import answers
from experiments.sensitivity.command import chosen, parts_of, sensitivity_of
from experiments.sensitivity.present import present
from experiments.sensitivity.study import Sensitivity

SMALL = """name: small
en: Small
zh: 小
design: lower_rate
against: status_quo
uncertain:
  behaviour.trust: {distribution: uniform, low: 0.2, high: 1, source: assumed}
  behaviour.habit: {distribution: uniform, low: 0, high: 3, source: assumed}
  behaviour.peer_weight: {distribution: uniform, low: 0, high: 2, source: assumed}
  variant: {distribution: choice, values: [low, mid, high], source: assumed}
criteria:
  treasury: {en: Treasury, zh: 财政, measure: {of: treasury}, best: lowest}
trajectories: 3
keep: 2
samples: 8
resamples: 50
swing_replications: 2
settings: {population: 300, until: 2028}
"""
RANGES = {"trust": (0.2, 1.0), "habit": (0.0, 3.0), "peer_weight": (0.0, 2.0)}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def ishigami(task, advance):
    """On paper: Ishigami's function for the design, nothing for what it is compared with; the economy does nothing."""
    advance(task.settings.until - task.settings.start + 1)
    if "lower_rate" not in task.design:
        return {"treasury": 0.0}, {}
    behaviour = task.settings.behaviour
    x = [-pi + 2.0 * pi * (getattr(behaviour, name) - low) / (high - low) for name, (low, high) in RANGES.items()]
    return {"treasury": sin(x[0]) + 7.0 * sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * sin(x[0])}, {}


def run(study, folder, evaluate):
    """What the command does, on paper."""
    for part, experiment in parts_of(study).items():
        complete(experiment, folder / part, 1, evaluate=evaluate)
    names = chosen(study, folder)
    complete(study.experiment(study.sobol(names)), folder / answers.SOBOL, 1, evaluate=evaluate)
    return {"sensitivity": study.model_dump(mode="json", exclude_unset=True)}


def test_ishigami_comes_out_of_the_tables_with_its_analytic_indices(file, tmp_path):
    study = Sensitivity.load(file).model_copy(update={"samples": 512, "trajectories": 40, "keep": 3})
    shown = present(tmp_path / "r", run(study, tmp_path / "r", ishigami), Labels("en"))
    tables = {table.name: table for table in shown.tables}
    shares = tables["shares"].data.set_index("parameter")
    assert list(shares.index) == ["behaviour.trust", "behaviour.habit", "behaviour.peer_weight"]  # not the economy
    assert shares["S1"].to_numpy() == pytest.approx([0.3139, 0.4424, 0.0], abs=0.05)
    assert shares["ST"].to_numpy() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.06)
    effects = tables["effects"].data.set_index("parameter")
    assert effects.loc["variant", ["mu_star", "unclear"]].tolist() == [0.0, True]
    assert not effects["unclear"].drop("variant").any() and (effects["floor"] == 0.0).all()
    assert {drawing.name for drawing in shown.drawings} == {"tornado", "effects", "variance"}


def test_swings_are_paired_differences_between_the_ends(file):
    study = Sensitivity.load(file)
    # at points: the centre, then both ends of three parameters, then three economies; in two replications
    rows = [
        (point, replication, 10.0 * point + replication * (point == 2)) for point in range(10) for replication in (0, 1)
    ]
    found = pd.DataFrame(rows, columns=["point", "replication", "treasury"]).set_index(["point", "replication"])
    swung = answers.swings(study, found).set_index("parameter")
    assert swung.loc["behaviour.trust", ["swing", "swing_sd", "swing_se"]].tolist() == pytest.approx(
        [10.5, sqrt(0.5), 0.5]
    )
    assert swung.loc["behaviour.habit", ["centre", "at_low", "at_high", "swing_sd"]].tolist() == [
        0.5 * 0.0,
        30.0,
        40.0,
        0.0,
    ]
    assert swung.loc["variant", ["value_low", "value_high", "swing"]].tolist() == ["low", "high", 20.0]
    luck = answers.noise(study, answers.swings(study, found))["treasury"]
    assert luck == pytest.approx(sqrt(0.5 / 4.0))


def test_answers_that_are_only_luck_stand_at_the_floor_and_are_marked(file):
    study = Sensitivity.load(file).model_copy(update={"trajectories": 400, "samples": 4096, "keep": 4})
    random = np.random.default_rng(3)

    def lucky(points):
        return pd.DataFrame({"treasury": random.normal(0.0, 5.0, len(points))}, index=pd.MultiIndex.from_product(
            [range(len(points)), [0]], names=["point", "replication"]))  # fmt: skip

    luck = {"treasury": 5.0 * sqrt(2.0)}  # of a difference between two points
    effects = answers.screened(study, lucky(study.morris()), luck)
    assert effects["mu_star"].to_numpy() == pytest.approx(effects["floor"].to_numpy(), rel=0.1)
    shares = answers.shares(study, list(study.uncertain), lucky(study.sobol(list(study.uncertain))), luck)
    assert shares["ST"].to_numpy() == pytest.approx(np.ones(4), abs=0.1)
    assert shares["floor"].to_numpy() == pytest.approx(np.ones(4), abs=0.1)
    assert shares["unclear"].all() and (effects["unclear"].sum() >= 3)


def test_too_small_a_sample_is_said_with_the_number_that_would_do(file, tmp_path):
    assert answers.samples_enough(64, 0.1) == 64 and answers.samples_enough(64, 0.11) == 128
    assert answers.samples_enough(64, 0.4) == 1024
    study = Sensitivity.load(file)
    shown = present(tmp_path / "r", run(study, tmp_path / "r", ishigami), Labels("en"))
    shares = shown.tables[-1]
    enough = int(shares.data["enough"].iloc[0])
    assert enough > 8 and f"about {enough:,} base samples would do" in shares.note


def test_parameters_are_kept_by_their_rank_for_any_criterion(file):
    study = Sensitivity.load(file)
    rows = [("a", "behaviour.trust", 1.0), ("a", "behaviour.habit", 9.0), ("a", "behaviour.peer_weight", 5.0),
            ("a", "variant", 0.0), ("b", "behaviour.trust", 0.0), ("b", "behaviour.habit", 1.0),
            ("b", "behaviour.peer_weight", 2.0), ("b", "variant", 3.0)]  # fmt: skip
    effects = pd.DataFrame(rows, columns=["criterion", "parameter", "mu_star"])
    assert answers.ranked(study, effects.assign(unclear=False)) == ["behaviour.habit", "variant"]
    unclear = (effects["criterion"] == "b") & (effects["parameter"] == "variant")
    assert answers.ranked(study, effects.assign(unclear=unclear)) == ["behaviour.habit", "behaviour.peer_weight"]


def test_a_real_study_is_run_kept_and_drawn_again(compiled, linghuo, file, tmp_path):
    code, out, err = linghuo("sensitivity", file, "--out", tmp_path / "r", "--jobs", 2)
    assert code == 0, err
    assert "Morris screening" in out and "Sobol indices" in out and "Swings" in out
    assert json.loads((tmp_path / "r" / "analysis.json").read_text())["kind"] == "sensitivity"
    table = (tmp_path / "r" / "shares.csv").read_bytes()
    for name in ("tornado.pdf", "tornado.csv", "effects.png", "variance.svg", "shares.csv", "parameters.tex"):
        (tmp_path / "r" / name).unlink()
    assert linghuo("plot", tmp_path / "r", "--lang", "zh")[0] == 0
    assert (tmp_path / "r" / "shares.csv").read_bytes() == table and (tmp_path / "r" / "tornado.pdf").exists()
    code, _, err = linghuo("sensitivity", file, "--out", tmp_path / "r", "--jobs", 2)
    assert code == 0 and "0 of" in err  # nothing is run again


def test_a_run_that_failed_is_said_and_no_index_is_made_of_the_rest(file, tmp_path):
    def failing(task, advance):
        if task.settings.behaviour.trust > 0.95:
            raise ValueError("cannot")
        return ishigami(task, advance)

    with pytest.raises(InputError, match=r"runs failed .* --retry"):
        run(Sensitivity.load(file), tmp_path / "r", failing)


def test_the_ready_made_study_has_twenty_parameters_with_their_sources():
    study = sensitivity_of("full_proposal")
    assert len(study.uncertain) >= 20 and all(len(each.source) > 10 for each in study.uncertain.values())
    assert len(study.criteria) >= 3 and study.against == "status_quo"


@pytest.mark.parametrize(
    ("was", "becomes", "line", "said"),
    [
        ("samples: 8", "samples: 12", 15, "needs a power of two, 8 or 16"),
        ("design: lower_rate", "design: lower_rat", 4, "lower_rate"),
        ("behaviour.habit", "behaviour.habbit", 8, "did you mean"),
        ("best: lowest", "best: lowest, in_percent: true", None, None),
        ("high: 3,", "high: 30,", 8, "30"),
        ("keep: 2", "kep: 2", 14, "did you mean `keep`"),
    ],
)
def test_a_file_that_cannot_be_run_is_refused_with_its_line(file, was, becomes, line, said):
    file.write_text(SMALL.replace(was, becomes), encoding="utf-8")
    if said is None:
        assert Sensitivity.load(file).criteria["treasury"].in_percent
        file.write_text(SMALL.replace(was, becomes).replace("against: status_quo\n", ""), encoding="utf-8")
        line, said = 11, "name the other design as `against`"
    with pytest.raises(InputError) as refused:
        Sensitivity.load(file)
    assert f"small.yaml:{line}:" in str(refused.value) and said in str(refused.value)
