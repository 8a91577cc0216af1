"""A sweep moves its levers over the whole grid, pairs every point with the status quo, and marks where that stands."""

import json
import math
from functools import partial

import numpy as np
import pandas as pd
import pytest

from experiments import ledger, runner
from experiments.errors import InputError
from experiments.figures import ternary
from experiments.figures.style import styled
from experiments.labels import Labels
from experiments.sweep.changes import changes
from experiments.sweep.command import sweep_of
from experiments.sweep.grid import Sweep
from experiments.sweep.present import REFERENCE, present

HEAD = """name: small
en: Small sweep
zh: 小扫描
designs: [lower_rate]
settings: {population: 300, until: 2028}
replications: 3
measures:
  covered: {of: coverage, group: flexible, branch: pension}
  welfare: {of: consumption_equivalent}
levers:
"""
RATE = """  - name: rate
    en: Own rate, %
    zh: 费率，%
    scale: 100
    moves:
      pension.worker_rate.{self_employed,casual}: 1
      pension.account_rate.{self_employed,casual}: 0.4
    values: [0.08, 0.12, 0.20]
"""
FLOOR = """  - name: floor
    en: Floor, %
    zh: 下限，%
    scale: 100
    moves: {"coverage.pension.base_floor.{self_employed,casual}": 1}
    values: [0.2, 0.6]
"""
SHARES = "".join(
    f"  - {{name: {payer}, en: {payer}, zh: 份额, scale: 100, moves: {{coverage.payer_shares.{payer}.pension: 1}}}}\n"
    for payer in ("worker", "platform", "user")
)
LINE, MAP, TRIANGLE = HEAD + RATE, HEAD + RATE + FLOOR, HEAD.replace("lower_rate", "co_financing") + SHARES + "steps: 4"


@pytest.fixture
def read(tmp_path):
    """A function of a text: the sweep that it declares."""

    def sweep(text):
        path = tmp_path / "small.yaml"
        path.write_text(text, encoding="utf-8")
        return Sweep.load(path)

    return sweep


def toy(task, advance):
    """A run whose coverage falls with the sum of what the levers set, with luck that a replication shares."""
    moved = dict(task.levers)
    return {"covered": 50.0 + 7.0 * task.replication - 100.0 * sum(moved.values()),
            "welfare": 1_000.0 * (1.0 + task.replication) * (1.0 - 0.1 * sum(moved.values()))}, {}  # fmt: skip


def run(sweep, folder, evaluate=toy):
    """The folder of the sweep, run with this function in place of the model."""
    runner.complete(sweep.experiment(), folder, 1, evaluate=evaluate)
    runner.complete(sweep.reference(), folder / REFERENCE, 1, evaluate=evaluate)
    return folder


def shown(sweep, folder, language="en"):
    with styled("en"):
        return present(folder, {"sweep": sweep.model_dump(mode="json")}, Labels(language))


def test_paths_of_one_lever_move_together_by_their_factors(read):
    first = read(LINE).experiment().explicit[1]
    assert first == {"pension.worker_rate.{self_employed,casual}": 0.12,
                     "pension.account_rate.{self_employed,casual}": 0.048}  # fmt: skip


def test_the_grid_of_two_levers_holds_every_pair(read):
    assert list(read(MAP).places()) == [(rate, floor) for rate in (0.08, 0.12, 0.2) for floor in (0.2, 0.6)]


@pytest.mark.parametrize("steps", [1, 4, 5, 10])
def test_shares_fill_the_simplex_once_and_add_up_to_one(read, steps):
    places = list(read(TRIANGLE.replace("steps: 4", f"steps: {steps}")).places())
    assert len(places) == len(set(places)) == (steps + 1) * (steps + 2) // 2
    assert all(min(place) >= 0.0 and math.isclose(math.fsum(place), 1.0, abs_tol=1e-12) for place in places)
    assert {(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)} <= set(places)


def test_a_change_is_that_of_the_same_replication_so_that_its_luck_cancels(read, tmp_path):
    sweep, folder = read(LINE), run(read(LINE), tmp_path / "s")
    names = list(sweep.measures)
    data = changes(sweep, ledger.results(folder, names), ledger.results(folder / REFERENCE, names))
    covered = data[(data["measure"] == "covered") & (data["at"] == "grid")].set_index("rate")
    assert covered["change"].tolist() == pytest.approx([-11.2, -16.8, -28.0])  # 100 times rate and two fifths of it
    assert covered["change_se"].tolist() == pytest.approx([0.0] * 3, abs=1e-12)
    assert (covered["mean_se"] > 1.0).all()
    welfare = data[(data["measure"] == "welfare") & (data["at"] == "grid")].set_index("rate")
    # not a difference in yuan, which would differ between replications, but a share of the status quo
    assert welfare["change"].tolist() == pytest.approx([-1.12, -1.68, -2.8])
    assert welfare["change_se"].tolist() == pytest.approx([0.0] * 3, abs=1e-9)
    before = data[data["at"] == "status_quo"].set_index("measure")
    assert before.loc["covered", ["mean", "change"]].tolist() == pytest.approx([57.0, 0.0])
    assert before.loc["welfare", "mean"] == 0.0 and before.loc["covered", "rate"] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        (LINE, (0.2,)),
        (MAP, (0.2, 0.6)),
        (TRIANGLE, (1.0, 0.0, 0.0)),
        (LINE.replace("    values", "    status_quo: nowhere\n    values"), None),
        (LINE.replace("    values", "    status_quo: 0.1\n    values"), (0.1,)),
        (LINE.replace("account_rate.{self_employed,casual}: 0.4", "account_rate.{self_employed,casual}: 0.5"), None),
    ],
)
def test_the_status_quo_stands_where_its_law_has_the_levers(read, text, stands):
    assert read(text).at_status_quo() == stands


@pytest.mark.parametrize(
    ("text", "name", "panels", "stars"), [(LINE, "lines", 2, 2), (MAP, "heat_map", 4, 2), (TRIANGLE, "triangle", 4, 2)]
)
def test_every_kind_is_drawn_in_a_panel_a_measure_with_the_status_quo_marked(read, tmp_path, text, name, panels, stars):
    sweep = read(text)
    found = shown(sweep, run(sweep, tmp_path / "s"))
    drawing = found.drawings[0]
    assert drawing.name == name and len(drawing.figure.axes) == panels  # maps have a bar of colours each
    marks = [line for axis in drawing.figure.axes for line in axis.lines if line.get_marker() == "*"]
    assert len(marks) == stars
    drawing.figure.canvas.draw()
    levels, differences = found.tables
    assert len(levels.rows) == len(list(sweep.places())) + 1 and len(differences.rows) == len(levels.rows) - 1


def test_a_status_quo_that_stands_nowhere_has_its_level_and_no_mark(read, tmp_path):
    sweep = read(LINE.replace("    values", "    status_quo: nowhere\n    values"))
    figure = shown(sweep, run(sweep, tmp_path / "s")).drawings[0].figure
    lines = [line for axis in figure.axes for line in axis.lines]
    assert not [line for line in lines if line.get_marker() == "*"]
    assert [57.0, 57.0] in [list(line.get_ydata()) for line in figure.axes[0].lines]


def test_one_lever_under_two_designs_makes_two_lines_that_share_their_status_quo(read, tmp_path):
    sweep = read(LINE.replace("[lower_rate]", "[status_quo, lower_rate]"))
    found = shown(sweep, run(sweep, tmp_path / "s"))
    data = found.drawings[0].data
    assert list(data["design"].unique()) == ["status_quo", "lower_rate"]
    assert (data["at"] == "status_quo").sum() == len(sweep.measures)
    assert [row[0] for row in found.tables[1].rows if row[0]] == [
        "Law and pilots of August 2025, continued", "Lower rate for those without an employer"
    ]  # fmt: skip


def test_a_point_whose_runs_failed_has_no_number_and_the_others_theirs(read, tmp_path):
    def fails_at_one(task, advance):
        if dict(task.levers).get("pension.worker_rate.{self_employed,casual}") == 0.12:
            raise ValueError("no law")
        return toy(task, advance)

    sweep = read(LINE)
    found = shown(sweep, run(sweep, tmp_path / "s", fails_at_one))
    data = found.drawings[0].data
    covered = data[(data["measure"] == "covered") & (data["at"] == "grid")].set_index("rate")
    assert np.isnan(covered.loc[0.12, "mean"]) and covered.loc[0.12, "replications"] == 0
    assert covered.loc[[0.08, 0.2], "mean"].notna().all()
    found.drawings[0].figure.canvas.draw()


def test_a_sweep_without_its_status_quo_is_not_drawn(read, tmp_path):
    sweep = read(LINE)
    runner.complete(sweep.experiment(), tmp_path / "s", 1, evaluate=toy)
    with pytest.raises(InputError, match="the status quo has not run yet"):
        shown(sweep, tmp_path / "s")


def test_corners_of_the_triangle_are_whole_shares_and_its_sides_have_length_one():
    left, right, top = ternary.place(np.eye(3))
    assert left.tolist() == [0.0, 0.0] and right.tolist() == [1.0, 0.0]
    assert math.dist(left, top) == pytest.approx(1.0) and math.dist(right, top) == pytest.approx(1.0)
    middle = ternary.place([1 / 3, 1 / 3, 1 / 3])
    assert [math.dist(middle, corner) for corner in (left, right, top)] == pytest.approx([3**-0.5] * 3)


@pytest.mark.parametrize(
    ("text", "was", "becomes", "said"),
    [
        (LINE, "pension.worker_rate", "pension.worker_rat", "did you mean"),
        (LINE, "[lower_rate]", "[lower_rat]", "did you mean `lower_rate`"),
        (LINE, "0.08, 0.12", "0.08, 1.2", "levers.0.values.1"),
        (LINE, "0.08, 0.12", "0.12, 0.12", "the value 0.12 is listed twice"),
        (LINE, "    values: [0.08, 0.12, 0.20]\n", "", "has no values"),
        (LINE, "pension.account_rate", "pension.worker_rate", "worker_rate"),
        (LINE, "levers:", "levers_from: 2030\nlevers:", "after the last simulated year, 2028"),
        (LINE, "branch: pension", "branch: pension, year: 2030", "the year 2030 is not simulated"),
        (LINE, "levers:", "steps: 4\nlevers:", "only 3 levers that share a whole have steps"),
        (MAP, '"coverage.pension.base_floor.{self_employed,casual}": 1', "pension.account_rate.casual: 0.1", "moves"),
        (MAP, "[lower_rate]", "[lower_rate, lower_base]", "several levers are moved under one design"),
        (TRIANGLE, "steps: 4", "points: [[1, 0, 0], [0.5, 0.6, 0.1], [0, 0, 1]]", "0.5 + 0.6 + 0.1 lies outside the"),
        (TRIANGLE, "steps: 4", "points: [[1, 0, 0], [1.2, -0.2, 0], [0, 0, 1]]", "1.2 + -0.2 + 0 lies outside the"),
        (TRIANGLE, "steps: 4", "points: [[1, 0, 0], [0, 1]]", "2 shares; one for each lever is needed"),
        (TRIANGLE, "steps: 4", "points: [[1, 0, 0], [1, 0, 0], [0, 1, 0]]", "listed twice"),
        (TRIANGLE, "steps: 4", "", "shares need either `steps: 5` for fifths or `points`"),
        (TRIANGLE, "steps: 4", "steps: 0", "steps"),
    ],
)
def test_a_sweep_that_cannot_be_run_is_refused_with_its_line(read, text, was, becomes, said):
    assert was in text
    with pytest.raises(InputError, match=r"small\.yaml:\d+:\d+: ") as error:
        read(text.replace(was, becomes, 1))
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("name", "levers"),
    [("base_floor", 1), ("own_rate", 1), ("payer_shares", 3), ("unemployment_threshold", 1), ("subsidy_budget", 2)],
)
def test_the_ready_made_sweeps_are_found_by_name(name, levers):
    sweep = sweep_of(name, replications=2, population=500)
    assert len(sweep.levers) == levers and sweep.name == f"sweep_{name}"
    assert sweep.experiment().replications == 2 and sweep.reference().settings.population == 500


def test_a_horizon_before_what_is_measured_is_refused_with_the_measure():
    with pytest.raises(InputError, match=r"measures\.bunching: the years since 2032 are not simulated"):
        sweep_of("unemployment_threshold", until=2031)


def test_an_unknown_sweep_is_refused_with_what_there_is(linghuo):
    code, _, err = linghuo("sweep", "own_rat")
    assert code == 2 and "did you mean `own_rate`" in err


def test_a_real_sweep_changes_nothing_where_the_status_quo_stands(compiled, linghuo, read, tmp_path):
    read(LINE)
    call = ("sweep", tmp_path / "small.yaml", "--replications", "2", "--jobs", "2", "--out", tmp_path / "d")
    code, out, _ = linghuo(*call)
    assert code == 0 and "Own rate, %" in out
    data = pd.read_csv(tmp_path / "d" / "changes.csv").query("at == 'grid'").set_index(["measure", "rate"])
    for measure in ("covered", "welfare"):
        assert data.loc[(measure, 0.2), "change"] == 0.0
        assert data.loc[(measure, 0.08), "change"] != 0.0
    assert json.loads((tmp_path / "d" / "analysis.json").read_text())["kind"] == "sweep"
    assert {path.suffix for path in (tmp_path / "d").glob("lines.*")} == {".csv", ".pdf", ".png", ".svg"}
    page = (tmp_path / "d" / "report.html").read_text(encoding="utf-8")
    assert "Small sweep" in page
    again, out, err = linghuo("plot", tmp_path / "d", "--width", "single")
    assert again == 0 and "drew lines" in err and "Own rate, %" in out


def test_a_folder_of_another_sweep_is_refused_before_anything_runs(linghuo, read, tmp_path):
    sweep = read(LINE)
    run(sweep, tmp_path / "d")
    other = sweep.model_copy(update={"status_quo": "lower_base"})
    assert other.experiment() == sweep.experiment()
    text = LINE.replace("designs:", "status_quo: lower_base\ndesigns:")
    (tmp_path / "other.yaml").write_text(text, encoding="utf-8")
    code, _, err = linghuo("sweep", tmp_path / "other.yaml", "--out", tmp_path / "d")
    assert code == 2 and "status_quo: already holds another experiment" in err


def test_runs_that_failed_are_run_again_only_when_asked(linghuo, read, tmp_path, monkeypatch):
    sweep, asked = read(LINE), []

    def failing(task, advance):
        asked.append(task.identity)
        if task.replication == 1 and len(asked) <= len(sweep.levers[0].values) * 3:
            raise ZeroDivisionError("no one works")
        return toy(task, advance)

    monkeypatch.setattr(runner, "complete", partial(runner.complete, evaluate=failing))
    given = ("sweep", tmp_path / "small.yaml", "--jobs", 1, "--out", tmp_path / "d")
    code, _, err = linghuo(*given)
    assert code == 1 and "3 runs failed" in err and len(asked) == 12
    code, _, err = linghuo(*given)
    assert code == 1 and "3 runs failed" in err and len(asked) == 12
    code, _, err = linghuo(*given, "--retry")
    assert code == 0 and "runs failed" not in err and len(asked) == 15
    run(sweep, tmp_path / "whole")
    for part in (".", REFERENCE):
        pd.testing.assert_frame_equal(
            *(ledger.results(tmp_path / name / part, sweep.measures) for name in ("d", "whole")), check_exact=True
        )
