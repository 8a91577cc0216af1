"""Employee pensions in payment over a block of persons, and what death and short records leave behind."""

import numpy as np

from agents.codes import (
    CLAIM_DISABILITY,
    CLAIM_EMPLOYEE,
    CLAIM_PUBLIC,
    PENSION_PUBLIC,
)
from agents.compiled import stage
from model.law.pension.rules import allowance_months, survivor_multiple
from model.law.retirement.rules import minimum_months_of, months_in_payment


@stage
def pay(
    year, months_alive, months_retired, claim, claim_month, pension_months, deemed_months, law_pension,
    law_retirement, pension_month, account_pension_month, pension_account, benefit_pension, benefit_public_pension,
    benefit_disability,
):  # fmt: skip
    """Pensions and disability allowances of the year, raised in January, and the run-down of accounts."""
    law = law_pension
    january = 12 * year
    benefit_pension[:] = 0.0
    benefit_public_pension[:] = 0.0
    benefit_disability[:] = 0.0
    drawing = np.empty(claim.size, dtype=np.uint32)  # rows with a pension or allowance of the scheme
    count = 0
    for i in range(claim.size):
        drawing[count] = i
        kind = claim[i]
        draws = (kind == CLAIM_EMPLOYEE) | (kind == CLAIM_PUBLIC) | (kind == CLAIM_DISABILITY)
        count += 1 if draws & (months_alive[i] > 0) else 0
    for k in range(count):
        i = drawing[k]
        lived = months_alive[i]
        kind = claim[i]
        if claim_month[i] < january:
            pension_month[i] *= 1.0 + law.adjustment
        paid_months = months_retired[i]
        if kind == CLAIM_DISABILITY:
            paid_months = months_in_payment(year, claim_month[i], lived)
            months = pension_months[i] + deemed_months[i]
            if months < minimum_months_of(claim_month[i] // 12, law_retirement):
                granted = allowance_months(
                    months, law.disability_short_months, law.disability_full_months, law.disability_more_months
                )
                left = claim_month[i] + granted - january
                paid_months = min(paid_months, max(left, 0))
                if left <= 0:
                    pension_month[i] = 0.0
        amount = pension_month[i] * paid_months
        if kind == CLAIM_EMPLOYEE:
            benefit_pension[i] = amount
        elif kind == CLAIM_PUBLIC:
            benefit_public_pension[i] = amount
        else:
            benefit_disability[i] = amount
        drawn = account_pension_month[i] * paid_months
        pension_account[i] = max(pension_account[i] - drawn, 0.0)


@stage
def bequeath(
    year, dies, months_alive, province, claim, claim_month, pension_scheme, pension_months, deemed_months, left_months,
    law_pension, pension_account, benefit_survivor, benefit_pension_refund,
):  # fmt: skip
    """Funeral and survivor grants, accounts left to heirs, and accounts of closed records refunded in cash.

    Public employees' survivors are paid by the employer, not by the fund; their accounts are left to heirs as well.
    """
    law = law_pension
    benefit_survivor[:] = 0.0
    benefit_pension_refund[:] = 0.0
    ending = np.empty(dies.size, dtype=np.uint32)  # rows of the dead, and of accounts without a record
    count = 0
    for i in range(dies.size):
        ending[count] = i
        left_over = (pension_months[i] + deemed_months[i] == 0) & (pension_account[i] > 0.0)
        count += 1 if (months_alive[i] > 0) & ((dies[i] == 1) | left_over) else 0
    for k in range(count):
        i = ending[k]
        months = pension_months[i] + deemed_months[i]
        closed = months == 0 and left_months[i] == 0 and claim[i] != CLAIM_EMPLOYEE and claim[i] != CLAIM_PUBLIC
        if dies[i] == 1 or closed:
            benefit_pension_refund[i] = pension_account[i]
            pension_account[i] = 0.0
        if dies[i] == 1 and months > 0 and claim[i] != CLAIM_PUBLIC and pension_scheme[i] != PENSION_PUBLIC:
            pensioner = claim[i] == CLAIM_EMPLOYEE
            drawn = 12 * year + months_alive[i] - claim_month[i] if pensioner else 0
            grant = survivor_multiple(
                months, drawn, pensioner, law.survivor_years, law.survivor_months, law.survivor_cap_years,
                law.survivor_floor_months,
            )  # fmt: skip
            benefit_survivor[i] = (law.funeral_months + grant) * law.province_income_month[province[i]]
