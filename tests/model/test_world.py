"""The world of a year: resolved once per process it has the bits of a fresh resolution, and nobody writes into it."""

import ast
import inspect
import pickle
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np
import pytest

import model.year
from agents.compiled import STAGES
from model import world as world_module
from model.law.design import load_design
from model.law.parameters import load_law
from model.settings import Settings
from model.world import LAW_BRANCHES, RESOLVED, World

DESIGNS = ("status_quo", "full_proposal", "law_2011", "in_force_2026", "injury_pilot_2025")
YEARS = (2060, 2026, 2030, 2027, 2044, 2125)  # not in order: what was resolved before must not matter


def bits(laws: dict) -> dict:
    """Every field of every branch by name, as its value or its type and bytes."""
    return {
        f"{branch}.{name}": (value.dtype, value.shape, value.tobytes()) if isinstance(value, np.ndarray) else value
        for branch, law in laws.items()
        for name, value in law._asdict().items()
    }


def named(world: World, year: int) -> dict:
    from types import SimpleNamespace

    from agents.platform import Platform
    from model.platforms import load_platforms

    stand_in = SimpleNamespace(register_agent=lambda agent: None)
    platforms = [Platform(stand_in, k, terms) for k, terms in enumerate(load_platforms())]
    return world.named(year, world.choice_terms, 0.5, platforms, np.uint64(1))


def solved(name: str):
    """A design with every neutral rate replaced by a number."""
    design = load_design(name, load_law())
    return design.solved({rate.path: 0.0123 for rate in design.neutral}) if design.neutral else design


@pytest.mark.parametrize("variant", ["mid", "low"])
@pytest.mark.parametrize("name", DESIGNS)
def test_a_kept_law_has_the_bits_of_one_resolved_anew(name, variant):
    world = World(Settings(variant=variant), solved(name))
    for year in YEARS:
        first = bits(world.laws(year))
        assert bits(world.laws(year)) == first == bits(world.resolve(year, world.design))
    RESOLVED.clear()
    for year in sorted(YEARS):
        assert bits(world.laws(year)) == bits(world.resolve(year, world.design))


def test_runs_of_one_design_and_economy_share_a_law_and_others_do_not():
    world, again = World(Settings(seed=1)), World(Settings(seed=2, population=50))
    assert all(again.laws(2040)[branch] is world.laws(2040)[branch] for branch in LAW_BRANCHES)
    for other in (World(Settings(variant="low")), World(Settings(), "in_force_2026")):
        assert not any(other.laws(2040)[branch] is world.laws(2040)[branch] for branch in LAW_BRANCHES)


def test_what_a_run_puts_in_the_place_of_a_record_holds_for_it_and_the_year_alone():
    world, other = World(Settings()), World(Settings())
    coverage = world.laws(2040)["coverage"]
    world.laws(2040)["coverage"] = coverage._replace(subsidy_rate=0.123)
    assert world.laws(2040)["coverage"].subsidy_rate == 0.123
    assert other.laws(2040)["coverage"] is World(Settings()).laws(2040)["coverage"] is coverage
    assert world.laws(2041)["coverage"].subsidy_rate == coverage.subsidy_rate


def test_designs_of_one_name_that_differ_in_growth_alone_have_laws_of_their_own():
    law = load_law()
    growing = load_design("status_quo", law).varied({"unemployment.benefit_share.platform": 0.5}, law, 2027)
    path = "resident_medical.premium"
    one = load_design("status_quo", law).varied({path: 500.0}, law, 2027)
    (step,) = one.changes[path].steps
    assert law.parameter(path).grows
    from dataclasses import replace

    fixed = replace(one, changes={path: replace(one.changes[path], steps=(replace(step, since=None),))})
    assert fixed.text() == one.text()
    assert fixed.identity != one.identity != growing.identity
    premiums = [World(Settings(), design).laws(2060)["resident_medical"].premium_year for design in (one, fixed)]
    assert premiums[0] > premiums[1] == 500.0


def test_a_process_keeps_a_bounded_number_of_laws(monkeypatch):
    monkeypatch.setattr(world_module, "KEPT_LAWS", 3)
    RESOLVED.clear()
    world = World(Settings())
    before = {year: bits(world.laws(year)) for year in range(2026, 2036)}
    assert len(RESOLVED) == 3
    assert {year: bits(world.laws(year)) for year in range(2026, 2036)} == before


def test_another_form_of_the_design_changes_the_law_from_then_on():
    world = World(Settings())
    before = bits(world.laws(2040))
    world.set_design(load_design("full_proposal", world.law).solved({"coverage.platform.rate": 0.01}))
    assert bits(world.laws(2040)) != before
    assert bits(world.start_laws) == bits(World(Settings()).laws(2025))


def test_a_world_that_was_pickled_resolves_the_same_law():
    world = World(Settings(), "in_force_2026")
    loaded = pickle.loads(pickle.dumps(world))
    assert loaded.law is world.law
    assert bits(loaded.laws(2033)) == bits(world.laws(2033)) and bits(loaded.start_laws) == bits(world.start_laws)


def test_no_stage_writes_into_a_record_so_that_runs_may_share_one():
    assert model.year.YEAR_PLAN.steps
    writes = []
    for stage in STAGES:
        tree = ast.parse(textwrap.dedent(inspect.getsource(stage.py_func)))
        for node in ast.walk(tree):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target] if hasattr(node, "target") else []
            for target in targets:
                for part in ast.walk(target):
                    if isinstance(part, ast.Subscript) and isinstance(part.value, ast.Attribute):
                        writes.append((stage.py_func.__name__, ast.unparse(part)))
    assert writes == []


def test_whole_lives_leave_the_shared_law_as_it_was(lived):
    world = World(Settings())
    before = {year: bits(world.laws(year)) for year in range(2025, 2032)}
    lived(population=300, until=2031)
    assert {year: bits(world.laws(year)) for year in range(2025, 2032)} == before


def test_stages_get_records_of_one_type_in_every_year_and_design():
    types = [
        {name: numba.typeof(value) for name, value in named(World(Settings(), design), year).items()}
        for design, year in (("status_quo", 2026), ("status_quo", 2150), ("compulsory_five", 2030))
    ]
    assert types[0] == types[1] == types[2]
    assert {f"law_{branch}" for branch in LAW_BRANCHES} <= types[0].keys()


def test_expected_minimum_months_follow_the_law_of_the_year_not_that_of_an_earlier_one():
    law = load_law()
    later = load_design("status_quo", law).varied({"retirement.minimum.cap_months": 300.0}, law, 2030)
    world, now = World(Settings(), later), World(Settings())
    assert named(world, 2026)["outlook"].minimum_months.tolist() == named(now, 2026)["outlook"].minimum_months.tolist()
    expected = named(world, 2031)["outlook"].minimum_months
    assert expected[-1] == 300.0 > named(now, 2031)["outlook"].minimum_months[-1] == 240.0
    assert expected[0] == world.laws(2031)["retirement"].minimum_months


def test_threads_that_share_the_kept_laws_never_miss_one_that_another_has_dropped(monkeypatch):
    monkeypatch.setattr(world_module, "KEPT_LAWS", 2)
    monkeypatch.setattr(world_module, "RESOLVED", {})
    monkeypatch.setattr(World, "resolve", lambda self, year, design: {"year": year})
    one = World(Settings(), "status_quo")

    def ask(thread: int) -> bool:
        years = (2000 + (thread + k) % 7 for k in range(9000))
        return all(one._kept(year, one.design) == {"year": year} for year in years)

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            assert all(pool.map(ask, range(4)))
    finally:
        sys.setswitchinterval(usual)
    assert len(world_module.RESOLVED) <= 2
