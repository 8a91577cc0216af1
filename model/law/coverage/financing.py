"""Who pays for platform workers: which rates follow from the split among payers and from the platform's base?

Two settings of coverage law speak of all branches at once; here they become the branches' own rates, so that
every branch reads nothing but its rates. They are applied to the resolved parameters of a year, after a design.
"""

import math

from agents.codes import SECTORS
from model.law.sources import LawError

BRANCHES = ("pension", "medical", "injury", "unemployment", "maternity", "care")
SHARING = ("worker", "platform", "user")
PRECISION = 1e-9


def settle(values: dict) -> None:
    """Which rates do platform workers, platforms and actual users pay? Changes `values`, path to parameter.

    payer_rule `by_share`: the sum of the platform group's rates in a branch is split by payer_shares (L25).
    platform.base `revenue` or `profit`: the one rate of platform.rate is divided among the branches in proportion
    to their rates on payroll (L27), so that the branches keep their parts of what the platform pays. Care insurance
    has a part as far as it is national: in the pilots nobody pays a rate, and the other branches have its part. So is
    a rate on `payroll`, if there is one, and with `order` the one charge of each sector, if there is one.
    employer_meaning `narrow`: actual users are no employers, so what they would owe is left to the worker (L26).
    LawError if shares do not add up to one, or if a rate or charge meets no branch in which platforms pay.
    """
    if values.get("coverage.payer_rule") == "by_share":
        for branch in BRANCHES:
            _share(values, branch)
    if values.get("coverage.employer_meaning") == "narrow":
        for branch in BRANCHES:
            _release_users(values, branch)
    base = values.get("coverage.platform.base")
    if base in ("revenue", "profit") or (base == "payroll" and values["coverage.platform.rate"] > 0.0):
        _levy(values)
    elif base == "order":
        _levy_on_orders(values)


def _share(values: dict, branch: str) -> None:
    total = math.fsum(_rate(values, branch, payer) for payer in SHARING)
    shares = [values[f"coverage.payer_shares.{payer}.{branch}"] for payer in SHARING]
    if abs(math.fsum(shares) - 1.0) > PRECISION:
        raise LawError(
            f"coverage.payer_shares.*.{branch}: {' + '.join(f'{share:g}' for share in shares)} is not 1; "
            "worker, platform and user together bear the whole contribution"
        )
    for payer, share in zip(SHARING, shares, strict=True):
        values[f"{branch}.{payer}_rate.platform"] = total * share


def _release_users(values: dict, branch: str) -> None:
    """The contribution keeps its total: an individual owes what nobody owes with him."""
    of_users = _rate(values, branch, "user")
    if of_users > 0.0:
        values[f"{branch}.worker_rate.platform"] = _rate(values, branch, "worker") + of_users
        values[f"{branch}.user_rate.platform"] = 0.0


def _levy(values: dict) -> None:
    rate = values["coverage.platform.rate"]
    for branch, part in _parts(values, "rate", rate, f"of {values['coverage.platform.base']}").items():
        values[f"{branch}.platform_rate.platform"] = rate * part


def _levy_on_orders(values: dict) -> None:
    for sector in SECTORS:
        charge = values[f"coverage.platform.order_charge.{sector}"]
        if charge > 0.0:
            for branch, part in _parts(values, f"order_charge.{sector}", charge, "yuan an order").items():
                values[f"{branch}.order_charge.{sector}"] = charge * part


def _parts(values: dict, name: str, levied: float, unit: str) -> dict[str, float]:
    """Which part of what platforms pay has each branch by its rate on payroll? They add up to one, or are all zero."""
    parts = {branch: _rate(values, branch, "platform") for branch in BRANCHES}
    if values.get("care.national", 1.0) == 0.0:
        parts["care"] = 0.0
    whole = math.fsum(parts.values())
    if levied > 0.0 and whole == 0.0:
        raise LawError(
            f"coverage.platform.{name}: {levied:g} {unit}, but platforms pay in no branch; "
            "give them shares or rates first, as the design co_financing does"
        )
    return {branch: part / whole if whole > 0.0 else 0.0 for branch, part in parts.items()}


def _rate(values: dict, branch: str, payer: str) -> float:
    """The platform group's rate of a payer; the branch's default where the group is not listed, else nothing."""
    prefix = f"{branch}.{payer}_rate"
    rate = values.get(f"{prefix}.platform", values.get(f"{prefix}.default", 0.0))
    return rate if isinstance(rate, float) else 0.0
