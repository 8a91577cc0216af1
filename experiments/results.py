"""What does a comparison leave in its folder? The manifest, the records, the figures and the tables."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.labels import Labels
from experiments.output import MANIFEST, replacing, versions, write_json
from experiments.tables.table import Table, write_csv, write_latex

if TYPE_CHECKING:
    from experiments.compare import Comparison


def tables(comparison: "Comparison", labels: Labels) -> list[Table]:
    """The tables of a comparison, in the order of reading."""
    from experiments.tables import burden, coverage, distribution, lifetime, public_funds, solvency, treasury, welfare

    first = [part.table(comparison, labels) for part in (solvency, treasury, coverage)]
    last = [part.table(comparison, labels) for part in (public_funds, burden, lifetime, distribution)]
    return [*first, *welfare.tables(comparison, labels), *last]


def write(comparison: "Comparison", folder: Path, language: str = "en") -> None:
    """Write all results to `folder`, whole or not at all; the same experiment's earlier result is replaced.

    Figures fall back to English where no font has Chinese characters. InputError: the folder cannot be written.
    """
    with replacing(folder) as partial:
        for name, frame in comparison.records.items():
            frame.to_parquet(partial / f"{name}.parquet", index=False)
        comparison.welfare.to_parquet(partial / "welfare.parquet", index=False)
        write_tables(comparison, partial / "tables", Labels(language))
        draw_figures(comparison, partial / "figures", language)
        write_json(partial / MANIFEST, manifest(comparison))


def write_tables(comparison: "Comparison", folder: Path, labels: Labels) -> None:
    """Every table as CSV and LaTeX."""
    folder.mkdir()
    for table in tables(comparison, labels):
        write_csv(table, folder)
        write_latex(table, folder)


def draw_figures(comparison: "Comparison", folder: Path, language: str) -> None:
    """Every figure as PDF, PNG and SVG, with its data as CSV."""
    from experiments.figures import burden, coverage, reserves, style, welfare

    folder.mkdir()
    usable = style.usable_language(language)
    parts = {"reserves": reserves, "coverage": coverage, "welfare": welfare, "burden": burden}
    with style.styled(usable):
        for name, part in parts.items():
            figure, data = part.draw(comparison, Labels(usable))
            style.save(figure, data, folder, name)


def manifest(comparison: "Comparison") -> dict:
    """What determines the result, by which versions and seeds it was made, when and in how many seconds."""
    from model.luck import replication_seed

    setup = comparison.setup
    return {
        "identity": setup.identity(),
        **setup.determinants(),
        "seeds": [
            {
                "population": replication_seed(setup.settings.seed, drawn["population_replication"]),
                "luck": replication_seed(setup.settings.seed, drawn["replication"]),
            }
            for drawn in setup.draws()
        ],
        "versions": versions(),
        "finished": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "seconds": round(comparison.seconds, 1),
    }
