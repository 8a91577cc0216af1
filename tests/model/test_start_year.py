"""A run may start at the end of 2015: from that year's totals, with moves that lead to the labour market of 2025."""

import numpy as np
import pytest

from agents.codes import CLAIM_PUBLIC, FARMER, LIVING, PLATFORM, Branch, Employer
from model.cohorts import population_at_end
from model.compliance import WITHOUT_AGE_LIMIT, compliance_in, compliance_tables, employees_by_type
from model.model import SocialInsuranceModel
from model.past_tables import past_tables, tables_of
from model.settings import Settings
from model.start_year import FILES, passed_share, start_constants
from model.status_profile import status_profile
from model.tables import FOLDER, read_constants
from model.year_tables import lifetimes, year_tables

MILLION = 1e6
BACK = {"start": 2015, "until": 2016, "platform_response": False, "consumption_tax": False, "profit_cycle": "mean"}


@pytest.fixture(scope="module")
def model():
    return SocialInsuranceModel(settings=Settings(population=5_000, **BACK))


def test_constants_of_2025_are_those_of_its_file_and_2015_states_all_published_totals_again():
    assert start_constants(2025) == read_constants("base_year.yaml")
    past, late = start_constants(2015), start_constants(2025)
    published = ("pension_workers", "pension_retirees", "resident_pension_recipients", "medical_workers",
                 "unemployment_insured", "injury_insured", "pension_per_retiree_month")  # fmt: skip
    assert all(past[name] < late[name] for name in published)
    assert past["net_income_share"] == late["net_income_share"]


@pytest.mark.parametrize("name", FILES.values())
def test_every_constant_has_unit_source_and_confidence(name):
    from ruamel.yaml import YAML

    for key, leaf in YAML(typ="safe").load((FOLDER / name).read_text(encoding="utf-8")).items():
        assert leaf["unit"] and leaf["source"], key
        assert leaf["confidence"] in ("high", "medium", "low"), key


def test_no_run_starts_in_another_year():
    with pytest.raises(ValueError, match="at the end of 2015 or of 2025, not of 2020"):
        start_constants(2020)
    with pytest.raises(ValueError, match="start"):
        Settings(start=2020)
    with pytest.raises(ValueError, match="profit_cycle"):
        Settings(start=2015, until=2025)
    assert [passed_share(year) for year in (2010, 2015, 2020, 2025, 2030)] == [0.0, 0.0, 0.5, 1.0, 1.0]


@pytest.mark.parametrize("year", [2015, 2018, 2025])
def test_the_profile_of_a_year_holds_its_population_and_totals_between_the_start_years(year):
    persons = status_profile(year).persons()
    np.testing.assert_allclose(persons.sum(), population_at_end(year)[:, 16:].sum(), rtol=1e-9)
    assert persons.min() >= 0.0
    past, share = start_constants(2015), passed_share(year)
    heads = persons.sum(axis=(0, 1, 2, 3)) / MILLION
    for status, name, late in ((PLATFORM, "platform", 62.0), (FARMER, "farmer", 163.0)):
        assert heads[status] == pytest.approx((1.0 - share) * past[f"persons_{name}"] + share * late, rel=5e-3)


def test_farmers_of_2015_are_about_as_old_as_the_agricultural_census_says():
    farmers = status_profile(2015).persons()[..., FARMER].sum(axis=(0, 2, 3))
    assert farmers[55 - 16 :].sum() / farmers.sum() == pytest.approx(0.336, abs=0.04)


def test_moves_lead_from_one_year_to_the_next_and_are_probabilities():
    tables = past_tables()
    for year in (2016, 2021, 2025):
        moves = tables.moves[year]
        assert moves.min() >= 0.0
        np.testing.assert_allclose(moves.sum(axis=-1), 1.0, atol=1e-9)
    ages, a_year_older = slice(30 - 16, 44 - 16), slice(31 - 16, 45 - 16)  # nobody studies, nobody draws a pension
    before = status_profile(2019).status_share[:, ages, ..., 1:9]
    after = status_profile(2020).status_share[:, a_year_older, ..., 1:9]
    reached = np.einsum("...i,...ij->...j", before, tables.moves[2020][:, ages, ..., 1:9, :])
    np.testing.assert_allclose(reached, after, atol=2e-3)


def test_employers_enrol_what_was_published_for_2015_and_as_today_in_2025():
    past, tables = start_constants(2015), compliance_in(2015)
    for branch in (Branch.PENSION, Branch.MEDICAL, Branch.INJURY, Branch.UNEMPLOYMENT, Branch.MATERNITY):
        heads = employees_by_type(branch not in WITHOUT_AGE_LIMIT, 2015)
        enrolled = (heads * tables.threshold[branch])[Employer.STATE_OWNED :].sum() / MILLION
        assert enrolled == pytest.approx(past[f"insured_employees_{branch.name.lower()}"], rel=1e-6)
    assert compliance_in(2025) is compliance_tables()
    rising = [compliance_in(year).threshold[Branch.PENSION, Employer.COMPANY] for year in range(2015, 2026)]
    assert (np.diff(rising) > 0.0).all()


def test_later_years_and_runs_from_2025_read_the_tables_that_they_always_read():
    assert tables_of(2015, 2020) is past_tables()
    assert tables_of(2015, 2026) is tables_of(2025, 2025) is year_tables()


def test_expected_lives_of_earlier_years_are_shorter():
    then, now = (lifetimes(year, 1.0, (60, 55)).life_years[:, 60] for year in (2016, 2025))
    assert (then < now).all()


def test_the_population_of_2015_has_the_members_that_its_totals_say(model):
    columns, first = model.columns, model.entrants.first
    weight, claim = columns["weight"][:first], columns["claim"][:first]
    total = start_constants(2015)
    assert model.year == 2015
    assert (columns["alive"][:first] == LIVING).all()
    assert weight.sum() == pytest.approx(population_at_end(2015)[:, 16:].sum(), rel=1e-3)
    retirees = weight[np.isin(claim, (1, 2))].sum() / MILLION
    assert retirees == pytest.approx(total["pension_retirees"], rel=0.02)
    assert weight[claim == CLAIM_PUBLIC].sum() / MILLION == pytest.approx(total["public_retirees"], rel=0.05)
    workers = weight[(columns["pension_scheme"][:first] >= 2) & ~np.isin(claim, (1, 2))].sum() / MILLION
    assert workers == pytest.approx(total["pension_workers"], rel=0.02)


def test_a_year_after_2015_runs_under_the_law_of_2016(model):
    model.step()
    assert model.year == 2016
    pension = model.named["law_pension"]
    assert pension.employer_rate.max() == pytest.approx(0.20)
    assert model.funds["pension"].ledgers[0].opening == pytest.approx(3.5345e12)
    assert not model.running
