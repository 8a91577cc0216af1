"""How do tables look on a screen, in a pipe and in a log?"""

import sys
from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table as Screen
from rich.text import Text

from experiments.tables.table import Table

PIPE_WIDTH = 400  # wider than any table: what goes into a pipe is never cut
NOTE_WIDTH = 110


def console(stream=None) -> Console:
    """Where to print: as wide as the terminal, or as wide as needed where there is none."""
    stream = sys.stdout if stream is None else stream
    return Console(file=stream) if stream.isatty() else Console(file=stream, width=PIPE_WIDTH)


def show(tables: Iterable[Table], screen: Console) -> None:
    """Print the tables with their notes; long cells fold, nothing is cut."""
    for table in tables:
        grid = Screen(title=Text(table.title, style="bold"), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
        for place, header in enumerate(table.headers):
            label = place < table.labels
            grid.add_column(Text(header), justify="left" if label else "right", overflow="fold")
        for place, row in enumerate(table.rows):
            if place in table.sections:
                grid.add_section()
            grid.add_row(*(Text(cell) for cell in row))
        screen.print(grid)
        screen.print(Text(table.note, style="dim"), width=min(NOTE_WIDTH, screen.width))
        screen.print()
