"""Which file holds persons of one's own that take the place of the synthetic ones, and what stands in it?

`linghuo population import` writes it: one row a person, with the columns of the population that a base year needs. What
determines a run is its content, so settings are compared, kept and written by its digest; the path only says where it
lies now.
"""

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from agents.columns import BY_NAME

NAME = "persons.parquet"
MARK = b"linghuo"  # the key of the file's metadata, which says where the persons come from
NUMBER, DONOR = "number", "donor"
MOST_RECORDS = 2**22  # of a run on imported persons
PERSON_COLUMNS = (
    "weight", "birth_month", "sex", "education", "hukou", "province", "home_province", "children", "status", "employer",
    "platform", "ability", "earnings_shock", "income_year", "intensity", "pension_scheme", "pension_option",
    "pension_months", "deemed_months", "index_sum", "pension_account", "resident_account", "resident_months", "claim",
    "claim_month", "pension_month", "account_pension_month", "medical_scheme", "medical_months", "medical_account",
    "medical_wait", "medical_gap", "maternity_months", "health", "care_need", "injury_grade", "injury_allowance_month",
    "injury_wage_month", "unemployment_months", "unemployment_left", "unemployment_claims", "wealth",
)  # fmt: skip


class PersonsFile(BaseModel):
    """The persons of a run: a file, known by its content. Made from a path, or from the folder of an import."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="digest of the file")]
    path: Annotated[Path | None, Field(exclude=True, description="where the file lies")] = None

    @model_validator(mode="before")
    @classmethod
    def _from_path(cls, given: Any, info: ValidationInfo) -> Any:
        if not isinstance(given, str | Path):
            return given
        path = Path(given)
        folder = (info.context or {}).get("folder")
        path = (folder / path if folder else path).resolve()
        path = path / NAME if path.is_dir() else path
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ValueError(f"{path}: cannot be read: {error.strerror}; `linghuo population import` writes "
                             f"{NAME}") from None  # fmt: skip
        provenance(path)
        return {"sha256": hashlib.sha256(content).hexdigest(), "path": path}

    def located(self) -> Path:
        """Where does the file lie? ValueError if nobody has said, or if it has another content by now."""
        if self.path is None:
            raise ValueError(f"persons: where the file with digest {self.sha256[:12]} lies is not said; give its path")
        try:
            now = hashlib.sha256(self.path.read_bytes()).hexdigest()
        except OSError as error:
            raise ValueError(f"persons: {self.path}: cannot be read: {error.strerror}") from None
        if now != self.sha256:
            raise ValueError(f"persons: {self.path} has changed: its digest was {self.sha256[:12]}, now {now[:12]}")
        return self.path

    def read(self) -> dict[str, np.ndarray]:
        """The columns of the persons, each with the dtype that the population has. ValueError as `located`."""
        return read_persons(self.located())

    def count(self) -> int:
        """How many persons are in the file? ValueError as `located`."""
        from pyarrow import parquet

        return int(parquet.read_metadata(self.located()).num_rows)


def provenance(path: Path) -> dict:
    """Where do the persons of the file come from? ValueError if `linghuo population import` did not write it."""
    from pyarrow import ArrowException, parquet

    try:
        held = (parquet.read_schema(path).metadata or {}).get(MARK)
    except (OSError, ArrowException):
        held = None
    if held is None:
        raise ValueError(f"{path}: is no file of persons that `linghuo population import` has written")
    return json.loads(held)


def read_persons(path: Path) -> dict[str, np.ndarray]:
    """The columns of a file of persons. ValueError: not such a file, or one of another state of the model."""
    from pyarrow import parquet

    provenance(path)
    table = parquet.read_table(path)
    missing = [name for name in PERSON_COLUMNS if name not in table.column_names]
    if missing:
        raise ValueError(f"{path}: has no column {', '.join(missing)}; import the persons anew")
    columns = {name: table[name].to_numpy() for name in (NUMBER, DONOR, *PERSON_COLUMNS)}
    for name in PERSON_COLUMNS:
        if columns[name].dtype != BY_NAME[name].dtype:
            raise ValueError(f"{path}: {name} is {columns[name].dtype}, not {BY_NAME[name].dtype}; import anew")
    return columns


def write_persons(columns: Mapping[str, np.ndarray], told: Mapping, path: Path) -> None:
    """Write persons with where they come from, under another name until the file is complete."""
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.table({name: columns[name] for name in (NUMBER, DONOR, *PERSON_COLUMNS)})
    table = table.replace_schema_metadata({MARK: json.dumps(told, ensure_ascii=False, sort_keys=True).encode()})
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".partial", delete=False) as file:
        partial = Path(file.name)
    try:
        parquet.write_table(table, partial)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
