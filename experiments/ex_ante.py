"""Of which type was a person before anything happened? Groups for welfare are known at the start of a life's score."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from agents.codes import Hukou, Sector, Sex, Status
from model.group_keys import AGE_BANDS, FIRST_BIRTHS, LAST_BIRTHS, REGION_OF_PROVINCE, REGIONS

if TYPE_CHECKING:
    import pandas as pd

COHORTS = ("living", "entrant")
CODES = {"sex": Sex, "hukou": Hukou, "status": Status}
ENTRY_BANDS = ((2026, 2035), (2036, 2050))
LIVING_TYPES = (
    "all", "sex", "age", "hukou", "region", "status", "sector", "fifth", "decile", "birth",
)  # fmt: skip
ENTRANT_TYPES = ("all", "sex", "entry", "hukou", "region", "birth")


def types_of(lives: "pd.DataFrame") -> Iterator[tuple[str, str, str, np.ndarray]]:
    """Which groups are there? Yields cohort, dimension, group and the mask of its persons, empty ones left out."""
    cohort = lives["cohort"].to_numpy()
    for name, dimensions in zip(COHORTS, (LIVING_TYPES, ENTRANT_TYPES), strict=True):
        in_cohort = cohort == name
        for dimension in dimensions:
            for group, mask in _groups(lives, dimension):
                both = in_cohort & mask
                if both.any():
                    yield name, dimension, group, both


def _groups(lives: "pd.DataFrame", dimension: str) -> Iterator[tuple[str, np.ndarray]]:
    if dimension == "all":
        yield "all", np.ones(len(lives), dtype=bool)
    elif dimension == "age":
        age = lives["start_age"].to_numpy()
        for low, high in AGE_BANDS:
            yield f"{low}-{'' if high is None else high}", (age >= low) & (age < (np.inf if high is None else high))
    elif dimension == "entry":
        year = (lives["birth_year"] + lives["start_age"]).to_numpy()
        for low, high in ENTRY_BANDS:
            yield f"{low}-{high}", (year >= low) & (year <= high)
    elif dimension == "birth":
        year = lives["birth_year"].to_numpy()
        for low in range(FIRST_BIRTHS, LAST_BIRTHS + 1, 10):
            first = -np.inf if low == FIRST_BIRTHS else low
            yield f"{low}-{low + 9}", (year >= first) & (year < (np.inf if low == LAST_BIRTHS else low + 10))
    elif dimension == "region":
        region = np.array(REGION_OF_PROVINCE)[lives["province"].to_numpy()]
        for name in REGIONS:
            yield name, region == name
    elif dimension == "sector":
        sector = lives["start_sector"].to_numpy()
        yield "none", sector < 0
        for code in Sector:
            yield code.name.lower(), sector == code
    elif dimension in ("fifth", "decile"):
        decile = lives["start_decile"].to_numpy()
        part = (decile + 1) // 2 if dimension == "fifth" else decile
        for number in range(1, 6 if dimension == "fifth" else 11):
            yield str(number), part == number
    else:
        column = "start_status" if dimension == "status" else dimension
        for code in CODES[dimension]:
            group = code.name.lower()
            yield group, (lives[column] == group).to_numpy()
