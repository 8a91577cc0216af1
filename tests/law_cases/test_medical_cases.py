"""Worked cases of medical, maternity and care law: year, inputs and what official texts make of them."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from ruamel.yaml import YAML

from agents.codes import GROUPS, MedicalScheme
from model.law.care import law as care_law
from model.law.care.rules import care_benefit, charge_parts
from model.law.maternity import law as maternity_law
from model.law.maternity.rules import allowance
from model.law.medical import law as medical_law
from model.law.medical.rules import flexible_wait, inpatient_payment, pensioner_scheme
from model.law.parameters import load_law
from model.law.resident_medical import law as resident_law
from model.law.resident_medical.rules import hospital_payment, resident_wait
from model.provinces import load_provinces

FOLDER = Path(__file__).parent
PROVINCES = load_provinces().names
BRANCHES = {"medical": medical_law, "resident": resident_law, "maternity": maternity_law, "care": care_law}


class Parameters(dict):
    """The parameters of a year with the case's own in their place."""

    def __init__(self, year, changes):
        law = load_law().year(year)
        super().__init__({path: law[path] for path in law})
        assert set(changes) <= set(self), "a case names a parameter that does not exist"
        self.update({path: float(value) for path, value in changes.items()})

    def array(self, path):
        return np.array(self[path], dtype=np.float64)

    def by(self, prefix, names):
        return np.array([self.get(f"{prefix}.{name}", self.get(f"{prefix}.default")) for name in names])


def load_cases():
    for file in sorted(f for stem in ("medical", "maternity", "care") for f in FOLDER.glob(f"{stem}_*.yaml")):
        table = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
        for case in table["cases"]:
            yield pytest.param({"tolerance": table["tolerance"], **case}, id=f"{file.stem}: {case['name']}")


def law_of(case, branch):
    wage = float(case["average_wage"])
    context = SimpleNamespace(
        year=case["year"], average_wage=wage, province_wage=np.full(31, wage), urban_income_month=54188 / 12,
        province_income_month=np.full(31, 54188 / 12), medical_growth=1.0, provinces=PROVINCES,
    )  # fmt: skip
    return BRANCHES[branch].resolve(Parameters(case["year"], case.get("parameters", {})), context)


def place(case):
    return PROVINCES.index(case["province"])


def contribution(case, group, base):
    law, g = law_of(case, "medical"), GROUPS.index(group)
    local = law.flexible_rate[place(case)] if g > 2 else 1.0
    return {
        "worker_month": law.worker_rate[g] * local * base,
        "employer_month": law.employer_rate[g] * base,
        "account_month": law.account_rate[g] * base,
    }


def hospital(case, cost, off_catalogue, deductible, rate):
    law = law_of(case, "medical")
    paid = inpatient_payment(
        cost, off_catalogue, deductible, rate, law.ceiling[0], law.supplement_rate, law.supplement_ceiling[0]
    )
    return {"paid": paid, "own": cost - paid}


def resident_hospital(case, cost, off_catalogue, deductible, rate):
    law = law_of(case, "resident")
    paid = hospital_payment(cost, off_catalogue, deductible, rate, law.ceiling[0], law.critical_deductible[0], 0.6)
    return {"paid": paid, "own": cost - paid}


def retiree_account(case):
    return {"account_month": law_of(case, "medical").retiree_account_month}


def claim(case, sex, months):
    law = law_of(case, "medical")
    scheme = pensioner_scheme(
        MedicalScheme.EMPLOYEE, 1, months, months, law.required_months[sex], law.paid_months_minimum,
        law.shortfall_rule, law.pay_on_limit_months,
    )  # fmt: skip
    return {"scheme": MedicalScheme(scheme).name}


def resident_financing(case):
    standard = load_law().year(case["year"])["resident_medical.subsidy"]
    return {"premium": law_of(case, "resident").premium_year, "subsidy_standard": standard}


def wait_of_resident(case, missed):
    law = law_of(case, "resident")
    months = resident_wait(
        missed, law.fixed_wait_months, law.wait_per_missed_year, law.long_gap_years, law.long_gap_months
    )
    return {"months": months}


def wait_of_flexible(case, gap, earlier_months, unpaid_months):
    law, p = law_of(case, "medical"), place(case)
    months = flexible_wait(
        gap, float(earlier_months), float(unpaid_months), law.waiting_months[p], law.interruption_months[p],
        law.waiting_grace_months, law.waiting_after_resident,
    )  # fmt: skip
    return {"months": months}


def maternity_allowance(case, base):
    return {"allowance": allowance(base, law_of(case, "maternity").paid_days[place(case)])}


def mean_benefit(case, employee_part):
    law = law_of(case, "care")
    pay_out = employee_part * law.pay_out[0] + (1.0 - employee_part) * law.pay_out[2]
    return {"year": care_benefit(12.0, law.standard_cost_month, pay_out, 1.0)}


def charge(case):
    law = law_of(case, "care")
    own, other = charge_parts(law.employee_charge_year, law.own_share)
    return {"worker": own, "employer": other}


def national(case, base):
    law, employee = law_of(case, "care"), GROUPS.index("employee")
    return {
        "worker_month": law.worker_rate[employee] * base,
        "employer_month": law.employer_rate[employee] * base,
        "covered": law.resident_share,
    }


KINDS = {
    "contribution": contribution, "hospital": hospital, "resident_hospital": resident_hospital,
    "retiree_account": retiree_account, "claim": claim, "resident_financing": resident_financing,
    "resident_wait": wait_of_resident, "flexible_wait": wait_of_flexible, "allowance": maternity_allowance,
    "mean_benefit": mean_benefit, "charge": charge, "national": national,
}  # fmt: skip


@pytest.mark.parametrize("case", list(load_cases()))
def test_law_agrees_with_the_worked_case(case):
    got = KINDS[case["kind"]](case, **case.get("inputs", {}))
    differences = {
        name: f"{got[name]} instead of {wanted}"
        for name, wanted in case["expected"].items()
        if not (
            got[name] == wanted
            if isinstance(wanted, str)
            else got[name] == pytest.approx(wanted, rel=case["tolerance"])
        )
    }
    assert not differences, f"{case['source']}: {differences}"
