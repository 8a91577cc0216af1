"""The backcast tells how far the model is from every figure: errors and scores in closed form, and runs to look at."""

import math

import numpy as np
import pandas as pd
import pytest

from calibration.backcast import against, backcast_settings, block_of, scores, simulate
from calibration.measures import MEASURES
from calibration.targets import Target, load_targets


def target(number: int, measure: str, year: int, value: float, unit: str, use: str) -> Target:
    return Target(f"t{number}", measure, year, value, unit, "a source", "high", use, "")


TARGETS = (
    target(0, "pension.workers", 2016, 200.0, "10k persons", "fitted"),
    target(1, "pension.workers", 2017, 200.0, "10k persons", "fitted"),
    target(2, "pension.workers", 2024, 200.0, "10k persons", "held out"),
    target(3, "medical.revenue", 2016, 10.0, "100m yuan", "fitted"),
    target(4, "medical.revenue", 2017, 10.0, "100m yuan", "shown"),
)
VALUES = pd.DataFrame(
    [
        (0, "pension.workers", 2016, 2.0e6), (1, "pension.workers", 2016, 2.36e6),
        (0, "pension.workers", 2017, 1.92e6), (1, "pension.workers", 2017, 1.92e6),
        (0, "pension.workers", 2024, 3.0e6), (1, "pension.workers", 2024, 3.0e6),
        (0, "medical.revenue", 2016, 1.0e9), (1, "medical.revenue", 2016, 1.0e9),
        (0, "medical.revenue", 2017, 9.0e9), (1, "medical.revenue", 2017, 9.0e9),
    ],
    columns=["replication", "measure", "year", "value"],
)  # fmt: skip


def test_a_figure_stands_in_its_own_unit_beside_mean_range_and_error_of_the_replications():
    row = against(VALUES, TARGETS).set_index("id").loc["t0"]
    assert (row["published"], row["model"], row["lowest"], row["highest"]) == pytest.approx(
        (200.0, 218.0, 200.0, 236.0)
    )
    assert row["standard_error"] == pytest.approx(18.0)
    assert row["relative_error"] == pytest.approx(0.09)
    assert row["block"] == "pension"


def test_scores_are_those_of_the_formula_and_leave_out_what_is_only_shown():
    found = scores(against(VALUES, TARGETS)).set_index(["block", "use"])
    pension = found.loc[("pension", "fitted")]
    assert pension["figures"] == 2
    assert pension["mean_error"] == pytest.approx(0.025)
    assert pension["mean_absolute_error"] == pytest.approx(0.065)
    assert pension["root_mean_square"] == pytest.approx(math.sqrt((0.0081 + 0.0016) / 2))
    assert (pension["within_5"], pension["within_10"]) == (0.5, 1.0)
    assert found.loc[("pension", "held out"), "mean_error"] == pytest.approx(0.5)
    assert found.loc[("medical", "fitted"), ["figures", "mean_error"]].tolist() == pytest.approx([1, 0.0])
    assert ("medical", "held out") not in found.index


def test_a_target_without_a_value_is_told():
    with pytest.raises(ValueError, match=r"no run says anything on pension.workers in 2018, which t9 is"):
        against(VALUES, [target(9, "pension.workers", 2018, 1.0, "10k persons", "fitted")])


@pytest.fixture(scope="module")
def run() -> pd.DataFrame:
    return simulate(backcast_settings(2_000, seed=3))


def test_a_run_gives_every_measure_in_every_year_and_the_same_run_the_same_values(run):
    assert set(run["measure"]) == set(MEASURES)
    assert run.groupby("measure")["year"].apply(list).map(lambda years: years == list(range(2016, 2026))).all()
    assert np.isfinite(run["value"]).all()
    pd.testing.assert_frame_equal(run, simulate(backcast_settings(2_000, seed=3)))


def test_every_target_has_a_value_and_every_measure_a_target(run):
    compared = against(run.assign(replication=0), load_targets())
    assert len(compared) == len(load_targets())
    assert set(compared["measure"]) == set(MEASURES)
    assert set(compared["block"]) == {block_of(name) for name in MEASURES}


def test_the_dated_law_shows_in_the_run(run):
    value = run.set_index(["measure", "year"])["value"]
    assert value["pension.revenue", 2020] < value["pension.revenue", 2019]  # relief of employers in the pandemic
    assert (value.loc["injury.pilot_members"].loc[:2021] == 0.0).all()  # the pilot began in July 2022
    assert value["injury.pilot_members", 2023] > 0.0
    assert value["persons.platform", 2025] > 2.0 * value["persons.platform", 2016]


def test_what_is_raked_and_what_is_given_is_met_by_the_backcast(run):
    compared = against(run.assign(replication=0), load_targets())
    inputs = compared[compared["block"] == "economy"]
    assert inputs["relative_error"].abs().max() < 1e-3
    people = compared[compared["measure"].isin(["persons.over_60", "persons.employed"])]
    assert people["relative_error"].abs().max() < 0.05
