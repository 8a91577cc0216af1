"""What a platform worker's record says: platforms used, subordination, own duties, and who is liable for an injury."""

import numpy as np
import pytest

from agents.codes import (
    CASUAL,
    EMPLOYEE,
    GROUP_CASUAL,
    GROUP_EMPLOYEE,
    GROUP_NONE,
    GROUP_PLATFORM,
    GROUP_SELF_EMPLOYED,
    PENSION_FLEXIBLE,
    PENSION_NONE,
    PLATFORM,
    SECTORS,
    SELF_EMPLOYED,
    Employer,
)
from agents.enrolment import CLASS_CASUAL, CLASS_FARMER, CLASS_PLATFORM, CLASS_UNINSURED
from model.choosing import distance_of
from model.covering import cover_rest, low_digits
from model.grouping import classify
from model.law.coverage.rules import bound_share, employers_base, insured_part, own_part, subordination_of
from model.law.injury import stages as injury
from model.medical_cover import enrol_medical, pay_medical
from model.pension_cover import enrol_pension
from model.platforms import load_platforms, load_sectors
from model.unemployment_cover import insure_against_job_loss
from model.work_record import describe_work, part_elsewhere, share_liability

WAGE = 8_000.0
INJURY, UNEMPLOYMENT = 2, 3
RIDER = next(k for k, terms in enumerate(load_platforms()) if terms.sector == SECTORS.index("ride_hailing"))


@pytest.fixture
def named(base_named):
    """The base year's law at an average wage of 8,000 yuan a month, three classes without duties."""
    coverage = base_named["law_coverage"]._replace(
        missed=np.full(5, 0.15), living_income_month=800.0, inclusion_error=0.0, functional_definition=0,
        subordination_weight=np.array([0.5, 0.3, 0.2]), middle_lowest=0.6, middle_highest=1.0, classes=3,
    )  # fmt: skip
    wage = np.full(31, WAGE)
    return base_named | {
        "law_coverage": coverage,
        "law_pension": base_named["law_pension"]._replace(province_wage=wage.copy()),
        "behaviour": base_named["behaviour"]._replace(second_share=0.3, support_floor_share=0.25),
    }


def law(named, **changes):
    return named | {"law_coverage": named["law_coverage"]._replace(**changes)}


def with_low_digits(share):
    """A draw of one half, nearly, whose second uniform is `share`."""
    return 0.5 + share / 65536.0


# ---- the definition -------------------------------------------------------------------------------------------

WORKS = {"status": [PLATFORM, PLATFORM, PLATFORM, SELF_EMPLOYED, CASUAL], "intensity": [1.0, 0.3, 0.02, 1.0, 1.0]}


def test_an_open_list_misses_each_kind_of_work_at_its_own_rate(people, call, named):
    rates = np.array([0.05, 0.15, 0.30, 0.02, 0.20])
    draws = (np.arange(400) + 0.5) / 400
    works = {name: np.repeat(values, 400) for name, values in WORKS.items()}
    rows = people(2_000, **works, u_taste_10=np.tile(draws, 5))
    call(classify, rows, law(named, missed=rates))
    missed = (rows["definition_case"] == 2).reshape(5, 400).mean(axis=1)
    assert missed == pytest.approx(rates, abs=1e-9)
    assert np.array_equal(rows["group"] == GROUP_NONE, rows["definition_case"] == 2)


def test_a_functional_definition_asks_for_a_basic_living_and_lets_beginners_in(people, call, named):
    rows = people(5, status=[PLATFORM, SELF_EMPLOYED, CASUAL, CASUAL, CASUAL], u_taste_10=[0.5, 0.5, 0.5, 0.5, 0.9],
                  income_year=[9_500.0, 9_700.0, 0.0, 5_000.0, 50_000.0])  # fmt: skip
    call(classify, rows, law(named, functional_definition=1))
    assert rows["definition_case"].tolist() == [1, 0, 0, 1, 2]
    assert rows["group"].tolist() == [GROUP_NONE, GROUP_SELF_EMPLOYED, GROUP_CASUAL, GROUP_NONE, GROUP_NONE]
    call(classify, rows, named)  # a list asks for no living
    assert rows["definition_case"].tolist() == [0, 0, 0, 0, 2]


def test_a_functional_definition_takes_some_employees_of_household_businesses_for_flexible(people, call, named):
    kept = [Employer.HOUSEHOLD_BUSINESS, Employer.HOUSEHOLD_BUSINESS, Employer.COMPANY]
    rows = people(3, status=EMPLOYEE, employer=kept, u_taste_10=[with_low_digits(d) for d in (0.05, 0.15, 0.05)])
    call(classify, rows, law(named, functional_definition=1, inclusion_error=0.1))
    assert rows["group"].tolist() == [GROUP_CASUAL, GROUP_EMPLOYEE, GROUP_EMPLOYEE]
    assert rows["definition_case"].tolist() == [3, 0, 0]
    call(classify, rows, law(named, inclusion_error=0.1))
    assert rows["group"].tolist() == [GROUP_EMPLOYEE] * 3


def test_the_dead_have_no_case(people, call, named):
    rows = people(1, status=CASUAL, u_taste_10=0.99, months_alive=0)
    call(classify, rows, named)
    assert (rows["definition_case"][0], rows["group"][0]) == (0, GROUP_NONE)


# ---- platforms used and subordination -----------------------------------------------------------------------


def riders(people, rows, **values):
    given = {"status": PLATFORM, "group": GROUP_PLATFORM, "platform": RIDER, "income_year": 60_000.0,
             "months_worked": 12}  # fmt: skip
    return people(rows, **(given | values))


def test_as_many_work_for_several_platforms_as_the_data_of_the_sector_say(people, call, named):
    size = 2_000
    draws = np.array([with_low_digits((k + 0.5) / size) for k in range(size)])
    assert [low_digits(u) for u in draws[:2]] == pytest.approx([0.5 / size, 1.5 / size], abs=1e-9)
    rows = call(describe_work, riders(people, size, u_taste_8=draws), named)
    shares = np.bincount(rows["platforms_used"], minlength=4)[1:] / size
    assert shares == pytest.approx(load_sectors().platforms_share[SECTORS.index("ride_hailing")], abs=1e-3)
    assert set(np.round(rows["orders_elsewhere"], 12)) == {0.0, 0.3, 0.6}


@pytest.mark.parametrize(("used", "share", "part"), [(0, 0.3, 0.0), (1, 0.5, 0.0), (2, 0.5, 0.5), (3, 0.5, 2 / 3)])
def test_no_further_platform_hands_out_more_than_the_main_one(used, share, part):
    assert part_elsewhere(used, share) == pytest.approx(part)


def test_subordination_rises_with_hours_with_dependence_and_with_reliance_on_the_income(people, call, named):
    rows = riders(people, 6, intensity=[1.0, 1.2, 0.3, 1.0, 1.0, 1.0], u_taste_8=with_low_digits(0.1),
                  income_year=[60e3, 60e3, 60e3, 60e3, 12e3, 60e3])  # fmt: skip
    rows["u_taste_8"][3] = with_low_digits(0.7)  # two platforms
    rows["pension_month"][5] = 5_000.0
    call(describe_work, rows, named)
    # of a quarter of 8,000 yuan a month that means of living are at least, 1,000 is earned
    expected = [1.0, 1.0, 0.65, 0.91, 0.5 + 0.3 + 0.2 * 0.5, 0.5 + 0.3 + 0.2 * 0.5]
    assert rows["subordination"] == pytest.approx(expected)
    assert subordination_of(np.array([0.5, 0.3, 0.2]), 0.0, 0.0, 0.0) == 0.0


def test_only_living_platform_workers_have_a_record(people, call, named):
    rows = riders(people, 3, status=[CASUAL, PLATFORM, PLATFORM], platform=[-1, -1, RIDER], months_alive=[12, 12, 0])
    call(describe_work, rows, named)
    for name in ("platforms_used", "orders_elsewhere", "subordination", "duty_part"):
        assert not rows[name].any()


# ---- duties -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("classes", "parts"), [(2, [0.0, 0.0, 0.0, 0.0]), (3, [0.0, 1.0, 1.0, 0.0]), (0, [0.59, 0.6, 0.9, 0.91])]
)
def test_the_middle_class_lies_between_its_bounds_and_a_continuous_status_counts_by_degree(classes, parts):
    assert [own_part(classes, s, 0.6, 0.9) for s in (0.59, 0.6, 0.9, 0.91)] == parts


def test_whom_the_definition_misses_has_no_duties_of_a_class(people, call, named):
    rows = riders(people, 2, group=[GROUP_PLATFORM, GROUP_NONE], intensity=1.0, u_taste_8=with_low_digits(0.1))
    call(describe_work, rows, named)
    assert rows["duty_part"].tolist() == [1.0, 0.0]


def test_duties_bind_by_the_draw_in_every_branch_and_never_less_than_the_mandate(people, call, named):
    assert [bound_share(0.3, 0.5, part) for part in (0.0, 0.5, 1.0)] == [0.3, 0.3, 0.5]
    duties = np.array([0.5, 0.5, 0.5, 0.5, 0.5, 0.0])
    here = law(named, middle_duty=duties, withholding=1.0)
    rows = riders(
        people, 4, choice_class=CLASS_PLATFORM, duty_part=[1.0, 1.0, 0.6, 0.6], u_taste_11=[0.49, 0.51, 0.29, 0.31],
        wage_month=5_000.0, value_base_floor=-1.0, value_pension_resident=-1.0, value_medical_employee=-1.0,
        value_medical_resident=-1.0, u_taste_8=0.9999,
    )  # fmt: skip
    reach = law(here, pilot_reach=np.zeros(31), maternity_reach=np.zeros(31))
    for stage in (enrol_pension, enrol_medical, pay_medical, cover_rest, insure_against_job_loss):
        call(stage, rows, reach)
    bound = [True, False, True, False]
    assert (rows["pension_scheme"] == PENSION_FLEXIBLE).tolist() == bound
    assert (rows["pension_scheme"][~np.array(bound)] == PENSION_NONE).all()
    months = ("medical_scheme", "injury_months", "unemployment_paid_months", "maternity_paid_months")
    assert [(rows[name] > 0).tolist() for name in months] == [bound] * 4


# ---- liability ----------------------------------------------------------------------------------------------


def platforms_paying(named, rate=0.01, **changes):
    rates = np.zeros(6)
    rates[GROUP_PLATFORM] = rate
    return law(named, **changes) | {"law_injury": named["law_injury"]._replace(platform_rate=rates, platform_base=0)}


def test_the_main_platform_insures_its_own_orders_and_all_of_several_insure_the_whole():
    assert [insured_part(several, 0, True, 0.3) for several in (0, 1)] == [0.7, 1.0]
    assert insured_part(0, 1, True, 0.3) == insured_part(0, 0, False, 0.3) == 1.0


def test_one_floor_applies_to_all_employers_together_and_to_the_main_one_alone():
    assert [employers_base(b, p, 4_800.0) for b, p in ((10_000, 1.0), (10_000, 0.7), (6_000, 0.7), (4_800, 1.0))] == [
        10_000, 7_000, 4_800, 4_800,
    ]  # fmt: skip
    assert employers_base(3_000.0, 0.5, 4_800.0) == 3_000.0  # a base below the floor, of who has none, is not raised


def test_injuries_at_a_second_platform_are_insured_only_where_each_employer_is_liable(people, call, named):
    size = 1_000
    rows = riders(
        people, size, orders_elsewhere=0.3, injury_months=12, insured_base_month=10_000.0, injury_hazard=0.02,
        wage_month=10_000.0, orders_year=2_000.0, injured=11, u_injury=0.02 * (np.arange(size) + 0.5) / size,
    )  # fmt: skip
    found = {}
    for several in (0, 1):
        here = platforms_paying(named, multiple_employers=several)
        for stage in (share_liability, injury.contribute, injury.claim):
            call(stage, rows, here)
        paid = rows["benefit_injury"] > 0.0
        found[several] = [rows["injury_part"][0], rows["paid_platform_injury"][0], paid.mean()]
        # realised payments have the expected mean
        assert rows["expected_injury"][0] > 0.0
        found[several].append(rows["expected_injury"][0])
    assert found[0][:3] == pytest.approx([0.7, 0.7 * 0.01 * 12 * 10_000, 0.7])
    assert found[1][:3] == pytest.approx([1.0, 0.01 * 12 * 10_000, 1.0])
    assert found[0][3] < found[1][3]


def test_the_pilot_and_those_who_are_no_platform_workers_are_insured_for_all_of_their_work(people, call, named):
    rows = riders(people, 3, orders_elsewhere=0.3, injury_pilot=[1, 0, 0], insured_base_month=10_000.0,
                  group=[GROUP_PLATFORM, GROUP_EMPLOYEE, GROUP_PLATFORM])  # fmt: skip
    call(share_liability, rows, platforms_paying(named))
    assert rows["injury_part"].tolist() == [1.0, 1.0, 0.7]
    assert rows["injury_base_month"].tolist() == [10_000.0, 10_000.0, 7_000.0]


# ---- identity -----------------------------------------------------------------------------------------------


def test_flexible_workers_mind_employee_schemes_until_the_law_counts_them_as_employees():
    assert [distance_of(CLASS_CASUAL, GROUP_CASUAL, wide, 0.1) for wide in (0, 1)] == [0.1, 0.0]
    assert distance_of(CLASS_CASUAL, GROUP_NONE, 1, 0.1) == 0.1  # missed by the definition
    assert [distance_of(k, GROUP_NONE, 0, 0.1) for k in (CLASS_UNINSURED, CLASS_FARMER)] == [0.0, 0.0]
