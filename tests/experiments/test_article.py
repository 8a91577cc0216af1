"""The article's claims are read whole, judged by rule, and their verdicts follow from the runs."""

import json

import numpy as np
import pytest

from experiments import article, article_results, claims, compare, run
from experiments.errors import InputError
from experiments.figures import plane
from experiments.labels import LANGUAGES, Labels
from experiments.output import MANIFEST
from experiments.progress import Progress
from experiments.tables.article import frame, table

NAMES = {"D00": "status_quo", "D15": "compulsory_five", "D31": "full_proposal"}
CLAIM = """
  - id: {id}
    section: III(2)
    claim: A sentence.
    design: {design}
    against: {against}
    measure: {measure}
    at: {at}
    sign: "{sign}"
    depends_on: [{depends_on}]
"""
EVERYONE = "{cohort: living, dimension: all, group: all}"


def written(tmp_path, *rows):
    """A file of claims; each row changes fields of a good one."""
    good = {"id": "C01", "design": "D15", "against": "status_quo", "measure": "cev", "at": EVERYONE, "sign": "+",
            "depends_on": ""}  # fmt: skip
    path = tmp_path / "claims.yaml"
    path.write_text("claims:" + "".join(CLAIM.format(**(good | row)) for row in rows), encoding="utf-8")
    return path


def test_the_articles_claims_are_many_and_reach_every_section_and_design():
    found = claims.load_claims()
    assert len(found) >= 24
    assert {claim.section.split("(")[0].split()[0] for claim in found} == {"I", "II", "III"}
    named = {part.strip() for claim in found for text in claim.designs for part in text.split("+")}
    assert named - {"status_quo"} == {f"D{number:02d}" for number in range(1, 32)}


def test_every_measure_and_verdict_has_a_name_in_both_languages():
    for language in LANGUAGES:
        words = Labels(language)
        for measure in claims.MEASURES:
            assert words.of("claim", measure)
        for verdict in (article.SUPPORTED, article.NOT_SUPPORTED, article.UNDECIDED, article.NOT_RUN, "depends on"):
            assert words.of("verdict", verdict.replace(" ", "_"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"design": "D7"}, "design: D7 is not an id"),
        ({"against": "nothing"}, "against: nothing is not"),
        ({"measure": "joy"}, "measure: joy is not one of coverage"),
        ({"sign": "up"}, "sign: up is not"),
        ({"at": "{cohort: living}"}, "is not the fields cohort, dimension, group"),
        ({"at": "{cohort: entrant, dimension: status, group: platform}"}, "at.dimension: status is not one of all"),
        ({"depends_on": "luck"}, "depends_on: luck is not a constant"),
    ],
)
def test_a_wrong_field_is_named_with_its_claim_and_what_would_be_right(tmp_path, change, message):
    with pytest.raises(InputError, match=r"claims\.yaml, claim 2 \(C02\)") as error:
        claims.load_claims(written(tmp_path, {}, {"id": "C02", **change}))
    assert message in str(error.value)


def test_ids_that_come_twice_missing_fields_and_no_claims_are_errors(tmp_path):
    with pytest.raises(InputError, match="C01 stands twice"):
        claims.load_claims(written(tmp_path, {}, {}))
    path = tmp_path / "other.yaml"
    path.write_text("claims:\n  - id: C01\n", encoding="utf-8")
    with pytest.raises(InputError, match="missing field at, claim"):
        claims.load_claims(path)
    path.write_text("claims: []\n", encoding="utf-8")
    with pytest.raises(InputError, match="at least one claim"):
        claims.load_claims(path)


@pytest.mark.parametrize(
    ("values", "sign", "at_most", "verdict"),
    [
        ([1.0, 1.1, 0.9, 1.0], 1, None, "supported"),
        ([1.0, 1.1, 0.9, 1.0], -1, None, "not supported"),
        ([1.0, -1.0, 0.5, -0.4], 1, None, "undecided"),
        ([0.0, 0.0, 0.0, 0.0], 1, None, "not supported"),
        ([1.0, 1.1, 0.9, 1.0], 1, 0.5, "not supported"),
        ([1.0, 1.1, 0.9, 1.0], 1, 2.0, "supported"),
        ([np.nan] * 4, 1, None, "not run"),
    ],
)
def test_a_claim_is_judged_by_sign_and_size_beside_its_error(values, sign, at_most, verdict):
    assert article.judge(values, range(4), sign, at_most)[2] == verdict


def test_a_point_is_efficient_where_no_other_is_as_good_in_both_and_better_in_one():
    solvency, welfare = [0.0, 1.0, 2.0, 1.0, 2.0], [3.0, 2.0, 1.0, 1.0, 1.0]
    assert plane.efficient(solvency, welfare).tolist() == [True, True, True, False, True]


def test_labels_hide_neither_each_other_nor_a_point():
    points = np.array([[100.0, 100.0], [102.0, 101.0], [104.0, 99.0], [110.0, 104.0], [300.0, 200.0], [101.0, 99.0]])
    offsets = np.array(plane.label_offsets(points, size=(17.0, 8.0)))
    centres = points + offsets
    for place, centre in enumerate(centres):
        apart = np.abs(centre - np.delete(centres, place, axis=0))
        assert np.all((apart[:, 0] >= 17.0) | (apart[:, 1] >= 8.0))
        clear = np.abs(centre - points)
        assert np.all((clear[:, 0] >= 8.5) | (clear[:, 1] >= 4.0))


@pytest.fixture
def weighed(monkeypatch, tmp_path, paper):
    """Ten claims on a model on paper in which reforms only help those who trust."""
    paper_model, paper_design = paper

    class Sceptical(paper_model):
        def __init__(self, design="status_quo", settings=None, threads=1):
            super().__init__(design, settings, threads)
            self.reform *= 1.0 if settings.behaviour.trust > 0.5 else -1.0

    for module in (run,):
        monkeypatch.setattr(module, "build", lambda one: Sceptical(one.design.name, one.settings))
    rows = [
        {"id": "C01", "depends_on": "trust"},
        {"id": "C02", "design": "D31", "against": "D15"},
        {"id": "C03", "design": "D31", "sign": "-"},
        {"id": "C04", "design": "D05"},
        {"id": "C05", "design": "D31", "measure": "balance", "at": "{fund: all}"},
        {"id": "C06", "design": "D31", "measure": "coverage", "at": "{branch: injury, group: flexible}"},
        {"id": "C07", "design": "D31", "measure": "burden", "at": "{group: platform, payer: platform}"},
        {"id": "C08", "design": "D31", "measure": "treasury", "at": "{}"},
        {"id": "C09", "design": "D31", "measure": "distribution", "at": "{figure: gini_income}", "sign": "-"},
        {"id": "C10", "design": "D31", "measure": "benefit_per_yuan", "at": "{kind: young, type: platform}"},
    ]
    plan = article.plan(
        claims.load_claims(written(tmp_path, *rows)), NAMES, paper_design, 3000, 2035, 4, 1, "mid", True
    )
    return plan, article.run(plan, 1, lambda setup: Progress(compare.work(setup), quiet=True))


def test_verdicts_follow_from_the_runs(weighed):
    verdicts = {finding.claim.id: finding.verdict for finding in weighed[1].findings}
    assert verdicts["C01"] == "depends on: trust"
    assert verdicts["C02"] == verdicts["C06"] == verdicts["C07"] == verdicts["C08"] == "supported"
    assert verdicts["C09"] == verdicts["C10"] == "supported"
    assert verdicts["C03"] == "not supported" and verdicts["C04"] == "not run"
    first = weighed[1].findings[0]
    assert first.central == "supported" and first.depends_on == ("trust low: not supported",)


def test_two_designs_are_compared_by_way_of_the_common_baseline(weighed, paper):
    plan, found = weighed
    design_of = paper[1]
    pair = {"against": design_of("compulsory_five"), "compared": (design_of("full_proposal"),)}
    both = compare.compare(plan.central._replace(**pair))
    direct = both.welfare.query("cohort == 'living' and group == 'all'")["cev"].mean()
    assert found.findings[1].effect == pytest.approx(100 * direct, rel=1e-9)


def test_ends_of_ranges_are_run_for_the_claims_that_depend_on_them_alone(weighed):
    plan, _ = weighed
    assert set(plan.ends) == {("trust", "low"), ("trust", "high")}
    assert plan.ends["trust", "low"].designs == ("compulsory_five",)
    assert plan.ends["trust", "low"].settings.behaviour.trust == 0.2
    assert plan.steps > sum(one.steps for one in plan.central.runs())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_has_a_row_for_every_claim(weighed, language):
    shown = table(weighed[1], Labels(language))
    assert len(shown.rows) == len(weighed[1].findings) == len(frame(weighed[1]))
    assert all(len(row) == len(shown.headers) for row in shown.rows)


def test_the_folder_holds_table_figure_and_manifest(weighed, tmp_path):
    plan, found = weighed
    article_results.write(found, plan.identity(), tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"article.csv", "article.tex", "article.md", "plane.csv", "plane.pdf", "plane.png", "plane.svg",
                     "report.html", MANIFEST}  # fmt: skip
    manifest = json.loads((tmp_path / "out" / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["identity"] == plan.identity() and len(manifest["claims"]) == 10
    text = (tmp_path / "out" / "article.md").read_text(encoding="utf-8")
    assert text.count("\n| C") == 10


def test_the_plane_shows_each_design_once_and_the_baseline_at_the_origin(weighed):
    points = plane.data(weighed[1]).set_index("id")
    assert set(points.index) == {"D00", "D15", "D31"}
    assert points.at["D00", "balance_change"] == points.at["D00", "cev"] == 0.0
    assert points["efficient"].any()
