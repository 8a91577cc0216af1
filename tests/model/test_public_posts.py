"""Public posts follow the population although cohorts are better educated and retire later."""

import numpy as np

from model.cohorts import population_at_end
from model.public_posts import HIGHEST, LOWEST, claim_hazard, public_entry
from model.status_profile import status_profile


def test_chances_are_those_of_the_base_year_up_to_it_and_lower_while_retirement_is_postponed():
    entry = public_entry()
    assert entry.shape == (2160 - 2015 + 1, 85)
    assert (entry[: 2025 - 2015 + 1] == 1.0).all()
    assert (entry[2026 - 2015 : 2040 - 2015] < 1.0).all()
    assert (entry[2026 - 2015 :, 36 - 16 :] == 0.15).all()


def test_posts_are_filled_without_running_into_the_limits_of_the_factor():
    entry = public_entry()[:, 0]
    assert entry.min() > LOWEST and entry.max() < HIGHEST
    assert np.abs(np.diff(entry[2027 - 2015 :])).max() < 0.15


def test_claims_move_to_later_ages_by_three_months_a_year_and_stop_after_three_years():
    base, later = claim_hazard(2025), claim_hazard(2040)
    ages = np.arange(16, 101)
    assert base[0].argmax() + 16 == 59  # men leave before turning 60
    mean = (base[0, :50] * ages[:50]).sum() / base[0, :50].sum()
    moved = (later[0, :54] * ages[:54]).sum() / later[0, :54].sum()
    assert 2.0 < moved - mean < 3.5
    np.testing.assert_array_equal(later, claim_hazard(2060))


def test_the_base_year_has_the_posts_that_later_years_are_measured_by():
    posts = status_profile().persons()[..., 2].sum()
    assert 0.02 < posts / population_at_end(2025).sum() < 0.035
