"""How do chances to enter the public sector change from year to year, so that its posts follow the population?

More graduates, larger cohorts and later retirement would otherwise fill posts that do not exist. And of the few
graduates of older cohorts more hold a post than of the many of younger ones, which moves raked to one cross-section
take for entries in mid-life: these are cut. Public posts keep their ratio to the whole population, whom they serve.
The path is projected once, from the base-year profile, the common population path and the law in force; it is the same
in every design.
"""

from functools import cache

import numpy as np

from agents.codes import PUBLIC, STUDENT
from model.cohorts import population_at_end
from model.education_hukou import BASE_YEAR
from model.job_moves import school_stay, transition
from model.labour_data import AGES, FIRST_AGE, along_age, figure, select
from model.status_profile import FILE, SEXES, persons_by_education, status_profile
from model.vital_rates import FIRST_YEAR, LAST_YEAR, yearly_mortality

TRANSITIONS = "transitions.csv"
LOWEST, HIGHEST = 0.2, 3.0
LAST_ENTRY_AGE = 35  # upper age limit of most examinations for public posts


def claim_hazard(year: int) -> np.ndarray:
    """Which part of public job holders of an age claims a pension before the next? float64[sex, age before].

    The curves of the base year move to later ages as the statutory age of men and of women in posts of 55 does.
    """
    yearly = figure(FILE, "retirement_age", "months_a_year")
    months = np.clip((year - BASE_YEAR) * yearly, 0.0, 36.0 - yearly)  # a year of the 36 months has passed in 2025
    hazard = np.empty((2, AGES.size))
    for s, sex in enumerate(SEXES):
        claimed = along_age(select(FILE, "claimed", "public", sex), np.append(AGES, AGES[-1] + 1) - months / 12.0)
        claimed = claimed / 100.0
        hazard[s] = np.diff(claimed) / (1.0 - claimed[:-1])
    return np.clip(hazard, 0.0, 1.0)


def _entry_rates() -> tuple[np.ndarray, np.ndarray]:
    """Entries per person of an age and education at base-year chances, and separations per job holder of an age."""
    profile = status_profile()
    share, moves = profile.status_share, transition()
    to_public = share[..., :9] * moves[..., :9, PUBLIC - 1]
    to_public[..., STUDENT] *= 1.0 - school_stay().T[None, :, :, None]
    to_public[..., PUBLIC] = 0.0
    entry = (to_public.sum(axis=4) * profile.kind_share()).sum(axis=3)
    held = profile.persons()[..., PUBLIC]
    stay = (held * moves[..., PUBLIC, PUBLIC - 1]).sum(axis=(2, 3)) / np.maximum(held.sum(axis=(2, 3)), 1e-9)
    return entry, 1.0 - stay


@cache
def public_entry() -> np.ndarray:
    """How do the odds of entering the public sector compare with the base year? float64[year 2015..2160, age before].

    One up to 2025. Afterwards those up to 35 fill what deaths, separations and claims leave of the posts; later entries
    are a fixed part of what they would be.
    """
    late = figure(TRANSITIONS, "public_entry", "late") / 100.0
    young = AGES <= LAST_ENTRY_AGE
    entry, leave = _entry_rates()
    stock = status_profile().persons()[..., PUBLIC].sum(axis=(2, 3))
    posts_per_person = stock.sum() / population_at_end(BASE_YEAR).sum()
    factor = np.ones((LAST_YEAR - FIRST_YEAR + 1, AGES.size))
    for year in range(BASE_YEAR + 1, LAST_YEAR + 1):
        alive = 1.0 - yearly_mortality(year)[:, FIRST_AGE:]
        kept = np.zeros_like(stock)
        kept[:, 1:] = (stock * alive * (1.0 - leave) * (1.0 - claim_hazard(year)))[:, :-1]
        enter = (persons_by_education(year - 1) * entry).sum(axis=2)
        posts = posts_per_person * population_at_end(year).sum()
        open_posts = posts - kept.sum() - late * enter[:, ~young].sum()
        needed = np.clip(open_posts / enter[:, young].sum(), LOWEST, HIGHEST)
        factor[year - FIRST_YEAR] = np.where(young, needed, late)
        stock = kept
        stock[:, 1:] += (enter * factor[year - FIRST_YEAR])[:, :-1]
    return np.round(factor, 9)
