"""Designs over sampled futures: regret by hand, shares by hand, and a box of failure that the tree finds again."""

import json

import numpy as np
import pandas as pd
import pytest

from experiments.errors import InputError
from experiments.labels import Labels
from experiments.robust import regret, rules
from experiments.robust.command import robust_of
from experiments.robust.futures import Robust
from experiments.robust.present import conditions, present
from experiments.runner import complete
from experiments.uncertain import latin_hypercube

SMALL = """name: small
en: Small
zh: 小
designs: [status_quo, lower_rate]
uncertain:
  behaviour.trust: {distribution: uniform, low: 0.4, high: 0.9, source: assumed}
  behaviour.habit: {distribution: uniform, low: 0, high: 1, source: assumed}
  variant: {distribution: choice, values: [low, mid, high], source: assumed}
futures: 10
criteria:
  welfare: {en: Welfare, zh: 福利, measure: {of: consumption_equivalent}, best: highest, in_percent: true}
  treasury: {en: Treasury, zh: 财政, measure: {of: treasury}, best: lowest}
funds: [pension, injury]
fails: [{fund: pension}]
settings: {population: 300, until: 2028}
"""
NEVER = float("nan")
SHORT = {"variant": "variant", "behaviour.trust": "trust", "behaviour.habit": "habit"}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture
def robust(file):
    return Robust.load(file)


def runs_of(*rows):
    names = ["point", "design", "replication", "welfare", "treasury", "exhausted_pension", "exhausted_injury"]
    return pd.DataFrame(rows, columns=names)


def boxed(task, advance):
    """On paper: the lower rate brings 2 % of welfare for 0.5 % of GDP, and in a box of futures debt of the pension."""
    advance(task.settings.until - task.settings.start + 1)
    lower = "lower_rate" in task.design
    broke = lower and task.settings.behaviour.trust < 0.6 and task.settings.variant == "high"
    return {
        "welfare": 1.02 if lower else 1.0,
        "treasury": 3.5 if lower else 3.0,
        "exhausted_pension": 2027.0 if broke else NEVER,
        "exhausted_injury": 2028.0,
    }, {}


def test_regret_is_what_the_best_design_of_the_same_future_has_more(robust):
    runs = runs_of(
        (0, "status_quo", 0, 100.0, 3.0, NEVER, NEVER), (0, "lower_rate", 0, 80.0, 2.0, NEVER, NEVER),
        (1, "status_quo", 0, 50.0, 4.0, NEVER, NEVER), (1, "lower_rate", 0, 200.0, 5.5, NEVER, NEVER),
    )  # fmt: skip
    found = regret.regrets(robust, runs)
    by = found.set_index(["criterion", "design", "point"])["regret"].sort_index()
    assert by["welfare", "status_quo"].tolist() == [0.0, 75.0] and by["welfare", "lower_rate"].tolist() == [20.0, 0.0]
    assert by["treasury", "status_quo"].tolist() == [1.0, 0.0] and by["treasury", "lower_rate"].tolist() == [0.0, 1.5]
    said = regret.summary(found).set_index(["criterion", "design"])
    assert said.loc[("welfare", "status_quo"), ["mean", "mean_se", "largest", "best"]].tolist() == [
        37.5,
        37.5,
        75.0,
        50,
    ]


def test_the_best_design_is_that_of_the_means_over_replications(robust):
    runs = runs_of(
        (0, "status_quo", 0, 100.0, 3.0, NEVER, NEVER), (0, "lower_rate", 0, 90.0, 3.0, NEVER, NEVER),
        (0, "status_quo", 1, 100.0, 3.0, NEVER, NEVER), (0, "lower_rate", 1, 160.0, 3.0, NEVER, NEVER),
    )  # fmt: skip
    by = regret.regrets(robust, runs).set_index(["criterion", "design"])["regret"].sort_index()
    assert by["welfare", "status_quo"] == pytest.approx(20.0) and by["welfare", "lower_rate"] == 0.0


def test_solvency_counts_futures_and_a_debt_after_the_last_year_that_counts_does_not(robust):
    robust = robust.model_copy(update={"solvent_until": 2027})
    runs = runs_of(*[(point, "status_quo", 0, 1.0, 1.0, 2027.0 if point == 0 else 2028.0, NEVER) for point in range(4)])
    found = regret.solvency(robust, runs).set_index("fund")
    assert found.loc["pension", "share"] == 75.0 and found.loc["injury", "share"] == 100.0
    assert found.loc["pension", "share_se"] == pytest.approx(100.0 * np.std([0, 1, 1, 1], ddof=1) / 2.0)


def test_a_future_in_which_a_run_failed_is_left_out_and_a_solvent_one_is_not():
    long = pd.DataFrame(
        [(point, design, 0, "exhausted_pension", NEVER) for point in (0, 1) for design in ("b", "a")],
        columns=["point", "design", "replication", "measure", "value"],
    )
    failed = long.iloc[[3]][["point", "design", "replication"]]
    assert regret.wide(long, failed)[["point", "design"]].to_numpy().tolist() == [[0, "b"], [0, "a"]]


def test_failing_is_a_debt_in_half_of_the_replications_or_too_much_regret(robust, file):
    runs = runs_of(
        *[(point, design, replication, 1.0 + 0.1 * (design == "lower_rate" and point == 1), 3.0,
           2027.0 if design == "lower_rate" and (point, replication) in ((0, 0), (2, 0), (2, 1)) else NEVER, NEVER)
          for point in range(4) for design in ("status_quo", "lower_rate") for replication in (0, 1, 2)]
    )  # fmt: skip
    file.write_text(SMALL.replace("[{fund: pension}]", "[{fund: pension}, {regret: welfare, above: 5}]"), "utf-8")
    either = Robust.load(file)
    found = regret.failures(either, runs, regret.regrets(either, runs)).set_index(["design", "point"])["fails"]
    assert found["status_quo"].tolist() == [False, True, False, False]
    assert found["lower_rate"].tolist() == [False, False, True, False]


def futures_of(robust, number):
    drawn = pd.DataFrame(latin_hypercube(robust.uncertain, number, 1))
    return drawn, rules.coded(drawn, robust.uncertain)


def test_the_tree_finds_the_box_in_which_a_design_fails(robust):
    drawn, futures = futures_of(robust, 300)
    fails = ((drawn["behaviour.trust"] < 0.6) & (drawn["variant"] == "high")).to_numpy()
    worst, *others = rules.leaves(futures, fails, depth=2)
    assert worst.density == 1.0 and worst.failures == fails.sum() and all(leaf.failures == 0 for leaf in others)
    assert worst.conditions["behaviour.trust"].high == pytest.approx(0.6, abs=0.02)
    assert rules.written(worst.conditions, robust.uncertain, SHORT, "any").startswith("variant: high, trust ≤ 0.599")
    assert sum(leaf.futures for leaf in (worst, *others)) == 300
    assert rules.foretold(futures, fails, depth=2) > 0.9


def test_the_tree_does_not_depend_on_the_order_of_futures(robust):
    drawn, futures = futures_of(robust, 200)
    fails = (drawn["behaviour.trust"] + 0.3 * drawn["behaviour.habit"] < 0.7).to_numpy()
    order = np.random.default_rng(1).permutation(200)
    assert rules.leaves(futures, fails, 3) == rules.leaves(futures.iloc[order], fails[order], 3)


def test_conditions_that_are_noise_foretell_nothing(robust):
    _, futures = futures_of(robust, 200)
    fails = np.random.default_rng(2).random(200) < 0.4
    assert rules.foretold(futures, fails, depth=2) < 0.05
    assert np.isnan(rules.foretold(futures, np.arange(200) < 3, depth=2))


@pytest.mark.parametrize("all_fail", [False, True])
def test_a_design_that_always_or_never_fails_has_one_rule(robust, all_fail):
    _, futures = futures_of(robust, 20)
    (leaf,) = rules.leaves(futures, np.full(20, all_fail), depth=2)
    assert leaf == rules.Leaf({}, 20, 20 * all_fail)
    assert rules.written(leaf.conditions, robust.uncertain, SHORT, "any future") == "any future"


def test_a_folder_tells_regret_solvency_and_the_box_in_both_languages(robust, tmp_path):
    robust = robust.model_copy(update={"futures": 120})
    complete(robust.experiment(), tmp_path / "r", 1, evaluate=boxed)
    options = {"robust": robust.model_dump(mode="json", exclude_unset=True)}
    for language in ("en", "zh"):
        shown = present(tmp_path / "r", options, Labels(language))
        assert [drawing.name for drawing in shown.drawings] == ["regret", "solvency", "rules"]
        behind, solvent, found = (table.data for table in shown.tables)
    behind = behind.set_index(["criterion", "design"])["mean"]
    assert behind["welfare", "status_quo"] == pytest.approx(100.0 * 0.02 / 1.02)
    assert behind["treasury", "lower_rate"] == pytest.approx(0.5)
    box = found[found["failures"] > 0]
    assert box["design"].tolist() == ["lower_rate"] and box["coverage"].tolist() == [100.0]
    shares = solvent.set_index(["fund", "design"])["share"]
    assert shares["pension", "lower_rate"] == pytest.approx(100.0 * (1.0 - box["failures"].iloc[0] / 120.0))
    assert shares["injury"].tolist() == [0.0, 0.0]


def test_conditions_are_those_of_the_futures_that_ran(robust):
    drawn, _ = futures_of(robust, 40)
    points = drawn.assign(point=range(40))
    fails = pd.DataFrame({"point": [*range(20, 40)], "design": "a", "fails": drawn["variant"][20:] == "low"})
    found = conditions(robust, points, fails, Labels())
    assert found["futures"].sum() == 20 and found["conditions"].iloc[0] == "economic variant: low"


def test_a_real_analysis_writes_tables_and_figures_and_is_drawn_again(compiled, linghuo, file, tmp_path):
    code, out, _ = linghuo("robust", file, "--out", tmp_path / "r", "--jobs", "2")
    assert code == 0 and "Regret over sampled futures" in out
    assert json.loads((tmp_path / "r" / "analysis.json").read_text())["kind"] == "robust"
    found = pd.read_csv(tmp_path / "r" / "regret.csv")
    lowest = found.groupby(["criterion", "point"])["regret"].min()
    assert (lowest == 0.0).all() and found.groupby("criterion")["regret"].max()["welfare"] > 0.0
    for name in ("regret", "solvency", "rules"):
        assert {path.suffix for path in (tmp_path / "r").glob(f"{name}.*")} == {".csv", ".pdf", ".png", ".svg"}
    before = (tmp_path / "r" / "rules.png").read_bytes()
    assert linghuo("plot", tmp_path / "r")[0] == 0
    assert (tmp_path / "r" / "rules.png").read_bytes() == before


def test_the_ready_made_file_asks_for_many_uncertain_parameters_with_sources():
    ready = robust_of("designs", futures=20, population=100, until=2060)
    assert (ready.futures, ready.settings.population, ready.settings.until) == (20, 100, 2060)
    assert ready.solvent_year == 2050 and len(ready.uncertain) >= 15


@pytest.mark.parametrize(
    ("was", "becomes", "line", "said"),
    [
        ("lower_rate", "lower_rat", 4, "did you mean `lower_rate`"),
        ("behaviour.habit", "behaviour.habbit", 7, "did you mean `behaviour.habit`"),
        ("futures: 10", "futures: 9", 9, "greater than or equal to 10"),
        ("of: treasury", "of: treasury, year: 2031", 12, "2031 is not simulated"),
        ("{of: treasury}", "{of: exhaustion_year, fund: pension}", 12, "take reserve or balance"),
        ("[pension, injury]", "[pension, injry]", 13, "did you mean `injury`"),
        ("{fund: pension}", "{fund: medical}", 14, "`medical` is none of pension, injury"),
        ("{fund: pension}", "{regret: welfare}", 14, "`above: <number>`"),
        ("population: 300", "population: 300, seed: 4", 15, "as a line `seed: ...`"),
    ],
)
def test_a_file_that_cannot_be_run_is_refused_with_its_line(file, was, becomes, line, said):
    file.write_text(SMALL.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(InputError, match=rf"small\.yaml:{line}:\d+: ") as error:
        Robust.load(file)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("designz",), "did you mean `designs`"),
        (("designs", "--futures", "3"), "futures"),
        (("designs", "--until", "2030"), "2050 is not simulated"),
        (("designs", "--population", "0"), "population"),
    ],
)
def test_an_option_that_cannot_be_is_refused_before_any_run(linghuo, arguments, said):
    code, _, err = linghuo("robust", *arguments)
    assert code == 2 and said in err
