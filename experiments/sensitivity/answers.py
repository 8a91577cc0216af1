"""What do the runs answer at each point, how large is each parameter's effect, and how much of it is only luck?

A swing is the answer at one end of a parameter's range less that at the other, the rest at the centre and the same
persons with the same luck at both. Luck still differs where lives part: the swing's standard deviation over
replications is the noise that no number of points averages out of a mean absolute effect, and that adds to the variance
of which Sobol's total indices are shares.
"""

from collections.abc import Sequence
from math import ceil, log2, pi, sqrt
from pathlib import Path
from typing import TYPE_CHECKING

from experiments import ledger
from experiments.errors import InputError
from experiments.sensitivity import indices
from experiments.sensitivity.study import Sensitivity

if TYPE_CHECKING:
    import pandas as pd

MORRIS, SOBOL = "morris", "sobol"
STEP = indices.LEVELS / (2.0 * (indices.LEVELS - 1.0))  # of Morris, in ranges of a parameter
WIDE = 0.1  # half-width of a total index's bounds above which the sample is too small


def answers(study: Sensitivity, folder: Path) -> "pd.DataFrame":
    """A row per point and replication, a column per criterion: its level, or its change from the other design.

    InputError if runs of the folder are missing or failed.
    """
    failed = ledger.failures(folder)
    if len(failed) or len(ledger.entries(folder)) < ledger.declared(folder)["identity"].nunique():
        raise InputError(f"{folder}: {len(failed)} runs failed or not all have ended; an index needs every point, so "
                         "run the same command again, with --retry for those that failed")  # fmt: skip
    found = ledger.results(folder, list(study.criteria))
    table = found.set_index(["point", "replication", "design", "measure"])["value"].unstack("measure")
    of = list(dict.fromkeys(found["design"]))
    own = table.xs(of[-1], level="design")
    if study.against is None:
        return own[list(study.criteria)]
    other = table.xs(of[0], level="design")
    changes = {name: each.sign * each.gain(own[name], other[name]) for name, each in study.criteria.items()}
    return own.assign(**changes)[list(study.criteria)]


def swings(study: Sensitivity, found: "pd.DataFrame") -> "pd.DataFrame":
    """A row per criterion and parameter: `centre`, `lowest` and `highest` answer of its values, where, and the swing.

    found: as `answers` of the study's `swings`. `swing` is the answer at the last of the values less that at the first,
    of a choice the largest less the smallest mean; `swing_se` its standard error over replications, `swing_sd` its
    standard deviation.
    """
    import pandas as pd

    rows = []
    for criterion in study.criteria:
        by_point = found[criterion].unstack("replication")
        first = 1
        for name, parameter in study.uncertain.items():
            values = parameter.extremes
            part = by_point.loc[first : first + len(values) - 1]
            first += len(values)
            means = part.mean(axis=1).to_numpy()
            choice = parameter.distribution == "choice"
            low, high = (int(means.argmin()), int(means.argmax())) if choice else (0, len(values) - 1)
            paired = (part.iloc[high] - part.iloc[low]).to_numpy()
            sd = float(paired.std(ddof=1))
            rows.append((
                criterion, name, values[low], values[high], float(by_point.loc[0].mean()), float(means[low]),
                float(means[high]), float(paired.mean()), sd / sqrt(paired.size), sd,
            ))  # fmt: skip
    columns = ["criterion", "parameter", "value_low", "value_high", "centre", "at_low", "at_high", "swing",
               "swing_se", "swing_sd"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def noise(study: Sensitivity, swung: "pd.DataFrame") -> dict[str, float]:
    """Standard deviation of a difference between two points of Morris or Sobol that is luck alone, by criterion.

    The root mean square over parameters of the swings' standard deviations, for the replications of those points.
    """
    squares = (swung["swing_sd"] ** 2).groupby(swung["criterion"]).mean()
    return {name: sqrt(float(squares[name]) / study.replications) for name in study.criteria}


def effect_floor(luck: float) -> float:
    """Which mean absolute effect does Morris find where there is none? Of normal noise with this deviation."""
    return luck * sqrt(2.0 / pi) / STEP


def share_floor(luck: float, variance: float) -> float:
    """Which total index does Sobol find of a parameter without effect, where answers have this variance?"""
    return luck**2 / (2.0 * variance) if variance > 0.0 else 0.0


def screened(study: Sensitivity, found: "pd.DataFrame", luck: dict[str, float]) -> "pd.DataFrame":
    """A row per criterion and parameter: Morris's mu, mu_star with its bound, sigma, the floor, and `unclear`.

    found: as `answers` of the study's `morris`. Unclear is an effect whose bounds reach zero or the floor of luck.
    """
    import pandas as pd

    names = list(study.uncertain)
    cube = indices.places(names, "morris", study.trajectories, study.seed)
    frames = []
    for criterion in study.criteria:
        values = found[criterion].groupby("point").mean().to_numpy()
        made = indices.screened(names, cube, values, study.resamples, study.seed)
        floor = effect_floor(luck[criterion])
        unclear = made["mu_star"] - made["mu_star_conf"] <= floor
        frames.append(made.assign(criterion=criterion, floor=floor, unclear=unclear))
    return pd.concat(frames, ignore_index=True)


def ranked(study: Sensitivity, effects: "pd.DataFrame") -> list[str]:
    """Which parameters matter most to any criterion? The first of every ranking, then the second, in the file's order.

    effects: as `screened`. As many as the study keeps; those whose effect is unclear come last in a ranking.
    """
    orders = [
        part.sort_values(["unclear", "mu_star"], ascending=[True, False], kind="stable")["parameter"].tolist()
        for _, part in effects.groupby("criterion", sort=False)
    ]
    chosen = list(dict.fromkeys(name for place in zip(*orders, strict=True) for name in place))[: study.kept]
    return [name for name in study.uncertain if name in chosen]


def shares(study: Sensitivity, names: Sequence[str], found: "pd.DataFrame", luck: dict[str, float]) -> "pd.DataFrame":
    """A row per criterion and parameter: Sobol's S1 and ST with bounds, the floor of ST, `unclear`, and `enough`.

    found: as `answers` of the study's `sobol` of these names. enough: base samples with which the widest bound of a
    total index would be narrow enough; it falls with one over the root of their number.
    """
    import pandas as pd

    frames = []
    for criterion in study.criteria:
        values = found[criterion].groupby("point").mean().to_numpy()
        variance = float(values.var())
        if variance > 0.0:
            made = indices.shares(names, values, study.resamples, study.seed)
        else:
            made = pd.DataFrame({"parameter": list(names), **dict.fromkeys(("S1", "S1_conf", "ST", "ST_conf"), 0.0)})
        floor = share_floor(luck[criterion], variance)
        unclear = made["ST"] - made["ST_conf"] <= floor
        enough = samples_enough(study.samples, float(made["ST_conf"].max()))
        frames.append(made.assign(criterion=criterion, variance=variance, floor=floor, unclear=unclear, enough=enough))
    return pd.concat(frames, ignore_index=True)


def samples_enough(samples: int, half_width: float) -> int:
    """With how many base samples would bounds of this half-width be narrow enough? A power of two, at least as many."""
    if half_width <= WIDE:
        return samples
    return 2 ** ceil(log2(samples * (half_width / WIDE) ** 2))
