"""What does `linghuo plot` do? Draw the tables, figures and report of a folder anew, without running anything."""

import sys
from pathlib import Path

from experiments import page, presentation, report
from experiments.figures.style import FONT_ADVICE, usable_language


def run_plot(folder: Path, language: str, width: str | None) -> None:
    """Print the tables of the folder's analysis and write its tables, figures and report there."""
    shown = presentation.redraw(folder, language, width)
    report.show(shown.tables, report.console())
    if usable_language(language) != language:
        print(f"linghuo: {FONT_ADVICE}", file=sys.stderr)
    drawn = ", ".join(drawing.name for drawing in shown.drawings) or "no figure"
    print(f"linghuo: drew {drawn}; {len(shown.tables)} tables and {page.NAME} in {folder}", file=sys.stderr)
