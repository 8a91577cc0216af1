"""What does a comparison leave in its folder? The manifest, the records, the figures and the tables."""

import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from experiments import presentation
from experiments.code_version import code_version
from experiments.errors import InputError
from experiments.labels import Labels
from experiments.ledger import RUNS
from experiments.output import MANIFEST, filling, replacing, versions, write_json
from experiments.tables.table import Table

if TYPE_CHECKING:
    from experiments.compare import Comparison, Setup
    from model.law.design import Design

SHOWN = ("id", "en", "zh", "against")


def tables(comparison: "Comparison", labels: Labels) -> list[Table]:
    """The tables of a comparison, in the order of reading."""
    from experiments.tables import burden, coverage, distribution, lifetime, public_funds, solvency, treasury, welfare

    first = [part.table(comparison, labels) for part in (solvency, treasury, coverage)]
    last = [part.table(comparison, labels) for part in (public_funds, burden, lifetime, distribution)]
    return [*first, *welfare.tables(comparison, labels), *last]


def write(comparison: "Comparison", folder: Path, language: str = "en", declared: "Setup | None" = None) -> None:
    """Write all results to `folder`; the same experiment's earlier result is replaced.

    declared: the setup, where the comparison had to leave designs out. A folder with the runs keeps them. Figures fall
    back to English where no font has Chinese characters. InputError: the folder cannot be written.
    """
    into = filling if (folder / RUNS).exists() else replacing
    with into(folder) as partial:
        for name, frame in comparison.records.items():
            frame.to_parquet(partial / f"{name}.parquet", index=False)
        comparison.welfare.to_parquet(partial / "welfare.parquet", index=False)
        write_json(partial / MANIFEST, manifest(comparison, declared or comparison.setup))
        presentation.redraw(partial, language)


def read(folder: Path) -> "Comparison":
    """Which comparison has been written here? InputError if files are missing or damaged."""
    import pandas as pd

    from experiments.compare import Comparison
    from experiments.run import PROFILES, RECORDS

    found = held_manifest(folder)
    if "finished" not in found:
        raise InputError(f"{folder}: its runs are not all done (`linghuo status {folder}`); run the comparison again")
    try:
        frames = {name: pd.read_parquet(folder / f"{name}.parquet") for name in (*RECORDS, PROFILES, "welfare")}
    except (OSError, ValueError) as error:
        raise InputError(f"{folder}: {error}; run the comparison again") from None
    welfare = frames.pop("welfare")
    setup = setup_of(found, found["titles"])
    left = tuple(design for design in setup.compared if design.name not in found["left_out"])
    return Comparison(setup._replace(compared=left), frames, welfare, found["seconds"])


def held_manifest(folder: Path) -> dict:
    """The folder's manifest. InputError if it was written before manifests told what figures need."""
    found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if "titles" not in found:
        raise InputError(f"{folder / MANIFEST}: was written by an earlier version of linghuo; run it again")
    return found


def titles(designs: Iterable["Design"]) -> dict[str, dict[str, str]]:
    """What are the designs called, and what are they meant to be read against?"""
    return {each.name: {name: getattr(each, name) for name in SHOWN} for each in designs}


def titled(named: Mapping) -> dict[str, "Design"]:
    """Designs of which only the titles are known, by name; they have none of their changes."""
    from model.law.design import Design

    empty = {"article": "", "basis": "", "summary": "", "touches": (), "parts": (), "changes": {}}
    return {name: Design(name=name, **words, **empty) for name, words in named.items()}


def setup_of(determinants: Mapping, named: Mapping) -> "Setup":
    """The setup of a comparison that has been run; its designs have their titles and none of their changes."""
    from experiments.compare import Setup
    from model.settings import Settings

    designs = titled({name: named[name] for name in determinants["designs"]})
    against = designs.pop(determinants["baseline"])
    settings = Settings(**determinants["settings"])
    return Setup(tuple(designs.values()), against, determinants["replications"], settings)


def drawings(comparison: "Comparison", labels: Labels) -> list[presentation.Drawing]:
    """The figures of a comparison, one message each."""
    from experiments.figures import burden, coverage, reserves, welfare

    parts = {"reserves": reserves, "coverage": coverage, "welfare": welfare, "burden": burden}
    return [
        presentation.Drawing(name, labels(f"caption.{name}"), *part.draw(comparison, labels))
        for name, part in parts.items()
    ]


def present(folder: Path, options: Mapping, labels: Labels) -> presentation.Presentation:
    """The tables and figures of the comparison in this folder."""
    from experiments.tables import by_group

    comparison = read(folder)
    setup = comparison.setup
    title = labels("report.compared", designs=labels("report.comma").join(setup.title(each, labels)
                   for each in setup.designs), baseline=setup.title(setup.baseline, labels))  # fmt: skip
    both = [*tables(comparison, labels), *by_group.tables(comparison, labels)]  # the latter are too long for a terminal
    return presentation.Presentation(
        title, both, drawings(comparison, labels), "tables", "figures"
    )


def determinants(setup: "Setup") -> dict:
    """What determines the result, the titles that its figures bear, and the seeds that follow from it."""
    from model.luck import replication_seed

    content = {
        "identity": setup.identity(),
        **setup.determinants(),
        "titles": titles((setup.against, *setup.compared)),
        "code": code_version(),
        "seeds": [
            {
                "population": replication_seed(setup.settings.seed, drawn["population_replication"]),
                "luck": replication_seed(setup.settings.seed, drawn["replication"]),
            }
            for drawn in setup.draws()
        ],
    }
    return json.loads(json.dumps(content))  # as a file holds it


def manifest(comparison: "Comparison", declared: "Setup") -> dict:
    """What determines the result, by which versions and seeds it was made, when and in how many seconds.

    declared: the setup with the designs that the comparison had to leave out.
    """
    return {
        **determinants(declared),
        "left_out": [name for name in declared.designs if name not in comparison.setup.designs],
        "versions": versions(),
        "finished": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "seconds": round(comparison.seconds, 1),
    }
