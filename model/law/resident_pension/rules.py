"""What does the resident pension collect and pay? The statutes as scalar functions; money in yuan."""

from agents.compiled import rule


@rule
def matching_step(contribution_year, least, added, so_far):
    """Matching of a year's contribution when one more step, `added` yuan from `least` on, is looked at, yuan."""
    return added if (contribution_year > 0.0) & (contribution_year >= least) else so_far


@rule
def matching(contribution_year, match_from, match_year):
    """Government's matching of a year's contribution, yuan. 国发〔2014〕8号, art. 4.

    match_from, match_year: contributions from which each step holds, rising, and what it adds.
    """
    added = 0.0
    for step in range(match_from.size):
        added = matching_step(contribution_year, match_from[step], match_year[step], added)
    return added


@rule
def required_months(birth_month, pension_age, minimum_months, launch_month):
    """Contribution months that a basic pension needs. 国发〔2014〕8号, art. 7.

    Who reached the pension age before the scheme began needs none, who had fewer than `minimum_months` left pays
    for those, the others for `minimum_months`.
    """
    return min(max(birth_month + pension_age - launch_month, 0), minimum_months)


@rule
def missing_months(months, required):
    """Months still to be paid at once at the pension age, in whole years. 国发〔2014〕8号, art. 7."""
    short = required - months
    return 12 * ((short + 11) // 12) if short > 0 else 0


@rule
def basic_pension(local_month, national_month, months, minimum_months, long_years_share):
    """Basic pension 基础养老金, yuan a month. 国发〔2014〕8号, art. 6; 人社部发〔2018〕21号, art. 3.

    local_month: amount of the province; each full year above `minimum_months` adds a share of the national minimum.
    """
    years_above = max(months - minimum_months, 0) // 12
    return local_month + long_years_share * years_above * national_month


@rule
def account_pension(balance, divisor):
    """Account pension 个人账户养老金, yuan a month: balance over 139. 国发〔2014〕8号, art. 6."""
    return balance / divisor
