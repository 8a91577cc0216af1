"""How does a survey become persons of the model? Read, filled from donors, raked, with a report of all of it."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from calibration.microdata import raking
from calibration.microdata.filling import (
    CERTAIN,
    DONOR_DRAW,
    SEVERAL,
    answered,
    fill,
    hukou_parts,
    imply,
    income_limits,
    possible,
    sought_of,
    sought_of_donors,
)
from calibration.microdata.hot_deck import LEVELS, NO_DONOR, find_donors
from calibration.microdata.map_file import Map, read_map
from calibration.microdata.margins import Margin, margins_of
from calibration.microdata.reading import Answers, base_year_ages, read_answers
from calibration.microdata.survey import SurveyError, read_survey
from calibration.microdata.targets import TARGETS
from model.alignment import uniforms
from model.luck import Purpose
from model.persons_file import DONOR, NUMBER, PERSON_COLUMNS
from model.population import build_population
from model.settings import Settings
from model.start_year import BASE_YEAR
from model.status_profile import status_profile
from model.world import World

DONORS = 100_000
RELAXED = ("medical_scheme", "pension_scheme", "claim", "sector", *SEVERAL)  # in this order, where they contradict
SHOWN = 6
DONOR_RULE = "of the donor"
RULES = {
    "birth_year": "from the age",
    "birth_month": "drawn, all months alike",
    "age": "from the year of birth",
    "home_province": "of the donor where he lives so too, else drawn by the streams between provinces",
    "claim_year": "at the donor's age",
    "pension_months": "of the donor, no more than since the age of 15",
    "deemed_months": "of the donor, no more than since the age of 15",
    "resident_months": "of the donor, no more than since the age of 15",
    "index": "of the donor",
    "pension_account": "of the donor, in proportion to months",
    "resident_account": "of the donor, in proportion to months",
    "medical_account": "of the donor, in proportion to months",
}


class Imported(NamedTuple):
    """Persons of a survey as records of the model, and what was done to get them."""

    columns: dict[str, np.ndarray]
    survey_map: Map
    digest: str
    rows: int  # of the file
    answers: pd.DataFrame  # a row per target
    dropped: pd.DataFrame  # a row per reason
    cells: pd.DataFrame  # a row per width of the donors' cells
    margins: pd.DataFrame  # a row per category
    weights: pd.DataFrame  # a row per figure
    merged: tuple[str, ...]


def import_persons(path: Path | str, map_path: Path | str, seed: int = 1, donors: int = DONORS) -> Imported:
    """The persons of a survey under a map.

    seed: of all that is drawn; donors: records of the synthetic population from whom gaps are filled. LawError,
    SurveyError: the map or the survey cannot be used; the message says where and what would be right.
    """
    given = read_map(map_path)
    frame, digest = read_survey(path)
    found = read_answers(frame, given)
    imply(found)
    settings = Settings(population=donors, until=BASE_YEAR + 1, seed=seed)
    people = build_population(settings)
    base = {name: column[:donors] for name, column in people.columns.items()}
    limits = income_limits(base)
    donors_of = _donors(found, given, base, limits, seed)
    born = base_year_ages(found, given.told.year)
    named = World(settings).base_named(np.uint64(seed))
    columns = fill(found, born, base, donors_of.first, donors_of.medical, seed, given.told.year, named)
    margins, merged = margins_of(columns, given.told.rake)
    population = float(status_profile(BASE_YEAR).population.sum())
    raked = raking.rake(found.weight, margins, given.told.largest_factor, population)
    before = found.weight * (raked.weight.sum() / found.weight.sum())
    columns["weight"][:] = raked.weight
    columns |= {NUMBER: found.number.astype(np.int64), DONOR: base["worker"][donors_of.first]}
    return Imported(
        {name: columns[name] for name in (NUMBER, DONOR, *PERSON_COLUMNS)}, given, digest, len(frame),
        _answers(found, given), _dropped(found), _cells(donors_of), _margins(margins, before, raked.weight),
        _weights(found, before, raked), tuple(merged),
    )  # fmt: skip


class Donors(NamedTuple):
    """Rows of the synthetic population from whom each person has what the survey does not tell."""

    first: np.ndarray  # int64, of all but
    medical: np.ndarray  # what belongs to medical cover; mostly the first
    level: np.ndarray  # how wide the cell of the first was

    def keep(self, mask: np.ndarray) -> "Donors":
        """Those of these persons alone."""
        return Donors(*(each[mask] for each in self))


def _donors(found: Answers, given: Map, base: dict, limits: np.ndarray, seed: int) -> Donors:
    """Each person's donors; persons like nobody are refused, dropped or told less of."""
    donors = _search(found, given, base, limits, seed)
    alone = donors.first == NO_DONOR
    if alone.any() and given.told.contradictory == "error":
        raise SurveyError(
            f"{int(alone.sum())} persons contradict themselves, as nobody of the synthetic population is so: "
            f"{_combinations(found, alone)}; correct the codes, list several codes for a value, or say "
            "`contradictory: impute` or `drop`"
        )
    if alone.any() and given.told.contradictory == "impute":
        for name in RELAXED:
            told = name in found.codes and alone & (found.codes[name] != TARGETS[name].everything)
            if np.any(told):
                found.counts[name]["contradicting"] += int(told.sum())
                found.codes[name] = np.where(told, TARGETS[name].everything, found.codes[name])
                donors = _search(found, given, base, limits, seed)
                alone = donors.first == NO_DONOR
    if alone.any():
        found.drop(alone, "contradicts itself")
        donors = donors.keep(~alone)
    if found.number.size < 2:
        raise SurveyError("fewer than two persons are left to import: the others contradict themselves")
    return donors


def _search(found: Answers, given: Map, base: dict, limits: np.ndarray, seed: int) -> Donors:
    """Donors who agree in all that is certain; where nobody does, a second one for medical cover.

    The second agrees in the medical scheme and the claim, and the scheme must be held by somebody of the same status.
    """
    age = (BASE_YEAR - base_year_ages(found, given.told.year)).astype(np.int64)
    u = uniforms(seed, Purpose.IMPORT, found.number.astype(np.uint32), DONOR_DRAW)
    persons, theirs, weight = sought_of(found, age, limits), sought_of_donors(base, limits), base["weight"]
    first, level = find_donors(persons, theirs, weight, u)
    medical = first.copy()
    alone = np.flatnonzero(first == NO_DONOR)
    if alone.size:

        def again(*names: str) -> tuple[np.ndarray, np.ndarray]:
            return find_donors(persons.only(alone, names), theirs.only(slice(None), names), weight, u[alone])

        other, width = again(*(name for name in persons.bits if name != "medical_scheme"))
        second, _ = again("medical_scheme", "claim")
        agrees = (other != NO_DONOR) & (second != NO_DONOR) & (again("medical_scheme", "status")[0] != NO_DONOR)
        here = alone[agrees]
        first[here], medical[here], level[here] = other[agrees], second[agrees], width[agrees]
    return Donors(first, medical, level)


def _combinations(found: Answers, alone: np.ndarray) -> str:
    """The most frequent combinations of codes that nobody has, with their counts."""
    named = []
    for row in np.flatnonzero(alone):
        words = [f"sex {_words('sex', found.codes['sex'][row])}"]
        for name in CERTAIN:
            bits = int(possible(found, name)[row])
            if name in found.codes and (bits & TARGETS[name].everything) != TARGETS[name].everything:
                words.append(f"{name} {_words(name, bits)}")
        named.append(", ".join(words))
    counted = Counter(named).most_common(SHOWN)
    return "; ".join(f"{words} ({count})" for words, count in counted)


def _words(name: str, bits: int) -> str:
    return " or ".join(word for word, code in TARGETS[name].codes.items() if int(bits) >> code & 1)


def _answers(found: Answers, given: Map) -> pd.DataFrame:
    """What the survey told of each target, and by which rule the rest is filled."""
    kept, rows = found.number.size, []
    other_words = {"age", "birth_year", "hukou_kind", "hukou_place"} - given.columns.keys()
    kind, place = hukou_parts(found)
    for name in TARGETS:
        if name in other_words:
            continue
        counts = found.counts.get(name, Counter())
        if name in found.codes:
            known = int((answered(found, name) >= 0).sum())
            several = int(((answered(found, name) < 0) & (found.codes[name] != TARGETS[name].everything)).sum())
        else:
            known, several = int((~np.isnan(found.numbers[name])).sum()) if name in found.numbers else 0, 0
        if name in ("hukou", "hukou_kind", "hukou_place"):
            parts = {"hukou": (kind >= 0) & (place >= 0), "hukou_kind": kind >= 0, "hukou_place": place >= 0}
            known = int(parts[name].sum())
        dropped = found.dropped[f"impossible {name}"] + found.dropped[f"{name} not known"]
        column = given.columns[name].source if name in given.columns else ""
        rows.append((
            name, column, counts["given"], counts["missing"], counts["unmapped"], counts["not asked"],
            counts["contradicting"], dropped, known, several, kept - known,
            RULES.get(name, DONOR_RULE) if kept > known else "",
        ))  # fmt: skip
    names = ["target", "column", "mapped", "missing", "unmapped", "not_asked", "contradicting", "dropped", "kept",
             "kept_as_one_of_several", "imputed", "rule"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _dropped(found: Answers) -> pd.DataFrame:
    return pd.DataFrame(sorted(found.dropped.items()), columns=["reason", "persons"])


def _cells(donors: Donors) -> pd.DataFrame:
    """How many persons have found a donor in cells of which width?"""
    heads = np.bincount(donors.level, minlength=len(LEVELS))
    rows = [(str(wide), int(count)) for wide, count in zip(LEVELS, heads, strict=False)]
    rows.append(("of these with a second donor for medical cover", int((donors.first != donors.medical).sum())))
    return pd.DataFrame(rows, columns=["agrees_besides_sex_status_and_schemes", "persons"])


def _margins(margins: list[Margin], before: np.ndarray, after: np.ndarray) -> pd.DataFrame:
    rows = []
    for margin in margins:
        counts = (raking.held(margin, weight) for weight in (before, after))
        rows += [
            (margin.name, *each)
            for each in zip(margin.categories, margin.totals, *counts, np.bincount(margin.category,
                            minlength=margin.totals.size), strict=True)
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=["margin", "category", "published", "before", "after", "records"])


def _weights(found: Answers, before: np.ndarray, raked: raking.Raked) -> pd.DataFrame:
    rows = [
        ("persons imported", float(found.number.size)),
        ("effective number of persons (Kish), weights of the survey", raking.kish(before)),
        ("effective number of persons (Kish), raked", raked.kish),
        ("largest factor of a weight", raked.largest_factor),
        ("smallest factor of a weight", raked.smallest_factor),
        ("rounds of raking", float(raked.rounds)),
        ("largest relative difference from a total", raked.worst),
    ]
    return pd.DataFrame(rows, columns=["figure", "value"])
