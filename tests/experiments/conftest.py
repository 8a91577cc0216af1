"""A model on paper: it has the interface of the real one and a few lines of arithmetic, so tests take no time."""

import sys

import numpy as np
import pandas as pd
import pytest

from agents.codes import Hukou, Sector, Sex, Status
from experiments import cli, compare, run
from experiments.errors import InputError
from model.law.design import Design
from model.profiles import NAMES as PROFILE_NAMES

FUNDS = (
    "pension", "resident_pension", "medical", "resident_medical", "injury", "unemployment", "maternity", "care",
)  # fmt: skip
GROUPS = ("platform", "self_employed", "casual", "flexible", "employee", "public", "farmer", "other")
BRANCHES = (
    "pension", "medical", "injury", "unemployment", "maternity", "care", "resident_pension", "resident_medical",
    "any_pension", "any_medical",
)  # fmt: skip
PAYERS = ("worker", "platform", "user", "employer", "treasury")
TITLES = {
    "status_quo": {"en": "Law in force in August 2025", "zh": "现行法（2025年8月）"},
    "full_proposal": {"en": "The article's full proposal", "zh": "文章的完整方案"},
    "compulsory_five": {"en": "Five compulsory insurances", "zh": "五险强制"},
}
COST = {"pension": 0.24, "medical": 0.085, "injury": 0.006, "unemployment": 0.009, "maternity": 0.005, "care": 0.004}
RATE = {"pension": 0.22, "medical": 0.08, "injury": 0.006, "unemployment": 0.01, "maternity": 0.005, "care": 0.002}


def names(codes, values):
    """A column of names, as the model writes codes into its lives."""
    return pd.Categorical.from_codes(values, [code.name.lower() for code in codes])


class PaperRecords:
    """What the model on paper has written down."""

    def __init__(self, model):
        self.model = model

    @property
    def years(self):
        return np.arange(self.model.settings.start + 1, self.model.year + 1)

    def economy(self):
        years = self.years
        passed = years - 2025
        gdp = 1.4e14 * 1.045**passed
        return pd.DataFrame(
            {
                "year": years, "average_wage": 8026 * 1.04**passed, "price_level": 1.02**passed,
                "wage_level": 1.04**passed, "gdp_year": gdp, "yield_10y": np.full(years.size, 0.025),
                "consumption_tax": np.full(years.size, 0.004 * (1 + self.model.reform)),
                "treasury_outlay": (0.03 + 0.005 * self.model.reform) * gdp, "persons": 1.1e9, "employed": 7e8,
            }
        )  # fmt: skip

    def _paths(self):
        gdp = self.economy()["gdp_year"].to_numpy()
        for fund in FUNDS:
            resident = fund.startswith("resident")
            base = np.zeros(gdp.size) if resident else 0.3 * gdp * (1 + 0.1 * self.model.reform)
            ageing = 1 + 0.012 * (self.years - 2025) * (fund in ("pension", "medical"))
            cost = 0.004 * gdp if resident else COST[fund] * 0.3 * gdp * ageing
            luck = 1 + 0.01 * np.cumsum(self.model.generator(fund).normal(0, 1, gdp.size))
            own = 0.001 * gdp if resident else RATE[fund] * base
            subsidy = 0.003 * gdp if resident else (0.12 * cost if fund == "pension" else 0 * cost)
            yield fund, base, cost * luck, own, subsidy

    def funds(self):
        rows = []
        for fund, _, cost, own, subsidy in self._paths():
            reserve = 8e12 if fund in ("pension", "medical") else 3e11
            for place, year in enumerate(self.years):
                platform = self.model.reform * 0.1 * own[place]
                worker, employer = 0.35 * own[place], 0.65 * own[place] - platform
                interest = 0.025 * reserve
                closing = reserve + worker + platform + employer + subsidy[place] + interest - cost[place]
                rows.append(
                    (year, fund, reserve, worker, platform, 0.0, employer, subsidy[place], interest, 0.0,
                     -cost[place], 0.0, closing)
                )  # fmt: skip
                reserve = closing
        names = ["year", "fund", "opening", *PAYERS[:4], "treasury", "interest", "other_income", "benefits"]
        return pd.DataFrame(rows, columns=[*names, "other_spending", "closing"])

    def memo(self):
        rows = []
        for fund, base, cost, _, subsidy in self._paths():
            for place, year in enumerate(self.years):
                filled = 1e12 * (1 + self.model.reform)
                last = year == self.years[-1]
                rows.append((year, fund, subsidy[place], 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, base[place], cost[place], 0.0,
                             filled, 5e12 * last))  # fmt: skip
        names = ["subsidy_rule", "premium_subsidy", "public_employer", "transfers_in", "transfers_out"]
        names += ["account_liability", "settlement", "base_total", "benefits_expected", "fill", "filled_reserve"]
        names += ["rights_accrued"]
        return pd.DataFrame(rows, columns=["year", "fund", *names])

    def coverage(self):
        rows = []
        for year in self.years:
            reach = min(1.0, (year - 2025) / 8) * self.model.reform
            for group in GROUPS:
                for place, branch in enumerate(BRANCHES):
                    start = 0.85 / (1 + place % 6)
                    noise = 0.004 * self.model.generator(group, branch, int(year)).normal()
                    share = np.clip(start + (0.9 - start) * reach + noise, 0, 1)
                    rows.append((year, group, branch, 5e7, 5e7 * share, 9.0))
        return pd.DataFrame(rows, columns=["year", "group", "branch", "persons", "insured", "paid_months_mean"])

    def spending(self):
        rows = [(year, fund, "all", cost[place]) for fund, _, cost, _, _ in self._paths()
                for place, year in enumerate(self.years)]  # fmt: skip
        return pd.DataFrame(rows, columns=["year", "fund", "benefit", "spent"])

    def distribution(self):
        names = ("gini_consumption", "gini_income", "poverty_half_median", "poverty_subsistence", "poverty_gap",
                 "catastrophic_health", "replacement_rate", "replacement_rate_flexible")  # fmt: skip
        rows = [
            {"year": year} | {name: 0.4 - 0.05 * self.model.reform + 0.001 * self.model.generator(name).normal()
                              for name in names}
            for year in self.years if year % 5 == 0 or year in (self.years[0], self.years[-1])
        ]  # fmt: skip
        return pd.DataFrame(rows)

    def burden(self):
        rows = []
        for year in self.years:
            for group in GROUPS:
                for place, payer in enumerate(PAYERS):
                    for branch in ("pension", "medical"):
                        flexible = group in GROUPS[:4]
                        paid = 1e11 * (5 - place) * (1 if payer != "platform" else self.model.reform)
                        paid = 0.0 if flexible and payer == "employer" else paid
                        rows.append((year, group, payer, branch, paid, 5e12))
        return pd.DataFrame(rows, columns=["year", "group", "payer", "branch", "paid", "income"])

    def coverage_by_group(self):
        whole = self.coverage().query("group == 'flexible'").drop(columns="paid_months_mean")
        return whole.assign(among="flexible", dimension="all", group="all", effective_size=500.0)

    def burden_by_group(self):
        whole = self.burden().query("group == 'flexible'")
        return whole.assign(among="flexible", dimension="all", group="all", effective_size=500.0)


class PaperModel:
    """Stands in for the model: same constructor, years, records and lives."""

    def __init__(self, design="status_quo", settings=None, threads=1):
        self.design, self.settings, self.year = design, settings, settings.start
        self.reform = {"status_quo": 0.0, "compulsory_five": 0.5, "full_proposal": 1.0}[design]
        self.records = PaperRecords(self)
        self.profiles = self

    def frame(self):
        """Profiles over sixty years: paid in the first half, received in the second."""
        years = np.arange(2026, 2086)
        early = years < 2056
        rows = []
        for cohort, kind, name in PROFILE_NAMES:
            paid = np.where(early, 1e9, 0.0)
            back = np.where(early, 0.0, 2e9 * (1 + 0.1 * self.reform))
            for place, year in enumerate(years):
                rows.append((year, cohort, kind, name, 0.4 * paid[place], 0.6 * paid[place], back[place], 5e10,
                             1.02 ** (place + 1), 0.025, 300.0))  # fmt: skip
        names = ["year", "cohort", "kind", "type", "paid_own", "paid_others", "benefits", "consumption"]
        return pd.DataFrame(rows, columns=[*names, "price_level", "yield_10y", "effective_size"])

    def generator(self, *key):
        words = [sum(ord(c) * 31**i for i, c in enumerate(str(part))) % 2**32 for part in key]
        drawn = (self.settings.seed, self.settings.replication, self.settings.population_draw)
        return np.random.default_rng([*drawn, *words])

    @property
    def running(self):
        return self.year < self.settings.until

    def step(self):
        self.year += 1

    def finish_lives(self):
        pass

    def lives(self):
        count = 4 * self.settings.population // 3
        generator = self.generator("lives")
        living = np.arange(count) < self.settings.population
        age = np.where(living, generator.integers(16, 90, count), 16)
        consumption = 3e4 * np.exp(generator.normal(0, 0.5, count))
        gain = 0.02 * np.where(generator.random(count) < 0.6, 1.0, -0.4) + 0.0004 * (40 - age)
        after = consumption * (1 + self.reform * gain)
        return pd.DataFrame(
            {
                "weight": generator.uniform(4e3, 2e4, count),
                "utility_sum": -20.0 / after,
                "utility_untaxed_sum": -19.9 / after,
                "consumption_sum": 20.0 * after,
                "discounted_years": np.full(count, 20.0),
                "sex": names(Sex, generator.integers(0, 2, count)),
                "start_age": age,
                "birth_year": np.where(living, 2025 - age, 2026 + generator.integers(0, 25, count) - 16),
                "hukou": names(Hukou, generator.integers(0, len(Hukou), count)),
                "province": generator.integers(0, 31, count),
                "start_status": names(Status, generator.integers(0, len(Status), count)),
                "start_decile": generator.integers(1, 11, count),
                "start_sector": generator.integers(-1, len(Sector), count),
                "cohort": pd.Categorical.from_codes((~living).astype(np.int8), ["living", "entrant"]),
            }
        )


def paper_design(name):
    """A design that has a name and changes nothing that the model on paper would read."""
    if name not in TITLES:
        raise InputError(f"unknown design `{name}`")
    return Design(
        name=name, id="", en=TITLES[name]["en"], zh=TITLES[name]["zh"], article="", basis="law", against="status_quo",
        summary="", touches=(), parts=(), changes={},
    )  # fmt: skip


def put_model_on_paper(patch):
    """Let every experiment run on the model on paper."""
    patch.setattr(run, "build", lambda one: PaperModel(one.design.name, one.settings))
    patch.setattr(compare, "find", paper_design)


@pytest.fixture
def on_paper(monkeypatch):
    """Every experiment of this test runs on the model on paper."""
    put_model_on_paper(monkeypatch)


@pytest.fixture(scope="session")
def comparison():
    """A small comparison of two designs with the baseline; nobody changes it."""
    with pytest.MonkeyPatch.context() as patch:
        put_model_on_paper(patch)
        setup = compare.setup(["full_proposal", "compulsory_five"], population=6000, until=2060, replications=3)
        return compare.compare(setup)


@pytest.fixture(scope="session")
def paper():
    """The class of the model on paper and the function that makes its designs, for tests that change them."""
    return PaperModel, paper_design


@pytest.fixture
def linghuo(monkeypatch, capsys, tmp_path):
    """Runs `linghuo` with these arguments in an empty folder; returns exit code, standard output and error."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["linghuo", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capsys.readouterr()
        return end.value.code or 0, said.out, said.err

    return run
