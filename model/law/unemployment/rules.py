"""Who draws unemployment benefit, for how long and how much? The Law and the Regulation 失业保险条例 as functions.

`law` is an `UnemploymentLaw`; its arrays over insurance groups let a design set conditions for flexible workers alone.
"""

from agents.codes import CASUAL, GROUP_CASUAL, GROUP_PLATFORM, GROUP_SELF_EMPLOYED, PLATFORM, SELF_EMPLOYED, UNEMPLOYED
from agents.compiled import rule


@rule
def group_of_lost_work(group, status, status_before):
    """Whose rules does a claim follow? This year's group; that of last year's flexible work if no work came after it.

    A person without work has no group of his own. Employees who lost theirs stay in it: the law names no other rules.
    """
    if status == UNEMPLOYED:
        if status_before == PLATFORM:
            return GROUP_PLATFORM
        if status_before == SELF_EMPLOYED:
            return GROUP_SELF_EMPLOYED
        if status_before == CASUAL:
            return GROUP_CASUAL
    return group


@rule
def own_rate(rate, surcharge, claims):
    """Own contribution rate after experience rating, share of the base; the law in force has no surcharge.

    surcharge: share of the rate for each earlier claim; claims: claims so far
    """
    return rate * (1.0 + surcharge * claims)


@rule
def duration(months, qualifying_months, law):
    """Longest benefit for these months paid: 12, 18 or 24 months, none before qualifying. 社会保险法 第四十六条."""
    longest = 0.0
    if months < qualifying_months:
        return longest
    longest = law.duration_months[0]
    for k in range(1, law.duration_months.size):
        if months >= law.duration_from_months[k]:
            longest = law.duration_months[k]
    return longest


@rule
def months_before_retirement(retirement_month, year):
    """Months from January of the year to the statutory retirement month, not below zero."""
    return max(retirement_month - 12 * year, 0)


@rule
def entitlement(months, left, qualifying_months, months_to_retirement, law):
    """Benefit months of a new claim. 社会保险法 第四十六条; 实施社会保险法若干规定 第十四条; NPCSC Decision 2024-09-13.

    Unused months of earlier claims are added up to the cap; a person who loses work again before qualifying draws
    on them alone. Benefits that reach into the last year before retirement run on until retirement.

    months: paid since the last claim; left: benefit months not yet drawn
    """
    given = min(left + duration(months, qualifying_months, law), law.longest_months)
    if given > 0 and given < months_to_retirement and given >= months_to_retirement - law.extension_months:
        return months_to_retirement
    return given


@rule
def benefit_month(minimum_wage, local_wage, benefit_share, law):
    """Unemployment benefit 失业保险金, yuan a month. 条例 第十八条; 社会保险法 第四十七条; 人社部发〔2017〕71号.

    A share of the local minimum wage, not below the urban minimum living standard.
    """
    return max(benefit_share * minimum_wage, law.benefit_floor_share * local_wage)


@rule
def medical_premium_month(local_wage, law):
    """Medical premium that the fund pays for a recipient, yuan a month. 社会保险法 第四十八条."""
    return law.medical_premium_share * local_wage


@rule
def months_near_retirement(drawn, months_to_retirement, law):
    """How many of the months drawn this year lie in the last year before retirement? 国发〔2019〕28号; Decision 2024.

    The drawn months are counted back from the retirement month or the year's end.
    """
    in_year = min(months_to_retirement, 12) - max(months_to_retirement - law.extension_months, 0)
    return min(drawn, max(in_year, 0))


@rule
def months_left_to_pay(paid, worked, by_fund):
    """Months of a year that a person pays in a branch when the fund pays for `by_fund` months without work.

    社会保险法 第四十八条: a recipient pays nothing himself. Months paid beyond the months worked lie in the spell.
    """
    return paid - min(max(paid - worked, 0), by_fund)


@rule
def pension_premium_month(local_wage, law):
    """Pension contribution that the fund pays near retirement, yuan a month. NPCSC Decision 2024-09-13."""
    return law.pension_paid * law.pension_rate * law.pension_base_share * local_wage
