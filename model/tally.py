"""What do the flows of a year add up to, for everyone, by group, by choice cell and by platform?

Every sum is taken per section of rows, in row order, and the sections are added in row order, so it has the same bits
for any size of block and any number of threads. Sums of money are taken per chunk of a section, whose rows are added
in a fixed order that vectorises.
"""

import math

import numpy as np

from agents.codes import (
    CASUAL,
    EMPLOYEE,
    FARMER,
    GROUP_EMPLOYEE,
    MEDICAL_EMPLOYEE,
    MEDICAL_FLEXIBLE,
    MEDICAL_NONE,
    MEDICAL_RESIDENT,
    MEDICAL_RETIREE,
    PENSION_NONE,
    PENSION_RESIDENT,
    PLATFORM,
    PUBLIC,
    SELF_EMPLOYED,
    UNEMPLOYED,
)
from agents.columns import CONTRIBUTION_FLOWS, SUMMED_FLOWS
from agents.compiled import rule, stage
from model.plan import CHUNK_ROWS, SECTION_ROWS, Step

MONEY = tuple(flow.name for flow in SUMMED_FLOWS)
PAID = tuple(flow.name for flow in CONTRIBUTION_FLOWS)
GROUP_NAMES = ("platform", "self_employed", "casual", "employee", "public", "farmer", "other")
COUNTS = (
    "persons", "persons_mid_year", "in_work", "pension", "medical", "injury", "unemployment", "maternity", "care",
    "resident_pension", "resident_medical", "any_pension", "any_medical", "pension_months", "medical_months",
    "income", "pension_base", "employee_pensioners", "resident_pensioners", "deaths", "births", "injuries",
    "unemployment_claimants", "medical_retirees", "flexible_pension", "flexible_medical", "dormant",
    "medical_base", "injury_base", "unemployment_base", "maternity_base", "unemployment_claims", "unemployment_repeat",
    "reports_below", "no_living", "missed", "wrongly_inside", "several_platforms",
)  # fmt: skip
CELL_COUNTS = ("choosers", "pension_resident", "pension_employee", "medical_choosers", "medical_resident",
               "medical_employee")  # fmt: skip
PLATFORM_SUMS = ("workers", "orders", "payroll", "revenue", "taxable_profit", "employed", "paid")


@rule
def report_group(status):
    """Row of the result tables that a labour status belongs to."""
    if status == PLATFORM:
        return 0
    if status == SELF_EMPLOYED:
        return 1
    if status == CASUAL:
        return 2
    if status == EMPLOYEE:
        return 3
    if status == PUBLIC:
        return 4
    if status == FARMER:
        return 5
    return 6


@rule
def on_cache_lines(rows, width):
    """An empty float64[rows, width] whose rows begin where a line of the cache does; width is a multiple of 8."""
    memory = np.empty(rows * width + 8)
    skipped = (-memory.ctypes.data // 8) % 8
    return memory[skipped : skipped + rows * width].reshape(rows, width)


@rule
def eight_products(weight, values, j):
    """Sum of weight times value over the eight rows j, j + 64, ..., j + 448 of a chunk."""
    return (
        (weight[j] * values[j] + weight[j + 64] * values[j + 64])
        + (weight[j + 128] * values[j + 128] + weight[j + 192] * values[j + 192])
    ) + (
        (weight[j + 256] * values[j + 256] + weight[j + 320] * values[j + 320])
        + (weight[j + 384] * values[j + 384] + weight[j + 448] * values[j + 448])
    )


@rule
def weighted_sum(weight, values, lanes):
    """Sum of weight times value over a chunk, in a fixed order: eight sums side by side, which stay in registers."""
    for j in range(lanes.size):
        lanes[j] = (
            (eight_products(weight, values, j) + eight_products(weight, values, j + 32))
            + (eight_products(weight, values, j + 16) + eight_products(weight, values, j + 48))
        ) + (
            (eight_products(weight, values, j + 8) + eight_products(weight, values, j + 40))
            + (eight_products(weight, values, j + 24) + eight_products(weight, values, j + 56))
        )
    return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]))


@stage
def sum_flows(weight, status, months_alive, money, money_sums, paid_sums):
    """Weighted sums of every money flow, and of contributions by report group, added chunk after chunk.

    money[flow, row]; money_sums[flow]; paid_sums[group, contribution], contributions being the first flows and the
    last group those without paid work. Each group has its weights, zero for the others, so that its sum is one of a
    whole chunk too. A contribution that nobody in the chunk pays, which is never negative and sums to zero, is left
    out.
    """
    groups, contributions = paid_sums.shape
    everyone_and_groups = on_cache_lines(groups + 1, CHUNK_ROWS)
    everyone, of_group = everyone_and_groups[0], everyone_and_groups[1:]
    members = np.empty(groups, dtype=np.int64)
    padded = np.zeros(CHUNK_ROWS)
    lanes = on_cache_lines(1, 8)[0]
    for low in range(0, weight.size, CHUNK_ROWS):
        size = min(CHUNK_ROWS, weight.size - low)
        everyone[:] = 0.0
        of_group[:] = 0.0
        members[:] = 0
        for i in range(size):
            everyone[i] = weight[low + i]
            if months_alive[low + i] > 0:
                group = report_group(status[low + i])
                of_group[group, i] = weight[low + i]
                members[group] += 1
        for k in range(money_sums.size):
            values = money[k, low : low + CHUNK_ROWS]
            if size < CHUNK_ROWS:
                for i in range(size):
                    padded[i] = money[k, low + i]
                values = padded
            total = weighted_sum(everyone, values, lanes)
            money_sums[k] += total
            if k < contributions and total != 0.0:
                for group in range(groups):
                    if members[group] > 0:
                        paid_sums[group, k] += weighted_sum(of_group[group], values, lanes)


@stage
def count_people(
    weight, status, months_alive, dies, claim, pension_scheme, pension_paid_months, medical_scheme,
    medical_paid_months, medical_base_month, injury_months, unemployment_paid_months, maternity_paid_months,
    care_paid_months, insured_base_month, injury_base_month, pension_base_month, income_year, gives_birth, injured,
    benefit_unemployment, unemployment_claim_number, reports_below, definition_case, platforms_used, months_worked,
    status_before, counts,
):  # fmt: skip
    """Weighted numbers of persons by report group: counts[group, COUNTS]; end-of-year concepts.

    A claim counts where the work was that was lost: whoever is unemployed from January on had it the year before.
    """
    for i in range(weight.size):
        if months_alive[i] == 0:
            continue
        w = weight[i]
        g = report_group(status[i])
        row = counts[g]
        row[1] += w * months_alive[i] / 12.0
        row[15] += w * income_year[i]
        if injured[i] > 0:
            row[21] += w
        if benefit_unemployment[i] > 0.0:
            row[22] += w
        if unemployment_claim_number[i] > 0:
            lost = counts[report_group(status_before[i] if status[i] == UNEMPLOYED else status[i])]
            lost[31] += w
            lost[32] += w if unemployment_claim_number[i] > 1 else 0.0
        if gives_birth[i] > 0:
            row[20] += w
        row[16] += w * pension_base_month[i] * pension_paid_months[i]
        row[27] += w * medical_base_month[i] * medical_paid_months[i]
        base = w * insured_base_month[i]
        row[28] += w * injury_base_month[i] * injury_months[i] if base > 0.0 else 0.0
        row[29] += base * unemployment_paid_months[i]
        row[30] += base * maternity_paid_months[i]
        if dies[i] == 1:
            row[19] += w
            continue
        row[0] += w
        row[2] += w if months_worked[i] > 0 else 0.0
        scheme = pension_scheme[i]
        pensioner = claim[i] == 1 or claim[i] == 2 or claim[i] == 4
        employee_pension = scheme > PENSION_RESIDENT and not pensioner
        resident = scheme == PENSION_RESIDENT and not pensioner
        row[3] += w if employee_pension else 0.0
        row[9] += w if resident or claim[i] == 3 else 0.0
        row[11] += w if scheme != PENSION_NONE or claim[i] > 0 else 0.0
        row[13] += w * pension_paid_months[i]
        row[17] += w if pensioner else 0.0
        row[18] += w if claim[i] == 3 else 0.0
        row[24] += w if employee_pension and scheme == 3 and pension_paid_months[i] > 0 else 0.0
        row[26] += w if employee_pension and pension_paid_months[i] == 0 else 0.0
        cover = medical_scheme[i]
        row[4] += w if cover == MEDICAL_EMPLOYEE or cover == MEDICAL_FLEXIBLE else 0.0
        row[10] += w if cover == MEDICAL_RESIDENT else 0.0
        row[12] += w if cover != MEDICAL_NONE else 0.0
        row[14] += w * medical_paid_months[i]
        row[23] += w if cover == MEDICAL_RETIREE else 0.0
        row[25] += w if cover == MEDICAL_FLEXIBLE else 0.0
        row[5] += w if injury_months[i] > 0 else 0.0
        row[6] += w if unemployment_paid_months[i] > 0 else 0.0
        row[7] += w if maternity_paid_months[i] > 0 else 0.0
        row[8] += w if care_paid_months[i] > 0 else 0.0
        row[33] += w if reports_below[i] == 1 else 0.0
        case = definition_case[i]
        if case > 0:
            row[33 + case] += w
        row[37] += w if platforms_used[i] > 1 else 0.0


@stage
def count_cells(
    weight, status, group, choice_class, peer_cell, pension_scheme, medical_scheme, claim, months_alive, cells
):
    """Choices per peer cell, the peers of next year: cells[cell, CELL_COUNTS].

    Platform workers who are employees by law have chosen nothing that others could follow.
    """
    for i in range(weight.size):
        if months_alive[i] == 0 or choice_class[i] < 0 or (status[i] == PLATFORM and group[i] == GROUP_EMPLOYEE):
            continue
        w = weight[i]
        cell = peer_cell[i]  # a view of its row would be counted as in use, at some cost, for every person
        if claim[i] == 0:
            cells[cell, 0] += w
            cells[cell, 1] += w if pension_scheme[i] == PENSION_RESIDENT else 0.0
            cells[cell, 2] += w if pension_scheme[i] > PENSION_RESIDENT else 0.0
        if medical_scheme[i] != MEDICAL_RETIREE:
            cells[cell, 3] += w
            cells[cell, 4] += w if medical_scheme[i] == MEDICAL_RESIDENT else 0.0
            cells[cell, 5] += w if medical_scheme[i] == MEDICAL_FLEXIBLE else 0.0


@stage
def sum_platforms(
    weight, status, platform, group, months_alive, orders_year, income_year, platform_revenue, platform_profit,
    paid_platform_pension, paid_platform_medical, paid_platform_unemployment, paid_platform_maternity,
    paid_platform_care, platform_sums,
):  # fmt: skip
    """Workers, orders, pay, revenue, declared profit, employees and payments: platform_sums[platform, PLATFORM_SUMS].

    Payments are the platform's contributions but those to work injury, among which the pilot's charges stand.
    """
    for i in range(weight.size):
        if months_alive[i] == 0 or status[i] != PLATFORM or platform[i] < 0:
            continue
        w = weight[i]
        row = platform_sums[platform[i]]
        row[0] += w
        row[1] += w * orders_year[i]
        row[2] += w * income_year[i]
        row[3] += w * platform_revenue[i]
        row[4] += w * platform_profit[i]
        row[5] += w if group[i] == GROUP_EMPLOYEE else 0.0
        row[6] += w * (
            paid_platform_pension[i]
            + paid_platform_medical[i]
            + paid_platform_unemployment[i]
            + paid_platform_maternity[i]
            + paid_platform_care[i]
        )


@stage
def add_sections(sections, total):
    """Sums of the sections added in row order: sections[section, place] into total[place]."""
    for section in range(sections.shape[0]):
        for place in range(total.size):
            total[place] += sections[section, place]


STEPS = tuple(Step(each) for each in (sum_flows, count_people, count_cells, sum_platforms))


class Tally:
    """Sums of one year per section of rows, and their totals."""

    steps = STEPS
    keeps_flows = False  # whether the flows of a block are wanted after it, which one compiled call does not hand out

    def __init__(self, rows: int, cells: int, platforms: int):
        sections = max((rows + SECTION_ROWS - 1) // SECTION_ROWS, 1)
        shapes = {
            "money_sums": (len(MONEY),),
            "counts": (len(GROUP_NAMES), len(COUNTS)),
            "paid_sums": (len(GROUP_NAMES) + 1, len(PAID)),
            "cells": (cells, len(CELL_COUNTS)),
            "platform_sums": (platforms, len(PLATFORM_SUMS)),
        }
        self.outputs = {name: np.zeros((sections, *shape)) for name, shape in shapes.items()}

    def post(self, low: int, high: int, money, flows, columns) -> None:
        """Add up one block of a section: `money` is its (flow, row) array, `flows` and `columns` hold its rows."""
        names = {name: array[low // SECTION_ROWS] for name, array in self.outputs.items()}
        names |= flows
        names["money"] = money
        for step in self.steps:
            step.stage(*[names[n] if n in names else columns[n][low:high] for n in step.parameters])

    def totals(self) -> "Totals":
        """Sections added in row order."""
        sums = {name: _ordered(array) for name, array in self.outputs.items()}
        money = dict(zip(MONEY, sums["money_sums"].tolist(), strict=True))
        return Totals(money, sums["counts"], sums["paid_sums"], sums["cells"], sums["platform_sums"])


def _ordered(sections: np.ndarray) -> np.ndarray:
    total = np.zeros(sections.shape[1:])
    add_sections(sections.reshape(sections.shape[0], -1), total.reshape(-1))
    return total


class Totals:
    """National sums of one year: `money[flow]`, counts, contributions by group, choices by cell, platforms.

    `paid` has a row for every group and a last one for persons without paid work.
    """

    def __init__(self, money, counts, paid, cells, platforms):
        self.money = money
        self.counts = counts
        self.paid = paid
        self.cells = cells
        self.platforms = platforms

    def count(self, name: str, *groups: str) -> float:
        """Weighted persons (or months, or yuan) of a COUNTS entry, for all groups or the named ones."""
        column = self.counts[:, COUNTS.index(name)]
        if not groups:
            return float(column.sum())
        return float(math.fsum(column[GROUP_NAMES.index(group)] for group in groups))
