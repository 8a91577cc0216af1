"""Which national totals must the weights of imported persons meet? Those that the synthetic population meets."""

from typing import NamedTuple

import numpy as np

from agents.codes import MedicalScheme, Status
from model.cohorts import children_under_16
from model.imported import pension_kind
from model.placement import placement_shares
from model.provinces import load_provinces
from model.start_year import BASE_YEAR, start_constants
from model.status_profile import status_profile

MARGINS = ("age", "status", "province", "pension", "medical")
MILLION = 1e6
FIRST_AGE, LAST_GROUP = 16, 85
PENSION_KINDS = ("no pension", "resident payers", "employee members", "resident recipients", "employee pensioners")


class Margin(NamedTuple):
    """A count of all persons by one thing: the category of each person, their names, and national totals."""

    name: str
    category: np.ndarray  # int64[persons]
    categories: tuple[str, ...]
    totals: np.ndarray  # float64[categories], persons; they add up to the population


def margins_of(persons: dict, names: list[str]) -> tuple[list[Margin], list[str]]:
    """The margins of these names for these persons, and what was merged so that every age has somebody."""
    profile = status_profile(BASE_YEAR).persons()
    population = float(profile.sum())
    made = {
        "status": lambda: Margin(
            "status", persons["status"].astype(np.int64), tuple(each.name.lower() for each in Status),
            profile.sum(axis=(0, 1, 2, 3)),
        ),
        "province": lambda: Margin(
            "province", persons["province"].astype(np.int64), load_provinces().names, province_totals(profile)
        ),
        "pension": lambda: Margin("pension", pension_kind(persons), PENSION_KINDS, pension_totals(population)),
        "medical": lambda: Margin(
            "medical", persons["medical_scheme"].astype(np.int64), tuple(each.name.lower() for each in MedicalScheme),
            medical_totals(population),
        ),
    }  # fmt: skip
    ages, merged = age_margin(persons, profile)
    return [ages if name == "age" else made[name]() for name in names], merged


def age_margin(persons: dict, profile: np.ndarray) -> tuple[Margin, list[str]]:
    """Persons by sex and five-year age, 85 and over the last; a group without anybody joins its younger neighbour."""
    lows = list(range(15, LAST_GROUP + 1, 5))
    single = np.minimum(np.arange(profile.shape[1]) + FIRST_AGE, LAST_GROUP) // 5 - 3
    by_age = profile.sum(axis=(2, 3, 4))
    age = np.minimum(BASE_YEAR - persons["birth_month"] // 12, LAST_GROUP)
    group = (age // 5 - 3).astype(np.int64)
    category, names, totals, merged = np.zeros(age.size, dtype=np.int64), [], [], []
    for sex, word in enumerate(("men", "women")):
        heads = np.bincount(group[persons["sex"] == sex], minlength=len(lows))
        wanted = np.bincount(single, weights=by_age[sex], minlength=len(lows))
        first, place = len(names), np.zeros(len(lows), dtype=np.int64)
        for k, low in enumerate(lows):
            label = f"{word} {max(low, FIRST_AGE)}{'+' if low == LAST_GROUP else f'-{low + 4}'}"
            if heads[k] == 0 and len(names) > first:
                totals[-1] += wanted[k]
                merged.append(f"{label} with {names[-1]}")
            elif k and heads[:k].sum() == 0:  # nobody is younger: the groups before join this one
                totals[-1] += wanted[k]
                merged.append(f"{names[-1]} with {label}")
                names[-1] = label
            else:
                names.append(label)
                totals.append(wanted[k])
            place[k] = len(names) - 1
        mine = persons["sex"] == sex
        category[mine] = place[group[mine]]
    return Margin("age", category, tuple(names), np.array(totals)), merged


def province_totals(profile: np.ndarray) -> np.ndarray:
    """Persons of 16 and over by province, as the synthetic population is placed: float64[31]."""
    from model.placement import FIRST_AGE as YOUNGEST
    from model.placement import place_of

    persons = profile.sum(axis=(0, 2))  # [age, kind, status]
    ages, kinds, statuses = np.indices(persons.shape)
    away = status_profile(BASE_YEAR).nonlocal_share[ages, kinds]
    shares, total = placement_shares(), np.zeros(31)
    for lives_away, part in ((False, 1.0 - away), (True, away)):
        place = place_of(statuses, ages + YOUNGEST, kinds, np.full(persons.shape, lives_away))
        mass = np.bincount(place.ravel(), weights=(persons * part).ravel(), minlength=len(shares))
        total += mass @ shares
    return total


def pension_totals(population: float) -> np.ndarray:
    """Persons by their part in the pension schemes, in the order of PENSION_KINDS."""
    total = start_constants(BASE_YEAR)
    payers, members, recipients, pensioners = (
        total[name] * MILLION
        for name in (
            "resident_pension_payers", "pension_workers", "resident_pension_recipients", "pension_retirees",
        )
    )  # fmt: skip
    return np.array([population - payers - members - recipients - pensioners, payers, members, recipients, pensioners])


def medical_totals(population: float) -> np.ndarray:
    """Persons of 16 and over by medical scheme; children are taken off the members of resident medical."""
    total = start_constants(BASE_YEAR)
    flexible, retired = total["medical_flexible"] * MILLION, total["medical_retirees"] * MILLION
    employed = total["medical_workers"] * MILLION - flexible
    children = total["children_in_resident_medical"] * children_under_16(BASE_YEAR)
    resident = total["resident_medical"] * MILLION - children
    return np.array([population - resident - employed - flexible - retired, resident, employed, flexible, retired])
