"""The synthetic population as if it were a survey, so that every answer is known."""

import numpy as np
import pandas as pd
import pytest

from agents.codes import Claim, Education, Employer, Hukou, MedicalScheme, PensionScheme, Sector, Sex, Status

SIZE, SEED = 3000, 5
CODES = {
    "sex": Sex, "hukou": Hukou, "education": Education, "status": Status, "employer": Employer, "sector": Sector,
    "pension_scheme": PensionScheme, "claim": Claim, "medical_scheme": MedicalScheme,
}  # fmt: skip
PLAIN = (
    "pension_months", "deemed_months", "resident_months", "medical_months", "pension_account", "resident_account",
    "medical_account", "wealth", "children", "pension_month", "income_year",
)  # fmt: skip
UNITS = {
    "pension_months": "months", "deemed_months": "months", "resident_months": "months", "medical_months": "months",
    "pension_account": "yuan", "resident_account": "yuan", "medical_account": "yuan", "wealth": "yuan",
    "pension_month": "yuan a month", "income_year": "yuan a year",
}  # fmt: skip


@pytest.fixture(scope="session")
def synthetic(compiled):
    """Columns of a synthetic population, which also is the one that donors come from."""
    from model.population import build_population
    from model.settings import Settings

    people = build_population(Settings(population=SIZE, until=2026, seed=SEED))
    return {name: column[:SIZE] for name, column in people.columns.items()}


@pytest.fixture(scope="session")
def survey(synthetic):
    """These persons as a survey tells of them: a column per target, codes as they are in the model."""
    from calibration.microdata.targets import PROVINCE_CODES
    from model.platforms import load_platforms

    sectors = np.array([terms.sector for terms in load_platforms()])
    works = synthetic["platform"] >= 0
    frame = pd.DataFrame({name: synthetic[name].astype(np.int64) for name in CODES if name != "sector"})
    frame["sector"] = np.where(works, sectors[synthetic["platform"]], -8)
    frame["weight"] = synthetic["weight"]
    frame["birth_year"], frame["birth_month"] = synthetic["birth_month"] // 12, synthetic["birth_month"] % 12 + 1
    for name in ("province", "home_province"):
        frame[name] = np.array(PROVINCE_CODES)[synthetic[name]]
    for name in PLAIN:
        frame[name] = synthetic[name]
    claims = synthetic["claim"] > 0
    frame["claim_year"] = np.where(claims, synthetic["claim_month"] // 12, -8)
    frame["care_need"] = synthetic["care_need"].astype(np.int64)
    return frame


def column_of(name, **more) -> str:
    """One line of a map: the target from the column of its own name."""
    given = [f"from: {more.get('source', name)}"]
    if name in CODES:
        codes = more.get("codes") or {int(code): code.name.lower() for code in CODES[name]}
        given.append("codes: {" + ", ".join(f"{value}: {code}" for value, code in codes.items()) + "}")
    if name == "care_need":
        given.append("codes: {0: 'no', 1: 'yes'}")
    if name in UNITS:
        given.append(f"unit: {more.get('unit', UNITS[name])}")
    return f"  {name}: {{{', '.join(given)}}}\n"


@pytest.fixture(scope="session")
def map_text():
    """A function of targets and of other lines: the text of a map."""

    def text(*names, lines="", year=2025, missing="[-8]", columns="", weight="weight: weight\n"):
        head = f"name: test\nsource: synthetic persons\nyear: {year}\n{weight}missing: {missing}\n{lines}columns:\n"
        return head + "".join(column_of(name) for name in names) + columns

    return text


@pytest.fixture
def imported(tmp_path, compiled):
    """A function of a frame and a map's text: what the import makes of them, donors from `synthetic`."""
    from calibration.microdata.importing import import_persons

    def run(frame, text, name="survey.csv", seed=SEED, donors=SIZE):
        path, map_path = tmp_path / name, tmp_path / "map.yaml"
        if not isinstance(frame, pd.DataFrame):
            path.write_bytes(frame)
        elif name.endswith(".csv"):
            frame.to_csv(path, index=False)
        elif name.endswith(".dta"):
            frame.to_stata(path, write_index=False)
        else:
            frame.to_parquet(path, index=False)
        map_path.write_text(text, encoding="utf-8")
        return import_persons(path, map_path, seed, donors)

    return run
