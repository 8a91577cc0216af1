"""Whom does unemployment insurance cover? Employees by their employer; flexible workers by mandate, threshold and will.

`know_entitlement` comes before the year's work, which it may change (moral hazard); `insure_against_job_loss` comes
after `cover_rest`, whose base it reads. `compare_income` finds falls of income that count as loss of work for those
whom nobody dismisses.
"""

from agents.codes import GROUP_EMPLOYEE, GROUP_PLATFORM, GROUP_PUBLIC, Branch
from agents.compiled import rule, stage
from agents.enrolment import evasion_probability
from agents.work import age_index
from model.covering import flexible_months, stays_below
from model.law.coverage.rules import bound_share
from model.law.unemployment.rules import benefit_month, own_rate

UNEMPLOYMENT = int(Branch.UNEMPLOYMENT)


@stage
def know_entitlement(
    months_alive, group, flexible_income_year, unemployment_months, unemployment_claims, law_unemployment,
    may_claim_unemployment,
):  # fmt: skip
    """Which flexible workers could open a claim this year? Those insured last year whose months and claims allow it.

    A record from an earlier job alone gives the claim that it always gave, and changes no behaviour.
    """
    for i in range(group.size):
        g = group[i]
        insured = months_alive[i] > 0 and g > GROUP_PUBLIC and flexible_income_year[i] > 0.0
        enough = unemployment_months[i] >= law_unemployment.qualifying_months[g]
        allowed = unemployment_claims[i] < law_unemployment.maximum_claims[g]
        may_claim_unemployment[i] = 1 if insured and enough and allowed else 0


@rule
def take_up_of(base_take_up, trust_discount, selection, loses_work):
    """Which share joins an open branch of free will? Fewer where promises are doubted, more who know of a loss."""
    return min(base_take_up * (1.0 - trust_discount) * (1.0 + selection * loses_work), 1.0)


@stage
def insure_against_job_loss(
    group, insured_at_work, status, age_months, province, months_alive, months_worked, income_year, loses_work,
    unemployment_claims, insured_base_month, duty_part, u_taste_8, u_taste_9, u_taste_11, law_coverage,
    law_unemployment, work, behaviour, unemployment_paid_months, reports_below,
):  # fmt: skip
    """Months paid in unemployment insurance, and who reports an income below the threshold so as to pay none.

    The threshold is compared with earnings of the year over twelve, not with what relatives give. Below it the branch
    is closed, so that short and small jobs open no claims. Who would have to pay keeps below it only if a year's own
    contribution is more than the benefit that he expects, if he knows of no loss to come, and if no platform withholds.
    """
    law = law_unemployment
    # these contributions are small: evasion depends on enforcement alone
    evades = evasion_probability(
        0.0, law_coverage.detection_year, law_coverage.fine_multiple, behaviour.evasion_intercept,
        behaviour.evasion_response, behaviour.evasion_enforcement,
    )  # fmt: skip
    for i in range(group.size):
        unemployment_paid_months[i] = 0
        reports_below[i] = 0
        g = group[i]
        if months_alive[i] == 0:
            continue
        if g == GROUP_EMPLOYEE or g == GROUP_PUBLIC:
            unemployment_paid_months[i] = months_worked[i] if insured_at_work[i] & 8 else 0
            continue
        if g <= GROUP_PUBLIC:
            continue
        must = bound_share(
            law_coverage.mandate[UNEMPLOYMENT, g], law_coverage.middle_duty[UNEMPLOYMENT], duty_part[i]
        )
        eligible = max(law_coverage.eligible[UNEMPLOYMENT, g], must)
        if eligible <= 0.0:
            continue
        income_month = income_year[i] / 12.0
        threshold = law_coverage.unemployment_threshold_month[g]
        if income_month < threshold:
            continue
        take_up = take_up_of(
            behaviour.voluntary_take_up_unemployment, law_coverage.trust_discount[UNEMPLOYMENT],
            behaviour.take_up_selection, loses_work[i],
        )  # fmt: skip
        withheld = g == GROUP_PLATFORM and u_taste_9[i] < law_coverage.withholding
        months = flexible_months(
            eligible, must, take_up, u_taste_11[i], u_taste_9[i], evades, withheld, months_worked[i]
        )
        unwilling = months > 0 and u_taste_9[i] < 1.0 - take_up and not withheld and loses_work[i] == 0
        if unwilling and stays_below(
            income_month, threshold, behaviour.bunching_width, u_taste_8[i], behaviour.bunching_share
        ):
            a = age_index(age_months[i])
            rate = own_rate(law.worker_rate[g], law.experience_surcharge[g], unemployment_claims[i])
            own = rate * insured_base_month[i] * months
            registers = behaviour.unemployment_take_up * law.recognised_share[g]
            hazard = work.lose_work[status[i]] * work.lose_work_age[a] * behaviour.involuntary_share
            drawn = min(1.0 / work.find_work[a], law.duration_months[0])
            p = province[i]
            benefit = benefit_month(law.minimum_wage_month[p], law.province_wage[p], law.benefit_share[g], law)
            if own > hazard * registers * drawn * benefit:
                reports_below[i] = 1
                months = 0
        unemployment_paid_months[i] = months


@stage
def compare_income(
    group, province, months_alive, income_year, unemployment_paid_months, behaviour, law_unemployment,
    flexible_income_year, income_drop_months,
):  # fmt: skip
    """How many months' worth of last year's earnings does an insured flexible worker lack, if that is a loss of work?

    A loss is where a whole year's earnings fall deeply below last year's and below the local minimum wage, under which
    labour statistics count nobody as fully employed: an end of good times alone is none. Nominal yuan: a year of wage
    growth is small beside the drop that counts. Afterwards the year's own earnings are kept for the next.
    """
    kept = 1.0 - behaviour.drop_share
    for i in range(group.size):
        flexible = group[i] > GROUP_PUBLIC and months_alive[i] == 12
        earned = income_year[i]
        before = flexible_income_year[i]
        poor = earned < 12.0 * law_unemployment.minimum_wage_month[province[i]]
        lost = flexible and poor and earned < kept * before
        income_drop_months[i] = int(12.0 * (1.0 - earned / before)) if lost else 0
        flexible_income_year[i] = earned if flexible and unemployment_paid_months[i] > 0 else 0.0
