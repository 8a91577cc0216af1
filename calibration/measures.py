"""What does the model count or book in the place of a published figure? One small function for each kind of figure.

A measure reads a model whose year has just closed. Amounts are persons, yuan or ratios; `unit` is that of the
published figures.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

PERSONS, YUAN, MONTH, RATIO, SHARE = "10k persons", "100m yuan", "yuan a month", "ratio", "percent"
SEPARATE_MATERNITY_UNTIL = 2018  # published totals of employee medical include maternity from the year after
MONTHS = 12.0


class Measure(NamedTuple):
    """In which unit are the published figures of a quantity, and how does it follow from a model?"""

    unit: str
    value: Callable  # model -> persons, yuan or a share


def _count(name: str, *groups: str) -> Callable:
    return lambda model: model.totals.count(name, *groups)


def _reserve(*funds: str) -> Callable:
    return lambda model: math.fsum(model.funds[name].reserve for name in funds)


def booked_total(fund: str, flow: str) -> Callable:
    """How does a published total of revenue or expenditure follow from the ledgers? Yuan of the model's last year."""

    def value(model) -> float:
        from model.first_year import booked

        return booked(model.funds)[fund, flow]

    return value


def _medical(flow: str) -> Callable:
    """Employee medical alone while maternity had a fund of its own, both since they are one."""

    def value(model) -> float:
        if model.year > SEPARATE_MATERNITY_UNTIL:
            return booked_total("medical_with_maternity", flow)(model)
        own = booked_total("medical", flow)(model)
        # the model settles both in every year: what maternity lacks is spent by employee medical
        return own - model.funds["maternity"].memos[-1].transfers_in if flow == "expenditure" else own

    return value


def _both_medical(flow: str) -> Callable:
    return lambda model: _medical(flow)(model) + booked_total("resident_medical", flow)(model)


def resident_medical_members(model) -> float:
    """How many have resident medical at the year's end, children under sixteen included?"""
    from model.start_year import start_constants

    children = float(model.named["demography"].children_under_16)
    enrolled = start_constants(model.settings.start)["children_in_resident_medical"]
    return model.totals.count("resident_medical") + enrolled * children


def resident_pension_members(model) -> float:
    """How many are registered in the resident pension at the year's end? Who pays nothing in a year stays in it."""
    from agents.codes import CLAIM_NONE, LIVING, PENSION_NONE

    rows = model.rows
    c = {name: model.columns[name][:rows] for name in ("alive", "pension_scheme", "resident_months", "claim", "weight")}
    idle = (c["alive"] == LIVING) & (c["pension_scheme"] == PENSION_NONE) & (c["resident_months"] > 0)
    return model.totals.count("resident_pension") + float(c["weight"][idle & (c["claim"] == CLAIM_NONE)].sum())


def drawing_benefit(model) -> float:
    """How many draw unemployment benefit in the mean of the year? Money paid over the mean benefit of a month."""
    from agents.codes import GROUP_EMPLOYEE
    from model.law.unemployment.rules import benefit_month
    from model.provinces import load_provinces

    law = model.named["law_unemployment"]
    share = float(law.benefit_share[GROUP_EMPLOYEE])
    paid = [benefit_month(least, wage, share, law)
            for least, wage in zip(law.minimum_wage_month, law.province_wage, strict=True)]  # fmt: skip
    month = float(np.average(paid, weights=load_provinces().worker_share))
    return model.totals.money["benefit_unemployment"] / (MONTHS * month)


def insured_injuries(model) -> float:
    """How many insured employees are injured at work in the year? All injuries times the share that is insured."""
    count, employees = model.totals.count, ("employee", "public")
    return count("injuries", *employees) * count("injury", *employees) / count("in_work", *employees)


def _older_than(age: int) -> Callable:
    """Persons of this age and over at the year's end."""

    def value(model) -> float:
        from agents.codes import LIVING

        columns, rows = model.columns, model.rows
        born_by = MONTHS * (model.year + 1 - age)
        old = (columns["alive"][:rows] == LIVING) & (columns["birth_month"][:rows] < born_by)
        return float(columns["weight"][:rows][old].sum())

    return value


def _subsidy(model) -> float:
    return model.funds["pension"].memos[-1].subsidy_rule


def _ratio(above: Callable, below: Callable, scale: float = 1.0) -> Callable:
    return lambda model: above(model) / (scale * below(model))


def _sum(first: Callable, second: Callable, sign: float = 1.0) -> Callable:
    return lambda model: first(model) + sign * second(model)


def _economy(field: str) -> Callable:
    return lambda model: float(getattr(model.world.economy(model.year), field))


def _fund(name: str) -> dict[str, Measure]:
    """Revenue, expenditure and reserve of one fund as it is booked."""
    return {
        f"{name}.revenue": Measure(YUAN, booked_total(name, "revenue")),
        f"{name}.expenditure": Measure(YUAN, booked_total(name, "expenditure")),
        f"{name}.reserve": Measure(YUAN, _reserve(name)),
    }


FLEXIBLE = ("platform", "self_employed", "casual")
_WORKERS, _RETIREES, _RECIPIENTS = _count("pension"), _count("employee_pensioners"), _count("resident_pensioners")
_PENSIONS, _RESIDENT_PENSIONS = booked_total("pension", "expenditure"), booked_total("resident_pension", "expenditure")
_PILOT = _count("injury", "platform")  # platform workers have no other cover in these years

MEASURES: dict[str, Measure] = {
    "pension.members": Measure(PERSONS, _sum(_WORKERS, _RETIREES)),
    "pension.workers": Measure(PERSONS, _WORKERS),
    "pension.retirees": Measure(PERSONS, _RETIREES),
    "pension.flexible": Measure(PERSONS, _count("flexible_pension")),
    **_fund("pension"),
    "pension.subsidy": Measure(YUAN, _subsidy),
    "pension.per_retiree": Measure(MONTH, _ratio(_PENSIONS, _RETIREES, MONTHS)),
    "pension.support_ratio": Measure(RATIO, _ratio(_WORKERS, _RETIREES)),
    "resident_pension.members": Measure(PERSONS, resident_pension_members),
    "resident_pension.recipients": Measure(PERSONS, _RECIPIENTS),
    **_fund("resident_pension"),
    "resident_pension.per_recipient": Measure(MONTH, _ratio(_RESIDENT_PENSIONS, _RECIPIENTS, MONTHS)),
    "medical.members": Measure(PERSONS, _sum(_count("medical"), _count("medical_retirees"))),
    "medical.workers": Measure(PERSONS, _count("medical")),
    "medical.retirees": Measure(PERSONS, _count("medical_retirees")),
    "medical.flexible": Measure(PERSONS, _count("flexible_medical")),
    "medical.revenue": Measure(YUAN, _medical("revenue")),
    "medical.expenditure": Measure(YUAN, _medical("expenditure")),
    "medical.reserve": Measure(YUAN, _reserve("medical")),
    "resident_medical.members": Measure(PERSONS, resident_medical_members),
    **_fund("resident_medical"),
    "both_medical.revenue": Measure(YUAN, _both_medical("revenue")),
    "both_medical.expenditure": Measure(YUAN, _both_medical("expenditure")),
    "maternity.members": Measure(PERSONS, _count("maternity")),
    "maternity.expenditure": Measure(YUAN, booked_total("maternity", "expenditure")),
    "unemployment.members": Measure(PERSONS, _count("unemployment")),
    "unemployment.recipients": Measure(PERSONS, drawing_benefit),
    "unemployment.persons_paid": Measure(PERSONS, _count("unemployment_claimants")),
    **_fund("unemployment"),
    "injury.members": Measure(PERSONS, _sum(_count("injury"), _PILOT, -1.0)),
    "injury.pilot_members": Measure(PERSONS, _PILOT),
    "injury.recognised": Measure(PERSONS, insured_injuries),
    **_fund("injury"),
    "unemployment_and_injury.revenue": Measure(YUAN, booked_total("unemployment_and_injury", "revenue")),
    "care.members": Measure(PERSONS, _count("care")),
    "care.revenue": Measure(YUAN, booked_total("care", "revenue")),
    "care.expenditure": Measure(YUAN, booked_total("care", "expenditure")),
    "persons.employed": Measure(PERSONS, _count("in_work")),
    "persons.flexible": Measure(PERSONS, _count("persons", *FLEXIBLE)),
    "persons.platform": Measure(PERSONS, _count("persons", "platform")),
    "persons.over_60": Measure(PERSONS, _older_than(60)),
    "persons.over_65": Measure(PERSONS, _older_than(65)),
    "economy.average_wage": Measure(MONTH, _economy("average_wage")),
    "economy.account_rate": Measure(SHARE, _economy("account_rate")),
    "economy.pension_adjustment": Measure(SHARE, _economy("pension_adjustment")),
}
