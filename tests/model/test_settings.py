"""Settings: ranges are kept, unknown names are refused, channels freeze, and every constant shows its evidence."""

import numpy as np
import pytest
from pydantic import ValidationError

from model.settings import Behaviour, BehaviourSettings, Settings, behaviour_of

FIELDS = BehaviourSettings.model_fields


def bounds(name):
    """Lowest and highest value of a behavioural constant."""
    limits = {key: getattr(item, key) for item in FIELDS[name].metadata for key in ("ge", "le") if hasattr(item, key)}
    return limits["ge"], limits["le"]


@pytest.mark.parametrize("name", FIELDS)
def test_every_constant_has_a_unit_evidence_and_a_range_around_its_default(name):
    extra = FIELDS[name].json_schema_extra
    assert extra["unit"].strip() and extra["evidence"].strip()
    assert FIELDS[name].description == extra["evidence"]
    low, high = bounds(name)
    assert low < FIELDS[name].default < high or low == FIELDS[name].default == high


@pytest.mark.parametrize("name", FIELDS)
def test_a_constant_outside_its_range_is_refused_by_name(name):
    low, high = bounds(name)
    for value in (low - 0.001, high + 0.001):
        with pytest.raises(ValidationError, match=name):
            BehaviourSettings(**{name: value})
    assert getattr(BehaviourSettings(**{name: low}), name) == low


def test_the_horizon_lies_after_the_start():
    with pytest.raises(ValidationError, match="until"):
        Settings(until=2025)
    with pytest.raises(ValidationError, match="until"):
        Settings(until=2126)
    assert Settings(until=2026).until == 2026


@pytest.mark.parametrize(
    ("name", "value"),
    [("population", 0), ("seed", -1), ("seed", 2**63), ("replication", -1), ("variant", "middle"), ("start", 2024),
     ("balance_rule", "tax"), ("populatoin", 100)],
)  # fmt: skip
def test_what_is_out_of_range_or_unknown_is_refused_by_name(name, value):
    with pytest.raises(ValidationError, match=name):
        Settings(**{name: value})


def test_settings_cannot_be_changed_after_they_are_made():
    with pytest.raises(ValidationError, match="frozen"):
        Settings().population = 5


def test_frozen_channels_close_all_five_and_leave_the_rest():
    given = Settings(population=77, seed=5, until=2030)
    frozen = given.frozen_channels()
    channels = ("peers", "platform_response", "consumption_tax", "family_pool", "households")
    assert all(getattr(given, name) for name in channels)
    assert not any(getattr(frozen, name) for name in channels)
    assert frozen.model_dump(exclude=set(channels)) == given.model_dump(exclude=set(channels))


def test_stages_read_every_constant_as_a_float():
    chosen = BehaviourSettings(risk_aversion=3.0, paid_months_flexible=9.0)
    behaviour = behaviour_of(chosen, pay_change=range(8), cost_change=range(1, 9))
    assert set(Behaviour._fields) == {*FIELDS, "pay_change", "cost_change"}
    assert {name: getattr(behaviour, name) for name in FIELDS} == chosen.model_dump()
    assert all(type(getattr(behaviour, name)) is float for name in FIELDS)
    assert behaviour.pay_change.tolist() == [float(k) for k in range(8)]
    assert behaviour.cost_change.tolist() == [float(k) for k in range(1, 9)]
    assert behaviour_of(chosen).pay_change.dtype == np.float64
    assert not behaviour_of(chosen).pay_change.any() and not behaviour_of(chosen).cost_change.any()
