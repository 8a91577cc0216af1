"""Who lives in China at the end of the base year? A weighted synthetic population of persons of 16 and over.

Records are a systematic sample of the joint distribution of sex, age, education, registration and status, flexible
workers oversampled. Memberships are fitted to the published totals by rank, records follow from simulated careers,
and tastes are drawn given the choice that each person makes in the base year, so that nobody jumps in the first.
"""

import hashlib
import json
import os
import pickle
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from agents.codes import FEMALE, LIVING, STUDENT
from agents.columns import COLUMNS, allocate
from agents.compiled import cache_root, source_key
from model.alignment import (
    choice_from,
    column_of,
    gumbel_into,
    log_into,
    normal_into,
    scale_to,
    systematic_sample,
    uniforms,
)
from model.base_year import complete_records
from model.cohorts import entrants as persons_entering
from model.couples import MARRIAGE, TRAITS, bear_children, form_couples
from model.demography import education_shares
from model.earnings_profile import earnings_profile
from model.imported import complete_imported, imported_records
from model.luck import Purpose, replication_seed
from model.migration import registered_in, years_here
from model.pension_cover import OPTION_NOT_ASKED
from model.placement import province_of
from model.platforms import load_platforms
from model.provinces import load_provinces
from model.settings import Settings
from model.start_year import BASE_YEAR, start_constants
from model.status_profile import status_profile
from model.world import ChoiceTerms

FIRST_AGE = 16
COHORT_NUMBERS = 2**20  # workers that a cohort of entrants may number, half of them of each sex
FORMAT = 3
DIGEST_BYTES = 64


@dataclass
class Entrants:
    """Which rows enter in which year: rows before `first` are the base population."""

    first: int
    ends: dict[int, int] = field(default_factory=dict)

    def rows_until(self, year: int) -> int:
        """How many rows take part by the end of `year`?"""
        known = [end for entry, end in self.ends.items() if entry <= year]
        return max(known, default=self.first)

    def spans(self):
        """Year, first row and end row of every cohort of entrants."""
        start = self.first
        for year in sorted(self.ends):
            yield year, start, self.ends[year]
            start = self.ends[year]


@dataclass
class People:
    """The base population with the terms that belong to it."""

    columns: dict[str, np.ndarray]
    entrants: Entrants
    terms: ChoiceTerms
    support_unit: float


def base_records(settings: Settings, seed: int) -> dict[str, np.ndarray]:
    """Which persons are sampled, with which weight, sex, age, education, registration, province and status?"""
    profile = status_profile(settings.start)
    persons = np.transpose(profile.persons(), (4, 0, 1, 2, 3))  # status first: the sample is stratified by it
    factor = np.array(start_constants(settings.start)["oversampling"])
    mass = persons * factor[:, None, None, None, None]
    size = settings.population
    offset = float(uniforms(seed, Purpose.START, np.zeros(1, dtype=np.uint32), 40)[0])
    cell = systematic_sample(mass, size, offset)
    status, sex, age, education, kind = np.unravel_index(cell, mass.shape)
    rows = allocate(size)
    rows["weight"][:] = mass.sum() / size / factor[status]
    rows["alive"][:] = LIVING
    rows["sex"][:], rows["education"][:], rows["status"][:] = sex, education, status
    age_years = age + FIRST_AGE
    _weigh(rows["weight"], sex, age, status, persons)
    worker = rows["worker"]
    month = np.minimum((uniforms(seed, Purpose.START, worker, 41) * 12.0).astype(np.int64), 11)
    rows["birth_month"][:] = 12 * (settings.start - age_years) + month
    away = uniforms(seed, Purpose.START, worker, 42) < profile.nonlocal_share[age, kind]
    rows["hukou"][:] = 2 * kind + away
    rows["province"][:] = province_of(status, age_years, kind, away, uniforms(seed, Purpose.START, worker, 43))
    _register(rows, uniforms(seed, Purpose.START, worker, 46), settings.migration)
    pay = earnings_profile()
    rows["ability"][:] = pay.ability_deviation * column_of(normal_into, uniforms(seed, Purpose.START, worker, 44))
    spread = pay.shock_deviation[status, np.minimum(age, pay.shock_deviation.shape[1] - 1)]
    rows["earnings_shock"][:] = spread * column_of(normal_into, uniforms(seed, Purpose.START, worker, 45))
    rows["ability"][:] += province_log_wage()[rows["province"]]
    return rows


def _weigh(weight, sex, age, status, persons) -> None:
    """Scale weights to the persons of each status, then of each sex and five-year age group, ten times in turn."""
    by_status = persons.sum(axis=(1, 2, 3, 4))
    by_age = persons.sum(axis=(0, 3, 4))
    group = np.minimum((age + FIRST_AGE) // 5, 20) - 3
    key = sex * 18 + group
    totals = np.zeros(36)
    groups = np.minimum((np.arange(85) + FIRST_AGE) // 5, 20) - 3
    np.add.at(totals, (np.arange(2)[:, None] * 18 + groups[None]).ravel(), by_age.ravel())
    for _ in range(10):
        scale_to(weight, status, by_status)
        scale_to(weight, key, totals)
    weight[:] = np.round(weight, 6)


def _register(rows, u: np.ndarray, migration: bool) -> None:
    """Province of registration, of the pension relation and of the ex-ante type; everyone's own without migration."""
    rows["home_province"][:] = registered_in(rows["province"], rows["hukou"], u) if migration else rows["province"]
    rows["record_province"][:] = rows["start_province"][:] = rows["province"]
    rows["start_hukou"][:] = rows["hukou"]


def _begin_records(rows, seed: int) -> None:
    """Months that those in another province had paid before they came, by a drawn length of their stay."""
    u = uniforms(seed, Purpose.START, rows["worker"], 47)
    months_here = np.floor(-12.0 * years_here() * column_of(log_into, u))
    earlier = np.maximum(rows["pension_months"] - months_here, 0)
    rows["record_start_months"][:] = np.where(rows["home_province"] != rows["province"], earlier, 0)


def province_log_wage() -> np.ndarray:
    """By how many log points does pay in each province differ from the nation's? float64[31]; part of `ability`."""
    return column_of(log_into, load_provinces().relative_wage)


def entering_records(settings: Settings, seed: int, base_weight: float) -> tuple[dict[str, np.ndarray], list[tuple]]:
    """Which persons turn sixteen in each simulated year? Rows in order of entry and (year, count) of each cohort.

    The cohort path is fixed: births under a design change benefits, never rows. Workers of entrants are numbered from
    2**31 by cohort and sex, so that another size of the base population, which adds to or takes from the end of
    each, changes nobody's luck.
    """
    counts = []
    for year in range(settings.start + 1, settings.until + 1):
        men, women = persons_entering(year)
        counts.append((year, max(round((men + women) / base_weight), 2), men, women))
    size = sum(count for _, count, _, _ in counts)
    rows = allocate(size)
    worker = rows["worker"]
    at = 0
    for year, count, men, women in counts:
        part = slice(at, at + count)
        number_men = min(max(round(count * men / (men + women)), 1), count - 1)
        place = np.arange(count)
        rows["sex"][part] = place >= number_men
        women_from = COHORT_NUMBERS // 2 - number_men
        first = 2**31 + (year - BASE_YEAR) * COHORT_NUMBERS
        worker[part] = first + place + np.where(place >= number_men, women_from, 0)
        rows["weight"][part] = np.where(rows["sex"][part] == FEMALE, women / (count - number_men), men / number_men)
        rows["birth_month"][part] = 12 * (year - FIRST_AGE)
        at += count
    rows["birth_month"] += np.minimum((uniforms(seed, Purpose.ENTRY, worker, 0) * 12.0).astype(np.int32), 11)
    born = rows["birth_month"] // 12
    years = np.unique(born)
    shares = np.stack([education_shares(int(year) + FIRST_AGE)[:, :, FIRST_AGE] for year in years], axis=1)
    table = np.cumsum(shares, axis=2).reshape(-1, shares.shape[2])
    row = rows["sex"].astype(np.int64) * years.size + np.searchsorted(years, born)
    rows["education"][:] = choice_from(table, row, uniforms(seed, Purpose.ENTRY, worker, 1))
    profile = status_profile(settings.start)
    urban = profile.urban_share[rows["education"], 0]
    kind = (uniforms(seed, Purpose.ENTRY, worker, 2) >= urban).astype(np.int64)
    away = uniforms(seed, Purpose.ENTRY, worker, 3) < profile.nonlocal_share[5, kind]
    rows["hukou"][:] = 2 * kind + away
    at_entry = np.full(size, STUDENT), np.full(size, FIRST_AGE)
    rows["province"][:] = province_of(*at_entry, kind, away, uniforms(seed, Purpose.ENTRY, worker, 4))
    _register(rows, uniforms(seed, Purpose.ENTRY, worker, 6), settings.migration)
    pay = earnings_profile()
    rows["ability"][:] = pay.ability_deviation * column_of(normal_into, uniforms(seed, Purpose.ENTRY, worker, 5))
    rows["ability"][:] += province_log_wage()[rows["province"]]
    rows["status"][:] = STUDENT
    rows["pension_option"][:] = OPTION_NOT_ASKED
    rows["start_status"][:] = STUDENT
    rows["medical_scheme"][:] = 1
    return rows, [(year, count) for year, count, _, _ in counts]


def build(settings: Settings) -> People:
    """Build the population from the data files, or from the persons that the settings name.

    It is a function of the settings' size, horizon, seed and its draw, and of the content of that file.
    """
    seed = replication_seed(settings.seed, settings.population_draw)
    imports = settings.persons is not None
    base = imported_records(settings, seed) if imports else base_records(settings, seed)
    entering, cohorts = entering_records(settings, seed, float(base["weight"].mean()))
    entrants = Entrants(settings.population)
    at = settings.population
    for year, count in cohorts:
        at += count
        entrants.ends[year] = at
    _marry(base, entering, entrants, settings, seed)
    terms, support_unit = (complete_imported if imports else complete_records)(base, settings, seed)
    bear_children(base, settings.start, seed)
    _begin_records(base, seed)
    works = base["platform"] >= 0
    base["start_sector"][works] = np.array([each.sector for each in load_platforms()])[base["platform"][works]]
    draw_entrant_tastes(entering, seed)
    # a part is let go as soon as its column stands, or the population would be in memory twice
    columns = {c.name: np.concatenate([base.pop(c.name), entering.pop(c.name)]) for c in COLUMNS}
    return People(columns, entrants, terms, support_unit)


def _marry(base, entering, entrants: Entrants, settings: Settings, seed: int) -> None:
    """Spouses of everyone: those of the base population have to be known when its choices are explained."""
    together = {name: np.concatenate([base[name], entering[name]]) for name in (*TRAITS, *MARRIAGE)}
    scored = entrants.rows_until(min(settings.entrants_scored_until, settings.until))
    form_couples(together, entrants.first, entrants.spans(), settings.start, scored, seed)
    for name in MARRIAGE:
        base[name][:], entering[name][:] = np.split(together[name], [entrants.first])


def draw_entrant_tastes(rows, seed: int) -> None:
    """Tastes of entrants: standard Gumbel (logistic between the lower options), drawn once and frozen."""
    names = [c.name for c in COLUMNS if c.name.startswith("taste_")]
    for position, name in enumerate(names):
        u = uniforms(seed, Purpose.ENTRY, rows["worker"], 8 + position)
        lower = name.endswith("_lower")
        rows[name][:] = column_of(log_into, u / (1.0 - u)) if lower else column_of(gumbel_into, u)


def build_population(settings: Settings, threads: int = 1) -> People:
    """The population of these settings, from the user's cache if it was built before, else built and cached.

    The cache is keyed by what determines the population: size, horizon, seed, its draw, behaviour and every source and
    data file of the model. A file appears under its final name only when it is complete; one that was damaged
    since is built again.
    """
    identity = {
        "format": FORMAT, "sources": source_key(), "data": data_key(), "numpy": np.__version__,
        "population": settings.population, "start": settings.start, "until": settings.until, "seed": settings.seed,
        "scored": settings.entrants_scored_until, "households": settings.households,
        "draw": settings.population_draw, "variant": settings.variant, "migration": settings.migration,
        "behaviour": settings.behaviour.model_dump(),
        "persons": settings.persons and settings.persons.sha256,
    }  # fmt: skip
    key = hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:24]
    folder = cache_root() / "populations"
    path = folder / f"{key}.pickle"
    people = read_kept(path)
    if people is None:
        people = build(settings)
        with suppress(OSError):  # a full disk costs only the cache, never the run
            keep(people, path)
            prune(folder)
    return people


def read_kept(path: Path) -> People | None:
    """The population kept in this file; None if there is no file, or if its bytes do not have the digest they bear."""
    try:
        with path.open("rb") as file:
            digest = file.read(DIGEST_BYTES)
            if hashlib.file_digest(file, "blake2b").digest() != digest:
                return None
            file.seek(DIGEST_BYTES)
            people = pickle.load(file)
    except OSError:
        return None
    with suppress(OSError):
        os.utime(path)  # the file was used now, which counts when the cache is pruned
    return people


def keep(people: People, path: Path) -> None:
    """Write the population behind the digest of its bytes, under another name until it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            file.write(bytes(DIGEST_BYTES))
            pickle.dump(people, file, protocol=5)
            file.seek(DIGEST_BYTES)
            digest = hashlib.file_digest(file, "blake2b").digest()
            file.seek(0)
            file.write(digest)
        except BaseException:
            os.unlink(file.name)
            raise
    os.replace(file.name, path)


def prune(folder: Path, kept_bytes: int = 2_000_000_000) -> None:
    """Remove the populations used longest ago while the folder holds more than `kept_bytes`."""
    files = sorted(folder.glob("*.pickle"), key=lambda p: p.stat().st_mtime, reverse=True)
    total = 0
    for file in files:
        total += file.stat().st_size
        if total > kept_bytes:
            file.unlink(missing_ok=True)


def data_key() -> str:
    """Which state of the data files is this? A hash over their bytes."""
    from model.tables import FOLDER

    digest = hashlib.sha256()
    roots = [FOLDER, FOLDER.parent / "law"]
    for root in roots:
        for path in sorted([*root.rglob("*.csv"), *root.rglob("*.yaml")]):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:20]
