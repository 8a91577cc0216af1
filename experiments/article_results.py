"""What does the weighing of the article's claims leave in its folder? The manifest, the table and the figure."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.labels import Labels
from experiments.output import MANIFEST, replacing, versions, write_json
from experiments.tables.table import write_csv, write_latex, write_markdown

if TYPE_CHECKING:
    from experiments.article import Article


def write(article: "Article", identity: str, folder: Path, language: str = "en") -> None:
    """Write all results to `folder`, whole or not at all. The figure falls back to English without a Chinese font."""
    from experiments.figures import plane, style
    from experiments.tables.article import table

    usable = style.usable_language(language)
    with replacing(folder) as partial:
        words = table(article, Labels(language))
        for write_as in (write_csv, write_latex, write_markdown):
            write_as(words, partial)
        with style.styled(usable):
            figure, data = plane.draw(article, Labels(usable))
            style.save(figure, data, partial, "plane")
        content = {
            "identity": identity, **article.determinants, "versions": versions(),
            "finished": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        }  # fmt: skip
        write_json(partial / MANIFEST, content)
