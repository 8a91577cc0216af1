"""The four bases of platforms' contributions side by side, at equal first-year revenue. One line a base."""

from typing import TYPE_CHECKING, NamedTuple

from experiments.bases import MEASURES, summary
from experiments.labels import Labels
from experiments.tables.table import Table, number

if TYPE_CHECKING:
    import pandas as pd

    from experiments.bases import Found, Plan

DIGITS = {"pension": 2, "medical": 2, "pay_change": 2}
ORDINARY_DIGITS = 1


class Told(NamedTuple):
    """What is said of the numbers: under which design, in how many replications, and from when to when."""

    design: str
    replications: int
    first: int
    last: int


def told_of(plan: "Plan") -> Told:
    """What is said of the numbers of this experiment?"""
    return Told(plan.design.name, plan.replications, plan.first_year, plan.settings.until)


def table(found: "Found", labels: Labels) -> Table:
    """The measures as readers see them, standard errors in brackets."""
    return words(summary(found), told_of(found.plan), labels)


def words(data: "pd.DataFrame", told: Told, labels: Labels) -> Table:
    """The numbers of a summary as readers see them, standard errors in brackets."""
    rows = [
        [labels(f"base.{row['base']}"), f"{100.0 * row['rate']:.2f}", *(_cell(row, name) for name in MEASURES)]
        for row in data.to_dict("records")
    ]
    headers = [labels("word.base"), labels("bases.rate"), *(labels(f"bases.{name}") for name in MEASURES)]
    note = labels("note.platform_bases", **told._asdict())
    return Table("platform_bases", labels("table.platform_bases"), headers, rows, 1, frozenset(), note, data)


def _cell(row: dict, name: str) -> str:
    digits = DIGITS.get(name, ORDINARY_DIGITS)
    return f"{number(row[name], digits)} ({number(row[f'{name}_se'], digits)})"
