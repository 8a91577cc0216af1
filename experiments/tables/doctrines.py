"""The three doctrines beside their comparator: whom they cover, who pays, and how people work for platforms."""

from typing import TYPE_CHECKING, NamedTuple

from experiments.doctrines import summary
from experiments.labels import LANGUAGES, Labels
from experiments.tables.table import Table, merged, number

if TYPE_CHECKING:
    import pandas as pd

    from experiments.compare import Setup
    from experiments.doctrines import Found

DIGITS = {"coverage": 1, "payers": 1, "forms": 2}
KIND = {"coverage": "branch", "payers": "payer", "forms": "form"}


class Told(NamedTuple):
    """What is said of the numbers: how many replications, the last year, the designs, and what the first is called."""

    replications: int
    year: int
    designs: tuple[str, ...]
    title: dict[str, str]


def told_of(setup: "Setup") -> Told:
    """What is said of the numbers of this comparison?"""
    title = {language: setup.title(setup.baseline, Labels(language)) for language in LANGUAGES}
    return Told(setup.replications, setup.settings.until, setup.all_designs, title)


def table(found: "Found", labels: Labels) -> Table:
    """Measures down; across the comparator's level, then of each doctrine level and change, errors in brackets."""
    return words(summary(found), told_of(found.setup), labels)


def words(data: "pd.DataFrame", told: Told, labels: Labels) -> Table:
    """The numbers of a summary as readers see them, errors in brackets."""
    comparator, *doctrines = told.designs
    rows = []
    for (section, measure), part in data.groupby(["section", "measure"], sort=False):
        by_design = part.set_index("design")
        cells = [_cell(by_design.loc[comparator], "level", section)]
        for name in doctrines:
            cells += [_cell(by_design.loc[name], what, section) for what in ("level", "change")]
        word = f"doctrines.{section}_total" if measure == "total" else f"{KIND[section]}.{measure}"
        rows.append([labels(f"doctrines.{section}"), labels(word), *cells])
    rows, sections = merged(rows, 1)
    headers = [labels("word.measure"), "", told.title[labels.language]]
    for name in doctrines:
        headers += [labels.of("doctrine", name), labels("doctrines.change")]
    note = labels("note.doctrines", replications=told.replications, year=told.year)
    return Table("doctrines", labels("table.doctrines", year=told.year), headers, rows, 2, sections, note, data)


def _cell(row, what: str, section: str) -> str:
    digits = DIGITS[section]
    return f"{number(row[what], digits)} ({number(row[f'{what}_se'], digits)})"
