"""The world: law as code and data, base-year population, economy, demography, luck, the year, measures."""

import gc

__all__ = ["SocialInsuranceModel"]


def __getattr__(name: str):
    """`from model import SocialInsuranceModel` imports the model when it is asked for, so that help stays fast."""
    if name == "SocialInsuranceModel":
        return _import_model()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _import_model():
    """Import the model with what it needs, which stays to the end of the process.

    Nothing of it is garbage. Python would look through all of it again and again while it is imported, and once or
    twice in every run later, for 0.1 s each time. The name stands in the package afterwards, so that this happens
    once: a run that was under way in another thread would otherwise be set aside from collection too, for ever.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        from model.model import SocialInsuranceModel
    finally:
        if collects:
            gc.enable()
    if "SocialInsuranceModel" not in globals():
        globals()["SocialInsuranceModel"] = SocialInsuranceModel
        gc.freeze()
    return SocialInsuranceModel
