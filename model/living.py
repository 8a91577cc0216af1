"""What does the year bring to a person's purse? Income, own contributions, family support, consumption, utility."""

from agents.codes import CLAIM_EMPLOYEE, CLAIM_NONE, CLAIM_PUBLIC
from agents.compiled import stage
from agents.elementary import log
from agents.household import consumption_of, crra_of_log, wealth_target
from model.law.injury.rules import treatment_of

FATAL = 12  # code of a fatal injury, whose benefits go to survivors


@stage
def receive(
    months_alive, income_year, wealth, benefit_pension, benefit_public_pension, benefit_pension_refund,
    benefit_survivor, benefit_disability, benefit_resident_basic, benefit_resident_account, benefit_injury,
    employer_injury, benefit_injury_allowance, benefit_unemployment, benefit_maternity, benefit_care, dies, injured,
    economy, law_injury, income_gross,
):  # fmt: skip
    """All income of the year before own contributions. Death benefits go to heirs, not to the person.

    What the injury fund pays for treatment goes to the hospital and is nobody's income.
    """
    rate = economy.deposit_rate
    for i in range(months_alive.size):
        pensions = benefit_pension[i] + benefit_public_pension[i] + benefit_disability[i]
        lives = dies[i] == 0
        resident = benefit_resident_basic[i] + benefit_resident_account[i]
        refund = benefit_pension_refund[i]
        harm = benefit_injury[i] + employer_injury[i] if injured[i] != FATAL else 0.0
        injury = harm + benefit_injury_allowance[i]
        other = benefit_unemployment[i] + benefit_maternity[i] + benefit_care[i]
        lump = (refund + benefit_survivor[i]) if lives else 0.0
        total = income_year[i] + pensions + resident + injury + other + lump + wealth[i] * rate
        income_gross[i] = total if months_alive[i] > 0 else 0.0
    for i in range(months_alive.size):
        if 0 < injured[i] < FATAL and benefit_injury[i] > 0.0 and months_alive[i] > 0:
            income_gross[i] -= treatment_of(injured[i], law_injury)


@stage
def spend_on_insurance(
    months_alive, income_gross, paid_worker_pension, paid_worker_medical, paid_worker_injury,
    paid_worker_unemployment, paid_worker_maternity, paid_worker_care, paid_worker_resident_pension,
    paid_worker_resident_medical, own_medical, outlook, behaviour, family_given, family_received, family_gap,
    income_net,
):  # fmt: skip
    """Income after own contributions and medical cost, and the support that relatives give each other.

    Relatives beyond the couple pool: a fixed share of resources above the family floor goes to those
    below it, in proportion to their gap; `outlook.support_unit` is last year's receipts per yuan of gap.
    """
    share = behaviour.family_share
    floor = outlook.family_floor_year
    unit = outlook.support_unit
    for i in range(months_alive.size):
        first = paid_worker_pension[i] + paid_worker_medical[i] + paid_worker_injury[i] + paid_worker_unemployment[i]
        second = paid_worker_maternity[i] + paid_worker_care[i]
        third = paid_worker_resident_pension[i] + paid_worker_resident_medical[i]
        net = income_gross[i] - (first + second + third) - own_medical[i]
        lived = months_alive[i] / 12.0
        gap = floor * lived - net
        lives = months_alive[i] > 0
        family_given[i] = share * max(-gap, 0.0) if lives else 0.0
        family_gap[i] = max(gap, 0.0) if lives else 0.0
        family_received[i] = unit * family_gap[i]
        income_net[i] = net if months_alive[i] > 0 else 0.0


@stage
def consume(
    sex, age_months, months_alive, claim, income_net, family_given, family_received, pension_month,
    pension_account,
    pension_months, deemed_months, index_sum, wealth, economy, outlook, behaviour, consumption, consumption_floor,
    saving, utility_year,
):  # fmt: skip
    """Consumption by the buffer-stock rule, saving, and utility of consumption in yuan of the base year.

    What spouses share changes utility after the year (model/households.py). The dead leave their wealth.
    """
    growth = outlook.pension_wealth_unit
    for i in range(months_alive.size):
        lives = months_alive[i] > 0
        lived = months_alive[i] / 12.0
        age = age_months[i] / 12.0
        year_of_age = min(max(int(age), 0), 110)
        resources = income_net[i] + family_received[i] - family_given[i]
        months = pension_months[i] + deemed_months[i]
        draws = (claim[i] == CLAIM_EMPLOYEE) | (claim[i] == CLAIM_PUBLIC)
        index = index_sum[i] / max(months, 1)
        yearly = growth * (1.0 + index) / 2.0 * (months / 12.0)
        later = yearly * outlook.deferred_years[sex[i], year_of_age] + pension_account[i]
        later = later if (claim[i] == CLAIM_NONE) & (months > 0) else 0.0
        now = 12.0 * pension_month[i] * outlook.life_years[sex[i], year_of_age]
        yearly_resources = max(resources / max(lived, 1.0 / 12.0), 0.0)
        target = wealth_target(
            yearly_resources, age, claim[i] > 0, now if draws else later, behaviour.buffer_years,
            behaviour.life_cycle_target, behaviour.pension_crowd_out,
        )  # fmt: skip
        floor = outlook.consumption_floor_year * lived
        spent, support = consumption_of(resources, wealth[i], target, behaviour.wealth_adjustment, floor)
        change = resources + support - spent
        left = max(wealth[i] + change, 0.0)
        consumption[i] = spent if lives else 0.0
        consumption_floor[i] = support if lives else 0.0
        saving[i] = change if lives else 0.0
        wealth[i] = left if lives else wealth[i]
    # utility in loops of its own: the processor need not wait for a logarithm before it turns to the next person's
    gamma = behaviour.risk_aversion
    prices = economy.price_level
    for i in range(months_alive.size):
        lived = max(months_alive[i] / 12.0, 1.0 / 12.0)
        utility_year[i] = log(max(consumption[i] / (lived * prices), 1.0))
    for i in range(months_alive.size):
        lived = months_alive[i] / 12.0
        utility_year[i] = lived * crra_of_log(utility_year[i], gamma)


@stage
def leave(
    dies, injured, benefit_pension_refund, benefit_survivor, benefit_resident_refund, benefit_resident_survivor,
    medical_account_left, benefit_injury, employer_injury, wealth, estate,
):  # fmt: skip
    """What the dead of the year leave: wealth, accounts, funeral and survivor grants; wealth until it is handed down.

    Benefits of a fatal injury are among them where the record dies in the year, which it need not.
    """
    for i in range(dies.size):
        accounts = benefit_pension_refund[i] + benefit_resident_refund[i] + medical_account_left[i]
        grants = benefit_survivor[i] + benefit_resident_survivor[i]
        harm = benefit_injury[i] + employer_injury[i] if injured[i] == FATAL else 0.0
        left = wealth[i] + (accounts + grants + harm)
        estate[i] = left if dies[i] == 1 else 0.0
        wealth[i] = left if dies[i] == 1 else wealth[i]
