"""Do the base-year population and the first year reproduce published figures? Tables of `linghuo population check`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.labels import Labels
from experiments.tables.table import Table, number

if TYPE_CHECKING:
    from model.first_year import FirstYearLine
    from model.population_check import Line
    from model.settings import Settings

POPULATION = 100_000


def settings_with(population: int | None, seed: int, persons: Path | None) -> "Settings":
    """The settings of a check: as many records as are asked for, else all imported persons, or the usual number."""
    from experiments.compare import settings_of

    settings = settings_of(population=POPULATION if population is None else population, seed=seed, persons=persons)
    if population is None and settings.persons is not None:
        return settings.model_copy(update={"population": settings.persons.count()})
    return settings


def check(population: int | None, seed: int, persons: Path | None = None) -> list["Line"]:
    """Every published figure beside the population's. InputError for a size, seed or file that cannot be."""
    from model.population import build_population
    from model.population_check import check_population

    settings = settings_with(population, seed, persons)
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


def check_first_year(population: int | None, seed: int, persons: Path | None = None) -> list["FirstYearLine"]:
    """Every published total of a fund beside the first year's under the law in force. InputError as for `check`."""
    from model.first_year import check_first_year
    from model.model import SocialInsuranceModel

    return check_first_year(SocialInsuranceModel(settings=settings_with(population, seed, persons)))


def first_year_table(lines: Sequence["FirstYearLine"], labels: Labels) -> Table:
    """The totals as readers see them; what is known to change after the published year is a factor of its own."""
    import pandas as pd

    rows = [
        [
            labels(f"fund.{line.fund}"),
            labels(f"word.{line.flow}"),
            str(line.year),
            labels(f"word.confidence_{line.confidence}"),
            number(line.published, 0),
            number(line.change, 3),
            number(line.model, 0),
            number(100 * line.error, 1),
            number(100 * line.tolerance, 0),
            number(100 * line.sampling, 1),
            "" if line.holds else labels("word.outside"),
        ]
        for line in lines
    ]
    words = (
        "fund", "flow", "year", "confidence", "published", "change", "model", "difference", "tolerance", "sampling",
    )  # fmt: skip
    headers = [*(labels(f"word.{word}") for word in words), ""]
    note = labels("note.first_year", lines=len(lines), outside=sum(not line.holds for line in lines))
    data = pd.DataFrame([{**line._asdict(), "error": line.error, "holds": line.holds} for line in lines])
    return Table("first_year", labels("table.first_year"), headers, rows, 2, frozenset(), note, data)
