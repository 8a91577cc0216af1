"""What does employee medical insurance pay and ask for? The statutes as scalar functions; money in yuan.

`law` is a `MedicalLaw`; arrays of two are indexed by `retired`: 0 workers, 1 retirees.
"""

from agents.codes import (
    GROUP_PUBLIC,
    GROUP_SELF_EMPLOYED,
    MEDICAL_EMPLOYEE,
    MEDICAL_FLEXIBLE,
    MEDICAL_RESIDENT,
    MEDICAL_RETIREE,
)
from agents.compiled import rule
from model.law.medical.expectation import expected_excess, expected_layer, mean_of_patients

FALL_TO_RESIDENT, PAY_ON = range(2)
JANUARY, JULY = 1, 7  # months in which a membership may begin
SCHEME_START_YEAR = 2001  # payments before it can only be deemed: 国发〔1998〕44号 was carried out by about 2000


@rule
def payer_group(scheme, group):
    """Under which group's rates does a member pay? Individual payers without flexible work pay as self-employed.

    社会保险法 第二十三条 第二款. scheme: code MedicalScheme; group: code Group; returns a code Group.
    """
    if scheme == MEDICAL_FLEXIBLE and group <= GROUP_PUBLIC:
        return GROUP_SELF_EMPLOYED
    return group


@rule
def free_in_retirement(months, paid_months, required_months, paid_minimum):
    """Has a pensioner enough months for cover without contributions? 社会保险法 第二十七条; years set locally.

    months: paid and deemed; paid_months: actually paid; required_months: by sex; paid_minimum: months to be paid
    """
    return months >= required_months and paid_months >= paid_minimum


@rule
def paid_at_most(months, year):
    """Months that can have been paid rather than deemed, as the scheme began in 2001."""
    return min(months, 12.0 * (year + 1 - SCHEME_START_YEAR))


@rule
def pensioner_scheme(scheme, claims, months, paid_months, required_months, paid_minimum, shortfall_rule, pay_on_limit):
    """Which medical scheme has a person who draws a pension? 社会保险法 第二十七条: free, pay on, or leave.

    Free with the required months. They are added up over life (累计缴费): a record that was interrupted makes free
    too, in the year of the claim (`claims` is 1), whatever cover was held before it. A member who lacks months is asked
    in that year: shortfall_rule 1 pays on if no more than `pay_on_limit` months are missing, 0 leaves for resident
    medical; who had left already stays where he is.
    scheme: code MedicalScheme but RETIREE; returns a code MedicalScheme.
    """
    if scheme < MEDICAL_EMPLOYEE and (claims == 0 or months <= 0):
        return scheme
    if free_in_retirement(months, paid_months, required_months, paid_minimum):
        return MEDICAL_RETIREE
    if claims == 0 or scheme < MEDICAL_EMPLOYEE:
        return scheme
    if shortfall_rule == PAY_ON and required_months - months <= pay_on_limit:
        return MEDICAL_FLEXIBLE
    return MEDICAL_RESIDENT


@rule
def flexible_wait(gap_years, earlier_months, unpaid_months, first_wait, gap_wait, grace_months, after_resident):
    """How many months does an individual payer wait for benefits? 医保办发〔2021〕43号; local rules.

    gap_years: whole years without any cover before this one; earlier_months: months in employee medical before this
    year; unpaid_months: months of this year without payment; first_wait, gap_wait: local months at first enrolment
    and after an interruption; grace_months: longest gap without a wait (3); after_resident: 1 if a member of the
    resident scheme who changes over waits like a newcomer, 0 with continuous cover by the national rule.
    """
    if earlier_months <= 0.0:
        return first_wait if (gap_years > 0 or after_resident == 1) else 0.0
    if gap_years > 0 or unpaid_months > grace_months:
        return gap_wait
    return 0.0


@rule
def wait_after_move(transferred, delay_months, grace_months, first_wait):
    """Waiting months of an individual payer who moves to another province. 医保办发〔2021〕43号.

    Years of membership add up without a new wait if the transfer takes no longer than the grace period; whoever does
    not transfer waits like a newcomer. transferred: 1 if the relation is transferred.
    """
    return 0.0 if transferred and delay_months <= grace_months else first_wait


@rule
def served(wait, months):
    """Months with benefits and waiting months left after `months` of membership."""
    return max(months - wait, 0.0), max(wait - months, 0.0)


@rule
def inpatient_payment(cost, off_catalogue, deductible, rate, ceiling, supplement_rate, supplement_ceiling):
    """What is paid for the hospital costs of a year? 国发〔1998〕44号; 国发〔2009〕12号.

    Above the deductible 起付线 the pool pays its rate up to the ceiling 封顶线; above that the supplement 大额补助 pays
    its own rate up to its own ceiling. cost: hospital cost; off_catalogue: share outside the catalogue.
    """
    above = max(cost * (1.0 - off_catalogue) - deductible, 0.0)
    basic = min(rate * above, ceiling)
    beyond = above - basic / rate
    return basic + min(supplement_rate * beyond, supplement_ceiling)


@rule
def expected_inpatient_payment(
    expected_cost, probability, sigma, off_catalogue, deductible, rate, ceiling, supplement_rate, supplement_ceiling
):
    """Mean of `inpatient_payment` if a stay has `probability` and its yearly cost is lognormal with `sigma`."""
    return probability * stay_payment(
        mean_of_patients(expected_cost, probability), sigma, off_catalogue, deductible, rate, ceiling, supplement_rate,
        supplement_ceiling,
    )  # fmt: skip


@rule
def stay_payment(patient_cost, sigma, off_catalogue, deductible, rate, ceiling, supplement_rate, supplement_ceiling):
    """Mean of `inpatient_payment` over patients, whose yearly cost is lognormal with mean `patient_cost`."""
    catalogue = patient_cost * (1.0 - off_catalogue)
    end_of_basic = deductible + ceiling / rate
    end_of_supplement = end_of_basic + supplement_ceiling / supplement_rate
    paid = rate * expected_excess(catalogue, sigma, deductible)
    paid += (supplement_rate - rate) * expected_excess(catalogue, sigma, end_of_basic)
    return paid - supplement_rate * expected_excess(catalogue, sigma, end_of_supplement)


@rule
def outpatient_payment(cost, off_catalogue, deductible, rate, ceiling):
    """What does the pool pay for outpatient costs of a year? 国办发〔2021〕14号: a rate up to a yearly ceiling."""
    return min(rate * max(cost * (1.0 - off_catalogue) - deductible, 0.0), ceiling)


@rule
def expected_outpatient_payment(expected_cost, sigma, off_catalogue, deductible, rate, ceiling):
    """Mean of `outpatient_payment` if the yearly cost is lognormal with `sigma`."""
    catalogue = expected_cost * (1.0 - off_catalogue)
    return rate * expected_layer(catalogue, sigma, deductible, deductible + ceiling / rate)


@rule
def pool_payment(inpatient_cost, outpatient_cost, retired, province, law):
    """What does the pooled fund pay for a member's costs of a full year?"""
    inpatient = inpatient_payment(
        inpatient_cost, law.inpatient_off_catalogue, law.inpatient_deductible[retired], law.inpatient_rate[retired],
        law.ceiling[province], law.supplement_rate, law.supplement_ceiling[province],
    )  # fmt: skip
    outpatient = outpatient_payment(
        outpatient_cost, law.outpatient_off_catalogue, law.outpatient_deductible[retired],
        law.outpatient_rate[retired], law.outpatient_ceiling[retired],
    )  # fmt: skip
    return inpatient + outpatient


@rule
def mean_stay_payment(patient_cost, sigma, retired, province, law):
    """What does the pooled fund pay on average for a patient's hospital costs of a year with mean `patient_cost`?"""
    return stay_payment(
        patient_cost, sigma, law.inpatient_off_catalogue, law.inpatient_deductible[retired],
        law.inpatient_rate[retired], law.ceiling[province], law.supplement_rate, law.supplement_ceiling[province],
    )  # fmt: skip


@rule
def mean_visits_payment(expected_cost, sigma, retired, law):
    """What does the pooled fund pay on average for outpatient costs of a year with mean `expected_cost`?"""
    return expected_outpatient_payment(
        expected_cost, sigma, law.outpatient_off_catalogue, law.outpatient_deductible[retired],
        law.outpatient_rate[retired], law.outpatient_ceiling[retired],
    )  # fmt: skip


@rule
def expected_pool_payment(
    expected_inpatient, expected_outpatient, probability, inpatient_sigma, outpatient_sigma, retired, province, law
):
    """Mean of `pool_payment` given mean hospital and outpatient costs and the `probability` of any stay.

    inpatient_sigma, outpatient_sigma: spread of the logarithm of a patient's hospital cost and of outpatient cost,
    given what is known of the person
    """
    patient_cost = mean_of_patients(expected_inpatient, probability)
    inpatient = probability * mean_stay_payment(patient_cost, inpatient_sigma, retired, province, law)
    return inpatient + mean_visits_payment(expected_outpatient, outpatient_sigma, retired, law)


@rule
def account_spending(balance, own_cost, working_credit, own_share, family_share):
    """What is spent from a personal account 个人账户 in a year: on own costs, and on relatives and medicines?

    国办发〔2021〕14号 opens accounts to relatives. balance: with this year's credit; own_cost: costs that no scheme
    pays; working_credit: credit of the year from contributions. Two parts, together at most the balance.
    """
    own = min(own_share * own_cost, balance)
    return own, min(family_share * working_credit, balance - own)
