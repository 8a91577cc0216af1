"""Coverage and burden by groups of persons, in chosen years."""

import numpy as np
import pandas as pd
import pytest

from agents.codes import SECTORS
from model import SocialInsuranceModel
from model.group_keys import REGION_OF_PROVINCE, REGIONS
from model.groups import AMONG, deciles, is_counted
from model.provinces import load_provinces
from model.settings import Settings

SETTINGS = Settings(population=3_000, until=2031, group_years=5)
DIMENSIONS = ["all", "sex", "hukou", "status", "age", "region", "sector", "decile", "birth"]


@pytest.fixture(scope="module")
def model(compiled):
    made = SocialInsuranceModel(design="compulsory_five", settings=SETTINGS)
    while made.running:
        made.step()
    return made


def test_the_first_the_last_and_every_so_many_years_are_counted_only_where_asked_for(model):
    assert model.records.coverage_by_group()["year"].unique().tolist() == [2026, 2030, 2031]
    assert not any(is_counted(year, Settings()) for year in range(2026, 2076))


def test_the_groups_of_every_key_add_up_to_the_totals_of_the_ordinary_tables(model):
    found, plain = model.records.coverage_by_group(), model.records.coverage()
    assert found["dimension"].unique().tolist() == DIMENSIONS and set(found["among"]) == set(AMONG)
    sums = found.groupby(["year", "among", "dimension", "branch"])[["persons", "insured"]].sum()
    everyone = plain[plain["group"] != "flexible"].groupby(["year", "branch"])[["persons", "insured"]].sum()
    for (year, among, _, branch), row in sums.iterrows():
        here = plain[(plain["year"] == year) & (plain["group"] == among) & (plain["branch"] == branch)]
        wanted = everyone.loc[(year, branch)] if among == "all" else here[["persons", "insured"]].iloc[0]
        assert row.to_numpy() == pytest.approx(wanted.to_numpy(), rel=1e-9, abs=1e-6)
    assert len(sums) == 3 * len(AMONG) * len(DIMENSIONS) * 10


def test_who_pays_and_labour_income_add_up_too(model):
    found, plain = model.records.burden_by_group(), model.records.burden()
    keys = ["year", "payer", "branch"]
    for among in ("flexible", "platform"):
        wanted = plain[plain["group"] == among].set_index(keys)[["paid", "income"]].sort_index()
        for dimension in DIMENSIONS:
            part = found[(found["among"] == among) & (found["dimension"] == dimension)]
            sums = part.groupby(keys)[["paid", "income"]].sum()
            np.testing.assert_allclose(sums, wanted.loc[sums.index], rtol=1e-9, atol=1e-3)
    assert (found["paid"] > 0.0).any()


def test_counting_by_group_changes_no_bit_of_the_run(model, compiled, differences):
    plain = SocialInsuranceModel(design="compulsory_five", settings=SETTINGS.model_copy(update={"group_years": 0}))
    while plain.running:
        plain.step()
    assert differences(plain, model) == []
    assert plain.records.coverage_by_group().empty and plain.records.burden_by_group().empty


def test_blocks_and_threads_do_not_move_a_bit_of_the_counts(model, compiled):
    other = SocialInsuranceModel(design="compulsory_five", settings=SETTINGS, threads=2, block_rows=1024)
    while other.running:
        other.step()
    pd.testing.assert_frame_equal(
        other.records.coverage_by_group(), model.records.coverage_by_group(), check_exact=True
    )
    pd.testing.assert_frame_equal(other.records.burden_by_group(), model.records.burden_by_group(), check_exact=True)


def test_platform_workers_have_the_sector_of_their_platform_and_nobody_else_has_one(model):
    found = model.records.coverage_by_group().query("dimension == 'sector' and branch == 'pension'")
    platform = found[found["among"] == "platform"]
    assert set(platform["group"]) <= set(SECTORS)
    wide = found.pivot_table(index=["year", "group"], columns="among", values="persons")
    named = wide[wide.index.get_level_values("group") != "none"]
    assert named["all"].tolist() == named["flexible"].tolist() == named["platform"].tolist()


def test_deciles_are_of_those_who_have_labour_income_by_their_weights():
    income = np.array([0.0, 5.0, 1.0, 2.0, 0.0, 4.0, 3.0])
    weight = np.array([9.0, 1.0, 1.0, 1.0, 9.0, 1.0, 6.0])
    # shares reached at the middle of each: 0.05, 0.15, 0.50, 0.85 and 0.95
    assert deciles(income, weight).tolist() == [0, 10, 1, 2, 0, 9, 6]
    assert deciles(np.zeros(2), np.ones(2)).tolist() == [0, 0]


def test_effective_sizes_are_kish_numbers_that_no_group_exceeds(model):
    whole = model.records.coverage_by_group().query("dimension == 'all' and among == 'all' and year == 2031")
    columns = model.columns
    weight = columns["weight"][: model.rows][columns["alive"][: model.rows] == 1]
    assert whole["effective_size"].iloc[0] == pytest.approx(weight.sum() ** 2 / (weight**2).sum())


def test_every_province_has_its_region():
    names = load_provinces().names
    assert len(REGION_OF_PROVINCE) == len(names) == 31 and set(REGION_OF_PROVINCE) == set(REGIONS)
    by_name = dict(zip(names, REGION_OF_PROVINCE, strict=True))
    assert (by_name["Liaoning"], by_name["Henan"], by_name["Sichuan"]) == ("northeast", "central", "west")
