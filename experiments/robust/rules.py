"""Under which conditions does a design fail? A small decision tree over the futures, its leaves written as rules."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.uncertain import Uncertain

if TYPE_CHECKING:
    import pandas as pd

SMALLEST_LEAF = 0.08  # of the futures: smaller boxes would be drawn around single ones
FOLDS = 5
LEAST_GAIN = 0.01  # of impurity, weighted by the share of futures: what a further condition has to bring
SEED = 1


class Bounds(NamedTuple):
    """Between which values does a parameter lie in a leaf? Minus and plus infinity where it is not bounded."""

    low: float
    high: float


class Leaf(NamedTuple):
    """A box of futures: its conditions, how many futures it holds, and in how many of them the design fails."""

    conditions: dict[str, Bounds]
    futures: int
    failures: int

    @property
    def density(self) -> float:
        """In which share of the box does the design fail?"""
        return self.failures / self.futures


def coded(futures: "pd.DataFrame", uncertain: Mapping[str, Uncertain]) -> "pd.DataFrame":
    """The futures as numbers: a choice among names becomes the place of the name in its list."""
    made = {}
    for name, parameter in uncertain.items():
        values = futures[name]
        if parameter.distribution == "choice":
            places = {value: float(place) for place, value in enumerate(parameter.values)}
            values = values.map(places)
        made[name] = values.astype(float)
    return type(futures)(made)


def leaves(futures: "pd.DataFrame", fails: np.ndarray, depth: int) -> list[Leaf]:
    """The leaves of the tree that tells failing futures from others, the densest first; one leaf if nothing does.

    futures: as `coded`, a row per future; fails: bool for each. CART with Gini impurity (Breiman et al. 1984); rows
    in another order give the same tree.
    """
    fitted = _fitted(futures, fails, depth)
    tree, found = fitted.tree_, []

    def descend(node: int, conditions: dict[str, Bounds]) -> None:
        if tree.children_left[node] < 0:
            count = int(tree.n_node_samples[node])
            failing = _share_failing(fitted, node) * count
            found.append(Leaf(conditions, count, round(failing)))
            return
        name, cut = futures.columns[tree.feature[node]], float(tree.threshold[node])
        before = conditions.get(name, Bounds(-np.inf, np.inf))
        descend(tree.children_left[node], {**conditions, name: Bounds(before.low, min(before.high, cut))})
        descend(tree.children_right[node], {**conditions, name: Bounds(max(before.low, cut), before.high)})

    descend(0, {})
    return sorted(found, key=lambda leaf: (-leaf.density, -leaf.futures))


def foretold(futures: "pd.DataFrame", fails: np.ndarray, depth: int) -> float:
    """How well does such a tree foretell futures that it was not fitted to? 1: all; 0: no better than the mean.

    One less the mean squared error of the foretold chance of failure over the variance of failure (Brier skill
    score), by cross-validation; below 0 the conditions are noise. NaN where too few futures fail or do not.
    """
    from sklearn.model_selection import StratifiedKFold

    if min(fails.sum(), (~fails).sum()) < FOLDS:
        return float("nan")
    error = mean = 0.0
    for fit, test in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(futures, fails):
        fitted = _fitted(futures.iloc[fit], fails[fit], depth)
        chance = fitted.predict_proba(futures.iloc[test].to_numpy())[:, list(fitted.classes_).index(True)]
        error += float(((chance - fails[test]) ** 2).sum())
        mean += float(((fails[fit].mean() - fails[test]) ** 2).sum())
    return 1.0 - error / mean


def written(
    conditions: Mapping[str, Bounds], uncertain: Mapping[str, Uncertain], names: Mapping[str, str], any_future: str
) -> str:
    """The conditions as words that a reader understands: `trust ≤ 0.62, economic variant: low`. names: by parameter."""
    said = []
    for name, bounds in conditions.items():
        short, parameter = names[name], uncertain[name]
        if parameter.distribution == "choice":
            inside = [str(v) for place, v in enumerate(parameter.values) if bounds.low < place <= bounds.high]
            said.append(f"{short}: {' / '.join(inside)}")
        elif np.isinf(bounds.low):
            said.append(f"{short} ≤ {bounds.high:.3g}")
        elif np.isinf(bounds.high):
            said.append(f"{short} > {bounds.low:.3g}")
        else:
            said.append(f"{bounds.low:.3g} < {short} ≤ {bounds.high:.3g}")
    return ", ".join(said) or any_future


def _fitted(futures: "pd.DataFrame", fails: np.ndarray, depth: int):
    from sklearn.tree import DecisionTreeClassifier

    smallest = max(2, round(SMALLEST_LEAF * len(futures)))
    tree = DecisionTreeClassifier(
        max_depth=depth, min_samples_leaf=smallest, min_impurity_decrease=LEAST_GAIN, random_state=SEED
    )
    return tree.fit(futures.to_numpy(), fails)


def _share_failing(fitted, node: int) -> float:
    """The share of failing futures in a node; a tree of one class knows no other."""
    shares = fitted.tree_.value[node][0]
    return float(shares[list(fitted.classes_).index(True)] / shares.sum()) if True in fitted.classes_ else 0.0
