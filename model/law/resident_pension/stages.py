"""Resident pension over a block of persons: contributions, claims, payment, death.

Order in the year: `contribute`; `claim` after the awards of the employee pension, whose closed records it takes
over; `model.law.retirement.stages.months`; `pay`.
"""

import numpy as np

from agents.codes import CLAIM_NONE, CLAIM_RESIDENT, PENSION_RESIDENT
from agents.compiled import stage
from model.law.resident_pension.rules import (
    account_pension,
    basic_pension,
    matching_step,
    missing_months,
    required_months,
)


@stage
def contribute(
    year, months_alive, birth_month, claim, pension_scheme, pension_months, deemed_months, resident_tier,
    account_pension_month, law_resident_pension, resident_account, resident_months, paid_worker_resident_pension,
    paid_treasury_resident_pension,
):  # fmt: skip
    """Contribution of the chosen tier with its matching, years paid at once at the pension age, and interest.

    Interest is credited on the balance at the year's start, on half of a pensioner's withdrawals not, and counts
    half on the year's contributions.
    """
    law = law_resident_pension
    end = 12 * year + 12
    due = np.empty(months_alive.size, dtype=np.uint32)  # rows of members who reach the pension age
    count = 0
    for i in range(months_alive.size):
        open_record = (months_alive[i] > 0) & (claim[i] == CLAIM_NONE)
        pays = open_record & (resident_tier[i] > 0.0)
        paid_worker_resident_pension[i] = resident_tier[i] if pays else 0.0
        paid_treasury_resident_pension[i] = 0.0
        resident_months[i] += 12 if pays else 0
        due[count] = i
        member = (pension_scheme[i] == PENSION_RESIDENT) & (pension_months[i] + deemed_months[i] == 0)
        count += 1 if open_record & member & (birth_month[i] + law.pension_age < end) else 0
    for step in range(law.match_from.size):
        least, added = law.match_from[step], law.match_year[step]
        for i in range(months_alive.size):
            paid_treasury_resident_pension[i] = matching_step(
                paid_worker_resident_pension[i], least, added, paid_treasury_resident_pension[i]
            )
    if law.arrears_allowed == 1:
        for k in range(count):
            i = due[k]
            needed = required_months(birth_month[i], law.pension_age, law.minimum_months, law.launch_month)
            short = missing_months(resident_months[i], needed)
            resident_months[i] += short
            paid_worker_resident_pension[i] += law.tier_low_year * (short // 12)
    for i in range(months_alive.size):
        lived = months_alive[i]
        paid = paid_worker_resident_pension[i] + paid_treasury_resident_pension[i]
        drawn = lived * account_pension_month[i] if claim[i] == CLAIM_RESIDENT else 0.0
        standing = max(resident_account[i] + 0.5 * (paid - drawn), 0.0)
        resident_account[i] += paid + standing * (law.account_interest / 12.0) * lived


@stage
def claim(
    year, months_alive, birth_month, pension_scheme, pension_months, deemed_months, resident_months,
    resident_account, law_resident_pension, claim, claim_month, account_pension_month,
):  # fmt: skip
    """Who claims a resident pension this year? At the pension age, with the months, without an employee record."""
    law = law_resident_pension
    january = 12 * year
    candidates = np.empty(claim.size, dtype=np.uint32)  # rows of members of age without another record or claim
    count = 0
    for i in range(claim.size):
        candidates[count] = i
        free = (months_alive[i] > 0) & (claim[i] == CLAIM_NONE) & (pension_months[i] + deemed_months[i] <= 0)
        member = (pension_scheme[i] == PENSION_RESIDENT) | (resident_months[i] > 0)
        count += 1 if free & member & (birth_month[i] + law.pension_age < january + 12) else 0
    for k in range(count):
        i = candidates[k]
        due = max(birth_month[i] + law.pension_age, january)
        needed = required_months(birth_month[i], law.pension_age, law.minimum_months, law.launch_month)
        if due < january + months_alive[i] and resident_months[i] >= needed:
            claim[i] = CLAIM_RESIDENT
            claim_month[i] = due
            account_pension_month[i] = account_pension(resident_account[i], law.divisor)


@stage
def pay(
    months_alive, dies, province, claim, months_retired, resident_months, account_pension_month, law_resident_pension,
    resident_account, benefit_resident_basic, benefit_resident_account, benefit_resident_refund,
    benefit_resident_survivor,
):  # fmt: skip
    """Basic and account pensions, paid for life, and what heirs get: a funeral grant and what is left of the account.

    The year's pensions up to death go to the person and come off the account before it is left to heirs.
    """
    law = law_resident_pension
    benefit_resident_basic[:] = 0.0
    benefit_resident_account[:] = 0.0
    benefit_resident_refund[:] = 0.0
    benefit_resident_survivor[:] = 0.0
    concerned = np.empty(claim.size, dtype=np.uint32)  # rows of pensioners and of the dead
    count = 0
    for i in range(claim.size):
        concerned[count] = i
        count += 1 if (months_alive[i] > 0) & ((claim[i] == CLAIM_RESIDENT) | (dies[i] == 1)) else 0
    for k in range(count):
        i = concerned[k]
        if claim[i] == CLAIM_RESIDENT:
            months = months_retired[i]
            amount = basic_pension(
                law.basic_month[province[i]], law.national_month, resident_months[i], law.minimum_months,
                law.long_years_share,
            )  # fmt: skip
            benefit_resident_basic[i] = amount * months
            benefit_resident_account[i] = account_pension_month[i] * months
            benefit_resident_survivor[i] = law.funeral_grant if dies[i] == 1 else 0.0
            resident_account[i] = max(resident_account[i] - benefit_resident_account[i], 0.0)
        if dies[i] == 1:
            benefit_resident_refund[i] = resident_account[i]
            resident_account[i] = 0.0
