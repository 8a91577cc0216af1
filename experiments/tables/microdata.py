"""What has been made of a survey? Tables of its answers, of donors, of margins and weights, and of who is left out."""

from typing import TYPE_CHECKING

from experiments.labels import Labels
from experiments.tables.table import NOTHING, Table, merged, number

if TYPE_CHECKING:
    import pandas as pd

    from calibration.microdata.importing import Imported

COUNTS = ("mapped", "missing", "unmapped", "not_asked", "contradicting", "dropped", "kept", "several", "imputed")
MILLION = 1e6


def tables(imported: "Imported", labels: Labels) -> list[Table]:
    """All tables of an import, in the order in which they are read."""
    return [
        answers(imported, labels),
        plain("dropped", imported.dropped, ("reason", "persons"), labels, 0, rows=imported.rows),
        plain("donors", imported.cells, ("agrees", "persons"), labels, 0),
        margins(imported, labels),
        plain("weights", imported.weights, ("figure", "value"), labels, 3),
    ]


def answers(imported: "Imported", labels: Labels) -> Table:
    """A row per target: its column, how many answers of which kind, and the rule that fills the rest."""
    data = imported.answers.rename(columns={"kept_as_one_of_several": "several"})
    rows = [
        [row["target"], row["column"] or NOTHING, row["rule"] or NOTHING, *(number(row[count], 0) for count in COUNTS)]
        for row in data.to_dict("records")
    ]
    headers = [labels(f"word.{word}") for word in ("target", "column", "rule", *COUNTS)]
    note = labels("note.microdata_answers", rows=imported.rows, persons=imported.columns["weight"].size)
    return Table(
        "microdata_answers", labels("table.microdata_answers"), headers, rows, 3, frozenset(), note, imported.answers
    )


def margins(imported: "Imported", labels: Labels) -> Table:
    """A row per category of every margin: published persons, and the weights' before and after raking, millions."""
    data = imported.margins
    rows = [
        [row["margin"], row["category"], *(number(row[name] / MILLION, 2) for name in ("published", "before", "after")),
         number(row["records"], 0)]
        for row in data.to_dict("records")
    ]  # fmt: skip
    written, sections = merged(rows, 1)
    headers = [labels(f"word.{word}") for word in ("margin", "category", "published", "before", "after", "records")]
    note = labels("note.microdata_margins")
    return Table("microdata_margins", labels("table.microdata_margins"), headers, written, 2, sections, note, data)


def plain(name: str, data: "pd.DataFrame", words: tuple[str, str], labels: Labels, digits: int, **fields: int) -> Table:
    """A table of one word and one number a row."""
    rows = [[str(word), number(float(value), 0 if value == int(value) else digits)] for word, value in data.to_numpy()]
    return Table(
        f"microdata_{name}", labels(f"table.microdata_{name}"), [labels(f"word.{word}") for word in words], rows, 1,
        frozenset(), labels(f"note.microdata_{name}", **fields), data,
    )  # fmt: skip
