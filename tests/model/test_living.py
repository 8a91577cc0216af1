"""Income, insurance, family support, consumption and utility of three people worked by hand."""

import numpy as np
import pytest

from agents.codes import CLAIM_EMPLOYEE, CLAIM_NONE, CLAIM_PUBLIC
from agents.household import consumption_of, crra, wealth_target
from model.living import FATAL, consume, leave, receive, spend_on_insurance


@pytest.fixture
def named(base_named):
    """Round figures: 2 % on deposits, prices doubled, floors of 24,000 and 8,000 yuan."""
    life, deferred = np.full((2, 111), 15.0), np.full((2, 111), 6.0)
    return base_named | {
        "economy": base_named["economy"]._replace(deposit_rate=0.02, price_level=2.0),
        "outlook": base_named["outlook"]._replace(
            family_floor_year=24_000.0, support_unit=0.5, consumption_floor_year=8_000.0, pension_wealth_unit=1_000.0,
            life_years=life, deferred_years=deferred,
        ),
        "behaviour": base_named["behaviour"]._replace(
            family_share=0.2, risk_aversion=2.0, buffer_years=0.5, wealth_adjustment=0.1, life_cycle_target=4.0,
            pension_crowd_out=0.5,
        ),
        "law_injury": base_named["law_injury"]._replace(treatment_cost=np.full(12, 8.0)),
    }  # fmt: skip


INCOME = (
    "benefit_pension", "benefit_public_pension", "benefit_disability", "benefit_resident_basic",
    "benefit_resident_account", "benefit_injury", "employer_injury", "benefit_injury_allowance",
    "benefit_unemployment", "benefit_maternity", "benefit_care", "benefit_pension_refund", "benefit_survivor",
)  # fmt: skip
PAID_BY_WORKER = (
    "pension", "medical", "injury", "unemployment", "maternity", "care", "resident_pension", "resident_medical",
)  # fmt: skip


def test_income_is_earnings_benefits_and_interest_and_heirs_get_what_follows_death(people, call, named):
    # powers of two, so that the sum shows which benefits are in it
    rows = people(4, income_year=[10_000.0, 10_000.0, 10_000.0, 10_000.0], wealth=5_000.0)
    for place, name in enumerate(INCOME):
        rows[name][:] = 2.0**place
    rows["dies"][:] = [0, 1, 1, 0]
    rows["injured"][:] = [3, 0, FATAL, 0]
    rows["months_alive"][3] = 0
    call(receive, rows, named)
    everything = 2.0 ** len(INCOME) - 1.0
    estate = sum(2.0 ** INCOME.index(name) for name in ("benefit_pension_refund", "benefit_survivor"))
    grants = sum(2.0 ** INCOME.index(name) for name in ("benefit_injury", "employer_injury"))
    in_cash = 10_100.0 + everything - 8.0  # the injury fund has paid the hospital of the first person
    left = 10_100.0 + everything - estate
    assert rows["income_gross"].tolist() == [in_cash, left, left - grants, 0.0]


def test_treatment_that_the_injury_fund_pays_is_no_income_and_the_uninsured_get_none(people, call, named):
    rows = people(3, income_year=50_000.0, wealth=0.0, benefit_injury=[8.0, 108.0, 0.0])
    rows["employer_injury"][1] = 30.0
    rows["injured"][:] = [11, 7, 7]
    call(receive, rows, named)
    assert rows["income_gross"].tolist() == [50_000.0, 50_130.0, 50_000.0]


def test_contributions_and_medical_cost_leave_the_net_and_relatives_pool_around_the_floor(people, call, named):
    rows = people(4, income_gross=[60_000.0, 10_000.0, 12_000.0, 60_000.0], own_medical=[1_000.0, 500.0, 0.0, 9.0])
    rows["months_alive"][:] = [12, 12, 6, 0]
    for place, branch in enumerate(PAID_BY_WORKER):
        rows[f"paid_worker_{branch}"][0] = 2.0**place
    call(spend_on_insurance, rows, named)
    net = 60_000.0 - 255.0 - 1_000.0
    assert rows["income_net"].tolist() == [net, 9_500.0, 12_000.0, 0.0]
    assert rows["family_given"].tolist() == pytest.approx([0.2 * (net - 24_000.0), 0.0, 0.0, 0.0])
    # half a year lived asks for half the floor
    assert rows["family_gap"].tolist() == [0.0, 14_500.0, 0.0, 0.0]
    assert rows["family_received"].tolist() == [0.0, 7_250.0, 0.0, 0.0]


def test_a_worker_saves_towards_buffer_and_life_cycle_target_less_expected_pension(people, call, named):
    rows = people(1, age_months=12 * 60, income_net=52_000.0, family_given=2_000.0, wealth=30_000.0)
    rows["pension_months"][:] = 240
    rows["index_sum"][:] = 240 * 0.6
    rows["pension_account"][:] = 20_000.0
    call(consume, rows, named)
    pension_wealth = 1_000.0 * (1.0 + 0.6) / 2.0 * 20.0 * 6.0 + 20_000.0
    target = 25_000.0 + 200_000.0 - 0.5 * pension_wealth
    spent = 50_000.0 + 0.1 * (30_000.0 - target)
    assert rows["consumption"][0] == pytest.approx(spent, rel=1e-12)
    assert rows["consumption_floor"][0] == 0.0
    assert rows["saving"][0] == pytest.approx(50_000.0 - spent, rel=1e-12)
    assert rows["wealth"][0] == pytest.approx(80_000.0 - spent, rel=1e-12)
    # utility of consumption at the prices of the base year
    assert rows["utility_year"][0] == pytest.approx(-1.0 / (spent / 2.0), rel=1e-12)


def test_consume_equals_its_plain_form(people, call, named):
    draw, size = np.random.default_rng(4), 300
    rows = people(
        size, age_months=draw.integers(16 * 12, 100 * 12, size), claim=draw.integers(0, 5, size),
        months_alive=draw.integers(0, 13, size), dies=draw.integers(0, 2, size), sex=draw.integers(0, 2, size),
        income_net=draw.normal(30_000.0, 30_000.0, size), family_given=draw.uniform(0.0, 3_000.0, size),
        family_received=draw.uniform(0.0, 3_000.0, size), pension_month=draw.uniform(0.0, 4_000.0, size),
        pension_account=draw.uniform(0.0, 60_000.0, size), index_sum=draw.uniform(0.0, 400.0, size),
        pension_months=draw.integers(0, 3, size) * 100, deemed_months=draw.integers(0, 2, size) * 60,
        wealth=draw.uniform(0.0, 300_000.0, size),
    )  # fmt: skip
    before = {name: array.copy() for name, array in rows.items()}
    call(consume, rows, named)
    acts, outlook = named["behaviour"], named["outlook"]
    for i in range(size):
        p = {name: array[i].item() for name, array in before.items()}
        if p["months_alive"] == 0:
            assert not any(rows[name][i] for name in ("consumption", "consumption_floor", "saving", "utility_year"))
            assert rows["wealth"][i] == p["wealth"]
            continue
        lived, age, months = p["months_alive"] / 12, p["age_months"] / 12, p["pension_months"] + p["deemed_months"]
        promised = 0.0
        if p["claim"] in (CLAIM_EMPLOYEE, CLAIM_PUBLIC):
            promised = 12 * p["pension_month"] * outlook.life_years[p["sex"], int(age)]
        elif p["claim"] == CLAIM_NONE and months > 0:
            yearly = outlook.pension_wealth_unit * (1 + p["index_sum"] / months) / 2 * months / 12
            promised = yearly * outlook.deferred_years[p["sex"], int(age)] + p["pension_account"]
        resources = p["income_net"] + p["family_received"] - p["family_given"]
        target = wealth_target(max(resources / lived, 0.0), age, p["claim"] > 0, promised, acts.buffer_years,
                               acts.life_cycle_target, acts.pension_crowd_out)  # fmt: skip
        floor = outlook.consumption_floor_year * lived
        spent, support = consumption_of(resources, p["wealth"], target, acts.wealth_adjustment, floor)
        saved = resources + support - spent
        real = max(spent / lived / named["economy"].price_level, 1.0)
        assert rows["consumption"][i] == pytest.approx(spent, rel=1e-12)
        assert rows["consumption_floor"][i] == pytest.approx(support, rel=1e-12)
        assert rows["saving"][i] == pytest.approx(saved, rel=1e-9, abs=1e-6)
        left = max(p["wealth"] + saved, 0.0)
        assert rows["wealth"][i] == pytest.approx(left, rel=1e-9, abs=1e-6)
        assert rows["utility_year"][i] == pytest.approx(lived * crra(real, acts.risk_aversion), rel=1e-12)


def test_a_pensioner_holds_his_pension_as_wealth_and_eats_what_exceeds_the_target(people, call, named):
    rows = people(1, age_months=12 * 75, income_net=48_000.0, wealth=200_000.0, claim=CLAIM_EMPLOYEE)
    rows["pension_month"][:] = 500.0
    call(consume, rows, named)
    target = 24_000.0 + 0.5 * (4.0 * 48_000.0 - 0.5 * 12.0 * 500.0 * 15.0)
    assert rows["consumption"][0] == pytest.approx(48_000.0 + 0.1 * (200_000.0 - target), rel=1e-12)


def test_support_lifts_the_poor_to_the_floor_for_the_months_lived(people, call, named):
    rows = people(2, age_months=12 * 30, income_net=[1_000.0, 1_000.0], family_received=[500.0, 500.0], wealth=0.0)
    rows["months_alive"][:] = [12, 6]
    call(consume, rows, named)
    assert rows["consumption"].tolist() == pytest.approx([8_000.0, 4_000.0])
    assert rows["consumption_floor"].tolist() == pytest.approx([6_500.0, 2_500.0])
    assert rows["saving"].tolist() == pytest.approx([0.0, 0.0])
    # both live at 8,000 a year, 4,000 at base prices; half a year counts half
    assert rows["utility_year"].tolist() == pytest.approx([-1.0 / 4_000.0, -0.5 / 4_000.0])


def test_the_dead_keep_their_wealth_until_it_is_left_and_rows_without_a_life_spend_nothing(people, call, named):
    rows = people(2, age_months=12 * 50, income_net=30_000.0, wealth=40_000.0, consumption=9.0, utility_year=9.0)
    rows["dies"][0] = 1
    rows["months_alive"][:] = [6, 0]
    call(consume, rows, named)
    assert rows["wealth"].tolist() == [pytest.approx(40_000.0 + rows["saving"][0]), 40_000.0]
    assert rows["consumption"][0] > 0.0
    for name in ("consumption", "consumption_floor", "saving", "utility_year"):
        assert rows[name][1] == 0.0


def test_an_estate_is_wealth_accounts_grants_and_what_a_fatal_injury_pays(people, call, named):
    left = ("benefit_pension_refund", "benefit_survivor", "benefit_resident_refund", "benefit_resident_survivor",
            "medical_account_left", "benefit_injury", "employer_injury")  # fmt: skip
    rows = people(4, wealth=1_000.0, **{name: 2.0**place for place, name in enumerate(left)})
    rows["dies"][:], rows["injured"][:] = [0, 1, 1, 0], [FATAL, 0, FATAL, 0]
    call(leave, rows, named)
    assert rows["estate"].tolist() == [0.0, 1_031.0, 1_127.0, 0.0]
    assert rows["wealth"].tolist() == [1_000.0, 1_031.0, 1_127.0, 1_000.0]
