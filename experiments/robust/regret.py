"""How far does each design fall behind the best one of each future, and how often is each fund solvent to the end?"""

from typing import TYPE_CHECKING

from experiments.robust.futures import EXHAUSTED, Robust

if TYPE_CHECKING:
    import pandas as pd

QUANTILES = {"median": 0.5, "p90": 0.9}


def wide(found: "pd.DataFrame", failed: "pd.DataFrame") -> "pd.DataFrame":
    """A row per future, design and replication with a column per measure, where all designs of the future have run.

    found: as `ledger.results`; failed: as `ledger.failures`, since the year of debt is NaN for solvent funds too.
    """
    import pandas as pd

    keys = ["point", "design", "replication"]
    table = found.set_index([*keys, "measure"])["value"].unstack("measure")
    table = table.drop(index=pd.MultiIndex.from_frame(failed[keys])).reset_index()
    designs = {name: place for place, name in enumerate(found["design"].unique())}  # as declared, not by the alphabet
    table = table.sort_values(keys, key=lambda column: column.map(designs) if column.name == "design" else column)
    return table[table.groupby(["point", "replication"])["design"].transform("size") == len(designs)]


def regrets(robust: Robust, runs: "pd.DataFrame") -> "pd.DataFrame":
    """A row per criterion, future and design: `value`, and `regret` against the best design of that future.

    Both are means over replications; the best design is that of the means. runs: as `wide`.
    """
    import pandas as pd

    frames = []
    for name, criterion in robust.criteria.items():
        value = runs.groupby(["point", "design"], sort=False)[name].mean().rename("value").reset_index()
        ends = value.groupby("point")["value"]
        best = ends.transform("max" if criterion.best == "highest" else "min")
        frames.append(value.assign(criterion=name, regret=-criterion.gain(value["value"], best) + 0.0))
    return pd.concat(frames, ignore_index=True)[["criterion", "point", "design", "value", "regret"]]


def summary(regret: "pd.DataFrame") -> "pd.DataFrame":
    """How large is regret by criterion and design: mean, median, 90th percentile, largest, and how often is it 0?

    regret: as `regrets`; `best` is the share of futures in which the design is the best, %. `mean_se` is that of
    independent futures, which a Latin hypercube does not exceed.
    """
    groups = regret.groupby(["criterion", "design"], sort=False)["regret"]
    made = groups.agg(mean="mean", mean_se="sem", largest="max", futures="count")
    for name, share in QUANTILES.items():
        made[name] = groups.quantile(share)
    made["best"] = groups.agg(lambda values: 100.0 * float((values <= 0.0).mean()))
    return made.reset_index()


def solvency(robust: Robust, runs: "pd.DataFrame") -> "pd.DataFrame":
    """A row per fund and design: `share` of futures in %, without debt in any year to the end, and its `share_se`.

    A future with several replications counts by the share of them; so its luck is in the error. runs: as `wide`.
    """
    import pandas as pd

    frames = []
    for fund in robust.funds:
        solvent = ~in_debt(robust, runs, fund)
        held = solvent.groupby([runs["point"], runs["design"]], sort=False).mean().groupby("design", sort=False)
        made = held.agg(share="mean", share_se="sem", futures="count")
        frames.append((made * [100.0, 100.0, 1]).reset_index().assign(fund=fund))
    return pd.concat(frames, ignore_index=True)[["fund", "design", "share", "share_se", "futures"]]


def in_debt(robust: Robust, runs: "pd.DataFrame", fund: str) -> "pd.Series":
    """Does the fund end a year in debt by the last year that counts? For each row of `runs`."""
    return runs[f"{EXHAUSTED}{fund}"] <= robust.solvent_year


def failures(robust: Robust, runs: "pd.DataFrame", regret: "pd.DataFrame") -> "pd.DataFrame":
    """Does each design fail in each future? A row per future and design: `fails`, bool.

    A fund fails a future where it is in debt in at least half of the replications. runs: as `wide`; regret: as
    `regrets`.
    """
    keys = ["point", "design"]
    fails = None
    for failure in robust.fails:
        if failure.fund is not None:
            debts = in_debt(robust, runs, failure.fund)
            here = debts.groupby([runs[key] for key in keys], sort=False).mean() >= 0.5
        else:
            own = regret[regret["criterion"] == failure.regret].set_index(keys)["regret"]
            here = own > failure.above
        fails = here if fails is None else fails | here.reindex(fails.index)
    return fails.rename("fails").reset_index()
