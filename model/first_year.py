"""Does the first simulated year of the law in force take and spend what is published? One line per fund and flow.

The published totals, with year, source and confidence: model/data/first_year.csv.
"""

import math
from typing import NamedTuple

from model.tables import number, read_rows

FILE = "first_year.csv"
HUNDRED_MILLION = 1e8
MILLION = 1e6
SAMPLING_ERRORS = 2.0


class FirstYearLine(NamedTuple):
    """A total of the first year beside the last published one, 100m yuan."""

    fund: str
    flow: str
    year: int  # of the published figure
    confidence: str
    published: float
    change: float  # factor to the first year of what is known to change
    model: float
    tolerance: float
    sampling: float  # relative standard error of a flow of few persons in this sample, zero where many share it
    source: str

    @property
    def error(self) -> float:
        """Relative difference of the model's value from the published one with its known change."""
        return self.model / (self.published * self.change) - 1.0

    @property
    def holds(self) -> bool:
        """Whether the difference lies within the tolerance and what the size of the sample leaves open."""
        return abs(self.error) <= self.tolerance + SAMPLING_ERRORS * self.sampling


def check_first_year(model) -> list[FirstYearLine]:
    """How do the totals of this model's first year compare with the published ones?

    model: a SocialInsuranceModel; its first year is simulated if it has not been. RuntimeError after a later year.
    """
    if model.year == model.settings.start:
        model.step()
    if model.year != model.settings.start + 1:
        raise RuntimeError(f"the year {model.year} is closed: the first year's totals are those of a model that ran it")
    totals = booked(model.funds)
    weight = model.totals.count("persons") / model.settings.population
    return [_line(row, totals[row["fund"], row["flow"]], weight) for row in read_rows(FILE)]


def booked(funds) -> dict[tuple[str, str], float]:
    """What did each fund take and spend in its last year, and the sums that are published? Yuan by fund and flow."""
    totals = {}
    for name, fund in funds.items():
        entries, memo = fund.ledgers[-1], fund.memos[-1]
        revenue = (entries.worker, entries.platform, entries.user, entries.employer, entries.treasury,
                   entries.interest, entries.other_income)  # fmt: skip
        totals[name, "revenue"] = math.fsum(revenue)
        totals[name, "expenditure"] = -(entries.benefits + entries.other_spending)
        if name == "maternity":  # what it lacks or has left moves to employee medical and is no income from outside
            totals[name, "revenue"] -= memo.transfers_in
    gap = funds["maternity"].memos[-1].transfers_in
    for flow, moved in (("revenue", 0.0), ("expenditure", gap)):
        both = totals["medical", flow] + totals["maternity", flow] - moved
        totals["medical_with_maternity", flow] = both
        totals["unemployment_and_injury", flow] = totals["unemployment", flow] + totals["injury", flow]
    return totals


def _line(row: dict[str, str], yuan: float, weight: float) -> FirstYearLine:
    persons = number(row["persons"])
    sampling = 0.0 if persons is None else math.sqrt(weight / persons / MILLION)
    return FirstYearLine(
        row["fund"], row["flow"], int(row["year"]), row["confidence"], float(row["published"]), float(row["change"]),
        yuan / HUNDRED_MILLION, float(row["tolerance"]), sampling,
        "; ".join(part for part in (row["source"], row["change_source"]) if part),
    )  # fmt: skip
