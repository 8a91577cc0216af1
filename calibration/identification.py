"""What do the moments say about each parameter? Standard errors, overidentification, sensitivity and profiles.

With errors g(θ) of variance S (diagonal here), weights W and G = dg/dθ, the estimate has the variance
(G'WG)⁻¹ G'WSWG (G'WG)⁻¹ and reacts to the moments by Λ = -(G'WG)⁻¹ G'W (Andrews, Gentzkow and Shapiro 2017).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from calibration.estimation import Fit, Parameter, Simulator

HIGHEST_ERROR = 0.5  # standard error over the deviation of the prior, above which the moments say too little
LEAST_SLOPE = 1e-9  # of all moments together, in their deviations per deviation of the prior
PROFILE_POINTS = 7


class Identification(NamedTuple):
    """Of the parameters [p] and moments [m]; NaN in rows of those that are not identified."""

    identified: np.ndarray  # bool[p]
    standard_error: np.ndarray  # [p]
    sensitivity: np.ndarray  # [p, m] change of the estimate per unit of a moment's error
    condition: float  # of the scaled Jacobian of the identified parameters
    j_statistic: float
    freedom: int
    p_value: float


def identify(parameters: Sequence[Parameter], fit: Fit) -> Identification:
    """Which parameters do the moments identify, and how well?

    While a standard error exceeds half the deviation of its prior, the worst parameter is set aside. One whose moments
    do not move is set aside first. Those set aside belong at their priors, and the others are to be estimated again.
    """
    from scipy.stats import chi2

    scale = np.array([parameter.scale for parameter in parameters])
    slopes = fit.jacobian * scale / fit.deviation[:, None]
    kept = np.sqrt(np.square(slopes).sum(axis=0)) > LEAST_SLOPE
    while kept.any():
        _, spread, right = np.linalg.svd(slopes[:, kept], full_matrices=False)
        if spread[-1] > 1e-10 * spread[0]:
            relative = np.sqrt(np.square(right / spread[:, None]).sum(axis=0))
            if relative.max() <= HIGHEST_ERROR:
                break
            worst = int(relative.argmax())
        else:
            worst = int(np.abs(right[-1]).argmax())
        kept[np.flatnonzero(kept)[worst]] = False
    error = np.full(scale.size, np.nan)
    sensitivity = np.full(slopes.T.shape, np.nan)
    condition = np.nan
    if kept.any():
        inverse = np.linalg.pinv(slopes[:, kept])
        error[kept] = np.sqrt(np.square(inverse).sum(axis=1)) * scale[kept]
        sensitivity[kept] = -inverse * scale[kept, None] / fit.deviation
        condition = float(np.linalg.cond(slopes[:, kept]))
    freedom = fit.error.size - int(kept.sum())
    j = float(np.square(fit.error / fit.deviation).sum())
    p_value = float(chi2.sf(j, freedom)) if freedom else np.nan
    return Identification(kept, error, sensitivity, condition, j, freedom, p_value)


def profiles(parameters: Sequence[Parameter], fit: Fit, simulate: Simulator) -> "list[tuple[str, float, float]]":
    """How does the objective rise as one parameter leaves the estimate, the others held? Name, value, objective."""
    points, names = [], []
    for k, parameter in enumerate(parameters):
        for value in np.linspace(parameter.low, parameter.high, PROFILE_POINTS):
            points.append(np.where(np.arange(len(parameters)) == k, value, fit.value))
            names.append((parameter.name, float(value)))
    errors = simulate(np.array(points))[0]
    objectives = np.square(errors / fit.deviation).sum(axis=1)
    return [(*name, float(objective)) for name, objective in zip(names, objectives, strict=True)]
