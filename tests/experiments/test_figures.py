"""Figures come in every format with their data, are the same twice, and say so when Chinese cannot be drawn."""

import matplotlib
import pandas as pd
import pytest
from matplotlib.figure import Figure

from experiments import results
from experiments.figures import burden, coverage, fit, reserves, style, welfare
from experiments.labels import Labels
from experiments.tables.burden import PAYERS

PARTS = {"reserves": reserves, "coverage": coverage, "welfare": welfare, "burden": burden}


@pytest.fixture(scope="module")
def drawn(comparison):
    with style.styled("en"):
        yield {name: part.draw(comparison, Labels("en")) for name, part in PARTS.items()}


@pytest.fixture(scope="module")
def written(comparison, tmp_path_factory):
    """The folder of figures that were asked for in Chinese where no font has Chinese characters."""
    folder = tmp_path_factory.mktemp("written") / "result" / "figures"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style, "chinese_family", lambda: None)
        results.write(comparison, folder.parent, "zh")
    return folder


def test_every_figure_is_written_in_every_format_with_its_data(written):
    names = {f"{name}.{kind}" for name in PARTS for kind in (*style.FORMATS, "csv")}
    assert {path.name for path in written.iterdir()} == names
    assert all(path.stat().st_size > 500 for path in written.iterdir())
    assert (written / "reserves.pdf").read_bytes().startswith(b"%PDF")


def test_the_data_of_a_figure_can_be_read_back(written):
    frame = pd.read_csv(written / "welfare.csv")
    assert {"design", "cohort", "dimension", "group", "cev", "se_persons", "se_replications"} <= set(frame.columns)


def test_the_same_figure_has_the_same_bytes(comparison, tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        with style.styled("en"):
            style.save(*burden.draw(comparison, Labels("en")), tmp_path / folder, "burden")
    for kind in (*style.FORMATS, "csv"):
        one, two = (tmp_path / folder / f"burden.{kind}" for folder in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("name", PARTS)
def test_no_panel_is_without_a_unit_on_its_outer_axes(drawn, name):
    figure, _ = drawn[name]
    labels = [axis.get_ylabel() + axis.get_xlabel() for axis in figure.axes]
    assert any("%" in label for label in labels)


@pytest.mark.parametrize("name", PARTS)
def test_legends_lie_outside_the_data(drawn, name):
    figure, _ = drawn[name]
    figure.draw_without_rendering()
    legends = figure.legends + [axis.get_legend() for axis in figure.axes if axis.get_legend()]
    assert len(legends) == 1
    box = legends[0].get_window_extent()
    assert figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1
    assert figure.bbox.y0 <= box.y0 and box.y1 <= figure.bbox.y1
    for axis in figure.axes:
        if axis.axison:
            assert not box.overlaps(axis.get_window_extent())


def test_designs_differ_without_colour():
    looks = [style.mark(place) for place in range(len(style.MARKS))]
    assert len({look.marker for look in looks}) == len({look.dashes for look in looks}) == len(looks)
    hatches = [hatch for _, hatch in style.PAYER_FILLS.values()]
    assert len(set(hatches)) == len(hatches) == len(PAYERS)


def test_marks_come_round_again_without_the_baselines():
    assert style.mark(len(style.MARKS)) == style.mark(1)
    assert style.mark(50) != style.mark(0)


def test_reserves_show_the_mean_and_the_range_of_replications(comparison):
    data = reserves.data(comparison)
    assert (data["percent_of_gdp_lowest"] <= data["percent_of_gdp"] + 1e-12).all()
    assert (data["percent_of_gdp"] <= data["percent_of_gdp_highest"] + 1e-12).all()
    last = comparison.records["funds"].query("design == 'status_quo' and fund == 'care' and year == 2060")
    gdp = comparison.records["economy"].query("design == 'status_quo' and year == 2060")["gdp_year"].iloc[0]
    shown = data.query("design == 'status_quo' and fund == 'care' and year == 2060")["percent_of_gdp"].item()
    assert shown == pytest.approx(100 * last["closing"].mean() / gdp, rel=1e-12)


def test_without_a_chinese_font_figures_are_english(monkeypatch):
    monkeypatch.setattr(style, "chinese_family", lambda: None)
    assert style.usable_language("zh") == "en"
    assert "fonts-noto-cjk" in style.FONT_ADVICE


def test_a_chinese_font_comes_first_in_the_family(monkeypatch):
    monkeypatch.setattr(style, "chinese_family", lambda: "Noto Sans CJK SC")
    assert style.usable_language("zh") == "zh"
    with style.styled("zh"):
        assert matplotlib.rcParams["font.family"][0] == "Noto Sans CJK SC"
        assert matplotlib.rcParams["pdf.fonttype"] == 3  # type 42 would lose glyphs with PostScript outlines
    with style.styled("en"):
        assert matplotlib.rcParams["pdf.fonttype"] == 42


def test_a_font_installed_after_matplotlib_made_its_list_is_found(monkeypatch):
    from matplotlib import font_manager

    class Font:
        name = "DejaVu Sans"

    class Listed:
        ttflist = (Font(),)

        def addfont(self, path):
            late = Font()
            late.name = "Noto Sans CJK JP"
            self.ttflist = (*self.ttflist, late)

    monkeypatch.setattr(font_manager, "fontManager", Listed())
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: ["/fonts/NotoSansCJK-Regular.ttc", "/fonts/x.ttf"])
    assert style.chinese_family() == "Noto Sans CJK JP"


def test_titles_and_labels_that_are_longer_than_their_panels_are_wrapped_before_they_are_saved(tmp_path):
    with style.styled("en"):
        figure = Figure(figsize=(7.2, 3.0))
        for axis in figure.subplots(1, 2):
            axis.set_yticks([0.0, 1.0], ["paid months of flexible workers", "evasion intercept"])
            axis.set_title("flexible workers in employee pension, last year")
            axis.set_xlabel("% of contributions for flexible workers, last year")
        style.save(figure, pd.DataFrame({"a": [1]}), tmp_path, "long")
    figure.draw_without_rendering()
    for axis in figure.axes:
        for text in (axis._left_title, axis.xaxis.label):
            assert text.get_text().count("\n") and text.get_window_extent().x1 <= figure.bbox.x1


def test_chinese_is_broken_neither_inside_numbers_nor_before_closing_marks():
    words = "灵活就业人员：职工养老参保（现行法：24.89），-491,698"
    assert fit._lines(words, 15) == ["灵活就业人员：职工养老参保（现", "行法：24.89），", "-491,698"]
    assert "".join(fit._lines(words, 4)) == words
