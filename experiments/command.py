"""What does `linghuo compare` do with a comparison? Run it, show it, write it."""

import sys
import time
from pathlib import Path

from experiments import compare, report, results
from experiments.errors import InputError
from experiments.labels import Labels
from experiments.output import check_folder, identity
from experiments.progress import Progress, duration

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
    from experiments.output import MANIFEST, replacing, versions, write_json
    from experiments.tables.designs import table
    from experiments.tables.table import write_csv, write_latex, write_markdown
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
    with replacing(folder) as partial:
        words = table(comparison, files, Labels(language))
        for write_as in (write_csv, write_latex, write_markdown):
            write_as(words, partial)
        finished = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        content = {"identity": identity(determinants), **determinants, "versions": versions(), "finished": finished}
        write_json(partial / MANIFEST, content)
    report.show([words], report.console())
    print(f"linghuo: {duration(time.perf_counter() - started)}; results in {folder}", file=sys.stderr)


def run_bases(
    design: str, profit_rate: float, population: int, until: int, replications: int, seed: int, jobs: int,
    out: Path | None, language: str,
) -> None:  # fmt: skip
    """Put the four bases of platforms' contributions side by side, print the table and write its folder."""
    from experiments import bases
    from experiments.output import MANIFEST, replacing, versions, write_json
    from experiments.tables.bases import table
    from experiments.tables.table import write_csv, write_latex, write_markdown

    started = time.perf_counter()
    plan = bases.plan(design, profit_rate, population, until, replications, seed)
    folder = out or RESULTS / f"platform-bases-{plan.identity()[:6]}"
    check_folder(folder, plan.identity())
    found = bases.run(plan, jobs, Progress(bases.work(plan)))
    with replacing(folder) as partial:
        words = table(found, Labels(language))
        for write_as in (write_csv, write_latex, write_markdown):
            write_as(words, partial)
        found.platforms.to_parquet(partial / "platforms.parquet", index=False)
        finished = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        content = {"identity": plan.identity(), **plan.determinants(), "rates": dict(found.rates)}
        write_json(partial / MANIFEST, {**content, "versions": versions(), "finished": finished})
    report.show([words], report.console())
    print(f"linghuo: {duration(time.perf_counter() - started)}; results in {folder}", file=sys.stderr)
