"""How are lives kept in a file so that they come back to the last bit? Names as their codes, all else as it is.

A Parquet file forgets categories that nobody has, so that the same persons would come back with other types.
"""

from typing import TYPE_CHECKING

from agents.codes import Hukou, Sex, Status

if TYPE_CHECKING:
    import pandas as pd

LIVES = "lives"
NAMES = {
    **{column: tuple(code.name.lower() for code in codes)
       for column, codes in {"sex": Sex, "hukou": Hukou, "start_status": Status}.items()},
    "cohort": ("living", "entrant"),
}  # fmt: skip


def coded(lives: "pd.DataFrame") -> "pd.DataFrame":
    """The lives of `model.lives()` with the codes of what has names. ValueError: names that are not the model's."""
    for column, names in NAMES.items():
        if tuple(lives[column].cat.categories) != names:
            raise ValueError(f"lives: {column} has the names {list(lives[column].cat.categories)}, not {list(names)}")
    return lives.assign(**{column: lives[column].cat.codes for column in NAMES})


def named(frame: "pd.DataFrame") -> "pd.DataFrame":
    """The lives as `model.lives()` gave them."""
    import pandas as pd

    return frame.assign(
        **{column: pd.Categorical.from_codes(frame[column], list(names)) for column, names in NAMES.items()}
    )
