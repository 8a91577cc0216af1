"""Files of settings: what they set, and which mistakes they name with file, line and the nearest name."""

import pytest

from model.law.sources import LawError
from model.settings import Settings
from model.settings_file import known_settings, read_settings

TEXT = """name: trial
en: Trial
zh: 试
lever: L40
summary: A trial.
values:
  behaviour.trust:
    value: 0.6
    evidence: assumed
  balance_rule:
    value: treasury
    evidence: assumed
"""


@pytest.fixture
def read(tmp_path):
    """A function of a text: what the file with it says."""

    def of(text):
        path = tmp_path / "trial.yaml"
        path.write_text(text, encoding="utf-8")
        return read_settings(path)

    return of


def test_a_file_sets_what_it_names_and_leaves_the_rest(read):
    settings = Settings(population=77, **read(TEXT).fields())
    assert (settings.population, settings.balance_rule, settings.behaviour.trust) == (77, "treasury", 0.6)
    others = {"trust"}
    assert settings.behaviour.model_dump(exclude=others) == Settings().behaviour.model_dump(exclude=others)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("behaviour.trust", "behaviour.trsut", r"trial.yaml:7:3: values.behaviour.trsut: unknown setting; did you mean "
         "`behaviour.trust`"),
        ("behaviour.trust", "trust", r"did you mean `behaviour.trust`"),
        ("balance_rule", "population", r"trial.yaml:10:3: values.population: is set by the command"),
        ("0.6", "1.6", r"trial.yaml:8:12: values.behaviour.trust: input should be less than or equal to 1, not 1.6"),
        ("0.6", "yes please", r"trial.yaml:8:12: values.behaviour.trust: .*number"),
        ("0.6", "true", r"values.behaviour.trust: a number is needed"),
        ("value: treasury", "value: taxes", r"trial.yaml:11:12: values.balance_rule: .*'treasury'"),
        ("lever: L40", "lever: L400", r"trial.yaml:4:8: lever: unknown lever `L400`; did you mean `L4"),
        ("    evidence: assumed\n  balance", "  balance", r"trial.yaml:8:5.*evidence: missing|evidence: missing"),
        ("zh: 试\n", "", r"trial.yaml.*zh: missing; a line `zh: ...` is needed"),
        ("summary:", "sumary:", r"unknown key; did you mean `summary`"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line_and_the_nearest_name(read, old, new, said):
    assert old in TEXT
    with pytest.raises(LawError, match=said):
        read(TEXT.replace(old, new, 1))


def test_a_file_without_values_or_no_file_at_all_is_refused(read, tmp_path):
    with pytest.raises(LawError, match="values: none given"):
        read(TEXT[: TEXT.index("values:")] + "values: {}\n")
    with pytest.raises(LawError, match=r"nowhere.yaml: cannot be read"):
        read_settings(tmp_path / "nowhere.yaml")


def test_size_years_and_luck_belong_to_the_command():
    own = {"population", "start", "until", "seed", "replication", "population_replication", "variant",
           "entrants_scored_until", "lifetime_ledger", "group_years", "persons", "behaviour", "past"}  # fmt: skip
    behaviour = {f"behaviour.{name}" for name in type(Settings().behaviour).model_fields}
    past = {f"past.{name}" for name in type(Settings().past).model_fields}
    assert set(known_settings()) == (set(Settings.model_fields) - own) | behaviour | past
