"""Where in a YAML file is what is wrong, and what would be right? A model's complaint as one message with its line."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from experiments.errors import InputError


class Misplaced(ValueError):
    """Something below the checked field is wrong: `location` leads from the field to it."""

    def __init__(self, location: Sequence[str | int], message: str):
        super().__init__(message)
        self.location = tuple(location)


def read(model: type[BaseModel], path: Path) -> Any:
    """The model that this file describes. InputError: `file:line:column: path: what is wrong; what would be right`."""
    from model.law.sources import LawError, display, parse_table

    path = Path(path)
    name = display(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is no text in UTF-8"
        raise InputError(f"{name}: cannot be read: {reason}; a YAML file is needed") from None
    try:
        table = parse_table(text, name)
        return model.model_validate(dict(table), context={"folder": path.resolve().parent})
    except LawError as error:
        raise InputError(str(error)) from None
    except ValidationError as error:
        location, message = complaint(model, error)
        line, column = place_of(text, location)
        raise InputError(f"{name}:{line}:{column}: {message}") from None


def complaint(model: type[BaseModel], error: ValidationError) -> tuple[tuple, str]:
    """The first thing that is wrong, unknown keys before others: where it is, and a sentence."""
    from model.law.sources import suggestion

    problems = error.errors()
    problem = next((one for one in problems if one["type"] == "extra_forbidden"), problems[0])
    location, cause = tuple(problem["loc"]), problem.get("ctx", {}).get("error")
    if isinstance(cause, Misplaced):
        location += cause.location
    said = ".".join(str(step) for step in location if step != "[key]")
    if problem["type"] == "extra_forbidden":
        fields = sorted(fields_at(model, location[:-1]))
        meant = suggestion(str(location[-1]), fields) or "; known keys are " + ", ".join(fields)
        return location, f"{said}: unknown key{meant}"
    if problem["type"] == "missing":
        return location, f"{said}: missing; a line `{location[-1]}: ...` is needed"
    message = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "value_error":
        return location, f"{said}: {message}" if said else message
    return location, f"{said}: {message}, not {problem['input']!r}"


def fields_at(model: type[BaseModel], location: Iterable) -> set[str]:
    """Which keys may stand at this place of the model?"""
    current: Any = model
    for step in location:
        if isinstance(current, type) and issubclass(current, BaseModel):
            field = current.model_fields.get(str(step))
            current = _model_in(field.annotation) if field else None
    return set(current.model_fields) if isinstance(current, type) and issubclass(current, BaseModel) else set()


def place_of(text: str, location: Iterable) -> tuple[int, int]:
    """At which line and column, from one, does this part of a YAML text stand, or what is nearest to it?"""
    from ruamel.yaml import YAML
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    node = YAML(typ="safe").compose(text)
    mark = node.start_mark
    for step in location:
        if isinstance(node, MappingNode):
            pairs = {key.value: (key, value) for key, value in node.value}
            if str(step) not in pairs:
                break
            key, node = pairs[str(step)]
            mark = key.start_mark
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            mark = node.start_mark
        else:
            break
    return mark.line + 1, mark.column + 1


def _model_in(annotation: Any) -> Any:
    """The model of an annotation such as `dict[str, Model]` or `Model | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = [_model_in(part) for part in get_args(annotation)]
    return next((each for each in found if each is not None), None)
