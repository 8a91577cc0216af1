"""Why does the model miss some published figures by far? An explanation for each, by measure and years."""

import csv
from pathlib import Path
from typing import NamedTuple

from calibration.measures import MEASURES

FILE = Path(__file__).resolve().parent / "data" / "explanations.csv"
COLUMNS = ("measure", "first_year", "last_year", "explanation")
LARGE = 0.10  # relative error above which a figure of high confidence needs an explanation


class ExplanationError(ValueError):
    """The file of explanations is wrong; the message names file and line."""


class Explanation(NamedTuple):
    """What the model lacks, or what a published figure holds besides, in these years."""

    measure: str
    first_year: int
    last_year: int
    text: str


def load_explanations(path: Path = FILE) -> tuple[Explanation, ...]:
    """Which explanations does the file hold? ExplanationError at the first line that is wrong."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ExplanationError(f"{path}:1: the columns are {', '.join(COLUMNS)}")
        found = []
        for row in reader:
            place = f"{path}:{reader.line_num}"
            if row["measure"] not in MEASURES:
                raise ExplanationError(f"{place}: measure: `{row['measure']}` is unknown")
            try:
                years = int(row["first_year"]), int(row["last_year"])
            except (TypeError, ValueError):
                raise ExplanationError(f"{place}: first_year and last_year are years") from None
            if years[0] > years[1]:
                raise ExplanationError(f"{place}: first_year {years[0]} lies after last_year {years[1]}")
            if not row["explanation"]:
                raise ExplanationError(f"{place}: explanation: none is given")
            found.append(Explanation(row["measure"], *years, row["explanation"]))
    return tuple(found)


def explanation_of(measure: str, year: int, known: tuple[Explanation, ...]) -> str:
    """Why may the model miss this figure? Empty if nothing is known."""
    return next((e.text for e in known if e.measure == measure and e.first_year <= year <= e.last_year), "")
