"""Which uncertain parameters matter? Points to look at, and what the answers there say (SALib; Herman, Usher 2017)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from experiments.uncertain import Uncertain

Method = Literal["morris", "sobol"]
LEVELS = 4  # of Morris's grid, as in Campolongo, Cariboni and Saltelli 2007
CONFIDENCE = 0.95


def places(names: Sequence[str], method: Method, size: int, seed: int) -> np.ndarray:
    """Where in the unit cube does the method look? [points, parameters].

    size: trajectories of Morris, (k + 1) points each; base samples of Sobol, a power of two, (k + 2) points each.
    """
    if seed < 1:
        raise ValueError(f"seed {seed}: SALib takes zero as no seed, which gives other points each time")
    if method == "morris":
        from SALib.sample import morris

        return morris.sample(_problem(names), size, num_levels=LEVELS, seed=seed)
    from SALib.sample import sobol

    return sobol.sample(_problem(names), size, calc_second_order=False, seed=seed)


def values(parameters: "Mapping[str, Uncertain]", cube: np.ndarray) -> tuple[dict[str, float | str], ...]:
    """Which values do the parameters take at these places of the unit cube? The points of an experiment."""
    return tuple(
        {name: parameter.quantile(float(u)) for (name, parameter), u in zip(parameters.items(), row, strict=True)}
        for row in cube
    )


def screened(names: Sequence[str], cube: np.ndarray, answers: np.ndarray, resamples: int, seed: int) -> "pd.DataFrame":
    """Morris: mu_star, mean absolute effect of a parameter's whole range, its bound and sigma, by parameter."""
    import pandas as pd
    from SALib.analyze import morris

    found = morris.analyze(
        _problem(names), cube, answers, num_levels=LEVELS, num_resamples=resamples, conf_level=CONFIDENCE, seed=seed
    )
    columns = {name: np.asarray(found[name], dtype=float) for name in ("mu", "mu_star", "mu_star_conf", "sigma")}
    return pd.DataFrame({"parameter": list(names), **columns})


def shares(names: Sequence[str], answers: np.ndarray, resamples: int, seed: int) -> "pd.DataFrame":
    """Sobol: first-order and total share of the variance, with half-widths of bootstrap bounds, by parameter."""
    import pandas as pd
    from SALib.analyze import sobol

    found = sobol.analyze(
        _problem(names), answers, calc_second_order=False, num_resamples=resamples, conf_level=CONFIDENCE, seed=seed
    )
    columns = {name: np.asarray(found[name], dtype=float) for name in ("S1", "S1_conf", "ST", "ST_conf")}
    return pd.DataFrame({"parameter": list(names), **columns})


def _problem(names: Sequence[str]) -> dict:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
