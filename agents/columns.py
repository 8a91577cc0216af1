"""Which columns does the population have, and what does each mean?

One table is the schema of a row: persistent columns, which live through the whole run, and flows, which are
scratch columns of one block in one year. The data dictionary, the `Worker` view, the memory budget and the
names that a stage may ask for all come from it.
"""

from typing import NamedTuple

import numpy as np


class Column(NamedTuple):
    """One persistent column: name, dtype, default of a new row, unit and meaning."""

    name: str
    dtype: str
    default: float
    unit: str
    meaning: str


class Flow(NamedTuple):
    """One scratch column of a year, zero at its start: name, dtype, unit and meaning."""

    name: str
    dtype: str
    unit: str
    meaning: str


_C = Column
COLUMNS: tuple[Column, ...] = (
    # who
    _C("worker", "u4", 0, "number", "identity of the person, the `worker` of every draw"),
    _C("weight", "f8", 0, "persons", "persons whom the record stands for"),
    _C("alive", "i1", 0, "code Alive", "not yet entered, living or dead"),
    _C("birth_month", "i4", 0, "months since year 0", "12 * year + month - 1"),
    _C("sex", "i1", 0, "code Sex", "0 men, 1 women"),
    _C("education", "i1", 0, "code Education", "highest level attained, final"),
    _C("hukou", "i1", 0, "code Hukou", "household registration 户籍"),
    _C("province", "i1", 0, "index", "province of residence, order of model/data/provinces.csv"),
    _C("home_province", "i1", 0, "index", "province of household registration"),
    _C("children", "i1", 0, "children", "live births so far (women)"),
    _C("child_ages", "u2", 0, "bits", "bit k: a child of k years, up to 15; of women, and of men who survive her"),
    _C("spouse_row", "i4", -1, "row", "row of the husband or wife, before marriage and after death too; -1 none"),
    _C("marriage_year", "i2", 0, "year", "year of the marriage, 0 without spouse"),
    # work
    _C("status", "i1", 8, "code Status", "labour status of the year"),
    _C("employer", "i1", 0, "code Employer", "employer type of a wage worker"),
    _C("platform", "i2", -1, "index", "platform of a platform worker, else -1"),
    _C("ability", "f4", 0, "log points", "permanent earnings component"),
    _C("earnings_shock", "f4", 0, "log points", "persistent AR(1) earnings component"),
    _C("income_year", "f8", 0, "yuan a year", "labour earnings of the year before own contributions"),
    _C("intensity", "f4", 1, "share", "orders of a platform worker relative to a full-time year"),
    # pension
    _C("pension_scheme", "i1", 0, "code PensionScheme", "pension enrolment, dormant membership included"),
    _C("pension_option", "i1", 0, "code PensionOption", "last choice of a person who may choose"),
    _C("pension_months", "i2", 0, "months", "months paid in the employee scheme since accounts began"),
    _C("deemed_months", "i2", 0, "months", "deemed months 视同缴费 before accounts began"),
    _C("index_sum", "f8", 0, "index months", "sum over paid and deemed months of base over average wage"),
    _C("pension_account", "f8", 0, "yuan", "balance of the individual account 个人账户, unspent part in payment"),
    _C("resident_account", "f8", 0, "yuan", "balance of the resident pension account"),
    _C("resident_months", "i2", 0, "months", "months paid in the resident pension scheme"),
    _C("claim", "i1", 0, "code Claim", "kind of pension in payment"),
    _C("claim_month", "i4", 0, "months since year 0", "first month of the pension in payment"),
    _C("pension_month", "f8", 0, "yuan a month", "employee or public pension in payment at the year's end"),
    _C("account_pension_month", "f8", 0, "yuan a month", "part of the pension that is drawn from the account"),
    # pension records across provinces
    _C("record_province", "i1", 0, "index", "province of the pension relation 养老保险关系所在地"),
    _C("record_start_months", "i2", 0, "months", "pension_months when the relation came to its province"),
    _C("receipt_province", "i1", -1, "index", "last earlier province with the months of a place of receipt, -1 none"),
    _C("left_province", "i1", -1, "index", "province of a pension record that was not transferred, -1 none"),
    _C("left_months", "i2", 0, "months", "paid months of that record, which do not count until it is collected"),
    _C("left_index", "f4", 0, "index months", "part of the index sum that belongs to them"),
    # what mandates, relief and arrears remember
    _C("older_entrant", "i1", 0, "flag", "paid under a mandate when the minimum months were out of reach"),
    _C("support_months", "i2", 0, "months", "months of contributions relieved as hard to employ or as a graduate"),
    _C("missed_months", "i1", 0, "months", "months of last year that a flexible member of the pension left unpaid"),
    _C("missed_months_before", "i1", 0, "months", "the same of the year before last"),
    # medical, maternity, care
    _C("medical_scheme", "i1", 0, "code MedicalScheme", "medical enrolment"),
    _C("medical_months", "i2", 0, "months", "months paid or deemed in employee medical"),
    _C("medical_account", "f8", 0, "yuan", "balance of the personal medical account"),
    _C("medical_wait", "i1", 0, "months", "waiting months 待遇等待期 still to serve"),
    _C("medical_gap", "i1", 0, "years", "whole years without resident or employee cover in a row"),
    _C("maternity_months", "i2", 0, "months", "months in maternity cover in a row, up to 24"),
    _C("health", "f4", 0, "log points", "persistent component of medical need"),
    _C("care_need", "i1", 0, "flag", "in need of long-term care"),
    # injury, unemployment
    _C("injury_grade", "i1", 0, "grade", "recognised work disability 1 to 10, 0 none"),
    _C("injury_allowance_month", "f8", 0, "yuan a month", "grade 1-6 disability allowance in payment"),
    _C("injury_wage_month", "f8", 0, "yuan a month", "own wage 本人工资 at the injury"),
    _C("unemployment_months", "i2", 0, "months", "months paid in unemployment insurance since the last claim"),
    _C("unemployment_left", "i1", 0, "months", "benefit months not yet drawn"),
    _C("unemployment_claims", "i1", 0, "claims", "unemployment benefit claims so far"),
    _C("flexible_income_year", "f4", 0, "yuan a year", "earnings of a flexible worker insured for unemployment"),
    # household and welfare
    _C("wealth", "f8", 0, "yuan", "financial wealth at the year's end"),
    _C("utility_year", "f8", 0, "utility", "utility of the year's equivalised consumption before the tax on it"),
    _C("utility_sum", "f8", 0, "utility", "discounted utility since the first year"),
    _C("utility_untaxed_sum", "f8", 0, "utility", "the same of consumption before the consumption tax"),
    _C("consumption_sum", "f8", 0, "yuan", "discounted equivalised consumption since the start, base-year yuan"),
    _C("months_lived", "i2", 0, "months", "months lived since the first year"),
    # what the year of social insurance was for the person
    _C("net_income_year", "f4", 0, "yuan a year", "income after own contributions and medical cost out of pocket"),
    _C("own_medical_year", "f4", 0, "yuan a year", "medical cost out of pocket"),
    _C("paid_own_year", "f4", 0, "yuan a year", "contributions to all branches paid by the person"),
    _C("paid_others_year", "f4", 0, "yuan a year", "contributions paid for the person by all other payers"),
    _C("benefit_year", "f4", 0, "yuan a year", "benefits of all branches, in kind and to heirs included"),
    _C("consumption_year", "f4", 0, "yuan a year", "consumption before the consumption tax"),
    _C("household_support_year", "f4", 0, "yuan a year", "room for own contributions that the spouse's income gives"),
    _C("equivalised_year", "f4", 0, "yuan a year", "the same, pooled with the spouse's, of one adult's worth"),
    # frozen tastes
    _C("taste_pension_none", "f4", 0, "utility", "taste for no pension enrolment"),
    _C("taste_pension_resident", "f4", 0, "utility", "taste for the resident pension"),
    _C("taste_pension_employee", "f4", 0, "utility", "taste for the employee pension"),
    _C("taste_base_floor", "f4", 0, "utility", "taste for the base at the floor, within the employee scheme"),
    _C("taste_base_income", "f4", 0, "utility", "taste for the base at own income"),
    _C("taste_base_average", "f4", 0, "utility", "taste for the base at the average wage"),
    _C("taste_medical_none", "f4", 0, "utility", "taste for no medical enrolment"),
    _C("taste_medical_resident", "f4", 0, "utility", "taste for resident medical"),
    _C("taste_medical_employee", "f4", 0, "utility", "taste for employee medical"),
    _C("taste_pension_lower", "f4", 0, "utility", "taste for the resident pension over none, without other options"),
    _C("taste_medical_lower", "f4", 0, "utility", "taste for resident medical over none, without other options"),
    # ex-ante type for welfare
    _C("start_status", "i1", 8, "code Status", "status at the start of the run (entrants: at entry), for groups"),
    _C("start_decile", "i1", 0, "decile", "income decile at the start of the run, 0 for entrants"),
    _C("start_sector", "i1", -1, "code Sector", "platform sector at the start, -1 for all but platform workers"),
    _C("start_hukou", "i1", 0, "code Hukou", "registration at the start of the run (entrants: at entry), for groups"),
    _C("start_province", "i1", 0, "index", "province at the start of the run (entrants: at entry), for groups"),
)

_F = Flow
_MONEY = "f8"
STATE_FLOWS: tuple[Flow, ...] = (
    _F("age_months", "i2", "months", "age at the middle of the year"),
    _F("months_alive", "i1", "months", "months lived in the year, 0 to 12"),
    _F("dies", "i1", "flag", "dies in the year, after months_alive months"),
    _F("moved_from", "i1", "index", "province left in the year, -1 for who stays"),
    _F("transfer_draw", "f4", "uniform", "what is left of a mover's draw: whether records are transferred"),
    _F("transfer_gap_months", "i1", "months", "months without payment while a pension record is transferred"),
    _F("record_loss", "f4", "share", "share of promised pension months expected to be lost by moves"),
    _F("group", "i1", "code Group", "insurance group of the year"),
    _F("definition_case", "i1", "code", "1 outside the definition for lack of a living, 2 missed, 3 wrongly inside; 0"),
    _F("platforms_used", "i1", "platforms", "platforms that a platform worker works for, 0 for the others"),
    _F("orders_elsewhere", _MONEY, "share", "part of a platform worker's orders not from the main platform"),
    _F("subordination", _MONEY, "share of an employee's", "of a platform worker, from hours, dependence, income"),
    _F("duty_part", _MONEY, "share", "part of the middle class's duties that is the person's own"),
    _F("status_before", "i1", "code", "labour status of the year before"),
    _F("months_worked", "i1", "months", "months in paid work"),
    _F("months_unemployed", "i1", "months", "months without work after losing it, seeking work"),
    _F("loses_work", "i1", "flag", "lost work involuntarily in the year"),
    _F("may_claim_unemployment", "i1", "flag", "flexible worker who could open an unemployment claim this year"),
    _F("income_drop_months", "i1", "months", "months of last year's flexible earnings that a deep drop takes away"),
    _F("loss_month", "i1", "month", "month of the year, 1 to 12, from which a job of the year was lost; 0 none"),
    _F("wage_month", _MONEY, "yuan a month", "labour earnings per month worked"),
    _F("orders_year", _MONEY, "orders", "platform orders carried out"),
    _F("platform_revenue", _MONEY, "yuan", "accounting revenue that the platform books on these orders"),
    _F("platform_profit", _MONEY, "yuan", "profit that the platform declares on these orders"),
    _F("net_pay_loss", _MONEY, "yuan", "pay lost because platforms pass charges on"),
    _F("medical_cost", _MONEY, "yuan", "medical cost of the year, catalogue and off-catalogue"),
    _F("inpatient_cost", _MONEY, "yuan", "hospital part of medical_cost"),
    _F("expected_cost", _MONEY, "yuan", "expected medical cost given age, sex and health"),
    _F("medical_account_left", _MONEY, "yuan", "personal medical account left at death"),
    _F("gives_birth", "i1", "month", "month of the year, 1 to 12, of a live birth; 0 none"),
    _F("injured", "i1", "grade", "work injury in the year: grade 1 to 10, 11 without grade, 12 fatal; 0 none"),
    _F("injury_hazard", _MONEY, "probability", "probability of a recordable work injury in the year"),
    _F("claims_pension", "i1", "flag", "first pension month falls in the year"),
    _F("months_retired", "i1", "months", "months with an employee, public or resident pension in the year"),
    # enrolment of the year
    _F("support_share", _MONEY, "share", "part of own pension and medical contributions that the treasury pays"),
    _F("pension_bought_months", "i1", "months", "missed months of the pension that are paid this year 补缴"),
    _F("pension_paid_months", "i1", "months", "months paid in the employee or public pension"),
    _F("pension_base_month", _MONEY, "yuan a month", "declared pension base 缴费基数"),
    _F("pension_rate_cut", _MONEY, "share", "part of the own pension rate that a schedule by income takes off"),
    _F("resident_tier", _MONEY, "yuan a year", "own resident pension contribution chosen"),
    _F("mid_year_news", "i1", "code", "news on 1 July: 1 a stay or birth to come, 2 a lost insured job; 0 none"),
    _F("mid_year_benefit", _MONEY, "yuan", "what maternity cover from July would pay for a coming birth"),
    _F("medical_start_month", "i1", "month", "month of the last decision to join: 1, 7; 0 without cover"),
    _F("medical_own_months", "i1", "months", "months paid by oneself after a lost insured job"),
    _F("resident_first_months", "i1", "months", "months in resident medical before a change in July"),
    _F("medical_paid_months", "i1", "months", "months paid in employee medical"),
    _F("medical_base_month", _MONEY, "yuan a month", "declared medical base"),
    _F("medical_covered_months", "i1", "months", "months with medical benefits after waiting"),
    _F("stay_covered", "i1", "flag", "a hospital stay of the year falls into these months"),
    _F("injury_months", "i1", "months", "months covered by injury insurance or the pilot"),
    _F("injury_pilot", "i1", "flag", "cover is the occupational injury pilot"),
    _F("injury_part", _MONEY, "share", "part of the work for which an injury is insured, in the covered months"),
    _F("injury_base_month", _MONEY, "yuan a month", "declared base of work injury insurance"),
    _F("unemployment_paid_months", "i1", "months", "months paid in unemployment insurance"),
    _F("reports_below", "i1", "flag", "reports an income below the threshold of unemployment insurance"),
    _F("unemployment_claim_number", "i1", "claims", "which of a lifetime's claims was opened this year; 0 none"),
    _F("maternity_paid_months", "i1", "months", "months in maternity cover"),
    _F("care_paid_months", "i1", "months", "months in care insurance"),
    _F("unemployment_pension_months", "i1", "months", "months for which the unemployment fund pays the pension"),
    _F("unemployment_medical_months", "i1", "months", "months for which the unemployment fund pays employee medical"),
    _F("insured_at_work", "i1", "bits", "branches, by bit, in which an employer enrols the person"),
    _F("choice_class", "i1", "code", "class of a person who may choose, -1 for the others (agents/enrolment.py)"),
    _F("peer_cell", "i2", "index", "peer cell: platform, or province and trade"),
    _F("pension_out_of_reach", "i1", "code", "minimum months: 0 in reach, 1 out, 2 past the age, 3 so without record"),
    _F("pension_pays_on", "i1", "flag", "past the statutory age and short of months, and pays them on 延长缴费"),
    _F("value_pension_none", _MONEY, "utility", "value of no pension enrolment, without taste"),
    _F("value_pension_resident", _MONEY, "utility", "value of the resident pension"),
    _F("value_base_floor", _MONEY, "utility", "value of the employee pension with the base at the floor"),
    _F("value_base_income", _MONEY, "utility", "same with the base at own income"),
    _F("value_base_average", _MONEY, "utility", "same with the base at the average wage"),
    _F("value_medical_none", _MONEY, "utility", "value of no medical enrolment, without taste"),
    _F("value_medical_resident", _MONEY, "utility", "value of resident medical"),
    _F("value_medical_employee", _MONEY, "utility", "value of employee medical as an individual payer"),
    _F("insured_base_month", _MONEY, "yuan a month", "declared base of injury, unemployment, maternity and care"),
)

CONTRIBUTION_FLOWS: tuple[Flow, ...] = (
    *(
        _F(f"paid_{payer}_{branch}", _MONEY, "yuan", f"{branch} contributions paid by the {payer} for this person")
        for branch in ("pension", "medical", "injury", "unemployment", "maternity", "care")
        for payer in ("worker", "platform", "user", "employer", "treasury")
    ),
    _F("paid_worker_resident_pension", _MONEY, "yuan", "resident pension contributions of the person"),
    _F("paid_treasury_resident_pension", _MONEY, "yuan", "matching of resident pension contributions"),
    _F("paid_worker_resident_medical", _MONEY, "yuan", "resident medical premium of the person"),
    _F("paid_treasury_resident_medical", _MONEY, "yuan", "fiscal subsidy of resident medical per head"),
)

BENEFIT_FLOWS: tuple[Flow, ...] = (
    _F("benefit_pension", _MONEY, "yuan", "employee pensions paid, enterprise rules"),
    _F("benefit_public_pension", _MONEY, "yuan", "pensions of public retirees paid by the employee pension fund"),
    _F("benefit_pension_refund", _MONEY, "yuan", "accounts refunded in cash or left to heirs"),
    _F("benefit_survivor", _MONEY, "yuan", "funeral and survivor grants of the employee pension"),
    _F("benefit_disability", _MONEY, "yuan", "disability allowances of the employee pension"),
    _F("benefit_resident_basic", _MONEY, "yuan", "basic resident pensions"),
    _F("benefit_resident_account", _MONEY, "yuan", "account part of resident pensions"),
    _F("benefit_resident_refund", _MONEY, "yuan", "resident accounts left to heirs"),
    _F("benefit_resident_survivor", _MONEY, "yuan", "funeral grants of the resident pension"),
    _F("account_credit", _MONEY, "yuan", "credited to the individual account (memo)"),
    _F("account_interest", _MONEY, "yuan", "interest credited to the individual account (memo, non-cash)"),
    _F("transfer_account_resident", _MONEY, "yuan", "account moved from the employee to the resident scheme"),
    _F("transfer_pension_pooled", _MONEY, "yuan", "pooled money that follows a record to another province (memo)"),
    _F("benefit_medical_pool", _MONEY, "yuan", "paid by the pooled fund of employee medical"),
    _F("benefit_medical_account", _MONEY, "yuan", "paid from personal medical accounts"),
    _F("benefit_resident_medical", _MONEY, "yuan", "paid by resident medical"),
    _F("expected_medical", _MONEY, "yuan", "expected pool payment given the person's risk (settlement, employee)"),
    _F("expected_resident_medical", _MONEY, "yuan", "expected payment given risk (settlement, resident)"),
    _F("medical_account_credit", _MONEY, "yuan", "credited to the personal medical account"),
    _F("benefit_injury", _MONEY, "yuan", "paid by the injury fund for realised injuries"),
    _F("expected_injury", _MONEY, "yuan", "expected injury fund payment given the person's risk (settlement)"),
    _F("employer_injury", _MONEY, "yuan", "injury items paid by the employer (leave wage, grade 5-6, grants)"),
    _F("benefit_injury_allowance", _MONEY, "yuan", "grade 1-4 allowances in payment"),
    _F("benefit_unemployment", _MONEY, "yuan", "unemployment benefit paid to the person"),
    _F("transfer_unemployment_medical", _MONEY, "yuan", "medical premium paid by the unemployment fund"),
    _F("transfer_unemployment_pension", _MONEY, "yuan", "pension premium paid by the unemployment fund"),
    _F("benefit_maternity", _MONEY, "yuan", "maternity allowance"),
    _F("benefit_maternity_medical", _MONEY, "yuan", "maternity medical cost paid"),
    _F("benefit_care", _MONEY, "yuan", "care benefit paid for the realised need"),
    _F("expected_care", _MONEY, "yuan", "expected care benefit given the person's risk (settlement)"),
    _F("own_medical", _MONEY, "yuan", "medical cost paid out of pocket, accounts excluded"),
)

HOUSEHOLD_FLOWS: tuple[Flow, ...] = (
    _F("income_gross", _MONEY, "yuan", "all income before own contributions"),
    _F("income_net", _MONEY, "yuan", "income after own contributions and medical cost out of pocket"),
    _F("family_given", _MONEY, "yuan", "support given to relatives"),
    _F("family_received", _MONEY, "yuan", "support received from relatives"),
    _F("family_gap", _MONEY, "yuan", "what income lacks to the family floor"),
    _F("consumption_floor", _MONEY, "yuan", "minimum living support 低保 from the general budget"),
    _F("consumption", _MONEY, "yuan", "consumption before the consumption tax"),
    _F("saving", _MONEY, "yuan", "change of financial wealth before interest"),
    _F("estate", _MONEY, "yuan", "left at death: wealth, accounts, funeral and survivor grants"),
)

FLOWS: tuple[Flow, ...] = STATE_FLOWS + CONTRIBUTION_FLOWS + BENEFIT_FLOWS + HOUSEHOLD_FLOWS
SUMMED_FLOWS: tuple[Flow, ...] = (
    *CONTRIBUTION_FLOWS, *BENEFIT_FLOWS, *HOUSEHOLD_FLOWS,
    *(flow for flow in STATE_FLOWS if flow.name in ("medical_cost", "net_pay_loss", "resident_tier")),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
FLOW_BY_NAME = {flow.name: flow for flow in FLOWS}


CACHE_LINE_BYTES = 64


def on_cache_lines(shape: int | tuple[int, ...], dtype="f8") -> np.ndarray:
    """Where do numbers lie that a processor loads by whole lines of its cache? Zeros that begin where a line does."""
    memory = np.zeros(int(np.prod(shape)) * np.dtype(dtype).itemsize + CACHE_LINE_BYTES, dtype=np.uint8)
    skipped = -memory.ctypes.data % CACHE_LINE_BYTES
    return memory[skipped : memory.size - CACHE_LINE_BYTES + skipped].view(dtype).reshape(shape)


def move_to_cache_lines(columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The same columns, each copied to where a line of the cache begins, if it does not stand there. Changes the dict.

    One goes before the next comes, so that no more than one is in memory twice.
    """
    for name, column in columns.items():
        if column.ctypes.data % CACHE_LINE_BYTES:
            columns[name] = on_cache_lines(column.shape, column.dtype)
            columns[name][...] = column
    return columns


def allocate(rows: int) -> dict[str, np.ndarray]:
    """What does an empty population of `rows` rows look like? A contiguous array per column, at its default."""
    table = {column.name: np.full(rows, column.default, dtype=column.dtype) for column in COLUMNS}
    table["worker"][:] = np.arange(rows, dtype=np.uint32)
    return table


def allocate_flows(rows: int) -> dict[str, np.ndarray]:
    """Which scratch columns does a block of `rows` rows need? A zeroed array per flow."""
    return {flow.name: np.zeros(rows, dtype=flow.dtype) for flow in FLOWS}


def bytes_per_row() -> int:
    """How many bytes does a row of persistent columns take?"""
    return sum(np.dtype(column.dtype).itemsize for column in COLUMNS)
