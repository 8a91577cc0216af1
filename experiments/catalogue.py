"""Which legal designs are there, and what does each change?"""

from experiments.compare import find
from experiments.labels import Labels
from experiments.settings_files import list_settings
from experiments.tables.table import Table


def list_table(language: str) -> Table:
    """All designs that come with the model, one a line."""
    import pandas as pd

    from model.law.design import list_designs

    labels = Labels(language)
    data = pd.DataFrame(
        [(file.id, file.name, file.en, file.zh, file.basis, file.against) for file in list_designs()],
        columns=["id", "name", "en", "zh", "basis", "against"],
    )
    rows = [[row.id, row.name, getattr(row, language), row.basis, row.against] for row in data.itertuples()]
    headers = [labels(f"word.{word}") for word in ("number", "name", "design", "basis", "against")]
    return Table("designs", labels("table.designs"), headers, rows, 5, frozenset(), labels("note.designs"), data)


def levers_table(language: str) -> Table:
    """The levers of the article, one a line: what each may be, and which designs, settings or measures move it."""
    import pandas as pd

    from model.law.design import list_designs
    from model.law.levers import levers

    labels = Labels(language)
    files, with_settings = list_designs(), list_settings()
    rows, data = [], []
    for lever in levers().values():
        designs = [f"{file.id} {file.name}".strip() for file in files if lever.id in file.touches]
        settings = [setting_in_words(name) for name in lever.settings]
        sets = [file.name for file in with_settings if file.lever == lever.id]
        moved = [*designs, *(f"--settings {name}" for name in sets), *settings, *lever.measures]
        rows.append([lever.id, getattr(lever, language), lever.article, lever.allowed, ", ".join(moved)])
        lists = ("; ".join(names) for names in (designs, sets, lever.settings, lever.measures))
        data.append(
            (lever.id, lever.en, lever.zh, lever.article, lever.kind, lever.allowed, lever.default, *lists)
        )  # fmt: skip
    columns = ["lever", "en", "zh", "article", "kind", "allowed", "default", "designs", "settings_files", "settings"]
    columns.append("measures")
    headers = [labels(f"word.{word}") for word in ("number", "lever", "article", "allowed", "moved_by")]
    frame = pd.DataFrame(data, columns=columns)
    return Table("levers", labels("table.levers"), headers, rows, 5, frozenset(), labels("note.levers"), frame)


def setting_in_words(name: str) -> str:
    """A setting of a run with its default and the range of a constant, as `behaviour.habit = 0.3 (0 to 3)`."""
    from model.settings import BehaviourSettings, Settings

    fields = BehaviourSettings if name.startswith("behaviour.") else Settings
    field = fields.model_fields[name.removeprefix("behaviour.")]
    limits = {kind: getattr(limit, kind) for limit in field.metadata for kind in ("ge", "le") if hasattr(limit, kind)}
    between = f" ({limits['ge']:g} to {limits['le']:g})" if len(limits) == 2 else ""
    return f"{name} = {_short(field.default)}{between}"


def changes_table(name: str, year: int, language: str) -> Table:
    """Every parameter that a design changes in a year, beside the law in force. InputError for an unknown design."""
    import pandas as pd

    from model.law.parameters import load_law

    labels = Labels(language)
    design = find(name)
    changes = design.changes_table(load_law(), year)
    data = pd.DataFrame(changes, columns=["path", "unit", "in_force", "design", "source"])
    rows = [[row.path, _short(row.in_force), _short(row.design), row.unit, row.source] for row in changes]
    headers = [labels(f"word.{word}") for word in ("parameter", "law_in_force", "design", "unit", "source")]
    title = f"{design.name} – {design.zh if language == 'zh' else design.en}, {year}"
    return Table("changes", title, headers, rows, 5, frozenset(), design.summary, data)


def difference_table(first: str, second: str, year: int, language: str) -> Table:
    """Every parameter in which two designs differ in a year, with both values and who says so. InputError if unknown.

    A rate that the model has still to solve is shown as the design writes it; rates that follow from such a one are
    left out.
    """
    import pandas as pd

    from model.law.parameters import load_law

    law, labels = load_law(), Labels(language)
    designs = find(first), find(second)
    sides = [_values(design, law, year) for design in designs]
    said_of = [{row.path: row.source for row in design.changes_table(law, year)} for design in designs]
    open_rates = any(rate.from_year <= year for design in designs for rate in design.neutral)
    names = [design.name for design in designs]
    lines = []
    for path in sorted({*sides[0], *sides[1]}):
        values = [side.get(path) for side in sides]
        follows = not any(path in design.changes for design in designs)
        if values[0] == values[1] or (open_rates and follows):
            continue
        sources = [said.get(path) or _in_force(law, path, year) for said in said_of]
        lines.append((path, _unit(law, path), *values, *sources))
    data = pd.DataFrame(lines, columns=["path", "unit", *names, *(f"source_{name}" for name in names)])
    rows = [[path, _short(a), _short(b), unit, said_a, said_b] for path, unit, a, b, said_a, said_b in lines]
    headers = [
        labels("word.parameter"), *names, labels("word.unit"),
        *(labels("header.source_of", design=name) for name in names),
    ]  # fmt: skip
    title = labels("table.difference", first=names[0], second=names[1], year=year, count=len(rows))
    return Table("difference", title, headers, rows, 6, frozenset(), labels("note.difference"), data)


def check_table(file: str, language: str) -> Table:
    """What does a person's own design file change, from when, beside the law in force? InputError says what is wrong.

    The message names file, line and the nearest valid name.
    """
    from pathlib import Path

    import pandas as pd

    from experiments.errors import InputError
    from model.law.changes import said
    from model.law.effect import first_effect
    from model.law.levers import levers
    from model.law.parameters import load_law

    if not Path(file).is_file():
        raise InputError(f"{file}: there is no such file; give the path of a design file, as in my_design.yaml")
    law, labels = load_law(), Labels(language)
    design = find(str(Path(file).resolve()))
    moved = {lever.id: set(lever.parameters(law)) for lever in levers().values()}
    lines = []
    for path, change in sorted(design.changes.items()):
        steps = "; ".join(f"{step.day}: {said(step.setting)}" for step in change.steps)
        before = law.parameter(path).in_year(change.first.year)
        named = ", ".join(lever for lever, paths in moved.items() if path in paths)
        lines.append((path, _short(before), steps, change.parameter.unit, named))
    data = pd.DataFrame(lines, columns=["path", "in_force", "steps", "unit", "levers"])
    headers = [labels(f"word.{word}") for word in ("parameter", "law_in_force", "design", "unit", "lever")]
    first = first_effect(design, find(design.against), law)
    title = labels("table.check", name=design.name, count=len(lines), against=design.against, year=first)
    unsaid = sorted({lever for *_, named in lines for lever in named.split(", ") if lever} - set(design.touches))
    note = labels("note.check", levers=", ".join(unsaid)) if unsaid else design.summary
    return Table("check", title, headers, [list(line) for line in lines], 5, frozenset(), note, data)


def _values(design, law, year: int) -> dict:
    """All parameters of a design in a year; a rate still to be solved as the design writes it."""
    due = {rate.path: rate.reference for rate in design.neutral if rate.from_year <= year}
    if not due:
        resolved = law.year(year, design=design)
        return {path: resolved[path] for path in resolved}
    in_force = law.year(year)
    values = {path: in_force[path] for path in in_force}
    values.update({row.path: row.design for row in design.changes_table(law, year)})
    return values


def _in_force(law, path: str, year: int) -> str:
    """The document behind the law in force at the year's end; a rate that no file lists follows from others."""
    if path not in law.paths():
        return "follows from coverage.payer_shares and coverage.platform"
    parameter = law.parameter(path)
    held = [source for day, source in zip(parameter.dates, parameter.sources, strict=True) if day.year <= year]
    return held[-1].source if held else ""


def _unit(law, path: str) -> str:
    known = path if path in law.paths() else f"{path.rsplit('.', 1)[0]}.default"
    return law.parameter(known).unit


def _short(value) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return ", ".join(_short(part) for part in value)
    return str(value)
