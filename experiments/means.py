"""What does an experiment without an analysis of its own show? Means of its measures by point and design."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from experiments import ledger
from experiments.labels import Labels
from experiments.output import MANIFEST
from experiments.presentation import Drawing, Presentation

if TYPE_CHECKING:
    import pandas as pd

BY = ("point", "design")


def present(folder: Path, options: Mapping, labels: Labels) -> Presentation:
    """The table and the figure of means; none where nothing was measured or no run has ended."""
    from experiments.figures import means as figure
    from experiments.tables import means as table

    held = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    declared, title = held["declared"], labels("report.experiment", name=held["experiment"])
    found = frame(ledger.results(folder, declared["measures"]), ledger.points(folder))
    if found.empty:
        return Presentation(title, [], [])
    titles = titles_of(found["design"].unique(), labels)
    drawn = figure.draw(found, declared["measures"], titles, labels)
    return Presentation(title, [table.table(found, declared, titles, labels)],
                        [Drawing("means", labels("caption.means"), drawn, found)])  # fmt: skip


def frame(results: "pd.DataFrame", points: "pd.DataFrame") -> "pd.DataFrame":
    """Mean, standard error and number of runs of every measure, by point and design; runs that failed left out.

    results: as `ledger.results`; points: as `ledger.points`, whose columns come along.
    """
    import pandas as pd

    from experiments.crossing import labels_of
    from model.measures.variance import standard_error_of_mean

    rows = []
    for (point, design, measure), part in results.groupby([*BY, "measure"], sort=False):
        part = part[part["value"].notna()]
        mean = error = float("nan")
        if len(part):
            mean = float(part["value"].mean())
            error = float(standard_error_of_mean(part["value"].to_numpy(), *labels_of(part["replication"])))
        rows.append((point, design, measure, mean, error, len(part)))
    made = pd.DataFrame(rows, columns=[*BY, "measure", "mean", "mean_se", "runs"])
    return points.merge(made, on="point", how="inner")


def titles_of(names: Sequence[str], labels: Labels) -> dict[str, str]:
    """What are the designs called? Sums by their parts; a design of somebody's own by its name."""
    from model.law.design import list_designs

    known = {file.name: file.zh if labels.language == "zh" else file.en for file in list_designs()}
    return {name: " + ".join(known.get(part.strip(), part.strip()) for part in name.split("+")) for name in names}


def moved(found: "pd.DataFrame") -> list[str]:
    """Which levers and uncertain parameters differ between points? Columns of the frame."""
    own = [name for name in found.columns if name not in (*BY, "measure", "mean", "mean_se", "runs")]
    return [name for name in own if found[name].nunique() > 1]
