"""Who loses work, and what does everybody earn? Months at work, pay, and orders of platform workers in a year.

The stages know tables, not their sources. They follow `move` and `place` of `agents.work`.
"""

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
    STUDENT,
    UNEMPLOYED,
)
from agents.compiled import stage
from agents.elementary import exp, log, normal_quantile
from agents.work import age_index


@stage
def lose_work(
    status, employer, age_months, months_alive, claim, claim_month, year, income_year, u_lose_work, u_months, work,
    behaviour, months_worked, months_unemployed, loses_work,
):  # fmt: skip
    """Months at work and without it, and who lost work against his will.

    A worker loses work with a yearly probability, in a month that is equally likely, for a geometric number of months
    that ends with the year. Wage workers and the unemployed who claim an employee or public pension, and whoever is no
    longer able to work, stop in the month of the claim; others go on to the end of the year. Who is unemployed all
    year lost work if he earned last year; `income_year` is still last year's.
    """
    share = behaviour.involuntary_share
    january = 12 * year
    for i in range(status.size):
        months_worked[i] = 0
        months_unemployed[i] = 0
        loses_work[i] = 0
        lived = months_alive[i]
        now = status[i]
        stops = now == EMPLOYEE or now == PUBLIC or now == UNEMPLOYED
        if (claim[i] == CLAIM_DISABILITY) or (stops and (claim[i] == CLAIM_EMPLOYEE or claim[i] == CLAIM_PUBLIC)):
            lived = min(lived, max(claim_month[i] - january, 0))
        if lived == 0 or now == STUDENT or now == OUT or now == RETIRED:
            continue
        u = u_lose_work[i]
        if now == UNEMPLOYED:
            months_unemployed[i] = lived
            loses_work[i] = 1 if (income_year[i] > 0.0 and u < share) else 0
            continue
        a = age_index(age_months[i])
        hazard = work.lose_work[now] * work.lose_work_age[a]
        if now == EMPLOYEE:
            hazard *= work.lose_work_employer[employer[i]]
        hazard = min(hazard, 1.0)
        without = 0
        if u < hazard:
            part = u / hazard
            against_will = part < share
            within = part / share if against_will else (part - share) / (1.0 - share)
            left = lived - min(int(within * lived), lived - 1)
            spell = 1 + int(min(log(1.0 - u_months[i]) / log(1.0 - work.find_work[a]), 1200.0))
            without = min(spell, left)
            loses_work[i] = 1 if against_will else 0
        months_unemployed[i] = without
        months_worked[i] = lived - without


@stage
def earn(
    status, employer, platform, sex, education, hukou, age_months, months_alive, months_worked, intensity, ability,
    u_persistent, u_transitory, year, work, platforms, economy, earnings_shock, income_year, wage_month, orders_year,
    platform_revenue, platform_profit, net_pay_loss,
):  # fmt: skip
    """Pay per month worked and income of the year, yuan; orders, revenue and profit of platform workers.

    Log pay is a table of sex, education, age, registration, status and employer type at 2025 levels, plus ability, an
    AR(1) component and a transitory one, moved by the wage level. Platform workers earn orders times pay per order,
    which varies with a part of their own components.
    """
    level = log(economy.wage_level)
    rho = work.persistence
    for i in range(status.size):
        now = status[i]
        a = age_index(age_months[i])
        s = sex[i]
        e = education[i]
        alive = months_alive[i] > 0
        shock = rho * earnings_shock[i] + work.innovation_deviation[now] * normal_quantile(u_persistent[i])
        shock = shock if alive else earnings_shock[i]
        earnings_shock[i] = shock
        born = min(max(year - age_months[i] // 12, work.cohort_first), work.cohort_last)
        path = work.log_profile[s, e, a] - work.cohort_growth[s, e] * (work.cohort_last - born)
        place_of_work = work.log_hukou[hukou[i] >> 1] + work.log_employer[employer[i]] + work.log_status[now, a]
        own = ability[i] + shock + work.transitory_deviation[now] * normal_quantile(u_transitory[i])
        paid = (now >= EMPLOYEE) & (now <= FARMER) & (now != PLATFORM) & (months_worked[i] > 0)
        wage = exp(level + path + place_of_work + own) if paid else 0.0
        wage_month[i] = wage
        income_year[i] = wage * months_worked[i]
        orders_year[i] = 0.0
        platform_revenue[i] = 0.0
        platform_profit[i] = 0.0
        net_pay_loss[i] = 0.0
    part = work.platform_ability
    for i in range(status.size):
        if status[i] != PLATFORM or months_worked[i] == 0:
            continue
        p = platform[i]
        a = age_index(age_months[i])
        full = platforms.orders_full_time[p] * platforms.demand_index[p]
        orders = intensity[i] * full * months_worked[i] / 12.0
        own = work.transitory_deviation[PLATFORM] * normal_quantile(u_transitory[i])
        own += part * (ability[i] + earnings_shock[i]) + work.log_platform[a]
        pay = orders * platforms.pay_per_order[p] * exp(own)
        orders_year[i] = orders
        platform_revenue[i] = orders * platforms.revenue_per_order[p]
        platform_profit[i] = orders * platforms.profit_per_order[p]
        net_pay_loss[i] = orders * platforms.pay_loss_per_order[p]
        income_year[i] = pay
        wage_month[i] = pay / months_worked[i]
