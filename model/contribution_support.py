"""Whose own contributions does the treasury pay a part of? The hard to employ 就业困难人员 and graduates 高校毕业生.

财社〔2017〕164号: at most two thirds of what a person in flexible work pays for pension and medical insurance, for
three years (two for graduates), or until retirement where it is near. `grant_support` comes before the year's choices,
which weigh what is left to pay; `count_support` comes after the contributions.
"""

from agents.codes import GROUP_PUBLIC, PENSION_FLEXIBLE, Education
from agents.compiled import rule, stage
from model.covering import low_digits
from model.law.retirement.rules import person_track, statutory_age_of

TERTIARY = int(Education.TERTIARY)


@rule
def hard_to_employ_may_draw(age_months, statutory_age_months, months_drawn, age_from_months, most_months, near_months):
    """May a person be paid the grant for the hard to employ this year? Ages and times in months.

    From an age on, for `most_months`, or until retirement for whom the grant began within `near_months` of it. When it
    began is read from the months drawn, as if they had no gap.
    """
    left = statutory_age_months - age_months
    if age_months < age_from_months or left <= 0:
        return False
    return months_drawn < most_months or left + months_drawn <= near_months


@stage
def grant_support(
    group, sex, education, employer, birth_month, age_months, months_alive, deemed_months, support_months, u_taste_11,
    law_coverage, law_retirement, support_share,
):  # fmt: skip
    """Which part of own pension and medical contributions would the treasury pay this year? A share of 0 to 1.

    Flexible workers alone; of those of the age, the share that offices reach, the same persons every year. Who belongs
    to both kinds draws the larger grant.
    """
    law = law_coverage
    anyone = law.hard_to_employ_reach > 0.0 or law.graduate_reach > 0.0
    for i in range(group.size):
        support_share[i] = 0.0
        if not anyone or months_alive[i] == 0 or group[i] <= GROUP_PUBLIC:
            continue
        u, drawn, share = low_digits(u_taste_11[i]), support_months[i], 0.0
        track = person_track(sex[i], education[i], employer[i], PENSION_FLEXIBLE, deemed_months[i], law_retirement)
        age = statutory_age_of(track, birth_month[i], PENSION_FLEXIBLE, law_retirement)
        if u < law.hard_to_employ_reach and hard_to_employ_may_draw(
            age_months[i], age, drawn, 12.0 * law.hard_to_employ_age[sex[i]], 12.0 * law.hard_to_employ_years,
            12.0 * law.hard_to_employ_near_years,
        ):  # fmt: skip
            share = law.hard_to_employ_rate
        young = education[i] == TERTIARY and age_months[i] < 12.0 * (law.graduate_age + 1.0)
        if u < law.graduate_reach and young and drawn < 12.0 * law.graduate_years:
            share = max(share, law.graduate_rate)
        support_share[i] = share


@stage
def count_support(support_share, pension_paid_months, medical_paid_months, support_months):
    """Months for which the grant was paid, in either branch, are counted against its longest time."""
    for i in range(support_share.size):
        if support_share[i] > 0.0:
            support_months[i] += max(pension_paid_months[i], medical_paid_months[i])
