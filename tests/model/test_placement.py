"""Where people live: by what they are insured in, in provinces that keep their population and members."""

import numpy as np
import pytest

from agents.codes import (
    CLAIM_NONE,
    CLAIM_RESIDENT,
    EMPLOYEE,
    FARMER,
    PENSION_EMPLOYEE,
    PENSION_RESIDENT,
    PUBLIC,
    RETIRED,
    STUDENT,
)
from model.placement import (
    OTHERS,
    PENSIONERS,
    RESIDENT_PAYERS,
    RESIDENT_RECIPIENTS,
    WORKERS,
    place_of,
    placement_shares,
    province_of,
)
from model.population import build
from model.provinces import load_provinces, province_index
from model.settings import Settings
from model.status_profile import status_profile
from model.world import World

SETTINGS = Settings(population=20_000, until=2026)
PROVINCES = load_provinces()


@pytest.fixture(scope="module")
def base(compiled):
    people = build(SETTINGS)
    return {name: column[: SETTINGS.population] for name, column in people.columns.items()}


def by_province(base, mask):
    return np.bincount(base["province"][mask], weights=base["weight"][mask], minlength=31)


def test_everyone_is_placed_by_what_he_is_insured_in():
    status = np.array([EMPLOYEE, PUBLIC, RETIRED, FARMER, FARMER, FARMER, STUDENT, STUDENT])
    age = np.array([62, 40, 70, 45, 45, 66, 17, 17])
    kind = np.array([1, 0, 1, 1, 1, 0, 1, 0])
    away = np.array([False, False, False, False, True, True, False, False])
    assert place_of(status, age, kind, away).tolist() == [
        WORKERS, WORKERS, PENSIONERS, RESIDENT_PAYERS, OTHERS, RESIDENT_RECIPIENTS, RESIDENT_PAYERS, OTHERS,
    ]  # fmt: skip


def test_shares_add_to_one_and_are_those_of_the_yearbook():
    shares = placement_shares()
    assert shares.shape == (5, 31) and (shares > 0.0).all()
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    np.testing.assert_allclose(shares[WORKERS], PROVINCES.worker_share)
    assert PROVINCES.resident_recipients.sum() == pytest.approx(180.4e6, rel=1e-3)  # MOHRSS bulletin 2024
    assert (PROVINCES.resident_recipients + PROVINCES.resident_payers).sum() == pytest.approx(538.3e6, rel=1e-3)


def test_all_together_fill_the_population_of_every_province():
    shares, profile = placement_shares(), status_profile()
    persons = profile.persons().sum(axis=(0, 2))
    ages, kinds, statuses = np.indices(persons.shape)
    people = np.zeros(31)
    for away, part in ((False, 1.0 - profile.nonlocal_share[ages, kinds]), (True, profile.nonlocal_share[ages, kinds])):
        place = place_of(statuses, ages + 16, kinds, np.full(persons.shape, away))
        people += np.bincount(place.ravel(), weights=(persons * part).ravel(), minlength=5) @ shares
    large = PROVINCES.population_share > 0.02
    np.testing.assert_allclose(people[large] / people.sum(), PROVINCES.population_share[large], rtol=0.02)


def test_a_uniform_picks_provinces_by_their_share():
    rows = 31 * 400
    u = (np.arange(rows) + 0.5) / rows
    ones = np.ones(rows, dtype=np.int64)
    place = province_of(RETIRED * ones, 70 * ones, ones, np.zeros(rows, dtype=bool), u)
    np.testing.assert_allclose(np.bincount(place, minlength=31) / rows, placement_shares()[PENSIONERS], atol=1.5 / rows)


def test_recipients_of_the_resident_pension_live_where_the_yearbook_has_them(base):
    recipients = base["claim"] == CLAIM_RESIDENT
    published = PROVINCES.resident_recipients / PROVINCES.resident_recipients.sum()
    held = by_province(base, recipients)
    misplaced = 0.5 * np.abs(held / held.sum() - published).sum()
    assert misplaced < 0.015  # where a small sample has fewer of that age than there are recipients
    law = World(SETTINGS).laws(2025)["resident_pension"]
    mean = np.average(law.basic_month[base["province"]], weights=base["weight"] * recipients)
    assert mean == pytest.approx((law.basic_month * published).sum(), rel=0.01)


def test_members_of_the_employee_pension_live_where_the_yearbook_has_them(base):
    members = (base["pension_scheme"] >= PENSION_EMPLOYEE) & (base["claim"] == CLAIM_NONE)
    held = by_province(base, members)
    large = PROVINCES.worker_share > 0.01
    np.testing.assert_allclose(held[large] / held.sum(), PROVINCES.worker_share[large], rtol=0.15)
    guangdong = province_index("Guangdong")
    assert held[guangdong] / held.sum() == pytest.approx(PROVINCES.worker_share[guangdong], rel=0.05)


def test_those_who_will_draw_a_resident_pension_next_live_no_richer_than_those_who_draw_one(base):
    law = World(SETTINGS).laws(2025)["resident_pension"]
    basic, weight = law.basic_month[base["province"]], base["weight"]
    age = 2025 - base["birth_month"] // 12
    draws = base["claim"] == CLAIM_RESIDENT
    payers = (base["pension_scheme"] == PENSION_RESIDENT) & ~draws & (age >= 45)
    assert np.average(basic, weights=weight * payers) < 1.06 * np.average(basic, weights=weight * draws)
