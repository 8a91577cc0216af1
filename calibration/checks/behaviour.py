"""How do people and platforms react? Enrolment to own cost, the burden of a charge, and who joins medical insurance.

Reactions are read from runs with the same luck that differ in one rate from the first year on.
"""

from typing import TYPE_CHECKING

import numpy as np

from calibration.checks.comparison import Paths, frame_of, line
from calibration.checks.published import of_check

if TYPE_CHECKING:
    import pandas as pd

CHECK = "behaviour"
AFTER_YEARS = (1, 3, 6)  # a change of the first year is felt in the whole of it: its end counts as one year
OWN_RATE = 0.20
BEARERS = ("pay", "prices", "profit")


def elasticity(base: Paths, changed: Paths, rate: float, year: int) -> np.ndarray:
    """Log points of enrolment for a log point of the own rate, a number per replication.

    base, changed: the law in force (own rate OWN_RATE), and the same with `rate`; enrolled are flexible workers who
    paid into the employee pension in the year. NaN where nobody did.
    """
    before, after = (paths.at("flexible.payers", year) for paths in (base, changed))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((before > 0.0) & (after > 0.0), np.log(after / before) / np.log(rate / OWN_RATE), np.nan)


def first_charged(charged: Paths) -> int:
    """In which year do platforms first bear a charge? ValueError if they never do."""
    levied = charged["platform.levied"].mean(axis=0) > 0.0
    if not levied.any():
        raise ValueError("platforms are charged in no year of the run that should tell who bears a charge")
    return int(charged.years[levied][0])


def burden(charged: Paths, year: int) -> dict[str, np.ndarray]:
    """Which share of the platforms' charge do pay, prices and the margin bear? A number per replication each."""
    levied = charged.at("platform.levied", year)
    with np.errstate(divide="ignore", invalid="ignore"):
        return {name: charged.at(f"platform.borne_by_{name}", year) / levied for name in BEARERS}


def check(base: Paths, rates: dict[float, Paths], charged: Paths, figures=None) -> "pd.DataFrame":
    """How do reactions compare with the evidence?

    base: the law in force; rates: the same with other own rates of flexible payers; charged: with a platform's charge.
    """
    known, rows, first = of_check(CHECK, figures), [], int(base.years[0]) - 1
    before = first_charged(charged) - 1
    wanted = known["elasticity", None]
    for rate, changed in rates.items():
        for after in AFTER_YEARS:
            if first + after in changed.years:
                values = elasticity(base, changed, rate, first + after)
                note = f"own rate {100.0 * OWN_RATE:.0f} to {100.0 * rate:.0f} %, after {after} year{'s'[: after > 1]}"
                rows.append(line(wanted, float(values.mean()), base.error(values), note, year=first + after))
    for (quantity, after), figure in known.items():
        if quantity.startswith("pass_through") and before + after in charged.years:
            shares = burden(charged, before + after)
            others = ", ".join(f"{name} {float(shares[name].mean()):.2f}" for name in BEARERS[1:])
            note = f"of a platform's charge, year {after}; the rest: {others}"
            rows.append(line(figure, float(shares["pay"].mean()), charged.error(shares["pay"]), note, before + after))
    values = base.at("selection", first + 1)
    rows.append(line(known["selection", None], float(values.mean()), base.error(values), year=first + 1))
    return frame_of(rows)
