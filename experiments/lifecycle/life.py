"""How does a hypothetical worker live under a design? The model's own stages of law on one row, year by year.

What luck decides in the model is given here: earnings, events, death. Draws stand at the middle of their range, so that
a rule that reaches more than half of a group reaches the person; nobody evades, under-reports or pauses, and firms do
not react. Enrolment goes through the model's stages of enrolment with values that say what the person joins.
"""

from types import SimpleNamespace

import numpy as np

from agents.codes import (
    CASUAL,
    CLAIM_EMPLOYEE,
    CLAIM_NONE,
    CLAIM_PUBLIC,
    EMPLOYEE,
    LIVING,
    MEDICAL_EMPLOYEE,
    MEDICAL_FLEXIBLE,
    MEDICAL_RESIDENT,
    OUT,
    PENSION_EMPLOYEE,
    PENSION_FLEXIBLE,
    PLATFORM,
    RETIRED,
    RURAL_LOCAL,
    SECTORS,
    SELF_EMPLOYED,
    URBAN_LOCAL,
    Education,
    Employer,
)
from agents.columns import allocate, allocate_flows
from agents.compiled import plain
from agents.platform import Platform
from experiments.lifecycle.person import FATAL, FIRST_YEAR, OLDEST_AGE, Person
from model.arrears import buy_missed_months
from model.contracts import employments_of
from model.contribution_support import count_support, grant_support
from model.covering import cover_rest, insure_at_work
from model.grouping import classify
from model.hazards import be_injured
from model.health import profile_row
from model.law.care import stages as care
from model.law.injury import stages as injury
from model.law.maternity import stages as maternity
from model.law.medical import stages as medical
from model.law.pension import payment as pension_payment
from model.law.pension import stages as pension
from model.law.pension import transfer as pension_transfer
from model.law.resident_medical import stages as resident_medical
from model.law.resident_pension import stages as resident_pension
from model.law.retirement import stages as retirement
from model.law.retirement.rules import minimum_months_of, person_track, statutory_age_of
from model.law.unemployment import stages as unemployment
from model.medical_cover import enrol_medical, pay_medical
from model.pension_cover import enrol_pension
from model.plan import Plan
from model.platforms import load_platforms, load_sectors, worker_heads
from model.settings import Settings
from model.terms import settle_neutral_rates
from model.unemployment_cover import compare_income, insure_against_job_loss, know_entitlement
from model.vital_rates import LAST_YEAR
from model.work_record import describe_work, share_liability
from model.world import World
from model.year_tables import year_tables

GIVEN = ("age_months", "months_alive", "dies", "moved_from", "transfer_draw")
WORKED = (
    "status_before", "months_worked", "months_unemployed", "loses_work", "loss_month", "wage_month",
    "orders_year", "platform_revenue", "platform_profit", "medical_cost", "inpatient_cost", "expected_cost",
    "gives_birth", "value_pension_none", "value_pension_resident", "value_base_floor", "value_base_income",
    "value_base_average", "pension_out_of_reach", "pension_pays_on", "value_medical_none", "value_medical_resident",
    "value_medical_employee",
)  # fmt: skip
JOINED = ("medical_start_month", "medical_own_months", "resident_first_months", "mid_year_news")
CLAIM_PLAN = Plan(
    "lifecycle claim",
    [retirement.claim, pension_transfer.carry_records, classify, describe_work, insure_at_work],
    GIVEN,
)
ENROL_PLAN = Plan(
    "lifecycle enrolment",
    [know_entitlement, grant_support, enrol_pension, buy_missed_months, enrol_medical],
    [*GIVEN, *CLAIM_PLAN.written, *WORKED],
)
COVER_PLAN = Plan(
    "lifecycle cover", [pay_medical, cover_rest, share_liability, insure_against_job_loss, compare_income, be_injured],
    [*GIVEN, *CLAIM_PLAN.written, *ENROL_PLAN.written, *WORKED, *JOINED],
)  # fmt: skip
LAW_PLAN = Plan(
    "lifecycle law",
    [
        unemployment.contribute, unemployment.claim, pension.contribute, retirement.confirm, pension.credit_interest,
        resident_pension.contribute, injury.contribute, maternity.contribute, care.contribute,
        pension.award, resident_pension.claim, retirement.months, medical.contribute, count_support, medical.retire,
        resident_medical.contribute, medical.wait, pension_payment.pay, pension_payment.bequeath, resident_pension.pay,
        medical.claim, resident_medical.claim, injury.claim, medical.settle, maternity.claim, care.claim,
    ],
    [*GIVEN, *CLAIM_PLAN.written, *ENROL_PLAN.written, *COVER_PLAN.written, *WORKED, *JOINED],
)  # fmt: skip
PLANS = (CLAIM_PLAN, ENROL_PLAN, COVER_PLAN, LAW_PLAN)

MIDDLE = 0.5 + 0.5 / 65536.0  # in the middle in its leading and in its last sixteen bits
HONEST = 1.0 - 1e-9
WANTED, OPEN, UNWANTED = 20.0, 10.0, -10.0
RESIDENT_AGE_MONTHS = 720
WORK_ENDS_AGE = 65
PAST_INDEX = 0.6  # past contributions were paid at the floor
PAST_ACCOUNT_RATE = 0.08


def settings_of(variant: str = "mid") -> Settings:
    """Which settings has a life without reactions of others?"""
    return Settings(variant=variant, migration=False).frozen_channels()


class Life:
    """One person under one design: a row of the model's population, and what holds around it."""

    def __init__(self, person: Person, design, variant: str = "mid", world: World | None = None):
        """world: law and economy to live in, in place of the design's own."""
        import mesa

        self.person = person
        self.settings = settings_of(variant)
        self.world = world or World(self.settings, design)
        stand_in = mesa.Model(rng=0)
        self.platforms = [Platform(stand_in, k, terms) for k, terms in enumerate(load_platforms())]
        self.columns = allocate(1)
        self.flows = allocate_flows(1)
        draws = sorted({name for plan in PLANS for name in plan.draws})
        self.draws = {f"u_{name}": np.full(1, MIDDLE) for name in draws}
        self.draws["u_taste_9"][0] = HONEST  # complies, and joins an open branch if it wants to
        self.draws["u_grade"][0] = 0.0  # registers a loss of work
        self.draws["u_injury"][0] = HONEST
        self.death_month = person.birth_month + 12 * (person.death_age or expected_death_age(person))
        self.status = {"self_employed": SELF_EMPLOYED, "casual": CASUAL, "employee": EMPLOYEE}.get(person.job, PLATFORM)
        self.neutral_solved = False
        self.last_wage_month = 0.0
        self._found_row()

    def _found_row(self) -> None:
        person, columns = self.person, self.columns
        wage = self.world.context(FIRST_YEAR).province_wage[person.province]
        months = round(12 * person.paid_years)
        rural = self.status == PLATFORM or self.status == CASUAL
        values = {
            "alive": LIVING, "weight": 1.0, "birth_month": person.birth_month,
            "sex": int(person.sex == "female"), "education": int(Education.UPPER_SECONDARY),
            "hukou": RURAL_LOCAL if rural else URBAN_LOCAL, "province": person.province,
            "home_province": person.province, "record_province": person.province, "status": self.status,
            "pension_months": months, "medical_months": months, "index_sum": PAST_INDEX * months,
            "pension_account": PAST_ACCOUNT_RATE * PAST_INDEX * wage * months,
        }  # fmt: skip
        for name, value in values.items():
            columns[name][0] = value
        if months and self.status != EMPLOYEE:
            columns["pension_scheme"][0] = PENSION_FLEXIBLE
            columns["medical_scheme"][0] = MEDICAL_FLEXIBLE
        elif "resident_medical" in person.joins:
            columns["medical_scheme"][0] = MEDICAL_RESIDENT
        if self.status == EMPLOYEE:
            columns["employer"][0] = int(Employer.COMPANY)
            columns["pension_scheme"][0] = PENSION_EMPLOYEE
            columns["medical_scheme"][0] = MEDICAL_EMPLOYEE
            self.draws["u_taste_8"][0] = 0.0  # an employer that insures its staff in every branch
        if self.status == PLATFORM:
            sector = SECTORS.index(person.job)
            listed = [(agent.terms.order_share, -k) for k, agent in enumerate(self.platforms)
                      if agent.terms.sector == sector]  # fmt: skip
            columns["platform"][0] = -max(listed)[1]

    def years(self) -> list[dict]:
        """What each year from the first to that of death takes and gives; one dict a year of all money flows."""
        lived: list[dict] = []
        while not lived or not lived[-1]["dies"]:
            lived.append(self.live(FIRST_YEAR + len(lived)))
        return lived

    def live(self, year: int) -> dict:
        """Live one year through the stages; returns its flows and the person's state at its end."""
        if not self.neutral_solved:
            self.neutral_solved = solve_neutral(self.world, self.platforms, year)
        named = self._named(year)
        flows, columns, person = self.flows, self.columns, self.person
        for array in flows.values():
            array[0] = 0
        flows["moved_from"][0] = -1
        flows["transfer_draw"][0] = MIDDLE
        flows["age_months"][0] = 12 * year + 6 - person.birth_month
        last = self.death_month // 12 == year
        fatal = [e for e in person.of_kind("injury", year) if e.amount == FATAL]
        if fatal:
            self.death_month, last = 12 * year + 11, True
        flows["months_alive"][0] = self.death_month % 12 + 1 if last else 12
        flows["dies"][0] = int(last)
        columns["care_need"][0] = max(columns["care_need"][0], int(bool(person.of_kind("care", year))))
        self._rest_if_retired(year)
        self._move(year)
        self._run(CLAIM_PLAN, named)
        self._work(year, named)
        self._say_what_is_joined(year, named)
        self._run(ENROL_PLAN, named)
        flows["medical_start_month"][0] = 1 if columns["medical_scheme"][0] > 0 else 0
        self._run(COVER_PLAN, named)
        self._suffer(year)
        self._run(LAW_PLAN, named)
        self.draws["u_injury"][0] = HONEST
        return self._statement(year, named)

    def _named(self, year: int) -> dict:
        laws = self.world.laws(year)
        level = self.world.economy(year).wage_level
        for agent in self.platforms:
            agent.start_year(level, 1.0, 0.0)
        named = self.world.named(year, self.world.choice_terms, 0.5, self.platforms, np.uint64(1))
        take_up = {
            "voluntary_take_up_injury": float("injury" in self.person.joins),
            "voluntary_take_up_unemployment": float("unemployment" in self.person.joins),
        }
        behaviour = named["behaviour"]._replace(
            early_claim_hazard=0.0, late_claim_share=0.0, paid_months_flexible=12.0, evasion_intercept=-20.0,
            evasion_response=0.0, reported_share=1.0, report_response=0.0, report_burden=0.0, bunching_share=0.0,
            claim_response=0.0, involuntary_share=1.0, unemployment_take_up=1.0, support_floor_share=0.0, **take_up,
        )  # fmt: skip
        employments = employments_of(laws, 0.0, behaviour)
        chance = np.array([employments[agent.terms.sector].full_time_chance for agent in self.platforms])
        compliance = named["compliance"]
        named["compliance"] = compliance._replace(
            base_ratio=np.ones_like(compliance.base_ratio), collected=np.ones_like(compliance.collected)
        )
        named["platforms"] = named["platforms"]._replace(employed_chance=chance)
        named["behaviour"] = behaviour
        return named

    def _run(self, plan: Plan, named: dict) -> None:
        plan.run(self.columns, self.flows, 0, 1, named, self.draws)

    def _rest_if_retired(self, year: int) -> None:
        """Who draws a pension, or is past the last working age, works no more."""
        columns = self.columns
        if columns["claim"][0] != CLAIM_NONE:
            columns["status"][0], columns["platform"][0], columns["employer"][0] = RETIRED, -1, 0
        elif 12 * year >= self.person.birth_month + 12 * WORK_ENDS_AGE:
            columns["status"][0], columns["platform"][0], columns["employer"][0] = OUT, -1, 0

    def _move(self, year: int) -> None:
        """A given move to another province at the year's start, as model.moving.migrate leaves it; pay stays as given.

        The pension record is transferred, with the delay of the law.
        """
        columns = self.columns
        for event in self.person.of_kind("move", year):
            self.flows["moved_from"][0] = columns["province"][0]
            self.flows["transfer_draw"][0] = HONEST
            columns["province"][0] = goal = int(event.amount)
            columns["hukou"][0] = columns["hukou"][0] // 2 * 2 + int(goal != columns["home_province"][0])

    def _months_of_work(self, year: int) -> int:
        columns, alive = self.columns, int(self.flows["months_alive"][0])
        if columns["status"][0] in (RETIRED, OUT):
            return 0
        ends = self.person.birth_month + 12 * WORK_ENDS_AGE
        if columns["claim"][0] in (CLAIM_EMPLOYEE, CLAIM_PUBLIC):
            ends = int(columns["claim_month"][0])
        elif columns["resident_months"][0] > 0 and columns["pension_months"][0] == 0:
            ends = self.person.birth_month + RESIDENT_AGE_MONTHS
        return min(max(ends - 12 * year, 0), alive)

    def _work(self, year: int, named: dict) -> None:
        """Earnings, orders, a given loss of work, a given birth or illness, and the usual cost of medical care."""
        columns, flows, person, economy = self.columns, self.flows, self.person, named["economy"]
        flows["status_before"][0] = columns["status"][0]
        able = self._months_of_work(year)
        if able < 12:
            columns["flexible_income_year"][0] = 0.0  # leaving work for good is no fall of income
        lost = min(self._months_without_work(year), able)
        flows["months_worked"][0] = able - lost
        flows["months_unemployed"][0] = lost
        flows["loses_work"][0] = int(lost > 0 and bool(person.of_kind("job_loss", year)))
        flows["loss_month"][0] = 1 if flows["loses_work"][0] else 0
        wage = person.income_month * economy.wage_level / self.world.economy(FIRST_YEAR).wage_level
        worked = int(flows["months_worked"][0])
        flows["wage_month"][0] = wage if worked else 0.0
        columns["income_year"][0] = wage * worked
        self.last_wage_month = wage if worked else self.last_wage_month
        at = int(columns["platform"][0])
        if at >= 0:
            terms = named["platforms"]
            orders = wage * worked / terms.pay_per_order[at]
            flows["orders_year"][0] = orders
            flows["platform_revenue"][0] = orders * terms.revenue_per_order[at]
            flows["platform_profit"][0] = orders * terms.taxable_profit_per_order[at]
            columns["intensity"][0] = 12.0 * wage / terms.pay_per_order[at] / terms.orders_full_time[at]
        flows["gives_birth"][0] = min(7, int(flows["months_alive"][0])) if person.of_kind("birth", year) else 0
        illness, age = named["illness"], min(int(flows["age_months"][0]) // 12, 100)
        row = plain(profile_row)(columns["medical_scheme"][0])
        level = economy.medical_level if row else economy.resident_medical_level
        flows["expected_cost"][0] = illness.cost[row, columns["sex"][0], age] * level
        bill = sum(event.amount for event in person.of_kind("illness", year))
        flows["medical_cost"][0] = flows["inpatient_cost"][0] = bill

    def _months_without_work(self, year: int) -> int:
        for event in self.person.events:
            if event.kind == "job_loss":
                left = int(event.amount) - 12 * (year - event.year)
                if event.year <= year and left > 0:
                    return min(left, 12)
        return 0

    def _say_what_is_joined(self, year: int, named: dict) -> None:
        """Values of the options of the two choices, which make the stages of enrolment choose what is joined."""
        flows, joins = self.flows, self.person.joins
        flows["value_pension_resident"][0] = OPEN if "resident_pension" in joins else UNWANTED
        flows["value_medical_resident"][0] = OPEN if {"medical", "resident_medical"} & set(joins) else UNWANTED
        flows["value_medical_employee"][0] = WANTED if "medical" in joins else UNWANTED
        for base in ("floor", "income", "average"):
            value = WANTED if "pension" in joins else UNWANTED
            flows[f"value_base_{base}"][0] = value + (1.0 if base == self.person.base else 0.0)
        flows["pension_out_of_reach"][0] = int(self._out_of_reach(year, named["law_retirement"]))

    def _out_of_reach(self, year: int, law) -> bool:
        """Can the minimum months no longer be paid by the statutory age? As the model's choosers see it."""
        columns = self.columns
        scheme = columns["pension_scheme"][0]
        track = plain(person_track)(columns["sex"][0], columns["education"][0], columns["employer"][0], scheme, 0, law)
        statutory = self.person.birth_month + plain(statutory_age_of)(track, self.person.birth_month, scheme, law)
        left = max(int(statutory) - 12 * year, 0)
        return int(columns["pension_months"][0]) + left < plain(minimum_months_of)(int(statutory) // 12, law)

    def _suffer(self, year: int) -> None:
        """A given injury instead of what luck would bring; it needs work in the year."""
        self.flows["injured"][0] = 0
        for event in self.person.of_kind("injury", year):
            self.flows["injured"][0] = int(event.amount) if self.flows["months_worked"][0] > 0 else 0
            self.draws["u_injury"][0] = 0.0

    def _statement(self, year: int, named: dict) -> dict:
        columns, flows, economy = self.columns, self.flows, named["economy"]
        kept = {name: float(array[0]) for name, array in flows.items()
                if name.startswith(("paid_worker", "paid_platform", "paid_user", "paid_employer", "paid_treasury",
                                    "benefit_", "expected_", "transfer_unemployment"))}  # fmt: skip
        kept["employer_injury"] = float(flows["employer_injury"][0])
        kept["medical_account_credit"] = float(flows["medical_account_credit"][0])
        state = {
            "year": year, "age": year - self.person.birth_month // 12, "status": int(columns["status"][0]),
            "group": int(flows["group"][0]), "months_worked": int(flows["months_worked"][0]),
            "income_year": float(columns["income_year"][0]), "pension_scheme": int(columns["pension_scheme"][0]),
            "medical_scheme": int(columns["medical_scheme"][0]), "claim": int(columns["claim"][0]),
            "claim_month": int(columns["claim_month"][0]), "pension_month": float(columns["pension_month"][0]),
            "pension_months": int(columns["pension_months"][0]), "last_wage_month": self.last_wage_month,
            "months_retired": int(flows["months_retired"][0]), "price_level": float(economy.price_level),
            "yield_10y": float(economy.yield_10y), "dies": int(flows["dies"][0]),
        }  # fmt: skip
        return state | kept


def expected_death_age(person: Person) -> int:
    """At which age does a person of this sex and year of birth die on average, given life up to now? Whole years.

    By the model's mortality of each coming year, the mean over education, registration and health.
    """
    tables = year_tables().demography
    born, sex, survival, years = person.birth_month // 12, int(person.sex == "female"), 1.0, 0.5
    for age in range(FIRST_YEAR - born, OLDEST_AGE):
        survival *= 1.0 - float(tables[min(born + age, LAST_YEAR)].death_probability[sex, age])
        years += survival
    return min(FIRST_YEAR - born + round(years), OLDEST_AGE)


def solve_neutral(world: World, platforms, year: int) -> bool:
    """Solve the rates on revenue or profit that yield what payroll does, on the platforms of the base year.

    Returns whether nothing is left to solve. The model solves them on its own population.
    """
    due = [rate.from_year for rate in world.design.neutral]
    if due and min(due) <= year:
        terms = [agent.terms for agent in platforms]
        sectors = load_sectors()
        mean = (sectors.intensity_share * sectors.intensity).sum(axis=1)
        intensity = np.array([mean[each.sector] for each in terms])
        pay = np.array([each.pay_per_order * each.orders_full_time for each in terms])
        columns = {
            "alive": np.full(len(terms), LIVING), "status": np.full(len(terms), PLATFORM),
            "weight": worker_heads(terms, sectors), "platform": np.arange(len(terms)), "intensity": intensity,
            "income_year": pay * intensity,
        }  # fmt: skip
        settle_neutral_rates(SimpleNamespace(world=world, totals=None, columns=columns, platforms=platforms), year)
    return not world.design.neutral
