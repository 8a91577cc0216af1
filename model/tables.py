"""What do the model's own data files say? CSV tables with comment lines, and YAML constants with their sources."""

import csv
from functools import cache
from pathlib import Path

import numpy as np

from model.kept import kept

FOLDER = Path(__file__).resolve().parent / "data"


def read_rows(name: str) -> list[dict[str, str]]:
    """Which rows does the table `name` hold, as text by column? Lines that begin with # are comments."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


@cache
def read_constants(name: str) -> dict:
    """Which values do the constants of a YAML file have? name -> value; units and sources stay in the file."""
    file = FOLDER / name
    return kept(f"constants/{file.stem}", [file], lambda: _values(file))


def _values(file: Path) -> dict:
    from ruamel.yaml import YAML  # slow to load, and to read with

    table = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    return {key: leaf["value"] for key, leaf in table.items()}


def number(text: str) -> float | None:
    """Which number does a cell hold? None when it is empty."""
    return float(text) if text else None


def by_year_and_sex(name: str) -> dict[int, np.ndarray]:
    """Which ages does a wide table hold? year -> float64[2, ages], men first; columns `age_<n>` in order."""
    table: dict[int, np.ndarray] = {}
    for row in read_rows(name):
        values = [float(text) for column, text in row.items() if column.startswith("age_")]
        sex = 0 if row["sex"] == "male" else 1
        table.setdefault(int(row["year"]), np.zeros((2, len(values))))[sex] = values
    return table
