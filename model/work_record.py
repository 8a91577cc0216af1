"""What does a platform worker's record say of his work? Platforms used, subordination, and what follows from them.

`describe_work` comes after `classify` and reads what offices could know in January: last year's earnings, the platform,
and how much the person works for it. `share_liability` comes after `cover_rest` and says for which part of the work
somebody insures an injury.
"""

from agents.codes import GROUP_PLATFORM, PLATFORM
from agents.compiled import rule, stage
from agents.work import drawn_from
from model.choosing import resources_of
from model.covering import low_digits
from model.law.coverage.rules import employers_base, insured_part, own_part, platforms_pay, subordination_of


@rule
def part_elsewhere(platforms_used, second_share):
    """Which part of the orders comes from other platforms than the main one, which hands out at least as many?

    second_share: part of each further platform
    """
    others = platforms_used - 1
    return min(second_share * others, others / max(platforms_used, 1)) if others > 0 else 0.0


@stage
def describe_work(
    group, status, platform, intensity, income_year, pension_month, province, months_alive, u_taste_8, work,
    law_pension, law_coverage, behaviour, platforms_used, orders_elsewhere, subordination, duty_part,
):  # fmt: skip
    """Platforms used, part of the orders from others than the main one, subordination, and own part of duties.

    How many platforms a person works for is his habit: the same draw in every year, by the sector of his platform.
    Subordination (从属性) is a mean of hours, dependence on the main platform and the part of the means of living that
    was earned last year. Duties are of those whom the law's definition reaches; traders and casual workers have none.
    """
    for i in range(group.size):
        used, elsewhere, score, part = 0, 0.0, 0.0, 0.0
        if months_alive[i] > 0 and status[i] == PLATFORM and platform[i] >= 0:
            further, _ = drawn_from(work.platforms_cumulative[platform[i]], low_digits(u_taste_8[i]))
            used = 1 + further
            elsewhere = part_elsewhere(used, behaviour.second_share)
            wage = law_pension.province_wage[province[i]]
            earned = income_year[i]
            means = resources_of(earned, wage, behaviour.support_floor_share) + 12.0 * pension_month[i]
            score = subordination_of(
                law_coverage.subordination_weight, intensity[i], 1.0 - elsewhere, earned / means
            )
            if group[i] == GROUP_PLATFORM:
                part = own_part(
                    law_coverage.classes, score, law_coverage.middle_lowest, law_coverage.middle_highest
                )
        platforms_used[i] = used
        orders_elsewhere[i] = elsewhere
        subordination[i] = score
        duty_part[i] = part


@stage
def share_liability(
    group, province, injury_pilot, orders_elsewhere, insured_base_month, law_coverage, law_pension, law_injury,
    injury_part, injury_base_month,
):  # fmt: skip
    """For which part of the work is an injury insured, and on which base? Liability follows the injury.

    Where platforms pay for work injury insurance, the main one insures its own orders alone unless each of several
    employers is liable; then all pay on what they pay, and one floor applies to the sum.
    """
    pay = platforms_pay(law_injury.platform_base, law_injury.platform_rate, law_injury.order_charge)
    for i in range(group.size):
        part = 1.0
        if group[i] == GROUP_PLATFORM:
            part = insured_part(law_coverage.multiple_employers, injury_pilot[i], pay, orders_elsewhere[i])
        floor = law_coverage.base_floor[2, group[i]] * law_pension.province_wage[province[i]]
        injury_part[i] = part
        injury_base_month[i] = employers_base(insured_base_month[i], part, floor)
