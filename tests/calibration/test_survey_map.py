"""A map that cannot be used is refused with file, line and nearest valid name; a survey with what would be right."""

import pytest

from calibration.microdata.map_file import read_map
from calibration.microdata.survey import SurveyError, read_survey
from model.law.sources import LawError

TEXT = """name: mine
source: a test
year: 2025
missing: [-8]
columns:
  sex: {from: sex, codes: {0: male, 1: female}}
  birth_year: birth_year
  status:
    from: status
    codes: {1: employee, 8: out}
  income_year: {from: income_year, unit: yuan a month}
"""


@pytest.fixture
def mapped(tmp_path):
    """Reads a map's text with one thing replaced by another."""

    def read(old="", new=""):
        path = tmp_path / "map.yaml"
        path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
        return read_map(path)

    return read


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  sex:", "  sexx:", r"map.yaml:6:3: columns.sexx: unknown target; did you mean `sex`\?"),
        ("1: female", "1: femal", r"map.yaml:6:37: columns.sex.codes.1: unknown code `femal`; did you mean `female`\?"),
        ("yuan a month", "yuan a mont", r"map.yaml:11:.*unknown unit `yuan a mont`; did you mean `yuan a month`\?"),
        (", unit: yuan a month", "", r"map.yaml:11:3: columns.income_year.unit: missing; one of `yuan a year`"),
        ("year: 2025", "yaer: 2025", r"map.yaml:3:1?.*yaer: unknown key; did you mean `year`\?"),
        ("year: 2025", "year: 1999", r"map.yaml:3:7: year: .*greater than or equal to 2010, not 1999"),
        ("from: status", "form: status", r"columns.status.form: unknown key; did you mean `from`\?"),
        ("  birth_year: birth_year\n", "", r"map.yaml:5:1: columns: neither age nor birth_year is mapped"),
        ("missing: [-8]", "rake: [ages]", r"map.yaml:4:1: rake: unknown margin `ages`; did you mean `age`\?"),
        ("codes: {1: employee, 8: out}", "codes: {1: []}", r"columns.status.codes.1: no code is listed"),
        ("birth_year: birth_year", "birth_year: {from: b, codes: {1: x}}", r"is a number and has no codes"),
        ("name: mine", "name: mine\nname: yours", r"map.yaml:2:1: name: said twice"),
    ],
)
def test_a_wrong_map_is_refused_with_its_line_and_what_would_be_right(old, new, message, mapped):
    with pytest.raises(LawError, match=message):
        mapped(old, new)


def test_a_right_map_is_read_whole(mapped):
    found = mapped()
    assert list(found.columns) == ["sex", "birth_year", "status", "income_year"]
    assert found.columns["birth_year"].source == "birth_year" and found.told.rake[0] == "age"
    assert found.text == TEXT


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (None, "absent.csv", "absent.csv: cannot be read: No such file"),
        (b"x", "survey.xlsx", "survey.xlsx: has no known format; a file with the ending .csv, .dta, .parquet"),
        (b"no stata", "survey.dta", "survey.dta: is no readable .dta file"),
        (b"sex,age\n", "survey.csv", "survey.csv: holds no person"),
    ],
)
def test_a_file_that_is_no_survey_is_refused(content, name, message, tmp_path):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SurveyError, match=message):
        read_survey(tmp_path / name)


def test_chinese_text_is_read_in_both_encodings(tmp_path):
    for encoding in ("utf-8", "gb18030"):
        path = tmp_path / f"{encoding}.csv"
        path.write_text("性别,省份\n男,广东\n", encoding=encoding)
        frame, _ = read_survey(path)
        assert frame.to_dict("list") == {"性别": ["男"], "省份": ["广东"]}


def test_values_without_codes_are_listed_with_their_counts(tmp_path, mapped):
    import pandas as pd

    from calibration.microdata.reading import read_answers

    frame = pd.DataFrame({"sex": [0, 1] * 10, "birth_year": 1980, "status": [1] * 13 + [77] * 5 + ["odd"] * 2,
                          "income_year": 100.0})  # fmt: skip
    with pytest.raises(LawError, match=r"map.yaml:8:3: columns.status: values without codes: 77 \(5\), 'odd' \(2\);"):
        read_answers(frame, mapped())
    found = read_answers(frame, mapped("missing: [-8]", "unmapped: impute"))
    assert found.counts["status"] == {"given": 13, "unmapped": 7}
    with pytest.raises(LawError, match=r"columns.status.from: the survey has no column `stattus`; did you mean `stat"):
        read_answers(frame, mapped("from: status", "from: stattus"))
    assert read_answers(frame.assign(status=1), mapped()).numbers["income_year"].tolist() == [1200.0] * 20


@pytest.mark.parametrize(
    ("change", "lines", "message"),
    [
        ({"income_year": -1.0}, "", r"impossible values of income_year \(3\)"),
        ({"birth_year": 2031}, "", r"impossible values of birth_year \(3\)"),
        ({"birth_year": 2014}, "", r"nobody is left to import; dropped: under 16 \(3\)"),
        ({"sex": [0, -8, -8]}, "", r"one person is left to import; dropped: sex not known \(2\)"),
        ({"w": [1.0, 0.0, None]}, "weight: w", r"w: 2 weights are not above zero or are missing"),
        ({"w": [1.0, 0.0, None]}, "weight: w\nimpossible: drop", r"one person is left .* impossible weight \(2\)"),
        ({"id": [7, 7, 8]}, "person: id", r"id: 1 persons are listed again, .*7.* first"),
    ],
)
def test_persons_who_cannot_be_used_stop_the_import_with_their_number(change, lines, message, mapped):
    import pandas as pd

    from calibration.microdata.reading import read_answers

    frame = pd.DataFrame({"sex": [0, 1, 1], "birth_year": 1980, "status": 1, "income_year": 100.0}).assign(**change)
    with pytest.raises(SurveyError, match=message):
        read_answers(frame, mapped("missing: [-8]", f"missing: [-8]\n{lines}"))
