"""Whole runs of the model, and what tells two of them apart."""

import inspect

import numpy as np
import pytest

from agents.columns import allocate, allocate_flows
from model.luck import NAMED_DRAWS


def lived(**keywords):
    """A model that has lived all its years."""
    from model import SocialInsuranceModel

    model = SocialInsuranceModel(**keywords)
    while model.running:
        model.step()
    return model


def same_bytes(one, other) -> bool:
    """Have two arrays the same type, shape and bits?"""
    return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()


def totals_of(model) -> dict:
    """The national sums of every year by name, as arrays."""
    return {
        f"{kind} of {year}": np.array(list(values.values()) if isinstance(values, dict) else values)
        for year, totals in zip(model.records.years, model.records.totals, strict=True)
        for kind, values in vars(totals).items()
    }


def differences(one, other, rows=None) -> list[str]:
    """In what do two models differ to the last bit? Names of columns (at `rows`), of ledgers and of sums."""
    at = slice(None) if rows is None else rows
    found = [name for name in one.columns if not same_bytes(one.columns[name][at], other.columns[name][at])]
    if rows is not None:
        return found
    found += [
        f"books of {name}"
        for name, fund in one.funds.items()
        if repr((fund.ledgers, fund.memos)) != repr((other.funds[name].ledgers, other.funds[name].memos))
    ]
    sums, others = totals_of(one), totals_of(other)
    assert sums.keys() == others.keys()
    return found + [name for name, values in sums.items() if not same_bytes(values, others[name])]


@pytest.fixture(scope="session", name="lived")
def lived_fixture(compiled):
    """A function of the model's keywords: a model that has lived all its years."""
    return lived


@pytest.fixture(scope="session", name="differences")
def differences_fixture():
    """A function of two models: the names of the columns, ledgers and sums whose bits differ."""
    return differences


@pytest.fixture(scope="session")
def base_named():
    """The law, economy, expectations and tables of the base year as stages read them by name."""
    from model.settings import Settings
    from model.world import World

    return World(Settings()).base_named(np.uint64(1))


@pytest.fixture(scope="session")
def people():
    """A function of a number of rows and values by name: columns, flows (months alive 12) and draws (one half)."""

    def make(rows, **values):
        draws = {f"u_{name}": np.full(rows, 0.5) for name in NAMED_DRAWS}
        table = allocate(rows) | allocate_flows(rows) | draws
        table["months_alive"][:] = 12
        for name, value in values.items():
            table[name][:] = value
        return table

    return make


@pytest.fixture(scope="session")
def call():
    """A function of a stage, rows and records: runs the stage as the driver does, with arguments by name."""

    def run(stage, rows, named):
        given = {**named, **rows}
        stage(*[given[name] for name in inspect.signature(stage.py_func).parameters])
        return rows

    return run
