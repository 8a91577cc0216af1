"""Couples: each the other's, of fitting age and place, as many as the census has, and the same under every horizon."""

import numpy as np
import pytest

from agents.codes import FEMALE, MALE
from agents.columns import allocate
from model import SocialInsuranceModel
from model.cohorts import population_at_end
from model.couples import form_couples, matched, shares_by_age
from model.packing import Packing
from model.plan import CHUNK_ROWS
from model.population import build
from model.settings import Settings

SIZE, START = 20_000, 2025
SETTINGS = Settings(population=SIZE, until=2055)


@pytest.fixture(scope="module")
def people(compiled):
    return build(SETTINGS)


@pytest.fixture(scope="module")
def columns(people):
    return people.columns


def married_at_start(columns):
    return (columns["spouse_row"] >= 0) & (columns["marriage_year"] <= START)


def test_who_is_first_in_a_cell_is_matched_and_partners_have_one_rank():
    cell = np.array([0, 0, 0, 0, 0, 1, 1, 2])
    priority = np.array([0.3, 0.1, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0])
    order = np.array([9.0, 5.0, 7.0, 2.0, 1.0, 0.0, 0.0, 0.0])
    husbands, wives = matched(np.array([0, 1, 2, 5]), np.array([3, 4, 6, 7]), cell, priority, order)
    assert list(zip(husbands.tolist(), wives.tolist(), strict=True)) == [(1, 4), (2, 3), (5, 6)]


def test_everyones_spouse_is_of_the_other_sex_and_has_the_person_as_spouse(columns):
    spouse, sex = columns["spouse_row"], columns["sex"]
    rows = np.flatnonzero(spouse >= 0)
    assert rows.size > 0.5 * spouse.size
    assert np.array_equal(spouse[spouse[rows]], rows)
    assert np.all(sex[rows] + sex[spouse[rows]] == MALE + FEMALE)
    assert np.array_equal(columns["marriage_year"][spouse[rows]], columns["marriage_year"][rows])
    assert np.all((columns["marriage_year"] > 0) == (spouse >= 0))


def test_married_shares_by_age_and_sex_are_near_the_census(columns):
    """Men's records are more than women's, so that husbands are a few points too few and wives too many."""
    married, weight, share = married_at_start(columns), columns["weight"], shares_by_age("married")
    age = START - columns["birth_month"] // 12
    base = np.arange(age.size) < SIZE
    for sex, low, high in ((MALE, -0.08, 0.06), (FEMALE, -0.06, 0.07)):
        for first in range(20, 80, 10):
            rows = base & (columns["sex"] == sex) & (age >= first) & (age < first + 10)
            error = np.average(married[rows] - share[sex, age[rows]], weights=weight[rows])
            assert low < error < high, (sex, first, error)
        rows = base & (columns["sex"] == sex) & (age >= 20)
        assert abs(np.average(married[rows] - share[sex, age[rows]], weights=weight[rows])) < 0.05


def test_the_census_table_is_read_at_the_middle_of_its_groups():
    married, ever = shares_by_age("married"), shares_by_age("ever_married")
    assert married[MALE, 32] == pytest.approx(0.755) and married[FEMALE, 67] == pytest.approx(0.775)
    assert ever[FEMALE, 27] == pytest.approx(0.66) and ever[MALE, 22] == pytest.approx(0.09)
    assert np.all(np.diff(ever, axis=1) >= 0.0) and np.all(ever >= married - 1e-12)


def test_spouses_fit_in_age_education_province_and_registration(columns):
    wives = np.flatnonzero(married_at_start(columns) & (columns["sex"] == FEMALE))
    husbands = columns["spouse_row"][wives]
    older = (columns["birth_month"][wives] - columns["birth_month"][husbands]) / 12.0
    assert 0.8 < older.mean() < 2.0 and 2.0 < older.std() < 4.0 and np.abs(older).max() < 16.0
    assert np.mean(columns["province"][wives] == columns["province"][husbands]) > 0.8
    assert np.mean(columns["hukou"][wives] // 2 == columns["hukou"][husbands] // 2) > 0.97
    assert 0.55 < np.corrcoef(columns["education"][wives], columns["education"][husbands])[0, 1] < 0.8


def test_marriages_of_coming_years_are_as_many_as_were_registered_and_both_have_entered(people, columns):
    wives = np.flatnonzero((columns["sex"] == FEMALE) & (columns["marriage_year"] > START))
    year = columns["marriage_year"][wives]
    registered = np.average(columns["weight"][wives]) * np.sum((year > START) & (year <= START + 10)) / 10 / 1e6
    assert 5.5 < registered < 8.5  # 6.1 to 8.1 million couples in 2020 to 2024, Ministry of Civil Affairs
    entry = np.full(columns["worker"].size, START)
    for entered, first, end in people.entrants.spans():
        entry[first:end] = entered
    assert np.all(np.maximum(entry[wives], entry[columns["spouse_row"][wives]]) <= year)
    assert 24.0 < np.mean(year - columns["birth_month"][wives] / 12.0) < 28.5
    scored = people.entrants.rows_until(SETTINGS.entrants_scored_until)
    assert np.array_equal(wives < scored, columns["spouse_row"][wives] < scored)


def test_a_longer_horizon_changes_no_marriage_that_a_shorter_one_sees(columns):
    entries = [(2026, 400, 420), (2027, 420, 440), (2060, 440, 470)]
    found = []
    for cohorts in (entries, entries[:2]):
        rows = cohorts[-1][2]
        random = np.random.default_rng(3)
        table = allocate(470)
        table["sex"][:] = random.integers(0, 2, 470)
        table["birth_month"][:] = 12 * random.integers(1955, 2009, 470)
        for year, first, end in entries:
            table["birth_month"][first:end] = 12 * (year - 16)
        table = {name: column[:rows] for name, column in table.items()}
        form_couples(table, 400, cohorts, START, rows, 7)
        found.append(table)
    longer, shorter = found
    known = shorter["spouse_row"] >= 0
    assert 150 < known.sum() < 440
    assert np.array_equal(longer["spouse_row"][:440][known], shorter["spouse_row"][known])
    assert np.array_equal(longer["marriage_year"][:440][known], shorter["marriage_year"][known])


def test_couples_of_the_start_have_the_countrys_children(columns):
    years = np.array([(columns["child_ages"][:SIZE] >> age) & 1 for age in range(16)])
    living = population_at_end(START).sum(axis=0)[:16]
    born = years @ columns["weight"][:SIZE]
    assert born.sum() == pytest.approx(living.sum(), rel=0.05)
    assert born == pytest.approx(living, rel=0.25)
    mothers = years.any(axis=0)
    assert np.all(columns["sex"][:SIZE][mothers] == FEMALE) and np.all(married_at_start(columns)[:SIZE][mothers])
    assert np.all(columns["children"][:SIZE][mothers] >= years.sum(axis=0)[mothers])


def test_rows_that_trade_places_keep_their_spouses():
    rows = 3 * CHUNK_ROWS
    random = np.random.default_rng(4)
    partner = np.full(rows, -1, dtype=np.int32)
    order = random.permutation(rows)[: rows - 100].astype(np.int32).reshape(2, -1)
    partner[order[0]], partner[order[1]] = order[1], order[0]
    was, living = partner.copy(), random.random(rows) < 0.3
    packing = Packing(rows, rows)
    assert packing.pack(living.copy(), [partner], pointers=[partner])
    known = partner >= 0
    assert np.array_equal(partner[partner[known]], np.flatnonzero(known))
    persons = np.where(known, packing.person[partner], -1)
    assert np.array_equal(persons[packing.place], was)


def test_a_workers_spouse_is_a_worker_whose_spouse_is_the_worker(compiled):
    model = SocialInsuranceModel(population=300, until=2026)
    married = next(worker for worker in model.workers if worker.spouse_row >= 0)
    single = next(worker for worker in model.workers if worker.spouse_row < 0)
    assert single.spouse is None
    assert married.spouse.spouse is married and married.spouse is not married
