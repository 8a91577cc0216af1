"""How do persons of one's own become the people of a run? In place of the sample and the records of synthetic ones.

The file (model/persons_file.py) says of everybody who he is and what he holds. What follows from that is done here as
for synthetic persons: tastes that explain the choices, intercepts, support and types at the start.
"""

import numpy as np

from agents.codes import (
    CLAIM_EMPLOYEE,
    CLAIM_NONE,
    CLAIM_PUBLIC,
    CLAIM_RESIDENT,
    EMPLOYEE,
    LIVING,
    MEDICAL_EMPLOYEE,
    MEDICAL_FLEXIBLE,
    MEDICAL_RESIDENT,
    PENSION_EMPLOYEE,
    PENSION_FLEXIBLE,
    PENSION_RESIDENT,
    Branch,
)
from agents.columns import allocate
from model.alignment import scale_to, systematic_sample, uniforms
from model.base_year import flows_for, present, run_plan, settle_choices
from model.compliance import past_old_age
from model.grouping import classify
from model.health import fall_ill
from model.luck import Luck, Purpose
from model.pension_cover import OPTION_NOT_ASKED
from model.persons_file import MOST_RECORDS, PERSON_COLUMNS
from model.plan import Plan
from model.settings import Settings
from model.start_year import BASE_YEAR, start_constants

YEAR = Plan("base year of imported persons", [present, classify, fall_ill])
ROUNDS = 10  # of scaling weights to each of the file's totals in turn
TRIED = 256  # numbers for each person
STRIDE = MOST_RECORDS  # between the numbers tried for a person
AGE_GROUPS = 18  # of five years from 15, the last of 100 and over
CONDITIONS = (
    "status", "employer", "hukou", "province", "sex", "education", "birth_month", "claim", "pension_scheme",
    "pension_option", "medical_scheme",
)  # fmt: skip


def imported_records(settings: Settings, seed: int) -> dict[str, np.ndarray]:
    """The records of a run: everybody of the file once, or a sample where another size is asked for.

    Asked for as many records as the file has persons, each enters with his own weight. Else equally spaced points are
    laid over weight times oversampling, persons sorted by status, sex, birth and province, so that each is drawn, or
    repeated, in proportion; weights are then scaled to the file's own totals. Everybody gets a number. ValueError as
    `PersonsFile.read`.
    """
    from model.world import World

    persons, size = settings.persons.read(), settings.population
    place, weight = drawn_persons(persons, size, seed)
    rows = allocate(size)
    for name in PERSON_COLUMNS:
        rows[name][:] = persons[name][place]
    rows["weight"][:] = weight
    rows["alive"][:] = LIVING
    if not settings.migration:
        rows["home_province"][:] = rows["province"]
    rows["record_province"][:] = rows["start_province"][:] = rows["province"]
    rows["start_hukou"][:] = rows["hukou"]
    named = World(settings, "status_quo").base_named(Luck(seed).seed)
    rows["worker"][:] = suiting_numbers(rows, seed, named["compliance"], named["law_coverage"], settings.start)
    return rows


def drawn_persons(persons: dict, size: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Which person of the file is each of `size` records, and how many persons does it stand for?"""
    own, status = persons["weight"], persons["status"]
    if size == own.size:
        return np.arange(size), own.copy()
    factor = np.array(start_constants(BASE_YEAR)["oversampling"])[status]
    order = np.lexsort((persons["province"], persons["birth_month"], persons["sex"], status))
    offset = float(uniforms(seed, Purpose.START, np.zeros(1, dtype=np.uint32), 40)[0])
    place = order[systematic_sample((own * factor)[order], size, offset)]
    weight = (own * factor).sum() / size / factor[place]
    for _ in range(ROUNDS):
        for key in margin_keys(persons):
            scale_to(weight, key[place], np.bincount(key, weights=own))
    return place, np.round(weight, 6)


def margin_keys(persons: dict) -> tuple[np.ndarray, ...]:
    """By what are persons counted whose totals a sample keeps? Medical scheme, pension, status, sex and age: codes."""
    age = BASE_YEAR - persons["birth_month"] // 12
    group = np.clip(age // 5, 3, 20) - 3
    return (
        persons["medical_scheme"].astype(np.int64), pension_kind(persons), persons["status"].astype(np.int64),
        persons["sex"].astype(np.int64) * AGE_GROUPS + group,
    )  # fmt: skip


def pension_kind(persons: dict) -> np.ndarray:
    """Code of a person's part in the pension schemes: 0 none, 1 pays resident, 2 member, 3 draws resident, 4 draws."""
    scheme, claim = persons["pension_scheme"], persons["claim"]
    kind = np.where(scheme >= PENSION_EMPLOYEE, 2, np.where(scheme == PENSION_RESIDENT, 1, 0))
    kind = np.where(claim == CLAIM_RESIDENT, 3, kind)
    return np.where((claim == CLAIM_EMPLOYEE) | (claim == CLAIM_PUBLIC), 4, kind).astype(np.int64)


def complete_imported(rows: dict, settings: Settings, seed: int):
    """Tastes and types of imported records; the choice terms and the family support unit."""
    from model.world import World

    world = World(settings, "status_quo")
    luck = Luck(seed)
    named = world.base_named(luck.seed)
    flows = flows_for(YEAR, rows["worker"].size, {})
    run_plan(YEAR, rows, flows, named, luck, settings.start)
    return settle_choices(rows, flows, world, settings, seed)


def suiting_numbers(rows: dict, seed: int, compliance, law_coverage, start: int) -> np.ndarray:
    """Which number does each person bear, so that his frozen draws explain the cover that he has? uint32.

    Two uniforms that belong to a number decide for good which employers enrol somebody, and whether he may enrol
    individually where he is not registered. Of the numbers i, i + 2**22, ... the first is taken that agrees with what
    person i holds, so that nobody loses or gains cover in the first year for want of it; where none of 256 does, the
    first that contradicts least.
    """
    count = rows["sex"].size
    number = np.arange(count, dtype=np.uint32)
    left, fewest = np.arange(count), np.full(count, 99)
    for tried in range(TRIED):
        candidate = (left + tried * STRIDE).astype(np.uint32)
        held = {name: rows[name][left] for name in CONDITIONS}
        wrong = contradictions(held, candidate, seed, compliance, law_coverage, start)
        better = wrong < fewest[left]
        number[left[better]] = candidate[better]
        fewest[left[better]] = wrong[better]
        left = left[fewest[left] > 0]
        if left.size == 0:
            break
    return number


def contradictions(rows: dict, number, seed: int, compliance, law_coverage, start: int) -> np.ndarray:
    """How many of three draws of a number contradict what the person holds? int64[rows], 0 to 3."""
    enrolled, barred = (uniforms(seed, Purpose.TASTE_C, number, draw) for draw in (0, 2))
    kind, employer = rows["hukou"] // 2, rows["employer"]
    employed = (rows["status"] == EMPLOYEE) & (rows["claim"] == CLAIM_NONE)
    age = start - rows["birth_month"] // 12
    insured = (rows["pension_scheme"] == PENSION_EMPLOYEE) & (rows["pension_option"] == OPTION_NOT_ASKED)
    asked = employed & (insured | ~past_old_age(rows["sex"], age, rows["education"]))
    wrong = asked & ((enrolled < compliance.threshold_by_hukou[kind, Branch.PENSION, employer]) != insured)
    medical = rows["medical_scheme"]
    in_medical = medical == MEDICAL_EMPLOYEE
    asked = employed & (in_medical | (medical <= MEDICAL_RESIDENT) | (medical == MEDICAL_FLEXIBLE))
    wrong_medical = asked & ((enrolled < compliance.threshold_by_hukou[kind, Branch.MEDICAL, employer]) != in_medical)
    pays = (rows["pension_scheme"] == PENSION_FLEXIBLE) | (medical == MEDICAL_FLEXIBLE)
    shut = pays & (rows["hukou"] % 2 == 1) & (barred < law_coverage.hukou_limit[rows["province"]])
    return wrong.astype(np.int64) + wrong_medical + shut
