"""Unemployment insurance: contributions, entitlement, benefits, premiums, and conditions for flexible workers."""

from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.codes import GROUPS, PENSION_EMPLOYEE, SECTORS, Employer, Group, Sector, Status
from model.law.parameters import load_law
from model.law.retirement.law import resolve as resolve_retirement
from model.law.unemployment import stages
from model.law.unemployment.law import UnemploymentLaw, resolve
from model.law.unemployment.rules import (
    benefit_month,
    duration,
    entitlement,
    months_left_to_pay,
    months_near_retirement,
    own_rate,
)
from tests.model.law.branch_rows import arrays_for, platform_table

W, MINIMUM, YEAR = 8000.0, 2200.0, 2026
PAID = tuple(f"paid_{payer}_unemployment" for payer in ("worker", "platform", "user", "employer", "treasury"))
DRAWN = ("benefit_unemployment", "transfer_unemployment_medical", "transfer_unemployment_pension",
         "unemployment_medical_months", "unemployment_pension_months")  # fmt: skip
FAR = 1200


class Behaviour(NamedTuple):
    unemployment_take_up: float = 0.6
    involuntary_share: float = 0.5


class Collection(NamedTuple):
    collected: np.ndarray = np.ones(6)


def law(year=YEAR, average_wage=W, **changes):
    context = SimpleNamespace(
        year=year, average_wage=average_wage, province_wage=np.full(31, average_wage),
        minimum_wage_month=np.full(31, MINIMUM),
    )  # fmt: skip
    return resolve(load_law().year(year), context)._replace(**changes)


def by_group(default=0.0, **values):
    return np.array([float(values.get(name, default)) for name in GROUPS])


def run(stage, rows, unemployment_law, compliance=None, **columns):
    """Run a stage on rows of default columns and flows of 9, with the given values; returns its arrays by name."""
    named = {
        "law_unemployment": unemployment_law, "platforms": platform_table(), "year": YEAR, "behaviour": Behaviour(),
        "law_retirement": resolve_retirement(load_law().year(YEAR)), "compliance": compliance or Collection(),
    }  # fmt: skip
    arrays = arrays_for(stage, rows, named, PAID + DRAWN)
    for name, value in columns.items():
        arrays[name][:] = value
    stage(*arrays.values())
    return arrays


def loser(**changes):
    """An employee of forty who lost work five months before the end of the year after six paid years."""
    row = {
        "group": Group.EMPLOYEE, "employer": Employer.COMPANY, "birth_month": 12 * (YEAR - 40), "loses_work": 1,
        "pension_scheme": PENSION_EMPLOYEE, "education": 2, "months_unemployed": 5, "unemployment_months": 72,
    }  # fmt: skip
    return {**row, **changes}


@pytest.mark.parametrize("year", range(2010, 2027))
def test_the_law_resolves_in_every_year_of_the_backcast(year):
    assert isinstance(law(year), UnemploymentLaw)


@pytest.mark.parametrize(("year", "total"), [(2012, 0.03), (2018, 0.01), (2024, 0.01), (2026, 0.01)])
def test_employer_and_employee_pay_the_rates_of_the_time(year, total):
    now = law(year)
    found = run(
        stages.contribute, 1, now, group=Group.EMPLOYEE, months_worked=12, unemployment_paid_months=10,
        insured_base_month=6000.0,
    )  # fmt: skip
    paid = found["paid_worker_unemployment"][0] + found["paid_employer_unemployment"][0]
    assert paid == pytest.approx(total * 60_000)
    assert found["paid_platform_unemployment"][0] == found["paid_user_unemployment"][0] == 0.0
    assert found["paid_treasury_unemployment"][0] == 0.0
    assert found["unemployment_months"][0] == 10


def test_a_part_of_what_employees_owe_is_collected_and_all_that_flexible_workers_owe():
    part = Collection(np.array([1.0, 1.0, 0.8, 0.5, 1.0, 1.0]))
    now = law(worker_rate=by_group(0.005))
    found = run(
        stages.contribute, 3, now, compliance=part, group=[Group.EMPLOYEE, Group.PUBLIC, Group.PLATFORM],
        unemployment_paid_months=10, months_worked=10, insured_base_month=6000.0,
    )  # fmt: skip
    assert found["paid_worker_unemployment"] == pytest.approx([150.0, 150.0, 300.0])
    assert found["unemployment_months"].tolist() == [10, 10, 10]


def test_flexible_workers_pay_nothing_in_the_law_in_force():
    found = run(
        stages.contribute, 3, law(), group=[Group.SELF_EMPLOYED, Group.CASUAL, Group.PLATFORM],
        platform=[-1, -1, Sector.FREIGHT], unemployment_paid_months=12, months_worked=12, insured_base_month=5000.0,
        orders_year=2000.0, platform_revenue=9000.0, platform_profit=900.0,
    )  # fmt: skip
    for name in PAID:
        assert (found[name] == 0.0).all()


@pytest.mark.parametrize(("base", "paid"), [(0, 0.005 * 60_000), (1, 250.0), (2, 0.005 * 4500), (3, 0.0)])
def test_a_design_levies_the_platform_part_on_payroll_orders_revenue_or_profit(base, paid):
    included = law(
        platform_base=base, platform_rate=by_group(platform=0.005), worker_rate=by_group(platform=0.003),
        user_rate=by_group(platform=0.002), order_charge=np.full(len(SECTORS), 0.25),
    )  # fmt: skip
    found = run(
        stages.contribute, 1, included, group=Group.PLATFORM, platform=Sector.FREIGHT, unemployment_paid_months=12,
        months_worked=12, insured_base_month=5000.0, orders_year=1000.0, platform_revenue=4500.0,
        platform_profit=-300.0,
    )  # fmt: skip
    assert found["paid_platform_unemployment"][0] == pytest.approx(paid)
    assert found["paid_worker_unemployment"][0] == pytest.approx(180.0)
    assert found["paid_user_unemployment"][0] == pytest.approx(120.0)


def test_experience_rating_raises_the_own_rate_with_every_claim():
    assert own_rate(0.005, 0.2, 3) == pytest.approx(0.008)
    rated = law(worker_rate=by_group(casual=0.005), experience_surcharge=by_group(casual=0.5))
    found = run(
        stages.contribute, 2, rated, group=Group.CASUAL, unemployment_paid_months=12, months_worked=12,
        insured_base_month=5000.0, unemployment_claims=[0, 2],
    )  # fmt: skip
    assert found["paid_worker_unemployment"] == pytest.approx([300.0, 600.0])


def test_durations_are_12_18_and_24_months():
    now = law()
    months = [0, 11, 12, 59, 60, 119, 120, 400]
    assert [duration(m, 12.0, now) for m in months] == [0, 0, 12, 12, 18, 18, 24, 24]


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 500), st.integers(0, 24), st.integers(0, 60))
def test_an_entitlement_never_falls_with_more_months_and_stays_within_the_caps(months, left, to_retirement):
    now = law()
    given_months = entitlement(months, left, 12.0, FAR, now)
    assert left <= given_months <= 24
    assert entitlement(months + 12, left, 12.0, FAR, now) >= given_months
    near = entitlement(months, left, 12.0, to_retirement, now)
    assert near in (given_months, to_retirement) and near >= min(given_months, to_retirement)


def test_benefits_are_a_share_of_the_minimum_wage_above_the_minimum_living_standard():
    now = law()
    assert benefit_month(2200.0, W, 0.9, now) == pytest.approx(1980.0)
    assert benefit_month(500.0, W, 0.9, now) == pytest.approx(800.0)


def test_a_registered_loser_draws_benefits_and_the_medical_premium():
    found = run(stages.claim, 1, law(), **loser())
    assert found["benefit_unemployment"][0] == pytest.approx(5 * 0.9 * MINIMUM)
    assert found["transfer_unemployment_medical"][0] == pytest.approx(5 * 0.063 * W)
    assert found["transfer_unemployment_pension"][0] == 0.0
    assert (found["unemployment_medical_months"][0], found["unemployment_pension_months"][0]) == (5, 0)
    assert found["unemployment_left"][0] == 13
    assert found["unemployment_months"][0] == 0
    assert found["unemployment_claims"][0] == 1


def test_a_long_spell_goes_on_in_the_next_year_until_the_entitlement_ends():
    found = run(stages.claim, 2, law(), **loser(loses_work=0, months_unemployed=12, unemployment_left=[13, 7]))
    assert found["unemployment_left"].tolist() == [1, 0]
    assert found["benefit_unemployment"] == pytest.approx([12 * 1980.0, 7 * 1980.0])
    assert found["unemployment_months"].tolist() == [72, 72]


def test_who_draws_already_needs_no_second_registration():
    found = run(stages.claim, 1, law(), **loser(unemployment_months=6, unemployment_left=9, u_grade=0.99))
    assert found["benefit_unemployment"][0] == pytest.approx(5 * 1980.0)
    assert found["unemployment_left"][0] == 4
    assert found["unemployment_months"][0] == 6
    assert found["unemployment_claims"][0] == 0


def test_those_who_do_not_register_or_qualify_draw_nothing_and_keep_their_months():
    found = run(
        stages.claim, 3, law(),
        **loser(u_grade=[0.61, 0.5, 0.5], unemployment_months=[72, 11, 72], months_alive=[12, 12, 0]),
    )  # fmt: skip
    for name in DRAWN:
        assert (found[name] == 0.0).all()
    assert found["unemployment_months"].tolist() == [72, 11, 72]
    assert (found["unemployment_claims"] == 0).all()


def test_who_neither_lost_work_nor_has_months_left_draws_nothing():
    found = run(stages.claim, 1, law(), **loser(loses_work=0))
    assert [found[name][0] for name in DRAWN] == [0] * 5


def test_waiting_months_claim_limits_and_recognition_bind_flexible_workers_alone():
    strict = law(
        waiting_months=by_group(platform=2), maximum_claims=by_group(99, platform=1),
        recognised_share=by_group(1, platform=0.9), qualifying_months=by_group(12, platform=24),
    )  # fmt: skip
    groups = [Group.EMPLOYEE, Group.PLATFORM, Group.PLATFORM, Group.PLATFORM, Group.PLATFORM]
    found = run(
        stages.claim, 5, strict,
        **loser(
            group=groups, unemployment_months=[20, 24, 23, 24, 24], unemployment_claims=[1, 0, 0, 1, 0],
            u_grade=[0.55, 0.53, 0.53, 0.53, 0.55],
        ),
    )  # fmt: skip
    assert found["benefit_unemployment"] / 1980.0 == pytest.approx([5, 3, 0, 0, 0])


def test_flexible_work_lost_by_january_falls_under_the_rules_of_flexible_workers():
    strict = law(recognised_share=by_group(1, casual=0.5), waiting_months=by_group(casual=1))
    before = [Status.CASUAL, Status.CASUAL, Status.EMPLOYEE, Status.CASUAL]
    now = [Status.UNEMPLOYED, Status.UNEMPLOYED, Status.UNEMPLOYED, Status.EMPLOYEE]
    group = [Group.NONE, Group.NONE, Group.NONE, Group.EMPLOYEE]
    rows = loser(group=group, status=now, status_before=before, u_grade=[0.29, 0.31, 0.59, 0.59])
    found = run(stages.claim, 4, strict, **rows)
    # registered 0.6, recognised half; a month of waiting off the five
    assert found["benefit_unemployment"] / 1980.0 == pytest.approx([4, 0, 5, 5])


def test_a_deep_fall_of_income_is_a_claim_of_flexible_workers_who_may_claim():
    rows = loser(
        group=[Group.PLATFORM] * 4 + [Group.EMPLOYEE], loses_work=0, months_unemployed=[0, 0, 0, 3, 0],
        income_drop_months=7, may_claim_unemployment=[1, 1, 0, 1, 0], u_grade=[0.14, 0.16, 0.01, 0.01, 0.01],
        unemployment_claims=2,
    )  # fmt: skip
    found = run(stages.claim, 5, law(waiting_months=by_group(platform=1)), **rows)
    # recognised half of the drops, against the person's will half of them, registered 0.6: 0.15 of all
    assert found["benefit_unemployment"] / 1980.0 == pytest.approx([6, 0, 0, 0, 0])
    assert found["unemployment_claim_number"].tolist() == [3, 0, 0, 0, 0]
    # he works on and pays his own premiums
    assert (found["transfer_unemployment_medical"] == 0.0).all()
    assert (found["unemployment_medical_months"] == 0).all()


def test_benefits_that_reach_the_last_year_run_on_until_retirement():
    # a man born in January 1967 retires at 60 years and 7 months, 19 months after January 2026; one born in January
    # 1968 at 60 years and 10 months, 34 months after it, so only benefits of 22 months or more reach his last year
    found = run(
        stages.claim, 3, law(),
        **loser(birth_month=[12 * 1967, 12 * 1968, 12 * 1968], unemployment_months=[24, 60, 120], months_unemployed=12),
    )  # fmt: skip
    assert found["unemployment_left"].tolist() == [19 - 12, 18 - 12, 34 - 12]


def test_the_fund_pays_pension_contributions_in_the_last_year_before_retirement():
    # born in January 1966, he retires at 60 years and 4 months, in May 2026: all months drawn lie in the last year
    found = run(
        stages.claim, 1, law(), **loser(birth_month=12 * 1966, loses_work=0, months_unemployed=4, unemployment_left=9)
    )  # fmt: skip
    assert found["transfer_unemployment_pension"][0] == pytest.approx(4 * 0.2 * 0.6 * W)
    assert found["unemployment_pension_months"][0] == found["unemployment_medical_months"][0] == 4
    assert months_near_retirement(12, 13, law()) == 11
    assert months_near_retirement(12, 30, law()) == 0


@pytest.mark.parametrize(
    ("paid", "worked", "by_fund", "own"), [(8, 8, 4, 8), (12, 8, 4, 8), (12, 0, 12, 0), (9, 8, 4, 8), (12, 6, 4, 8)]
)
def test_who_draws_benefits_does_not_pay_for_the_months_that_the_fund_pays(paid, worked, by_fund, own):
    assert months_left_to_pay(paid, worked, by_fund) == own


def test_before_the_decision_of_2024_no_pension_months_are_paid_by_the_fund():
    row = loser(birth_month=12 * 1966, loses_work=0, months_unemployed=4, unemployment_left=9)
    found = run(stages.claim, 1, law(2024), **row)
    assert found["transfer_unemployment_pension"][0] == 0.0
    assert found["unemployment_pension_months"][0] == 0


def test_the_fund_of_2024_takes_and_spends_what_is_published():
    average_wage, insured, stock = 7838.0, 245.9e6, 3.6e6
    now = law(2024, average_wage)
    rate = now.worker_rate[Group.EMPLOYEE] + now.employer_rate[Group.EMPLOYEE]
    contributions = insured * 11.5 * 0.85 * average_wage * rate
    revenue = contributions + 0.02 * 323e9
    assert 190e9 < revenue < 200e9
    monthly = now.benefit_share[1] * 2250.0 + now.medical_premium_share * average_wage
    spending = stock * 12 * monthly + now.other_spending_share * contributions
    assert spending == pytest.approx(184.2e9, rel=0.03)


def test_the_medical_premium_of_2021_comes_out():
    now = law(2021, 6430.0)
    assert 2.65e6 * 12 * now.medical_premium_share * 6430.0 == pytest.approx(12.9e9, rel=0.01)
