"""What is each medical option worth to a person who may choose? Values without tastes."""

import numpy as np

from agents.codes import CLAIM_NONE, FEMALE, MEDICAL_FLEXIBLE, MEDICAL_NONE, MEDICAL_RETIREE
from agents.compiled import loop, rule, stage
from agents.elementary import exp
from agents.enrolment import CLASS_CASUAL, INFEASIBLE, age_band, medical_utility, old_age_gain, reported_share
from model.choosing import SPAN, distance_of, may_pay_as_individual, rate_group, resources_of
from model.health import profile_age, profile_row
from model.law.coverage.rules import limited_base
from model.outlook import MOST_MONTHS

(
    ROOM, WEIGHT, MONTHS, LATER, INDEX, ACCOUNT, GROWN, HALF_GROWN, MINIMUM, DIVISOR, TIER, EARNED, EXTRA, CREDIT_RATE,
    KEPT, CREDIT_NOW, RATIO,
) = range(17)  # fmt: skip
USUAL, HEALTH, NEED, PREMIUM, BONUS, PAID = range(1, 7)  # after the room, for medical choices


@rule
def need_as_resident(expected_cost, scheme, sex, age, illness, economy):
    """Expected cost of the year, yuan, as a resident member of the same age and sex would have it.

    Use of care follows the cover held; better cover makes people use more, which is no reason to want it.
    scheme: code MedicalScheme when the year begins; age: of the cost profile.
    """
    kind = profile_row(scheme)
    level = economy.medical_level if kind == 1 else economy.resident_medical_level
    resident = illness.cost[0, sex, age] * economy.resident_medical_level
    return expected_cost * resident / (illness.cost[kind, sex, age] * level)


@rule
def flexible_premium_year(declared_year, wage, province, group, law_medical, law_coverage):
    """What an individual payer of employee medical pays for twelve months, yuan, on the income that he declares."""
    base = limited_base(
        declared_year / 12.0 if law_coverage.base_mode[1, group] == 1 else 0.0,
        wage, law_coverage.base_floor[1, group], law_coverage.base_ceiling[1],
    )  # fmt: skip
    return law_medical.flexible_rate[province] * law_medical.worker_rate[group] * base * 12.0


@rule
def months_to_free_cover(sex, age_months):
    """Months until the age at which cover in retirement is planned to begin."""
    return min(max(12 * (60 if sex != FEMALE else 55) - age_months, 0), MOST_MONTHS - 1)


@rule
def free_cover_weight(sex, age_months, months, promised, discount, keep, outlook):
    """By which part of free cover in retirement, in discounted years believed, does a year of payment bring it nearer?

    discount: of the months to that age; keep: probability to go on paying. Nothing once the months are full, or
    where they cannot be reached any more.
    """
    required = outlook.required_medical_months[sex]
    claim_age = 60 if sex != FEMALE else 55
    own_age = min(age_months // 12, 109)
    reach = outlook.survival[sex, claim_age] / max(outlook.survival[sex, own_age], 1e-9)
    possible = months + keep * max(1.0 * months_to_free_cover(sex, age_months), 6.0)
    step = 12.0 / required if (possible >= required) & (months < required) else 0.0
    return promised * discount * min(reach, 1.0) * outlook.life_years[sex, claim_age] * step


@loop
def weigh_lower_medical(count, given, risk, premium, relief, value):
    """Log utility of no cover and of resident medical by persistent need alone, without peers and intercepts.

    given: float64[PAID + 1, SPAN], rows as named above; value: float64[2, SPAN], written.
    """
    for j in range(count):
        given[USUAL, j] *= exp(given[HEALTH, j])
    for j in range(count):
        value[0, j] = medical_utility(given[ROOM, j], 0.0, 0.0, given[USUAL, j], risk)
    for j in range(count):
        value[1, j] = medical_utility(given[ROOM, j], 0.0, premium, given[USUAL, j] * (1.0 - relief), risk)


@loop
def weigh_employee_medical(count, given, risk, premium, relief, gain, value):
    """By how much does employee medical beat resident medical, given what is foreseen of the year's illness?

    given: float64[PAID + 1, SPAN], rows as named above; value: float64[SPAN], written.
    """
    for j in range(count):
        value[j] = medical_utility(given[ROOM, j], 0.0, premium, given[NEED, j] * (1.0 - relief), risk)
    for j in range(count):
        cost = given[NEED, j] * (1.0 - given[PAID, j])
        best = medical_utility(given[ROOM, j], 0.0, given[PREMIUM, j], cost, risk)
        value[j] = best + given[BONUS, j] * gain - value[j] if best > INFEASIBLE else INFEASIBLE


@stage
def value_medical(
    group, choice_class, insured_at_work, peer_cell, sex, age_months, months_alive, province, income_year,
    household_support_year, claim, medical_scheme, medical_months, medical_wait, expected_cost, health,
    support_share, u_taste_10, hukou, law_medical, law_pension, law_coverage, behaviour, outlook, illness, economy,
    value_medical_none, value_medical_resident, value_medical_employee,
):  # fmt: skip
    """Log utility of each medical option when the year's enrolment is decided, without tastes.

    Resident medical is chosen and paid in the last quarter of the year before, so that it and no cover are weighed by
    the persistent need alone. Employee medical can be joined in January: it is worth what resident medical is, plus
    what it adds given the signal of the year's illness, which is in `expected_cost`, plus the share of free cover in
    retirement that the year earns.

    Who is enrolled by an employer, or free as a retiree, is not asked.
    """
    row, others = np.empty(SPAN, dtype=np.uint32), np.empty(SPAN, dtype=np.uint32)
    given, value, gain = np.empty((PAID + 1, SPAN)), np.empty((2, SPAN)), np.empty(SPAN)
    promised = behaviour.present_bias * outlook.trust * (1.0 - law_coverage.trust_discount[1])
    saved = outlook.retiree_cost_share * (outlook.relief_employee - outlook.relief_resident)
    free_cover = old_age_gain(outlook.old_age_share + 0.3 - saved, saved, 0.0)
    risk, premium, relief = behaviour.medical_risk_weight, outlook.resident_premium, outlook.relief_resident
    subsistence = behaviour.subsistence_share * 12.0
    certain = 1.0 - law_coverage.legal_uncertainty
    value_medical_none[:] = 0.0
    value_medical_resident[:] = INFEASIBLE
    value_medical_employee[:] = INFEASIBLE
    size = group.size
    i = 0
    while i < size:
        uppers, count = 0, 0
        while i < size and uppers + count < SPAN:
            at = i
            i += 1
            asked = (months_alive[at] > 0) & (choice_class[at] >= 0) & ((insured_at_work[at] & 2) == 0)
            if not (asked & (medical_scheme[at] != MEDICAL_RETIREE)):
                continue
            eligible, limit = law_coverage.eligible[1, rate_group(group[at])], law_coverage.hukou_limit[province[at]]
            may_join = may_pay_as_individual(choice_class[at], eligible, hukou[at], u_taste_10[at], limit)
            if may_join & (claim[at] == CLAIM_NONE):
                row[uppers] = at
                uppers += 1
            else:
                others[count] = at
                count += 1
        for j in range(count):
            row[uppers + j] = others[j]
        count += uppers
        for j in range(count):
            at = row[j]
            p, s, age = province[at], sex[at], profile_age(age_months[at])
            wage = law_medical.province_wage[p]
            resources = resources_of(income_year[at], wage, behaviour.support_floor_share)
            given[ROOM, j] = resources - subsistence * wage + household_support_year[at]
            given[USUAL, j] = illness.cost[0, s, age] * economy.resident_medical_level * illness.normaliser[s, age]
            given[HEALTH, j] = health[at]
            if j >= uppers:
                continue
            g = rate_group(group[at])
            given[NEED, j] = need_as_resident(expected_cost[at], medical_scheme[at], s, age, illness, economy)
            seen = reported_share(
                behaviour.reported_share, behaviour.report_response, behaviour.report_burden,
                law_coverage.detection_year, law_pension.worker_rate[g],
            )  # fmt: skip
            premium_year = flexible_premium_year(seen * resources, wage, p, g, law_medical, law_coverage)
            given[PREMIUM, j] = premium_year * (1.0 - support_share[at])
            # a newcomer without cover waits; from the resident scheme one waits only where the law says so
            wait = 0.0
            if medical_scheme[at] == MEDICAL_FLEXIBLE:
                wait = 1.0 * medical_wait[at]
            elif medical_scheme[at] == MEDICAL_NONE or law_medical.waiting_after_resident == 1:
                wait = law_medical.waiting_months[p]
            given[PAID, j] = outlook.relief_employee * (min(max(12.0 - wait, 0.0), 12.0) / 12.0)
            left = months_to_free_cover(s, age_months[at])
            given[BONUS, j] = free_cover_weight(
                s, age_months[at], 1.0 * medical_months[at], promised, outlook.medical_discount[left],
                behaviour.continue_member, outlook,
            )  # fmt: skip
            given[BONUS, j] *= certain if choice_class[at] <= CLASS_CASUAL else 1.0
        weigh_lower_medical(count, given, risk, premium, relief, value)
        weigh_employee_medical(uppers, given, risk, premium, relief, free_cover, gain)
        for j in range(count):
            at = row[j]
            k, band, cell = choice_class[at], age_band(age_months[at] / 12.0), peer_cell[at]
            none, resident = outlook.intercept_medical[k, band, 0], outlook.intercept_medical[k, band, 1]
            value_medical_none[at] = value[0, j] + (none + outlook.peer_medical[cell, 0])
            value_medical_resident[at] = value[1, j] + (resident + outlook.peer_medical[cell, 1])
            if j < uppers:
                best = gain[j] + value[1, j] if gain[j] > INFEASIBLE else INFEASIBLE
                best += outlook.intercept_medical[k, band, 2] + outlook.peer_medical[cell, 2]
                best -= distance_of(k, group[at], law_coverage.employee_wide, behaviour.identity_penalty)
                value_medical_employee[at] = best + (behaviour.habit if medical_scheme[at] == MEDICAL_FLEXIBLE else 0.0)
