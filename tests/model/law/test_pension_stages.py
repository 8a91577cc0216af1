"""Employee pension stages on a few rows: contributions, interest, awards and short records, worked by hand."""


import numpy as np
import pytest

from agents.codes import (
    CLAIM_EMPLOYEE,
    CLAIM_PUBLIC,
    FEMALE,
    GROUP_CASUAL,
    GROUP_EMPLOYEE,
    GROUP_NONE,
    GROUP_PLATFORM,
    PENSION_EMPLOYEE,
    PENSION_FLEXIBLE,
    PENSION_RESIDENT,
)
from model.law.pension.stages import award, bequeath, contribute, credit_interest
from tests.model.law.pension_rows import NO_SUBSIDY, PLATFORMS, WAGE, Subsidy, law, month, people, retirement_law, run


def pays(table, **named):
    return run(contribute, table, **{"platforms": PLATFORMS, "law_coverage": NO_SUBSIDY} | named)


def column(table, *names):
    return [table[name].tolist() for name in names]


PAID = tuple(f"paid_{payer}_pension" for payer in ("worker", "platform", "user", "employer", "treasury"))


def payers(**columns):
    orders = {"orders_year": 10_000.0, "platform_revenue": 30_000.0, "platform_profit": -500.0, "months_worked": 12}
    return people(4, **orders | {"pension_base_month": 5000.0, "income_year": 48_000.0} | columns)


def test_each_payer_pays_by_group_and_rights_grow():
    table = payers(
        group=[GROUP_EMPLOYEE, GROUP_CASUAL, GROUP_NONE, GROUP_CASUAL], pension_paid_months=[12, 6, 12, 0],
        pension_scheme=[PENSION_EMPLOYEE, PENSION_FLEXIBLE, PENSION_FLEXIBLE, PENSION_RESIDENT],
    )  # fmt: skip
    pays(table)
    worker, platform, user, employer, treasury = column(table, *PAID)
    assert worker == pytest.approx([4800.0, 6000.0, 12_000.0, 0.0])
    assert employer == pytest.approx([9600.0, 0.0, 0.0, 0.0])
    assert platform == user == treasury == [0.0] * 4
    assert table["account_credit"] == pytest.approx([4800.0, 2400.0, 4800.0, 0.0])
    assert table["pension_account"] == pytest.approx([4800.0, 2400.0, 4800.0, 0.0])
    assert table["pension_months"].tolist() == [12, 6, 12, 0]
    assert table["index_sum"] == pytest.approx([7.5, 3.75, 7.5, 0.0])


def test_months_that_the_unemployment_fund_pays_earn_the_rights_of_an_individual_payer_at_the_floor():
    # NPCSC Decision 2024-09-13: in his last year before retirement the fund pays 20 % of 60 % of W for a recipient
    table = payers(
        group=[GROUP_NONE, GROUP_EMPLOYEE, GROUP_NONE, GROUP_NONE], pension_scheme=PENSION_EMPLOYEE,
        unemployment_pension_months=[12, 4, 9, 12], pension_paid_months=[0, 8, 12, 0], months_worked=[0, 8, 0, 0],
        months_alive=[12, 12, 12, 0],
    )  # fmt: skip
    table["pension_scheme"][2] = PENSION_FLEXIBLE
    pays(table)
    base = 0.6 * WAGE
    assert table["pension_months"].tolist() == [12, 12, 12, 0]
    own = [0.0, 8 * 5000.0, 3 * 5000.0, 0.0]
    of_fund = [12 * base, 4 * base, 9 * base, 0.0]
    assert table["account_credit"] == pytest.approx([0.08 * (a + b) for a, b in zip(own, of_fund, strict=True)])
    assert table["pension_account"] == pytest.approx(table["account_credit"])
    assert table["index_sum"] == pytest.approx([(a + b) / WAGE for a, b in zip(own, of_fund, strict=True)])
    # who is paid for pays nothing himself for these months
    assert table["paid_worker_pension"] == pytest.approx([0.0, 0.08 * own[1], 0.20 * own[2], 0.0])


def test_equal_money_gives_equal_credit_to_what_the_unemployment_fund_pays():
    table = payers(group=GROUP_NONE, pension_scheme=PENSION_EMPLOYEE, unemployment_pension_months=12,
                   pension_paid_months=0, months_worked=0)  # fmt: skip
    pays(table, law_pension=law(index_concept=1, full_pooled_rate=0.16))
    assert table["index_sum"] == pytest.approx([12 * 0.6 * 0.12 / 0.16] * 4)


def test_nothing_of_an_earlier_block_is_left_in_the_flows():
    table = pays(payers(months_alive=0, pension_paid_months=0))
    assert not any(any(values) for values in column(table, *PAID, "account_credit"))


@pytest.mark.parametrize("base, expected", [(0, 2400.0), (1, 5000.0), (2, 1200.0), (3, 0.0)])
def test_the_platform_pays_on_the_base_of_the_design(base, expected):
    rates = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.04])
    moved = law(
        platform_base=base, platform_rate=rates, user_rate=rates,
        worker_rate=np.array([0.0, 0.08, 0.08, 0.2, 0.2, 0.12]), order_charge=np.full(6, 0.5),
    )  # fmt: skip
    table = payers(
        group=GROUP_PLATFORM,
        pension_scheme=PENSION_FLEXIBLE,
        pension_paid_months=[12, 12, 12, 0],
        platform=[0, 1, 1, 1],
    )
    pays(table, law_pension=moved)
    worker, platform, user, _, _ = column(table, *PAID)
    assert platform == pytest.approx([expected] * 3 + [0.0])
    assert worker == pytest.approx([7200.0] * 3 + [0.0])
    assert user == pytest.approx([2400.0] * 3 + [0.0])


def test_a_platform_pays_for_the_insured_part_of_the_work():
    rates = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.04])
    table = payers(
        group=GROUP_PLATFORM, pension_scheme=PENSION_FLEXIBLE, pension_paid_months=[3, 6, 12, 12], platform=0
    )
    table["months_worked"][:] = [12, 12, 6, 0]
    pays(table, law_pension=law(platform_base=2, platform_rate=rates))
    assert table["paid_platform_pension"] == pytest.approx([300.0, 600.0, 1200.0, 1200.0])


def test_subsidies_move_money_from_the_worker_to_the_treasury():
    table = payers(
        group=[GROUP_CASUAL, GROUP_CASUAL, GROUP_EMPLOYEE, GROUP_CASUAL], pension_paid_months=12,
        pension_scheme=[PENSION_FLEXIBLE, PENSION_FLEXIBLE, PENSION_EMPLOYEE, PENSION_FLEXIBLE],
        income_year=[48_000.0, 120_000.0, 48_000.0, 48_000.0],
    )  # fmt: skip
    pays(table, law_coverage=Subsidy(3, 0.5, 5000.0))
    worker, _, _, _, treasury = column(table, *PAID)
    assert worker == pytest.approx([6000.0, 12_000.0, 4800.0, 6000.0])
    assert treasury == pytest.approx([6000.0, 0.0, 0.0, 6000.0])


def test_pooled_yuan_make_the_index_under_the_pool_concept():
    table = payers(
        group=[GROUP_EMPLOYEE, GROUP_CASUAL, GROUP_CASUAL, GROUP_CASUAL], pension_paid_months=12,
        pension_scheme=[PENSION_EMPLOYEE, PENSION_FLEXIBLE, PENSION_FLEXIBLE, PENSION_FLEXIBLE],
    )  # fmt: skip
    pays(table, law_pension=law(index_concept=1))
    assert table["index_sum"][:2] == pytest.approx([7.5, 7.5 * 0.75])


def test_interest_goes_to_the_balance_and_to_the_flow():
    table = people(
        4, pension_account=[10_000.0, 10_000.0, 10_000.0, 10_000.0], account_credit=[2000.0, 0.0, 0.0, 0.0],
        claim=[0, CLAIM_EMPLOYEE, CLAIM_EMPLOYEE, 0], claim_month=[0, month(2020), month(2026, 7), 0],
        account_pension_month=[0.0, 50.0, 0.0, 0.0], months_alive=[12, 12, 12, 0],
    )  # fmt: skip
    run(credit_interest, table, law_pension=law(account_interest=0.02))
    assert table["account_interest"] == pytest.approx([180.0, 194.0, 100.0, 0.0])
    assert table["pension_account"] == pytest.approx([10_180.0, 10_194.0, 10_100.0, 10_000.0])


def members(rows, **columns):
    """Men born in December 1965, who retire in March 2026 at 60 years and 3 months."""
    basis = {"birth_month": month(1965, 12), "pension_scheme": PENSION_EMPLOYEE, "pension_paid_months": 0}
    return people(rows, **basis | columns)


def test_awards_follow_the_formula_and_the_resident_account_joins():
    table = members(
        3, claim=[CLAIM_EMPLOYEE, CLAIM_PUBLIC, CLAIM_EMPLOYEE],
        claim_month=[month(2026, 3), month(2026, 3), month(2020)], pension_months=240,
        deemed_months=[0, 60, 0], index_sum=[240.0, 300.0, 240.0], pension_account=137_300.0,
        resident_account=[13_730.0, 0.0, 0.0], resident_months=[60, 0, 0], pension_month=[0.0, 0.0, 3000.0],
    )  # fmt: skip
    run(award, table, law_pension=law(public_premium=1.1))
    first = 8000 * 0.20 + 151_030 / 137.3
    second = 1.1 * (8000 * 0.25 + 8000 * 5 * 0.013 + 1000.0)
    assert table["pension_month"] == pytest.approx([first, second, 3000.0])
    assert table["account_pension_month"][:2] == pytest.approx([1100.0, 1000.0])
    assert table["claims_pension"].tolist() == [1, 1, 0]
    assert table["transfer_account_resident"].tolist() == [-13_730.0, 0.0, 0.0]
    assert (table["resident_account"][0], table["resident_months"][0]) == (0.0, 0)


def test_short_records_are_paid_on_or_move_to_the_resident_scheme_with_their_months():
    table = members(4, pension_months=120, index_sum=100.0, pension_account=50_000.0, resident_account=1000.0)
    table["pension_paid_months"][:] = [0, 12, 12, 0]
    table["birth_month"][2] = month(1955)  # sixty in 2015: five years are over
    table["dies"][3] = 1
    run(award, table, law_retirement=retirement_law(pay_on_months=60))
    assert table["pension_scheme"].tolist() == [PENSION_RESIDENT, PENSION_EMPLOYEE, PENSION_RESIDENT, PENSION_EMPLOYEE]
    assert table["pension_months"].tolist() == [0, 120, 0, 120]
    assert table["resident_months"].tolist() == [120, 0, 120, 0]
    assert table["transfer_account_resident"].tolist() == [50_000.0, 0.0, 50_000.0, 0.0]
    assert table["resident_account"].tolist() == [51_000.0, 1000.0, 51_000.0, 1000.0]


def test_the_law_in_force_sets_no_limit_to_paying_on():
    # 社会保险法 第十六条: until fifteen years are full; twenty are the longest minimum
    rows = {"pension_months": 120, "index_sum": 100.0, "pension_account": 50_000.0, "pension_paid_months": 12}
    table = run(award, members(2, birth_month=[month(1955), month(1945)], **rows))
    assert table["pension_months"].tolist() == [120, 0]  # sixty in 2015 and in 2005


def test_a_short_record_stays_open_between_a_womans_retirement_age_and_the_resident_pension():
    # 人社部发〔2014〕17号 第三条: it moves when the resident pension is due, at sixty
    table = members(3, pension_months=120, index_sum=100.0, pension_account=50_000.0, pension_paid_months=0)
    table["sex"][:] = FEMALE
    table["birth_month"][:] = [month(1967), month(1966, 12), month(1966)]
    run(award, table)
    assert table["pension_months"].tolist() == [120, 0, 0]
    assert table["transfer_account_resident"].tolist() == [0.0, 50_000.0, 50_000.0]


def test_whom_a_mandate_has_bound_too_late_pays_on_beyond_the_five_years_where_the_law_lets_him():
    rows = {"pension_months": 120, "index_sum": 100.0, "pension_account": 50_000.0, "birth_month": month(1955)}
    for older, scheme in ((1, PENSION_EMPLOYEE), (0, PENSION_RESIDENT)):
        table = members(3, **rows)
        table["older_entrant"][:] = [1, 0, 1]
        table["pension_paid_months"][:] = [12, 12, 0]
        run(award, table, law_retirement=retirement_law(older_entrants=older, pay_on_months=60))
        # the second was not bound, the third pays nothing
        assert table["pension_scheme"].tolist() == [scheme, PENSION_RESIDENT, PENSION_RESIDENT]


def test_missed_months_are_bought_on_the_lowest_base_by_the_person_alone():
    table = people(2, group=GROUP_CASUAL, pension_scheme=PENSION_FLEXIBLE, platform=-1, pension_paid_months=12,
                   months_worked=12, pension_base_month=8_000.0, income_year=96_000.0)  # fmt: skip
    table["pension_bought_months"][:] = [0, 5]
    floors = np.full((6, 6), 0.6)
    pays(table, law_coverage=NO_SUBSIDY._replace(base_floor=floors))
    due = 0.6 * WAGE * 5
    assert np.diff(table["paid_worker_pension"])[0] == pytest.approx(0.20 * due)
    assert np.diff(table["account_credit"])[0] == pytest.approx(0.08 * due)
    assert np.diff(table["pension_months"])[0] == 5 and np.diff(table["index_sum"])[0] == pytest.approx(3.0)
    assert not table["paid_treasury_pension"].any()


def test_the_treasury_pays_its_share_of_the_own_contribution_and_the_record_stays_the_same():
    table = people(2, group=GROUP_CASUAL, pension_scheme=PENSION_FLEXIBLE, platform=-1, pension_paid_months=12,
                   months_worked=12, pension_base_month=5_000.0, income_year=60_000.0)  # fmt: skip
    table["support_share"][:] = [0.0, 2 / 3]
    pays(table)
    assert table["paid_worker_pension"] == pytest.approx([12_000.0, 4_000.0])
    assert table["paid_treasury_pension"] == pytest.approx([0.0, 8_000.0])
    assert table["account_credit"][0] == table["account_credit"][1] > 0.0
    assert table["index_sum"][0] == table["index_sum"][1]


def test_short_records_are_refunded_in_cash_where_the_law_says_so():
    table = members(2, pension_months=[120, 200], index_sum=100.0, pension_account=50_000.0)
    run(award, table, law_retirement=retirement_law(short_career=1))
    run(bequeath, table)
    assert table["benefit_pension_refund"].tolist() == [50_000.0, 0.0]
    assert table["pension_account"].tolist() == [0.0, 50_000.0]
    assert table["transfer_account_resident"].tolist() == [0.0, 0.0]


def test_nobody_is_closed_before_the_statutory_month():
    table = members(2, pension_months=120, index_sum=100.0, pension_account=50_000.0, birth_month=month(1967))
    run(award, table)
    assert table["pension_months"].tolist() == [120, 120]
