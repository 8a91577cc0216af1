"""Which scheme does a person choose? Random utility over pension and medical options with frozen tastes.

The value of an option is the log utility of what is left this year after its cost, plus the discounted gain in
old-age or sick-year utility that the payment brings compared with paying nothing now, plus peers, habit and an
intercept of the group that reproduces base-year shares. Tastes are Gumbel, drawn once; so a subsidy to one
option never makes anyone switch between two others.
"""

import math

from agents.codes import OPTION_AVERAGE, OPTION_FLOOR, OPTION_INCOME
from agents.compiled import rule
from agents.elementary import exp, log, normal_cdf

CLASS_PLATFORM, CLASS_SELF_EMPLOYED, CLASS_CASUAL, CLASS_UNINSURED, CLASS_UNEMPLOYED, CLASS_FARMER, CLASS_OUT = range(7)
CLASSES = ("platform", "self_employed", "casual", "uninsured_employee", "unemployed", "farmer", "out")
BANDS = 3
INFEASIBLE = -50.0
LEAST_PAID_MONTHS = 6.5  # mean of who pays a part of the year, any number of months alike
LEAST_AFFORDABLE = 0.05  # of months; below it a share of months is no base to compare with
STATUS_QUO_DETECTION, STATUS_QUO_RATE = 0.02, 0.20  # at which the share of income declared is the one observed
LEAST_REPORTED = 0.3


@rule
def age_band(age_years):
    """Age band of the choice intercepts: under 35, 35 to 49, 50 and over."""
    return 0 if age_years < 35.0 else (1 if age_years < 50.0 else 2)


@rule
def cost_utility(resources, subsistence, cost):
    """Log utility lost by paying `cost` out of `resources` above `subsistence`; infeasible when nothing is left."""
    room = resources - subsistence
    left = room - cost
    if left <= 0.02 * room or room <= 0.0:
        return INFEASIBLE
    return log(left / room)


@rule
def vesting_probability(months, minimum_months, spread):
    """Probability of a pension with `months` expected months: logistic around the legal minimum."""
    return 1.0 / (1.0 + exp(-(months - minimum_months) / spread))


@rule
def expected_employee_pension(
    months, index_months, account, vested, accrual, own_weight, flat, divisor, resident_divisor
):
    """Expected yearly pension in units of the average monthly wage at the claim.

    months: expected paid and deemed months, above 0; index_months: their sum of base over average wage; account:
    balance at the claim over the monthly average wage; vested: probability of a pension; flat: part of the average
    wage that every pension has. Otherwise the account moves to the resident scheme.
    """
    basic = ((1.0 - own_weight) * months + own_weight * index_months) / 12.0 * accrual + flat
    return 12.0 * (vested * (basic + account / divisor) + (1.0 - vested) * account / resident_divisor)


@rule
def old_age_gain(other, pension_now, pension_not):
    """Log utility a year in old age gained by a pension of `pension_now` instead of `pension_not`."""
    return log((other + pension_now) / (other + pension_not))


@rule
def medical_utility(resources, subsistence, premium, own_cost, risk_weight):
    """Log utility of a year with a premium and an expected own cost, the variance priced in second order."""
    room = resources - subsistence
    if room <= 0.0:
        return INFEASIBLE
    own = min(own_cost, 0.7 * room)
    left = room - premium - own
    if left <= 0.02 * room:
        return INFEASIBLE
    share = own / left
    return log(left / room) - risk_weight * min(share * share, 1.0)


@rule
def choose_three(first, second, third):
    """Index of the largest of three values; ties go to the earlier."""
    best, at = first, 0
    if second > best:
        best, at = second, 1
    if third > best:
        best, at = third, 2
    return at


@rule
def inclusive_value(floor, income, average, taste_floor, taste_income, taste_average, scale):
    """Value of the best base within the employee scheme, tastes for bases included, and which base it is."""
    a = floor + scale * taste_floor
    b = income + scale * taste_income
    c = average + scale * taste_average
    best = choose_three(a, b, c)
    value = a if best == 0 else (b if best == 1 else c)
    option = OPTION_FLOOR if best == 0 else (OPTION_INCOME if best == 1 else OPTION_AVERAGE)
    return value, option


@rule
def evasion_log_odds(loss, detection, fine, intercept, response, enforcement):
    """Log odds that a person bound by a mandate evades it; arguments as in `evasion_probability`."""
    return min(max(intercept + response * loss - enforcement * detection * fine, -20.0), 20.0)


@rule
def evasion_probability(loss, detection, fine, intercept, response, enforcement):
    """Probability that a person bound by a mandate evades it.

    loss: utility lost by complying (0 if the person would enrol anyway); detection: a year; fine: multiple of the
    contribution. Log-odds fall with expected punishment. Functional form assumed; see `settings.behaviour`.
    """
    odds = exp(evasion_log_odds(loss, detection, fine, intercept, response, enforcement))
    return odds / (1.0 + odds)


@rule
def reported_share(share, detection_response, burden_response, detection, own_rate):
    """Share of income that a flexible worker declares where nobody withholds, between 0.3 and 1.

    share: at the detection and the own pension rate of the law in force; it rises with the detection a year and
    falls with the own rate of the pension. Linear form assumed; see `settings.behaviour`.
    """
    more = detection_response * (detection - STATUS_QUO_DETECTION) - burden_response * (own_rate - STATUS_QUO_RATE)
    return min(max(share + more, LEAST_REPORTED), 1.0)


@rule
def affordable_share(income_month, needed_month, deviation, payment_months):
    """Share of payment dates at which the income since the last one covers what is needed.

    Income of a month is lognormal around `income_month` with this deviation of its log, independent between months;
    over k months the deviation of the mean is taken as deviation / sqrt(k). needed_month: subsistence and contribution.
    """
    if income_month <= 0.0:
        return 0.0
    spread = deviation / math.sqrt(payment_months)
    return normal_cdf(log(income_month / needed_month) / spread - 0.5 * spread)


@rule
def paid_months_mean(
    mean, income_month, due_month, subsistence_month, wealth, deviation, payment_months, pauses_allowed
):
    """Months a year that an individual payer is expected to pay, given how often he must pay.

    mean: months a year where payment is monthly. A longer rhythm changes them as it changes the share of dates at
    which income covers the contribution. Who has saved a year's contributions pays alike in every rhythm; where no
    month may be left out all twelve are paid.
    """
    if pauses_allowed == 0:
        return 12.0
    if payment_months == 1 or wealth >= 12.0 * due_month:
        return mean
    needed = due_month + subsistence_month
    monthly = affordable_share(income_month, needed, deviation, 1)
    rhythm = affordable_share(income_month, needed, deviation, payment_months)
    return min(max(mean * rhythm / max(monthly, LEAST_AFFORDABLE), min(mean, LEAST_PAID_MONTHS)), 12.0)


@rule
def cannot_keep_up(
    income_month, due_month, subsistence_month, wealth, deviation, payment_months, pauses_allowed, tolerance
):
    """Is a scheme without pauses out of the question, because income covers too few payments and savings do not?

    tolerance: share of affordable payments below which nobody joins.
    """
    if pauses_allowed == 1 or wealth >= 12.0 * due_month:
        return False
    return affordable_share(income_month, due_month + subsistence_month, deviation, payment_months) < tolerance


@rule
def growth_over(log_rate, years):
    """What one yuan becomes in a number of years at a constant log rate."""
    return exp(log_rate * years)
