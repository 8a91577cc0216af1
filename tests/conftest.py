"""Settings that all tests share, and compiled code that is made once however many workers need it."""

import contextlib
import sqlite3

import pytest
from hypothesis import settings

settings.register_profile("linghuo", deadline=None, derandomize=True)
settings.load_profile("linghuo")


@pytest.fixture(scope="session")
def compiled():
    """The model's compiled stages are in the cache: the first worker makes them, the others wait for it."""
    from agents.compiled import CACHE_FOLDER
    from model import SocialInsuranceModel

    # a database file is a lock that every system has, and that a worker who is killed gives back
    with contextlib.closing(sqlite3.connect(CACHE_FOLDER / "tests.lock", timeout=600.0)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        SocialInsuranceModel(population=200, until=2026).step()
