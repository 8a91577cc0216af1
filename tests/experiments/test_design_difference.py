"""What two designs differ in, and whether a person's own design file holds."""


import pytest

from experiments import catalogue
from experiments.compare import find
from experiments.errors import InputError
from model.law.parameters import load_law

HEAD = "name: mine\nen: Mine\nzh: 我的\narticle: III\nbasis: proposal\nsummary: A floor of forty percent.\nfrom: 2027\n"
FLOOR = "coverage.pension.base_floor.casual"


def mine(folder, changes):
    path = folder / "mine.yaml"
    path.write_text(HEAD + "changes:\n" + changes, encoding="utf-8")
    return path


def test_a_difference_lists_what_the_resolved_law_differs_in_and_nothing_else():
    one, other = find("lower_base"), find("lower_rate")
    law = load_law()
    sides = [law.year(2035, design=design) for design in (one, other)]
    wanted = {path for path in {*sides[0], *sides[1]} if sides[0].get(path) != sides[1].get(path)}
    found = catalogue.difference_table("lower_base", "lower_rate", 2035, "en").data
    assert set(found["path"]) == wanted and wanted
    for row in found.itertuples():
        assert (row.lower_base, row.lower_rate) == (sides[0].get(row.path), sides[1].get(row.path))


def test_a_difference_has_the_same_rows_the_other_way_round_and_none_with_itself():
    there, back = (catalogue.difference_table(*pair, 2030, "zh") for pair in (("D15", "D22"), ("D22", "D15")))
    assert [row[0] for row in there.rows] == [row[0] for row in back.rows] != []
    assert catalogue.difference_table("D15", "compulsory_five", 2030, "en").rows == []


def test_every_value_of_a_difference_has_a_source():
    rows = catalogue.difference_table("status_quo", "full_proposal", 2035, "en").rows
    assert rows and all(row[4] and row[5] for row in rows)


def test_a_rate_to_be_solved_is_shown_as_the_design_writes_it():
    rows = {row[0]: row for row in catalogue.difference_table("co_financing", "revenue_base", 2030, "en").rows}
    assert rows["coverage.platform.rate"][2] == "neutral to payroll"
    assert set(rows) == {"coverage.platform.rate", "coverage.platform.base"}


def test_a_design_is_found_by_its_number():
    assert find("D22").name == "co_financing"
    assert find("D15 + d25").name == find("compulsory_five+equal_retirement").name


def test_a_good_file_is_shown_with_what_it_sets(linghuo, tmp_path):
    code, out, _ = linghuo("designs", "check", mine(tmp_path, f"  {FLOOR}: {{2027: 0.5, 2030: 0.4}}\n"))
    assert code == 0
    assert FLOOR in out and "2027-01-01: 0.5; 2030-01-01: 0.4" in out and "L22" in out
    assert "first differs from status_quo in 2027" in out


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ("  coverage.pension.base_flor.casual: 0.4\n", "did you mean `coverage.pension.base_floor.casual`"),
        (f"  {FLOOR}: -4\n", "is out of range"),
        (f"  {FLOOR}: 0.6\n", "changes nothing against status_quo"),
    ],
)
def test_a_bad_file_ends_with_two_and_file_and_line(linghuo, tmp_path, changes, said):
    code, out, err = linghuo("designs", "check", mine(tmp_path, changes))
    assert (code, out) == (2, "")
    assert said in err and "mine.yaml:" in err


def test_a_missing_file_and_an_unknown_design_end_with_two(linghuo):
    assert linghuo("designs", "check", "none.yaml")[0] == 2
    code, _, err = linghuo("designs", "diff", "status_quo", "compulsory_fife")
    assert code == 2 and "did you mean `compulsory_five`" in err


def test_designs_without_a_subcommand_lists_them(linghuo):
    code, out, _ = linghuo("designs")
    assert code == 0
    assert out == linghuo("designs", "list")[1] and "co_financing" in out


def test_a_directory_is_no_design_file(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        catalogue.check_table(str(tmp_path), "en")
