"""Components of variance against the analysis of variance and against constructed effects."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.measures.variance import paired_change, standard_error_of_mean, variance_components


def grid(rows, columns):
    populations, lucks = np.divmod(np.arange(rows * columns), columns)
    return populations.tolist(), lucks.tolist()


def test_a_balanced_cross_gives_the_estimators_of_the_analysis_of_variance():
    a, b = 4, 5
    effects = np.random.default_rng(3)
    table = 10 * effects.normal(size=(a, 1)) + 6 * effects.normal(size=(1, b)) + effects.normal(size=(a, b))
    mean = table.mean()
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    mean_square_rows = b * ((rows - mean) ** 2).sum() / (a - 1)
    mean_square_columns = a * ((columns - mean) ** 2).sum() / (b - 1)
    rest = table - rows[:, None] - columns[None, :] + mean
    mean_square_rest = (rest**2).sum() / ((a - 1) * (b - 1))
    sampling = (mean_square_rows - mean_square_rest) / b
    main = (mean_square_columns - mean_square_rest) / a
    found = variance_components(table.ravel(), *grid(a, b))
    assert found.sampling == pytest.approx(sampling, rel=1e-12)
    assert found.luck == pytest.approx(main + mean_square_rest, rel=1e-12)
    assert found.mean_sampling == pytest.approx(sampling / a, rel=1e-12)
    assert found.mean_luck == pytest.approx(main / b + mean_square_rest / (a * b), rel=1e-12)


def test_effects_that_were_put_in_are_found_on_average():
    effects = np.random.default_rng(1)
    shape = (3, 3, 20_000)
    table = 2 * effects.normal(size=(3, 1, shape[2])) + effects.normal(size=(1, 3, shape[2]))
    table = table + 0.5 * effects.normal(size=shape)
    apart = [variance_components(table[:, :, k].ravel(), *grid(3, 3)) for k in range(2000)]
    # zero is the least estimate, so means lie a little above what was put in
    assert np.mean([each.luck for each in apart]) == pytest.approx(1.25, rel=0.05)
    assert 4.0 < np.mean([each.sampling for each in apart]) < 4.6


@pytest.mark.parametrize("effect", ["sampling", "luck"])
def test_a_spread_of_one_kind_alone_leaves_the_other_at_zero(effect):
    populations, lucks = grid(2, 2)
    values = populations if effect == "sampling" else lucks
    found = variance_components(values, populations, lucks)
    other = "luck" if effect == "sampling" else "sampling"
    assert getattr(found, effect) == 0.5 and getattr(found, other) == 0.0
    assert found.standard_error == 0.5  # two draws of a variance of one half


@given(st.lists(st.floats(-100, 100), min_size=6, max_size=6))
def test_parts_are_never_negative_and_add_up(values):
    found = variance_components(values, *grid(2, 3))
    assert found.sampling >= 0.0 and found.luck >= 0.0
    assert found.standard_error**2 == pytest.approx(found.mean_sampling + found.mean_luck)


def test_several_measures_at_once_are_each_alone():
    values = np.random.default_rng(0).normal(size=(4, 3))
    together = variance_components(values, *grid(2, 2))
    for k in range(3):
        alone = variance_components(values[:, k], *grid(2, 2))
        assert together.sampling[k] == alone.sampling and together.mean_luck[k] == alone.mean_luck


def test_runs_that_share_nothing_have_the_classical_error_and_no_components():
    values = [1.0, 2.0, 4.0]
    assert standard_error_of_mean(values, [0, 1, 2], [0, 1, 2]) == pytest.approx(np.std(values, ddof=1) / 3**0.5)
    assert np.isnan(variance_components(values, [0, 1, 2], [0, 1, 2]).luck)
    assert np.isnan(standard_error_of_mean([1.0], [0], [0]))


def test_one_run_given_twice_is_an_error():
    with pytest.raises(ValueError, match="counted twice"):
        variance_components([1.0, 2.0], [0, 0], [3, 3])


def test_what_runs_share_cancels_in_a_paired_change():
    populations, lucks = grid(2, 2)
    before = np.random.default_rng(5).normal(0, 100, 4)
    mean, errors = paired_change(before + 3.0, before, populations, lucks)
    assert mean == pytest.approx(3.0)
    assert errors.standard_error == pytest.approx(0.0, abs=1e-6)
