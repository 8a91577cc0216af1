"""Work injury insurance: contributions, payments by fund and employer, expectation, and the fund's yearly totals."""

import inspect
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.codes import CLAIM_EMPLOYEE, CLAIM_RESIDENT, EMPLOYEE, GROUPS, PLATFORM, SECTORS, Employer, Group, Sector
from model.hazards import RISK_CLASSES, load_injury_risk
from model.law.injury import stages
from model.law.injury.law import EMPLOYERS, InjuryLaw, resolve
from model.law.injury.rules import (
    expected_payment,
    expected_payment_parts,
    fund_payment,
    monthly_payment,
    own_wage,
)
from model.law.parameters import load_law
from tests.model.law.branch_rows import arrays_for, platform_table

W, MINIMUM, INCOME = 8000.0, 2200.0, 54_000.0
FLOWS = ("benefit_injury", "expected_injury", "employer_injury", "benefit_injury_allowance")
PAID = tuple(f"paid_{payer}_injury" for payer in ("worker", "platform", "user", "employer", "treasury"))
# insured heads in millions, as the notes of the hazards have them, and declared base over W by employer
INSURED = {
    "public": (37, 1.20), "state_owned": (40, 1.15), "foreign": (21, 1.05), "company": (56, 0.85),
    "private_large": (29, 0.70), "private_medium": (42, 0.65), "private_small": (60, 0.62),
    "household_business": (21, 0.62),
}  # fmt: skip
WORKED = 0.98  # part of the year that they work


class Collection(NamedTuple):
    collected: np.ndarray = np.ones(6)


def law(year=2025, average_wage=W, income=INCOME, **changes):
    context = SimpleNamespace(
        year=year, average_wage=average_wage, province_wage=np.full(31, average_wage),
        urban_income_month=income / 12.0, minimum_wage_month=np.full(31, MINIMUM),
        economy=SimpleNamespace(pension_adjustment=0.02),
    )  # fmt: skip
    return resolve(load_law().year(year), context)._replace(**changes)


def by_group(**values):
    return np.array([float(values.get(name, 0.0)) for name in GROUPS])


def run(stage, rows, injury_law, compliance=None, **columns):
    """Run a stage on rows of default columns and flows of 9, with the given values; returns its arrays by name.

    Values of columns that this stage does not read, but the branch's other one does, are left out.
    """
    both = (stages.contribute, stages.claim)
    assert set(columns) <= {name for one in both for name in inspect.signature(one.py_func).parameters}
    named = {
        "law_injury": injury_law, "platforms": platform_table(),
        "injury_means": stages.injury_means(load_injury_risk(), injury_law),
        "compliance": compliance or Collection(),
    }  # fmt: skip
    arrays = arrays_for(stage, rows, named, FLOWS + PAID)
    for name in columns.keys() & arrays.keys():
        arrays[name][:] = columns[name]
    stage(*arrays.values())
    return arrays


def employee(**changes):
    row = {
        "status": EMPLOYEE, "group": Group.EMPLOYEE, "employer": Employer.COMPANY, "months_worked": 12,
        "injury_months": 12, "injury_part": 1.0, "injury_base_month": 6000.0, "wage_month": 7500.0,
    }  # fmt: skip
    return {**row, **changes}


def rider(**changes):
    row = {
        "status": PLATFORM, "group": Group.PLATFORM, "platform": Sector.FOOD_DELIVERY, "months_worked": 12,
        "injury_months": 12, "injury_part": 1.0, "injury_base_month": 6000.0, "wage_month": 6800.0,
        "orders_year": 10_000.0, "platform_revenue": 67_000.0, "platform_profit": 5_000.0,
    }  # fmt: skip
    return {**row, **changes}


def test_industry_classes_of_every_employer_add_to_one():
    year = load_law().year(2025)
    for name in EMPLOYERS:
        assert year.array(f"injury.industry_mix.{name}").sum() == pytest.approx(1.0)


def test_the_law_is_made_of_floats_integers_and_contiguous_arrays():
    for name, value in law()._asdict().items():
        if isinstance(value, np.ndarray):
            assert value.dtype == np.float64 and value.flags.c_contiguous and value.flags.writeable, name
        else:
            assert isinstance(value, int if name == "platform_base" else float), name


@pytest.mark.parametrize("year", range(2010, 2027))
def test_the_law_resolves_in_every_year_of_the_backcast(year):
    assert isinstance(law(year), InjuryLaw)
    assert (law(year).industry_rate[1:] > 0.0).all()


def test_employers_pay_the_rate_of_their_industries_and_nobody_else_pays():
    found = run(stages.contribute, 2, law(), **employee(employer=[Employer.COMPANY, Employer.PUBLIC]))
    rates = law().industry_rate
    assert found["paid_employer_injury"] == pytest.approx(72_000.0 * rates[[4, 1]])
    assert 0.001 < rates[Employer.PUBLIC] < 0.002 < 0.006 < rates[Employer.COMPANY] < 0.0085
    for name in PAID:
        if name != "paid_employer_injury":
            assert (found[name] == 0.0).all()


def test_a_part_of_what_employers_owe_is_collected_and_all_that_flexible_workers_owe():
    part = Collection(np.array([1.0, 1.0, 0.8, 0.5, 1.0, 1.0]))
    now = law(employer_rate=by_group(platform=0.004))
    employers = run(stages.contribute, 1, now, compliance=part, **employee(employer=Employer.COMPANY))
    platforms = run(stages.contribute, 1, now, compliance=part, **rider())
    assert employers["paid_employer_injury"][0] == pytest.approx(0.8 * 72_000.0 * now.industry_rate[Employer.COMPANY])
    assert platforms["paid_employer_injury"][0] == pytest.approx(0.004 * 72_000.0)


def test_the_pilot_charges_covered_orders_and_nothing_else():
    found = run(stages.contribute, 2, law(2026), **rider(injury_pilot=1, injury_months=[12, 6]))
    assert found["paid_platform_injury"] == pytest.approx([700.0, 350.0])
    for name in PAID:
        if name != "paid_platform_injury":
            assert (found[name] == 0.0).all()


@pytest.mark.parametrize(("base", "paid"), [(0, 0.004 * 72_000), (1, 500.0), (2, 0.004 * 67_000), (3, 0.004 * 5_000)])
def test_a_design_levies_the_platform_part_on_payroll_orders_revenue_or_profit(base, paid):
    included = law(
        platform_base=base, platform_rate=by_group(platform=0.004), worker_rate=by_group(platform=0.001),
        user_rate=by_group(platform=0.002), treasury_rate=by_group(platform=0.0005),
        order_charge=np.full(len(SECTORS), 0.05),
    )  # fmt: skip
    found = run(stages.contribute, 1, included, **rider())
    assert found["paid_platform_injury"][0] == pytest.approx(paid)
    assert found["paid_worker_injury"][0] == pytest.approx(72.0)
    assert found["paid_user_injury"][0] == pytest.approx(144.0)
    assert found["paid_treasury_injury"][0] == pytest.approx(36.0)
    assert found["paid_employer_injury"][0] == 0.0


def test_without_cover_or_life_nothing_is_paid():
    found = run(stages.contribute, 2, law(), **employee(injury_months=[0, 12], months_alive=[12, 0]))
    for name in PAID:
        assert (found[name] == 0.0).all()


def test_fund_payments_of_a_grade_7_a_death_and_an_injury_without_grade():
    now = law()
    treatment = now.treatment_cost
    wage = own_wage(6000.0, W, now)
    grade_7 = 13 * wage + 12 * 0.5 * wage + treatment[6]
    assert fund_payment(6, 0, wage, W, now) == pytest.approx(grade_7)
    death = 6 * W + 20 * INCOME + 0.35 * 12 * 9 * wage + treatment[11]
    assert fund_payment(11, 0, wage, W, now) == pytest.approx(death)
    assert fund_payment(10, 0, wage, W, now) == pytest.approx(treatment[10])


def test_the_pilot_pays_on_the_standard_base_with_living_support_and_without_the_medical_grant():
    now = law()
    expected = 13 * W + 0.4 * now.leave_months[6] * W + now.treatment_cost[6]
    assert fund_payment(6, 1, W, W, now) == pytest.approx(expected)


@settings(deadline=None, derandomize=True)
@given(st.integers(0, len(RISK_CLASSES) - 1), st.floats(3000, 30_000), st.sampled_from([0, 1]))
def test_the_expected_payment_is_the_sum_over_outcomes(row, wage, pilot):
    now, share = law(), load_injury_risk().share[row]
    by_hand = sum(share[k] * fund_payment(k, pilot, wage, W, now) for k in range(12))
    assert expected_payment(pilot, wage, W, share, now) == pytest.approx(by_hand)
    fixed, of_wage, of_local_wage = expected_payment_parts(pilot, share, now)
    assert fixed + of_wage * wage + of_local_wage * W == pytest.approx(by_hand, rel=1e-12)


@pytest.mark.parametrize("kind", [employee, rider])
def test_realised_payments_average_to_the_expected_payment(kind):
    # all combinations of 20 strata of u_injury and 12 outcomes, weighted with the probability of the outcome
    hazard, strata = 0.4, 20
    row = RISK_CLASSES.index("company" if kind is employee else "food_delivery")
    share = load_injury_risk().share[row]
    u_injury = np.repeat((np.arange(strata) + 0.5) / strata, 12)
    outcome = np.tile(np.arange(12), strata)
    weight = np.tile(share, strata) / strata
    found = run(
        stages.claim, 12 * strata, law(),
        **kind(
            injury_hazard=hazard, injury_months=6, injury_pilot=int(kind is rider), u_injury=u_injury,
            injured=np.where(u_injury < hazard, outcome + 1, 0),
        ),
    )  # fmt: skip
    assert (weight * found["benefit_injury"]).sum() == pytest.approx(found["expected_injury"][0])
    assert found["expected_injury"] == pytest.approx(np.full(12 * strata, found["expected_injury"][0]))


def test_the_employer_pays_the_leave_and_the_employment_grant_of_the_insured():
    found = run(stages.claim, 1, law(), **employee(injury_hazard=0.01, u_injury=0.001, injured=7))
    assert found["employer_injury"][0] == pytest.approx(7 * 7500.0 + 16 * 0.5 * 6000.0)
    assert found["injury_grade"][0] == 7
    assert found["injury_wage_month"][0] == 6000.0
    assert found["injury_allowance_month"][0] == 0.0


def test_an_employer_without_insurance_owes_everything_and_pays_a_part():
    now = law()
    found = run(stages.claim, 1, now, **employee(injury_hazard=0.01, u_injury=0.001, injured=7, injury_months=0))
    everything = 7 * 7500.0 + 16 * 0.5 * 7500.0 + fund_payment(6, 0, 7500.0, W, now)
    assert found["employer_injury"][0] == pytest.approx(now.uninsured_recovery * everything)
    assert found["benefit_injury"][0] == found["expected_injury"][0] == 0.0


def test_nobody_owes_a_flexible_worker_without_cover_anything():
    found = run(stages.claim, 1, law(), **rider(injury_hazard=0.01, u_injury=0.001, injured=3, injury_months=0))
    assert [found[name][0] for name in FLOWS] == [0.0] * 4
    assert found["injury_grade"][0] == 0


def test_grades_1_to_4_draw_a_rising_allowance_from_the_next_year_on():
    now = law()
    hurt = run(stages.claim, 1, now, **employee(injury_hazard=0.01, u_injury=0.001, injured=2))
    assert hurt["injury_allowance_month"][0] == pytest.approx(0.85 * 6000.0)
    assert hurt["benefit_injury_allowance"][0] == 0.0
    later = run(stages.claim, 1, now, injury_grade=2, injury_allowance_month=5100.0)
    assert later["injury_allowance_month"][0] == pytest.approx(5202.0)
    assert later["benefit_injury_allowance"][0] == pytest.approx(12 * (5202.0 + 0.30 * W))


def test_the_allowance_has_the_minimum_wage_as_floor_and_tops_up_a_lower_pension():
    now = law(nursing_share=np.zeros(4))
    assert monthly_payment(4, 1500.0, 0.0, 0, 0, 12, MINIMUM, W, now) == pytest.approx(12 * MINIMUM)
    half = monthly_payment(4, 4000.0, 3000.0, CLAIM_EMPLOYEE, 6, 12, MINIMUM, W, now)
    assert half == pytest.approx(6 * 4000.0 + 6 * 1000.0)
    assert monthly_payment(4, 4000.0, 5000.0, CLAIM_EMPLOYEE, 12, 12, MINIMUM, W, now) == 0.0
    assert monthly_payment(4, 4000.0, 200.0, CLAIM_RESIDENT, 12, 12, MINIMUM, W, now) == pytest.approx(48_000.0)


def test_the_employer_pays_grades_5_and_6_while_the_employment_lasts():
    given = {"injury_grade": 5, "injury_allowance_month": 1000.0, "months_worked": 12}
    found = run(stages.claim, 2, law(), **given, group=[Group.EMPLOYEE, Group.NONE])
    assert found["employer_injury"] == pytest.approx([12 * 1020.0, 0.0])
    assert (found["benefit_injury_allowance"] == 0.0).all()


def test_a_second_injury_replaces_the_grade_only_if_it_is_worse():
    given = employee(injury_hazard=0.01, u_injury=0.001, injured=[9, 3], injury_grade=6)
    assert run(stages.claim, 2, law(), **given)["injury_grade"].tolist() == [6, 3]


def test_the_dead_receive_nothing():
    found = run(stages.claim, 1, law(), **employee(injury_hazard=0.01, injured=5, injury_grade=1, months_alive=0))
    assert [found[name][0] for name in FLOWS] == [0.0] * 4


def test_the_fund_of_2024_takes_and_spends_what_is_published():
    average_wage, months = 7838.0, 11.5
    now = law(2024, average_wage, 51_821.0)
    risk = load_injury_risk()
    revenue = one_off = graded_1_to_4 = 0.0
    for name, (millions, ratio) in INSURED.items():
        heads, base = millions * 1e6, ratio * average_wage
        injured = heads * WORKED * risk.rate[RISK_CLASSES.index(name)]
        revenue += heads * months * base * now.industry_rate[Employer[name.upper()]]
        row = RISK_CLASSES.index(name)
        wage = own_wage(base, average_wage, now)
        one_off += injured * expected_payment(0, wage, average_wage, risk.share[row], now)
        graded_1_to_4 += injured * risk.share[row, :4].sum()
    revenue *= 1.0 + 0.03  # interest on 143 billion and the pilot's charges
    nursing = 0.21 * average_wage * 12 * 18 * graded_1_to_4
    allowances = 56_000.0 * 13 * graded_1_to_4
    spending = one_off + allowances + nursing + now.other_spending_share * revenue
    assert revenue == pytest.approx(134.4e9, rel=0.03)
    assert spending == pytest.approx(129.8e9, rel=0.03)
