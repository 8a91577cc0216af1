"""The ledger of a person's year and life: sums by hand, factors in closed form, types known in advance."""

import inspect

import numpy as np
import pytest

from agents.columns import BENEFIT_FLOWS, COLUMNS, CONTRIBUTION_FLOWS, allocate, allocate_flows
from model import SocialInsuranceModel
from model.books import BENEFITS
from model.lifetime import account_benefits, account_contributions, account_household, add_year, year_factors
from model.population import Entrants
from model.profiles import NAMES, Profiles, effective_sizes, profile_of
from model.settings import Settings
from model.year import LEDGER_PLAN, YEAR_PLAN


def named_arguments(stage, table):
    return [table[name] for name in inspect.signature(stage.py_func).parameters]


def test_every_contribution_is_counted_once_and_the_own_part_is_what_income_loses():
    table = allocate(2) | allocate_flows(2)
    others = [flow.name for flow in CONTRIBUTION_FLOWS if not flow.name.startswith("paid_worker_")]
    for place, name in enumerate(others):
        table[name][:] = [2.0**place, 0.0]
    table["income_gross"][:], table["own_medical"][:], table["income_net"][:] = 1000.0, 100.0, [650.0, 900.0]
    account_contributions(*named_arguments(account_contributions, table))
    assert table["paid_others_year"].tolist() == [np.float32(2.0 ** len(others) - 1.0), 0.0]
    assert table["paid_own_year"].tolist() == [250.0, 0.0]


def test_every_benefit_of_every_fund_is_counted_once():
    table = allocate(1) | allocate_flows(1)
    paid = [name for names in BENEFITS.values() for name in names]
    for place, name in enumerate(paid):
        table[name][:] = 2.0**place
    account_benefits(*named_arguments(account_benefits, table))
    assert table["benefit_year"][0] == 2.0 ** len(paid) - 1.0
    assert {name for name in paid} == {flow.name for flow in BENEFIT_FLOWS if flow.name.startswith("benefit_")}


def test_the_household_part_is_copied():
    table = allocate(2) | allocate_flows(2)
    table["income_net"][:], table["own_medical"][:], table["consumption"][:] = [-5.0, 7.0], [1.0, 0.0], [3.0, 4.0]
    account_household(*named_arguments(account_household, table))
    assert table["net_income_year"].tolist() == [-5.0, 7.0]
    assert table["consumption_year"].tolist() == [3.0, 4.0] and table["own_medical_year"].tolist() == [1.0, 0.0]


def test_the_factors_are_those_of_the_utility_of_scaled_consumption():
    gamma, tax, cost, price, consumption = 3.0, 0.02, 0.004, 1.5, 4e4
    factors = year_factors(0.9, tax, np.full(11, cost), price, gamma)
    real = consumption / price

    def utility(c):
        return c ** (1 - gamma) / (1 - gamma)

    assert factors[4, 0] * utility(real) == pytest.approx(0.9 * utility(real / ((1 + tax) * (1 + cost))), rel=1e-12)
    assert factors[4, 1] * utility(real) == pytest.approx(0.9 * utility(real / (1 + cost)), rel=1e-12)
    assert factors[4, 2] * consumption == pytest.approx(0.9 * real / ((1 + tax) * (1 + cost)), rel=1e-12)


def test_the_year_is_added_to_the_life_with_the_factors_of_the_income_group():
    factors = np.zeros((11, 3))
    factors[0], factors[7] = [0.5, 0.25, 2.0], [1.0, 3.0, 0.1]
    group = np.array([0, 7], dtype=np.int8)
    sums = [np.array([-10.0, 0.0]), np.array([0.0, -1.0]), np.array([5.0, 0.0])]
    add_year(group, np.array([-1.0, -2.0]), np.array([10.0, 20.0], dtype=np.float32), factors, *sums)
    assert [array.tolist() for array in sums] == [[-10.5, -2.0], [-0.25, -7.0], [25.0, 2.0]]


@pytest.fixture
def people():
    """Two living at the start, one entrant whose life is scored and one whose life is not."""
    columns = allocate(4)
    columns["birth_month"][:] = [12 * 1991, 12 * 1990, 12 * 2010, 12 * 2040]
    columns["start_status"][:] = [3, 3, 0, 0]
    columns["sex"][:], columns["weight"][:] = [0, 0, 1, 1], [2.0, 3.0, 4.0, 5.0]
    columns["start_hukou"][:], columns["hukou"][:] = [0, 0, 2, 2], 1  # where they moved to later is no type
    entrants = Entrants(2, {2026: 3, 2056: 4})
    return columns, profile_of(columns, entrants, Settings(until=2060))


def test_profiles_are_known_in_advance_and_leave_out_lives_that_are_not_scored(people):
    _, profile = people
    assert [NAMES[at] for at in profile[:3]] == [
        ("living", "young", "platform"), ("living", "older", "platform"), ("entrant", "female", "rural_local"),
    ]  # fmt: skip
    assert profile[3] == -1


def test_profiles_add_weighted_yuan_and_know_their_effective_size(people):
    columns, profile = people
    columns["paid_own_year"][:], columns["benefit_year"][:] = 10.0, [0.0, 1.0, 2.0, 3.0]
    profiles = Profiles(profile, columns["weight"])
    profiles.add(2026, columns, 4, 1.02, 0.03)
    frame = profiles.frame().set_index(["cohort", "kind", "type"])
    assert frame["paid_own"].sum() == 10.0 * (2.0 + 3.0 + 4.0)
    assert frame.at[("entrant", "female", "rural_local"), "benefits"] == 8.0
    assert effective_sizes(profile, columns["weight"]).sum() == pytest.approx(3.0)
    assert effective_sizes(np.zeros(2, dtype=np.int16), np.array([3.0, 1.0]))[0] == pytest.approx(16.0 / 10.0)


@pytest.fixture(scope="module")
def with_ledger(compiled):
    """A model that keeps the ledger, after two years."""
    model = SocialInsuranceModel(settings=Settings(population=1500, until=2027, lifetime_ledger=True))
    while model.running:
        model.step()
    return model


def test_profiles_of_everyone_are_the_books_of_the_year(with_ledger):
    frame = with_ledger.profiles.frame().query("year == 2027")
    money = with_ledger.totals.money
    own = sum(money[f.name] for f in CONTRIBUTION_FLOWS if f.name.startswith("paid_worker_"))
    others = sum(money[f.name] for f in CONTRIBUTION_FLOWS if not f.name.startswith("paid_worker_"))
    benefits = sum(money[f.name] for f in BENEFIT_FLOWS if f.name.startswith("benefit_"))
    assert frame["paid_own"].sum() == pytest.approx(own, rel=1e-5)
    assert frame["paid_others"].sum() == pytest.approx(others, rel=1e-5)
    assert frame["benefits"].sum() == pytest.approx(benefits, rel=1e-5)
    assert frame["consumption"].sum() == pytest.approx(money["consumption"], rel=1e-5)


def test_the_ledger_changes_nothing_that_the_model_does(with_ledger):
    plain = SocialInsuranceModel(settings=with_ledger.settings.model_copy(update={"lifetime_ledger": False}))
    while plain.running:
        plain.step()
    assert plain.profiles.years == []
    kept = {name for name in LEDGER_PLAN.columns if name in LEDGER_PLAN.steps[0].writes + LEDGER_PLAN.steps[1].writes}
    for name in (column.name for column in COLUMNS if column.name not in kept):
        assert np.array_equal(plain.columns[name], with_ledger.columns[name]), name
    read_later = {name for step in YEAR_PLAN.steps for name in step.parameters}
    assert not kept & read_later


def test_the_distribution_is_observed_in_the_first_the_fifth_and_the_last_year(with_ledger):
    seen = with_ledger.records.distribution()
    assert seen["year"].tolist() == [2026, 2027]
    assert seen["gini_consumption"].between(0.2, 0.7).all()
    assert (seen["gini_income"] > seen["gini_consumption"]).all()
    assert seen.drop(columns="year").notna().all(axis=None)


def test_spending_by_benefit_is_what_the_books_pay(with_ledger):
    spent = with_ledger.records.spending().query("year == 2027").groupby("fund")["spent"].sum()
    booked = with_ledger.records.memo().query("year == 2027").set_index("fund")["benefits_expected"]
    for fund in ("pension", "medical", "injury", "unemployment", "care", "resident_pension"):
        assert spent[fund] == pytest.approx(booked[fund], rel=1e-9)
