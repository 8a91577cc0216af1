"""What does `linghuo lifecycle` do? Live one life under each design, show it, write it."""

import sys
import time
from dataclasses import asdict
from pathlib import Path

from experiments import compare, report
from experiments.errors import InputError
from experiments.labels import Labels
from experiments.lifecycle.outcome import Outcome, live_under
from experiments.lifecycle.person import Person
from experiments.output import MANIFEST, check_folder, identity, replacing, versions, write_json
from experiments.progress import duration

DESIGNS = "status_quo,compulsory_five,full_proposal"
MOST_DESIGNS = 12
RESULTS = Path("results")


def run_lifecycle(person: Person, designs: str, variant: str, out: Path | None, language: str) -> None:
    """Print the table of a life under each design and write table, years and figure to a folder."""
    started = time.perf_counter()
    chosen = designs_of(designs)
    determinants = {
        "experiment": "lifecycle", "person": asdict(person), "variant": variant,
        "designs": {design.name: design.text() for design in chosen},
    }  # fmt: skip
    folder = out or RESULTS / f"lifecycle-{person.job}-{identity(determinants)[:6]}"
    check_folder(folder, identity(determinants))
    outcomes = [live(person, design, variant) for design in chosen]
    write(outcomes, person, determinants, folder, language)
    print(f"linghuo: {duration(time.perf_counter() - started)}; results in {folder}", file=sys.stderr)


def designs_of(text: str) -> list:
    """Which designs are listed? InputError for an unknown one, none, one twice, or more than a figure can show."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not 1 <= len(names) <= MOST_DESIGNS:
        raise InputError(f"--designs: {len(names)} designs; give 1 to {MOST_DESIGNS} names with commas, a,b,c")
    found = [compare.find(name) for name in names]
    for place, design in enumerate(found):
        if design.name in {other.name for other in found[:place]}:
            raise InputError(f"--designs: {design.name} is given twice")
    return found


def live(person: Person, design, variant: str) -> Outcome:
    """The life under a design. InputError if the design turns out impossible in a later year."""
    from model.law.sources import LawError

    try:
        return live_under(person, design, variant)
    except LawError as error:
        raise InputError(f"{design.name}: {error}") from None


def write(outcomes: list[Outcome], person: Person, determinants: dict, folder: Path, language: str) -> None:
    """Show the table; write it as CSV, LaTeX and Markdown, the figure with its data, and the manifest."""
    from experiments.figures import lifecycle as figure
    from experiments.figures.style import FONT_ADVICE, save, styled, usable_language
    from experiments.tables.lifecycle import table
    from experiments.tables.table import write_csv, write_latex, write_markdown

    drawn_in = usable_language(language)
    with replacing(folder) as partial:
        words = table(outcomes, person, Labels(language))
        for part in ("tables", "figures"):
            (partial / part).mkdir()
        for write_as in (write_csv, write_latex, write_markdown):
            write_as(words, partial / "tables")
        with styled(drawn_in):
            save(*figure.draw(outcomes, Labels(drawn_in)), partial / "figures", "lifecycle")
        finished = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        content = {"identity": identity(determinants), **determinants, "versions": versions(), "finished": finished}
        write_json(partial / MANIFEST, content)
    report.show([words], report.console())
    if drawn_in != language:
        print(f"linghuo: {FONT_ADVICE}", file=sys.stderr)
