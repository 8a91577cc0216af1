"""What does `linghuo compare` do with a comparison? Run it, show it, write it."""

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from experiments import compare, interrupt, report, results
from experiments.errors import InputError
from experiments.kept_runs import KeptRuns
from experiments.labels import Labels
from experiments.output import MANIFEST, check_folder, held_identity, identity
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


def held_with_other_replications(folder: Path, setup: compare.Setup) -> str:
    """Identity of the folder's comparison, if it differs from this in its replications alone; else of this one."""
    held = held_identity(folder)
    if held is not None:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        wanted = json.loads(json.dumps({**setup.determinants(), "replications": found.get("replications")}))
        if {name: found.get(name) for name in wanted} == wanted:
            return held
    return setup.identity()


def run_compare(
    setup: compare.Setup, jobs: int, out: Path | None, language: str, precision: Precision | None = None,
    most: int = MOST_REPLICATIONS,
) -> None:  # fmt: skip
    """Run the comparison, print its tables on standard output and write its folder.

    precision: with as many replications as that needs, at most so many; runs stay beside the folder for a finer one.
    """
    from experiments.figures.style import FONT_ADVICE, usable_language

    started = time.perf_counter()
    folder = out or default_folder(setup).with_name(f"{default_folder(setup).name}{'-precise' if precision else ''}")
    check_folder(folder, held_with_other_replications(folder, setup) if precision else setup.identity())
    for design in setup.compared:
        if design.against not in (setup.baseline, design.name):
            print(
                f"linghuo: {design.name} is meant to be read against {design.against}: --baseline {design.against}",
                file=sys.stderr,
            )
    kept = KeptRuns(folder)
    interrupt.will_say(f"linghuo: interrupted; finished runs are kept beside {folder}, and the same command goes on")

    def compared(setup: compare.Setup) -> compare.Comparison:
        return compare.compare(setup, jobs, Progress(compare.work(setup)), kept)

    comparison, reached = precise(setup, precision, most, compared) if precision else (compared(setup), "")
    results.write(comparison, folder, language)
    if not precision:
        kept.remove()
    report.show(results.tables(comparison, Labels(language)), report.console())
    if usable_language(language) != language:
        print(f"linghuo: {FONT_ADVICE}", file=sys.stderr)
    if reached:
        print(f"linghuo: {reached}", file=sys.stderr)
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
