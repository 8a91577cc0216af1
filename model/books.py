"""Which flows enter which fund, and do the books balance? Every yuan paid is received, every year, in every run."""

import math

from agents.columns import CONTRIBUTION_FLOWS
from agents.fund import InsuranceFund, Memo

FUNDS = (
    "pension", "resident_pension", "medical", "resident_medical", "injury", "unemployment", "maternity", "care",
)  # fmt: skip
PAYER_FLOWS = {
    fund: {flow.name.split("_")[1]: flow.name for flow in CONTRIBUTION_FLOWS if flow.name.split("_", 2)[2] == fund}
    for fund in FUNDS
}
BENEFITS = {
    "pension": ("benefit_pension", "benefit_public_pension", "benefit_disability", "benefit_survivor",
                "benefit_pension_refund"),
    "resident_pension": ("benefit_resident_basic", "benefit_resident_account", "benefit_resident_refund",
                         "benefit_resident_survivor"),
    "medical": ("benefit_medical_pool", "benefit_medical_account"),
    "resident_medical": ("benefit_resident_medical",),
    "injury": ("benefit_injury", "benefit_injury_allowance"),
    "unemployment": ("benefit_unemployment",),
    "maternity": ("benefit_maternity", "benefit_maternity_medical"),
    "care": ("benefit_care",),
}  # fmt: skip
EXPECTED = {
    "medical": ("expected_medical", "benefit_medical_pool"),
    "resident_medical": ("expected_resident_medical", "benefit_resident_medical"),
    "injury": ("expected_injury", "benefit_injury"),
    "care": ("expected_care", "benefit_care"),
}
TOLERANCE = 1e-9  # of the largest amount in the identity: rounding of double sums


class BooksError(RuntimeError):
    """The books of a year do not balance; the message names branch, payer and amount."""


def check(name: str, payer: str, left: float, right: float, year: int, largest: float = 1.0) -> None:
    """Stop the run unless two sides of an identity are finite and agree to rounding.

    largest: the largest amount from which a side was computed, where it is a difference of larger ones.
    """
    scale = max(abs(left), abs(right), abs(largest), 1.0)
    if not abs(left - right) <= TOLERANCE * scale < math.inf:
        raise BooksError(
            f"books of {year} do not balance: {name}, {payer}: {left:.2f} against {right:.2f} yuan, "
            f"a gap of {left - right:.2f}"
        )


def contributions(fund: str, money: dict[str, float]) -> dict[str, float]:
    """What did each payer pay into this fund, yuan?"""
    return {payer: money[flow] for payer, flow in PAYER_FLOWS[fund].items()}


def settlement(fund: str, money: dict[str, float]) -> float:
    """Expected less realised claims of a fund that is settled at expectation, yuan; zero for the others."""
    if fund not in EXPECTED:
        return 0.0
    expected, realised = EXPECTED[fund]
    return money[expected] - money[realised]


def spending(fund: str, money: dict[str, float]) -> float:
    """Benefits that the fund books: realised ones, with risky claims replaced by their expectation."""
    return math.fsum(money[name] for name in BENEFITS[fund]) + settlement(fund, money)


def close_funds(
    year: int,
    funds: dict[str, InsuranceFund],
    money: dict[str, float],
    interest_rate: float,
    rules: dict[str, dict[str, float]],
) -> None:
    """Book the year in every fund.

    rules: per fund `subsidy_rule` (yuan from the treasury by the baseline rule), `other_income`, `other_spending`
    (positive yuan), `benefits` (yuan beside the persons' flows, children for example), and memo items.
    """
    for name, fund in funds.items():
        extra = rules.get(name, {})
        entries = contributions(name, money)
        for payer in ("worker", "platform", "user", "employer", "treasury"):
            entries[payer] = entries.get(payer, 0.0) + extra.get(payer, 0.0)
        premium_subsidy = entries["treasury"]
        entries["treasury"] += extra.get("subsidy_rule", 0.0)
        entries["other_income"] = extra.get("other_income", 0.0)
        entries["benefits"] = -(spending(name, money) + extra.get("benefits", 0.0))
        entries["other_spending"] = -extra.get("other_spending", 0.0)
        memo = Memo(
            year,
            subsidy_rule=extra.get("subsidy_rule", 0.0),
            premium_subsidy=premium_subsidy,
            public_employer=extra.get("public_employer", 0.0),
            transfers_in=extra.get("transfers_in", 0.0),
            transfers_out=extra.get("transfers_out", 0.0),
            account_liability=extra.get("account_liability", 0.0),
            settlement=settlement(name, money),
            base_total=extra.get("base_total", 0.0),
            benefits_expected=-entries["benefits"],
        )
        ledger = fund.close_year(year, interest_rate, entries, memo)
        check(name, "all", ledger.closing, ledger.opening + math.fsum(ledger[2:11]), year)


def check_payers(year: int, money: dict[str, float], paid: dict[str, float]) -> None:
    """Do the funds receive, payer by payer, what is paid for persons of all groups? `paid`: yuan by flow."""
    for fund, flows in PAYER_FLOWS.items():
        for payer, flow in flows.items():
            check(fund, payer, money[flow], paid[flow], year)


def check_households(year: int, money: dict[str, float]) -> None:
    """Do persons pay what the funds receive from workers, and keep what they do not spend?"""
    paid = math.fsum(money[flows["worker"]] for flows in PAYER_FLOWS.values())
    gone = money["income_gross"] - money["income_net"] - money["own_medical"]
    check("all branches", "worker", gone, paid, year, money["income_gross"])
    support = money["family_received"] - money["family_given"]
    kept = money["income_net"] + support + money["consumption_floor"] - money["consumption"]
    check("household", "worker", kept, money["saving"], year, money["income_gross"])
