"""Rows on which stages of the employee pension run, and the law that they run under: shared by their tests."""

import inspect
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np

from agents.columns import FLOW_BY_NAME, allocate, allocate_flows
from model.law.parameters import load_law
from model.law.pension.law import resolve
from model.law.retirement.law import resolve as resolve_retirement

WAGE = 8000.0


class Platforms(NamedTuple):
    sector: np.ndarray


class Subsidy(NamedTuple):
    subsidy_mode: int
    subsidy_rate: float
    subsidy_income_cap_month: float
    matching_to_account: int = 0
    base_floor: np.ndarray = np.full((6, 6), 0.6)


class ResidentPension(NamedTuple):
    pension_age: int


class Unemployment(NamedTuple):
    pension_rate: float
    pension_base_share: float
    province_wage: np.ndarray


NO_SUBSIDY = Subsidy(0, 0.0, 0.0)
UNEMPLOYMENT = Unemployment(0.20, 0.60, np.full(31, WAGE))
RESIDENT_PENSION = ResidentPension(720)
PLATFORMS = Platforms(np.array([0, 2]))


def month(year, number=1):
    return 12 * year + number - 1


def law(year=2026, **changes):
    context = SimpleNamespace(
        year=year, average_wage=WAGE, province_wage=np.full(31, WAGE), province_income_month=np.full(31, 4500.0)
    )
    resolved = resolve(load_law().year(year), context)
    return resolved._replace(benefit_wage=np.full(31, WAGE))._replace(**changes)


def retirement_law(year=2026, **changes):
    return resolve_retirement(load_law().year(year))._replace(**changes)


def people(rows, **columns):
    table = allocate(rows) | allocate_flows(rows)
    for name in FLOW_BY_NAME:
        table[name][:] = 99  # what an earlier block left behind
    table["pension_bought_months"][:] = 0
    table["support_share"][:] = 0.0
    table["months_alive"][:] = 12
    table["dies"][:] = 0
    table["unemployment_pension_months"][:] = 0
    table["pension_rate_cut"][:] = 0.0
    for name, values in columns.items():
        table[name][:] = values
    return table


def run(stage, table, **named):
    named = {
        "year": 2026, "law_pension": law(), "law_retirement": retirement_law(), "law_unemployment": UNEMPLOYMENT,
        "law_resident_pension": RESIDENT_PENSION,
    } | named  # fmt: skip
    stage(*[(table | named)[name] for name in inspect.signature(stage.py_func).parameters])
    return table
