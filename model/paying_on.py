"""Who lacks months for a pension at the statutory age and pays them after it? 延长缴费, 社会保险法 第十六条.

At that age the yearly question whether to insure oneself is over: a member elects, in writing, to pay on until the
minimum months are full or to take what a short record gives (人社部令第13号, arts. 2 and 3). So he weighs the whole
plan, all months that are lacking against the pension that follows, and no taste or intercept of the yearly choice.
"""

import numpy as np

from agents.codes import CLAIM_EMPLOYEE, CLAIM_NONE, PENSION_FLEXIBLE, STUDENT
from agents.compiled import rule, stage
from agents.enrolment import INFEASIBLE, cost_utility, expected_employee_pension, old_age_gain
from model.choosing import rate_group, resources_of
from model.law.pension.rules import divisor_at
from model.law.retirement.rules import person_minimum_months, person_track, statutory_age_of, youngest_age_of


@rule
def plan_gain(resources, subsistence, wealth, due_month, forgone_year, lacking_months, weight, other, pension, short):
    """Utility gained by paying all lacking months on, against leaving the record as it is.

    resources and subsistence: yuan a year; wealth: yuan, of which every year of payment may use an equal part;
    due_month: own contribution; forgone_year: what would be drawn meanwhile without paying on; weight: discounted
    years with the pension; other, pension, short: yearly income in old age beside it, with it, and what a short
    record gives, in one unit. INFEASIBLE where a year cannot be paid.
    """
    years = max(lacking_months / 12.0, 1.0)
    paid = due_month * min(lacking_months, 12)
    own = cost_utility(resources + max(wealth, 0.0) / years, subsistence, paid + forgone_year)
    if own <= INFEASIBLE:
        return INFEASIBLE
    return own * years + weight * old_age_gain(other, pension, short)


@stage
def elect_to_pay_on(
    year, status, months_alive, insured_at_work, sex, education, employer, birth_month, province, group, income_year,
    household_support_year, wealth, claim, claim_month, pension_scheme, pension_months, deemed_months, index_sum,
    pension_account, older_entrant, law_pension, law_retirement, law_coverage, law_resident_pension, behaviour,
    outlook, pension_pays_on,
):  # fmt: skip
    """Who of those past the statutory age, short of the minimum months, pays on this year? Flag `pension_pays_on`.

    Asked is who has a record, is not insured by an employer, and reaches this year, or has passed, the age at which
    individual payers retire; and whoever has announced a claim of this year for which months are still to be paid.
    Paid is on the lowest base. Without paying on, the account and the months go to the resident scheme from its
    pension age on.
    """
    pension_pays_on[:] = 0
    january = 12 * year
    oldest_birth = january + 12 - youngest_age_of(law_retirement)
    asked = np.empty(status.size, dtype=np.uint32)
    count = 0
    for i in range(status.size):
        asked[count] = i
        open_record = (months_alive[i] > 0) & (pension_months[i] + deemed_months[i] > 0) & (status[i] != STUDENT)
        announced = (claim[i] == CLAIM_EMPLOYEE) & (claim_month[i] >= january)
        undecided = (claim[i] == CLAIM_NONE) | announced
        by_himself = (insured_at_work[i] & 1) == 0
        count += 1 if open_record & undecided & by_himself & (birth_month[i] < oldest_birth) else 0
    promised = behaviour.present_bias * outlook.trust * (1.0 - law_coverage.trust_discount[0])
    for k in range(count):
        i = asked[k]
        track = person_track(sex[i], education[i], employer[i], PENSION_FLEXIBLE, pension_months[i], law_retirement)
        statutory_month = birth_month[i] + statutory_age_of(track, birth_month[i], PENSION_FLEXIBLE, law_retirement)
        if statutory_month >= january + 12 and claim[i] == CLAIM_NONE:
            continue
        if january + 12 - statutory_month > law_retirement.pay_on_months:
            continue
        months = 1.0 * pension_months[i] + deemed_months[i]
        minimum = person_minimum_months(min(year, statutory_month // 12), older_entrant[i], law_retirement)
        lacking = int(minimum - months)
        if lacking <= 0:
            continue
        g, wage = rate_group(group[i]), law_pension.province_wage[province[i]]
        low = law_coverage.base_floor[0, g]
        age = january + 6 - birth_month[i]
        claim_age, own_age = min((age + lacking) // 12, 109), min(age // 12, 109)
        reach = outlook.survival[sex[i], claim_age] / max(outlook.survival[sex[i], own_age], 1e-9)
        weight = promised * min(reach, 1.0) * outlook.pension_discount[lacking]
        weight *= outlook.life_years[sex[i], claim_age]
        account = pension_account[i] / wage
        credit = law_pension.account_rate[g] * low * lacking * outlook.half_growth[lacking]
        pension = expected_employee_pension(
            minimum, index_sum[i] + low * lacking, account * outlook.account_growth[lacking] + credit, 1.0,
            law_pension.accrual_rate, law_pension.index_weight, law_pension.flat_component,
            divisor_at(law_pension.divisor, age + lacking), outlook.resident_divisor,
        )  # fmt: skip
        short = 12.0 * (outlook.resident_basic_share + account / outlook.resident_divisor)
        of_age = birth_month[i] + law_resident_pension.pension_age < january + 12
        gain = plan_gain(
            resources_of(income_year[i], wage, behaviour.support_floor_share) + household_support_year[i],
            behaviour.subsistence_share * 12.0 * wage, wealth[i], law_pension.worker_rate[g] * low * wage,
            short * wage if of_age else 0.0, lacking, weight, 12.0 * outlook.old_age_share, pension, short,
        )  # fmt: skip
        pension_pays_on[i] = 1 if gain > 0.0 else 0
