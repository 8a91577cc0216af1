"""Things kept in the cache: made once for one state of the files, made again after any change or damage."""

import pytest

from model.kept import KEPT_STATES, kept


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A cache of its own."""
    monkeypatch.setenv("LINGHUO_CACHE", str(tmp_path / "cache"))
    return tmp_path


def maker(made, value):
    """A function that returns a value and counts how often it had to."""

    def make():
        made.append(value)
        return {"value": value}

    return make


def files(folder):
    return sorted((folder / "cache/things").glob("*.pickle"))


def test_a_thing_is_made_once_for_the_same_files_and_again_when_one_changes(folder):
    source, made = folder / "source.csv", []
    source.write_text("1", encoding="utf-8")
    assert kept("things", [source], maker(made, 1)) == kept("things", [source], maker(made, 2)) == {"value": 1}
    source.write_text("2", encoding="utf-8")
    assert kept("things", [source], maker(made, 3)) == {"value": 3}
    source.write_text("1", encoding="utf-8")
    assert kept("things", [source], maker(made, 4)) == {"value": 1}
    assert made == [1, 3]


def test_a_thing_of_another_name_or_other_files_is_another_thing(folder):
    one, other, made = folder / "one.csv", folder / "other.csv", []
    one.write_text("1", encoding="utf-8")
    other.write_text("1", encoding="utf-8")
    for name, source in (("things", one), ("things", other), ("tables", one)):
        kept(name, [source], maker(made, name))
    assert len(made) == 3


@pytest.mark.parametrize(
    "damage", [lambda held: held[:-1], lambda held: b"", lambda held: held[:70] + b"x" + held[71:]]
)
def test_a_damaged_file_is_never_read_but_made_again(folder, damage):
    made = []
    kept("things", [], maker(made, 1))
    (file,) = files(folder)
    held = file.read_bytes()
    file.write_bytes(damage(held))
    assert kept("things", [], maker(made, 1)) == {"value": 1}
    assert made == [1, 1]
    assert file.read_bytes() == held


def test_where_nothing_can_be_written_things_are_made_and_nothing_is_left_behind(folder, monkeypatch):
    (folder / "cache").mkdir()
    (folder / "cache/things").write_text("a file in the place of the folder", encoding="utf-8")
    assert kept("things", [], lambda: 5) == kept("things", [], lambda: 5) == 5
    (folder / "cache/things").unlink()

    def full(self, other):
        raise OSError("no space left")

    monkeypatch.setattr("os.replace", full)
    assert kept("things", [], lambda: 6) == 6
    assert files(folder) == []


def test_only_the_states_used_last_stay(folder):
    source = folder / "source.csv"
    for state in range(KEPT_STATES + 3):
        source.write_text(str(state), encoding="utf-8")
        kept("things", [source], lambda state=state: state)
    assert len(files(folder)) == KEPT_STATES
    made = []
    assert kept("things", [source], maker(made, "again")) == KEPT_STATES + 2
    assert made == []
