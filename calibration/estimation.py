"""Which parameters make the model meet the published figures best? Simulated moments with common luck, block by block.

A moment is the relative error of a fitted figure. Its weight is one over the variance that the figure's confidence and
the simulated sample give it (a diagonal matrix). Every evaluation has the same seeds, so that the objective is a
function of the parameters alone; Gauss-Newton steps within bounds come from scipy (McFadden 1989; Duffie and Singleton
1993).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from calibration.targets import FITTED, Target, load_targets
from model.settings import BehaviourSettings, PastLevels

SPREAD = {"high": 0.02, "medium": 0.05}  # standard deviation of a figure's relative error by its confidence, assumed
CUMULATED = 5.0  # times that for reserves, which add up the errors of all years before
STEP = 0.03  # of the range of a parameter, on either side
# what the moments of a block are, and which parameters they are asked about; the joint estimate takes all of them
BLOCKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "labour": (
        ("past.declared_base", "past.pension_award"),
        ("pension.revenue", "pension.expenditure", "medical.revenue"),
    ),
    "enrolment": (
        ("past.employee_pension_drift", "past.employee_medical_drift", "past.resident_medical_drift",
         "past.medical_retirement_months", "behaviour.habit", "behaviour.taste_scale_pension"),
        ("pension.workers", "pension.retirees", "medical.workers", "medical.retirees", "resident_medical.members",
         "resident_pension.members"),
    ),
    "compliance": (
        ("past.collected_unemployment", "past.collected_injury", "past.resident_payment", "past.resident_premium"),
        ("unemployment.revenue", "injury.revenue", "resident_pension.revenue", "resident_medical.revenue"),
    ),
    "medical": (
        ("past.medical_cost_employee", "past.medical_cost_employee_growth", "past.medical_cost_resident",
         "past.medical_cost_resident_growth", "past.care_cost"),
        ("medical.expenditure", "resident_medical.expenditure", "care.expenditure"),
    ),
    "injury": (
        ("past.injury_hazard", "past.injury_hazard_growth"), ("injury.recognised", "injury.expenditure"),
    ),
    "unemployment": (
        ("past.unemployment_claims",),
        ("unemployment.expenditure", "unemployment.recipients", "unemployment.persons_paid"),
    ),
}  # fmt: skip
JOINT = "joint"
Simulator = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


class Parameter(NamedTuple):
    """A parameter of the settings with its range and prior; `scale` is the deviation of a uniform prior."""

    name: str
    low: float
    high: float
    prior: float
    unit: str
    evidence: str

    @property
    def scale(self) -> float:
        """How uncertain is it before the moments are seen?"""
        return (self.high - self.low) / 12.0**0.5


class Fit(NamedTuple):
    """Where the best start ended. Arrays over parameters [p] and moments [m]."""

    value: np.ndarray  # [p]
    error: np.ndarray  # [m] relative errors of the model
    deviation: np.ndarray  # [m] standard deviations behind the weights
    jacobian: np.ndarray  # [m, p] change of the errors by parameter
    objective: float
    starts: tuple[float, ...]  # objective at the end of every start
    evaluations: int


def parameters_of(names: Sequence[str]) -> tuple[Parameter, ...]:
    """Which ranges, priors and evidence have these settings? KeyError for a name that is none."""
    found = []
    for name in names:
        group, _, bare = name.partition(".")
        field = {"behaviour": BehaviourSettings, "past": PastLevels}[group].model_fields[bare]
        low, high = (next(getattr(m, side) for m in field.metadata if hasattr(m, side)) for side in ("ge", "le"))
        extra = field.json_schema_extra
        found.append(Parameter(name, low, high, field.default, extra["unit"], extra["evidence"]))
    return tuple(found)


def block_parameters(block: str) -> tuple[Parameter, ...]:
    """Which parameters does a block, or the joint estimate, ask about?"""
    names = [name for part in BLOCKS.values() for name in part[0]] if block == JOINT else BLOCKS[block][0]
    return parameters_of(names)


def block_targets(block: str) -> tuple[Target, ...]:
    """Which fitted figures are the moments of a block? The joint estimate has those of all schemes."""
    fitted = [target for target in load_targets() if target.use == FITTED and target.confidence in SPREAD]
    if block == JOINT:
        return tuple(target for target in fitted if not target.measure.startswith("persons."))
    return tuple(target for target in fitted if target.measure in BLOCKS[block][1])


def deviations(targets: Sequence[Target], sampling: np.ndarray) -> np.ndarray:
    """Which standard deviation has the relative error of each target, that of the simulation included?"""
    spread = [SPREAD[t.confidence] * (CUMULATED if t.measure.endswith(".reserve") else 1.0) for t in targets]
    return np.sqrt(np.square(spread) + np.square(sampling))


def estimate(
    parameters: Sequence[Parameter], simulate: Simulator, spread: Callable[[np.ndarray], np.ndarray], starts: int = 1,
    seed: int = 1, iterations: int = 8, begin: np.ndarray | None = None, say: Callable[[str], None] = lambda text: None,
) -> Fit:  # fmt: skip
    """Which values within their bounds minimise the weighted squares of the moments' errors?

    simulate: [n, p] values -> errors [n, m] and their sampling errors [n, m]; spread: sampling errors [m] -> standard
    deviations. The weights are those of the first start throughout. It is `begin`, else the prior; the others are
    a Latin hypercube. ValueError without parameters, or with fewer moments than parameters.
    """
    from scipy.optimize import least_squares
    from scipy.stats import qmc

    if not parameters:
        raise ValueError("no parameter is to be estimated")
    low, high, prior, scale = (np.array([getattr(p, name) for p in parameters])
                               for name in ("low", "high", "prior", "scale"))  # fmt: skip
    begin = prior if begin is None else begin
    _, sampling = simulate(begin[None])
    deviation = spread(sampling[0])
    if deviation.size < prior.size:
        raise ValueError(f"{deviation.size} moments cannot tell {prior.size} parameters apart")
    count = 1

    def errors(z: np.ndarray) -> np.ndarray:
        nonlocal count
        count += 1
        return simulate((z * scale)[None])[0][0] / deviation

    def slopes(z: np.ndarray) -> np.ndarray:
        nonlocal count
        count += 2 * z.size
        return jacobian_at(z * scale, low, high, simulate) * scale / deviation[:, None]

    drawn = qmc.LatinHypercube(prior.size, rng=np.random.default_rng(seed)).random(max(starts - 1, 0))
    begins = [begin, *(low + (0.1 + 0.8 * u) * (high - low) for u in drawn)]
    found = []
    for number, start in enumerate(begins):
        solved = least_squares(
            errors, np.clip(start, low + 1e-6 * scale, high - 1e-6 * scale) / scale, jac=slopes,
            bounds=(low / scale, high / scale), max_nfev=iterations, xtol=1e-3, ftol=1e-4, gtol=1e-6,
        )  # fmt: skip
        found.append(solved)
        say(f"start {number + 1} of {len(begins)}: objective {2.0 * solved.cost:,.1f}")
    best = min(found, key=lambda each: each.cost)
    value = best.x * scale
    return Fit(
        value, best.fun * deviation, deviation, best.jac / scale * deviation[:, None], 2.0 * float(best.cost),
        tuple(2.0 * float(each.cost) for each in found), count,
    )  # fmt: skip


def held_at(
    parameters: Sequence[Parameter], value: np.ndarray, simulate: Simulator, spread: Callable[[np.ndarray], np.ndarray]
) -> Fit:
    """Errors and slopes where nothing is searched for: what the moments say near these values."""
    low, high = (np.array([getattr(p, name) for p in parameters]) for name in ("low", "high"))
    errors, sampling = simulate(value[None])
    deviation = spread(sampling[0])
    objective = float(np.square(errors[0] / deviation).sum())
    slopes = jacobian_at(value, low, high, simulate)
    return Fit(value, errors[0], deviation, slopes, objective, (objective,), 1 + 2 * value.size)


def jacobian_at(value: np.ndarray, low: np.ndarray, high: np.ndarray, simulate: Simulator) -> np.ndarray:
    """How do the errors change with each parameter? Differences over a step on either side, inside the bounds."""
    step = STEP * (high - low)
    above, below = np.minimum(value + step, high), np.maximum(value - step, low)
    points = [np.where(np.arange(value.size) == k, end, value) for k in range(value.size) for end in (above, below)]
    errors = simulate(np.array(points))[0]
    return ((errors[0::2] - errors[1::2]) / (above - below)[:, None]).T
