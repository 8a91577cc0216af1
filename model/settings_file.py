"""Which settings does a file name? Constants of behaviour and switches of a run, with their evidence, as YAML.

A file has a title in both languages, the lever of the article that it moves, and `values`: a setting's name, as
`behaviour.trust` or `balance_rule`, with its value and the evidence for it or the word "assumed".
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from model.law.levers import levers
from model.law.parameter import Text
from model.law.sources import LawError, Place, check, read_table, suggestion
from model.settings import BehaviourSettings, PastLevels, Settings

BEHAVIOUR, PAST = "behaviour.", "past."
GROUPS = {BEHAVIOUR: BehaviourSettings, PAST: PastLevels}
SWITCHES = (
    "balance_rule", "consumption_tax", "family_pool", "households", "migration", "peers", "platform_response",
    "platform_spending", "profit_cycle",
)  # fmt: skip


class SettingValue(BaseModel):
    """A value of one setting, and what speaks for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: bool | int | float | str
    evidence: Text


class SettingsFile(BaseModel):
    """Settings under which designs can be compared: title, lever, and values by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Text
    en: Text
    zh: Text
    lever: Text | None = None
    summary: Text
    values: dict[str, SettingValue]

    def fields(self) -> dict:
        """The values as fields of `Settings`; those of behaviour, and of the past if there are any, in own dicts."""
        plain = {name: given.value for name, given in self.values.items()}
        parts = {}
        for group in GROUPS:
            own = {name.removeprefix(group): plain.pop(name) for name in self.values if name.startswith(group)}
            if own or group == BEHAVIOUR:
                parts[group.rstrip(".")] = own
        return plain | parts


def known_settings() -> tuple[str, ...]:
    """Which settings may a file give? Every constant of behaviour, and switches; size, years and luck may not."""
    grouped = (f"{group}{name}" for group, fields in GROUPS.items() for name in fields.model_fields)
    return (*grouped, *SWITCHES)


def read_settings(path: Path | str) -> SettingsFile:
    """What does this file of settings say?

    LawError with file, line and column: no such file, not of this shape, an unknown setting or lever (with the nearest
    name), or a value outside its range.
    """
    table = read_table(path)
    found = check(SettingsFile, table, "")
    if found.lever is not None and found.lever not in levers():
        raise LawError(
            f"lever: unknown lever `{found.lever}`{suggestion(found.lever, levers())}", table.values_at["lever"]
        )
    if not found.values:
        raise LawError("values: none given; write `behaviour.trust: {value: 0.6, evidence: ...}`", table.place)
    places = table["values"]
    for name, given in found.values.items():
        if name not in known_settings():
            raise LawError(_unknown(name), places.keys_at[name])
        _check_range(name, given.value, places[name].values_at["value"])
    return found


def _unknown(name: str) -> str:
    if name in Settings.model_fields:
        return f"values.{name}: is set by the command, not by a file"
    near = suggestion(name, known_settings()) or suggestion(f"{BEHAVIOUR}{name}", known_settings())
    return f"values.{name}: unknown setting{near or '; constants of behaviour are named behaviour.<name>'}"


def _check_range(name: str, value, place: Place) -> None:
    head, _, bare = name.rpartition(".")
    model = GROUPS.get(f"{head}.", Settings)
    try:
        if model is not Settings and isinstance(value, bool):
            raise LawError(f"values.{name}: a number is needed, not {value}", place)
        model(**{bare: value})
    except ValidationError as error:
        said = error.errors()[0]["msg"]
        raise LawError(f"values.{name}: {said[0].lower()}{said[1:]}, not {value!r}", place) from None
