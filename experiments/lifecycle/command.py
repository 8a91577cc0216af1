"""What does `linghuo lifecycle` do? Live one life under each design, show it, write it."""

import sys
import time
from dataclasses import asdict
from pathlib import Path

from experiments import compare, report
from experiments.errors import InputError
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
    """Show the table; write it as CSV, LaTeX and Markdown, the figure with its data, report and manifest."""
    from experiments import presentation
    from experiments.figures.style import FONT_ADVICE, usable_language
    from experiments.lifecycle.present import keep
    from experiments.tables.table import write_markdown

    with replacing(folder) as partial:
        finished = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        content = {"identity": identity(determinants), **determinants, "versions": versions(), "finished": finished}
        keep(outcomes, asdict(person), partial)
        write_json(partial / MANIFEST, content)
        shown = presentation.redraw(partial, language)
        for table in shown.tables:
            write_markdown(table, partial / shown.tables_in)
    report.show(shown.tables, report.console())
    if usable_language(language) != language:
        print(f"linghuo: {FONT_ADVICE}", file=sys.stderr)
