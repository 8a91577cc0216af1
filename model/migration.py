"""Who moves to another province, and where to? Yearly hazards that leave the cross-section of provinces as it is.

Returns home and onward moves are given by age. Departures follow: as many leave as keep the share of persons who live
away from their registration (户籍) at each age, and leavers of a province spread over the others as those who have
left it already do. So every stream from one province to another is balanced by the returns from it.
"""

from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from agents.codes import Status
from agents.compiled import plain
from model.labour_data import FIRST_AGE, along_age, by_group, figure, select
from model.law.pension.transfer import lost_share
from model.provinces import load_provinces
from model.status_profile import status_profile

FILE = "migration.csv"
STATUSES = tuple(status.name.lower() for status in Status)
LOCAL, AWAY_WITHIN, AWAY = range(3)  # at the place of registration; elsewhere in its province; in another province
MOST_AWAY = 0.98  # of those away from their registration in a province, the most whose registration is in another
LEAST_LEAVING = 0.001  # a year, where fewer live away at the next age and nobody would have to leave
ROUNDS = 400
KILOMETRES_A_DEGREE = 111.2
PLANNED_AGE = 60
DIGITS = 12


class Migration(NamedTuple):
    """Moves of one year. [w] whereabouts: local, away within the province, in another; [kind] of registration."""

    hazard: np.ndarray  # [w, kind, status, age 16..100], probability a year that the whereabouts or province change
    highest_hazard: float  # of anybody
    home_factor: np.ndarray  # [province of registration], for locals, mean one
    leaves_share: np.ndarray  # [province of registration], part of the leaving locals who leave the province
    destination: np.ndarray  # [province of registration, province], cumulative
    return_share: np.ndarray  # [kind, status, age], part of those who move in another province who go home
    log_wage: np.ndarray  # [province] log points of pay
    transfer_loss: float  # share of the moves after which no pension record is transferred
    recovery_year: float  # probability a year that a record left behind is collected
    record_loss: np.ndarray  # [w, kind, status, age], share of promised pension months expected to be lost by moves


class Streams(NamedTuple):
    """Persons registered in one province who live in another, and what follows for those who move."""

    persons: np.ndarray  # [province of registration, province], 10,000 persons
    cross_share: np.ndarray  # [province], part of those away from their registration who come from another province
    home_factor: np.ndarray  # [province]
    leaves_share: np.ndarray  # [province]


@cache
def streams() -> Streams:
    """How many persons of each province live in each other one? Margins of the census, gravity inside.

    The base population has the same share of persons away from their registration in every province, so arrivals are
    cut to what that leaves room for, which binds in Beijing, Shanghai and Tianjin.
    """
    provinces = load_provinces()
    people = provinces.population_share
    away = figure(FILE, "floating") * people
    cross = np.minimum(by_group(FILE, "arrivals", provinces.names) / away, MOST_AWAY)
    arrivals = cross * away
    departures = by_group(FILE, "departures", provinces.names)
    departures = departures * (arrivals.sum() / departures.sum())
    flow = _gravity(provinces.names)
    for _ in range(ROUNDS):
        flow *= (departures / flow.sum(axis=1))[:, None]
        flow *= (arrivals / flow.sum(axis=0))[None, :]
    within = away - arrivals
    locals_ = _residents() * people - away
    leavers = within + departures
    factor = leavers / locals_ / (leavers.sum() / locals_.sum())
    return Streams(
        np.round(flow, 9), np.round(cross, DIGITS), np.round(factor, DIGITS), np.round(departures / leavers, DIGITS)
    )


def _residents() -> float:
    """National population whose floating part the file counts, 10,000 persons."""
    from model.cohorts import population_at_end

    return float(population_at_end(2020).sum()) / 1e4


def _gravity(names: tuple[str, ...]) -> np.ndarray:
    """Pull between two provinces by the distance of their capitals, zero to oneself: float64[31, 31]."""
    north = by_group(FILE, "capital_latitude", names)
    east = by_group(FILE, "capital_longitude", names)
    middle = np.radians(0.5 * (north[:, None] + north[None, :]))
    up, across = north[:, None] - north[None, :], (east[:, None] - east[None, :]) * np.cos(middle)
    distance = KILOMETRES_A_DEGREE * np.sqrt(up**2 + across**2)
    np.fill_diagonal(distance, 1.0)
    pull = np.round(distance ** -figure(FILE, "distance_decay"), 9)
    np.fill_diagonal(pull, 0.0)
    return pull


def away_hazards(share: np.ndarray, returning: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many of the locals leave and of the others return, a year, so that the share away follows its age profile?

    share: float64[age], part of an age who live away from their registration; returning: float64[age], wanted. Where
    the share falls faster than returns explain, more return.
    """
    later = np.append(share[1:], share[-1])
    leaving = (later - share * (1.0 - returning)) / (1.0 - share)
    forced = leaving < LEAST_LEAVING
    leaving = np.where(forced, LEAST_LEAVING, leaving)
    returning = np.where(forced, (share - later + (1.0 - share) * leaving) / share, returning)
    return leaving, returning


@cache
def mean_hazards() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Leaving, returning and onward moves a year by age and kind of registration: two float64[kind, age], one [age]."""
    away = status_profile().nonlocal_share
    returning = along_age(select(FILE, "return")) / 100.0
    pairs = [away_hazards(away[:, kind], returning) for kind in range(2)]
    leaving, back = (np.stack(part) for part in zip(*pairs, strict=True))
    return leaving, back, along_age(select(FILE, "onward")) / 100.0


@cache
def by_status(quantity: str) -> np.ndarray:
    """How does a hazard differ by status? float64[kind, status, age], mean one over the persons of 2025."""
    factor = by_group(FILE, quantity, STATUSES)
    persons = np.moveaxis(status_profile().persons().sum(axis=(0, 2)), 0, 2)  # [kind, status, age]
    mean = (persons * factor[None, :, None]).sum(axis=1) / persons.sum(axis=1)
    return factor[None, :, None] / mean[:, None, :]


@cache
def migration_tables() -> Migration:
    """Which hazards and destinations hold in every year? Expectations of the records are still zero."""
    leaving, back, onward = mean_hazards()
    leave, go_home = by_status("leave_by_status"), by_status("return_by_status")
    returns = back[:, None, :] * go_home
    further = np.broadcast_to(onward, returns.shape)
    hazard = np.round(np.clip(np.stack([leaving[:, None, :] * leave, returns, returns + further]), 0.0, 0.5), DIGITS)
    paths = streams()
    shares = paths.persons / paths.persons.sum(axis=1, keepdims=True)
    cumulative = np.cumsum(shares, axis=1)
    return Migration(
        hazard=hazard,
        highest_hazard=float(max(hazard[LOCAL].max() * paths.home_factor.max(), hazard.max())),
        home_factor=paths.home_factor,
        leaves_share=paths.leaves_share,
        destination=np.round(cumulative / cumulative[:, -1:], DIGITS),
        return_share=np.round(returns / (returns + further), DIGITS),
        log_wage=np.round(np.log(load_provinces().relative_wage), DIGITS),
        transfer_loss=0.0,
        recovery_year=0.0,
        record_loss=np.zeros_like(hazard),
    )


def expected_record_loss(hazard: np.ndarray, transfer_loss: float, recovery_year: float) -> np.ndarray:
    """Which share of the months promised today will be missing at sixty? float64, of the shape of `hazard`.

    hazard: probability a year of a move to another province, ages 16 to 100 in the last axis; people expect to go
    along it with their present status and whereabouts. A record is lost with `transfer_loss` at each move and comes
    back with `recovery_year` a year.
    """
    kept, lost = np.ones_like(hazard), np.zeros_like(hazard)  # chance to have at sixty what is held, or lost, now
    for age in range(PLANNED_AGE - 1 - FIRST_AGE, -1, -1):
        loss = hazard[..., age] * transfer_loss
        kept[..., age] = (1.0 - loss) * kept[..., age + 1] + loss * lost[..., age + 1]
        lost[..., age] = (1.0 - recovery_year) * lost[..., age + 1] + recovery_year * kept[..., age + 1]
    return 1.0 - kept


@lru_cache(maxsize=64)
def record_loss(transfer_loss: float, recovery_year: float) -> np.ndarray:
    """Which share of promised months do people expect to lose? float64[w, kind, status, age], shared: nobody writes.

    It follows from the year's law through two numbers alone, which most years and designs have in common.
    """
    tables, persons = migration_tables(), streams().persons
    across = tables.hazard.copy()  # only a change of province moves a record
    across[LOCAL] *= float(tables.leaves_share @ persons.sum(axis=1) / persons.sum())
    across[AWAY_WITHIN] = 0.0
    return np.round(expected_record_loss(across, transfer_loss, recovery_year), DIGITS)


def migration_of(tables: Migration, behaviour, laws: dict, moves: bool) -> Migration:
    """Which moves are there in a year under these laws, and what do they do to records? Nobody moves without `moves`.

    tables: those of every year, each field cast; behaviour: BehaviourSettings; laws: branch -> law of the year.
    """
    if not moves:
        return tables._replace(hazard=np.zeros_like(tables.hazard), highest_hazard=0.0)
    loss = plain(lost_share)(
        float(laws["coverage"].transfer_pooled_share), float(laws["pension"].full_pooled_rate),
        float(laws["coverage"].transfer_delay_months), behaviour.transfer_loss_shortfall, behaviour.transfer_loss_delay,
    )  # fmt: skip
    recovery = float(behaviour.record_recovery_year)
    return tables._replace(transfer_loss=loss, recovery_year=recovery, record_loss=record_loss(loss, recovery))


def registered_in(province: np.ndarray, hukou: np.ndarray, u: np.ndarray) -> np.ndarray:
    """In which province is each person registered? int64[rows], from where he lives, his registration and a uniform.

    Who is away from his registration comes from another province with the share of his own, and then from each as the
    streams say.
    """
    from model.alignment import choice_from

    paths = streams()
    cross = paths.cross_share[province]
    cumulative = np.cumsum(paths.persons, axis=0).T  # by province of residence
    cumulative = np.round(cumulative / cumulative[:, -1:], DIGITS)
    origin = choice_from(cumulative, province, np.minimum(u / cross, 1.0 - 1e-9))
    return np.where((hukou % 2 == 1) & (u < cross), origin, province)


def years_here() -> float:
    """For how many years have those in another province lived there, on average?"""
    return figure(FILE, "years_here")
