"""Enrolment by branch and declared bases add up to the published heads and contributions."""

import numpy as np
import pytest

from agents.codes import Branch, Employer
from model.compliance import (
    FILE,
    compliance_tables,
    employees_by_type,
    enterprise_contributions,
    mean_declared_base,
    past_old_age,
    rural_share_of_types,
)
from model.labour_data import figure

TABLES = compliance_tables()


@pytest.mark.parametrize("branch", ["pension", "medical", "injury", "unemployment", "maternity"])
def test_enrolled_employees_are_the_published_heads(branch):
    insurable = employees_by_type(insurable=branch != "medical")  # employee medical knows no age limit
    heads = (insurable * TABLES.threshold[Branch[branch.upper()]]).sum()
    assert heads == pytest.approx(figure(FILE, "target", f"{branch}_heads"), rel=5e-3)


def test_public_employees_are_enrolled_and_nobody_without_employer():
    assert (TABLES.threshold[:, Employer.NONE] == 0.0).all()
    assert TABLES.threshold[Branch.PENSION, Employer.PUBLIC] == 1.0
    assert TABLES.threshold[Branch.UNEMPLOYMENT, Employer.PUBLIC] * 38.5 == pytest.approx(30.0, abs=0.1)


def test_branches_are_nested_injury_widest_and_medical_narrowest():
    enterprise = TABLES.threshold[:, Employer.STATE_OWNED :]
    assert (enterprise[Branch.INJURY] >= enterprise[Branch.MATERNITY]).all()
    assert (enterprise[Branch.MATERNITY] >= enterprise[Branch.PENSION]).all()
    assert (enterprise[Branch.PENSION] >= enterprise[Branch.MEDICAL]).all()
    assert (np.diff(enterprise[Branch.PENSION]) < 0.0).all()


def test_nobody_past_the_old_ages_counts_among_those_who_can_be_insured():
    sex, age = np.array([0, 0, 1, 1, 1, 1]), np.array([60, 61, 50, 51, 55, 56])
    education = np.array([3, 3, 2, 2, 3, 3])
    assert past_old_age(sex, age, education).tolist() == [False, True, False, True, False, True]
    below, everyone = employees_by_type(), employees_by_type(insurable=False)
    assert (below <= everyone).all()
    assert 20e6 < (everyone - below).sum() < 32e6
    assert everyone.sum() == pytest.approx(323.5e6, rel=1e-3)


def test_registration_splits_enrolment_without_changing_it():
    rural = np.stack([rural_share_of_types(branch not in (Branch.MEDICAL, Branch.CARE)) for branch in range(6)])
    urban_part, rural_part = TABLES.threshold_by_hukou
    np.testing.assert_allclose((1 - rural) * urban_part + rural * rural_part, TABLES.threshold, atol=1e-9)
    inner = (TABLES.threshold > 0.0) & (TABLES.threshold < 1.0)
    odds = (rural_part / (1 - rural_part + 1e-300) * (1 - urban_part) / (urban_part + 1e-300))[inner]
    np.testing.assert_allclose(odds, 0.3, rtol=1e-6)
    enrolled = (employees_by_type() * rural[Branch.PENSION] * rural_part[Branch.PENSION]).sum()
    assert 62e6 < enrolled < 100e6  # 62 m in 2017


def test_declared_bases_bring_the_enterprise_contributions_of_2025():
    assert enterprise_contributions() == pytest.approx(4.34e12, rel=5e-3)
    assert (TABLES.base_ratio[Employer.STATE_OWNED :] <= TABLES.base_ratio[Employer.STATE_OWNED]).all()
    assert TABLES.base_ratio[Employer.PUBLIC] * 120_000 == pytest.approx(117_000)


def test_mean_declared_base_lies_between_the_limits_and_falls_from_state_to_small_firms():
    bases = mean_declared_base()[Employer.STATE_OWNED :]
    assert (bases > 0.6 * 8026).all() and (bases < 3 * 8026).all()
    assert (np.diff(bases[1:]) < 0.0).all()
