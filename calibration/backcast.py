"""Does the model reproduce 2016 to 2025, and how well? The engine from an end-2015 population, beside the targets.

The law is the dated law in force of each year. Platforms, peers and the tax react to nothing: what platforms charge
and who works for them followed from the growth of a new industry, which is data here (model/past_tables.py).
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np

from calibration.measures import MEASURES
from calibration.targets import LAST_YEAR, SHOWN, USES, Target, load_targets
from model.settings import Settings
from model.start_year import BACKCAST_YEAR

if TYPE_CHECKING:
    import pandas as pd

POPULATION, REPLICATIONS = 100_000, 4
FROZEN = {"platform_response": False, "consumption_tax": False, "profit_cycle": "mean"}
KEYS = ["replication", "measure", "year"]


def backcast_settings(population: int = POPULATION, **changes) -> Settings:
    """Which settings does a run from the end of 2015 through 2025 have?"""
    return Settings(population=population, start=BACKCAST_YEAR, until=LAST_YEAR, **{**FROZEN, **changes})


def simulate(settings: Settings, advance: Callable[[int], None] = lambda years: None) -> "pd.DataFrame":
    """What does one run give for every measure in every year? Measure, year, value in persons, yuan or shares."""
    import pandas as pd

    from model import SocialInsuranceModel

    model, rows = SocialInsuranceModel(settings=settings), []
    while model.running:
        model.step()
        rows += [(name, model.year, float(measure.value(model))) for name, measure in MEASURES.items()]
        advance(1)
    return pd.DataFrame(rows, columns=[*KEYS[1:], "value"])


def backcast(population: int = POPULATION, replications: int = REPLICATIONS, seed: int = 1) -> "pd.DataFrame":
    """How does the model compare with every published figure? The frame of `against`, one run after the other."""
    import pandas as pd

    runs = [
        simulate(backcast_settings(population, seed=seed, replication=number)).assign(replication=number)
        for number in range(replications)
    ]
    return against(pd.concat(runs), load_targets())


def against(values: "pd.DataFrame", targets: Iterable[Target]) -> "pd.DataFrame":
    """How do simulated values compare with published ones? A row per target, in the targets' own units.

    values: replication, measure, year and value. The columns are id, block, measure, year, use, confidence, unit,
    published, model (mean over replications), lowest and highest replication, standard_error of the mean (NaN for one
    replication) and relative_error of the mean. ValueError if a target has no value.
    """
    import pandas as pd

    spread = values.groupby(KEYS[1:])["value"].agg(["mean", "min", "max", "sem"])
    rows = []
    for target in targets:
        if (target.measure, target.year) not in spread.index:
            raise ValueError(f"no run says anything on {target.measure} in {target.year}, which {target.id} is")
        mean, low, high, error = (spread.loc[(target.measure, target.year)] / target.scale).tolist()
        rows.append((
            target.id, block_of(target.measure), target.measure, target.year, target.use, target.confidence,
            target.unit, target.value, mean, low, high, error, mean / target.value - 1.0,
        ))  # fmt: skip
    columns = [
        "id", "block", "measure", "year", "use", "confidence", "unit", "published", "model", "lowest", "highest",
        "standard_error", "relative_error",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def block_of(measure: str) -> str:
    """To which fund, or other block of figures, does a measure belong?"""
    return measure.partition(".")[0]


def scores(compared: "pd.DataFrame", by: str = "block") -> "pd.DataFrame":
    """How well does the model do, fund by fund, on fitted and on held-out figures? `by`: block or measure.

    figures: how many; mean_error: mean relative error; mean_absolute_error; root_mean_square; within_5 and within_10:
    share of figures that the model meets within 5 and 10 %. Figures that are only shown have no part in it.
    """
    import pandas as pd

    rows = []
    scored = compared[compared["use"] != SHOWN]
    for use in (use for use in USES if use != SHOWN):
        for name, group in scored[scored["use"] == use].groupby(by, sort=False):
            error = group["relative_error"].to_numpy()
            size = np.abs(error)
            rows.append((
                name, use, error.size, error.mean(), size.mean(), float(np.sqrt((error**2).mean())),
                (size <= 0.05).mean(), (size <= 0.10).mean(),
            ))  # fmt: skip
    columns = [
        by, "use", "figures", "mean_error", "mean_absolute_error", "root_mean_square", "within_5", "within_10",
    ]  # fmt: skip
    order = {name: place for place, name in enumerate(dict.fromkeys(compared[by]))}
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(by, key=lambda names: names.map(order), kind="stable", ignore_index=True)
