"""What does a map say of a survey? Which of its columns tell what of a person, in which codes and units."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from calibration.microdata.margins import MARGINS
from calibration.microdata.targets import TARGETS
from model.law.sources import LawError, Table, check, read_table, suggestion
from model.start_year import BASE_YEAR

Value = int | float | str
Action = Literal["error", "drop"]
LeastAction = Literal["error", "impute"]


class ColumnMap(BaseModel):
    """Where a target stands in the survey, and how it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Annotated[str, Field(alias="from", description="column of the survey")]
    codes: Annotated[
        dict[Value, str | list[str]] | None,
        Field(description="value of the survey -> our code, or a list: it is one of these"),
    ] = None
    unit: Annotated[str | None, Field(description="of the survey's numbers")] = None
    missing: Annotated[list[Value], Field(description="values that mean no answer, in this column")] = []


class SurveyMap(BaseModel):
    """How the persons of one survey are read: columns, weights, and what is done about what is wrong."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]
    source: Annotated[str, Field(min_length=1, description="what the data are, for the record")]
    year: Annotated[int, Field(ge=2010, le=BASE_YEAR, description="year that the survey describes")]
    weight: Annotated[str | None, Field(description="column of weights; none: all the same")] = None
    person: Annotated[str | None, Field(description="column that tells persons apart")] = None
    missing: Annotated[list[Value], Field(description="values that mean no answer, in every column")] = []
    impossible: Annotated[Action, Field(description="values outside their limits: stop, or drop the person")] = "error"
    duplicates: Annotated[Action, Field(description="a person listed again: stop, or drop what is later")] = "error"
    unmapped: Annotated[LeastAction, Field(description="values without a code: stop, or no answer")] = "error"
    contradictory: Annotated[
        Literal["error", "drop", "impute"],
        Field(description="schemes that nobody of such a status has: stop, drop the person, or no answer"),
    ] = "error"
    uprate: Annotated[
        Literal["wages", "prices", "none"], Field(description="by what money grows from the survey to the base year")
    ] = "wages"
    rake: Annotated[list[str], Field(description="national margins that the weights meet")] = list(MARGINS)
    largest_factor: Annotated[
        float, Field(gt=1.0, le=1000.0, description="most by which raking may raise or cut a weight")
    ] = 10.0
    columns: Annotated[dict[str, Any], Field(min_length=1, description="target -> where it stands")]


class Map:
    """A checked map with its text and the places of what it says."""

    def __init__(self, told: SurveyMap, columns: dict[str, ColumnMap], table: Table, text: str):
        self.told, self.columns, self.table, self.text = told, columns, table, text

    def place(self, *path: Any):
        """File, line and column of what stands at this path, or of what is nearest to it."""
        place, current = self.table.place, self.table
        for step in path:
            if not isinstance(current, Table) or step not in current:
                break
            place, current = current.keys_at[step], current[step]
        return place


def read_map(path: Path | str) -> Map:
    """What does this map say? LawError with file, line and the nearest valid name at the first thing that is wrong."""
    table = read_table(path)
    told = check(SurveyMap, table, "")
    found = Map(told, {}, table, Path(path).read_text(encoding="utf-8"))
    if not isinstance(table["columns"], Table):
        raise LawError("columns: a mapping is needed: `sex: {from: ..., codes: ...}`", table.keys_at["columns"])
    for margin in told.rake:
        if margin not in MARGINS:
            hint = suggestion(margin, MARGINS) or f"; known are {', '.join(MARGINS)}"
            raise LawError(f"rake: unknown margin `{margin}`{hint}", found.place("rake"))
    for name, given in table["columns"].items():
        if name not in TARGETS:
            hint = suggestion(str(name), TARGETS) or f"; known are {', '.join(TARGETS)}"
            raise LawError(f"columns.{name}: unknown target{hint}", found.place("columns", name))
        if isinstance(given, str):
            found.columns[name] = ColumnMap(**{"from": given})
        elif isinstance(given, Table):
            found.columns[name] = check(ColumnMap, given, f"columns.{name}")
        else:
            wrong = f"columns.{name}: a column's name or `{{from: ...}}` is needed"
            raise LawError(wrong, found.place("columns", name))
        _check_column(found, name)
    if "sex" not in found.columns:
        raise LawError("columns.sex: missing; a line `sex: {from: ..., codes: ...}` is needed", found.place("columns"))
    if not {"age", "birth_year"} & found.columns.keys():
        raise LawError("columns: neither age nor birth_year is mapped; one is needed", found.place("columns"))
    return found


def _check_column(found: Map, name: str) -> None:
    target, column = TARGETS[name], found.columns[name]
    at = found.place("columns", name, "codes") if column.codes else found.place("columns", name, "unit")
    if column.codes is not None:
        if target.codes is None:
            raise LawError(f"columns.{name}.codes: {name} is a number and has no codes", at)
        for value, meant in column.codes.items():
            for code in [meant] if isinstance(meant, str) else meant:
                if code not in target.codes:
                    hint = suggestion(code, target.codes) or f"; known are {', '.join(target.codes)}"
                    place = found.place("columns", name, "codes", value)
                    raise LawError(f"columns.{name}.codes.{value}: unknown code `{code}`{hint}", place)
            if not meant:
                raise LawError(f"columns.{name}.codes.{value}: no code is listed", at)
    if column.unit is not None:
        units = target.units or {}
        if column.unit not in units:
            known = f"; known are {', '.join(units)}" if units else "; it has no unit"
            hint = suggestion(column.unit, units) or known
            raise LawError(f"columns.{name}.unit: unknown unit `{column.unit}`{hint}", at)
    elif target.units is not None:
        units = ", ".join(f"`{unit}`" for unit in target.units)
        raise LawError(f"columns.{name}.unit: missing; one of {units} is needed", found.place("columns", name))
