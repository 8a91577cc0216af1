"""Whom do the branches cover, on which base, and who pays? The rules that all branches share."""

from agents.codes import (
    CASUAL,
    EMPLOYEE,
    GROUP_CASUAL,
    GROUP_EMPLOYEE,
    GROUP_NONE,
    GROUP_PLATFORM,
    GROUP_PUBLIC,
    GROUP_SELF_EMPLOYED,
    OPTION_AVERAGE,
    OPTION_INCOME,
    PLATFORM,
    PUBLIC,
    SELF_EMPLOYED,
)
from agents.compiled import rule

BASE_MENU, BASE_INCOME, BASE_AVERAGE = range(3)
PAYROLL_BASE, ORDER_BASE, REVENUE_BASE, PROFIT_BASE = range(4)
OLDER_EXEMPT, OLDER_PAY_ON, OLDER_PRO_RATA = range(3)
IN_REACH, OUT_OF_REACH, PAST_AGE, PAST_AGE_WITHOUT_RECORD = range(4)  # of the minimum months of the pension
LOWER_OPEN, LOWER_CLOSED_ABOVE, LOWER_CLOSED = range(3)
CONTINUOUS, THREE_CLASSES = 0, 3  # legal classes of workers; two have no middle
SUBSIDY_NONE, SUBSIDY_FLAT, SUBSIDY_MATCHING, SUBSIDY_PREMIUM_RELIEF, SUBSIDY_POOLED_CREDIT = range(5)


@rule
def insurance_group(status, missed):
    """Which group's rules apply to a person's work? A code Group.

    Employees (职工) by their employment, flexible workers by the open list of 社会保险法 第十条第二款 and
    国办发〔2020〕27号: self-employed without employees, part-timers and other flexible workers, new forms of work.

    status: code Status
    missed: 1 if the definition misses this flexible worker, who then stands outside every flexible group
    """
    if status == EMPLOYEE:
        return GROUP_EMPLOYEE
    if status == PUBLIC:
        return GROUP_PUBLIC
    if missed == 1:
        return GROUP_NONE
    if status == PLATFORM:
        return GROUP_PLATFORM
    if status == SELF_EMPLOYED:
        return GROUP_SELF_EMPLOYED
    if status == CASUAL:
        return GROUP_CASUAL
    return GROUP_NONE


@rule
def limited_base(income_month, average_wage, floor, ceiling):
    """What is the contribution base of this income, yuan a month? 国发〔2005〕38号; 国办发〔2019〕13号.

    average_wage: average wage of all urban unit employees W of the year before, yuan a month
    floor, ceiling: limits as multiples of W, 0.60 and 3.00 in the law in force
    """
    return min(max(income_month, floor * average_wage), ceiling * average_wage)


@rule
def menu_base(option, income_month, average_wage, floor, ceiling):
    """Which base does an individual payer choose between the limits, yuan a month? 国办发〔2019〕13号, 三.

    option: code PensionOption, FLOOR, INCOME or AVERAGE
    """
    if option == OPTION_AVERAGE:
        return limited_base(average_wage, average_wage, floor, ceiling)
    if option == OPTION_INCOME:
        return limited_base(income_month, average_wage, floor, ceiling)
    return floor * average_wage


@rule
def declared_base(base_mode, option, income_month, average_wage, floor, ceiling):
    """Which base does the law of the year give a flexible worker, yuan a month?

    base_mode: 0 menu (chosen between the limits), 1 income (own income within the limits), 2 average (W itself,
    as 国发〔2005〕38号 had it)
    option: code PensionOption, read with a menu only
    """
    if base_mode == BASE_AVERAGE:
        return limited_base(average_wage, average_wage, floor, ceiling)
    if base_mode == BASE_INCOME:
        return limited_base(income_month, average_wage, floor, ceiling)
    return menu_base(option, income_month, average_wage, floor, ceiling)


@rule
def platform_contribution(platform_base, rate, payroll_year, orders_year, charge_per_order, revenue_year, profit_year):
    """What does the platform pay for one worker in one branch, yuan a year?

    社会保险法 第十二条 levies on payroll; 人社部发〔2021〕110号 on orders (按单缴费); revenue and profit
    (营业性收入或利润) are the proposal of Han Junling 2025, III(3). A loss pays nothing.

    platform_base: 0 payroll, 1 order, 2 revenue, 3 profit
    rate: share of payroll, revenue or profit
    payroll_year: the worker's contribution bases of the paid months, yuan a year
    charge_per_order: yuan an order
    """
    if platform_base == ORDER_BASE:
        return charge_per_order * orders_year
    if platform_base == REVENUE_BASE:
        return rate * revenue_year
    if platform_base == PROFIT_BASE:
        return rate * max(profit_year, 0.0)
    return rate * payroll_year


@rule
def platforms_pay(platform_base, platform_rate, order_charge):
    """Do platforms pay anything in a branch this year? By its rates by group, or its charges by sector on orders."""
    if platform_base == ORDER_BASE:
        return order_charge.max() > 0.0
    return platform_rate.max() > 0.0


@rule
def subsidised(mode, rate, own_year, base_year, average_wage, months, income_month, income_cap_month):
    """What do worker and treasury pay when contributions are subsidised? Both in yuan a year.

    Forms of the state's duty in Han Junling 2025, III(3); premium relief is the form of 财社〔2017〕164号.
    Flat: a fixed sum a month; premium relief: a share of the worker's own contribution; pooled credit: points of the
    base that go to the pooled fund: all three lower what the worker pays, to zero at most. Matching: the
    worker pays in full, the treasury adds a share of it.

    mode: 0 none, 1 flat, 2 matching, 3 premium relief, 4 pooled credit
    rate: flat: share of W a month; matching, relief: share of own_year; pooled credit: share of base_year
    own_year, base_year: own contribution before the subsidy and bases of the paid months, yuan a year
    income_cap_month: incomes above get nothing, yuan a month
    """
    if mode == SUBSIDY_NONE or income_month > income_cap_month:
        return own_year, 0.0
    if mode == SUBSIDY_MATCHING:
        return own_year, rate * own_year
    grant = rate * own_year
    if mode == SUBSIDY_FLAT:
        grant = rate * average_wage * months
    if mode == SUBSIDY_POOLED_CREDIT:
        grant = rate * base_year
    grant = min(grant, own_year)
    return own_year - grant, grant


@rule
def bound_share(mandate, duty, part):
    """Up to which value of his draw is a person bound in a branch? The mandate of his group, or a duty of his own.

    mandate: share of the group that is bound; duty: part of an employee's duty that binds the middle class
    (人社部发〔2021〕56号); part: 1 for its members, the degree of subordination along a continuous status, else 0
    """
    return max(mandate, duty * part)


@rule
def own_part(classes, subordination, lowest, highest):
    """Which part of the middle class's duties is a platform worker's own?

    classes: 2 none; 3 all of it between the bounds of the class, 人社部发〔2021〕56号; 0 a continuous status, on which
    duties grow with subordination
    """
    if classes == CONTINUOUS:
        return subordination
    return 1.0 if (classes == THREE_CLASSES) & (subordination >= lowest) & (subordination <= highest) else 0.0


@rule
def subordination_of(weights, hours, dependence, income_share):
    """How far is a platform worker in an employee's position? 0 to 1, a weighted mean, 劳社部发〔2005〕12号 第一条.

    weights: of the three parts, which add to one; hours: orders over those of a full-time year; dependence: part of
    the orders that the main platform hands out; income_share: part of the means of living that is earned
    """
    return weights[0] * min(hours, 1.0) + weights[1] * dependence + weights[2] * income_share


@rule
def insured_part(several, pilot, platforms_pay, orders_elsewhere):
    """For which part of a worker's orders does somebody insure work injury? 实施社会保险法若干规定 第九条.

    several: 1 where each of several employers insures the work done for it. Else the main platform alone does,
    unless orders are charged wherever they come from, as in the pilot, or the worker insures himself.
    """
    return 1.0 if (several == 1) | (pilot == 1) | (not platforms_pay) else 1.0 - orders_elsewhere


@rule
def employers_base(base_month, part, floor_month):
    """On which base do those pay who insure a part of a person's work, yuan a month?

    All employers together: on the sum of what he earns from them, to which the floor applies once. The main one alone:
    on its part, but not below the floor.
    """
    return base_month if part >= 1.0 else max(part * base_month, min(floor_month, base_month))


@rule
def rate_factor(income_month, average_wage, low_income, high_income, low_factor):
    """By which factor does a schedule by income lower a flexible worker's own rate? 降低费率, Han Junling 2025, III(3).

    low_factor up to low_income, from there in a straight line to 1 at high_income, both multiples of the average
    wage; income_month: as declared, yuan a month. A low_factor of 1, the law in force, leaves the rate as it is.
    """
    way = (income_month / average_wage - low_income) / max(high_income - low_income, 1e-9)
    return low_factor + (1.0 - low_factor) * min(max(way, 0.0), 1.0)


@rule
def evasion_cost(due_year, detection_year, fine_multiple, late_fee_day):
    """What does a missing contribution cost in expectation, yuan? 社会保险法 第八十六条.

    due_year: contribution due, yuan a year
    detection_year: probability of being found within a year
    fine_multiple: fine over the amount due; late_fee_day: surcharge a day, over half a year on average
    """
    return detection_year * due_year * (1.0 + fine_multiple + late_fee_day * 182.5)


@rule
def may_enrol_at_work(is_local, hukou_limit, draw):
    """May a person enrol individually at the place of work? 1 or 0. 国办发〔2024〕38号; 国发〔2026〕11号.

    is_local: 1 with local household registration
    hukou_limit: share of non-locals barred in the province
    draw: uniform of the person, the same every year
    """
    if is_local == 1 or draw >= hukou_limit:
        return 1
    return 0


@rule
def binds_older(older_entrants, out_of_reach):
    """Does a pension mandate bind a person who may not reach the minimum months? 社会保险法 第十六条.

    older_entrants: 0 exempt, 1 pays on, 2 pension pro rata; out_of_reach: code of the flow of this name. Nobody begins
    a record after the statutory age, and past it only who pays on is bound.
    """
    if out_of_reach == IN_REACH:
        return True
    if older_entrants == OLDER_EXEMPT or out_of_reach == PAST_AGE_WITHOUT_RECORD:
        return False
    return out_of_reach == OUT_OF_REACH or older_entrants == OLDER_PAY_ON


@rule
def lower_scheme_open(lower_scheme, income_month, limit_month):
    """May a flexible worker take the resident scheme instead of the employee scheme? 1 or 0. 社会保险法 第十条.

    lower_scheme: 0 open, 1 closed above an income, 2 closed; limit_month: that income, yuan a month
    """
    if lower_scheme == LOWER_CLOSED or (lower_scheme == LOWER_CLOSED_ABOVE and income_month > limit_month):
        return 0
    return 1
