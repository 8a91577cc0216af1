"""Does a design change anything? Judged on resolved parameters, to the end of the horizon."""

from datetime import date

from model.law.difference import Design
from model.law.parameters import HORIZON, LawInForce


def first_effect(design: Design, comparator: Design, law: LawInForce) -> int | None:
    """In which year do the resolved parameters first differ from the comparator's, up to the horizon's end?

    None if they never do. Growth indices are the same on both sides and left out.
    """
    paths = {*design.changes, *comparator.changes}
    days = [day for path in paths for side in (design, comparator) if path in side.changes
            for day in side.changes[path].dates]  # fmt: skip
    if not days:
        return None
    start = min(step.day.year for side in (design, comparator) for change in side.changes.values()
                for step in change.steps)  # fmt: skip
    for year in [*range(start, min(max(days).year + 1, HORIZON)), HORIZON]:
        for path in paths:
            if _facts(design, law, path, year) != _facts(comparator, law, path, year):
                return year
    return None


def _facts(design: Design, law: LawInForce, path: str, year: int) -> object:
    change = design.changes.get(path)
    if change is None:
        return law.parameter(path).in_year(year)
    step = change.at(date(year, 12, 31))
    if step is not None and step in change.neutral:
        return step.setting
    return change.in_year(year)
