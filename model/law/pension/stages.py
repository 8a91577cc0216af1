"""Employee pension over a block of persons: contributions, interest, awards, closing of short records.

Order in the year: `claim` of the retirement branch before the year's work; here `contribute`; `confirm` of the
retirement branch; here `credit_interest` and `award`; the resident claim; `months` of the retirement branch; here
`pay` and `bequeath`, which stand in `payment.py`.
"""

import numpy as np

from agents.codes import (
    CLAIM_DISABILITY,
    CLAIM_EMPLOYEE,
    CLAIM_NONE,
    CLAIM_PUBLIC,
    GROUP_EMPLOYEE,
    GROUP_PUBLIC,
    GROUP_SELF_EMPLOYED,
    PENSION_RESIDENT,
)
from agents.compiled import stage
from model.law.coverage.rules import OLDER_PAY_ON, SUBSIDY_MATCHING, platform_contribution, platforms_pay, subsidised
from model.law.pension.payment import bequeath, pay
from model.law.pension.rules import basic_part, index_gain, interest_of, payer_group, pension_award
from model.law.pension.transfer import place_of_receipt
from model.law.retirement.law import TO_RESIDENT_SCHEME
from model.law.retirement.rules import person_minimum_months, person_track, statutory_age_of, youngest_age_of
from model.law.unemployment.rules import months_left_to_pay

__all__ = ["award", "bequeath", "contribute", "credit_interest", "pay"]


@stage
def contribute(
    group, province, platform, months_alive, months_worked, income_year, pension_scheme, pension_paid_months,
    pension_base_month, pension_rate_cut, pension_bought_months, support_share, orders_year, platform_revenue,
    platform_profit, platforms, law_pension, law_coverage, law_unemployment, unemployment_pension_months,
    pension_account, pension_months, index_sum, paid_worker_pension, paid_platform_pension, paid_user_pension,
    paid_employer_pension, paid_treasury_pension, account_credit,
):  # fmt: skip
    """Contributions by payer, and what they add to account, months and index.

    A platform pays on the orders of the insured part of the months worked. Subsidies go to individual payers, and of
    what is left to pay the treasury takes `support_share` from the hard to employ and from graduates. Months that the
    unemployment fund pays count like those of an individual payer on its base; missed months are bought on the lowest.
    """
    law = law_pension
    platforms_levied = platforms_pay(law.platform_base, law.platform_rate, law.order_charge)
    paid_worker_pension[:] = 0.0
    paid_platform_pension[:] = 0.0
    paid_user_pension[:] = 0.0
    paid_employer_pension[:] = 0.0
    paid_treasury_pension[:] = 0.0
    account_credit[:] = 0.0
    payers = np.empty(group.size, dtype=np.uint32)  # rows with contributions
    count = 0
    for i in range(group.size):
        payers[count] = i
        pays = (months_alive[i] > 0) & ((pension_paid_months[i] > 0) | (unemployment_pension_months[i] > 0))
        count += 1 if pays else 0
    for k in range(count):
        i = payers[k]
        by_fund = unemployment_pension_months[i]
        if by_fund > 0:
            base = law_unemployment.pension_base_share * law_unemployment.province_wage[province[i]] * by_fund
            credit = law.account_rate[GROUP_SELF_EMPLOYED] * base
            account_credit[i] = credit
            pension_account[i] += credit
            pension_months[i] += by_fund
            index_sum[i] += index_gain(
                law.index_concept, base, max(law_unemployment.pension_rate * base - credit, 0.0),
                law.province_wage[province[i]], law.full_pooled_rate,
            )  # fmt: skip
        bought = pension_bought_months[i]
        if bought > 0:
            g = payer_group(group[i], pension_scheme[i])
            wage = law.province_wage[province[i]]
            base = law_coverage.base_floor[0, g] * wage * bought
            own, credit = law.worker_rate[g] * base, law.account_rate[g] * base
            paid_worker_pension[i] = own
            account_credit[i] += credit
            pension_account[i] += credit
            pension_months[i] += bought
            index_sum[i] += index_gain(
                law.index_concept, base, max(own - credit, 0.0), wage, law.full_pooled_rate
            )  # fmt: skip
        months = months_left_to_pay(pension_paid_months[i], months_worked[i], by_fund)
        if months == 0:
            continue
        g = payer_group(group[i], pension_scheme[i])
        payroll = pension_base_month[i] * months
        kept = 1.0 - pension_rate_cut[i]  # of the own rate, and of the account with it
        own = law.worker_rate[g] * kept * payroll
        granted = 0.0
        if g > GROUP_PUBLIC:
            own, granted = subsidised(
                law_coverage.subsidy_mode, law_coverage.subsidy_rate, own, payroll, law.average_wage_month, months,
                income_year[i] / 12.0, law_coverage.subsidy_income_cap_month,
            )  # fmt: skip
        supported = support_share[i] * own if g > GROUP_PUBLIC else 0.0
        own -= supported
        by_platform = 0.0
        if platforms_levied and g != GROUP_EMPLOYEE:
            insured = min(months / max(months_worked[i], 1), 1.0)
            charge = law.order_charge[platforms.sector[platform[i]]] if platform[i] >= 0 else 0.0
            by_platform = platform_contribution(
                law.platform_base, law.platform_rate[g], payroll, insured * orders_year[i], charge,
                insured * platform_revenue[i], insured * platform_profit[i],
            )  # fmt: skip
        by_user = law.user_rate[g] * payroll
        by_employer = law.employer_rate[g] * payroll
        by_treasury = law.treasury_rate[g] * payroll + granted + supported
        credit = law.account_rate[g] * kept * payroll
        if law_coverage.subsidy_mode == SUBSIDY_MATCHING and law_coverage.matching_to_account == 1:
            credit += granted
        pooled = max(own + by_platform + by_user + by_employer + by_treasury - credit, 0.0)
        paid_worker_pension[i] += own
        paid_platform_pension[i] = by_platform
        paid_user_pension[i] = by_user
        paid_employer_pension[i] = by_employer
        paid_treasury_pension[i] = by_treasury
        account_credit[i] += credit
        pension_account[i] += credit
        pension_months[i] += months
        wage = law.province_wage[province[i]]
        index_sum[i] += index_gain(law.index_concept, payroll, pooled, wage, law.full_pooled_rate)


@stage
def credit_interest(
    year, months_alive, claim, claim_month, account_credit, account_pension_month, law_pension, pension_account,
    account_interest,
):  # fmt: skip
    """Interest on individual accounts, up to the award for new pensioners, on the unspent balance for older ones."""
    january = 12 * year
    for i in range(claim.size):
        account_interest[i] = 0.0
        months = months_alive[i]
        if months == 0 or pension_account[i] <= 0.0:
            continue
        drawn = 0.0
        if claim[i] == CLAIM_EMPLOYEE or claim[i] == CLAIM_PUBLIC:
            if claim_month[i] >= january:
                months = min(months, claim_month[i] - january)
            else:
                drawn = account_pension_month[i] * months
        elif claim[i] == CLAIM_DISABILITY:
            drawn = account_pension_month[i] * months
        credit = account_credit[i]
        interest = interest_of(pension_account[i] - credit, credit, drawn, law_pension.account_interest, months)
        account_interest[i] = interest
        pension_account[i] += interest


@stage
def award(
    year, months_alive, dies, sex, education, employer, birth_month, home_province, record_province,
    record_start_months, receipt_province, older_entrant, pension_paid_months, law_pension, law_retirement,
    law_resident_pension, claim, claim_month, pension_scheme, pension_months, deemed_months, index_sum,
    pension_account, resident_account, resident_months, pension_month, account_pension_month, claims_pension,
    transfer_account_resident,
):  # fmt: skip
    """Amount of new pensions and allowances, and closing of records too short for a pension.

    A short record may be paid on for `pay_on_months` after the statutory age, or until the minimum by whom a mandate
    has bound too late for it where the law lets him pay on. If it is not, its account moves to the resident scheme,
    where its months count (人社部发〔2014〕17号, art. 6), as soon as that scheme's pension is due (art. 3): a woman may
    still pay for years between her statutory age and that one. Or it stays to be refunded by `bequeath`, at the
    statutory age. A resident account
    joins the pension account at an employee claim, without its months (art. 5): the transfer flow is negative then.
    """
    law = law_pension
    january = 12 * year
    oldest_birth = january + 12 - youngest_age_of(law_retirement)
    claims_pension[:] = 0
    transfer_account_resident[:] = 0.0
    concerned = np.empty(claim.size, dtype=np.uint32)  # rows with a record and a claim, or of an age to have one
    count = 0
    for i in range(claim.size):
        concerned[count] = i
        kind = claim[i]
        has_record = (months_alive[i] > 0) & (pension_months[i] + deemed_months[i] != 0)
        starts = ((kind == CLAIM_EMPLOYEE) | (kind == CLAIM_PUBLIC)) & (claim_month[i] >= january)
        of_age = (kind == CLAIM_NONE) & (birth_month[i] < oldest_birth)
        count += 1 if has_record & (starts | of_age | (kind == CLAIM_DISABILITY)) else 0
    for k in range(count):
        i = concerned[k]
        months = pension_months[i] + deemed_months[i]
        kind = claim[i]
        new = kind == CLAIM_EMPLOYEE or kind == CLAIM_PUBLIC
        reduced = kind == CLAIM_DISABILITY and account_pension_month[i] == 0.0
        if not (new or reduced or kind == CLAIM_NONE):
            continue
        scheme = pension_scheme[i]
        track = person_track(sex[i], education[i], employer[i], scheme, deemed_months[i], law_retirement)
        statutory_month = birth_month[i] + statutory_age_of(track, birth_month[i], scheme, law_retirement)
        minimum = person_minimum_months(min(year, statutory_month // 12), older_entrant[i], law_retirement)
        place = place_of_receipt(
            home_province[i], record_province[i], pension_months[i] - record_start_months[i], law.receipt_months,
            receipt_province[i],
        )  # fmt: skip
        wage = law.benefit_wage[place]
        index = index_sum[i] / months

        if new:
            transfer_account_resident[i] = -resident_account[i]
            pension_account[i] += resident_account[i]
            resident_account[i] = 0.0
            resident_months[i] = 0
            pension, from_account = pension_award(
                wage, index, months, deemed_months[i], pension_account[i], claim_month[i] - birth_month[i], law
            )
            pension_month[i] = pension * law.public_premium if kind == CLAIM_PUBLIC else pension
            account_pension_month[i] = from_account
            claims_pension[i] = 1
        elif reduced:
            near = statutory_month - january <= law.disability_near_months
            if near and months >= minimum:
                pension, from_account = pension_award(
                    wage, index, months, deemed_months[i], pension_account[i], january - birth_month[i], law
                )
                pension_month[i] = pension
                account_pension_month[i] = from_account
                claim_month[i] = january
            elif claim_month[i] == january:
                pension_month[i] = basic_part(
                    wage, index, months / 12.0, law.accrual_rate, law.index_weight, law.flat_component
                )
        elif dies[i] == 0 and statutory_month < january + 12 and months < minimum:
            to_the_end = older_entrant[i] == 1 and law_retirement.older_entrants == OLDER_PAY_ON
            in_time = to_the_end or january + 12 - statutory_month <= law_retirement.pay_on_months
            paying_on = pension_paid_months[i] > 0 and in_time
            moves = law_retirement.short_career == TO_RESIDENT_SCHEME
            due = not moves or birth_month[i] + law_resident_pension.pension_age < january + 12
            if due and not paying_on:
                if moves:
                    transfer_account_resident[i] = pension_account[i]
                    resident_account[i] += pension_account[i]
                    resident_months[i] += months
                    pension_account[i] = 0.0
                    pension_scheme[i] = PENSION_RESIDENT
                pension_months[i] = 0
                deemed_months[i] = 0
                index_sum[i] = 0.0
