"""How are pension options weighed for a span of choosers whose look-ups are gathered? Arithmetic that vectorises."""

from agents.compiled import loop, rule
from agents.enrolment import (
    INFEASIBLE,
    cannot_keep_up,
    cost_utility,
    expected_employee_pension,
    old_age_gain,
    vesting_probability,
)
from model.choosing import rate_group, resources_of
from model.law.coverage.rules import PAYROLL_BASE, SUBSIDY_MATCHING, platform_contribution, subsidised
from model.law.pension.rules import index_gain

(
    ROOM, WEIGHT, MONTHS, LATER, INDEX, ACCOUNT, GROWN, HALF_GROWN, MINIMUM, DIVISOR, TIER, EARNED, EXTRA, CREDIT_RATE,
    KEPT, CREDIT_NOW, RATIO,
) = range(17)  # fmt: skip
COST, CREDIT = RATIO + 3, RATIO + 6  # ratio, cost and what the index counts have a row for each base
WAGE, LOW, OWN, RATE, INCOME, BORNE = range(CREDIT + 3, CREDIT + 9)  # of which bases have their price
PENSION_ROWS = CREDIT + 9
TO_POOL, DUE_RATE, DUES = LOW, OWN, INCOME  # once they have it
VESTED_NOW, VESTED_NOT = MINIMUM, TIER  # rows that serve twice


@rule
def known_dues(platform_base, platform_rate, pay_per_order, order_charge, revenue_per_order, profit_per_order, income):
    """What does a platform owe on the work behind a year's income, as far as it does not follow the base? Yuan a year.

    Of what a platform owes on orders, revenue or profit a worker knows what goes with his income at the mean pay of
    its orders. platform_rate: of his group; income: of the part of the year that is paid for. Nothing on payrolls.
    """
    orders = income / max(pay_per_order, 1e-9)
    return platform_contribution(
        platform_base, platform_rate, 0.0, orders, order_charge, orders * revenue_per_order, orders * profit_per_order
    )


@loop
def weigh_resident_pension(count, given, spread, accrual, own_weight, flat, resident_divisor, other, value):
    """Log utility of the resident pension for `count` choosers, without peers and intercepts.

    given: float64[PENSION_ROWS, SPAN], rows as named above; value: float64[4, SPAN], row 3 is written.
    """
    for j in range(count):
        months, account, divisor = given[MONTHS, j], given[ACCOUNT, j], given[DIVISOR, j]
        vested = vesting_probability(months, given[MINIMUM, j], spread)
        held = expected_employee_pension(
            months, given[INDEX, j], account, vested, accrual, own_weight, flat, divisor, resident_divisor
        )
        held = held if months > 0.0 else 0.0
        gain = old_age_gain(other + held, given[EARNED, j] + given[EXTRA, j], given[EARNED, j])
        own = cost_utility(given[ROOM, j], 0.0, given[TIER, j])
        value[3, j] = own + given[WEIGHT, j] * gain if own > INFEASIBLE else own


@loop
def weigh_bases(count, given, paid, first_counted, spread, accrual, own_weight, flat, resident_divisor, other, value):
    """Log utility of the employee pension at three bases for the first `count` choosers, as above.

    Whether a pension is reached does not depend on the base; the chances take the place of MINIMUM and TIER.
    first_counted: row of what the index counts of the first base, CREDIT, or RATIO where it counts the base itself.
    """
    for j in range(count):
        months = given[MONTHS, j] + given[LATER, j]
        minimum = given[MINIMUM, j]
        given[VESTED_NOW, j] = vesting_probability(months + paid, minimum, spread)
        given[VESTED_NOT, j] = vesting_probability(months, minimum, spread)
    for option in range(3):
        for j in range(count):
            later, divisor = given[LATER, j], given[DIVISOR, j]
            ratio, index, counted = given[RATIO + option, j], given[INDEX, j], given[first_counted + option, j]
            months = given[MONTHS, j] + later
            credit, now = given[CREDIT_RATE, j] * ratio, given[CREDIT_NOW, j] * ratio
            then = given[ACCOUNT, j] + credit * later * given[HALF_GROWN, j]
            p_now = expected_employee_pension(
                months + paid, index + counted * (paid + later), then + now * paid * given[GROWN, j],
                given[VESTED_NOW, j], accrual, own_weight, flat, divisor, resident_divisor,
            )  # fmt: skip
            p_not = expected_employee_pension(
                months, index + counted * later, then, given[VESTED_NOT, j], accrual, own_weight, flat, divisor,
                resident_divisor,
            )  # fmt: skip
            p_not = p_not if months > 0.0 else 0.0
            own = cost_utility(given[ROOM, j], 0.0, given[COST + option, j])
            weight = given[WEIGHT, j] * given[KEPT, j]
            value[option, j] = own + weight * old_age_gain(other, p_now, p_not) if own > INFEASIBLE else own


@loop
def price_bases(count, given, paid, high, subsidy_mode, subsidy_rate, cap_month, average_wage):
    """What the three bases of the first choosers are over the wage, and what a year on each costs: RATIO and COST.

    high: the ceiling over the wage; a subsidy is that of the law, and `BORNE` of the rest is the chooser's own.
    """
    for option in range(3):
        for j in range(count):
            wage, rate = given[WAGE, j], given[RATE, j]
            least = given[LOW, j] * wage
            base = given[OWN, j] if option == 1 else (least if option == 0 else min(max(wage, least), high * wage))
            own_cost, _ = subsidised(
                subsidy_mode, subsidy_rate, rate * base * paid, base * paid, average_wage, paid, given[INCOME, j],
                cap_month,
            )  # fmt: skip
            given[RATIO + option, j] = base / wage
            given[COST + option, j] = own_cost * given[BORNE, j]


@loop
def weigh_particulars(
    count, row, paid, group, platform, income_year, wealth, law_pension, law_coverage, platforms, behaviour, given
):
    """What a matching subsidy, an index of pooled yuan and payment without pauses change for the first choosers.

    None of them is in the law in force, so they stand apart from what is gathered for all: first what does not depend
    on the base, then what the index counts of each base, in a loop that vectorises. Bases have their price. Changes
    rows CREDIT and CREDIT_NOW, and COST of who is out of the question.
    """
    # fields of records stay out of the loops: reached inside, every array of theirs is counted as in use each time
    user_rate, treasury_rate = law_pension.user_rate, law_pension.treasury_rate
    platform_base, platform_rate = law_pension.platform_base, law_pension.platform_rate
    order_charge, sector = law_pension.order_charge, platforms.sector
    pay, revenue, profit = platforms.pay_per_order, platforms.revenue_per_order, platforms.taxable_profit_per_order
    concept, full_rate = law_pension.index_concept, law_pension.full_pooled_rate
    base_floor, cap_month = law_coverage.base_floor, law_coverage.subsidy_income_cap_month
    salience = behaviour.matching_salience
    matched_share = law_coverage.subsidy_rate if law_coverage.subsidy_mode == SUBSIDY_MATCHING else 0.0
    to_account = law_coverage.matching_to_account == 1
    on_payroll = platform_base == PAYROLL_BASE
    payment_months, pauses_allowed = law_coverage.payment_months, law_coverage.pauses_allowed
    deviation, tolerance = behaviour.monthly_deviation, behaviour.pause_tolerance
    floor_share, subsistence_share = behaviour.support_floor_share, behaviour.subsistence_share
    part = paid / 12.0
    for j in range(count):
        at = row[j]
        g, wage, rate, income_month = rate_group(group[at]), given[WAGE, j], given[RATE, j], given[INCOME, j]
        # matching per yuan of the base, as far as choosers see it
        matched = 0.0 if income_month > cap_month else matched_share * (salience * rate)
        to_pool = rate - given[CREDIT_RATE, j] + user_rate[g] + treasury_rate[g]
        if to_account:  # nobody counts on matching in later years, when income may be above its limit
            given[CREDIT_NOW, j] += matched
        else:
            to_pool += matched
        dues, k = 0.0, platform[at]
        if k >= 0 and not on_payroll:
            dues = known_dues(
                platform_base, platform_rate[g], pay[k], order_charge[sector[k]], revenue[k], profit[k],
                part * income_year[at],
            )  # fmt: skip
        given[TO_POOL, j], given[DUES, j] = to_pool, dues
        given[DUE_RATE, j] = platform_rate[g] if on_payroll else 0.0
        if pauses_allowed == 1:
            continue
        resources = resources_of(income_year[at], wage, floor_share)
        if cannot_keep_up(
            resources / 12.0, rate * base_floor[0, g] * wage, subsistence_share * wage, wealth[at], deviation,
            payment_months, pauses_allowed, tolerance,
        ):  # fmt: skip
            for option in range(3):
                given[COST + option, j] = max(given[COST + option, j], given[ROOM, j])
    for option in range(3):
        for j in range(count):
            wage = given[WAGE, j]
            bases = given[RATIO + option, j] * wage * paid
            pooled = given[TO_POOL, j] * bases + (given[DUE_RATE, j] * bases + given[DUES, j])
            pooled = max(pooled, 0.0)
            given[CREDIT + option, j] = index_gain(concept, bases, pooled, wage, full_rate) / paid
