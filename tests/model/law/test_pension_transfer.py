"""Transfer of pension records between provinces: worked legal cases, and the stage on a few rows."""

import inspect
from types import SimpleNamespace

import numpy as np
import pytest

from agents.codes import (
    CLAIM_EMPLOYEE,
    FEMALE,
    MALE,
    MEDICAL_EMPLOYEE,
    MEDICAL_FLEXIBLE,
    PENSION_EMPLOYEE,
    PENSION_FLEXIBLE,
)
from agents.columns import allocate, allocate_flows
from model.law.medical.rules import wait_after_move
from model.law.parameters import load_law
from model.law.pension.payment import bequeath
from model.law.pension.stages import award
from model.law.pension.transfer import (
    bases_of,
    carry_records,
    lost_share,
    moves_along,
    place_of_receipt,
    pooled_transfer,
)
from model.migration import migration_tables

HOME, EAST, SOUTH = 3, 10, 18
LAW = load_law().year(2026)


@pytest.mark.parametrize(
    ("months", "base", "transferred"),
    [(24, 5_000.0, 14_400.0), (120, 4_000.0, 57_600.0), (7, 4_000.0, 3_360.0)],  # 12 %, less than a year by its months
)
def test_twelve_percent_of_the_bases_follow_the_record(months, base, transferred):
    share = LAW["coverage.transfer_pooled_share"]
    assert share == 0.12
    assert pooled_transfer(share, months * base) == pytest.approx(transferred)


def test_of_sixteen_points_paid_by_an_employer_four_stay_behind():
    bases = 36 * 6_000.0
    assert 0.16 * bases - pooled_transfer(0.12, bases) == pytest.approx(0.04 * bases)


@pytest.mark.parametrize(
    ("relation", "months_there", "earlier", "place", "case"),
    [
        (HOME, 12, -1, HOME, "the relation is at the place of registration: there, however short"),
        (HOME, 12, EAST, HOME, "though another province had ten years"),
        (EAST, 120, -1, EAST, "ten years where the relation is"),
        (EAST, 119, -1, HOME, "a month short of ten years and no other: registration"),
        (EAST, 60, SOUTH, SOUTH, "less than ten years: the last earlier place with ten"),
        (EAST, 180, SOUTH, EAST, "ten years at the last place come first"),
    ],
)
def test_the_place_of_receipt_follows_registration_and_ten_years(relation, months_there, earlier, place, case):
    receipt = int(LAW["pension.transfer.receipt_months"])
    assert receipt == 120
    assert place_of_receipt(HOME, relation, months_there, receipt, earlier) == place, case


@pytest.mark.parametrize(
    ("is_home", "years", "kept", "moves"),
    [(False, 49, 50, 1), (False, 50, 50, 0), (True, 58, 50, 1), (False, 39, 40, 1), (False, 40, 40, 0)],
)
def test_from_fifty_and_forty_the_relation_stays_unless_one_goes_home(is_home, years, kept, moves):
    assert moves_along(is_home, 12 * years, 12.0 * kept) == moves


def test_the_ages_of_the_temporary_account_are_in_the_law():
    assert (LAW["pension.transfer.kept_age.men"], LAW["pension.transfer.kept_age.women"]) == (50, 40)


@pytest.mark.parametrize(
    ("pooled", "delay", "lost"),
    [(0.12, 2.0, 0.10), (0.16, 0.0, 0.0), (0.16, 2.0, 0.05), (0.12, 0.0, 0.05), (0.0, 0.0, 0.2)],
)
def test_records_are_lost_by_the_pooled_part_left_behind_and_by_the_delay(pooled, delay, lost):
    assert lost_share(pooled, 0.16, delay, 0.2, 0.025) == pytest.approx(lost, abs=1e-12)


def test_no_more_than_all_are_lost_and_a_surplus_brings_nobody_back():
    assert lost_share(0.0, 0.16, 12.0, 0.6, 0.08) == 1.0
    assert lost_share(0.2, 0.16, 1.0, 0.2, 0.025) == pytest.approx(0.025)


def test_bases_are_those_of_the_years_in_which_they_were_paid():
    assert bases_of(24.0, 5_000.0, 0.0, 24) == pytest.approx(120_000.0)
    by_month = sum(0.8 * 8_000.0 * np.exp(-0.05 * (m + 0.5) / 12.0) for m in range(120))
    assert bases_of(96.0, 8_000.0, 0.05, 120) == pytest.approx(by_month, rel=1e-4)


def test_medical_cover_waits_after_a_move_only_beyond_the_grace_period_or_without_transfer():
    assert wait_after_move(True, 2.0, 3.0, 6.0) == wait_after_move(True, 3.0, 3.0, 6.0) == 0.0
    assert wait_after_move(True, 4.0, 3.0, 6.0) == wait_after_move(False, 0.0, 3.0, 6.0) == 6.0


def named(delay=2.0, loss=0.1, recovery=0.05, account_share=1.0):
    waits = np.zeros(31)
    waits[EAST], waits[SOUTH] = 6.0, 4.0
    return {
        "migration": migration_tables()._replace(transfer_loss=loss, recovery_year=recovery),
        "economy": SimpleNamespace(wage_growth=0.0),
        "law_pension": SimpleNamespace(
            transfer_kept_age_months=np.array([600.0, 480.0]), receipt_months=120, province_wage=np.full(31, 8_000.0),
            transfer_account_share=account_share,
        ),
        "law_coverage": SimpleNamespace(transfer_delay_months=delay, transfer_pooled_share=0.12),
        "law_medical": SimpleNamespace(waiting_grace_months=3.0, waiting_months=waits),
    }  # fmt: skip


def movers(rows, **values):
    """Members of 30 registered at HOME who have moved from there to EAST, with ten years of half the average wage."""
    table = allocate(rows) | allocate_flows(rows) | {"u_migrate": np.full(rows, 0.01)}
    defaults = dict(
        months_alive=12, sex=MALE, age_months=12 * 30, home_province=HOME, record_province=HOME, province=EAST,
        moved_from=HOME, transfer_draw=0.5, pension_scheme=PENSION_FLEXIBLE, pension_months=120, index_sum=60.0,
        pension_account=40_000.0,
    )  # fmt: skip
    for name, value in {**defaults, **values}.items():
        table[name][:] = value
    table["transfer_gap_months"][:] = table["transfer_pension_pooled"][:] = 77
    return table


def carried(table, **law):
    given = {**named(**law), **table}
    carry_records.py_func(*[given[name] for name in inspect.signature(carry_records.py_func).parameters])
    return table


def test_a_transfer_keeps_months_index_and_account_and_moves_the_relation():
    rows = carried(movers(2, pension_scheme=[PENSION_FLEXIBLE, PENSION_EMPLOYEE]))
    assert rows["pension_months"].tolist() == [120, 120] and rows["index_sum"].tolist() == [60.0, 60.0]
    assert rows["pension_account"].tolist() == [40_000.0, 40_000.0]
    assert rows["record_province"].tolist() == [EAST, EAST] and rows["record_start_months"].tolist() == [120, 120]
    assert rows["transfer_pension_pooled"].tolist() == pytest.approx([0.12 * 60 * 8_000.0] * 2)
    assert rows["transfer_gap_months"].tolist() == [2, 0]  # an employer registers its employee at once
    assert rows["left_months"].tolist() == [0, 0]


def test_a_province_left_after_ten_years_stays_a_place_of_receipt():
    rows = carried(movers(2, record_province=SOUTH, moved_from=SOUTH, record_start_months=[0, 1]))
    assert rows["receipt_province"].tolist() == [SOUTH, -1]


def test_part_of_the_account_stays_if_the_law_says_so():
    assert carried(movers(1), account_share=0.75)["pension_account"][0] == 30_000.0


def test_a_record_not_transferred_stays_behind_without_its_account_and_deemed_months():
    rows = carried(movers(2, transfer_draw=[0.0999, 0.1], deemed_months=[40, 0], index_sum=[80.0, 60.0]))
    assert rows["pension_months"].tolist() == [0, 120] and rows["left_months"].tolist() == [120, 0]
    assert rows["left_index"].tolist() == [60.0, 0.0] and rows["index_sum"].tolist() == [20.0, 60.0]
    assert rows["pension_account"].tolist() == [40_000.0, 40_000.0] and rows["deemed_months"].tolist() == [40, 0]
    assert rows["left_province"].tolist() == [HOME, -1]
    assert rows["transfer_gap_months"].tolist() == [0, 2] and rows["transfer_pension_pooled"][0] == 0.0


def test_who_comes_back_to_the_province_of_a_record_has_it_again():
    rows = carried(movers(1, province=HOME, moved_from=EAST, record_province=EAST, left_province=HOME, left_months=36,
                          left_index=18.0, pension_months=24, index_sum=12.0))  # fmt: skip
    assert (rows["pension_months"][0], rows["index_sum"][0], rows["left_months"][0]) == (60, 30.0, 0)
    assert rows["record_province"][0] == HOME


def test_a_record_left_behind_is_collected_later_by_those_who_stay():
    rows = movers(3, moved_from=-1, record_province=EAST, left_province=HOME, left_months=36, left_index=18.0,
                  pension_months=24, index_sum=12.0, record_start_months=6)  # fmt: skip
    rows["u_migrate"][:] = [0.951, 0.949, 0.1]
    carried(rows)
    assert rows["pension_months"].tolist() == [60, 24, 24] and rows["left_months"].tolist() == [0, 36, 36]
    assert rows["index_sum"].tolist() == [30.0, 12.0, 12.0]
    here = rows["pension_months"] - rows["record_start_months"]
    assert here.tolist() == [18, 18, 18]  # what was paid elsewhere does not count as paid here


def test_from_the_age_of_the_temporary_account_the_relation_stays_where_it_was():
    rows = carried(movers(3, sex=[MALE, FEMALE, FEMALE], age_months=[600, 480, 479], transfer_draw=0.01))
    assert rows["record_province"].tolist() == [HOME, HOME, EAST]
    assert rows["pension_months"].tolist() == [120, 120, 0]


def test_records_of_pensioners_of_the_dead_and_of_those_without_months_do_not_move():
    rows = carried(movers(3, claim=[CLAIM_EMPLOYEE, 0, 0], months_alive=[12, 0, 12], pension_months=[120, 120, 0],
                          transfer_draw=0.01))  # fmt: skip
    assert rows["record_province"].tolist() == [HOME, HOME, EAST]
    assert rows["left_months"].tolist() == [0, 0, 0]
    assert not rows["transfer_gap_months"].any() and not rows["transfer_pension_pooled"].any()


@pytest.mark.parametrize(("draw", "delay", "wait"), [(0.5, 2.0, 0), (0.5, 4.0, 6), (0.01, 2.0, 6)])
def test_a_move_restarts_the_medical_wait_of_individual_payers_unless_within_the_grace_period(draw, delay, wait):
    rows = carried(movers(2, medical_scheme=[MEDICAL_FLEXIBLE, MEDICAL_EMPLOYEE], transfer_draw=draw), delay=delay)
    assert rows["medical_wait"].tolist() == [wait, 0]


def awarded(base_named, **values):
    """New pensioners of 60 with 240 months, and pension bases of 6,000 at HOME, 9,000 in EAST and 12,000 in SOUTH."""
    table = allocate(3) | allocate_flows(3)
    wages = np.full(31, 1.0)
    wages[[HOME, EAST, SOUTH]] = 6_000.0, 9_000.0, 12_000.0
    born = 12 * 2026 - 12 * 60
    defaults = dict(
        months_alive=12, birth_month=born, province=EAST, home_province=HOME, pension_scheme=PENSION_EMPLOYEE,
        pension_months=240, index_sum=240.0, claim=CLAIM_EMPLOYEE, claim_month=12 * 2026,
    )  # fmt: skip
    for name, value in {**defaults, **values}.items():
        table[name][:] = value
    law = base_named["law_pension"]._replace(benefit_wage=wages)
    given = {**base_named, "law_pension": law, **table, "year": 2026}
    award(*[given[name] for name in inspect.signature(award.py_func).parameters])
    return table["pension_month"]


def test_the_pension_is_awarded_on_the_wage_of_the_place_of_receipt(base_named):
    pension = awarded(base_named, record_province=[EAST, EAST, HOME], record_start_months=[120, 121, 200])
    assert pension.tolist() == pytest.approx([0.2 * 9_000.0, 0.2 * 6_000.0, 0.2 * 6_000.0])
    pension = awarded(base_named, record_province=EAST, record_start_months=[121, 100, 121],
                      receipt_province=[SOUTH, SOUTH, -1])  # fmt: skip
    assert pension.tolist() == pytest.approx([0.2 * 12_000.0, 0.2 * 9_000.0, 0.2 * 6_000.0])


def test_an_account_whose_record_was_left_behind_is_not_refunded_before_death(base_named):
    table = allocate(3) | allocate_flows(3)
    table["months_alive"][:] = 12
    table["pension_account"][:] = 50_000.0
    table["left_months"][:] = [60, 60, 0]
    table["dies"][:] = [0, 1, 0]
    given = {**base_named, **table, "year": 2026}
    bequeath(*[given[name] for name in inspect.signature(bequeath.py_func).parameters])
    assert table["benefit_pension_refund"].tolist() == [0.0, 50_000.0, 50_000.0]
