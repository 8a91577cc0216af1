"""What does the employee pension collect and pay? The statutes as scalar functions of numbers.

The compiled rules take every parameter of the law, so that a design can move it; the plain functions at the end
answer for the law in force.
"""

import math
from functools import lru_cache

import numpy as np

from agents.codes import GROUP_SELF_EMPLOYED, PENSION_FLEXIBLE
from agents.compiled import rule

LAW_YEAR = 2025  # year whose law the plain functions state
FIRST_DIVISOR_AGE = 40
INDEX_OF_BASE, INDEX_OF_POOL, INDEX_OF_CAPPED_POOL = range(3)


@rule
def payer_group(group, pension_scheme):
    """Whose rates apply? Code Group. Individual payers without flexible work pay as the self-employed.

    国发〔2005〕38号, art. 3: who joins without an employer pays the rate of individual payers, whatever his work.
    """
    if pension_scheme == PENSION_FLEXIBLE and group < GROUP_SELF_EMPLOYED:
        return GROUP_SELF_EMPLOYED
    return group


@rule
def index_gain(index_concept, payroll_year, pooled_year, average_wage, full_pooled_rate):
    """Index months that a year of contributions adds to the sum behind the average index 缴费工资指数.

    Concept 0, the law: base over average wage, whatever the rate (国发〔2005〕38号, art. 6). Concept 1: yuan paid into
    the pooled fund over the yuan of a full rate on the average wage, so that equal money gives equal credit.
    Concept 2: the same, but never more than the base over average wage, so that the full rate earns full credit and
    what is paid above it earns nothing.
    """
    of_base = payroll_year / average_wage
    of_pool = pooled_year / (full_pooled_rate * average_wage)
    if index_concept == INDEX_OF_POOL:
        return of_pool
    if index_concept == INDEX_OF_CAPPED_POOL:
        return min(of_base, of_pool)
    return of_base


@rule
def interest_of(balance_start, credit_year, drawn_year, rate, months):
    """Interest credited to an account over `months` of a year, yuan. 人社部发〔2017〕31号.

    The balance at the start bears the rate; contributions and withdrawals of the year count half.
    """
    standing = max(balance_start - 0.5 * drawn_year, 0.0) + 0.5 * credit_year
    return standing * rate * (months / 12.0)


@rule
def basic_part(average_wage, index, years, accrual_rate, index_weight, flat_component):
    """Basic pension 基础养老金, yuan a month. 国发〔2005〕38号, art. 6.

    average_wage: pension base 计发基数 of the retirement year; index: average contribution index; years: months as
    twelfths. In the law in force the accrual is 1 % a year and one's own index weighs a half. `flat_component`: part
    of the average wage that everybody gets, nothing in the law in force.
    """
    blend = (1.0 - index_weight) + index_weight * index
    return average_wage * (blend * years * accrual_rate + flat_component)


@rule
def account_part(balance, divisor):
    """Account pension 个人账户养老金, yuan a month: balance over months divisor. 国发〔2005〕38号, art. 6."""
    return balance / divisor


@rule
def transitional_part(average_wage, index, years, coefficient):
    """Transitional pension 过渡性养老金, yuan a month, for `years` before accounts began. 国发〔2005〕38号, art. 6."""
    return average_wage * index * years * coefficient


@rule
def divisor_at(divisor, age_months):
    """Months divisor 计发月数 at an age in months, interpolated between birthdays. 国发〔2005〕38号, annex.

    divisor: the annex by full years of age from 40; below and above it the ends hold. Between two birthdays offices
    interpolate by month since 2025 and round to a tenth, half up.
    """
    age = int(age_months)
    last = divisor.size - 1
    place = age // 12 - FIRST_DIVISOR_AGE
    if place < 0:
        return divisor[0]
    if place >= last:
        return divisor[last]
    step = divisor[place] - divisor[place + 1]
    # in twelfths of a tenth, where whole divisors give whole numbers and halves are exact
    twelfths = 120.0 * divisor[place] - 10.0 * step * (age % 12)
    return math.floor((twelfths + 6.0) / 12.0) / 10.0


@rule
def divisor_of(divisor, age_months, by_month):
    """Months divisor at an age in months; without `by_month` completed years count, as before 2025."""
    if by_month == 1:
        return divisor_at(divisor, age_months)
    return divisor_at(divisor, age_months - age_months % 12)


@rule
def survivor_multiple(months, months_drawn, is_pensioner, table_years, table_months, cap_years, floor_months):
    """Months of income that survivors get 抚恤金月数. 人社部发〔2021〕18号, art. 4.

    months: contribution months, deemed ones included; months_drawn: months of pension drawn. Below 15 years the
    table holds (three months up to 5 years, then six, then nine); each year above adds a month up to `cap_years`;
    a pensioner's grant falls by a month a full year drawn, not below `floor_months`.
    """
    years = months / 12.0
    grant = table_months[0]
    for step in range(table_years.size):
        if years >= table_years[step]:
            grant = table_months[step]
    top = table_years[table_years.size - 1]
    grant += math.floor(max(min(years, cap_years) - top, 0.0))
    if is_pensioner:
        grant = max(grant - math.floor(months_drawn / 12.0), floor_months)
    return grant


@rule
def allowance_months(months, short_months, full_months, more_months):
    """Months of disability allowance that a record below the minimum gives. 人社部发〔2024〕72号, art. 5.

    `short_months` below five years; above, `more_months` for each further year or part of one.
    """
    if months < full_months:
        return short_months
    return short_months + more_months * math.ceil((months - full_months) / 12.0)


@rule
def pension_award(average_wage, index, months, deemed_months, balance, age_months, law):
    """Pension at award and its account part, yuan a month, under a PensionLaw. 国发〔2005〕38号, art. 6."""
    basic = basic_part(average_wage, index, months / 12.0, law.accrual_rate, law.index_weight, law.flat_component)
    divisor = divisor_of(law.divisor, age_months, law.divisor_by_month)
    account = account_part(balance, divisor)
    transitional = transitional_part(average_wage, index, deemed_months / 12.0, law.transitional_rate)
    return basic + transitional + account, account


@lru_cache(maxsize=1)
def _law_in_force():
    from model.law.parameters import load_law

    return load_law().year(LAW_YEAR)


def _plain(result):
    """A Python number for a single value, else the array."""
    return result.item() if np.ndim(result) == 0 else result


def basic_pension(average_wage, index, years):
    """What is the basic pension, yuan a month, by the law in force?

    average_wage: pension base, yuan a month; index: average contribution index; years: contribution years. Numbers or
    arrays, broadcast. Source: 国发〔2005〕38号, art. 6.
    """
    law = _law_in_force()
    weights = (law["pension.accrual_rate"], law["pension.index_weight"], law["pension.flat_component"])
    return _plain(np.vectorize(basic_part, otypes=[np.float64])(average_wage, index, years, *weights))


def account_pension(balance, divisor):
    """What is the account pension, yuan a month? Balance in yuan over the months divisor; numbers or arrays."""
    return _plain(np.vectorize(account_part, otypes=[np.float64])(balance, divisor))


def transitional_pension(average_wage, index, years, coefficient):
    """What is the transitional pension, yuan a month, for `years` before accounts began? Numbers or arrays."""
    return _plain(np.vectorize(transitional_part, otypes=[np.float64])(average_wage, index, years, coefficient))


def months_divisor(age_months):
    """By how many months is the account divided at this age, in months, by the law in force? Number or array."""
    table = _law_in_force().array("pension.months_divisor")

    def divisor(age):
        return divisor_at(table, age)

    return _plain(np.vectorize(divisor, otypes=[np.float64])(np.asarray(age_months, dtype=np.int64)))
