"""Who loses work, and what does everybody earn? Months at work, pay, and orders of platform workers in a year.

The stages know tables, not their sources. They follow `move` and `place` of `agents.work`.
"""

import numpy as np

from agents.codes import (
    CLAIM_DISABILITY,
    CLAIM_EMPLOYEE,
    CLAIM_PUBLIC,
    EMPLOYEE,
    FARMER,
    OUT,
    PLATFORM,
    PUBLIC,
    RETIRED,
    RURAL_LOCAL,
    STUDENT,
    UNEMPLOYED,
)
from agents.compiled import stage
from agents.elementary import exp, log, normal_quantiles
from agents.work import age_index


@stage
def lose_work(
    status, employer, age_months, months_alive, claim, claim_month, year, income_year, may_claim_unemployment,
    u_lose_work, u_months, work, behaviour, months_worked, months_unemployed, loses_work, loss_month,
):  # fmt: skip
    """Months at work and without it, who lost work against his will, and in which month of the year work was lost.

    A worker loses work with a yearly probability, in a month that is equally likely, for a geometric number of months
    that ends with the year. Wage workers and the unemployed who claim an employee or public pension, and whoever is no
    longer able to work, stop in the month of the claim; others go on to the end of the year. Who is unemployed all
    year lost work if he earned last year; `income_year` is still last year's. Flexible workers who could claim a
    benefit lose work more often (moral hazard): nobody dismisses them, so that a loss is partly their own doing.
    """
    share = behaviour.involuntary_share
    response = behaviour.claim_response
    january = 12 * year
    rows = status.size
    hazards = np.empty(rows)
    for i in range(rows):
        now = status[i]
        seeks = now == UNEMPLOYED
        pensioned = (claim[i] == CLAIM_EMPLOYEE) | (claim[i] == CLAIM_PUBLIC)
        stops = (claim[i] == CLAIM_DISABILITY) | (((now == EMPLOYEE) | (now == PUBLIC) | seeks) & pensioned)
        before_claim = min(max(claim_month[i] - january, 0), months_alive[i])
        lived = before_claim if stops else months_alive[i]
        lived = 0 if (now == STUDENT) | (now == OUT) | (now == RETIRED) else lived
        hazard = work.lose_work[now] * work.lose_work_age[age_index(age_months[i])]
        hazard *= work.lose_work_employer[employer[i]] if now == EMPLOYEE else 1.0
        hazard *= 1.0 + response * may_claim_unemployment[i]
        hazards[i] = min(hazard, 1.0) if (lived > 0) & (not seeks) else 0.0
        months_worked[i] = 0 if seeks else lived
        months_unemployed[i] = lived if seeks else 0
        loses_work[i] = 1 if seeks & (lived > 0) & (income_year[i] > 0.0) & (u_lose_work[i] < share) else 0
        loss_month[i] = 0
    losers = np.empty(rows, dtype=np.uint32)
    count = 0
    for i in range(rows):
        losers[count] = i
        count += 1 if u_lose_work[i] < hazards[i] else 0
    for k in range(count):
        i = losers[k]
        lived = months_worked[i]
        part = u_lose_work[i] / hazards[i]
        against_will = part < share
        within = part / share if against_will else (part - share) / (1.0 - share)
        left = lived - min(int(within * lived), lived - 1)
        loss_month[i] = 1 + lived - left
        stays_out = log(1.0 - work.find_work[age_index(age_months[i])])
        spell = 1 + int(min(log(1.0 - u_months[i]) / stays_out, 1200.0))
        without = min(spell, left)
        months_unemployed[i] = without
        months_worked[i] = lived - without
        loses_work[i] = 1 if against_will else 0


@stage
def earn(
    status, employer, platform, sex, education, hukou, age_months, months_alive, months_worked, intensity, ability,
    u_persistent, u_transitory, year, work, platforms, economy, earnings_shock, income_year, wage_month, orders_year,
    platform_revenue, platform_profit, net_pay_loss,
):  # fmt: skip
    """Pay per month worked and income of the year, yuan; orders, revenue and declared profit of platform workers.

    Log pay is a table of sex, education, age, registration, status and employer type at 2025 levels, plus ability, an
    AR(1) component and a transitory one, moved by the wage level. Platform workers earn orders times pay per order,
    which varies with a part of their own components.
    """
    rows = status.size
    persistent, transitory = np.empty(rows), np.empty(rows)
    normal_quantiles(u_persistent, persistent)
    normal_quantiles(u_transitory, transitory)
    level = log(economy.wage_level)
    rho = work.persistence
    part = work.platform_ability
    urban, rural = work.log_hukou[0], work.log_hukou[1]
    for i in range(rows):
        now = status[i]
        a = age_index(age_months[i])
        s = sex[i]
        e = education[i]
        shock = rho * earnings_shock[i] + work.innovation_deviation[now] * persistent[i]
        shock = shock if months_alive[i] > 0 else earnings_shock[i]
        earnings_shock[i] = shock
        born = min(max(year - age_months[i] // 12, work.cohort_first), work.cohort_last)
        path = work.log_profile[s, e, a] - work.cohort_growth[s, e] * (work.cohort_last - born)
        place_of_work = (rural if hukou[i] >= RURAL_LOCAL else urban) + work.log_employer[employer[i]]
        wage = level + path + place_of_work + work.log_status[now, a] + (ability[i] + shock)
        # platform workers: what an order pays them relative to the mean
        rides = part * (ability[i] + shock) + work.log_platform[a]
        paid = (now >= EMPLOYEE) & (now <= FARMER) & (months_worked[i] > 0)
        pay = exp((rides if now == PLATFORM else wage) + work.transitory_deviation[now] * transitory[i])
        pay = pay if paid else 0.0
        wage_month[i] = pay
        income_year[i] = pay * months_worked[i]
        orders_year[i] = 0.0
        platform_revenue[i] = 0.0
        platform_profit[i] = 0.0
        net_pay_loss[i] = 0.0
    riders = np.empty(rows, dtype=np.uint32)
    count = 0
    for i in range(rows):
        riders[count] = i
        count += 1 if (status[i] == PLATFORM) & (months_worked[i] > 0) else 0
    for k in range(count):
        i = riders[k]
        p = platform[i]
        full = platforms.orders_full_time[p] * platforms.demand_index[p]
        orders = intensity[i] * full * months_worked[i] / 12.0
        pay = orders * platforms.pay_per_order[p] * wage_month[i]
        orders_year[i] = orders
        platform_revenue[i] = orders * platforms.revenue_per_order[p]
        platform_profit[i] = orders * platforms.taxable_profit_per_order[p]
        net_pay_loss[i] = orders * platforms.pay_loss_per_order[p]
        income_year[i] = pay
        wage_month[i] = pay / months_worked[i]
