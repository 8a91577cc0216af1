"""What does the model say to each claim of the article?"""

from typing import TYPE_CHECKING

from experiments.labels import Labels
from experiments.tables.table import Table, number

if TYPE_CHECKING:
    import pandas as pd

    from experiments.article import Article


def frame(article: "Article") -> "pd.DataFrame":
    """A row per claim, with effect, standard error, verdict and the ends of ranges that overturn it."""
    import pandas as pd

    rows = []
    for finding in article.findings:
        claim = finding.claim
        rows.append(
            {
                "id": claim.id, "section": claim.section, "claim": claim.claim, "design": claim.design,
                "against": claim.against, "measure": claim.measure,
                "at": ", ".join(f"{key} {value}" for key, value in claim.at.items()),
                "expected": "+" if claim.sign > 0 else "-", "effect": finding.effect,
                "standard_error": finding.standard_error, "central": finding.central, "verdict": finding.verdict,
                "overturned_by": "; ".join(finding.depends_on),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def table(article: "Article", labels: Labels) -> Table:
    """The table of claims as readers see it."""
    data = frame(article)
    rows = [
        [
            row["id"], row["section"], row["claim"], f"{row['design']} : {row['against']}",
            labels.of("claim", row["measure"]) + (f", {row['at']}" if row["at"] else ""),
            _verdict(row["verdict"], labels), row["expected"], number(row["effect"], 2),
            number(row["standard_error"], 2),
        ]
        for row in data.to_dict("records")
    ]  # fmt: skip
    words = ("number", "section", "claim", "design", "measure", "verdict", "expected", "effect")
    headers = [*(labels(f"word.{word}") for word in words), labels("measure.se")]
    note = labels("note.article", replications=article.comparison.setup.replications)
    return Table("article", labels("table.article"), headers, rows, 6, frozenset(), note, data)


def _verdict(verdict: str, labels: Labels) -> str:
    head, _, names = verdict.partition(": ")
    words = labels.of("verdict", head.replace(" ", "_"))
    return f"{words}: {names}" if names else words
