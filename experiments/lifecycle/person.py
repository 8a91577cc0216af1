"""Who is the hypothetical worker? Attributes, work, what is joined of free will, and what happens in which year."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from experiments.errors import InputError

FIRST_YEAR = 2026
LAST_BIRTH_YEAR = FIRST_YEAR - 16
OLDEST_AGE = 110
JOBS = (
    "food_delivery", "parcel", "ride_hailing", "freight", "domestic_work", "online_work", "self_employed", "casual",
    "employee",
)  # fmt: skip
SCHEMES = ("pension", "resident_pension", "medical", "resident_medical", "injury", "unemployment")
BASES = ("floor", "income", "average")
FORMS = {
    "injury": "injury:7@2030, a grade 1 to 10, none (treated, without a grade) or fatal",
    "birth": "birth@2028",
    "job_loss": "job_loss:6@2030, months without work",
    "illness": "illness:60000@2035, the hospital bill in yuan of that year",
    "care": "care@2060, in need of care from then on",
    "move": "move:guangdong@2030, the province to live in from then on",
}
UNGRADED, FATAL = 11, 12
LONGEST_SPELL_MONTHS = 24


@dataclass(frozen=True)
class Event:
    """What happens in a year; `amount` is a grade, months, yuan or a province's index, 0 where the kind needs none."""

    kind: str
    year: int
    amount: float = 0.0


@dataclass(frozen=True)
class Person:
    """A hypothetical worker. Money in yuan, birth in months since year 0; ages in years."""

    sex: str
    birth_month: int
    job: str
    province: int
    income_month: float  # labour earnings of the first year, which grow with the economy's wages
    joins: tuple[str, ...] = ("pension", "medical")
    base: str = "floor"
    paid_years: float = 0.0  # already paid in employee pension and employee medical
    death_age: int | None = None
    events: tuple[Event, ...] = ()

    def of_kind(self, kind: str, year: int) -> list[Event]:
        """The events of one kind in a year."""
        return [event for event in self.events if (event.kind, event.year) == (kind, year)]

    def has(self, kind: str) -> bool:
        """Is an event of this kind given in any year?"""
        return any(event.kind == kind for event in self.events)


def person_of(
    sex: str, born: str, job: str, province: str, income: float, joins: str = "pension,medical", base: str = "floor",
    paid_years: float = 0.0, death_age: int | None = None, events: Iterable[str] = (),
) -> Person:  # fmt: skip
    """Which person do the options of the command describe? InputError names the option and what would be right."""
    if not 100.0 <= income <= 1e6:
        raise InputError(f"--income: {income:g} yuan a month is no earnings; give 100 to 1,000,000")
    birth_month = month_of(born)
    age = FIRST_YEAR - birth_month // 12
    if death_age is not None and not max(age, 17) <= death_age <= OLDEST_AGE:
        raise InputError(f"--death-age: {death_age} is not between {max(age, 17)} and {OLDEST_AGE}")
    if not 0.0 <= paid_years <= age - 15:
        raise InputError(
            f"--paid-years: {paid_years:g} is not between 0 and {max(age - 15, 0)}, the years since age 16"
        )
    person = Person(
        sex=chosen("--sex", sex, ("male", "female")), birth_month=birth_month, job=chosen("--job", job, JOBS),
        province=province_of(province), income_month=float(income), joins=joins_of(joins),
        base=chosen("--base", base, BASES), paid_years=float(paid_years), death_age=death_age,
        events=tuple(event_of(text) for text in events),
    )  # fmt: skip
    check_events(person)
    return person


def month_of(text: str) -> int:
    """Which month since year 0 is `1995-06`? InputError unless the person is 16 to 100 in the first year."""
    found = re.fullmatch(r"(\d{4})-(\d{1,2})", text.strip())
    if not found or not 1 <= int(found[2]) <= 12:
        raise InputError(f"--born: {text} is no month; write year and month, as in 1995-06")
    year = int(found[1])
    if not FIRST_YEAR - 100 <= year <= LAST_BIRTH_YEAR:
        raise InputError(f"--born: {text} is outside {FIRST_YEAR - 100}-01 to {LAST_BIRTH_YEAR}-12, ages 16 to 100")
    return 12 * year + int(found[2]) - 1


def joins_of(text: str) -> tuple[str, ...]:
    """Which schemes does the person join where the law leaves the choice? `none` or names with commas."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if names == ["none"]:
        return ()
    joined = tuple(chosen("--joins", name, SCHEMES) for name in names)
    for scheme in ("pension", "medical"):
        if scheme in joined and f"resident_{scheme}" in joined:
            raise InputError(f"--joins: {scheme} and resident_{scheme} exclude each other; name one of them")
    return joined


def event_of(text: str) -> Event:
    """Which event is `injury:7@2030`? InputError for an unknown kind, a bad amount or a bad year."""
    found = re.fullmatch(r"([a-z_]+)(?::([^@]*))?@(\d+)", text.strip())
    if not found:
        raise InputError(f"--event: {text} is no event; write {' or '.join(FORMS.values())}")
    kind, given, year = chosen("--event", found[1], tuple(FORMS)), found[2], int(found[3])
    words = {"none": float(UNGRADED), "fatal": float(FATAL)} if kind == "injury" else {}
    if kind in ("birth", "care"):
        if given:
            raise InputError(f"--event: {text}: write {FORMS[kind]}")
        return Event(kind, year)
    if kind == "move":
        if not (given or "").strip():
            raise InputError(f"--event: {text}: write {FORMS[kind]}")
        return Event(kind, year, float(province_of(given, "--event: move")))
    limits = {"injury": (1, 10), "job_loss": (1, LONGEST_SPELL_MONTHS), "illness": (1, 10_000_000)}[kind]
    whole = int(given) if given and given.isdigit() else -1
    if given not in words and not limits[0] <= whole <= limits[1]:
        raise InputError(
            f"--event: {text}: {given or 'nothing'} is not {limits[0]} to {limits[1]}; write {FORMS[kind]}"
        )
    return Event(kind, year, words.get(given, float(whole)))


def check_events(person: Person) -> None:
    """Can these events happen to this person? InputError otherwise."""
    seen = set()
    last = person.birth_month // 12 + OLDEST_AGE
    for event in person.events:
        if not FIRST_YEAR <= event.year <= last:
            raise InputError(f"--event: {event.kind}@{event.year} lies outside the life from {FIRST_YEAR} to {last}")
        if event.kind == "birth" and person.sex == "male":
            raise InputError("--event: birth: the maternity branch pays to the mother; choose --sex female")
        if event.kind == "birth" and not 15 <= event.year - person.birth_month // 12 <= 50:
            raise InputError(f"--event: birth@{event.year}: she is not 15 to 50 years old then")
        if (event.kind, event.year) in seen:
            raise InputError(f"--event: {event.kind}@{event.year} is given twice; a year has one of a kind")
        seen.add((event.kind, event.year))
    here = person.province
    for move in sorted((event for event in person.events if event.kind == "move"), key=lambda event: event.year):
        if int(move.amount) == here:
            raise InputError(f"--event: move@{move.year}: the person lives in that province already; name another")
        here = int(move.amount)


def province_of(text: str, option: str = "--province") -> int:
    """Which province is this, in English or Chinese, in any case, with _ or - for a space?"""
    from model.provinces import load_provinces

    provinces = load_provinces()
    if text.strip() in provinces.names_zh:
        return provinces.names_zh.index(text.strip())
    known = tuple(name.casefold().replace(" ", "_") for name in provinces.names)
    return known.index(chosen(option, text.strip().replace(" ", "_").replace("-", "_"), known))


def chosen(option: str, text: str, known: tuple[str, ...]) -> str:
    """The name among `known` that is meant. InputError with a suggestion, or with all of them."""
    name = text.strip().casefold()
    if name in known:
        return name
    close = difflib.get_close_matches(name, known, 1)
    hint = f"did you mean {close[0]}?" if close else f"give one of {', '.join(known)}"
    raise InputError(f"{option}: unknown {text.strip() or '(nothing)'}; {hint}")
