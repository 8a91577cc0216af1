"""Resident pension over a block of persons: contributions, claims, payment, death.

Order in the year: `contribute`; `claim` after the awards of the employee pension, whose closed records it takes
over; `model.law.retirement.stages.months`; `pay`.
"""

from agents.codes import CLAIM_NONE, CLAIM_RESIDENT, PENSION_RESIDENT
from agents.compiled import stage
from model.law.resident_pension.rules import (
    account_pension,
    basic_pension,
    matching,
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
    for i in range(months_alive.size):
        paid_worker_resident_pension[i] = 0.0
        paid_treasury_resident_pension[i] = 0.0
        lived = months_alive[i]
        if lived == 0:
            continue
        paid = 0.0
        matched = 0.0
        if resident_tier[i] > 0.0 and claim[i] == CLAIM_NONE:
            paid = resident_tier[i]
            matched = matching(paid, law.match_from, law.match_year)
            resident_months[i] += 12
        comes_of_age = birth_month[i] + law.pension_age < end
        member = pension_scheme[i] == PENSION_RESIDENT and pension_months[i] + deemed_months[i] == 0
        if law.arrears_allowed == 1 and comes_of_age and member and claim[i] == CLAIM_NONE:
            needed = required_months(birth_month[i], law.pension_age, law.minimum_months, law.launch_month)
            short = missing_months(resident_months[i], needed)
            resident_months[i] += short
            paid += law.tier_low_year * (short // 12)
        standing = resident_account[i] + 0.5 * (paid + matched)
        if claim[i] == CLAIM_RESIDENT:
            standing = max(standing - 0.5 * lived * account_pension_month[i], 0.0)
        resident_account[i] += paid + matched + standing * law.account_interest * (lived / 12.0)
        paid_worker_resident_pension[i] = paid
        paid_treasury_resident_pension[i] = matched


@stage
def claim(
    year, months_alive, birth_month, pension_scheme, pension_months, deemed_months, resident_months,
    resident_account, law_resident_pension, claim, claim_month, account_pension_month,
):  # fmt: skip
    """Who claims a resident pension this year? At the pension age, with the months, without an employee record."""
    law = law_resident_pension
    january = 12 * year
    for i in range(claim.size):
        record = pension_months[i] + deemed_months[i]
        member = pension_scheme[i] == PENSION_RESIDENT or resident_months[i] > 0
        if months_alive[i] == 0 or claim[i] != CLAIM_NONE or record > 0 or not member:
            continue
        due = max(birth_month[i] + law.pension_age, january)
        needed = required_months(birth_month[i], law.pension_age, law.minimum_months, law.launch_month)
        if due < january + months_alive[i] and resident_months[i] >= needed:
            claim[i] = CLAIM_RESIDENT
            claim_month[i] = due
            account_pension_month[i] = account_pension(resident_account[i], law.divisor)


@stage
def pay(
    months_alive, dies, province, claim, months_retired, resident_months, account_pension_month, law_resident_pension,
    resident_account, benefit_resident_basic, benefit_resident_account,
):  # fmt: skip
    """Basic pensions (with the funeral grant), account pensions for life, and accounts left to heirs."""
    law = law_resident_pension
    for i in range(claim.size):
        benefit_resident_basic[i] = 0.0
        benefit_resident_account[i] = 0.0
        if months_alive[i] == 0:
            continue
        basic = 0.0
        account = 0.0
        if claim[i] == CLAIM_RESIDENT:
            months = months_retired[i]
            amount = basic_pension(
                law.basic_month[province[i]], law.national_month, resident_months[i], law.minimum_months,
                law.long_years_share,
            )  # fmt: skip
            basic = amount * months + (law.funeral_grant if dies[i] == 1 else 0.0)
            account = account_pension_month[i] * months
            resident_account[i] = max(resident_account[i] - account, 0.0)
        if dies[i] == 1:
            account += resident_account[i]
            resident_account[i] = 0.0
        benefit_resident_basic[i] = basic
        benefit_resident_account[i] = account
