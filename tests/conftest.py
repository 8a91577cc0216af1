"""Settings that all tests share."""

from hypothesis import settings

settings.register_profile("linghuo", deadline=None, derandomize=True)
settings.load_profile("linghuo")
