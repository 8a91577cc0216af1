"""Which values may a lever or a setting take? Checked before any run, and put in their place for one."""

from collections.abc import Iterable
from typing import Any

from experiments.located import Misplaced
from model.settings import Settings

Value = float | str | list[float]


def paths_of(levers: Iterable[str]) -> dict[str, list[str]]:
    """Which paths of the law does each lever move? Misplaced if it moves none, or one that another moves too."""
    from model.law.design_file import expand
    from model.law.parameters import load_law
    from model.law.sources import LawError, Place

    law, seen, moved = load_law(), {}, {}
    for path in levers:
        try:
            moved[path] = expand(path, law.paths(), Place("", 0, 0))
        except LawError as error:
            raise Misplaced((path,), str(error).partition(": ")[2]) from None
        for each in moved[path]:
            if seen.setdefault(each, path) != path:
                raise Misplaced((path,), f"moves {each}, which {seen[each]} moves too; let one lever move it")
    return moved


def check_value(moved: list[str], value: Value, where: tuple) -> None:
    """Misplaced at `where` if one of these parameters of the law cannot take the value."""
    from model.law.parameter import fits
    from model.law.parameters import load_law
    from model.law.sources import LawError, Place

    law = load_law()
    try:
        for each in moved:
            fits(law.parameter(each), tuple(value) if isinstance(value, list) else value, Place("", 0, 0))
    except LawError as error:
        raise Misplaced(where, str(error).partition(": ")[2]) from None


def check_setting(name: str, value: Value, where: tuple) -> None:
    """Misplaced at `where` if the model's settings do not allow the value."""
    try:
        with_values(Settings(), {name: value})
    except ValueError as error:
        raise Misplaced(where, f"{value} lies outside what the model allows: {limits(error)}") from None


def with_values(settings: Settings, drawn: dict[str, Any]) -> Settings:
    """The settings with `behaviour.<name>` or a field of their own changed. ValidationError if one is out of range."""
    content = {**settings.model_dump(), "persons": settings.persons}  # whose path no dump holds
    for name, value in drawn.items():
        head, _, constant = name.partition(".")
        if constant:
            content[head] = {**content[head], constant: value}
        else:
            content[head] = value
    return Settings(**content)


def limits(error: ValueError) -> str:
    """What a model says about the first value that it refuses."""
    return error.errors()[0]["msg"] if hasattr(error, "errors") else str(error)
