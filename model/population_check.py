"""Does the base population reproduce the published figures of the base year? A table with one line per figure."""

from typing import NamedTuple

import numpy as np

from agents.codes import (
    CASUAL,
    CLAIM_EMPLOYEE,
    CLAIM_NONE,
    CLAIM_PUBLIC,
    CLAIM_RESIDENT,
    MEDICAL_EMPLOYEE,
    MEDICAL_FLEXIBLE,
    MEDICAL_RESIDENT,
    MEDICAL_RETIREE,
    PLATFORM,
    SELF_EMPLOYED,
)
from model.alignment import uniforms
from model.cohorts import children_under_16, population_at_end
from model.compliance import compliance_tables, past_old_age
from model.history import opening_funds
from model.luck import Purpose, replication_seed
from model.population import BASE_YEAR, People
from model.settings import Settings
from model.tables import read_constants
from model.world import World

TOLERANCE = 0.02
MILLION = 1e6


class Line(NamedTuple):
    """One figure: what it is, its unit, the published and the model's value, and how far they may be apart."""

    figure: str
    unit: str
    published: float
    model: float
    tolerance: float

    @property
    def error(self) -> float:
        """Relative difference of the model's value."""
        return self.model / self.published - 1.0

    @property
    def holds(self) -> bool:
        """Whether the model's value lies within the tolerance."""
        return abs(self.error) <= self.tolerance


def check_population(people: People, settings: Settings) -> list[Line]:
    """Which figures of the end of 2025 does this population give, beside the published ones?"""
    columns, first = people.columns, people.entrants.first
    rows = {name: array[:first] for name, array in columns.items()}
    lines = _ages(rows)
    lines += _members(rows, settings)
    lines += _amounts(rows, settings)
    lines += _reserves(settings)
    return lines


def _line(figure, unit, published, value, tolerance=TOLERANCE) -> Line:
    return Line(figure, unit, float(published), float(value), tolerance)


def _ages(rows) -> list[Line]:
    """Population by sex and five-year age group from 16 on; the last group is 85 and over."""
    persons = population_at_end(BASE_YEAR)
    age = np.minimum(BASE_YEAR - rows["birth_month"] // 12, 100)
    lines = []
    for sex, name in enumerate(("men", "women")):
        for low in range(15, 90, 5):
            high = 101 if low == 85 else low + 5
            published = persons[sex, max(low, 16) : high].sum()
            mask = (rows["sex"] == sex) & (age >= low) & (age < high)
            label = f"{name} {max(low, 16)}+" if low == 85 else f"{name} {max(low, 16)}-{high - 1}"
            lines.append(_line(label, "m persons", published / MILLION, rows["weight"][mask].sum() / MILLION))
    return lines


def _members(rows, settings: Settings) -> list[Line]:
    total = read_constants("base_year.yaml")
    weight, status, claim = rows["weight"], rows["status"], rows["claim"]
    pensioner = (claim == CLAIM_EMPLOYEE) | (claim == CLAIM_PUBLIC)

    def heads(mask) -> float:
        return float(weight[mask].sum()) / MILLION

    medical = rows["medical_scheme"]
    seed = replication_seed(settings.seed, settings.population_draw)
    u = uniforms(seed, Purpose.TASTE_C, rows["worker"], 0)
    table = compliance_tables().threshold_by_hukou
    # who is past the legal age and has no record is insured by nobody, in the base year as in the first
    recorded = (rows["pension_months"] + rows["deemed_months"] > 0) & (claim == CLAIM_NONE)
    age = BASE_YEAR - rows["birth_month"] // 12
    insurable = recorded | ~past_old_age(rows["sex"], age, rows["education"])
    insured = {
        name: heads(insurable & (u < table[rows["hukou"] // 2, branch, rows["employer"]]))
        for branch, name in ((2, "injury"), (3, "unemployment"))
    }
    children = total["children_in_resident_medical"] * children_under_16(BASE_YEAR) / MILLION
    flexible = np.isin(status, (PLATFORM, SELF_EMPLOYED, CASUAL))
    return [
        _line("employee pension, workers", "m persons", total["pension_workers"],
              heads((rows["pension_scheme"] >= 2) & ~pensioner)),
        _line("employee pension, retirees", "m persons", total["pension_retirees"], heads(pensioner)),
        _line("resident pension, recipients", "m persons", total["resident_pension_recipients"],
              heads(claim == CLAIM_RESIDENT)),
        _line("employee medical, workers", "m persons", total["medical_workers"],
              heads((medical == MEDICAL_EMPLOYEE) | (medical == MEDICAL_FLEXIBLE))),
        _line("employee medical, flexible and other payers", "m persons", total["medical_flexible"],
              heads(medical == MEDICAL_FLEXIBLE)),
        _line("employee medical, retirees", "m persons", total["medical_retirees"], heads(medical == MEDICAL_RETIREE)),
        _line("resident medical, children included", "m persons", total["resident_medical"],
              heads(medical == MEDICAL_RESIDENT) + children),
        _line("unemployment insurance", "m persons", total["unemployment_insured"], insured["unemployment"]),
        _line("injury insurance", "m persons", total["injury_insured"], insured["injury"]),
        _line("flexible workers", "m persons", total["flexible_workers"], heads(flexible)),
        _line("platform workers (60 to 84)", "m persons", 72.0, heads(status == PLATFORM), 12.0 / 72.0),
    ]  # fmt: skip


def _amounts(rows, settings: Settings) -> list[Line]:
    total = read_constants("base_year.yaml")
    weight, claim = rows["weight"], rows["claim"]
    world = World(settings)
    pensioner = (claim == CLAIM_EMPLOYEE) | (claim == CLAIM_PUBLIC)
    recipient = claim == CLAIM_RESIDENT
    other = total["pension_other_spending"]
    per_retiree = float(np.average(rows["pension_month"], weights=weight * pensioner)) / (1.0 - other)
    law = world.laws(BASE_YEAR)["resident_pension"]
    basic = law.basic_month[rows["province"]] + rows["account_pension_month"]
    per_recipient = float(np.average(basic, weights=weight * recipient)) / (1.0 - total["resident_other_spending"])
    return [
        _line("fund expenditure per pension retiree", "yuan a month", total["pension_per_retiree_month"], per_retiree),
        _line("fund expenditure per resident recipient", "yuan a month",
              total["resident_pension_per_recipient_month"], per_recipient),
        _line("average wage of the 2025 limits", "yuan a month", 8026.0, world.economy(BASE_YEAR).average_wage),
    ]  # fmt: skip


def _reserves(settings: Settings) -> list[Line]:
    """Opening reserves as the funds of a run hold them, against the balances of the data file."""
    held = World(settings).opening_reserves()
    published = opening_funds(BASE_YEAR)
    pairs = {
        "pension": published["employee_pension"], "resident_pension": published["resident_pension"],
        "medical": published["employee_medical_pool"] + published["employee_medical_accounts"],
        "resident_medical": published["resident_medical"], "unemployment": published["unemployment"],
        "injury": published["injury"], "care": published["care"],
    }  # fmt: skip
    return [_line(f"opening reserve, {name.replace('_', ' ')}", "bn yuan", value / 1e9, held[name] / 1e9)
            for name, value in pairs.items()]  # fmt: skip
