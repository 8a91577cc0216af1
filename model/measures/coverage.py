"""Whom does social insurance reach?"""

import numpy as np


def coverage_share(insured, persons) -> np.ndarray:
    """Which share of a group is insured? [any shape], NaN for a group without persons.

    insured, persons: weighted persons, same shape.
    """
    insured = np.asarray(insured, dtype=float)
    persons = np.asarray(persons, dtype=float)
    share = np.full(np.broadcast_shapes(insured.shape, persons.shape), np.nan)
    np.divide(insured, persons, out=share, where=persons > 0.0)
    return share


def coverage_change(share_design, share_baseline) -> np.ndarray:
    """By how many percentage points does a design change coverage? Shares in, points out."""
    return 100.0 * (np.asarray(share_design, dtype=float) - np.asarray(share_baseline, dtype=float))
