"""Which law, economy and expectations hold in a year? Everything that the stages of a year read besides the columns."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import import_module
from typing import NamedTuple

import numpy as np

from agents.compiled import plain, stage
from agents.enrolment import BANDS, CLASSES
from model.declared_types import cast
from model.grouping import PLATFORM_CELLS
from model.law.medical.rules import expected_pool_payment
from model.law.resident_medical.rules import expected_resident_payment
from model.law.retirement.rules import minimum_months_in
from model.outlook import Outlook, growth_tables
from model.past_levels import acts, past_compliance, past_illness, past_laws, past_outlook, past_risk
from model.past_tables import tables_of
from model.settings import Settings
from model.year_tables import LAST_YEAR, lifetimes

PROVINCES = 31
CELLS = PLATFORM_CELLS + 4 * PROVINCES
YEARS_AHEAD = 70
PLANNED_CLAIM_AGE = (60, 55)


@dataclass
class Context:
    """What the branches' laws of a year are resolved against."""

    year: int
    average_wage: float
    province_wage: np.ndarray
    urban_income_month: float
    province_income_month: np.ndarray
    minimum_wage_month: np.ndarray
    medical_growth: float
    economy: NamedTuple
    provinces: tuple[str, ...]


@dataclass
class ChoiceTerms:
    """Terms of the choices that come from the base year and last year: intercepts and peers."""

    intercept_pension: np.ndarray = field(default_factory=lambda: np.zeros((len(CLASSES), BANDS, 3)))
    intercept_base: np.ndarray = field(default_factory=lambda: np.zeros((len(CLASSES), BANDS, 3)))
    intercept_medical: np.ndarray = field(default_factory=lambda: np.zeros((len(CLASSES), BANDS, 3)))
    peer_base_pension: np.ndarray | None = None  # shares of the first year, against which peers are measured
    peer_base_medical: np.ndarray | None = None
    peer_pension: np.ndarray = field(default_factory=lambda: np.zeros((CELLS, 3)))
    peer_medical: np.ndarray = field(default_factory=lambda: np.zeros((CELLS, 3)))
    support_unit: float = 0.5


def make_outlook(settings: Settings, economy, year: int, illness, laws: dict, terms: ChoiceTerms):
    """Which expectations do people hold this year? The year's survival, the law as it stands, last year's peers.

    laws: branch -> law NamedTuple.
    """
    behaviour = settings.behaviour
    discount = 1.0 / (1.0 + behaviour.discount_rate)
    life = lifetimes(min(year, LAST_YEAR), discount, PLANNED_CLAIM_AGE)
    relief_resident, relief_employee, retiree_cost = reliefs(laws, illness, economy)
    wage = economy.average_wage
    medical = laws["medical"]
    resident = laws["resident_pension"]
    return Outlook(
        survival=life.survival,
        life_years=life.life_years,
        deferred_years=life.deferred_years,
        **growth_tables(
            math.log(discount), math.log((1.0 + economy.account_rate) / (1.0 + max(economy.wage_growth, 0.0)))
        ),
        minimum_months=minimum_months_ahead(year, laws["retirement"]),
        resident_basic_share=float(np.mean(resident.basic_month)) / wage,
        resident_divisor=float(resident.divisor),
        old_age_share=float(behaviour.old_age_support_share),
        relief_resident=relief_resident,
        relief_employee=relief_employee,
        retiree_cost_share=retiree_cost / (12.0 * wage),
        required_medical_months=np.ascontiguousarray(medical.required_months, dtype=np.float64),
        resident_premium=float(laws["resident_medical"].premium_year),
        tier_low=float(resident.tier_low_year),
        tier_high=float(resident.tier_high_year),
        tier_share=float(resident.tier_share),
        pension_wealth_unit=12.0 * wage * float(laws["pension"].accrual_rate),
        family_floor_year=12.0 * wage * behaviour.support_floor_share,
        support_unit=float(terms.support_unit),
        consumption_floor_year=12.0 * wage * behaviour.consumption_floor_share,
        trust=float(behaviour.trust),
        intercept_pension=terms.intercept_pension,
        intercept_base=terms.intercept_base,
        intercept_medical=terms.intercept_medical,
        peer_pension=behaviour.peer_weight * terms.peer_pension,
        peer_medical=behaviour.peer_weight * terms.peer_medical,
    )


def minimum_months_ahead(year: int, law) -> np.ndarray:
    """How many months does a pension need that is claimed 0, 1, ... years from `year`, as the law is? float64[70]."""
    path = law.minimum_base_months, law.minimum_rise_from_year, law.minimum_rise_months, law.minimum_cap_months
    return np.array([_minimum_months(later, path) for later in range(year, year + YEARS_AHEAD)], dtype=np.float64)


@lru_cache(maxsize=4096)
def _minimum_months(year: int, path: tuple) -> float:
    return plain(minimum_months_in)(year, *path)


@stage
def expected_shares(hospital, outside, probability, inpatient_sigma, outpatient_sigma, province, law, resident, paid):
    """What the employee pool and resident medical are expected to pay, `paid[0]` and `paid[1]`, yuan a year.

    The first five are arrays of two: a person with the costs of an employee member, and of a resident.
    """
    paid[0] = expected_pool_payment(
        hospital[0], outside[0], probability[0], inpatient_sigma, outpatient_sigma, 0, province, law
    )
    paid[1] = expected_resident_payment(
        hospital[1], outside[1], probability[1], inpatient_sigma, outpatient_sigma, province, resident
    )


def reliefs(laws: dict, illness, economy) -> tuple[float, float, float]:
    """Which share of expected cost does each medical scheme pay for a person of 45, and what does one of 70 cost?

    By the law's own expectation of its payments, in a province with the average wage; the last in yuan a year.
    """
    province = int(np.argmin(np.abs(laws["medical"].province_wage - economy.average_wage)))
    levels = (economy.medical_level, economy.resident_medical_level)
    cost = np.array([float(illness.cost[row, 0, 45]) * level for row, level in zip((1, 0), levels, strict=True)])
    hospital = cost * np.array([illness.inpatient_share[row, 0, 45] for row in (1, 0)])
    probability = np.array([illness.inpatient_probability[row, 0, 45] for row in (1, 0)])
    paid = np.zeros(2)
    expected_shares(
        hospital, cost - hospital, probability, float(illness.inpatient_sigma), float(illness.outpatient_sigma),
        province, laws["medical"], laws["resident_medical"], paid,
    )  # fmt: skip
    shares = np.clip(paid / cost, 0.0, 0.98).tolist()
    retiree = float(illness.cost[1, :, 70].mean()) * economy.medical_level
    return shares[1], shares[0], retiree


LAW_BRANCHES = (
    "retirement", "coverage", "pension", "resident_pension", "medical", "resident_medical", "injury", "unemployment",
    "maternity", "care",
)  # fmt: skip
KEPT_LAWS = 512  # years of law that a process keeps, some 40 kB each
RESOLVED: dict[tuple, dict] = {}
_KEEPING = threading.Lock()  # runs in several threads share what is kept, and drop the oldest of it


@cache
def resolvers() -> dict[str, Callable]:
    """How does each branch's law of a year follow from parameters and context? branch -> its `resolve`."""
    return {branch: import_module(f"model.law.{branch}.law").resolve for branch in LAW_BRANCHES}


class World:
    """The law of a design, the economy of a variant, demography and tables of a run, by year."""

    def __init__(self, settings: Settings, design="status_quo"):
        """design: a name, a sum, a path or a Design; LawError if it is none."""
        from model.economy import load_paths
        from model.law.design import Design, load_design
        from model.law.parameters import load_law

        self.settings = settings
        self.law = load_law()
        self.design = design if isinstance(design, Design) else load_design(design, self.law)
        self.paths = load_paths(settings.variant)
        self.choice_terms = ChoiceTerms()
        self._laws: dict[int, dict] = {}
        self.start_laws = self._kept(settings.start, load_design("status_quo", self.law))

    def __getstate__(self):
        return {**self.__dict__, "law": None, "_laws": {}}

    def __setstate__(self, state):
        from model.law.parameters import load_law

        self.__dict__.update(state)
        self.law = load_law()

    def economy(self, year: int):
        """The economy of a year."""
        return self.paths.year(year)

    def set_design(self, design) -> None:
        """Go on under another form of the design, one whose neutral rates are solved."""
        self.design = design
        self._laws = {}

    def laws(self, year: int) -> dict:
        """The law NamedTuple of every branch in a year, each field of one declared type.

        The dict is this run's own, so that a record may be put in the place of another for the year; the records
        serve other runs too, and nobody writes into them.
        """
        if year not in self._laws:
            if len(self._laws) > 4:
                self._laws = {}
            self._laws[year] = self._kept(year, self.design)
        return self._laws[year]

    def _kept(self, year: int, design) -> dict:
        """The law of a year, resolved once per process for all runs of an economy and of designs that say the same."""
        key = self.law, self.settings.variant, design.identity, year
        with _KEEPING:
            found = RESOLVED.get(key)
        if found is None:
            found = self.resolve(year, design)
            with _KEEPING:
                RESOLVED[key] = found
                while len(RESOLVED) > KEPT_LAWS:
                    del RESOLVED[next(iter(RESOLVED))]
        return dict(found)

    def context(self, year: int) -> Context:
        """Wages, incomes and the economy against which the branches resolve the law of a year."""
        from model.provinces import load_provinces

        provinces = load_provinces()
        economy = self.paths.year(year)
        return Context(
            year=year,
            average_wage=economy.average_wage,
            province_wage=provinces.wage_month(economy.average_wage),
            urban_income_month=economy.urban_income_month,
            province_income_month=provinces.income_month(economy.urban_income_month),
            minimum_wage_month=provinces.minimum_wage_month(economy.average_wage),
            medical_growth=economy.medical_level,
            economy=economy,
            provinces=provinces.names,
        )

    def resolve(self, year: int, design) -> dict:
        """The law NamedTuple of every branch in a year under a design, resolved anew."""
        p = self.law.year(year, self.paths.index, design)
        context = self.context(year)
        return {branch: cast(resolve(p, context)) for branch, resolve in resolvers().items()}

    def _tables(self, year: int, economy, laws: dict, terms: ChoiceTerms, seed) -> dict:
        from model.contracts import platforms_as_employers
        from model.law.injury.stages import injury_means
        from model.law.medical.benefits import medical_stays
        from model.law.resident_medical.stages import resident_stays
        from model.migration import migration_of
        from model.settings import behaviour_of

        tables, at = tables_of(self.settings.start, year), min(year, LAST_YEAR)
        illness, compliance, risk = tables.illness[at], tables.compliance_in(at), tables.risk
        estimated, past = acts(self.settings, year), self.settings.past
        if estimated:
            laws, compliance = past_laws(laws, past, year), past_compliance(compliance, past)
            illness, risk = past_illness(illness, past, year), past_risk(risk, past, year)
        outlook = make_outlook(self.settings, economy, year, illness, laws, terms)
        if estimated:
            outlook = past_outlook(outlook, past, self.settings.start, year)
        named = {f"law_{branch}": law for branch, law in laws.items()}
        named |= {
            "medical_stays": cast(medical_stays(illness, float(economy.medical_level), laws["medical"])),
            "resident_stays": cast(
                resident_stays(illness, float(economy.resident_medical_level), laws["resident_medical"])
            ),
            "injury_means": injury_means(risk, laws["injury"]),
            "behaviour": behaviour_of(self.settings.behaviour), "economy": cast(economy), "work": tables.work_in(at),
            "illness": illness, "demography": tables.demography[at], "outlook": cast(outlook),
            "migration": migration_of(tables.migration, self.settings.behaviour, laws, self.settings.migration),
            "compliance": platforms_as_employers(compliance, laws["coverage"]), "risk": risk,
            "year": int(year), "seed": seed,
        }  # fmt: skip
        return named

    def named(self, year: int, terms: ChoiceTerms, support_unit: float, platforms, seed) -> dict:
        """Everything that the stages of a year read by name besides columns, flows and draws."""
        from model.labour_cost import cost_changes
        from model.net_pay import pay_changes
        from model.platforms import platforms_of

        terms.support_unit = support_unit
        named = self._tables(year, self.economy(year), self.laws(year), terms, seed)
        named["platforms"] = cast(platforms_of(platforms))
        changes = {"pay_change": pay_changes(self, year), "cost_change": cost_changes(self, year)}
        named["behaviour"] = named["behaviour"]._replace(**changes)
        return named

    def base_named(self, seed) -> dict:
        """The same for the base year, with platforms before any charge."""
        import mesa

        from agents.platform import Platform
        from model.platforms import load_platforms, platforms_of
        from model.work_tables import stock_tables

        year = self.settings.start
        named = self._tables(year, self.paths.year(year), self.laws(year), self.choice_terms, seed)
        stand_in = mesa.Model(rng=0)
        agents = [Platform(stand_in, k, terms) for k, terms in enumerate(load_platforms())]
        named["platforms"] = cast(platforms_of(agents))
        # job holders in place of those who take a job, at the pay that the tables of the year give
        named["work"] = cast(stock_tables()._replace(log_status=named["work"].log_status))
        return named

    def opening_reserves(self) -> dict[str, float]:
        """Reserve of every fund at the end of the start year, yuan."""
        from model.history import opening_funds

        held = opening_funds(self.settings.start)
        return {
            "pension": held["employee_pension"], "resident_pension": held["resident_pension"],
            "medical": held["employee_medical_pool"] + held["employee_medical_accounts"],
            "resident_medical": held["resident_medical"], "injury": held["injury"],
            "unemployment": held["unemployment"], "maternity": held["maternity"], "care": held["care"],
        }  # fmt: skip
