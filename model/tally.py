"""What do the flows of a year add up to, for everyone, by group, by choice cell and by platform?

Every sum is taken per chunk of 1,024 rows and the chunks are added in row order, so it has the same bits for any
size of block and any number of threads. Within a chunk, eight sums run side by side and are then added, which is a
fixed order that still vectorises.
"""

import math

import numpy as np

from agents.codes import (
    CASUAL,
    EMPLOYEE,
    FARMER,
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
)
from agents.columns import CONTRIBUTION_FLOWS, SUMMED_FLOWS
from agents.compiled import rule, stage
from model.plan import CHUNK_ROWS

MONEY = tuple(flow.name for flow in SUMMED_FLOWS)
PAID = tuple(flow.name for flow in CONTRIBUTION_FLOWS)
PAID_AT = np.array([MONEY.index(name) for name in PAID], dtype=np.int64)
GROUP_NAMES = ("platform", "self_employed", "casual", "employee", "public", "farmer", "other")
COUNTS = (
    "persons", "persons_mid_year", "in_work", "pension", "medical", "injury", "unemployment", "maternity", "care",
    "resident_pension", "resident_medical", "any_pension", "any_medical", "pension_months", "medical_months",
    "income", "pension_base", "employee_pensioners", "resident_pensioners", "deaths", "births", "injuries",
    "unemployment_claimants", "medical_retirees", "flexible_pension", "flexible_medical", "dormant",
    "medical_base", "injury_base", "unemployment_base", "maternity_base",
)  # fmt: skip
CELL_COUNTS = ("choosers", "pension_resident", "pension_employee", "medical_choosers", "medical_resident",
               "medical_employee")  # fmt: skip
TALLIED_COLUMNS = ("weight", "status", "claim", "pension_scheme", "medical_scheme", "income_year", "platform")
PLATFORM_SUMS = ("workers", "orders", "payroll", "revenue", "profit")


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


@stage
def sum_money(weight, money, size, sums):
    """Weighted sums of every money flow per chunk: sums[chunk, flow] for `size` rows."""
    for k in range(money.shape[0]):
        row = money[k]
        for chunk in range(sums.shape[0]):
            low = chunk * CHUNK_ROWS
            high = min(low + CHUNK_ROWS, size)
            s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = 0.0
            i = low
            while i + 8 <= high:
                s0 += weight[i] * row[i]
                s1 += weight[i + 1] * row[i + 1]
                s2 += weight[i + 2] * row[i + 2]
                s3 += weight[i + 3] * row[i + 3]
                s4 += weight[i + 4] * row[i + 4]
                s5 += weight[i + 5] * row[i + 5]
                s6 += weight[i + 6] * row[i + 6]
                s7 += weight[i + 7] * row[i + 7]
                i += 8
            while i < high:
                s0 += weight[i] * row[i]
                i += 1
            sums[chunk, k] = ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7))


@stage
def count_people(
    weight, status, months_alive, dies, claim, pension_scheme, pension_paid_months, medical_scheme,
    medical_paid_months, medical_base_month, injury_months, unemployment_paid_months, maternity_paid_months,
    care_paid_months, insured_base_month, pension_base_month, income_year, gives_birth, injured, benefit_unemployment,
    months_worked, counts,
):  # fmt: skip
    """Weighted numbers of persons by report group per chunk: counts[chunk, group, COUNTS]; end-of-year concepts."""
    for chunk in range(counts.shape[0]):
        low = chunk * CHUNK_ROWS
        high = min(low + CHUNK_ROWS, weight.size)
        out = counts[chunk]
        for i in range(low, high):
            if months_alive[i] == 0:
                continue
            w = weight[i]
            g = report_group(status[i])
            row = out[g]
            row[1] += w * months_alive[i] / 12.0
            row[15] += w * income_year[i]
            row[21] += w if injured[i] > 0 else 0.0
            row[22] += w if benefit_unemployment[i] > 0.0 else 0.0
            row[20] += w if gives_birth[i] > 0 else 0.0
            row[16] += w * pension_base_month[i] * pension_paid_months[i]
            row[27] += w * medical_base_month[i] * medical_paid_months[i]
            base = w * insured_base_month[i]
            row[28] += base * injury_months[i]
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


@stage
def sum_groups(weight, status, months_alive, money, paid_at, sums, paid_sums):
    """Contributions by report group per chunk: paid_sums[chunk, group, PAID], after `sum_money` has filled `sums`.

    The rows of each group are listed first, so that every flow is read once while it is near; a flow that nobody in
    the chunk has, which is never negative and sums to zero, is not read again.
    """
    groups = paid_sums.shape[1]
    listed = np.empty(CHUNK_ROWS, dtype=np.int32)
    heavy = np.empty(CHUNK_ROWS)  # weights in the order of the list
    of_row = np.empty(CHUNK_ROWS, dtype=np.int32)
    start = np.zeros(groups + 2, dtype=np.int64)
    for chunk in range(paid_sums.shape[0]):
        low = chunk * CHUNK_ROWS
        high = min(low + CHUNK_ROWS, weight.size)
        for g in range(groups + 2):
            start[g] = 0
        for i in range(low, high):
            g = report_group(status[i]) if months_alive[i] > 0 else groups
            of_row[i - low] = g
            start[g + 1] += 1
        for g in range(groups):
            start[g + 1] += start[g]
        for i in range(low, high):
            g = of_row[i - low]
            if g < groups:
                listed[start[g]] = i
                heavy[start[g]] = weight[i]
                start[g] += 1
        for g in range(groups, 0, -1):  # every start has moved on to the next group's
            start[g] = start[g - 1]
        start[0] = 0
        for k in range(paid_at.size):
            for g in range(groups):
                paid_sums[chunk, g, k] = 0.0
            if sums[chunk, paid_at[k]] == 0.0:
                continue
            row = money[paid_at[k]]
            for g in range(groups):
                s0 = s1 = s2 = s3 = 0.0
                at, end = start[g], start[g + 1]
                while at + 4 <= end:
                    s0 += heavy[at] * row[listed[at]]
                    s1 += heavy[at + 1] * row[listed[at + 1]]
                    s2 += heavy[at + 2] * row[listed[at + 2]]
                    s3 += heavy[at + 3] * row[listed[at + 3]]
                    at += 4
                while at < end:
                    s0 += heavy[at] * row[listed[at]]
                    at += 1
                paid_sums[chunk, g, k] = (s0 + s2) + (s1 + s3)


@stage
def count_cells(weight, choice_class, peer_cell, pension_scheme, medical_scheme, claim, months_alive, cells):
    """Choices per peer cell and chunk, the peers of next year: cells[chunk, cell, CELL_COUNTS]."""
    for chunk in range(cells.shape[0]):
        low = chunk * CHUNK_ROWS
        high = min(low + CHUNK_ROWS, weight.size)
        out = cells[chunk]
        for i in range(low, high):
            if months_alive[i] == 0 or choice_class[i] < 0:
                continue
            w = weight[i]
            row = out[peer_cell[i]]
            if claim[i] == 0:
                row[0] += w
                row[1] += w if pension_scheme[i] == PENSION_RESIDENT else 0.0
                row[2] += w if pension_scheme[i] > PENSION_RESIDENT else 0.0
            if medical_scheme[i] != MEDICAL_RETIREE:
                row[3] += w
                row[4] += w if medical_scheme[i] == MEDICAL_RESIDENT else 0.0
                row[5] += w if medical_scheme[i] == MEDICAL_FLEXIBLE else 0.0


@stage
def sum_platforms(
    weight, status, platform, months_alive, orders_year, income_year, platform_revenue, platform_profit, sums
):
    """Orders, pay, revenue and profit per platform and chunk: sums[chunk, platform, PLATFORM_SUMS]."""
    for chunk in range(sums.shape[0]):
        low = chunk * CHUNK_ROWS
        high = min(low + CHUNK_ROWS, weight.size)
        out = sums[chunk]
        for i in range(low, high):
            if months_alive[i] == 0 or status[i] != PLATFORM or platform[i] < 0:
                continue
            w = weight[i]
            row = out[platform[i]]
            row[0] += w
            row[1] += w * orders_year[i]
            row[2] += w * income_year[i]
            row[3] += w * platform_revenue[i]
            row[4] += w * platform_profit[i]


class Tally:
    """Per-chunk sums of one year and their totals."""

    def __init__(self, rows: int, cells: int, platforms: int):
        chunks = max((rows + CHUNK_ROWS - 1) // CHUNK_ROWS, 1)
        self.money_chunks = np.zeros((chunks, len(MONEY)))
        self.count_chunks = np.zeros((chunks, len(GROUP_NAMES), len(COUNTS)))
        self.paid_chunks = np.zeros((chunks, len(GROUP_NAMES) + 1, len(PAID)))
        self.cell_chunks = np.zeros((chunks, cells, len(CELL_COUNTS)))
        self.platform_chunks = np.zeros((chunks, platforms, len(PLATFORM_SUMS)))

    def post(self, low: int, high: int, money, flows, columns) -> None:
        """Add up one block: `money` is its (flow, row) array, `flows` and `columns` hold its rows."""
        first = low // CHUNK_ROWS
        chunks = slice(first, first + (high - low + CHUNK_ROWS - 1) // CHUNK_ROWS)
        c = {name: columns[name][low:high] for name in TALLIED_COLUMNS}
        sum_money(c["weight"], money, high - low, self.money_chunks[chunks])
        count_people(
            c["weight"], c["status"], flows["months_alive"], flows["dies"], c["claim"], c["pension_scheme"],
            flows["pension_paid_months"], c["medical_scheme"], flows["medical_paid_months"],
            flows["medical_base_month"], flows["injury_months"], flows["unemployment_paid_months"],
            flows["maternity_paid_months"], flows["care_paid_months"], flows["insured_base_month"],
            flows["pension_base_month"], c["income_year"], flows["gives_birth"], flows["injured"],
            flows["benefit_unemployment"], flows["months_worked"], self.count_chunks[chunks],
        )  # fmt: skip
        sum_groups(c["weight"], c["status"], flows["months_alive"], money, PAID_AT,
                   self.money_chunks[chunks], self.paid_chunks[chunks])  # fmt: skip
        count_cells(c["weight"], flows["choice_class"], flows["peer_cell"], c["pension_scheme"], c["medical_scheme"],
                    c["claim"], flows["months_alive"], self.cell_chunks[chunks])  # fmt: skip
        sum_platforms(c["weight"], c["status"], c["platform"], flows["months_alive"], flows["orders_year"],
                      c["income_year"], flows["platform_revenue"], flows["platform_profit"],
                      self.platform_chunks[chunks])  # fmt: skip

    def totals(self) -> "Totals":
        """Chunks added in row order."""
        return Totals(
            dict(zip(MONEY, _ordered(self.money_chunks).tolist(), strict=True)),
            _ordered(self.count_chunks),
            _ordered(self.paid_chunks),
            _ordered(self.cell_chunks),
            _ordered(self.platform_chunks),
        )


def _ordered(chunks: np.ndarray) -> np.ndarray:
    total = np.zeros(chunks.shape[1:])
    for chunk in chunks:
        total += chunk
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
