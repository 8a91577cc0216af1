"""Unemployment and injury cover of flexible workers: open branches, the threshold, bunching and who may claim."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.codes import (
    CASUAL,
    EMPLOYEE,
    GROUP_CASUAL,
    GROUP_EMPLOYEE,
    GROUP_NONE,
    GROUP_PLATFORM,
    GROUP_SELF_EMPLOYED,
    PLATFORM,
    UNEMPLOYED,
)
from model.covering import cover_rest, flexible_months
from model.law.design import load_design
from model.law.parameters import load_law
from model.tally import COUNTS, GROUP_NAMES, count_people
from model.unemployment_cover import compare_income, insure_against_job_loss, know_entitlement, take_up_of

INJURY, UNEMPLOYMENT = 2, 3
WAGE = 8_000.0


@pytest.fixture
def named(base_named):
    return base_named | {"law_pension": base_named["law_pension"]._replace(province_wage=np.full(31, WAGE))}


def law_of(named, branch, eligible, mandate, threshold=0.0, discount=0.0, **changes):
    """The branch open to a share of every flexible group and compulsory for a share of it."""
    coverage = named["law_coverage"]
    tables = {"eligible": coverage.eligible.copy(), "mandate": coverage.mandate.copy()}
    tables["eligible"][branch, GROUP_SELF_EMPLOYED:] = eligible
    tables["mandate"][branch, GROUP_SELF_EMPLOYED:] = mandate
    limits = np.full(6, threshold)
    trust = coverage.trust_discount.copy()
    trust[branch] = discount
    return named | {
        "law_coverage": coverage._replace(
            unemployment_threshold_month=limits, trust_discount=trust, detection_year=0.0, **tables, **changes
        )
    }


def casuals(people, rows, **values):
    given_rows = {"group": GROUP_CASUAL, "status": CASUAL, "months_worked": 12, "income_year": 60_000.0,
                  "age_months": 480, "insured_base_month": 5_000.0}  # fmt: skip
    return people(rows, **(given_rows | values))


@settings(deadline=None, derandomize=True)
@given(*[st.floats(0.0, 1.0, allow_nan=False, exclude_max=True) for _ in range(7)], st.booleans())
def test_neither_a_wider_opening_nor_a_mandate_nor_more_trust_takes_cover_away(
    eligible, mandate, take_up, more, phase, keen, evades, withheld
):
    mandate = min(mandate, eligible)
    before = flexible_months(eligible, mandate, take_up, phase, keen, evades, withheld, 12)
    assert flexible_months(max(eligible, more), mandate, take_up, phase, keen, evades, withheld, 12) >= before
    bound = max(mandate, more * eligible)
    assert flexible_months(eligible, bound, take_up, phase, keen, evades, withheld, 12) >= before
    assert flexible_months(eligible, mandate, max(take_up, more), phase, keen, evades, withheld, 12) >= before
    assert flexible_months(0.0, 0.0, take_up, phase, keen, evades, withheld, 12) == 0


@pytest.mark.parametrize(("discount", "share"), [(0.0, 0.15), (0.2, 0.12), (1.0, 0.0)])
def test_an_open_injury_branch_is_joined_by_the_share_who_trust_it(people, call, named, discount, share):
    size = 2_000
    keen = (np.arange(size) + 0.5) / size
    rows = casuals(people, size, u_taste_9=keen, u_taste_11=np.random.default_rng(1).random(size))
    call(cover_rest, rows, law_of(named, INJURY, 1.0, 0.0, discount=discount))
    assert np.mean(rows["injury_months"] > 0) == pytest.approx(share, abs=1e-9)
    call(cover_rest, rows, law_of(named, INJURY, 0.0, 0.0, discount=discount))
    assert not rows["injury_months"].any()


def test_who_knows_of_a_loss_to_come_joins_unemployment_insurance_more_often(people, call, named):
    size = 2_000
    keen = (np.arange(size) + 0.5) / size
    for loses, share in ((0, 0.08), (1, 0.24)):
        rows = casuals(people, size, u_taste_9=keen, loses_work=loses)
        call(insure_against_job_loss, rows, law_of(named, UNEMPLOYMENT, 1.0, 0.0, discount=0.2))
        assert np.mean(rows["unemployment_paid_months"] == 12) == pytest.approx(share, abs=1e-9)
    assert take_up_of(0.5, 0.0, 9.0, 1) == 1.0


def test_the_threshold_is_met_by_earnings_and_not_by_what_relatives_give(people, call, named):
    # resources count at least a quarter of the average wage, 2,000 yuan a month; earnings of 1,000 do not
    rows = casuals(people, 3, income_year=[12_000.0, 17_988.0, 18_000.0], u_taste_9=0.8)
    call(insure_against_job_loss, rows, law_of(named, UNEMPLOYMENT, 1.0, 1.0, threshold=1_500.0))
    assert rows["unemployment_paid_months"].tolist() == [0, 0, 12]


def test_incomes_just_above_the_threshold_are_reported_below_it_where_that_pays(people, call, named):
    law = law_of(named, UNEMPLOYMENT, 1.0, 1.0, threshold=4_800.0)
    rate = np.full(6, 0.01)
    law |= {"law_unemployment": named["law_unemployment"]._replace(worker_rate=rate)}
    # in turn: bunches; honest; too far above; knows of a loss; joins freely; evades anyway; withheld; an employee
    rows = casuals(
        people, 8, group=[GROUP_CASUAL] * 6 + [GROUP_PLATFORM, GROUP_EMPLOYEE], insured_at_work=8,
        u_taste_8=[0.29, 0.31, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], loses_work=[0, 0, 0, 1, 0, 0, 0, 0],
        u_taste_9=[0.8, 0.8, 0.8, 0.8, 0.95, 0.1, 0.3, 0.8], income_year=[60e3, 60e3, 64e3, *[60e3] * 5],
    )  # fmt: skip
    rows["status"][7] = 1
    law["law_coverage"] = law["law_coverage"]._replace(withholding=0.35)
    call(insure_against_job_loss, rows, law)
    assert rows["unemployment_paid_months"].tolist() == [0, 12, 12, 12, 12, 0, 12, 12]
    assert rows["reports_below"].tolist() == [1, 0, 0, 0, 0, 0, 0, 0]
    free = law | {"law_unemployment": law["law_unemployment"]._replace(worker_rate=np.zeros(6))}
    call(insure_against_job_loss, rows, free)
    assert not rows["reports_below"].any()


def test_only_insured_flexible_workers_with_months_and_claims_left_may_claim(people, call, named):
    unemployment = named["law_unemployment"]._replace(maximum_claims=np.full(6, 3.0))
    rows = people(
        6, group=[GROUP_CASUAL] * 4 + [GROUP_EMPLOYEE, GROUP_NONE], unemployment_months=[12, 11, 40, 12, 40, 40],
        unemployment_claims=[2, 0, 3, 0, 0, 0], flexible_income_year=40_000.0,
    )  # fmt: skip
    rows["months_alive"][3] = 0
    call(know_entitlement, rows, named | {"law_unemployment": unemployment})
    assert rows["may_claim_unemployment"].tolist() == [1, 0, 0, 0, 0, 0]
    rows["flexible_income_year"][:] = 0.0  # months of an earlier job alone
    call(know_entitlement, rows, named)
    assert not rows["may_claim_unemployment"].any()


def test_a_deep_fall_of_income_below_the_minimum_wage_counts_in_months_of_last_years_earnings(people, call, named):
    minimum = np.full(31, 2_000.0)
    law = named | {
        "law_unemployment": named["law_unemployment"]._replace(minimum_wage_month=minimum),
        "behaviour": named["behaviour"]._replace(drop_share=0.5),
    }
    rows = people(
        7, group=[GROUP_CASUAL] * 6 + [GROUP_EMPLOYEE], unemployment_paid_months=[12, 12, 12, 0, 12, 12, 12],
        income_year=[20_000.0, 20_000.0, 24_000.0, 0.0, 9_000.0, 9_000.0, 9_000.0],
        flexible_income_year=[50_000.0, 40_000.0, 90_000.0, 60_000.0, 0.0, 60_000.0, 60_000.0],
    )  # fmt: skip
    rows["months_alive"][5] = 11
    call(compare_income, rows, law)
    # half is no deep fall yet; the minimum wage is none; newcomers, unfinished years and employees are not compared
    assert rows["income_drop_months"].tolist() == [7, 0, 0, 12, 0, 0, 0]
    assert rows["flexible_income_year"].tolist() == [20_000.0, 20_000.0, 24_000.0, 0.0, 9_000.0, 0.0, 0.0]


def test_a_claim_counts_where_the_work_was_that_was_lost(people, call, named):
    rows = people(
        5, weight=2.0, status=[UNEMPLOYED, UNEMPLOYED, CASUAL, UNEMPLOYED, EMPLOYEE],
        status_before=[CASUAL, PLATFORM, EMPLOYEE, EMPLOYEE, CASUAL], unemployment_claim_number=[1, 3, 2, 1, 0],
    )  # fmt: skip
    counts = np.zeros((len(GROUP_NAMES), len(COUNTS)))
    call(count_people, rows, named | {"counts": counts})
    found = {name: counts[place] for place, name in enumerate(GROUP_NAMES)}
    claims, repeated = COUNTS.index("unemployment_claims"), COUNTS.index("unemployment_repeat")
    opened = {name: (row[claims], row[repeated]) for name, row in found.items() if row[claims] > 0.0}
    # who lost a casual job in January and who lost one this summer are both claimants from casual work
    assert opened == {"casual": (4.0, 2.0), "platform": (2.0, 2.0), "employee": (2.0, 0.0)}
    assert found["other"][COUNTS.index("persons")] == 6.0


@pytest.fixture(scope="module")
def sweep(lived):
    """Coverage, claims and reports below the threshold, flexible workers 2031-2034, by threshold in shares of W."""
    law, found = load_law(), {}
    names = ("persons", "unemployment", "unemployment_claims", "unemployment_repeat", "reports_below")
    for threshold in (0.0, 0.3, 0.6, 1.0):
        levels = {f"coverage.unemployment_threshold.{g}": threshold for g in ("self_employed", "casual", "platform")}
        design = load_design("unemployment_threshold", law).varied(levels, law, 2027)
        model = lived(design=design, population=4_000, until=2034, seed=1)
        totals = [t for year, t in zip(model.records.years, model.records.totals, strict=True) if year > 2030]
        groups = ("platform", "self_employed", "casual")
        found[threshold] = {name: sum(t.count(name, *groups) for t in totals) for name in names}
    return found


def test_a_higher_threshold_insures_fewer_and_opens_fewer_claims(sweep):
    rows = list(sweep.values())
    assert (np.diff([row["unemployment"] / row["persons"] for row in rows]) < 0.0).all()
    assert (np.diff([row["unemployment_claims"] for row in rows]) < 0.0).all()


def test_repeat_claims_and_bunching_belong_to_thresholds_that_someone_can_reach(sweep):
    assert sweep[0.0]["reports_below"] == 0.0
    assert sweep[0.6]["reports_below"] > 0.0
    assert 0.0 < sweep[0.0]["unemployment_repeat"] < sweep[0.0]["unemployment_claims"]
    assert sweep[1.0]["unemployment_repeat"] < sweep[0.0]["unemployment_repeat"]
