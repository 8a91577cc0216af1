"""Who is married to whom, and since when? Couples are formed once, before anything is lived, and under no design.

A couple is a pair of records, each the other's spouse for good. Those married at the start are drawn by age and sex
from the census; the others have an age at which they look for a partner, and a market of every later year brings
together who looks then. Widowhood comes from death; there is neither divorce nor a second marriage. The weights of
two spouses may differ: each stands for as many couples as its own weight says.
"""

from functools import cache

import numpy as np

from agents.codes import FEMALE, MALE
from model.alignment import uniforms
from model.cohorts import fertility, population_at_end
from model.luck import Purpose
from model.tables import read_rows

TRAITS = ("worker", "sex", "birth_month", "education", "province", "hukou")
MARRIAGE = ("spouse_row", "marriage_year")
AGES = 111
OLDEST_TO_MARRY = 50
HUSBAND_OLDER_MONTHS = 17  # men of 29.38 and women of 27.95 years at first marriage, census 2020 (recalled)
GAP_SPREAD_MONTHS = 48  # assumed: the gap in age varies by so much to both sides, beside the width of a cell
EDUCATION_NOISE = 2.0  # assumed: levels of uniform noise beside four levels, a rank correlation of spouses of about 0.7
EXCESS_WED = 0.35  # assumed: records of one sex beyond the other's, of whom so many marry others than the census says
SEARCH_YEARS = 5  # assumed: who has found nobody after so many years stays single
CHILD_YEARS = 16  # a child is one until it turns sixteen and has a record of its own
FIRST_FERTILITY_YEAR = 2016
MARRIED, AGE_OF_SEARCH, GAP, PRIORITY, EDUCATION, WEDDING, GIVES_WAY, CHILDREN = 0, 1, 2, 3, 4, 5, 6, 8  # draws


@cache
def shares_by_age(quantity: str) -> np.ndarray:
    """Which share of each sex and age is `married`, or has `ever_married`? float64[2, 111], men first.

    Linear between the middles of the census's age groups, and constant beyond them.
    """
    shares = np.zeros((2, AGES))
    for sex, name in enumerate(("male", "female")):
        rows = [row for row in read_rows("marriages.csv") if row["quantity"] == quantity and row["sex"] == name]
        middle = [0.5 * (float(row["age_from"]) + min(float(row["age_to"]), 89.0) + 1.0) for row in rows]
        share = [float(row["value"]) / 100.0 for row in rows]
        shares[sex] = np.interp(np.arange(AGES) + 0.5, [15.0, *middle], [0.0, *share])
    return shares


def matched(men, women, cell, priority, order):
    """Which of these men and women form couples? Two arrays of rows, pair by pair.

    In a cell, an integer, the sex with fewer finds everyone a partner; of the other those come first whose
    `priority` is least. Both are then ranked by `order`, and those of one rank are a couple.
    """
    width = int(max(cell[men].max(initial=0), cell[women].max(initial=0))) + 1
    counts = [np.bincount(cell[rows], minlength=width) for rows in (men, women)]
    found = []
    for rows, others in ((men, counts[1]), (women, counts[0])):
        ranked = rows[np.lexsort((priority[rows], cell[rows]))]
        of = cell[ranked]
        first = np.searchsorted(of, np.arange(width))
        kept = ranked[np.arange(ranked.size) - first[of] < others[of]]
        found.append(kept[np.lexsort((order[kept], cell[kept]))])
    return found[0], found[1]


class Market:
    """Everyone's traits as far as marriage looks at them, and the couples so far."""

    def __init__(self, columns, seed: int, scored_rows: int):
        """scored_rows: first row whose whole life is not scored; no couple stands on both sides of it."""
        self.columns = columns
        self.spouse, self.year = columns["spouse_row"], columns["marriage_year"]
        worker = columns["worker"]
        self.draw = {n: uniforms(seed, Purpose.MARRIAGE, worker, n) for n in range(GIVES_WAY + 1)}
        man = columns["sex"] == MALE
        gap = HUSBAND_OLDER_MONTHS + GAP_SPREAD_MONTHS * (2.0 * self.draw[GAP] - 1.0)
        born = columns["birth_month"] + np.where(man, np.floor(gap), 0.0).astype(np.int64)  # of the wife who would suit
        self.order = columns["education"] + EDUCATION_NOISE * self.draw[EDUCATION]
        side = (np.arange(worker.size) >= scored_rows).astype(np.int64)
        place = 2 * columns["province"].astype(np.int64) + columns["hukou"] // 2
        span = born - born.min()
        five, shifted, ten = span // 60, (span + 30) // 60, span // 120
        wide, narrow = (side * 2 + columns["hukou"] // 2), side * 64 + place
        count = int(shifted.max()) + 1
        self.rounds = [narrow * count + five, narrow * count + shifted, wide * count + five, wide * count + shifted,
                       wide * count + ten, side * count + ten]  # fmt: skip

    def wed(self, men, women, year, rounds=None, priority=None):
        """Let couples form among these, close in place, registration and age first; the rest of both are returned.

        year: of the marriage, one or one a row of the wife's.
        """
        priority = self.draw[PRIORITY] if priority is None else priority
        for cell in self.rounds if rounds is None else rounds:
            if not (men.size and women.size):
                break
            husbands, wives = matched(men, women, cell, priority, self.order)
            self.spouse[husbands], self.spouse[wives] = wives, husbands
            self.year[husbands] = self.year[wives] = year[wives] if np.ndim(year) else year
            men, women = men[self.spouse[men] < 0], women[self.spouse[women] < 0]
        return men, women


def form_couples(columns, first_entrant: int, entries, start: int, scored_rows: int, seed: int) -> None:
    """Write `spouse_row` and `marriage_year` of all rows, entrants' included, by the columns named TRAITS.

    first_entrant: rows before it live at the end of `start`; entries: (year, first row, end row) of each cohort that
    enters. A couple of a year depends on nobody who enters later.
    """
    market = Market(columns, seed, scored_rows)
    ever = shares_by_age("ever_married")
    sex = columns["sex"].astype(np.int64)
    age = np.minimum(start - columns["birth_month"][:first_entrant] // 12, AGES - 1)
    _wed_at_start(market, sex[:first_entrant], age, ever, start)
    seeking = _years_of_search(market, sex, ever, start, first_entrant)
    entry = np.full(sex.size, start, dtype=np.int64)
    for year, first, end in entries:
        entry[first:end] = year
    begins = np.maximum(seeking, entry)
    singles = np.flatnonzero((market.spouse < 0) & (seeking > 0))
    by_year = singles[np.argsort(begins[singles], kind="stable")]
    last = int(entry.max())
    bounds = np.searchsorted(begins[by_year], np.arange(start + 1, last + 2))
    men = women = by_year[:0]
    for year in range(start + 1, last + 1):
        new = by_year[bounds[year - start - 1] : bounds[year - start]]
        men = np.concatenate([men, new[sex[new] == MALE]])
        women = np.concatenate([women, new[sex[new] == FEMALE]])
        men, women = (rows[begins[rows] > year - SEARCH_YEARS] for rows in (men, women))
        men, women = market.wed(men, women, year)


def _wed_at_start(market: Market, sex, age, ever, start: int) -> None:
    """Couples of the start, by the shares married. Where one sex has more records, both give way.

    Flexible workers, most of them men, have more records than they are persons: more husbands' records than wives'.
    """
    share = shares_by_age("married")[sex, age]
    base = np.arange(sex.size)
    chosen = market.draw[MARRIED][: sex.size] < share
    at = ever[sex, age] * market.draw[WEDDING][: sex.size]
    wedding = start - age + np.floor(_age_at(ever, sex, at)).astype(np.int64)
    year = np.full(market.spouse.size, start, dtype=np.int64)
    year[: sex.size] = np.minimum(wedding, start)
    men, women = market.wed(base[chosen & (sex == MALE)], base[chosen & (sex == FEMALE)], year)
    asked = np.ones(market.spouse.size)
    asked[: sex.size] = market.draw[MARRIED][: sex.size] / np.maximum(share, 1e-9)  # who was nearly chosen comes first
    free = ~chosen & (share > 0.0)
    yields = market.draw[GIVES_WAY] < EXCESS_WED
    market.wed(men[yields[men]], base[free & (sex == FEMALE)], year, market.rounds[:4], asked)
    market.wed(base[free & (sex == MALE)], women[yields[women]], year, market.rounds[:4], asked)


def _age_at(ever, sex, share):
    """At which age, in years, has this share of a sex been married? float64; half a year past the first that has."""
    ages = np.arange(AGES) + 0.5
    rising = np.maximum.accumulate(ever, axis=1)
    return np.where(sex == MALE, np.interp(share, rising[0], ages), np.interp(share, rising[1], ages))


def _years_of_search(market: Market, sex, ever, start: int, first_entrant: int):
    """From which year on does each person look for a partner? int64, 0 for those who never do.

    The share of the census who have married by an age has begun to look by then; those alive at the start who are
    single begin later than they are old.
    """
    birth_year = market.columns["birth_month"] // 12
    share = market.draw[AGE_OF_SEARCH].copy()
    base = slice(0, first_entrant)
    by_now = ever[sex[base], np.clip(start - birth_year[base], 0, AGES - 1)]
    share[base] = by_now + (1.0 - by_now) * share[base]
    never = share >= ever[sex, OLDEST_TO_MARRY]
    year = birth_year + np.floor(_age_at(ever, sex, share)).astype(np.int64)
    year[base] = np.maximum(year[base], start + 1)
    return np.where(never, 0, year)


def bear_children(rows, start: int, seed: int) -> None:
    """Which children under sixteen have the couples of the start? Writes `child_ages`.

    Wives have borne them by the nation's rates at their age then, scaled so that the children of each age are as
    many as live in the country; at most one a year.
    """
    wife = (rows["sex"] == FEMALE) & (rows["spouse_row"] >= 0)
    wife &= rows["marriage_year"] <= start
    weight = rows["weight"] * wife
    age = start - rows["birth_month"] // 12
    living = population_at_end(start).sum(axis=0)
    bits = np.zeros(age.size, dtype=np.int64)
    for years in range(CHILD_YEARS):
        rates = fertility(max(start - years, FIRST_FERTILITY_YEAR))[1]
        rate = np.where(age - years >= 15, rates[np.clip(age - years, 0, rates.size - 1)], 0.0)
        expected = float((weight * rate).sum())
        chance = rate * (living[years] / expected) if expected > 0.0 else rate
        draw = uniforms(seed, Purpose.MARRIAGE, rows["worker"], CHILDREN + years)
        bits |= (wife & (draw < chance)).astype(np.int64) << years
    rows["child_ages"][:] = bits
    counted = np.array([number.bit_count() for number in bits.tolist()], dtype=np.int64)
    rows["children"][:] = np.maximum(rows["children"], counted)
