"""Result tables of a run from records by hand: columns, rows and what a group's figures are."""

import numpy as np
import pytest

from agents.fund import InsuranceFund, Ledger, Memo
from model.records import COVERAGE, FLEXIBLE, Records
from model.tally import COUNTS, GROUP_NAMES, PAID, Totals

GROUPS = (*GROUP_NAMES, "flexible")


@pytest.fixture
def records():
    """Two years of two funds, with counts that tell groups and entries apart."""
    kept = Records()
    for place, name in enumerate(("pension", "medical")):
        fund = InsuranceFund(None, place, name, 100.0 * (place + 1))
        kept.follow(name, fund.ledgers, fund.memos)
        for year in (2026, 2027):
            fund.close_year(year, 0.0, {"worker": 10.0, "benefits": -4.0}, Memo(year, base_total=7.0))
    for year in (2026, 2027):
        counts = np.zeros((len(GROUP_NAMES), len(COUNTS)))
        for group in range(len(GROUP_NAMES)):
            counts[group] = 2.0**group * np.arange(1, len(COUNTS) + 1) * (year - 2025)
        paid = np.arange(1.0, len(PAID) + 1.0) * 10.0 ** np.arange(len(GROUP_NAMES) + 1)[:, None]
        kept.append(year, Totals({}, counts, paid, None, None), {"year": year, "gdp_year": 5.0})
    return kept


def test_ledgers_are_rows_by_year_and_fund_that_add_up(records):
    funds = records.funds()
    assert list(funds.columns) == ["year", "fund", *(name for name in Ledger._fields if name != "year")]
    assert list(zip(funds["year"], funds["fund"], strict=True)) == [
        (2026, "medical"), (2026, "pension"), (2027, "medical"), (2027, "pension"),
    ]  # fmt: skip
    assert funds["closing"].tolist() == [206.0, 106.0, 212.0, 112.0]
    assert funds["closing"].tolist() == funds.loc[:, "opening":"other_spending"].sum(axis=1).tolist()


def test_memo_items_stand_beside_the_ledgers(records):
    memo = records.memo()
    assert list(memo.columns) == ["year", "fund", *(name for name in Memo._fields if name != "year")]
    assert len(memo) == 4 and memo["base_total"].tolist() == [7.0] * 4


def test_a_run_without_a_year_has_empty_tables_with_their_columns():
    assert list(Records().funds().columns)[:3] == ["year", "fund", "opening"]
    assert len(Records().memo()) == len(Records().coverage()) == len(Records().burden()) == 0


def test_coverage_has_a_row_for_every_group_and_branch_and_flexible_is_the_sum_of_its_three(records):
    coverage = records.coverage()
    assert list(coverage.columns) == ["year", "group", "branch", "persons", "insured", "paid_months_mean"]
    assert len(coverage) == 2 * len(GROUPS) * len(COVERAGE)
    at = coverage.set_index(["year", "group", "branch"])
    for figure in ("persons", "insured"):
        parts = sum(at.loc[(2027, group, "injury"), figure] for group in FLEXIBLE)
        assert at.loc[(2027, "flexible", "injury"), figure] == parts > 0.0


def test_mean_months_are_months_over_the_insured_and_known_for_pension_and_medical_only(records):
    at = records.coverage().set_index(["year", "group", "branch"])["paid_months_mean"]
    expected = (COUNTS.index("pension_months") + 1) / (COUNTS.index("pension") + 1)
    assert at[2026, "casual", "pension"] == pytest.approx(expected)
    assert at[2026, "flexible", "pension"] == pytest.approx(expected)
    assert np.isnan(at[2026, "casual", "injury"])


def test_burden_has_every_payer_of_every_branch_and_the_groups_income(records):
    burden = records.burden()
    assert list(burden.columns) == ["year", "group", "payer", "branch", "paid", "income"]
    assert len(burden) == 2 * len(GROUPS) * len(PAID)
    at = burden.set_index(["year", "group", "payer", "branch"])
    flow = PAID.index("paid_employer_injury") + 1.0
    assert at.loc[(2026, "self_employed", "employer", "injury"), "paid"] == 10.0 * flow
    assert at.loc[(2026, "flexible", "employer", "injury"), "paid"] == 111.0 * flow
    assert at.loc[(2026, "flexible", "employer", "injury"), "income"] == 7.0 * (COUNTS.index("income") + 1)


def test_economy_and_counts_are_the_rows_that_were_kept(records):
    assert records.economy().to_dict("list") == {"year": [2026, 2027], "gdp_year": [5.0, 5.0]}
    counts = records.counts()
    assert list(counts.columns) == ["year", "group", *COUNTS]
    assert counts.loc[counts["year"] == 2026, "persons"].tolist() == [2.0**k for k in range(len(GROUP_NAMES))]
