"""Who falls ill, what does it cost, and who needs care? Medical need apart from what any scheme pays for it.

Yearly cost is a profile by scheme, sex and age times luck with mean one. Persistent need `health` follows an AR(1)
process; a second part of the luck is foreseen before the year's enrolment (the private signal), the rest is not. The
use of care follows the cover that a person holds when the year begins; another scheme changes it from the next year.
A person's cost is not scaled down in the year of death: what the missing months would save, the last months cost.
"""

import math
from functools import cache
from typing import NamedTuple

import numpy as np

from agents.codes import MEDICAL_EMPLOYEE
from agents.compiled import rule, stage
from agents.elementary import exp, normal_quantiles
from model.alignment import column_of, exp_into
from model.tables import read_constants, read_rows

AGES, OLDEST = 101, 111
ENTRY_AGE = 16
SCHEMES = ("resident", "employee")  # rows of the profile; persons without cover use care like residents
LEAST_PROBABILITY = 1e-9
HIGHEST_YEARLY_DEATH = 0.9


class HealthTables(NamedTuple):
    """Medical cost, luck and care need of a year. Arrays [scheme, sex, age] have 101 ages, care arrays 111."""

    cost: np.ndarray  # float64[2, 2, 101] yuan a head and year, prices of 2025
    inpatient_share: np.ndarray  # float64[2, 2, 101] hospital part of the cost
    inpatient_probability: np.ndarray  # float64[2, 2, 101] probability of any stay in the year
    normaliser: np.ndarray  # float64[2, 101] makes the mean of exp(health) one among the living
    health_mean: np.ndarray  # float64[2, 111] mean of `health` when a year begins: the frail die earlier
    health_persistence: float
    health_innovation: float  # standard deviation of the yearly innovation
    health_variance: float
    inpatient_sigma: float
    outpatient_sigma: float
    highest_stay_probability: float
    care_prevalence: np.ndarray  # float64[2, 111] share in need of care within a year
    care_start: np.ndarray  # float64[2, 111] share in need when the year begins
    care_incidence: np.ndarray  # float64[2, 111] yearly probability of coming into need


@cache
def _profile() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cost, hospital share and probability of a stay by scheme, sex and age; under its first age a scheme has the first
    row's values."""
    tables = np.zeros((3, 2, 2, AGES))
    filled = np.zeros((2, 2), dtype=bool)
    for row in read_rows("medical_cost_profile.csv"):
        scheme, sex = SCHEMES.index(row["scheme"]), 0 if row["sex"] == "male" else 1
        cost = float(row["cost"])
        first = int(row["first_age"]) if filled[scheme, sex] else 0
        filled[scheme, sex] = True
        values = (cost, float(row["inpatient_cost"]) / cost, float(row["stay_probability"]))
        for table, value in zip(tables, values, strict=True):
            table[scheme, sex, first:] = value
    return tables[0], tables[1], tables[2]


@cache
def _care_share() -> np.ndarray:
    """Share in need of care by age in completed years from 16 on, float64[2, 111]."""
    rows = read_rows("care_need.csv")
    share = np.zeros((2, OLDEST))
    for sex, name in enumerate(("male", "female")):
        ages = [float(row["age"]) for row in rows if row["sex"] == name]
        shares = [0.01 * float(row["share"]) for row in rows if row["sex"] == name]
        share[sex, ENTRY_AGE:] = np.interp(np.arange(ENTRY_AGE, OLDEST) + 0.5, ages, shares)
    return share


def frailty(death_probability: np.ndarray, elasticity: float) -> np.ndarray:
    """Which mean has `health` at each age if the frail die earlier? float64[..., 2, 111], at the beginning of a year.

    death_probability: float64[..., 2, 111], any number of years at once; elasticity: log mortality per log point of
    need. A share q dies whose need lies `elasticity` variances above the mean; what is left of the gap fades with the
    persistence.
    """
    constants = read_constants("illness.yaml")
    variance, persistence = constants["health_variance"], constants["health_persistence"]
    mean = np.zeros(death_probability.shape)
    q = np.minimum(death_probability, 0.5)
    lost = q / (1.0 - q) * elasticity * variance
    for age in range(ENTRY_AGE, OLDEST - 1):
        mean[..., age + 1] = persistence * (mean[..., age] - lost[..., age])
    return mean


def care_course(death_probability: np.ndarray, ratio: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which shares need care at a year's start, which come into need, and how do both groups die?

    death_probability: float64[..., 2, 111], any number of years at once; ratio: mortality of persons in need over
    that of others, capped where the former would pass 0.9 a year. Returns start share and incidence,
    float64[..., 2, 111], and mortality multipliers float64[..., 2, 2, 111] (others, in need), with mean one at each
    age. Incidence keeps the published prevalence.
    """
    target = _care_share()
    start, incidence = np.zeros((2, *death_probability.shape))
    multiplier = np.ones((*death_probability.shape[:-2], 2, 2, OLDEST))
    share = np.zeros(death_probability.shape[:-1])
    for age in range(ENTRY_AGE, OLDEST):
        q, free = death_probability[..., age], 1.0 - share
        relative = np.minimum(ratio / (1.0 + share * (ratio - 1.0)), np.maximum(HIGHEST_YEARLY_DEATH / q, 1.0))
        others = (1.0 - share * relative) / free
        come = np.maximum(target[:, age] - share, 0.0) / free
        start[..., age], incidence[..., age] = share, come
        multiplier[..., 0, :, age], multiplier[..., 1, :, age] = others, relative
        alive = share * (1.0 - q * relative)
        new = free * come * (1.0 - q * others)
        share = (alive + new) / (1.0 - np.minimum(q, 1.0 - 1e-9))
    return start, incidence, multiplier


def health_tables(death_probability: np.ndarray, course=None) -> HealthTables:
    """Which medical cost, luck and care need go with a year's mortality? death_probability: float64[2, 111].

    course: mean of `health`, start share and incidence of care, float64[2, 111] each, where they are known already.
    """
    constants, vital = read_constants("illness.yaml"), read_constants("demography.yaml")
    persistence, variance = constants["health_persistence"], constants["health_variance"]
    if course is None:
        start, incidence, _ = care_course(death_probability, vital["care_mortality_ratio"])
        course = frailty(death_probability, vital["health_elasticity"]), start, incidence
    mean, start, incidence = course
    excess = -(persistence * mean[:, :AGES] + 0.5 * variance)
    cost, inpatient_share, probability = _profile()
    # the profile was scaled on assumed ages of members; the adults of the base year are older than that
    cost = cost * np.array([constants["resident_profile_scale"], 1.0])[:, None, None]
    return HealthTables(
        cost=cost.copy(),
        inpatient_share=inpatient_share.copy(),
        inpatient_probability=probability.copy(),
        normaliser=column_of(exp_into, excess.ravel()).reshape(excess.shape),
        health_mean=mean,
        health_persistence=persistence,
        health_innovation=math.sqrt(variance * (1.0 - persistence * persistence)),
        health_variance=variance,
        inpatient_sigma=constants["inpatient_sigma"],
        outpatient_sigma=constants["outpatient_sigma"],
        highest_stay_probability=constants["highest_stay_probability"],
        care_prevalence=_care_share().copy(),
        care_start=start,
        care_incidence=incidence,
    )


@rule
def profile_row(medical_scheme):
    """Which row of the cost profile has a member of this scheme, a code MedicalScheme? 1 employee, 0 the rest."""
    return 1 if medical_scheme >= MEDICAL_EMPLOYEE else 0


@rule
def profile_age(age_months):
    """Which age of the profile has a person of so many months? Completed years, 0 to 100."""
    years = age_months // 12
    years = years if years > 0 else 0
    return years if years < 100 else 100


@rule
def stay_outlook(expected_cost, row, sex, age, level, illness):
    """Given a person's expected cost of the year: the expected hospital part, and the probability of any stay.

    row, age: of the profile; level: medical cost relative to 2025. The hazard of a stay rises in proportion to the
    expected cost up to the cap; a patient's mean hospital cost is the first over the second.
    """
    risk = expected_cost / (illness.cost[row, sex, age] * level)
    hazard = illness.inpatient_probability[row, sex, age] * risk
    top = illness.highest_stay_probability
    return expected_cost * illness.inpatient_share[row, sex, age], hazard if hazard < top else top


@rule
def stay_month(u, months_alive):
    """In which month of the year does a hospital stay fall? Each month lived is equally likely."""
    return 1 + min(int(u * months_alive), months_alive - 1)


@stage
def fall_ill(
    sex, age_months, months_alive, medical_scheme, u_health, u_illness, u_inpatient, u_signal, illness, economy,
    behaviour, health, medical_cost, inpatient_cost, expected_cost,
):  # fmt: skip
    """Persistent need moves on; the year's signal sets the expected cost, and luck the cost in and out of hospital.

    `behaviour.signal_share` is the foreseen share of the variance of yearly need beyond `health`. Costs are yuan of
    the year. Rows without a month alive get zeros and keep their health.
    """
    rows = sex.size
    luck_of_health, luck_of_signal, luck_outside = np.empty(rows), np.empty(rows), np.empty(rows)
    hazards, inside = np.empty(rows), np.empty(rows)  # of a stay in hospital, and its expected cost in the year
    normal_quantiles(u_health, luck_of_health)
    normal_quantiles(u_signal, luck_of_signal)
    normal_quantiles(u_illness, luck_outside)
    # tables first: the three flows hold the profile's cost, hospital share and probability until the second loop
    for i in range(rows):
        age = profile_age(np.int64(age_months[i]))
        row = profile_row(medical_scheme[i])
        level = economy.medical_level if row == 1 else economy.resident_medical_level
        expected_cost[i] = illness.cost[row, sex[i], age] * level * illness.normaliser[sex[i], age]
        medical_cost[i] = illness.inpatient_share[row, sex[i], age]
        inpatient_cost[i] = illness.inpatient_probability[row, sex[i], age] * illness.normaliser[sex[i], age]
    persistence, innovation = illness.health_persistence, illness.health_innovation
    seen = illness.outpatient_sigma * math.sqrt(behaviour.signal_share)
    unseen = illness.outpatient_sigma * math.sqrt(1.0 - behaviour.signal_share)
    half_seen, half_unseen = 0.5 * seen * seen, 0.5 * unseen * unseen
    top = illness.highest_stay_probability
    for i in range(rows):
        lives = months_alive[i] > 0
        need = persistence * health[i] + innovation * luck_of_health[i]
        risk = exp(need + seen * luck_of_signal[i] - half_seen)
        hazard = inpatient_cost[i] * risk
        hazard = hazard if hazard < top else top
        hazards[i] = hazard if hazard > LEAST_PROBABILITY else LEAST_PROBABILITY
        share = medical_cost[i]
        expected = expected_cost[i] * risk if lives else 0.0
        health[i] = need if lives else health[i]
        expected_cost[i] = expected
        inpatient_cost[i] = 0.0
        medical_cost[i] = expected * (1.0 - share) * exp(unseen * luck_outside[i] - half_unseen)
        inside[i] = expected * share
    # who goes to hospital, listed: the place of his draw below the hazard decides what his stays cost
    patients = np.empty(rows, dtype=np.uint32)
    count = 0
    for i in range(rows):
        patients[count] = i
        count += 1 if u_inpatient[i] < hazards[i] else 0
    ranks, luck_inside = np.empty(count), np.empty(count)
    for k in range(count):
        ranks[k] = u_inpatient[patients[k]] / hazards[patients[k]]
    normal_quantiles(ranks, luck_inside)
    sigma = illness.inpatient_sigma
    half = 0.5 * sigma * sigma
    for k in range(count):
        i = patients[k]
        hospital = inside[i] / hazards[i] * exp(sigma * luck_inside[k] - half)
        inpatient_cost[i] = hospital
        medical_cost[i] += hospital


@stage
def need_care(sex, age_months, months_alive, u_care, illness, care_need):
    """Who comes into need of long-term care this year? Need lasts to the end of life."""
    for i in range(sex.size):
        age = min(max(np.int64(age_months[i]) // 12, 0), OLDEST - 1)
        if months_alive[i] > 0 and u_care[i] < illness.care_incidence[sex[i], age]:
            care_need[i] = 1
