"""What do the comparisons of `linghuo designs` leave in their folders? A table and a figure, which can be redrawn."""

import time
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from experiments import presentation
from experiments.labels import Labels
from experiments.output import MANIFEST, replacing, versions, write_json

if TYPE_CHECKING:
    import pandas as pd

SUMMARY = "summary.parquet"
# the module of each kind's table: `words(data, told, labels)` says the numbers, `Told` is what else it needs to know
TABLES = {
    "design_effects": "experiments.tables.designs",
    "platform_bases": "experiments.tables.bases",
    "doctrines": "experiments.tables.doctrines",
}
# and of each kind's figure: `draw(data, told, labels)` returns it with the numbers that it shows
FIGURES = {
    "design_effects": "experiments.figures.designs",
    "platform_bases": "experiments.figures.bases",
    "doctrines": "experiments.figures.doctrines",
}
FIGURE = "figure"  # beside the table, which bears the kind's name


def write(
    kind: str, summary: "pd.DataFrame", told: Mapping, content: Mapping, records: "Mapping[str, pd.DataFrame]",
    folder: Path, language: str,
) -> presentation.Presentation:  # fmt: skip
    """Write the numbers, what they are told with, the records behind them, and what is drawn of it. What was drawn?

    summary: the numbers of the table; told: the fields of the kind's `Told`; content: what the manifest says.
    """
    from experiments.tables.table import write_markdown

    with replacing(folder) as partial:
        write_json(partial / presentation.ANALYSIS, {"kind": kind, **told})
        for name, frame in {Path(SUMMARY).stem: summary, **records}.items():
            frame.to_parquet(partial / f"{name}.parquet", index=False)
        finished = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        write_json(partial / MANIFEST, {**content, "versions": versions(), "finished": finished})
        shown = presentation.redraw(partial, language)
        for table in shown.tables:
            write_markdown(table, partial)
    return shown


def present(folder: Path, options: Mapping, labels: Labels) -> presentation.Presentation:
    """The table and the figure in this folder. InputError or pydantic's ValidationError: its options are not right."""
    import pandas as pd
    from pydantic import TypeAdapter

    module = import_module(TABLES[options["kind"]])
    told = TypeAdapter(module.Told).validate_python({name: options[name] for name in module.Told._fields})
    summary = pd.read_parquet(folder / SUMMARY)
    table = module.words(summary, told, labels)
    figure, shown = import_module(FIGURES[options["kind"]]).draw(summary, told, labels)
    drawing = presentation.Drawing(FIGURE, labels(f"caption.{options['kind']}"), figure, shown)
    return presentation.Presentation(table.title, [table], [drawing])
