"""Deaths and births of persons: hand-worked rows, national means, and whole cohorts that live their table."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.codes import DEAD, FEMALE, LIVING, MALE, NOT_YET, OUT, RURAL_LOCAL, STUDENT, URBAN_LOCAL
from model.cohorts import population_at_end
from model.demography import (
    age_and_die,
    death_probability,
    demography_of,
    education_shares,
    give_birth,
    own_death_probability,
)
from model.health import health_tables, need_care
from model.vital_rates import published_fertility

YEAR = 2026
DEMOGRAPHY = demography_of(YEAR)


def live(alive, birth_month, sex, education, hukou, health, care_need, u_death, year=YEAR, demography=DEMOGRAPHY):
    """age_months, months_alive and dies of the rows given."""
    rows = len(alive)
    flows = np.full(rows, -1, dtype=np.int16), np.full(rows, -1, dtype=np.int8), np.full(rows, -1, dtype=np.int8)
    small = (np.array(column, dtype=np.int8) for column in (sex, education, hukou))
    age_and_die(
        np.array(alive, dtype=np.int8), np.array(birth_month, dtype=np.int32), *small,
        np.array(health, dtype=np.float32), np.array(care_need, dtype=np.int8), np.array(u_death), year, demography,
        *flows,
    )  # fmt: skip
    return flows


def test_three_rows_by_hand():
    born = 12 * 1956 + 6  # July 1956: exactly 70 on 1 July 2026
    q = DEMOGRAPHY.death_probability[MALE, 70]
    own = (
        q * DEMOGRAPHY.education_multiplier[MALE, 1, 70] * DEMOGRAPHY.hukou_multiplier[RURAL_LOCAL]
        * DEMOGRAPHY.care_multiplier[1, MALE, 70]
        * np.exp(DEMOGRAPHY.health_elasticity * 0.5 - DEMOGRAPHY.health_shift[MALE, 70])
    )  # fmt: skip
    rows = ([LIVING] * 3 + [DEAD, NOT_YET], [born] * 5, [MALE] * 5, [1] * 5, [RURAL_LOCAL] * 5, [0.5] * 5, [1] * 5)
    age_months, months_alive, dies = live(*rows, [0.0001 * own, 0.999 * own, 1.001 * own, 0.0, 0.0])
    assert age_months.tolist() == [840, 840, 840, 0, 0]
    assert months_alive.tolist() == [1, 12, 12, 0, 0]
    assert dies.tolist() == [1, 1, 0, 0, 0]


def test_the_stage_equals_its_plain_form():
    draw, rows = np.random.default_rng(8), 400
    alive, sex, education, hukou = draw.integers(0, 3, rows), *(draw.integers(0, n, rows) for n in (2, 4, 4))
    born, care = 12 * YEAR + 6 - draw.integers(16 * 12, 112 * 12, rows), draw.integers(0, 2, rows)
    health, u = draw.normal(0.0, 0.8, rows).astype(np.float32), draw.random(rows) ** 4
    found = live(alive, born, sex, education, hukou, health, care, u)
    for i in np.flatnonzero(alive == LIVING):
        months = 12 * YEAR + 6 - born[i]
        q = own_death_probability(
            sex[i], min(months // 12, 110), education[i], hukou[i], float(health[i]), care[i], DEMOGRAPHY
        )
        dies = u[i] < q
        month = min(int(12.0 * u[i] / q) + 1, 12) if dies else 12
        assert [flow[i] for flow in found] == [months, month, int(dies)]
    assert all((flow[alive != LIVING] == 0).all() for flow in found)
    assert 20 < found[2].sum() < 300


def test_month_of_death_is_uniform_and_drawn_from_the_same_number():
    own = own_death_probability(FEMALE, 80, 0, URBAN_LOCAL, 0.0, 0, DEMOGRAPHY)
    uniform = (np.arange(1200) + 0.5) / 1200 * own
    rows = uniform.size
    same = ([LIVING] * rows, [12 * 1946 + 3] * rows, [FEMALE] * rows, [0] * rows, [URBAN_LOCAL] * rows, [0.0] * rows)
    _, months_alive, dies = live(*same, [0] * rows, uniform)
    assert dies.all()
    assert np.bincount(months_alive, minlength=13)[1:].tolist() == [100] * 12


@given(
    st.integers(0, 1), st.integers(0, 110), st.integers(0, 3), st.integers(0, 3),
    st.floats(-4, 4), st.integers(0, 1), st.floats(1e-9, 1 - 1e-9),
)  # fmt: skip
def test_months_alive_and_death_agree(sex, age, education, hukou, health, care, uniform):
    born = 12 * (YEAR - age) + 6
    age_months, months_alive, dies = live([LIVING], [born], [sex], [education], [hukou], [health], [care], [uniform])
    q = own_death_probability(sex, age, education, hukou, np.float32(health), care, DEMOGRAPHY)
    assert 0 < q <= 1
    assert age_months[0] == 12 * age
    assert (months_alive[0] == 12) if dies[0] == 0 else (1 <= months_alive[0] <= 12)
    assert dies[0] == (uniform < q)


def test_nobody_passes_the_last_age():
    assert (death_probability(2100)[:, 110] == 1).all()
    _, _, dies = live([LIVING], [12 * 1910], [FEMALE], [3], [URBAN_LOCAL], [-3.0], [0], [0.999999])
    assert dies.tolist() == [1]


@pytest.mark.parametrize("year", [2016, 2026, 2060, 2150])
def test_multipliers_have_mean_one(year):
    demography = demography_of(year)
    shares = education_shares(year)
    assert shares.sum(axis=1) == pytest.approx(np.ones((2, 111)))
    assert (shares * demography.education_multiplier).sum(axis=1) == pytest.approx(np.ones((2, 111)))
    assert 0.46 * demography.hukou_multiplier[0] + 0.54 * demography.hukou_multiplier[2] == pytest.approx(1)
    need = health_tables(demography.death_probability).care_start
    mean = (1 - need) * demography.care_multiplier[0] + need * demography.care_multiplier[1]
    assert mean == pytest.approx(np.ones((2, 111)))


def test_mortality_falls_with_education_and_rises_with_need():
    low = own_death_probability(MALE, 65, 0, RURAL_LOCAL, 0.0, 0, DEMOGRAPHY)
    high = own_death_probability(MALE, 65, 3, RURAL_LOCAL, 0.0, 0, DEMOGRAPHY)
    assert 1.3 < low / high < 2.0
    frail = own_death_probability(MALE, 65, 0, RURAL_LOCAL, 1.0, 1, DEMOGRAPHY)
    assert frail > 2 * low


@pytest.mark.parametrize("sex", [MALE, FEMALE])
def test_a_whole_cohort_lives_its_table(sex):
    luck = np.random.default_rng(7)
    rows, start, first = 40_000, 50, 2026
    born = 12 * (first - start - 1) + 7 + luck.integers(0, 12, rows)  # aged 50 on 1 July 2026
    levels = education_shares(first)[sex, :, start].cumsum()
    education = np.searchsorted(levels, luck.random(rows)).clip(0, 3)
    hukou = np.where(luck.random(rows) < 0.46, URBAN_LOCAL, RURAL_LOCAL)
    care = (luck.random(rows) < health_tables(DEMOGRAPHY.death_probability).care_start[sex, start]).astype(np.int8)
    noise = np.sqrt(0.8) * luck.standard_normal(rows)
    alive, table, people = np.ones(rows, dtype=np.int8), 1.0, np.full(rows, sex, dtype=np.int8)
    for year in range(first, first + 50):
        age = start + year - first
        demography = demography_of(year)
        illness = health_tables(demography.death_probability)
        draws = luck.random(rows)
        months, lived, dies = live(alive, born, people, education, hukou, noise, care, draws, year, demography)
        living = alive == LIVING
        if age in (65, 75, 85, 95):
            assert living.mean() == pytest.approx(table, abs=0.012)
        noise = 0.82 * noise + illness.health_innovation * luck.standard_normal(rows)
        need_care(people, months, lived, luck.random(rows), illness, care)
        if age in (70, 80, 90):
            spread = 4 * np.sqrt(illness.care_prevalence[sex, age] / living.sum())
            assert care[living].mean() == pytest.approx(illness.care_prevalence[sex, age], abs=spread)
            assert noise[living].mean() == pytest.approx(0.82 * illness.health_mean[sex, age], abs=0.03)
        alive[dies == 1] = DEAD
        table *= 1 - demography.death_probability[sex, age]


def test_births_by_hand():
    sex = np.array([FEMALE, FEMALE, FEMALE, MALE, FEMALE], dtype=np.int8)
    months = np.array([12, 12, 12, 12, 0], dtype=np.int8)
    status = np.array([OUT, OUT, STUDENT, OUT, OUT], dtype=np.int8)
    age = np.full(5, 12 * 21, dtype=np.int16)
    chance = DEMOGRAPHY.birth_probability[0, 21]
    luck = np.array([0.5 * chance, 1.5 * chance, 0.5 * chance, 0.0, 0.0])
    children = np.array([1, 0, 0, 0, 0], dtype=np.int8)
    births = np.full(5, -1, dtype=np.int8)
    ages = np.array([1 << 15 | 1 << 3, 1, 0, 0, 1 << 15], dtype=np.uint16)
    give_birth(sex, age, months, status, luck, DEMOGRAPHY, children, ages, births)
    assert ages.tolist() == [1 << 4 | 1, 2, 0, 0, 1 << 15]  # a year older; sixteen is no child; the dead keep theirs
    assert births.tolist() == [7, 0, 0, 0, 0]  # half of the chance is the middle of the year
    assert children.tolist() == [2, 0, 0, 0, 0]


def test_a_birth_falls_into_every_month_lived_alike():
    chance = DEMOGRAPHY.birth_probability[0, 21]
    luck = (np.arange(2400) + 0.5) / 2400 * chance
    kept = [np.full(2400, value, dtype=np.int8) for value in (FEMALE, 12, OUT, 0, 0)]
    ages = np.zeros(2400, dtype=np.uint16)
    give_birth(
        kept[0], np.full(2400, 12 * 21, dtype=np.int16), kept[1], kept[2], luck, DEMOGRAPHY, kept[3], ages, kept[4]
    )
    assert np.bincount(kept[4], minlength=13).tolist() == [0] + [200] * 12
    give_birth(
        kept[0], np.full(2400, 12 * 21, dtype=np.int16), np.full(2400, 5, np.int8), kept[2], luck, DEMOGRAPHY, kept[3],
        ages, kept[4],
    )  # fmt: skip
    assert kept[4].min() == 1 and kept[4].max() == 5  # nobody gives birth after her death


def test_births_of_the_nation_are_kept_when_students_have_few():
    rates = demography_of(2025).birth_probability
    women = 0.5 * (population_at_end(2024)[1] + population_at_end(2025)[1])
    studying = np.zeros(101)
    for age, share in {16: 0.85, 17: 0.75, 18: 0.65, 19: 0.55, 20: 0.5, 21: 0.45, 22: 0.28, 23: 0.15, 24: 0.1, 25: 0.06,
                       26: 0.04, 27: 0.02}.items():  # fmt: skip
        studying[age] = share
    mean = (1 - studying) * rates[0] + studying * rates[1]
    assert (women * mean).sum() == pytest.approx(7.92e6, rel=1e-4)
    assert rates[:, 50:].sum() == 0
    assert published_fertility()[2025][1].sum() == pytest.approx(1.020, abs=0.002)


def test_life_expectancy_is_near_the_official_one():
    def at_birth(year):
        q = death_probability(year)
        alive, years = np.ones(2), np.zeros(2)
        for age in range(111):
            years += alive * (1 - (0.9 if age == 0 else 0.5) * q[:, age])
            alive *= 1 - q[:, age]
        return years.mean()

    assert at_birth(2023) == pytest.approx(78.6, abs=0.3)
    assert at_birth(2024) == pytest.approx(79.0, abs=0.4)
    assert 80 < at_birth(2030) < 81  # the plan's goal for 2030 is about 80


def test_years_without_data_are_refused():
    with pytest.raises(ValueError, match="2015 to 2160"):
        education_shares(2014)
    with pytest.raises(ValueError, match="2015 to 2160"):
        demography_of(2161)
