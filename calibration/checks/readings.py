"""What does a run say for the checks? Amounts of every year, and persons by age and sex of every fifth."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from agents.codes import (
    CASUAL,
    LIVING,
    MEDICAL_EMPLOYEE,
    MEDICAL_FLEXIBLE,
    MEDICAL_RETIREE,
    PLATFORM,
    SELF_EMPLOYED,
    Sex,
)
from calibration.checks.perimeter import PerimeterModel, enterprise_heads, scheme_flows
from model import SocialInsuranceModel
from model.books import PAYER_FLOWS, spending
from model.platform_books import LINES, platform_lines

if TYPE_CHECKING:
    import pandas as pd

    from model.settings import Settings

FLEXIBLE = ("platform", "self_employed", "casual")
AGE_STARTS = (16, *range(20, 101, 5))  # of groups of ages in completed years, the last one open
EVERY_YEARS = 5
LEVY = ("levied", "borne_by_pay", "borne_by_prices", "borne_by_profit")
ADULT, MIDDLE = 20, 60  # ages between which need is compared


def simulate(
    settings: "Settings", design="status_quo", divided: bool = False,
    advance: Callable[[int], None] = lambda years: None,
) -> dict[str, "pd.DataFrame"]:  # fmt: skip
    """Which records does one run leave? `yearly`: measure, year, value; `people`: year, sex, age, persons.

    divided: tell the enterprise part of the employee pension apart, which takes about twice the time. Yuan, persons
    and shares; `people` from the start year on.
    """
    import pandas as pd

    model = (PerimeterModel if divided else SocialInsuranceModel)(design=design, settings=settings)
    rows, people = [], persons_of(model)
    while model.running:
        model.step()
        found = readings(model) | (_divided(model) if divided else {})
        if model.year == settings.start + 1:
            found["selection"] = selection(model)
        rows += [(name, model.year, float(value)) for name, value in found.items()]
        if model.year % EVERY_YEARS == 0:
            people += persons_of(model)
        advance(1)
    return {
        "yearly": pd.DataFrame(rows, columns=["measure", "year", "value"]),
        "people": pd.DataFrame(people, columns=["year", "sex", "age", "persons"]),
    }


def readings(model) -> dict[str, float]:
    """What does a closed year say? Measure -> yuan, persons or a rate."""
    money, count, economy = model.totals.money, model.totals.count, model.named["economy"]
    pension, medical = model.funds["pension"], model.funds["medical"]
    ledger, memo = pension.ledgers[-1], pension.memos[-1]
    paid = {fund: math.fsum(money[flow] for flow in PAYER_FLOWS[fund].values()) for fund in ("medical", "maternity")}
    lines = dict(zip(LINES, platform_lines(model.platforms, model.totals.platforms).sum(axis=0).tolist(), strict=True))
    return {
        "gdp": economy.gdp_year, "yield": economy.yield_10y, "price_level": economy.price_level,
        "children": float(model.named["demography"].children_under_16), "persons": count("persons"),
        "pension.opening": ledger.opening, "pension.closing": ledger.closing, "pension.interest": ledger.interest,
        "pension.subsidy": memo.subsidy_rule, "pension.spending": -ledger.benefits,
        "resident_pension.spending": -model.funds["resident_pension"].ledgers[-1].benefits,
        "pool.income": paid["medical"] + paid["maternity"] + medical.memos[-1].transfers_in
        - money["medical_account_credit"],
        "pool.spending": spending("medical", money) - money["benefit_medical_account"] + spending("maternity", money),
        "flexible.payers": count("flexible_pension", *FLEXIBLE), "flexible.persons": count("persons", *FLEXIBLE),
        **{f"platform.{name}": lines[name] for name in LEVY},
    }  # fmt: skip


def _divided(model: PerimeterModel) -> dict[str, float]:
    flows = {f"{part}.{name}": value for part, sums in scheme_flows(model).items() for name, value in sums.items()}
    return flows | {f"enterprise.{name}": value for name, value in enterprise_heads(model).items()}


def persons_of(model) -> list[tuple[int, str, int, float]]:
    """Living persons of 16 and over by sex and age group at the year's end: year, sex, first age, persons."""
    rows = model.rows
    alive, sex, birth, weight = (
        model.columns[name][:rows] for name in ("alive", "sex", "birth_month", "weight")
    )  # fmt: skip
    age = (12 * (model.year + 1) - 1 - birth) // 12
    group = np.searchsorted(AGE_STARTS, age, side="right") - 1
    found = []
    for code in Sex:
        here = (alive == LIVING) & (sex == code) & (group >= 0)
        persons = np.bincount(group[here], weights=weight[here], minlength=len(AGE_STARTS))
        name = code.name.lower()
        found += [(model.year, name, start, float(n)) for start, n in zip(AGE_STARTS, persons, strict=True)]
    return found


def selection(model) -> float:
    """Need of flexible workers who joined employee medical, over that of others of the same age and sex. A ratio.

    Mean exp(health), the persistent component of need, in cells of sex and five-year age between 20 and 60, weighted
    with the members of the cell; above 1 the scheme draws those who need more. NaN without members or others.
    """
    names = ("alive", "status", "sex", "birth_month", "weight", "health", "medical_scheme")
    c = {name: model.columns[name][: model.rows] for name in names}
    age = (12 * (model.year + 1) - 1 - c["birth_month"]) // 12
    among = (c["alive"] == LIVING) & np.isin(c["status"], (PLATFORM, SELF_EMPLOYED, CASUAL))
    among &= (age >= ADULT) & (age < MIDDLE) & (c["medical_scheme"] != MEDICAL_RETIREE)
    member = np.isin(c["medical_scheme"], (MEDICAL_EMPLOYEE, MEDICAL_FLEXIBLE))
    cell = (c["sex"].astype(np.int64) * 8 + (age - ADULT) // 5) * 2 + member
    size, weight = 2 * 8 * 2, c["weight"][among]
    heads = np.bincount(cell[among], weights=weight, minlength=size).reshape(-1, 2)
    need = np.bincount(cell[among], weights=weight * np.exp(c["health"][among]), minlength=size).reshape(-1, 2)
    both = (heads > 0.0).all(axis=1)
    if not both.any():
        return math.nan
    mean = need[both] / heads[both]
    return float((heads[both, 1] * mean[:, 1]).sum() / (heads[both, 1] * mean[:, 0]).sum())
