"""From whom does a person take what the survey does not tell? One donor of the synthetic population for all of it.

A hot deck with cells that widen: sex, status and schemes always agree as far as they are known; age, registration,
education, income, employer and province agree as far as the cell has enough donors.
"""

from typing import NamedTuple

import numpy as np

# held longest first; each may be unknown (-1)
SOFT = ("hukou_kind", "education", "income", "employer", "hukou_place", "province")
AGE_YEARS = (5, 10, 20, 200)
LEAST_DONORS = 5  # records of a cell, so that the same donor does not serve a whole group: assumed


class Level(NamedTuple):
    """How wide is a cell: what agrees besides sex, status and schemes, and the years of its age group."""

    soft: tuple[str, ...]
    age_years: int

    def __str__(self) -> str:
        age = "any age" if self.age_years == AGE_YEARS[-1] else f"age in {self.age_years} years"
        return ", ".join((age, *self.soft))


LEVELS = (
    *(Level(SOFT[:held], AGE_YEARS[0]) for held in range(len(SOFT), -1, -1)),
    *(Level((), years) for years in AGE_YEARS[1:]),
)
LAST_LEVEL = len(LEVELS) - 1
NO_DONOR = -1


class Sought(NamedTuple):
    """Persons who need a donor, or donors: what is known of them."""

    sex: np.ndarray
    age: np.ndarray  # completed years at the end of the base year
    bits: dict[str, np.ndarray]  # that always agree: the codes that are possible
    soft: dict[str, np.ndarray]  # int64 by name of SOFT, -1 unknown

    def only(self, rows, names) -> "Sought":
        """Some of them, of whom only these bits must agree."""
        bits = {name: self.bits[name][rows] for name in names}
        return Sought(self.sex[rows], self.age[rows], bits, {name: code[rows] for name, code in self.soft.items()})


def find_donors(persons: Sought, donors: Sought, weight: np.ndarray, u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Row of each person's donor and level of his cell, int64; NO_DONOR where nobody is so at any age.

    weight: of the donors, in proportion to which one of the cell is drawn; u: one uniform a person
    """
    found = np.full(persons.sex.size, NO_DONOR)
    level = np.full(persons.sex.size, len(LEVELS))
    known = [persons.soft[name] >= 0 for name in SOFT]
    pattern = np.column_stack([persons.sex, *persons.bits.values(), *known]).astype(np.int64)
    kinds, kind = np.unique(pattern, axis=0, return_inverse=True)
    kind = kind.ravel()
    for number, one in enumerate(kinds):
        rows = np.flatnonzero(kind == number)
        able = donors.sex == one[0]
        for (name, _), bits in zip(persons.bits.items(), one[1:], strict=False):
            able &= (donors.bits[name] & bits) != 0
        held = {name for name, is_known in zip(SOFT, one[-len(SOFT) :], strict=True) if is_known}
        _search(rows, np.flatnonzero(able), held, (persons, donors), weight, u, found, level)
    return found, level


def _search(rows, able, held: set[str], both: tuple[Sought, Sought], weight, u, found, level) -> None:
    """Find donors among the `able` for persons of one pattern, in cells that widen until all have one."""
    tried: set[tuple] = set()
    for number, wide in enumerate(LEVELS):
        names = tuple(name for name in wide.soft if name in held)
        if (names, wide.age_years) in tried:
            continue
        tried.add((names, wide.age_years))
        if rows.size == 0 or able.size == 0:
            return
        mine, theirs = (_cells(of, at, names, wide.age_years) for of, at in zip(both, (rows, able), strict=True))
        order = np.argsort(theirs, kind="stable")
        cells, reached = theirs[order], np.cumsum(weight[able[order]])
        first, end = np.searchsorted(cells, mine, side="left"), np.searchsorted(cells, mine, side="right")
        least = 1 if number == LAST_LEVEL else LEAST_DONORS
        enough = end - first >= least
        first, end, here = first[enough], end[enough], rows[enough]
        before = np.where(first > 0, reached[first - 1], 0.0)
        point = before + u[here] * (reached[end - 1] - before)
        place = np.clip(np.searchsorted(reached, point, side="right"), first, end - 1)
        found[here] = able[order[place]]
        level[here] = number
        rows = rows[~enough]


def _cells(of: Sought, at: np.ndarray, names: tuple[str, ...], age_years: int) -> np.ndarray:
    """A number for the cell of each row: its age group and what else is to agree."""
    key = of.age[at] // age_years
    for name in names:
        key = key * 64 + of.soft[name][at] + 1
    return key.astype(np.int64)
