"""What does `linghuo compare` do with a comparison? Run it, show it, write it."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from experiments import compare, report, results
from experiments.errors import InputError
from experiments.labels import Labels
from experiments.output import MANIFEST, check_folder, identity, replacing, versions, write_json
from experiments.progress import Progress, duration
from experiments.tables.table import Table

if TYPE_CHECKING:
    import pandas as pd

RESULTS = Path("results")
NAMED_DESIGNS = 2


def default_folder(setup: compare.Setup) -> Path:
    """Where do results go if no folder is named? A folder of `results` that no other experiment can share."""
    first = "-".join(setup.designs[:NAMED_DESIGNS]).replace("/", "_")
    rest = f"-and-{len(setup.designs) - NAMED_DESIGNS}-more" if len(setup.designs) > NAMED_DESIGNS else ""
    return RESULTS / f"{first}{rest}-against-{setup.baseline}-{setup.identity()[:6]}"


def run_compare(setup: compare.Setup, jobs: int, out: Path | None, language: str) -> None:
    """Run the comparison, print its tables on standard output and write its folder."""
    from experiments.figures.style import FONT_ADVICE, usable_language

    started = time.perf_counter()
    folder = out or default_folder(setup)
    check_folder(folder, setup.identity())
    for design in setup.compared:
        if design.against not in (setup.baseline, design.name):
            print(
                f"linghuo: {design.name} is meant to be read against {design.against}: --baseline {design.against}",
                file=sys.stderr,
            )
    comparison = compare.compare(setup, jobs, Progress(compare.work(setup)))
    results.write(comparison, folder, language)
    report.show(results.tables(comparison, Labels(language)), report.console())
    if usable_language(language) != language:
        print(f"linghuo: {FONT_ADVICE}", file=sys.stderr)
    print(f"linghuo: {duration(time.perf_counter() - started)}; results in {folder}", file=sys.stderr)


def run_article(
    population: int, until: int, replications: int, seed: int, variant: str, vary: bool, jobs: int, out: Path | None,
    language: str,
) -> None:  # fmt: skip
    """Weigh the article's claims, print the table on standard output and write its folder."""
    from experiments import article, article_results
    from experiments.claims import load_claims
    from experiments.tables.article import table

    started = time.perf_counter()
    if replications < 1:
        raise InputError(f"replications: {replications} is not at least 1")
    plan = article.plan(
        load_claims(), article.known_designs(), compare.find, population, until, replications, seed, variant, vary
    )
    folder = out or RESULTS / f"article-{plan.identity()[:6]}"
    check_folder(folder, plan.identity())
    found = article.run(plan, jobs, lambda setup: Progress(compare.work(setup)))
    article_results.write(found, plan.identity(), folder, language)
    report.show([table(found, Labels(language))], report.console())
    print(f"linghuo: {duration(time.perf_counter() - started)}; results in {folder}", file=sys.stderr)


def run_effects(
    population: int, until: int, replications: int, seed: int, variant: str, jobs: int, out: Path | None, language: str,
) -> None:  # fmt: skip
    """Run every design with its comparator, print one line for each and write the table to a folder."""
    from experiments.tables.designs import table
    from model.law.design import list_designs

    started = time.perf_counter()
    if replications < 1:
        raise InputError(f"replications: {replications} is not at least 1")
    files = list_designs()
    names = tuple(file.name for file in files if file.name != compare.BASELINE)
    setup = compare.setup(names, compare.BASELINE, population, until, replications, seed, variant)
    determinants = {**setup.determinants(), "experiment": "design effects"}
    folder = out or RESULTS / f"design-effects-{identity(determinants)[:6]}"
    check_folder(folder, identity(determinants))
    comparison = compare.compare(setup, jobs, Progress(compare.work(setup)))
    _leave(folder, table(comparison, files, Labels(language)), {"identity": identity(determinants), **determinants})
    print(f"linghuo: {duration(time.perf_counter() - started)}; results in {folder}", file=sys.stderr)


def run_bases(
    design: str, profit_rate: float, population: int, until: int, replications: int, seed: int, jobs: int,
    out: Path | None, language: str,
) -> None:  # fmt: skip
    """Put the four bases of platforms' contributions side by side, print the table and write its folder."""
    from experiments import bases
    from experiments.tables.bases import table

    started = time.perf_counter()
    plan = bases.plan(design, profit_rate, population, until, replications, seed)
    folder = out or RESULTS / f"platform-bases-{plan.identity()[:6]}"
    check_folder(folder, plan.identity())
    found = bases.run(plan, jobs, Progress(bases.work(plan)))
    content = {"identity": plan.identity(), **plan.determinants(), "rates": dict(found.rates)}
    _leave(folder, table(found, Labels(language)), content, {"platforms": found.platforms})
    print(f"linghuo: {duration(time.perf_counter() - started)}; results in {folder}", file=sys.stderr)


def run_doctrines(
    population: int, until: int, replications: int, seed: int, variant: str, jobs: int, out: Path | None, language: str,
) -> None:  # fmt: skip
    """Put the article's three doctrines side by side, print the table and write its folder."""
    from experiments import doctrines
    from experiments.tables.doctrines import table

    started = time.perf_counter()
    setup = doctrines.setup(population, until, replications, seed, variant)
    determinants = doctrines.determinants(setup)
    folder = out or RESULTS / f"doctrines-{identity(determinants)[:6]}"
    check_folder(folder, identity(determinants))
    found = doctrines.run(setup, jobs, Progress(doctrines.work(setup)))
    content = {"identity": identity(determinants), **determinants}
    _leave(folder, table(found, Labels(language)), content, found.records)
    print(f"linghuo: {duration(time.perf_counter() - started)}; results in {folder}", file=sys.stderr)


def _leave(folder: Path, words: Table, content: Mapping, records: "Mapping[str, pd.DataFrame] | None" = None) -> None:
    """Write one table with its manifest and the records behind it to the folder, then print it."""
    from experiments.tables.table import write_csv, write_latex, write_markdown

    with replacing(folder) as partial:
        for write_as in (write_csv, write_latex, write_markdown):
            write_as(words, partial)
        for name, frame in (records or {}).items():
            frame.to_parquet(partial / f"{name}.parquet", index=False)
        finished = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        write_json(partial / MANIFEST, {**content, "versions": versions(), "finished": finished})
    report.show([words], report.console())
