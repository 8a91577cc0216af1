"""How does a folder of `linghuo lifecycle` become its table and figure? From the sums and years of each life in it."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from agents.codes import PAYERS
from experiments import presentation, results
from experiments.labels import Labels
from experiments.lifecycle.outcome import CLAIM_AGE, FIRST_PENSION, KINDS, PAID_YEARS, Outcome, frame
from experiments.lifecycle.person import Person

LIVES, YEARS = "lives.parquet", "years.parquet"


class Titles(NamedTuple):
    """What a design is called, and what it is meant to be read against."""

    id: str
    en: str
    zh: str
    against: str


def keep(outcomes: list[Outcome], person: Mapping, folder: Path) -> None:
    """Write what is drawn again: who it is, the sums of each life, and its years."""
    import pandas as pd

    from experiments.output import write_json

    titles = results.titles(each.design for each in outcomes)
    write_json(folder / presentation.ANALYSIS, {"kind": "lifecycle", "person": person, "designs": titles})
    frame(outcomes).to_parquet(folder / LIVES, index=False)
    years = pd.concat([each.years.assign(design=each.design.name) for each in outcomes], ignore_index=True)
    years.to_parquet(folder / YEARS, index=False)


def outcomes_of(folder: Path, titles: Mapping) -> list[Outcome]:
    """The lives that the folder holds, in their order; their designs have titles and none of their changes."""
    import pandas as pd

    years = dict(list(pd.read_parquet(folder / YEARS).groupby("design", sort=False)))
    designs = results.titled(titles)
    return [
        Outcome(
            design=designs[row["design"]],
            years=years[row["design"]].drop(columns="design").reset_index(drop=True),
            paid={payer: row[f"paid_{payer}"] for payer in PAYERS},
            received={kind: row[f"received_{kind}"] for kind in KINDS},
            claim_age=row[CLAIM_AGE], first_pension=row[FIRST_PENSION], replacement=row["replacement"],
            paid_years=row[PAID_YEARS],
        )
        for row in pd.read_parquet(folder / LIVES).to_dict("records")
    ]  # fmt: skip


def present(folder: Path, options: Mapping, labels: Labels) -> presentation.Presentation:
    """The table and the figure of the lives in this folder. pydantic's ValidationError: the person is none."""
    from pydantic import TypeAdapter

    from experiments.figures import lifecycle as figure
    from experiments.tables.lifecycle import table

    person = TypeAdapter(Person).validate_python(options["person"])
    titles = TypeAdapter(dict[str, Titles]).validate_python(options["designs"])
    outcomes = outcomes_of(folder, {name: each._asdict() for name, each in titles.items()})
    words = table(outcomes, person, labels)
    drawing = presentation.Drawing("lifecycle", labels("caption.lifecycle"), *figure.draw(outcomes, labels))
    return presentation.Presentation(words.title, [words], [drawing], "tables", "figures")
