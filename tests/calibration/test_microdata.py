"""A survey becomes persons: what it tells is kept to the bit, what it lacks is a donor's, nothing is lost silently."""

import numpy as np
import pandas as pd
import pytest

from model.persons_file import PERSON_COLUMNS

BASIC = ("sex", "birth_year", "birth_month", "province", "hukou", "education", "status")
SCHEMES = ("claim", "pension_scheme", "medical_scheme")
ALL = (
    *BASIC, *SCHEMES, "home_province", "employer", "sector", "income_year", "pension_months", "deemed_months",
    "pension_account", "resident_months", "resident_account", "claim_year", "pension_month", "medical_months",
    "medical_account", "wealth", "children", "care_need",
)  # fmt: skip
NO_RAKING = "rake: []\n"
OWN = {  # what a survey cannot tell, or tells in other words
    "weight", "platform", "ability", "earnings_shock", "intensity", "pension_option", "index_sum", "claim_month",
    "account_pension_month", "medical_wait", "medical_gap", "maternity_months", "health", "injury_grade",
    "injury_allowance_month", "injury_wage_month", "unemployment_months", "unemployment_left", "unemployment_claims",
}  # fmt: skip


def test_a_whole_survey_of_synthetic_persons_gives_the_same_columns_back(survey, synthetic, map_text, imported):
    found = imported(survey, map_text(*ALL, lines=NO_RAKING)).columns
    for name in set(PERSON_COLUMNS) - OWN:
        assert found[name].dtype == synthetic[name].dtype
        assert found[name].tobytes() == synthetic[name].tobytes(), name
    claims = synthetic["claim"] > 0
    assert np.array_equal((found["claim_month"] // 12)[claims], (synthetic["claim_month"] // 12)[claims])
    assert np.array_equal(found["platform"] >= 0, synthetic["platform"] >= 0)
    # without margins weights keep their proportions, and stand for the population as a whole
    ratio = found["weight"].sum() / synthetic["weight"].sum()
    assert np.allclose(found["weight"], ratio * synthetic["weight"], rtol=1e-9) and abs(ratio - 1.0) < 1e-3


def test_what_the_survey_lacks_is_the_donors_and_one_donor_gives_all_of_it(survey, synthetic, map_text, imported):
    found = imported(survey, map_text(*BASIC, *SCHEMES)).columns
    donor = found["donor"].astype(np.int64)  # numbers of synthetic persons are their rows
    for name in ("income_year", "wealth", "care_need", "employer", "platform", "unemployment_left", "earnings_shock",
                 "pension_month", "pension_option", "medical_months", "injury_grade", "health"):  # fmt: skip
        assert found[name].tobytes() == synthetic[name][donor].tobytes(), name
    for name in (*SCHEMES, "sex", "status"):
        assert np.array_equal(synthetic[name][donor], found[name]), name
    same = found["pension_months"] == synthetic["pension_months"][donor]
    assert same.mean() > 0.9  # the others are younger than the donor and may not have paid so long
    assert np.array_equal(found["pension_account"][same], synthetic["pension_account"][donor][same])
    lived = 12 * (2025 - found["birth_month"] // 12 - 15)
    assert np.all(found["pension_months"] <= lived)


def test_a_gap_is_filled_and_counted_and_answers_beside_it_stay(survey, synthetic, map_text, imported):
    gaps = survey.copy()
    gaps.loc[::3, "income_year"] = -8
    gaps.loc[1::3, "education"] = -8
    found = imported(gaps, map_text(*BASIC, *SCHEMES, "income_year"))
    columns, donor = found.columns, found.columns["donor"].astype(np.int64)
    told = np.arange(len(gaps)) % 3 != 0
    assert np.array_equal(columns["income_year"][told], synthetic["income_year"][told])
    assert np.array_equal(columns["income_year"][~told], synthetic["income_year"][donor][~told])
    assert np.array_equal(columns["education"][1::3], synthetic["education"][donor][1::3])
    row = found.answers.set_index("target").loc["income_year"]
    assert (row["mapped"], row["missing"], row["kept"], row["imputed"]) == (2000, 1000, 2000, 1000)
    assert found.answers.set_index("target").loc["sector", "rule"] == "of the donor"


def test_one_of_several_codes_is_decided_by_the_donor(survey, synthetic, map_text, imported):
    codes = "  status: {from: status, codes: {0: student, 1: employee, 2: public, 3: [platform, self_employed, casual],"
    codes += " 4: [platform, self_employed, casual], 5: [platform, self_employed, casual], 6: farmer, 7: unemployed,"
    codes += " 8: out, 9: retired}}\n"
    names = [name for name in BASIC if name != "status"]
    found = imported(survey, map_text(*names, *SCHEMES, columns=codes, lines=NO_RAKING))
    flexible = np.isin(synthetic["status"], (3, 4, 5))
    assert np.isin(found.columns["status"][flexible], (3, 4, 5)).all()
    assert np.array_equal(found.columns["status"][~flexible], synthetic["status"][~flexible])
    assert len(np.unique(found.columns["status"][flexible])) == 3
    row = found.answers.set_index("target").loc["status"]
    assert row["kept_as_one_of_several"] == row["imputed"] == flexible.sum()


@pytest.mark.parametrize("ending", ["dta", "parquet"])
def test_stata_and_parquet_say_the_same_as_csv(ending, survey, map_text, imported):
    text = map_text(*BASIC, *SCHEMES, "income_year", "wealth")
    kept = survey[[*BASIC, *SCHEMES, "income_year", "wealth", "weight"]]
    first, second = imported(kept, text), imported(kept, text, name=f"survey.{ending}")
    for name, column in first.columns.items():
        assert second.columns[name].tobytes() == column.tobytes(), name


def test_the_same_import_gives_the_same_bits_and_another_seed_other_donors(survey, map_text, imported):
    text = map_text(*BASIC)
    first, again, other = imported(survey, text), imported(survey, text), imported(survey, text, seed=6)
    assert all(again.columns[name].tobytes() == column.tobytes() for name, column in first.columns.items())
    assert (other.columns["donor"] != first.columns["donor"]).mean() > 0.5


def test_who_is_left_out_changes_nobody_elses_record(survey, map_text, imported):
    fewer = survey.copy()
    fewer.loc[::10, "sex"] = -8
    whole, part = (imported(each, map_text(*BASIC, lines=NO_RAKING)).columns for each in (survey, fewer))
    kept = np.arange(len(survey)) % 10 != 0
    assert np.array_equal(part["number"], np.flatnonzero(kept))
    for name in set(PERSON_COLUMNS) - {"weight"}:
        assert part[name].tobytes() == whole[name][kept].tobytes(), name


def test_raked_weights_meet_the_totals_of_the_synthetic_population(survey, map_text, imported):
    uneven = survey.assign(weight=np.linspace(1.0, 3.0, len(survey)))
    found = imported(uneven, map_text(*BASIC, *SCHEMES))
    assert np.allclose(found.margins["after"], found.margins["published"], rtol=1e-5)
    assert not np.allclose(found.margins["before"], found.margins["published"], rtol=1e-2)
    weights = found.weights.set_index("figure")["value"]
    assert weights["effective number of persons (Kish), raked"] < len(survey)
    assert 1.0 < weights["largest factor of a weight"] <= 10.0 + 1e-6
    published = found.margins.groupby("margin")["published"].sum()
    assert np.allclose(published, published.iloc[0], rtol=1e-9)


def test_an_old_survey_keeps_ages_and_its_money_grows_with_wages(survey, map_text, imported):
    from model.history import earnings_and_prices

    old = survey.assign(birth_year=survey["birth_year"] - 5)
    text = map_text(*BASIC, *SCHEMES, "income_year", year=2020, lines=NO_RAKING)
    now, then = imported(survey, text.replace("2020", "2025")).columns, imported(old, text).columns
    assert np.array_equal(now["birth_month"], then["birth_month"])
    earns = now["income_year"] > 0
    ratio = then["income_year"][earns] / now["income_year"][earns]
    assert ratio == pytest.approx(1.0 / earnings_and_prices()[0][2020])


def test_units_and_ages_are_brought_to_those_of_the_model(survey, map_text, imported):
    aged = survey.assign(age=2025 - survey["birth_year"], wage=survey["income_year"] / 12, paid=180 / 12)
    columns = "  income_year: {from: wage, unit: yuan a month}\n  age: age\n"
    columns += "  pension_months: {from: paid, unit: years}\n"
    found = imported(aged, map_text("sex", columns=columns, lines=NO_RAKING)).columns
    assert np.array_equal(found["birth_month"] // 12, survey["birth_year"])
    assert np.allclose(found["income_year"], survey["income_year"])
    assert (found["pension_months"] == 180).all()
    months = np.bincount(found["birth_month"] % 12, minlength=12)
    assert months.min() > 0.7 * len(survey) / 12


@pytest.mark.parametrize("value", ["Tibet", "西藏", "西藏自治区", "54", "540000", "tibet"])
def test_provinces_are_known_by_name_and_by_code(value, survey, map_text, imported):
    frame = survey.astype({"province": object})
    frame.loc[frame["province"] == 54, "province"] = value
    found = imported(frame, map_text(*BASIC, lines=NO_RAKING)).columns
    assert np.array_equal(found["province"] == 25, survey["province"] == 54)


def test_income_told_is_explained_by_ability_as_far_as_it_lasts(survey, synthetic, map_text, imported):
    raised = survey.assign(income_year=survey["income_year"] * 1.5)
    low, high = (imported(each, map_text(*BASIC, *SCHEMES, "income_year", lines=NO_RAKING)).columns
                 for each in (survey, raised))  # fmt: skip
    paid = (survey["status"] == 1) & (survey["income_year"] > 0)
    rise = (high["ability"] - low["ability"] + high["earnings_shock"] - low["earnings_shock"])[paid]
    same = (high["donor"] == low["donor"])[paid]
    assert rise[same].min() > 0.0 and rise[same].max() < np.log(1.5)
    spread = low["ability"][paid].std() / synthetic["ability"][paid].std()
    assert 0.85 < spread < 1.2


def test_persons_who_cannot_be_kept_are_counted_by_reason(survey, map_text, imported):
    frame = pd.concat([survey.assign(person=range(len(survey))), survey.head(4).assign(person=range(4))])
    frame = frame.reset_index(drop=True)
    frame.loc[10:12, "birth_year"] = 2015
    frame.loc[20, "income_year"] = -5.0
    frame.loc[30, "birth_year"] = -8
    frame.loc[31, "birth_year"] = 2026
    frame.loc[40:41, "weight"] = 0.0
    text = map_text(*BASIC, *SCHEMES, "income_year", lines="impossible: drop\nduplicates: drop\nperson: person\n")
    found = imported(frame, text)
    assert dict(found.dropped.to_numpy()) == {
        "under 16": 3, "impossible income_year": 1, "age not known": 1, "impossible birth_year": 1,
        "impossible weight": 2, "listed again": 4,
    }  # fmt: skip
    assert found.rows - len(found.columns["number"]) == 12


def test_persons_like_nobody_stop_the_import_are_dropped_or_told_less_of(survey, map_text, imported):
    from calibration.microdata.survey import SurveyError

    frame = survey.copy()
    student = int(np.flatnonzero((survey["status"] == 0) & (survey["sex"] == 0))[0])
    frame.loc[student, "claim"] = 1
    names = (*BASIC, *SCHEMES)
    with pytest.raises(SurveyError, match=r"1 persons contradict .* sex male, status student, claim employee.*\(1\)"):
        imported(frame, map_text(*names))
    dropped = imported(frame, map_text(*names, lines="contradictory: drop\n"))
    assert dict(dropped.dropped.to_numpy()) == {"contradicts itself": 1}
    less = imported(frame, map_text(*names, lines="contradictory: impute\n"))
    assert less.columns["claim"][student] == 0 and len(less.columns["claim"]) == len(frame)
    assert less.answers.set_index("target").loc["claim", "contradicting"] == 1
