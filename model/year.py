"""The plan of a worker's year: which stages run in which order. Phase 2 is the life plan, phase 4 the year plan.

The ledger plan follows it where measures over lives are wanted; it reads flows and changes nothing that others read.
"""

from agents.codes import DEAD
from agents.compiled import stage
from agents.earnings import earn, lose_work
from agents.work import move, place
from model.arrears import buy_missed_months
from model.contribution_support import count_support, grant_support
from model.covering import cover_rest, insure_at_work
from model.demography import age_and_die, give_birth
from model.grouping import classify
from model.hazards import be_injured
from model.health import fall_ill, need_care
from model.law.care import stages as care
from model.law.injury import stages as injury
from model.law.maternity import stages as maternity
from model.law.medical import stages as medical
from model.law.pension import payment as pension_payment
from model.law.pension import stages as pension
from model.law.pension import transfer as pension_transfer
from model.law.resident_medical import stages as resident_medical
from model.law.resident_pension import stages as resident_pension
from model.law.retirement import stages as retirement
from model.law.unemployment import stages as unemployment
from model.lifetime import account_benefits, account_contributions, account_household
from model.living import consume, leave, receive, spend_on_insurance
from model.medical_choice import value_medical
from model.medical_cover import enrol_medical, pay_medical
from model.mid_year import hear_news, join_in_july
from model.moving import foresee_moves, migrate
from model.paying_on import elect_to_pay_on
from model.pension_choice import value_pension
from model.pension_cover import enrol_pension
from model.plan import Plan
from model.unemployment_cover import compare_income, insure_against_job_loss, know_entitlement
from model.work_record import describe_work, share_liability


@stage
def depart(dies, alive):
    """Who dies in the year is dead at its end."""
    for i in range(dies.size):
        if dies[i] == 1:
            alive[i] = DEAD


LIFE_PLAN = Plan("life", [age_and_die])

YEAR_PLAN = Plan(
    "year",
    [
        # work and private signals
        retirement.claim, migrate, pension_transfer.carry_records, move, place, classify, describe_work, foresee_moves,
        insure_at_work, know_entitlement, lose_work, earn, fall_ill, give_birth,
        # enrolment
        grant_support, value_pension, elect_to_pay_on, enrol_pension, buy_missed_months, value_medical, enrol_medical,
        hear_news, join_in_july, pay_medical, cover_rest, share_liability, insure_against_job_loss, compare_income,
        # shocks
        be_injured, need_care,
        # contributions; the unemployment fund pays some of them for those who draw its benefit
        unemployment.contribute, unemployment.claim, pension.contribute, retirement.confirm, pension.credit_interest,
        resident_pension.contribute, injury.contribute, maternity.contribute, care.contribute,
        # awards, claims and payments
        pension.award, resident_pension.claim, retirement.months, medical.contribute, count_support, medical.retire,
        resident_medical.contribute, medical.wait,
        pension_payment.pay, pension_payment.bequeath, resident_pension.pay,
        medical.claim, resident_medical.claim, injury.claim, medical.settle, maternity.claim, care.claim,
        # the household
        receive, spend_on_insurance, consume, leave, depart,
        # what the year was for measures over lives
        account_household,
    ],
    given=LIFE_PLAN.written,
)  # fmt: skip

LEDGER_PLAN = Plan("ledger", [account_contributions, account_benefits], given=[*LIFE_PLAN.written, *YEAR_PLAN.written])


def end_row_year(model) -> None:
    """Leave nothing of the year behind that the next one must not see: utility of those who have died."""
    dead = model.columns["alive"][: model.rows] == DEAD
    model.columns["utility_year"][: model.rows][dead] = 0.0
