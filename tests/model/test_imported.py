"""Imported persons take the place of the synthetic ones: everything downstream happens, and identity is the content."""

import numpy as np
import pytest
from pydantic import ValidationError

from agents.fund import ENTRIES
from model import SocialInsuranceModel
from model.imported import contradictions, drawn_persons, margin_keys, suiting_numbers
from model.luck import replication_seed
from model.persons_file import PERSON_COLUMNS, PersonsFile, read_persons, write_persons
from model.population import build
from model.settings import Settings

SIZE = 1500
FOLLOWING = {"health", "taste_medical_none", "taste_medical_resident", "taste_medical_employee", "taste_medical_lower"}


@pytest.fixture(scope="module")
def synthetic(compiled):
    return build(Settings(population=SIZE, until=2028, seed=3))


@pytest.fixture(scope="module")
def folder(synthetic, tmp_path_factory):
    """A folder with synthetic persons as if they were imported."""
    place = tmp_path_factory.mktemp("persons")
    columns = {name: synthetic.columns[name][:SIZE] for name in PERSON_COLUMNS}
    columns |= {"number": np.arange(SIZE), "donor": np.arange(SIZE, dtype=np.uint32)}
    write_persons(columns, {"source": "synthetic"}, place / "persons.parquet")
    return place


def settings(folder, **more):
    return Settings(**{"population": SIZE, "until": 2028, "seed": 3, "persons": folder, **more})


def test_synthetic_persons_imported_are_the_same_people_but_for_this_years_illness(synthetic, folder):
    people = build(settings(folder))
    different = {name for name, column in people.columns.items()
                 if column.tobytes() != synthetic.columns[name].tobytes()}  # fmt: skip
    assert different == FOLLOWING  # health moves on by a year, and with it what medical choices are explained by
    assert people.support_unit == synthetic.support_unit
    assert np.array_equal(people.terms.intercept_pension, synthetic.terms.intercept_pension)


@pytest.mark.parametrize("size", [400, 6000])
def test_a_sample_of_another_size_keeps_the_files_totals(size, folder):
    persons = read_persons(folder / "persons.parquet")
    place, weight = drawn_persons(persons, size, 12345)
    assert place.size == size and weight.min() > 0.0
    for key in margin_keys(persons)[-2:]:
        wanted = np.bincount(key, weights=persons["weight"])
        held = np.bincount(key[place], weights=weight, minlength=wanted.size)
        hit = held > 0.0
        assert np.allclose(held[hit], wanted[hit], rtol=0.02 if size > SIZE else 0.25)
    assert weight.sum() == pytest.approx(persons["weight"].sum(), rel=0.01)
    times = np.bincount(place, minlength=SIZE)
    factor = np.where(np.isin(persons["status"], (3, 5)), 2.5, np.where(persons["status"] == 4, 1.5, 1.0))
    mass = persons["weight"] * factor
    assert np.all(np.abs(times - size * mass / mass.sum()) < 1.0 + 1e-9)


def test_frozen_draws_explain_the_cover_that_everybody_has(folder):
    given = settings(folder, population=4000)
    from model.world import World

    rows = build(given).columns
    rows = {name: column[:4000] for name, column in rows.items()}
    seed = replication_seed(given.seed, given.population_draw)
    named = World(given).base_named(np.uint64(seed))
    terms = seed, named["compliance"], named["law_coverage"], 2025
    assert contradictions(rows, np.arange(4000, dtype=np.uint32), *terms).mean() > 0.1
    assert contradictions(rows, rows["worker"], *terms).mean() < 0.002
    assert np.array_equal(suiting_numbers(rows, *terms), rows["worker"])
    assert np.unique(rows["worker"]).size == 4000


def test_nobody_jumps_in_the_first_year(folder):
    model = SocialInsuranceModel(settings=settings(folder, population=6000))
    before = {name: model.columns[name][:6000].copy() for name in ("status", "employer", "pension_scheme", "weight")}
    model.step()
    rows = model.columns
    same = (before["status"] == 1) & (rows["status"][:6000] == 1) & (rows["employer"][:6000] == before["employer"])
    same &= (rows["claim"][:6000] == 0) & (rows["alive"][:6000] == 1)
    changed = (rows["pension_scheme"][:6000] != before["pension_scheme"])[same]
    assert np.average(changed, weights=before["weight"][same]) < 0.03


@pytest.mark.parametrize("size", [SIZE, 700])
def test_three_years_close_their_books_and_repeat_to_the_last_bit(size, folder, lived, differences):
    first, again = (lived(settings=settings(folder), population=size) for _ in range(2))
    assert first.year == 2028 and first.settings.persons == settings(folder).persons
    assert differences(first, again) == []
    funds = first.records.funds()
    entries = funds[["opening", *ENTRIES]]
    assert np.all((entries.sum(axis=1) - funds["closing"]).abs() <= 1e-9 * entries.abs().max(axis=1))
    assert np.isfinite(funds.select_dtypes("number").to_numpy()).all()


def test_a_reform_leaves_the_imported_people_as_they_are(folder, lived):
    designs = ("status_quo", "full_proposal")
    one, other = (lived(design=design, settings=settings(folder, until=2026)) for design in designs)
    for name in ("worker", "sex", "birth_month", "start_status", "taste_pension_none"):
        assert np.array_equal(one.columns[name], other.columns[name]), name


def test_settings_are_told_apart_by_the_files_content_and_not_by_its_place(folder, tmp_path):
    copy = tmp_path / "persons.parquet"
    copy.write_bytes((folder / "persons.parquet").read_bytes())
    one, other = settings(folder), settings(copy)
    assert one.model_dump() == other.model_dump() and set(one.model_dump()["persons"]) == {"sha256"}
    persons = read_persons(copy)
    persons["wealth"] = persons["wealth"] + 1.0
    write_persons(persons, {"source": "changed"}, copy)
    assert settings(copy).model_dump() != one.model_dump()
    with pytest.raises(ValueError, match="has changed: its digest was"):
        other.persons.read()


def test_a_digest_without_a_place_can_be_told_but_not_run(folder):
    told = Settings(**settings(folder).model_dump())
    assert told.model_dump() == settings(folder).model_dump()
    with pytest.raises(ValueError, match=r"where the file with digest .* lies is not said; give its path"):
        told.persons.read()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"persons": "nowhere.parquet"}, r"nowhere.parquet: cannot be read: No such file"),
        ({"persons": __file__}, r"is no file of persons that `linghuo population import` has written"),
        ({"start": 2015, "profit_cycle": "mean"}, r"imported persons are those of the end of 2025"),
        ({"population": 5_000_000}, r"5000000 is too large, with imported persons up to 4194304"),
    ],
)
def test_persons_that_cannot_be_used_are_refused_with_the_settings(change, message, folder):
    with pytest.raises(ValidationError, match=message):
        settings(folder, **change)


def test_a_file_of_another_model_is_refused(folder, tmp_path):
    import pandas as pd
    import pyarrow as pa
    from pyarrow import parquet

    frame = pd.read_parquet(folder / "persons.parquet").drop(columns="wealth")
    table = pa.Table.from_pandas(frame).replace_schema_metadata({b"linghuo": b"{}"})
    parquet.write_table(table, tmp_path / "persons.parquet")
    with pytest.raises(ValueError, match="has no column wealth; import the persons anew"):
        PersonsFile.model_validate(str(tmp_path)).read()
