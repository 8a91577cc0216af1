"""Who is insured and who pays, by sex, age, hukou, region, status, sector, income decile and birth? In chosen years.

In such a year the flows that tell it are kept for everyone and counted with numpy in row order, so that counts have
the same bits for any size of block and number of threads. Definitions are those of `model.tally.count_people`.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from agents.codes import (
    CASUAL,
    LIVING,
    MEDICAL_EMPLOYEE,
    MEDICAL_FLEXIBLE,
    MEDICAL_NONE,
    MEDICAL_RESIDENT,
    PENSION_NONE,
    PENSION_RESIDENT,
    PLATFORM,
    SECTORS,
    SELF_EMPLOYED,
    Claim,
    Hukou,
    Sex,
    Status,
)
from agents.columns import FLOW_BY_NAME
from model.group_keys import AGE_BANDS, FIRST_BIRTHS, LAST_BIRTHS, REGION_OF_PROVINCE, REGIONS
from model.tally import PAID, Tally

AMONG = ("all", "flexible", "platform")
BY_MONTHS = ("injury", "unemployment", "maternity", "care")
MONTHS = ("injury_months", "unemployment_paid_months", "maternity_paid_months", "care_paid_months")
KEPT = ("months_alive", *MONTHS, *PAID)
KEYS = ("year", "among", "dimension", "group")
COVERAGE_COLUMNS = (*KEYS, "branch", "persons", "insured", "effective_size")
BURDEN_COLUMNS = (*KEYS, "payer", "branch", "paid", "income", "effective_size")
COLUMNS = (
    "weight", "alive", "status", "sex", "birth_month", "hukou", "province", "platform", "income_year",
    "pension_scheme", "claim", "medical_scheme",
)  # fmt: skip


def is_counted(year: int, settings) -> bool:
    """Is this year counted by group? The first, the last and every so many calendar years, where settings ask."""
    every = settings.group_years
    return every > 0 and (year % every == 0 or year in (settings.start + 1, settings.until))


class KeepingTally(Tally):
    """A tally that keeps of everyone what tells by whom he is insured and who pays."""

    keeps_flows = True

    def __init__(self, rows: int, cells: int, platforms: int):
        super().__init__(rows, cells, platforms)
        self.kept = {name: np.zeros(rows, dtype=FLOW_BY_NAME[name].dtype) for name in KEPT}

    def post(self, low: int, high: int, money, flows, columns) -> None:
        """Add up one block, and keep its flows."""
        super().post(low, high, money, flows, columns)
        for name, array in self.kept.items():
            array[low:high] = flows[name]


def groups_of(model) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Coverage and burden by group of the year that has closed, COVERAGE_COLUMNS and BURDEN_COLUMNS; yuan, persons.

    Insured and persons are those who live at the year's end, payments and income those of all who lived in the year.
    Groups without anybody are left out. `effective_size`: Kish's number of persons that the records are worth.
    """
    kept = model.tally.kept
    at = np.flatnonzero(kept["months_alive"] > 0)
    c = {name: model.columns[name][at] for name in COLUMNS}
    flows = {name: array[at] for name, array in kept.items()}
    # 0 everyone else, 1 other flexible workers, 2 platform workers
    among = np.where(c["status"] == PLATFORM, 2, np.isin(c["status"], (SELF_EMPLOYED, CASUAL)).astype(np.int64))
    weight, end = c["weight"], c["alive"] == LIVING
    insured = {branch: weight * (flag & end) for branch, flag in _covers(c, flows).items()}
    living = weight * end
    payers = [np.flatnonzero(flows[name]) for name in PAID]  # most persons pay most of them nothing
    paid = [(rows, weight[rows] * flows[name][rows]) for name, rows in zip(PAID, payers, strict=True)]
    coverage, burden = [], []
    for dimension, names, code in _dimensions(model, c):
        cell = among * len(names) + code
        size = 3 * len(names)

        def count(values, rows=slice(None), cell=cell, size=size) -> np.ndarray:
            found = np.bincount(cell[rows], weights=values, minlength=size).reshape(3, -1)
            return np.stack([found[0] + found[1] + found[2], found[1] + found[2], found[2]])

        persons, effective = count(living), _effective(count(living), count(living * weight))
        by_branch = np.stack([count(values) for values in insured.values()], axis=-1)
        income, lived = count(weight * c["income_year"]), _effective(count(weight), count(weight * weight))
        by_payer = np.stack([count(values, rows) for rows, values in paid], axis=-1)
        coverage.append(_frame(model.year, dimension, names, persons > 0.0, {
            "branch": tuple(insured), "persons": persons, "insured": by_branch, "effective_size": effective,
        }))  # fmt: skip
        burden.append(_frame(model.year, dimension, names, lived > 0.0, {
            "payer": tuple(name.split("_", 2)[1] for name in PAID),
            "branch": tuple(name.split("_", 2)[2] for name in PAID),
            "paid": by_payer, "income": income, "effective_size": lived,
        }))  # fmt: skip
    return joined(coverage, COVERAGE_COLUMNS), joined(burden, BURDEN_COLUMNS)


def joined(frames: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    """All rows of the frames; without frames no rows of these columns."""
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(columns))


def _covers(c, flows) -> dict[str, np.ndarray]:
    scheme, claim, cover = c["pension_scheme"], c["claim"], c["medical_scheme"]
    pensioner = np.isin(claim, (Claim.EMPLOYEE, Claim.PUBLIC, Claim.DISABILITY))
    found = {
        "pension": (scheme > PENSION_RESIDENT) & ~pensioner,
        "medical": (cover == MEDICAL_EMPLOYEE) | (cover == MEDICAL_FLEXIBLE),
    }
    found |= {branch: flows[months] > 0 for branch, months in zip(BY_MONTHS, MONTHS, strict=True)}
    return found | {
        "resident_pension": ((scheme == PENSION_RESIDENT) & ~pensioner) | (claim == Claim.RESIDENT),
        "resident_medical": cover == MEDICAL_RESIDENT,
        "any_pension": (scheme != PENSION_NONE) | (claim > 0),
        "any_medical": cover != MEDICAL_NONE,
    }


def _dimensions(model, c) -> Iterator[tuple[str, tuple[str, ...], np.ndarray]]:
    """Every key with the names of its groups and the number of each person's group; status and income of the year."""
    birth = c["birth_month"] // 12
    yield "all", ("all",), np.zeros(birth.size, dtype=np.int64)
    for name, codes in (("sex", Sex), ("hukou", Hukou), ("status", Status)):
        yield name, tuple(code.name.lower() for code in codes), c[name]
    ages = tuple(f"{low}-{'' if high is None else high}" for low, high in AGE_BANDS)
    yield "age", ages, np.searchsorted([low for low, _ in AGE_BANDS], model.year - birth, side="right") - 1
    region = np.array([REGIONS.index(name) for name in REGION_OF_PROVINCE])
    yield "region", REGIONS, region[c["province"]]
    sectors = np.array([agent.terms.sector for agent in model.platforms])
    works = (c["status"] == PLATFORM) & (c["platform"] >= 0)
    yield "sector", ("none", *SECTORS), np.where(works, sectors[c["platform"]] + 1, 0)
    yield "decile", ("none", *map(str, range(1, 11))), deciles(c["income_year"], c["weight"])
    decades = tuple(f"{low}-{low + 9}" for low in range(FIRST_BIRTHS, LAST_BIRTHS + 1, 10))
    yield "birth", decades, np.clip((birth - FIRST_BIRTHS) // 10, 0, len(decades) - 1)


def deciles(income: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """In which decile of labour income is each person? 1 to 10 among those who have any, 0 for the others."""
    found = np.zeros(income.size, dtype=np.int64)
    order = np.flatnonzero(income > 0.0)
    order = order[np.argsort(income[order], kind="stable")]
    if order.size:
        reached = np.cumsum(weight[order])
        found[order] = np.minimum((10.0 * (reached - 0.5 * weight[order]) / reached[-1]).astype(np.int64), 9) + 1
    return found


def _effective(total: np.ndarray, squares: np.ndarray) -> np.ndarray:
    return np.divide(total**2, squares, out=np.zeros_like(total), where=squares > 0.0)


def _frame(year: int, dimension: str, names: Sequence[str], shown: np.ndarray, values) -> pd.DataFrame:
    """Rows of among × group × last axis; shown: bool[among, group]; values: labels of the last axis, or numbers."""
    among, group = np.nonzero(shown)
    items = next(len(each) for each in values.values() if isinstance(each, tuple))
    frame = {
        "year": np.full(among.size * items, year), "among": np.repeat(np.array(AMONG)[among], items),
        "dimension": dimension, "group": np.repeat(np.array(names)[group], items),
    }  # fmt: skip
    for name, each in values.items():
        if isinstance(each, tuple):
            frame[name] = np.tile(np.array(each), among.size)
        else:
            chosen = each[shown]
            frame[name] = chosen.ravel() if chosen.ndim == 2 else np.repeat(chosen, items)
    return pd.DataFrame(frame)
