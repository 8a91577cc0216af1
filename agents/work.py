"""Who works where? Moves between labour statuses, and placements with employers and on platforms.

The stages know tables, not their sources. Order of the year: `move`, `place`, then `lose_work` and `earn` of
`agents.earnings`.
"""

from agents.codes import (
    CASUAL,
    CLAIM_DISABILITY,
    CLAIM_EMPLOYEE,
    CLAIM_PUBLIC,
    EMPLOYEE,
    FARMER,
    OUT,
    PLATFORM,
    PUBLIC,
    RETIRED,
    SELF_EMPLOYED,
    STUDENT,
    Employer,
)
from agents.compiled import rule, stage
from agents.elementary import exp, log

FIRST_AGE, AGES = 16, 85
NO_EMPLOYER, PUBLIC_EMPLOYER = int(Employer.NONE), int(Employer.PUBLIC)


@rule
def age_index(age_months):
    """Place of an age in tables from 16 to 100."""
    years = age_months // 12 - FIRST_AGE
    return min(max(years, 0), AGES - 1)


@rule
def arrival(odds, u):
    """How early is a destination with these odds reached? The destination with the highest value wins.

    The same choice as log odds plus a Gumbel shock -log(-log(u)): taking exponentials of both leaves odds over an
    exponential waiting time, at half the logarithms.
    """
    return odds / -log(u)


@stage
def move(
    status, sex, age_months, education, hukou, months_alive, claim, claim_month, year, u_job_0, u_job_1, u_job_2,
    u_job_3, u_job_4, u_job_5, u_job_6, u_job_7, u_retire, work, behaviour, status_before,
):  # fmt: skip
    """Labour status of the year: where a person goes from last year's status, given his age at the end of that year.

    One Gumbel shock a destination, so that a change of one destination's pay moves nobody between two others. Whoever
    has an employee, public or disability pension by January leaves work for good, except a share who go on in flexible
    work; whoever claims later in the year keeps his status until the next. Students leave school by age and final
    education; the draw for retirement, which no student needs, decides. What an employee costs beside a flexible
    worker moves the odds with which employers turn the one into the other. Last year's status is kept for the year.
    """
    response = behaviour.pay_response
    pay = behaviour.pay_change
    odds_0 = exp(response * pay[0])
    odds_1 = exp(response * pay[1])
    odds_2 = exp(response * pay[2])
    odds_3 = exp(response * pay[3])
    odds_4 = exp(response * pay[4])
    odds_5 = exp(response * pay[5])
    odds_6 = exp(response * pay[6])
    odds_7 = exp(response * pay[7])
    demand = behaviour.labour_demand_elasticity
    cost = behaviour.cost_change
    turns_2 = exp(demand * cost[2])
    turns_3 = exp(demand * cost[3])
    turns_4 = exp(demand * cost[4])
    january = 12 * year
    known_year = min(max(year - work.first_year, 0), work.public_entry.shape[0] - 1)
    table = work.transition
    kind_3 = work.post_claim_kind[3]
    kind_4 = work.post_claim_kind[4]
    kind_5 = work.post_claim_kind[5]
    for i in range(status.size):
        before = status[i]
        status_before[i] = before
        a = age_index(age_months[i] - 6)
        e = education[i]
        h = hukou[i] >> 1
        s = sex[i]
        claims = (claim[i] == CLAIM_EMPLOYEE) | (claim[i] == CLAIM_PUBLIC) | (claim[i] == CLAIM_DISABILITY)
        retired = claims & (claim_month[i] <= january)
        able = 0.0 if claim[i] == CLAIM_DISABILITY else 1.0
        at_work = (before == SELF_EMPLOYED) | (before == CASUAL) | (before == FARMER)
        keeps = able * (work.post_claim_stay if at_work else 0.0)
        again = 1.0 - work.post_claim_stay if (at_work | (before == RETIRED)) else 1.0
        after = able * again * behaviour.post_claim_work_share * work.post_claim_work[a]
        after = min(after, 1.0)
        to_3 = after * kind_3 + (keeps if before == SELF_EMPLOYED else 0.0)
        to_4 = after * kind_4 + (keeps if before == CASUAL else 0.0)
        to_5 = after * kind_5 + (keeps if before == FARMER else 0.0)
        entry = 1.0 if before == PUBLIC else work.public_entry[known_year, a]
        p_0 = 0.0 if retired else table[s, a, e, h, before, 0] * odds_0
        p_1 = 0.0 if retired else table[s, a, e, h, before, 1] * odds_1 * entry
        employed = (before == EMPLOYEE) & (not retired)
        p_2 = 0.0 if retired else table[s, a, e, h, before, 2] * odds_2 * (turns_2 if employed else 1.0)
        p_3 = odds_3 * (to_3 if retired else table[s, a, e, h, before, 3]) * (turns_3 if employed else 1.0)
        p_4 = odds_4 * (to_4 if retired else table[s, a, e, h, before, 4]) * (turns_4 if employed else 1.0)
        p_5 = odds_5 * (to_5 if retired else table[s, a, e, h, before, 5])
        p_6 = 0.0 if retired else table[s, a, e, h, before, 6] * odds_6
        p_7 = odds_7 * (max(1.0 - to_3 - to_4 - to_5, 0.0) if retired else table[s, a, e, h, before, 7])
        best = arrival(p_0, u_job_0[i])
        goal = 1
        value = arrival(p_1, u_job_1[i])
        goal = 2 if value > best else goal
        best = max(value, best)
        value = arrival(p_2, u_job_2[i])
        goal = 3 if value > best else goal
        best = max(value, best)
        value = arrival(p_3, u_job_3[i])
        goal = 4 if value > best else goal
        best = max(value, best)
        value = arrival(p_4, u_job_4[i])
        goal = 5 if value > best else goal
        best = max(value, best)
        value = arrival(p_5, u_job_5[i])
        goal = 6 if value > best else goal
        best = max(value, best)
        value = arrival(p_6, u_job_6[i])
        goal = 7 if value > best else goal
        best = max(value, best)
        value = arrival(p_7, u_job_7[i])
        goal = (RETIRED if retired else OUT) if value > best else goal
        studies = (before == STUDENT) & (u_retire[i] < work.school_stay[e, a])
        enters = age_months[i] - 6 < 12 * FIRST_AGE
        stays = (months_alive[i] == 0) | ((studies | enters | claims | (before == RETIRED)) & (not retired))
        status[i] = before if stays else goal


@rule
def drawn_from(cumulative, u):
    """Which category, from 0, belongs to the uniform u, and which uniform is left of it within the category?"""
    category = 0
    below = 0.0
    for j in range(cumulative.size - 1):
        if u >= cumulative[j]:
            category = j + 1
            below = cumulative[j]
    width = cumulative[category] - below
    return category, min(max((u - below) / width, 0.0), 1.0)


@rule
def drawn_intensity(cumulative, mean, spread, u):
    """Orders relative to a full-time year: full-time, part-time or occasional, and the spread within the class."""
    kind, left = drawn_from(cumulative, u)
    return mean[kind] * (1.0 + spread * (2.0 * left - 1.0))


@stage
def place(
    status, sex, education, hukou, age_months, months_alive, u_platform, work, employer, platform, intensity,
):  # fmt: skip
    """Employer type of a wage worker, platform and intensity of a platform worker; none for anybody else.

    Who has just become one is drawn a place; later years change it with small probabilities. One uniform serves all
    of it: what is left of it within the chosen interval decides the next question.
    """
    for i in range(status.size):
        if months_alive[i] == 0:
            continue
        now = status[i]
        u = u_platform[i]
        if now == PUBLIC:
            employer[i] = PUBLIC_EMPLOYER
        elif now == EMPLOYEE:
            a = age_index(age_months[i])
            held = employer[i]
            starts = held == NO_EMPLOYER or held == PUBLIC_EMPLOYER
            changes = 1.0 if starts else min(work.change_employer[held] * work.change_employer_age[a], 1.0)
            if u < changes:
                new, _ = drawn_from(work.employer_cumulative[education[i], hukou[i] >> 1], u / changes)
                employer[i] = new
        else:
            employer[i] = NO_EMPLOYER
        if now == PLATFORM:
            p = platform[i]
            left = -1.0
            moves = work.platform_change
            if p < 0:
                p, left = drawn_from(work.platform_cumulative[sex[i]], u)
                platform[i] = p
            elif u < moves:
                p, left = drawn_from(work.platform_cumulative[sex[i]], u / moves)
                platform[i] = p
            elif u < moves + work.intensity_redraw:
                left = (u - moves) / work.intensity_redraw
            if left >= 0.0:
                intensity[i] = drawn_intensity(
                    work.intensity_cumulative[p], work.intensity_mean[p], work.intensity_spread, left
                )
        else:
            platform[i] = -1
            intensity[i] = 1.0
