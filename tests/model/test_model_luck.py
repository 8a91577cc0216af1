"""Common luck: with the channels between people frozen, whom a reform does not touch lives the same life."""

import numpy as np
import pytest

from agents.codes import DEAD, FEMALE, LIVING
from model import SocialInsuranceModel
from model.settings import Settings

SETTINGS = Settings(population=3000, until=2040).frozen_channels()
HEADING = """
name: {name}
en: A reform of maternity insurance and of nothing else
zh: 仅改革生育保险
article: none, a test
basis: proposal
against: status_quo
summary: Mothers have the allowance from the first month, for more days, the flexible on the average wage.
from: 2027
changes:
  maternity.qualifying.{{employee,flexible}}: {{value: 0, why: a test}}
  maternity.leave.difficult_days: {{value: 60, why: a test}}
  maternity.flexible.standard_base: {{value: 1.0, why: a test}}
"""
MANDATE = """
  coverage.maternity.mandate.{self_employed,casual,platform}: {value: 1, why: a test}
"""


@pytest.fixture(scope="module")
def designs(tmp_path_factory):
    """Paths of two designs: one raises maternity benefits, the other covers every flexible worker as well."""
    folder = tmp_path_factory.mktemp("designs")
    texts = {
        "maternity_benefits": HEADING.format(name="maternity_benefits"),
        "maternity_for_all": HEADING.format(name="maternity_for_all") + MANDATE.lstrip("\n"),
    }
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.yaml" for name in texts}


@pytest.fixture(scope="module")
def baseline(lived):
    return lived(settings=SETTINGS)


@pytest.fixture(scope="module")
def runs(lived, designs):
    return {name: lived(design=path, settings=SETTINGS) for name, path in designs.items()}


def rows_that_differ(one, other, *ignored):
    """Which rows differ in any column?"""
    found = np.zeros(one.columns["worker"].size, dtype=bool)
    for name in one.columns:
        if name not in ignored:
            found |= one.columns[name] != other.columns[name]
    return np.flatnonzero(found)


def in_another_scheme(path):
    """Which rows are in another medical scheme than under the law as it stands, at the end of any year?"""
    one, other = SocialInsuranceModel(settings=SETTINGS), SocialInsuranceModel(design=path, settings=SETTINGS)
    found = np.zeros(one.columns["worker"].size, dtype=bool)
    while one.running:
        one.step()
        other.step()
        found |= one.columns["medical_scheme"] != other.columns["medical_scheme"]
    return found


def test_maternity_benefits_leave_every_mans_life_as_it_was_to_the_last_bit(baseline, runs, differences):
    men = np.flatnonzero(baseline.columns["sex"] != FEMALE)
    assert men.size > 1000
    assert differences(baseline, runs["maternity_benefits"], men) == []


def test_maternity_cover_leaves_every_mans_life_as_it_was_but_for_the_months_of_that_cover(
    baseline, runs, differences
):
    men = np.flatnonzero(baseline.columns["sex"] != FEMALE)
    assert differences(baseline, runs["maternity_for_all"], men) == ["maternity_months"]


@pytest.mark.parametrize("name", ["maternity_benefits", "maternity_for_all"])
def test_only_mothers_gain_and_nobody_is_born_or_dies_for_a_benefit(name, baseline, runs, designs):
    touched = rows_that_differ(baseline, runs[name], "maternity_months")
    columns = baseline.columns
    assert touched.size > 10
    assert np.all(columns["children"][touched] > 0)
    better = runs[name].columns["utility_sum"][touched] - columns["utility_sum"][touched]
    # a mother who joins employee medical in July for its maternity cover has other premiums and cover from then on
    joined = in_another_scheme(designs[name])[touched]
    assert joined.sum() < 0.5 * touched.size
    assert np.all(better[~joined] >= 0.0)
    for untouched in ("alive", "children", "status", "income_year", "pension_account", "taste_medical_none"):
        assert np.array_equal(runs[name].columns[untouched], columns[untouched])


def test_the_reform_is_paid_for_in_the_funds_and_not_by_chance(baseline, runs):
    for year in range(2027, 2041):
        before, after = (
            next(entry for entry in model.funds["maternity"].ledgers if entry.year == year)
            for model in (baseline, runs["maternity_for_all"])
        )
        assert after.benefits < before.benefits
    # who joins employee medical in July for its maternity cover leaves resident medical, and care goes with it
    for name in ("resident_pension", "injury", "unemployment", "pension"):
        assert baseline.funds[name].ledgers == runs["maternity_for_all"].funds[name].ledgers


def test_a_person_more_or_less_changes_nobody_elses_life(baseline, differences):
    model = SocialInsuranceModel(settings=SETTINGS)
    absent = [5, 1500]
    model.columns["alive"][absent] = DEAD
    while model.running:
        model.step()
    others = np.setdiff1d(np.arange(baseline.columns["worker"].size), absent)
    assert differences(baseline, model, others) == []
    assert int((baseline.columns["alive"] == LIVING).sum()) > int((model.columns["alive"] == LIVING).sum())


def test_replications_are_other_lives(baseline, lived):
    other = lived(settings=SETTINGS.model_copy(update={"replication": 1}))
    same = baseline.columns["birth_month"][:3000] == other.columns["birth_month"][:3000]
    assert np.mean(same) < 0.3
