"""Where does each figure stand in its file? YAML read with the line and column of every key and value."""

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

ROOT = Path(__file__).resolve().parents[2]


class Place(NamedTuple):
    """File, line and column, counted from one."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class LawError(ValueError):
    """Something is wrong in a law or design file, or a name does not exist in them.

    The message is `file:line:column: path: what is wrong; what would be right`.
    """

    def __init__(self, message: str, place: Place | None = None):
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place

    def __reduce__(self):
        return _rebuild, (str(self), self.place)  # crosses a process border without its place said twice


def _rebuild(message: str, place: Place | None) -> LawError:
    error = LawError(message)
    error.place = place
    return error


class Table(dict):
    """A mapping of a YAML file that knows where it, its keys and its values stand."""

    def __init__(self, place: Place):
        super().__init__()
        self.place = place
        self.keys_at: dict[Any, Place] = {}
        self.values_at: dict[Any, Place] = {}


def read_table(path: Path | str) -> Table:
    """What does this YAML file say? Its mapping with places.

    LawError: the file does not exist, is not YAML, holds no mapping, or says one key twice.
    """
    path = Path(path)
    name = display(path)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise LawError(f"{name}: cannot be read: {error.strerror}; a YAML file is needed") from None
    return parse_table(text, name)


def parse_table(text: str, name: str) -> Table:
    """What does this YAML text say? `name` stands for the file in messages. Errors as `read_table`."""
    from model.law.located_yaml import located  # the reader is slow to load, and what it reads is mostly kept

    return located(text, name)


def display(path: Path) -> str:
    """How is this file called in messages? Relative to the project's or the current folder where possible."""
    resolved = path.resolve()
    for base in (ROOT, Path.cwd()):
        if resolved.is_relative_to(base):
            return resolved.relative_to(base).as_posix()
    return resolved.as_posix()


def suggestion(name: str, known: Iterable[str]) -> str:
    """Which known name may have been meant? "; did you mean `x`?" or an empty text."""
    known = list(known)
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    if not close:
        last = name.rsplit(".", 1)[-1]
        close = [other for other in known if "." in name and other.endswith(f".{last}")][:1]
    return f"; did you mean `{close[0]}`?" if close else ""


def check(model: type[BaseModel], table: Table, path: str) -> BaseModel:
    """Does this mapping have the shape of `model`? The model, or one LawError at the first thing that is wrong."""
    try:
        return model.model_validate(dict(table))
    except ValidationError as error:
        problems = error.errors()
        problem = next((one for one in problems if one["type"] == "extra_forbidden"), problems[0])
        place, said = _locate(table, problem["loc"])
        where = ".".join(part for part in (path, *said) if part)
        if problem["type"] == "extra_forbidden":
            fields = {field.alias or name for name, field in model.model_fields.items()}
            wrong = f"unknown key{suggestion(str(said[-1]), fields) or '; known keys are ' + ', '.join(sorted(fields))}"
        elif problem["type"] == "missing":
            wrong = f"missing; a line `{said[-1]}: ...` is needed"
        else:
            wrong = f"{problem['msg'].removeprefix('Value error, ')}, not {problem['input']!r}"
        raise LawError(f"{where}: {wrong}", place) from None


def _locate(table: Table, location: tuple) -> tuple[Place, list[str]]:
    """The place nearest to a pydantic location, and the part of it that is said in the file."""
    place, said, current = table.place, [], table
    for step in location:
        if not isinstance(current, Table):
            break
        said.append(str(step))
        if step not in current:
            break
        place, current = current.values_at[step], current[step]
    return place, said
