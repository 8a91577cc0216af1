"""The platform tables: shares, pay and heads that fit the published figures; successors of platforms that left."""

import csv
from types import SimpleNamespace

import mesa
import numpy as np
import pytest

from agents.codes import SECTORS, Sector
from agents.platform import Platform
from model.platforms import (
    FOLDER,
    PlatformDataError,
    Platforms,
    close_year,
    load_platforms,
    load_sectors,
    platforms_of,
    successors,
    worker_heads,
)


def founded():
    model = mesa.Model()
    return [Platform(model, 10 + k, terms) for k, terms in enumerate(load_platforms())]


def full_time_income(sector):
    """Mean monthly pay of a full-time worker, weighted with heads."""
    terms = load_platforms()
    heads = worker_heads(terms, load_sectors())
    rows = [(heads[k], t.pay_per_order * t.orders_full_time / 12.0) for k, t in enumerate(terms) if t.sector == sector]
    return sum(h * pay for h, pay in rows) / sum(h for h, _ in rows)


def test_every_sector_has_platforms_whose_order_shares_add_to_one():
    shares = np.zeros(len(SECTORS))
    for t in load_platforms():
        shares[t.sector] += t.order_share
    assert shares == pytest.approx(np.ones(len(SECTORS)))
    assert 30 <= len(load_platforms()) <= 40


def test_every_row_names_source_and_confidence():
    for name in ("platforms.csv", "platform_sectors.csv"):
        with (FOLDER / name).open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                assert row["source"]
                assert row["confidence"] in ("high", "medium", "low")


@pytest.mark.parametrize(
    ("sector", "published", "tolerance"),
    [
        (Sector.FOOD_DELIVERY, 6803, 0.01),  # mean of food riders, Meituan Research Institute
        (Sector.PARCEL, 6500, 0.01),  # 5,000-8,000, New Forms of Employment Centre
        (Sector.RIDE_HAILING, 7623, 0.01),  # New Forms of Employment Centre 2025
    ],
)
def test_full_time_pay_fits_published_monthly_income(sector, published, tolerance):
    assert full_time_income(sector) == pytest.approx(published, rel=tolerance)


def test_truck_drivers_on_platforms_earn_between_same_city_and_long_haul_incomes():
    assert 7000 < full_time_income(Sector.FREIGHT) < 10_512


def test_sixty_two_million_work_mainly_or_substantially_on_platforms():
    heads = worker_heads(load_platforms(), load_sectors())
    assert heads.sum() == pytest.approx(62e6, rel=0.01)


def test_heads_times_intensity_times_full_time_orders_give_the_orders_of_the_sector():
    terms, sectors = load_platforms(), load_sectors()
    mean = (sectors.intensity_share * sectors.intensity).sum(axis=1)
    orders = np.zeros(len(SECTORS))
    for t, heads in zip(terms, worker_heads(terms, sectors), strict=True):
        orders[t.sector] += heads * mean[t.sector] * t.orders_full_time
    assert orders == pytest.approx(sectors.orders)


def test_a_table_whose_shares_do_not_add_up_is_refused(tmp_path):
    text = (FOLDER / "platforms.csv").read_text(encoding="utf-8")
    text = text.replace("Meituan,food_delivery,0.445", "Meituan,food_delivery,0.5", 1)
    broken = tmp_path / "platforms.csv"
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(PlatformDataError, match="order shares"):
        load_platforms.__wrapped__(broken)


def test_stages_get_contiguous_arrays_of_declared_types():
    table = platforms_of(founded())
    assert isinstance(table, Platforms)
    for name, array in table._asdict().items():
        assert array.flags.c_contiguous and array.flags.writeable
        assert array.dtype == (np.int64 if name in ("sector", "successor") else np.float64)
    assert table.successor.tolist() == list(range(len(load_platforms())))


def test_a_platform_that_lost_money_for_five_years_is_served_by_the_largest_of_its_sector():
    agents = founded()
    names = [agent.terms.name for agent in agents]
    lost, largest = names.index("JD and Dada"), names.index("Meituan")
    orders = np.ones(len(agents))
    profit = np.ones(len(agents))
    profit[lost] = -1.0
    for _ in range(5):
        close_year(agents, orders, profit)
    assert not agents[lost].active
    assert successors(agents)[lost] == largest
    table = platforms_of(agents)
    assert table.pay_per_order[lost] == agents[largest].pay_per_order
    close_year(agents, orders, np.ones(len(agents)))
    assert agents[largest].orders_year == 2.0  # its own and those of the platform that left
    for _ in range(3):
        close_year(agents, orders, np.ones(len(agents)))
    assert not agents[lost].active
    close_year(agents, orders, np.ones(len(agents)))
    assert agents[lost].active  # the successor has earned a profit for five years since


def test_the_last_platform_of_a_sector_stays_open():
    terms = [t for t in load_platforms() if t.sector == Sector.PARCEL][:2]
    model = mesa.Model()
    agents = [Platform(model, k, t) for k, t in enumerate(terms)]
    for _ in range(6):
        close_year(agents, np.ones(2), -np.ones(2))
    assert [agent.active for agent in agents].count(True) == 1
    assert max(agents, key=lambda agent: agent.terms.order_share).active


def test_an_unknown_sector_is_refused(tmp_path):
    lines = (FOLDER / "platform_sectors.csv").read_text(encoding="utf-8").splitlines()
    broken = tmp_path / "platform_sectors.csv"
    broken.write_text("\n".join(lines[:-1]), encoding="utf-8")
    with pytest.raises(PlatformDataError, match="needs the sectors"):
        load_sectors.__wrapped__(broken)


def test_the_successor_rule_reads_only_activity_sector_and_size():
    def stand_in(share, active):
        return SimpleNamespace(active=active, terms=SimpleNamespace(sector=0, order_share=share))

    assert successors([stand_in(0.2, False), stand_in(0.3, True), stand_in(0.5, True)]) == [2, 1, 2]
