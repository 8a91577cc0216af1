"""How do designs over sampled futures look? Tables of regret, solvency and rules, and a figure of each."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments import ledger
from experiments.errors import InputError
from experiments.labels import Labels
from experiments.means import titles_of
from experiments.presentation import Drawing, Presentation
from experiments.robust import draw, regret, rules
from experiments.robust.futures import FEWEST, Robust
from experiments.tables.called import parameter_title
from experiments.tables.means import decimals
from experiments.tables.table import Table, merged, number

if TYPE_CHECKING:
    import pandas as pd


def present(folder: Path, options: Mapping, labels: Labels) -> Presentation:
    """The tables and figures of the futures in this folder. InputError if too few have all of their runs."""
    robust = Robust.model_validate(options["robust"])
    runs = regret.wide(ledger.results(folder, list(robust.measures)), ledger.failures(folder))
    if runs["point"].nunique() < FEWEST:
        wrong = f"{folder}: {runs['point'].nunique()} futures have all of their runs, fewer than {FEWEST}"
        raise InputError(f"{wrong}; finish or retry them first")
    titles = titles_of(runs["design"].unique(), labels)
    behind = regret.regrets(robust, runs)
    solvent = regret.solvency(robust, runs)
    found = conditions(robust, ledger.points(folder), regret.failures(robust, runs, behind), labels)
    tables = [
        _regrets(robust, regret.summary(behind), titles, labels),
        _solvency(robust, solvent, titles, labels),
        _rules(robust, found, titles, labels),
    ]
    drawings = [
        Drawing("regret", labels("caption.regret"), draw.regrets(robust, behind, titles, labels), behind),
        Drawing("solvency", labels("caption.solvency_share", year=robust.solvent_year),
                draw.solvency(robust, solvent, titles, labels), solvent),
        Drawing("rules", labels("caption.rules", fails=failing(robust, labels)), draw.rules(found, titles, labels),
                found),
    ]  # fmt: skip
    return Presentation(robust.zh if labels.language == "zh" else robust.en, tables, drawings)


def conditions(robust: Robust, points: "pd.DataFrame", fails: "pd.DataFrame", labels: Labels) -> "pd.DataFrame":
    """A row per design and leaf of its tree: `conditions` in words, `futures`, `failures`, `density`, `coverage`, %.

    `density` is the share of the leaf's futures in which the design fails, `coverage` the share of all its failing
    futures that lie in the leaf; `foretold` is the tree's Brier skill in cross-validation.
    """
    import pandas as pd

    futures = rules.coded(points.set_index("point"), robust.uncertain)
    titles = {name: parameter_title(name, labels) for name in robust.uncertain}
    rows = []
    for design, part in fails.groupby("design", sort=False):
        own, failing_here = futures.loc[part["point"]], part["fails"].to_numpy(dtype=bool)
        skill = rules.foretold(own, failing_here, robust.depth)
        for leaf in rules.leaves(own, failing_here, robust.depth):
            said = rules.written(leaf.conditions, robust.uncertain, titles, labels("robust.any_future"))
            coverage = 100.0 * leaf.failures / max(1, failing_here.sum())
            rows.append((design, said, leaf.futures, leaf.failures, 100.0 * leaf.density, coverage, skill))
    names = ["design", "conditions", "futures", "failures", "density", "coverage", "foretold"]
    return pd.DataFrame(rows, columns=names)


def failing(robust: Robust, labels: Labels) -> str:
    """What counts as failure, in words."""
    said = []
    for each in robust.fails:
        if each.fund is not None:
            said.append(labels("robust.fails_fund", fund=labels.of("fund", each.fund), year=robust.solvent_year))
        else:
            criterion = robust.criteria[each.regret]
            said.append(labels("robust.fails_regret", criterion=criterion.title(labels), above=f"{each.above:g}",
                               unit=criterion.unit(labels)))  # fmt: skip
    return labels("robust.or").join(said)


def _regrets(robust: Robust, data: "pd.DataFrame", titles: Mapping, labels: Labels) -> Table:
    rows = []
    for row in data.itertuples():
        criterion = robust.criteria[row.criterion]
        digits = decimals(data.loc[data["criterion"] == row.criterion, "mean"].max()) - 1
        cells = [number(each, max(0, digits)) for each in (row.mean, row.mean_se, row.median, row.p90, row.largest)]
        title = f"{criterion.title(labels)}, {criterion.unit(labels)}"
        rows.append([title, titles[row.design], *cells, number(row.best, 0)])
    shown, sections = merged(rows, 1)
    words = ("criterion", "design", "mean", "error", "median", "p90", "largest", "best")
    headers = [labels(f"robust.{word}") for word in words]
    note = labels("note.regret", futures=int(data["futures"].max()), replications=robust.replications)
    return Table("regret_summary", labels("table.regret"), headers, shown, 2, sections, note, data)


def _solvency(robust: Robust, data: "pd.DataFrame", titles: Mapping, labels: Labels) -> Table:
    rows = []
    for fund in robust.funds:
        here = data[data["fund"] == fund].set_index("design")
        cells = [f"{number(here.loc[name, 'share'], 0)} ({number(here.loc[name, 'share_se'], 1)})" for name in titles]
        rows.append([labels.of("fund", fund), *cells])
    headers = [labels("robust.fund"), *titles.values()]
    futures = int(data["futures"].max())
    note = labels("note.solvency_share", year=robust.solvent_year, futures=futures, bound=f"{300.0 / futures:.1f}")
    title = labels("table.solvency_share", year=robust.solvent_year)
    return Table("solvency_shares", title, headers, rows, 1, frozenset(), note, data)


def _rules(robust: Robust, data: "pd.DataFrame", titles: Mapping, labels: Labels) -> Table:
    rows = [
        [titles[row.design], row.conditions, f"{row.futures}", number(row.density, 0),
         number(row.coverage if row.failures else np.nan, 0), number(row.foretold, 2)]
        for row in data.itertuples()
    ]  # fmt: skip
    shown, sections = merged(rows, 1)
    headers = [labels(f"robust.{word}")
               for word in ("design", "conditions", "futures", "density", "coverage", "foretold")]  # fmt: skip
    note = labels("note.rules", fails=failing(robust, labels))
    return Table("failing_conditions", labels("table.rules"), headers, shown, 2, sections, note, data)
