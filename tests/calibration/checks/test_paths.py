"""Spending over output, the pool, population and reactions have the values that their closed forms give."""

import math

import numpy as np
import pandas as pd
import pytest

from calibration.checks import behaviour, medical_pool, pension_spending, population

YEARS = np.arange(2026, 2076)


def test_pension_spending_is_that_of_both_funds_over_output(on_paper):
    gdp = 1e14
    paths = on_paper(YEARS, pension__spending=7e12, resident_pension__spending=1e12, gdp=gdp)
    assert np.allclose(pension_spending.shares(paths), 0.08)
    found = pension_spending.check(paths, paths)
    row = found[found["quantity"] == "rise_2024_2050"].iloc[0]
    assert row["model"] == pytest.approx(8.0 - 5.41) and "published share of 2024" in row["note"]


def test_the_pool_runs_into_deficit_when_spending_passes_income_and_interest(on_paper):
    spending = 1e12 * 1.05 ** np.arange(YEARS.size)  # passes an income of 1.2 trn in 2030, the fifth year
    paths = on_paper(YEARS, pool__income=1.2e12, pool__spending=spending, gdp=1e14, **{"yield": 0.0})
    found = medical_pool.check(paths, 1e12)
    dates = found[found["quantity"] == "first_deficit"].set_index("note")["model"]
    assert dates.to_dict() == {"interest counted": 2030, "without interest": 2030}
    reserve = medical_pool.reserve(paths, 1e12)[0]
    assert reserve[3] == pytest.approx(1e12 + 4 * 1.2e12 - spending[:4].sum())


def test_interest_puts_the_deficit_of_the_pool_off(on_paper):
    spending = 1e12 * 1.05 ** np.arange(YEARS.size)
    paths = on_paper(YEARS, pool__income=1.2e12, pool__spending=spending, gdp=1e14, **{"yield": 0.03})
    found = medical_pool.check(paths, 3e12)
    dates = found[found["quantity"] == "first_deficit"].set_index("note")["model"]
    assert dates["interest counted"] > dates["without interest"] == 2030


def test_the_growth_that_brings_a_deficit_in_a_year_is_found(on_paper):
    # constant spending of 1.0 against 1.2 trn: with 1.2 ** (1 / 10) a year it reaches the income in the tenth year
    paths = on_paper(YEARS, pool__income=1.2e12, pool__spending=1e12, gdp=1e14, **{"yield": 0.0})
    assert medical_pool.excess_growth(paths, 1e12, 2035) == pytest.approx(1.2**0.1 - 1.0, abs=1e-9)
    early = on_paper(YEARS, pool__income=0.9e12, pool__spending=1e12, gdp=1e14, **{"yield": 0.0})
    assert medical_pool.excess_growth(early, 1e12, 2035) < 0.0


def test_a_population_that_is_the_united_nations_has_no_error():
    known = population.united_nations()
    people = known.rename(columns={"published": "persons"}).assign(replication=0)
    found = population.errors(population.by_age(people))
    assert found["year"].tolist() == list(range(2025, 2080, 5))
    assert np.allclose(found[["difference", "relative", "misplaced", "over_65"]], 0.0)


def test_persons_in_a_wrong_group_are_counted_once():
    known = population.united_nations()
    year = known[known["year"] == 2030].rename(columns={"published": "persons"}).assign(replication=0)
    total = year["persons"].sum()
    year.loc[(year["sex"] == "male") & (year["age"] == 20), "persons"] -= 1e6
    year.loc[(year["sex"] == "female") & (year["age"] == 70), "persons"] += 1e6
    found = population.errors(population.by_age(year)).iloc[0]
    assert found["misplaced"] == pytest.approx(1e6 / total)
    assert found["difference"] == pytest.approx(0.0, abs=1.0) and found["over_65"] > 0.0


def test_children_count_in_the_total(on_paper):
    projection = on_paper(YEARS, persons=1.1e9, children=2e8)
    found = population.check(projection).set_index("year")
    assert found.loc[2050, "model"] == pytest.approx(130000.0) and found.loc[2050, "inside"]
    assert not found.loc[2075, "inside"]


def reactions(on_paper, payers, levied=0.0, pay=0.0):
    return on_paper(
        range(2026, 2033), flexible__payers=payers, selection=1.1, platform__levied=levied,
        platform__borne_by_pay=pay, platform__borne_by_prices=0.2 * np.asarray(levied),
        platform__borne_by_profit=np.asarray(levied) * 0.8 - np.asarray(pay),
    )  # fmt: skip


def test_the_elasticity_is_that_of_a_power_function(on_paper):
    base, changed = reactions(on_paper, 5e7), reactions(on_paper, 5e7 * 0.9**-0.4)
    assert np.allclose(behaviour.elasticity(base, changed, 0.18, 2028), -0.4)
    nobody = reactions(on_paper, 0.0)
    assert all(map(math.isnan, behaviour.elasticity(base, nobody, 0.18, 2028)))


def test_years_of_a_charge_count_from_the_first_in_which_platforms_bear_it(on_paper):
    levied = np.array([0, 1, 1, 1, 1, 1, 1]) * 1e9
    base = reactions(on_paper, 5e7)
    found = behaviour.check(base, {0.18: base}, reactions(on_paper, 5e7, levied, 0.3 * levied))
    passed = found[found["quantity"] == "pass_through"].set_index("year")
    assert passed.index.tolist() == [2027, 2032]
    assert passed["model"].tolist() == pytest.approx([0.3, 0.3])
    assert passed["inside"].tolist() == [True, False]


def test_a_charge_that_nobody_pays_is_no_answer(on_paper):
    with pytest.raises(ValueError, match="charged in no year"):
        behaviour.first_charged(reactions(on_paper, 5e7))


def test_a_replication_without_a_year_is_refused():
    from calibration.checks.comparison import Paths

    rows = [(0, 0, 0, "gdp", 2026, 1.0), (0, 0, 0, "gdp", 2027, 1.0), (1, 1, 1, "gdp", 2026, 1.0)]
    with pytest.raises(ValueError, match="lacks a year"):
        Paths(pd.DataFrame(rows, columns=["replication", "population", "luck", "measure", "year", "value"]))
