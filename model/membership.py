"""Which schemes do the persons of the base year belong to, and with which records? Published totals, met by rank."""

from typing import NamedTuple

import numpy as np

from agents.codes import (
    CASUAL,
    CLAIM_EMPLOYEE,
    CLAIM_NONE,
    CLAIM_PUBLIC,
    CLAIM_RESIDENT,
    EMPLOYEE,
    FARMER,
    FEMALE,
    MEDICAL_EMPLOYEE,
    MEDICAL_FLEXIBLE,
    MEDICAL_NONE,
    MEDICAL_RESIDENT,
    MEDICAL_RETIREE,
    OPTION_AVERAGE,
    OPTION_FLOOR,
    OPTION_INCOME,
    OPTION_NONE,
    OPTION_RESIDENT,
    OUT,
    PENSION_EMPLOYEE,
    PENSION_FLEXIBLE,
    PENSION_NONE,
    PENSION_PUBLIC,
    PENSION_RESIDENT,
    PLATFORM,
    PUBLIC,
    RETIRED,
    SELF_EMPLOYED,
    STUDENT,
    UNEMPLOYED,
)
from model.alignment import admit, admit_by_group, column_of, exp_into, gumbel_into, log_into, uniforms
from model.careers import (
    MEMBER_DORMANT,
    MEMBER_EMPLOYEE,
    MEMBER_FLEXIBLE,
    MEMBER_NONE,
    MEMBER_PUBLIC,
    RETIREE_EMPLOYEE,
    RETIREE_PUBLIC,
    career_history,
    simulate_careers,
)
from model.compliance import past_old_age
from model.luck import Purpose
from model.pension_cover import OPTION_NOT_ASKED
from model.provinces import load_provinces
from model.start_year import start_constants

MILLION = 1e6
OPTION_SHARES = (0.78, 0.14, 0.08)  # floor, own income, average wage among individual payers: assumed, low


class Members(NamedTuple):
    """Kind of member of every record, and who is who in the schemes."""

    kind: np.ndarray  # int64, code of model.careers
    resident_payer: np.ndarray
    resident_recipient: np.ndarray


def _score(rows, age, weights, income_log, seed, draw) -> np.ndarray:
    """Log-odds of membership from class, age, registration, education and income, plus a Gumbel shock."""
    status = rows["status"]
    by_status = np.full(10, -2.0)
    by_status[[PLATFORM, SELF_EMPLOYED, CASUAL, EMPLOYEE, UNEMPLOYED]] = weights[:5]
    score = by_status[status] + weights[5] * (age - 45.0) ** 2 / 100.0
    score += weights[6] * (rows["hukou"] < 2) + weights[7] * (rows["education"] == 3) + weights[8] * income_log
    return score + column_of(gumbel_into, uniforms(seed, Purpose.START, rows["worker"], draw))


def barred_at_work(rows, seed: int, law_coverage) -> np.ndarray:
    """Which persons may not enrol individually where they live, for want of local registration? bool."""
    u = uniforms(seed, Purpose.TASTE_C, rows["worker"], 2)
    return (rows["hukou"] % 2 == 1) & (u < law_coverage.hukou_limit[rows["province"]])


def pension_members(rows, seed: int, barred: np.ndarray, start: int, compliance) -> Members:
    """Who pays, who is dormant, who draws a pension at the end of `start`? Published totals, met by rank."""
    total = start_constants(start)
    weight, status, sex = rows["weight"], rows["status"], rows["sex"]
    worker = rows["worker"]
    age = start - rows["birth_month"] // 12
    floor = max(float(np.average(rows["income_year"], weights=weight)), 1.0)
    income_log = column_of(log_into, np.maximum(rows["income_year"], 0.05 * floor) / floor)
    shock = column_of(gumbel_into, uniforms(seed, Purpose.START, worker, 50))
    kind = np.full(worker.size, MEMBER_NONE, dtype=np.int64)
    retired = status == RETIRED
    working_pensioners = total["pension_retirees"] * MILLION - weight[retired].sum()
    old = np.where(sex == FEMALE, 52, 61)
    may = np.isin(status, (SELF_EMPLOYED, CASUAL, FARMER, OUT)) & (age >= old)
    may_work = np.isin(status, (SELF_EMPLOYED, CASUAL)) * 2.0 - (status == FARMER) * 1.5 + (rows["hukou"] < 2) * 2.0
    retired |= admit(may_work + shock, weight, may, working_pensioners)
    kind[retired] = RETIREE_EMPLOYEE
    public_score = 2.0 * (rows["education"] == 3) + (rows["education"] == 2) + (rows["hukou"] < 2) + 0.8 * shock
    kind[admit(public_score, weight, retired, total["public_retirees"] * MILLION)] = RETIREE_PUBLIC
    kind[status == PUBLIC] = MEMBER_PUBLIC
    threshold = compliance.threshold_by_hukou[rows["hukou"] // 2, 0, rows["employer"]]
    frozen = uniforms(seed, Purpose.TASTE_C, worker, 0)
    past = past_old_age(sex, age, rows["education"])
    kind[(status == EMPLOYEE) & (frozen < threshold) & ~past] = MEMBER_EMPLOYEE
    limit = np.where(sex == FEMALE, 55, 60)
    free = (kind == MEMBER_NONE) & (age < limit) & (age >= 18) & (status != STUDENT)
    chooser = free & ~barred & np.isin(status, (PLATFORM, SELF_EMPLOYED, CASUAL, EMPLOYEE, UNEMPLOYED))
    flexible_score = _score(rows, age, np.array(total["flexible_score"]), income_log, seed, 51)
    province, provinces = rows["province"], load_provinces()
    payers = total["flexible_payers"] * MILLION * provinces.worker_share
    kind[admit_by_group(flexible_score, weight, chooser, province, payers)] = MEMBER_FLEXIBLE
    member = (kind >= MEMBER_EMPLOYEE) & (kind <= MEMBER_PUBLIC)
    members = np.bincount(province[member], weights=weight[member], minlength=provinces.worker_share.size)
    dormant = np.array(total["dormant_score"])
    by_status = np.full(10, -3.0)
    by_status[[PLATFORM, SELF_EMPLOYED, CASUAL, EMPLOYEE, UNEMPLOYED, FARMER, OUT]] = dormant[:7]
    dormant_score = by_status[status] + dormant[7] * (age - 40.0) / 10.0 + dormant[8] * (rows["education"] == 3)
    dormant_score += column_of(gumbel_into, uniforms(seed, Purpose.START, worker, 52))
    women_limit = np.where(rows["education"] == 3, 55, 50)
    free = (kind == MEMBER_NONE) & free & (age >= 21) & (age < np.where(sex == FEMALE, women_limit, 60))
    # what a province's employees and payers leave of its workers in the employee pension; never less than nobody
    workers = total["pension_workers"] * MILLION
    dormant_members = np.maximum(workers * provinces.worker_share - members, 0.0)
    dormant_members *= max(workers - members.sum(), 0.0) / max(dormant_members.sum(), 1.0)
    kind[admit_by_group(dormant_score, weight, free, province, dormant_members)] = MEMBER_DORMANT
    old_without = (kind == MEMBER_NONE) & (age >= 60)
    rural = (rows["hukou"] >= 2) * 1.5
    published = provinces.resident_recipients
    recipients = total["resident_pension_recipients"] * MILLION * published / published.sum()
    recipient = admit_by_group(rural + shock, weight, old_without, province, recipients)
    free = (kind == MEMBER_NONE) & (age < 60) & (status != STUDENT)
    late = (age - 30.0) / 12.0 + rural + column_of(gumbel_into, uniforms(seed, Purpose.START, worker, 53))
    payer = admit(late, weight, free, total["resident_pension_payers"] * MILLION)
    return Members(kind, payer, recipient)


def fill_pension(rows, members: Members, seed: int, law_pension, start: int, compliance) -> None:
    """Scheme, option, records, accounts and awards of every member, from simulated careers."""
    total = start_constants(start)
    kind, worker, weight = members.kind, rows["worker"], rows["weight"]
    wage = law_pension.province_wage[rows["province"]]
    declared = np.clip(rows["income_year"] / 12.0 * compliance.base_ratio[rows["employer"]] / wage, 0.6, 3.0)
    ratio_now = np.where((kind == MEMBER_EMPLOYEE) | (kind == MEMBER_PUBLIC), declared, 0.0)
    own = np.clip(rows["income_year"] / 12.0 / wage, 0.6, 3.0)
    u = uniforms(seed, Purpose.START, worker, 54)
    floor, income, _ = np.cumsum(OPTION_SHARES)
    option = np.where(u < floor, OPTION_FLOOR, np.where(u < income, OPTION_INCOME, OPTION_AVERAGE))
    by_option = np.where(option == OPTION_FLOOR, 0.6, np.where(option == OPTION_INCOME, own, 1.0))
    ratio_now = np.where(kind == MEMBER_FLEXIBLE, by_option, ratio_now)
    own_ability = rows["ability"] - column_of(log_into, wage / law_pension.average_wage_month).astype(np.float32)
    history = career_history(start, law_pension.divisor)
    simulate_careers(
        worker, rows["birth_month"], rows["sex"], rows["education"], kind, ratio_now, own_ability,
        np.uint64(seed), history, rows["pension_months"], rows["deemed_months"], rows["index_sum"],
        rows["pension_account"], rows["claim_month"], rows["pension_month"], rows["account_pension_month"],
    )  # fmt: skip
    scheme = np.full(worker.size, PENSION_NONE)
    scheme[members.resident_payer | members.resident_recipient] = PENSION_RESIDENT
    scheme[(kind == MEMBER_EMPLOYEE) | (kind == MEMBER_DORMANT) | (kind == RETIREE_EMPLOYEE)] = PENSION_EMPLOYEE
    scheme[kind == MEMBER_FLEXIBLE] = PENSION_FLEXIBLE
    scheme[(kind == MEMBER_PUBLIC) | (kind == RETIREE_PUBLIC)] = PENSION_PUBLIC
    rows["pension_scheme"][:] = scheme
    insured = (kind == MEMBER_EMPLOYEE) | (kind == MEMBER_PUBLIC)
    rows["pension_option"][:] = np.where(insured | (rows["status"] == STUDENT), OPTION_NOT_ASKED, OPTION_NONE)
    rows["pension_option"][members.resident_payer] = OPTION_RESIDENT
    chosen = kind == MEMBER_FLEXIBLE
    rows["pension_option"][chosen] = option[chosen]
    rows["claim"][:] = CLAIM_NONE
    rows["claim"][kind == RETIREE_EMPLOYEE] = CLAIM_EMPLOYEE
    rows["claim"][kind == RETIREE_PUBLIC] = CLAIM_PUBLIC
    rows["claim"][members.resident_recipient] = CLAIM_RESIDENT
    _scale_pensions(rows, kind, weight, total)
    rows["claim_month"][members.resident_recipient] = (rows["birth_month"] + 720)[members.resident_recipient]
    _fill_resident(rows, members, total, seed, start)


def _scale_pensions(rows, kind, weight, total) -> None:
    """Bring pensions in payment to the published means: rules before 2006 and local supplements are not simulated."""
    public, employee = kind == RETIREE_PUBLIC, kind == RETIREE_EMPLOYEE
    retirees = float(weight[public | employee].sum())
    other = total["pension_other_spending"]
    wanted = total["pension_per_retiree_month"] * (1.0 - other) * retirees
    parts = ((public, total["public_pension_month"] * float(weight[public].sum())),)
    parts += ((employee, wanted - parts[0][1]),)
    for rows_of, target in parts:
        held = float((weight * rows["pension_month"])[rows_of].sum())
        if held > 0.0:
            factor = target / held
            rows["pension_month"][rows_of] *= factor
            rows["account_pension_month"][rows_of] *= min(factor, 1.0)
    for name in ("pension_month", "account_pension_month", "pension_account", "index_sum"):
        rows[name][:] = np.round(rows[name], 4)


def _fill_resident(rows, members: Members, total, seed: int, start: int) -> None:
    """Accounts and months of the resident scheme: from age and the years since its start in 2009-11."""
    age = start - rows["birth_month"] // 12
    years = np.clip(np.minimum(age - 20, start - 2010), 0, 15)
    u = uniforms(seed, Purpose.START, rows["worker"], 55)
    payer = members.resident_payer
    rows["resident_months"][:] = np.where(payer, 12 * np.floor(years * (0.4 + 0.6 * u)), 0)
    least, beside = total["resident_payment_year"]
    yearly = least + beside * u * u
    rows["resident_account"][:] = np.where(payer, np.round(yearly * rows["resident_months"] / 12.0 * 1.25, 2), 0.0)
    recipient = members.resident_recipient
    month = total["resident_account_pension_month"] * (0.4 + 1.2 * u)
    left = np.clip(139.0 - 12.0 * (age - 60), 12.0, 139.0)
    rows["account_pension_month"][recipient] = np.round(month, 2)[recipient]
    rows["resident_account"][recipient] = np.round(month * left, 2)[recipient]
    rows["resident_months"][recipient] = 180


def medical_members(
    rows, members: Members, seed: int, children: float, barred: np.ndarray, start: int, compliance
) -> None:
    """Medical scheme, months and account of every record; totals of the bulletin, met by rank."""
    total = start_constants(start)
    kind, weight, status = members.kind, rows["weight"], rows["status"]
    worker = rows["worker"]
    age = start - rows["birth_month"] // 12
    scheme = np.full(worker.size, MEDICAL_NONE)
    shock = column_of(gumbel_into, uniforms(seed, Purpose.START, worker, 60))
    pensioner = kind >= RETIREE_EMPLOYEE
    long_record = (rows["pension_months"] + rows["deemed_months"]) / 120.0 + 4.0 * (kind == RETIREE_PUBLIC)
    scheme[admit(long_record + 0.7 * shock, weight, pensioner, total["medical_retirees"] * MILLION)] = MEDICAL_RETIREE
    threshold = compliance.threshold_by_hukou[rows["hukou"] // 2, 1, rows["employer"]]
    frozen = uniforms(seed, Purpose.TASTE_C, worker, 0)
    scheme[(status == PUBLIC) | ((status == EMPLOYEE) & (frozen < threshold))] = MEDICAL_EMPLOYEE
    chooser = np.isin(status, (PLATFORM, SELF_EMPLOYED, CASUAL, EMPLOYEE, UNEMPLOYED))
    free = (scheme == MEDICAL_NONE) & chooser & ~pensioner & (age < 60) & ~barred
    paying = 2.2 * (kind == MEMBER_FLEXIBLE) + 1.0 * (kind == MEMBER_EMPLOYEE) + 0.5 * (rows["hukou"] < 2)
    score = paying + (age - 40.0) / 25.0 + shock
    scheme[admit(score, weight, free, total["medical_flexible"] * MILLION)] = MEDICAL_FLEXIBLE
    left = scheme == MEDICAL_NONE
    adults = total["resident_medical"] * MILLION - total["children_in_resident_medical"] * children
    keen = 1.2 * (age >= 50) + 0.8 * (rows["hukou"] >= 2) + 1.5 * (status == STUDENT) + shock
    scheme[admit(keen, weight, left, adults)] = MEDICAL_RESIDENT
    rows["medical_scheme"][:] = scheme
    gap = 1 + np.floor(4.0 * uniforms(seed, Purpose.START, worker, 61))
    rows["medical_gap"][:] = np.where(scheme == MEDICAL_NONE, gap, 0)
    record = np.minimum(rows["pension_months"] + rows["deemed_months"], 12 * np.maximum(age - 18, 0))
    own = np.where(kind == MEMBER_NONE, 24.0 * (scheme == MEDICAL_FLEXIBLE), record)
    rows["medical_months"][:] = np.where(scheme == MEDICAL_RETIREE, np.maximum(own, 300), own)
    codes = MEDICAL_EMPLOYEE, MEDICAL_RETIREE, MEDICAL_FLEXIBLE
    per_head = dict(zip(codes, total["medical_account_per_head"], strict=True))
    spread = column_of(exp_into, 0.8 * (shock - 0.5772) * 0.7)
    for code, mean in per_head.items():
        rows["medical_account"][scheme == code] = np.round(mean * spread, 2)[scheme == code]
