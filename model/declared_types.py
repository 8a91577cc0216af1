"""At which types do stages read a record? One declared type a field, so that no stage is compiled twice."""

from typing import NamedTuple

import numpy as np


def cast(record: NamedTuple) -> NamedTuple:
    """The same record with every field at one declared type: float64 or int64 numbers and contiguous writeable arrays.

    A stray integer or a strided array would compile every stage again.
    """
    values = []
    for name, value in zip(record._fields, record, strict=True):
        if type(value) is float or type(value) is int:
            values.append(value)
        elif isinstance(value, np.ndarray):
            dtype = np.int64 if value.dtype.kind in "iub" else np.float64
            plain = value.dtype == dtype and value.flags.c_contiguous
            values.append(value.copy() if plain else np.array(value, dtype=dtype, order="C", copy=True))
        elif isinstance(value, bool | int | np.integer):
            values.append(int(value))
        elif isinstance(value, float | np.floating):
            values.append(float(value))
        elif hasattr(value, "_asdict"):
            values.append(cast(value))
        else:
            raise TypeError(f"{type(record).__name__}.{name} is {type(value).__name__}; a number or an array is needed")
    return type(record)._make(values)
