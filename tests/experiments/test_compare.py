"""A comparison is well defined, and what it says follows from its runs."""

import numpy as np
import pandas as pd
import pytest

from experiments import compare, run
from experiments.errors import InputError
from experiments.ex_ante import types_of
from experiments.tables import burden, coverage, solvency, welfare


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"population": 0}, "population: 0 is too small, the smallest is 1"),
        ({"until": 2020}, "until: 2020 is too small, the smallest is 2026"),
        ({"until": 2400}, "until: 2400 is too large"),
        ({"replications": 0}, "replications: 0 is not at least 1"),
        ({"seed": -1}, "seed: -1 is too small"),
        ({"variant": "huge"}, "variant: huge"),
        ({"designs": ["nonsense"]}, "unknown design `nonsense`"),
        ({"baseline": "nonsense"}, "unknown design `nonsense`"),
        ({"designs": ["status_quo"]}, "nothing to compare"),
    ],
)
def test_settings_that_cannot_be_run_are_named(on_paper, given, message):
    with pytest.raises(InputError, match=message):
        compare.setup(**given)


def lives_of(one):
    """The lives of a run, straight from its model."""
    model = run.build(one)
    while model.running:
        model.step()
    model.finish_lives()
    return model.lives()


def test_a_design_named_twice_is_run_once(on_paper):
    setup = compare.setup(["full_proposal", "status_quo", "full_proposal"])
    assert setup.all_designs == ("status_quo", "full_proposal")


def test_identity_depends_on_all_that_determines_the_result(on_paper):
    default = compare.setup()
    assert default.identity() == compare.setup().identity()
    changed = [
        compare.setup(population=999),
        compare.setup(until=2060),
        compare.setup(replications=7),
        compare.setup(seed=2),
        compare.setup(variant="low"),
        compare.setup(["compulsory_five"]),
        compare.setup(baseline="compulsory_five"),
    ]
    assert len({default.identity(), *(setup.identity() for setup in changed)}) == 1 + len(changed)


def test_the_result_does_not_depend_on_the_number_of_jobs(on_paper):
    setup = compare.setup(["full_proposal"], population=900, until=2032, replications=3)
    one, two = compare.compare(setup, jobs=1), compare.compare(setup, jobs=2)
    pd.testing.assert_frame_equal(one.welfare, two.welfare)
    for name, frame in one.records.items():
        pd.testing.assert_frame_equal(frame, two.records[name])


def test_closing_is_the_sum_of_its_row_in_every_row_of_funds(comparison):
    funds = comparison.records["funds"]
    entries = funds.loc[:, "opening":"other_spending"]
    assert np.allclose(entries.sum(axis=1), funds["closing"], rtol=1e-12)


def test_living_and_entrants_are_never_pooled(on_paper):
    lives = lives_of(compare.setup(population=600, replications=1, until=2027).runs()[0])
    living = (lives["cohort"] == "living").to_numpy()
    for cohort, _, _, mask in types_of(lives):
        assert not (mask & ~living).any() if cohort == "living" else not (mask & living).any()


def test_types_of_one_dimension_divide_the_cohort(on_paper):
    lives = lives_of(compare.setup(population=600, replications=1, until=2027).runs()[0])
    counts: dict[tuple[str, str], int] = {}
    for cohort, dimension, _, mask in types_of(lives):
        counts[cohort, dimension] = counts.get((cohort, dimension), 0) + int(mask.sum())
    for (cohort, _), count in counts.items():
        assert count == int((lives["cohort"] == cohort).sum())


def test_welfare_of_everyone_is_that_of_the_lives(on_paper, comparison):
    row = welfare.summary(comparison).query("design == 'full_proposal' and cohort == 'entrant' and group == 'all'")
    runs = comparison.setup.runs()
    lives = {(one.design.name, one.replication): lives_of(one) for one in runs}
    total = {"status_quo": 0.0, "full_proposal": 0.0}
    for (design, _), frame in lives.items():
        if design in total:
            entrants = frame[frame["cohort"] == "entrant"]
            total[design] += float(entrants["weight"] @ entrants["utility_sum"])
    # risk aversion 2: consumption is worth the inverse of utility
    assert row["cev"].item() == pytest.approx(total["status_quo"] / total["full_proposal"] - 1, rel=1e-10)


def test_different_persons_under_two_designs_are_an_error(on_paper):
    setup = compare.setup(population=600, replications=1, until=2027)
    runs = [lives_of(one) for one in setup.runs()]
    shuffled = runs[1].iloc[::-1].reset_index(drop=True)
    with pytest.raises(RuntimeError, match="different persons"):
        list(welfare.group_rows("x", 0, shuffled, runs[0], 2.0))


def test_small_groups_are_not_shown(on_paper):
    setup = compare.setup(population=600, replications=1, until=2027)
    rows = welfare.summary(compare.compare(setup))
    small = rows["effective_size"] < 400
    assert small.any() and not small.all()
    assert rows.loc[small, ["cev", "se_persons", "gainers"]].isna().all(axis=None)
    assert rows.loc[~small, "cev"].notna().all()


def test_solvency_with_and_without_subsidy_differ_where_there_is_one(comparison):
    rows = solvency.by_replication(comparison)
    by_subsidy = rows.pivot(index=["design", "fund", "replication"], columns="subsidy", values="rate_needed")
    gap = (by_subsidy["without"] - by_subsidy["with"]).groupby("fund").mean()
    # the paper's rule pays 12 % of pension spending of 24 % of payroll and more
    assert 0.12 * 0.24 < gap["pension"] < 0.12 * 0.45
    assert gap[["injury", "care"]].abs().max() < 1e-12
    assert np.isnan(gap["resident_pension"])


def test_the_rate_paid_is_contributions_over_payroll(comparison):
    rows = solvency.summary(comparison).set_index(["design", "fund", "subsidy"])
    assert rows.at[("status_quo", "pension", "with"), "rate_paid"] == pytest.approx(0.22, rel=1e-12)
    assert rows.at[("status_quo", "pension", "without"), "rate_paid"] == pytest.approx(0.22, rel=1e-12)


def test_reserve_months_and_the_subsidy_beside_gdp_are_in_the_data(comparison):
    rows = solvency.summary(comparison).set_index(["design", "fund", "subsidy"])
    assert rows.at[("status_quo", "resident_pension", "with"), "subsidy_gdp"] == pytest.approx(0.003, rel=1e-12)
    assert rows.at[("status_quo", "resident_pension", "without"), "subsidy_gdp"] == 0.0
    funds = comparison.records["funds"].query("design == 'status_quo' and fund == 'injury' and year == 2050")
    months = (12 * funds["closing"] / -funds["benefits"]).mean()
    assert rows.at[("status_quo", "injury", "with"), "reserve_months"] == pytest.approx(months, rel=1e-12)


def test_a_fund_in_balance_has_a_reserve_at_the_horizon(comparison):
    rows = solvency.by_replication(comparison).query("subsidy == 'with'")
    funds = comparison.records["funds"].query("year == 2060").set_index(["design", "fund", "replication"])
    for row in rows.to_dict("records"):
        if row["balance_share"] == row["balance_share"]:
            closing = funds.at[(row["design"], row["fund"], row["replication"]), "closing"]
            assert (row["balance_share"] > 0) == (closing > 0)


def test_a_fund_that_lasts_in_most_replications_never_runs_out_in_the_median():
    nan = float("nan")
    median, earliest, latest = solvency.middle_year([2040.0, nan, nan])
    assert np.isnan(median) and earliest == 2040.0 and np.isnan(latest)
    assert solvency.middle_year([2041.0, 2040.0, nan, 2050.0])[0] == 2041.0


def test_coverage_shares_are_means_over_replications(comparison):
    table = coverage.shares(comparison).set_index(["design", "year", "group", "branch"])
    frame = comparison.records["coverage"].query(
        "design == 'status_quo' and year == 2040 and group == 'flexible' and branch == 'injury'"
    )
    assert table.at[("status_quo", 2040, "flexible", "injury"), "share"] == pytest.approx(
        (frame["insured"] / frame["persons"]).mean(), rel=1e-12
    )


def test_burden_adds_branches_over_income(comparison):
    table = burden.shares(comparison).set_index(["design", "group", "payer"])["share"]
    assert table["full_proposal", "employee", "worker"] == pytest.approx(2 * 5e11 / 5e12, rel=1e-12)
    assert table["status_quo", "employee", "platform"] == 0.0
