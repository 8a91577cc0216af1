"""Annuities against closed forms, and the rights that a run writes into its last memo."""

from types import SimpleNamespace

import numpy as np
import pytest

from model import SocialInsuranceModel
from model.annuities import Prospects, annuity, by_age, deferred, refund
from model.health import OLDEST
from model.settings import Settings


def prospects(yield_10y=0.0, death=0.0, growth=0.0):
    """Years of constant interest, growth and mortality; nobody passes the last age."""
    path = SimpleNamespace(yield_10y=yield_10y, wage_growth=growth, level=1.0)
    table = np.full((2, OLDEST), death)
    table[:, -1] = 1.0
    return Prospects(2030, lambda year: path, lambda year: table)


def test_without_interest_and_death_an_annuity_is_the_years_to_the_last_age():
    worth = annuity(prospects(), np.ones(OLDEST))
    # the last year is lived by half
    assert worth[0, 60] == pytest.approx(OLDEST - 61 - 1 + 0.5)


def test_growth_at_the_rate_of_interest_is_no_growth_and_no_interest_but_for_half_a_year():
    grown = prospects(0.03, 0.02, 0.03)
    plain = annuity(prospects(0.0, 0.02), np.ones(OLDEST))
    assert annuity(grown, grown.growth("wage_growth")) == pytest.approx(plain * 1.03**0.5)


def test_a_constant_hazard_gives_the_annuity_of_a_geometric_life():
    v, stay = 1 / 1.04, 0.9
    count = OLDEST - 1 - 31  # whole years before the one in which the last age is reached
    ratio = v * stay
    middle = v**0.5 * (1 + stay) / 2 * (1 - ratio**count) / (1 - ratio)
    last = v ** (count + 0.5) * stay**count * 0.5
    assert annuity(prospects(0.04, 0.1), np.ones(OLDEST))[1, 30] == pytest.approx(middle + last)


def test_a_deferred_annuity_of_someone_past_the_age_begins_next_year():
    some = prospects(0.02, 0.01, 0.03)
    growth = some.growth("wage_growth")
    worth = deferred(some, growth, growth, range(60, 61))
    assert worth[0, :, 60:109] == pytest.approx(annuity(some, growth)[:, 60:109])


def test_a_deferred_annuity_is_the_annuity_at_the_age_discounted_for_interest_and_death():
    some = prospects(0.04, 0.1)
    flat = np.ones(OLDEST)
    worth = deferred(some, flat, flat, range(60, 61))[0, 0]
    # payments of someone of 50 begin in the year in which he becomes 60, ten years after those of someone of 59
    assert worth[50] == pytest.approx(worth[59] * (0.9 / 1.04) ** 9)


def test_refunds_on_death_before_the_age_are_certain_where_death_is():
    table = np.ones((2, OLDEST))
    some = Prospects(2030, lambda year: SimpleNamespace(yield_10y=0.0), lambda year: table)
    worth = refund(some, np.ones(OLDEST), range(60, 61))[0, 0]
    assert worth[40] == 1.0 and worth[58] == 1.0 and worth[59] == 0.0


def test_a_cost_by_age_that_is_the_same_at_all_ages_is_an_annuity():
    some = prospects(0.02, 0.03)
    flat = np.ones(OLDEST)
    worth = by_age(some, np.full((2, 101), 5.0), flat, range(45, 46))
    assert worth[0, :, 50:] == pytest.approx(5.0 * annuity(some, flat)[:, 50:])


@pytest.fixture(scope="module")
def lived(compiled):
    model = SocialInsuranceModel(settings=Settings(population=1500, until=2027))
    while model.running:
        model.step()
    return model


def test_rights_stand_in_the_last_memo_of_the_funds_that_owe_them(lived):
    memo = lived.records.memo().pivot(index="year", columns="fund", values="rights_accrued")
    assert (memo.loc[2026] == 0.0).all()
    for fund in ("pension", "resident_pension", "medical"):
        assert memo.at[2027, fund] > 0.0
    for fund in ("unemployment", "maternity", "care", "resident_medical"):
        assert memo.at[2027, fund] == 0.0


def test_pension_rights_exceed_the_accounts_that_are_part_of_them_and_are_less_than_a_century_of_spending(lived):
    memo = lived.records.memo().query("year == 2027 and fund == 'pension'").iloc[0]
    assert memo["account_liability"] < memo["rights_accrued"] < 100.0 * memo["benefits_expected"]


def test_who_has_died_has_no_rights(lived):
    from model.rights import rights_accrued

    before = rights_accrued(lived, 2027)
    alive = lived.columns["alive"].copy()
    lived.columns["alive"][:] = 2
    nothing = rights_accrued(lived, 2027)
    lived.columns["alive"][:] = alive
    assert all(amount == 0.0 for amount in nothing.values())
    assert rights_accrued(lived, 2027) == before
