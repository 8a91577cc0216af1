"""Parts of a package get what they contribute: the sum is the whole effect, and what does nothing gets nothing."""

import json

import pandas as pd
import pytest

from experiments.compare import find
from experiments.decompose.command import package_of
from experiments.decompose.package import Package
from experiments.decompose.shares import pairs, shares
from experiments.errors import InputError
from model.measures.attribution import coalitions, interactions

SMALL = """name: small
en: Small package
zh: 小方案
groups:
  - {name: rate, en: Rate, zh: 费率, parts: [lower_rate]}
  - {name: rest, en: Rest, zh: 其他, parts: [no_waiting, hukou_removal]}
settings: {population: 300, until: 2028}
replications: 2
measures:
  covered: {of: coverage, group: flexible, branch: pension}
  welfare: {of: consumption_equivalent}
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def frame_of(package, worth):
    """Results in which every coalition has the value `worth(coalition, replication)`."""
    rows = [
        (0, find(package.expression(each)).name, replication, "covered", worth(each, replication))
        for each in coalitions(package.players) for replication in range(package.replications)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["point", "design", "replication", "measure", "value"])


def test_parts_of_a_sum_get_their_own_worth_and_pairs_nothing(file):
    package = Package.load(file)
    worth = {"lower_rate": 3.0, "no_waiting": -1.0, "hukou_removal": 0.5}
    found = frame_of(package, lambda each, replication: 10.0 + replication + sum(worth[part] for part in each))
    data = shares(package, found).set_index(["group", "part"])
    assert data.loc[("rate", "lower_rate"), "value"] == pytest.approx(3.0)
    assert data.loc[("rest", "no_waiting"), "value"] == pytest.approx(-1.0)
    assert data.loc[("rest", "all"), "value"] == pytest.approx(-0.5)
    assert data.loc[("total", "all"), "value"] == pytest.approx(2.5)
    assert data.loc[("origin", "all"), ["value", "error"]].tolist() == pytest.approx([10.5, 0.5])
    assert data.loc[("total", "all"), "error"] == pytest.approx(0.0)
    assert pairs(package, found)["value"].tolist() == pytest.approx([0.0])


def test_what_two_groups_do_only_together_is_shared_and_shows_as_interaction(file):
    package = Package.load(file)
    found = frame_of(package, lambda each, replication: 4.0 * ({"lower_rate", "no_waiting"} <= each))
    data = shares(package, found).set_index(["group", "part"])["value"]
    assert data["rate", "all"] == pytest.approx(2.0) and data["rest", "no_waiting"] == pytest.approx(2.0)
    assert data["rest", "hukou_removal"] == pytest.approx(0.0)
    assert pairs(package, found)["value"].tolist() == pytest.approx([4.0])


def test_a_replication_that_lacks_a_run_is_left_out(file):
    package = Package.load(file)
    found = frame_of(package, lambda each, replication: 1.0 * len(each) + 100.0 * replication)
    found.loc[(found["replication"] == 1) & (found["design"] == "lower_rate"), "value"] = float("nan")
    data = shares(package, found).set_index(["group", "part"])
    assert data.loc[("origin", "all"), ["value", "replications"]].tolist() == [0.0, 1.0]


def test_three_players_of_a_product_game_interact_by_the_worked_index():
    values = {each: float(len(each) == 3) for each in coalitions("abc")}
    assert interactions(values, "abc") == pytest.approx({("a", "b"): 0.5, ("a", "c"): 0.5, ("b", "c"): 0.5})


def test_a_real_decomposition_adds_up_to_the_whole_effect_in_every_replication(compiled, linghuo, file, tmp_path):
    code, out, _ = linghuo("decompose", file, "--out", tmp_path / "d", "--jobs", "2")
    assert code == 0 and "Whole package" in out
    data = pd.read_csv(tmp_path / "d" / "contributions.csv").set_index(["measure", "group", "part"])["value"]
    for measure in ("covered", "welfare"):
        whole = data[measure, "total", "all"]
        assert data[measure, "rate", "all"] + data[measure, "rest", "all"] == pytest.approx(whole, rel=1e-9, abs=1e-9)
        assert whole != 0.0
    assert json.loads((tmp_path / "d" / "analysis.json").read_text())["kind"] == "decompose"
    assert {path.suffix for path in (tmp_path / "d").glob("waterfall.*")} == {".csv", ".pdf", ".png", ".svg"}


def test_the_ready_made_package_is_the_full_proposal_in_six_groups():
    package = package_of("full_proposal")
    assert len(package.groups) == 6
    parts = sorted(part.strip() for player in package.players for part in player.split("+"))
    assert find("+".join(parts)).name == find("+".join(sorted(find("full_proposal").parts))).name


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("lower_rate", "lower_rat", "did you mean `lower_rate`"),
        ("[lower_rate]", "[no_waiting]", "the part no_waiting stands in two places"),
        ("{of: consumption_equivalent}", "{of: exhaustion_year, fund: pension}", "cannot be decomposed"),
        ("population: 300", "population: 0", "settings.population"),
    ],
)
def test_a_package_that_cannot_be_run_is_refused_with_its_line(file, was, becomes, said):
    file.write_text(SMALL.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"small\.yaml:\d+:\d+: ") as error:
        Package.load(file)
    assert said in str(error.value)


def test_an_unknown_package_is_refused_with_what_there_is(linghuo):
    code, _, err = linghuo("decompose", "ful_proposal")
    assert code == 2 and "did you mean `full_proposal`" in err
