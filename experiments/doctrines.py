"""Should insurance hang on employment? The article's three doctrines side by side against their comparator.

Separation 分离说 (D04), bundling 捆绑说 (D05) and the compromise 折中说 (D06): whom each branch covers, who pays, and
in which contract form people work for platforms.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments import compare, runner
from experiments.crossing import labels_of
from experiments.measured import FUNDS as BRANCHES
from experiments.measured import PAYERS
from experiments.progress import Progress
from model.measures.coverage import coverage_share
from model.measures.fairness import burden_share
from model.measures.variance import standard_error_of_mean

if TYPE_CHECKING:
    import pandas as pd

IDS = ("D04", "D05", "D06")
RECORDS = ("coverage", "burden", "contracts")
POPULATION, UNTIL, REPLICATIONS = 100_000, 2050, 4
GROUP = "flexible"
FORMS = ("employed", "through_users", "crowdsourced")  # as in agents.platform.ContractForms


@dataclass(frozen=True)
class Found:
    """The setup, the records of all runs by name, and the seconds that they took."""

    setup: compare.Setup
    records: Mapping[str, "pd.DataFrame"]
    seconds: float


def setup(population: int, until: int, replications: int, seed: int, variant: str) -> compare.Setup:
    """The three doctrines and what they are read against. InputError names what is wrong with the numbers."""
    from model.law.design import list_designs

    files = {file.id: file for file in list_designs()}
    (against,) = {files[each].against for each in IDS}
    names = [files[each].name for each in IDS]
    made = compare.setup(names, against, population, until, replications, seed, variant)
    # nobody is followed to the end of his life, so no ledger over lives is kept
    return made._replace(settings=made.settings.model_copy(update={"lifetime_ledger": False}))


def determinants(setup: compare.Setup) -> dict:
    """All that the result depends on, as plain data."""
    return {**setup.determinants(), "experiment": "doctrines"}


def work(setup: compare.Setup) -> int:
    """How much work is it, in simulated years?"""
    return len(setup.runs()) * (setup.settings.until - setup.settings.start)


def run(setup: compare.Setup, jobs: int = 1, progress: Progress | None = None) -> Found:
    """What happens under each doctrine to the horizon? The same persons with the same luck under all."""
    started = time.perf_counter()
    records = runner.records_of(setup.runs(), RECORDS, jobs, progress)
    return Found(setup, records, time.perf_counter() - started)


def summary(found: Found) -> "pd.DataFrame":
    """A row per design and measure: mean level, mean change from the comparator, and their standard errors.

    section `coverage`: % of flexible workers insured at the end of the last year; `payers`: % of the contributions
    for flexible workers, and all of them as `total` in % of their labour income; `forms`: million persons who worked
    for platforms in the year by contract form, and all of them as `total`. Changes are of a replication's run from
    the comparator's run of the same persons and luck; none for the comparator itself.
    """
    import pandas as pd

    numbers = range(found.setup.replications)
    levels = {name: [_measures(found, name, number) for number in numbers] for name in found.setup.all_designs}
    against = levels[found.setup.baseline]
    rows = []
    for section, measure in against[0]:
        for name, runs in levels.items():
            level = [values[section, measure] for values in runs]
            change = [
                values[section, measure] - base[section, measure] for values, base in zip(runs, against, strict=True)
            ]
            row = {"section": section, "measure": measure, "design": name}
            for what, values in (("level", level), ("change", change)):
                told = what == "level" or name != found.setup.baseline
                row[what], row[f"{what}_se"] = _mean_and_error(values, numbers) if told else (float("nan"),) * 2
            rows.append(row)
    return pd.DataFrame(rows)


def _mean_and_error(values: Sequence[float], numbers: Sequence[int]) -> tuple[float, float]:
    each = np.array(values)
    return float(each.mean()), float(standard_error_of_mean(each, *labels_of(numbers)))


def _measures(found: Found, design: str, number: int) -> dict[tuple[str, str], float]:
    coverage, burden, contracts = (_last_year(found.records[name], design, number) for name in RECORDS)
    insured = coverage[coverage["group"] == GROUP].set_index("branch")
    shares = coverage_share(insured["insured"], insured["persons"])
    of_branch = dict(zip(insured.index, 100.0 * np.asarray(shares), strict=True))
    flexible = burden[burden["group"] == GROUP]
    paid = flexible.groupby("payer")["paid"].sum()
    total = float(paid.sum())
    forms = contracts.groupby("form")["persons"].sum() / 1e6
    values = {("coverage", branch): float(of_branch[branch]) for branch in BRANCHES}
    values |= {("payers", payer): 100.0 * float(paid.get(payer, 0.0)) / total for payer in PAYERS}
    values["payers", "total"] = 100.0 * float(burden_share(total, flexible["income"].iloc[0]))
    values |= {("forms", form): float(forms[form]) for form in FORMS}
    return values | {("forms", "total"): float(forms.sum())}


def _last_year(frame: "pd.DataFrame", design: str, number: int) -> "pd.DataFrame":
    here = frame[(frame["design"] == design) & (frame["replication"] == number)]
    return here[here["year"] == here["year"].max()]
