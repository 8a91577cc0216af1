"""Which missed months do individual payers of the pension pay later? Arrears 补缴, where the law allows them.

Local rules allowed them until 人社部规〔2016〕5号 closed them, but for months in an employment relationship.
"""

from agents.codes import CLAIM_NONE, PENSION_FLEXIBLE
from agents.compiled import rule, stage
from model.choosing import rate_group
from model.covering import low_digits
from model.law.coverage.rules import IN_REACH


@rule
def months_bought(missed_months, wealth, due_month, savings_multiple):
    """How many of the missed months does a payer pay for, who has saved so many times what it costs?

    wealth: yuan; due_month: own contribution for a month on the lowest base, yuan.
    """
    if due_month <= 0.0:
        return missed_months
    return min(missed_months, int(max(wealth, 0.0) / (savings_multiple * due_month)))


@stage
def buy_missed_months(
    group, province, months_alive, claim, insured_at_work, pension_scheme, pension_paid_months, pension_out_of_reach,
    wealth, u_taste_8, law_pension, law_coverage, behaviour, missed_months, missed_months_before,
    pension_bought_months,
):  # fmt: skip
    """Who pays this year pays for missed months of the last years as far as law and savings go, the latest first.

    A share of payers does so, the same persons every year, and everybody who cannot reach the minimum months otherwise.
    Then the year's own missed months take the place of last year's. A member who pays nothing misses all months; who is
    insured by an employer, draws a pension or has left the scheme misses none.
    """
    for i in range(group.size):
        pension_bought_months[i] = 0
        member = pension_scheme[i] == PENSION_FLEXIBLE and claim[i] == CLAIM_NONE and (insured_at_work[i] & 1) == 0
        if months_alive[i] == 0 or not member:
            missed_months[i] = 0
            missed_months_before[i] = 0
            continue
        last, before = missed_months[i], missed_months_before[i]
        wants = pension_out_of_reach[i] != IN_REACH or low_digits(u_taste_8[i]) < behaviour.arrears_take_up
        if law_coverage.arrears_allowed == 1 and wants and pension_paid_months[i] > 0:
            g = rate_group(group[i])
            due = law_pension.worker_rate[g] * law_coverage.base_floor[0, g] * law_pension.province_wage[province[i]]
            open_months = last + (before if law_coverage.arrears_years >= 2 else 0)
            bought = months_bought(open_months, wealth[i], due, behaviour.arrears_savings_multiple)
            pension_bought_months[i] = bought
            last -= min(bought, last)
        missed_months_before[i] = last
        missed_months[i] = max(months_alive[i] - pension_paid_months[i], 0)
