"""How do sampled persons become a base year? Work and pay, memberships, records, choices and wealth at its end."""

import numpy as np

from agents.codes import FEMALE, MEDICAL_FLEXIBLE, MEDICAL_RESIDENT, OPTION_FLOOR, UNEMPLOYED, Branch, Employer
from agents.compiled import stage
from agents.earnings import earn, lose_work
from agents.enrolment import BANDS, CLASS_FARMER
from agents.work import place
from model.alignment import admit, column_of, gumbel_into, normal_into, systematic_sample, uniforms
from model.cohorts import children_under_16
from model.contribution_support import grant_support
from model.demography import demography_of
from model.grouping import classify
from model.hazards import load_injury_risk
from model.health import fall_ill, health_tables
from model.households import select_pairs, support_spouses
from model.law.injury.rules import FUND_ALLOWANCES
from model.luck import Luck, Purpose
from model.medical_choice import value_medical
from model.membership import MILLION, barred_at_work, fill_pension, medical_members, pension_members
from model.moving import foresee_moves
from model.pension_choice import value_pension
from model.plan import Plan, blocks_of
from model.saving_history import saved_wealth
from model.settings import Settings
from model.start_year import start_constants
from model.tastes import add_intercepts, posterior_lower, posterior_tastes, solve_intercepts
from model.unemployment_cover import know_entitlement


@stage
def present(birth_month, year, age_months, months_alive):
    """Everyone sampled lives through the base year."""
    for i in range(birth_month.size):
        age_months[i] = 12 * year + 6 - birth_month[i]
        months_alive[i] = 12


WORK = Plan("base year work", [present, place, classify, know_entitlement, lose_work, earn, fall_ill])
VALUES = Plan(
    "base year values", [foresee_moves, grant_support, value_pension, value_medical],
    given=["months_alive", "age_months", "group", "choice_class", "peer_cell", "expected_cost",
           "insured_at_work", "duty_part"],
)  # fmt: skip
BASES = ("floor", "income", "average")
SCHEMES = ("none", "resident", "employee")
GOLDEN_RATIO = 0.6180339887498949
KEPT = ("age_months", "months_alive", "group", "choice_class", "peer_cell", "expected_cost", "wage_month")


def run_plan(plan: Plan, columns, flows, named, luck: Luck, year: int) -> None:
    """Run a plan over all rows with flows that are kept."""
    rows = columns["worker"].size
    for low, high in blocks_of(rows):
        drawn = luck.fill_block(year, columns["worker"][low:high], plan.draws, {})
        plan.run(columns, {name: array[low:high] for name, array in flows.items()}, low, high, named, drawn)


def flows_for(plan: Plan, rows: int, kept: dict) -> dict:
    """Memory for the flows that a plan names; flows kept from an earlier plan are used again."""
    from agents.columns import FLOW_BY_NAME

    return {name: kept[name] if name in kept else np.zeros(rows, dtype=FLOW_BY_NAME[name].dtype) for name in plan.flows}


def complete_records(rows: dict, settings: Settings, seed: int):
    """Fill every column of the sampled records; returns the choice terms and the family support unit."""
    from model.world import World

    world, start = World(settings, "status_quo"), settings.start
    luck = Luck(seed)
    size = rows["worker"].size
    named = world.base_named(luck.seed)
    demography = demography_of(start + 1)
    tables = health_tables(demography.death_probability)
    age = start - rows["birth_month"] // 12
    at = np.minimum(age, 110)
    spread = tables.health_variance**0.5
    rows["health"][:] = tables.health_mean[rows["sex"], at] + spread * column_of(
        normal_into, uniforms(seed, Purpose.START, rows["worker"], 64)
    )
    rows["care_need"][:] = uniforms(seed, Purpose.START, rows["worker"], 65) < tables.care_start[rows["sex"], at]
    _children(rows, age, seed, start)
    flows = flows_for(WORK, size, {})
    run_plan(WORK, rows, flows, named, luck, start)
    barred = barred_at_work(rows, seed, named["law_coverage"])
    enrolled = named["compliance"]
    members = pension_members(rows, seed, barred, start, enrolled)
    fill_pension(rows, members, seed, named["law_pension"], start, enrolled)
    medical_members(rows, members, seed, children_under_16(start), barred, start, enrolled)
    _other_records(rows, named, seed, start)
    terms, support = settle_choices(rows, flows, world, settings, seed)
    rows["wealth"][:] = saved_wealth(rows, age, seed, named, support, start)
    return terms, support


def settle_choices(rows: dict, flows: dict, world, settings: Settings, seed: int):
    """Tastes given what everybody holds, deciles and status at the start; the choice terms and the support unit.

    flows: those of the base year's work, of which nothing is left afterwards
    """
    luck, start, size = Luck(seed), settings.start, rows["worker"].size
    rows["start_status"][:] = rows["status"]
    terms = world.choice_terms
    kept = {name: flows[name] for name in KEPT if name in flows}
    if settings.households:
        _support_of_spouses(rows, settings, world.base_named(luck.seed))
    flows.clear()  # memory of a large population is scarce here
    value_flows = flows_for(VALUES, size, kept)
    del kept
    # shares are those of newcomers: habit is left out here and only adds inertia later
    without_habit = world.base_named(luck.seed)
    without_habit["behaviour"] = without_habit["behaviour"]._replace(habit=0.0)
    newcomers = {**rows, "pension_scheme": np.zeros_like(rows["pension_scheme"])}
    newcomers["medical_scheme"] = np.full_like(rows["medical_scheme"], MEDICAL_RESIDENT)
    run_plan(VALUES, newcomers, value_flows, without_habit, luck, start)
    _tastes(rows, value_flows, terms, settings, seed)
    _deciles(rows)
    return terms, _support_unit(rows, settings, without_habit)


def _children(rows, age, seed, start: int) -> None:
    table = start_constants(start)["children_by_age"]
    mean = np.interp(age, sorted(table), [table[k] for k in sorted(table)])
    u = uniforms(seed, Purpose.START, rows["worker"], 66)
    born = np.floor(mean + u)
    rows["children"][:] = np.where(rows["sex"] == FEMALE, born, 0)


def _other_records(rows, named, seed, start: int) -> None:
    """Unemployment, maternity and injury records that the first year needs."""
    total = start_constants(start)
    worker, weight = rows["worker"], rows["weight"]
    u = uniforms(seed, Purpose.START, worker, 67)
    rows["unemployment_months"][:] = np.where(rows["employer"] > 0, np.minimum(rows["pension_months"], 300 * u), 0)
    # maternity insurance reaches further than the pension: who has no pension record has been in it for some time too
    in_a_row = np.where(rows["pension_months"] > 0, np.minimum(rows["pension_months"], 24), np.floor(24.999 * u))
    rows["maternity_months"][:] = np.where(rows["employer"] > 0, in_a_row, 0)
    shock = column_of(gumbel_into, uniforms(seed, Purpose.START, worker, 68))
    seeking = rows["status"] == UNEMPLOYED
    drawing = admit(shock + rows["pension_months"] / 60.0, weight, seeking, total["unemployment_claimants"] * MILLION)
    rows["unemployment_left"][:] = np.where(drawing, 1 + np.floor(11.999 * u), 0)
    rows["unemployment_claims"][:] = drawing
    law, local = named["law_injury"], named["law_injury"].province_wage[rows["province"]]
    declared = rows["income_year"] / 12.0 * named["compliance"].base_ratio[rows["employer"]]
    wage = np.clip(declared, law.wage_floor_share * local, law.wage_ceiling_share * local)  # own wage 本人工资
    frozen = uniforms(seed, Purpose.TASTE_C, worker, 0)
    enrolled = named["compliance"].threshold_by_hukou[rows["hukou"] // 2, Branch.INJURY, rows["employer"]]
    hazard = np.where(frozen < enrolled, grave_hazard()[rows["employer"]], 0.0)
    drawn = draw_by_hazard(hazard, weight, wage, total["injury_allowances"] * MILLION, float(u[0]))
    hurt = np.zeros(worker.size, dtype=bool)
    hurt[drawn] = True
    # they are few: steps of the golden ratio give every wage its share of every grade
    even = (u[0] + GOLDEN_RATIO * np.arange(drawn.size)) % 1.0
    grades = load_injury_risk().share[Employer.COMPANY, :FUND_ALLOWANCES]  # every class has the same ratios of grades
    rows["injury_grade"][drawn] = 1 + np.searchsorted(np.cumsum(grades)[:-1] / grades.sum(), even, side="right")
    share = np.concatenate([np.zeros(1), law.allowance_share[:FUND_ALLOWANCES]])[rows["injury_grade"]]
    rows["injury_wage_month"][:] = np.where(hurt, np.round(wage, 2), 0.0)
    rows["injury_allowance_month"][:] = np.where(hurt, np.round(wage * share, 2), 0.0)


def grave_hazard() -> np.ndarray:
    """How likely is an injury of grade 1 to 4, with an allowance for life, in a year with each employer? float64[9]."""
    risk = load_injury_risk()
    yearly = risk.rate * risk.share[:, :FUND_ALLOWANCES].sum(axis=1)
    return np.where(np.arange(len(Employer)) > Employer.NONE, yearly[: len(Employer)], 0.0)


def draw_by_hazard(hazard, weight, order, total: float, offset: float) -> np.ndarray:
    """Which persons are drawn so that they weigh `total`, in proportion to their hazard? Rows, by rising `order`.

    Equally spaced points over the hazards of persons sorted by `order`, which a few persons then represent: the
    number of points is the total over the mean weight of those at risk. offset: of the first point, in [0, 1).
    """
    at_risk = np.flatnonzero(hazard > 0.0)
    at_risk = at_risk[np.argsort(order[at_risk], kind="stable")]
    count = round(total / float(np.average(weight[at_risk], weights=hazard[at_risk]))) if at_risk.size else 0
    if count == 0:
        return at_risk[:0]
    return at_risk[np.unique(systematic_sample(hazard[at_risk], count, offset))]


def _tastes(rows, flows, terms, settings: Settings, seed: int) -> None:
    """Intercepts and tastes of pension, base and medical choices, given what everybody holds."""
    behaviour = settings.behaviour
    worker, weight = rows["worker"], rows["weight"]
    years = flows["age_months"] / 12.0
    band = np.where(years < 35.0, 0, np.where(years < 50.0, 1, 2))
    chooser = flows["choice_class"] >= 0
    group = np.where(chooser, flows["choice_class"], 0).astype(np.int64) * BANDS + band
    base_scale = behaviour.taste_scale_base
    bases = np.stack([flows.pop(f"value_base_{base}") for base in BASES], axis=1)
    option = np.clip(rows["pension_option"].astype(np.int64) - OPTION_FLOOR, 0, 2)
    paying = chooser & (rows["pension_option"] >= OPTION_FLOOR)
    able = paying & (bases.min(axis=1) > -40.0)
    terms.intercept_base = solve_intercepts(bases[able], option[able], group[able], weight[able], base_scale)
    add_intercepts(bases, terms.intercept_base, group)
    base_tastes = posterior_tastes(bases, option, seed, Purpose.TASTE_A, worker, base_scale)
    _keep_tastes(rows, "base", BASES, base_tastes, paying, seed, Purpose.TASTE_A, 4)
    base_tastes *= base_scale
    bases += base_tastes
    best = bases.max(axis=1)
    del bases, base_tastes, able, option
    values = np.stack([flows.pop("value_pension_none"), flows.pop("value_pension_resident"), best], axis=1)
    held = np.where(rows["pension_option"] >= OPTION_FLOOR, 2, np.maximum(rows["pension_option"], 0)).astype(np.int64)
    free_choice = chooser & (rows["claim"] == 0) & (rows["pension_option"] >= 0)
    scale = behaviour.taste_scale_pension
    terms.intercept_pension = solve_intercepts(
        values[free_choice], held[free_choice], group[free_choice], weight[free_choice], scale
    )
    add_intercepts(values, terms.intercept_pension, group)
    pension = posterior_tastes(values, held, seed, Purpose.TASTE_B, worker, scale)
    # who has no employee scheme to choose is explained by another taste, so that his others stay those of anybody
    lower = chooser & (flows["choice_class"] >= CLASS_FARMER)
    _keep_tastes(rows, "pension", SCHEMES, pension, free_choice & ~lower, seed, Purpose.TASTE_B, 8)
    rows["taste_pension_lower"][:] = posterior_lower(
        values, held, free_choice & lower, seed, Purpose.TASTE_B, worker, scale
    )
    del best, values, held, pension
    medical_values = np.stack([flows.pop(f"value_medical_{scheme}") for scheme in SCHEMES], axis=1)
    scheme = rows["medical_scheme"]
    covered = np.where(scheme == MEDICAL_RESIDENT, 1, np.where(scheme == MEDICAL_FLEXIBLE, 2, 0)).astype(np.int64)
    open_choice = chooser & ((scheme <= MEDICAL_RESIDENT) | (scheme == MEDICAL_FLEXIBLE))
    medical_scale = behaviour.taste_scale_medical
    terms.intercept_medical = solve_intercepts(
        medical_values[open_choice], covered[open_choice], group[open_choice], weight[open_choice], medical_scale
    )
    add_intercepts(medical_values, terms.intercept_medical, group)
    medical = posterior_tastes(medical_values, covered, seed, Purpose.START, worker, medical_scale)
    _keep_tastes(rows, "medical", SCHEMES, medical, open_choice & ~lower, seed, Purpose.START, 72)
    rows["taste_medical_lower"][:] = posterior_lower(
        medical_values, covered, open_choice & lower, seed, Purpose.START, worker, medical_scale
    )


def _keep_tastes(rows, kind: str, options, tastes: np.ndarray, known, seed: int, purpose: Purpose, first: int) -> None:
    """Write the tastes of one kind of choice to their columns, changing `tastes` [rows, options] to what is written.

    known: rows whose choice tells of them; the others draw from the whole distribution, from draw number `first` on.
    """
    for number, option in enumerate(options):
        free = column_of(gumbel_into, uniforms(seed, purpose, rows["worker"], first + number))
        np.copyto(tastes[:, number], free, where=~known)
        rows[f"taste_{kind}_{option}"][:] = tastes[:, number]


def _deciles(rows) -> None:
    """Decile of income and pensions at the start."""
    income = rows["income_year"] + 12.0 * rows["pension_month"]
    order = np.argsort(income, kind="stable")
    reached = np.cumsum(rows["weight"][order])
    decile = np.minimum((10.0 * (reached - 0.5 * rows["weight"][order]) / reached[-1]).astype(np.int64), 9) + 1
    rows["start_decile"][order] = decile


def _net_income(rows, settings: Settings) -> np.ndarray:
    """Earnings and pensions of the base year after own contributions, yuan."""
    kept = start_constants(settings.start)["net_income_share"]
    return kept * (rows["income_year"] + 12.0 * rows["pension_month"])


def _support_of_spouses(rows, settings: Settings, named) -> None:
    """Room for contributions that a spouse's income gives, by the same rule as later; of couples of the start."""
    floor = settings.behaviour.support_floor_share * 12.0 * named["economy"].average_wage
    pairs, counts = np.zeros(rows["alive"].size, dtype=np.int32), np.zeros(2, dtype=np.int64)
    select_pairs(rows["spouse_row"], rows["marriage_year"], settings.start, pairs, counts)
    net_income = _net_income(rows, settings).astype(np.float32)
    support = rows["household_support_year"]
    support_spouses(rows["alive"], rows["spouse_row"], net_income, float(floor), pairs, counts, support)


def _support_unit(rows, settings: Settings, named) -> float:
    """Family support received per yuan of gap in the base year, by the same rule as later."""
    behaviour = settings.behaviour
    floor = behaviour.support_floor_share * 12.0 * named["economy"].average_wage
    income = _net_income(rows, settings)
    given = behaviour.family_share * float((rows["weight"] * np.maximum(income - floor, 0.0)).sum())
    gap = float((rows["weight"] * np.maximum(floor - income, 0.0)).sum())
    return round(min(given / max(gap, 1.0), 1.0), 9)
