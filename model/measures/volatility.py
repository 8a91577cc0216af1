"""How much does a yearly amount go up and down?"""

import numpy as np


def coefficient_of_variation(values) -> np.ndarray:
    """Standard deviation around a straight trend over the mean, by series. values: [years, series]; returns [series].

    Years without a value (NaN) are left out. A series of fewer than three values, or whose mean is zero, has none: NaN.
    """
    values = np.asarray(values, dtype=float)
    years = np.arange(len(values), dtype=float)
    found = np.full(values.shape[1], np.nan)
    for k, series in enumerate(values.T):
        known = np.isfinite(series)
        if known.sum() < 3 or series[known].mean() == 0.0:
            continue
        x, y = years[known] - years[known].mean(), series[known]
        rest = y - y.mean() - x * (x @ y) / (x @ x)
        found[k] = np.sqrt(rest @ rest / (known.sum() - 2)) / y.mean()
    return found


def weighted_mean(values, weights) -> float:
    """Mean of the values that are known, NaN where none is. values, weights: [series]"""
    values, weights = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    known = np.isfinite(values) & (weights > 0.0)
    return float(values[known] @ weights[known] / weights[known].sum()) if known.any() else float("nan")
