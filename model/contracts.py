"""Whom does a wider test of employment make an employee of his platform, and at what cost? By sector and year.

Where insurance is bundled with employment 捆绑说, the test of the law reaches a share of platform workers, who work
full time. The platform would pay employers' rates for them and withhold their own, so it changes contracts where it
can (`agents.platform.contract_forms`), and what is left is complied with as far as the law is enforced. In the law in
force the test adds nobody, and everything here is zero.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from agents.codes import GROUP_EMPLOYEE, GROUP_PLATFORM, SECTORS, Employer
from agents.compiled import plain
from agents.enrolment import evasion_log_odds
from agents.platform import ContractForms, Platform, contract_forms
from model.alignment import column_of, exp_into
from model.compliance import INSURED_BRANCHES
from model.labour_data import figure
from model.law.coverage.rules import limited_base
from model.platforms import load_platforms, load_sectors, worker_heads
from model.tally import PLATFORM_SUMS

INJURY = INSURED_BRANCHES.index("injury")
NO_TYPE = int(Employer.NONE)  # employer type of platform workers, whose place in tables platforms take
FULL_TIME = 0  # first intensity class of a sector


class Employment(NamedTuple):
    """Employment by a wider test in one sector and year; rates as shares of pay."""

    tested: float  # share of workers whom the test counts as employees under the contracts as they are
    employed: float  # share of workers who are employees after contracts and compliance
    full_time_chance: float  # the same among full-time workers, of whom alone they are
    order_share: float  # of the sector's orders that employees carry out
    employer_rate: float  # of all bundled branches, on an employee's pay
    worker_rate: float


NOBODY = Employment(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@cache
def full_time_pay() -> np.ndarray:
    """What does full-time work pay in each sector in 2025, over the average wage behind limits? float64[sector]."""
    terms, sectors = load_platforms(), load_sectors()
    heads = worker_heads(terms, sectors)
    pay = np.array([t.pay_per_order * t.orders_full_time / 12.0 for t in terms])
    at = np.array([t.sector for t in terms])
    mean = np.bincount(at, heads * pay, len(SECTORS)) / np.bincount(at, heads, len(SECTORS))
    return mean / figure("compliance.csv", "target", "average_wage")


def employments_of(laws: dict, elasticity: float, behaviour) -> dict[int, Employment]:
    """Who is an employee by the wider test of the year's law, by sector?

    elasticity: of contract forms with respect to labour cost, 0 where platforms do not respond; behaviour: constants
    of evasion. A platform that withholds complies; the others evade like a payer who loses nothing by it.
    """
    coverage, sectors = laws["coverage"], load_sectors()
    if not coverage.employment_test.any():
        return dict.fromkeys(range(len(SECTORS)), NOBODY)
    log_odds = plain(evasion_log_odds)(
        0.0, coverage.detection_year, coverage.fine_multiple, behaviour.evasion_intercept,
        behaviour.evasion_response, behaviour.evasion_enforcement,
    )  # fmt: skip
    odds = float(column_of(exp_into, np.array([log_odds]))[0])
    evades = odds / (1.0 + odds)
    complies = coverage.withholding + (1.0 - coverage.withholding) * (1.0 - evades)
    found = {}
    for k in range(len(SECTORS)):
        tested = float(coverage.employment_test[:, k].max())
        employer_rate, worker_rate = rates_over_pay(laws, k)
        full_time = float(sectors.intensity_share[k, FULL_TIME])
        employed = complies * contract_forms(min(tested, full_time), 1.0, employer_rate, elasticity).employed
        mean_intensity = float((sectors.intensity_share[k] * sectors.intensity[k]).sum())
        found[k] = Employment(
            tested=min(tested, full_time), employed=employed, full_time_chance=employed / full_time,
            order_share=employed * float(sectors.intensity[k, FULL_TIME]) / mean_intensity,
            employer_rate=employer_rate, worker_rate=worker_rate,
        )  # fmt: skip
    return found


def rates_over_pay(laws: dict, sector: int) -> tuple[float, float]:
    """What do employer and worker pay for a full-time employee in the bundled branches? Shares of his pay."""
    coverage, pay = laws["coverage"], float(full_time_pay()[sector])
    employer = worker = 0.0
    for position, branch in enumerate(INSURED_BRANCHES):
        if coverage.employment_test[position, sector] <= 0.0:
            continue
        law = laws[branch]
        floor, ceiling = coverage.base_floor[position, GROUP_EMPLOYEE], coverage.base_ceiling[position]
        base = plain(limited_base)(pay, 1.0, float(floor), float(ceiling)) / pay
        employer += base * float(law.employer_rate[GROUP_EMPLOYEE])
        worker += base * float(law.worker_rate[GROUP_EMPLOYEE])
        if position == INJURY:
            employer += base * float(law.industry_rate[NO_TYPE])
    return employer, worker


def platforms_as_employers(compliance, coverage):
    """The table of employers' compliance, with platforms in the place of those who have no employer type.

    Who is an employee by the wider test is enrolled in every bundled branch, on his full pay, since the platform keeps
    account of it; in a separated branch as far as platform workers are bound there. Without a test, the same table.
    """
    reach = coverage.employment_test
    if not reach.any():
        return compliance
    threshold, base_ratio = compliance.threshold_by_hukou.copy(), compliance.base_ratio.copy()
    threshold[:, :, NO_TYPE] = np.where(reach.max(axis=1) > 0.0, 1.0, coverage.mandate[:, GROUP_PLATFORM])
    base_ratio[NO_TYPE] = 1.0
    return compliance._replace(threshold_by_hukou=threshold, base_ratio=base_ratio)


def persons_by_form(platforms: Sequence[Platform], sums: np.ndarray) -> np.ndarray:
    """In which contract forms did people work for platforms? Persons, float64[sector, form of ContractForms].

    sums: float64[platform, PLATFORM_SUMS] of the year. Employees are counted; the others stand by the terms of the
    platform, those who work for actual users as far as orders come through them.
    """
    workers, employed = sums[:, PLATFORM_SUMS.index("workers")], sums[:, PLATFORM_SUMS.index("employed")]
    _, users, crowd = np.array([agent.forms for agent in platforms]).T
    part = users / np.maximum(users + crowd, 1e-300)  # none where everyone is employed
    others = workers - employed
    persons = np.zeros((len(SECTORS), len(ContractForms._fields)))
    by_form = np.stack([employed, part * others, (1.0 - part) * others], axis=1)
    np.add.at(persons, [agent.terms.sector for agent in platforms], by_form)
    return persons


def contract_rows(year: int, persons: np.ndarray) -> list[tuple]:
    """The same as rows of year, sector, form and persons."""
    return [
        (year, sector, form, float(persons[k, j]))
        for k, sector in enumerate(SECTORS)
        for j, form in enumerate(ContractForms._fields)
    ]
