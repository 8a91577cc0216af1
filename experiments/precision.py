"""How many replications does a comparison need? As many as bring the standard error of its changes to what is asked.

`0.1pp`: of the change in the share of flexible workers whom the employee pension insures, in percentage points. `1%`:
of the change in the funds' reserves together, relative to that change. Both in the last year up to 2050, and under
every design. The error falls with one over the square root of the number of replications.
"""

import re
from collections.abc import Callable
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.crossing import labels_of
from experiments.errors import InputError
from experiments.tables.designs import MEASURES
from model.measures.variance import standard_error_of_mean

if TYPE_CHECKING:
    from experiments.compare import Comparison, Setup

FORM = re.compile(r"(\d+(?:\.\d+)?)\s*(pp|%)")
MEASURE = {"pp": "pension_coverage", "%": "reserves"}
MOST_REPLICATIONS = 64
FEWEST = 4  # all pairs of two populations and two lucks; with fewer an error is small by chance too often


class Precision(NamedTuple):
    """The largest standard error of a paired change: percentage points, or % of the change itself."""

    value: float
    unit: str

    def __str__(self) -> str:
        return f"{self.value:g}{'' if self.unit == '%' else ' '}{self.unit}"

    def reached_by(self, comparison: "Comparison") -> float:
        """The largest standard error over the designs, in the unit; NaN where the runs do not tell it."""
        from experiments.claims import Claim
        from experiments.effects import effect

        setup = comparison.setup
        measure, at, _ = MEASURES[MEASURE[self.unit]]
        errors = []
        for design in setup.designs:
            claim = Claim("", "", "", design, setup.baseline, measure, at, 1, None, ())
            values = effect(comparison, claim, design, setup.baseline)
            error = float(standard_error_of_mean(values, *labels_of(range(setup.replications))))
            errors.append(error if self.unit == "pp" or error == 0.0 else 100.0 * error / abs(float(values.mean())))
        return float(np.max(errors))


def precision_of(text: str) -> Precision:
    """Which precision is meant? InputError says how it is written."""
    found = FORM.fullmatch(text.strip())
    if found is None or float(found[1]) <= 0.0:
        raise InputError(f"--precision: {text} is none; write 0.1pp for shares, or 1% of the change for money")
    return Precision(float(found[1]), found[2])


def precise(
    setup: "Setup", precision: Precision, most: int, compared: Callable[["Setup"], "Comparison"]
) -> tuple["Comparison", str]:
    """The comparison with as many replications as the precision needs, at most so many; and in words what was reached.

    compared: runs a setup, without running again what has been run.
    """
    if not FEWEST <= setup.replications <= most:
        raise InputError(
            f"--precision: it begins with --replications {setup.replications}; an error needs at least {FEWEST}, and "
            f"--most-replications allows {most}"
        )
    while True:
        comparison = compared(setup)
        count, error = setup.replications, precision.reached_by(comparison)
        if error <= precision.value:
            break
        enough = ceil(count * (error / precision.value) ** 2) if error < float("inf") else 2 * count
        if count == most:
            rest = f"; about {enough} would reach {precision}" if error == error else ""
            return comparison, f"{_told(precision, error, count)}, more than asked{rest}: --most-replications"
        setup = setup._replace(replications=min(most, max(count + 1, min(2 * count, enough))))
    return comparison, _told(precision, error, count)


def _told(precision: Precision, error: float, count: int) -> str:
    return f"{count} replications; largest standard error {precision._replace(value=float(f'{error:.3g}'))}"
