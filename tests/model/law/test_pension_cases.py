"""Worked legal cases of retirement and pensions: what the law of a date gives, compared with the case files."""

import math
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from agents.codes import GROUPS
from model.law.parameters import load_law
from model.law.pension import rules as pension
from model.law.resident_pension import rules as resident
from model.law.retirement import rules as retirement
from model.law.retirement.law import TRACKS
from model.law.retirement.law import resolve as resolve_retirement

FOLDER = Path(__file__).resolve().parents[2] / "law_cases"


def month_number(text):
    """Months since year 0 of "1965-01"."""
    year, month = text.split("-")
    return 12 * int(year) + int(month) - 1


def month_text(number):
    return f"{number // 12}-{number % 12 + 1:02d}"


def statutory_retirement(p, track, birth):
    law = resolve_retirement(p)
    track, born = TRACKS.index(track), month_number(birth)
    age = retirement.statutory_age_of(track, born, 0, law)
    earliest = retirement.earliest_age(age, law.old_age_months[track], law.early_window)
    return {
        "age_months": age,
        "retirement": month_text(born + age),
        "minimum_months": retirement.minimum_months_of((born + age) // 12, law),
        "earliest": month_text(born + earliest),
        "latest": month_text(born + age + law.late_window),
        "divisor": pension.divisor_at(p.array("pension.months_divisor"), age),
    }


def basic(p, average_wage, index, years):
    weights = (p["pension.accrual_rate"], p["pension.index_weight"], p["pension.flat_component"])
    return pension.basic_part(average_wage, index, years, *weights)


def pension_award(p, average_wage, index, years, account, divisor):
    return {
        "basic": basic(p, average_wage, index, years),
        "account_pension": pension.account_part(account, divisor),
    }


def contribution(p, group, base):
    rates = {payer: p.by(f"pension.{payer}_rate", GROUPS)[GROUPS.index(group)] * base for payer in PAYERS}
    account = rates.pop("account")
    return rates | {"account": account, "pooled": sum(rates.values()) - account}


PAYERS = ("worker", "employer", "platform", "user", "treasury", "account")


def career_pension(p, average_wage, index, years, interest, age_months):
    yearly = 12 * average_wage * index * p["pension.account_rate.casual"]
    balance = yearly * ((1 + interest) ** years - 1) / interest
    divisor = divisor_of(p, age_months)["divisor"]
    parts = pension_award(p, average_wage, index, years, balance, divisor)
    return parts | {"account": balance, "pension": sum(parts.values())}


def transitional(p, average_wage, index, years):
    return {"transitional": pension.transitional_part(average_wage, index, years, p["pension.transitional_rate"])}


def divisor_of(p, age_months):
    by_month = int(p["pension.divisor_by_month"])
    return {"divisor": pension.divisor_of(p.array("pension.months_divisor"), age_months, by_month)}


def survivor(p, months, drawn_months, pensioner, income_month):
    grant = pension.survivor_multiple(
        months, drawn_months, pensioner, p.array("pension.survivor.years"), p.array("pension.survivor.months"),
        p["pension.survivor.cap_years"], p["pension.survivor.floor_months"],
    )  # fmt: skip
    return {"funeral": p["pension.funeral_months"] * income_month, "grant": grant * income_month}


def allowance(p, months):
    limits = [p[f"pension.disability.{name}_months"] for name in ("short", "full", "more")]
    return {"months": pension.allowance_months(months, *limits)}


def resident_career(p, contribution_year, years, interest, basic_month):
    steps = (p.array("resident_pension.match_from"), p.array("resident_pension.match_year"))
    matched = resident.matching(contribution_year, *steps)
    return {"matched": matched} | resident_account(p, contribution_year + matched, years, interest, basic_month)


def resident_account(p, credit_year, years, interest, basic_month):
    balance = credit_year * ((1 + interest) ** years - 1) / interest
    part = resident.account_pension(balance, p["resident_pension.divisor"])
    months = p["resident_pension.minimum_months"]
    whole = resident.basic_pension(basic_month, basic_month, 12 * years, months, 0.01) + part
    return {"account": balance, "account_pension": part, "pension": whole}


def resident_months(p, birth):
    limits = [int(p[f"resident_pension.{name}"]) for name in ("pension_age", "minimum_months", "launch_month")]
    return {"months": resident.required_months(month_number(birth), *limits)}


RULES = {
    rule.__name__: rule
    for rule in (
        statutory_retirement, pension_award, contribution, career_pension, transitional, survivor, allowance,
        resident_account, resident_career, resident_months,
    )
} | {"divisor": divisor_of}  # fmt: skip


def cases():
    for file in sorted((*FOLDER.glob("pension_*.yaml"), *FOLDER.glob("retirement_*.yaml"))):
        content = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
        shared = {key: value for key, value in content.items() if key != "cases"}
        for case in content["cases"]:
            case = shared | case
            name = case.get("name") or " ".join(str(value) for value in case["inputs"].values())
            yield pytest.param(case, id=f"{file.stem}: {name}")


def differences(found, expected, tolerance):
    """What differs? A line for each expected item that is not met within a share of it."""
    lines = []
    for name, value in expected.items():
        same = found[name] == value or (
            isinstance(value, int | float) and math.isclose(found[name], value, rel_tol=tolerance)
        )
        if not same:
            lines.append(f"{name}: {found[name]} instead of {value}")
    return lines


@pytest.mark.parametrize("case", list(cases()))
def test_the_law_of_the_date_gives_what_the_case_says(case):
    assert case["source"]
    law = load_law().year(int(str(case["date"])[:4]))
    found = RULES[case["rule"]](law, **case["inputs"])
    wrong = differences(found, case["expected"], case.get("tolerance", 1e-9))
    assert not wrong, "; ".join(wrong)
