"""Who moves: stages on a few rows, and a population that keeps its provinces over twenty years."""

import inspect

import numpy as np
import pytest

from agents.codes import LIVING, PLATFORM, RETIRED, RURAL_LOCAL, RURAL_NONLOCAL, URBAN_LOCAL, URBAN_NONLOCAL
from model.law.pension.transfer import carry_records
from model.migration import AWAY, AWAY_WITHIN, LOCAL, migration_tables
from model.moving import foresee_moves, migrate
from model.pension_choice import value_pension
from model.population import build_population
from model.provinces import province_index
from model.settings import Settings

HENAN, GUANGDONG, ANHUI = (province_index(name) for name in ("Henan", "Guangdong", "Anhui"))
HAZARD = 0.2
SETTINGS = Settings(population=4000, until=2045)


@pytest.fixture
def tables():
    """Everybody moves with probability one fifth; half of the leavers go far, half of those away go home."""
    real = migration_tables()
    return real._replace(
        hazard=np.full_like(real.hazard, HAZARD), home_factor=np.ones(31), leaves_share=np.full(31, 0.5),
        highest_hazard=HAZARD, return_share=np.full_like(real.return_share, 0.5),
    )  # fmt: skip


@pytest.fixture
def moved(people, call, tables):
    """A function of rows and columns by name: the rows after the stage."""

    def run(rows, **values):
        table = people(rows, age_months=12 * 30, status=PLATFORM, home_province=HENAN, province=HENAN, **values)
        return call(migrate, table, {"migration": tables})

    return run


def grid(rows):
    return (np.arange(rows) + 0.5) / rows


def test_locals_leave_with_their_hazard_and_half_of_them_for_other_provinces(moved, tables):
    rows = moved(100_000, hukou=RURAL_LOCAL, u_migrate=grid(100_000))
    away = rows["hukou"] == RURAL_NONLOCAL
    assert away.mean() == pytest.approx(HAZARD, abs=1e-4)
    far = rows["province"] != HENAN
    assert np.all(away[far]) and far.mean() == pytest.approx(HAZARD / 2, abs=1e-4)
    shares = np.diff(tables.destination[HENAN], prepend=0.0)
    reached = np.bincount(rows["province"][far], minlength=31) / far.sum()
    np.testing.assert_allclose(reached, shares, atol=2e-3)
    assert np.all(rows["moved_from"][far] == HENAN) and np.all(rows["moved_from"][~far] == -1)
    assert rows["transfer_draw"][far].min() >= 0.0 and rows["transfer_draw"][far].max() < 1.0
    assert rows["transfer_draw"][far].mean() == pytest.approx(0.5, abs=0.02)


def test_pay_follows_the_province(moved, tables):
    rows = moved(2000, hukou=URBAN_LOCAL, u_migrate=grid(2000), ability=0.25)
    there = rows["province"] == GUANGDONG
    gain = tables.log_wage[GUANGDONG] - tables.log_wage[HENAN]
    assert there.any() and gain > 0.2
    np.testing.assert_allclose(rows["ability"][there], 0.25 + gain, rtol=1e-6)
    assert np.all(rows["ability"][rows["province"] == HENAN] == np.float32(0.25))


def test_who_lives_away_within_the_province_only_returns(moved):
    rows = moved(1000, hukou=URBAN_NONLOCAL, u_migrate=grid(1000))
    assert (rows["hukou"] == URBAN_LOCAL).sum() == 200
    assert np.all(rows["province"] == HENAN) and np.all(rows["moved_from"] == -1)


def test_who_lives_in_another_province_goes_home_or_on(people, call, tables):
    rows = people(10_000, age_months=12 * 30, status=PLATFORM, home_province=HENAN, province=ANHUI,
                  hukou=RURAL_NONLOCAL, u_migrate=grid(10_000))  # fmt: skip
    call(migrate, rows, {"migration": tables})
    home = rows["province"] == HENAN
    assert home.sum() == 1000 and np.all(rows["hukou"][home] == RURAL_LOCAL)
    assert np.all(rows["hukou"][~home] == RURAL_NONLOCAL)
    further = ~home & (rows["province"] != ANHUI)
    assert 800 < further.sum() < 1000  # some are drawn to where they are
    assert np.array_equal(rows["moved_from"] == ANHUI, home | further)


def test_nobody_moves_above_the_hazard_and_the_dead_do_not(moved):
    rows = moved(2, hukou=RURAL_LOCAL, u_migrate=[HAZARD, 1.0 - 1e-9])
    assert rows["hukou"].tolist() == [RURAL_LOCAL] * 2
    rows = moved(2, hukou=RURAL_LOCAL, u_migrate=1e-9, months_alive=[0, 12])
    assert rows["hukou"].tolist() == [RURAL_LOCAL, RURAL_NONLOCAL]


@pytest.mark.parametrize("u", [2.0**-33, 0.1, np.nextafter(0.1, 0.0), np.nextafter(HAZARD, 0.0)])
@pytest.mark.parametrize("home", [0, 30])
def test_the_ends_of_the_draw_lead_to_a_province_that_is_not_home(people, call, tables, u, home):
    every = tables._replace(leaves_share=np.ones(31))
    rows = people(1, age_months=400, status=PLATFORM, home_province=home, province=home, u_migrate=u)
    call(migrate, rows, {"migration": every})
    assert rows["province"][0] != home and 0 <= rows["province"][0] <= 30


def test_losses_foreseen_are_read_by_whereabouts_registration_status_and_age(people, call, tables):
    loss = np.arange(tables.record_loss.size, dtype=np.float64).reshape(tables.record_loss.shape) / 1e4
    rows = people(4, status=[PLATFORM, PLATFORM, RETIRED, PLATFORM], age_months=[360, 360, 12 * 70 + 11, 192],
                  hukou=[URBAN_LOCAL, URBAN_NONLOCAL, RURAL_NONLOCAL, RURAL_NONLOCAL], province=[0, 0, 1, 1],
                  home_province=[0, 0, 0, 0])  # fmt: skip
    call(foresee_moves, rows, {"migration": tables._replace(record_loss=loss)})
    places = [(LOCAL, 0, 3, 14), (AWAY_WITHIN, 0, 3, 14), (AWAY, 1, 9, 54), (AWAY, 1, 3, 0)]
    np.testing.assert_array_equal(rows["record_loss"], [np.float32(loss[place]) for place in places])


def test_blocks_of_any_size_move_the_same_persons(base_named, compiled):
    people = build_population(SETTINGS)
    size = people.entrants.first
    draws = np.random.default_rng(3).random(size)

    def year(step):
        rows = {name: column[:size].copy() for name, column in people.columns.items()}
        rows |= {"u_migrate": draws, "months_alive": np.full(size, 12, np.int8)}
        rows["age_months"] = (12 * 2026 + 6 - rows["birth_month"]).astype(np.int16)
        for name, dtype in (("moved_from", "i1"), ("transfer_draw", "f4"), ("transfer_gap_months", "i1"),
                            ("transfer_pension_pooled", "f8")):  # fmt: skip
            rows[name] = np.full(size, 77, dtype)
        for low in range(0, size, step):
            part = {name: array[low : low + step] for name, array in rows.items()}
            for stage in (migrate, carry_records):
                given = {**base_named, **part}
                stage(*[given[name] for name in inspect.signature(stage.py_func).parameters])
        return rows

    whole, parts = year(size), year(1024)
    assert (whole["moved_from"] >= 0).sum() > 20
    assert [name for name in whole if whole[name].tobytes() != parts[name].tobytes()] == []


@pytest.fixture(scope="module")
def twenty_years(lived):
    return lived(settings=SETTINGS)


def shares_of(columns, rows, values):
    weight = columns["weight"][rows]
    return np.bincount(values[rows], weights=weight, minlength=31) / weight.sum()


def test_no_province_doubles_or_empties_in_twenty_years(twenty_years):
    columns = twenty_years.columns
    first = np.arange(SETTINGS.population)
    start = shares_of(columns, first, columns["start_province"])
    living = np.flatnonzero(columns["alive"] == LIVING)
    now = shares_of(columns, living, columns["province"])
    large = start > 0.02  # others have too few records in a sample of this size
    assert large.sum() > 15
    assert np.all(now[large] / start[large] > 0.6) and np.all(now[large] / start[large] < 1.5)


def test_about_as_many_live_away_from_their_registration_after_twenty_years(twenty_years):
    columns = twenty_years.columns
    weight = columns["weight"]
    first, living = np.arange(weight.size) < SETTINGS.population, columns["alive"] == LIVING
    age = 2045 - columns["birth_month"] // 12
    start_age = 2025 - columns["birth_month"] // 12
    for low, high in ((20, 40), (40, 60)):
        before = first & (start_age >= low) & (start_age < high)
        after = living & (age >= low) & (age < high)
        share = (weight * (columns["start_hukou"] % 2))[before].sum() / weight[before].sum()
        now = (weight * (columns["hukou"] % 2))[after].sum() / weight[after].sum()
        assert now == pytest.approx(share, abs=0.06)
    moved = living & first & (columns["province"] != columns["start_province"])
    assert 0.04 < weight[moved].sum() / weight[living & first].sum() < 0.25


def test_hukou_and_province_tell_one_story(twenty_years):
    columns = twenty_years.columns
    abroad = columns["province"] != columns["home_province"]
    assert np.all(columns["hukou"][abroad] % 2 == 1)


def test_without_migration_everybody_stays_and_his_record_with_him(lived):
    model = lived(settings=Settings(population=1000, until=2030, migration=False))
    columns = model.columns
    assert np.array_equal(columns["hukou"], columns["start_hukou"])
    for name in ("province", "home_province", "record_province"):
        assert np.array_equal(columns[name], columns["start_province"]), name
    assert not columns["left_months"].any() and model.totals.money["transfer_pension_pooled"] == 0.0


def test_the_loss_lowers_the_value_of_the_employee_scheme_alone(people, call, base_named):
    rows = dict(
        rows=3, status=PLATFORM, group=5, choice_class=0, age_months=12 * 35, birth_month=12 * 1990,
        income_year=72_000.0, pension_months=60, index_sum=60.0, pension_account=30_000.0, province=HENAN,
    )  # fmt: skip
    table = call(value_pension, people(record_loss=[0.0, 0.1, 0.3], **rows), base_named)
    for name in ("value_base_floor", "value_base_income", "value_base_average"):
        assert table[name][0] > table[name][1] > table[name][2], name
    for name in ("value_pension_none", "value_pension_resident"):
        assert table[name][0] == table[name][1] == table[name][2], name


@pytest.fixture(scope="module")
def portable(tmp_path_factory):
    """Path of a design under which all pooled money moves with the person, at once."""
    path = tmp_path_factory.mktemp("designs") / "portable.yaml"
    path.write_text(
        "name: portable\nen: Portability and nothing else\nzh: 仅完善转移接续\narticle: none, a test\n"
        "basis: proposal\nagainst: status_quo\nsummary: All pooled money moves, at once.\nfrom: 2026\nchanges:\n"
        "  coverage.transfer_pooled_share: {value: 0.16, why: a test}\n"
        "  coverage.transfer_delay_months: {value: 0, why: a test}\n",
        encoding="utf-8",
    )
    return path


def test_portability_leaves_migrants_more_months_and_more_of_them_covered(lived, portable):
    settings = Settings(population=6000, until=2036).frozen_channels()
    now, better = lived(settings=settings), lived(design=portable, settings=settings)
    for name in ("province", "hukou", "status"):
        assert np.array_equal(now.columns[name], better.columns[name]), name
    assert now.columns["left_months"].any() and not better.columns["left_months"].any()
    before, after = now.columns, better.columns
    ever = (before["province"] != before["home_province"]) | (before["province"] != before["start_province"])
    counted = [columns["pension_months"] + columns["deemed_months"] for columns in (before, after)]
    weight = before["weight"] * (before["alive"] == LIVING) * ever
    assert weight @ counted[1] > weight @ counted[0] * 1.005
    assert weight @ (counted[1] > 0) > weight @ (counted[0] > 0)
