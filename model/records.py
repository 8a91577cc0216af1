"""What is kept of a run? Ledgers, coverage, burden and the economy of every year, as data frames."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from agents.fund import Ledger, Memo
from agents.platform import PlatformTerms
from model.books import BENEFITS, settlement
from model.contracts import contract_rows
from model.groups import BURDEN_COLUMNS, COVERAGE_COLUMNS, joined
from model.platform_books import PlatformYear, platform_rows
from model.tally import COUNTS, GROUP_NAMES, PAID, Totals

FLEXIBLE = ("platform", "self_employed", "casual")
COVERAGE = {
    "pension": "pension",
    "medical": "medical",
    "injury": "injury",
    "unemployment": "unemployment",
    "maternity": "maternity",
    "care": "care",
    "resident_pension": "resident_pension",
    "resident_medical": "resident_medical",
    "any_pension": "any_pension",
    "any_medical": "any_medical",
}


class Records:
    """The yearly results of one run, appended as years close."""

    def __init__(self, platform_terms: Sequence[PlatformTerms] = ()):
        """platform_terms: name and sector of every platform, in order of its index."""
        self.years: list[int] = []
        self.totals: list[Totals] = []
        self.economy_rows: list[dict] = []
        self.distribution_rows: list[dict] = []
        self.persons_by_form: dict[int, np.ndarray] = {}
        self.platform_lines: dict[int, np.ndarray] = {}
        self.platform_terms = platform_terms
        self.group_frames: list[tuple[pd.DataFrame, pd.DataFrame]] = []
        self.fund_ledgers: dict[str, tuple[list[Ledger], list[Memo]]] = {}

    def append(self, year: int, totals: Totals, economy_row: dict) -> None:
        """Keep a closed year."""
        self.years.append(year)
        self.totals.append(totals)
        self.economy_rows.append(economy_row)

    def observe(self, distribution_row: dict) -> None:
        """Keep how equal a year was."""
        self.distribution_rows.append(distribution_row)

    def sign(self, year: int, persons: np.ndarray) -> None:
        """Keep in which contract forms people worked for platforms in a year, as of `persons_by_form`."""
        self.persons_by_form[year] = persons

    def account(self, year: int, lines: np.ndarray) -> None:
        """Keep what platforms earned and paid in a year, as of `platform_lines`."""
        self.platform_lines[year] = lines

    def group(self, coverage: pd.DataFrame, burden: pd.DataFrame) -> None:
        """Keep coverage and burden of a year by groups of persons."""
        self.group_frames.append((coverage, burden))

    def follow(self, name: str, ledgers: list[Ledger], memos: list[Memo]) -> None:
        """Report the ledgers of this fund."""
        self.fund_ledgers[name] = (ledgers, memos)

    def funds(self) -> pd.DataFrame:
        """Ledger of every fund and year, yuan; outflows negative, so closing is the sum of the entries before it."""
        rows = []
        for name, (ledgers, _) in self.fund_ledgers.items():
            rows += [{"year": entry.year, "fund": name, **{k: v for k, v in entry._asdict().items() if k != "year"}}
                     for entry in ledgers]  # fmt: skip
        columns = ["year", "fund", *(n for n in Ledger._fields if n != "year")]
        return pd.DataFrame(rows, columns=columns).sort_values(["year", "fund"], ignore_index=True)

    def memo(self) -> pd.DataFrame:
        """What the ledgers hold besides cash: rule subsidies, transfers, liabilities, settlement, fills, yuan."""
        rows = []
        for name, (_, memos) in self.fund_ledgers.items():
            rows += [{"year": entry.year, "fund": name, **{k: v for k, v in entry._asdict().items() if k != "year"}}
                     for entry in memos]  # fmt: skip
        columns = ["year", "fund", *(n for n in Memo._fields if n != "year")]
        return pd.DataFrame(rows, columns=columns).sort_values(["year", "fund"], ignore_index=True)

    def spending(self) -> pd.DataFrame:
        """What each fund pays for each benefit, yuan a year? `settlement` is expected less realised claims."""
        rows = []
        for year, totals in zip(self.years, self.totals, strict=True):
            for fund, benefits in BENEFITS.items():
                rows += [(year, fund, name.removeprefix("benefit_"), totals.money[name]) for name in benefits]
                rows.append((year, fund, "settlement", settlement(fund, totals.money)))
        return pd.DataFrame(rows, columns=["year", "fund", "benefit", "spent"])

    def distribution(self) -> pd.DataFrame:
        """Inequality, poverty, catastrophic cost of illness and replacement rates of the years observed."""
        return pd.DataFrame(self.distribution_rows)

    def coverage(self) -> pd.DataFrame:
        """Persons at the year's end and how many of them each branch covered in the year, by group."""
        rows = []
        for year, totals in zip(self.years, self.totals, strict=True):
            for group in (*GROUP_NAMES, "flexible"):
                members = FLEXIBLE if group == "flexible" else (group,)
                persons = totals.count("persons", *members)
                for branch, count in COVERAGE.items():
                    months = {"pension": "pension_months", "medical": "medical_months"}.get(branch)
                    insured = totals.count(count, *members)
                    mean = totals.count(months, *members) / insured if months and insured > 0 else float("nan")
                    rows.append((year, group, branch, persons, insured, mean))
        return pd.DataFrame(rows, columns=["year", "group", "branch", "persons", "insured", "paid_months_mean"])

    def burden(self) -> pd.DataFrame:
        """Contributions by group, payer and branch, and the group's labour income, yuan a year."""
        rows = []
        for year, totals in zip(self.years, self.totals, strict=True):
            for group in (*GROUP_NAMES, "flexible"):
                members = FLEXIBLE if group == "flexible" else (group,)
                at = [GROUP_NAMES.index(name) for name in members]
                income = totals.count("income", *members)
                paid = totals.paid[at].sum(axis=0)
                for position, flow in enumerate(PAID):
                    _, payer, branch = flow.split("_", 2)
                    rows.append((year, group, payer, branch, float(paid[position]), income))
        return pd.DataFrame(rows, columns=["year", "group", "payer", "branch", "paid", "income"])

    def coverage_by_group(self) -> pd.DataFrame:
        """Coverage of everyone, flexible and platform workers by sex, age, hukou and more, of the years counted."""
        return joined([coverage for coverage, _ in self.group_frames], COVERAGE_COLUMNS)

    def burden_by_group(self) -> pd.DataFrame:
        """Contributions by the same groups, payer and branch, and the groups' labour income, yuan a year."""
        return joined([burden for _, burden in self.group_frames], BURDEN_COLUMNS)

    def contracts(self) -> pd.DataFrame:
        """Persons who work for platforms of each sector by contract form: employed, through_users, crowdsourced."""
        rows = [row for year, persons in self.persons_by_form.items() for row in contract_rows(year, persons)]
        return pd.DataFrame(rows, columns=["year", "sector", "form", "persons"])

    def platforms(self) -> pd.DataFrame:
        """What every platform earned and paid, and who bore what is levied on it, yuan a year."""
        years = self.platform_lines.items()
        rows = [row for year, lines in years for row in platform_rows(year, self.platform_terms, lines)]
        return pd.DataFrame(rows, columns=PlatformYear._fields)

    def economy(self) -> pd.DataFrame:
        """Average wage, prices, GDP, the consumption tax and head counts of every year."""
        return pd.DataFrame(self.economy_rows)

    def counts(self) -> pd.DataFrame:
        """Weighted persons of every count by group and year, for checks against bulletins."""
        rows = []
        for year, totals in zip(self.years, self.totals, strict=True):
            for position, group in enumerate(GROUP_NAMES):
                rows.append((year, group, *totals.counts[position].tolist()))
        return pd.DataFrame(rows, columns=["year", "group", *COUNTS])
