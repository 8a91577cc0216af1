"""How does a study of sensitivity look? Tables of parameters, swings, Morris's effects and Sobol's indices; figures."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.labels import Labels
from experiments.presentation import Drawing, Presentation
from experiments.sensitivity import answers, draw
from experiments.sensitivity.study import Sensitivity
from experiments.tables.called import parameter_title
from experiments.tables.means import decimals
from experiments.tables.table import Table, merged, number

if TYPE_CHECKING:
    import pandas as pd


def present(folder: Path, options: Mapping, labels: Labels) -> Presentation:
    """The tables and figures of the study in this folder. InputError if runs are missing."""
    study = Sensitivity.model_validate(options["sensitivity"])
    names = {name: parameter_title(name, labels) for name in study.uncertain}
    swung = answers.swings(study, answers.answers(study, folder))
    luck = answers.noise(study, swung)
    effects = answers.screened(study, answers.answers(study, folder / answers.MORRIS), luck)
    kept = answers.ranked(study, effects)
    shares = answers.shares(study, kept, answers.answers(study, folder / answers.SOBOL), luck)
    tables = [
        _parameters(study, names, labels), _swings(study, swung, names, labels),
        _effects(study, effects, names, labels), _shares(study, shares, names, labels),
    ]  # fmt: skip
    drawings = [
        Drawing("tornado", labels("caption.tornado"), draw.tornado(study, swung, names, labels), swung),
        Drawing("effects", labels("caption.effects"), draw.effects(study, effects, names, labels), effects),
        Drawing("variance", labels("caption.variance"), draw.variance(study, shares, names, labels), shares),
    ]
    return Presentation(study.zh if labels.language == "zh" else study.en, tables, drawings)


def _parameters(study: Sensitivity, names: Mapping[str, str], labels: Labels) -> Table:
    import pandas as pd

    rows, data = [], []
    for name, parameter in study.uncertain.items():
        ends = [each if isinstance(each, str) else f"{each:g}" for each in parameter.extremes]
        centre = study.centre()[name]
        told = centre if isinstance(centre, str) else f"{centre:.3g}"
        rows.append([names[name], parameter.distribution, ", ".join(ends), told, parameter.source])
        data.append((name, parameter.distribution, ", ".join(ends), centre, parameter.source))
    headers = [labels(f"sensitivity.{word}") for word in ("parameter", "distribution", "values", "centre", "source")]
    frame = pd.DataFrame(data, columns=["parameter", "distribution", "values", "centre", "source"])
    return Table("parameters", labels("table.parameters"), headers, rows, 5, frozenset(), "", frame)


def _swings(study: Sensitivity, data: "pd.DataFrame", names: Mapping[str, str], labels: Labels) -> Table:
    def cells(row, digits: int) -> list[str]:
        low, high = (each if isinstance(each, str) else f"{each:g}" for each in (row.value_low, row.value_high))
        swing = f"{number(row.swing, digits)} ({number(row.swing_se, digits)})"
        return [low, high, number(row.at_low, digits), number(row.at_high, digits), swing]

    words = ("value_low", "value_high", "at_low", "at_high", "swing")
    note = labels("note.swings", replications=study.swing_replications)
    return _table(study, "swings", data, "swing", cells, words, note, names, labels)


def _effects(study: Sensitivity, data: "pd.DataFrame", names: Mapping[str, str], labels: Labels) -> Table:
    def cells(row, digits: int) -> list[str]:
        mark = labels("sensitivity.mark") if row.unclear else ""
        return [number(each, digits) for each in (row.mu_star, row.mu_star_conf, row.mu, row.sigma, row.floor)] + [mark]

    words = ("mu_star", "bound", "mu", "sigma", "floor", "mark")
    runs = study.trajectories * (len(study.uncertain) + 1)
    note = labels("note.effects", trajectories=study.trajectories, points=runs)
    return _table(study, "effects", data, "mu_star", cells, words, note, names, labels)


def _shares(study: Sensitivity, data: "pd.DataFrame", names: Mapping[str, str], labels: Labels) -> Table:
    def cells(row, digits: int) -> list[str]:
        mark = labels("sensitivity.mark") if row.unclear else ""
        return [number(each, 2) for each in (row.S1, row.S1_conf, row.ST, row.ST_conf, row.floor)] + [mark]

    words = ("S1", "bound", "ST", "bound", "floor", "mark")
    note = labels("note.shares", samples=study.samples, points=study.samples * (study.kept + 2))
    small = data[data["enough"] > study.samples].groupby("criterion", sort=False)["enough"].first()
    for name, enough in small.items():
        title = study.criteria[name].title(labels)
        note += labels("note.too_few", criterion=title, wide=answers.WIDE, enough=f"{enough:,}")
    return _table(study, "shares", data, "ST", cells, words, note, names, labels)


def _table(study, name: str, data, by: str, cells, words, note: str, names, labels: Labels) -> Table:
    """A line per criterion and parameter, the largest first."""
    rows = []
    for criterion, declared in study.criteria.items():
        part = data[data["criterion"] == criterion]
        part = part.loc[part[by].abs().sort_values(ascending=False, kind="stable").index]
        digits = decimals(float(part[by].abs().max()))
        title = f"{declared.title(labels)}, {draw.unit_of(study, declared, labels)}"
        rows += [[title, names[row.parameter], *cells(row, digits)] for row in part.itertuples()]
    shown, sections = merged(rows, 1)
    headers = [labels(f"sensitivity.{word}") for word in ("criterion", "parameter", *words)]
    return Table(name, labels(f"table.{name}"), headers, shown, 2, sections, note, data)
