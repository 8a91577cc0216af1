"""What a folder holds is enough to draw it again, in every width and language, and to tell it in one HTML file."""

import json
import re
import sys
from html.parser import HTMLParser

import pandas as pd
import pytest

from experiments import Experiment, article_results, cli, means, presentation, results, runner
from experiments.figures import style
from experiments.labels import Labels
from experiments.tables.table import Table, source, write_latex

FILE = """name: dots
designs: [status_quo, compulsory_five]
settings: {population: 200, until: 2027}
levers:
  pension.accrual_rate: [0.008, 0.01, 0.012]
replications: 4
measures:
  covered: {of: coverage, group: flexible, branch: pension}
  reserve: {of: reserve, fund: all}
  taxed: {of: treasury}
"""


def on_paper(task, advance):
    if task.levers[0][1] == 0.01 and task.replication == 0:
        raise ZeroDivisionError("no one works")
    number = 1 + task.replication + 100 * task.levers[0][1]
    return {name: number * 10**place for place, name in enumerate(task.measures)}, {}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A finished experiment's folder; nobody changes its runs."""
    folder = tmp_path_factory.mktemp("runs")
    (folder / "dots.yaml").write_text(FILE, encoding="utf-8")
    runner.complete(Experiment.load(folder / "dots.yaml"), folder / "r", 1, evaluate=on_paper)
    return folder / "r"


@pytest.fixture(scope="module")
def compared(comparison, tmp_path_factory):
    """The folder of a comparison; nobody changes its records."""
    folder = tmp_path_factory.mktemp("compared") / "r"
    results.write(comparison, folder)
    return folder


@pytest.fixture
def plot(monkeypatch, capsys):
    """Runs `linghuo plot` with these arguments; returns exit code, standard output and error."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["linghuo", "plot", *map(str, arguments)])
        try:
            cli.main()
        except SystemExit as end:
            return (end.code or 0, *capsys.readouterr())
        return (0, *capsys.readouterr())

    return run


class Page(HTMLParser):
    """The tags of a page, what they refer to, and the text of its cells."""

    def __init__(self, path):
        super().__init__()
        self.open, self.tags, self.addresses, self.cells = [], [], [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, given):
        self.tags.append(tag)
        self.addresses += [value for name, value in given if name in ("src", "href", "srcset")]
        if tag not in ("meta", "img", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        if self.open and self.open[-1] == "td":
            self.cells.append(text)


def test_a_comparison_is_rebuilt_from_its_folder(comparison, compared):
    found = results.read(compared)
    assert found.setup.all_designs == comparison.setup.all_designs
    assert found.setup.settings == comparison.setup.settings
    assert list(found.records) == list(comparison.records)
    for language in ("en", "zh"):
        for one, other in zip(
            results.tables(found, Labels(language)), results.tables(comparison, Labels(language)), strict=True
        ):
            assert (one.headers, one.rows, one.note) == (other.headers, other.rows, other.note)
            pd.testing.assert_frame_equal(one.data, other.data, check_dtype=False)


def test_plot_draws_a_comparison_again_to_the_same_bytes_and_runs_nothing(compared, plot, monkeypatch):
    kept = {path: path.read_bytes() for path in compared.rglob("*") if path.is_file()}
    for path in kept:
        if path.suffix not in (".parquet", ".json"):
            path.unlink()
    monkeypatch.setattr("experiments.run.build", None)
    code, out, err = plot(compared)
    assert code == 0 and "Solvency of the funds" in out
    assert "drew reserves, coverage, welfare, burden; 11 tables and report.html in" in err
    assert {path: path.read_bytes() for path in compared.rglob("*") if path.is_file()} == kept


def test_plot_draws_the_article_again_to_the_same_bytes(tmp_path, comparison, plot):
    from experiments.article import Article, Finding
    from experiments.claims import load_claims

    claims = load_claims()[:3]
    findings = [
        Finding(claims[0], 0.1 + 0.2, 0.01, "supported", ("trust low: undecided", "trust high: not supported")),
        Finding(claims[1], -1 / 3, float("nan"), "undecided", ()),
        Finding(claims[2], float("nan"), float("nan"), "not run", ()),
    ]
    told = {"experiment": "article", "claims": [each._asdict() for each in claims], "ends": [],
            "comparison": comparison.setup.determinants()}  # fmt: skip
    names = {"D00": "status_quo", "D15": "compulsory_five", "D31": "full_proposal"}
    article_results.write(Article(findings, comparison, names, told), "x", tmp_path / "r")
    assert repr(article_results.read(tmp_path / "r").findings) == repr(findings)
    kept = {path: path.read_bytes() for path in (tmp_path / "r").iterdir()}
    assert plot(tmp_path / "r")[0] == 0
    assert {path: path.read_bytes() for path in (tmp_path / "r").iterdir()} == kept


def test_means_and_errors_are_by_point_and_design_without_failed_runs(runs):
    shown = presentation.present(runs, Labels("en"))
    (table,), (drawing,) = shown.tables, shown.drawings
    assert len(table.rows) == 6 and len(table.headers) == 6
    found = table.data.set_index(["point", "design", "measure"])
    assert found.loc[(0, "status_quo", "reserve"), "mean"] == pytest.approx(10 * (2.5 + 0.8))
    assert found.loc[(1, "status_quo", "covered"), "mean"] == pytest.approx(3 + 1.0)
    assert found.loc[(1, "status_quo", "covered"), "runs"] == 3 and found["mean_se"].gt(0).any()
    panels = [axis for axis in drawing.figure.axes if axis.axison]
    titles = [axis.get_title().replace("\n", " ") for axis in panels]
    assert titles == ["Flexible workers: Employee pension", "Reserve: All funds", "Treasury outlays"]
    assert [axis.get_ylabel() for axis in panels] == ["% of the group", "billion yuan of 2025", "% of GDP"]


def test_an_experiment_without_numbers_is_an_empty_presentation(tmp_path):
    (tmp_path / "dots.yaml").write_text(FILE.partition("measures")[0], encoding="utf-8")
    runner.complete(Experiment.load(tmp_path / "dots.yaml"), tmp_path / "r", 1, evaluate=on_paper)
    shown = presentation.redraw(tmp_path / "r")
    assert not shown.tables and not shown.drawings and (tmp_path / "r" / "report.html").exists()


def test_the_report_is_one_file_with_everything(runs, plot):
    assert plot(runs)[0] == 0
    path = runs / "report.html"
    page, text = Page(path), path.read_text(encoding="utf-8")
    assert not page.open and page.tags.count("img") == 1
    assert page.addresses and all(address.startswith("data:image/svg+xml;base64,") for address in page.addresses)
    assert not re.findall(r"(?:url\(|@import|<script|<link)", text)
    manifest = json.loads((runs / "manifest.json").read_text(encoding="utf-8"))
    assert {manifest["code"], manifest["identity"], manifest["versions"]["numba"]} <= set(page.cells)
    assert "settings.population" in page.cells and "200" in page.cells
    assert "22 done, 2 failed, 0 left" in text and "ZeroDivisionError: no one works" in text
    assert "<summary>compulsory_five</summary>" in text


def test_the_report_shows_markup_in_names_as_text(tmp_path):
    from experiments import page

    words = Table("t", "<b>A</b>", ["x"], [["<script>"]], 1, frozenset(), "n & m", pd.DataFrame())
    page.write(presentation.Presentation("<i>", [words], []), tmp_path, tmp_path, Labels("en"))
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<script>" not in text and "&lt;script&gt;" in text and "n &amp; m" in text


@pytest.mark.parametrize("width", style.WIDTHS)
def test_every_figure_fits_every_width(compared, runs, width):
    for folder in (compared, runs):
        with style.styled("en"):
            for drawing in presentation.present(folder, Labels("en")).drawings:
                from experiments.figures.fit import SMALLEST_FONT, fit

                figure = drawing.figure
                fit(figure, style.WIDTHS[width])
                figure.draw_without_rendering()
                assert figure.get_size_inches()[0] == pytest.approx(style.WIDTHS[width])
                for axis in figure.axes:
                    box = axis.get_tightbbox()
                    if axis.axison:
                        assert box.x0 >= -1 and box.x1 <= figure.bbox.width + 1
                        assert box.y0 >= -1 and box.y1 <= figure.bbox.height + 1
                        assert axis.title.get_fontsize() >= SMALLEST_FONT
                for legend in figure.legends:
                    assert legend.get_window_extent().width <= figure.bbox.width + 1


def test_without_a_chinese_font_figures_are_english_tables_chinese_and_the_package_is_named(runs, plot, monkeypatch):
    monkeypatch.setattr(style, "chinese_family", lambda: None)
    code, out, err = plot(runs, "--lang", "zh", "--width", "single")
    assert code == 0 and "指标均值" in out
    assert "no Chinese font is installed" in err and "fonts-noto-cjk" in err
    text = (runs / "report.html").read_text(encoding="utf-8")
    assert '<html lang="zh">' in text and "来源与版本" in text


@pytest.mark.parametrize("content", [None, "{", '{"experiment": "design effects"}'])
def test_a_folder_that_holds_nothing_to_draw_is_refused(tmp_path, plot, content):
    if content is not None:
        (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    code, out, err = plot(tmp_path)
    assert (code, out) == (2, "") and "name the folder of an experiment, an analysis" in err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"kind": "dream"}', "unknown kind of analysis 'dream'; known are decompose"),
        ('{"kind": ["sweep"]}', r"unknown kind of analysis \['sweep'\]; known are decompose"),
        ("[1, 2]", "unknown kind of analysis None; known are decompose"),
        ("", "is damaged: .*; run the analysis again into an empty folder"),
        ('{"kind": "sweep", "swe', "is damaged: Unterminated string"),
        ('{"kind": "sweep"}', "lacks `sweep`; run the analysis again"),
        ('{"kind": "robust", "robust": {"name": "x"}}', "en: Field required; run the analysis again"),
        ('{"kind": "frontier", "frontier": 3}', "frontier: .*dictionary.*; run the analysis again"),
        ('{"kind": "doctrines", "replications": 2}', "lacks `year`; run the analysis again"),
        ('{"kind": "design_effects", "replications": 2, "year": "soon"}', "year: .*integer.*; run the analysis again"),
        ('{"kind": "design_effects", "replications": 2, "year": 2050}', "summary.parquet; run the analysis again"),
        ('{"kind": "lifecycle", "person": {"sex": "female"}, "designs": {}}', "birth_month: Field required"),
        ('{"kind": "experiment"}', "No such file"),
    ],
)
def test_a_damaged_or_foreign_analysis_is_refused_with_what_is_wrong(tmp_path, plot, content, said):
    (tmp_path / presentation.ANALYSIS).write_text(content, encoding="utf-8")
    code, out, err = plot(tmp_path)
    assert (code, out) == (2, "") and re.search(said, " ".join(err.split())), err
    assert {path.name for path in tmp_path.iterdir()} == {presentation.ANALYSIS}


def test_numbers_that_are_no_longer_readable_are_named(tmp_path, plot):
    told = {"kind": "design_effects", "replications": 2, "year": 2050}
    (tmp_path / presentation.ANALYSIS).write_text(json.dumps(told), encoding="utf-8")
    (tmp_path / "summary.parquet").write_text("no numbers", encoding="utf-8")
    code, _, err = plot(tmp_path)
    assert code == 2 and "Parquet" in err and "run the analysis again" in err


def test_latex_notes_state_source_and_standard_errors(tmp_path):
    plain = Table("t", "A", ["x"], [["1"]], 0, frozenset(), "A note.", pd.DataFrame({"x": [1.0]}))
    assert source(plain).startswith("Source: simulations with linghuo") and "Standard errors" not in source(plain)
    with_errors = plain._replace(data=pd.DataFrame({"x": [1.0], "x_se": [0.1]}))
    write_latex(with_errors, tmp_path)
    text = (tmp_path / "t.tex").read_text(encoding="utf-8")
    assert r"\item A note." in text and "Standard errors (s.e.) are those of the mean" in text
    order = [r"\begin{threeparttable}", r"\end{tabular}", r"\begin{tablenotes}", r"\end{threeparttable}"]
    assert [text.index(each) for each in order] == sorted(text.index(each) for each in order)


def test_the_axis_is_the_only_number_that_moves_and_else_the_point():
    from experiments.figures.means import axis_of

    one = pd.DataFrame({"point": [0, 1], "rate": [0.1, 0.2], "fixed": [1, 1], "design": "a", "measure": "m",
                        "mean": 1.0, "mean_se": 0.0, "runs": 2})  # fmt: skip
    assert axis_of(one) == "rate" and means.moved(one) == ["rate"]
    assert axis_of(one.assign(other=[3, 4])) == "point"
    assert axis_of(one.assign(rate=["income", "average"])) == "point"


def test_where_there_is_one_point_every_design_has_a_line_of_its_own_that_is_named():
    from experiments.figures.means import draw

    titles = {f"d{k}": f"Design number {k}" for k in range(12)}
    rows = [{"point": 0, "design": name, "measure": "m", "mean": float(k), "mean_se": 0.1, "runs": 2}
            for k, name in enumerate(titles)]  # fmt: skip
    measures = {"m": {"of": "treasury"}}
    figure = draw(pd.DataFrame(rows), measures, titles, Labels("en"))
    (axis,) = figure.axes
    assert [text.get_text() for text in axis.get_yticklabels()] == list(titles.values())
    points = axis.lines[0].get_xydata()
    assert sorted(map(tuple, points.tolist())) == [(float(k), -float(k)) for k in range(12)]
    assert not figure.legends
