"""Replications cross populations with lucks in an order that no number of replications changes."""

import numpy as np
import pandas as pd
import pytest

from experiments import compare
from experiments.crossing import Draw, draw_of, draws, labels_of, mean_and_error
from experiments.tables import solvency, welfare


@pytest.mark.parametrize("side", [1, 2, 3, 7])
def test_a_square_number_of_replications_is_a_full_cross(side):
    assert sorted(draws(side * side)) == [Draw(p, luck) for p in range(side) for luck in range(side)]


def test_a_replications_draws_depend_on_its_number_alone_and_none_comes_twice():
    many = draws(500)
    assert len(set(many)) == 500
    assert [draws(count)[-1] for count in range(1, 501)] == many
    assert draw_of(1) == Draw(1, 1)
    with pytest.raises(ValueError, match="numbered from 0"):
        draw_of(-1)


def test_runs_of_a_comparison_have_the_draws_of_their_replication(on_paper):
    runs = compare.setup(replications=5).runs()
    for run in runs:
        assert Draw(run.settings.population_draw, run.settings.replication) == draw_of(run.replication)
    assert [run.replication for run in runs] == [number for number in range(5) for _ in range(2)]


def test_means_and_errors_come_with_their_keys_in_order():
    rows = [(key, number, value) for key in "ba" for number, value in enumerate([1.0, 1.0, 3.0, 3.0])]
    frame = pd.DataFrame(rows, columns=["key", "replication", "x"])
    frame.loc[frame["key"] == "b", "x"] += 10.0
    found = mean_and_error(frame, ["key"], "x")
    assert found["key"].tolist() == ["b", "a"] and found["x"].tolist() == [12.0, 2.0]
    populations, lucks = labels_of(range(4))
    assert (populations, lucks) == ([0, 1, 0, 1], [0, 1, 1, 0])
    assert np.isfinite(found["x_se"]).all()


def test_a_default_comparison_tells_sampling_from_luck(on_paper):
    setup = compare.setup(population=6000, until=2030)
    found = compare.compare(setup)
    rows = welfare.summary(found).query("group == 'all'")
    together = rows["se_sampling"] ** 2 + rows["se_luck"] ** 2
    assert np.allclose(together, rows["se_replications"] ** 2)
    funds = solvency.summary(found).query("fund == 'pension' and subsidy == 'with'")
    parts = funds["reserve_se_sampling"] ** 2 + funds["reserve_se_luck"] ** 2
    assert np.allclose(parts, funds["reserve_se"] ** 2) and (parts > 0.0).all()


def test_few_replications_are_said_to_leave_the_parts_unknown(on_paper):
    from experiments.labels import Labels

    few = compare.compare(compare.setup(population=6000, until=2028, replications=2))
    note = welfare.tables(few, Labels("en"))[0].note
    assert "fewer than 4 replications" in note
    rows = welfare.summary(few).query("group == 'all'")
    assert rows["se_luck"].isna().all() and rows["se_replications"].notna().all()


def test_changes_are_paired_so_that_what_runs_share_cancels(comparison):
    rows = solvency.summary(comparison).query("subsidy == 'with'").set_index(["design", "fund"])
    baseline = rows.loc["status_quo"]
    assert (baseline["reserve_change"] == 0.0).all() and (baseline["reserve_change_se"] == 0.0).all()
    reform = rows.loc["full_proposal"]
    assert np.allclose(reform["rights_change"], reform["rights"] - baseline["rights"])
    assert reform.at["pension", "rate_paid_change_se"] < 1e-12
