"""Do the tables of the ODD document say what the code says? They are drawn from the code between markers.

A table stands between `<!-- table: NAME -->` and `<!-- end -->`; what is between is replaced, the prose is not touched.
"""

import os
import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from experiments.errors import InputError

DOCUMENT = Path(__file__).resolve().parent.parent / "model" / "ODD.md"
BASE_YEAR = 2025
_MARKED = re.compile(r"(<!-- table: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def columns_table() -> str:
    """State variables of a worker: name, type, unit and meaning."""
    from agents.columns import COLUMNS

    rows = [(f"`{c.name}`", c.dtype, c.unit, c.meaning) for c in COLUMNS]
    return markdown(("column", "type", "unit", "meaning"), rows)


def flows_table() -> str:
    """Flows of a worker's year: name, type, unit, meaning and the stage that writes each."""
    from agents.columns import FLOWS

    owner = {flow: step.name for plan in _plans() for step in plan.steps for flow in step.writes}
    rows = [(f"`{f.name}`", f.unit, f.meaning, owner.get(f.name, "")) for f in FLOWS]
    return markdown(("flow", "unit", "meaning", "written by"), rows)


def schedule_table() -> str:
    """Stages of the year in their order: what each reads, what each writes."""
    rows = []
    for plan in _plans():
        for step in plan.steps:
            reads = ", ".join(name for name in step.parameters if name not in step.writes)
            rows.append((str(len(rows) + 1), f"`{step.name}`", reads, ", ".join(step.writes)))
    return markdown(("", "stage", "reads", "writes"), rows)


def behaviour_table() -> str:
    """Behavioural constants: value, range, unit and evidence."""
    from model.settings import BehaviourSettings

    rows = []
    for name, field in BehaviourSettings.model_fields.items():
        limits = {type(limit).__name__: limit for limit in field.metadata}
        low, high = limits["Ge"].ge, limits["Le"].le
        unit = field.json_schema_extra["unit"]
        rows.append((f"`{name}`", f"{field.default:g}", f"{low:g} to {high:g}", unit, field.description))
    return markdown(("constant", "value", "range", "unit", "evidence"), rows)


def law_table() -> str:
    """Parameters of the law: names, unit, levers, value of the base year."""
    from model.law.parameters import load_law

    law = load_law()
    values = law.year(BASE_YEAR)
    rows = []
    for path in law.paths():
        parameter = law.parameter(path)
        rows.append((f"`{path}`", parameter.zh, parameter.unit, _shown(values, path), ", ".join(parameter.levers)))
    return markdown(("parameter", "中文", "unit", str(BASE_YEAR), "levers"), rows)


def levers_table() -> str:
    """The levers of the article and what each may be."""
    from model.law.levers import levers

    rows = [
        (key, f"{lever.en} {lever.zh}", lever.article, lever.allowed, lever.default) for key, lever in levers().items()
    ]
    return markdown(("", "lever", "article", "allowed", "default"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "columns": columns_table, "flows": flows_table, "schedule": schedule_table, "behaviour": behaviour_table,
    "law": law_table, "levers": levers_table,
}  # fmt: skip


def markdown(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown; a bar inside a cell is escaped."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def rewritten(text: str) -> str:
    """The document with every marked table as the code says it. InputError for a mark that names no table."""

    def table(match: re.Match) -> str:
        name = match.group(2)
        if name not in TABLES:
            raise InputError(f"{DOCUMENT.name}: no table is called {name}; there are {', '.join(TABLES)}")
        return f"{match.group(1)}{TABLES[name]()}{match.group(4)}"

    return _MARKED.sub(table, text)


def rewrite(document: Path = DOCUMENT) -> bool:
    """Bring the tables of the document up to the code; whether anything changed. InputError if it cannot be written."""
    try:
        text = document.read_text(encoding="utf-8")
        new = rewritten(text)
        if new == text:
            return False
        with tempfile.NamedTemporaryFile("w", dir=document.parent, delete=False, encoding="utf-8") as file:
            file.write(new)
        os.chmod(file.name, document.stat().st_mode)
        os.replace(file.name, document)
    except OSError as error:
        raise InputError(f"{document}: {error.strerror}; the tables are not rewritten") from error
    return True


def _plans():
    from model.year import LIFE_PLAN, YEAR_PLAN

    return (LIFE_PLAN, YEAR_PLAN)


def _shown(values, path: str) -> str:
    from model.law.sources import LawError

    try:
        value = values[path]
    except LawError:
        return "later"
    if isinstance(value, tuple):
        return f"table of {len(value)}"
    return f"{value:g}" if isinstance(value, float | int) else str(value)
