"""What does the weighing of the article's claims leave in its folder? Manifest, table, figure and report."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from experiments import presentation, results
from experiments.code_version import code_version
from experiments.labels import Labels
from experiments.output import MANIFEST, replacing, versions, write_json
from experiments.tables.table import write_csv, write_markdown

if TYPE_CHECKING:
    from experiments.article import Article

PLANE = "plane"
POINT = ("balance_change", "balance_se", "cev", "cev_se")


def write(article: "Article", identity: str, folder: Path, language: str = "en") -> None:
    """Write all results to `folder`, whole or not at all. The figure falls back to English without a Chinese font."""
    from experiments.figures import plane
    from experiments.tables.article import table

    with replacing(folder) as partial:
        words = table(article, Labels(language))
        for write_as in (write_csv, write_markdown):
            write_as(words, partial)
        plane.data(article).to_csv(partial / f"{PLANE}.csv", index=False, lineterminator="\n", encoding="utf-8")
        setup = article.comparison.setup
        content = {
            "identity": identity, **article.determinants, "titles": results.titles((setup.against, *setup.compared)),
            "names": article.names, "code": code_version(), "versions": versions(),
            "finished": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        }  # fmt: skip
        write_json(partial / MANIFEST, content)
        presentation.redraw(partial, language)


def read(folder: Path) -> "Article":
    """What has been found and written here? The findings are whole, the comparison is without its records."""
    import pandas as pd

    from experiments.article import Article, Finding
    from experiments.claims import Claim
    from experiments.compare import Comparison

    found = results.held_manifest(folder)
    claims = [Claim(**{**each, "depends_on": tuple(each["depends_on"])}) for each in found["claims"]]
    rows = pd.read_csv(
        folder / "article.csv",
        keep_default_na=False,
        converters={name: _number for name in ("effect", "standard_error")},
    )
    findings = [
        Finding(claim, row.effect, row.standard_error, row.central, tuple(filter(None, row.overturned_by.split("; "))))
        for claim, row in zip(claims, rows.itertuples(), strict=True)
    ]
    comparison = Comparison(results.setup_of(found["comparison"], found["titles"]), {}, pd.DataFrame(), float("nan"))
    determinants = {name: found[name] for name in ("experiment", "claims", "ends", "comparison")}
    return Article(findings, comparison, found["names"], determinants)


def present(folder: Path, options: Mapping, labels: Labels) -> presentation.Presentation:
    """The table of claims and the plane of designs in this folder."""
    import pandas as pd

    from experiments.figures import plane
    from experiments.tables.article import table

    points = pd.read_csv(folder / f"{PLANE}.csv", converters=dict.fromkeys(POINT, _number))
    words = table(read(folder), labels)
    drawing = presentation.Drawing(PLANE, labels("caption.plane"), plane.drawn(points, labels), points)
    return presentation.Presentation(words.title, [words], [drawing])


def _number(text: str) -> float:
    """The number as it was written, to the last bit."""
    return float(text or "nan")
