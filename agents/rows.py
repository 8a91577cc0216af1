"""The arrays of a population as views on rows see them: what a name means, and what may be written."""

import weakref
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import numpy as np

from agents.codes import LIVING
from agents.columns import BY_NAME, FLOW_BY_NAME


class Rows:
    """The columns of one model, shared by its `Workers`, every selection of them and every `Worker`.

    view: the class of the view on one person.  flows: arrays of the year just lived, one value a row, where the
    model keeps them; empty otherwise.  place: the row that holds each person, by the person's number; None as long
    as nobody has moved and the numbers are the rows.
    """

    def __new__(cls, view: type, *_: Any) -> "Rows":
        # not in __init__, which unpickling skips: a view may be needed before the columns are back
        rows = super().__new__(cls)
        rows.view = view
        rows._views = weakref.WeakValueDictionary()
        return rows

    def __init__(self, view: type, model: Any, columns: dict[str, np.ndarray]) -> None:
        self.model = model
        self.columns = columns
        self.flows: Mapping[str, np.ndarray] = {}
        self.place: np.ndarray | None = None

    def __getnewargs__(self) -> tuple[type]:
        return (self.view,)

    def __getstate__(self) -> dict[str, Any]:
        return {"model": self.model, "columns": self.columns, "flows": self.flows, "place": self.place}

    def at(self, person: int) -> Any:
        """Which view looks at this person, living or not? The same object as long as anybody holds it."""
        view = self._views.get(person)
        return self._views.setdefault(person, self.view(self, person)) if view is None else view

    def of(self, persons: Any) -> Any:
        """In which row is this person, or are these?"""
        return persons if self.place is None else self.place[persons]

    def in_row(self, row: int) -> int:
        """Whom does this row hold?"""
        return row if self.place is None else int(np.flatnonzero(self.place == row)[0])

    def living(self) -> np.ndarray:
        """Which persons live? Their numbers, int64, rising."""
        alive = self.columns["alive"]
        return np.flatnonzero((alive if self.place is None else alive[self.place]) == LIVING)

    def lives(self, person: int) -> bool:
        """Does this person exist and live?"""
        alive = self.columns["alive"]
        return bool(0 <= person < alive.size and alive[self.of(person)] == LIVING)

    def read(self, name: str) -> np.ndarray:
        """Which array holds this column or kept flow? AttributeError, with the nearest name, if none does."""
        if name in self.columns:
            return self.columns[name]
        if name in self.flows:
            return self.flows[name]
        if name in FLOW_BY_NAME:
            raise AttributeError(f"the flow {name!r} of the year has not been kept")
        near = get_close_matches(name, [*BY_NAME, *FLOW_BY_NAME], n=1)
        raise AttributeError(f"a worker has no {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))

    def write(self, name: str, rows: int | np.ndarray, value: Any) -> None:
        """Set a column at these rows, to one value or one a row.

        ValueError if the column's type cannot hold the value: no NaN, no infinity, no rounded or wrapped
        integer enters. AttributeError for a flow, which is a result of the year, or an unknown name.
        """
        if name not in self.columns:
            self.read(name)
            raise AttributeError(f"the flow {name!r} is a result of the year and cannot be set")
        column = self.columns[name]
        values = np.asarray(value)
        with np.errstate(invalid="ignore", over="ignore"):
            stored = values.astype(column.dtype)
        if not (np.array_equal(stored, values) if column.dtype.kind in "iu" else np.isfinite(stored).all()):
            raise ValueError(f"the column {name!r} ({column.dtype}) cannot hold {value!r}")
        column[rows] = stored
