"""Does the base-year population reproduce the published figures? The table that `linghuo population check` prints."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.labels import Labels
from experiments.tables.table import Table, number

if TYPE_CHECKING:
    from model.population_check import Line


def check(population: int, seed: int) -> list["Line"]:
    """Every published figure beside the population's. InputError for a size or seed that cannot be."""
    from experiments.compare import settings_of
    from model.population import build_population
    from model.population_check import check_population

    settings = settings_of(population=population, seed=seed)
    return check_population(build_population(settings), settings)


def table(lines: Sequence["Line"], labels: Labels) -> Table:
    """The lines as readers see them, with a word where one is outside its tolerance."""
    import pandas as pd

    rows = [
        [
            line.figure,
            line.unit,
            number(line.published, 2),
            number(line.model, 2),
            number(100 * line.error, 2),
            number(100 * line.tolerance, 1),
            "" if line.holds else labels("word.outside"),
        ]
        for line in lines
    ]
    words = ("figure", "unit", "published", "model", "difference", "tolerance")
    headers = [*(labels(f"word.{word}") for word in words), ""]
    outside = sum(not line.holds for line in lines)
    note = labels("note.population", lines=len(lines), outside=outside)
    data = pd.DataFrame([{**line._asdict(), "error": line.error, "holds": line.holds} for line in lines])
    return Table("population", labels("table.population"), headers, rows, 2, frozenset(), note, data)
