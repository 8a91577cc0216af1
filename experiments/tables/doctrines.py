"""The three doctrines beside their comparator: whom they cover, who pays, and how people work for platforms."""

from typing import TYPE_CHECKING

from experiments.doctrines import summary
from experiments.labels import Labels
from experiments.tables.table import Table, merged, number

if TYPE_CHECKING:
    from experiments.doctrines import Found

DIGITS = {"coverage": 1, "payers": 1, "forms": 2}
KIND = {"coverage": "branch", "payers": "payer", "forms": "form"}


def table(found: "Found", labels: Labels) -> Table:
    """Measures down; across the comparator's level, then of each doctrine level and change, errors in brackets."""
    setup, data = found.setup, summary(found)
    rows = []
    for (section, measure), part in data.groupby(["section", "measure"], sort=False):
        by_design = part.set_index("design")
        cells = [_cell(by_design.loc[setup.baseline], "level", section)]
        for name in setup.designs:
            cells += [_cell(by_design.loc[name], what, section) for what in ("level", "change")]
        word = f"doctrines.{section}_total" if measure == "total" else f"{KIND[section]}.{measure}"
        rows.append([labels(f"doctrines.{section}"), labels(word), *cells])
    rows, sections = merged(rows, 1)
    headers = [labels("word.measure"), "", setup.title(setup.baseline, labels)]
    for name in setup.designs:
        headers += [labels.of("doctrine", name), labels("doctrines.change")]
    year = setup.settings.until
    note = labels("note.doctrines", replications=setup.replications, year=year)
    return Table("doctrines", labels("table.doctrines", year=year), headers, rows, 2, sections, note, data)


def _cell(row, what: str, section: str) -> str:
    digits = DIGITS[section]
    return f"{number(row[what], digits)} ({number(row[f'{what}_se'], digits)})"
