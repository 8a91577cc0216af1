"""Which careers brought the people of the base year to their records? Simulated pseudo-careers since 1980.

A member of the employee pension entered work after school, joined when the scheme reached people like him, and
stayed insured from year to year with a probability that depends on where he stands at the end. Contribution months,
index, account and, for pensioners, the award then follow from one and the same history under the dated law, so
that they hang together.
"""

from typing import NamedTuple

import numpy as np

from agents.codes import FEMALE
from agents.compiled import rule, stage
from agents.elementary import power
from model.history import FIRST_WAGE_YEAR, account_interest, average_wage_history
from model.law.pension.rules import divisor_at
from model.luck import uniform
from model.tables import read_constants

FIRST_YEAR = 1960
(
    MEMBER_NONE, MEMBER_EMPLOYEE, MEMBER_FLEXIBLE, MEMBER_DORMANT, MEMBER_PUBLIC, RETIREE_EMPLOYEE, RETIREE_PUBLIC,
) = range(7)  # fmt: skip
DRAW_PURPOSE = 11
JOIN, INDEX, TRACK, SPARE = 4, 5, 6, 7


class CareerHistory(NamedTuple):
    """Yearly history from 1960 to the base year, and the priors of a career; see model/data/careers.yaml."""

    wage_month: np.ndarray  # [year - 1960] average wage that sets the limits, yuan a month
    account_rate: np.ndarray  # [year - 1960] credited rate
    account_share: np.ndarray  # [year - 1960] share of the base credited to the account
    adjustment: np.ndarray  # [year - 1960] increase of pensions in payment
    joined: np.ndarray  # [year - 1960] share of the base year's members whose kind of work was covered by then
    account_start: int  # first year with accounts, enterprise rules
    public_account_start: int  # first year with accounts, public employees
    join_age: int  # age from which members joined earlier than the average
    join_age_span: float  # years of age that halve the log of the share not yet in
    entry_age: np.ndarray  # [education] age at the first job
    stay: np.ndarray  # [member kind] probability that an insured year follows an insured one
    return_: np.ndarray  # [member kind] probability that an insured year precedes an uninsured one
    months_a_year: np.ndarray  # [member kind] months paid in an insured year
    index_mean: np.ndarray  # [member kind] mean log of base over average wage
    index_spread: np.ndarray  # [member kind] spread of it beside ability
    transitional_rate: float  # share of the wage a deemed year earns
    divisor: np.ndarray  # months divisor at exact ages
    base_year: int


def _steps(table: dict, years: range, smooth: bool) -> np.ndarray:
    """A yearly series from its values at some years: straight lines between them, or steps from each on."""
    known = sorted(table)
    values = [float(table[year]) for year in known]
    if smooth:
        return np.interp(list(years), known, values)
    return np.array([values[max(k for k, known_year in enumerate(known) if known_year <= max(year, known[0]))]
                     for year in years])  # fmt: skip


def career_history(base_year: int, divisor: np.ndarray, ages_by: str = "careers.yaml") -> CareerHistory:
    """Which history stands behind the records of a base year? Wages and rates of the economy, priors of the file."""
    prior = read_constants(ages_by)
    years = range(FIRST_YEAR, base_year + 1)
    wage = [average_wage_history(max(year, FIRST_WAGE_YEAR)) for year in years]
    rate = [account_interest(max(year, 1996)) for year in years]
    joined = _steps(prior["joined"], years, smooth=True)
    return CareerHistory(
        wage_month=np.array(wage),
        account_rate=np.array(rate),
        account_share=_steps(prior["account_share"], years, smooth=False),
        adjustment=_steps(prior["adjustment"], years, smooth=False),
        joined=joined / joined[-1],  # of the members of the base year all have joined
        account_start=int(prior["account_start"]),
        public_account_start=int(prior["public_account_start"]),
        join_age=int(prior["join_age"]),
        join_age_span=float(prior["join_age_span"]),
        entry_age=np.array(prior["entry_age"], dtype=np.int64),
        stay=np.array(prior["stay"], dtype=np.float64),
        return_=np.array(prior["return"], dtype=np.float64),
        months_a_year=np.array(prior["months_a_year"], dtype=np.float64),
        index_mean=np.array(prior["index_mean"], dtype=np.float64),
        index_spread=np.array(prior["index_spread"], dtype=np.float64),
        transitional_rate=0.013,
        divisor=np.ascontiguousarray(divisor, dtype=np.float64),
        base_year=base_year,
    )


@rule
def claim_age_years(sex, kind, education, u):
    """Age at which a pensioner of the base year claimed: old ages, men 60, women 55 or 50 by post."""
    if sex != FEMALE:
        return 60 if u < 0.82 else 57
    if kind == RETIREE_PUBLIC or education == 3:
        return 55
    return 50 if u < 0.75 else 55


@stage
def simulate_careers(
    worker, birth_month, sex, education, member, ratio_now, ability, seed, history, pension_months, deemed_months,
    index_sum,
    pension_account, claim_month, pension_month, account_pension_month,
):  # fmt: skip
    """Fill the pension record of every member from his simulated career; rows without membership get zeros.

    ratio_now: base over average wage of those who pay today, which then also was their index before; 0 to draw it.
    """
    base = history.base_year
    for i in range(worker.size):
        pension_months[i] = 0
        deemed_months[i] = 0
        index_sum[i] = 0.0
        pension_account[i] = 0.0
        claim_month[i] = 0
        pension_month[i] = 0.0
        account_pension_month[i] = 0.0
        kind = member[i]
        if kind == MEMBER_NONE:
            continue
        birth_year = birth_month[i] // 12
        retired = kind >= RETIREE_EMPLOYEE
        public = kind == MEMBER_PUBLIC or kind == RETIREE_PUBLIC
        entry = birth_year + history.entry_age[education[i]]
        end = base
        claimed = 0
        if retired:
            age = claim_age_years(sex[i], kind, education[i], uniform(seed, DRAW_PURPOSE, 0, worker[i], TRACK))
            claimed = min(birth_month[i] + 12 * age, 12 * base + 11)
            end = claimed // 12
        u_join = uniform(seed, DRAW_PURPOSE, 0, worker[i], JOIN)
        joins = entry
        # those who are older now were the members of earlier years, when the scheme was small
        older = 1.0 / (1.0 + max(base - birth_year - history.join_age, 0) / history.join_age_span)
        while joins < end and not public:
            if power(history.joined[min(max(joins, 1960), base) - 1960], older) >= u_join:
                break
            joins += 1
        if retired:
            joins = entry
        start_of_accounts = history.public_account_start if public else history.account_start
        # which years were insured: walk back from the end, where the state is known
        spread = history.index_spread[kind]
        luck = 2.0 * uniform(seed, DRAW_PURPOSE, 0, worker[i], INDEX) - 1.0
        ratio = ratio_now[i]
        if ratio <= 0.0:
            ratio = history.index_mean[kind] * (1.0 + 0.9 * ability[i] + 1.7 * spread * luck)
        ratio = min(max(ratio, 0.6), 3.0)
        per_year = history.months_a_year[kind]
        insured = kind != MEMBER_DORMANT
        months = 0.0
        deemed = 0.0
        index_months = 0.0
        account = 0.0
        grown = 1.0
        year = end
        first_known = True
        while year >= max(joins, FIRST_YEAR):
            if not first_known:
                u = uniform(seed, DRAW_PURPOSE, year, worker[i], 0)
                insured = u < (history.stay[kind] if insured else history.return_[kind])
            first_known = False
            at = year - FIRST_YEAR
            if insured:
                share = 1.0
                if year == end and retired:
                    share = (claimed % 12) / 12.0
                elif year == entry:
                    share = 0.5
                paid = per_year * share
                if year < start_of_accounts:
                    deemed += paid
                else:
                    months += paid
                    account += history.account_share[at] * ratio * history.wage_month[at] * paid * grown
                index_months += ratio * paid
            if year >= start_of_accounts:
                grown *= 1.0 + history.account_rate[at]
            year -= 1
        if kind == MEMBER_DORMANT and months < 1.0:
            months = 12.0
            index_months = ratio * 12.0
            account = 0.08 * ratio * history.wage_month[base - FIRST_YEAR - 2] * 12.0
        pension_months[i] = int(months)
        deemed_months[i] = int(deemed)
        total = max(months + deemed, 1.0)
        index_sum[i] = index_months * (int(months) + int(deemed)) / total
        pension_account[i] = account
        if retired:
            at = min(end, base) - FIRST_YEAR
            wage = history.wage_month[at]
            years = max(total / 12.0, 15.0)
            index = index_months / total
            divisor = divisor_at(history.divisor, claimed - birth_month[i])
            part = account / divisor
            pension = wage * (1.0 + index) / 2.0 * years * 0.01 + part
            pension += wage * index * history.transitional_rate * deemed / 12.0
            left = account
            for later in range(end + 1, base + 1):
                left = max(left * (1.0 + history.account_rate[later - FIRST_YEAR]) - 12.0 * part, 0.0)
                pension *= 1.0 + history.adjustment[later - FIRST_YEAR]
                part *= 1.0 + history.adjustment[later - FIRST_YEAR]
            claim_month[i] = claimed
            pension_month[i] = pension
            account_pension_month[i] = part
            pension_account[i] = left
