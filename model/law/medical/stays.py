"""What does a scheme pay on average for hospital stays? Worked out once per kind of patient, not once per person.

Below the cap on its probability a stay becomes likelier in proportion to a person's expected cost, so a patient's mean
hospital cost depends on sex and age alone: the mean payment for a patient is a small table, and a person's expected
payment is his probability of a stay times an entry of it.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from agents.compiled import rule


class StayTables(NamedTuple):
    """What a scheme pays on average for hospital stays of a year, by kind of patient; shapes in the comments."""

    kind: np.ndarray  # [sex, age] kind of patient below the cap, integers
    hazard_per_yuan: np.ndarray  # [sex, age] hazard of a stay per yuan of a person's expected cost
    hospital_share: np.ndarray  # [sex, age] hospital part of expected cost
    payment: np.ndarray  # [retired, province, kind] mean payment for a patient, yuan


def stay_tables(fill: Callable[..., int], row: int, forms: int, illness, level: float, law) -> StayTables:
    """Which tables of stays hold for a scheme this year? Worked out once a year, for stages on blocks of any size.

    fill: stage that writes kind, hazard_per_yuan and payments as flat arrays and returns the number of kinds; row,
    level: as in `stay_outlook`; forms: 2 where retirees are paid by rules of their own, else 1; law: of the scheme.
    """
    cells, provinces = illness.cost[row].size, law.ceiling.size
    kind, hazard_per_yuan = np.zeros(cells, dtype=np.int64), np.zeros(cells)
    payment = np.zeros(forms * provinces * cells)
    kinds = fill(illness, level, law, kind, hazard_per_yuan, payment)
    shape = illness.cost[row].shape
    return StayTables(
        kind=kind.reshape(shape),
        hazard_per_yuan=hazard_per_yuan.reshape(shape),
        hospital_share=illness.inpatient_share[row].copy(),
        payment=payment[: forms * provinces * kinds].reshape(forms, provinces, kinds).copy(),
    )


@rule
def patient_kinds(row, level, provinces, illness, kind, hazard_per_yuan, patient_cost, province):
    """Which kinds of patient are there below the cap, by mean hospital cost of a year? Returns their number.

    row, level: as in `stay_outlook`. Written at `sex * ages + age`: kind, integers, and hazard_per_yuan, the hazard of
    a stay per yuan of a person's expected cost; then for every province and kind, at `province * kinds + kind`, the
    mean cost of a patient in yuan and the province again, so that payments are worked out in one long loop.
    """
    ages = illness.cost.shape[2]
    kinds = 0
    for sex in range(2):
        for age in range(ages):
            cost = illness.cost[row, sex, age] * level
            probability = illness.inpatient_probability[row, sex, age]
            hospital = cost * illness.inpatient_share[row, sex, age] / probability
            if kinds == 0 or hospital != patient_cost[kinds - 1]:
                patient_cost[kinds] = hospital
                kinds += 1
            kind[sex * ages + age] = kinds - 1
            hazard_per_yuan[sex * ages + age] = probability / cost
    for p in range(provinces):
        for k in range(kinds):
            patient_cost[p * kinds + k] = patient_cost[k]
            province[p * kinds + k] = p
    return kinds
