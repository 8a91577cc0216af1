"""The world: law as code and data, base-year population, economy, demography, luck, the year, measures."""

__all__ = ["SocialInsuranceModel"]


def __getattr__(name: str):
    """`from model import SocialInsuranceModel` imports the model when it is asked for, so that help stays fast."""
    if name == "SocialInsuranceModel":
        from model.model import SocialInsuranceModel

        return SocialInsuranceModel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
