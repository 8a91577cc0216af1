"""What does a YAML text say, and where? Its mapping with the line and column of every key and value."""

from typing import Any

from ruamel.yaml import YAML, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from model.law.sources import LawError, Place, Table


def located(text: str, name: str) -> Table:
    """The mapping of a YAML text. LawError if it is not YAML, holds no mapping, or says one key twice."""
    yaml = YAML(typ="safe")
    try:
        node = yaml.compose(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name, 1, 1)
        raise LawError(f"not YAML: {getattr(error, 'problem', error)}", place) from None
    if not isinstance(node, MappingNode):
        raise LawError("the file holds no mapping; write `name: value` lines", Place(name, 1, 1))
    return _build(node, name, yaml.constructor)


def _build(node, name: str, constructor) -> Any:
    if isinstance(node, MappingNode):
        table = Table(_place(node, name))
        for key_node, value_node in node.value:
            if key_node.tag.endswith(":merge"):
                raise LawError("merge keys `<<` are not used in these files", _place(key_node, name))
            if not isinstance(key_node, ScalarNode):
                raise LawError("a key must be one word or date", _place(key_node, name))
            key = _scalar(key_node, name, constructor)
            if key in table:
                raise LawError(
                    f"{key}: said twice, first in line {table.keys_at[key].line}; keep one", _place(key_node, name)
                )
            table[key] = _build(value_node, name, constructor)
            table.keys_at[key] = _place(key_node, name)
            table.values_at[key] = _place(value_node, name)
        return table
    if isinstance(node, SequenceNode):
        return [_build(item, name, constructor) for item in node.value]
    return _scalar(node, name, constructor)


def _scalar(node: ScalarNode, name: str, constructor) -> Any:
    try:
        return constructor.construct_object(node)
    except (YAMLError, ValueError) as error:
        raise LawError(f"`{node.value}` cannot be read: {error}", _place(node, name)) from None


def _place(node, name: str) -> Place:
    return Place(name, node.start_mark.line + 1, node.start_mark.column + 1)
