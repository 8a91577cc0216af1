"""Which scheme does a person choose? Random utility over pension and medical options with frozen tastes.

The value of an option is the log utility of what is left this year after its cost, plus the discounted gain in
old-age or sick-year utility that the payment brings compared with paying nothing now, plus peers, habit and an
intercept of the group that reproduces base-year shares. Tastes are Gumbel, drawn once; so a subsidy to one
option never makes anyone switch between two others.
"""

from agents.codes import OPTION_AVERAGE, OPTION_FLOOR, OPTION_INCOME
from agents.compiled import rule
from agents.elementary import exp, log

CLASS_PLATFORM, CLASS_SELF_EMPLOYED, CLASS_CASUAL, CLASS_UNINSURED, CLASS_UNEMPLOYED, CLASS_FARMER, CLASS_OUT = range(7)
CLASSES = ("platform", "self_employed", "casual", "uninsured_employee", "unemployed", "farmer", "out")
BANDS = 3
INFEASIBLE = -50.0


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
def expected_employee_pension(months, index_months, account, vested, accrual, own_weight, divisor, resident_divisor):
    """Expected yearly pension in units of the average monthly wage at the claim.

    months: expected paid and deemed months, above 0; index_months: their sum of base over average wage; account:
    balance at the claim over the monthly average wage; vested: probability of a pension. Otherwise the account moves
    to the resident scheme.
    """
    basic = ((1.0 - own_weight) * months + own_weight * index_months) / 12.0 * accrual
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
def evasion_probability(loss, detection, fine, intercept, response, enforcement):
    """Probability that a person bound by a mandate evades it.

    loss: utility lost by complying (0 if the person would enrol anyway); detection: a year; fine: multiple of the
    contribution. Log-odds fall with expected punishment. Functional form assumed; see `settings.behaviour`.
    """
    odds = exp(min(max(intercept + response * loss - enforcement * detection * fine, -20.0), 20.0))
    return odds / (1.0 + odds)


@rule
def growth_over(log_rate, years):
    """What one yuan becomes in a number of years at a constant log rate."""
    return exp(log_rate * years)
