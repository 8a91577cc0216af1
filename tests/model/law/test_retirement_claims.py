"""Claims of pensions and allowances over a few rows: when, by whom, and for how many months."""

import inspect
from typing import NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.codes import (
    CLAIM_DISABILITY,
    CLAIM_EMPLOYEE,
    CLAIM_NONE,
    CLAIM_PUBLIC,
    CLAIM_RESIDENT,
    EMPLOYEE,
    PENSION_EMPLOYEE,
    PENSION_FLEXIBLE,
    PENSION_NONE,
    PENSION_PUBLIC,
    PUBLIC,
    SELF_EMPLOYED,
)
from agents.columns import allocate, allocate_flows
from model.law.parameters import load_law
from model.law.retirement.law import resolve
from model.law.retirement.rules import (
    Track,
    months_in_payment,
)
from model.law.retirement.stages import claim, confirm, months

TRACKS = list(Track)
BIRTHS = st.integers(12 * 1940, 12 * 2010)


class Behaviour(NamedTuple):
    early_claim_hazard: float
    late_claim_share: float


NEITHER = Behaviour(0.0, 0.0)


def month(year, number=1):
    return 12 * year + number - 1


def law(year=2026, **changes):
    return resolve(load_law().year(year))._replace(**changes)


def people(rows, **columns):
    table = allocate(rows) | allocate_flows(rows)
    table["months_alive"][:] = 12
    for name, values in columns.items():
        table[name][:] = values
    return table


def run(stage, table, **named):
    stage(*[(table | named)[name] for name in inspect.signature(stage.py_func).parameters])
    return table


def claims(year, u=0.5, behaviour=NEITHER, law_retirement=None, **columns):
    rows = len(np.atleast_1d(columns["birth_month"]))
    table = people(rows, **columns)
    luck = np.full(rows, u)
    run(
        claim, table, year=year, u_retire=luck, behaviour=behaviour,
        law_retirement=law(year) if law_retirement is None else law_retirement,
    )  # fmt: skip
    return table


def test_pensions_begin_in_the_statutory_month():
    table = claims(
        2026, birth_month=[month(1965, 12), month(1966, 1), month(1966, 9)], pension_months=200,
        pension_scheme=PENSION_EMPLOYEE, status=EMPLOYEE,
    )  # fmt: skip
    assert table["claim"].tolist() == [CLAIM_EMPLOYEE, CLAIM_EMPLOYEE, CLAIM_NONE]
    assert table["claim_month"].tolist() == [month(2026, 3), month(2026, 5), 0]


def test_public_members_claim_public_pensions():
    table = claims(2026, birth_month=[month(1965, 12)], deemed_months=400, pension_scheme=PENSION_PUBLIC, status=PUBLIC)
    assert table["claim"].tolist() == [CLAIM_PUBLIC]


def test_early_claims_come_within_the_window_and_spread_over_the_year():
    born = month(1966, 9)  # statutory month 2027-03, old age 2026-09
    early = Behaviour(0.6, 0.0)
    found = {}
    for u in (0.01, 0.1, 0.19, 0.21, 0.9):
        table = claims(2026, u, early, birth_month=[born], pension_months=200, pension_scheme=PENSION_FLEXIBLE)
        found[u] = int(table["claim_month"][0])
    # four months of the window lie in the year: an early claim has probability 0.6 * 4 / 12
    assert found == {0.01: month(2026, 9), 0.1: month(2026, 11), 0.19: month(2026, 12), 0.21: 0, 0.9: 0}


def test_only_employed_persons_may_postpone():
    late = Behaviour(0.0, 0.5)
    columns = {"birth_month": [month(1965, 12)] * 2, "pension_months": 200, "pension_scheme": PENSION_EMPLOYEE}
    table = claims(2026, 0.9, late, status=[EMPLOYEE, SELF_EMPLOYED], **columns)
    assert table["claim"].tolist() == [CLAIM_NONE, CLAIM_EMPLOYEE]
    table = claims(2029, 0.9, late, status=EMPLOYEE, **columns)
    assert table["claim_month"].tolist() == [month(2029, 3)] * 2


def test_members_short_of_months_claim_when_the_last_is_paid():
    table = claims(
        2026, birth_month=[month(1965, 12)] * 4, pension_months=[176, 174, 176, 160],
        pension_scheme=[PENSION_FLEXIBLE, PENSION_FLEXIBLE, PENSION_NONE, PENSION_FLEXIBLE],
    )  # fmt: skip
    assert table["claim_month"].tolist() == [month(2026, 5), month(2026, 7), 0, 0]


def test_claims_without_the_months_are_withdrawn():
    table = people(
        3, birth_month=month(1965, 12), pension_scheme=PENSION_FLEXIBLE, pension_months=[180, 179, 170],
        claim=CLAIM_EMPLOYEE, claim_month=[month(2026, 5), month(2026, 5), month(2020, 1)],
    )  # fmt: skip
    run(confirm, table, year=2026, law_retirement=law())
    assert table["claim"].tolist() == [CLAIM_EMPLOYEE, CLAIM_NONE, CLAIM_EMPLOYEE]


def test_nobody_claims_after_death_or_twice():
    table = claims(
        2026, birth_month=[month(1965, 12)] * 3, months_alive=[2, 0, 12], pension_months=200,
        pension_scheme=PENSION_EMPLOYEE, claim=[0, 0, CLAIM_RESIDENT],
    )  # fmt: skip
    assert table["claim"].tolist() == [0, 0, CLAIM_RESIDENT]


def test_incapacity_before_retirement_age_opens_an_allowance_until_recovery():
    columns = {"birth_month": [month(1980)] * 3, "pension_scheme": PENSION_EMPLOYEE, "pension_months": 100}
    table = claims(2026, care_need=[1, 0, 1], **columns)
    assert table["claim"].tolist() == [CLAIM_DISABILITY, CLAIM_NONE, CLAIM_DISABILITY]
    assert claims(2024, care_need=1, **columns)["claim"].tolist() == [CLAIM_NONE] * 3
    table["care_need"][:] = [1, 0, 0]
    table["pension_month"][:] = [900.0, 0.0, 900.0]
    run(claim, table, year=2027, u_retire=np.full(3, 0.5), behaviour=NEITHER, law_retirement=law(2027))
    assert table["claim"].tolist() == [CLAIM_DISABILITY, CLAIM_NONE, CLAIM_NONE]
    assert table["pension_month"].tolist() == [900.0, 0.0, 0.0]


def test_allowances_turn_into_pensions_at_the_statutory_age():
    table = claims(
        2027, birth_month=[month(1965, 12)] * 2, pension_scheme=PENSION_EMPLOYEE, pension_months=200, care_need=1,
        claim=CLAIM_DISABILITY, claim_month=month(2025), pension_month=900.0, account_pension_month=[300.0, 0.0],
    )  # fmt: skip
    assert table["claim"].tolist() == [CLAIM_EMPLOYEE] * 2
    # the full formula goes on as it is, the reduced allowance is replaced by an award
    assert table["claim_month"].tolist() == [month(2025), month(2027)]
    assert table["pension_month"].tolist() == [900.0, 0.0]


def test_months_retired_count_pensions_and_nothing_else():
    table = people(
        6, claim=[0, CLAIM_EMPLOYEE, CLAIM_PUBLIC, CLAIM_RESIDENT, CLAIM_DISABILITY, CLAIM_EMPLOYEE],
        claim_month=[0, month(2026, 10), month(2010), month(2026, 1), month(2026, 1), month(2020)],
        months_alive=[12, 12, 12, 7, 12, 0],
    )  # fmt: skip
    run(months, table, year=2026)
    assert table["months_retired"].tolist() == [0, 3, 12, 7, 0, 0]


@settings(deadline=None, derandomize=True)
@given(st.integers(month(2020), month(2030)), st.integers(0, 12))
def test_months_before_and_after_a_claim_add_up(start, lived):
    before = min(max(start - month(2026), 0), lived)
    assert months_in_payment(2026, start, lived) == lived - before


# ---- older entrants of a mandate ------------------------------------------------------------------------------


def test_whom_a_mandate_has_bound_too_late_draws_pro_rata_at_the_statutory_age_and_nobody_else_does():
    short = {"birth_month": [month(1965, 12)] * 2 + [month(1967, 6)], "pension_months": 60,
             "pension_scheme": PENSION_FLEXIBLE, "status": SELF_EMPLOYED, "older_entrant": [1, 0, 1]}  # fmt: skip
    early = Behaviour(1.0, 0.0)
    pro_rata = law(2026, older_entrants=2)
    table = claims(2026, behaviour=early, law_retirement=pro_rata, u=0.01, **short)
    # the third is within three years of the age, but only who has the full minimum may draw before it
    assert table["claim"].tolist() == [CLAIM_EMPLOYEE, CLAIM_NONE, CLAIM_NONE]
    assert table["claim_month"][0] == month(2026, 3)
    run(confirm, table, year=2026, law_retirement=pro_rata)
    assert table["claim"].tolist() == [CLAIM_EMPLOYEE, CLAIM_NONE, CLAIM_NONE]
    assert not claims(2026, behaviour=early, u=0.01, **short)["claim"].any()


def test_pro_rata_for_older_entrants_leaves_early_claims_of_full_records_as_they_are():
    full = {"birth_month": [month(1964, 6)], "pension_months": 300, "pension_scheme": PENSION_FLEXIBLE,
            "status": SELF_EMPLOYED, "older_entrant": 1}  # fmt: skip
    before, after = (
        claims(2025, behaviour=Behaviour(1.0, 0.0), u=0.05, law_retirement=law(2025, older_entrants=older), **full)
        for older in (0, 2)
    )
    assert before["claim_month"][0] == after["claim_month"][0] > 0
