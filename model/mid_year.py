"""Who joins employee medical in July? The second entry date of a year, decided with the news of its first half.

Three kinds of news count: a hospital stay of the second half that a person sees coming, a birth in it that maternity
cover would pay for, and the loss of an insured job. Whoever has none decides as in January, when he stayed out, with
less time left for the same wait: so he is not asked again. Resident medical has its one date in the year before.
"""

import numpy as np

from agents.codes import (
    CLAIM_NONE,
    GROUP_EMPLOYEE,
    GROUP_SELF_EMPLOYED,
    MEDICAL_FLEXIBLE,
    MEDICAL_NONE,
    MEDICAL_RESIDENT,
)
from agents.compiled import rule, stage
from agents.enrolment import CLASS_FARMER, INFEASIBLE, age_band, medical_utility, old_age_gain, reported_share
from model.choosing import distance_of, may_pay_as_individual, rate_group, resources_of
from model.health import profile_age, stay_month
from model.law.maternity.rules import allowance, allowance_base
from model.law.medical.rules import JANUARY, JULY
from model.medical_choice import flexible_premium_year, free_cover_weight, months_to_free_cover, need_as_resident

FIRST_HALF = 6  # months


@rule
def foresees_stay(inpatient_cost, u_stay_month, u_foresight, months_alive, signal_share):
    """Does a person see in June that he will be in hospital in the second half of the year, and at what cost?

    The share that is foreseen of illness in January is here the share of coming stays that are known by June.
    """
    coming = inpatient_cost > 0.0 and stay_month(u_stay_month, months_alive) >= JULY
    return coming and u_foresight < signal_share


@rule
def lost_insured_job(loss_month, months_unemployed, grace_months):
    """Is a person out of work on 1 July, having lost a job so lately that back-payment closes the gap?

    医保办发〔2021〕43号: a gap of at most `grace_months` (3) may be paid for, and its benefits follow.
    """
    out = loss_month > 0 and loss_month <= JULY and loss_month + months_unemployed > JULY
    return out and JULY - loss_month <= grace_months


@rule
def birth_benefit(birth, scheme_reach, u_reach, flexible_months, province, law_maternity):
    """What would maternity cover from July pay for a coming birth, yuan? Nothing before its own waiting months."""
    if birth < JULY or birth - JULY < flexible_months or u_reach >= scheme_reach:
        return 0.0
    standard = law_maternity.standard_base_month[province]
    base = allowance_base(1, law_maternity.declared_base_rule, standard, standard)
    return allowance(base, law_maternity.paid_days[province]) + law_maternity.medical_cost


@stage
def hear_news(
    group, choice_class, insured_at_work, province, claim, months_alive, loss_month, months_unemployed, gives_birth,
    inpatient_cost, medical_scheme, u_stay_month, u_foresight, u_taste_8, law_medical, law_coverage, law_maternity,
    behaviour, mid_year_news, mid_year_benefit,
):  # fmt: skip
    """Who has news on 1 July that may change his medical cover: 1 a stay or birth to come, 2 a lost job; 0 nobody else.

    `mid_year_benefit`: what maternity cover from July would pay, yuan.
    """
    mid_year_news[:] = 0
    mid_year_benefit[:] = 0.0
    grace = law_medical.waiting_grace_months
    listed = np.empty(group.size, dtype=np.uint32)  # rows of whom there may be news, few
    count = 0
    for i in range(group.size):
        asked = (months_alive[i] > FIRST_HALF) & (claim[i] == CLAIM_NONE)
        by_employer = (insured_at_work[i] & 2) != 0
        lost = by_employer & (group[i] == GROUP_EMPLOYEE) & (loss_month[i] > 0)
        outside = (medical_scheme[i] == MEDICAL_NONE) | (medical_scheme[i] == MEDICAL_RESIDENT)
        chooses = outside & (choice_class[i] >= 0) & (choice_class[i] < CLASS_FARMER) & (not by_employer)
        listed[count] = i
        count += 1 if asked & (lost | (chooses & ((inpatient_cost[i] > 0.0) | (gives_birth[i] >= JULY)))) else 0
    for n in range(count):
        i = listed[n]
        if insured_at_work[i] & 2:
            if lost_insured_job(loss_month[i], months_unemployed[i], grace):
                mid_year_news[i] = 2
            continue
        coming = foresees_stay(
            inpatient_cost[i], u_stay_month[i], u_foresight[i], months_alive[i], behaviour.signal_share
        )
        benefit = 0.0
        if gives_birth[i] >= JULY:
            p = province[i]
            benefit = birth_benefit(
                gives_birth[i], law_coverage.maternity_reach[p], u_taste_8[i], law_maternity.flexible_months, p,
                law_maternity,
            )  # fmt: skip
        if coming or benefit > 0.0:
            mid_year_news[i] = 1
            mid_year_benefit[i] = benefit


@stage
def join_in_july(
    group, choice_class, mid_year_news, mid_year_benefit, peer_cell, sex, age_months, months_alive, province,
    income_year, household_support_year, hukou, loss_month, months_unemployed, expected_cost, inpatient_cost,
    medical_months, taste_medical_none, taste_medical_resident, taste_medical_employee, support_share, u_stay_month,
    u_foresight, u_taste_10, law_medical, law_pension, law_coverage, behaviour, outlook, illness, economy,
    medical_scheme, medical_wait, medical_start_month, medical_own_months, resident_first_months,
):  # fmt: skip
    """Who with news joins employee medical on 1 July, or goes on by himself after a lost job?

    The second half is weighed as a year of its own: half the resources, premiums and usual need, the whole of a stay
    that is foreseen, the months that are left after waiting; tastes, peers and intercepts are those of January. The
    resident premium of the year is spent. Who joins is a member from July and serves the wait of a newcomer; who came
    from resident medical keeps its cover until then.
    """
    promised = behaviour.present_bias * outlook.trust * (1.0 - law_coverage.trust_discount[1])
    saved = outlook.retiree_cost_share * (outlook.relief_employee - outlook.relief_resident)
    free_cover = old_age_gain(outlook.old_age_share + 0.3 - saved, saved, 0.0)
    risk, scale = behaviour.medical_risk_weight, behaviour.taste_scale_medical
    medical_own_months[:] = 0
    resident_first_months[:] = 0
    asked = np.empty(group.size, dtype=np.uint32)
    count = 0
    for i in range(group.size):
        member = medical_scheme[i] != MEDICAL_NONE and months_alive[i] > 0
        medical_start_month[i] = JANUARY if member else 0
        asked[count] = i
        count += 1 if mid_year_news[i] > 0 else 0
    for position in range(count):
        i = asked[position]
        g, p, s, k = rate_group(group[i]), province[i], sex[i], choice_class[i]
        lost = mid_year_news[i] == 2
        if lost:
            g = GROUP_SELF_EMPLOYED
        scheme = medical_scheme[i]
        limit = 0.0 if lost else law_coverage.hukou_limit[p]  # a job is lost where the person is registered at work
        if not may_pay_as_individual(k, law_coverage.eligible[1, g], hukou[i], u_taste_10[i], limit):
            continue
        wage = law_medical.province_wage[p]
        resources = resources_of(income_year[i], wage, behaviour.support_floor_share)
        room = resources - behaviour.subsistence_share * 12.0 * wage + household_support_year[i]
        age = profile_age(age_months[i])
        need = need_as_resident(expected_cost[i], scheme, s, age, illness, economy)
        usual_stays = need * illness.inpatient_share[0, s, age]
        sees = foresees_stay(
            inpatient_cost[i], u_stay_month[i], u_foresight[i], months_alive[i], behaviour.signal_share
        )
        if lost and inpatient_cost[i] > 0.0:  # stays between the loss and July can be paid for as well
            when = stay_month(u_stay_month[i], months_alive[i])
            sees = sees or (when >= loss_month[i] and when < JULY)
        if sees:  # of a stay that is known, the cost is known as well
            need += 2.0 * inpatient_cost[i] * need / max(expected_cost[i], 1e-9) - usual_stays
        wait = 0.0
        if scheme == MEDICAL_NONE:
            wait = law_medical.interruption_months[p] if medical_months[i] > 0 else law_medical.waiting_months[p]
        elif scheme == MEDICAL_RESIDENT and law_medical.waiting_after_resident == 1:
            wait = law_medical.waiting_months[p]
        left = 1.0 * (months_alive[i] - FIRST_HALF)
        paid = outlook.relief_employee * (min(max(left - wait, 0.0), left) / left)
        seen = reported_share(
            behaviour.reported_share, behaviour.report_response, behaviour.report_burden, law_coverage.detection_year,
            law_pension.worker_rate[g],
        )  # fmt: skip
        premium = flexible_premium_year(seen * resources, wage, p, g, law_medical, law_coverage)
        premium *= 1.0 - support_share[i]
        if lost:
            premium = law_medical.flexible_rate[p] * law_medical.worker_rate[g] * law_medical.pay_on_base_month[p] * 12
        relief = outlook.relief_resident if scheme == MEDICAL_RESIDENT else 0.0
        stay_out = medical_utility(room, 0.0, 0.0, need * (1.0 - relief), risk)
        join = medical_utility(room, 0.0, premium - 2.0 * mid_year_benefit[i], need * (1.0 - paid), risk)
        if join <= INFEASIBLE:
            continue
        to_free_cover = months_to_free_cover(s, age_months[i])
        join += free_cover * free_cover_weight(
            s, age_months[i], 1.0 * medical_months[i], promised, outlook.medical_discount[to_free_cover],
            behaviour.continue_member, outlook,
        )  # fmt: skip
        band, cell = age_band(age_months[i] / 12.0), peer_cell[i]
        held = 1 if scheme == MEDICAL_RESIDENT else 0
        taste_held = taste_medical_resident[i] if held == 1 else taste_medical_none[i]
        join += outlook.intercept_medical[k, band, 2] + outlook.peer_medical[cell, 2]
        join += scale * taste_medical_employee[i]
        if not lost:
            join -= distance_of(k, group[i], law_coverage.employee_wide, behaviour.identity_penalty)
        stay_out += outlook.intercept_medical[k, band, held] + outlook.peer_medical[cell, held] + scale * taste_held
        if join <= stay_out:
            continue
        medical_start_month[i] = JULY
        if lost:
            medical_own_months[i] = months_unemployed[i]
            continue
        resident_first_months[i] = FIRST_HALF if held == 1 else 0
        medical_scheme[i] = MEDICAL_FLEXIBLE
        medical_wait[i] = int(wait + 0.5)
