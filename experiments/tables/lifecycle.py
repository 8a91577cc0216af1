"""What does each design take from one hypothetical worker's life, and what does it give back?"""

from typing import TYPE_CHECKING

from agents.codes import PAYERS
from experiments.labels import Labels
from experiments.lifecycle.outcome import frame
from experiments.tables.table import Table, number

if TYPE_CHECKING:
    from experiments.lifecycle.outcome import Outcome
    from experiments.lifecycle.person import Person

GROUPED = (
    ("pension", ("pension", "resident_pension")),
    ("medical", ("medical", "resident_medical")),
    ("events", ("injury", "unemployment", "maternity", "care")),
    ("heirs", ("heirs",)),
)
THOUSAND = 1000.0


def table(outcomes: list["Outcome"], person: "Person", labels: Labels) -> Table:
    """One row a design: present values by payer and kind in thousand yuan, the pension, and money's worth."""
    rows = []
    for each in outcomes:
        paid = [each.paid[payer] / THOUSAND for payer in PAYERS]
        back = [sum(each.received[kind] for kind in kinds) / THOUSAND for _, kinds in GROUPED]
        rows.append(
            [
                each.design.zh if labels.language == "zh" else each.design.en,
                *(number(value, 0) for value in (*paid, sum(paid), *back, sum(back))),
                number(each.claim_age, 1), number(each.first_pension, 0), number(100 * each.replacement, 0),
                number(each.worth_own, 2), number(each.worth_all, 2),
            ]
        )  # fmt: skip
    headers = [
        labels("word.design"),
        *(labels("header.paid_by", payer=labels.of("payer", payer)) for payer in (*PAYERS, "total")),
        *(labels(f"received.{kind}") for kind, _ in GROUPED), labels("received.total"),
        labels("header.pension_from"), labels("header.first_pension"), labels("header.replacement"),
        labels("header.worth_own"), labels("header.worth_all"),
    ]  # fmt: skip
    return Table("lifecycle", title(person, labels), headers, rows, 1, frozenset(), labels("note.lifecycle"),
                 frame(outcomes))  # fmt: skip


def title(person: "Person", labels: Labels) -> str:
    """Who is it? Sex, month of birth, job, province and income in words."""
    from model.provinces import load_provinces

    provinces = load_provinces()
    names = provinces.names_zh if labels.language == "zh" else provinces.names
    year, month = divmod(person.birth_month, 12)
    return labels(
        "table.lifecycle", sex=labels.of("one", person.sex), born=f"{year}-{month + 1:02}",
        job=labels.of("job", person.job), province=names[person.province], income=number(person.income_month, 0),
    )  # fmt: skip
