"""An experiment file says what is run; what is wrong in it is named with its line and what would be right."""

import json

import numpy as np
import pytest

from experiments import Experiment
from experiments.analysis import CONFIGS
from experiments.errors import InputError
from experiments.experiment_command import FILES
from experiments.uncertain import Uncertain, latin_hypercube

WHOLE = """name: small
designs:
  - status_quo
  - full_proposal
settings:
  population: 300
  until: 2028
levers:
  pension.worker_rate.{self_employed,casual}: [0.12, 0.2]
  pension.accrual_rate: [0.01]
uncertain:
  behaviour.trust:
    distribution: uniform
    low: 0.5
    high: 0.9
    source: assumed
samples: 3
replications: 2
measures:
  reserve: {of: reserve, fund: pension}
  covered:
    of: coverage
    group: flexible
    branch: pension
    year: 2027
outputs: [economy]
"""


@pytest.fixture
def written(tmp_path):
    """Writes an experiment file and returns its path."""

    def write(text):
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_points_are_all_combinations_of_levers_with_all_samples(written):
    points = list(Experiment.load(written(WHOLE)).points())
    assert [point.number for point in points] == list(range(6))
    rates = [point.levers["pension.worker_rate.{self_employed,casual}"] for point in points]
    assert rates == [0.12, 0.12, 0.12, 0.2, 0.2, 0.2]
    trust = [point.uncertain["behaviour.trust"] for point in points]
    assert trust[:3] == trust[3:] and len(set(trust)) == 3
    assert all(0.5 <= value <= 0.9 for value in trust)


@pytest.mark.parametrize(
    ("line", "wrong", "where", "message"),
    [
        ("replications: 2", "replicatons: 2", "18:1", "replicatons: unknown key; did you mean `replications`?"),
        ("  population: 300", "  populaton: 300", "6:3", "settings.populaton: unknown key; did you mean `population`?"),
        ("  - full_proposal", "  - full_proposel", "4:5", "did you mean `full_proposal`?"),
        ("  - full_proposal", "  - status_quo", "4:5", "status_quo is listed twice"),
        ("  pension.accrual_rate: [0.01]", "  pension.acrual_rate: [0.01]", "10:3",
         "unknown parameter `pension.acrual_rate`; did you mean `pension.accrual_rate`?"),
        ("[0.12, 0.2]", "[0.12, 2]", "9:54", "is out of range; 0 to 0.4"),
        ("[0.12, 0.2]", "[0.12, 0.12]", "9:54", "listed twice"),
        ("[0.12, 0.2]", "[]", "9:3", "at least 1 item"),
        ("pension.accrual_rate: [0.01]", "pension.worker_rate.casual: [0.01]", "10:3", "moves too"),
        ("  behaviour.trust:", "  behaviour.turst:", "12:3", "did you mean `behaviour.trust`?"),
        ("    high: 0.9", "    high: 1.9", "12:3", "1.9 lies outside what the model allows"),
        ("    high: 0.9", "    high: 0.4", "12:3", "low 0.5 is not below high 0.4"),
        ("    high: 0.9", "    mode: 0.9", "12:3", "a uniform distribution has low, high and source; missing: high"),
        ("    source: assumed", "", "12:3", "source: missing"),
        ("    distribution: uniform", "    distribution: unifrom", "13:5", "not 'unifrom'"),
        ("  until: 2028", "  until: 2020", "7:3", "settings.until"),
        ("  until: 2028", "  seed: 3", "7:3", "stands outside `settings`, as a line `seed: ...`"),
        ("replications: 2", "levers_from: 2029", "18:1", "the levers would begin after the last simulated year, 2028"),
        ("replications: 2", "replications: 0", "18:1", "greater than or equal to 1"),
        ("    group: flexible", "    group: flexibel", "21:3", "group: unknown `flexibel`; did you mean `flexible`?"),
        ("    branch: pension", "    fund: pension", "21:3", "coverage needs branch"),
        ("    year: 2027", "    year: 2060", "21:3", "the year 2060 is not simulated; 2026 to 2028 are"),
        ("    of: coverage", "    of: covrage", "22:5", "not 'covrage'"),
        ("outputs: [economy]", "outputs: [economi]", "26:11", "not 'economi'"),
        ("outputs: [economy]", "name: other", "26:1", "said twice"),
        ("designs:\n  - status_quo\n  - full_proposal", "designs: []", "2:1", "at least 1 item"),
        ("name: small", "name: a/b", "1:1", "name"),
        ("name: small", "name: [small", "2:", "not YAML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_file_and_line(written, line, wrong, where, message):
    assert line in WHOLE
    with pytest.raises(InputError) as error:
        Experiment.load(written(WHOLE.replace(line, wrong, 1)))
    assert f"mine.yaml:{where}" in str(error.value)
    assert message in str(error.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.yaml: cannot be read"):
        Experiment.load(tmp_path / "none.yaml")


def test_a_design_file_is_found_beside_the_experiment(written, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    (tmp_path / "cheap.yaml").write_text(
        "name: cheap\nen: Cheap\nzh: 低费率\narticle: III(3)\nbasis: proposal\nsummary: Less.\nfrom: 2027\n"
        "changes:\n  pension.worker_rate.casual: {value: 0.16, why: less}\n",
        encoding="utf-8",
    )
    experiment = Experiment.load(written("name: mine\ndesigns: [cheap.yaml, cheap.yaml+compulsory_five]\n"))
    assert len(experiment.designs) == 2


@pytest.mark.parametrize("kind", FILES)
def test_the_schema_of_every_kind_of_file_has_the_keys_of_the_ready_made_ones(kind, linghuo, tmp_path):
    from ruamel.yaml import YAML

    code, out, _ = linghuo("schema", kind)
    said = json.loads(out)
    assert code == 0 and said["properties"] and not said["additionalProperties"]
    assert linghuo("schema", kind, "--out", tmp_path / "s.json")[0] == 0
    assert json.loads((tmp_path / "s.json").read_text(encoding="utf-8")) == said
    of_analyses = tuple(f"{other}_" for other in FILES if other != "experiment")
    own = [path for path in CONFIGS.glob("*.yaml") if not path.name.startswith(of_analyses)]
    ready = own if kind == "experiment" else list(CONFIGS.glob(f"{kind}_*.yaml"))
    assert ready
    for path in ready:
        keys = YAML(typ="safe").load(path.read_text(encoding="utf-8")).keys()
        assert set(said["required"]) <= keys <= said["properties"].keys()


def test_the_schema_of_an_unknown_kind_is_refused_with_those_that_there_are(linghuo):
    code, out, err = linghuo("schema", "swep")
    assert (code, out) == (2, "") and "did you mean `sweep`" in err
    assert "files declare experiment, sweep" in linghuo("schema", "law")[2]


def test_the_schema_knows_every_key_and_is_json():
    schema = json.loads(json.dumps(Experiment.model_json_schema()))
    assert set(Experiment.model_fields) == set(schema["properties"])
    assert schema["required"] == ["name", "designs"]
    assert "trust" in schema["$defs"]["BehaviourSettings"]["properties"]


def test_an_uncertain_parameter_cannot_be_fixed_as_well(written):
    text = WHOLE.replace("  until: 2028", "  until: 2028\n  behaviour: {trust: 0.7}")
    with pytest.raises(InputError, match=r"mine\.yaml:13:3: .*also fixed under `settings`"):
        Experiment.load(written(text))


DISTRIBUTIONS = {
    "uniform": ({"low": 1, "high": 3}, 2.0),
    "loguniform": ({"low": 1, "high": 100}, 10.0),
    "triangular": ({"low": 0, "mode": 1, "high": 2}, 1.0),
    "normal": ({"low": -1, "high": 3, "mean": 1, "sd": 0.7}, 1.0),
}


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_quantiles_rise_from_end_to_end_through_the_median(name):
    given, median = DISTRIBUTIONS[name]
    parameter = Uncertain(distribution=name, source="assumed", **given)
    values = [parameter.quantile(u) for u in np.linspace(0, 1, 41)]
    assert np.allclose([values[0], values[20], values[-1]], [given["low"], median, given["high"]])
    assert all(np.diff(values) > 0)


def test_a_triangular_distribution_has_its_closed_form():
    parameter = Uncertain(distribution="triangular", low=0, mode=1, high=4, source="assumed")
    # F(x) = x²/4 up to the mode, 1 − (4 − x)²/12 after it
    assert parameter.quantile(0.16) == pytest.approx(0.8)
    assert parameter.quantile(2 / 3) == pytest.approx(2.0)


def test_every_parameter_falls_once_into_each_part_whatever_else_is_drawn():
    first = {"a": Uncertain(distribution="uniform", low=0, high=1, source="s")}
    both = {"b": Uncertain(distribution="choice", values=("low", "high"), source="s"), **first}
    alone, together = latin_hypercube(first, 20, 1), latin_hypercube(both, 20, 1)
    assert [each["a"] for each in alone] == [each["a"] for each in together]
    assert sorted(int(20 * each["a"]) for each in alone) == list(range(20))
    assert sorted(each["b"] for each in together) == ["high"] * 10 + ["low"] * 10
    assert alone != latin_hypercube(first, 20, 2)


EXPLICIT = """name: listed
designs: [status_quo]
uncertain:
  behaviour.trust: {distribution: uniform, low: 0.5, high: 0.9, source: assumed}
explicit:
  - {behaviour.trust: 0.6, pension.accrual_rate: 0.01}
  - {behaviour.trust: 0.7, pension.accrual_rate: 0.02}
"""


def test_explicit_points_are_run_as_listed_and_sorted_into_levers_and_uncertain_parameters(written):
    points = list(Experiment.load(written(EXPLICIT)).points())
    assert points == [
        (0, {"pension.accrual_rate": 0.01}, {"behaviour.trust": 0.6}),
        (1, {"pension.accrual_rate": 0.02}, {"behaviour.trust": 0.7}),
    ]


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("trust: 0.7", "trust: 7", ":7:6: explicit.1.behaviour.trust: 7.0 lies outside what the model allows"),
        ("pension.accrual_rate: 0.02", "pension.accrual_rat: 0.02", ":7:5: explicit.1: pension.accrual_rat"),
        (", pension.accrual_rate: 0.02", "", ":7:5: explicit.1: pension.accrual_rate has a value at some points only"),
        ("pension.accrual_rate: 0.02", "pension.accrual_rate: 'x'", "explicit.1.pension.accrual_rate:"),
        ("explicit:", "samples: 4\nexplicit:", ":5:1: samples: has no place beside `explicit`"),
    ],
)
def test_an_explicit_point_that_cannot_be_run_is_named_with_its_line(written, was, becomes, said):
    with pytest.raises(InputError) as error:
        Experiment.load(written(EXPLICIT.replace(was, becomes)))
    assert said in str(error.value)


def test_an_explicit_lever_that_no_law_has_is_named(written):
    with pytest.raises(InputError, match=r"explicit\.0\.pension\.accrual_rat: .*accrual_rate"):
        Experiment.load(written(EXPLICIT.replace("accrual_rate", "accrual_rat")))


def test_explicit_points_give_a_value_for_every_uncertain_parameter(written):
    with pytest.raises(InputError, match=r"explicit\.0: gives no value for the uncertain parameter behaviour\.trust"):
        Experiment.load(written(EXPLICIT.replace("behaviour.trust: 0.6, ", "").replace("behaviour.trust: 0.7, ", "")))


def test_groups_are_counted_only_where_an_experiment_keeps_them_and_as_often_as_its_settings_say():
    def years_between(outputs, **settings):
        made = Experiment(name="groups", designs=["status_quo"], settings={"until": 2028, **settings}, outputs=outputs)
        return made.settings_at({}).group_years

    assert years_between(["coverage"]) == 0
    assert years_between(["coverage_by_group"]) == years_between(["burden_by_group"]) == 10
    assert years_between(["burden_by_group"], group_years=5) == 5
