"""How do tables look on a screen, in a pipe and in a log?"""

import sys
from collections.abc import Iterable

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as Screen
from rich.text import Text

from experiments.labels import wrapped
from experiments.tables.table import Table

PIPE_WIDTH = 400  # wider than any table: what goes into a pipe is never cut
NOTE_WIDTH = 110
MIN_HEADER_WIDTH = 10


def console(stream=None) -> Console:
    """Where to print: as wide as the terminal, or as wide as needed where there is none."""
    stream = sys.stdout if stream is None else stream
    return Console(file=stream) if stream.isatty() else Console(file=stream, width=PIPE_WIDTH)


def show(tables: Iterable[Table], screen: Console) -> None:
    """Print the tables with their notes. Labels fold between words, numbers never; nothing is cut."""
    for table in tables:
        screen.print(grid(table), crop=False)
        screen.print(Text(table.note, style="dim"), width=min(NOTE_WIDTH, screen.width))
        screen.print()


def grid(table: Table) -> Screen:
    """The table as rich draws it."""
    drawn = Screen(title=Text(table.title, style="bold"), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for place, header in enumerate(table.headers):
        cells = [row[place] for row in table.rows]
        if place < table.labels:
            words = [word for text in (header, *cells) for word in text.split()]
            drawn.add_column(Text(header), min_width=max(map(cell_len, words), default=0), overflow="fold")
        else:
            width = max(MIN_HEADER_WIDTH, max(map(cell_len, cells), default=0))
            drawn.add_column(Text(wrapped(header, width)), justify="right", no_wrap=True)
    for place, row in enumerate(table.rows):
        if place in table.sections:
            drawn.add_section()
        drawn.add_row(*(Text(cell) for cell in row))
    return drawn
