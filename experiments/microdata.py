"""What does `linghuo population import` do? A survey becomes a file of persons that experiments take, with a report."""

import sys
import time
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from experiments import report
from experiments.errors import InputError
from experiments.labels import Labels
from experiments.output import MANIFEST, check_folder, identity, replacing, versions, write_json
from experiments.progress import duration

if TYPE_CHECKING:
    from calibration.microdata.importing import Imported

RESULTS = Path("results")
TABLES = "report"
EXAMPLE = Path(str(resources.files("calibration"))) / "data" / "made_up_survey.csv"
EXAMPLE_MAP = EXAMPLE.with_name("made_up_survey_map.yaml")
LEAST_DONORS = 1_000


def run_import(file: Path, map_file: Path, out: Path | None, seed: int, donors: int, language: str) -> None:
    """Import the persons, print the report and write the folder. InputError says what is wrong, and where."""
    from calibration.microdata.importing import import_persons
    from calibration.microdata.map_file import read_map
    from calibration.microdata.survey import SurveyError, digest_of
    from experiments.tables.microdata import tables
    from model.law.sources import LawError

    started = time.perf_counter()
    if seed < 0 or seed >= 2**63:
        raise InputError(f"--seed: {seed} is not from 0 to 2**63 - 1")
    if donors < LEAST_DONORS:
        raise InputError(f"--donors: {donors} is too few to fill gaps from, the smallest is {LEAST_DONORS}")
    try:
        given = read_map(map_file)
        determinants = {
            "experiment": "population import", "survey": digest_of(file), "map": given.text, "seed": seed,
            "donors": donors,
        }  # fmt: skip
        folder = out or RESULTS / f"persons-{given.told.name}-{identity(determinants)[:6]}"
        check_folder(folder, identity(determinants))
        imported = import_persons(file, map_file, seed, donors)
    except (LawError, SurveyError) as error:
        raise InputError(str(error)) from None
    shown = tables(imported, Labels(language))
    write(imported, {"identity": identity(determinants), **determinants}, file, folder, language)
    report.show(shown, report.console())
    for merged in imported.merged:
        print(f"linghuo: nobody is so old: {merged}", file=sys.stderr)
    took = duration(time.perf_counter() - started)
    print(f"linghuo: {took}; persons and report in {folder}; use them with --persons {folder}", file=sys.stderr)


def write(imported: "Imported", content: dict, file: Path, folder: Path, language: str) -> None:
    """Write persons, tables and where they come from; the folder appears whole or not at all."""
    from experiments.tables.microdata import tables
    from experiments.tables.table import write_csv
    from model.persons_file import NAME, write_persons

    told = {**content, "file": file.name, "source": imported.survey_map.told.source}
    with replacing(folder) as partial:
        write_persons(imported.columns, told, partial / NAME)
        (partial / TABLES).mkdir()
        for table in tables(imported, Labels(language)):
            write_csv(table, partial / TABLES)
        written = {**told, "rows": imported.rows, "persons": int(imported.columns["weight"].size)}
        finished = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        write_json(partial / MANIFEST, {**written, "versions": versions(), "finished": finished})
