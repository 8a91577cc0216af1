"""The population path: national totals, and the cohort-component projection against the published variant."""

import numpy as np
import pytest

from model.cohorts import _year_end, births_in, children_under_16, entrants, fertility, population_at_end, project
from model.vital_rates import LAST_YEAR, published_fertility, yearly_mortality


@pytest.mark.parametrize(("year", "millions"), [(2015, 1383.26), (2020, 1412.12), (2023, 1409.67), (2025, 1404.89)])
def test_totals_are_the_national_ones(year, millions):
    assert population_at_end(year).sum() == pytest.approx(1e6 * millions, abs=200)


def test_ages_and_sexes_of_2025_are_the_national_ones():
    people = population_at_end(2025)
    assert people[:, 60:].sum() == pytest.approx(323.38e6, rel=1e-5)
    assert people[:, 65:].sum() == pytest.approx(223.65e6, rel=1e-5)
    assert people[:, :16].sum() == pytest.approx(230.15e6, rel=1e-5)
    assert people[0].sum() == pytest.approx(716.85e6, rel=1e-5)


def test_years_between_meet_figures_that_were_not_used():
    assert population_at_end(2023)[:, 60:].sum() == pytest.approx(296.97e6, rel=0.01)
    assert population_at_end(2023)[:, 65:].sum() == pytest.approx(216.76e6, rel=0.01)
    assert population_at_end(2024)[:, 60:].sum() == pytest.approx(310.31e6, rel=0.01)
    assert population_at_end(2020)[:, 60:].sum() == pytest.approx(264.02e6, rel=0.01)


def test_births_are_the_national_ones_and_their_level_stays():
    assert births_in(2025) == pytest.approx(7.92e6, rel=1e-5)
    assert births_in(2016) == pytest.approx(17.86e6, rel=1e-5)
    levels = [fertility(year)[1].sum() / published_fertility()[year][1].sum() for year in (2025, 2026, 2075, 2150)]
    assert np.ptp(levels) < 1e-12


def test_deaths_are_near_the_national_ones():
    published = {2021: 10.14e6, 2022: 10.41e6, 2023: 11.10e6, 2024: 10.93e6, 2025: 11.31e6}
    total = 0.0
    for year in published:
        middle = 0.5 * (population_at_end(year - 1) + population_at_end(year))
        q = yearly_mortality(year)
        total += (middle * q)[:, 1:].sum() + births_in(year) * q[:, 0].mean()
    assert total == pytest.approx(sum(published.values()), rel=0.015)


# World Population Prospects 2024, medium variant: mean of the Julys of the year and the next, millions
@pytest.mark.parametrize(
    ("year", "total", "adults", "old", "tolerance"),
    [
        (2030, 1395.951, 1213.175, 262.068, 0.002),
        (2050, 1254.991, 1121.960, 392.098, 0.008),
        (2075, 928.072, 849.253, 392.022, 0.02),
    ],
)
def test_projection_with_published_rates_returns_the_published_variant(year, total, adults, old, tolerance):
    years = range(2026, year + 1)
    mortality = {t: yearly_mortality(t, 1.0) for t in years}
    births = {t: published_fertility()[t] for t in years}
    people = project(_year_end(2025), 2026, year, mortality, births)[year]
    assert people.sum() == pytest.approx(1e6 * total, rel=tolerance)
    assert people[:, 16:].sum() == pytest.approx(1e6 * adults, rel=tolerance)
    assert people[:, 65:].sum() == pytest.approx(1e6 * old, rel=tolerance)


def test_model_rates_carry_2015_to_2025():
    years = range(2016, 2026)
    mortality = {t: yearly_mortality(t) for t in years}
    births = {t: fertility(t) for t in years}
    people = project(population_at_end(2015), 2016, 2025, mortality, births)[2025]
    now = population_at_end(2025)
    assert people[:, 16:].sum() == pytest.approx(now[:, 16:].sum(), rel=0.01)
    assert people[:, 60:].sum() == pytest.approx(now[:, 60:].sum(), rel=0.02)


@pytest.mark.parametrize("year", [2026, 2041, 2075, 2160])
def test_people_are_conserved_between_years(year):
    before, after = population_at_end(year - 1), population_at_end(year)
    q = yearly_mortality(year)
    assert (entrants(year) == before[:, 15]).all()
    survivors = before[:, 15] * (1 - 0.5 * (q[:, 15] + q[:, 16]))
    assert after[:, 16] == pytest.approx(survivors, abs=2)
    assert (after[:, 1:-1] <= before[:, :-2]).all()


def test_entrants_of_the_next_years_are_already_born():
    born = [16.55e6, 17.86e6, 17.23e6, 15.23e6, 14.65e6, 12.02e6, 10.62e6, 9.56e6, 9.02e6, 9.54e6, 7.92e6]  # 2015-2025
    for year, births in zip(range(2031, 2042), born, strict=True):
        assert entrants(year).sum() == pytest.approx(0.99 * births, rel=0.01)


def test_children_and_the_entrants_of_the_year_are_different_persons():
    last, now = population_at_end(2025), population_at_end(2026)
    assert children_under_16(2026) == pytest.approx(now[:, :16].sum())
    staying = children_under_16(2025) - entrants(2026).sum()
    assert 0.99 * staying < children_under_16(2026) - now[:, 0].sum() <= staying + 1.0
    assert last[:, :16].sum() == pytest.approx(children_under_16(2025))


def test_years_outside_are_refused():
    for year in (2014, LAST_YEAR + 1):
        with pytest.raises(ValueError, match="2015 to 2160"):
            population_at_end(year)


def test_mortality_falls_and_stays_a_probability():
    for year in (2030, 2100, 2101, 2160):
        q = yearly_mortality(year)
        assert (q > 0).all()
        assert (q < 0.7).all()
        assert (q <= yearly_mortality(year - 1)).mean() > 0.95
