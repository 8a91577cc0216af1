"""The enterprise scheme and that of public employees are the whole fund, in each of three years, to rounding."""

import pytest

from agents.codes import CLAIM_PUBLIC, PENSION_PUBLIC
from calibration.backcast import FROZEN
from calibration.checks.perimeter import CONTRIBUTIONS, PerimeterModel, enterprise_heads, scheme_flows
from model import SocialInsuranceModel
from model.settings import Settings
from model.tally import GROUP_NAMES, PAID

SETTINGS = Settings(population=2000, start=2015, until=2018, **FROZEN)


@pytest.fixture(scope="module")
def years(compiled):
    """Flows and heads of three years, the last year's model, and the plain model beside it."""
    model, found = PerimeterModel(settings=SETTINGS), []
    while model.running:
        model.step()
        found.append((scheme_flows(model), enterprise_heads(model), model.totals))
    plain = SocialInsuranceModel(settings=SETTINGS)
    while plain.running:
        plain.step()
    return found, model, plain


def test_both_parts_are_the_whole_fund_that_is_booked(years):
    found, model, _ = years
    ledgers = model.funds["pension"].ledgers
    for (flows, _, totals), ledger, memo in zip(found, ledgers, model.funds["pension"].memos, strict=True):
        whole, public = flows["whole"], flows["public"]
        paid = ledger.worker + ledger.platform + ledger.user + ledger.employer + ledger.treasury - memo.subsidy_rule
        assert whole["contributions"] == pytest.approx(paid, rel=1e-12)
        assert whole["spending"] == pytest.approx(-ledger.benefits, rel=1e-12)
        assert whole["moved"] == pytest.approx(-ledger.other_spending, rel=1e-12)
        assert 0.0 < public["contributions"] < whole["contributions"]
        assert totals.money["benefit_public_pension"] <= public["spending"] * (1 + 1e-12)
        assert public["spending"] < whole["spending"]
        # a group is where a person's work is at the year's end, so those who retire in the year stand elsewhere
        by_group = totals.paid[GROUP_NAMES.index("public"), [PAID.index(name) for name in CONTRIBUTIONS]].sum()
        assert public["contributions"] == pytest.approx(by_group, rel=0.1)


def test_the_enterprise_part_is_what_its_own_members_pay_and_draw(years):
    found, model, _ = years
    flows, heads, totals = found[-1]
    # pensions of enterprise rules belong to it, but for accounts left by public employees to their heirs
    enterprise = flows["whole"]["spending"] - flows["public"]["spending"]
    parts = ("benefit_pension", "benefit_survivor", "benefit_disability", "benefit_pension_refund")
    most = sum(totals.money[name] for name in parts)
    assert totals.money["benefit_pension"] <= enterprise * (1 + 1e-12) <= most * (1 + 1e-9)
    columns, rows = model.columns, model.rows
    alive = columns["alive"][:rows] == 1
    public = (columns["claim"][:rows] == CLAIM_PUBLIC) & alive
    drawing = float(columns["weight"][:rows][public].sum())
    assert heads["retirees"] + drawing == pytest.approx(totals.count("employee_pensioners"), rel=1e-9)
    members = (columns["pension_scheme"][:rows] == PENSION_PUBLIC) & alive & (columns["claim"][:rows] == 0)
    public_members = float(columns["weight"][:rows][members].sum())
    assert heads["insured"] + public_members == pytest.approx(totals.count("pension"), rel=1e-9)
    assert 0.0 < heads["payers"] < heads["insured"]


def test_the_other_tally_changes_no_bit_of_the_run(years):
    _, model, plain = years
    assert model.funds["pension"].ledgers == plain.funds["pension"].ledgers
    assert model.totals.money == plain.totals.money
