"""The published figures are what they say: units, sources, confidence and use are checked line by line."""

import pytest

from calibration.measures import MEASURES
from calibration.targets import COLUMNS, FILE, FITTED, HELD_OUT, SHOWN, TargetError, load_targets

GOOD = "ep_workers_2016,pension.workers,2016,27826,10k persons,bulletin 2016,high,fitted,"


def written(tmp_path, *lines: str, header: str = ",".join(COLUMNS)):
    path = tmp_path / "targets.csv"
    path.write_text("\n".join(["# a comment", header, *lines]) + "\n", encoding="utf-8")
    return path


def test_every_published_figure_has_a_source_and_belongs_to_a_measure():
    targets = load_targets()
    assert len(targets) > 300
    assert all(target.source and target.measure in MEASURES for target in targets)


def test_low_confidence_is_only_shown_and_later_years_are_held_out():
    for target in load_targets():
        assert target.use == SHOWN or target.confidence != "low"
        assert target.use != FITTED or 2016 <= target.year <= 2022
        assert target.use != HELD_OUT or 2023 <= target.year <= 2025


def test_no_measure_is_fitted_to_two_figures_of_one_year():
    used = [(target.measure, target.year) for target in load_targets() if target.use != SHOWN]
    assert len(used) == len(set(used))


def test_published_reserves_follow_from_the_flows_of_the_employee_pension():
    value = {(t.measure, t.year): t.value for t in load_targets()}
    for year in (2021, 2022, 2023):
        change = value["pension.reserve", year] - value["pension.reserve", year - 1]
        flows = value["pension.revenue", year] - value["pension.expenditure", year]
        assert change == pytest.approx(flows, abs=400.0)


def test_every_line_of_the_file_is_read():
    with FILE.open(encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith("#")]
    assert len(load_targets()) == len(lines) - 1


def test_a_figure_knows_its_scale_in_persons_and_yuan(tmp_path):
    (target,) = load_targets(written(tmp_path, GOOD))
    assert target.value * target.scale == 278_260_000.0


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (GOOD.replace("10k persons", "10k person"), r"targets.csv:3: unit: `10k person` is unknown.*10k persons"),
        (GOOD.replace("10k persons", "100m yuan"), r"targets.csv:3: unit: 100m yuan; pension.workers .* 10k persons"),
        (GOOD.replace("pension.workers", "pension.worker"), r"measure: `pension.worker` .* `pension.workers`"),
        (GOOD.replace(",high,", ",low,"), r"targets.csv:3: use: fitted; a figure of low confidence can only be shown"),
        (GOOD.replace(",high,", ",certain,"), r"confidence: `certain` is unknown; known are high, medium, low"),
        (GOOD.replace(",fitted,", ",held out,"), r"targets.csv:3: use: held out; .* 2016 is fitted or shown"),
        (GOOD.replace("2016,2782", "2024,2782"), r"targets.csv:3: use: fitted; .* 2024 is held out or shown"),
        (GOOD.replace("2016,2782", "2015,2782"), r"targets.csv:3: year: 2015; .* 2016 to 2025"),
        (GOOD.replace("27826", "27,826"), r"targets.csv:3: 10 cells where 9 are needed"),
        (GOOD.replace("27826", "many"), r"targets.csv:3: value: `many` is no number"),
        (GOOD.replace("27826", "nan"), r"targets.csv:3: value: `nan` is no number"),
        (GOOD.replace("bulletin 2016", ""), r"targets.csv:3: source: empty"),
    ],
)
def test_a_wrong_cell_names_its_line_and_what_would_be_right(tmp_path, line, message):
    with pytest.raises(TargetError, match=message):
        load_targets(written(tmp_path, line))


def test_an_id_that_stands_twice_names_both_lines(tmp_path):
    with pytest.raises(TargetError, match=r"targets.csv:4: id: `ep_workers_2016` stands in line 3 already"):
        load_targets(written(tmp_path, GOOD, GOOD))


def test_wrong_columns_and_an_empty_file_are_told(tmp_path):
    with pytest.raises(TargetError, match=r"targets.csv:2: the columns must be id,measure"):
        load_targets(written(tmp_path, GOOD, header="id,year"))
    path = tmp_path / "empty.csv"
    path.write_text("# nothing\n", encoding="utf-8")
    with pytest.raises(TargetError, match=r"empty.csv: is empty"):
        load_targets(path)
