"""Who is scored, and what did their lives bring them? Utility and ex-ante types for comparisons of designs."""

import numpy as np
import pandas as pd

from agents.codes import Hukou, Sex, Status
from model.lifetime import discounted_years

SUMS = ("utility_sum", "utility_untaxed_sum", "consumption_sum")
READ = frozenset(
    {*SUMS, "weight", "months_lived", "birth_month", "sex", "education", "start_hukou", "start_province",
     "start_status", "start_decile", "start_sector"}
)  # fmt: skip


def scored_lives(model) -> pd.DataFrame:
    """Which persons are scored, of which ex-ante type, with which utility? One row a person, in row order.

    Scored are all who lived at the start and those who enter until `settings.entrants_scored_until`; persons and their
    order are the same under every design of one seed, replication and population. `utility_sum` is discounted to
    the first year, exponential, without present bias, of consumption after the consumption tax; `utility_untaxed_sum`
    is that before it; `consumption_sum` is equivalised consumption after it, yuan of the base year, discounted alike,
    as are `discounted_years` of life.
    """
    entrants = model.entrants
    last = min(model.settings.entrants_scored_until, model.settings.until)
    rows = entrants.rows_until(last)
    columns = {name: array[model.packing.place[:rows]] for name, array in model.columns.items() if name in READ}
    born_in = np.zeros(rows, dtype=np.int64)
    for year, first, end in entrants.spans():
        if year <= last:
            born_in[first:end] = year
    living = born_in == 0
    birth_year = columns["birth_month"] // 12
    entry = np.where(living, model.settings.start, born_in)
    first_year, rate = np.maximum(entry, model.settings.start + 1), model.settings.behaviour.discount_rate
    return pd.DataFrame(
        {
            "weight": columns["weight"],
            **{name: columns[name] for name in SUMS},
            "discounted_years": discounted_years(columns["months_lived"], first_year - model.settings.start, rate),
            "sex": pd.Categorical.from_codes(columns["sex"], [s.name.lower() for s in Sex]),
            "start_age": (entry - birth_year).astype(np.int16),
            "birth_year": birth_year.astype(np.int16),
            "hukou": pd.Categorical.from_codes(columns["start_hukou"], [h.name.lower() for h in Hukou]),
            "province": columns["start_province"],
            "education": columns["education"],
            "start_status": pd.Categorical.from_codes(columns["start_status"], [s.name.lower() for s in Status]),
            "start_decile": columns["start_decile"],
            "start_sector": columns["start_sector"],
            "cohort": pd.Categorical.from_codes((~living).astype(np.int8), ["living", "entrant"]),
        }
    )
