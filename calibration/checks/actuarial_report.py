"""Does the model give what the CASS Pension Actuarial Report 2019-2050 gives, under the report's assumptions?

The report (中国养老金精算报告2019—2050) projects the enterprise scheme at an employer rate of 16 %, without a later
retirement, with a fiscal subsidy. Assumptions change one after the other from the law in force to the report's; each
step's path of the reserve says what its assumption moves. Steps 1 to 3 are runs, 4 sets the perimeter, 5 the subsidy,
6 is a run on the high path of the economy (growth and returns of the report are not at hand; more was expected in 2019
than came), 7 sets the start. The last four are no assumptions but an explanation: the model's spending per retiree as
retirees grow in the report from 2019, its contributions per payer as payers do, both along straight lines between the
years that the report states, then at constant rates of growth between them (which of the two is nearer is not known),
and spending of all years times the factor at which the balance of 2019 is the report's.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from calibration.checks.comparison import NEVER, Paths, frame_of, line
from calibration.checks.published import of_check
from calibration.checks.retirement_reform import dates

if TYPE_CHECKING:
    import pandas as pd

CHECK = "actuarial_report"
STEPS = (
    "law_in_force", "ages_kept", "rate_16", "enterprise", "subsidy", "growth", "start_stock", "report_retirees",
    "report_payers", "report_rates", "report_level",
)  # fmt: skip
ASSUMED = "start_stock"  # the last step that changes an assumption: what is held against the report
MIDDLE, LAST = 2035, 2050
DATES_FROM = 2021  # the deficit of 2020 comes from the relief of that year, which no projection had in it
START = 2019  # the report's first projected year; its reserve at the end is the start stock
HUNDRED_MILLION = 1e8
PARTS = ("contributions", "other_income", "spending", "moved")


class Cash(NamedTuple):
    """What enters a path of reserves: float64[replications, years] yuan, yields a share; opening: [replications]."""

    years: np.ndarray
    opening: np.ndarray
    contributions: np.ndarray  # and premiums that the unemployment fund pays
    subsidy: np.ndarray
    spending: np.ndarray  # and accounts moved to the resident scheme
    yields: np.ndarray

    def closing(self) -> np.ndarray:
        """The reserve at the end of each year: interest on the opening one, flows without."""
        held, closing = self.opening, np.empty_like(self.spending)
        flows = self.contributions + self.subsidy - self.spending
        for place in range(self.years.size):
            held = held * (1.0 + self.yields[:, place]) + flows[:, place]
            closing[:, place] = held
        return closing


def whole(paths: Paths) -> Cash:
    """The fund as it is booked."""
    return _cash(paths, {name: paths[f"whole.{name}"] for name in PARTS})


def enterprise(paths: Paths) -> Cash:
    """The fund without public employees. The subsidy keeps its share of spending.

    The opening reserve counts as a whole: the scheme of public employees began in October 2014 without one, assumed.
    """
    return _cash(paths, {name: paths[f"whole.{name}"] - paths[f"public.{name}"] for name in PARTS})


def _cash(paths: Paths, parts: dict[str, np.ndarray]) -> Cash:
    spending = parts["spending"] + parts["moved"]
    share = paths["pension.subsidy"] / (paths["whole.spending"] + paths["whole.moved"])
    opening = paths["pension.opening"][:, 0]
    return Cash(paths.years, opening, parts["contributions"] + parts["other_income"], share * spending, spending,
                paths["yield"])  # fmt: skip


def with_own_subsidy(cash: Cash, known: dict) -> Cash:
    """The published subsidies of the enterprise scheme, and after the last a share of spending as in 2018 to 2020.

    That share is published yuan over the model's spending of the years of medium confidence; before them the rule of
    the whole fund stays.
    """
    published = {year: HUNDRED_MILLION * f.value for (name, year), f in known.items() if name == "subsidy"}
    sure = [year for year in published if known["subsidy", year].confidence != "low"]
    at = {year: int(np.flatnonzero(cash.years == year)[0]) for year in published}
    spent = np.sum([cash.spending[:, at[year]] for year in sure], axis=0)
    share = sum(published[year] for year in sure) / spent
    subsidy = cash.subsidy.copy()
    for year, yuan in published.items():
        subsidy[:, at[year]] = yuan
    later = cash.years > max(published)
    subsidy[:, later] = share[:, None] * cash.spending[:, later]
    return cash._replace(subsidy=subsidy)


def from_stock(cash: Cash, stock: float) -> Cash:
    """The path from the end of START on with this reserve there, yuan."""
    later = cash.years > START
    cut = {name: getattr(cash, name)[:, later] for name in ("contributions", "subsidy", "spending", "yields")}
    return cash._replace(years=cash.years[later], opening=np.full(len(cash.opening), stock), **cut)


def heads_of_report(known: dict, years: np.ndarray, constant_rates: bool = False) -> dict[str, np.ndarray]:
    """Retirees and payers of the report in each year, persons.

    Between the years that it states, and assumed: straight lines, or constant rates of growth.
    """
    retirees = {year: 1e4 * known["retirees", year].value for year in (START, LAST)}
    payers = {year: heads / (0.01 * known["dependency", year].value) for year, heads in retirees.items()}
    payers[2048] = 1e4 * known["payers", 2048].value
    lines = {"retirees": retirees, "payers": payers}
    bend, straighten = (np.log, np.exp) if constant_rates else (np.asarray, np.asarray)
    return {
        name: straighten(np.interp(years, sorted(at), bend([at[year] for year in sorted(at)])))
        for name, at in lines.items()
    }


def with_heads(cash: Cash, paths: Paths, known: dict, name: str, constant_rates: bool = False) -> Cash:
    """The model's amounts per head if heads grew from START as in the report. name: retirees (spending) or payers.

    Growth and not numbers, since who counts as a payer differs. The subsidy stays the same share of spending.
    """
    heads = paths[f"enterprise.{name}"][:, np.isin(paths.years, cash.years)]
    wanted, start = heads_of_report(known, cash.years, constant_rates)[name], cash.years == START
    report = np.where(cash.years > START, wanted / wanted[start] * heads[:, start] / heads, 1.0)
    if name == "payers":
        return cash._replace(contributions=cash.contributions * report)
    return cash._replace(spending=cash.spending * report, subsidy=_own_share(cash, cash.spending * report, known))


def level_factor(cash: Cash, known: dict) -> np.ndarray:
    """By which factor would spending have to differ in START for the report's balance of that year? [replications].

    Subsidy and reserve of the year before are the published ones, interest is that of the model.
    """
    at = cash.years == START
    flows = cash.contributions[:, at] + HUNDRED_MILLION * known["subsidy", START].value
    interest = cash.yields[:, at] * HUNDRED_MILLION * known["reserve", START - 1].value
    left = flows + interest - HUNDRED_MILLION * known["balance", START].value
    return (left / cash.spending[:, at])[:, 0]


def at_level(cash: Cash, factor: np.ndarray, known: dict) -> Cash:
    """Spending of START and later times a factor; factor: [replications]."""
    spending = np.where(cash.years >= START, factor[:, None], 1.0) * cash.spending
    return cash._replace(spending=spending, subsidy=_own_share(cash, spending, known))


def _own_share(cash: Cash, spending: np.ndarray, known: dict) -> np.ndarray:
    """The subsidy of another path of spending: published years stay, later ones keep their share of it."""
    last = max(year for name, year in known if name == "subsidy")
    return np.where(cash.years > last, cash.subsidy / cash.spending * spending, cash.subsidy)


def steps(law: Paths, ages_kept: Paths, report_law: Paths, fast: Paths, figures=None) -> dict[str, Cash]:
    """The cash of every step. law, ages_kept, report_law: runs from 2015 to 2050; fast: the last with faster growth."""
    known = of_check(CHECK, figures)
    stock = HUNDRED_MILLION * known["reserve", START].value
    found = {"law_in_force": whole(law), "ages_kept": whole(ages_kept), "rate_16": whole(report_law),
             "enterprise": enterprise(report_law)}  # fmt: skip
    found["subsidy"] = with_own_subsidy(found["enterprise"], known)
    found["growth"] = with_own_subsidy(enterprise(fast), known)
    found["start_stock"] = from_stock(found["growth"], stock)
    retirees = with_heads(found["growth"], fast, known, "retirees")
    payers = with_heads(retirees, fast, known, "payers")
    rates = found["growth"]
    for name in ("retirees", "payers"):
        rates = with_heads(rates, fast, known, name, constant_rates=True)
    level = at_level(rates, level_factor(rates, known), known)
    explained = {
        "report_retirees": retirees, "report_payers": payers, "report_rates": rates, "report_level": level,
    }  # fmt: skip
    return found | {name: from_stock(cash, stock) for name, cash in explained.items()}


def factor_of(found: dict[str, Cash], figures=None) -> float:
    """Which factor on spending does the last step take, mean over replications? Heads of START are the model's own."""
    return float(level_factor(found["growth"], of_check(CHECK, figures)).mean())


def read(cash: Cash, opening: float, closing: np.ndarray) -> dict[str, float]:
    """The dates of one path from DATES_FROM on; closing: [years]."""
    later = cash.years >= DATES_FROM
    before = closing[~later][-1] if (~later).any() else opening
    return dates(cash.years[later], float(before), closing[later])


def decomposition(found: dict[str, Cash], figures=None) -> "pd.DataFrame":
    """What does each step move? Dates and amounts in 100m yuan (trillions of yuan times 10,000), and their changes.

    step, peak_year, peak_reserve, first_deficit, exhaustion, reserve_2035, balance_2050, and by how much the last two
    differ from the step before; the last row is the report.
    """
    import pandas as pd

    rows = []
    for name, cash in found.items():
        closing, opening = cash.closing().mean(axis=0), float(cash.opening.mean())
        at = dict(zip(cash.years.tolist(), closing.tolist(), strict=True))
        rows.append({
            "step": name, **read(cash, opening, closing), "peak_reserve": closing.max() / HUNDRED_MILLION,
            f"reserve_{MIDDLE}": at[MIDDLE] / HUNDRED_MILLION,
            f"balance_{LAST}": (at[LAST] - at[LAST - 1]) / HUNDRED_MILLION,
        })  # fmt: skip
    frame = pd.DataFrame(rows)
    for name in (f"reserve_{MIDDLE}", f"balance_{LAST}"):
        frame[f"moved_{name}"] = frame[name].diff()
    known = of_check(CHECK, figures)
    report = {name: known[name, None].value for name in ("peak_year", "first_deficit", "exhaustion")}
    report |= {"step": "report", "peak_reserve": known["reserve", 2027].value, f"reserve_{MIDDLE}": 0.0,
               f"balance_{LAST}": known["balance", LAST].value}  # fmt: skip
    return pd.concat([frame, pd.DataFrame([report])], ignore_index=True)[[
        "step", "peak_year", "peak_reserve", "first_deficit", "exhaustion", f"reserve_{MIDDLE}",
        f"moved_reserve_{MIDDLE}", f"balance_{LAST}", f"moved_balance_{LAST}",
    ]]  # fmt: skip


def check(found: dict[str, Cash], paths: Paths, figures=None) -> "pd.DataFrame":
    """How does the model stand beside every figure of the report under its assumptions? paths: the run behind them."""
    known, rows = of_check(CHECK, figures), []
    long, short = found["growth"], found[ASSUMED]
    own = [read(short, o, c) for o, c in zip(short.opening, short.closing(), strict=True)]
    middle = read(short, float(short.opening.mean()), short.closing().mean(axis=0))
    heads = {name: paths[f"enterprise.{name}"] for name in ("retirees", "insured", "payers")}
    heads["dependency"] = heads["retirees"] / heads["payers"]
    heads["insured_dependency"] = heads["retirees"] / heads["insured"]
    for (quantity, year), figure in known.items():
        if quantity == "subsidy":  # taken over, so there is nothing to compare
            continue
        if quantity in middle:
            values = np.array([each[quantity] for each in own])
            comes = int(np.isfinite(values).sum())
            note = "" if comes == values.size else f"in {comes} of {values.size} replications by {short.years[-1]}"
            rows.append(line(figure, middle[quantity], paths.error(values) if comes == values.size else NEVER, note))
            continue
        if quantity in heads:
            values = heads[quantity][:, paths.years == year][:, 0]
        else:
            cash = long if year <= START else short
            values = _amount(cash, quantity, year)
        rows.append(line(figure, float(values.mean()), paths.error(values)))
    return frame_of(rows)


def _amount(cash: Cash, quantity: str, year: int) -> np.ndarray:
    closing = cash.closing()
    at = cash.years == year
    if quantity == "reserve":
        return closing[:, at][:, 0]
    balance = np.diff(np.concatenate([cash.opening[:, None], closing], axis=1), axis=1)[:, at][:, 0]
    return balance - cash.subsidy[:, at][:, 0] if quantity == "balance_without_subsidy" else balance
