"""Donors agree in what is certain; cells widen in a stated order; a donor depends on the person alone."""

import numpy as np
import pytest

from calibration.microdata.hot_deck import LAST_LEVEL, LEAST_DONORS, LEVELS, NO_DONOR, SOFT, Sought, find_donors


def sought(sex, age, status, **soft):
    """Persons with one certain code, bits of `status`, and soft codes, -1 where none is given."""
    rows = len(sex)
    known = {name: np.array(soft.get(name, [-1] * rows)) for name in SOFT}
    return Sought(np.array(sex), np.array(age), {"status": np.array(status)}, known)


def deck(rows, **soft):
    """Donors of sex 0 and age 42, status 0."""
    return sought([0] * rows, [42] * rows, [1] * rows, **soft)


def test_the_narrowest_cell_with_enough_donors_is_taken():
    rows = 2 * LEAST_DONORS
    donors = deck(rows, province=[3] * LEAST_DONORS + [4] * LEAST_DONORS, education=[1] * rows)
    persons = sought([0, 0], [40, 44], [1, 1], province=[3, 5], education=[1, 1])
    found, level = find_donors(persons, donors, np.ones(rows), np.array([0.99, 0.99]))
    assert found.tolist() == [LEAST_DONORS - 1, rows - 1]  # the last of province 3, the last of all
    assert LEVELS[level[0]].soft == SOFT and "province" not in LEVELS[level[1]].soft


def test_a_cell_widens_in_age_last_and_status_never():
    donors = sought([0] * 12, [30] * 6 + [45] * 6, [1] * 6 + [2] * 6)
    persons = sought([0, 0, 1], [43, 43, 43], [1, 2, 1])
    found, level = find_donors(persons, donors, np.ones(12), np.full(3, 0.5))
    assert found[0] < 6 and LEVELS[level[0]].age_years == 200
    assert found[1] >= 6 and LEVELS[level[1]].age_years == 10
    assert found[2] == NO_DONOR  # nobody of this sex


def test_one_of_several_codes_is_the_donors_to_decide():
    donors = sought([0] * 15, [42] * 15, [1] * 5 + [2] * 5 + [4] * 5)
    persons = sought([0] * 300, [42] * 300, [0b110] * 300)
    u = (np.arange(300) + 0.5) / 300
    found, _ = find_donors(persons, donors, np.ones(15), u)
    assert np.bincount(found, minlength=15).tolist() == [0] * 5 + [30] * 10


def test_donors_are_drawn_in_proportion_to_their_weights():
    weight = np.array([1.0, 1.0, 1.0, 1.0, 6.0])
    u = (np.arange(1000) + 0.5) / 1000
    found, _ = find_donors(sought([0] * 1000, [42] * 1000, [1] * 1000), deck(5), weight, u)
    assert np.bincount(found).tolist() == [100, 100, 100, 100, 600]


def test_who_else_is_in_the_survey_changes_nobodys_donor():
    rng = np.random.default_rng(1)
    donors = sought(rng.integers(0, 2, 500), rng.integers(16, 90, 500), 1 << rng.integers(0, 4, 500),
                    province=rng.integers(0, 31, 500), education=rng.integers(0, 4, 500))  # fmt: skip
    persons = sought(rng.integers(0, 2, 80), rng.integers(16, 90, 80), rng.integers(1, 16, 80),
                     province=rng.integers(-1, 31, 80), education=rng.integers(-1, 4, 80))  # fmt: skip
    weight, u = rng.uniform(1, 3, 500), rng.uniform(size=80)
    whole, _ = find_donors(persons, donors, weight, u)
    half = np.arange(0, 80, 2)
    part, _ = find_donors(persons.only(half, ("status",)), donors, weight, u[half])
    assert part.tolist() == whole[half].tolist()


def test_a_single_donor_serves_only_at_the_widest_level():
    found, level = find_donors(sought([0], [42], [1]), deck(1), np.ones(1), np.array([0.3]))
    assert found.tolist() == [0] and level[0] == LAST_LEVEL


@pytest.mark.parametrize("u", [1e-12, 1.0 - 1e-12])
def test_the_ends_of_a_draw_stay_within_the_cell(u):
    donors = sought([0] * 15, [20] * 5 + [42] * 5 + [70] * 5, [1] * 15)
    found, _ = find_donors(sought([0], [42], [1]), donors, np.ones(15), np.array([u]))
    assert 5 <= found[0] < 10
