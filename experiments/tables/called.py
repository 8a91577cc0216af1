"""What are measures and uncertain parameters called? In words that follow from what they are, in both languages.

The names under which a file declares them stay in the data; a title that two measures share has the name behind it.
"""

from collections import Counter
from collections.abc import Mapping

from experiments.labels import Labels
from experiments.tables.welfare import group_label

OF = {"fund": "fund", "group": "group", "branch": "branch", "payer": "payer", "figure": "measure", "cohort": "cohort"}


def measure_titles(measures: Mapping, labels: Labels) -> dict[str, str]:
    """A title by name. measures: `experiments.measured.Measure` by name, or what a manifest holds of them."""
    found = {name: _title(each, labels) for name, each in measures.items()}
    times = Counter(found.values())
    return {name: title if times[title] == 1 else f"{title} ({name})" for name, title in found.items()}


def parameter_title(name: str, labels: Labels) -> str:
    """What is an uncertain parameter called, as `behaviour.trust`? By its name where nobody has named it."""
    key = f"parameter.{name.rpartition('.')[2]}"
    return labels(key) if labels.has(key) else name.removeprefix("behaviour.").replace("_", " ")


def _title(measure, labels: Labels) -> str:
    given = measure if isinstance(measure, Mapping) else measure.model_dump()
    words = {name: labels.of(kind, given[name]) for name, kind in OF.items() if given.get(name) is not None}
    title = labels(f"measure_of.{given['of']}", **words)
    if given.get("dimension") not in (None, "all"):
        title = labels("measure_of.part", title=title, part=group_label(
            {"dimension": given["dimension"], "group": given["type"]}, labels))  # fmt: skip
    return title if given.get("year") is None else labels("measure_of.in_year", title=title, year=given["year"])
