"""How does an estimation look? Estimates beside their priors, the fit of each block, and what identifies them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.estimate import draw
from experiments.labels import Labels
from experiments.presentation import Drawing, Presentation
from experiments.tables.table import Table, merged, number
from experiments.validate.present import block_name, quantity_name

if TYPE_CHECKING:
    import pandas as pd

ONE_PERCENT = 0.01


def present(folder: Path, options: Mapping, labels: Labels) -> Presentation:
    """The tables and figures of the estimation in this folder, from what its analysis.json holds."""
    results = options["results"]
    note = {"population": options["population"], "replications": options["replications"]}
    last = list(results)[-1]
    tables = [_estimates(results, labels, note), _blocks(results, labels)]
    tables.append(_moments(results[last], labels))
    drawings = []
    for block, result in results.items():
        title = labels.of("estimate_block", block)
        names = {name: labels.of("parameter", name) for name in result["searched"]}
        reacts, moments = _sensitivities(result, labels)
        figure = draw.sensitivity(reacts, names, moments, labels)
        drawings.append(Drawing(f"sensitivity_{block}", labels("caption.sensitivity", block=title), figure, reacts))
        rises = _profiles(result)
        figure = draw.profiles(rises, names, labels)
        drawings.append(Drawing(f"profile_{block}", labels("caption.profile", block=title), figure, rises))
    return Presentation(labels("estimate.title"), tables, drawings)


def _estimates(results: Mapping, labels: Labels, note: dict) -> Table:
    import pandas as pd

    data, rows = [], []
    for block, result in results.items():
        place = {name: k for k, name in enumerate(result["searched"])}
        for p in result["parameters"]:
            k = place.get(p["name"])
            value = p["prior"] if k is None else result["value"][k]
            error = np.nan if k is None else result["standard_error"][k]
            data.append((block, p["name"], value, error, p["prior"], p["low"], p["high"], k is not None))
            said = labels("estimate.yes" if k is not None else "estimate.no")
            rows.append([labels.of("estimate_block", block), labels.of("parameter", p["name"]), said,
                         *(number(v, 3) for v in (value, error, p["prior"], p["low"], p["high"]))])  # fmt: skip
    shown, sections = merged(rows, 1)
    words = ("block", "parameter", "identified", "estimate", "error", "prior", "low", "high")
    columns = ["block", "parameter", "value", "standard_error", "prior", "low", "high", "identified"]
    return Table("estimate_table", labels("table.estimates"), [labels(f"estimate.{word}") for word in words], shown, 3,
                 sections, labels("note.estimates", **note), pd.DataFrame(data, columns=columns))  # fmt: skip


def _blocks(results: Mapping, labels: Labels) -> Table:
    import pandas as pd

    data = pd.DataFrame(
        [
            (block, len(r["moments"]), len(r["searched"]), r["j_statistic"], r["freedom"],
             np.nan if r["p_value"] is None else r["p_value"], r["condition"],
             100.0 * float(np.median(np.abs(r["error"]))), r["evaluations"])
            for block, r in results.items()
        ],
        columns=["block", "moments", "estimated", "j", "freedom", "p_value", "condition", "median", "evaluations"],
    )  # fmt: skip
    rows = [
        [labels.of("estimate_block", row.block), number(row.moments, 0), number(row.estimated, 0), number(row.j, 1),
         number(row.freedom, 0), number(row.p_value, 3), number(row.condition, 1), number(row.median, 1),
         number(row.evaluations, 0)]
        for row in data.itertuples()
    ]  # fmt: skip
    headers = [labels(f"estimate.{word}") for word in data.columns]
    return Table("blocks", labels("table.blocks"), headers, rows, 1, frozenset(), labels("note.blocks"), data)


def _moments(result: Mapping, labels: Labels) -> Table:
    """Mean absolute error of every quantity at the estimate of the last block."""
    import pandas as pd

    moments = pd.DataFrame(result["moments"], columns=["id", "measure", "year"])
    data = moments.assign(error=100.0 * np.array(result["error"]), deviation=100.0 * np.array(result["deviation"]))
    rows = []
    for measure, part in data.groupby("measure", sort=False):
        values = part["error"].mean(), part["error"].abs().mean(), part["deviation"].mean()
        rows.append([_moment(measure, labels), number(len(part), 0), *(number(v, 1) for v in values)])
    headers = [labels(f"estimate.{word}") for word in ("moment", "figures", "mean", "absolute", "deviation")]
    return Table("moments", labels("table.moments"), headers, rows, 1, frozenset(), labels("note.moments"), data)


def _sensitivities(result: Mapping, labels: Labels) -> "tuple[pd.DataFrame, dict[str, str]]":
    """Standard errors by which an estimate moves if all figures of a measure lie a percent higher in the model."""
    import pandas as pd

    matrix = np.array(result["sensitivity"]) * ONE_PERCENT / np.array(result["standard_error"])[:, None]
    measures = [measure for _, measure, _ in result["moments"]]
    rows = [
        (name, measure, float(matrix[k, [m == measure for m in measures]].sum()))
        for k, name in enumerate(result["searched"])
        for measure in dict.fromkeys(measures)
    ]
    names = {measure: _moment(measure, labels) for measure in dict.fromkeys(measures)}
    return pd.DataFrame(rows, columns=["parameter", "measure", "sensitivity"]), names


def _profiles(result: Mapping) -> "pd.DataFrame":
    import pandas as pd

    found = dict(zip(result["searched"], result["value"], strict=True))
    lowest = [(name, value, result["objective"]) for name, value in found.items()]
    data = pd.DataFrame([*result["profile"], *lowest], columns=["parameter", "value", "objective"])
    data = data.sort_values(["parameter", "value"], kind="stable", ignore_index=True)
    prior = {p["name"]: p["prior"] for p in result["parameters"]}
    return data.assign(
        rise=data["objective"] - result["objective"], estimate=data["parameter"].map(found),
        prior=data["parameter"].map(prior),
    )  # fmt: skip


def _moment(measure: str, labels: Labels) -> str:
    return f"{block_name(measure.partition('.')[0], labels)}: {quantity_name(measure, labels)}"
