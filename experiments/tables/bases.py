"""The four bases of platforms' contributions side by side, at equal first-year revenue. One line a base."""

from typing import TYPE_CHECKING

from experiments.bases import MEASURES, summary
from experiments.labels import Labels
from experiments.tables.table import Table, number

if TYPE_CHECKING:
    from experiments.bases import Found

DIGITS = {"pension": 2, "medical": 2, "pay_change": 2}
ORDINARY_DIGITS = 1


def table(found: "Found", labels: Labels) -> Table:
    """The measures as readers see them, standard errors in brackets."""
    data = summary(found)
    rows = [
        [labels(f"base.{row['base']}"), f"{100.0 * row['rate']:.2f}", *(_cell(row, name) for name in MEASURES)]
        for row in data.to_dict("records")
    ]
    headers = [labels("word.base"), labels("bases.rate"), *(labels(f"bases.{name}") for name in MEASURES)]
    note = labels(
        "note.platform_bases", replications=found.plan.replications, first=found.plan.first_year,
        last=found.plan.settings.until, design=found.plan.design.name,
    )  # fmt: skip
    return Table("platform_bases", labels("table.platform_bases"), headers, rows, 1, frozenset(), note, data)


def _cell(row: dict, name: str) -> str:
    digits = DIGITS.get(name, ORDINARY_DIGITS)
    return f"{number(row[name], digits)} ({number(row[f'{name}_se'], digits)})"
