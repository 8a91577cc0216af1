"""Which part of the employee pension fund is the scheme of enterprises, and which that of public employees?

The fund of the model, as the bulletins' since 2015, holds both. A person belongs to the scheme of public employees
(机关事业单位养老保险) in the years in which he is a member of it or draws its pension, to that of enterprises
(企业职工养老保险), individual payers included, in all others. A tally of its own adds up the flows of the former; it
takes the place of the model's for runs that ask, so that other runs pay nothing for it.
"""

import math

import numpy as np

from agents.codes import (
    CLAIM_DISABILITY,
    CLAIM_EMPLOYEE,
    CLAIM_PUBLIC,
    LIVING,
    PENSION_EMPLOYEE,
    PENSION_FLEXIBLE,
    PENSION_PUBLIC,
)
from model import SocialInsuranceModel
from model.books import BENEFITS, PAYER_FLOWS
from model.plan import SECTION_ROWS
from model.tally import Tally
from model.world import CELLS

CONTRIBUTIONS = tuple(PAYER_FLOWS["pension"].values())
IN, MOVED = "transfer_unemployment_pension", "transfer_account_resident"
FLOWS = (*CONTRIBUTIONS, *BENEFITS["pension"], IN, MOVED)
HEADS = ("retirees", "insured", "payers")


class PerimeterTally(Tally):
    """A tally that also adds up what public employees pay into the pension fund and draw from it, and counts heads."""

    keeps_flows = True

    def __init__(self, rows: int, cells: int, platforms: int):
        super().__init__(rows, cells, platforms)
        sections = max(-(-rows // SECTION_ROWS), 1)
        self.public = np.zeros((sections, len(FLOWS)))
        self.heads = np.zeros((sections, len(HEADS)))

    def post(self, low: int, high: int, money, flows, columns) -> None:
        """Add up one block of a section."""
        super().post(low, high, money, flows, columns)
        names = ("weight", "claim", "pension_scheme", "alive")
        weight, claim, scheme, alive = (columns[name][low:high] for name in names)
        section = low // SECTION_ROWS
        public = np.flatnonzero((claim == CLAIM_PUBLIC) | (scheme == PENSION_PUBLIC))
        for place, name in enumerate(FLOWS):
            self.public[section, place] += float((weight[public] * flows[name][public]).sum())
        drawing = (claim == CLAIM_EMPLOYEE) | (claim == CLAIM_PUBLIC) | (claim == CLAIM_DISABILITY)
        enterprise = ((scheme == PENSION_EMPLOYEE) | (scheme == PENSION_FLEXIBLE)) & ~drawing
        found = (drawing & (claim != CLAIM_PUBLIC), enterprise, enterprise & (flows["pension_paid_months"] > 0))
        for place, who in enumerate(found):
            self.heads[section, place] += float((weight * (who & (alive == LIVING) & (flows["dies"] == 0))).sum())


class PerimeterModel(SocialInsuranceModel):
    """The same model; beside its books it knows the flows of public employees in the employee pension."""

    def begin_year(self) -> None:
        """As the model, with the other tally."""
        super().begin_year()
        self.tally = PerimeterTally(self.rows, CELLS, len(self.platforms))


def scheme_flows(model: PerimeterModel) -> dict[str, dict[str, float]]:
    """What did the year bring to the whole fund, and to its public part? Yuan, without subsidy and interest.

    For `whole` and `public`: contributions, other income (premiums that the unemployment fund pays), spending on
    pensions and grants, and accounts moved to the resident scheme.
    """
    public = dict(zip(FLOWS, model.tally.public.sum(axis=0).tolist(), strict=True))
    return {part: _sums(money) for part, money in (("whole", model.totals.money), ("public", public))}


def _sums(money: dict[str, float]) -> dict[str, float]:
    return {
        "contributions": math.fsum(money[name] for name in CONTRIBUTIONS),
        "other_income": money[IN],
        "spending": math.fsum(money[name] for name in BENEFITS["pension"]),
        "moved": money[MOVED],
    }


def enterprise_heads(model: PerimeterModel) -> dict[str, float]:
    """How many draw a pension of the enterprise scheme at the year's end, are insured in it, and have paid?"""
    return dict(zip(HEADS, model.tally.heads.sum(axis=0).tolist(), strict=True))
