"""How do the flows of a year enter the funds, the treasury and the tax? Phase 5 and the books of phase 6."""

import math

import numpy as np

from agents.codes import Branch
from model.books import FUNDS, check, check_households, check_payers, close_funds, contributions, spending
from model.consumer_prices import living_cost_of
from model.lifetime import add_year, log_burden, year_factors
from model.rights import book_rights
from model.start_year import start_constants
from model.tally import GROUP_NAMES, PAID

CONTRIBUTORY = ("pension", "medical", "injury", "unemployment", "maternity", "care")


def fund_rules(model, year: int) -> dict[str, dict[str, float]]:
    """What enters the funds besides the persons' flows: rule subsidies, transfers, children, other spending, yuan."""
    laws = model.world.laws(year)
    money = model.totals.money
    rules: dict[str, dict[str, float]] = {name: {} for name in FUNDS}
    pension = rules["pension"]
    moved = money["transfer_account_resident"]
    pension["other_spending"] = moved
    pension["other_income"] = money["transfer_unemployment_pension"]
    pension["subsidy_rule"] = laws["pension"].subsidy_share * (spending("pension", money) + moved)
    pension["transfers_in"], pension["transfers_out"] = money["transfer_unemployment_pension"], moved
    pension["public_employer"] = _public_employer(model)
    pension["account_liability"] = _account_liability(model)
    for name in ("pension", "medical", "injury", "unemployment", "maternity"):
        rules[name]["base_total"] = _collected_base(model, name)
    rules["care"]["base_total"] = model.totals.count("medical_base")
    resident = rules["resident_pension"]
    resident["other_income"] = resident["transfers_in"] = moved
    granted = money["benefit_resident_basic"] + money["benefit_resident_survivor"]
    resident["subsidy_rule"] = laws["resident_pension"].basic_subsidy_share * granted
    residents = rules["resident_medical"]
    enrolled = start_constants(model.settings.start)["children_in_resident_medical"]
    heads = enrolled * float(model.named["demography"].children_under_16)
    premium, subsidy, benefit = children_account(heads, laws["resident_medical"])
    residents["worker"], residents["subsidy_rule"], residents["benefits"] = premium, subsidy, benefit
    injury = rules["injury"]
    injury["other_spending"] = laws["injury"].other_spending_share * math.fsum(contributions("injury", money).values())
    unemployment = rules["unemployment"]
    paid_out = money["transfer_unemployment_medical"] + money["transfer_unemployment_pension"]
    share = laws["unemployment"].other_spending_share
    unemployment["other_spending"] = paid_out + share * math.fsum(contributions("unemployment", money).values())
    unemployment["transfers_out"] = paid_out
    medical = rules["medical"]
    medical["other_income"] = medical["transfers_in"] = money["transfer_unemployment_medical"]
    _settle_with_medical(rules, money, "maternity")
    return rules


def _collected_base(model, name: str) -> float:
    """On which base would one point more of the rate be collected, yuan? Of employees' bases a part is."""
    total, employed = model.totals.count(f"{name}_base"), model.totals.count(f"{name}_base", "employee", "public")
    return total - (1.0 - float(model.named["compliance"].collected[Branch[name.upper()]])) * employed


def children_account(heads: float, law):
    """Premium, subsidy and benefit of `heads` children in resident medical, yuan."""
    from model.law.resident_medical.rules import children_account as account

    return account(heads, law)


def _settle_with_medical(rules, money, name: str) -> None:
    """Maternity is a sub-ledger of employee medical since 2019: what it lacks or has left moves there each year."""
    gap = spending(name, money) - math.fsum(contributions(name, money).values())
    medical, other = rules["medical"], rules[name]
    other["other_income"] = other.get("other_income", 0.0) + gap
    other["transfers_in"] = gap
    medical["other_spending"] = medical.get("other_spending", 0.0) + gap
    medical["transfers_out"] = medical.get("transfers_out", 0.0) + gap


def _public_employer(model) -> float:
    """What government pays into the employee pension as an employer, yuan: a part of the employers' contributions."""
    return float(model.totals.paid[GROUP_NAMES.index("public"), PAID.index("paid_employer_pension")])


def _account_liability(model) -> float:
    """Balances of all individual accounts, yuan: a memo item, not cash."""
    columns, rows = model.columns, model.rows
    return float((columns["weight"][:rows] * columns["pension_account"][:rows]).sum())


def book_year(model, year: int) -> None:
    """Close every fund, set the consumption tax, check the books, and add the year's utility to every life.

    After the horizon, where lives are only finished, funds are no longer booked and tax and family support stay as
    they were.
    """
    money = model.totals.money
    check_payers(year, money, dict(zip(PAID, model.totals.paid.sum(axis=0).tolist(), strict=True)))
    check_households(year, money)
    _check_people(model, year)
    check("estates", "worker", math.fsum(model.households.left), money["estate"], year)
    if model.reporting:
        economy = model.named["economy"]
        close_funds(year, model.funds, money, economy.yield_10y, fund_rules(model, year))
        outlay = math.fsum(fund.ledgers[-1].treasury + fund.memos[-1].fill for fund in model.funds.values())
        _fill_if_ruled(model)
        model.treasury.set_tax(outlay, economy.gdp_year, money["consumption"], model.settings.consumption_tax)
        if model.settings.family_pool and money["family_gap"] > 0.0:
            model.support_unit = float(np.clip(money["family_given"] / money["family_gap"], 0.0, 1.0))
        model.living_cost = living_cost_of(model)
        if year == model.settings.until:
            book_rights(model, year)
    _live_on(model, year)


def _live_on(model, year: int) -> None:
    """Add the year to every life, and to the sums of types. After the horizon tax and cost of living stay."""
    behaviour, economy = model.settings.behaviour, model.named["economy"]
    discount = 1.0 / (1.0 + behaviour.discount_rate) ** (year - model.settings.start)
    factors = year_factors(
        discount, model.treasury.tax_rate, model.living_cost, economy.price_level, behaviour.risk_aversion
    )
    columns, rows = model.columns, model.rows
    read = [columns[name][:rows] for name in ("start_decile", "utility_year", "equivalised_year")]
    written = [columns[name][:rows] for name in ("utility_sum", "utility_untaxed_sum", "consumption_sum")]
    add_year(*read, factors, *written)
    if behaviour.risk_aversion == 1.0:
        of_lives = columns["months_lived"][:rows], model.present, columns["start_decile"][:rows]
        taxed, untaxed = log_burden(*of_lives, discount, model.treasury.tax_rate, model.living_cost)
        columns["utility_sum"][:rows] -= taxed
        columns["utility_untaxed_sum"][:rows] -= untaxed
    if model.settings.lifetime_ledger:
        model.profiles.add(year, columns, rows, float(economy.price_level), float(economy.yield_10y))


def _fill_if_ruled(model) -> None:
    """Balance rule `treasury`: the fill that the law asks for becomes cash of the fund."""
    if model.settings.balance_rule != "treasury":
        return
    for fund in model.funds.values():
        fund.take_fill()


def _check_people(model, year: int) -> None:
    """Persons are conserved: those at the end and the dead are those at the start and the entrants."""
    ended = model.totals.count("persons")
    died = model.totals.count("deaths")
    columns = model.columns
    rows = model.rows
    started = float((columns["weight"][:rows] * model.present).sum())
    check("persons", "worker", ended + died, started, year)
