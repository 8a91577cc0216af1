"""Legal designs: what a file may say, how designs add, and what is said when one is wrong."""

from datetime import date
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.economy import load_paths
from model.law.changes import Change, Step, merge
from model.law.design import FOLDER as DESIGNS
from model.law.design import list_designs, load_design
from model.law.levers import levers
from model.law.parameters import load_law
from model.law.sources import LawError, Place
from model.settings import BehaviourSettings, Settings

LAW = load_law()
NAMES = [file.name for file in list_designs()]
BESIDE = {file.name: file.article == "beside the article" for file in list_designs()}
FLOOR = "coverage.pension.base_floor.casual"


def head(name, more=""):
    return f"name: {name}\nen: Test\nzh: 测试\narticle: III\nbasis: proposal\nsummary: A test.\n{more}from: 2027\n"


def design(folder, changes, name="trial", more=""):
    path = folder / f"{name}.yaml"
    path.write_text(head(name, more) + "changes:\n" + changes, encoding="utf-8")
    return load_design(str(path), LAW)


def values(loaded, path, *years):
    return [LAW.year(year, design=loaded)[path] for year in years]


# the designs that come with the model


@pytest.mark.parametrize("name", NAMES)
def test_every_design_loads_and_differs_from_its_comparator(name):
    loaded = load_design(name, LAW)
    assert loaded.name == name
    if name != "status_quo":
        assert loaded.text() != load_design(loaded.against, LAW).text()


def test_all_designs_of_the_article_are_there_by_number():
    numbered = [file.id for file in list_designs() if file.id]
    assert numbered == [f"D{number:02}" for number in range(32)]
    assert [file.name for file in list_designs() if not file.summary or not file.article] == []


def solved(design):
    """The design with every neutral rate replaced by a number."""
    return design.solved({rate.path: 0.03 for rate in design.neutral})


@pytest.mark.parametrize("name", [name for name in NAMES if name != "status_quo"])
def test_every_design_resolves_to_other_parameters_than_its_comparator(name):
    loaded = solved(load_design(name, LAW))
    comparator = solved(load_design(loaded.against, LAW))
    assert comparator.name != name
    years = (2026, 2027, 2028, 2031, 2035, 2050)
    resolved = [[LAW.year(year, design=side) for year in years] for side in (loaded, comparator)]
    assert any(mine[path] != theirs[path] for mine, theirs in zip(*resolved, strict=True) for path in mine)


@pytest.mark.parametrize("name", NAMES)
def test_every_design_resolves_in_every_year_to_the_horizon(name):
    loaded = solved(load_design(name, LAW))
    for year in (*range(2016, 2045), 2075, 2125):
        LAW.year(year, design=loaded)


@pytest.mark.parametrize("name", NAMES)
def test_a_design_moves_what_its_levers_move_and_nothing_else(name):
    loaded = load_design(name, LAW)
    own = {path for path, change in loaded.changes.items() if name in change.origins}
    if BESIDE[name]:  # a yardstick of validation may move what the article has no lever for, and names none
        assert loaded.touches == () and own
        return
    moved = {lever: set(levers()[lever].parameters(LAW)) for lever in loaded.touches}
    assert {path for path in own if not any(path in paths for paths in moved.values())} == set()
    assert [lever for lever, paths in moved.items() if not paths & own] == []


def test_the_full_proposal_is_the_sum_of_its_parts():
    whole = load_design("full_proposal", LAW)
    total = load_design(" + ".join(whole.parts), LAW)
    assert {path: change.steps for path, change in whole.changes.items()} == {
        path: change.steps for path, change in total.changes.items()
    }
    rate = {"coverage.platform.rate": 0.02}
    for year in (2026, 2027, 2029, 2031, 2060):
        assert whole.solved(rate).overrides(year) == total.solved(rate).overrides(year)


def test_the_law_in_force_is_a_design_without_changes():
    nothing = load_design("status_quo", LAW)
    assert nothing.first_year is None
    assert nothing.overrides(2050) == {}
    compulsory = load_design("compulsory_five", LAW)
    assert (compulsory + nothing).text() == compulsory.text()


def test_the_pilot_designs_hold_and_extend_the_pilot():
    reach, charge = "coverage.injury_pilot.reach.other", "injury.pilot.charge.food_delivery"
    assert values(load_design("law_2011", LAW), "coverage.injury_pilot.reach.first", 2021, 2024, 2030) == [0, 0, 0]
    assert values(load_design("injury_pilot_2022", LAW), reach, 2024, 2026, 2030) == [0, 0, 0]
    assert values(load_design("injury_pilot_2022", LAW), charge, 2024, 2026, 2030) == [0.06, 0.06, 0.06]
    extended = load_design("injury_pilot_2025", LAW)
    for year in (2024, 2025, 2026, 2027, 2040):
        assert LAW.year(year, design=extended)[reach] == LAW.year(year)[reach]
        assert LAW.year(year, design=extended)[charge] == LAW.year(year)[charge]


def test_co_financing_keeps_the_total_and_gives_the_worker_eight_points():
    year = LAW.year(2027, design=load_design("co_financing", LAW))
    parts = [year[f"pension.{payer}_rate.platform"] for payer in ("worker", "platform", "user")]
    assert parts == pytest.approx([0.08, 0.08, 0.04], abs=1e-12)
    assert year["pension.worker_rate.casual"] == 0.20


def test_a_neutral_rate_is_named_until_it_is_solved_and_then_divided_among_branches():
    loaded = load_design("compulsory_five + revenue_base", LAW)
    assert [tuple(rate) for rate in loaded.neutral] == [("coverage.platform.rate", 2027, "payroll")]
    assert LAW.year(2026, design=loaded)["coverage.platform.base"] == "payroll"
    with pytest.raises(LawError, match="neutral to payroll is not solved"):
        LAW.year(2027, design=loaded)
    solved = loaded.solved({"coverage.platform.rate": 0.05})
    assert solved.neutral == []
    year = LAW.year(2027, design=solved)
    branches = ("pension", "medical", "injury", "unemployment", "maternity", "care")
    rates = [year[f"{branch}.platform_rate.platform"] for branch in branches]
    assert sum(rates) == pytest.approx(0.05, abs=1e-15)
    assert rates[0] / rates[1] == pytest.approx(0.08 / 0.036)


# forms of a change


def test_a_number_holds_from_the_first_day(tmp_path):
    assert values(design(tmp_path, f"  {FLOOR}: 0.4\n"), FLOOR, 2026, 2027, 2100) == [0.6, 0.4, 0.4]


def test_a_dated_path_moves_step_by_step_within_the_year(tmp_path):
    loaded = design(tmp_path, f"  {FLOOR}: {{2027: 0.5, 2030-07-01: 0.3}}\n")
    assert values(loaded, FLOOR, 2026, 2029, 2030, 2031) == [0.6, 0.5, 0.4, 0.3]


def test_a_phase_in_moves_by_equal_steps_from_the_law_in_force(tmp_path):
    loaded = design(tmp_path, f"  {FLOOR}: 0.4\n", more="phase_in: 4\n")
    assert values(loaded, FLOOR, 2026, 2027, 2028, 2029, 2030, 2031) == pytest.approx([0.6, 0.55, 0.5, 0.45, 0.4, 0.4])


def test_a_change_may_end(tmp_path):
    loaded = design(tmp_path, f"  {FLOOR}: {{value: 0.4, until: 2029}}\n")
    assert values(loaded, FLOOR, 2026, 2027, 2029, 2030) == [0.6, 0.4, 0.4, 0.6]


def test_scale_multiplies_the_law_as_it_moves(tmp_path):
    path = "medical.retirement.required_years.men"
    loaded = design(tmp_path, f"  {path}: {{scale: 0.5}}\n")
    for year in (2027, 2030, 2060):
        assert LAW.year(year, design=loaded)[path] == 0.5 * LAW.year(year)[path]


def test_as_of_freezes_the_law(tmp_path):
    path = "medical.retirement.required_years.men"
    loaded = design(tmp_path, f"  {path}: {{as_of: 2026-12-31}}\n")
    assert values(loaded, path, 2026, 2027, 2060) == [LAW.year(2026)[path]] * 3


def test_a_money_amount_of_a_design_grows_as_the_parameter_does(tmp_path):
    path = "injury.pilot.charge.freight"
    loaded = design(tmp_path, f"  {path}: {{2027: 0.2, 2029: 0.4}}\n")

    def economy(kind, start, end):
        return 1.1 ** (end - start)

    assert LAW.year(2028, economy, loaded)[path] == 0.2
    assert LAW.year(2031, economy, loaded)[path] == pytest.approx(0.4 * 1.1**2)


def test_braces_and_stars_mean_several_parameters(tmp_path):
    loaded = design(tmp_path, "  coverage.{pension,medical}.base_floor.*: 0.3\n")
    assert len(loaded.changes) == 8
    assert set(loaded.overrides(2027).values()) == {0.3}


def test_a_child_overrides_what_it_extends(tmp_path):
    loaded = design(tmp_path, "  pension.worker_rate.casual: 0.10\n", more="extends: lower_rate\n")
    assert loaded.overrides(2027)["pension.worker_rate.casual"] == 0.10
    assert loaded.overrides(2027)["pension.worker_rate.self_employed"] == 0.12
    both = loaded + load_design("lower_rate", LAW)
    assert both.overrides(2030) == loaded.overrides(2030)


def test_a_table_of_changes_says_what_and_by_whom():
    rows = load_design("lower_rate + hukou_removal", LAW).changes_table(LAW, 2027)
    row = next(row for row in rows if row.path == "pension.worker_rate.casual")
    assert (row.in_force, row.design) == (0.20, 0.12)
    assert row.source.startswith("lower_rate: midway")
    assert load_design("lower_rate", LAW).changes_table(LAW, 2026) == []


def test_a_varied_design_sets_a_parameter_over_its_own_changes():
    base = load_design("lower_rate", LAW)
    varied = base.varied({"pension.worker_rate.casual": 0.15}, LAW, 2028)
    assert values(varied, "pension.worker_rate.casual", 2026, 2027, 2028) == [0.20, 0.12, 0.15]
    assert varied != base
    with pytest.raises(LawError, match="out of range"):
        base.varied({"pension.worker_rate.casual": 1.5}, LAW, 2028)


# sums and packages


def test_designs_that_agree_add_and_those_that_differ_name_both_places(tmp_path):
    one = design(tmp_path, f"  {FLOOR}: 0.4\n", "one")
    same = design(tmp_path, f"  {FLOOR}: {{2029: 0.4}}\n", "same")
    other = design(tmp_path, f"\n  {FLOOR}: 0.3\n", "other")
    assert values(one + same, FLOOR, 2026, 2027, 2029) == [0.6, 0.4, 0.4]
    with pytest.raises(LawError, match=r"one\.yaml:9:3: .*one says 0\.4, other says 0\.3 in .*other\.yaml:10:3"):
        one + other


def test_designs_for_different_times_add(tmp_path):
    early = design(tmp_path, f"  {FLOOR}: {{value: 0.4, until: 2029}}\n", "early")
    late = design(tmp_path, f"  {FLOOR}: {{2030: 0.3}}\n", "late")
    assert values(early + late, FLOOR, 2026, 2029, 2030) == [0.6, 0.4, 0.3]


def test_a_package_names_the_winner_of_an_overlap(tmp_path):
    design(tmp_path, f"  {FLOOR}: 0.4\n", "one")
    design(tmp_path, f"  {FLOOR}: 0.3\n", "other")
    reason = "resolve:\n  " + FLOOR + ": {winner: other, reason: lower is the aim}\n"
    package = design(tmp_path, "  coverage.multiple_employers: 1\n", "package", "parts: [one, other]\n" + reason)
    assert values(package, FLOOR, 2027) == [0.3]
    with pytest.raises(LawError, match="winner `three` is no part that sets it; parts that do: one"):
        design(tmp_path, "  coverage.multiple_employers: 1\n", "wrong",
               "parts: [one]\nresolve:\n  " + FLOOR + ": {winner: three, reason: x}\n")  # fmt: skip
    with pytest.raises(LawError, match="the parts do not differ here"):
        design(tmp_path, "  coverage.multiple_employers: 1\n", "idle",
               "parts: [one]\nresolve:\n  " + FLOOR + ": {winner: one, reason: x}\n")  # fmt: skip


STEPS = st.dictionaries(st.integers(2026, 2032), st.sampled_from([0.1, 0.2, 0.3]), min_size=1, max_size=3)


@given(STEPS, STEPS)
def test_a_sum_does_not_depend_on_the_order(first, second):
    parameter = LAW.parameter(FLOOR)

    def change(name, steps):
        return Change(
            parameter,
            tuple(
                Step(date(year, 1, 1), value, None, frozenset({name}), frozenset(), Place(name, 1, 1))
                for year, value in sorted(steps.items())
            ),
        )

    one, other = change("one", first), change("other", second)
    try:
        left = merge(one, other)
    except LawError:
        with pytest.raises(LawError):
            merge(other, one)
        return
    right = merge(other, one)
    for year in range(2024, 2036):
        assert left.in_year(year) == right.in_year(year)
        expected = {side.in_year(year) for side in (one, other) if side.first.year <= year}
        assert {left.in_year(year)} == (expected or {parameter.in_year(year)})
        assert merge(one, one).in_year(year) == one.in_year(year)


# errors


@pytest.mark.parametrize(
    ("changes", "line", "message"),
    [
        ("  coverage.pension.mandat.casual: 1\n", 9, r"unknown parameter .*did you mean `coverage\.pension\.mandate\."),
        (f"  {FLOOR}: 1.5\n", 9, "1.5 is out of range; 0 to 1 share of average wage W is possible"),
        (f"  {FLOOR}: low\n", 9, "a text where a number is needed"),
        ("  coverage.pension.base.casual: incom\n", 9, "`incom` is no setting; settings are menu, income, average"),
        (f"  {FLOOR}: {{2020: 0.5}}\n", 9, "lies before the design's `from`"),
        (f"  {FLOOR}: {{scale: 3}}\n", 9, "1.8 is out of range"),
        (f"  {FLOOR}: {{neutral_to: payroll}}\n", 9, r"only coverage\.platform\.rate and"),
        (f"  {FLOOR}: {{walue: 0.5}}\n", 9, "walue: unknown key; a change has value"),
        (f"  {FLOOR}: {{value: 0.5, scale: 2}}\n", 9, "one of value, values, scale, as_of, neutral_to is needed"),
        (f"  {FLOOR}: {{value: 0.5, until: 2026}}\n", 9, "ends before the change"),
        (f"  {FLOOR}: 0.5\n  coverage.pension.base_floor.*: 0.4\n", 10, "set twice, first in line 9"),
        ("  coverage.definition: {value: functional, phase_in: 3}\n", 9, "only a number is phased in"),
        (f"  {FLOOR}: 0.6\n", 1, "changes nothing against status_quo by 2125"),
    ],
)
def test_a_wrong_change_is_named_with_its_line(tmp_path, changes, line, message):
    with pytest.raises(LawError, match=message) as caught:
        design(tmp_path, changes)
    assert caught.value.place.line == line
    assert caught.value.place.file.endswith("trial.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (head("trial").replace("basis: proposal\n", ""), "basis: missing; a line `basis: ...` is needed"),
        (head("trial").replace("proposal", "idea"), "basis: .*'proposal'"),
        (head("trial") + "chnages: {}\n", "chnages: unknown key; did you mean `changes`"),
        (head("other"), "`other` in a file called trial.yaml"),
        (head("trial", "touches: [L99]\n"), "unknown lever `L99`"),
        (head("trial", "extends: compulsory_fife\n"), r"trial\.yaml:7:10: unknown design .*mean `compulsory_five`"),
        (head("trial", "extends: trial\n"), "builds on itself: trial -> trial"),
        (head("trial", "against: status_qo\n"), "unknown design `status_qo`; did you mean `status_quo`"),
        (head("trial", "parts: [lower_rate]\n").replace("from: 2027\n", "changes: {a.b: 1}\n"), "from: missing"),
    ],
)
def test_a_wrong_heading_is_named(tmp_path, text, message):
    path = tmp_path / "trial.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LawError, match=message):
        load_design(path, LAW)


def test_an_unknown_design_suggests_the_nearest():
    with pytest.raises(LawError, match="unknown design `compulsary_five`; did you mean `compulsory_five`"):
        load_design("lower_rate + compulsary_five", LAW)


# levers


def test_every_lever_of_the_article_is_there_and_moves_something_that_exists():
    table = levers()
    assert list(table) == [f"L{number:02}" for number in range(1, 47)]
    for lever in table.values():
        moved = lever.parameters(LAW)
        assert moved or lever.settings or lever.measures, lever.id
        assert bool(moved) == (lever.kind == "law"), lever.id
        assert bool(lever.measures) == (lever.kind in ("result", "norm")), lever.id


def test_every_lever_of_the_law_is_moved_by_a_design():
    touched = {lever for file in list_designs() for lever in file.touches}
    assert [lever.id for lever in levers().values() if lever.kind == "law" and lever.id not in touched] == []


def test_levers_name_settings_and_measures_that_exist():
    known = {*Settings.model_fields, *(f"behaviour.{field}" for field in BehaviourSettings.model_fields)}
    assert {setting for lever in levers().values() for setting in lever.settings} <= known
    for lever in levers().values():
        for name in lever.measures:
            module, function = name.split(".")
            assert callable(getattr(import_module(f"model.measures.{module}"), function)), lever.id


def test_every_parameter_names_levers_that_exist():
    named = {lever for path in LAW.paths() for lever in LAW.parameter(path).levers}
    assert named <= set(levers())


def test_a_design_of_the_models_own_folder_that_does_not_exist_is_named_with_what_is_needed():
    missing = DESIGNS / "not_there.yaml"
    with pytest.raises(LawError, match=r"not_there\.yaml: cannot be read.*a YAML file is needed"):
        load_design(str(missing))


@pytest.mark.parametrize("name", NAMES)
def test_what_a_design_sets_in_a_year_is_what_each_change_says(name):
    """Changes that have come to rest are not worked out again each year; they must be as if they were."""
    index = load_paths("mid").index
    loaded = load_design(name, LAW)
    loaded = loaded.solved({rate.path: 0.0123 for rate in loaded.neutral})
    for year in (2025, 2026, 2027, 2030, 2031, 2045, 2110):
        began = {path: change for path, change in loaded.changes.items() if change.first.year <= year}
        assert loaded.overrides(year, index) == {path: change.in_year(year, index) for path, change in began.items()}
