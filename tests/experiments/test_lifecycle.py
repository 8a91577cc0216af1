"""One hypothetical worker: the life follows from person and design, and mistakes are said in one line."""

import sys

import pandas as pd
import pytest

from experiments import cli
from experiments.errors import InputError
from experiments.figures import lifecycle as figure
from experiments.figures.style import styled
from experiments.labels import Labels
from experiments.lifecycle.command import designs_of
from experiments.lifecycle.life import Life, expected_death_age
from experiments.lifecycle.outcome import live_under
from experiments.lifecycle.person import FIRST_YEAR, Event, event_of, person_of
from experiments.tables.lifecycle import table
from model.law.design import load_design
from model.provinces import load_provinces

WHO = {"sex": "female", "born": "1995-06", "job": "food_delivery", "province": "guangdong", "income": 6800.0}


def life(design, **more):
    return pd.DataFrame(Life(person_of(**{**WHO, **more}), load_design(design)).years()).set_index("year")


def outcome(design, **more):
    return live_under(person_of(**{**WHO, **more}), load_design(design))


@pytest.fixture(scope="module")
def plain():
    return life("status_quo")


def test_the_floor_payer_owes_twenty_percent_of_sixty_percent_of_the_local_wage(plain):
    own = Life(person_of(**WHO), load_design("status_quo"))
    wage = own.world.context(FIRST_YEAR).province_wage[load_provinces().names.index("Guangdong")]
    assert plain.loc[FIRST_YEAR, "paid_worker_pension"] == pytest.approx(0.20 * 0.60 * wage * 12)


def test_she_draws_from_fifty_eight_to_her_death(plain):
    drawn = plain[plain["benefit_pension"] > 0]
    assert drawn["claim_month"].iloc[0] == 12 * (1995 + 58) + 5
    assert drawn.index[0] == 1995 + 58 and drawn.index[-1] == plain.index[-1]
    assert (plain.loc[plain.index > 2053, "paid_worker_pension"] == 0).all()
    assert plain["pension_months"].max() == 12 * (2053 - 2026) + 5


def test_a_move_takes_the_record_along_and_she_pays_on_the_wage_of_the_new_province():
    lived = {}
    for name in ("status_quo", "hukou_removal"):
        own = Life(person_of(**WHO, events=["move:henan@2030"]), load_design(name))
        years = [own.live(year) for year in range(FIRST_YEAR, 2031)]
        here = load_provinces().names.index("Henan")
        floor = 0.20 * 0.60 * own.world.context(2030).province_wage[here]
        lived[name] = own, years, floor
        assert own.columns["record_province"][0] == own.columns["province"][0] == here
        assert own.columns["hukou"][0] % 2 == 1  # registered elsewhere
        assert own.columns["record_start_months"][0] == 48  # four years were paid in Guangdong
    own, years, floor = lived["status_quo"]
    # 45 working days without payment: two months of 2030 are missing, ten are paid
    assert years[-1]["paid_worker_pension"] == pytest.approx(10 * floor)
    assert years[-1]["pension_months"] == 58
    free, paid, floor = lived["hukou_removal"]
    assert paid[-1]["paid_worker_pension"] == pytest.approx(12 * floor) and paid[-1]["pension_months"] == 60
    # 12 points of the bases go along today, all 16 of an employer's where the whole pooled part moves
    moved = [one.flows["transfer_pension_pooled"][0] for one in (own, free)]
    assert moved[0] > 0.0 and moved[1] / moved[0] == pytest.approx(16 / 12)


def test_who_moves_home_again_is_registered_where_she_lives():
    own = Life(person_of(**WHO, events=["move:河南@2027", "move:guangdong@2029"]), load_design("status_quo"))
    found = [(own.live(year), int(own.columns["hukou"][0]) % 2)[1] for year in range(FIRST_YEAR, 2030)]
    assert found == [0, 1, 1, 0]
    assert own.columns["record_province"][0] == load_provinces().names.index("Guangdong")


def test_the_same_life_comes_out_twice(plain):
    pd.testing.assert_frame_equal(plain, life("status_quo"))


def test_a_given_injury_is_paid_under_the_pilot_and_not_under_the_law_of_2011():
    pilot, before = (life(name, events=["injury:7@2030"]) for name in ("status_quo", "law_2011"))
    assert pilot.loc[2030, "benefit_injury"] > 0.0 == before.loc[2030, "benefit_injury"]
    assert (pilot.drop(2030)["benefit_injury"] == 0.0).all()


def test_a_fatal_injury_ends_the_life_and_pays_the_survivors():
    short = life("status_quo", events=["injury:fatal@2030"])
    assert short.index[-1] == 2030
    assert short.loc[2030, "benefit_injury"] > 1e6


def test_a_birth_is_paid_where_maternity_is_compulsory():
    paid = life("compulsory_five", events=["birth@2033"])
    assert paid.loc[2033, "benefit_maternity"] > 0.0 == paid["benefit_maternity"].drop(2033).sum()
    assert life("status_quo", events=["birth@2033"])["benefit_maternity"].sum() == 0.0


def test_a_lost_job_draws_unemployment_benefit_where_it_is_insured():
    months = 6
    covered = life("compulsory_five", events=[f"job_loss:{months}@2033"])
    assert covered.loc[2033, "months_worked"] == 12 - months
    assert covered.loc[2033, "benefit_unemployment"] > 0.0
    assert life("status_quo", events=["job_loss:6@2033"])["benefit_unemployment"].sum() == 0.0


def test_a_stay_in_hospital_is_paid_in_part_and_more_by_employee_medical():
    employee, resident, none = (
        life("status_quo", joins=joins, events=["illness:60000@2035"])
        for joins in ("pension,medical", "pension,resident_medical", "pension")
    )
    paid = [
        employee.loc[2035, "benefit_medical_pool"], resident.loc[2035, "benefit_resident_medical"],
        none.loc[2035, ["benefit_medical_pool", "benefit_resident_medical"]].sum(),
    ]  # fmt: skip
    assert 60_000 > paid[0] > paid[1] > paid[2] == 0.0


def test_care_is_paid_from_the_year_of_need_on():
    cared = life("status_quo", events=["care@2070"])
    assert (cared.loc[2070:, "benefit_care"] > 0.0).all() and (cared.loc[:2069, "benefit_care"] == 0.0).all()


def test_who_joins_nothing_pays_nothing_and_a_mandate_binds():
    free, bound = (life(name, joins="none") for name in ("law_2011", "compulsory_five"))
    assert free[[name for name in free if name.startswith("paid_worker")]].sum().sum() == 0.0
    assert free["benefit_pension"].sum() == 0.0
    assert bound.loc[2033, "paid_worker_pension"] > 0.0 < bound["benefit_pension"].sum()


def test_a_resident_member_draws_from_sixty():
    resident = life("status_quo", joins="resident_pension,resident_medical")
    drawn = resident[resident["benefit_resident_basic"] > 0]
    assert drawn["claim_month"].iloc[0] == 12 * (1995 + 60) + 5
    assert resident["paid_worker_pension"].sum() == 0.0 < resident["paid_worker_resident_pension"].sum()


def test_an_insured_employee_pays_eight_percent_and_the_employer_sixteen():
    employee = life("status_quo", job="employee", income=9000.0)
    first = employee.loc[FIRST_YEAR]
    assert first["paid_employer_pension"] == pytest.approx(2 * first["paid_worker_pension"])
    assert first["paid_worker_pension"] == pytest.approx(0.08 * 9000 * 12)


def test_years_paid_before_count_and_the_platform_shares_under_co_financing():
    shared = outcome("co_financing", born="1976-03", paid_years=14.0)
    alone = outcome("status_quo", born="1976-03", paid_years=14.0)
    assert alone.paid_years == pytest.approx(14 + (alone.claim_age - 50) + 2 / 12, abs=0.1)
    assert shared.paid["worker"] < alone.paid["worker"] and shared.paid["platform"] > alone.paid["platform"]


def test_a_neutral_rate_is_solved_and_the_platform_pays_on_revenue():
    shared = life("revenue_base")
    assert shared.loc[2030, "paid_platform_pension"] > 0.0


def test_women_live_longer_than_men_and_death_age_is_obeyed():
    assert expected_death_age(person_of(**WHO)) > expected_death_age(person_of(**{**WHO, "sex": "male"}))
    assert life("status_quo", death_age=40).index[-1] == 1995 + 40


def test_every_yuan_of_the_outcome_is_a_flow_of_the_years():
    one = outcome("full_proposal", events=["injury:5@2034"])
    years = one.years
    for payer, paid in one.paid.items():
        assert paid == pytest.approx((years[f"paid_{payer}"] * years["discount"]).sum())
    assert one.worth_all == pytest.approx(sum(one.received.values()) / sum(one.paid.values()))
    assert one.worth_own > one.worth_all > 0.0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_table_and_figure_show_every_design_in_both_languages(language):
    person = person_of(**WHO)
    lives = [live_under(person, load_design(name)) for name in ("status_quo", "co_financing")]
    words = table(lives, person, Labels(language))
    assert len(words.rows) == 2 and all(len(row) == len(words.headers) for row in words.rows)
    with styled("en"):
        drawn, data = figure.draw(lives, Labels(language))
    assert len(drawn.axes) == 3 and set(data["design"]) == {"status_quo", "co_financing"}


def test_events_are_read():
    assert event_of("injury:none@2030") == Event("injury", 2030, 11.0)
    assert event_of("birth@2028") == Event("birth", 2028, 0.0)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"job": "food_delivry"}, "did you mean food_delivery"),
        ({"province": "guangdog"}, "did you mean guangdong"),
        ({"sex": "w"}, "give one of male, female"),
        ({"born": "1995-13"}, "as in 1995-06"),
        ({"born": "2020-01"}, "ages 16 to 100"),
        ({"income": 3.0}, "100 to 1,000,000"),
        ({"joins": "pension,resident_pension"}, "exclude each other"),
        ({"joins": "pensions"}, "did you mean pension"),
        ({"base": "roof"}, "give one of floor"),
        ({"paid_years": 40.0}, "not between 0 and 16"),
        ({"death_age": 20}, "not between 31 and 110"),
        ({"events": ["injry:7@2030"]}, "did you mean injury"),
        ({"events": ["injury:11@2030"]}, "a grade 1 to 10"),
        ({"events": ["injury:7"]}, "is no event"),
        ({"events": ["birth:2@2030"]}, "write birth@2028"),
        ({"events": ["birth@2070"]}, "not 15 to 50"),
        ({"events": ["move@2030"]}, "write move:guangdong@2030"),
        ({"events": ["move:henen@2030"]}, "did you mean henan"),
        ({"events": ["move:guangdong@2030"]}, "lives in that province already"),
        ({"events": ["move:henan@2030", "move:henan@2032"]}, "lives in that province already"),
        ({"events": ["birth@2020"]}, "outside the life"),
        ({"events": ["birth@2030", "birth@2030"]}, "given twice"),
        ({"sex": "male", "events": ["birth@2030"]}, "--sex female"),
    ],
)
def test_a_mistake_is_said_with_what_would_be_right(wrong, said):
    with pytest.raises(InputError, match=said):
        person_of(**{**WHO, **wrong})


@pytest.mark.parametrize(("text", "said"), [("status_qu", "did you mean"), ("", "0 designs"), ("D01,x,,x", "unknown")])
def test_designs_are_found_or_an_error(text, said):
    with pytest.raises(InputError, match=said):
        designs_of(text)


def test_the_command_writes_its_folder_and_ends_with_two_on_a_mistake(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    options = [f"--{name}={value}" for name, value in WHO.items()]

    def run(*more):
        monkeypatch.setattr(sys, "argv", ["linghuo", "lifecycle", *options, *more])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return end.value.code or 0

    assert run("--designs=status_quo", "--out=r") == 0
    files = {path.relative_to(tmp_path / "r").as_posix() for path in (tmp_path / "r").rglob("*") if path.is_file()}
    figures = {f"figures/lifecycle.{kind}" for kind in ("pdf", "png", "svg", "csv")}
    kept = {"manifest.json", "analysis.json", "lives.parquet", "years.parquet", "report.html"}
    assert files == {*kept, *figures, *(f"tables/lifecycle.{kind}" for kind in ("csv", "tex", "md"))}
    assert "food delivery courier" in capsys.readouterr().out
    assert run("--designs=nonsense") == 2
    assert run("--designs=status_quo", "--event=flood@2030") == 2
    assert "linghuo: --event: unknown flood" in capsys.readouterr().err


def test_a_life_is_drawn_again_to_the_same_bytes(linghuo, tmp_path, monkeypatch):
    options = [f"--{name}={value}" for name, value in WHO.items()]
    events = ("--event", "injury:7@2030", "--event", "birth@2028", "--joins", "none")
    chosen = ("--designs", "status_quo,full_proposal", "--out", tmp_path / "r")
    code, out, _ = linghuo("lifecycle", *options, *events, *chosen)
    assert code == 0
    kept = {path: path.read_bytes() for path in (tmp_path / "r").rglob("*") if path.is_file()}
    for path in kept:
        if path.suffix not in (".parquet", ".json", ".md"):
            path.unlink()
    monkeypatch.setattr("experiments.lifecycle.command.live_under", None)
    code, again, err = linghuo("plot", tmp_path / "r")
    assert code == 0 and again == out and "drew lifecycle; 1 tables" in err
    assert {path: path.read_bytes() for path in (tmp_path / "r").rglob("*") if path.is_file()} == kept
    assert "方案" in linghuo("plot", tmp_path / "r", "--lang", "zh", "--width", "single")[1]
