"""The economy: identities of the paths, timing of limits behind earnings, and agreement with published figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.economy import FIRST_YEAR, LAST_YEAR, VARIANTS, load_paths
from model.tables import read_rows

KINDS = ("wage", "earnings", "prices", "medical", "resident_medical", "pension_adjustment", "resident_minimum",
         "urban_income", "gdp")  # fmt: skip


@pytest.mark.parametrize("variant", VARIANTS)
def test_rates_of_the_table_meet_both_identities(variant):
    rows = [{k: float(v) / 100 for k, v in r.items() if k not in ("year", "variant")}
            for r in read_rows("macro_paths.csv") if r["variant"] == variant and int(r["year"]) > 2025]  # fmt: skip
    assert len(rows) == 100
    for row in rows:
        wages = (1 + row["productivity"]) * (1 + row["prices"]) * (1 + row["wedge"]) - 1
        output = (1 + row["productivity"]) * (1 + row["employment"]) - 1
        assert row["wage_growth"] == pytest.approx(wages, abs=1.1e-4)  # rates are printed to 0.01 %
        assert row["gdp"] == pytest.approx(output, abs=1.1e-4)


@pytest.mark.parametrize("variant", VARIANTS)
def test_limits_follow_earnings_one_year_later(variant):
    paths = load_paths(variant)
    for year in range(2025, LAST_YEAR):
        limits = paths.year(year + 1).average_wage / paths.year(year).average_wage
        assert limits == pytest.approx(1 + paths.year(year).wage_growth, rel=1e-12)
        if year > 2025:
            growth = paths.year(year).wage_level / paths.year(year - 1).wage_level
            assert growth == pytest.approx(1 + paths.year(year).wage_growth, rel=1e-12)


def test_base_year_has_the_published_figures():
    base = load_paths().year(2025)
    assert base.average_wage == pytest.approx(8026.0)
    assert (base.wage_level, base.price_level, base.medical_level, base.resident_medical_level) == (1, 1, 1, 1)
    assert base.gdp_year == pytest.approx(140.1879e12)
    assert base.account_rate == 0.015
    assert base.pension_adjustment == 0.02
    assert (base.resident_minimum_month, base.resident_premium, base.resident_subsidy) == (143, 400, 700)
    assert base.urban_income_month == pytest.approx(54188 / 12)
    assert base.yield_10y == 0.0175


def test_first_years_of_the_middle_path_hold_what_is_announced():
    paths = load_paths()
    assert paths.year(2026).resident_minimum_month == pytest.approx(163.0, abs=1e-3)
    assert paths.year(2030).resident_minimum_month == pytest.approx(243.0, abs=1e-3)
    assert (paths.year(2026).resident_premium, paths.year(2026).resident_subsidy) == (400, 724)
    assert paths.year(2027).resident_premium == 400
    assert paths.year(2026).average_wage == pytest.approx(8026 * 1.036)
    assert paths.year(2026).urban_income_month == pytest.approx(56502 / 12)


def test_output_of_the_middle_path_meets_the_projections_it_was_set_to():
    paths = load_paths()

    def real(first, last):
        nominal = paths.index("gdp", first, last) / paths.index("prices", first, last)
        return nominal ** (1 / (last - first)) - 1

    assert real(2025, 2030) == pytest.approx(0.040, abs=0.002)
    assert real(2030, 2040) == pytest.approx(0.028, abs=0.002)


@pytest.mark.parametrize("variant", VARIANTS)
def test_pension_adjustment_mixes_prices_and_wages_of_the_year_before(variant):
    weight = {"low": 0.25, "mid": 0.5, "high": 0.7}[variant]
    paths = load_paths(variant)
    for year in range(2027, 2126):
        last = paths.year(year - 1)
        expected = last.cpi + weight * (last.wage_growth - last.cpi)
        assert paths.year(year).pension_adjustment == pytest.approx(expected, abs=1.1e-4)


def test_medical_cost_outgrows_wages_by_an_excess_that_fades_to_zero():
    paths = load_paths()
    for year, excess in ((2030, 0.005), (2045, 0.003), (2060, 0.0), (2140, 0.0)):
        growth = paths.index("medical", year - 1, year) - 1
        assert growth - paths.year(year).wage_growth == pytest.approx(excess, abs=1e-12)
    low, high = load_paths("low").year(2100), load_paths("high").year(2100)
    assert low.medical_level / low.wage_level < paths.year(2100).medical_level / paths.year(2100).wage_level
    assert high.medical_level / high.wage_level > paths.year(2100).medical_level / paths.year(2100).wage_level


def test_last_growth_rates_go_on_after_the_table():
    paths = load_paths()
    last = paths.year(2125)
    for year in (2126, 2160):
        assert paths.year(year).wage_growth == last.wage_growth
        assert paths.index("gdp", year - 1, year) == pytest.approx(paths.index("gdp", 2124, 2125), rel=1e-12)


def test_one_block_can_come_from_another_variant():
    mixed, mid, high = load_paths("mid", medical="high"), load_paths("mid"), load_paths("high")
    assert mixed.year(2050).average_wage == mid.year(2050).average_wage
    assert mixed.year(2050).medical_level > mid.year(2050).medical_level
    tied = load_paths("mid", wage="high").year(2050)
    assert (tied.average_wage, tied.price_level, tied.gdp_year) == (
        high.year(2050).average_wage, high.year(2050).price_level, high.year(2050).gdp_year,
    )  # fmt: skip
    assert tied.yield_10y == mid.year(2050).yield_10y
    with pytest.raises(ValueError, match="no variant is called middle"):
        load_paths("middle")


@given(
    st.sampled_from(KINDS),
    st.integers(FIRST_YEAR, LAST_YEAR),
    st.integers(FIRST_YEAR, LAST_YEAR),
    st.integers(FIRST_YEAR, LAST_YEAR),
)
def test_indices_chain(kind, first, second, third):
    index = load_paths().index
    direct = index(kind, first, third)
    assert index(kind, first, second) * index(kind, second, third) == pytest.approx(direct, rel=1e-12)
    assert index(kind, first, first) == 1.0


def test_indices_name_what_they_do_not_know():
    paths = load_paths()
    with pytest.raises(ValueError, match="no index is called wages"):
        paths.index("wages", 2020, 2030)
    with pytest.raises(ValueError, match="known from 1992"):
        paths.index("wage", 1985, 2030)
    with pytest.raises(ValueError, match="2010 to 2160"):
        paths.year(2161)


def test_wage_index_has_no_step_where_the_concept_of_the_limit_changed():
    paths = load_paths()
    assert paths.average_wage(2019) < paths.average_wage(2018)
    assert 1.05 < paths.index("wage", 2018, 2019) < 1.15


def test_every_year_is_made_of_one_integer_and_floats():
    for year in (2010, 2019, 2025, 2026, 2027, 2160):
        economy = load_paths("low").year(year)
        assert type(economy.year) is int
        assert {type(value) for value in economy[1:]} == {float}
