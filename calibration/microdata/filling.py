"""How does a person of a survey become a record? What it tells is kept, the rest is the donor's, by stated rules."""

import inspect

import numpy as np

from agents.codes import (
    CLAIM_NONE,
    EMPLOYEE,
    FEMALE,
    PLATFORM,
    PUBLIC,
    Claim,
    Employer,
    MedicalScheme,
    PensionScheme,
    Sector,
    Status,
)
from agents.earnings import earn
from calibration.microdata.hot_deck import SOFT, Sought
from calibration.microdata.reading import Answers
from calibration.microdata.targets import TARGETS
from model.alignment import column_of, exp_into, log_into, normal_into, uniforms
from model.luck import Purpose
from model.migration import registered_in
from model.persons_file import PERSON_COLUMNS
from model.platforms import load_platforms
from model.population import province_log_wage
from model.start_year import BASE_YEAR
from model.work_tables import work_tables

CERTAIN = ("status", "sector", "claim", "pension_scheme", "medical_scheme")  # that always agree with the donor's
SEVERAL = ("education", "employer", "province", "hukou")  # that agree for certain where several codes are possible
MEDICAL = ("medical_scheme", "medical_months", "medical_account", "medical_wait", "medical_gap")
INCOME_GROUPS = 5
INTENSITY = (0.01, 1.2)  # orders of a platform worker over those of a full-time year, least and most: assumed
DONOR_DRAW, MONTH_DRAW, HOME_DRAW, LUCK_DRAW = range(4)
LAST_MONTH = 12 * BASE_YEAR + 11
SIZES = {"status": len(Status), "sector": len(Sector) + 1, "claim": len(Claim), "pension_scheme": len(PensionScheme),
         "medical_scheme": len(MedicalScheme)}  # fmt: skip
MONEY_IN_PROPORTION = {
    "pension_months": "pension_account", "resident_months": "resident_account", "medical_months": "medical_account",
}  # fmt: skip


def single(bits: np.ndarray) -> np.ndarray:
    """Which code is known, int64; -1 where several are possible."""
    one = (bits & (bits - 1)) == 0
    return np.where(one & (bits > 0), np.round(np.log2(np.maximum(bits, 1))).astype(np.int64), -1)


def answered(found: Answers, name: str) -> np.ndarray:
    """Which code has each person by the survey? int64, -1 where it does not tell, or tells of several."""
    if name not in found.codes:
        return np.full(found.number.size, -1)
    return single(found.codes[name])


def possible(found: Answers, name: str) -> np.ndarray:
    """Which codes may each person have? Bits; a platform's sector has one more, that of nobody on a platform."""
    everything = (1 << SIZES[name]) - 1
    bits = found.codes.get(name, np.full(found.number.size, TARGETS[name].everything))
    return np.where(bits == TARGETS[name].everything, everything, bits)


def imply(found: Answers) -> None:
    """Draw from one answer what it says of another, and set aside answers to questions that are not a person's.

    Employers belong to employees, sectors to platform workers; whoever has told only these is one. A pension in payment
    tells that there is a claim, none that there is none or a resident one.
    """
    status = possible(found, "status")
    employer, sector = answered(found, "employer"), answered(found, "sector")
    others = 1 << Employer.NONE | 1 << Employer.PUBLIC
    of_employees = (found.codes.get("employer", others) & others) == 0
    open_status = status == (1 << SIZES["status"]) - 1
    status = np.where(open_status & of_employees, 1 << EMPLOYEE, status)
    status = np.where(open_status & (employer == Employer.PUBLIC), 1 << PUBLIC, status)
    status = np.where(open_status & (sector >= 0), 1 << PLATFORM, status)
    found.codes["status"] = status
    for name, applies in (
        ("employer", (status == 1 << EMPLOYEE) & of_employees),
        ("sector", (status & (1 << PLATFORM)) != 0),
    ):
        if name in found.codes:
            told = found.codes[name] != TARGETS[name].everything
            found.counts[name]["not asked"] += int((told & ~applies).sum())
            found.codes[name] = np.where(applies, found.codes[name], TARGETS[name].everything)
    if "pension_month" in found.numbers:
        claim, paid = possible(found, "claim"), found.numbers["pension_month"]
        unknown = claim == (1 << SIZES["claim"]) - 1
        with_claim = claim & ~(1 << CLAIM_NONE) & ~(1 << Claim.RESIDENT)
        without = (1 << CLAIM_NONE) | (1 << Claim.RESIDENT)
        claim = np.where(unknown & (paid > 0.0), with_claim, np.where(unknown & (paid == 0.0), without, claim))
        found.codes["claim"] = claim


def sought_of(found: Answers, age: np.ndarray, limits: np.ndarray) -> Sought:
    """The persons of a survey as those who need a donor. limits: of the fifths of income, [status, 4]."""
    hukou = hukou_parts(found)
    status = single(possible(found, "status"))
    income = found.numbers.get("income_year", np.full(age.size, np.nan))
    fifth = np.where(np.isnan(income) | (status < 0), -1, income_group(income, status, limits))
    soft = {"hukou_kind": hukou[0], "hukou_place": hukou[1], "income": fifth,
            **{name: answered(found, name) for name in ("education", "employer", "province")}}  # fmt: skip
    several = {name: _several(found, name) for name in SEVERAL}
    bits = {name: possible(found, name) for name in CERTAIN} | several
    return Sought(answered(found, "sex"), age, bits, {name: soft[name] for name in SOFT})


def _several(found: Answers, name: str) -> np.ndarray:
    """Which codes are possible where the survey tells of several, bits; else all."""
    everything = TARGETS[name].everything
    bits = found.codes.get(name, np.full(found.number.size, everything))
    return np.where(single(bits) >= 0, everything, bits)


def sought_of_donors(donors: dict, limits: np.ndarray) -> Sought:
    """The synthetic persons in the same terms."""
    sectors = np.array([terms.sector for terms in load_platforms()])
    sector = np.where(donors["platform"] >= 0, sectors[donors["platform"]], len(Sector))
    codes = {name: donors[name] if name != "sector" else sector for name in (*CERTAIN, *SEVERAL)}
    status = donors["status"].astype(np.int64)
    soft = {"hukou_kind": donors["hukou"] // 2, "hukou_place": donors["hukou"] % 2,
            "income": income_group(donors["income_year"], status, limits),
            **{name: donors[name] for name in ("education", "employer", "province")}}  # fmt: skip
    return Sought(
        donors["sex"].astype(np.int64), BASE_YEAR - donors["birth_month"] // 12,
        {name: 1 << code.astype(np.int64) for name, code in codes.items()},
        {name: soft[name].astype(np.int64) for name in SOFT},
    )  # fmt: skip


def hukou_parts(found: Answers) -> tuple[np.ndarray, np.ndarray]:
    """Kind and place of registration by the survey, int64, -1 where it does not tell."""
    whole = found.codes.get("hukou", np.full(found.number.size, 15))
    kind = np.where((whole & 0b1100) == 0, 0, np.where((whole & 0b0011) == 0, 1, -1))
    place = np.where((whole & 0b1010) == 0, 0, np.where((whole & 0b0101) == 0, 1, -1))
    own_kind, own_place = answered(found, "hukou_kind"), answered(found, "hukou_place")
    return np.where(kind < 0, own_kind, kind), np.where(place < 0, own_place, place)


def income_limits(donors: dict) -> np.ndarray:
    """At which incomes do the fifths of each status end? float64[status, 4], weighted; infinite without persons."""
    limits = np.full((len(Status), INCOME_GROUPS - 1), np.inf)
    for status in range(len(Status)):
        rows = np.flatnonzero(donors["status"] == status)
        if rows.size:
            order = rows[np.argsort(donors["income_year"][rows], kind="stable")]
            reached = np.cumsum(donors["weight"][order])
            points = reached[-1] * np.arange(1, INCOME_GROUPS) / INCOME_GROUPS
            limits[status] = donors["income_year"][order[np.searchsorted(reached, points)]]
    return limits


def income_group(income: np.ndarray, status: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """In which fifth of his status does an income lie? int64, 0 to 4."""
    return (income[:, None] > limits[np.maximum(status, 0)]).sum(axis=1)


def fill(
    found: Answers, born: np.ndarray, donors: dict, donor: np.ndarray, medical_donor: np.ndarray, seed: int, year: int,
    named: dict,
) -> dict:  # fmt: skip
    """Every column of the persons, with the dtypes of the population.

    born: year of birth, of the base year's ages; donor: row of each person's donor, medical_donor: of the one for
    medical cover; year: of the survey; named: what the stages of the base year read
    """
    worker = found.number.astype(np.uint32)
    rows = {name: donors[name][medical_donor if name in MEDICAL else donor].copy() for name in PERSON_COLUMNS}
    before = {name: values.copy() for name, values in rows.items()}
    rows["weight"][:] = found.weight
    month = 1 + np.minimum((uniforms(seed, Purpose.IMPORT, worker, MONTH_DRAW) * 12.0).astype(np.int64), 11)
    told = found.numbers.get("birth_month", np.full(born.size, np.nan))
    rows["birth_month"][:] = 12 * born + np.where(np.isnan(told), month, told) - 1
    for name in ("sex", "education", "status", "employer", "pension_scheme", "claim", "medical_scheme", "care_need"):
        code = answered(found, name)
        rows[name][:] = np.where(code >= 0, code, rows[name])
    _registration(rows, before, found, seed, worker)
    for name in ("income_year", "pension_month", "wealth", "children"):
        _keep(rows, name, found)
    rows["children"][rows["sex"] != FEMALE] = 0
    _records(rows, before, found, year)
    _ability(rows, before, found, seed, worker, named)
    return rows


def _keep(rows: dict, name: str, found: Answers) -> np.ndarray:
    """Put the survey's number in the place of the donor's where there is one; who has one."""
    told = found.numbers.get(name)
    if told is None:
        return np.zeros(found.number.size, dtype=bool)
    known = ~np.isnan(told)
    rows[name][known] = told[known]
    return known


def _registration(rows, before, found: Answers, seed: int, worker) -> None:
    """Kind and place of registration, province, and province of registration: the donor's only if he lives so too."""
    kind, place = hukou_parts(found)
    kind, place = np.where(kind >= 0, kind, rows["hukou"] // 2), np.where(place >= 0, place, rows["hukou"] % 2)
    rows["hukou"][:] = 2 * kind + place
    province = answered(found, "province")
    rows["province"][:] = np.where(province >= 0, province, rows["province"])
    drawn = registered_in(
        rows["province"].astype(np.int64), rows["hukou"].astype(np.int64),
        uniforms(seed, Purpose.IMPORT, worker, HOME_DRAW),
    )  # fmt: skip
    alike = (rows["province"] == before["province"]) & (rows["hukou"] == before["hukou"])
    home = answered(found, "home_province")
    rows["home_province"][:] = np.where(home >= 0, home, np.where(alike, before["home_province"], drawn))


def _records(rows, before, found: Answers, year: int) -> None:
    """Months, indices, accounts and claims: what is not told follows what is told in the donor's proportions."""
    moved = rows["birth_month"] - before["birth_month"]
    claims = rows["claim"] > CLAIM_NONE
    rows["claim_month"][:] = np.where(claims, np.minimum(rows["claim_month"] + moved, LAST_MONTH), 0)
    told = found.numbers.get("claim_year")
    if told is not None:
        known = claims & ~np.isnan(told)
        first = 12 * (np.where(known, told, year) + BASE_YEAR - year) + before["claim_month"] % 12
        rows["claim_month"][known] = np.minimum(first, LAST_MONTH)[known]
    lived = np.maximum(BASE_YEAR - rows["birth_month"] // 12 - 15, 0) * 12
    for months in ("pension_months", "deemed_months", "resident_months", "medical_months"):
        known = _keep(rows, months, found)
        limit = lived if months != "medical_months" else np.maximum(lived, before[months])
        rows[months][:] = np.where(known, rows[months], np.minimum(rows[months], limit))
    for months, account in MONEY_IN_PROPORTION.items():
        known = _keep(rows, account, found)
        ratio = rows[months] / np.maximum(before[months], 1)
        follows = ~known & (before[months] > 0) & (rows[months] != before[months])
        rows[account][follows] = np.round((before[account] * ratio)[follows], 4)
    paid, paid_before = (of["pension_months"] + of["deemed_months"].astype(np.int64) for of in (rows, before))
    mean = before["index_sum"] / np.maximum(paid_before, 1)
    mean = np.where(paid_before > 0, mean, 1.0)
    told = found.numbers.get("index", np.full(mean.size, np.nan))
    changed = (paid != paid_before) | ~np.isnan(told)
    index = np.where(np.isnan(told), mean, told)
    rows["index_sum"][changed] = np.round((index * paid)[changed], 4)
    part = before["account_pension_month"] / np.maximum(before["pension_month"], 1e-9)
    raised = (before["pension_month"] > 0.0) & (rows["pension_month"] != before["pension_month"])
    rows["account_pension_month"][raised] = np.round((part * rows["pension_month"])[raised], 4)


def _ability(rows, before, found: Answers, seed: int, worker, named: dict) -> None:
    """Lasting parts of pay that explain the income told, given the donor's as draws of what is not known.

    Log pay is a table of a person's traits, plus ability, a persistent and a transitory component. What the income told
    is off from the donor's components is spread over the three by their variances: the posterior of normal variates.
    A platform worker's income tells first of all how many orders he carries out, within the limits of INTENSITY.
    """
    rows["ability"][:] += (province_log_wage()[rows["province"]] - province_log_wage()[before["province"]]).astype("f4")
    told = found.numbers.get("income_year")
    if told is None:
        return
    expected = _expected_income(rows, named)
    known = ~np.isnan(told) & (np.nan_to_num(told) > 0.0) & (expected > 0.0)
    tables, status = work_tables(), rows["status"][known].astype(np.int64)
    age = np.clip(BASE_YEAR - rows["birth_month"][known] // 12 - 16, 0, tables.shock_deviation.shape[1] - 1)
    part = np.where(status == PLATFORM, tables.platform_ability, 1.0)
    lasting = tables.ability_deviation**2
    persistent = tables.shock_deviation[status, age] ** 2
    passing = tables.transitory_deviation[status]
    luck = passing * column_of(normal_into, uniforms(seed, Purpose.IMPORT, worker[known], LUCK_DRAW))
    off = column_of(log_into, told[known]) - column_of(log_into, expected[known]) - luck
    orders = np.clip(column_of(exp_into, off) * rows["intensity"][known], *INTENSITY)
    orders = np.where(status == PLATFORM, orders, rows["intensity"][known])
    off -= column_of(log_into, orders) - column_of(log_into, rows["intensity"][known])
    rows["intensity"][known] = orders
    total = part**2 * (lasting + persistent) + passing**2
    rows["ability"][known] += (off * part * lasting / total).astype("f4")
    rows["earnings_shock"][known] += (off * part * persistent / total).astype("f4")


def _expected_income(rows: dict, named: dict) -> np.ndarray:
    """Income of a whole year's work by everybody's traits, ability and persistent component, yuan a year."""
    from agents.columns import allocate, allocate_flows

    size = rows["sex"].size
    table = {**allocate(size), **allocate_flows(size), **{name: values.copy() for name, values in rows.items()}}
    table["age_months"][:] = 12 * BASE_YEAR + 6 - rows["birth_month"]
    table["months_alive"][:] = table["months_worked"][:] = 12
    given = {**named, **table, "u_persistent": np.full(size, 0.5), "u_transitory": np.full(size, 0.5)}
    given["work"] = named["work"]._replace(persistence=1.0)  # nothing is drawn and nothing fades
    earn(*[given[name] for name in inspect.signature(earn.py_func).parameters])
    return table["income_year"]
