"""Who claims which pension, from when, and for how many months of the year is it paid?

`claim` comes before the year's work and contributions, so that both can stop at the claim; `confirm` comes after
them and withdraws claims whose last months were not paid after all; `months` comes after the awards of the pension
branch and the resident claims.
"""

import numpy as np

from agents.codes import (
    CLAIM_DISABILITY,
    CLAIM_EMPLOYEE,
    CLAIM_NONE,
    CLAIM_PUBLIC,
    CLAIM_RESIDENT,
    EMPLOYEE,
    PENSION_EMPLOYEE,
    PENSION_FLEXIBLE,
    PENSION_PUBLIC,
    PUBLIC,
)
from agents.compiled import stage
from model.law.retirement.rules import (
    claim_month_of,
    earliest_age,
    minimum_months_of,
    months_in_payment,
    person_minimum_months,
    person_track,
    statutory_age_of,
    youngest_age_of,
)

NEVER = 1 << 30


@stage
def claim(
    year, months_alive, sex, education, employer, status, birth_month, pension_scheme, pension_months, deemed_months,
    care_need, older_entrant, u_retire, law_retirement, behaviour, claim, claim_month, pension_month,
    account_pension_month,
):  # fmt: skip
    """Which members of the employee scheme claim a pension or a disability allowance this year, and from when?

    A claim needs the minimum months; months still to be paid this year count for members and are checked by
    `confirm`. Total incapacity for work is read as need of care. Allowances end with recovery or retirement age. A
    pension pro rata begins at the statutory age, not before.
    """
    law = law_retirement
    january = 12 * year
    oldest_birth = january + 12 - youngest_age_of(law)
    concerned = np.empty(claim.size, dtype=np.uint32)  # rows with a record and of an age to claim, or unfit to work
    count = 0
    for i in range(claim.size):
        concerned[count] = i
        has_record = (months_alive[i] > 0) & (pension_months[i] + deemed_months[i] != 0)
        of_age = (birth_month[i] < oldest_birth) | (care_need[i] == 1)
        may_claim = ((claim[i] == CLAIM_NONE) & of_age) | (claim[i] == CLAIM_DISABILITY)
        count += 1 if has_record & may_claim else 0
    for k in range(count):
        i = concerned[k]
        lived = months_alive[i]
        months = pension_months[i] + deemed_months[i]
        before = claim[i]
        scheme = pension_scheme[i]
        born = birth_month[i]
        # months as an employee are not recorded apart; deemed months are the part that surely was employment
        track = person_track(sex[i], education[i], employer[i], scheme, deemed_months[i], law)
        age = statutory_age_of(track, born, scheme, law)
        statutory_month = born + age
        ordinary = minimum_months_of(min(year, statutory_month // 12), law)
        minimum = person_minimum_months(min(year, statutory_month // 12), older_entrant[i], law)

        if before == CLAIM_DISABILITY:
            if statutory_month > january and care_need[i] == 1:
                continue
            if statutory_month <= january and account_pension_month[i] > 0.0:
                claim[i] = CLAIM_EMPLOYEE  # the allowance was the full pension already and goes on as it is
                continue
            claim[i] = CLAIM_NONE
            claim_month[i] = 0
            pension_month[i] = 0.0
            account_pension_month[i] = 0.0

        ready = january
        if months < minimum:
            member = scheme == PENSION_EMPLOYEE or scheme == PENSION_FLEXIBLE or scheme == PENSION_PUBLIC
            ready = january + (minimum - months) if member else NEVER
        earliest = born + earliest_age(age, law.old_age_months[track], law.early_window)
        if minimum <= months and months < ordinary:
            earliest = statutory_month
        may_postpone = (status[i] == EMPLOYEE or status[i] == PUBLIC) and before == CLAIM_NONE
        month = claim_month_of(
            january, ready, earliest, statutory_month, statutory_month + law.late_window, may_postpone, u_retire[i],
            behaviour.early_claim_hazard, behaviour.late_claim_share,
        )  # fmt: skip
        if month >= 0 and month < january + lived:
            claim[i] = CLAIM_PUBLIC if scheme == PENSION_PUBLIC else CLAIM_EMPLOYEE
            claim_month[i] = month
        elif (
            law.disability_allowance == 1
            and care_need[i] == 1
            and scheme != PENSION_PUBLIC
            and statutory_month > january
            and before == CLAIM_NONE
        ):
            claim[i] = CLAIM_DISABILITY
            claim_month[i] = january


@stage
def confirm(
    year, months_alive, sex, education, employer, birth_month, pension_scheme, pension_months, deemed_months,
    older_entrant, law_retirement, claim, claim_month,
):  # fmt: skip
    """Claims of this year whose contribution months are not enough after all are withdrawn."""
    for i in range(claim.size):
        new = (claim[i] == CLAIM_EMPLOYEE or claim[i] == CLAIM_PUBLIC) and claim_month[i] >= 12 * year
        if not new or months_alive[i] == 0:
            continue
        scheme = pension_scheme[i]
        track = person_track(sex[i], education[i], employer[i], scheme, deemed_months[i], law_retirement)
        statutory_month = birth_month[i] + statutory_age_of(track, birth_month[i], scheme, law_retirement)
        minimum = person_minimum_months(min(year, statutory_month // 12), older_entrant[i], law_retirement)
        if pension_months[i] + deemed_months[i] < minimum:
            claim[i] = CLAIM_NONE
            claim_month[i] = 0


@stage
def months(year, months_alive, claim, claim_month, months_retired):
    """For how many months of the year is an employee, public or resident pension in payment?"""
    for i in range(claim.size):
        kind = claim[i]
        pension = kind == CLAIM_EMPLOYEE or kind == CLAIM_PUBLIC or kind == CLAIM_RESIDENT
        months_retired[i] = months_in_payment(year, claim_month[i], months_alive[i]) if pension else 0
