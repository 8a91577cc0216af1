"""Labels are complete in both languages, and every code of the model has one."""

import csv
import string
from pathlib import Path

import pytest

from agents.codes import BRANCHES, PAYERS, Hukou, Sex, Status
from experiments import labels
from experiments.labels import LANGUAGES, Labels

TEXT = Path(labels.__file__).with_name("labels.csv").read_text(encoding="utf-8")
ROWS = list(csv.DictReader(TEXT.splitlines()))


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_label_is_there_once_in_both_languages():
    keys = [row["key"] for row in ROWS]
    assert len(keys) == len(set(keys))
    assert all(row["en"] and row["zh"] and None not in row.values() for row in ROWS)


def test_both_languages_take_the_same_fields():
    assert all(fields(row["en"]) == fields(row["zh"]) for row in ROWS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_the_model_has_a_label(language):
    words = Labels(language)
    kinds = {"sex": Sex, "hukou": Hukou, "status": Status}
    for kind, codes in kinds.items():
        assert all(words.of(kind, code.name.lower()) for code in codes)
    assert all(words.of("fund", name) and words.of("branch", name) for name in BRANCHES)
    assert all(words.of("payer", name) for name in PAYERS)


def test_an_unknown_language_and_an_unknown_key_are_errors():
    with pytest.raises(ValueError, match="not in fr"):
        Labels("fr")
    with pytest.raises(KeyError):
        Labels("en")("no.such.key")


def test_long_labels_are_folded_in_both_scripts():
    assert labels.wrapped("one two " * 12, 20).count("\n") == 4
    assert labels.wrapped("灵活就业" * 6, 20).count("\n") == 2
    assert labels.wrapped("unbreakable", 4) == "unbreakable"
    assert labels.wrapped("") == ""


def test_age_bands_are_named_by_their_whole_years():
    words = Labels("en")
    assert [words.age_band(0, 30), words.age_band(30, 45), words.age_band(60, None)] == [
        "under 30",
        "30 to 44",
        "60 and over",
    ]
