"""Who is scored: the living of the start and entrants up to the last scored year, in row order."""

from types import SimpleNamespace

import numpy as np
import pytest

from agents.columns import allocate
from model.lives import scored_lives
from model.packing import Packing
from model.population import Entrants
from model.settings import Settings


@pytest.fixture
def model():
    """Three living at the start, two entrants of 2026 and one of 2027."""
    columns = allocate(6)
    columns["birth_month"][:] = [12 * 1960, 12 * 1980 + 7, 12 * 2000, 12 * 2010, 12 * 2010 + 11, 12 * 2011]
    columns["weight"][:] = np.arange(1.0, 7.0)
    columns["utility_sum"][:] = -np.arange(1.0, 7.0)
    columns["sex"][:] = [0, 1, 0, 1, 0, 1]
    columns["hukou"][:] = 3
    columns["start_hukou"][:] = [0, 1, 2, 3, 0, 1]
    columns["start_status"][:] = [9, 3, 1, 0, 0, 0]
    ends = {2026: 5, 2027: 6}
    packing = Packing(columns["worker"].size, 0)
    return SimpleNamespace(columns=columns, packing=packing, entrants=Entrants(3, ends), settings=Settings(until=2030))


def test_a_row_tells_type_cohort_and_utility_of_a_person(model):
    lives = scored_lives(model)
    assert lives["weight"].tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    assert lives["utility_sum"].tolist() == [-1.0, -2.0, -3.0, -4.0, -5.0, -6.0]
    assert lives["cohort"].tolist() == ["living"] * 3 + ["entrant"] * 3
    assert lives["birth_year"].tolist() == [1960, 1980, 2000, 2010, 2010, 2011]
    assert lives["start_age"].tolist() == [65, 45, 25, 16, 16, 16]
    assert lives["sex"].tolist() == ["male", "female"] * 3
    assert lives["hukou"].tolist()[:4] == ["urban_local", "urban_nonlocal", "rural_local", "rural_nonlocal"]
    assert lives["start_status"].tolist() == ["retired", "platform", "employee", *["student"] * 3]


def test_entrants_after_the_horizon_or_the_last_scored_year_are_left_out(model):
    model.settings = Settings(until=2030, entrants_scored_until=2026)
    assert scored_lives(model)["cohort"].tolist() == ["living"] * 3 + ["entrant"] * 2
    model.settings = Settings(until=2026)
    assert len(scored_lives(model)) == 5


def test_the_table_is_a_copy_that_later_years_do_not_change(model):
    lives = scored_lives(model)
    model.columns["utility_sum"][:] = 9.0
    model.columns["weight"][:] = 9.0
    assert lives["utility_sum"].tolist()[0] == -1.0 and lives["weight"].tolist()[0] == 1.0
