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
from model.law.coverage.rules import SUBSIDY_MATCHING, platform_contribution, rate_factor, subsidised
from model.law.pension.rules import index_gain

(
    ROOM, WEIGHT, MONTHS, LATER, INDEX, ACCOUNT, GROWN, HALF_GROWN, MINIMUM, DIVISOR, TIER, EARNED, EXTRA, CREDIT_RATE,
    KEPT, CREDIT_NOW, RATIO,
) = range(17)  # fmt: skip
COST, CREDIT = RATIO + 3, RATIO + 6  # ratio, cost and what the index counts have a row for each base
PENSION_ROWS = CREDIT + 3
VESTED_NOW, VESTED_NOT = MINIMUM, TIER  # rows that serve twice


@rule
def pooled_year(base_year, pooled_rate, platform, income_year, part, group, law_pension, platforms):
    """What is paid into the pooled fund for a payer on this base, yuan a year, by himself and by others?

    base_year: bases of the paid months; pooled_rate: rates of worker, user and treasury less that of the account;
    part: of the year that is paid for. Of what a platform owes on orders, revenue or profit a worker knows what goes
    with his income at the mean pay of its orders.
    """
    orders, charge, revenue, profit = 0.0, 0.0, 0.0, 0.0
    if platform >= 0:
        orders = part * income_year / max(platforms.pay_per_order[platform], 1e-9)
        charge = law_pension.order_charge[platforms.sector[platform]]
        revenue = orders * platforms.revenue_per_order[platform]
        profit = orders * platforms.taxable_profit_per_order[platform]
    by_platform = platform_contribution(
        law_pension.platform_base, law_pension.platform_rate[group], base_year, orders, charge, revenue, profit
    )
    return max(pooled_rate * base_year + by_platform, 0.0)


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
def weigh_particulars(
    count, row, paid, group, province, platform, income_year, wealth, law_pension, law_coverage, platforms, behaviour,
    seen_of, given,
):  # fmt: skip
    """What a matching subsidy, an index of pooled yuan and payment without pauses change for the first choosers.

    None of them is in the law in force, so they stand apart from what is gathered for all. Changes rows CREDIT and
    CREDIT_NOW, and COST of who is out of the question. seen_of: float64[group] share of income declared.
    """
    to_account = law_coverage.matching_to_account == 1
    for j in range(count):
        at = row[j]
        g, wage = rate_group(group[at]), law_pension.province_wage[province[at]]
        income_month = income_year[at] / 12.0
        factor = rate_factor(
            seen_of[g] * income_month, wage, law_coverage.schedule_low_income, law_coverage.schedule_high_income,
            law_coverage.schedule_low_factor,
        )  # fmt: skip
        rate = law_pension.worker_rate[g] * factor
        matched = 0.0  # per yuan of the base, as far as choosers see it
        if law_coverage.subsidy_mode == SUBSIDY_MATCHING:
            _, matched = subsidised(
                SUBSIDY_MATCHING, law_coverage.subsidy_rate, behaviour.matching_salience * rate, 1.0,
                law_pension.average_wage_month, 1.0, income_month, law_coverage.subsidy_income_cap_month,
            )  # fmt: skip
        to_pool = rate - given[CREDIT_RATE, j] + law_pension.user_rate[g] + law_pension.treasury_rate[g]
        if to_account:  # nobody counts on matching in later years, when income may be above its limit
            given[CREDIT_NOW, j] += matched
        else:
            to_pool += matched
        resources = resources_of(income_year[at], wage, behaviour.support_floor_share)
        out_of_question = cannot_keep_up(
            resources / 12.0, rate * law_coverage.base_floor[0, g] * wage, behaviour.subsistence_share * wage,
            wealth[at], behaviour.monthly_deviation, law_coverage.payment_months, law_coverage.pauses_allowed,
            behaviour.pause_tolerance,
        )  # fmt: skip
        for option in range(3):
            bases = given[RATIO + option, j] * wage * paid
            pooled = pooled_year(bases, to_pool, platform[at], income_year[at], paid / 12.0, g, law_pension, platforms)
            given[CREDIT + option, j] = index_gain(
                law_pension.index_concept, bases, pooled, wage, law_pension.full_pooled_rate
            ) / paid  # fmt: skip
            if out_of_question:
                given[COST + option, j] = max(given[COST + option, j], given[ROOM, j])
