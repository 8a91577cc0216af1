"""Worked cases of work injury, pilot and unemployment law: date, inputs and what official texts make of them."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from ruamel.yaml import YAML

from agents.codes import SECTORS
from model.law.injury import law as injury_law
from model.law.injury.rules import allowance_month, death_benefit, employment_grant, medical_grant, own_wage
from model.law.parameters import load_law
from model.law.unemployment import law as unemployment_law
from model.law.unemployment.rules import benefit_month, entitlement, pension_premium_month

FOLDER = Path(__file__).parent
FAR = 1200


def load_cases():
    for file in sorted([*FOLDER.glob("injury_*.yaml"), *FOLDER.glob("unemployment_*.yaml")]):
        for case in YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))["cases"]:
            yield pytest.param(case, id=f"{file.stem}: {case['name']}")


def law_of(case, branch):
    """The branch's law of the case's year, one average and one minimum wage everywhere, with the case's own figures."""
    context = SimpleNamespace(
        year=case["year"], average_wage=case["average_wage"], province_wage=np.full(31, float(case["average_wage"])),
        urban_income_month=case.get("urban_income_year", 0.0) / 12.0,
        minimum_wage_month=np.full(31, float(case.get("minimum_wage", 2000.0))),
        economy=SimpleNamespace(pension_adjustment=0.02),
    )  # fmt: skip
    law = branch.resolve(load_law().year(case["year"]), context)
    given = {k: np.array(v, dtype=float) if isinstance(v, list) else v for k, v in case.get("law", {}).items()}
    return law._replace(**given)


def disability(case):
    law = law_of(case, injury_law)
    outcome = case["inputs"]["grade"] - 1
    wage = own_wage(case["inputs"]["wage_month"], case["average_wage"], law)
    return {
        "lump_sum": law.lump_sum_months[outcome] * wage,
        "medical_grant": medical_grant(outcome, wage, law),
        "employment_grant": employment_grant(outcome, wage, law),
        "allowance_month": allowance_month(outcome + 1, wage, law),
    }


def death(case):
    law = law_of(case, injury_law)
    wage = own_wage(case["inputs"]["wage_month"], case["average_wage"], law)
    funeral = law.funeral_months * case["average_wage"]
    survivors = death_benefit(wage, case["average_wage"], law) - funeral - law.death_lump_sum
    return {
        "funeral": funeral,
        "lump_sum": law.death_lump_sum,
        "survivors_month": survivors / (12.0 * law.survivor_years),
    }


def pilot(case):
    law = law_of(case, injury_law)
    charge = law.pilot_charge[SECTORS.index(case["inputs"]["sector"])]
    return {"charge_month": charge * case["inputs"]["orders_month"]}


def unemployment(case):
    law = law_of(case, unemployment_law)
    given = case["inputs"]
    to_retirement = given.get("months_to_retirement", FAR)
    return {
        "benefit_month": benefit_month(case["minimum_wage"], case["average_wage"], law.benefit_share[1], law),
        "entitlement": entitlement(given["months_paid"], given["left"], law.qualifying_months[1], to_retirement, law),
        "pension_premium_month": pension_premium_month(case["average_wage"], law),
    }


KINDS = {"disability": disability, "death": death, "pilot": pilot, "unemployment": unemployment}


@pytest.mark.parametrize("case", list(load_cases()))
def test_the_case_comes_out_as_the_text_says(case):
    found = KINDS[case["kind"]](case)
    wrong = {
        name: (found[name], wanted)
        for name, wanted in case["expected"].items()
        if found[name] != pytest.approx(wanted, abs=0.005)
    }
    assert not wrong, f"{case['name']} ({case['source']}): found and wanted {wrong}"
