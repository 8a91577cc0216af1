"""Does the model bear out what the article claims, and on which assumption does it depend?"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.claims import BASELINE, Claim
from experiments.compare import Comparison, Setup, compare, settings_of
from experiments.crossing import labels_of
from experiments.effects import effect
from experiments.errors import InputError
from experiments.output import identity
from model.measures.variance import standard_error_of_mean

if TYPE_CHECKING:
    from model.law.design import Design
    from model.settings import Settings

SUPPORTED, NOT_SUPPORTED, UNDECIDED, NOT_RUN = "supported", "not supported", "undecided", "not run"
ENDS = ("low", "high")
NORMAL_95 = 1.96


class Finding(NamedTuple):
    """What a claim has met: mean effect, its standard error, the verdict at the central values and on what it hangs."""

    claim: Claim
    effect: float
    standard_error: float
    central: str
    depends_on: tuple[str, ...]  # "trust low: not supported"

    @property
    def verdict(self) -> str:
        """In words: the central verdict, or on which constants it depends."""
        if not self.depends_on:
            return self.central
        names = dict.fromkeys(text.split(" ")[0] for text in self.depends_on)
        return f"depends on: {', '.join(names)}"


class Article(NamedTuple):
    """The findings, the comparison at central values, and which designs there are for the article's ids."""

    findings: list[Finding]
    comparison: Comparison
    names: dict[str, str]
    determinants: dict


def known_designs() -> dict[str, str]:
    """Which design stands for each of the article's ids? D01 -> name, for the designs that there are."""
    from model.law.design import list_designs

    return {file.id: file.name for file in list_designs() if file.id}


def expression(text: str, names: dict[str, str]) -> str | None:
    """Which sum of names do the ids stand for? None if a design is missing."""
    if text == BASELINE:
        return BASELINE
    ids = [part.strip() for part in text.split("+")]
    return " + ".join(names[each] for each in ids) if all(each in names for each in ids) else None


def judge(values, replications: Sequence[int], sign: int, at_most: float | None = None) -> tuple[float, float, str]:
    """Mean effect, its standard error, and the verdict on an effect of this sign.

    Supported: beyond zero in the claimed direction by 1.96 standard errors, and not beyond `at_most` in size; not
    supported: beyond zero the other way, exactly nothing, or too far; undecided between.
    """
    values = np.asarray(values, dtype=float)
    mean = float(values.mean())
    error = float(standard_error_of_mean(values, *labels_of(replications)))
    if np.isnan(mean):
        return mean, error, NOT_RUN
    reach = NORMAL_95 * error if error == error else 0.0
    too_far = at_most is not None and abs(mean) - reach > at_most
    if too_far or sign * mean < -reach or not np.any(values):
        return mean, error, NOT_SUPPORTED
    within = at_most is None or abs(mean) + reach <= at_most
    return mean, error, SUPPORTED if sign * mean > reach and within else UNDECIDED


class Plan(NamedTuple):
    """Which comparisons the article needs: at central values, and at both ends of each constant's range."""

    central: Setup
    ends: dict[tuple[str, str], Setup]
    names: dict[str, str]
    claims: list[Claim]
    designs: dict[str, str]  # expression -> name of the design it makes

    @property
    def steps(self) -> int:
        """How much work is it, in simulated years?"""
        return sum(run.steps for setup in (self.central, *self.ends.values()) for run in setup.runs())

    def determinants(self) -> dict:
        """All that the result depends on."""
        claims = [claim._asdict() for claim in self.claims]
        return {"experiment": "article", "claims": claims, "ends": sorted(map(list, self.ends)),
                "comparison": self.central.determinants()}  # fmt: skip

    def identity(self) -> str:
        """Which experiment is this?"""
        return identity(self.determinants())


def plan(
    claims: Sequence[Claim], names: dict[str, str], find: Callable[[str], "Design"], population: int, until: int,
    replications: int, seed: int, variant: str, vary: bool,
) -> Plan:  # fmt: skip
    """Which runs do the claims need? InputError if no design of any claim exists."""
    settings = settings_of(population=population, until=until, seed=seed, variant=variant, lifetime_ledger=True)
    against = find(BASELINE)
    wanted = dict.fromkeys(text for claim in claims for each in claim.designs if (text := expression(each, names)))
    own = {name: find(name) for name in names.values() if name != BASELINE}
    shown = {name: name for name, design in own.items() if design.against == BASELINE}
    designs = {text: find(text) for text in (*wanted, *shown) if text != BASELINE}
    if not designs:
        raise InputError("no design of the article's claims exists")
    made = {text: design.name for text, design in designs.items()} | {BASELINE: against.name}
    central = _setup(designs.values(), against, replications, settings)
    ends = {}
    for parameter in dict.fromkeys(name for claim in claims for name in claim.depends_on) if vary else ():
        touched = [text for claim in claims if parameter in claim.depends_on for each in claim.designs
                   if (text := expression(each, names)) and text != BASELINE]  # fmt: skip
        if touched:
            for end in ENDS:
                chosen = at_end(settings, parameter, end)
                ends[parameter, end] = _setup([designs[text] for text in touched], against, replications, chosen)
    return Plan(central, ends, names, list(claims), made)


def at_end(settings: "Settings", parameter: str, end: str) -> "Settings":
    """The settings with a behavioural constant at the low or high end of its range."""
    field = type(settings.behaviour).model_fields[parameter]
    limit = {key: getattr(item, key) for item in field.metadata for key in ("ge", "le") if hasattr(item, key)}
    value = limit["ge" if end == "low" else "le"]
    return settings.model_copy(update={"behaviour": settings.behaviour.model_copy(update={parameter: value})})


def run(plan: Plan, jobs: int, progress_of: Callable[[Setup], object]) -> Article:
    """Weigh every claim. All designs meet the same persons and luck; ends of ranges follow one after the other."""
    central = compare(plan.central, jobs, progress_of(plan.central))
    found = {claim.id: _verdict(central, claim, plan) for claim in plan.claims}
    hangs: dict[str, list[str]] = {claim.id: [] for claim in plan.claims}
    for (parameter, end), setup in plan.ends.items():
        comparison = compare(setup, jobs, progress_of(setup))
        for claim in plan.claims:
            if parameter in claim.depends_on and found[claim.id][2] != NOT_RUN:
                verdict = _verdict(comparison, claim, plan)[2]
                if verdict != found[claim.id][2] and verdict != NOT_RUN:
                    hangs[claim.id].append(f"{parameter} {end}: {verdict}")
    findings = [Finding(claim, *found[claim.id], tuple(hangs[claim.id])) for claim in plan.claims]
    return Article(findings, central, plan.names, plan.determinants())


def _setup(designs, against: "Design", replications: int, settings: "Settings") -> Setup:
    unique = {design.name: design for design in designs if design.name != against.name}
    return Setup(tuple(unique.values()), against, replications, settings)


def _verdict(comparison: Comparison, claim: Claim, plan: Plan) -> tuple[float, float, str]:
    texts = [expression(each, plan.names) for each in claim.designs]
    if None in texts:
        return float("nan"), float("nan"), NOT_RUN
    values = effect(comparison, claim, *(plan.designs[text] for text in texts))
    return judge(values, range(comparison.setup.replications), claim.sign, claim.at_most)
