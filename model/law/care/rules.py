"""What does long-term care insurance collect and pay? The rules of pilots and opinions as scalar functions; yuan."""

from agents.codes import MEDICAL_EMPLOYEE, MEDICAL_RETIREE
from agents.compiled import rule

MONTHS_LOST_AT_DEATH = 5.5  # a person who dies in a year lives 1 to 12 of its months, 6.5 on average


@rule
def member_kind(medical_scheme):
    """Which kind of member is a person? 0 contributor, 1 retiree of employee medical, 2 resident.

    medical_scheme: code MedicalScheme
    """
    if medical_scheme == MEDICAL_RETIREE:
        return 1
    return 0 if medical_scheme >= MEDICAL_EMPLOYEE else 2


@rule
def charge_parts(charge, own_share):
    """What do the person and the other party pay of a charge per head? 医保发〔2020〕37号: equal shares."""
    return own_share * charge, (1.0 - own_share) * charge


@rule
def care_benefit(months, standard_cost_month, pay_out, recognised):
    """What is paid for `months` in need, yuan? 医保发〔2020〕37号: a part of standard cost, after an assessment.

    recognised: share of persons in need who draw, so that the benefit is the mean over persons in need
    """
    return months * standard_cost_month * pay_out * recognised


@rule
def expected_need_months(start, incidence, death_in_need, death_of_others):
    """How many months in need does a person of this age and sex have in the year on average?

    start: share in need when the year begins; incidence: yearly probability of coming into need, counted for the whole
    year; death_in_need, death_of_others: yearly probabilities, of those in need and not in need at the start
    """
    lasting = start * (12.0 - MONTHS_LOST_AT_DEATH * min(death_in_need, 1.0))
    coming = (1.0 - start) * incidence * (12.0 - MONTHS_LOST_AT_DEATH * min(death_of_others, 1.0))
    return lasting + coming
