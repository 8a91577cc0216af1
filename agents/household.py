"""What does a person consume, save and enjoy? A buffer-stock rule with a life-cycle target and CRRA utility."""

from agents.compiled import rule
from agents.elementary import exp, log


@rule
def wealth_target(income_year, age_years, retired, pension_wealth, buffer_years, life_cycle_target, crowd_out):
    """Wealth that a person aims at, yuan.

    A precautionary buffer plus a life-cycle part that rises from age 25 to 60 and is run down by 90, less
    `crowd_out` yuan per yuan of pension wealth; never below half the buffer.
    """
    buffer = buffer_years * income_year
    if age_years < 60.0:
        shape = min(max((age_years - 25.0) / 35.0, 0.0), 1.0)
    else:
        shape = min(max((90.0 - age_years) / 30.0, 0.0), 1.0)
    planned = life_cycle_target * income_year * shape - crowd_out * pension_wealth * shape
    return max(buffer + max(planned, 0.0), 0.5 * buffer)


@rule
def consumption_of(resources_year, wealth, target, adjustment, floor_year):
    """Consumption of a year, yuan, and the minimum living support it needs.

    resources_year: income after contributions, transfers included; borrowing is not possible. Support (低保) fills
    the gap to `floor_year` where cash on hand does not reach it.
    """
    cash = max(resources_year + wealth, 0.0)
    support = max(floor_year - cash, 0.0)
    wanted = resources_year + adjustment * (wealth - target)
    floor = min(floor_year, cash + support)
    return min(max(wanted, floor), cash + support), support


@rule
def crra_of_log(log_consumption, risk_aversion):
    """CRRA utility of consumption, given its logarithm; the logarithm itself at risk aversion one."""
    if risk_aversion == 1.0:
        return log_consumption
    return exp((1.0 - risk_aversion) * log_consumption) * (1.0 / (1.0 - risk_aversion))


@rule
def crra(consumption, risk_aversion):
    """CRRA utility of consumption; log at risk aversion one."""
    return crra_of_log(log(consumption), risk_aversion)
