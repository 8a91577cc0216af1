"""The article's three doctrines side by side."""

import numpy as np
import pytest

from experiments import doctrines
from experiments.errors import InputError
from experiments.labels import Labels
from experiments.run import Run, to_horizon
from experiments.tables.doctrines import table

UNTIL = 2029


@pytest.fixture(scope="module")
def found():
    return doctrines.run(doctrines.setup(2_000, UNTIL, 2, 1, "mid"))


@pytest.fixture(scope="module")
def levels(found):
    """Mean level by design, section and measure."""
    return doctrines.summary(found).set_index(["design", "section", "measure"])["level"].sort_index()


def test_the_doctrines_of_the_article_are_run_beside_the_comparator_that_they_name(found):
    assert found.setup.all_designs == ("status_quo", "separation", "bundling", "compromise")


def test_who_pays_adds_up_to_all_contributions(levels, found):
    for design in found.setup.all_designs:
        payers = levels[design, "payers"]
        assert payers.drop("total").sum() == pytest.approx(100.0, abs=1e-9)
        assert 0.0 < payers["total"] < 100.0


def test_contract_forms_add_up_to_all_who_work_for_platforms(levels, found):
    design = found.setup.compared[1]
    run = next(run for run in found.setup.runs() if run.design.name == design.name)
    records = to_horizon(Run(design, run.settings, 0), lambda steps: None, ("contracts", "platforms"))
    persons = records["contracts"].groupby("year")["persons"].sum()
    workers = records["platforms"].groupby("year")["workers"].sum()
    np.testing.assert_allclose(persons, workers, rtol=1e-12)
    for name in found.setup.all_designs:
        forms = levels[name, "forms"]
        assert forms.drop("total").sum() == pytest.approx(forms["total"], rel=1e-12)


def test_only_a_wider_test_of_employment_makes_employees_and_their_platform_an_employer(levels):
    for measure in (("forms", "employed"), ("payers", "employer")):
        by_design = levels.xs(measure, level=("section", "measure"))
        assert by_design["bundling"] > 0.0
        assert by_design.drop("bundling").tolist() == [0.0, 0.0, 0.0]


def test_changes_are_differences_of_runs_that_share_persons_and_luck(found):
    told = doctrines.summary(found)
    wide = told.pivot_table(index=["section", "measure"], columns="design", values="level")
    change = told.dropna(subset="change").pivot_table(index=["section", "measure"], columns="design", values="change")
    for name in found.setup.designs:
        np.testing.assert_allclose(change[name], wide[name] - wide[found.setup.baseline], atol=1e-12)
    injury = told[(told["measure"] == "injury") & (told["design"] == "separation")].iloc[0]
    coverage = found.records["coverage"].query(f"year == {UNTIL} and group == 'flexible' and branch == 'injury'")
    share = (100.0 * coverage["insured"] / coverage["persons"]).to_numpy()
    share = dict(zip(zip(coverage["design"], coverage["replication"], strict=True), share, strict=True))
    paired = [share["separation", number] - share["status_quo", number] for number in range(2)]
    assert injury["change"] == pytest.approx(np.mean(paired))
    # the first two replications share neither persons nor luck, so they are independent
    assert injury["change_se"] == pytest.approx(np.std(paired, ddof=1) / 2**0.5)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_has_a_line_a_measure_and_two_columns_a_doctrine(found, language):
    words = table(found, Labels(language))
    assert len(words.headers) == 3 + 2 * len(found.setup.designs) and len(words.rows) == 18
    assert all(len(row) == len(words.headers) for row in words.rows) and len(words.sections) == 2


def test_the_command_writes_the_table_and_the_records_behind_it(linghuo, tmp_path):
    code, out, _ = linghuo(
        "designs", "doctrines", "--population", 1000, "--until", 2027, "--replications", 1, "--out", tmp_path / "found"
    )
    assert code == 0 and "Separation" in out
    written = {path.name for path in (tmp_path / "found").iterdir()}
    assert written == {
        "manifest.json", "doctrines.csv", "doctrines.tex", "doctrines.md", "coverage.parquet", "burden.parquet",
        "contracts.parquet", "summary.parquet", "analysis.json", "report.html", "figure.csv", "figure.pdf",
        "figure.png", "figure.svg",
    }  # fmt: skip
    kept = (tmp_path / "found" / "doctrines.csv").read_bytes()
    code, again, err = linghuo("plot", tmp_path / "found")
    assert code == 0 and again == out and "drew figure; 1 tables" in err
    assert (tmp_path / "found" / "doctrines.csv").read_bytes() == kept
    assert "分离说" in linghuo("plot", tmp_path / "found", "--lang", "zh")[1]


def test_numbers_that_cannot_be_run_are_refused_by_name():
    with pytest.raises(InputError, match="replications: 0 is not at least 1"):
        doctrines.setup(2_000, UNTIL, 0, 1, "mid")
