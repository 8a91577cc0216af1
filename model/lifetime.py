"""What did social insurance take from a person and give in a year, for measures over whole lives?

Stages at the end of the year condense the flows of a person into six figures of the year; a loop over rows after the
books are closed adds them to the person's life. The two that read the whole ledger cost some 17 ns a person-year and
run only where the settings ask for it.
"""

import numpy as np

from agents.compiled import stage
from model.alignment import column_of, log_into

INCOME_GROUPS = 11  # deciles 1 to 10, and 0 for entrants, whose income is not known in advance


@stage
def account_household(
    months_alive, income_net, own_medical, consumption, months_lived, net_income_year, own_medical_year,
    consumption_year,
):  # fmt: skip
    """What was left of the person's income, what his health cost him, and what he consumed, yuan; all months lived."""
    for i in range(consumption.size):
        months_lived[i] += months_alive[i]
        net_income_year[i] = income_net[i]
        own_medical_year[i] = own_medical[i]
        consumption_year[i] = consumption[i]


@stage
def account_contributions(
    income_gross, income_net, own_medical,
    paid_platform_pension, paid_platform_medical, paid_platform_injury, paid_platform_unemployment,
    paid_platform_maternity, paid_platform_care,
    paid_user_pension, paid_user_medical, paid_user_injury, paid_user_unemployment, paid_user_maternity,
    paid_user_care,
    paid_employer_pension, paid_employer_medical, paid_employer_injury, paid_employer_unemployment,
    paid_employer_maternity, paid_employer_care,
    paid_treasury_pension, paid_treasury_medical, paid_treasury_injury, paid_treasury_unemployment,
    paid_treasury_maternity, paid_treasury_care, paid_treasury_resident_pension, paid_treasury_resident_medical,
    paid_own_year, paid_others_year,
):  # fmt: skip
    """What the person paid into all branches, and what everyone else paid for him.

    His own part is what income loses before medical cost, an identity that the books check for the nation.
    """
    for i in range(income_gross.size):
        platform = (
            paid_platform_pension[i] + paid_platform_medical[i] + paid_platform_injury[i]
            + paid_platform_unemployment[i] + paid_platform_maternity[i] + paid_platform_care[i]
        )  # fmt: skip
        user = (
            paid_user_pension[i] + paid_user_medical[i] + paid_user_injury[i] + paid_user_unemployment[i]
            + paid_user_maternity[i] + paid_user_care[i]
        )  # fmt: skip
        employer = (
            paid_employer_pension[i] + paid_employer_medical[i] + paid_employer_injury[i]
            + paid_employer_unemployment[i] + paid_employer_maternity[i] + paid_employer_care[i]
        )  # fmt: skip
        treasury = (
            paid_treasury_pension[i] + paid_treasury_medical[i] + paid_treasury_injury[i]
            + paid_treasury_unemployment[i] + paid_treasury_maternity[i] + paid_treasury_care[i]
            + paid_treasury_resident_pension[i] + paid_treasury_resident_medical[i]
        )  # fmt: skip
        paid_own_year[i] = max(income_gross[i] - income_net[i] - own_medical[i], 0.0)
        paid_others_year[i] = platform + user + employer + treasury


@stage
def account_benefits(
    benefit_pension, benefit_public_pension, benefit_pension_refund, benefit_survivor, benefit_disability,
    benefit_resident_basic, benefit_resident_account, benefit_resident_refund, benefit_resident_survivor,
    benefit_medical_pool, benefit_medical_account, benefit_resident_medical, benefit_injury,
    benefit_injury_allowance, benefit_unemployment, benefit_maternity, benefit_maternity_medical, benefit_care,
    benefit_year,
):  # fmt: skip
    """What all branches paid to the person, to those who treated him and to his heirs, yuan."""
    for i in range(benefit_year.size):
        pensions = (
            benefit_pension[i] + benefit_public_pension[i] + benefit_pension_refund[i] + benefit_survivor[i]
            + benefit_disability[i] + benefit_resident_basic[i] + benefit_resident_account[i]
            + benefit_resident_refund[i] + benefit_resident_survivor[i]
        )  # fmt: skip
        medical = benefit_medical_pool[i] + benefit_medical_account[i] + benefit_resident_medical[i]
        rest = (
            benefit_injury[i] + benefit_injury_allowance[i] + benefit_unemployment[i] + benefit_maternity[i]
            + benefit_maternity_medical[i] + benefit_care[i]
        )  # fmt: skip
        benefit_year[i] = pensions + medical + rest


@stage
def add_year(
    start_decile, utility_year, equivalised_year, factors, utility_sum, utility_untaxed_sum, consumption_sum
):  # fmt: skip
    """Add the year to the person's life: utility after and before the consumption tax, and what it is of.

    What it is of is equivalised consumption in yuan of the base year.
    factors: float64[11, 3] by income group, what a unit of each counts this year (`year_factors`).
    """
    for i in range(start_decile.size):
        group = start_decile[i]
        utility_sum[i] += factors[group, 0] * utility_year[i]
        utility_untaxed_sum[i] += factors[group, 1] * utility_year[i]
        consumption_sum[i] += factors[group, 2] * equivalised_year[i]


@stage
def sum_profiles(weight, profile, paid_own_year, paid_others_year, benefit_year, consumption_year, sums):
    """Weighted yuan of the year by profile, sums[profile, 4], in row order; rows of profile -1 are left out."""
    for i in range(profile.size):
        at = profile[i]
        if at >= 0:
            sums[at, 0] += weight[i] * paid_own_year[i]
            sums[at, 1] += weight[i] * paid_others_year[i]
            sums[at, 2] += weight[i] * benefit_year[i]
            sums[at, 3] += weight[i] * consumption_year[i]


def year_factors(discount, tax_rate, living_cost, price_level, risk_aversion) -> np.ndarray:
    """What do utility after tax, utility before it and consumption in yuan of a year count in a life? float64[11, 3]

    discount: of the year; tax_rate: consumption tax; living_cost: float64[11], by which share consumption costs an
    income group more because platforms pass charges on. Utility of c / ((1 + tax)(1 + cost)) is that of c times
    ((1 + tax)(1 + cost))^(risk aversion - 1): neither enters a decision. Consumption counts in yuan of the base year
    after both.
    """
    cost = 1.0 + np.asarray(living_cost, dtype=np.float64)
    power = risk_aversion - 1.0  # zero for the logarithm, from which `log_burden` takes tax and cost
    factors = np.empty((cost.size, 3))
    factors[:, 0] = discount * ((1.0 + tax_rate) * cost) ** power
    factors[:, 1] = discount * cost**power
    factors[:, 2] = discount / ((1.0 + tax_rate) * cost * price_level)
    return factors


def log_burden(months_lived, lived, start_decile, discount, tax_rate, living_cost) -> np.ndarray:
    """By how much do tax and cost of living lower logarithmic utility of the year? float64[2, rows]: with tax, without.

    log(c / ((1 + tax)(1 + cost))) loses the same whatever c, for the part of the year that a person lives. lived:
    who was alive when the year began; the others as in `year_factors`.
    """
    months = np.where(lived, months_of_last_year(months_lived), 0)
    cost = 1.0 + np.asarray(living_cost, dtype=np.float64)
    logs = column_of(log_into, np.concatenate([(1.0 + tax_rate) * cost, cost])).reshape(2, cost.size)
    return discount * logs[:, start_decile] * (months / 12.0)


def months_of_last_year(months_lived) -> np.ndarray:
    """For how many months did a person live in the last year of life so far? All years before it were whole ones."""
    months = np.asarray(months_lived, dtype=np.int64)
    return np.where(months > 0, (months - 1) % 12 + 1, 0)


def discounted_years(months_lived, years_before, discount_rate: float) -> np.ndarray:
    """How many discounted years has a person lived? float64; the first simulated year counts 1 / (1 + rate).

    years_before: years from the start year to the first year that the person lives.
    """
    months, before = np.asarray(months_lived, dtype=np.int64), np.asarray(years_before, dtype=np.int64)
    whole = before + np.maximum((months - 1) // 12, 0)
    factors = np.array([1.0 / (1.0 + discount_rate) ** year for year in range(int(whole.max(initial=0)) + 1)])
    sums = np.concatenate([[0.0], np.cumsum(factors)])
    return sums[whole] - sums[before] + factors[whole] * (months_of_last_year(months) / 12.0)
