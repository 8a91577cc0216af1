"""Estimated levels of the past act in the years of the backcast alone, and each on what it names."""

import pytest

from calibration.backcast import backcast_settings
from model.past_levels import acts
from model.settings import PastLevels, Settings
from model.world import World

CHANGED = {
    "declared_base": lambda named: named["compliance"].base_ratio[1],
    "collected_unemployment": lambda named: named["compliance"].collected[3],
    "pension_award": lambda named: named["law_pension"].benefit_wage[0],
    "medical_cost_employee": lambda named: named["illness"].cost[1, 0, 40],
    "medical_cost_resident": lambda named: named["illness"].cost[0, 0, 40],
    "injury_hazard": lambda named: named["risk"].rate[0],
    "medical_retirement_months": lambda named: named["law_medical"].required_months[0],
    "care_cost": lambda named: named["law_care"].standard_cost_month,
    "resident_premium": lambda named: named["law_resident_medical"].subsidy_year,
    "resident_payment": lambda named: named["law_resident_pension"].tier_share,
}


def named_of(year: int, **past) -> dict:
    world = World(backcast_settings(100, past=past))
    return world._tables(year, world.economy(year), world.laws(year), world.choice_terms, 1)


@pytest.mark.parametrize("name", CHANGED)
def test_a_level_multiplies_what_it_names(name):
    base, changed = named_of(2019), named_of(2019, **{name: 1.05})
    assert CHANGED[name](changed) == pytest.approx(1.05 * CHANGED[name](base))


def test_a_growth_leaves_2025_alone_and_lowers_the_years_before():
    base, changed = named_of(2020), named_of(2020, medical_cost_employee_growth=0.02)
    ratio = changed["illness"].cost[1, 0, 40] / base["illness"].cost[1, 0, 40]
    assert ratio == pytest.approx(2.718281828**-0.1)
    same = named_of(2025, medical_cost_employee_growth=0.02)
    assert same["illness"].cost[1, 0, 40] == pytest.approx(named_of(2025)["illness"].cost[1, 0, 40])


def test_a_drift_adds_up_over_the_years():
    base, changed = named_of(2020), named_of(2020, employee_pension_drift=0.02)
    gap = changed["outlook"].intercept_pension - base["outlook"].intercept_pension
    assert gap[..., 2] == pytest.approx(0.1)
    assert not gap[..., :2].any()


def test_levels_act_after_the_start_until_2025_and_in_no_projection():
    moved = PastLevels(declared_base=1.1)
    backcast = backcast_settings(100, past=moved)
    assert [year for year in range(2015, 2026) if acts(backcast, year)] == list(range(2016, 2026))
    assert not any(acts(Settings(past=moved), year) for year in range(2025, 2030))
    assert not acts(backcast_settings(100), 2018)
