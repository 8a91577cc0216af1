"""Which claims of the article are weighed, by which design and measure? `article.yaml`, read and checked."""

import re
from pathlib import Path
from typing import NamedTuple

from experiments.errors import InputError
from experiments.ex_ante import COHORTS, ENTRANT_TYPES, LIVING_TYPES

FILE = Path(__file__).with_name("article.yaml")
MEASURES = {
    "coverage": ("branch", "group"),
    "cev": ("cohort", "dimension", "group"),
    "balance": ("fund",),
    "treasury": (),
    "burden": ("group", "payer"),
    "benefit_per_yuan": ("kind", "type"),
    "distribution": ("figure",),
}
SIGNS = {"+": 1, "-": -1}
BASELINE = "status_quo"
FIELDS = {"id", "section", "claim", "design", "against", "measure", "at", "sign", "at_most", "depends_on"}
OPTIONAL = {"against", "at_most"}
_SECTION = re.compile(r"(I|II|III)(\(\d\))?([①②])?( intro)?")
_DESIGN = re.compile(r"D\d\d( \+ D\d\d)*")


class Claim(NamedTuple):
    """One statement: `measure` at `at` moves with `sign` under `design` against `against`."""

    id: str
    section: str
    claim: str
    design: str
    against: str
    measure: str
    at: dict[str, str]
    sign: int
    at_most: float | None  # in the measure's unit, where the claim also says how far
    depends_on: tuple[str, ...]

    @property
    def designs(self) -> tuple[str, ...]:
        """The two designs that are compared."""
        return self.design, self.against


def load_claims(path: Path = FILE) -> list[Claim]:
    """All claims in the order of the file. InputError names file, claim and field of what is wrong."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        table = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except YAMLError as error:
        raise InputError(f"{path}: is not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(table, dict) or not isinstance(table.get("claims"), list) or not table["claims"]:
        raise InputError(f"{path}: needs a list `claims` with at least one claim")
    claims = [_claim(row, f"{path.name}, claim {place}") for place, row in enumerate(table["claims"], 1)]
    seen: set[str] = set()
    for claim in claims:
        if claim.id in seen:
            raise InputError(f"{path.name}: the id {claim.id} stands twice")
        seen.add(claim.id)
    return claims


def _claim(row, where: str) -> Claim:
    from model.settings import BehaviourSettings

    if not isinstance(row, dict):
        raise InputError(f"{where}: is no mapping of fields")
    where = f"{where} ({row.get('id', 'without id')})"
    unknown, missing = set(row) - FIELDS, FIELDS - OPTIONAL - set(row)
    for kind, names in (("unknown", unknown), ("missing", missing)):
        if names:
            raise InputError(f"{where}: {kind} field {', '.join(sorted(names))}")
    against = row.get("against", BASELINE)
    _need(_SECTION.fullmatch(str(row["section"])), where, "section", row["section"], "a section as III(2) or II(3)①")
    _need(_DESIGN.fullmatch(str(row["design"])), where, "design", row["design"], "an id D01 to D31 or a sum of ids")
    _need(against == BASELINE or _DESIGN.fullmatch(str(against)), where, "against", against, "an id or status_quo")
    _need(row["measure"] in MEASURES, where, "measure", row["measure"], f"one of {', '.join(MEASURES)}")
    _need(row["sign"] in SIGNS, where, "sign", row["sign"], '"+" or "-"')
    wanted = MEASURES[row["measure"]]
    at = {name: str(value) for name, value in row["at"].items()}
    _need(set(at) == set(wanted), where, "at", at, f"the fields {', '.join(wanted) or '(none)'}")
    if row["measure"] == "cev":
        types = {"living": LIVING_TYPES, "entrant": ENTRANT_TYPES}.get(at["cohort"], ())
        _need(at["cohort"] in COHORTS, where, "at.cohort", at["cohort"], " or ".join(COHORTS))
        _need(at["dimension"] in types, where, "at.dimension", at["dimension"], f"one of {', '.join(types)}")
    for name in row["depends_on"]:
        _need(name in BehaviourSettings.model_fields, where, "depends_on", name, "a constant of settings.behaviour")
    _need(str(row["claim"]).strip(), where, "claim", row["claim"], "a sentence")
    return Claim(
        str(row["id"]), row["section"], " ".join(row["claim"].split()), row["design"], against, row["measure"], at,
        SIGNS[row["sign"]], row.get("at_most"), tuple(row["depends_on"]),
    )  # fmt: skip


def _need(holds, where: str, field: str, value, right: str) -> None:
    if not holds:
        raise InputError(f"{where}: {field}: {value} is not {right}")
