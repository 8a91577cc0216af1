"""Every step of the decomposition does to a path what its name says, in closed form."""

import numpy as np
import pytest

from calibration.checks import actuarial_report as report
from calibration.checks.published import of_check

YEARS = np.arange(2016, 2051)
KNOWN = of_check("actuarial_report")


@pytest.fixture
def paths(on_paper):
    """A fund that takes 100 and spends 80, of which public employees pay 20 and draw 30; the subsidy is 8."""
    one = 1e10
    return on_paper(
        YEARS, pension__opening=35 * one, pension__subsidy=8 * one, **{"yield": 0.0},
        whole__contributions=99 * one, whole__other_income=one, whole__spending=79 * one, whole__moved=one,
        public__contributions=20 * one, public__other_income=0.0, public__spending=30 * one, public__moved=0.0,
        enterprise__retirees=1e8, enterprise__insured=2.5e8, enterprise__payers=2e8,
    )  # fmt: skip


def test_the_whole_fund_gains_what_it_takes_less_what_it_spends(paths):
    closing = report.whole(paths).closing()
    assert np.allclose(closing[0], 35e10 + 28e10 * np.arange(1, 36))


def test_the_enterprise_scheme_has_the_rest_and_its_share_of_the_subsidy(paths):
    cash = report.enterprise(paths)
    assert np.allclose(cash.contributions, 80e10) and np.allclose(cash.spending, 50e10)
    assert np.allclose(cash.subsidy, 5e10)


def test_published_subsidies_replace_the_rule_and_go_on_as_a_share_of_spending(paths):
    cash = report.with_own_subsidy(report.enterprise(paths), KNOWN)
    at = {year: place for place, year in enumerate(YEARS)}
    assert cash.subsidy[0, at[2017]] == pytest.approx(5e10)
    assert cash.subsidy[0, at[2019]] == 5588e8 and cash.subsidy[0, at[2022]] == 7200e8
    share = (5355e8 + 5588e8 + 6271e8) / (3 * 50e10)
    assert np.allclose(cash.subsidy[:, at[2023] :], share * 50e10)


def test_a_path_from_a_stock_begins_with_it_after_2019(paths):
    cash = report.from_stock(report.enterprise(paths), 42600e8)
    assert cash.years[0] == 2020
    assert np.allclose(cash.closing()[:, 0], 42600e8 + 35e10)


def test_interest_is_earned_on_the_opening_reserve_alone(paths):
    cash = report.whole(paths)._replace(yields=np.full((2, YEARS.size), 0.1))
    assert np.allclose(cash.closing()[0, :2], [1.1 * 35e10 + 28e10, 1.1 * (1.1 * 35e10 + 28e10) + 28e10])


def test_heads_of_the_report_meet_what_it_states():
    found = report.heads_of_report(KNOWN, np.array([2019, 2048, 2050]))
    assert found["retirees"][[0, 2]] == pytest.approx([1.02e8, 2.78e8])
    assert found["payers"] == pytest.approx([1.02e8 / 0.47, 2.9e8, 2.78e8 / 0.963])


def test_between_stated_years_heads_follow_a_straight_line_or_one_rate():
    years = np.array([2019, 2034, 2035, 2050])
    straight, rates = (report.heads_of_report(KNOWN, years, kind)["retirees"] for kind in (False, True))
    assert straight[[1, 2]].mean() == pytest.approx((1.02e8 + 2.78e8) / 2)
    assert rates[2] / rates[1] == pytest.approx((2.78 / 1.02) ** (1 / 31))
    assert rates[1] < straight[1]


def test_heads_that_grow_as_in_the_report_leave_2019_and_amounts_per_head_as_they_are(paths):
    cash = report.with_own_subsidy(report.enterprise(paths), KNOWN)
    heads, later = report.heads_of_report(KNOWN, YEARS), YEARS >= 2019
    retirees = report.with_heads(cash, paths, KNOWN, "retirees")
    assert np.allclose((retirees.spending / heads["retirees"])[:, later], 50e10 / 1.02e8)
    assert np.array_equal(retirees.spending[:, YEARS <= 2019], cash.spending[:, YEARS <= 2019])
    assert np.array_equal(retirees.contributions, cash.contributions)
    assert np.allclose((retirees.subsidy / retirees.spending)[:, -1], (cash.subsidy / cash.spending)[:, -1])
    payers = report.with_heads(cash, paths, KNOWN, "payers")
    assert np.allclose((payers.contributions / heads["payers"])[:, later], 80e10 * 0.47 / 1.02e8)
    assert np.array_equal(payers.spending, cash.spending)


def test_at_the_reports_level_the_balance_of_2019_is_the_reports(paths):
    cash = report.with_own_subsidy(report.enterprise(paths), KNOWN)._replace(yields=np.full((2, YEARS.size), 0.03))
    factor = report.level_factor(cash, KNOWN)
    level = report.at_level(cash, factor, KNOWN)
    at = 2019 - YEARS[0]
    balance = level.contributions + level.subsidy - level.spending
    assert np.allclose(balance[:, at] + 0.03 * 48000e8, 1062.9e8)
    assert np.array_equal(level.spending[:, :at], cash.spending[:, :at])
    assert np.allclose(level.spending[:, at:] / cash.spending[:, at:], factor[:, None])


def test_the_year_of_relief_is_no_first_deficit(paths):
    cash = report.whole(paths)
    contributions = cash.contributions.copy()
    contributions[:, YEARS == 2020] = 0.0  # a year of relief, after which everything is as before
    relieved = cash._replace(contributions=contributions)
    found = report.read(relieved, float(cash.opening[0]), relieved.closing()[0])
    assert np.isnan(found["first_deficit"])


def test_what_the_steps_move_adds_up_and_the_report_ends_the_table(paths):
    steps = report.steps(paths, paths, paths, paths)
    assert tuple(steps) == report.STEPS
    found = report.decomposition(steps)
    assert found["step"].tolist() == [*report.STEPS, "report"]
    body = found.iloc[:-1]
    assert body["moved_balance_2050"].sum() == pytest.approx(
        body["balance_2050"].iloc[-1] - body["balance_2050"].iloc[0]
    )
    assert body["moved_balance_2050"].iloc[[1, 2]].tolist() == [0.0, 0.0]  # the same run
    assert found.iloc[-1][["peak_year", "exhaustion", "balance_2050"]].tolist() == [2027, 2035, -112800]


def test_the_comparison_holds_every_figure_of_the_report(paths):
    steps = report.steps(paths, paths, paths, paths)
    found = report.check(steps, paths).set_index(["quantity", "year"])
    assert len(found) == len([name for name, _ in KNOWN if name != "subsidy"])
    assert not found.loc["exhaustion", "inside"].any()  # it never comes, which is outside 2033 to 2037
    assert found.loc[("dependency", 2019), "model"] == pytest.approx(50.0)
    assert found.loc[("insured_dependency", 2050), "model"] == pytest.approx(40.0)
    assert found.loc[("balance_without_subsidy", 2019), "model"] == pytest.approx(3000.0)
    assert not found.loc[("balance_without_subsidy", 2019), "inside"]
