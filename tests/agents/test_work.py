"""Moves are Gumbel choices that a change of pay shifts to its destination only; placements are drawn once."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.codes import (
    CASUAL,
    CLAIM_DISABILITY,
    CLAIM_EMPLOYEE,
    CLAIM_NONE,
    CLAIM_PUBLIC,
    CLAIM_RESIDENT,
    EMPLOYEE,
    FARMER,
    OUT,
    PLATFORM,
    PUBLIC,
    RETIRED,
    SELF_EMPLOYED,
    STUDENT,
    UNEMPLOYED,
    Employer,
)
from agents.work import move, place


class Work(NamedTuple):
    transition: np.ndarray
    school_stay: np.ndarray
    post_claim_work: np.ndarray
    post_claim_kind: np.ndarray
    post_claim_stay: float
    employer_cumulative: np.ndarray
    change_employer: np.ndarray
    change_employer_age: np.ndarray
    platform_cumulative: np.ndarray
    intensity_cumulative: np.ndarray
    intensity_mean: np.ndarray
    intensity_spread: float
    intensity_redraw: float
    platform_change: float
    first_year: int
    public_entry: np.ndarray


class Behaviour(NamedTuple):
    pay_response: float
    pay_change: np.ndarray
    post_claim_work_share: float
    labour_demand_elasticity: float = 0.5
    cost_change: np.ndarray = np.zeros(8)


def tables(seed: int = 3) -> Work:
    draw = np.random.default_rng(seed)
    transition = draw.random((2, 85, 4, 2, 10, 8)) ** 3
    transition[..., 6] = 0.0  # a destination nobody reaches
    transition /= transition.sum(axis=-1, keepdims=True)
    return Work(
        transition=transition,
        school_stay=np.full((4, 85), 0.6),
        post_claim_work=np.ones(85),
        post_claim_kind=np.array([0, 0, 0, 0.5, 0.3, 0.2, 0, 0]),
        post_claim_stay=0.75,
        employer_cumulative=np.tile(np.array([0, 0, 0.2, 0.3, 0.5, 0.6, 0.75, 0.9, 1.0]), (4, 2, 1)),
        change_employer=np.array([0, 0, 0.02, 0.06, 0.06, 0.09, 0.12, 0.14, 0.5]),
        change_employer_age=np.ones(85),
        platform_cumulative=np.array([[0.25, 0.75, 1.0], [0.5, 0.5, 1.0]]),
        intensity_cumulative=np.tile(np.array([0.3, 0.8, 1.0]), (3, 1)),
        intensity_mean=np.tile(np.array([1.0, 0.25, 0.02]), (3, 1)),
        intensity_spread=0.1,
        intensity_redraw=0.3,
        platform_change=0.1,
        first_year=2025,
        public_entry=np.tile(np.array([[1.0], [0.5]]), (1, 85)),
    )


def behaviour(change=(0.0,) * 8, response: float = 1.0, share: float = 0.12) -> Behaviour:
    return Behaviour(response, np.array(change, dtype=np.float64), share)


def people(size: int, seed: int = 5) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(seed)
    return {
        "status": draw.integers(0, 9, size).astype(np.int8),
        "sex": draw.integers(0, 2, size).astype(np.int8),
        "age_months": draw.integers(16 * 12 + 6, 99 * 12, size).astype(np.int16),
        "education": draw.integers(0, 4, size).astype(np.int8),
        "hukou": draw.integers(0, 4, size).astype(np.int8),
        "months_alive": np.full(size, 12, dtype=np.int8),
        "claim": np.full(size, CLAIM_NONE, dtype=np.int8),
        "claim_month": np.full(size, 12 * 2020, dtype=np.int32),
        "draws": draw.random((9, size)),
    }


def moved(rows: dict, work: Work, acts: Behaviour) -> np.ndarray:
    status, before = rows["status"].copy(), np.empty_like(rows["status"])
    move(
        status, rows["sex"], rows["age_months"], rows["education"], rows["hukou"], rows["months_alive"],
        rows["claim"], rows["claim_month"], np.int64(2026), *[np.ascontiguousarray(u) for u in rows["draws"]],
        work, acts, before,
    )  # fmt: skip
    np.testing.assert_array_equal(before, rows["status"])
    return status


def moved_plainly(rows: dict, work: Work, acts: Behaviour) -> np.ndarray:
    """Log probability plus response to pay plus a Gumbel shock, person by person, as the model is stated."""
    reached = rows["status"].copy()
    for i, before in enumerate(rows["status"]):
        age = (rows["age_months"][i] - 6) // 12 - 16  # in completed years at the end of last year
        row = work.transition[rows["sex"][i], age, rows["education"][i], rows["hukou"][i] // 2, before].copy()
        row[1] *= 1.0 if before == PUBLIC else 0.5  # chances to enter the public sector in 2026
        if before == STUDENT and rows["draws"][8, i] < work.school_stay[rows["education"][i], age]:
            continue
        with np.errstate(divide="ignore"):
            value = np.log(row) + acts.pay_response * acts.pay_change - np.log(-np.log(rows["draws"][:8, i]))
        reached[i] = 1 + value.argmax()
    return reached


@given(seed=st.integers(0, 2**32 - 1), response=st.floats(0.0, 3.0))
@settings(deadline=None, derandomize=True, max_examples=25)
def test_a_move_is_the_largest_of_log_probability_pay_and_gumbel_shock(seed, response):
    rows = people(200, seed)
    acts = behaviour(np.random.default_rng(seed).normal(0.0, 0.3, 8), response)
    np.testing.assert_array_equal(moved(rows, tables(), acts), moved_plainly(rows, tables(), acts))


def test_moves_have_the_frequencies_of_the_table():
    rows = people(60_000)
    for name, value in (("status", EMPLOYEE), ("sex", 1), ("age_months", 12 * 36 + 4), ("education", 2), ("hukou", 3)):
        rows[name][:] = value
    reached = np.bincount(moved(rows, tables(), behaviour()), minlength=10)[1:9] / 60_000
    expected = tables().transition[1, 35 - 16, 2, 1, EMPLOYEE].copy()
    expected[1] *= 0.5
    np.testing.assert_allclose(reached, expected / expected.sum(), atol=0.007)


def test_better_pay_of_a_destination_draws_people_to_it_and_moves_nobody_between_others():
    rows = people(5_000)
    before = moved(rows, tables(), behaviour())
    after = moved(rows, tables(), behaviour((0, 0, 0.4, 0, 0, 0, 0, 0)))
    changed = before != after
    assert 0 < changed.sum() < 2_500
    assert (after[changed] == PLATFORM).all()


def test_no_response_to_pay_leaves_every_move_as_it_was():
    rows = people(2_000)
    still = moved(rows, tables(), behaviour((0.5, -0.5, 1, 0, 0, 0, 0, 0), response=0.0))
    np.testing.assert_array_equal(still, moved(rows, tables(), behaviour()))


@pytest.mark.parametrize("claim", [CLAIM_EMPLOYEE, CLAIM_PUBLIC])
def test_claimants_retire_except_the_share_that_goes_on_in_flexible_work(claim):
    rows = people(40_000)
    rows["claim"][:] = claim
    rows["status"][:] = EMPLOYEE
    share = np.bincount(moved(rows, tables(), behaviour()), minlength=10) / 40_000
    assert share[RETIRED] == pytest.approx(0.88, abs=0.006)
    assert share[[SELF_EMPLOYED, CASUAL, FARMER]] == pytest.approx([0.06, 0.036, 0.024], abs=0.004)


def test_working_claimants_mostly_go_on_and_the_retired_rarely_start_again():
    rows = people(40_000)
    rows["claim"][:] = CLAIM_EMPLOYEE
    rows["status"][:] = CASUAL
    kept = np.bincount(moved(rows, tables(), behaviour()), minlength=10) / 40_000
    assert kept[CASUAL] == pytest.approx(0.75 + 0.25 * 0.12 * 0.3, abs=0.007)
    rows["status"][:] = RETIRED
    again = moved(rows, tables(), behaviour())
    assert (again != RETIRED).mean() == pytest.approx(0.25 * 0.12, abs=0.004)


def test_disabled_claimants_stop_working_and_resident_claimants_do_not():
    rows = people(500)
    rows["claim"][:] = CLAIM_DISABILITY
    assert (moved(rows, tables(), behaviour()) == RETIRED).all()
    rows["claim"][:] = CLAIM_RESIDENT
    np.testing.assert_array_equal(moved(rows, tables(), behaviour()), moved_plainly(rows, tables(), behaviour()))


def test_who_claims_within_the_year_keeps_his_status_and_retires_from_a_january_claim():
    rows = people(400)
    rows["claim"][:] = CLAIM_EMPLOYEE
    rows["status"][:] = EMPLOYEE
    rows["claim_month"][:] = 12 * 2026 + 1
    assert (moved(rows, tables(), behaviour()) == EMPLOYEE).all()
    rows["claim_month"][:] = 12 * 2026
    assert (moved(rows, tables(), behaviour()) != EMPLOYEE).all()


def test_the_dead_the_retired_without_claim_and_sixteen_year_olds_keep_their_status():
    rows = people(300)
    rows["months_alive"][:100] = 0
    rows["status"][100:200] = RETIRED
    rows["age_months"][200:] = 12 * 16 + 5
    np.testing.assert_array_equal(moved(rows, tables(), behaviour()), rows["status"])


def placed(**given_rows) -> dict[str, np.ndarray]:
    """Place rows; every column not given is that of a man of 36 with lower secondary school."""
    size = len(given_rows["status"])
    default = {"sex": 0, "education": 1, "hukou": 2, "age_months": 12 * 36, "months_alive": 12, "employer": 0,
               "platform": -1, "intensity": 1.0, "u_platform": 0.5}  # fmt: skip
    kinds = {"age_months": np.int16, "platform": np.int16, "intensity": np.float32, "u_platform": np.float64}
    rows = {
        name: np.array(given_rows.get(name, [value] * size), dtype=kinds.get(name, np.int8))
        for name, value in default.items()
    }
    rows["status"] = np.array(given_rows["status"], dtype=np.int8)
    place(
        rows["status"], rows["sex"], rows["education"], rows["hukou"], rows["age_months"], rows["months_alive"],
        rows["u_platform"], tables(), rows["employer"], rows["platform"], rows["intensity"],
    )  # fmt: skip
    return rows


def test_new_employees_draw_a_type_and_the_others_keep_or_rarely_change_theirs():
    small, site = Employer.PRIVATE_SMALL, Employer.HOUSEHOLD_BUSINESS
    rows = placed(
        status=[EMPLOYEE, EMPLOYEE, EMPLOYEE, EMPLOYEE, PUBLIC, SELF_EMPLOYED],
        employer=[0, Employer.PUBLIC, small, site, small, small],
        u_platform=[0.1, 0.55, 0.15, 0.09, 0.9, 0.9],
    )
    expected = [
        Employer.STATE_OWNED,  # 0.1 lies below 0.2
        Employer.PRIVATE_LARGE,  # left the public sector: 0.55 lies in 0.5 to 0.6
        small,  # 0.15 is above the hazard of 0.14
        Employer.STATE_OWNED,  # 0.09 is below the hazard of 0.5: drawn again with 0.18
        Employer.PUBLIC,
        Employer.NONE,
    ]
    assert rows["employer"].tolist() == expected
    assert (rows["platform"] == -1).all()


def test_new_platform_workers_draw_a_platform_and_how_much_they_work():
    rows = placed(status=[PLATFORM, PLATFORM, PLATFORM], sex=[0, 0, 1], u_platform=[0.05, 0.5, 0.6])
    assert rows["platform"].tolist() == [0, 1, 2]
    # what is left of the uniform: 0.2, 0.5 and 0.2; classes end at 0.3, 0.8 and 1
    first = 1.0 * (1 + 0.1 * (2 * (0.2 / 0.3) - 1))
    second = 0.25 * (1 + 0.1 * (2 * (0.2 / 0.5) - 1))
    np.testing.assert_allclose(rows["intensity"], [first, second, first], rtol=1e-6)
    assert (rows["employer"] == Employer.NONE).all()


def test_later_years_change_the_platform_or_the_intensity_or_nothing():
    rows = placed(
        status=[PLATFORM] * 3, platform=[2, 2, 2], intensity=[0.9, 0.9, 0.9], u_platform=[0.05, 0.25, 0.45]
    )
    assert rows["platform"].tolist() == [1, 2, 2]
    assert rows["intensity"][1] == pytest.approx(0.25 * (1 + 0.1 * (2 * (0.2 / 0.5) - 1)))
    assert rows["intensity"][2] == pytest.approx(0.9)


def test_who_leaves_platform_work_has_neither_platform_nor_part_time_orders():
    rows = placed(status=[OUT, UNEMPLOYED, EMPLOYEE], platform=[1, 2, 0], intensity=[0.2, 0.3, 0.4])
    assert (rows["platform"] == -1).all()
    assert (rows["intensity"] == 1.0).all()


def test_rows_without_a_living_person_are_left_alone():
    rows = placed(status=[EMPLOYEE], months_alive=[0], employer=[3], platform=[4], intensity=[0.5])
    assert rows["employer"].tolist() == [3] and rows["platform"].tolist() == [4]
