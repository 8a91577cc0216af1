"""What spouses share and leave each other: closed forms, nothing lost, and books that do not notice."""

import numpy as np
import pytest

from agents.codes import CASUAL, CLAIM_NONE, DEAD, GROUP_CASUAL, LIVING
from agents.enrolment import CLASS_CASUAL, INFEASIBLE
from agents.household import crra
from model import SocialInsuranceModel
from model.households import (
    children_in,
    equivalise,
    find_partners,
    inherit,
    select_pairs,
    share_consumption,
    support_from,
    support_spouses,
)
from model.measures.welfare import consumption_equivalent
from model.pension_choice import value_pension
from model.settings import Settings

YEAR, PRICE, GAMMA = 2030, 1.25, 2.0


class Rows:
    """A few rows and the year's pass over them."""

    def __init__(self, consumption, spouse, married=2020, months=12, children=0):
        size = len(consumption)
        self.consumption = np.array(consumption, dtype=np.float32)
        self.spouse = np.array(spouse, dtype=np.int32)
        self.married = np.where(self.spouse >= 0, married, 0).astype(np.int16)
        lived = np.full(size, 0) + months
        self.present = lived > 0
        self.alive = np.where(lived == 12, LIVING, DEAD).astype(np.int8)
        self.months_lived = (36 + lived).astype(np.int16)
        self.ages = (np.zeros(size, dtype=np.int64) + children).astype(np.uint16)
        self.months, self.partner = np.full(size, 99, dtype=np.int8), np.full(size, 99, dtype=np.int32)
        self.equivalised = np.full(size, -1.0, dtype=np.float32)
        self.utility = np.full(size, -7.0)

    def share(self, gamma=GAMMA):
        size = self.months.size
        pairs, couples, alone = (np.full(size, 99, dtype=np.int32) for _ in range(3))
        children, shared, standard = np.full(size, 9, dtype=np.uint16), np.full(size, 9.0), np.full(size, 9.0)
        counts = np.full(2, 99)
        select_pairs(self.spouse, self.married, YEAR + 1, pairs, counts)
        find_partners(
            self.present, self.alive, self.months_lived, self.spouse, self.married, YEAR, self.months, self.partner,
            pairs, couples, counts,
        )  # fmt: skip
        share_consumption(
            self.months, self.partner, couples, counts, self.married, self.ages, self.consumption, YEAR, PRICE, gamma,
            children, shared, standard, alone, self.equivalised, self.utility,
        )  # fmt: skip
        return self

    def pooled(self, amount):
        result = np.zeros(self.months.size)
        equivalise(self.months, self.partner, self.married, self.ages, YEAR, np.asarray(amount, float), result)
        return result


def test_children_are_counted_bit_by_bit():
    ages = np.random.default_rng(1).integers(0, 1 << 16, 200)
    assert [children_in(bits) for bits in ages.tolist()] == [bits.bit_count() for bits in ages.tolist()]
    assert (children_in(0), children_in(0xFFFF)) == (0, 16)


def test_a_couple_pools_and_a_single_keeps_what_is_his():
    rows = Rows([30_000.0, 12_000.0, 60_000.0], [2, -1, 0]).share()
    assert rows.equivalised.tolist() == [60_000.0, 12_000.0, 60_000.0]
    assert rows.utility == pytest.approx([-1.0 / 48_000.0, -7.0, -1.0 / 48_000.0], rel=1e-12)


def test_children_under_sixteen_take_three_tenths_each_also_with_a_widow():
    rows = Rows([30_000.0, 39_000.0, 60_000.0, 0.0], [2, 3, 0, 1], months=[12, 12, 12, 0], children=[0, 1 << 15, 5, 0])
    rows.share()
    assert rows.equivalised == pytest.approx([90_000.0 / 2.1, 30_000.0, 90_000.0 / 2.1, 0.0], rel=1e-7)
    assert rows.utility[1] == pytest.approx(-1.0 / 24_000.0, rel=1e-6)
    assert rows.partner.tolist() == [2, -1, 0, -1]


def test_before_the_marriage_everyone_is_single():
    rows = Rows([30_000.0, 60_000.0], [1, 0], married=YEAR + 1, children=[0, 3]).share()
    assert rows.equivalised.tolist() == [30_000.0, 60_000.0] and rows.utility.tolist() == [-7.0, -7.0]
    assert Rows([30_000.0, 60_000.0], [1, 0], married=YEAR).share().equivalised.tolist() == [60_000.0, 60_000.0]


def test_a_year_with_a_death_is_pooled_for_the_months_that_both_live():
    rows = Rows([24_000.0, 9_000.0], [1, 0], months=[12, 3]).share()
    pooled = (24_000.0 + 36_000.0) / 1.5
    assert rows.equivalised == pytest.approx([(3 * pooled + 9 * 24_000.0) / 12, 3 * pooled / 12], rel=1e-7)
    together, alone = crra(pooled / PRICE, GAMMA), crra(24_000.0 / PRICE, GAMMA)
    assert rows.utility == pytest.approx([(3 * together + 9 * alone) / 12, 3 * together / 12], rel=1e-9)
    assert rows.pooled([24_000.0, 9_000.0]) == pytest.approx(rows.equivalised, rel=1e-7)


def test_what_a_couple_consumes_is_what_its_two_persons_consume():
    """Equivalised consumption times the scale of the months adds up to what both spend, to rounding."""
    random, size = np.random.default_rng(2), 400
    months = np.where(random.random(size) < 0.7, 12, random.integers(1, 12, size))
    spouse = np.arange(size).reshape(-1, 2)[:, ::-1].ravel()
    amount = random.uniform(1e3, 2e5, size)
    rows = Rows(amount, spouse, months=months, children=random.integers(0, 1 << 16, size)).share()
    pooled = rows.pooled(amount)
    for one in range(0, size, 2):
        two = one + 1
        children = int(rows.ages[one] | rows.ages[two]).bit_count()
        both = min(months[one], months[two])
        longer = one if months[one] > months[two] else two
        rate = pooled[one if longer == two else two] * 12 / both  # of the months together
        alone = pooled[longer] * 12 - both * rate
        spent = (both * rate * (1.5 + 0.3 * children) + alone * (1 + 0.3 * children)) / 12
        assert spent == pytest.approx(amount[one] + amount[two], rel=1e-12)


@pytest.mark.parametrize("gamma", [0.5, 1.0, 2.0, 4.0])
def test_one_percent_more_for_everyone_is_worth_one_percent(gamma):
    random, size = np.random.default_rng(3), 300
    amount = np.round(random.uniform(1e4, 2e5, size))
    months = np.where(random.random(size) < 0.8, 12, random.integers(1, 12, size))
    spouse = np.arange(size).reshape(-1, 2)[:, ::-1].ravel()
    utility = []
    for factor in (1.0, 1.01):
        rows = Rows(amount, spouse, months=months, children=random.integers(0, 2, size))
        rows.ages[:] = np.arange(size) % 3
        rows.consumption[:] = amount * factor
        utility.append(rows.share(gamma).utility.sum())
    cev = consumption_equivalent(utility[1], utility[0], gamma, months.sum() / 12.0)
    assert cev == pytest.approx(0.01, rel=1e-5)


def test_a_widow_inherits_the_exact_amount_and_keeps_the_children():
    alive = np.array([DEAD, LIVING, DEAD, DEAD, DEAD, LIVING], dtype=np.int8)
    present = np.array([1, 1, 1, 1, 1, 1], dtype=bool)
    partner = np.array([1, 0, 3, 2, -1, -1], dtype=np.int32)
    weight = np.array([2.0, 3.0, 1.0, 1.0, 1.0, 1.0])
    wealth = np.array([1234.5, 100.25, 10.0, 20.0, 40.0, 7.0])
    ages, left = np.array([6, 1, 0, 0, 0, 0], dtype=np.uint16), np.zeros(2)
    inherit(present, alive, partner, weight, wealth, ages, left)
    assert wealth.tolist() == [0.0, 1334.75, 0.0, 0.0, 0.0, 7.0]
    assert left.tolist() == [2.0 * 1234.5, 70.0]
    assert ages.tolist() == [6, 7, 0, 0, 0, 0]


# ---- what a spouse's income is worth when cover is chosen ----------------------------------------------------


def test_support_lifts_to_an_equal_standard_in_the_couple_and_never_lowers():
    assert support_from(0.0, 90_000.0, 24_000.0) == 60_000.0 - 24_000.0
    assert support_from(40_000.0, 50_000.0, 24_000.0) == 20_000.0
    assert support_from(90_000.0, 0.0, 24_000.0) == 0.0
    assert support_from(-5_000.0, 36_000.0, 24_000.0) == 0.0


def test_support_needs_a_living_spouse_who_is_married_by_next_year():
    alive = np.array([LIVING, LIVING, LIVING, DEAD, LIVING, LIVING, LIVING], dtype=np.int8)
    spouse = np.array([1, 0, 3, 2, 5, 4, -1], dtype=np.int32)
    married = np.array([2000, 2000, 2000, 2000, YEAR + 2, YEAR + 2, 0], dtype=np.int16)
    net, support = np.array([0, 90, 0, 90, 0, 90, 0], dtype=np.float32), np.full(7, -1.0, dtype=np.float32)
    pairs, counts = np.zeros(7, dtype=np.int32), np.zeros(2, dtype=np.int64)
    select_pairs(spouse, married, YEAR + 1, pairs, counts)
    support_spouses(alive, spouse, net, 24.0, pairs, counts, support)
    assert support.tolist() == [36.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    select_pairs(spouse, married, YEAR + 2, pairs, counts)
    support_spouses(alive, spouse, net, 24.0, pairs, counts, support)
    assert support.tolist() == [36.0, 0.0, 0.0, 0.0, 36.0, 0.0, 0.0]


def test_who_earns_nothing_can_pay_the_employee_pension_out_of_a_spouses_income(people, call, base_named):
    rows = people(
        2, status=CASUAL, group=GROUP_CASUAL, choice_class=CLASS_CASUAL, income_year=0.0, age_months=420,
        birth_month=12 * 1990, peer_cell=45, platform=-1, claim=CLAIM_NONE,
    )  # fmt: skip
    rows["household_support_year"][:] = [0.0, 60_000.0]
    little = base_named["behaviour"]._replace(support_floor_share=0.15)  # relatives guarantee less than it takes
    call(value_pension, rows, base_named | {"behaviour": little})
    assert rows["value_base_floor"][0] < 0.5 * INFEASIBLE < rows["value_base_floor"][1]
    assert rows["value_pension_resident"][0] < rows["value_pension_resident"][1]
    assert rows["value_pension_none"][0] == rows["value_pension_none"][1]


# ---- in the model -----------------------------------------------------------------------------------------

SETTINGS = Settings(population=3_000, until=2029)


def test_sharing_changes_no_book_of_its_year_and_only_what_it_names(compiled):
    shared, apart = (SocialInsuranceModel(settings=SETTINGS) for _ in range(2))
    apart.settings = SETTINGS.model_copy(update={"households": False})  # closed after the population is built
    for model in (shared, apart):
        model.step()
    assert shared.totals.money == apart.totals.money
    changed = {name for name, column in shared.columns.items() if not np.array_equal(column, apart.columns[name])}
    named = {"wealth", "utility_year", "utility_sum", "utility_untaxed_sum", "consumption_sum", "equivalised_year",
             "household_support_year"}  # fmt: skip
    assert changed - {"child_ages"} == named
    c = apart.columns
    assert np.array_equal(c["equivalised_year"], c["consumption_year"])


def test_estates_of_the_dead_are_the_wealth_of_their_spouses(compiled):
    """What survivors have more than without the channel is, person by person, the estate of the spouse."""
    model = SocialInsuranceModel(settings=SETTINGS)
    model.begin_year()
    model.workers.do("step")
    before, flows = {name: model.columns[name].copy() for name in ("wealth", "spouse_row")}, dict(model.workers.flows)
    model.end_year()
    dead = np.flatnonzero((flows["dies"] == 1) & model.present)
    married = model.columns["marriage_year"] <= model.year
    spouse = before["spouse_row"]
    heirs = [d for d in dead if spouse[d] >= 0 and married[d] and model.columns["alive"][spouse[d]] == LIVING]
    assert len(heirs) >= 5
    for d in heirs:
        assert model.columns["wealth"][spouse[d]] == before["wealth"][spouse[d]] + flows["estate"][d]
    assert np.all(model.columns["wealth"][dead] == 0.0)
    left = model.households.left
    assert left[0] == pytest.approx(float(model.columns["weight"][heirs] @ flows["estate"][heirs]), rel=1e-12)
    assert left.sum() == pytest.approx(model.totals.money["estate"], rel=1e-12)


def test_the_pass_is_the_plain_formula_for_couples_that_live_the_year(compiled, lived):
    model = lived(settings=SETTINGS)
    c, rows = model.columns, model.rows
    spouse = c["spouse_row"][:rows]
    here = (c["alive"][:rows] == LIVING) & (spouse >= 0) & (c["marriage_year"][:rows] <= model.year)
    here[here] &= c["alive"][spouse[here]] == LIVING
    one, two = np.flatnonzero(here), spouse[here]
    assert one.size > 1500
    children = [int(bits).bit_count() for bits in c["child_ages"][one] | c["child_ages"][two]]
    scale = 1.5 + 0.3 * np.array(children)
    expected = (c["consumption_year"][one].astype(float) + c["consumption_year"][two]) / scale
    assert c["equivalised_year"][one] == pytest.approx(expected, rel=1e-6)
    real = expected / float(model.named["economy"].price_level)
    assert c["utility_year"][one] == pytest.approx(-1.0 / real, rel=1e-9)
    assert 0.2 < np.mean(scale > 1.5) < 0.7


def test_without_the_channel_nobody_has_support_and_rows_keep_their_spouses(compiled, lived):
    apart = lived(settings=SETTINGS.model_copy(update={"households": False}))
    assert not apart.columns["household_support_year"].any()
    assert np.array_equal(apart.columns["equivalised_year"], apart.columns["consumption_year"])
    assert (apart.columns["spouse_row"] >= 0).mean() > 0.4
    with_support = SocialInsuranceModel(settings=SETTINGS).columns["household_support_year"]
    assert 0.15 < np.mean(with_support[: SETTINGS.population] > 0.0) < 0.5
