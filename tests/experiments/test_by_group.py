"""Coverage and burden by groups of persons, as readers see them."""

import numpy as np
import pytest

from experiments import compare
from experiments.labels import Labels
from experiments.tables import by_group


@pytest.fixture(scope="module")
def counted():
    setup = compare.setup(["compulsory_five"], population=3_000, until=2030, replications=2, group_years=5)
    return compare.compare(setup)


def test_groups_have_the_share_of_their_persons_and_all_together_that_of_the_ordinary_table(counted):
    found = by_group.coverage(counted).query("among == 'flexible' and dimension == 'all' and year == 2030")
    plain = counted.records["coverage"].query("group == 'flexible' and year == 2030")
    plain = plain.assign(share=plain["insured"] / plain["persons"]).groupby(["design", "branch"])["share"].mean()
    assert not found.empty
    for row in found.itertuples():
        assert row.share == pytest.approx(plain[row.design, row.branch])


def test_payers_add_up_to_the_total_of_every_group(counted):
    found = by_group.burden(counted).query("effective_size >= 400")
    wide = found.pivot_table(index=["design", *by_group.KEYS], columns="payer", values="share").dropna()
    assert len(wide) > 10
    np.testing.assert_allclose(wide.drop(columns="total").sum(axis=1), wide["total"], rtol=1e-9, atol=1e-12)


def test_small_groups_are_left_empty(counted):
    found = by_group.coverage(counted)
    small = found["effective_size"] < 400
    assert small.any() and found.loc[small, "share"].isna().all() and found.loc[~small, "share"].notna().any()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_group_has_a_name_and_a_line_for_each_design(counted, language):
    for words in by_group.tables(counted, Labels(language)):
        assert len(words.rows) > 60 and all(len(row) == len(words.headers) for row in words.rows)


def test_without_counts_there_are_no_tables():
    setup = compare.setup(["compulsory_five"], population=500, until=2026, replications=1)
    assert by_group.tables(compare.compare(setup), Labels("en")) == []
