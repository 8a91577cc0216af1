"""How do an analysis's figures, tables, settings and provenance become one HTML file that needs nothing else?"""

import base64
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.labels import Labels
from experiments.output import MANIFEST

if TYPE_CHECKING:
    from experiments.presentation import Presentation

NAME = "report.html"
TEMPLATE = Path(__file__).with_name("report.html.jinja")
LARGEST_SVG = 1_500_000  # bytes; a figure of more marks is embedded as PNG
TEXTS = ("designs", "titles", "versions", "names", "experiment", "identity", "declared", "comparison", "claims",
         "left_out")  # fmt: skip
MADE = ("identity", "code", "begun", "finished", "seconds")


def write(shown: "Presentation", folder: Path, into: Path, labels: Labels) -> None:
    """Write report.html into `into`, where the figures have just been drawn; what was run stands in `folder`."""
    from jinja2 import Environment, StrictUndefined

    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    found = manifests(folder)
    text = page.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        shown=shown,
        language=labels.language,
        labels=labels,
        figures=[
            (each.name, each.caption, embedded(into / shown.figures_in / each.name), columns_of(each.data))
            for each in shown.drawings
        ],
        runs=runs_of(folder),
        parts=[(name, *content_of(manifest)) for name, manifest in found.items()],
        asked=dict(flat(asked(folder))),
    )
    (into / NAME).write_text(text, encoding="utf-8")


def manifests(folder: Path) -> dict[str, dict]:
    """The manifests of the folder and of the runs in its subfolders, by the path of their folder."""
    paths = [folder / MANIFEST, *sorted(folder.glob(f"*/{MANIFEST}"))]
    found = [path for path in paths if path.is_file()]
    return {path.parent.relative_to(folder).as_posix(): json.loads(path.read_text("utf-8")) for path in found}


def asked(folder: Path) -> dict:
    """The options of the analysis, empty where it has none."""
    from experiments.presentation import ANALYSIS

    path = folder / ANALYSIS
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def content_of(manifest: Mapping) -> tuple[dict, dict, dict, dict]:
    """What was set, the texts of designs with their titles, by what it was made, and versions, all as flat texts."""
    declared = manifest.get("declared") or manifest.get("comparison") or manifest
    given = {name: value for name, value in declared.items() if name not in (*TEXTS, *MADE, "seeds")}
    made = {name: manifest[name] for name in (*MADE, "seeds") if name in manifest}
    return dict(flat(given)), dict(declared.get("designs", {})), dict(flat(made)), dict(manifest.get("versions", {}))


def flat(value, path: str = "") -> Iterator[tuple[str, str]]:
    """Nested content line by line, `levers.pension.rate` and its value."""
    if isinstance(value, Mapping) and value:
        for name, each in value.items():
            yield from flat(each, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        for number, each in enumerate(value, 1):
            yield from flat(each, f"{path}.{number}")
    elif path:
        yield path, ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def embedded(stem: Path) -> str:
    """The figure as a `data:` address."""
    svg = stem.with_name(f"{stem.name}.svg").read_bytes()
    kind, content = (
        ("svg+xml", svg) if len(svg) <= LARGEST_SVG else ("png", stem.with_name(f"{stem.name}.png").read_bytes())
    )
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def columns_of(data) -> str:
    """Which numbers stand in the CSV file beside the figure?"""
    return ", ".join(map(str, data.columns))


def runs_of(folder: Path) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """How many runs are done, failed and left, and which failed why? A line for each ledger in the folder."""
    from experiments import ledger
    from experiments.experiment_command import SHOWN_FAILURES, status_of

    found = []
    for path in (folder / ledger.RUNS, *sorted(folder.glob(f"*/{ledger.RUNS}"))):
        if path.is_file() and (path.parent / MANIFEST).is_file():
            failed = [
                (f"{row.point}, {row.design}, {row.replication}", f"{row.exception}: {row.message}")
                for row in ledger.failures(path.parent).head(SHOWN_FAILURES).itertuples()
            ]
            found.append((path.parent.relative_to(folder).as_posix(), str(status_of(path.parent)), failed))
    return found
