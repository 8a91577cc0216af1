"""The model: one run of one design. `step` is a year; the rest prepares it, closes it or reports it."""

from dataclasses import replace

import mesa
import numpy as np
from mesa.datacollection import DataCollector

from agents.codes import LIVING
from agents.columns import allocate_flows, move_to_cache_lines
from agents.fund import InsuranceFund, Treasury
from agents.platform import Platform
from agents.worker import Workers
from model import warming
from model.accounts import book_year
from model.books import FUNDS
from model.contracts import persons_by_form
from model.distribution import distribution_of, is_observed
from model.driver import Driver
from model.groups import KeepingTally, groups_of, is_counted
from model.households import Households
from model.lifetime import INCOME_GROUPS
from model.lives import scored_lives
from model.luck import Luck, replication_seed
from model.packing import Packing
from model.plan import Plan, blocks_of, check_memory
from model.platform_books import platform_lines
from model.platforms import load_platforms
from model.population import build_population
from model.profiles import Profiles, profile_of
from model.records import Records
from model.rights import load_rights
from model.settings import Settings
from model.start_year import start_constants
from model.tally import MONEY, Tally, Totals
from model.terms import charges_of, next_peers, ration_subsidy, set_platform_terms, settle_neutral_rates
from model.world import CELLS, World
from model.year import LEDGER_PLAN, LIFE_PLAN, YEAR_PLAN, end_row_year

REPORTED = (
    "year", "average_wage", "consumption_tax", "persons", "flexible_pension_share", "flexible_medical_share",
    "flexible_injury_share", "pension_reserve", "medical_reserve", "resident_pension_reserve",
    "resident_medical_reserve", "unemployment_reserve", "injury_reserve",
)  # fmt: skip


class SocialInsuranceModel(mesa.Model):
    """Workers, platforms and insurance funds under one legal design, from the end of `start` to `until`.

    design: a name, a sum of names, a path or a Design. population: living records at the start. The other keywords
    are fields of Settings; `settings` gives them all at once, and explicit keywords win. `rng` is Mesa's and decides
    nothing here: luck is a function of seed, replication, purpose, year and worker.
    """

    def __init__(self, design="status_quo", population=None, until=None, seed=None, replication=None, settings=None,
                 threads=1, block_rows=None, persons=None, rng=None):  # fmt: skip
        super().__init__(rng=rng)
        warming.start()
        given = {"population": population, "until": until, "seed": seed, "replication": replication,
                 "persons": persons}  # fmt: skip
        settings = settings or Settings()
        base = {**settings.model_dump(), "persons": settings.persons}  # whose path no dump holds
        self.settings = Settings(**{**base, **{k: v for k, v in given.items() if v is not None}})
        self.threads = threads
        root = self.settings.seed
        person_seed = replication_seed(root, self.settings.population_draw)
        self.luck = Luck(replication_seed(root, self.settings.replication), person_seed=person_seed)
        self.driver = Driver(self.luck, threads, block_rows)
        self.world = World(self.settings, design)
        self.design = self.world.design
        people = build_population(self.settings, threads)
        self.columns = move_to_cache_lines(people.columns)
        self.entrants = people.entrants
        self.terms = replace(people.terms)
        self.support_unit = people.support_unit
        self.workers = Workers(self, self.columns)
        self.institutions_from = int(self.columns["worker"].size)
        self.platforms = self._found_platforms(people)
        self.start_charges = charges_of(self.world.start_laws, self.platforms)
        self.funds = self._found_funds()
        self.treasury = Treasury(
            self, self.institutions_from + 1000, start_constants(self.settings.start)["treasury_share_gdp"]
        )
        self.packing = Packing(self.columns["worker"].size, self._scored_rows())
        self.households = Households(self.columns["worker"].size)
        self.year = self.settings.start
        load_rights(self)
        self.rows = self.entrants.first
        self.reporting = True
        self.records = Records([agent.terms for agent in self.platforms])
        self.profiles = Profiles(profile_of(self.columns, self.entrants, self.settings), self.columns["weight"])
        self.living_cost = np.zeros(INCOME_GROUPS)
        for fund in self.funds.values():
            self.records.follow(fund.name, fund.ledgers, fund.memos)
        self.totals: Totals | None = None
        self.subsidy_granted = 1.0  # part of the law's subsidy rate that the budget allows
        self.lived = np.zeros(0, dtype=bool)
        self.open_year: int | None = None
        self.datacollector = DataCollector(model_reporters={name: name for name in REPORTED})
        self.datacollector.collect(self)

    # ---- the year ---------------------------------------------------------------------------------------------

    def step(self) -> None:
        """One calendar year, in the order of the ODD document."""
        if not self.running:
            return
        self.begin_year()  # 1 law and economy, 2 ageing, births and entrants, 3 platforms set their terms
        self.live_year()  # 4 workers live: work, signals, enrolment, shocks, contributions, claims, consumption
        self.end_year()  # 5 funds collect, pay and are balanced; 6 books close, measures, data
        warming.finish()

    def begin_year(self) -> None:
        """Phases 1 to 3: what holds for everyone before anyone lives the year."""
        if self.open_year is not None:
            raise RuntimeError(f"the year {self.open_year} is open: end_year() closes it")
        year = self.year + 1
        self.open_year = year
        self.workers.flows = {}
        self._make_way()
        self.rows = self._enter(year)
        self.lived = np.zeros(self.rows, dtype=bool)
        self.present = self.columns["alive"][: self.rows] == LIVING
        self.chunks = self.packing.lived_chunks(self.present)
        counted = self.reporting and is_counted(year, self.settings)
        self.tally = (KeepingTally if counted else Tally)(self.rows, CELLS, len(self.platforms))
        settle_neutral_rates(self, year)
        ration_subsidy(self, year)
        set_platform_terms(self, year)
        self.named = self.world.named(year, self.terms, self.support_unit, self.platforms, self.luck.seed)

    def live_year(self) -> None:
        """Phase 4 for every row, block by block."""
        self._expect_open_year()
        if self.lived.any():
            raise RuntimeError(f"workers have lived the year {self.open_year}: end_year() lets the others live it")
        self.lived[:] = True
        self.driver.run(self.plans, self.columns, self.rows, self.named, self.open_year, self.tally, self.chunks)

    def live_one(self, person: int) -> None:
        """Phase 4 for one person, through the same stages; the flows stay readable until the year ends."""
        self._expect_open_year()
        row = int(self.packing.place[person])
        if self.columns["alive"][row] != LIVING or self.lived[row]:
            lived = "has already lived" if self.lived[row] else "is dead and cannot live"
            raise RuntimeError(f"worker {person} {lived} the year {self.open_year}")
        self.lived[row] = True
        self._live_rows(row, row + 1)

    def end_year(self) -> None:
        """Phases 5 and 6: sums, funds, treasury and tax, books, records."""
        self._expect_open_year()
        if self.workers.flows:
            self._finish_single_rows()
        elif not self.lived.any():
            self.live_year()
        self.totals = self.tally.totals()
        self.households.close_year(self, self.open_year)
        book_year(self, self.open_year)
        end_row_year(self)
        next_peers(self)
        self.year = self.open_year
        self.open_year = None
        if self.reporting:
            self.records.append(self.year, self.totals, self._economy_row())
            sums = self.totals.platforms
            self.records.sign(self.year, persons_by_form(self.platforms, sums))
            self.records.account(self.year, platform_lines(self.platforms, sums))
            if is_observed(self.year, self.settings):
                self.records.observe(distribution_of(self))
            if isinstance(self.tally, KeepingTally):
                self.records.group(*groups_of(self))
            self.running = self.year < self.settings.until
            self.datacollector.collect(self)

    # ---- after the horizon ------------------------------------------------------------------------------------

    def finish_lives(self) -> None:
        """Simulate the scored cohorts to extinction, without new entrants.

        The design's law of the last year goes on with its indexation along the economy's path; tax, peers, family
        support and platforms stay as in the last year.
        """
        while self.running:
            self.step()
        self.reporting = False
        while bool((self.columns["alive"][: self._scored_rows()] == LIVING).any()):
            self.begin_year()
            self.live_year()
            self.end_year()

    def lives(self):
        """Utility and ex-ante type of every scored person; the same rows under every design."""
        return scored_lives(self)

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plans of a worker's year, the ledger over lives only where the settings ask for it."""
        return (LIFE_PLAN, YEAR_PLAN, LEDGER_PLAN) if self.settings.lifetime_ledger else (LIFE_PLAN, YEAR_PLAN)

    # ---- parts ------------------------------------------------------------------------------------------------

    def _enter(self, year: int) -> int:
        """Let the year's entrants in (none after the horizon) and return how many rows take part."""
        if not self.reporting:
            return self._scored_rows()
        rows = self.entrants.rows_until(min(year, self.settings.until))
        if year <= self.settings.until:
            first = self.entrants.rows_until(year - 1)
            self.columns["alive"][first:rows] = 1
        return rows

    def _make_way(self) -> None:
        """Let those who lived through last year stand together, if many of the dead stand between them."""
        living = self.columns["alive"][: self.rows] == LIVING
        arrays = (*self.columns.values(), self.profiles.profile)
        if self.packing.pack(living, arrays, pointers=(self.columns["spouse_row"],)):
            self.workers.have_moved(self.packing.place)

    def _expect_open_year(self) -> None:
        if self.open_year is None:
            raise RuntimeError("no year is open: call begin_year() first, or step() for everyone")

    def _scored_rows(self) -> int:
        """Rows of the persons whose whole lives are scored: the base population and entrants up to a year."""
        return self.entrants.rows_until(min(self.settings.entrants_scored_until, self.settings.until))

    def _live_rows(self, low: int, high: int) -> None:
        if not self.workers.flows:
            self.workers.flows = allocate_flows(self.rows)
            check_memory({**self.columns, **self.workers.flows})
        flows = {name: array[low:high] for name, array in self.workers.flows.items()}
        draws = sorted({name for plan in self.plans for name in plan.draws})
        drawn = self.luck.fill_block(self.open_year, self.columns["worker"][low:high], draws, {})
        for plan in self.plans:
            plan.run(self.columns, flows, low, high, self.named, drawn)

    def _finish_single_rows(self) -> None:
        """Rows that nobody stepped, the dead among them, pass now; then the same chunk sums as in the vector path."""
        missing = np.flatnonzero(~self.lived)
        for span in np.split(missing, np.flatnonzero(np.diff(missing) > 1) + 1):
            if span.size:
                self._live_rows(int(span[0]), int(span[-1]) + 1)
        flows = self.workers.flows
        for low, high in blocks_of(self.rows):
            money = np.stack([flows[name][low:high] for name in MONEY])
            self.tally.post(low, high, money, {n: a[low:high] for n, a in flows.items()}, self.columns)

    def _found_platforms(self, people) -> list[Platform]:
        agents = []
        for position, terms in enumerate(load_platforms()):
            agents.append(Platform(self, self.institutions_from + position, terms))
        return agents

    def _found_funds(self) -> dict[str, InsuranceFund]:
        reserves = self.world.opening_reserves()
        start = self.institutions_from + 500
        return {name: InsuranceFund(self, start + k, name, reserves[name]) for k, name in enumerate(FUNDS)}

    def _economy_row(self) -> dict:
        economy = self.named["economy"]
        return {
            "year": self.year, "average_wage": economy.average_wage, "price_level": economy.price_level,
            "wage_level": economy.wage_level, "gdp_year": economy.gdp_year, "yield_10y": economy.yield_10y,
            "consumption_tax": self.treasury.tax_rate, "treasury_outlay": self.treasury.outlays[-1],
            "consumption": self.totals.money["consumption"], "persons": self.totals.count("persons"),
            "employed": self.totals.count("in_work"), "births": self.totals.count("births"),
            "deaths": self.totals.count("deaths"),
        }  # fmt: skip

    # ---- what Mesa's DataCollector reports --------------------------------------------------------------------

    @property
    def average_wage(self) -> float:
        """Average wage W that sets this year's limits, yuan a month."""
        return self.world.economy(self.year).average_wage

    @property
    def consumption_tax(self) -> float:
        """Consumption tax that pays for insurance outlays above their base-year share of GDP."""
        return self.treasury.tax_rate

    @property
    def persons(self) -> float:
        """Persons aged 16 and over."""
        if self.totals is not None and self.open_year is None:
            return self.totals.count("persons")
        return float((self.columns["weight"] * (self.columns["alive"] == LIVING)).sum())

    def _share(self, count: str) -> float:
        groups = ("platform", "self_employed", "casual")
        if self.totals is None:
            return float("nan")
        persons = self.totals.count("persons", *groups)
        return self.totals.count(count, *groups) / persons if persons > 0 else float("nan")

    @property
    def flexible_pension_share(self) -> float:
        """Share of flexible workers insured in the employee pension, dormant members included."""
        return self._share("pension")

    @property
    def flexible_medical_share(self) -> float:
        """Share of flexible workers insured in employee medical."""
        return self._share("medical")

    @property
    def flexible_injury_share(self) -> float:
        """Share of flexible workers covered by injury insurance or the pilot."""
        return self._share("injury")

    def __getattr__(self, name: str):
        if name.endswith("_reserve") and "funds" in self.__dict__ and name.removesuffix("_reserve") in self.funds:
            return self.funds[name.removesuffix("_reserve")].reserve
        raise AttributeError(f"{type(self).__name__} has no attribute {name}")
