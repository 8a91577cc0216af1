"""Results arrive whole or not at all, and nobody else's files are touched."""

import json
import os

import pytest

from experiments import output
from experiments.errors import InputError


def write(folder, identity="one", text="first"):
    with output.replacing(folder) as partial:
        output.write_json(partial / output.MANIFEST, {"identity": identity})
        (partial / "result.txt").write_text(text)


def entries(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_new_folder_appears_with_its_parents_and_nothing_else(tmp_path):
    write(tmp_path / "a" / "b")
    assert entries(tmp_path) == ["a"]
    assert entries(tmp_path / "a") == ["b"]
    assert entries(tmp_path / "a" / "b") == ["manifest.json", "result.txt"]


def test_the_earlier_result_of_the_same_experiment_is_replaced(tmp_path):
    target = tmp_path / "out"
    write(target, text="first")
    output.check_folder(target, "one")
    write(target, text="second")
    assert (target / "result.txt").read_text() == "second"
    assert entries(tmp_path) == ["out"]


def test_an_empty_folder_is_filled(tmp_path):
    target = tmp_path / "out"
    target.mkdir()
    output.check_folder(target, "one")
    write(target)
    assert entries(target) == ["manifest.json", "result.txt"]


def test_a_failure_leaves_nothing_and_keeps_what_was_there(tmp_path):
    target = tmp_path / "out"
    write(target, text="first")
    with pytest.raises(RuntimeError), output.replacing(target) as partial:
        (partial / "result.txt").write_text("half")
        raise RuntimeError
    assert (target / "result.txt").read_text() == "first"
    with pytest.raises(KeyboardInterrupt), output.replacing(tmp_path / "new" / "deep"):
        raise KeyboardInterrupt
    assert entries(tmp_path) == ["out"]


def test_another_experiment_is_refused(tmp_path):
    write(tmp_path / "out", identity="other")
    with pytest.raises(InputError, match=r"already holds another experiment \(other, this is one\)"):
        output.check_folder(tmp_path / "out", "one")


def test_files_of_somebody_else_are_refused(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_text("years of work")
    with pytest.raises(InputError, match="not a result of linghuo"):
        output.check_folder(tmp_path / "out", "one")
    (tmp_path / "out" / output.MANIFEST).write_text("[]")
    with pytest.raises(InputError, match="not a result of linghuo"):
        output.check_folder(tmp_path / "out", "one")


def test_a_file_in_the_place_of_the_folder_or_above_it_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is a file, not a folder"):
        output.check_folder(tmp_path / "file", "one")
    with pytest.raises(InputError, match="cannot be written"):
        output.check_folder(tmp_path / "file" / "out", "one")
    assert entries(tmp_path) == ["file"]


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError(30, "Read-only file system")])
def test_a_folder_without_permission_is_refused(tmp_path, monkeypatch, error):
    def refuse(*_, **__):
        raise error

    monkeypatch.setattr(output.tempfile, "TemporaryDirectory", refuse)
    with pytest.raises(InputError, match=f"cannot be written: {error.strerror}"):
        output.check_folder(tmp_path / "out", "one")


def test_the_current_folder_is_never_replaced(tmp_path, monkeypatch):
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    for target in (inner, tmp_path, output.Path(".")):
        with pytest.raises(InputError, match="current folder"):
            output.check_folder(target, "one")


def test_a_failed_move_brings_the_earlier_result_back(tmp_path, monkeypatch):
    target = tmp_path / "out"
    write(target, text="first")
    rename = os.rename

    def fail_once(source, destination):
        if "partial" in os.fspath(source):
            raise OSError(5, "Input/output error")
        rename(source, destination)

    monkeypatch.setattr(output.Path, "rename", lambda self, to: fail_once(self, to))
    with pytest.raises(OSError, match="Input/output"):
        write(target, text="second")
    assert (target / "result.txt").read_text() == "first"
    assert entries(tmp_path) == ["out"]


def test_identity_depends_on_content_and_not_on_order():
    one = output.identity({"seed": 1, "designs": {"a": "x", "b": "y"}})
    assert one == output.identity({"designs": {"b": "y", "a": "x"}, "seed": 1})
    assert one != output.identity({"seed": 2, "designs": {"a": "x", "b": "y"}})


def test_versions_name_every_package():
    found = output.versions()
    assert set(output.PACKAGES) | {"python", "system"} == set(found)
    assert json.loads(json.dumps(found)) == found
