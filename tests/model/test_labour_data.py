"""The labour files are complete, and the reader says what is wrong with a figure."""

import numpy as np
import pytest

from model import labour_data
from model.labour_data import along_age, by_group, figure, rows_of, select

FILES = (
    "status_profile.csv", "education_hukou.csv", "earnings_profile.csv", "transitions.csv", "compliance.csv",
    "migration.csv",
)  # fmt: skip


@pytest.mark.parametrize("file", FILES)
def test_every_figure_has_unit_source_and_confidence_and_a_place_in_its_range(file):
    rows = rows_of(file)
    assert len(rows) > 50
    assert all(row.source.strip() and row.unit.strip() for row in rows)
    assert len({(row.quantity, row.group, row.second, row.sex, row.age_from) for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a,b,,,,,1,,,percent,,low", "source"),
        ("a,b,,,,,1,,,percent,survey,sure", "confidence"),
        ("a,b,,,,,5,1,2,percent,survey,low", "outside"),
    ],
)
def test_a_figure_without_source_or_outside_its_range_is_named_by_line(tmp_path, monkeypatch, line, message):
    head = "quantity,group,second,sex,age_from,age_to,value,low,high,unit,source,confidence"
    (tmp_path / "wrong.csv").write_text(f"{head}\n{line}\n", encoding="utf-8")
    monkeypatch.setattr(labour_data, "DATA", tmp_path)
    with pytest.raises(ValueError, match=f"wrong.csv, line 2.*{message}"):
        rows_of(f"{'wrong'}.csv")


def test_missing_and_ambiguous_figures_are_errors():
    with pytest.raises(KeyError, match="no row nothing"):
        select("compliance.csv", "nothing")
    with pytest.raises(KeyError, match="not one"):
        figure("status_profile.csv", "share", "formal")
    with pytest.raises(KeyError, match="nobody"):
        by_group("status_profile.csv", "persons", ("public", "nobody"))
    assert by_group("status_profile.csv", "persons", ("public", "nobody"), missing=0.0)[1] == 0.0


def test_figures_by_band_run_linearly_between_the_middles_of_the_bands():
    row = rows_of("status_profile.csv")[0]
    bands = [row._replace(age_from=20, age_to=24, value=10.0), row._replace(age_from=30, age_to=34, value=30.0)]
    assert along_age(bands, np.array([16, 22, 27, 32, 90])).tolist() == [10.0, 10.0, 20.0, 30.0, 30.0]
