"""`linghuo population import`: the example that ships, the folder it leaves, and runs on what it wrote."""

import json

import pandas as pd
import pytest

from experiments import Experiment
from experiments.compare import setup
from experiments.errors import InputError
from experiments.microdata import EXAMPLE, EXAMPLE_MAP, run_import

DONORS = 5000


@pytest.fixture(scope="module")
def folder(compiled, tmp_path_factory):
    """What the import of the example leaves."""
    place = tmp_path_factory.mktemp("imports") / "example"
    run_import(EXAMPLE, EXAMPLE_MAP, place, 1, DONORS, "en")
    return place


def test_the_example_says_that_it_is_made_up():
    assert "made_up" in EXAMPLE.name and "made_up" in EXAMPLE.read_text(encoding="utf-8").splitlines()[0]
    assert "made up" in EXAMPLE_MAP.read_text(encoding="utf-8").lower()
    assert pd.read_csv(EXAMPLE)["made_up_person"].str.startswith("made-up").all()


def test_the_folder_holds_persons_report_and_where_they_come_from(folder):
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    reports = {f"report/microdata_{name}.csv" for name in ("answers", "dropped", "donors", "margins", "weights")}
    assert files == {"persons.parquet", "manifest.json", *reports}
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["file"] == EXAMPLE.name and manifest["map"] == EXAMPLE_MAP.read_text(encoding="utf-8")
    assert len(manifest["survey"]) == 64 and manifest["versions"]["linghuo"]
    answers = pd.read_csv(folder / "report" / "microdata_answers.csv").set_index("target")
    assert (answers["kept"] + answers["imputed"] == manifest["persons"]).all()
    mapped = answers[answers["column"].notna()]
    assert (mapped["mapped"] + mapped["missing"] + mapped["unmapped"] == manifest["rows"]).all()
    dropped = pd.read_csv(folder / "report" / "microdata_dropped.csv")["persons"].sum()
    assert manifest["rows"] - dropped == manifest["persons"]
    margins = pd.read_csv(folder / "report" / "microdata_margins.csv")
    assert (margins["after"] / margins["published"] - 1.0).abs().max() < 1e-3


def test_a_folder_that_holds_something_else_is_left_alone(folder, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="holds files that are not a result of linghuo"):
        run_import(EXAMPLE, EXAMPLE_MAP, tmp_path, 1, DONORS, "en")
    with pytest.raises(InputError, match="already holds another experiment"):
        run_import(EXAMPLE, EXAMPLE_MAP, folder, 2, DONORS, "en")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_import_that_fails_leaves_nothing(tmp_path):
    text = EXAMPLE_MAP.read_text(encoding="utf-8").replace("from: gender", "from: gendr")
    (tmp_path / "map.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"map.yaml:17:9: columns.sex.from: .* `gendr`; did you mean `gender`\?"):
        run_import(EXAMPLE, tmp_path / "map.yaml", tmp_path / "out", 1, DONORS, "en")
    with pytest.raises(InputError, match=r"absent.csv: cannot be read"):
        run_import(tmp_path / "absent.csv", EXAMPLE_MAP, tmp_path / "out", 1, DONORS, "en")
    with pytest.raises(InputError, match="--donors: 10 is too few"):
        run_import(EXAMPLE, EXAMPLE_MAP, tmp_path / "out", 1, 10, "en")
    assert [path.name for path in tmp_path.iterdir()] == ["map.yaml"]


def test_an_experiment_file_runs_on_persons_beside_it(folder):
    file = folder.parent / "mine.yaml"
    file.write_text(
        "name: mine\ndesigns: [status_quo]\nsettings: {population: 600, until: 2028, persons: example}\n"
        "measures:\n  members: {of: coverage, group: flexible, branch: pension, year: 2027}\n",
        encoding="utf-8",
    )
    experiment = Experiment.load(file)
    assert experiment.settings.persons.path == (folder / "persons.parquet").resolve()
    found = experiment.run(out=folder.parent / "results")
    assert found["value"].between(10.0, 90.0).all()
    again = experiment.run()
    assert found["value"].tolist() == again["value"].tolist()
    synthetic = experiment.model_copy(update={"settings": experiment.settings.model_copy(update={"persons": None})})
    assert synthetic.run()["value"].tolist() != found["value"].tolist()


def test_an_experiment_file_that_names_no_persons_is_told_its_line(folder):
    file = folder.parent / "wrong.yaml"
    text = "name: mine\ndesigns: [status_quo]\nsettings:\n  until: 2028\n  persons: exampel\n"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"wrong.yaml:5:3: settings.persons: .*exampel: cannot be read"):
        Experiment.load(file)


def test_a_comparison_is_identified_by_the_persons_content(folder):
    one, other = setup(persons=folder), setup(persons=folder / "persons.parquet")
    assert one.identity() == other.identity() != setup().identity()
    assert one.determinants()["settings"]["persons"].keys() == {"sha256"}
    with pytest.raises(InputError, match=r"persons: .*nowhere: cannot be read"):
        setup(persons="nowhere")


def test_the_check_takes_all_imported_persons_and_meets_the_margins(folder):
    from experiments.base_population import check, settings_with

    assert settings_with(None, 1, folder).population == len(pd.read_parquet(folder / "persons.parquet"))
    lines = {line.figure: line for line in check(None, 1, folder)}
    raked = [line for name, line in lines.items() if name.startswith(("men", "women", "employee", "resident"))]
    assert len(raked) > 35 and all(abs(line.error) < 2e-3 for line in raked if line.unit == "m persons")
