"""What did social insurance take from a life and give back? Sums of the years of one design, by payer and kind."""

from typing import TYPE_CHECKING, NamedTuple

from agents.codes import PAYERS
from experiments.lifecycle.person import FIRST_YEAR, Person

if TYPE_CHECKING:
    import pandas as pd

    from model.law.design import Design

KINDS = ("pension", "resident_pension", "medical", "resident_medical", "injury", "unemployment", "maternity", "care",
         "heirs")  # fmt: skip
REALISED = {
    "pension": ("benefit_pension", "benefit_public_pension", "benefit_disability"),
    "resident_pension": ("benefit_resident_basic", "benefit_resident_account"),
    "medical": ("benefit_medical_pool", "medical_account_credit"),
    "resident_medical": ("benefit_resident_medical",),
    "injury": ("benefit_injury", "benefit_injury_allowance", "employer_injury"),
    "unemployment": ("benefit_unemployment", "transfer_unemployment_medical", "transfer_unemployment_pension"),
    "maternity": ("benefit_maternity", "benefit_maternity_medical"),
    "care": ("benefit_care",),
    "heirs": (
        "benefit_survivor", "benefit_pension_refund", "benefit_resident_survivor", "benefit_resident_refund",
    ),
}  # fmt: skip
EXPECTED = {"medical": "expected_medical", "resident_medical": "expected_resident_medical"}
EXPECTED_WITHOUT_EVENT = {"injury": "expected_injury", "care": "expected_care"}
CLAIM_AGE, FIRST_PENSION = "pension_from_age", f"first_pension_month_{FIRST_YEAR}_yuan"
PAID_YEARS = "pension_years_paid"


class Outcome(NamedTuple):
    """The life under one design. years: one row a year, yuan; the rest sums at present value of the first year."""

    design: "Design"
    years: "pd.DataFrame"
    paid: dict[str, float]  # by payer
    received: dict[str, float]  # by kind
    claim_age: float  # first month of a pension, years; NaN without
    first_pension: float  # yuan a month at the prices of the first year
    replacement: float  # first pension over the last earnings
    paid_years: float  # in the employee pension, at the claim or at death

    @property
    def worth_own(self) -> float:
        """Benefits per yuan that the person paid; NaN if he paid nothing."""
        return _ratio(sum(self.received.values()), self.paid["worker"])

    @property
    def worth_all(self) -> float:
        """Benefits per yuan that all payers paid."""
        return _ratio(sum(self.received.values()), sum(self.paid.values()))


def live_under(person: Person, design: "Design", variant: str = "mid") -> Outcome:
    """What does this design take from the person's life and give back?"""
    import pandas as pd

    from experiments.lifecycle.life import Life

    return outcome_of(person, design, pd.DataFrame(Life(person, design, variant).years()))


def outcome_of(person: Person, design: "Design", flows: "pd.DataFrame") -> Outcome:
    """The sums of a life's years. Present values at the yield of government bonds, first year undiscounted.

    Medical cover counts at the model's expectation for sex and age, a given illness on top of it; injury and care count
    at the expectation unless an event of their kind is given, and then as it falls. What an employer owes an injured
    employee directly is both a payment of his and a benefit.
    """
    years = flows[["year", "age", "status", "income_year", "pension_month", "months_retired"]].copy()
    rates = flows["yield_10y"].to_numpy()
    factor = 1.0 / (1.0 + rates)
    factor[0] = 1.0
    years["discount"] = factor.cumprod()
    for payer in PAYERS:
        own = [name for name in flows if name.startswith(f"paid_{payer}_")]
        years[f"paid_{payer}"] = flows[own].sum(axis=1)
    years["paid_employer"] += flows["employer_injury"]
    for kind in KINDS:
        years[f"received_{kind}"] = flows[list(REALISED[kind])].sum(axis=1)
        if kind in EXPECTED:
            years[f"received_{kind}"] += flows[EXPECTED[kind]]
        if kind in EXPECTED_WITHOUT_EVENT and not person.has(kind):
            years[f"received_{kind}"] = flows[EXPECTED_WITHOUT_EVENT[kind]]
    resident = years["received_resident_pension"] / flows["months_retired"].clip(lower=1)
    monthly = flows["pension_month"].where(flows["claim"].isin((1, 2)), resident)
    years["pension_month"] = monthly.where(flows["months_retired"] > 0, 0.0)
    drawn = flows[(flows["claim"] > 0) & (flows["claim"] < 4) & (flows["months_retired"] > 0)]
    claim_age = first = replacement = float("nan")
    if len(drawn):
        start = drawn.index[0]
        claim_age = (int(flows["claim_month"][start]) - person.birth_month) / 12
        first = years["pension_month"][start] * flows["price_level"][0] / flows["price_level"][start]
        replacement = _ratio(years["pension_month"][start], flows["last_wage_month"][start])
    return Outcome(
        design=design, years=years,
        paid={payer: float((years[f"paid_{payer}"] * years["discount"]).sum()) for payer in PAYERS},
        received={kind: float((years[f"received_{kind}"] * years["discount"]).sum()) for kind in KINDS},
        claim_age=claim_age, first_pension=first, replacement=replacement,
        paid_years=float(flows["pension_months"].max()) / 12,
    )  # fmt: skip


def frame(outcomes: list[Outcome]) -> "pd.DataFrame":
    """One row a design: present values in yuan of the first year by payer and kind, pension and money's worth."""
    import pandas as pd

    rows = [
        {"design": each.design.name}
        | {f"paid_{payer}": value for payer, value in each.paid.items()}
        | {f"received_{kind}": value for kind, value in each.received.items()}
        | {CLAIM_AGE: each.claim_age, FIRST_PENSION: each.first_pension, "replacement": each.replacement,
           PAID_YEARS: each.paid_years, "worth_own": each.worth_own, "worth_all": each.worth_all}
        for each in outcomes
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 else float("nan")
