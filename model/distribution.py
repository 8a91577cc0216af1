"""How equal was a year? Inequality, poverty and catastrophic cost of illness, observed every fifth year."""

import numpy as np

from agents.codes import CASUAL, CLAIM_EMPLOYEE, LIVING, PLATFORM, SELF_EMPLOYED
from model.measures.distribution import catastrophic_share, poverty_gap, poverty_rate, replacement_rate
from model.measures.fairness import gini

EVERY = 5  # years between observations: sorting everyone costs more than a year of the model


def is_observed(year: int, settings) -> bool:
    """Is the distribution of this year written down? The first year, every fifth calendar year and the last one.

    Only where the settings ask for the ledger over lives.
    """
    return settings.lifetime_ledger and (year % EVERY == 0 or year in (settings.start + 1, settings.until))


def distribution_of(model) -> dict[str, float]:
    """How were income and consumption distributed among the living in the year that has closed? One row.

    All amounts are pooled between spouses and equivalised; income is not below zero before it is pooled. Rates of
    poverty are shares of persons: with less than half of the median, and with less than the subsistence of
    the choice model, which is a share of the average wage. Replacement rates are mean pensions in payment of the
    employee scheme over the average wage, of all and of those who were flexible workers at the start.
    """
    columns, rows = model.columns, model.rows
    lives = columns["alive"][:rows] == LIVING
    c = {name: columns[name][:rows][lives] for name in (
        "weight", "equivalised_year", "claim", "pension_month", "start_status",
    )}  # fmt: skip
    economy, behaviour = model.named["economy"], model.settings.behaviour
    weight = c["weight"]
    consumption = np.asarray(c["equivalised_year"], dtype=float)
    amounts = np.maximum(columns["net_income_year"][:rows], 0.0), columns["own_medical_year"][:rows]
    income, health = (model.households.equivalised(model, amount)[lives] for amount in amounts)
    subsistence = 12.0 * economy.average_wage * behaviour.subsistence_share
    drawn = c["claim"] == CLAIM_EMPLOYEE
    flexible = drawn & np.isin(c["start_status"], (PLATFORM, SELF_EMPLOYED, CASUAL))
    return {
        "year": model.year,
        "gini_consumption": gini(consumption, weight),
        "gini_income": gini(income, weight),
        "poverty_half_median": poverty_rate(consumption, weight, 0.5),
        "poverty_subsistence": poverty_rate(consumption, weight, subsistence),
        "poverty_gap": poverty_gap(consumption, weight, subsistence),
        "catastrophic_health": catastrophic_share(health, consumption + health, subsistence, weight),
        "replacement_rate": replacement_rate(c["pension_month"][drawn], weight[drawn], economy.average_wage),
        "replacement_rate_flexible": replacement_rate(
            c["pension_month"][flexible], weight[flexible], economy.average_wage
        ),
    }
