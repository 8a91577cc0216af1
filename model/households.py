"""What do husband and wife share? Consumption while both live, and at a death what the other leaves.

One pass over rows after everyone has lived the year, in row order, so that its bits depend on neither threads nor
blocks. It moves consumption between spouses for utility and measures of the distribution alone: the books stay those
of persons. What the dead leave is wealth of the survivor from the next year on.
"""

import numpy as np

from agents.codes import LIVING
from agents.compiled import rule, stage
from agents.elementary import log
from agents.household import crra_of_log

SECOND_ADULT, CHILD = 0.5, 0.3  # OECD-modified equivalence scale (Hagenaars, de Vos and Zaidi 1994)


@rule
def children_in(ages):
    """How many children under sixteen are in these bits, one a year of age?"""
    bits = np.int64(ages)
    bits = bits - ((bits >> 1) & 0x5555)
    bits = (bits & 0x3333) + ((bits >> 2) & 0x3333)
    bits = (bits + (bits >> 4)) & 0x0F0F
    return (bits + (bits >> 8)) & 0x1F


@rule
def parts_of_year(amount, amount_spouse, months, months_spouse, children):
    """Equivalised amounts, at yearly rates, of the months with the spouse and of those alone; and the former's months.

    amount: of the person's months; months: 1 to 12; a spouse of no months is none. Pooled amounts are divided by
    1 + 0.5 for the second adult + 0.3 for each child.
    """
    together = min(months, months_spouse)
    rate = amount * 12.0 / months
    rate_spouse = amount_spouse * 12.0 / max(months_spouse, 1)
    alone = rate / (1.0 + CHILD * children)
    pooled = (rate + rate_spouse) / (1.0 + SECOND_ADULT + CHILD * children)
    return pooled, alone, together


@stage
def select_pairs(spouse_row, marriage_year, by_year, pairs, counts):
    """The lower row of everybody married by the end of a year to somebody among these rows, as many as counts[1].

    Without a branch, which nobody could foresee, and without a look at the other row.
    """
    count = 0
    for i in range(spouse_row.size):
        pairs[count] = i
        married = (spouse_row[i] > i) & (spouse_row[i] < spouse_row.size) & (marriage_year[i] <= by_year)
        count += 1 if married else 0
    counts[1] = count


@stage
def find_partners(
    present, alive, months_lived, spouse_row, marriage_year, year, months, partner, pairs, couples, counts
):  # fmt: skip
    """Months that each row has lived of the year, and the row of whom it was married to in it, -1 for none.

    present: who was alive when the year began. pairs: those of `select_pairs` by a year not before this one, counts[1];
    couples: those of them who were a couple in it, as many as counts[0].
    """
    size = months.size
    for i in range(size):
        months[i] = 12 if present[i] & (alive[i] == LIVING) else 0
        partner[i] = -1
    for i in range(size):
        if present[i] & (alive[i] != LIVING):
            months[i] = (np.int64(months_lived[i]) - 1) % 12 + 1
    count = 0
    for k in range(counts[1]):
        i = pairs[k]
        couples[count] = i
        count += 1 if (marriage_year[i] <= year) & (months[i] > 0) & (months[spouse_row[i]] > 0) else 0
    for k in range(count):
        i = couples[k]
        s = spouse_row[i]
        partner[i], partner[s] = s, i
    counts[0] = count


@stage
def equivalise(months, partner, marriage_year, child_ages, year, amount, equivalised):
    """What is an amount of the year, pooled between spouses, to one adult? In the months lived, as the amount is."""
    for i in range(months.size):
        s = partner[i]
        if months[i] == 0:
            equivalised[i] = 0.0
            continue
        ages = np.int64(child_ages[i]) | (np.int64(child_ages[s]) if s >= 0 else 0)
        children = children_in(ages) if 0 < marriage_year[i] <= year else 0
        other = amount[s] if s >= 0 else 0.0
        months_other = np.int64(months[s]) if s >= 0 else 0
        pooled, alone, both = parts_of_year(amount[i], other, np.int64(months[i]), months_other, children)
        equivalised[i] = (both * pooled + (months[i] - both) * alone) / 12.0


@rule
def part_year(own, other, months, months_other, children, price_level, gamma):
    """Equivalised consumption and utility of a year that is not one with the spouse from begin to end."""
    pooled, alone, both = parts_of_year(np.float64(own), np.float64(other), months, months_other, children)
    rest = months - both
    together = both * crra_of_log(log(max(pooled / price_level, 1.0)), gamma)
    utility = (together + rest * crra_of_log(log(max(alone / price_level, 1.0)), gamma)) / 12.0
    return (both * pooled + rest * alone) / 12.0, utility


@stage
def share_consumption(
    months, partner, couples, counts, marriage_year, child_ages, consumption_year, year, price_level, gamma,
    children, shared, standard, alone, equivalised_year, utility_year,
):  # fmt: skip
    """Equivalised consumption, and utility of it where it is not that of the person's own consumption.

    Two who have lived the whole year enjoy the same, taken in loops that vectorise; then the few others. children,
    shared, standard, alone: scratch, one a row.
    """
    count = counts[0]
    for i in range(months.size):
        equivalised_year[i] = consumption_year[i]
    for k in range(count):
        i = couples[k]
        s = partner[i]
        children[k] = child_ages[i] | child_ages[s]
        shared[k] = np.float64(consumption_year[i]) + np.float64(consumption_year[s])
    for k in range(count):
        shared[k] /= 1.0 + SECOND_ADULT + CHILD * children_in(children[k])
        standard[k] = log(max(shared[k] / price_level, 1.0))
    for k in range(count):
        standard[k] = crra_of_log(standard[k], gamma)
    for k in range(count):
        i = couples[k]
        s = partner[i]
        equivalised_year[i] = equivalised_year[s] = shared[k]
        utility_year[i] = utility_year[s] = standard[k]
        if months[i] == 12 and months[s] == 12:
            continue
        kids = children_in(children[k])
        one, other = consumption_year[i], consumption_year[s]
        first, second = np.int64(months[i]), np.int64(months[s])
        equivalised_year[i], utility_year[i] = part_year(one, other, first, second, kids, price_level, gamma)
        equivalised_year[s], utility_year[s] = part_year(other, one, second, first, kids, price_level, gamma)
    parents = 0
    for i in range(months.size):
        alone[parents] = i
        married = (marriage_year[i] > 0) & (marriage_year[i] <= year)
        parents += 1 if married & (partner[i] < 0) & (child_ages[i] != 0) & (months[i] > 0) else 0
    for k in range(parents):
        i = alone[k]
        kids = children_in(child_ages[i])
        own, lived = consumption_year[i], np.int64(months[i])
        equivalised_year[i], utility_year[i] = part_year(own, 0.0, lived, 0, kids, price_level, gamma)


@rule
def support_from(net, net_spouse, floor):
    """By how much does an equal standard in the couple exceed what a person has without it? Yuan a year.

    net: income after own contributions; floor: what relatives guarantee anyway. Negative incomes count as none.
    """
    pooled = (max(net, 0.0) + max(net_spouse, 0.0)) / (1.0 + SECOND_ADULT)
    return max(pooled - max(net, floor), 0.0)


@stage
def support_spouses(alive, spouse_row, net_income_year, floor, pairs, counts, household_support_year):
    """Support of the next year by incomes of this one, for those of the pairs who both live at its end."""
    household_support_year[:] = 0.0
    for k in range(counts[1]):
        i = pairs[k]
        s = spouse_row[i]
        both = 1.0 if (alive[i] == LIVING) & (alive[s] == LIVING) else 0.0
        one, other = np.float64(net_income_year[i]), np.float64(net_income_year[s])
        household_support_year[i] = both * support_from(one, other, floor)
        household_support_year[s] = both * support_from(other, one, floor)


@stage
def inherit(present, alive, partner, weight, wealth, child_ages, left):
    """What the dead of the year leave goes to the surviving spouse, else to heirs without rows; children stay.

    left: float64[2], yuan with the weight of the dead: to spouses, to others.
    """
    for i in range(partner.size):
        if not present[i] or alive[i] == LIVING:
            continue
        s = partner[i]
        if s >= 0 and alive[s] == LIVING:
            left[0] += weight[i] * wealth[i]
            wealth[s] += wealth[i]
            child_ages[s] = np.int64(child_ages[s]) | np.int64(child_ages[i])
        else:
            left[1] += weight[i] * wealth[i]
        wealth[i] = 0.0


class Households:
    """The spouses of a year, and what they left each other."""

    def __init__(self, rows: int):
        """rows: of everyone who will ever take part."""
        self.months = np.zeros(rows, dtype=np.int8)
        self.partner = np.full(rows, -1, dtype=np.int32)
        self.left = np.zeros(2)
        self.pairs, self.couples = np.zeros(rows, dtype=np.int32), np.zeros(rows, dtype=np.int32)
        self.counts = np.zeros(2, dtype=np.int64)
        self.children, self.alone = np.zeros(rows, dtype=np.uint16), np.zeros(rows, dtype=np.int32)
        self.shared, self.standard = np.zeros(rows), np.zeros(rows)

    def equivalised(self, model, amount) -> np.ndarray:
        """What is an amount of the closed year, one a row, to one adult of the household? float64[rows], yuan."""
        c, rows = model.columns, model.rows
        married, _ = self._marriages(model)
        result = np.zeros(rows)
        equivalise(
            self.months[:rows], self.partner[:rows], married, c["child_ages"][:rows], model.year,
            np.asarray(amount, dtype=np.float64), result,
        )  # fmt: skip
        return result

    def _marriages(self, model):
        """Year of the marriage and row of the spouse, as far as the settings let spouses matter."""
        if model.settings.households:
            return model.columns["marriage_year"][: model.rows], model.columns["spouse_row"][: model.rows]
        return np.zeros(model.rows, dtype=np.int16), np.full(model.rows, -1, dtype=np.int32)

    def close_year(self, model, year: int) -> None:
        """Share the consumption of the year and hand down what the dead leave."""
        c = {name: array[: model.rows] for name, array in model.columns.items()}
        months, partner = self.months[: model.rows], self.partner[: model.rows]
        married, spouse = self._marriages(model)
        pairs, couples, counts = self.pairs[: model.rows], self.couples[: model.rows], self.counts
        select_pairs(spouse, married, year + 1, pairs, counts)
        find_partners(
            model.present, c["alive"], c["months_lived"], spouse, married, year, months, partner, pairs, couples, counts
        )
        share_consumption(
            months, partner, couples, counts, married, c["child_ages"], c["consumption_year"], year,
            float(model.named["economy"].price_level), float(model.settings.behaviour.risk_aversion),
            self.children, self.shared, self.standard, self.alone, c["equivalised_year"], c["utility_year"],
        )  # fmt: skip
        self.left[:] = 0.0
        inherit(model.present, c["alive"], partner, c["weight"], c["wealth"], c["child_ages"], self.left)
        floor = float(model.named["outlook"].family_floor_year)
        support_spouses(
            c["alive"], spouse, c["net_income_year"], floor, pairs, counts, c["household_support_year"]
        )
