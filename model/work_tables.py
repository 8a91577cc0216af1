"""What do the stages of work read? One NamedTuple of tables: moves, placements, pay, loss of work."""

from functools import cache
from typing import NamedTuple

import numpy as np

from agents.codes import EMPLOYEE, PLATFORM, RETIRED, SECTORS
from model.earnings_profile import EMPLOYERS, birth_year_of_first_cohort, earnings_profile
from model.job_moves import DESTINATIONS, school_stay, transition
from model.labour_data import along_age, by_group, figure, select
from model.platforms import load_platforms, load_sectors, worker_heads
from model.public_posts import public_entry
from model.status_profile import STATUSES, status_profile
from model.vital_rates import FIRST_YEAR

FILE = "transitions.csv"


class WorkTables(NamedTuple):
    """Tables of work in the base year; ages run from 16 to 100, statuses and types are the codes of `agents.codes`.

    Every array is float64 and C-contiguous, so that one record type serves all runs.
    """

    transition: np.ndarray  # [sex, age before, education, kind of hukou, from 10, to 8], probability a year
    school_stay: np.ndarray  # [education, age before], probability to stay at school
    post_claim_work: np.ndarray  # [age], share at work after a claim relative to all claimants
    post_claim_kind: np.ndarray  # [to 8], kinds of work after a claim
    post_claim_stay: float  # probability to keep such work besides
    employer_cumulative: np.ndarray  # [education, kind, employer type], of those who take a job
    change_employer: np.ndarray  # [employer type], probability a year to draw a new type at 30-44
    change_employer_age: np.ndarray  # [age], relative to 30-44
    platform_cumulative: np.ndarray  # [sex, platform], of those who start on a platform
    intensity_cumulative: np.ndarray  # [platform, 3], full-time, part-time, occasional
    intensity_mean: np.ndarray  # [platform, 3], share of a full-time year
    intensity_spread: float  # either way, relative
    platforms_cumulative: np.ndarray  # [platform, 3], working for one, two, three platforms
    intensity_redraw: float  # probability a year
    platform_change: float  # probability a year
    lose_work: np.ndarray  # [status], probability a year
    lose_work_employer: np.ndarray  # [employer type], relative
    lose_work_age: np.ndarray  # [age], relative
    find_work: np.ndarray  # [age], probability a month
    log_profile: np.ndarray  # [sex, education, age], own path of log pay
    cohort_growth: np.ndarray  # [sex, education], log points per year of birth
    cohort_first: int  # birth years between these differ; outside they earn as the nearest
    cohort_last: int
    log_hukou: np.ndarray  # [kind]
    log_employer: np.ndarray  # [employer type]
    log_status: np.ndarray  # [status, age]
    persistence: float  # of the AR(1) component
    innovation_deviation: np.ndarray  # [status]
    transitory_deviation: np.ndarray  # [status]
    ability_deviation: float
    shock_deviation: np.ndarray  # [status, age], of the persistent component in the base year
    first_year: int  # of public_entry, which follows the common path of the population
    public_entry: np.ndarray  # [year, age before], odds of entering the public sector relative to 2025
    platform_ability: float  # part of ability and persistent component that shows in pay per order
    log_platform: np.ndarray  # [age], correction to mean one


def job_taker_shares(stock: np.ndarray, change: np.ndarray, leave_rate: np.ndarray) -> np.ndarray:
    """Where do those who take a job go, so that the types of employers keep their shares? [..., employer type].

    stock: shares of employees; change: yearly probability of leaving a type for a newly drawn one; leave_rate: of
    leaving employment, [...]. Inflow to a type must equal its outflow.
    """
    inflow = stock * (leave_rate[..., None] + change)
    return inflow / inflow.sum(axis=-1, keepdims=True)


def platform_shares(women_share: float) -> np.ndarray:
    """Which platforms have men and women who work on platforms? float64[sex, platform], each sum one.

    women_share: of all platform workers; the assumed shares by sector are shifted by one odds ratio to meet it.
    """
    heads = worker_heads(load_platforms(), load_sectors())
    sector = np.array([terms.sector for terms in load_platforms()])
    women = by_group(FILE, "sector_women", SECTORS)[sector] / 100.0
    low, high = 1e-3, 1e3
    for _ in range(80):
        odds = np.sqrt(low * high)
        shifted = odds * women / (1.0 - women + odds * women)
        above = (heads * shifted).sum() > women_share * heads.sum()
        low, high = (low, odds) if above else (odds, high)
    shares = heads * np.stack([1.0 - shifted, shifted])
    return np.round(shares / shares.sum(axis=1, keepdims=True), 12)


def _cumulative(shares: np.ndarray) -> np.ndarray:
    running = np.cumsum(shares, axis=-1)
    return np.ascontiguousarray(running / running[..., -1:])


def leave_rate_of_employees() -> np.ndarray:
    """Which share of employees leaves employment by a move within a year? float64[education, kind of hukou]."""
    persons = status_profile().persons()[..., EMPLOYEE]
    stay = transition()[..., EMPLOYEE, 0]
    return 1.0 - (persons * stay).sum(axis=(0, 1)) / persons.sum(axis=(0, 1))


@cache
def work_tables() -> WorkTables:
    """What are the tables of work of the base year? Built once a process, in under a second."""
    pay, sectors = earnings_profile(), load_sectors()
    persons = status_profile().persons()
    on_platforms = persons[..., PLATFORM].sum(axis=(1, 2, 3))
    sector = np.array([terms.sector for terms in load_platforms()])
    change = by_group(FILE, "change_employer", EMPLOYERS, missing=0.0) / 100.0
    change_age = along_age(select(FILE, "change_employer_age"))
    employees = persons[..., EMPLOYEE].sum(axis=(0, 2, 3))
    mean_change = change * (change_age * employees).sum() / employees.sum()
    takers = job_taker_shares(earnings_profile().employer_share, mean_change, leave_rate_of_employees())
    post_claim = along_age(select(FILE, "post_claim_work"))
    retired = persons[..., RETIRED].sum(axis=(0, 2, 3))
    first_cohort = birth_year_of_first_cohort()
    table = WorkTables(
        transition=transition(),
        school_stay=school_stay(),
        post_claim_work=post_claim / (post_claim * retired).sum() * retired.sum(),
        post_claim_kind=by_group(FILE, "post_claim_kind", DESTINATIONS, missing=0.0) / 100.0,
        post_claim_stay=figure(FILE, "post_claim_stay", "all") / 100.0,
        employer_cumulative=_cumulative(takers),
        change_employer=change,
        change_employer_age=change_age,
        platform_cumulative=_cumulative(platform_shares(float(on_platforms[1] / on_platforms.sum()))),
        intensity_cumulative=_cumulative(sectors.intensity_share[sector]),
        intensity_mean=sectors.intensity[sector],
        intensity_spread=figure(FILE, "intensity_spread", "all") / 100.0,
        platforms_cumulative=_cumulative(sectors.platforms_share[sector]),
        intensity_redraw=figure(FILE, "intensity_redraw", "all") / 100.0,
        platform_change=figure(FILE, "platform_change", "all") / 100.0,
        lose_work=by_group(FILE, "lose_work", STATUSES, missing=0.0) / 100.0,
        lose_work_employer=by_group(FILE, "lose_work_employer", EMPLOYERS, missing=1.0),
        lose_work_age=along_age(select(FILE, "lose_work_age")),
        find_work=along_age(select(FILE, "find_work")) / 100.0,
        log_profile=pay.log_profile,
        cohort_growth=pay.cohort_growth,
        cohort_first=first_cohort - 25,
        cohort_last=first_cohort,
        log_hukou=pay.log_hukou,
        log_employer=pay.log_employer,
        log_status=pay.log_status,
        persistence=pay.persistence,
        innovation_deviation=pay.innovation_deviation,
        transitory_deviation=pay.transitory_deviation,
        ability_deviation=pay.ability_deviation,
        shock_deviation=pay.shock_deviation,
        first_year=FIRST_YEAR,
        public_entry=public_entry(),
        platform_ability=pay.platform_ability,
        log_platform=pay.log_platform,
    )
    arrays = {name: np.array(value, dtype=np.float64, order="C") for name, value in table._asdict().items()
              if isinstance(value, np.ndarray)}  # fmt: skip
    return table._replace(**arrays)


@cache
def stock_tables() -> WorkTables:
    """The same tables with the employers of all employees in place of those who take a job.

    For placing the base-year population: job takers go more often to employers whom people leave more often.
    """
    return work_tables()._replace(employer_cumulative=_cumulative(earnings_profile().employer_share))
