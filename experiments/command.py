"""What does `linghuo compare` do with a comparison? Run it, show it, write it."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from experiments import compare, interrupt, ledger, report, results
from experiments.errors import InputError
from experiments.experiment_command import status_of, tell_failures
from experiments.labels import Labels
from experiments.output import check_folder, identity
from experiments.precision import MOST_REPLICATIONS, Precision, precise
from experiments.progress import Progress, duration

if TYPE_CHECKING:
    from experiments.presentation import Presentation

RESULTS = Path("results")
NAMED_DESIGNS = 2


def default_folder(setup: compare.Setup) -> Path:
    """Where do results go if no folder is named? A folder of `results` that no other experiment can share."""
    first = "-".join(setup.designs[:NAMED_DESIGNS]).replace("/", "_")
    rest = f"-and-{len(setup.designs) - NAMED_DESIGNS}-more" if len(setup.designs) > NAMED_DESIGNS else ""
    return RESULTS / f"{first}{rest}-against-{setup.baseline}-{setup.identity()[:6]}"


def run_compare(
    setup: compare.Setup, jobs: int, out: Path | None, language: str, precision: Precision | None = None,
    most: int = MOST_REPLICATIONS, retry: bool = False, scheduler: str | None = None,
) -> int:  # fmt: skip
    """Run what the folder lacks of the comparison, print its tables and write them. How many runs have failed?

    precision: with as many replications as that needs, at most so many; retry, scheduler: as in `runner.complete`.
    """
    from experiments import cluster, paired_runs
    from experiments.figures.style import FONT_ADVICE, usable_language

    started = time.perf_counter()
    folder = out or default_folder(setup).with_name(f"{default_folder(setup).name}{'-precise' if precision else ''}")
    held = paired_runs.held_with_other_replications(folder, setup) if precision else setup.identity()
    ledger.check(folder, {**results.determinants(setup), "identity": held})
    for design in setup.compared:
        if design.against not in (setup.baseline, design.name):
            print(
                f"linghuo: {design.name} is meant to be read against {design.against}: --baseline {design.against}",
                file=sys.stderr,
            )
    interrupt.will_say(f"linghuo: interrupted; finished runs are kept in {folder}, and the same command goes on")

    def compared(setup: compare.Setup) -> compare.Comparison:
        paired_runs.complete(setup, folder, jobs, Progress(0), retry, scheduler)
        return paired_runs.found(setup, folder)

    try:
        comparison, reached = precise(setup, precision, most, compared) if precision else (compared(setup), "")
    except cluster.SchedulerLost as error:
        print(f"linghuo: {error}: {folder}", file=sys.stderr)
        return max(1, status_of(folder).failed)
    except paired_runs.NothingLeft as error:
        print(f"linghuo: {error}", file=sys.stderr)
        tell_failures(folder, tracebacks=False)
        return status_of(folder).failed
    declared = setup._replace(replications=comparison.setup.replications)
    results.write(comparison, folder, language, declared)
    report.show(results.tables(comparison, Labels(language)), report.console())
    if usable_language(language) != language:
        print(f"linghuo: {FONT_ADVICE}", file=sys.stderr)
    if reached:
        print(f"linghuo: {reached}", file=sys.stderr)
    failed = len(paired_runs.failures(declared, folder))
    if failed:
        tell_failures(folder, tracebacks=False)
        lost = ", ".join(name for name in declared.designs if name not in comparison.setup.designs)
        print(f"linghuo: left out, since not all of their runs are done: {lost}", file=sys.stderr)
    print(f"linghuo: {duration(time.perf_counter() - started)}; results in {folder}", file=sys.stderr)
    return failed


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
    from experiments import side_by_side
    from experiments.tables import designs
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
    content = {"identity": identity(determinants), **determinants}
    told = designs.told_of(setup)._asdict()
    found = designs.frame(comparison, files)
    _show(side_by_side.write("design_effects", found, told, content, {}, folder, language), folder, started)


def run_bases(
    design: str, profit_rate: float, population: int, until: int, replications: int, seed: int, jobs: int,
    out: Path | None, language: str,
) -> None:  # fmt: skip
    """Put the four bases of platforms' contributions side by side, print the table and write its folder."""
    from experiments import bases, side_by_side
    from experiments.tables.bases import told_of

    started = time.perf_counter()
    plan = bases.plan(design, profit_rate, population, until, replications, seed)
    folder = out or RESULTS / f"platform-bases-{plan.identity()[:6]}"
    check_folder(folder, plan.identity())
    found = bases.run(plan, jobs, Progress(bases.work(plan)))
    content = {"identity": plan.identity(), **plan.determinants(), "rates": dict(found.rates)}
    told = told_of(plan)._asdict()
    records = {"platforms": found.platforms}
    summary = bases.summary(found)
    _show(side_by_side.write("platform_bases", summary, told, content, records, folder, language), folder, started)


def run_doctrines(
    population: int, until: int, replications: int, seed: int, variant: str, jobs: int, out: Path | None, language: str,
) -> None:  # fmt: skip
    """Put the article's three doctrines side by side, print the table and write its folder."""
    from experiments import doctrines, side_by_side
    from experiments.tables.doctrines import told_of

    started = time.perf_counter()
    setup = doctrines.setup(population, until, replications, seed, variant)
    determinants = doctrines.determinants(setup)
    folder = out or RESULTS / f"doctrines-{identity(determinants)[:6]}"
    check_folder(folder, identity(determinants))
    found = doctrines.run(setup, jobs, Progress(doctrines.work(setup)))
    content = {"identity": identity(determinants), **determinants}
    told = told_of(setup)._asdict()
    summary = doctrines.summary(found)
    _show(side_by_side.write("doctrines", summary, told, content, found.records, folder, language), folder, started)


def _show(shown: "Presentation", folder: Path, started: float) -> None:
    """Print the tables, and where they are."""
    report.show(shown.tables, report.console())
    print(f"linghuo: {duration(time.perf_counter() - started)}; results in {folder}", file=sys.stderr)
