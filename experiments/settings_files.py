"""Which files of settings are there, and which one is meant? Those of the project, by name, or any by its path."""

from pathlib import Path
from typing import TYPE_CHECKING

from experiments.errors import InputError

if TYPE_CHECKING:
    from model.settings_file import SettingsFile

FOLDER = Path(__file__).resolve().parent / "settings"


def settings_names() -> tuple[str, ...]:
    """Names of the files that come with the project."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def list_settings() -> "tuple[SettingsFile, ...]":
    """The files that come with the project, by lever and name."""
    files = (find_settings(name) for name in settings_names())
    return tuple(sorted(files, key=lambda file: (file.lever or "", file.name)))


def find_settings(expression: str) -> "SettingsFile":
    """Which settings does this name or path stand for? InputError if none, or if the file is wrong."""
    from model.law.sources import LawError, suggestion
    from model.settings_file import read_settings

    by_name = FOLDER / f"{expression}.yaml"
    if expression not in settings_names():
        by_name = Path(expression)
        if by_name.suffix not in (".yaml", ".yml"):
            names = settings_names()
            hint = suggestion(expression, names) or f"; known are {', '.join(names)}, or give a YAML file"
            raise InputError(f"unknown settings `{expression}`{hint}")
    try:
        return read_settings(by_name)
    except LawError as error:
        raise InputError(str(error)) from None
