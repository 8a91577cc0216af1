"""Worked cases of designs and branches: one person's year by the model's stages, beside what is worked out by hand."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from ruamel.yaml import YAML

from agents.compiled import plain
from experiments.lifecycle.life import Life, settings_of
from experiments.lifecycle.person import person_of
from model.law.coverage.rules import platform_contribution
from model.law.design import load_design
from model.law.pension.transfer import pooled_transfer, wait_after_move
from model.provinces import load_provinces
from model.world import World

FILES = [Path(__file__).with_name(f"{name}.yaml") for name in ("designs", "persons")]
WAGE, MINIMUM_WAGE, INCOME = 8000.0, 2200.0, 4500.0
CONTRIBUTORY = ("pension", "medical", "injury", "unemployment", "maternity", "care")
PROVINCES = load_provinces().names


class StillWorld(World):
    """Law and economy of a place where wages and prices stand still and accounts earn nothing."""

    def economy(self, year):
        return self.paths.year(year)._replace(
            average_wage=WAGE, wage_level=1.0, price_level=1.0, account_rate=0.0, medical_level=1.0,
            resident_medical_level=1.0, pension_adjustment=0.0, wage_growth=0.0, resident_minimum_month=160.0,
            urban_income_month=INCOME,
        )  # fmt: skip

    def context(self, year):
        everywhere = {"province_wage": np.full(31, WAGE), "minimum_wage_month": np.full(31, MINIMUM_WAGE)}
        everywhere["province_income_month"] = np.full(31, INCOME)
        own = {"average_wage": WAGE, "medical_growth": 1.0, "economy": self.economy(year), "urban_income_month": INCOME}
        return SimpleNamespace(**{**vars(super().context(year)), **everywhere, **own})

    def resolve(self, year, design):
        from model.declared_types import cast
        from model.world import resolvers

        parameters = self.law.year(year, design=design)
        context = self.context(year)
        return {branch: cast(resolve(parameters, context)) for branch, resolve in resolvers().items()}

    def _kept(self, year, design):
        return self.resolve(year, design)


def load_cases():
    tables = [YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")) for file in FILES]
    return [
        pytest.param({"tolerance": table["tolerance"], **case}, id=case["name"])
        for table in tables
        for case in table["cases"]
    ]


def world_of(case):
    return StillWorld(settings_of(), load_design(case["design"]))


def person_year(case):
    """Flows of the year and the person's state at its end."""
    given = {**case["person"], "born": str(case["person"]["born"])}
    world = world_of(case)
    life = Life(person_of(**given), world.design, world=world)
    for name, value in case.get("state", {}).items():
        life.columns[name][0] = value
    found = life.live(case["year"])
    for name in case["expected"]:
        if name not in found:
            found[name] = float((life.columns.get(name, life.flows.get(name)))[0])
    return found


def move(case, province, transferred):
    laws = world_of(case).laws(case["year"])
    waiting = laws["medical"].waiting_months[PROVINCES.index(province)]
    delay, grace = laws["coverage"].transfer_delay_months, laws["medical"].waiting_grace_months
    return {"wait": plain(wait_after_move)(bool(transferred), delay, grace, waiting)}


def pooled(case, bases):
    share = world_of(case).laws(case["year"])["coverage"].transfer_pooled_share
    return {"moved": plain(pooled_transfer)(share, bases)}


def platform(case, profit, revenue, payroll):
    laws = world_of(case).laws(case["year"])
    rate = sum(float(laws[branch].platform_rate[5]) for branch in CONTRIBUTORY)
    charge = plain(platform_contribution)(
        laws["pension"].platform_base, rate, payroll, 1000.0, 0.0, float(revenue), float(profit)
    )
    return {"charge": charge}


KINDS = {"move": move, "pooled": pooled, "platform": platform}


@pytest.mark.parametrize("case", load_cases())
def test_the_law_gives_what_is_worked_out_by_hand(case):
    assert case["source"] and case["derivation"]
    found = KINDS[case["kind"]](case, **case["inputs"]) if "kind" in case else person_year(case)
    expected = dict(case["expected"])
    if isinstance(expected.get("claim_month"), str):
        year, month = expected["claim_month"].split("-")
        expected["claim_month"] = 12 * int(year) + int(month) - 1
    wrong = {
        name: f"{found[name]} instead of {wanted}"
        for name, wanted in expected.items()
        if found[name] != pytest.approx(wanted, rel=case["tolerance"], abs=1e-6)
    }
    assert not wrong, f"{case['derivation']}: {wrong}"


def test_there_are_enough_cases_of_every_branch_and_across_designs():
    files = {file.stem: YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))["cases"]
             for file in Path(__file__).parent.glob("*.yaml")}  # fmt: skip
    assert sum(map(len, files.values())) >= 200
    used = {case["design"] for case in files["designs"]}
    assert len(files["designs"]) >= 20 and len(used) >= 20
    marks = {
        "pension": ("pension_rules", "pension_awards", "retirement_ages"), "resident_pension": ("pension_resident",),
        "medical": ("medical_employee",), "resident_medical": ("medical_resident",),
        "injury": ("injury_disability", "injury_death", "injury_pilot"), "unemployment": ("unemployment_benefits",),
        "maternity": ("maternity_allowance",), "care": ("care_benefits",),
    }  # fmt: skip
    for branch, names in marks.items():
        about = sum(len(files[name]) for name in names)
        about += sum(case["name"].startswith(branch.replace("_", " ")) for case in files["persons"])
        assert about >= 10, branch
