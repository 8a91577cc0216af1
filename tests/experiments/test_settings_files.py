"""The project's files of settings: they belong to their levers, differ from the defaults and reach a comparison."""

import pytest

from experiments import compare
from experiments.errors import InputError
from experiments.settings_files import find_settings, list_settings
from model.law.levers import levers
from model.settings import Settings


def test_every_behavioural_or_normative_lever_of_the_issue_has_files_of_settings():
    files = [file for file in list_settings() if file.name != "estimated"]  # which moves no lever
    assert {"L40", "L41", "L42", "L45"} == {file.lever for file in files}
    for file in files:
        assert find_settings(file.name) == file
        assert set(file.values) <= {*levers()[file.lever].settings, "behaviour.benefit_valuation"}, file.name
        assert Settings(**file.fields()) != Settings(), file.name
        assert file.en and file.zh and all(given.evidence for given in file.values.values())


def test_a_comparison_runs_all_its_designs_under_the_file():
    setup = compare.setup(population=50, until=2030, settings_file="weak_bargaining")
    assert setup.settings.behaviour.bargaining_power == -0.5
    assert {run.settings.behaviour.bargaining_power for run in setup.runs()} == {-0.5}
    plain = compare.setup(population=50, until=2030)
    assert setup.identity() != plain.identity()


def test_a_name_that_is_no_file_is_answered_with_the_nearest():
    with pytest.raises(InputError, match="unknown settings `weak_barganing`; did you mean `weak_bargaining`"):
        find_settings("weak_barganing")
    with pytest.raises(InputError, match="known are belonging"):
        find_settings("xyz")
    with pytest.raises(InputError, match=r"nowhere.yaml: cannot be read"):
        find_settings("nowhere.yaml")


def test_estimated_levels_of_the_past_stand_among_them_and_move_no_lever():
    estimated = find_settings("estimated")
    assert estimated.lever is None
    assert estimated.fields()["past"]["collected_unemployment"] < 1.0
