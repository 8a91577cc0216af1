"""What does each design change by 2050 beside its own comparator, and why? One line a design."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments.claims import Claim
from experiments.crossing import labels_of
from experiments.effects import LATEST_COVERAGE_YEAR, effect
from experiments.errors import InputError
from experiments.labels import Labels
from experiments.tables.table import NOTHING, Table, number
from model.measures.variance import standard_error_of_mean

if TYPE_CHECKING:
    import pandas as pd

    from experiments.compare import Comparison, Setup
    from model.law.design_file import DesignFile

REASONS = Path(__file__).resolve().parent.parent / "design_reasons.yaml"
ALL = {"cohort": "living", "dimension": "all", "group": "all"}
MEASURES: dict[str, tuple[str, dict[str, str], int]] = {
    "pension_coverage": ("coverage", {"branch": "pension", "group": "flexible"}, 1),
    "medical_coverage": ("coverage", {"branch": "medical", "group": "flexible"}, 1),
    "injury_coverage": ("coverage", {"branch": "injury", "group": "flexible"}, 1),
    "unemployment_coverage": ("coverage", {"branch": "unemployment", "group": "flexible"}, 1),
    "maternity_coverage": ("coverage", {"branch": "maternity", "group": "flexible"}, 1),
    "reserves": ("reserve", {"fund": "all"}, 0),
    "worker_burden": ("burden", {"group": "flexible", "payer": "worker"}, 2),
    "platform_burden": ("burden", {"group": "flexible", "payer": "platform"}, 2),
    "treasury": ("treasury", {}, 2),
    "cev": ("cev", ALL, 2),
}


def reasons(path: Path = REASONS) -> dict[str, str]:
    """Why does a design do what it does, in a sentence by name? InputError where the file is not such a list."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        found = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, YAMLError) as error:
        raise InputError(f"{path}: cannot be read: {' '.join(str(error).split())}") from None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise InputError(f"{path}: a sentence for each design is needed, as `name: why`")
    return found


def frame(comparison: "Comparison", files: Sequence["DesignFile"]) -> "pd.DataFrame":
    """A row per design that was run with its comparator: each measure's mean change and standard error."""
    import pandas as pd

    why = reasons()
    run = set(comparison.setup.all_designs)
    numbers = range(comparison.setup.replications)
    rows = []
    for file in files:
        if file.name not in run or file.against not in run or file.name == file.against:
            continue
        row = {"id": file.id or "", "design": file.name, "against": file.against}
        for name, (measure, at, _) in MEASURES.items():
            claim = Claim(name, "", "", file.name, file.against, measure, at, 1, None, ())
            values = effect(comparison, claim, file.name, file.against)
            row[name] = float(values.mean())
            row[f"{name}_se"] = float(standard_error_of_mean(values, *labels_of(numbers)))
        rows.append({**row, "why": why.get(file.name, "")})
    return pd.DataFrame(rows)


class Told(NamedTuple):
    """What is said of the numbers: how many replications, and the year of coverage and reserves."""

    replications: int
    year: int


def told_of(setup: "Setup") -> Told:
    """What is said of the numbers of this comparison?"""
    return Told(setup.replications, min(LATEST_COVERAGE_YEAR, setup.settings.until))


def table(comparison: "Comparison", files: Sequence["DesignFile"], labels: Labels) -> Table:
    """The same as readers see it, standard errors in brackets."""
    return words(frame(comparison, files), told_of(comparison.setup), labels)


def words(data: "pd.DataFrame", told: Told, labels: Labels) -> Table:
    """The numbers of `frame` as readers see them, standard errors in brackets."""
    rows = [
        [row["id"] or NOTHING, row["design"], row["against"], *(_cell(row, name) for name in MEASURES), row["why"]]
        for row in data.to_dict("records")
    ]
    first = ("number", "design", "against")
    headers = [*(labels(f"word.{word}") for word in first), *(labels(f"effect.{name}") for name in MEASURES)]
    headers.append(labels("word.why"))
    note = labels("note.design_effects", **told._asdict())
    return Table("design_effects", labels("table.design_effects"), headers, rows, 3, frozenset(), note, data)


def _cell(row: dict, name: str) -> str:
    digits = MEASURES[name][2]
    return f"{number(row[name], digits)} ({number(row[f'{name}_se'], digits)})"
