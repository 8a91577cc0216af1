"""What choosers see of the law: index, flat part, matching, rhythm of payment, schedule of rates, declared income."""

import math

import numpy as np
import pytest

from agents.codes import (
    CASUAL,
    CLAIM_NONE,
    GROUP_CASUAL,
    GROUP_PLATFORM,
    GROUP_SELF_EMPLOYED,
    MEDICAL_FLEXIBLE,
    OPTION_FLOOR,
    OPTION_INCOME,
    PENSION_FLEXIBLE,
    PLATFORM,
)
from agents.enrolment import (
    CLASS_CASUAL,
    CLASS_PLATFORM,
    INFEASIBLE,
    affordable_share,
    expected_employee_pension,
    paid_months_mean,
    reported_share,
    vesting_probability,
)
from model.law.coverage.rules import SUBSIDY_MATCHING, rate_factor
from model.law.pension.rules import divisor_at
from model.law.pension.stages import contribute
from model.law.retirement.rules import person_track, statutory_age_of
from model.medical_choice import value_medical
from model.medical_cover import pay_medical
from model.pension_choice import value_pension
from model.pension_cover import enrol_pension

WAGE = 8_000.0
FLEXIBLE = slice(GROUP_SELF_EMPLOYED, None)
LOWER = ("value_pension_none", "value_pension_resident")
BASES = ("value_base_floor", "value_base_income", "value_base_average")


@pytest.fixture
def named(base_named):
    """The law of the base year at one average wage of 8,000 yuan, nobody barred, ten months paid a year, no habit."""
    wage = np.full(31, WAGE)
    coverage = base_named["law_coverage"]
    return base_named | {
        "law_pension": base_named["law_pension"]._replace(province_wage=wage.copy(), average_wage_month=WAGE),
        "law_medical": base_named["law_medical"]._replace(province_wage=wage.copy(), flexible_rate=np.ones(31)),
        "law_coverage": coverage._replace(hukou_limit=np.zeros(31), subsidy_income_cap_month=0.6 * WAGE),
        "behaviour": base_named["behaviour"]._replace(subsistence_share=0.1, paid_months_flexible=10.0, habit=0.0),
    }


def changed(named, record, **fields):
    return named | {record: named[record]._replace(**fields)}


def workers(people, rows=3, **values):
    """Casual workers of 35 with 48,000 yuan a year, no savings and five years of contributions."""
    defaults = {
        "status": CASUAL, "group": GROUP_CASUAL, "choice_class": CLASS_CASUAL, "income_year": 48_000.0,
        "age_months": 420, "birth_month": 12 * 1990, "pension_months": 60, "index_sum": 36.0, "peer_cell": 45,
        "pension_account": 23_000.0, "wealth": 0.0, "platform": -1, "months_worked": 12, "claim": CLAIM_NONE,
    }  # fmt: skip
    return people(rows, **(defaults | values))


def values(rows, names):
    return np.array([rows[name] for name in names])


def worth_of_floor(named, counted, added_rate=0.0, flat=0.0):
    """Value of the floor to the first of `workers`, by the formula of ODD 7.4: the index counts `counted` a month.

    added_rate: share of the base that this year's payment adds to the account besides its 8 %.
    """
    law, outlook, behaviour = named["law_pension"], named["outlook"], named["behaviour"]
    track = person_track(0, 0, 0, PENSION_FLEXIBLE, 60, named["law_retirement"])
    claim_age = statutory_age_of(track, 12 * 1990, PENSION_FLEXIBLE, named["law_retirement"])
    left, paid, ratio = claim_age - 420, 10.0, 0.6
    later = 12.0 * behaviour.continue_new * (left / 12.0 - 1.0)
    grown, half = outlook.account_growth[left], outlook.half_growth[left]
    divisor, minimum = divisor_at(law.divisor, claim_age), outlook.minimum_months[int(left / 12.0)]
    then = 23_000.0 / WAGE * grown + 0.08 * ratio * later * half
    pension = {}
    for months, account in ((later, then), (later + paid, then + (0.08 + added_rate) * ratio * paid * grown)):
        vested = vesting_probability(60.0 + months, minimum, behaviour.vesting_spread_months)
        pension[months] = expected_employee_pension(
            60.0 + months, 36.0 + counted * months, account, vested, 0.01, law.index_weight, flat, divisor,
            outlook.resident_divisor,
        )  # fmt: skip
    other = 12.0 * outlook.old_age_share
    reach = outlook.survival[0, claim_age // 12] / outlook.survival[0, 35]
    weight = behaviour.present_bias * outlook.trust * min(reach, 1.0) * outlook.pension_discount[left]
    weight *= outlook.life_years[0, claim_age // 12] * (1.0 - named["law_coverage"].trust_discount[0])
    gain = math.log((other + pension[later + paid]) / (other + pension[later]))
    room = 48_000.0 - 0.1 * 12.0 * WAGE
    own = math.log((room - 0.2 * 0.6 * WAGE * paid) / room)
    intercept = outlook.intercept_pension[CLASS_CASUAL, 1, 2] + outlook.peer_pension[45, 2]
    return own + weight * gain + outlook.intercept_base[CLASS_CASUAL, 1, 0] + intercept


# ---- what the index counts --------------------------------------------------------------------------------


def test_an_index_of_pooled_yuan_is_worth_less_to_who_pays_twelve_points_than_an_index_of_bases(people, call, named):
    bases = call(value_pension, workers(people), named)
    assert bases["value_base_floor"][0] == pytest.approx(worth_of_floor(named, 0.6), rel=1e-9)
    pool = changed(named, "law_pension", index_concept=1, full_pooled_rate=0.16)
    pooled = call(value_pension, workers(people), pool)
    assert pooled["value_base_floor"][0] == pytest.approx(worth_of_floor(named, 0.6 * 12.0 / 16.0), rel=1e-9)
    assert np.all(values(pooled, BASES) < values(bases, BASES))
    assert values(pooled, LOWER).tobytes() == values(bases, LOWER).tobytes()


def test_who_pays_more_than_the_full_rate_into_the_pool_gains_unless_the_index_is_capped(people, call, named):
    bases = values(call(value_pension, workers(people), named), BASES)
    full = {"full_pooled_rate": 0.08}
    pooled = values(call(value_pension, workers(people), changed(named, "law_pension", index_concept=1, **full)), BASES)
    capped = values(call(value_pension, workers(people), changed(named, "law_pension", index_concept=2, **full)), BASES)
    assert np.all(pooled > bases)
    assert capped == pytest.approx(bases, rel=1e-12)


def test_what_the_treasury_pays_into_the_pool_counts_in_an_index_of_pooled_yuan(people, call, named):
    pool = changed(named, "law_pension", index_concept=1, full_pooled_rate=0.16)
    rates = named["law_pension"].treasury_rate.copy()
    rates[FLEXIBLE] = 0.04
    filled = call(value_pension, workers(people), changed(pool, "law_pension", treasury_rate=rates))
    assert filled["value_base_floor"][0] == pytest.approx(worth_of_floor(named, 0.6), rel=1e-9)


def test_a_platform_that_pays_on_revenue_counts_at_the_mean_pay_of_its_orders(people, call, named):
    platforms, rates = named["platforms"], np.zeros_like(named["law_pension"].platform_rate)
    rates[GROUP_PLATFORM] = 0.02
    riders = {"status": PLATFORM, "group": GROUP_PLATFORM, "choice_class": CLASS_PLATFORM, "platform": 0}
    pool = changed(named, "law_pension", index_concept=1, full_pooled_rate=0.16)
    revenue = changed(pool, "law_pension", platform_base=2, platform_rate=rates)
    share = 0.02 * platforms.revenue_per_order[0] / platforms.pay_per_order[0] * 4_000.0 / (0.6 * WAGE)
    payroll = rates.copy()
    payroll[GROUP_PLATFORM] = share  # the rate on the base that yields the same
    same = changed(pool, "law_pension", platform_base=0, platform_rate=payroll)
    on_revenue, on_payroll = (call(value_pension, workers(people, **riders), law) for law in (revenue, same))
    assert on_revenue["value_base_floor"] == pytest.approx(on_payroll["value_base_floor"], rel=1e-9)
    nothing = call(value_pension, workers(people, **riders), pool)
    assert np.all(on_revenue["value_base_floor"] > nothing["value_base_floor"])


def test_a_flat_part_adds_to_every_pension_that_is_reached(people, call, named):
    flat = call(value_pension, workers(people), changed(named, "law_pension", flat_component=0.1))
    assert flat["value_base_floor"][0] == pytest.approx(worth_of_floor(named, 0.6, flat=0.1), rel=1e-9)


# ---- matching ---------------------------------------------------------------------------------------------


def matching(named, **fields):
    return changed(named, "law_coverage", subsidy_mode=SUBSIDY_MATCHING, subsidy_rate=1 / 3, **fields)


def test_matching_in_the_account_raises_the_options_of_those_below_the_income_cap_by_what_they_see(people, call, named):
    incomes = [48_000.0, 57_000.0, 60_000.0]
    before = call(value_pension, workers(people, income_year=incomes), named)
    after = call(value_pension, workers(people, income_year=incomes), matching(named, matching_to_account=1))
    rises = values(after, BASES) - values(before, BASES)
    assert np.all(rises[:, :2] > 0.0) and not rises[:, 2].any()
    seen = named["behaviour"].matching_salience * 0.2 / 3.0
    assert after["value_base_floor"][0] == pytest.approx(worth_of_floor(named, 0.6, added_rate=seen), rel=1e-9)
    assert values(after, LOWER).tobytes() == values(before, LOWER).tobytes()


def test_matching_in_the_pool_is_worth_nothing_unless_the_index_counts_the_pool(people, call, named):
    before = call(value_pension, workers(people), named)
    assert values(call(value_pension, workers(people), matching(named)), BASES).tobytes() == values(
        before, BASES).tobytes()  # fmt: skip
    pool = changed(named, "law_pension", index_concept=1, full_pooled_rate=0.16)
    more = values(call(value_pension, workers(people), matching(pool)), BASES)
    assert np.all(more > values(call(value_pension, workers(people), pool), BASES))


def payers(people, **values):
    paying = {"pension_scheme": PENSION_FLEXIBLE, "pension_paid_months": 12, "pension_base_month": 5_000.0}
    return workers(people, 1, **(paying | values))


def test_matching_is_credited_to_the_account_and_leaves_the_pool_and_what_the_worker_pays(people, call, named):
    plain = call(contribute, payers(people), named)
    pool, account = call(contribute, payers(people), matching(named)), call(
        contribute, payers(people), matching(named, matching_to_account=1)
    )  # fmt: skip
    for rows in (pool, account):
        assert rows["paid_worker_pension"][0] == plain["paid_worker_pension"][0] == 12_000.0
        assert rows["paid_treasury_pension"][0] == pytest.approx(4_000.0)
    assert pool["account_credit"][0] == plain["account_credit"][0] == pytest.approx(4_800.0)
    assert account["account_credit"][0] == pytest.approx(8_800.0)
    indexed = changed(matching(named, matching_to_account=1), "law_pension", index_concept=1, full_pooled_rate=0.16)
    assert call(contribute, payers(people), indexed)["index_sum"][0] == pytest.approx(
        36.0 + 12 * 5_000.0 / WAGE * 12.0 / 16.0
    )


# ---- rhythm and pauses ------------------------------------------------------------------------------------


def test_income_covers_a_payment_more_often_the_longer_the_time_over_which_it_is_put_aside():
    shares = [affordable_share(4_000.0, 3_000.0, 0.35, months) for months in (1, 3, 6, 12)]
    assert shares == sorted(shares) and shares[0] < 0.8 and shares[-1] > 0.99
    # the mean of a month covers what is needed, its median does not: a half is exp(-variance / 2) of the mean
    assert affordable_share(4_000.0, 4_000.0 * math.exp(-0.5 * 0.35**2), 0.35, 1) == pytest.approx(0.5)
    assert affordable_share(0.0, 1_000.0, 0.35, 1) == 0.0


def test_monthly_payment_with_pauses_and_savings_of_a_year_leave_the_months_as_they_are():
    given = (9.3, 2_500.0, 960.0, 800.0)
    assert paid_months_mean(*given, 0.0, 0.35, 1, 1) == 9.3
    assert paid_months_mean(*given, 11_520.0, 0.35, 12, 1) == 9.3
    assert 9.3 < paid_months_mean(*given, 11_519.0, 0.35, 12, 1) <= 12.0
    assert paid_months_mean(*given, 0.0, 0.35, 12, 0) == 12.0
    # who cannot pay out of a mean year either pays for fewer months where the whole year is due at once
    assert paid_months_mean(9.3, 1_700.0, 960.0, 800.0, 0.0, 0.35, 12, 1) < 9.3


def choosers(people, **values):
    """A thousand payers spread over the draw that decides the months."""
    rows = 1_000
    draws = {"u_month": (np.arange(rows) + 0.5) / rows, "value_base_floor": 9.0, "value_base_income": -9.0}
    return workers(people, rows, **({"income_year": 30_000.0, "value_base_average": -9.0} | draws | values))


def test_payment_once_a_year_raises_the_paid_months_of_volatile_incomes_without_savings(people, call, named):
    yearly = changed(named, "law_coverage", payment_months=12)
    paid = {}
    for name, law, deviation, wealth in (
        ("monthly", named, 0.35, 0.0), ("steady", yearly, 0.1, 0.0), ("usual", yearly, 0.35, 0.0),
        ("saved", yearly, 0.35, 1e6),
    ):  # fmt: skip
        rows = choosers(people, wealth=wealth)
        call(enrol_pension, rows, changed(law, "behaviour", monthly_deviation=deviation))
        assert np.all(rows["pension_option"] == OPTION_FLOOR)
        paid[name] = rows["pension_paid_months"].mean()
    assert paid["saved"] == paid["monthly"]
    assert paid["monthly"] <= paid["steady"] < paid["usual"] <= 12.0


def test_where_months_may_be_left_out_the_rhythm_moves_nobody_into_the_scheme_or_out_of_it(people, call, named):
    yearly = changed(named, "law_coverage", payment_months=12)
    before, after = (call(value_pension, workers(people), law) for law in (named, yearly))
    assert values(after, BASES).tobytes() == values(before, BASES).tobytes()


def test_who_may_leave_out_no_month_weighs_the_cost_of_twelve(people, call, named):
    strict = changed(changed(named, "law_coverage", pauses_allowed=0), "outlook", trust=0.0)
    rows = call(value_pension, workers(people), strict)
    room, outlook = 48_000.0 - 0.1 * 12 * WAGE, named["outlook"]
    intercept = outlook.intercept_pension[CLASS_CASUAL, 1, 2] + outlook.peer_pension[45, 2]
    intercept += outlook.intercept_base[CLASS_CASUAL, 1, 0]
    assert rows["value_base_floor"][0] == pytest.approx(math.log((room - 960.0 * 12.0) / room) + intercept, rel=1e-9)


def test_without_pauses_payers_pay_all_months_and_who_cannot_keep_up_stays_out(people, call, named):
    strict = changed(changed(named, "law_coverage", pauses_allowed=0), "behaviour", support_floor_share=0.1)
    rows = workers(people, income_year=[22_000.0, 22_000.0, 60_000.0], wealth=[0.0, 50_000.0, 0.0])
    call(value_pension, rows, strict)
    assert (values(rows, BASES) <= INFEASIBLE + 5.0).all(axis=0).tolist() == [True, False, False]
    rows = choosers(people)
    call(enrol_pension, rows, strict)
    assert np.all(rows["pension_paid_months"] == 12)


# ---- rate by income ---------------------------------------------------------------------------------------


def test_the_rate_rises_in_a_straight_line_between_two_incomes():
    factors = [rate_factor(income, WAGE, 0.3, 1.0, 0.4) for income in (0.0, 2_400.0, 5_200.0, 8_000.0, 30_000.0)]
    assert factors == pytest.approx([0.4, 0.4, 0.7, 1.0, 1.0])
    assert [rate_factor(income, WAGE, 0.3, 1.0, 1.0) for income in (0.0, 3_333.3, 9e9)] == [1.0] * 3


def test_a_schedule_by_income_lowers_the_cost_of_low_incomes_and_leaves_high_ones(people, call, named):
    incomes = [30_000.0, 60_000.0, 200_000.0]
    law = changed(named, "outlook", trust=0.0)
    schedule = changed(law, "law_coverage", schedule_low_factor=0.4)
    before = values(call(value_pension, workers(people, income_year=incomes), law), BASES)
    after = values(call(value_pension, workers(people, income_year=incomes), schedule), BASES)
    # the first declares 1,875 yuan a month, below 0.3 of the average wage; the last 12,500, above it
    assert np.all(after[:, 0] > before[:, 0]) and np.all(after[:, 1] > before[:, 1])
    assert after[:, 2].tobytes() == before[:, 2].tobytes()
    room = 30_000.0 - 0.1 * 12 * WAGE
    cheaper = math.log((room - 0.4 * 9_600.0) / room) - math.log((room - 9_600.0) / room)
    assert after[0, 0] - before[0, 0] == pytest.approx(cheaper, rel=1e-9)


def test_the_enrolled_pay_the_rate_of_their_declared_income_and_the_account_keeps_its_part(people, call, named):
    schedule = changed(named, "law_coverage", schedule_low_factor=0.4)
    rows = choosers(people, income_year=80_000.0)  # declares 5,000 of 6,667 yuan a month
    call(enrol_pension, rows, schedule)
    factor = rate_factor(5_000.0, WAGE, 0.3, 1.0, 0.4)
    assert rows["pension_rate_cut"] == pytest.approx(np.full(1_000, 1.0 - factor))
    paid = call(contribute, payers(people, pension_rate_cut=1.0 - factor), schedule)
    assert paid["paid_worker_pension"][0] == pytest.approx(12_000.0 * factor)
    assert paid["account_credit"][0] == pytest.approx(4_800.0 * factor)


# ---- declared income --------------------------------------------------------------------------------------


def test_people_declare_more_where_they_are_found_out_and_where_the_rate_is_lower():
    assert reported_share(0.75, 2.0, 1.0, 0.02, 0.20) == 0.75
    assert reported_share(0.75, 2.0, 1.0, 0.07, 0.20) == pytest.approx(0.85)
    assert reported_share(0.75, 2.0, 1.0, 0.02, 0.12) == pytest.approx(0.83)
    assert reported_share(0.75, 2.0, 1.0, 0.9, 0.20) == 1.0
    assert reported_share(0.75, 2.0, 3.0, 0.0, 0.50) == 0.3


def on_income(named, **fields):
    mode = named["law_coverage"].base_mode.copy()
    mode[:2, FLEXIBLE] = 1
    return changed(named, "law_coverage", base_mode=mode, **fields)


def test_pension_and_medical_are_weighed_and_paid_on_the_income_that_is_declared(people, call, named):
    for detection, seen in ((0.02, 0.75), (0.07, 0.85)):
        law = on_income(changed(named, "outlook", trust=0.0), detection_year=detection)
        rows = workers(people, 1, income_year=96_000.0, value_base_income=9.0, medical_scheme=MEDICAL_FLEXIBLE,
                       medical_start_month=1)  # fmt: skip
        call(enrol_pension, rows, law)
        call(pay_medical, rows, law)
        assert rows["pension_option"][0] == OPTION_INCOME
        assert rows["pension_base_month"][0] == rows["medical_base_month"][0] == pytest.approx(seen * 8_000.0)
        call(value_pension, rows, law)
        room = 96_000.0 - 0.1 * 12 * WAGE
        outlook = named["outlook"]
        intercept = outlook.intercept_pension[CLASS_CASUAL, 1, 2] + outlook.intercept_base[CLASS_CASUAL, 1, 1]
        own = math.log((room - 0.2 * seen * 8_000.0 * 10.0) / room)
        assert rows["value_base_income"][0] - intercept - outlook.peer_pension[45, 2] == pytest.approx(own, rel=1e-9)


def test_the_more_income_is_declared_the_less_employee_medical_is_worth(people, call, named):
    worth = [
        call(value_medical, workers(people, 1, income_year=120_000.0, expected_cost=4_000.0),
             on_income(named, detection_year=detection))["value_medical_employee"][0]
        for detection in (0.02, 0.10)
    ]  # fmt: skip
    assert worth[1] < worth[0]


def test_a_menu_asks_for_no_declaration(people, call, named):
    before = call(value_pension, workers(people), named)
    found = call(value_pension, workers(people), changed(named, "law_coverage", detection_year=0.3))
    assert values(found, BASES).tobytes() == values(before, BASES).tobytes()
