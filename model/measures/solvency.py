"""Can a fund pay what the law promises, for how long, and at which contribution rate?

All functions take one fund's path in year order. Money is nominal yuan of the year; present values stand at the
start of the first year. A fund earns interest on its opening reserve, so the flows of a year count at its end: a
balance in present value is then negative exactly if the reserve at the horizon is.
"""

import math

import numpy as np

NEVER = float("nan")
ROUNDING = 1.0  # yuan: less is no deficit of a fund of millions of persons, only the rounding of its sums


def first_deficit_year(years, balance) -> float:
    """In which year does a fund first spend more than it takes in? The year, NaN for never.

    years: [years]; balance: [years] yuan, all income of the year, interest included, less all spending.
    This is the 当期结余 of the fund bulletins and of the CASS actuarial report (郑秉文 2019).
    """
    return _first(years, np.asarray(balance, dtype=float) < -ROUNDING)


def exhaustion_year(years, closing) -> float:
    """In which year is the reserve used up? The first year that ends below zero, NaN for never.

    years: [years]; closing: [years] yuan, the reserve 累计结余 at the end of each year, negative where the
    fund is in debt. A fund that nobody fills up may recover later; the first such year is what counts.
    """
    return _first(years, np.asarray(closing, dtype=float) < -ROUNDING)


def peak_year(years, closing) -> float:
    """In which year is the reserve largest? The first such year; NaN where it still grows in the last one.

    years: [years]; closing: [years] yuan, the reserve at the end of each year.
    """
    place = int(np.argmax(np.asarray(closing, dtype=float)))
    return float(np.asarray(years)[place]) if place < len(closing) - 1 else NEVER


def reserve_at(years, closing, price_level, year) -> float:
    """How large is the reserve at the end of `year`, in yuan of the base year? NaN outside the path.

    closing: [years] nominal yuan; price_level: [years], base year = 1.
    """
    here = np.flatnonzero(np.asarray(years) == year)
    if here.size == 0:
        return NEVER
    return float(np.asarray(closing, dtype=float)[here[0]] / np.asarray(price_level, dtype=float)[here[0]])


def reserve_months(closing, spending) -> np.ndarray:
    """For how many months of the year's spending does the reserve last? [years], the bulletins' 可支付月数.

    closing: [years] yuan; spending: [years] yuan, positive. NaN in a year without spending.
    """
    closing = np.asarray(closing, dtype=float)
    spending = np.asarray(spending, dtype=float)
    months = np.full(closing.shape, NEVER)
    np.divide(12.0 * closing, spending, out=months, where=spending > 0.0)
    return months


def discount_factors(yields) -> np.ndarray:
    """What is a yuan of each year's flows worth at the start of the first year? [years]

    yields: [years] interest rate of each year, a share. The product of (1+r_s)^-1 up to the year.
    """
    return 1.0 / np.cumprod(1.0 + np.asarray(yields, dtype=float))


def present_value_balance(opening, income, spending, payroll, yields, rights_at_horizon=0.0) -> float:
    """By how much does the fund's wealth over the horizon miss its promises, as a share of covered payroll?

    opening: yuan, reserve at the start; income: [years] yuan without interest; spending: [years] yuan,
    positive; payroll: [years] yuan, the sum of contribution bases (of the baseline, where designs are
    compared); yields: [years]; rights_at_horizon: yuan at the end of the last year, what persons have
    earned by then and still have to receive. Negative is a gap; NaN where there is no payroll, as in the
    resident schemes.
    """
    factor = discount_factors(yields)
    base = float(factor @ np.asarray(payroll, dtype=float))
    if not base > 0.0:
        return NEVER
    flows = np.asarray(income, dtype=float) - np.asarray(spending, dtype=float)
    wealth = float(opening) + float(factor @ flows) - factor[-1] * float(rights_at_horizon)
    return wealth / base


def contribution_rate_needed(opening, other_income, spending, payroll, yields, rights_at_horizon=0.0) -> float:
    """Which contribution rate, the same in every year, lets reserve and income just pay all spending?

    other_income: [years] yuan, income that is neither contributions nor interest (a subsidy, where it is to
    be counted); the rest as in `present_value_balance`. A share of the contribution base, all payers
    together, with behaviour as simulated. NaN where there is no payroll.
    """
    return -present_value_balance(opening, other_income, spending, payroll, yields, rights_at_horizon)


def closing_without(closing, income, yields) -> np.ndarray:
    """How would the reserve stand if one stream of income had never been paid? [years] yuan

    closing: [years] yuan with it; income: [years] yuan, the stream, for instance the fiscal subsidy. What is
    missing would have earned the yield from the end of the year of payment.
    """
    missing = np.zeros(len(closing))
    held = 0.0
    for place, (paid, rate) in enumerate(zip(income, yields, strict=True)):
        held = held * (1.0 + rate) + paid
        missing[place] = held
    return np.asarray(closing, dtype=float) - missing


def balance_of(opening, closing) -> np.ndarray:
    """What is left of each year's income after spending? [years] yuan

    opening: yuan, reserve at the start of the first year; closing: [years] yuan.
    """
    return np.diff(np.asarray(closing, dtype=float), prepend=float(opening))


def revenue_by_payer(paid, price_level) -> dict[str, np.ndarray]:
    """How much does each payer pay into a fund, in yuan of the base year? paid: payer -> [years] nominal yuan."""
    level = np.asarray(price_level, dtype=float)
    return {payer: np.asarray(amount, dtype=float) / level for payer, amount in paid.items()}


def spending_shares(spending) -> dict[str, float]:
    """Which share of a fund's spending goes into each benefit? spending: benefit -> [years] yuan; they add up to one.

    NaN where nothing is spent. Years count as they are, without discounting.
    """
    totals = {benefit: float(np.sum(amount)) for benefit, amount in spending.items()}
    whole = math.fsum(totals.values())
    return {benefit: total / whole if whole > 0.0 else NEVER for benefit, total in totals.items()}


def present_value_at_start(amount, yields) -> float:
    """What is an amount at the end of the last year worth at the start of the first? yields: [years]."""
    return float(amount) * float(discount_factors(yields)[-1])


def share_of_gdp(outlay, gdp) -> np.ndarray:
    """How large is a public outlay beside the economy? [years], a share of gross domestic product."""
    return np.asarray(outlay, dtype=float) / np.asarray(gdp, dtype=float)


def _first(years, happens) -> float:
    where = np.flatnonzero(happens)
    return float(np.asarray(years)[where[0]]) if where.size else NEVER
