"""Every design, run small over the five years around its first effect beside its own comparator.

With the channels between people frozen it moves the books of what its levers touch, and of no other branch.
"""

from functools import cache

import pytest

from agents.codes import SECTORS
from model import SocialInsuranceModel
from model.books import FUNDS
from model.law.design import list_designs, load_design
from model.law.levers import levers
from model.law.parameters import load_law
from model.settings import Settings

SETTINGS = Settings(population=1200, until=2030).frozen_channels()
YEARS = range(2026, 2031)
# what a branch of the law moves besides its own fund: the scheme that its members leave or join, branches whose members
# are those of another, and law that reads the pension record: the injury fund tops a pension up (第四十条) and
# covers nobody past the statutory age without a record, and assistance with the resident premium goes by the pension
FOLLOWS = {
    "pension": {"resident_pension", "injury", "resident_medical"},
    "resident_pension": {"pension"},
    "medical": {"resident_medical", "maternity", "care"},
    "resident_medical": {"medical", "maternity", "care"},
    "maternity": {"medical", "resident_medical", "care"},
    "unemployment": {"pension", "medical"},
}
GENERAL = {
    "injury_pilot": "injury", "multiple_employers": "injury", "multiple_employers_reach": "injury",
    "unemployment_threshold": "unemployment", "maternity_pilot": "maternity", "subsidy": "pension",
    "rate_schedule": "pension", "payment_rhythm": "pension", "pauses_allowed": "pension", "arrears_allowed": "pension",
    "older_entrants": "pension", "lower_scheme_choice": "pension", "lower_scheme_income_limit": "pension",
}  # fmt: skip
OF_NO_BRANCH = {"employer_meaning", "payer_rule"}  # they say who pays, and the rates that follow move the books


@cache
def run(name):
    model = SocialInsuranceModel(design=name, settings=SETTINGS)
    while model.running:
        model.step()
    return model


def branches_of(path):
    """Which funds may a parameter move? All of them where it stands for no branch: definitions, duties, retirement."""
    parts = path.split(".")
    if parts[0] == "coverage" and parts[1] in OF_NO_BRANCH:
        return set()
    named = [part for part in (parts[-1], *parts[:2]) if part in FUNDS]
    branch = named[0] if named else GENERAL.get(parts[1]) if parts[0] == "coverage" else None
    return set(FUNDS) if branch is None else {branch} | FOLLOWS.get(branch, set())


def moved_paths(design):
    """Parameters that the design and its comparator resolve differently in the years of the run."""
    law = load_law()
    charges = {f"coverage.platform.order_charge.{sector}": 0.1 for sector in SECTORS}
    solved = {"coverage.platform.rate": 0.03} | charges
    sides = [load_design(name).solved(solved) for name in (design.name, design.against)]
    found = set()
    for year in YEARS:
        one, other = (law.year(year, design=side) for side in sides)
        found |= {path for path in {*one, *other} if one.get(path) != other.get(path)}
    return found


def books_that_differ(one, other):
    return {name for name in FUNDS if one.funds[name].ledgers != other.funds[name].ledgers}


DESIGNS = [file for file in list_designs() if file.name != file.against]


@pytest.mark.parametrize("design", DESIGNS, ids=lambda file: file.name)
def test_a_design_moves_the_books_of_its_branches_and_no_others(compiled, design):
    moved = moved_paths(design)
    declared = {path for lever in load_design(design.name).touches for path in levers()[lever].parameters(load_law())}
    touched = set().union(*map(branches_of, moved))
    one, other = run(design.name), run(design.against)
    differ = books_that_differ(one, other)
    claims_move = any((one.columns[name] != other.columns[name]).any() for name in ("claim", "claim_month"))
    if "pension" in touched and claims_move:  # a pension claimed ends work, and cover at work in every branch
        touched = set(FUNDS)
    assert differ <= touched
    assert differ
    assert not declared or moved & declared


def test_the_reach_of_most_designs_is_less_than_every_branch():
    reach = {file.name: set().union(*map(branches_of, moved_paths(file))) for file in DESIGNS}
    assert sum(len(branches) < len(FUNDS) for branches in reach.values()) >= 20
    assert reach["lower_rate"] == {"pension", "resident_pension", "injury", "resident_medical"}
    assert reach["injury_pilot_2022"] == {"injury"}
