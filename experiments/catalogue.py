"""Which legal designs are there, and what does each change?"""

from experiments.compare import find
from experiments.labels import Labels
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
    files = list_designs()
    rows, data = [], []
    for lever in levers().values():
        designs = [f"{file.id} {file.name}".strip() for file in files if lever.id in file.touches]
        settings = [setting_in_words(name) for name in lever.settings]
        moved = [*designs, *settings, *lever.measures]
        rows.append([lever.id, getattr(lever, language), lever.article, lever.allowed, ", ".join(moved)])
        data.append((lever.id, lever.en, lever.zh, lever.article, lever.kind, lever.allowed, lever.default,
                     "; ".join(designs), "; ".join(lever.settings), "; ".join(lever.measures)))  # fmt: skip
    columns = ["lever", "en", "zh", "article", "kind", "allowed", "default", "designs", "settings", "measures"]
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


def _short(value) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return ", ".join(_short(part) for part in value)
    return str(value)
