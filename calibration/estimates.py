"""Which estimates are stored, and from which run? A parameter a line, checked when it is read."""

import csv
import math
from pathlib import Path
from typing import NamedTuple

from calibration.estimation import parameters_of

FILE = Path(__file__).resolve().parent / "data" / "estimates.csv"
COLUMNS = (
    "parameter", "value", "standard_error", "prior", "low", "high", "identified", "source", "code_version", "settings",
)  # fmt: skip


class EstimateError(ValueError):
    """The file of estimates is wrong; the message names file and line and says what would be right."""


class Estimate(NamedTuple):
    """A parameter with its estimate, or its prior where the moments do not identify it."""

    parameter: str
    value: float
    standard_error: float  # NaN where it is not identified
    prior: float
    low: float
    high: float
    identified: bool
    source: str
    code_version: str
    settings: str


def load_estimates(path: Path = FILE) -> tuple[Estimate, ...]:
    """Which estimates does the file hold, in its order? EstimateError at the first line that is wrong."""
    path = Path(path)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise EstimateError(f"{path}:1: the columns are {', '.join(COLUMNS)}")
        found: dict[str, Estimate] = {}
        for row in reader:
            place = f"{path}:{reader.line_num}"
            estimate = _checked(place, row)
            if estimate.parameter in found:
                raise EstimateError(f"{place}: parameter: {estimate.parameter} stands here twice")
            found[estimate.parameter] = estimate
    return tuple(found.values())


def _checked(place: str, row: dict[str, str]) -> Estimate:
    try:
        known = parameters_of([row["parameter"]])[0]
    except KeyError:
        raise EstimateError(f"{place}: parameter: `{row['parameter']}` is no setting behaviour.* or past.*") from None
    numbers = {}
    for name in ("value", "standard_error", "prior", "low", "high"):
        try:
            numbers[name] = float(row[name]) if row[name] or name != "standard_error" else math.nan
        except (TypeError, ValueError):
            raise EstimateError(f"{place}: {name}: `{row[name]}` is no number") from None
    if not known.low <= numbers["value"] <= known.high:
        raise EstimateError(f"{place}: value: {numbers['value']:g} lies outside {known.low:g} to {known.high:g}")
    if row["identified"] not in ("yes", "no"):
        raise EstimateError(f"{place}: identified: `{row['identified']}` is neither yes nor no")
    identified = row["identified"] == "yes"
    if identified != (numbers["standard_error"] > 0.0):
        raise EstimateError(f"{place}: standard_error: an identified parameter has one above zero, another none")
    if not identified and numbers["value"] != numbers["prior"]:
        raise EstimateError(f"{place}: value: what is not identified stays at its prior {numbers['prior']:g}")
    return Estimate(
        row["parameter"], **numbers, identified=identified, source=row["source"], code_version=row["code_version"],
        settings=row["settings"],
    )  # fmt: skip


def write_estimates(estimates: tuple[Estimate, ...], path: Path) -> None:
    """The file of these estimates, which appears by rename."""
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for each in estimates:
            error = f"{each.standard_error:.6g}" if each.identified else ""
            writer.writerow([each.parameter, f"{each.value:.6g}", error, f"{each.prior:.6g}", f"{each.low:g}",
                             f"{each.high:g}", "yes" if each.identified else "no", *each[-3:]])  # fmt: skip
    partial.replace(path)
