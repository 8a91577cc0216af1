"""The dated law: what a year holds, and what is said when a file or a name is wrong."""

import pickle
import time

import numpy as np
import pytest

from model.economy import load_paths
from model.law.parameter import MISSING
from model.law.parameters import load_law
from model.law.sources import LawError

RATE = """
rate:
  worker:
    en: Own rate
    zh: 个人缴费比例
    unit: share of base
    low: 0
    high: 0.4
    lever: [L19, L23]
    values:
      2010-01-01: {value: 0.08, source: 国发〔2005〕38号}
  default:
    en: Rate of other payers
    zh: 其他费率
    unit: share of base
    values: {2010-01-01: {value: 0, source: Art. 12}}
"""


def law_of(folder, text, branch="pension"):
    file = folder / branch / "parameters.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return load_law(folder)


def leaf(lines):
    return f"x:\n  en: X\n  zh: 某\n  unit: yuan a month\n{lines}"


def series(rows, extra=""):
    lines = "".join(f"    {day}: {{value: {value}, source: a}}\n" for day, value in rows)
    return leaf(f"{extra}  values:\n{lines}")


def test_paths_are_dotted_from_the_branch_folder(tmp_path):
    law = law_of(tmp_path, RATE)
    assert law.paths() == ("pension.rate.worker", "pension.rate.default")
    parameter = law.parameter("pension.rate.worker")
    assert (parameter.unit, parameter.levers, parameter.place.line) == ("share of base", ("L19", "L23"), 3)
    assert parameter.sources[0].source == "国发〔2005〕38号"
    assert parameter.sources[0].confidence == "high"


def test_a_year_is_weighted_by_months(tmp_path):
    law = law_of(tmp_path, series([("2018-01-01", 0.20), ("2019-05-01", 0.16)]))
    assert law.year(2018)["pension.x"] == 0.20
    assert law.year(2019)["pension.x"] == pytest.approx((4 * 0.20 + 8 * 0.16) / 12, abs=1e-15)
    assert law.year(2030)["pension.x"] == 0.16


def test_a_value_from_the_middle_of_a_month_counts_by_days(tmp_path):
    law = law_of(tmp_path, series([("2020-01-01", 0.0), ("2021-07-16", 1.0)]))
    assert law.year(2021)["pension.x"] == pytest.approx(1 - (6 + 15 / 31) / 12, abs=1e-15)


@pytest.mark.parametrize(("within", "value"), [("start", 1.0), ("end", 3.0), ("average", 2.5)])
def test_a_file_says_which_part_of_the_year_counts(tmp_path, within, value):
    law = law_of(tmp_path, series([("2020-01-01", 1), ("2021-04-01", 3)], f"  within_year: {within}\n"))
    assert law.year(2021)["pension.x"] == value


def test_in_the_first_year_only_the_months_in_force_count(tmp_path):
    law = law_of(tmp_path, series([("2022-07-01", 4), ("2022-10-01", 6)]))
    assert law.year(2022)["pension.x"] == 5.0


def test_a_year_before_the_first_date_is_an_error_that_names_the_parameter(tmp_path):
    law = law_of(tmp_path, series([("2022-07-01", 4)]))
    year = law.year(2021)
    assert "pension.x" not in year
    assert year.get("pension.x", 7.0) == 7.0
    with pytest.raises(LawError, match=r"pension\.x: no value before 2022-07-01, asked for 2021"):
        year["pension.x"]
    with pytest.raises(LawError, match="no value before 2022-07-01"):
        law.value("pension.x", "2022-06-30")


def test_beyond_the_last_date_a_value_follows_its_index_from_that_year(tmp_path):
    law = law_of(tmp_path, series([("2020-01-01", 100), ("2025-07-01", 143)], "  beyond: wage\n"))

    def economy(kind, start, end):
        assert kind == "wage"
        return 1.05 ** (end - start)

    assert law.year(2025, economy)["pension.x"] == pytest.approx((100 + 143) / 2)
    assert law.year(2027, economy)["pension.x"] == pytest.approx(143 * 1.05**2, rel=1e-15)
    assert law.year(2027)["pension.x"] == 143.0


def test_tables_are_averaged_by_element_and_come_as_fresh_arrays(tmp_path):
    law = law_of(tmp_path, series([("2020-01-01", [1, 2, 3]), ("2021-07-01", [3, 2, 1])]))
    year = law.year(2021)
    first = year.array("pension.x")
    assert first.dtype == np.float64
    assert first.tolist() == [2.0, 2.0, 2.0]
    first[0] = 99.0
    assert year.array("pension.x")[0] == 2.0


def test_words_hold_from_the_start_of_a_year_and_true_is_one(tmp_path):
    text = series([("2020-01-01", "menu"), ("2021-05-01", "income")])
    flag = series([("2020-01-01", "true")]).replace("x:", "y:", 1)
    law = law_of(tmp_path, text + flag)
    assert law.year(2021).text("pension.x") == "menu"
    assert law.year(2022).text("pension.x") == "income"
    assert law.year(2022)["pension.y"] == 1.0
    with pytest.raises(LawError, match="a word is asked for"):
        law.year(2022).text("pension.y")


def test_groups_without_a_value_of_their_own_have_the_default(tmp_path):
    year = law_of(tmp_path, RATE).year(2020)
    assert year.by("pension.rate", ["worker", "platform"]).tolist() == [0.08, 0.0]
    with pytest.raises(LawError, match=r"unknown parameter `pension\.rates\.worker`; did you mean"):
        year.by("pension.rates", ["worker"])


def test_an_unknown_path_suggests_the_nearest(tmp_path):
    law = law_of(tmp_path, RATE)
    with pytest.raises(LawError, match=r"did you mean `pension\.rate\.worker`\?"):
        law.year(2020)["pension.rate.workers"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (leaf("  values: {2010-01-01: {value: 1}}\n"), 5, r"source: missing"),
        (leaf("  values: {2010-01-01: {value: 1, source: a, sorce: b}}\n"), 5, r"unknown key.*did you mean `source`"),
        (leaf("  valuse: {2010-01-01: {value: 1, source: a}}\n"), 5, r"unknown key; did you mean `values`"),
        (leaf("  low: 2\n  values: {2010-01-01: {value: 1, source: a}}\n"), 6, r"1 is out of range; 2 to any yuan"),
        (leaf("  values: {soon: {value: 1, source: a}}\n"), 5, r"`soon` is no date; write 2027-01-01 or 2027"),
        (leaf("  values: {2010-01-01: {value: 1, source: a, confidence: sure}}\n"), 5, r"confidence: .*'high'"),
        (leaf("  values: {2010-01-01: 0.2}\n"), 5, r"write `\{value: \.\.\., source: \.\.\.\}`"),
        (leaf("  choices: [menu]\n  values: {2010-01-01: {value: men, source: a}}\n"), 6, r"`men` is no setting"),
        (leaf("  values: {2010-01-01: {value: 1, source: a}, 2011: {value: b, source: a}}\n"), 1, "number and text"),
        (leaf("  values: {2010-01-01: {value: .nan, source: a}}\n"), 5, "no finite number"),
        (leaf("  values: {2010-01-01: {value: 1, source: a}, 2010: {value: 2, source: a}}\n"), 5, "stands here twice"),
        (leaf("  beyond: wages\n  values: {2010-01-01: {value: 1, source: a}}\n"), 5, "beyond: .*'wage'"),
        ("x:\n  en: X\n  en: Y\n", 3, r"en: said twice, first in line 2"),
        ("x:\n  y: 3\n", 2, r"pension\.x\.y: 3 stands alone"),
        ("x: [1\n", 2, "not YAML"),
        ("", 1, "holds no mapping"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(tmp_path, text, line, message):
    with pytest.raises(LawError, match=message) as caught:
        law_of(tmp_path, text)
    assert caught.value.place.line == line
    assert str(caught.value).startswith(f"{tmp_path.as_posix()}/pension/parameters.yaml:{line}:")


def test_an_empty_folder_is_no_law(tmp_path):
    with pytest.raises(LawError, match="no law here"):
        load_law(tmp_path)


def test_an_error_keeps_its_place_across_processes(tmp_path):
    with pytest.raises(LawError) as caught:
        law_of(tmp_path, "x: [1\n")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (str(copy), copy.place) == (str(caught.value), caught.value.place)


def test_the_law_survives_pickling_with_its_early_gaps(tmp_path):
    law = law_of(tmp_path, series([("2022-07-01", 4)]))
    law.year(2021)
    copy = pickle.loads(pickle.dumps(law))
    assert "pension.x" not in copy.year(2021)
    assert copy.year(2023)["pension.x"] == 4.0


def test_every_parameter_of_the_law_in_force_has_a_value_in_2025():
    law = load_law()
    year = law.year(2025)
    assert {path for path in law.paths() if path not in year} == set()


def test_a_year_of_the_law_in_force_resolves_within_a_millisecond():
    law = load_law()

    def economy(kind, start, end):
        return 1.03 ** (end - start)

    law.year(2040, economy)
    times = []
    for _ in range(20):
        start = time.perf_counter()
        law.year(2040, economy)
        times.append(time.perf_counter() - start)
    assert min(times) < 1e-3


def test_the_law_of_a_year_holds_what_each_parameter_says_of_the_year():
    law, index = load_law(), load_paths("mid").index
    for year in (2012, 2025, 2026, 2031, 2075):
        resolved = law.year(year, index)
        for path in law.paths():
            said = law.parameter(path).in_year(year, index)
            assert resolved.get(path, MISSING) == said, (path, year)
