"""Population and luck are drawn apart: each seed depends on the root seed and its own number alone."""

import numpy as np
import pytest

from model import SocialInsuranceModel
from model.luck import TASTES, WORDS_BY_PURPOSE, Luck, replication_seed
from model.settings import Settings

SETTINGS = Settings(population=800, until=2027)
TASTE = WORDS_BY_PURPOSE[TASTES[0]][0]


def model_of(population=None, luck=0):
    return SocialInsuranceModel(
        settings=SETTINGS.model_copy(update={"replication": luck, "population_replication": population})
    )


@pytest.mark.parametrize("population", [None, 0, 2])
@pytest.mark.parametrize("luck", [0, 1, 5])
def test_the_seed_of_a_draw_depends_on_its_number_and_the_root_seed_alone(compiled, population, luck):
    model = model_of(population, luck)
    assert int(model.luck.seed) == replication_seed(SETTINGS.seed, luck)
    expected = replication_seed(SETTINGS.seed, luck if population is None else population)
    assert int(model.luck.person_seed) == expected


def test_the_same_population_meets_another_luck(compiled):
    one, other = model_of(0, 0), model_of(0, 1)
    for name, column in one.columns.items():
        assert np.array_equal(column, other.columns[name]), name
    one.step()
    other.step()
    assert not np.array_equal(one.columns["income_year"], other.columns["income_year"])


def test_without_a_draw_of_its_own_the_population_is_that_of_the_replication(compiled):
    one, other = model_of(None, 1), model_of(1, 1)
    one.step()
    other.step()
    for name, column in one.columns.items():
        assert np.array_equal(column, other.columns[name]), name


def test_another_population_has_other_persons(compiled):
    one, other = model_of(0, 0), model_of(1, 0)
    assert np.mean(one.columns["birth_month"][:800] == other.columns["birth_month"][:800]) < 0.3


def test_draws_without_a_year_belong_to_the_person_and_yearly_ones_to_the_run():
    workers = np.arange(50, dtype=np.uint32)
    names = (TASTE, "death")
    crossed = Luck(1, person_seed=2).fill_block(2030, workers, names, {})
    alone = {seed: Luck(seed).fill_block(2030, workers, names, {}) for seed in (1, 2)}
    assert np.array_equal(crossed[f"u_{TASTE}"], alone[2][f"u_{TASTE}"])
    assert np.array_equal(crossed["u_death"], alone[1]["u_death"])


def test_a_seed_of_persons_that_is_none_is_refused():
    with pytest.raises(ValueError, match="seed"):
        Luck(1, person_seed=-1)
