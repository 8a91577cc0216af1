"""Raking meets its margins, stays within its bounds, and names the margin that it cannot meet."""

import numpy as np
import pytest

from calibration.microdata.margins import Margin
from calibration.microdata.raking import held, kish, rake
from calibration.microdata.survey import SurveyError


def margin(name, category, *totals):
    return Margin(name, np.array(category), tuple(f"{name} {k}" for k in range(len(totals))), np.array(totals, float))


def test_from_equal_weights_two_margins_give_the_product_of_their_shares():
    rows, columns = np.repeat([0, 1], 2), np.tile([0, 1], 2)
    found = rake(np.ones(4), [margin("row", rows, 30.0, 70.0), margin("column", columns, 20.0, 80.0)], 10.0)
    assert found.weight == pytest.approx([6.0, 24.0, 14.0, 56.0], rel=1e-6)
    assert found.largest_factor == pytest.approx(56.0 / 25.0)
    assert found.smallest_factor == pytest.approx(6.0 / 25.0)
    assert found.kish == pytest.approx(100.0**2 / (36.0 + 576.0 + 196.0 + 3136.0))


def test_odds_ratios_of_the_survey_are_kept():
    rows, columns = np.repeat([0, 1], 2), np.tile([0, 1], 2)
    start = np.array([4.0, 1.0, 1.0, 4.0])
    found = rake(start, [margin("row", rows, 40.0, 60.0), margin("column", columns, 55.0, 45.0)], 50.0).weight
    assert found[0] * found[3] / (found[1] * found[2]) == pytest.approx(16.0, rel=1e-5)
    assert [found[:2].sum(), found[2:].sum(), found[[0, 2]].sum()] == pytest.approx([40.0, 60.0, 55.0], rel=1e-5)


def test_weights_that_meet_all_margins_stay_as_they_are():
    category = np.array([0, 0, 1])
    found = rake(np.array([1.0, 2.0, 3.0]), [margin("half", category, 30.0, 30.0)], 2.0)
    assert found.weight.tolist() == [10.0, 20.0, 30.0] and found.rounds == 1


def test_no_weight_passes_the_bound_where_others_can_carry_the_margin():
    rng = np.random.default_rng(3)
    categories = [rng.integers(0, 4, 300) for _ in range(3)]
    shares = np.array([0.1, 0.2, 0.3, 0.4])
    margins = [margin(f"margin {k}", category, *(3000.0 * shares)) for k, category in enumerate(categories)]
    free = rake(np.ones(300), margins, 1000.0)
    limit = 0.9 * free.largest_factor
    bound = rake(np.ones(300), margins, max(limit, 1.1 / free.smallest_factor))
    cut = rake(np.ones(300), margins, 0.9 / free.smallest_factor)
    for found, most in ((bound, max(limit, 1.1 / free.smallest_factor)), (cut, 0.9 / free.smallest_factor)):
        assert found.largest_factor <= most * (1.0 + 1e-6) and found.smallest_factor >= (1.0 - 1e-5) / most
        for each in margins:
            assert held(each, found.weight) == pytest.approx(each.totals, rel=1e-4)
    assert cut.smallest_factor > 1.05 * free.smallest_factor  # the bound did bind
    assert cut.worst < 1e-5


def test_a_margin_out_of_reach_is_named_with_its_category_and_the_bound():
    margins = [margin("fine", [0, 0, 0, 0], 100.0), margin("status", [0, 1, 1, 1], 90.0, 10.0)]
    with pytest.raises(SurveyError, match=r"margin status: status 0 has .* within a factor of 2;"):
        rake(np.ones(4), margins, 2.0)


def test_a_category_without_anybody_is_named_before_any_work():
    with pytest.raises(SurveyError, match=r"margin province: nobody is in province 1 \(40.0 m\)"):
        rake(np.ones(3), [margin("province", [0, 0, 0], 60e6, 40e6)], 10.0)


def test_all_weight_in_one_cell_cannot_be_raked():
    margins = [margin("age", [0, 1], 50.0, 50.0)]
    with pytest.raises(SurveyError, match="margin age: age 1 has"):
        rake(np.array([1.0, 1e-9]), margins, 10.0)


def test_without_margins_weights_are_scaled_to_the_population_alone():
    assert rake(np.array([1.0, 3.0]), [], 10.0, population=100.0).weight.tolist() == [25.0, 75.0]


def test_kish_counts_equal_weights_as_persons_and_one_giant_as_one():
    assert kish(np.full(7, 3.0)) == pytest.approx(7.0)
    assert kish(np.array([1.0, 1e-12, 1e-12])) == pytest.approx(1.0)
