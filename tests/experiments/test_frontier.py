"""A search finds a known front, asks the same again after a stop, and runs nothing twice."""

import json
from functools import partial
from itertools import islice

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments import ledger, runner
from experiments.errors import InputError
from experiments.frontier.command import forget_if_outdated, frontier_of, run_frontier
from experiments.frontier.gains import answers, gains, progress, tried
from experiments.frontier.levers import Frontier
from experiments.frontier.present import present
from experiments.frontier.search import area, generations, part, search, unbettered
from experiments.labels import Labels
from experiments.runner import complete

SMALL = """name: small
en: Small
zh: 小
design: fiscal_subsidy
marked: [status_quo, lower_rate]
levers:
  first:
    {en: First, zh: 一, low: 0, high: 0.2, moves: {"pension.worker_rate.{self_employed,casual}": 1}}
  second:
    {en: Second, zh: 二, low: 0, high: 0.5, step: 0.05, moves: {coverage.subsidy.rate: 1}}
criteria:
  welfare: {en: Welfare, zh: 福利, measure: {of: consumption_equivalent}, best: highest, in_percent: true}
  cost: {en: Cost, zh: 成本, measure: {of: treasury}, best: lowest}
size: 6
generations: 4
settings: {population: 300, until: 2028}
replications: 2
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture
def frontier(file):
    return Frontier.load(file)


def convex(first, second):
    """Two aims, both to be small, with the front second = 0, cost = (1 - gain)², that of ZDT1 upside down."""
    gain = first / 0.2
    return gain - second, gain**2 + second


class OnPaper:
    """What the convex problem says about a run; `stop_at` interrupts at that run, `fails` raises where it is true."""

    def __init__(self, stop_at=None, fails=lambda levers: False):
        self.asked, self.stop_at, self.fails = [], stop_at, fails

    def __call__(self, task, advance):
        advance(task.settings.until - task.settings.start + 1)
        levers = dict(task.levers)
        self.asked.append((task.design, *levers.values(), task.replication))
        if self.stop_at is not None and len(self.asked) == self.stop_at:
            raise KeyboardInterrupt
        if levers and self.fails(levers):
            raise ValueError("cannot be")
        gain, cost = convex(*levers.values()) if levers else (0.0, 0.0)
        luck = 1.0 + task.replication
        return {"welfare": 100.0 * luck * (1.0 + gain / 100.0), "cost": luck + cost}, {}


def run(frontier, folder, evaluate):
    complete(frontier.beside(), folder, 1, evaluate=evaluate)
    for subfolder, experiment in search(frontier, lambda ended: answers(frontier, folder, ended)):
        complete(experiment, folder / subfolder, 1, evaluate=evaluate)


def test_the_front_of_a_convex_problem_is_found_along_its_whole_length(frontier):
    frontier = frontier.model_copy(update={"size": 24, "generations": 25})
    asked, found = generations(frontier), []
    combinations = next(asked)
    for _ in range(frontier.generations):
        values = [(gain, -cost) for gain, cost in (convex(*each.values()) for each in combinations)]
        found += zip(combinations, values, strict=True)
        try:
            combinations = asked.send(values)
        except StopIteration:
            break
    values = np.array([value for _, value in found])
    best = values[unbettered(values)]
    assert len(values) == 24 * 25 and len(best) >= 20
    assert np.allclose(best[:, 1], -(best[:, 0] ** 2), atol=0.02)
    assert best[:, 0].min() < 0.05 and best[:, 0].max() > 0.97 and np.diff(np.sort(best[:, 0])).max() < 0.15
    assert area(values, np.array([0.0, -1.0])) == pytest.approx(2.0 / 3.0, abs=0.03)  # ∫ (1 - x²) from 0 to 1
    random = values[:24]
    assert area(random, np.array([0.0, -1.0])) < 0.55


def test_what_is_read_back_are_paired_gains_with_levers_and_marks(frontier, tmp_path):
    run(frontier, tmp_path / "f", OnPaper())
    found = tried(frontier, tmp_path / "f")
    gain, cost = convex(found["first"], found["second"])
    assert np.allclose(found["welfare"], gain) and np.allclose(found["cost"], -cost)
    assert np.allclose(found[["welfare_se", "cost_se"]], 0.0)  # luck is common to both designs
    assert (found["pareto"] == unbettered(found[["welfare", "cost"]].to_numpy())).all()
    beside = gains(frontier, tmp_path / "f")
    assert beside["design"].tolist() == ["status_quo", "lower_rate"] and beside["welfare"].iloc[0] == 0.0
    assert set(np.round(found["second"] / 0.05, 9)) <= set(map(float, range(11)))


def test_a_stopped_search_ends_like_one_that_was_not_stopped(frontier, tmp_path):
    whole, stopped = OnPaper(), OnPaper(stop_at=23)
    run(frontier, tmp_path / "whole", whole)
    with pytest.raises(KeyboardInterrupt):
        run(frontier, tmp_path / "stopped", stopped)
    assert (tmp_path / "stopped" / part(2)).exists() and not (tmp_path / "stopped" / part(3)).exists()
    rest = OnPaper()
    run(frontier, tmp_path / "stopped", rest)
    pd.testing.assert_frame_equal(tried(frontier, tmp_path / "stopped"), tried(frontier, tmp_path / "whole"))
    assert len(rest.asked) < len(whole.asked) and rest.asked == whole.asked[-len(rest.asked) :]


def test_more_generations_continue_the_search_in_the_same_folder(frontier, tmp_path):
    whole, shorter, rest = OnPaper(), OnPaper(), OnPaper()
    run(frontier, tmp_path / "whole", whole)
    run(frontier.model_copy(update={"generations": 2}), tmp_path / "f", shorter)
    run(frontier, tmp_path / "f", rest)
    assert shorter.asked + rest.asked == whole.asked
    short = tried(frontier.model_copy(update={"generations": 2}), tmp_path / "f")
    assert set(short["generation"]) == {1, 2} and len(short) < len(tried(frontier, tmp_path / "f"))


def test_no_combination_is_run_twice(file, tmp_path):
    file.write_text(SMALL.replace("high: 0.2, moves", "high: 0.2, step: 0.1, moves"), encoding="utf-8")
    coarse, asked = Frontier.load(file), OnPaper()
    run(coarse.model_copy(update={"generations": 12}), tmp_path / "f", asked)
    assert len(asked.asked) == len(set(asked.asked))
    found = tried(coarse.model_copy(update={"generations": 12}), tmp_path / "f")
    assert not found.duplicated(["first", "second"]).any() and len(found) <= 33


def test_a_combination_whose_run_fails_is_left_out_and_the_others_go_on(frontier, tmp_path):
    run(frontier, tmp_path / "f", OnPaper(fails=lambda levers: levers["coverage.subsidy.rate"] < 0.1))
    assert len(ledger.failures(tmp_path / "f" / part(1))) > 0
    found = tried(frontier, tmp_path / "f")
    assert len(found) > 6 and found["second"].min() >= 0.1 and found["generation"].max() == 4


def test_a_retried_search_ends_like_one_in_which_nothing_failed(frontier, tmp_path, monkeypatch, capsys):
    run(frontier, tmp_path / "whole", OnPaper())
    told = {"jobs": 1, "out": tmp_path / "f", "language": "en"}

    def searched(evaluate, **options):
        monkeypatch.setattr(runner, "complete", partial(complete, evaluate=evaluate))
        failed = run_frontier(frontier, **told, **options)
        return failed, capsys.readouterr().err

    assert searched(OnPaper(fails=lambda levers: levers["coverage.subsidy.rate"] < 0.3))[0] > 0
    before = tried(frontier, tmp_path / "f")
    failed, said = searched(OnPaper(), retry=True)
    assert failed == 0 and f"{tmp_path / 'f' / part(2)} is run anew, since runs before it had failed" in said
    after = tried(frontier, tmp_path / "f")
    pd.testing.assert_frame_equal(after, tried(frontier, tmp_path / "whole"))
    assert len(before) < len(after)
    again = OnPaper()
    failed, said = searched(again, retry=True)
    assert failed == 0 and not again.asked and "anew" not in said


def test_a_retried_search_leaves_what_another_experiment_has_left(frontier, tmp_path):
    run(frontier, tmp_path / "f", OnPaper())
    folder = tmp_path / "f" / part(1)
    other = frontier.model_copy(update={"seed": 5})
    forget_if_outdated(folder, other.generation([{"first": 0.1, "second": 0.2}]))
    assert folder.exists()
    forget_if_outdated(folder, frontier.generation([{"first": 0.1, "second": 0.2}]))
    assert not folder.exists()


def test_both_languages_tell_the_set_the_search_and_the_marked_designs(frontier, tmp_path):
    run(frontier, tmp_path / "f", OnPaper())
    options = {"frontier": frontier.model_dump(mode="json", exclude_unset=True)}
    for language in ("en", "zh"):
        shown = present(tmp_path / "f", options, Labels(language))
        best, searched = shown.tables
        assert [drawing.name for drawing in shown.drawings] == ["frontier", "levers"]
        assert len(best.rows) == 2 + tried(frontier, tmp_path / "f")["pareto"].sum()
        assert searched.data["area"].is_monotonic_increasing and searched.data["area"].iloc[-1] == 100.0


def test_the_area_of_a_staircase_is_the_sum_of_its_steps():
    values = np.array([[3.0, 1.0], [1.0, 3.0], [2.0, 2.0], [1.0, 1.0], [5.0, -1.0]])
    assert area(values, np.zeros(2)) == 6.0
    found = pd.DataFrame(values, columns=["welfare", "cost"]).assign(generation=[1, 1, 2, 2, 3])

    class Aims:
        criteria = ("welfare", "cost")

    assert progress(Aims, found)["tried"].tolist() == [2, 4, 5]
    assert progress(Aims, found)["unbettered"].tolist() == [2, 3, 4]


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=12))
def test_unbettered_are_those_that_no_other_beats(points):
    values = np.array(points, dtype=float)

    def beats(one, other):
        return (one >= other).all() and (one > other).any()

    expected = [not any(beats(other, one) for other in values) for one in values]
    assert unbettered(values).tolist() == expected
    assert area(values, np.full(2, -1.0)) == pytest.approx(area(values[expected], np.full(2, -1.0)))


def test_the_seed_decides_what_is_tried(frontier):
    def first(seed):
        return next(generations(frontier.model_copy(update={"seed": seed})))

    assert first(1) == first(1) != first(2)
    assert len(list(islice(search(frontier, lambda ended: [(0.0, 0.0)] * 6), 1))) == 1


def test_a_real_search_writes_the_set_and_goes_on_in_its_folder(compiled, linghuo, file, tmp_path):
    small = SMALL.replace("size: 6", "size: 4").replace("replications: 2", "replications: 1")
    file.write_text(small, encoding="utf-8")
    given = ("frontier", file, "--out", tmp_path / "f", "--jobs", "2")
    code, out, _ = linghuo(*given, "--generations", "1")
    assert code == 0 and "How the search went" in out
    code, _, err = linghuo(*given, "--generations", "2")
    assert code == 0 and "generation_002 of generation_002" in err and "0 of 4 runs are left" in err
    assert json.loads((tmp_path / "f" / "analysis.json").read_text())["kind"] == "frontier"
    found = pd.read_csv(tmp_path / "f" / "levers.csv")
    assert 4 < len(found) <= 8 and found["welfare"].nunique() == len(found) and found["pareto"].any()
    for name in ("frontier", "levers"):
        assert {path.suffix for path in (tmp_path / "f").glob(f"{name}.*")} == {".csv", ".pdf", ".png", ".svg"}
    file.write_text(small.replace("high: 0.2", "high: 0.15"), encoding="utf-8")
    code, _, err = linghuo(*given)
    assert code == 2 and "already holds another experiment" in err


def test_the_ready_made_search_has_levers_that_the_law_can_take():
    ready = frontier_of("pension", generations=3, population=100)
    assert (ready.generations, ready.settings.population, len(ready.levers)) == (3, 100, 5)
    first = next(generations(ready))
    assert len(first) == ready.size and next(iter(ready.generation(first).points())).levers


@pytest.mark.parametrize(
    ("was", "becomes", "line", "said"),
    [
        ("design: fiscal_subsidy", "design: fiscal_subsdy", 4, "did you mean `fiscal_subsidy`"),
        ("[status_quo, lower_rate]", "[status_quo, status_quo]", 5, "listed twice"),
        ("high: 0.2", "high: 0", 8, "0 is not below high, 0"),
        ("high: 0.2", "high: 1.5", 8, "1.5"),
        ("step: 0.05", "step: 0.04", 10, "no whole steps"),
        ("coverage.subsidy.rate", "coverage.subsidy.rat", 10, "coverage.subsidy.rat"),
        (
            "{coverage.subsidy.rate",
            "{pension.worker_rate.casual: 0.1, coverage.subsidy.rate",
            10,
            "which first moves too",
        ),
        ("best: highest", "best: most", 12, "'highest' or 'lowest'"),
        ("of: treasury", "of: treasury, year: 2031", 13, "2031 is not simulated"),
        ("size: 6", "levers_from: 2030\nsize: 6", 14, "after the last simulated year"),
    ],
)
def test_a_file_that_cannot_be_searched_is_refused_with_its_line(file, was, becomes, line, said):
    file.write_text(SMALL.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(InputError, match=rf"small\.yaml:{line}:\d+: ") as error:
        Frontier.load(file)
    assert said in str(error.value)


def test_one_aim_or_three_are_refused(file):
    third = "  third: {en: T, zh: T, measure: {of: treasury}, best: lowest}\nsize: 6"
    file.write_text(SMALL.replace("size: 6", third, 1), encoding="utf-8")
    with pytest.raises(InputError, match="3 aims"):
        Frontier.load(file)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("pensoin",), "did you mean `pension`"),
        (("pension", "--generations", "0"), "generations"),
        (("pension", "--until", "2026"), "levers_from"),
        (("pension", "--replications", "0"), "replications"),
    ],
)
def test_an_option_that_cannot_be_is_refused_before_any_run(linghuo, arguments, said):
    code, _, err = linghuo("frontier", *arguments)
    assert code == 2 and said in err
