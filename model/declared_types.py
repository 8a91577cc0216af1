"""At which types do stages read a record? One declared type a field, so that no stage is compiled twice."""

from typing import NamedTuple

import numpy as np

_REAL, _WHOLE = np.dtype(np.float64), np.dtype(np.int64)


def cast(record: NamedTuple) -> NamedTuple:
    """The same record with every field at one declared type: float64 or int64 numbers and contiguous writeable arrays.

    A stray integer or a strided array would compile every stage again.
    """
    values = list(record)
    for place, value in enumerate(values):
        kind = type(value)
        if kind is float or kind is int:
            continue
        if kind is np.ndarray:  # a copy in C order, which nobody else writes into
            dtype = value.dtype
            declared = dtype is _REAL or dtype is _WHOLE
            values[place] = value.copy() if declared else value.astype(_WHOLE if dtype.kind in "iub" else _REAL, "C")
        elif isinstance(value, bool | int | np.integer):
            values[place] = int(value)
        elif isinstance(value, float | np.floating):
            values[place] = float(value)
        elif hasattr(value, "_asdict"):
            values[place] = cast(value)
        else:
            name = f"{type(record).__name__}.{record._fields[place]}"
            raise TypeError(f"{name} is {kind.__name__}; a number or an array is needed")
    return type(record)._make(values)
