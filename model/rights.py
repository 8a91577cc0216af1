"""What have persons earned by the horizon and still to receive? The accrued-to-date liability of each fund.

Pensions in payment, what paid months and accounts give at the statutory age if nothing more is paid (Holzmann,
Palacios and Zviniene 2004, accrued-to-date), free medical cover of retirees in proportion to the months served,
balances of medical accounts, and injury allowances in payment. Unemployment, maternity, care and resident medical are
paid year by year and accrue nothing. Short records count as if the minimum years will be reached; months left behind
in another province count once they are collected.
"""

import numpy as np

from agents.codes import (
    CLAIM_DISABILITY,
    CLAIM_EMPLOYEE,
    CLAIM_NONE,
    CLAIM_PUBLIC,
    CLAIM_RESIDENT,
    LIVING,
    MEDICAL_RETIREE,
    PENSION_PUBLIC,
)
from agents.compiled import stage
from model.annuities import Prospects, annuity, by_age, deferred, refund
from model.health import OLDEST
from model.law.pension.rules import pension_award
from model.law.pension.transfer import place_of_receipt
from model.law.retirement.rules import person_track, statutory_age_of

HIGHEST_GRADE_OF_FUND = 4  # allowances of grades 5 and 6 are the employer's
CLAIM_AGES = range(45, 71)  # completed years at which a promised pension may begin
YOUNGEST, OLDEST_CLAIM = CLAIM_AGES[0], CLAIM_AGES[-1]


@stage
def promise(
    year, alive, sex, education, employer, birth_month, home_province, record_province, record_start_months,
    receipt_province, claim, pension_scheme, pension_months, deemed_months, index_sum, pension_account, law_pension,
    law_retirement, claim_age, promised_month, account_month,
):  # fmt: skip
    """What would a record give at the statutory age if nothing more were paid, at the wages and balance of this year?

    Completed claim age, years; pension without its account part and account part, yuan a month. Zero without a record
    or with a pension in payment. The wage is that of the province that would award the pension today.
    """
    law = law_pension
    end = 12 * (year + 1)
    for i in range(alive.size):
        claim_age[i] = OLDEST_CLAIM
        promised_month[i] = 0.0
        account_month[i] = 0.0
        months = pension_months[i] + deemed_months[i]
        if alive[i] != LIVING or claim[i] != CLAIM_NONE:
            continue
        scheme = pension_scheme[i]
        track = person_track(sex[i], education[i], employer[i], scheme, deemed_months[i], law_retirement)
        due = statutory_age_of(track, birth_month[i], scheme, law_retirement)
        age = max(due, end - birth_month[i])
        claim_age[i] = min(max(age // 12, YOUNGEST), OLDEST_CLAIM)
        if months > 0:
            index = index_sum[i] / months
            place = place_of_receipt(
                home_province[i], record_province[i], pension_months[i] - record_start_months[i], law.receipt_months,
                receipt_province[i],
            )  # fmt: skip
            wage = law.benefit_wage[place]
            pension, account = pension_award(wage, index, months, deemed_months[i], pension_account[i], age, law)
            premium = law.public_premium if scheme == PENSION_PUBLIC else 1.0
            promised_month[i] = premium * (pension - account)
            account_month[i] = premium * account


def load_rights(model) -> None:
    """Bring what is compiled for a promise into memory before the first year, so that no year waits for it."""
    _promises({name: column[:0] for name, column in model.columns.items()}, model.year, model.world.start_laws)
    nobody = np.zeros(0, dtype=np.int64)
    People({}, np.zeros(0), nobody, nobody).worth(np.zeros(0), np.zeros((2, OLDEST)))


def book_rights(model, year: int) -> None:
    """Write the rights accrued by the end of `year` into the year's memo of every fund."""
    for name, amount in rights_accrued(model, year).items():
        memos = model.funds[name].memos
        memos[-1] = memos[-1]._replace(rights_accrued=amount)


def rights_accrued(model, year: int) -> dict[str, float]:
    """What is the present value, at the end of `year`, of what persons have earned by then? Fund -> yuan."""
    columns = {name: column[: model.rows] for name, column in model.columns.items()}
    laws, economy = model.world.laws(year), model.named["economy"]
    prospects = Prospects(year, model.world.economy)
    age = np.clip(year - columns["birth_month"] // 12, 0, OLDEST - 1)
    weight = np.where(columns["alive"] == LIVING, columns["weight"], 0.0)
    people = People(columns, weight, columns["sex"].astype(np.int64), age.astype(np.int64))
    claim_age, promised, account = _promises(columns, year, laws)
    adjusted = prospects.growth("pension_adjustment")
    paid = annuity(prospects, adjusted)
    pension = _pension(people, prospects, paid, adjusted, claim_age, promised, account)
    resident = _resident(people, prospects, laws["resident_pension"], economy)
    medical = _medical(people, prospects, claim_age, model.named, laws["medical"])
    by_fund = (columns["injury_grade"] >= 1) & (columns["injury_grade"] <= HIGHEST_GRADE_OF_FUND)
    injury = people.worth(12.0 * np.where(by_fund, columns["injury_allowance_month"], 0.0), paid)
    return {"pension": pension, "resident_pension": resident, "medical": medical, "injury": injury}


@stage
def add_worth(weight, amount_year, place, sex, age, table, total):
    """Add weight times amount a year times table[place, sex, age] of every person to total[0], in row order."""
    for i in range(weight.size):
        if amount_year[i] != 0.0:
            total[0] += weight[i] * amount_year[i] * table[place[i], sex[i], age[i]]


class People:
    """The persons of the horizon as annuities are read for them."""

    def __init__(self, columns, weight, sex, age):
        self.columns, self.weight, self.sex, self.age = columns, weight, sex, age
        self.first = np.zeros(age.size, dtype=np.int64)

    def worth(self, amount_year, table, place=None) -> float:
        """Weighted sum of amounts a year times their worth: table[sex, age], or table[place, sex, age]. Yuan."""
        total = np.zeros(1)
        tables = table[None] if place is None else table
        places = self.first if place is None else place
        amounts = np.asarray(amount_year, dtype=np.float64)
        add_worth(self.weight, amounts, places, self.sex, self.age, tables, total)
        return float(total[0])


def _promises(columns, year: int, laws: dict):
    rows = columns["alive"].size
    claim_age = np.zeros(rows, dtype=np.int64)
    promised, account = np.zeros(rows), np.zeros(rows)
    names = ("alive", "sex", "education", "employer", "birth_month", "home_province", "record_province",
             "record_start_months", "receipt_province", "claim", "pension_scheme", "pension_months", "deemed_months",
             "index_sum", "pension_account")  # fmt: skip
    given = [columns[name] for name in names]
    promise(year, *given, laws["pension"], laws["retirement"], claim_age, promised, account)
    return claim_age, promised, account


def _pension(people, prospects, paid, adjusted, claim_age, promised, account) -> float:
    columns = people.columns
    claims = columns["claim"]
    drawn = (claims == CLAIM_EMPLOYEE) | (claims == CLAIM_PUBLIC) | (claims == CLAIM_DISABILITY)
    in_payment = people.worth(12.0 * np.where(drawn, columns["pension_month"], 0.0), paid)
    place = claim_age - YOUNGEST
    wages, interest = prospects.growth("wage_growth"), prospects.growth("account_rate")
    earned = people.worth(12.0 * promised, deferred(prospects, wages, adjusted, CLAIM_AGES), place)
    saved = people.worth(12.0 * account, deferred(prospects, interest, adjusted, CLAIM_AGES), place)
    held = np.where(drawn, 0.0, columns["pension_account"])
    left = people.worth(held, refund(prospects, interest, CLAIM_AGES), place)
    return in_payment + earned + saved + left


def _resident(people, prospects, law, economy) -> float:
    columns = people.columns
    minimum = prospects.level("resident_minimum_month", economy.resident_minimum_month)
    flat = np.ones(minimum.size)
    basic = 12.0 * law.basic_month[columns["province"]]
    drawn = columns["claim"] == CLAIM_RESIDENT
    total = people.worth(np.where(drawn, basic, 0.0), annuity(prospects, minimum))
    total += people.worth(12.0 * np.where(drawn, columns["account_pension_month"], 0.0), annuity(prospects, flat))
    waits = columns["claim"] == CLAIM_NONE
    served = np.minimum(columns["resident_months"] / law.minimum_months, 1.0)
    begin = range(law.pension_age // 12, law.pension_age // 12 + 1)
    first = people.first
    total += people.worth(np.where(waits, basic * served, 0.0), deferred(prospects, minimum, minimum, begin), first)
    interest = prospects.growth("account_rate")
    held = np.where(waits, columns["resident_account"], 0.0)
    total += people.worth(12.0 * held / law.divisor, deferred(prospects, interest, flat, begin), first)
    return total + people.worth(held, refund(prospects, interest, begin), first)


def _medical(people, prospects, claim_age, named, law) -> float:
    columns, economy, illness = people.columns, named["economy"], named["illness"]
    cost = illness.cost[1] * economy.medical_level * named["outlook"].relief_employee
    covered = by_age(prospects, cost, prospects.level("medical_level", economy.medical_level), CLAIM_AGES)
    retired = columns["medical_scheme"] == MEDICAL_RETIREE
    served = columns["medical_months"] / np.maximum(law.required_months[people.sex], 1)
    share = np.where(retired, 1.0, np.minimum(served, 1.0))
    place = np.where(retired, 0, claim_age - YOUNGEST)
    accounts = float((people.weight * columns["medical_account"]).sum())
    return people.worth(share, covered, place) + accounts
