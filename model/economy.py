"""How do wages, prices, interest, indexation and output move? History 2010-2025, paths in three variants to 2160.

Earnings of a year and the limits of a year are two things: a limit in force in year t (the average wage W) is built
on the wages of t - 1, so W follows earnings one year later. All designs share one economy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from model.history import (
    BASE_YEAR,
    FIRST_WAGE_YEAR,
    account_interest,
    average_wage_history,
    earnings_and_prices,
    medical_levels,
)
from model.tables import read_constants, read_rows

FIRST_YEAR, LAST_PATH_YEAR, LAST_YEAR = 2010, 2125, 2160
VARIANTS = ("low", "mid", "high")


class Economy(NamedTuple):
    """The economy of one year. Rates are shares (0.02 is two percent); levels are 1 in 2025; money is yuan."""

    year: int
    average_wage: float  # W, yuan a month: the limit in force in the year, built on wages of the year before
    wage_level: float  # earnings of the year
    price_level: float
    cpi: float  # growth of consumer prices in the year
    wage_growth: float  # nominal growth of earnings in the year
    yield_10y: float
    account_rate: float  # interest of individual pension accounts 记账利率
    pension_adjustment: float  # rise of pensions in payment in the year
    resident_minimum_month: float  # national minimum of the resident pension at the year's end
    resident_premium: float  # individual resident medical premium of the coverage year
    resident_subsidy: float  # fiscal subsidy of resident medical, a head and year
    medical_level: float  # age-adjusted medical cost per head, employee scheme
    resident_medical_level: float
    urban_income_month: float  # urban disposable income per head of the year before, yuan a month
    gdp_year: float
    deposit_rate: float


@dataclass(frozen=True)
class EconomyPaths:
    """The economy of every year, and the growth of what law parameters are tied to."""

    years: Mapping[int, Economy]
    earnings: Mapping[int, float]  # level, 2025 = 1, from 1991
    prices: Mapping[int, float]  # level, 2025 = 1, from 1991

    def year(self, year: int) -> Economy:
        """Which economy holds in a year from 2010 to 2160? ValueError outside."""
        try:
            return self.years[year]
        except KeyError:
            raise ValueError(f"the economy is known from {FIRST_YEAR} to {LAST_YEAR}, not in {year}") from None

    def average_wage(self, year: int) -> float:
        """Which average wage W do the limits of a year rest on, 1992 to 2160? Yuan a month."""
        return average_wage_history(year) if year <= BASE_YEAR else self.year(year).average_wage

    def index(self, kind: str, from_year: int, to_year: int) -> float:
        """By which factor does an index grow from one year to another?

        kind: "wage" (the average wage as limits see it, one year after earnings, without the change of concept in
        2019), "earnings", "prices", "medical", "resident_medical", "pension_adjustment", "resident_minimum",
        "urban_income" or "gdp". ValueError for another kind or a year without data (wages and prices reach back to
        1992, the rest to 2010).
        """
        return self._level(kind, to_year) / self._level(kind, from_year)

    def _level(self, kind: str, year: int) -> float:
        if kind in ("wage", "earnings", "prices"):
            levels, at = {
                "wage": (self.earnings, year - 1), "earnings": (self.earnings, year), "prices": (self.prices, year),
            }[kind]  # fmt: skip
            if at not in levels:
                raise ValueError(f"index {kind} is known from {FIRST_WAGE_YEAR} to {LAST_YEAR}, not in {year}")
            return levels[at]
        economy = self.year(year)
        if kind == "pension_adjustment":
            level = 1.0
            for past in range(FIRST_YEAR + 1, year + 1):
                level *= 1.0 + self.years[past].pension_adjustment
            return level
        fields = {
            "medical": economy.medical_level, "resident_medical": economy.resident_medical_level,
            "resident_minimum": economy.resident_minimum_month, "urban_income": economy.urban_income_month,
            "gdp": economy.gdp_year,
        }  # fmt: skip
        if kind not in fields:
            known = ("wage", "earnings", "prices", "pension_adjustment", *fields)
            raise ValueError(f"no index is called {kind}; the indices are {', '.join(known)}")
        return fields[kind]


@cache
def _path(variant: str) -> dict[int, dict[str, float]]:
    """Rates of one variant by year, as shares; after the last year of the table its last row goes on."""
    rows = {
        int(row["year"]): {k: float(v) / 100.0 for k, v in row.items() if k not in ("year", "variant")}
        for row in read_rows("macro_paths.csv")
        if row["variant"] == variant
    }
    return rows | {year: rows[LAST_PATH_YEAR] for year in range(LAST_PATH_YEAR + 1, LAST_YEAR + 1)}


def load_paths(
    variant: str = "mid",
    *,
    wage: str | None = None,
    interest: str | None = None,
    account: str | None = None,
    pension: str | None = None,
    minimum: str | None = None,
    medical: str | None = None,
) -> EconomyPaths:
    """Which economy does a variant ("low", "mid", "high") give from 2010 to 2160?

    The keywords take one block from another variant: `wage` (productivity, employment, output, prices and wages,
    which identities tie together), `interest` (bond yield, deposits), `account` (account interest), `pension`
    (adjustment of pensions), `minimum` (resident pension), `medical` (cost growth beyond wages). ValueError for an
    unknown variant.
    """
    chosen = [variant if choice is None else choice for choice in (wage, interest, account, pension, minimum, medical)]
    for name in (variant, *chosen):
        if name not in VARIANTS:
            raise ValueError(f"no variant is called {name}; the variants are {', '.join(VARIANTS)}")
    return _load(*chosen)


@cache
def _load(wage: str, interest: str, account: str, pension: str, minimum: str, medical: str) -> EconomyPaths:
    constants = read_constants("economy.yaml")
    earnings, prices = earnings_and_prices()
    years = dict(_history(earnings, prices))
    income = {int(r["year"]): float(r["urban_income"]) for r in read_rows("economy_history.csv")}[BASE_YEAR]
    for year in range(BASE_YEAR + 1, LAST_YEAR + 1):
        last, tied = years[year - 1], _path(wage)[year]
        growth, inflation = 1.0 + tied["wage_growth"], 1.0 + tied["prices"]
        earnings[year], prices[year] = last.wage_level * growth, last.price_level * inflation
        yield_10y = _path(interest)[year]["yield_10y"]
        medical_growth = growth + _path(medical)[year]["medical_excess"]
        known_subsidy = constants["resident_subsidy_2026"] if year == BASE_YEAR + 1 else None
        known_premium = constants["resident_premium_2027"] if year <= BASE_YEAR + 2 else None
        income_month = income / 12.0
        income *= growth
        years[year] = Economy(
            year=year,
            average_wage=last.average_wage * (1.0 + last.wage_growth),
            wage_level=earnings[year],
            price_level=prices[year],
            cpi=tied["prices"],
            wage_growth=tied["wage_growth"],
            yield_10y=yield_10y,
            account_rate=_path(account)[year]["account_rate"],
            pension_adjustment=_path(pension)[year]["pension_adjustment"],
            resident_minimum_month=last.resident_minimum_month * (1.0 + _path(minimum)[year]["resident_minimum"]),
            resident_premium=float(known_premium or last.resident_premium * (1.0 + last.wage_growth)),
            resident_subsidy=float(known_subsidy or last.resident_subsidy * (1.0 + last.wage_growth)),
            medical_level=last.medical_level * medical_growth,
            resident_medical_level=last.resident_medical_level * medical_growth,
            urban_income_month=income_month,
            gdp_year=last.gdp_year * (1.0 + tied["gdp"]) * inflation,
            deposit_rate=max(yield_10y - constants["deposit_spread"], constants["deposit_floor"]),
        )
    return EconomyPaths(years=years, earnings=earnings, prices=prices)


def _history(earnings: dict[int, float], prices: dict[int, float]):
    """The economy of 2010 to 2025, year by year."""
    income = read_constants("economy.yaml")["urban_income_2009"]
    employee, resident = medical_levels("employee_cost"), medical_levels("resident_cost")
    for row in read_rows("economy_history.csv"):
        year = int(row["year"])
        yield year, Economy(
            year=year,
            average_wage=average_wage_history(year),
            wage_level=earnings[year],
            price_level=prices[year],
            cpi=prices[year] / prices[year - 1] - 1.0,
            wage_growth=earnings[year] / earnings[year - 1] - 1.0,
            yield_10y=float(row["yield_10y"]) / 100.0,
            account_rate=account_interest(year),
            pension_adjustment=float(row["pension_adjustment"]) / 100.0,
            resident_minimum_month=float(row["resident_minimum"]),
            resident_premium=float(row["resident_premium"]),
            resident_subsidy=float(row["resident_subsidy"]),
            medical_level=employee[year],
            resident_medical_level=resident[year],
            urban_income_month=income / 12.0,
            gdp_year=1e8 * float(row["gdp"]),
            deposit_rate=float(row["deposit_rate"]) / 100.0,
        )
        income = float(row["urban_income"])
