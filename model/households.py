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
def find_partners(
    present, alive, months_lived, spouse_row, marriage_year, year, months, partner, lower, couples
):  # fmt: skip
    """Months that each row has lived of the year, and the row of whom it was married to in it, -1 for none.

    present: who was alive when the year began. lower: rows of couples, the lower of each first, as many as couples[0].
    """
    size = months.size
    for i in range(size):
        months[i] = 12 if present[i] & (alive[i] == LIVING) else 0
        partner[i] = -1
    for i in range(size):
        if present[i] & (alive[i] != LIVING):
            months[i] = (np.int64(months_lived[i]) - 1) % 12 + 1
    count = 0
    for i in range(size):  # without a branch, which nobody could foresee
        s = spouse_row[i]
        is_lower = (s > i) & (s < size)
        other = s if is_lower else i
        lower[count] = i
        together = is_lower & (marriage_year[i] <= year) & (months[i] > 0) & (months[other] > 0)
        count += 1 if together else 0
    for k in range(count):
        i = lower[k]
        s = spouse_row[i]
        partner[i], partner[s] = s, i
    couples[0] = count


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
    months, partner, lower, couples, marriage_year, child_ages, consumption_year, year, price_level, gamma, standard,
    equivalised_year, utility_year,
):  # fmt: skip
    """Equivalised consumption, and utility of it where it is not that of the person's own consumption.

    Two who have lived the whole year enjoy the same, whose utility is taken in loops that vectorise. standard:
    float64[rows], scratch.
    """
    count = couples[0]
    for i in range(months.size):
        equivalised_year[i] = consumption_year[i]
    for k in range(count):
        i = lower[k]
        s = partner[i]
        children = children_in(np.int64(child_ages[i]) | np.int64(child_ages[s]))
        shared = np.float64(consumption_year[i]) + np.float64(consumption_year[s])
        shared /= 1.0 + SECOND_ADULT + CHILD * children
        standard[k] = max(shared / price_level, 1.0)
        if months[i] == 12 and months[s] == 12:
            equivalised_year[i] = equivalised_year[s] = shared
    for k in range(count):
        standard[k] = log(standard[k])
    for k in range(count):
        standard[k] = crra_of_log(standard[k], gamma)
    for k in range(count):
        i = lower[k]
        s = partner[i]
        if months[i] == 12 and months[s] == 12:
            utility_year[i] = utility_year[s] = standard[k]
            continue
        children = children_in(np.int64(child_ages[i]) | np.int64(child_ages[s]))
        one, other = consumption_year[i], consumption_year[s]
        first, second = np.int64(months[i]), np.int64(months[s])
        equivalised_year[i], utility_year[i] = part_year(one, other, first, second, children, price_level, gamma)
        equivalised_year[s], utility_year[s] = part_year(other, one, second, first, children, price_level, gamma)
    for i in range(months.size):
        alone = (partner[i] < 0) & (child_ages[i] != 0) & (months[i] > 0)
        if alone & (marriage_year[i] > 0) & (marriage_year[i] <= year):
            equivalised_year[i], utility_year[i] = part_year(
                consumption_year[i], 0.0, np.int64(months[i]), 0, children_in(child_ages[i]), price_level, gamma
            )


@rule
def support_from(net, net_spouse, floor):
    """By how much does an equal standard in the couple exceed what a person has without it? Yuan a year.

    net: income after own contributions; floor: what relatives guarantee anyway. Negative incomes count as none.
    """
    pooled = (max(net, 0.0) + max(net_spouse, 0.0)) / (1.0 + SECOND_ADULT)
    return max(pooled - max(net, floor), 0.0)


@stage
def support_spouses(alive, spouse_row, marriage_year, net_income_year, year, floor, household_support_year):
    """Support of the next year by incomes of this one, for couples who live at its end and are married by then."""
    size = alive.size
    lower, count = np.empty(size, dtype=np.int32), 0
    for i in range(size):
        household_support_year[i] = 0.0
        s = spouse_row[i]
        is_lower = (s > i) & (s < size)
        partner = s if is_lower else i
        lower[count] = i
        together = is_lower & (marriage_year[i] <= year + 1) & (alive[i] == LIVING) & (alive[partner] == LIVING)
        count += 1 if together else 0
    for k in range(count):
        i = lower[k]
        s = spouse_row[i]
        one, other = np.float64(net_income_year[i]), np.float64(net_income_year[s])
        household_support_year[i] = support_from(one, other, floor)
        household_support_year[s] = support_from(other, one, floor)


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
        self.lower, self.couples = np.zeros(rows, dtype=np.int32), np.zeros(1, dtype=np.int64)
        self.standard = np.zeros(rows)

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
        lower, couples = self.lower[: model.rows], self.couples
        find_partners(
            model.present, c["alive"], c["months_lived"], spouse, married, year, months, partner, lower, couples
        )
        share_consumption(
            months, partner, lower, couples, married, c["child_ages"], c["consumption_year"], year,
            float(model.named["economy"].price_level), float(model.settings.behaviour.risk_aversion),
            self.standard[: model.rows], c["equivalised_year"], c["utility_year"],
        )  # fmt: skip
        self.left[:] = 0.0
        inherit(model.present, c["alive"], partner, c["weight"], c["wealth"], c["child_ages"], self.left)
        floor = float(model.named["outlook"].family_floor_year)
        support_spouses(c["alive"], spouse, married, c["net_income_year"], year, floor, c["household_support_year"])
