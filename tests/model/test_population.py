"""The base population: any size, the same bits from the same settings, and a cache that is not trusted."""

import os
import pickle

import numpy as np
import pytest

from agents.codes import FEMALE, LIVING, NOT_YET, Employer
from agents.columns import COLUMNS, bytes_per_row
from model import SocialInsuranceModel
from model.base_year import draw_by_hazard, grave_hazard
from model.hazards import load_injury_risk
from model.population import BASE_YEAR, FIRST_AGE, build, build_population, prune
from model.population_check import check_population
from model.settings import BehaviourSettings, Settings

SETTINGS = Settings(population=400, until=2040)
OF_ENTRANTS = (
    "worker", "sex", "education", "birth_month", "hukou", "province", "ability",
    *(column.name for column in COLUMNS if column.name.startswith("taste_")),
)  # fmt: skip


def unequal(one, other) -> list[str]:
    """Names of columns and terms in which two populations differ to the last bit."""
    found = [name for name in one.columns if one.columns[name].tobytes() != other.columns[name].tobytes()]
    terms = vars(other.terms)
    found += [name for name, value in vars(one.terms).items() if not np.array_equal(value, terms[name])]
    if (one.support_unit, one.entrants) != (other.support_unit, other.entrants):
        found.append("support unit or entrants")
    return found


@pytest.fixture(scope="module")
def people(compiled):
    return build(SETTINGS)


@pytest.fixture
def empty_cache(tmp_path, monkeypatch):
    """A cache of its own for the populations of a test."""
    monkeypatch.setenv("LINGHUO_CACHE", str(tmp_path))
    return tmp_path / "populations"


@pytest.mark.parametrize("size", [1, 2, 10, 200])
def test_a_population_of_any_size_lives_a_year_with_finite_numbers(size, compiled):
    model = SocialInsuranceModel(population=size, until=2026)
    assert len(model.workers) == size
    model.step()
    for name, column in model.columns.items():
        assert np.isfinite(column).all(), name
    for table in (model.records.funds(), model.records.memo(), model.records.economy()):
        assert np.isfinite(table.select_dtypes("number").to_numpy()).all()
    assert np.all(model.columns["weight"] > 0.0)


def test_the_population_is_sixteen_and_older_and_weighs_what_the_country_does(people):
    base = slice(0, SETTINGS.population)
    columns = people.columns
    assert np.all(columns["alive"][base] == LIVING)
    assert np.all(columns["birth_month"][base] // 12 <= BASE_YEAR - FIRST_AGE)
    assert columns["weight"][base].sum() == pytest.approx(1.165e9, rel=0.02)
    assert set(columns) == {column.name for column in COLUMNS}
    for column in COLUMNS:
        array = columns[column.name]
        assert array.dtype == column.dtype and array.flags.c_contiguous and array.flags.writeable
    assert bytes_per_row() <= 320


def test_entrants_wait_in_rows_of_their_own_until_they_are_sixteen(people):
    columns = people.columns
    assert np.all(columns["alive"][SETTINGS.population :] == NOT_YET)
    assert [year for year, _, _ in people.entrants.spans()] == list(range(2026, 2041))
    at = SETTINGS.population
    for year, first, end in people.entrants.spans():
        assert first == at and end > first
        assert np.all(columns["birth_month"][first:end] // 12 == year - FIRST_AGE)
        at = end
    assert at == columns["worker"].size
    assert people.entrants.rows_until(2025) == SETTINGS.population
    assert people.entrants.rows_until(2100) == at


def test_a_longer_horizon_adds_cohorts_and_changes_nobody(people):
    longer = build(SETTINGS.model_copy(update={"until": 2050}))
    rows = people.columns["worker"].size
    assert longer.columns["worker"].size > rows
    married = people.columns["spouse_row"] >= 0  # by the end of the shorter horizon
    year = longer.columns["marriage_year"][:rows]
    assert np.array_equal(married, (year > 0) & (year <= SETTINGS.until))
    for name, column in people.columns.items():
        of = married if name in ("spouse_row", "marriage_year") else slice(None)
        assert np.array_equal(column[of], longer.columns[name][:rows][of]), name


def test_allowances_for_grave_injuries_go_by_the_danger_of_the_work(compiled):
    hazard, risk = grave_hazard(), load_injury_risk()
    assert hazard.shape == (len(Employer),) and hazard[Employer.NONE] == 0.0
    assert hazard[Employer.COMPANY] == pytest.approx(
        risk.rate[Employer.COMPANY] * risk.share[Employer.COMPANY, :4].sum()
    )
    columns = build(Settings(population=20_000, until=2026)).columns
    drawn = columns["injury_grade"] > 0
    assert (columns["employer"][drawn] > 0).all() and np.isin(columns["injury_grade"][drawn], (1, 2, 3, 4)).all()
    assert columns["weight"][drawn].sum() == pytest.approx(0.21e6, abs=0.5 * columns["weight"].max())


def test_persons_are_drawn_by_hazard_and_spread_over_what_they_are_sorted_by():
    rows = 40_000
    hazard = np.array([0.0, 1.0, 3.0, 1.0])[np.arange(rows) % 4]
    wage = np.sin(np.arange(rows))
    drawn = draw_by_hazard(hazard, np.full(rows, 5.0), wage, 5.0 * 800, 0.3)
    assert drawn.size == 800 and (hazard[drawn] > 0.0).all() and (np.diff(wage[drawn]) >= 0.0).all()
    assert hazard[drawn].mean() == pytest.approx(3.0 * 0.6 + 1.0 * 0.4, rel=0.05)  # three in five at three times
    assert np.median(wage[drawn]) == pytest.approx(np.median(wage), abs=0.02)
    assert draw_by_hazard(hazard, np.full(rows, 5.0), wage, 2.0, 0.3).size == 0  # less than half a record
    assert draw_by_hazard(np.zeros(3), np.ones(3), np.ones(3), 2.0, 0.3).size == 0


def test_the_first_year_insures_the_heads_of_the_base_year(compiled):
    settings = Settings(population=20_000, until=2026)
    published = {line.figure: line.model for line in check_population(build(settings), settings)}
    model = SocialInsuranceModel(settings=settings)
    model.step()
    heads = {name: model.totals.count(name, "employee", "public") / 1e6 for name in ("unemployment", "injury")}
    for name, insured in heads.items():
        assert insured == pytest.approx(published[f"{name} insurance"], rel=0.03), name


def test_workers_are_numbered_once(people):
    workers = people.columns["worker"]
    assert np.unique(workers).size == workers.size


def entrants(people, first: int) -> dict[int, tuple]:
    """What is each entrant, by worker? Rows from `first` on."""
    values = zip(*(people.columns[name][first:].tolist() for name in OF_ENTRANTS), strict=True)
    return {row[0]: row for row in values}


@pytest.mark.parametrize("size", [500, 2345])  # one more record here lets another entrant into some cohort
def test_one_record_more_leaves_every_entrant_his_luck(size, compiled):
    one, more = (build(Settings(population=each, until=2075)) for each in (size, size + 1))
    before, after = (entrants(people, first) for people, first in ((one, size), (more, size + 1)))
    common = before.keys() & after.keys()
    assert len(common) >= len(before) - 5
    assert before.keys() != after.keys()
    assert [worker for worker in common if before[worker] != after[worker]] == []


def test_men_and_women_enter_as_they_are_born(people):
    first = SETTINGS.population
    weight, women = people.columns["weight"][first:], people.columns["sex"][first:] == FEMALE
    assert 0.45 < weight[women].sum() / weight.sum() < 0.5


def test_replications_and_seeds_are_other_samples(people):
    for change in ({"replication": 1}, {"seed": 2}):
        other = build(SETTINGS.model_copy(update=change))
        differing = unequal(people, other)
        assert {"birth_month", "ability", "province", "taste_pension_none"} <= set(differing)
    assert not np.array_equal(
        build(SETTINGS.model_copy(update={"replication": 1})).columns["ability"],
        build(SETTINGS.model_copy(update={"seed": 2})).columns["ability"],
    )


# ---- the same bits, built or cached -----------------------------------------------------------------------


def test_the_same_settings_give_the_same_bits_built_twice_and_from_the_cache(people, empty_cache):
    assert unequal(people, build(SETTINGS)) == []
    assert unequal(people, build_population(SETTINGS)) == []
    assert len(list(empty_cache.iterdir())) == 1
    assert unequal(people, build_population(SETTINGS)) == []
    assert len(list(empty_cache.iterdir())) == 1


def test_what_a_run_does_to_its_people_does_not_reach_the_cache(people, empty_cache):
    SocialInsuranceModel(settings=SETTINGS).step()
    assert unequal(people, build_population(SETTINGS)) == []


def changed(good: bytes, place: int) -> bytes:
    """The same bytes but for one."""
    return good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        lambda good: b"",
        lambda good: good[:64],
        lambda good: good[: len(good) // 2],
        lambda good: b"rubbish",
        lambda good: changed(good, 0),
        lambda good: changed(good, 70),
        lambda good: changed(good, len(good) // 2),
    ],
    ids=["empty", "no data", "cut short", "rubbish", "digest", "pickle", "a bit of a column"],
)
def test_a_damaged_file_of_the_cache_is_built_again(damage, people, empty_cache):
    build_population(SETTINGS)
    (path,) = empty_cache.iterdir()
    good = path.read_bytes()
    path.write_bytes(damage(good))
    assert unequal(people, build_population(SETTINGS)) == []
    assert path.read_bytes() == good


def test_a_cache_that_cannot_be_written_costs_only_time(people, tmp_path, monkeypatch):
    monkeypatch.setenv("LINGHUO_CACHE", str(tmp_path))
    (tmp_path / "populations").write_text("a file where the folder should be", encoding="utf-8")
    assert unequal(people, build_population(SETTINGS)) == []


def test_a_full_disk_costs_only_time_and_leaves_nothing_behind(people, empty_cache, monkeypatch):
    def full(*_, **__):
        raise OSError("No space left on device")

    monkeypatch.setattr(pickle, "dump", full)
    assert unequal(people, build_population(SETTINGS)) == []
    assert list(empty_cache.iterdir()) == []


def test_other_settings_are_other_files(empty_cache):
    build_population(SETTINGS)
    impatient = BehaviourSettings(discount_rate=0.05)
    for change in ({"replication": 1}, {"population": 401}, {"behaviour": impatient}, {"variant": "low"}):
        build_population(SETTINGS.model_copy(update=change))
    assert len(list(empty_cache.iterdir())) == 5


def test_a_full_cache_forgets_what_was_used_longest_ago(tmp_path):
    for age, name in enumerate(["new", "older", "oldest"]):
        path = tmp_path / f"{name}.pickle"
        path.write_bytes(pickle.dumps(np.zeros(1000)))
        os.utime(path, (1e9 - age, 1e9 - age))
    prune(tmp_path, 20_000)
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["new", "older"]
