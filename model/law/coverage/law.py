"""What does coverage law say in one year? The parameters as the plain arrays that compiled stages read."""

from functools import cache
from typing import NamedTuple

import numpy as np

from agents.codes import GROUP_EMPLOYEE, GROUP_PLATFORM, GROUP_PUBLIC, GROUPS, SECTORS
from model.law.coverage.rules import (
    BASE_AVERAGE,
    BASE_INCOME,
    BASE_MENU,
    LOWER_CLOSED,
    LOWER_CLOSED_ABOVE,
    LOWER_OPEN,
    ORDER_BASE,
    PAYROLL_BASE,
    PROFIT_BASE,
    REVENUE_BASE,
    SUBSIDY_FLAT,
    SUBSIDY_MATCHING,
    SUBSIDY_NONE,
    SUBSIDY_POOLED_CREDIT,
    SUBSIDY_PREMIUM_RELIEF,
)
from model.law.retirement.law import OLDER_ENTRANTS
from model.law.sources import LawError, suggestion

BRANCHES = ("pension", "medical", "injury", "unemployment", "maternity", "care")
FLEXIBLE = ("self_employed", "casual", "platform")
DEFINITION_KINDS = ("full_time", "part_time", "occasional", "self_employed", "casual")  # the first three on platforms
ATTRIBUTES = ("hours", "dependence", "income")
BASES = {"menu": BASE_MENU, "income": BASE_INCOME, "average": BASE_AVERAGE}
PLATFORM_BASES = {"payroll": PAYROLL_BASE, "order": ORDER_BASE, "revenue": REVENUE_BASE, "profit": PROFIT_BASE}
SUBSIDIES = {
    "none": SUBSIDY_NONE,
    "flat": SUBSIDY_FLAT,
    "matching": SUBSIDY_MATCHING,
    "premium_relief": SUBSIDY_PREMIUM_RELIEF,
    "pooled_credit": SUBSIDY_POOLED_CREDIT,
}
LOWER_BRANCHES = {"pension": 0, "both": 1}
LOWER_SCHEME = {"open": LOWER_OPEN, "closed_above_income": LOWER_CLOSED_ABOVE, "closed": LOWER_CLOSED}
CLASSES = {"2": 2, "3": 3, "continuous": 0}
HALF_YEAR_DAYS = 182.5
RHYTHM_MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}


class CoverageLaw(NamedTuple):
    """Coverage law of one year. [b, g]: branch pension to care, code Group; money in yuan a month."""

    eligible: np.ndarray  # [b, g] share of the group that may be insured
    mandate: np.ndarray  # [b, g] share of the group that is bound
    base_mode: np.ndarray  # [b, g] int64: 0 menu, 1 income, 2 average
    base_floor: np.ndarray  # [b, g] multiple of W
    base_ceiling: np.ndarray  # [b] multiple of W
    trust_discount: np.ndarray  # [b] share taken off promised benefits
    maternity_reach: np.ndarray  # [province] share of flexible members of employee medical with maternity cover
    pilot_reach: np.ndarray  # [province] share of platform orders within the injury pilot
    pilot_sector: np.ndarray  # [sector] share of the sector's orders on platforms of the pilot
    injury_over_age: float
    functional_definition: int
    missed: np.ndarray  # [kind of work] share of flexible workers whom the definition misses
    living_income_month: float  # below it flexible work yields no basic living
    inclusion_error: float  # share of household businesses' employees whom a functional definition takes in
    legal_uncertainty: float  # share taken off what flexible workers are promised in employee schemes
    classes: int  # 2, 3, or 0 for a continuous status
    subordination_weight: np.ndarray  # [hours, dependence, income], adding to one
    middle_lowest: float  # subordination of the middle class
    middle_highest: float
    middle_duty: np.ndarray  # [branch] part of an employee's duty that binds the middle class
    employment_test: np.ndarray  # [branch, sector] share of platform workers whom the test counts as employees
    employee_wide: int
    employer_wide: int
    resident_medical_mandate: float
    older_entrants: int  # of a person who cannot reach the minimum years: 0 exempt, 1 pays on, 2 pro rata
    lower_scheme: int  # 0 open, 1 closed above an income, 2 closed
    lower_scheme_limit_month: float
    lower_scheme_medical: int  # 1: what is said of the lower scheme holds for resident medical too
    multiple_employers: int
    unemployment_threshold_month: np.ndarray  # [g]
    platform_base: int  # 0 payroll, 1 order, 2 revenue, 3 profit
    loss_carry_years: int  # for which a loss is set off against profit
    withholding: float
    detection_year: float
    fine_multiple: float  # fine and late fees of half a year over the amount due
    hukou_limit: np.ndarray  # [province] share of non-locals barred
    transfer_pooled_share: float
    transfer_delay_months: float
    subsidy_mode: int  # 0 none, 1 flat, 2 matching, 3 premium relief, 4 pooled credit
    subsidy_rate: float
    matching_to_account: int  # 1: a matching subsidy is credited to the account, 0: it goes to the pool
    subsidy_income_cap_month: float
    subsidy_budget_share_gdp: float
    hard_to_employ_rate: float
    hard_to_employ_years: float
    hard_to_employ_age: np.ndarray  # [sex] years
    hard_to_employ_near_years: float
    hard_to_employ_reach: float
    graduate_rate: float
    graduate_years: float
    graduate_age: float
    graduate_reach: float
    schedule_low_income: float  # multiple of W up to which the lowest factor holds
    schedule_high_income: float  # multiple of W from which the full rate holds
    schedule_low_factor: float  # factor on the own pension rate of low incomes
    payment_months: int  # months between two payments
    pauses_allowed: int
    arrears_allowed: int
    arrears_years: int  # how many years back missed months may be paid, 1 or 2


def resolve(p, context) -> CoverageLaw:
    """Which coverage law applies in the year? `p` is the year's parameters, `context` wages and province names.

    A mandate opens its branch. A branch whose link is `separated`, and every branch under the wide meaning of
    employee, is open to all flexible groups; but nobody joins work injury or unemployment insurance of his own will
    where the law names no payer. Where maternity is open by law it is open in every province. Duties of several
    employers at once bind at least the share of the group whom they reach; those of a middle class bind persons.
    """
    mandate = np.maximum(_by_group(p, "mandate"), duties_of_several(p))
    eligible = np.maximum(_by_group(p, "eligible"), mandate)
    flexible = [GROUPS.index(name) for name in FLEXIBLE]
    wide = p["coverage.employee_meaning"] == "wide"
    for row, branch in enumerate(BRANCHES):
        if wide or p[f"coverage.link.{branch}"] == "separated":
            eligible[row, flexible] = 1.0
    _close_unpaid(p, eligible, mandate)
    for employed in (GROUP_EMPLOYEE, GROUP_PUBLIC):
        eligible[:, employed] = mandate[:, employed] = 1.0
    provinces = tuple(context.provinces)
    first = _members(p["coverage.injury_pilot.first_provinces"], provinces, "coverage.injury_pilot.first_provinces")
    mega = _members(p["coverage.hukou_mega"], provinces, "coverage.hukou_mega")
    maternity = _members(p["coverage.maternity_pilot.provinces"], provinces, "coverage.maternity_pilot.provinces")
    open_everywhere = eligible[BRANCHES.index("maternity"), flexible].max()
    average_wage = float(context.average_wage)
    return CoverageLaw(
        eligible=eligible,
        mandate=mandate,
        base_mode=_base_modes(p),
        base_floor=_base_floors(p),
        base_ceiling=np.array([p[f"coverage.{branch}.base_ceiling"] for branch in BRANCHES]),
        trust_discount=np.array(
            [p[f"coverage.policy_uncertainty.{p[f'coverage.{branch}.legal_form']}"] for branch in BRANCHES]
        ),
        maternity_reach=np.maximum(maternity, open_everywhere) * taken_up(p, "maternity"),
        pilot_reach=np.where(first > 0, p["coverage.injury_pilot.reach.first"], p["coverage.injury_pilot.reach.other"]),
        pilot_sector=_pilot_sectors(p),
        injury_over_age=p["coverage.injury_over_age.covered"],
        functional_definition=int(p["coverage.definition"] == "functional"),
        missed=np.minimum(
            p["coverage.classification_error"] * p.by("coverage.classification_error_by_kind", DEFINITION_KINDS), 1.0
        ),
        living_income_month=p["coverage.living_income_share"] * average_wage,
        inclusion_error=p["coverage.inclusion_error"],
        legal_uncertainty=p["coverage.legal_uncertainty"],
        classes=CLASSES[p["coverage.classes"]],
        subordination_weight=_weights(p),
        middle_lowest=p["coverage.middle_class.lowest_subordination"],
        middle_highest=p["coverage.middle_class.highest_subordination"],
        middle_duty=np.array([p[f"coverage.middle_class.duty.{branch}"] for branch in BRANCHES]),
        employment_test=_employment_test(p),
        employee_wide=int(wide),
        employer_wide=int(p["coverage.employer_meaning"] == "wide"),
        resident_medical_mandate=p["coverage.resident_medical.mandate"],
        older_entrants=OLDER_ENTRANTS[p["coverage.older_entrants"]],
        lower_scheme=LOWER_SCHEME[p["coverage.lower_scheme_choice"]],
        lower_scheme_limit_month=p["coverage.lower_scheme_income_limit"] * average_wage,
        lower_scheme_medical=LOWER_BRANCHES[p["coverage.lower_scheme_branches"]],
        multiple_employers=int(p["coverage.multiple_employers"]),
        unemployment_threshold_month=np.array(_flexible_row(p, "coverage.unemployment_threshold")) * average_wage,
        platform_base=PLATFORM_BASES[p["coverage.platform.base"]],
        loss_carry_years=int(p["coverage.platform.loss_carry_years"]),
        withholding=p["coverage.platform.withholding"],
        detection_year=p["coverage.enforcement.detection_year"],
        fine_multiple=penalty_multiple(p),
        hukou_limit=np.where(mega > 0, p["coverage.hukou_limit.mega"], p["coverage.hukou_limit.other"]),
        transfer_pooled_share=p["coverage.transfer_pooled_share"],
        transfer_delay_months=p["coverage.transfer_delay_months"],
        subsidy_mode=SUBSIDIES[p["coverage.subsidy.mode"]],
        subsidy_rate=p["coverage.subsidy.rate"],
        matching_to_account=int(p["coverage.subsidy.matching_to_account"]),
        subsidy_income_cap_month=p["coverage.subsidy.income_cap"] * average_wage,
        subsidy_budget_share_gdp=p["coverage.subsidy.budget_share_gdp"],
        hard_to_employ_rate=p["coverage.hard_to_employ.rate"],
        hard_to_employ_years=p["coverage.hard_to_employ.years"],
        hard_to_employ_age=p.by("coverage.hard_to_employ", ("age_men", "age_women")),
        hard_to_employ_near_years=p["coverage.hard_to_employ.near_years"],
        hard_to_employ_reach=p["coverage.hard_to_employ.reach"],
        graduate_rate=p["coverage.graduates.rate"],
        graduate_years=p["coverage.graduates.years"],
        graduate_age=p["coverage.graduates.age"],
        graduate_reach=p["coverage.graduates.reach"],
        schedule_low_income=p["coverage.rate_schedule.low_income"],
        schedule_high_income=p["coverage.rate_schedule.high_income"],
        schedule_low_factor=p["coverage.rate_schedule.low_factor"],
        payment_months=RHYTHM_MONTHS[p["coverage.payment_rhythm"]],
        pauses_allowed=int(p["coverage.pauses_allowed"]),
        arrears_allowed=int(p["coverage.arrears_allowed"]),
        arrears_years=int(p["coverage.arrears_years"]),
    )


def duties_of_several(p) -> np.ndarray:
    """Which share of each group do several employers bind? float64[branch, group], work injury alone.

    Each insures the work done for it, part-time work included (人社部令第13号 第九条).
    """
    duties = np.zeros((len(BRANCHES), len(GROUPS)))
    if p["coverage.multiple_employers"] > 0.0:
        duties[BRANCHES.index("injury")] = _flexible_row(p, "coverage.multiple_employers_reach")
    return duties


def _weights(p) -> np.ndarray:
    """Weights of what subordination shows in, scaled to one; LawError if there is none."""
    weights = p.by("coverage.subordination_weight", ATTRIBUTES)
    if weights.sum() <= 0.0:
        raise LawError("coverage.subordination_weight.*: all are 0; give hours, dependence or income a weight")
    return weights / weights.sum()


def _pilot_sectors(p) -> np.ndarray:
    """Which share of each sector's orders carries the injury pilot's cover and charge? float64[sector].

    A pilot by decree holds on the platforms that it lists. As a statute it binds every platform of the sectors in which
    it has begun, and `statutory_reach` of those beyond the list follow; it opens no further sector.
    """
    sector = p.by("coverage.injury_pilot.sector", SECTORS)
    if p["coverage.injury.legal_form"] != "law":
        return sector
    beyond = np.where(sector > 0.0, 1.0 - sector, 0.0)
    return sector + p["coverage.injury_pilot.statutory_reach"] * beyond


def taken_up(p, branch: str) -> float:
    """Which share of employee medical's members joins a branch that comes with it: all, or those who opt for it."""
    automatic = p[f"coverage.{branch}.enrolment"] == "automatic"
    return 1.0 if automatic else float(p[f"coverage.{branch}.optional_take_up"])


def penalty_multiple(p) -> float:
    """What does a contribution found missing cost over the amount due? Fine and surcharge, 社会保险法 第八十六条.

    What is found within a year is half a year late on average.
    """
    return p["coverage.enforcement.fine_multiple"] + p["coverage.enforcement.late_fee_day"] * HALF_YEAR_DAYS


def _flexible_row(p, prefix: str) -> list[float]:
    """The flexible groups' values in a row by code Group, zero for the other groups."""
    return [0.0 if path is None else p[path] for path in _group_paths(prefix)]


@cache
def _group_paths(prefix: str) -> tuple[str | None, ...]:
    """Path below a prefix of every flexible group by code Group; None for the others."""
    return tuple(f"{prefix}.{name}" if name in FLEXIBLE else None for name in GROUPS)


def _close_unpaid(p, eligible: np.ndarray, mandate: np.ndarray) -> None:
    """Leave work injury and unemployment insurance open to those alone for whom somebody pays. Changes `eligible`."""
    for branch in ("injury", "unemployment"):
        row = BRANCHES.index(branch)
        if not (eligible[row] > mandate[row]).any():
            continue
        rates = [p.by(f"{branch}.{payer}_rate", GROUPS) for payer in ("worker", "platform", "user", "employer")]
        paid = np.max(rates, axis=0) > 0.0
        paid[GROUP_PLATFORM] |= p.by(f"{branch}.order_charge", SECTORS).any()
        eligible[row] = np.where(paid, eligible[row], mandate[row])


def _by_group(p, setting: str) -> np.ndarray:
    return np.array([_flexible_row(p, f"coverage.{branch}.{setting}") for branch in BRANCHES], dtype=np.float64)


def _base_modes(p) -> np.ndarray:
    """Employees, and groups without a rule, pay on own income."""
    rows = [
        [BASE_INCOME if path is None else BASES[p[path]] for path in _group_paths(f"coverage.{branch}.base")]
        for branch in BRANCHES
    ]
    return np.array(rows, dtype=np.int64)


def _base_floors(p) -> np.ndarray:
    floors = _by_group(p, "base_floor")
    of_employees = [p[f"coverage.{branch}.base_floor.employee"] for branch in BRANCHES]
    floors[:, GROUP_EMPLOYEE] = floors[:, GROUP_PUBLIC] = of_employees
    return floors


def _employment_test(p) -> np.ndarray:
    """The test of employment counts where a branch is bundled with it; a separated branch asks for no relationship."""
    reach = p.by("coverage.employment_test", SECTORS)
    bundled = np.array([float(p[f"coverage.link.{branch}"] == "bundled") for branch in BRANCHES])
    return bundled[:, None] * reach[None, :]


def _members(names, provinces: tuple[str, ...], path: str) -> np.ndarray:
    """1.0 for every province of a list; the word none lists no province."""
    flags = np.zeros(len(provinces))
    for name in names:
        if name == "none":
            continue
        if name not in provinces:
            raise LawError(f"{path}: unknown province `{name}`{suggestion(name, provinces)}")
        flags[provinces.index(name)] = 1.0
    return flags
