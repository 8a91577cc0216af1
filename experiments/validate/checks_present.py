"""How do the checks look? All quantities beside their ranges, what each assumption moves, and a figure for each."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from calibration.checks import (
    actuarial_report,
    behaviour,
    medical_pool,
    pension_spending,
    population,
    retirement_reform,
)
from experiments.labels import Labels
from experiments.presentation import Drawing, Presentation
from experiments.tables.table import NOTHING, Table, merged, number
from experiments.validate import checks, checks_figures

if TYPE_CHECKING:
    import pandas as pd

    from calibration.checks.comparison import Paths

WHOLE_NUMBERS = ("year", "years", "10k persons", "100m yuan")


class Found(NamedTuple):
    """What the folder's runs say: paths by run, cash by step of the decomposition, persons by age, the pool's start."""

    law_past: "Paths"
    ages_kept_past: "Paths"
    report_law: "Paths"
    report_law_fast: "Paths"
    law: "Paths"
    ages_kept: "Paths"
    variants: dict[str, "Paths"]  # the law in force from the end of 2025 on other paths of the economy
    reactions: dict[tuple[float, float], "Paths"]
    steps: dict[str, actuarial_report.Cash]
    by_age: "pd.DataFrame"
    pool_opening: float


def found_in(folder: Path) -> Found:
    """What do the runs of this folder say? InputError if some are missing."""
    from model.history import opening_funds
    from model.start_year import BASE_YEAR

    past = [checks.paths_of(folder, checks.PAST, name) for name in (checks.LAW, checks.AGES_KEPT, checks.REPORT_LAW)]
    fast = checks.paths_of(folder, checks.FAST, checks.REPORT_LAW)
    ahead = [checks.paths_of(folder, checks.AHEAD, name) for name in (checks.LAW, checks.AGES_KEPT)]
    variants = {name: checks.paths_of(folder, part) for name, part in (("low", checks.LOW), ("high", checks.HIGH))}
    reactions = {
        point: checks.paths_of(folder, checks.REACTIONS, checks.LAW, place) for place, point in enumerate(checks.POINTS)
    }
    by_age = population.by_age(checks.people_of(folder))
    opening = opening_funds(BASE_YEAR)["employee_medical_pool"]
    return Found(*past, fast, *ahead, variants, reactions, actuarial_report.steps(*past, fast), by_age, opening)


def present(folder: Path, options: dict, labels: Labels) -> Presentation:
    """The tables and figures of the checks in this folder."""
    found = found_in(folder)
    compared = everything(found)
    steps = actuarial_report.decomposition(found.steps)
    years = population.errors(found.by_age)
    note = {"replications": len(found.law.populations), "population": options["population"]}
    tables = [_compared(compared, labels, note), _steps(steps, found, labels), _population(years, labels)]
    drawn = {
        "actuarial_report": checks_figures.reserves(found.steps, labels),
        "retirement_reform": checks_figures.reform(retirement_reform.path(found.law, found.ages_kept), labels),
        "pension_spending": checks_figures.spending(
            pension_spending.path(found.law_past), pension_spending.path(found.law), labels
        ),
        "medical_pool": checks_figures.pool(medical_pool.path(found.law, found.pool_opening), labels),
        "population": checks_figures.ages(found.by_age, labels),
        "behaviour": checks_figures.reactions(compared[compared["check"] == "behaviour"], labels),
    }
    drawings = [Drawing(name, labels.of("caption_check", name), *each) for name, each in drawn.items()]
    return Presentation(labels("checks.title"), tables, drawings)


def everything(found: Found) -> "pd.DataFrame":
    """All six checks in one frame of calibration.checks.comparison.COLUMNS."""
    import pandas as pd

    base = found.reactions[checks.POINTS[0]]
    rates = {own: paths for (own, levy), paths in found.reactions.items() if levy == 0.0 and own != checks.POINTS[0][0]}
    charged = next(paths for (_, levy), paths in found.reactions.items() if levy > 0.0)
    parts = [
        actuarial_report.check(found.steps, found.report_law_fast),
        retirement_reform.check(found.law, found.ages_kept),
        pension_spending.check(found.law_past, found.law, found.variants),
        medical_pool.check(found.law, found.pool_opening, found.variants),
        population.check(found.law),
        behaviour.check(base, rates, charged),
    ]
    return pd.concat(parts, ignore_index=True)


def _compared(data: "pd.DataFrame", labels: Labels, note: dict) -> Table:
    import pandas as pd

    rows = []
    for row in data.itertuples():
        low, high = (_amount(value, row.unit) for value in (row.low, row.high))
        known = row.low == row.low or row.high == row.high
        rows.append([
            labels.of("check", row.check),
            f"{labels.of('check_quantity', row.quantity)}, {labels.of('unit', row.unit)}",
            NOTHING if pd.isna(row.year) else str(row.year), row.note, _amount(row.model, row.unit),
            _amount(row.standard_error, row.unit, 1), _amount(row.published, row.unit),
            f"{low} … {high}" if known else NOTHING,
            NOTHING if pd.isna(row.inside) else labels(f"checks.{bool(row.inside)}"),
        ])  # fmt: skip
    rows, sections = merged(rows, 2)
    names = ("check", "quantity", "year", "note", "model", "error", "published", "range", "inside")
    headers = [labels(f"checks.{name}") for name in names]
    return Table("checks", labels("table.checks"), headers, rows, 4, sections, labels("note.checks", **note), data)


def _steps(data: "pd.DataFrame", found: Found, labels: Labels) -> Table:
    dates = ("peak_year", "first_deficit", "exhaustion")
    amounts = [name for name in data.columns if name not in ("step", *dates)]
    rows = [
        [labels.of("step", row["step"]), *("–" if row[name] != row[name] else f"{row[name]:.0f}" for name in dates),
         *(number(1e-4 * row[name], 2) for name in amounts)]
        for row in data.to_dict("records")
    ]  # fmt: skip
    headers = [labels("checks.step"), *(labels.of("check_quantity", name) for name in dates)]
    headers += [labels.of("check_step", name) for name in amounts]
    order = ["step", *dates, *amounts]
    factor = actuarial_report.factor_of(found.steps)
    note = labels("note.steps", factor=factor)
    return Table("steps", labels("table.steps"), headers, rows, 1, frozenset(), note, data[order])


def _population(data: "pd.DataFrame", labels: Labels) -> Table:
    rows = [
        [str(int(row.year)), number(1e-6 * row.persons, 1), number(1e-6 * row.published, 1),
         number(1e-6 * row.difference, 1), *(number(100.0 * each, 1) for each in (row.relative, row.misplaced,
                                                                                 row.over_65))]
        for row in data.itertuples()
    ]  # fmt: skip
    names = ("year", "persons", "wpp", "difference", "relative", "misplaced", "over_65")
    headers = [labels(f"checks.{name}") for name in names]
    return Table(
        "population_years", labels("table.population_years"), headers, rows, 1, frozenset(),
        labels("note.population_years"), data,
    )  # fmt: skip


def _amount(value: float, unit: str, more: int = 0) -> str:
    """A number with the digits of its unit; years without a separator of thousands."""
    digits = more if unit in WHOLE_NUMBERS else 2
    return number(value, digits).replace(",", "") if unit == "year" else number(value, digits)
